//! Dates and times as exports write them.
//!
//! A time is kept as the clock on the wall that the export shows. Only where
//! the export says how far that clock is from UTC, and the user names the zone
//! to tell it in, is it turned into another.

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Serialize};

use super::number::bare;
use super::short_date;
use super::time_tokens::{Token, offset, tokens};

/// Order of day, month and year where all are numbers of two digits, or the year stands last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateOrder {
    /// 13-03-2015.
    Dmy,
    /// 03/13/2015.
    Mdy,
    /// 15/3/13: the year, of two digits, stands first.
    Ymd,
}

impl DateOrder {
    /// As a mapping names it.
    pub fn as_str(self) -> &'static str {
        match self {
            DateOrder::Dmy => "dmy",
            DateOrder::Mdy => "mdy",
            DateOrder::Ymd => "ymd",
        }
    }
}

/// A cell read as a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parsed {
    /// A date and time; midnight where the cell has a date alone.
    Time(Moment),
    /// Two readings: the order of day and month has to be known.
    Ambiguous,
}

/// A date and time as written, and what the cell says of its zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    /// As the cell shows it.
    pub written: DateTime,
    /// How far that is ahead of UTC, where the cell says it.
    pub offset: Option<Offset>,
}

impl Moment {
    /// The time in `zone`; as written, where the cell does not say its own.
    pub(crate) fn told_in(self, zone: &TimeZone) -> DateTime {
        let instant = self.offset.and_then(|offset| offset.to_timestamp(self.written).ok());
        instant.map_or(self.written, |instant| zone.to_datetime(instant))
    }

    fn of(written: DateTime, offset: Option<Offset>) -> Moment {
        Moment { written, offset }
    }
}

/// The zone of a name such as `Asia/Shanghai`, or of an offset such as
/// `+08:00`.
pub(crate) fn zone(name: &str) -> Option<TimeZone> {
    let name = name.trim();
    offset(name).map(TimeZone::fixed).or_else(|| TimeZone::get(name).ok())
}

/// Reads a date: `2026/9/3 12:00`, `2026年9月3日`, ISO 8601 with `T`, `Z` or an
/// offset, `05-Feb-2021 20:26:58`,
/// `Feb 5, 2021`, `13-03-2015`, `03/13/2015`, `1.09.2026` (day first, as where dates are
/// written with points), `20260903`, `2026-W36`, 2026年3月, `Mar-26` and `2026H1` (their first day), with or without a weekday, 上午/下午
/// and AM/PM. `order` settles day against month; `None` if the cell is no date.
pub(crate) fn parse(cell: &str, order: Option<DateOrder>) -> Option<Parsed> {
    let cell = bare(cell);
    if cell.len() < 6 {
        return short_quarter(cell)
            .map(|first| Parsed::Time(Moment::of(first.at(0, 0, 0, 0), None)));
    }
    if cell.len() > 64 {
        return None;
    }
    if order == Some(DateOrder::Ymd)
        && let Some(parsed) = short_date::year_first(cell)
    {
        return Some(parsed);
    }
    if let Some(monday) = iso_week(cell) {
        return Some(Parsed::Time(Moment::of(monday.at(0, 0, 0, 0), None)));
    }
    if let Some(first) = quarter(cell).or_else(|| periods::first_day(cell)) {
        return Some(Parsed::Time(Moment::of(first.at(0, 0, 0, 0), None)));
    }
    let tokens = tokens(cell)?;
    let offset = offset(&cell[cell.len() - tokens.rest..]);
    let order = if has_points(cell) { Some(DateOrder::Dmy) } else { order };
    let (date, rest) = date(tokens.as_slice(), order, has_short_year(cell))?;
    let (hour, minute, second) = clock(rest)?;
    Some(match date {
        Some((year, month, day)) => {
            let date = Date::new(year, month, day).ok()?;
            Parsed::Time(Moment::of(date.at(hour, minute, second, 0), offset))
        }
        None => Parsed::Ambiguous,
    })
}

/// Whether day, month and year are written with points between them.
fn has_points(cell: &str) -> bool {
    let mut parts = cell.split('.');
    let digits = |part: Option<&str>, most: usize| {
        part.is_some_and(|p| (1..=most).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()))
    };
    digits(parts.next(), 2)
        && digits(parts.next(), 2)
        && parts.next().is_some_and(|year| {
            let digits = year.bytes().take_while(u8::is_ascii_digit).count();
            (digits == 4 || digits == 2 && has_short_year(cell)) && parts.next().is_none()
        })
}

