//! Which scores an export holds, so that reports leave out what was never
//! asked and show a dash for what is suppressed.

use super::Summary;
use crate::feedback::ScoreKind;

/// The scores that are there overall or at some touchpoint, in the order
/// reports show them. The first is the main score.
pub fn asked_scores(summary: &Summary) -> Vec<ScoreKind> {
    let everything = || std::iter::once(&summary.overall).chain(&summary.touchpoints);
    ScoreKind::ALL
        .into_iter()
        .filter(|kind| everything().any(|t| t.score(*kind).is_some()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn scores_of_any_touchpoint_count() {
        assert_eq!(asked_scores(&sample::summary()), ScoreKind::ALL);
        assert_eq!(asked_scores(&sample::bare()), []);
        let mut summary = sample::summary();
        for touchpoint in &mut summary.touchpoints {
            touchpoint.scores[ScoreKind::Nps] = None;
        }
        summary.overall.scores[ScoreKind::Nps] = None;
        summary.overall.scores[ScoreKind::Csat] = None;
        assert_eq!(asked_scores(&summary), [ScoreKind::Csat, ScoreKind::Ces]);
    }
}
