//! Months and halves of a year, which stand for their first day.

use jiff::civil::Date;

use super::SHORT_YEARS;
use crate::ingest::cells::time_tokens::month;

/// The first day of a month as spreadsheets write one, `Oct-25`, of `10/2025` or `10-2025`, or of
/// the half of a year, `2025H1`, 2025年下半年.
pub(super) fn first_day(cell: &str) -> Option<Date> {
    month_of_year(cell).or_else(|| half(cell))
}

fn month_of_year(cell: &str) -> Option<Date> {
    let (first, year) = cell.split_once(['-', '/'])?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(year) {
        return None;
    }
    let named = || month(&first.to_ascii_lowercase());
    let (month, year) = match year.len() {
        // 5 March is `5-Mar` there, so that of `Mar-26` the number is the year.
        2 if cell.contains('-') => {
            let short: u32 = year.parse().ok().filter(|year| SHORT_YEARS.contains(year))?;
            (named()?, 2000 + i16::try_from(short).ok()?)
        }
        4 if digits(first) && first.len() <= 2 => (first.parse().ok()?, year.parse().ok()?),
        _ => return None,
    };
    dated(year, month)
}

fn half(cell: &str) -> Option<Date> {
    if !cell.contains(['H', 'h', '半']) {
        return None;
    }
    let plain: String = cell.chars().filter(|c| !" -/_.年".contains(*c)).collect();
    let plain = plain.to_uppercase();
    let (year, half) = match plain.split_once('H') {
        Some(("", rest)) => (rest.get(1..)?, rest.get(..1)?),
        Some((year, half)) => (year, half),
        None => plain.split_at_checked(4)?,
    };
    let month = match half {
        "1" | "上半" => 1,
        "2" | "下半" => 7,
        _ => return None,
    };
    let four = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
    dated(year.parse().ok().filter(|_| four)?, month)
}

fn dated(year: i16, month: i8) -> Option<Date> {
    Date::new(year, month, 1).ok().filter(|date| (1900..2200).contains(&date.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_and_halves_of_a_year_stand_for_their_first_day() {
        for (cell, wanted) in [
            ("Oct-25", Some("2025-10-01")),
            ("Sept-25", Some("2025-09-01")),
            ("January-26", Some("2026-01-01")),
            ("May-20", Some("2020-05-01")),
            ("May-19", None),
            ("May-39", Some("2039-05-01")),
            ("May-40", None),
            // A day of March, which has no year.
            ("Mar-5", None),
            ("Mar-05", None),
            ("Mar 26", None),
            ("Mar/26", None),
            ("26-Mar", None),
            ("Xyz-26", None),
            ("01/2026", Some("2026-01-01")),
            ("1/2026", Some("2026-01-01")),
            ("12-2026", Some("2026-12-01")),
            ("13/2026", None),
            ("0/2026", None),
            ("1/1899", None),
            ("001/2026", None),
            ("10 2015", None),
            ("2025H1", Some("2025-01-01")),
            ("2025-H2", Some("2025-07-01")),
            ("h1 2025", Some("2025-01-01")),
            ("2025年上半年", Some("2025-01-01")),
            ("2025下半年", Some("2025-07-01")),
            ("2025H3", None),
            ("25H1", None),
            ("上半年", None),
            ("2025年", None),
            ("H", None),
            ("", None),
        ] {
            let found = first_day(cell).map(|date| date.to_string());
            assert_eq!(found.as_deref(), wanted, "{cell}");
        }
    }
}