/// Whether a date may have a year of two digits at its end: `3/25/26`, `25.03.26`. With points
/// day and month have two digits too, where a version may have one; with dashes the year
/// comes first in China.
pub(super) fn has_short_year(cell: &str) -> bool {
    let date = cell.split([' ', '\u{a0}', '\u{202f}', '(', '（']).next().unwrap_or_default();
    let of = |sign: char| {
        let mut parts =
            date.split(sign).map(|part| (part.len(), part.bytes().all(|b| b.is_ascii_digit())));
        let all: Vec<(usize, bool)> = parts.by_ref().take(4).collect();
        match all[..] {
            [(a, true), (b, true), (2, true)] => Some((a, b)),
            _ => None,
        }
    };
    of('.') == Some((2, 2))
        || of('/').is_some_and(|(a, b)| (1..=2).contains(&a) && (1..=2).contains(&b))
}

/// The Monday of a week by ISO 8601: `2026-W36`, `2026W36`, or a day of it, `2026-W36-3`.
fn iso_week(cell: &str) -> Option<Date> {
    let year = cell.get(..4)?;
    let chinese = cell[4..].strip_prefix("年第").and_then(|rest| rest.strip_suffix('周'));
    let (week, day) = match chinese {
        Some(week) if (1..=2).contains(&week.trim().len()) => (week.trim(), ""),
        Some(_) => return None,
        None => {
            let rest = cell[4..].trim_start_matches('-').strip_prefix(['W', 'w'])?;
            rest.split_at_checked(2)?
        }
    };
    let day = day.trim_start_matches('-');
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !(digits(year) && digits(week) && digits(day) && day.len() <= 1) {
        return None;
    }
    let weekday = jiff::civil::Weekday::from_monday_one_offset(day.parse().unwrap_or(1)).ok()?;
    let week =
        jiff::civil::ISOWeekDate::new(year.parse().ok()?, week.parse().ok()?, weekday).ok()?;
    Some(week.date()).filter(|date| (1900..2200).contains(&date.year()))
}

/// The first day of a quarter: `2026-Q1`, `2026Q1`, `Q1 2026`, 2026年第一季度, 2026年1季度.
fn quarter(cell: &str) -> Option<Date> {
    if !cell.contains(['Q', 'q', '季']) {
        return None;
    }
    let plain: String = cell.chars().filter(|c| !" -/_.年第".contains(*c)).collect();
    let plain = plain.to_lowercase();
    let (year, n) = match (plain.split_once('q'), plain.strip_suffix("季度")) {
        (Some(("", rest)), None) => (rest.get(1..)?, rest.get(..1)?),
        (Some((year, n)), None) => (year, n),
        (None, Some(rest)) => rest.split_at_checked(4)?,
        _ => return None,
    };
    let n = ["1一", "2二", "3三", "4四"].iter().position(|digits| {
        let mut chars = n.chars();
        chars.next().is_some_and(|c| digits.contains(c)) && chars.next().is_none()
    })?;
    let year: i16 = (year.len() == 4).then(|| year.parse().ok())??;
    let month = i8::try_from(3 * n + 1).ok()?;
    Date::new(year, month, 1).ok().filter(|date| (1900..2200).contains(&date.year()))
}

/// The first day of a quarter whose year has two digits: `25Q3`, `25-Q3`.
fn short_quarter(cell: &str) -> Option<Date> {
    let (year, n) = cell.split_once(['Q', 'q'])?;
    let year = year.trim_end_matches(['-', ' ']);
    let year: u32 = (year.len() == 2).then(|| year.parse().ok()).flatten()?;
    let n: i8 = n.parse().ok().filter(|n| (1..=4).contains(n))?;
    let year = i16::try_from(2000 + year).ok().filter(|_| SHORT_YEARS.contains(&year))?;
    Date::new(year, 3 * n - 2, 1).ok()
}

/// The order that a date with the year last gives away: one of its numbers is
/// no month, or points stand between them.
pub(crate) fn order_of(cell: &str) -> Option<DateOrder> {
    let cell = bare(cell);
    if has_points(cell) {
        return Some(DateOrder::Dmy);
    }
    match *tokens(cell)?.as_slice() {
        [Token::Number(13..=31, _), Token::Number(1..=12, _), Token::Number(_, 2 | 4), ..] => {
            Some(DateOrder::Dmy)
        }
        [Token::Number(1..=12, _), Token::Number(13..=31, _), Token::Number(_, 2 | 4), ..] => {
            Some(DateOrder::Mdy)
        }
        _ => None,
    }
}

