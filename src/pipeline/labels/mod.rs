//! Comments of an export that somebody reads: drawn by [`draw`] into a file to fill in, read back
//! by [`read_labels`], and set beside what the engine said by
//! [`LabelCheck`](crate::journey::LabelCheck).

mod beside;
mod draw;
mod drawn_from;
mod read;
mod to_label;

pub(super) use beside::Beside;
pub use draw::{Drawn, SampleOptions, draw};
pub use drawn_from::DrawnFrom;
pub(super) use drawn_from::fingerprint;
pub use read::{GivenLabels, read_labels};
pub use to_label::ToLabelFormat;

use crate::journey::Classified;
use crate::report::comment_row::CommentRow;
use crate::sentiment::Label;
use crate::sentiment::labelled::Reading;

/// A comment as the check counts it; `None` where there was nothing to judge.
pub(super) fn classified(number: u64, row: &CommentRow) -> Option<Classified<'_>> {
    let (reading, found) = (Reading::of(row.findings.label)?, row.findings.judgement?);
    let p = found.polarity;
    let [negative, neutral, positive] = [p.negative, p.neutral, p.positive].map(f64::from);
    let said = match found.mixed {
        Some(mixed) => [negative, f64::from(mixed), neutral, positive],
        // An engine that has not learnt what is mixed either sees both sides or does not.
        None if row.findings.label == Label::Mixed => [0.0, 1.0, 0.0, 0.0],
        None => [negative, 0.0, neutral, positive],
    };
    Some(Classified {
        number,
        reading,
        said,
        sentiment: f64::from(found.sentiment),
        touchpoint: row.touchpoint.as_ref(),
        segments: &row.segments,
        time: row.time,
        scores: &row.scores,
    })
}
