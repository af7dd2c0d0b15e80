//! Customer satisfaction.

use serde::Serialize;

use crate::ingest::Scale;
use crate::stats::Estimate;

/// Satisfaction: top-2-box, mean and the whole distribution.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CsatSummary {
    /// Answers.
    pub n: u64,
    /// The scale of the answers; `None` where several scales meet and
    /// everything is on the common 0–100 footing.
    pub scale: Option<Scale>,
    /// Share of answers in the two best boxes, in [0, 1], Wilson interval.
    pub top2: Estimate,
    /// Share of answers in the two worst boxes, in [0, 1], Wilson interval.
    pub bottom2: Estimate,
    /// Mean in scale points (or 0–100) with its t interval.
    pub mean: Estimate,
    /// Answers per value, ascending.
    pub distribution: Vec<(f64, u64)>,
}