/// Reads an Excel serial day number (1900 system) between 1982 and 2064.
pub(crate) fn from_serial(value: f64) -> Option<DateTime> {
    if !(30_000.0..60_000.0).contains(&value) {
        return None;
    }
    let seconds = ((value - value.floor()) * 86_400.0).round() as i64;
    let days = jiff::Span::new().try_days(value.floor() as i64).ok()?;
    let start = Date::new(1899, 12, 30).ok()?.at(0, 0, 0, 0);
    let span = days.try_seconds(seconds).ok()?;
    start.checked_add(span).ok()
}

/// Reads seconds or milliseconds since 1970, between 2001 and 2096, and micro- or nanoseconds until
/// 2040, where numbers of orders and messages are as long.
pub(crate) fn from_epoch(value: f64) -> Option<DateTime> {
    let seconds = match value {
        v if (1e9..4e9).contains(&v) => v,
        v if (1e12..4e12).contains(&v) => v / 1e3,
        v if (1e15..UNTIL * 1e6).contains(&v) => v / 1e6,
        v if (1e18..UNTIL * 1e9).contains(&v) => v / 1e9,
        _ => return None,
    };
    let start = Date::new(1970, 1, 1).ok()?.at(0, 0, 0, 0);
    start.checked_add(jiff::Span::new().try_seconds(seconds.floor() as i64).ok()?).ok()
}

/// The start of 2040, in seconds since 1970.
const UNTIL: f64 = 2_208_988_800.0;

/// Reads a time cell in any style: text, Excel serial, or epoch.
pub(crate) fn parse_any(cell: &str, order: Option<DateOrder>) -> Option<Parsed> {
    let cell = bare(cell);
    // `20260301102200`, `202603`: under a name of time.
    if matches!(cell.len(), 6 | 14)
        && cell.bytes().all(|b| b.is_ascii_digit())
        && let Some(date) = compact(cell)
    {
        return Some(Parsed::Time(Moment::of(date, None)));
    }
    if cell.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && let Ok(number) = cell.parse::<f64>()
    {
        let serial = from_serial(number).map(|time| Moment::of(time, None));
        let epoch = || from_epoch(number).map(|time| Moment::of(time, Some(Offset::UTC)));
        if let Some(moment) = serial.or_else(epoch) {
            return Some(Parsed::Time(moment));
        }
    }
    parse(cell, order)
}

/// Year and month, or down to the second, without signs between.
fn compact(digits: &str) -> Option<DateTime> {
    let part = |from: usize, to: usize| digits.get(from..to).map_or(Some(0), |n| n.parse().ok());
    let year = digits.get(..4)?.parse().ok().filter(|year| (1990..2100).contains(year))?;
    let day = if digits.len() > 6 { part(6, 8)? } else { 1 };
    let date = Date::new(year, part(4, 6)?, day).ok()?;
    let (hour, minute, second): (i8, i8, i8) = (part(8, 10)?, part(10, 12)?, part(12, 14)?);
    let clock = (0..24).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second);
    clock.then(|| date.at(hour, minute, second, 0))
}

type Ymd = (i16, i8, i8);

/// Years that two digits stand for, from 2000 on.
pub(super) const SHORT_YEARS: std::ops::Range<u32> = 20..40;

/// The date at the start of `tokens` (`None` inside when ambiguous) and the
/// tokens after it.
fn date(
    tokens: &[Token],
    order: Option<DateOrder>,
    short: bool,
) -> Option<(Option<Ymd>, &[Token])> {
    use Token::{Month, Number};
    let year = |y: u32| i16::try_from(y).ok().filter(|y| (1900..2200).contains(y));
    let part = |n: u32| i8::try_from(n).ok();
    Some(match *tokens {
        [Number(y, 4), Number(m, 1..=2), Number(d, 1..=2), ref rest @ ..] => {
            (Some((year(y)?, part(m)?, part(d)?)), rest)
        }
        // A month stands for its first day.
        [Number(y, 4), Number(m, 1..=2)] => (Some((year(y)?, part(m)?, 1)), &[]),
        [Number(ymd, 8), ref rest @ ..] => {
            (Some((year(ymd / 10_000)?, part(ymd / 100 % 100)?, part(ymd % 100)?)), rest)
        }
        [Number(d, 1..=2), Month(m), Number(y, 4), ref rest @ ..]
        | [Month(m), Number(d, 1..=2), Number(y, 4), ref rest @ ..] => {
            (Some((year(y)?, m, part(d)?)), rest)
        }
        [Number(d, 1..=2), Month(m), Number(y, 2), ref rest @ ..] if SHORT_YEARS.contains(&y) => {
            (Some((year(2000 + y)?, m, part(d)?)), rest)
        }
        [Month(m), Number(y, 4)] => (Some((year(y)?, m, 1)), &[]),
        [Number(a, 1..=2), Number(b, 1..=2), Number(y, digits @ (2 | 4)), ref rest @ ..]
            if digits == 4 || short && SHORT_YEARS.contains(&y) =>
        {
            let y = if digits == 2 { 2000 + y } else { y };
            let (year, a, b) = (year(y)?, part(a)?, part(b)?);
            let ymd = match (order, a, b) {
                (_, 13.., _) => Some((year, b, a)),
                (_, _, 13..) => Some((year, a, b)),
                (Some(DateOrder::Dmy), ..) => Some((year, b, a)),
                (Some(DateOrder::Mdy), ..) => Some((year, a, b)),
                (Some(DateOrder::Ymd), a, b) if a == b => Some((year, a, b)),
                // Of a column in doubt the days that are their month are no sample of time.
                (Some(DateOrder::Ymd) | None, ..) => None,
            };
            (ymd, rest)
        }
        _ => return None,
    })
}

