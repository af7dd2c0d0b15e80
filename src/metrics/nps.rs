//! Net Promoter Score.

use serde::Serialize;

use crate::stats::Estimate;

/// Net Promoter Score with its groups.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NpsSummary {
    /// Answers.
    pub n: u64,
    /// Answers 9–10.
    pub promoters: u64,
    /// Answers 7–8.
    pub passives: u64,
    /// Answers 0–6.
    pub detractors: u64,
    /// Score in [−100, 100] with the adjusted Wald interval.
    pub nps: Estimate,
}
