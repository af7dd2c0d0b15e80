//! An answer to a score, on the scale it was given on.

use serde::{Deserialize, Serialize};

use super::scale::{Direction, Scale};

/// A score as it was given, with the scale it was given on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
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
