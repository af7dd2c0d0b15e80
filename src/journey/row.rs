//! What the entries of one row say together.

use super::scores::Standing;
use crate::feedback::{Feedback, ScoreKind, Scores};

/// Whom an entry's scores speak for: a wide row's touchpoints are parts,
/// everything else speaks for the row.
pub(super) fn standing(row: &Feedback, at_touchpoint: bool) -> Standing {
    if at_touchpoint && row.entries.len() > 1 { Standing::Part } else { Standing::Whole }
}

/// The first score of each kind, one for the whole before one of a part.
pub(super) fn row_scores(row: &Feedback) -> Scores {
    let mut scores = Scores::default();
    for kind in ScoreKind::ALL {
        let whole = row.entries.iter().filter(|e| e.touchpoint.is_none());
        let part = row.entries.iter().filter(|e| e.touchpoint.is_some());
        scores.set(kind, whole.chain(part).find_map(|e| e.scores.get(kind)));
    }
    scores
}

/// The scores given with the comment of one entry: its own, else the row's.
pub(super) fn scores_beside(row: &Feedback, entry: usize) -> Scores {
    let mut scores = row_scores(row);
    for (kind, score) in row.entries.get(entry).into_iter().flat_map(|e| e.scores.given()) {
        scores.set(kind, Some(score));
    }
    scores
}

/// The sentiment of the only comment of a row, where there is just one.
pub(super) fn sole_sentiment(sentiments: &[Option<Option<i16>>]) -> Option<i16> {
    let mut comments = sentiments.iter().flatten();
    let first = comments.next()?;
    if comments.next().is_none() { *first } else { None }
}

/// The mean sentiment of a row's comments.
pub(super) fn mean_sentiment(sentiments: &[Option<Option<i16>>]) -> Option<i16> {
    let judged = || sentiments.iter().flatten().flatten();
    let n = judged().count() as i32;
    (n > 0).then(|| rounded_mean(judged().map(|&s| i32::from(s)).sum(), n))
}

/// The mean of `n` sentiments in steps.
pub(super) fn rounded_mean(sum: i32, n: i32) -> i16 {
    (f64::from(sum) / f64::from(n)).round() as i16
}
