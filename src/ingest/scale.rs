//! Score cells and the scales they are on.

use super::evidence::Evidence;
use super::profile::ColumnProfile;
use super::warning::Warning;
use crate::feedback::{Direction, Scale, ScoreKind};

/// Cells that stand for "no answer": blanks, the usual words for missing
/// values, and the codes of survey tools (−2 left blank, −3 skipped).
pub fn is_missing(cell: &str) -> bool {
    let cell = cell.trim();
    // None of them is longer than this or begins with a digit.
    if cell.len() > 12 || cell.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    matches!(
        cell,
        "" | "-"
            | "--"
            | "—"
            | "/"
            | "-2"
            | "-3"
            | "N/A"
            | "n/a"
            | "NA"
            | "#N/A"
            | "null"
            | "NULL"
            | "None"
            | "NaN"
            | "nan"
            | "(跳过)"
            | "（跳过）"
            | "(空)"
            | "（空）"
            | "'-"
    )
}

/// The number in a score cell: `9`, `９`, `9.0`, `9分`, `9/10`,
/// `9 - 非常可能`, `10 (非常可能)`, `5 - Extremely fun`, `4.0 out of 5 stars`, `80%`,
/// `4,5`, `★★★★☆`. `None` for anything else, also for ranges, dates and amounts such
/// as `18-25`, `1,234` or `3 times`.
pub fn number(cell: &str) -> Option<f64> {
    let cell = cell.trim();
    let (value, used) = match leading_number(cell) {
        Some(found) => found,
        None => return stars(cell),
    };
    let mut rest = cell[used..].trim_start();
    if rest.is_empty() {
        return Some(value);
    }
    if rest == "%" || rest == "％" {
        return (0.0..=100.0).contains(&value).then_some(value);
    }
    if let Some(of) = OF.iter().find_map(|word| rest.strip_prefix(word)) {
        let of = of.trim_start();
        let (of, used) = leading_number(of).map(|(most, used)| (most, &of[used..]))?;
        let unit = used.trim();
        let known = unit.is_empty() || UNITS.contains(&unit.to_lowercase().as_str());
        return (known && value <= of && of <= 100.0).then_some(value);
    }
    if let Some(after) = UNITS.iter().find_map(|u| rest.strip_prefix(u)) {
        rest = after.trim_start();
        if rest.is_empty() {
            return Some(value);
        }
    }
    let mut chars = rest.chars();
    let glued = match chars.next()? {
        '(' | '（' | '[' | '【' => true,
        '-' | '–' | '—' | ':' | '：' | '.' | '、' | ',' | '，' | '=' => {
            !chars.as_str().trim_start().starts_with(|c: char| c.is_numeric() || c == '-')
        }
        _ => false,
    };
    (glued && cell.len() <= 200).then_some(value)
}

const UNITS: [&str; 8] = ["分", "颗星", "星", "点", "points", "point", "stars", "star"];

/// What stands between a mark and the best there is.
const OF: [&str; 3] = ["/", "out of", "of "];

/// A number and nothing else.
pub fn plain_number(cell: &str) -> Option<f64> {
    let cell = cell.trim();
    let (value, used) = leading_number(cell)?;
    (used == cell.len()).then_some(value)
}

/// The number at the start and the bytes it takes.
fn leading_number(cell: &str) -> Option<(f64, usize)> {
    let bytes = cell.as_bytes();
    // By far the commonest cells: one or two digits.
    match *bytes {
        [a @ b'0'..=b'9'] => return Some((f64::from(a - b'0'), 1)),
        [a @ b'1'..=b'9', b @ b'0'..=b'9'] => {
            return Some((f64::from((a - b'0') * 10 + (b - b'0')), 2));
        }
        [] => return None,
        _ => {}
    }
    let mut plain = String::new();
    let mut used = 0;
    let mut dot = false;
    let mut chars = cell.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '-' | '+' | '－' | '−' if at == 0 => plain.push(if c == '+' { '+' } else { '-' }),
            '0'..='9' => plain.push(c),
            '０'..='９' => plain.push(char::from(b'0' + (c as u32 - '０' as u32) as u8)),
            '.' | '．'
                if !dot
                    && chars.peek().is_some_and(|(_, n)| matches!(n, '0'..='9' | '０'..='９')) =>
            {
                dot = true;
                plain.push('.');
            }
            ',' if !dot && is_decimal_comma(&cell[at..]) && plain.len() <= 3 => {
                dot = true;
                plain.push('.');
            }
            _ => break,
        }
        used = at + c.len_utf8();
        if plain.len() > 20 {
            return None;
        }
    }
    plain.parse().ok().map(|value| (value, used))
}

