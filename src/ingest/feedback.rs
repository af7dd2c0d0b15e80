//! The values every later stage works on: one respondent's answers, with the
//! scores still on the scale they were given on.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Where a feedback came from, so that every message and verbatim can be
/// traced back to the export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct SourceRow {
    /// Index of the file in the run, from 0.
    pub file: u32,
    /// Row number in that file as a spreadsheet shows it: the first row of
    /// the file, header or not, is 1. For delimited text this counts records,
    /// not physical lines.
    pub row: u64,
}

/// The three standard scores of customer experience.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum ScoreKind {
    /// Net Promoter: likelihood to recommend, 0–10.
    Nps,
    /// Customer satisfaction, on any declared scale.
    Csat,
    /// Customer effort, on any declared scale and direction.
    Ces,
}

impl ScoreKind {
    /// All kinds, in the order reports show them.
    pub const ALL: [ScoreKind; 3] = [ScoreKind::Nps, ScoreKind::Csat, ScoreKind::Ces];

    /// The usual abbreviation.
    pub fn as_str(self) -> &'static str {
        match self {
            ScoreKind::Nps => "NPS",
            ScoreKind::Csat => "CSAT",
            ScoreKind::Ces => "CES",
        }
    }
}

/// Which end of a scale is the good one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// A high value is good (NPS, CSAT, CES 2.0 "it was easy").
    Higher,
    /// A low value is good (CES 1.0 "how much effort").
    Lower,
}

/// A rating scale: its end points and its direction.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Scale {
    /// Lowest value that can be given.
    pub low: f64,
    /// Highest value that can be given.
    pub high: f64,
    /// Which end is good.
    pub direction: Direction,
}

impl Scale {
    /// The standard 0–10 scale of NPS.
    pub const NPS: Scale = Scale { low: 0.0, high: 10.0, direction: Direction::Higher };

    /// A scale on which high is good.
    pub fn higher(low: f64, high: f64) -> Scale {
        Scale { low, high, direction: Direction::Higher }
    }

    /// Whether `value` can have been given on this scale.
    pub fn contains(&self, value: f64) -> bool {
        value >= self.low && value <= self.high
    }
}

impl std::fmt::Display for Scale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}–{}", self.low, self.high)?;
        if self.direction == Direction::Lower {
            f.write_str(" ↓")?;
        }
        Ok(())
    }
}

/// A score as it was given, with the scale it was given on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ScoreValue {
    /// The value, in scale points.
    pub value: f64,
    /// The scale of the column it came from.
    pub scale: Scale,
}

impl ScoreValue {
    /// The score on a common 0–100 footing on which 100 is always good, for
    /// comparing or correlating scores of different scales.
    pub fn goodness(&self) -> f64 {
        let share = (self.value - self.scale.low) / (self.scale.high - self.scale.low);
        100.0
            * match self.scale.direction {
                Direction::Higher => share,
                Direction::Lower => 1.0 - share,
            }
    }
}

/// At most one score of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Scores {
    /// Likelihood to recommend.
    pub nps: Option<ScoreValue>,
    /// Satisfaction.
    pub csat: Option<ScoreValue>,
    /// Effort or ease.
    pub ces: Option<ScoreValue>,
}

impl Scores {
    /// The score of one kind.
    pub fn get(&self, kind: ScoreKind) -> Option<ScoreValue> {
        match kind {
            ScoreKind::Nps => self.nps,
            ScoreKind::Csat => self.csat,
            ScoreKind::Ces => self.ces,
        }
    }

    /// Sets the score of one kind.
    pub fn set(&mut self, kind: ScoreKind, value: Option<ScoreValue>) {
        match kind {
            ScoreKind::Nps => self.nps = value,
            ScoreKind::Csat => self.csat = value,
            ScoreKind::Ces => self.ces = value,
        }
    }

    /// Whether no score was given.
    pub fn is_empty(&self) -> bool {
        self.nps.is_none() && self.csat.is_none() && self.ces.is_none()
    }
}

/// What one respondent said and scored at one touchpoint.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Entry {
    /// The touchpoint as the export names it; `None` for the experience as a
    /// whole or where the export has no touchpoint.
    pub touchpoint: Option<Arc<str>>,
    /// The comment as it was written, trimmed; `None` where the cell was empty.
    pub comment: Option<String>,
    /// The scores given at this touchpoint.
    pub scores: Scores,
}

/// One row of an export in long form. A narrow export gives one entry a row;
/// a wide one (a rating or comment column per touchpoint) gives an entry per
/// touchpoint. In a wide row with exactly one comment, that comment speaks
/// for every entry of the row.
#[derive(Debug, Clone, PartialEq)]
pub struct Feedback {
    /// Where it stands in the export.
    pub source: SourceRow,
    /// When it was given, in the export's own time zone.
    pub time: Option<jiff::civil::DateTime>,
    /// Who gave it, as the export identifies them.
    pub respondent: Option<String>,
    /// Hash of the respondent as the export identifies them: answers of one person have
    /// the same, also where the respondent is masked. Never written.
    pub person: Option<u64>,
    /// Segment fields (product, store, region…), in the mapping's order.
    pub segments: Vec<Option<Arc<str>>>,
    /// How many respondents of the population the row stands for; 1 where the
    /// export has no weights.
    pub weight: f64,
    /// One entry per touchpoint; never empty.
    pub entries: Vec<Entry>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goodness_turns_effort_round() {
        let effort = Scale { low: 1.0, high: 5.0, direction: Direction::Lower };
        assert_eq!(ScoreValue { value: 1.0, scale: effort }.goodness(), 100.0);
        assert_eq!(ScoreValue { value: 10.0, scale: Scale::NPS }.goodness(), 100.0);
        assert_eq!(ScoreValue { value: 3.0, scale: Scale::higher(1.0, 5.0) }.goodness(), 50.0);
    }
}
