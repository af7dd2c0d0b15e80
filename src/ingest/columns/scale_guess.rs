//! The scale that the numbers of a column are on.

use unicode_normalization::UnicodeNormalization;

use crate::feedback::{Direction, Scale, ScoreKind};
use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::cells::number::hundredths;
use crate::ingest::columns::stated_ends::StatedEnds;
use crate::ingest::columns::strays::{goes_below_zero, goes_on};
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;

/// A scale taken from the values of a column.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Guess {
    /// The scale.
    pub scale: Scale,
    /// Why.
    pub evidence: Evidence,
    /// A doubt the reader has to know of.
    pub warning: Option<Warning>,
}

/// Fewest answers that are enough to tell the scale of a column by themselves.
const ENOUGH: u64 = 200;

/// The scale of the numbers in a column called `name`; `None` if they fit no
/// usual scale. NPS is 0–10, or 1–10 where the name says so.
///
/// The smallest of 0/1–5, 1–7, 0/1–10 and 0–100 that holds the values wins,
/// unless enough lie beyond it to bear a longer one out (see `strays`): a few
/// are slips, with a warning. Tens up to 50 and shares of one are scales as
/// they are. Where a few answers on another scale seem to be mixed in, the
/// scale of the most wins, with a warning.
pub(super) fn guess(
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
    if total == 0 || goes_below_zero(profile) {
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
    let odd = if is_in_tens(profile) { Some((10.0, 50.0)) } else { shares(profile) };
    if let Some((low, high)) = odd {
        let scale = Scale { low, high, direction: direction.unwrap_or(Direction::Higher) };
        let evidence = Evidence::Scale { scale, n: total, min: profile.min, max: profile.max };
        let warning = Warning::OddScale { columns: vec![name.to_owned()], scale };
        return Some(Guess { scale, evidence, warning: Some(warning) });
    }
    // Beyond 100 one in two hundred, so that there is none among fewer.
    let beyond = |high: f64| {
        if high < 100.0 { goes_on(profile, high) } else { slips(high) > total / 200 }
    };
    // `4/10` and `3 of 4` say where the scale ends.
    let said = end_in_cells(profile).map(f64::from);
    let own = said.filter(|most| is_end(*most) && slips(*most) * 20 <= total);
    let least = said.unwrap_or_default();
    let usual =
        || [5.0, 7.0, 10.0, 100.0].into_iter().find(|high| *high >= least && !beyond(*high));
    let high = own.or_else(usual)?;
    let (low, high) = match high {
        h if profile.max <= 1.0 && h == 5.0 && within(0.0, 0.0) > 0 => (0.0, 1.0),
        h if h >= 20.0 || within(0.0, 0.99) > 0 => (0.0, h),
        h => (1.0, h),
    };
    let direction = direction.unwrap_or(Direction::Higher);
    let scale = Scale { low, high, direction };
    let evidence = Evidence::Scale { scale, n: total, min: profile.min, max: profile.max };
    let warning = slips_warning(name, slips(high), scale);
    Some(Guess { scale, evidence, warning })
}

/// The best there is, where four in five cells say the same: `3/4`.
pub(super) fn end_in_cells(profile: &ColumnProfile) -> Option<u32> {
    let told = profile.out_of.iter().filter(|(_, n)| **n * 5 >= profile.numeric * 4);
    told.map(|(most, _)| *most).max()
}

/// Whether a scale may end there that is stated.
fn is_end(high: f64) -> bool {
    (3.0..=20.0).contains(&high) || high == 50.0 || high == 100.0
}

/// Answers from which numbers show that they are tens, or shares.
const ENOUGH_FOR_ODD: u64 = 5;

/// Whether answers are tens from 10 to 50: stars as portals of travel write them.
fn is_in_tens(profile: &ColumnProfile) -> bool {
    let tens = profile.numbers.keys().all(|hundredths| hundredths % 1000 == 0);
    let several = profile.numeric >= ENOUGH_FOR_ODD && profile.numbers.len() >= 3;
    let plain = profile.out_of.is_empty() && profile.integers == profile.numeric;
    tens && several && plain && profile.min >= 10.0 && profile.max == 50.0
}

/// The ends of numbers that are shares of one: none is above 1, and some lie between 0 and 1.
fn shares(profile: &ColumnProfile) -> Option<(f64, f64)> {
    let between = profile.numbers.range(1..100).map(|(_, n)| n).sum::<u64>();
    let several = profile.numeric >= ENOUGH_FOR_ODD && profile.numbers.len() >= 3;
    let shares = between > 0 && several && profile.min >= 0.0 && profile.max <= 1.0;
    shares.then_some((0.0, 1.0))
}

/// Whether a column has nothing but 0 and 1.
pub(super) fn is_binary(profile: &ColumnProfile) -> bool {
    profile.min >= 0.0 && profile.max <= 1.0 && shares(profile).is_none()
}

/// Answers on 1–5 and on 1–10 in one column, as after a change of the survey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mixed {
    /// Answers up to 5, some of which may be on 1–10.
    pub(crate) within: u64,
    /// Answers beyond 5.
    pub(crate) beyond: u64,
}