/// Whether a comma stands for a point: one or two digits follow it and nothing else, where
/// a thousand would have three.
fn is_decimal_comma(rest: &str) -> bool {
    let digits = &rest[1..];
    (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

fn stars(cell: &str) -> Option<f64> {
    if !cell.starts_with(['★', '⭐']) {
        return None;
    }
    let full = cell.chars().filter(|c| matches!(c, '★' | '⭐')).count();
    let others = cell.chars().any(|c| !matches!(c, '★' | '⭐' | '☆' | '\u{fe0f}'));
    (full > 0 && full <= 10 && !others).then_some(full as f64)
}

/// A scale taken from the values of a column.
#[derive(Debug, Clone, PartialEq)]
pub struct Guess {
    /// The scale.
    pub scale: Scale,
    /// Why.
    pub evidence: Evidence,
    /// A doubt the reader has to know of.
    pub warning: Option<Warning>,
}

/// Fewest answers for which values beyond a scale can be told from slips.
const ENOUGH: u64 = 200;

/// The scale of the numbers in a column called `name`; `None` if they fit no
/// usual scale. NPS is 0–10, or 1–10 where the name says so.
///
/// The smallest of 0/1–5, 1–7, 0/1–10 and 0–100 that holds all values wins;
/// up to 0.5 % of values beyond it count as slips once there are 200. Where a
/// few answers on another scale seem to be mixed in, the scale of the most
/// wins, with a warning.
pub fn guess(
    kind: ScoreKind,
    name: &str,
    profile: &ColumnProfile,
    direction: Option<Direction>,
) -> Option<Guess> {
    if kind == ScoreKind::Nps {
        // Some tools ask for 1–10; promoters and detractors are the same.
        let stated = stated(name, profile, direction);
        if let Some(guess) = stated.filter(|guess| guess.scale == Scale::higher(1.0, 10.0)) {
            return Some(guess);
        }
        let evidence = Evidence::ScaleOfNps;
        return Some(Guess { scale: Scale::NPS, evidence, warning: None });
    }
    let counts = &profile.numbers;
    let total: u64 = counts.values().sum();
    if total == 0 || profile.min < 0.0 && total < ENOUGH {
        return None;
    }
    let within = |low: f64, high: f64| -> u64 {
        let (low, high) = (hundredths(low), hundredths(high));
        counts.range(low..).take_while(|(value, _)| **value <= high).map(|(_, n)| n).sum()
    };
    let slips = |high: f64| total - within(0.0, high);
    if let Some(mixed) = mixed(profile).filter(Mixed::is_slight) {
        let low = if within(0.0, 0.99) > 0 { 0.0 } else { 1.0 };
        let direction = direction.unwrap_or(Direction::Higher);
        let scale = Scale { low, high: 5.0, direction };
        let (column, Mixed { within, beyond }) = (name.to_owned(), mixed);
        let warning = Some(Warning::MixedScales { column, within, beyond });
        return Some(Guess { scale, evidence: Evidence::ScaleOfMost(scale), warning });
    }
    let allowed = if total >= ENOUGH { total / 200 } else { 0 };
    let high = [5.0, 7.0, 10.0, 100.0].into_iter().find(|high| slips(*high) <= allowed)?;
    let (low, high) = match high {
        h if profile.max <= 1.0 && h == 5.0 && within(0.0, 0.0) > 0 => (0.0, 1.0),
        h if h == 100.0 || within(0.0, 0.99) > 0 => (0.0, h),
        h => (1.0, h),
    };
    let direction = direction.unwrap_or(Direction::Higher);
    let scale = Scale { low, high, direction };
    let evidence = Evidence::Scale { scale, n: total, min: profile.min, max: profile.max };
    let warning = slips_warning(name, slips(high), scale);
    Some(Guess { scale, evidence, warning })
}

/// Answers on 1–5 and on 1–10 in one column, as after a change of the survey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mixed {
    /// Answers up to 5, some of which may be on 1–10.
    pub(super) within: u64,
    /// Answers beyond 5.
    pub(super) beyond: u64,
}

impl Mixed {
    /// Whether the answers up to 5 are nearly all on 1–5: nine in ten answers
    /// are no higher.
    pub(super) fn is_slight(&self) -> bool {
        self.beyond * 10 <= self.within + self.beyond
    }
}

/// Whether two scales are mixed in a column. An answer does not say which it
/// is on, but the counts do: on 1–10 alone they neither break off between 5
/// and 6 nor rise again after that.
pub(super) fn mixed(profile: &ColumnProfile) -> Option<Mixed> {
    if profile.max <= 5.0 || profile.max > 10.0 {
        return None;
    }
    let counts = &profile.numbers;
    let between = |low: f64, high: f64| -> u64 {
        let range = hundredths(low) + 1..=hundredths(high);
        counts.range(range).map(|(_, n)| n).sum()
    };
    let [four, five, six, seven] = [4.0, 5.0, 6.0, 7.0].map(|point| between(point - 1.0, point));
    let later = [7.0, 8.0, 9.0, 10.0].map(|point| between(point - 1.0, point));
    let breaks_off =
        five >= 20 && six * 3 <= five && six * 2 <= four && (six + seven) * 3 <= four + five;
    let rises = later.iter().any(|n| n * 10 > six * 13);
    let (within, beyond) = (between(-1.0, 5.0), between(5.0, 10.0));
    (breaks_off && rises && beyond > 2).then_some(Mixed { within, beyond })
}

/// The scale that a column's name states: `1-5分`, `(1~7)`, `on a scale from 0
/// to 10`, unless most values lie outside it.
pub fn stated(header: &str, facts: &ColumnProfile, direction: Option<Direction>) -> Option<Guess> {
    let (low, high) = stated_range(&header.to_lowercase())?;
    let scale = Scale { low, high, direction: direction.unwrap_or(Direction::Higher) };
    let total: u64 = facts.numbers.values().sum();
    let range = hundredths(low)..=hundredths(high);
    let within: u64 = facts.numbers.range(range).map(|(_, n)| n).sum();
    if total == 0 || within * 2 < total {
        return None;
    }
    let evidence = Evidence::ScaleStated(scale);
    Some(Guess { scale, evidence, warning: slips_warning(header, total - within, scale) })
}

fn stated_range(name: &str) -> Option<(f64, f64)> {
    const DASHES: [&str; 9] = ["-", "–", "—", "~", "～", "至", "到", "to", "分"];
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut rest = name;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        rest = &rest[at..];
        let length = digits(rest);
        let low = &rest[..length];
        rest = &rest[length..];
        let mut after = rest.trim_start();
        let mut dashed = false;
        while let Some(tail) = DASHES.iter().find_map(|d| after.strip_prefix(d)) {
            after = tail.trim_start();
            dashed = true;
        }
        let high = &after[..digits(after)];
        if dashed
            && matches!(
                (low, high),
                ("0" | "1", "5" | "7" | "10" | "100") | ("1", "3" | "4" | "6" | "9")
            )
        {
            return Some((low.parse().ok()?, high.parse().ok()?));
        }
    }
    None
}

