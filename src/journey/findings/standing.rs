//! Where we stand: the main score, or what the comments say where nobody scored.

use serde::Serialize;

use crate::feedback::ScoreKind;
use crate::journey::touchpoint::TouchpointSummary;
use crate::metrics::Design;
use crate::stats::Estimate;
use crate::stats::interval::wilson_clustered;

/// Where we stand.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Standing {
    /// The main score; `None` where there is none.
    pub score: Option<ScoreKind>,
    /// Its headline measure, or the share of the comments that are negative as they were
    /// classified, in [0, 1].
    pub value: Estimate,
    /// Answers, or comments.
    pub n: u64,
}

pub(super) fn of(
    overall: &TouchpointSummary,
    main: Option<ScoreKind>,
    labels: Design,
) -> Option<Standing> {
    if let Some(score) = main.and_then(|kind| overall.score(kind)) {
        return Some(Standing { score: main, value: score.headline(), n: score.n() });
    }
    overall.sentiment?;
    let negative = overall.labels.negative + overall.labels.very_negative;
    let value = wilson_clustered(negative, overall.comments, labels.effect())?;
    Some(Standing { score: None, value, n: overall.comments })
}
