//! Columns that speak of a time where none is read: each is told, with what would change it.
//! Without a time there is no trend, and who looks for one must learn why.

use crate::ingest::cells::column_profile::{ColumnProfile, share};
use crate::ingest::columns::profile::Profile;
use crate::ingest::columns::role_words;
use crate::ingest::columns::words::ColumnName;
use crate::ingest::mapping::Mapping;
use crate::ingest::role::Role;
use crate::ingest::told::warning::Warning;

/// What is to be told where no column of `mapping` is a time.
pub(super) fn untimed(
    headers: &[String],
    names: &[ColumnName],
    profile: &Profile,
    mapping: &Mapping,
) -> Option<Warning> {
    if mapping.columns.iter().any(|column| column.role == Role::Time) {
        return None;
    }
    let idle = |at: usize| {
        let role = mapping.columns.get(at).map(|column| column.role);
        matches!(role, Some(Role::Ignore | Role::Segment))
    };
    let columns: Vec<(usize, &ColumnName, &ColumnProfile)> = names
        .iter()
        .zip(&profile.columns)
        .enumerate()
        .map(|(at, (name, facts))| (at, name, facts))
        .filter(|(at, name, _)| idle(*at) && !name.is_question())
        .collect();
    let column = |at: usize| headers[at].clone();
    let of = |lists: &[&'static [&'static str]], name: &ColumnName| {
        lists.iter().any(|l| name.find(l).is_some())
    };
    let times = &[role_words::TIME, role_words::PERIOD];
    let other = &[role_words::TIME_OTHER, role_words::TIME_HANDLED];
    let mut named = columns.iter().filter(|(_, name, _)| of(times, name) && !of(other, name));
    let yearless = |facts: &ColumnProfile| share(facts.without_year, facts.examined) >= 0.8;
    // With a year they would be the time where no other column is.
    let second = || {
        let at_hand = |name: &ColumnName| of(other, name) && !of(&[NEVER], name);
        columns.iter().find(|(_, name, facts)| at_hand(name) && yearless(facts))
    };
    if let Some((at, ..)) = named.clone().find(|(_, _, facts)| yearless(facts)).or_else(second) {
        return Some(Warning::DatesWithoutYear(column(*at), None));
    }
    let years = |facts: &ColumnProfile| whole(facts) && facts.min >= 1990.0 && facts.max < 2100.0;
    let year = columns
        .iter()
        .find(|(_, name, facts)| name.find(role_words::YEAR).is_some() && years(facts));
    let part = columns.iter().find(|(_, name, facts)| {
        name.find(role_words::PERIOD).is_some()
            && whole(facts)
            && facts.min >= 1.0
            && facts.max <= 53.0
    });
    if let (Some((year, ..)), Some((part, ..))) = (year, part) {
        return Some(Warning::TimeInParts { columns: vec![column(*year), column(*part)] });
    }
    // Numbers of days until something, hours of waiting: durations have no separators.
    let written = |facts: &ColumnProfile| facts.numeric_share() < 0.5 && facts.distinct > 1;
    named
        .find(|(_, name, facts)| {
            written(facts) && digits(facts) || are_long_numbers(facts) && !is_id(name)
        })
        .or_else(|| columns.iter().find(|(_, _, facts)| are_numbered_periods(facts)))
        .map(|(at, ..)| Warning::TimeNotUsed { column: column(*at) })
}

/// Whether most cells are numbers longer than durations are, as programs write times; those that
/// are read are a time.
fn are_long_numbers(facts: &ColumnProfile) -> bool {
    facts.numeric_share() >= 0.5 && facts.distinct > 1 && facts.min >= LONG
}

/// The least number of nine digits: more seconds than in three years.
const LONG: f64 = 1e8;

/// Days that are no time of an answer even with a year.
const NEVER: &[&str] = &["birth*", "due", "生日", "出生"];

fn is_id(name: &ColumnName) -> bool {
    name.find(role_words::RESPONSE_ID).is_some()
}

/// Most periods that are numbered.
const MOST: u64 = 30;

/// Whether all cells number a period: 第一期, 第2波, `Wave 3`.
fn are_numbered_periods(facts: &ColumnProfile) -> bool {
    let few = (2..=MOST).contains(&facts.distinct) && !facts.many_values;
    few && facts.values.keys().all(|value| numbers_a_period(value))
}

fn numbers_a_period(value: &str) -> bool {
    let value = value.trim().to_lowercase();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let chinese = |text: &str| text.chars().all(|c| "一二三四五六七八九十".contains(c));
    let named = ["wave", "round"].iter().find_map(|word| value.strip_prefix(word));
    let nth = value.strip_prefix('第').and_then(|rest| rest.strip_suffix(['期', '波', '轮']));
    named.is_some_and(|rest| digits(rest.trim()))
        || nth.is_some_and(|nth| digits(nth) || !nth.is_empty() && chinese(nth))
}

fn whole(facts: &ColumnProfile) -> bool {
    facts.numeric == facts.answers() && facts.numeric == facts.integers
}

