//! The framing of a question: which side of an experience it asks for.

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
    /// Whatever there is to say some time after: 追评. The scores of the row are of the first day.
    Later,
    /// What the case is about, written before anybody handled it: 工单内容, `Ticket description`. The
    /// scores of the row are of how it was handled.
    Before,
}

impl Asked {
    /// The word used in mapping files.
    pub fn as_str(self) -> &'static str {
        match self {
            Asked::Anything => "anything",
            Asked::Praise => "praise",
            Asked::Complaint => "complaint",
            Asked::Wish => "wish",
            Asked::Later => "later",
            Asked::Before => "before",
        }
    }

    /// Whether the question is framed: it asks for one side and leaves the other out.
    pub fn is_framed(self) -> bool {
        !matches!(self, Asked::Anything | Asked::Later)
    }

    /// Whether it was written at another time than the scores beside it were given, later or before
    /// there was anything to score, and says nothing of them.
    pub fn is_apart(self) -> bool {
        matches!(self, Asked::Later | Asked::Before)
    }
}
