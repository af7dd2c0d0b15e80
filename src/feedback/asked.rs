//! Which side of an experience a question asks for.

use serde::Deserialize;

/// Which side of an experience the question asks for that a comment answers. Who was asked what
/// could be better and says so contradicts no score by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Asked {
    /// Whatever there is to say.
    #[default]
    Anything,
    /// What was good: 您最满意的地方, `Positive review`.
    Praise,
    /// What was bad or could be better: 不足之处, `What could we improve?`.
    Complaint,
    /// What is wished for: 您的建议, `Suggestions`.
    Wish,
}

impl Asked {
    /// The word used in mapping files.
    pub fn as_str(self) -> &'static str {
        match self {
            Asked::Anything => "anything",
            Asked::Praise => "praise",
            Asked::Complaint => "complaint",
            Asked::Wish => "wish",
        }
    }

    /// Whether it leaves a side out.
    pub fn is_one_sided(self) -> bool {
        self != Asked::Anything
    }
}