impl Mixed {
    /// Whether the answers up to 5 are nearly all on 1–5: nine in ten answers
    /// are no higher.
    pub(crate) fn is_slight(&self) -> bool {
        self.beyond * 10 <= self.within + self.beyond
    }
}

/// Whether two scales are mixed in a column. An answer does not say which it
/// is on, but the counts do: on 1–10 alone they neither break off between 5
/// and 6 nor rise again after that.
pub(crate) fn mixed(profile: &ColumnProfile) -> Option<Mixed> {
    if profile.max > 10.0 {
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
/// to 10`, `1 = bad, 5 = good`, unless most values lie outside it.
pub(super) fn stated(
    header: &str,
    facts: &ColumnProfile,
    direction: Option<Direction>,
) -> Option<Guess> {
    let header_folded: String = header.nfkc().collect::<String>().to_lowercase();
    let most = || {
        let high = stated_most(&header_folded)?;
        // “Out of five” says where it ends, and the answers where it begins.
        Some((if facts.min < 1.0 || high >= 20.0 { 0.0 } else { 1.0 }, high))
    };
    let ends = || StatedEnds::of(header).map(|ends| (ends.low, ends.high));
    let ends = stated_range(&header_folded).or_else(most).or_else(ends)?;
    on_stated(header, facts, ends, direction)
}

/// The scale that stands alone in brackets behind the name of a score, whatever scale it is:
/// `(0-4)`, （1-8分）. Without such a name it may be a number of anything.
pub(super) fn stated_in_brackets(
    header: &str,
    facts: &ColumnProfile,
    direction: Option<Direction>,
) -> Option<Guess> {
    let folded: String = header.nfkc().collect::<String>().to_lowercase();
    on_stated(header, facts, range_in_brackets(&folded)?, direction)
}

/// A column read on the scale that its name states, unless most values lie outside it.
fn on_stated(
    header: &str,
    facts: &ColumnProfile,
    (low, high): (f64, f64),
    direction: Option<Direction>,
) -> Option<Guess> {
    let scale = Scale { low, high, direction: direction.unwrap_or(Direction::Higher) };
    let total: u64 = facts.numbers.values().sum();
    let range = hundredths(low)..=hundredths(high);
    let within: u64 = facts.numbers.range(range).map(|(_, n)| n).sum();
    // Beside a scale from 1 nothing but zeros, however many: those who were not concerned.
    let zeros = facts.numbers.get(&0).copied().unwrap_or_default();
    let unconcerned = low > 0.0 && facts.max > low && within + zeros == total;
    if total == 0 || within * 2 < total && !unconcerned {
        return None;
    }
    let evidence = Evidence::ScaleStated(scale);
    Some(Guess { scale, evidence, warning: slips_warning(header, total - within, scale) })
}

/// Whether a column's name states a scale, whatever it holds.
pub(super) fn is_stated(header: &str) -> bool {
    let folded = header.nfkc().collect::<String>().to_lowercase();
    let ranged = stated_range(&folded).is_some() || stated_most(&folded).is_some();
    ranged || StatedEnds::of(header).is_some()
}

/// The best that can be given, as a name states it: 满分10分, 5分制, `out of 5`, `/10`.
pub(super) fn stated_most(name: &str) -> Option<f64> {
    let mut at = name.match_indices(|c: char| c.is_ascii_digit()).map(|(at, _)| at);
    let mut end = 0;
    at.find_map(|at| {
        if at < end {
            return None;
        }
        let length = name[at..].bytes().take_while(u8::is_ascii_digit).count();
        end = at + length;
        let (before, after) = (name[..at].trim_end(), name[end..].trim_start());
        let told = ["满分", "满分为", "满分:", "out of", "/", "max", "max."];
        let kind = after.starts_with("分制") || after.starts_with("级量表");
        // “24/7” is no scale.
        let ratio = before
            .strip_suffix('/')
            .is_some_and(|sooner| sooner.trim_end().ends_with(|c: char| c.is_ascii_digit()));
        let told = kind || !ratio && told.iter().any(|word| before.ends_with(word));
        let high: f64 = name[at..end].parse().ok().filter(|_| told)?;
        let usual = [5.0, 7.0, 10.0, 100.0].contains(&high);
        // These say it without a doubt, wherever it is.
        let sure =
            kind || ["满分", "满分为", "满分:", "out of"].iter().any(|w| before.ends_with(w));
        (usual || sure && ((3.0..=20.0).contains(&high) || high == 50.0)).then_some(high)
    })
}

/// The ends of the scale that a name in lower case states.
pub(super) fn stated_range(name: &str) -> Option<(f64, f64)> {
    let mut rest = name;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        rest = &rest[at..];
        let (low, after) = rest.split_at(digits(rest));
        rest = after;
        let high = behind_dash(after).map_or("", |high| &high[..digits(high)]);
        if matches!(
            (low, high),
            ("0" | "1", "5" | "7" | "10" | "100") | ("1", "3" | "4" | "6" | "9")
        ) {
            return Some((low.parse().ok()?, high.parse().ok()?));
        }
    }
    None
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// What stands behind a dash, or a word for one, that a text begins with.
fn behind_dash(text: &str) -> Option<&str> {
    const DASHES: [&str; 9] = ["-", "–", "—", "~", "～", "至", "到", "to", "分"];
    let mut after = text.trim_start();
    let mut dashed = false;
    while let Some(tail) = DASHES.iter().find_map(|dash| after.strip_prefix(dash)) {
        after = tail.trim_start();
        dashed = true;
    }
    dashed.then_some(after)
}

/// The ends of a scale from 0 or 1 that is all that stands in brackets, but for a unit.
fn range_in_brackets(name: &str) -> Option<(f64, f64)> {
    const UNITS: [&str; 7] = ["", "分", "星", "point", "points", "pts", "stars"];
    let insides = name.split(['(', '[', '【']).skip(1);
    let mut insides = insides.filter_map(|part| Some(part[..part.find([')', ']', '】'])?].trim()));
    insides.find_map(|inside| {
        let (low, after) = inside.split_at(digits(inside));
        let after = behind_dash(after)?;
        let (high, unit) = after.split_at(digits(after));
        let (low, high): (u32, u32) = (low.parse().ok()?, high.parse().ok()?);
        let scale = low <= 1 && (3..=20).contains(&high) && UNITS.contains(&unit.trim());
        scale.then(|| (f64::from(low), f64::from(high)))
    })
}

/// That some numbers of a column lie outside a scale.
pub(super) fn slips_on(header: &str, facts: &ColumnProfile, scale: Scale) -> Option<Warning> {
    let range = hundredths(scale.low)..=hundredths(scale.high);
    let within: u64 = facts.numbers.range(range).map(|(_, n)| n).sum();
    slips_warning(header, facts.numbers.values().sum::<u64>() - within, scale)
}

fn slips_warning(column: &str, n: u64, scale: Scale) -> Option<Warning> {
    (n > 0).then(|| Warning::Slips { column: column.to_owned(), scale, n })
}

/// Reads a column with few answers on the scale of its neighbours: `None`
/// unless nine in ten values lie on it, or there are fewer than five.
pub(crate) fn like_neighbours(name: &str, facts: &ColumnProfile, scale: Scale) -> Option<Guess> {
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
pub(crate) fn is_telling(facts: &ColumnProfile) -> bool {
    facts.numeric >= ENOUGH
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made::column;

    fn detected(values: &[(&str, u64)]) -> Option<(String, bool)> {
        guess(ScoreKind::Csat, "c", &column(values), None)
            .map(|g| (g.scale.to_string(), g.warning.is_some()))
    }

    #[test]
    fn scales_from_values() {
        let odd = |scale: &str| Some((scale.to_owned(), true));
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
        assert_eq!(detected(&[("1", 50), ("3", 30), ("5", 39), ("45", 1)]), odd("1–5"));
        assert_eq!(detected(&[("1", 60), ("3", 40), ("5", 49), ("7", 1)]), odd("1–5"));
        assert_eq!(detected(&[("1", 99), ("5", 149), ("11", 2)]), odd("1–5"));
        assert_eq!(detected(&[("1", 400), ("5", 495), ("55", 5)]), odd("1–5"));
        assert_eq!(detected(&[("10", 9), ("30", 9), ("50", 9)]), odd("10–50"));
        assert_eq!(detected(&[("10", 9), ("50", 9)]), Some(("0–100".into(), false)));
        assert_eq!(detected(&[("10", 9), ("35", 9), ("50", 9)]), Some(("0–100".into(), false)));
        assert_eq!(detected(&[("20%", 9), ("30%", 9), ("50%", 9)]), Some(("0–100".into(), false)));
        assert_eq!(detected(&[("0.2", 9), ("0.4", 9), ("1", 9)]), odd("0–1"));
        assert_eq!(detected(&[("0", 9), ("0.4", 9), ("0.8", 9)]), odd("0–1"));
        assert_eq!(detected(&[("0.2", 9), ("0.4", 9), ("1.5", 9)]), Some(("0–5".into(), false)));
        assert_eq!(detected(&[("-7", 5)]), None);
    }

    #[test]
    fn the_words_at_the_ends_state_the_scale() {
        for (name, values, wanted) in [
            ("The tram was on time (1 = strongly disagree, 5 = strongly agree)", ["2", "4"], 5.0),
            ("The tram was on time (1 = strongly disagree, 7 = strongly agree)", ["2", "4"], 7.0),
            ("候车环境（1表示最好，6表示最差）", ["2", "4"], 6.0),
        ] {
            let facts = column(&[(values[0], 9), (values[1], 9)]);
            let found = stated(name, &facts, None).map(|guess| guess.scale);
            assert_eq!(found, Some(Scale::higher(1.0, wanted)), "{name}");
            assert!(is_stated(name));
        }
        let minutes = column(&[("12", 9), ("40", 9)]);
        assert_eq!(stated("Wait (1 = bad, 5 = good)", &minutes, None), None);
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
        for (name, range) in [
            ("rate (0-4)", Some((0.0, 4.0))),
            ("satisfaction [1 to 8]", Some((1.0, 8.0))),
            ("满意度(0-3分)", Some((0.0, 3.0))),
            ("rating (1-20 points)", Some((1.0, 20.0))),
            ("rating (1-21)", None),
            ("rating (1-2)", None),
            ("rating (2-8)", None),
            ("rating (0-4 weeks)", None),
            ("rating 0-4", None),
            ("rating (0-4", None),
        ] {
            assert_eq!(range_in_brackets(name), range, "{name}");
        }
        let facts = column(&[("0", 9), ("4", 9)]);
        let found = stated_in_brackets("Rate（0-4）", &facts, None).map(|guess| guess.scale);
        assert_eq!(found, Some(Scale::higher(0.0, 4.0)));
        assert_eq!(stated_in_brackets("Rate (0-3)", &column(&[("12", 9)]), None), None);
        for (name, most) in [
            ("满意度打分(满分10分)", Some(10.0)),
            ("满意度(5分制)", Some(5.0)),
            ("rating (out of 5)", Some(5.0)),
            ("rating /10", Some(10.0)),
            ("满意度(满分20分)", Some(20.0)),
            ("满意度(满分4分)", Some(4.0)),
            ("rating (out of 3)", Some(3.0)),
            ("rating (out of 2)", None),
            ("rating (out of 21)", None),
            ("rating (out of 50)", Some(50.0)),
            ("rating /4", None),
            ("q10 rating", None),
            ("24/7 support", None),
            ("score 5", None),
        ] {
            assert_eq!(stated_most(name), most, "{name}");
        }
    }
}
