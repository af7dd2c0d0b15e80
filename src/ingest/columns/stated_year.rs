//! The year of days that have none (6月1日), where the rows above the table state it (2026年二季度,
//! 导出时间：2026-07-02), or the name of its sheet or file does.

use crate::ingest::cells::column_profile::share;
use crate::ingest::columns::profile::Profile;
use crate::ingest::mapping::{ColumnMapping, Mapping};
use crate::ingest::read::layout::{Format, Layout};
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;

/// A month and a day of it.
type Day = (i8, i8);

/// Years that are taken for such.
const YEARS: std::ops::Range<i16> = 2010..2040;

/// A year that a text states, and the day of it, where it is a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stated {
    year: i16,
    day: Option<Day>,
}

/// Reads the column that was told to have no year in the one that is stated, which is told.
pub(super) fn take(layout: &Layout, profile: &Profile, mapping: &mut Mapping) {
    let told = mapping.warnings.iter_mut().find_map(|warning| match warning {
        Warning::DatesWithoutYear(column, taken @ None) => Some((column.clone(), taken)),
        _ => None,
    });
    let Some((column, taken)) = told else { return };
    let Some(at) = layout.headers.iter().position(|header| *header == column) else { return };
    let (Some(facts), Some(slot)) = (profile.columns.get(at), mapping.columns.get_mut(at)) else {
        return;
    };
    // Of two numbers the first is the month, unless some of the column say otherwise.
    if facts.day_first {
        return;
    }
    let Some(year) = year_of(layout, facts.last_day) else { return };
    *taken = Some(year);
    *slot = ColumnMapping {
        year: Some(year),
        evidence: vec![Evidence::Dates(share(facts.without_year, facts.examined))],
        ..ColumnMapping::new(column, Role::Time)
    };
}

/// The year of days up to `last`: what stands above the table before the names of sheet and file.
fn year_of(layout: &Layout, last: Day) -> Option<i16> {
    let above: Vec<Stated> = layout.titles.iter().flat_map(|title| years(title, false)).collect();
    if !above.is_empty() {
        return agreed(&above, last);
    }
    let sheet = match &layout.format {
        Format::Workbook { sheet, .. } => years(sheet, true),
        _ => Vec::new(),
    };
    if !sheet.is_empty() {
        return agreed(&sheet, last);
    }
    let file = layout.file.rsplit(['/', '\\']).next().unwrap_or_default();
    agreed(&years(file, true), last)
}

/// The year that texts agree on. A period says more than a date, which may be that of the export:
/// days after it were in the year before.
fn agreed(stated: &[Stated], last: Day) -> Option<i16> {
    let (dates, periods): (Vec<Stated>, Vec<Stated>) =
        stated.iter().copied().partition(|stated| stated.day.is_some());
    let asked = if periods.is_empty() { &dates } else { &periods };
    let year = asked.first()?.year;
    let until = asked.iter().filter_map(|stated| stated.day).max();
    let fits = until.is_none_or(|until| last <= until);
    (fits && asked.iter().all(|stated| stated.year == year)).then_some(year)
}

/// The years that a text states: 2026年, `2026-07-02`, `2026Q2`, `20260702`; a name also by the
/// number alone.
fn years(text: &str, is_name: bool) -> Vec<Stated> {
    let mut found = Vec::new();
    let (mut rest, mut before) = (text, None);
    while let Some(c) = rest.chars().next() {
        let n = rest.bytes().take_while(u8::is_ascii_digit).count();
        if n == 0 {
            (before, rest) = (Some(c), &rest[c.len_utf8()..]);
            continue;
        }
        let (digits, after) = rest.split_at(n);
        let alone = !before.is_some_and(|c: char| c.is_ascii_alphanumeric());
        if alone {
            found.extend(year_at(digits, after, is_name));
        }
        // The month and day behind it are no years.
        (before, rest) = (digits.chars().last(), after);
    }
    found
}