/// Whether most of the values that are kept as samples hold a digit, as dates do.
fn digits(facts: &ColumnProfile) -> bool {
    let with = facts.samples.iter().filter(|s| s.bytes().any(|b| b.is_ascii_digit())).count();
    2 * with > facts.samples.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made::cells;
    use crate::ingest::mapping::ColumnMapping;

    /// What is told of columns with these cells and roles.
    fn told(columns: &[(&str, Role, &[&str])]) -> Option<Warning> {
        let headers: Vec<String> = columns.iter().map(|(name, ..)| (*name).to_owned()).collect();
        let names: Vec<ColumnName> = headers.iter().map(|name| ColumnName::new(name)).collect();
        let mapping = Mapping {
            columns: columns
                .iter()
                .map(|(name, role, _)| ColumnMapping::new(*name, *role))
                .collect(),
            ..Mapping::default()
        };
        let columns = columns.iter().map(|(_, _, values)| cells(values, 1)).collect();
        untimed(&headers, &names, &Profile { columns, ..Profile::default() }, &mapping)
    }

    #[test]
    fn a_time_that_is_not_read_is_told_where_its_cells_hold_digits() {
        let dates: &[&str] = &["end of 3", "start of 4"];
        for (header, role, cells, wanted) in [
            ("Date", Role::Ignore, dates, true),
            ("Date", Role::Segment, dates, true),
            ("Date", Role::Comment, dates, false),
            ("Visit date", Role::Ignore, dates, false),
            ("What date?", Role::Ignore, dates, false),
            ("Wave", Role::Ignore, dates, false),
            ("Date", Role::Ignore, &["end of 3", "end of 3"], false),
            ("Date", Role::Ignore, &["end of 3", "late"], false),
            ("Date", Role::Ignore, &["end of 3", "end of 4", "late"], true),
            ("Date", Role::Ignore, &["7", "end of 3"], false),
            ("Date", Role::Ignore, &["100000000", "638712345678901234"], true),
            ("Date", Role::Ignore, &["99999999", "638712345678901234"], false),
            ("Date", Role::Ignore, &["100000000", "100000000"], false),
            ("Visit date", Role::Ignore, &["100000000", "638712345678901234"], false),
            ("Date id", Role::Ignore, &["100000000", "638712345678901234"], false),
            ("Date", Role::Ignore, &[], false),
        ] {
            let warning = Warning::TimeNotUsed { column: header.to_owned() };
            let found = told(&[(header, role, cells)]);
            assert_eq!(found, wanted.then_some(warning), "{header} {role:?} {cells:?}");
            let with_time = told(&[(header, role, cells), ("At", Role::Time, &["2026-03-04"])]);
            assert_eq!(with_time, None, "{header} beside a time");
        }
    }

    #[test]
    fn periods_that_are_numbered_are_told() {
        for (cells, wanted) in [
            (&["第一期", "第二期", "第十二期"][..], true),
            (&["第1波", "第2波"], true),
            (&["Wave 1", "wave2"], true),
            (&["Round 1", "Round 2"], true),
            (&["第一期", "第一期"], false),
            (&["第一期", "第二产线"], false),
            (&["第期", "第一期"], false),
            (&["Wave one", "Wave two"], false),
            (&["一期", "二期"], false),
        ] {
            let warning = Warning::TimeNotUsed { column: "批".to_owned() };
            let found = told(&[("批", Role::Segment, cells)]);
            assert_eq!(found, wanted.then_some(warning), "{cells:?}");
        }
    }

    #[test]
    fn days_without_a_year_are_told_from_four_in_five_on() {
        let column = || "Date".to_owned();
        for (cells, wanted) in [
            (&["3/5", "4/5", "6/5", "7/5", "soon"][..], Warning::DatesWithoutYear(column(), None)),
            (&["3/5", "4/5", "6/5", "soon", "late"], Warning::TimeNotUsed { column: column() }),
        ] {
            assert_eq!(told(&[("Date", Role::Ignore, cells)]), Some(wanted), "{cells:?}");
        }
        for (header, wanted) in [
            ("Order date", true),
            ("结案日期", true),
            ("下单日期", true),
            ("完工日期", true),
            ("办结日期", true),
            ("入住日期", true),
            ("Birth date", false),
        ] {
            let found = told(&[(header, Role::Ignore, &["3/5", "4/5"])]);
            let warning = Warning::DatesWithoutYear(header.to_owned(), None);
            assert_eq!(found, wanted.then_some(warning), "{header}");
        }
    }

    #[test]
    fn a_year_and_a_part_of_it_are_a_time_in_parts() {
        for (years, part, parts, wanted) in [
            (&["1990", "2099"][..], "Week", &["1", "53"][..], true),
            (&["1989", "2099"], "Week", &["1", "53"], false),
            (&["1990", "2100"], "Week", &["1", "53"], false),
            (&["1990", "2020.5"], "Week", &["1", "53"], false),
            (&["1990", "soon"], "Week", &["1", "53"], false),
            (&["1990", "2099"], "Week", &["0", "53"], false),
            (&["1990", "2099"], "Week", &["1", "54"], false),
            (&["1990", "2099"], "Week", &["1", "2.5"], false),
            (&["1990", "2099"], "Wave", &["1", "53"], false),
        ] {
            let found = told(&[("Year", Role::Ignore, years), (part, Role::Ignore, parts)]);
            let columns = vec!["Year".to_owned(), part.to_owned()];
            let warning = Warning::TimeInParts { columns };
            assert_eq!(found, wanted.then_some(warning), "{years:?} {part} {parts:?}");
        }
    }
}
