//! The numbers month by month.

use serde::Serialize;

use crate::stats::Estimate;

/// One month of feedback.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrendPoint {
    /// Month as `YYYY-MM`.
    pub period: String,
    /// Entries.
    pub responses: u64,
    /// Comments with something to judge.
    pub comments: u64,
    /// Mean sentiment; `None` when suppressed.
    pub sentiment: Option<Estimate>,
    /// NPS; `None` when not asked or suppressed.
    pub nps: Option<Estimate>,
    /// Top-2-box share of CSAT; `None` when not asked or suppressed.
    pub csat_top2: Option<Estimate>,
}
