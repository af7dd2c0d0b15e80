//! Customer effort.

use serde::Serialize;

use crate::ingest::Scale;
use crate::stats::Estimate;

/// Customer effort on its declared scale and direction.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CesSummary {
    /// Answers.
    pub n: u64,
    /// The scale of the answers; `None` where several scales meet and
    /// everything is on the common 0–100 footing.
    pub scale: Option<Scale>,
    /// Mean in scale points (or 0–100) with its t interval.
    pub mean: Estimate,
    /// Share of answers on the easy side of the middle, in [0, 1], Wilson.
    pub easy: Estimate,
    /// Answers per value, ascending.
    pub distribution: Vec<(f64, u64)>,
}
