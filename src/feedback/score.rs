//! The standard scores, and the answers given to them on the scale they were given on.

use serde::{Deserialize, Serialize};

use super::scale::{Direction, Scale};

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