/// The year that `digits` are, by what stands behind them.
fn year_at(digits: &str, after: &str, is_name: bool) -> Option<Stated> {
    let part = |from: usize, to: usize| digits.get(from..to)?.parse::<i8>().ok();
    let year = digits.get(..4)?.parse::<i16>().ok().filter(|year| YEARS.contains(year))?;
    let of = |day: Option<Day>| Some(Stated { year, day });
    match digits.len() {
        8 => of(Some(valid((part(4, 6)?, part(6, 8)?))?)),
        6 if is_name => part(4, 6).filter(|month| (1..=12).contains(month)).and_then(|_| of(None)),
        4 => {
            let sign = after.chars().next().unwrap_or(' ');
            let (month, behind) = number(after.get(sign.len_utf8()..).unwrap_or_default());
            match sign {
                '年' => of(day_behind(month, behind, &['月'])),
                '-' | '/' | '.' if month.is_some_and(|month| (1..=12).contains(&month)) => {
                    of(day_behind(month, behind, &[sign]))
                }
                'Q' | 'q' | 'H' | 'h' if month.is_some() => of(None),
                c if is_name && !c.is_ascii_alphanumeric() => of(None),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The day behind a month, where there is one.
fn day_behind(month: Option<i8>, behind: &str, signs: &[char]) -> Option<Day> {
    let (day, _) = number(behind.strip_prefix(signs)?);
    valid((month?, day?))
}

fn valid((month, day): Day) -> Option<Day> {
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some((month, day))
}

/// The number of one or two digits at the start of a text, and what stands behind it.
fn number(text: &str) -> (Option<i8>, &str) {
    let n = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at(n);
    (digits.parse().ok().filter(|_| n <= 2), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_stated_as_periods_dates_and_in_names() {
        let told = |text: &str, is_name| -> Vec<(i16, Option<Day>)> {
            years(text, is_name).iter().map(|stated| (stated.year, stated.day)).collect()
        };
        for (text, wanted) in [
            ("2026年二季度理赔客户回访记录表", vec![(2026, None)]),
            ("导出时间：2026-07-02 09:30", vec![(2026, Some((7, 2)))]),
            ("统计周期：2025/12/1至2026/2/28", vec![(2025, Some((12, 1))), (2026, Some((2, 28)))]),
            ("2026年7月2日导出", vec![(2026, Some((7, 2)))]),
            ("Report 2026.05", vec![(2026, None)]),
            ("2026Q2", vec![(2026, None)]),
            ("20260702", vec![(2026, Some((7, 2)))]),
            ("GB/T 19001-2016", vec![]),
            ("2026", vec![]),
            ("2040年", vec![]),
            ("2009年", vec![]),
            ("工单 2026-99", vec![]),
            ("电话 20261399", vec![]),
        ] {
            assert_eq!(told(text, false), wanted, "{text}");
        }
        for (name, wanted) in [
            ("满意度2026.csv", vec![(2026, None)]),
            ("202605", vec![(2026, None)]),
            ("v2026", vec![]),
            ("2026b", vec![]),
            ("1月", vec![]),
        ] {
            assert_eq!(told(name, true), wanted, "{name}");
        }
    }

    #[test]
    fn a_year_is_taken_where_all_agree_and_no_day_is_after_the_export() {
        let period = |year| Stated { year, day: None };
        let date = |year, day| Stated { year, day: Some(day) };
        for (stated, last, wanted) in [
            (vec![], (6, 1), None),
            (vec![period(2026)], (12, 31), Some(2026)),
            (vec![period(2026), period(2026)], (6, 1), Some(2026)),
            (vec![period(2025), period(2026)], (6, 1), None),
            // What was exported in January is of the year before.
            (vec![period(2025), date(2026, (1, 5))], (12, 31), Some(2025)),
            (vec![date(2026, (7, 2))], (7, 2), Some(2026)),
            (vec![date(2026, (7, 2))], (7, 3), None),
            (vec![date(2026, (4, 1)), date(2026, (6, 30))], (6, 30), Some(2026)),
            (vec![date(2025, (12, 1)), date(2026, (2, 28))], (2, 1), None),
        ] {
            assert_eq!(agreed(&stated, last), wanted, "{stated:?} {last:?}");
        }
    }
}
