//! What a column can be used for.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::feedback::ScoreKind;

/// What a column is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Open comment.
    Comment,
    /// Name of the touchpoint.
    Touchpoint,
    /// Answers to a score.
    Score(ScoreKind),
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

/// Roles that hold no score, those before the scores first.
const OTHER_ROLES: ([Role; 2], [Role; 6]) = (
    [Role::Comment, Role::Touchpoint],
    [Role::Time, Role::Respondent, Role::Segment, Role::Weight, Role::Filter, Role::Ignore],
);

impl Role {
    /// Likelihood to recommend, 0–10.
    pub const NPS: Role = Role::Score(ScoreKind::Nps);
    /// Satisfaction.
    pub const CSAT: Role = Role::Score(ScoreKind::Csat);
    /// Effort or ease.
    pub const CES: Role = Role::Score(ScoreKind::Ces);

    /// All roles, in the order of the enumeration.
    pub fn all() -> impl Iterator<Item = Role> {
        let (before, after) = OTHER_ROLES;
        before.into_iter().chain(ScoreKind::ALL.map(Role::Score)).chain(after)
    }

    /// The word used in mapping files and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Comment => "comment",
            Role::Touchpoint => "touchpoint",
            Role::Score(kind) => kind.id(),
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
        if let Role::Score(kind) = self { Some(kind) } else { None }
    }

    /// Whether a mapping can have one column of this role at most.
    pub fn is_single(self) -> bool {
        matches!(self, Role::Touchpoint | Role::Time | Role::Respondent | Role::Weight)
    }
}

impl From<ScoreKind> for Role {
    fn from(kind: ScoreKind) -> Role {
        Role::Score(kind)
    }
}

impl Serialize for Role {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Role {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Role, D::Error> {
        let word = String::deserialize(deserializer)?;
        Role::all().find(|role| role.as_str() == word).ok_or_else(|| {
            let words: Vec<String> =
                Role::all().map(|role| format!("`{}`", role.as_str())).collect();
            let words = words.join(", ");
            D::Error::custom(format!("unknown variant `{word}`, expected one of {words}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_column_at_most_says_where_when_who_and_for_how_many() {
        let single: Vec<&str> =
            Role::all().filter(|role| role.is_single()).map(Role::as_str).collect();
        assert_eq!(single, ["touchpoint", "time", "respondent", "weight"]);
    }
}
