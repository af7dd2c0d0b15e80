//! Promoters, passives and detractors: which of them an answer is. Apart from the score that is
//! made of their counts, since the bands of a scale ask for it too.

use super::band::Band;
use crate::feedback::{Direction, ScoreValue};

/// A group of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    /// 9–10.
    Promoter,
    /// 7–8.
    Passive,
    /// 0–6.
    Detractor,
}

impl Group {
    /// The group of an answer; `None` where it is no number.
    ///
    /// An answer on 0–10 or 1–10 counts as it is; on any other scale (a
    /// reversed or a stretched one) its goodness is brought to 0–10 first. A
    /// fraction counts for the group below: 8.5 is passive.
    pub(crate) fn of(answer: ScoreValue) -> Option<Group> {
        let standard = answer.scale.direction == Direction::Higher && answer.scale.high == 10.0;
        let value = if standard { answer.value } else { answer.goodness() / 10.0 };
        match value {
            v if !v.is_finite() => None,
            v if v >= 9.0 => Some(Group::Promoter),
            v if v >= 7.0 => Some(Group::Passive),
            _ => Some(Group::Detractor),
        }
    }

    /// Where it stands on the scale.
    pub(super) fn band(self) -> Band {
        match self {
            Group::Promoter => Band::High,
            Group::Passive => Band::Middle,
            Group::Detractor => Band::Low,
        }
    }
}
