//! How comment sentiment goes together with a score.

use serde::Serialize;

use crate::ingest::ScoreKind;
use crate::stats::Estimate;

/// Association of comment sentiment with one score. The score is taken on
/// its 0–100 footing, so a positive sign always means "better text, better
/// score".
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CorrelationSummary {
    /// The score.
    pub score: ScoreKind,
    /// Pairs of comment and score.
    pub n: u64,
    /// Kendall τ-b with interval.
    pub tau_b: Estimate,
    /// Spearman ρ with interval.
    pub spearman: Estimate,
    /// Two-sided p of τ-b.
    pub p: f64,
    /// Benjamini-Hochberg q over all correlations of the report.
    pub q: f64,
    /// Fewer than 30 pairs: read with caution.
    pub low_base: bool,
}
