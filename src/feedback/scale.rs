//! Rating scales: their ends, and which of them is good.

use serde::{Deserialize, Serialize};

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
