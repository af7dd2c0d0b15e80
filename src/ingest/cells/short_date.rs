//! Dates of which a part is not written: the century (`26/3/5`) or the whole year (3月5日).
//!
//! Neither is a date by itself. The first is one where all cells of a column read so, the
//! second where a mapping says which year it was.

use jiff::civil::Date;

use super::time::{DateOrder, Moment, Parsed, SHORT_YEARS, clock, has_short_year};
use super::time_tokens::{Token, tokens};

/// Whether a cell begins with a year of two digits and can be read in no other way: `26/3/5`,
/// `26-03-05 10:20`.
pub(crate) fn begins_with_year(cell: &str) -> bool {
    let Some(tokens) = tokens(cell) else { return false };
    let parts: Vec<&str> = date_part(cell).split(['/', '-', '.', '年', '月', '日']).collect();
    let numbers = parts.iter().take(3).all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    match *tokens.as_slice() {
        [Token::Number(y, 2), Token::Number(1..=12, _), Token::Number(d @ 1..=31, 1..=2), ..] => {
            // `26/3/25` may have its year at either end, 26年3月25日 and `26-3-25` may not.
            let is_year = SHORT_YEARS.contains(&d) && has_short_year(cell);
            parts.len() >= 3 && numbers && SHORT_YEARS.contains(&y) && !is_year
        }
        _ => false,
    }
}

/// Reads a date whose year of two digits stands first.
pub(crate) fn year_first(cell: &str) -> Option<Parsed> {
    let tokens = tokens(cell)?;
    match *tokens.as_slice() {
        [
            Token::Number(y, 2),
            Token::Number(m @ 1..=12, _),
            Token::Number(d @ 1..=31, _),
            ref rest @ ..,
        ] if SHORT_YEARS.contains(&y) => at(i16::try_from(2000 + y).ok()?, (m, d), rest),
        _ => None,
    }
}

/// Whether a cell is a day of a month without a year: 3月5日, `3/5`, `Mar 5`, `5 March 10:20`.
pub(crate) fn has_no_year(cell: &str) -> bool {
    month_and_day(cell).is_some()
}

/// The month and the day of a cell without a year.
pub(crate) fn month_and_day(cell: &str) -> Option<(i8, i8)> {
    match in_year(cell, None, 2024)? {
        Parsed::Time(moment) => Some((moment.written.month(), moment.written.day())),
        Parsed::Ambiguous => None,
    }
}

/// Whether the day stands before the month in such a cell of two numbers: `25/3`.
pub(crate) fn has_day_first(cell: &str) -> bool {
    tokens(cell).is_some_and(|tokens| {
        matches!(tokens.as_slice(), [Token::Number(13..=31, _), Token::Number(1..=12, _), ..])
    })
}

/// Reads a day of a month as one of `year`; of two numbers the first is the month, unless
/// `order` or the numbers say otherwise.
pub(crate) fn in_year(cell: &str, order: Option<DateOrder>, year: i16) -> Option<Parsed> {
    let tokens = tokens(cell)?;
    let written = date_part(cell);
    let two = written.split(['/', '-', '月']).filter(|part| !part.is_empty()).count() == 2;
    let (day, rest) = match *tokens.as_slice() {
        [Token::Month(m), Token::Number(d @ 1..=31, 1..=2), ref rest @ ..]
        | [Token::Number(d @ 1..=31, 1..=2), Token::Month(m), ref rest @ ..] => {
            ((m.unsigned_abs().into(), d), rest)
        }
        [Token::Number(a, 1..=2), Token::Number(b, 1..=2), ref rest @ ..] if two => {
            let day_first = match written.contains('月') {
                true => false,
                false => a > 12 || b <= 12 && order == Some(DateOrder::Dmy),
            };
            (if day_first { (b, a) } else { (a, b) }, rest)
        }
        _ => return None,
    };
    at(year, day, rest)
}

/// What stands before the first blank, or all up to the day.
fn date_part(cell: &str) -> &str {
    let cell = cell.split(['(', '（', '星', '礼', '周', '週']).next().unwrap_or_default();
    let end = cell.find('日').or_else(|| cell.find('号')).or_else(|| cell.find(' '));
    &cell[..end.unwrap_or(cell.len())]
}

fn at(year: i16, (month, day): (u32, u32), rest: &[Token]) -> Option<Parsed> {
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    let (hour, minute, second) = clock(rest)?;
    Some(Parsed::Time(Moment { written: date.at(hour, minute, second, 0), offset: None }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made::time_told as told;

    #[test]
    fn a_year_of_two_digits_stands_first() {
        for (cell, time) in [
            ("26/3/5", "2026-03-05T00:00:00"),
            ("26-03-25", "2026-03-25T00:00:00"),
            ("26.3.5 10:20", "2026-03-05T10:20:00"),
            ("26年3月5日", "2026-03-05T00:00:00"),
            ("26/13/5", "none"),
            ("99/3/5", "none"),
            ("3/5", "none"),
        ] {
            assert_eq!(told(year_first(cell)), time, "{cell}");
        }
        for (cell, so) in [
            ("26/3/5", true),
            ("26/3/5 星期四", true),
            ("26/3/5（周日）", true),
            ("26/3/25", false),
            ("26.03.25", false),
            ("26.3.25", true),
            ("26-03-25", true),
            ("26年3月25日", true),
            ("26年5月5日", true),
            ("26.5.5", true),
            ("26-01-03", true),
            ("19-03-25", false),
            ("3/5/26", false),
            ("26:03:05", false),
            ("26 3 5", false),
        ] {
            assert_eq!(begins_with_year(cell), so, "{cell}");
        }
    }

    #[test]
    fn a_day_without_a_year_is_read_in_the_year_that_is_stated() {
        for (cell, order, time) in [
            ("3月5日", None, "2026-03-05T00:00:00"),
            ("3月5日 14:05", None, "2026-03-05T14:05:00"),
            ("3月5号", None, "2026-03-05T00:00:00"),
            ("3/5", None, "2026-03-05T00:00:00"),
            ("3/5", Some(DateOrder::Dmy), "2026-05-03T00:00:00"),
            ("25/3", None, "2026-03-25T00:00:00"),
            ("12/5", None, "2026-12-05T00:00:00"),
            ("5/12", Some(DateOrder::Dmy), "2026-12-05T00:00:00"),
            ("5/13", Some(DateOrder::Dmy), "2026-05-13T00:00:00"),
            ("3/5 星期日", None, "2026-03-05T00:00:00"),
            ("3月5日（周四）14:05", None, "2026-03-05T14:05:00"),
            ("03-25 10:20:30", None, "2026-03-25T10:20:30"),
            ("Mar 5", None, "2026-03-05T00:00:00"),
            ("5 March", None, "2026-03-05T00:00:00"),
            ("2/30", None, "none"),
            ("4/5/6", None, "none"),
            ("10:20", None, "none"),
            ("2026-03", None, "none"),
            ("5", None, "none"),
            ("may", None, "none"),
            ("3 5", None, "none"),
        ] {
            assert_eq!(told(in_year(cell, order, 2026)), time, "{cell}");
        }
        for (cell, day, day_first) in [
            ("3月5日", Some((3, 5)), false),
            ("12/13", Some((12, 13)), false),
            ("12/5", Some((12, 5)), false),
            ("13/12", Some((12, 13)), true),
            ("25 March", Some((3, 25)), false),
            ("soon", None, false),
        ] {
            assert_eq!((month_and_day(cell), has_day_first(cell)), (day, day_first), "{cell}");
        }
    }
}
