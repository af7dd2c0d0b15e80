//! What a column can be used for.

use serde::{Deserialize, Serialize};

use crate::feedback::ScoreKind;

/// What a column is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Open comment.
    Comment,
    /// Name of the touchpoint.
    Touchpoint,
    /// Likelihood to recommend, 0–10.
    Nps,
    /// Satisfaction.
    Csat,
    /// Effort or ease.
    Ces,
    /// When the feedback was given.
    Time,
    /// Who gave it.
    Respondent,
    /// A field to break results down by.
    Segment,
    /// How many respondents of the population the row stands for.
    Weight,
    /// Marks rows that are no answers of customers, such as previews.
    Filter,
    /// Nothing.
    Ignore,
}

impl Role {
    /// The word used in mapping files and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Comment => "comment",
            Role::Touchpoint => "touchpoint",
            Role::Nps => "nps",
            Role::Csat => "csat",
            Role::Ces => "ces",
            Role::Time => "time",
            Role::Respondent => "respondent",
            Role::Segment => "segment",
            Role::Weight => "weight",
            Role::Filter => "filter",
            Role::Ignore => "ignore",
        }
    }

    /// The score a column of this role holds.
    pub fn score(self) -> Option<ScoreKind> {
        match self {
            Role::Nps => Some(ScoreKind::Nps),
            Role::Csat => Some(ScoreKind::Csat),
            Role::Ces => Some(ScoreKind::Ces),
            _ => None,
        }
    }

    /// Whether a mapping can have one column of this role at most.
    pub fn is_single(self) -> bool {
        matches!(self, Role::Touchpoint | Role::Time | Role::Respondent | Role::Weight)
    }
}

impl From<ScoreKind> for Role {
    fn from(kind: ScoreKind) -> Role {
        match kind {
            ScoreKind::Nps => Role::Nps,
            ScoreKind::Csat => Role::Csat,
            ScoreKind::Ces => Role::Ces,
        }
    }
}
