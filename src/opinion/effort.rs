//! Customer effort: how much work the customer says it took.
//!
//! Rules over phrases, because effort is stated in set expressions with
//! numbers in them ("打了五次电话", "on hold for an hour") and labelled examples
//! are rare; an engine that reads whole comments weighs in. The phrases and their slots are in `data/words/effort.toml`.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::phrase::{Phrases, SlotWords};
use crate::sentiment::EffortShares;
use crate::text::Prepared;

const WORDS: &str = include_str!("../../data/words/effort.toml");

/// How much work the customer says it took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Effort {
    /// It took repeated tries, long waits or trouble.
    High,
    /// It went easily.
    Low,
    /// Nothing is said about it.
    None,
}

/// Shares from which an engine bears out a phrase of high effort, and from
/// which it needs none; settled on comments labelled by hand, as
/// `models/README.md` tells.
const HIGH_SHARES: (f32, f32) = (0.1, 0.5);
/// The same of low effort: its phrases mislead more often.
const LOW_SHARES: (f32, f32) = (0.3, 0.7);

/// The sections of the word list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    high: Vec<String>,
    low: Vec<String>,
    /// Look-alikes that say nothing.
    none: Vec<String>,
    #[serde(flatten)]
    lexicon: SlotWords,
}

static PHRASES: LazyLock<Phrases<Effort>> = LazyLock::new(|| match toml::from_str::<File>(WORDS) {
    Ok(file) => {
        let groups =
            [(Effort::High, file.high), (Effort::Low, file.low), (Effort::None, file.none)];
        Phrases::new(&groups, file.lexicon)
    }
    // A test reads the same constant.
    Err(_) => unreachable!("the effort word list is well formed"),
});

impl Effort {
    /// The name used in output files.
    pub fn as_str(self) -> &'static str {
        match self {
            Effort::High => "high",
            Effort::Low => "low",
            Effort::None => "none",
        }
    }

    /// The effort a comment speaks of, by its phrases and by what an engine
    /// makes of the whole. A phrase counts unless the engine finds it far from
    /// the comment's sense; without a phrase the engine has to be sure.
    pub fn judged(comment: &Prepared, shares: Option<EffortShares>) -> Effort {
        let stated = Effort::of(comment);
        let Some(EffortShares { high, low }) = shares.filter(|_| !comment.units.is_empty()) else {
            return stated;
        };
        let (doubt, alone) = HIGH_SHARES;
        if high >= alone || (stated == Effort::High && high >= doubt) {
            return Effort::High;
        }
        let (doubt, alone) = LOW_SHARES;
        if low >= alone || (stated == Effort::Low && low >= doubt) {
            return Effort::Low;
        }
        Effort::None
    }

    /// The effort that a comment's phrases tell of: high where any unit tells
    /// of high effort, else low where any tells of low effort.
    pub fn of(comment: &Prepared) -> Effort {
        if comment.units.is_empty() {
            return Effort::None;
        }
        let text = comment.matching_text();
        let mut effort = Effort::None;
        for unit in &comment.units {
            let unit_effort = Effort::of_unit(&text[unit.span.clone()]);
            if unit_effort == Effort::High {
                return Effort::High;
            }
            effort = effort.min(unit_effort);
        }
        effort
    }

    /// The strongest statement of a unit, high before low.
    fn of_unit(text: &str) -> Effort {
        let found = PHRASES.find(text);
        // Look-alikes by their starts, each with how far it and those before reach.
        let mut look_alikes: Vec<(usize, usize)> = Vec::new();
        for f in found.iter().filter(|f| f.meaning == Effort::None) {
            let before = look_alikes.last().map_or(0, |last| last.1);
            look_alikes.push((f.start, f.end.max(before)));
        }
        let is_look_alike = |start: usize, end: usize| {
            let before = look_alikes.partition_point(|l| l.0 < end);
            before.checked_sub(1).is_some_and(|last| start < look_alikes[last].1)
        };
        found
            .iter()
            .filter(|f| !is_look_alike(f.start, f.end))
            .map(|f| match (f.meaning, f.negated) {
                (meaning, false) => meaning,
                (Effort::High, true) => Effort::Low,
                (_, true) => Effort::High,
            })
            .min()
            .unwrap_or(Effort::None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Analyzer;

    #[test]
    fn an_engine_bears_out_overrules_or_replaces_a_phrase() {
        let analyzer = Analyzer::new();
        let judged = |text: &str, high, low| {
            let shares = Some(EffortShares { high, low });
            Effort::judged(&analyzer.prepare(text), shares)
        };
        assert_eq!(judged("打了五次电话", 0.2, 0.1), Effort::High);
        assert_eq!(judged("打了五次电话", 0.05, 0.1), Effort::None);
        assert_eq!(judged("很方便", 0.0, 0.4), Effort::Low);
        assert_eq!(judged("很方便", 0.0, 0.2), Effort::None);
        assert_eq!(judged("颜色好看", 0.7, 0.0), Effort::High);
        assert_eq!(judged("颜色好看", 0.0, 0.8), Effort::Low);
        assert_eq!(judged("无", 0.9, 0.0), Effort::None);
        assert_eq!(Effort::judged(&analyzer.prepare("打了五次电话"), None), Effort::High);
    }

    #[test]
    fn a_phrase_needs_little_and_no_phrase_needs_much_of_the_engine() {
        let analyzer = Analyzer::new();
        // What is said, P(high), P(low) and the effort.
        for (text, high, low, wanted) in [
            ("打了五次电话", 0.10, 0.0, Effort::High),
            ("打了五次电话", 0.09, 0.0, Effort::None),
            ("颜色好看", 0.50, 0.0, Effort::High),
            ("颜色好看", 0.49, 0.0, Effort::None),
            ("很方便", 0.0, 0.30, Effort::Low),
            ("很方便", 0.0, 0.29, Effort::None),
            ("颜色好看", 0.0, 0.70, Effort::Low),
            ("颜色好看", 0.0, 0.69, Effort::None),
            // A phrase of the one is none of the other.
            ("很方便", 0.49, 0.0, Effort::None),
            ("打了五次电话", 0.0, 0.69, Effort::None),
            // High effort is said first.
            ("颜色好看", 0.60, 0.70, Effort::High),
        ] {
            let shares = Some(EffortShares { high, low });
            let found = Effort::judged(&analyzer.prepare(text), shares);
            assert_eq!(found, wanted, "{text}, {high}, {low}");
        }
    }

    #[test]
    fn a_wait_is_long_from_a_quarter_of_an_hour_on_and_short_up_to_ten_minutes() {
        let analyzer = Analyzer::new();
        for (text, wanted) in [
            ("等了14分钟", Effort::None),
            ("等了15分钟", Effort::High),
            ("waited 14 minutes", Effort::None),
            ("waited 15 minutes", Effort::High),
            ("10分钟就解决了", Effort::Low),
            ("11分钟就解决了", Effort::None),
        ] {
            assert_eq!(Effort::of(&analyzer.prepare(text)), wanted, "{text}");
        }
    }
}