/// Hour, minute and second of what follows a date; midnight where nothing does.
pub(super) fn clock(tokens: &[Token]) -> Option<(i8, i8, i8)> {
    use Token::{Colon, Noon, Number};
    let mut noon = None;
    let mut numbers = [0i8; 3];
    let mut count = 0;
    for token in tokens {
        match *token {
            Noon(pm) if noon.is_none() => noon = Some(pm),
            Number(n, 1..=2) if count < 3 => {
                numbers[count] = i8::try_from(n).ok()?;
                count += 1;
            }
            // Fractions of a second.
            Number(..) if count == 3 => {}
            Colon if count > 0 => {}
            _ => return None,
        }
    }
    if count == 1 && noon.is_none() && !tokens.contains(&Colon) {
        return None;
    }
    let [mut hour, minute, second] = numbers;
    match noon {
        Some(true) if hour < 12 => hour += 12,
        Some(false) if hour == 12 => hour = 0,
        _ => {}
    }
    ((0..24).contains(&hour) && (0..60).contains(&minute) && (0..=60).contains(&second))
        .then_some((hour, minute, second.min(59)))
}

mod periods;

#[cfg(test)]
mod bounds;
#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made::time_told;

    fn at(cell: &str) -> String {
        time_told(parse_any(cell, None))
    }

    #[test]
    fn styles() {
        for (cell, time) in [
            ("2026/9/3 12:00", "2026-09-03T12:00:00"),
            ("2025/7/13 18:41:00", "2025-07-13T18:41:00"),
            ("2026年9月3日", "2026-09-03T00:00:00"),
            ("2026年9月3日 下午3时05分10秒", "2026-09-03T15:05:10"),
            ("2018-04-03T09:05:14Z", "2018-04-03T09:05:14"),
            ("2018-04-03T09:05:14.123+08:00", "2018-04-03T09:05:14"),
            ("05-Feb-2021 20:26:58", "2021-02-05T20:26:58"),
            ("February 5, 2021", "2021-02-05T00:00:00"),
            ("13-03-2015", "2015-03-13T00:00:00"),
            ("3/13/2015 1:05 PM", "2015-03-13T13:05:00"),
            ("20260903", "2026-09-03T00:00:00"),
            ("20260301102233", "2026-03-01T10:22:33"),
            ("202603", "2026-03-01T00:00:00"),
            ("202613", "none"),
            ("2026-Q1", "2026-01-01T00:00:00"),
            ("2026Q4", "2026-10-01T00:00:00"),
            ("Q2 2026", "2026-04-01T00:00:00"),
            ("2026年第三季度", "2026-07-01T00:00:00"),
            ("2026年2季度", "2026-04-01T00:00:00"),
            ("2026-Q5", "none"),
            ("25Q3", "2025-07-01T00:00:00"),
            ("26-Q1", "2026-01-01T00:00:00"),
            ("25Q5", "none"),
            ("19Q1", "none"),
            ("Q3 25", "none"),
            ("+5Q1", "none"),
            ("2026年3月1日 星期日", "2026-03-01T00:00:00"),
            ("2026/03/01 周日 10:15", "2026-03-01T10:15:00"),
            ("2026-01-05（周一）10:20", "2026-01-05T10:20:00"),
            ("2026-03-01 (Sun)", "2026-03-01T00:00:00"),
            ("Sunday, March 1, 2026", "2026-03-01T00:00:00"),
            ("3/25/26 (Wed)", "2026-03-25T00:00:00"),
            ("3/25/26（周三）", "2026-03-25T00:00:00"),
            ("2026-03-01 (Xyz)", "none"),
            ("2026-03-01（周日", "none"),
            ("2026-03-01 周期", "none"),
            ("2026-03-01 追评于3天后", "none"),
            ("03/Mar/26 10:15 AM", "2026-03-03T10:15:00"),
            ("Mar 2026", "2026-03-01T00:00:00"),
            ("44320", "2021-05-04T00:00:00"),
            ("44320.5", "2021-05-04T12:00:00"),
            ("1617235200", "2021-04-01T00:00:00"),
            ("2026/9/3 下午12:30:00 GMT+8", "2026-09-03T12:30:00"),
            ("1.09.2026", "2026-09-01T00:00:00"),
            ("02.03.2026 14:05", "2026-03-02T14:05:00"),
            ("2026-W36", "2026-08-31T00:00:00"),
            ("2026W01", "2025-12-29T00:00:00"),
            ("2026-W36-3", "2026-09-02T00:00:00"),
            ("2026-W54", "none"),
            ("2026年第9周", "2026-02-23T00:00:00"),
            ("3/25/26 1:05 PM", "2026-03-25T13:05:00"),
            ("01.05.26", "2026-05-01T00:00:00"),
            ("3/5/26", "ambiguous"),
            ("4.12.30", "none"),
            ("26-03-25", "none"),
            ("26/03/05", "none"),
            ("10:05:26", "none"),
            ("2026年3月", "2026-03-01T00:00:00"),
            ("2026-03", "2026-03-01T00:00:00"),
            ("2026年9月3日 晚上8点05分", "2026-09-03T20:05:00"),
            ("2026/9/3 凌晨12:30", "2026-09-03T00:30:00"),
            ("2026/9/3 早上7:30", "2026-09-03T07:30:00"),
            ("2026/9/3 早7:30", "none"),
            ("03-04-2015", "ambiguous"),
            ("04/04/2015", "ambiguous"),
            ("2015-02-30", "none"),
            ("good", "none"),
            ("may be", "none"),
            ("12345678901234", "none"),
            ("10 2015", "none"),
            ("9.0", "none"),
        ] {
            assert_eq!(at(cell), time, "{cell}");
        }
    }

    #[test]
    fn a_time_that_says_its_zone_is_told_in_another() {
        let told = |cell: &str, zone_name: &str| match parse_any(cell, None) {
            Some(Parsed::Time(time)) => time.told_in(&zone(zone_name).unwrap()).to_string(),
            other => panic!("{cell}: {other:?}"),
        };
        for (cell, time) in [
            ("2018-04-03T20:05:14Z", "2018-04-04T04:05:14"),
            ("2018-04-03T20:05:14.123+00:00", "2018-04-04T04:05:14"),
            ("2018-04-03 20:05 UTC", "2018-04-04T04:05:00"),
            ("2026/9/3 下午12:30:00 GMT+8", "2026-09-03T12:30:00"),
            ("2018-04-03T09:05:14-0530", "2018-04-03T22:35:14"),
            ("2018-04-03 20:05:14 (GMT+00:00)", "2018-04-04T04:05:14"),
            ("2018-04-03 09:05:14 北京时间", "2018-04-03T09:05:14"),
            ("1617235200", "2021-04-01T08:00:00"),
            ("1617235200000000", "2021-04-01T08:00:00"),
            ("1617235200000000000", "2021-04-01T08:00:00"),
            ("2018-04-03 09:05:14", "2018-04-03T09:05:14"),
            ("44320.5", "2021-05-04T12:00:00"),
        ] {
            assert_eq!(told(cell, "Asia/Shanghai"), time, "{cell}");
            assert_eq!(told(cell, "+08:00"), time, "{cell}");
        }
        assert_eq!(told("2026-07-01T12:00:00Z", "Europe/Berlin"), "2026-07-01T14:00:00");
        assert_eq!(told("2026-01-01T12:00:00Z", "Europe/Berlin"), "2026-01-01T13:00:00");
        for wrong in ["", "Beijing", "+25:00", "08:00", "+8:99"] {
            assert!(zone(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn order_settles_day_against_month() {
        let time = |order| parse("03-04-2015", Some(order));
        let at = |m, d| {
            let written = Date::constant(2015, m, d).at(0, 0, 0, 0);
            Some(Parsed::Time(Moment { written, offset: None }))
        };
        assert_eq!(time(DateOrder::Dmy), at(4, 3));
        assert_eq!(time(DateOrder::Mdy), at(3, 4));
    }
}
