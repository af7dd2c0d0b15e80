//! How many comments answer a framed question, one for a single side of the experience.
//!
//! Where one question asks for what was good and another for what could be better, the mean
//! sentiment of all comments tells above all which of them was answered.

use serde::Serialize;

use super::row::RowView;
use super::steps::comment_steps;
use crate::feedback::Asked;

/// Share of the comments from which on a mean of all of them tells what they were asked.
const TELLING: f64 = 0.1;

/// Comments with something to judge, by the side that their question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FramedComments {
    /// Asked for what was good.
    pub praise: u64,
    /// Asked for what was bad or could be better, or for what is wished for.
    pub complaints: u64,
    /// What cases are about, written before they were handled.
    pub before: u64,
}

impl FramedComments {
    /// Takes one row.
    pub(super) fn add(&mut self, row: &RowView) {
        for entry in row.entries() {
            let judged = entry.facts.is_some_and(|facts| comment_steps(facts).is_some());
            let side = match entry.entry.asked {
                Asked::Praise => &mut self.praise,
                Asked::Complaint | Asked::Wish => &mut self.complaints,
                Asked::Before => &mut self.before,
                Asked::Anything | Asked::Later => continue,
            };
            *side += u64::from(judged);
        }
    }

    /// Whether they are so many of `comments` that a mean of these tells what was asked.
    pub(crate) fn tell(&self, comments: u64) -> bool {
        let those = self.praise + self.complaints + self.before;
        those > 0 && those as f64 >= TELLING * comments as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::{Entry, Scores};
    use crate::journey::TouchpointSource;
    use crate::journey::tests::{entry, facts, row, undetected};

    #[test]
    fn comments_are_counted_by_what_they_were_asked() {
        use Asked::{Anything, Before, Complaint, Praise, Wish};
        let asked = [Praise, Complaint, Wish, Anything, Before];
        let entries =
            asked.map(|asked| Entry { asked, ..entry(None, Some("…"), Scores::default()) });
        let bad = || facts(-0.5, vec![]);
        let comments = vec![facts(0.5, vec![]), undetected(), bad(), facts(0.0, vec![]), bad()];
        let view = RowView::new(row(2, entries.into()), comments, TouchpointSource::Export);
        let mut counted = FramedComments::default();
        counted.add(&view);
        counted.add(&view);
        assert_eq!(counted, FramedComments { praise: 2, complaints: 2, before: 2 });
    }

    #[test]
    fn a_tenth_of_the_comments_tells() {
        let of = |praise, complaints| FramedComments { praise, complaints, before: 0 };
        assert!(FramedComments { before: 5, ..of(0, 0) }.tell(50));
        assert!(!FramedComments { before: 5, ..of(0, 0) }.tell(51));
        for (counted, comments, wanted) in [
            (of(0, 0), 0, false),
            (of(0, 0), 50, false),
            (of(3, 2), 50, true),
            (of(0, 5), 50, true),
            (of(3, 2), 51, false),
        ] {
            assert_eq!(counted.tell(comments), wanted, "{counted:?} of {comments}");
        }
    }
}