fn slips_warning(column: &str, n: u64, scale: Scale) -> Option<Warning> {
    (n > 0).then(|| Warning::Slips { column: column.to_owned(), scale, n })
}

/// Reads a column with few answers on the scale of its neighbours: `None`
/// unless nine in ten values lie on it, or there are fewer than five.
pub(super) fn like_neighbours(name: &str, facts: &ColumnProfile, scale: Scale) -> Option<Guess> {
    let total: u64 = facts.numbers.values().sum();
    let range = hundredths(scale.low)..=hundredths(scale.high);
    let within: u64 = facts.numbers.range(range).map(|(_, n)| n).sum();
    if total >= ENOUGH || (total >= 5 && within * 10 < total * 9) {
        return None;
    }
    let evidence = Evidence::ScaleOfNeighbours(scale);
    Some(Guess { scale, evidence, warning: slips_warning(name, total - within, scale) })
}

/// Whether the values of a column alone are enough to tell its scale.
pub(super) fn is_telling(facts: &ColumnProfile) -> bool {
    facts.numeric >= ENOUGH
}

/// Numbers are counted in hundredths.
pub(super) fn hundredths(value: f64) -> i64 {
    (value * 100.0).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_cells() {
        for (cell, value) in [
            ("9", 9.0),
            ("10", 10.0),
            ("９", 9.0),
            (" 9.0 ", 9.0),
            ("9分", 9.0),
            ("9 分（满意）", 9.0),
            ("9 - 非常可能", 9.0),
            ("10-极有可能", 10.0),
            ("10 (非常可能)", 10.0),
            ("5 - Extremely fun", 5.0),
            ("9/10", 9.0),
            ("-1", -1.0),
            ("★★★★☆", 4.0),
            ("1、非常满意", 1.0),
            ("11", 11.0),
            ("4,5", 4.5),
            ("4,0", 4.0),
            ("4.0 out of 5 stars", 4.0),
            ("3 of 5", 3.0),
            ("4/5 stars", 4.0),
            ("18/20", 18.0),
            ("80%", 80.0),
        ] {
            assert_eq!(number(cell), Some(value), "{cell}");
        }
        for cell in [
            "",
            "很好",
            "18-25",
            "3 times",
            "2023-03-27",
            "12:30",
            "1,234",
            "2023/3/1",
            "-",
            "18/10",
            "3 of the staff",
            "120%",
        ] {
            assert_eq!(number(cell), None, "{cell}");
        }
    }

    fn column(values: &[(&str, u64)]) -> ColumnProfile {
        let mut profile = ColumnProfile::default();
        for (value, n) in values {
            (0..*n).for_each(|_| profile.see(value));
        }
        profile
    }

    fn detected(values: &[(&str, u64)]) -> Option<(String, bool)> {
        guess(ScoreKind::Csat, "c", &column(values), None)
            .map(|g| (g.scale.to_string(), g.warning.is_some()))
    }

    #[test]
    fn scales_from_values() {
        assert_eq!(detected(&[("1", 5), ("4", 9)]), Some(("1–5".into(), false)));
        assert_eq!(detected(&[("0", 1), ("5", 9)]), Some(("0–5".into(), false)));
        assert_eq!(detected(&[("2", 5), ("7", 9)]), Some(("1–7".into(), false)));
        assert_eq!(detected(&[("0", 5), ("10", 9)]), Some(("0–10".into(), false)));
        assert_eq!(detected(&[("85", 5), ("60", 9)]), Some(("0–100".into(), false)));
        assert_eq!(detected(&[("1", 500), ("5", 499), ("50", 1)]), Some(("1–5".into(), true)));
        // Two scales in one column: nearly all of one, or a share of both.
        let few = [("1", 500), ("4", 300), ("5", 450), ("9", 40)];
        assert_eq!(detected(&few), Some(("1–5".into(), true)));
        let airport = [109, 113, 139, 145, 102, 23, 47, 63, 47, 51];
        let seat = [361, 145, 115, 92, 83, 69, 97, 144, 106, 45];
        let falling = [300, 200, 130, 90, 60, 20, 15, 10, 8, 6];
        let middling = [10, 15, 30, 40, 100, 30, 30, 25, 10, 5];
        let of = |counts: [u64; 10]| {
            let points: Vec<String> = (1..=10).map(|point| point.to_string()).collect();
            let values: Vec<(&str, u64)> = points.iter().map(String::as_str).zip(counts).collect();
            mixed(&column(&values)).map(|mixed| (mixed.within, mixed.beyond, mixed.is_slight()))
        };
        assert_eq!(of(airport), Some((608, 231, false)));
        assert_eq!([seat, falling, middling].map(of), [None; 3]);
        assert_eq!(detected(&[("4000", 5)]), None);
        assert_eq!(detected(&[("-7", 5)]), None);
    }

    #[test]
    fn scales_from_names() {
        for (name, range) in [
            ("满意度（1-5分）", Some((1.0, 5.0))),
            ("1分到10分", Some((1.0, 10.0))),
            ("on a scale from 0 to 10", Some((0.0, 10.0))),
            ("q1 – 7 items", Some((1.0, 7.0))),
            ("q12: 2-3 days", None),
            ("score 10", None),
        ] {
            assert_eq!(stated_range(name), range, "{name}");
        }
    }
}
