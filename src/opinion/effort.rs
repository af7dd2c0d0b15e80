//! Customer effort: how much work the customer says it took.
//!
//! Rules over phrases, because effort is stated in set expressions with
//! numbers in them ("打了五次电话", "on hold for an hour") and labelled examples
//! are rare. The phrases and their slots are in `data/words/effort.toml`.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::phrase::{Lexicon, Phrases};
use crate::text::Prepared;

const WORDS: &str = include_str!("../../data/words/effort.toml");

/// How much work the customer says it took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effort {
    /// It took repeated tries, long waits or trouble.
    High,
    /// It went easily.
    Low,
    /// Nothing is said about it.
    None,
}

/// The sections of the word list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    high: Vec<String>,
    low: Vec<String>,
    #[serde(flatten)]
    lexicon: Lexicon,
}

static PHRASES: LazyLock<Phrases<Effort>> = LazyLock::new(|| match toml::from_str::<File>(WORDS) {
    Ok(file) => Phrases::new(&[(Effort::High, file.high), (Effort::Low, file.low)], file.lexicon),
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

    /// The effort a comment speaks of: high where any unit tells of high
    /// effort, else low where any tells of low effort.
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

    fn of_unit(text: &str) -> Effort {
        let mut effort = Effort::None;
        for found in PHRASES.find(text) {
            let meant = match (found.meaning, found.negated) {
                (meaning, false) => meaning,
                (Effort::High, true) => Effort::Low,
                (_, true) => Effort::High,
            };
            effort = effort.min(meant);
        }
        effort
    }
}
