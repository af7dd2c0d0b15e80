//! The numbers of one touchpoint.

use serde::Serialize;

use super::CorrelationSummary;
use crate::lang::Name;
use crate::metrics::{CesSummary, CsatSummary, NpsSummary};
use crate::stats::Estimate;

/// Where the touchpoints of a run come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TouchpointSource {
    /// From the export: a touchpoint column, or one column per touchpoint.
    Export,
    /// From what the comments are about, by the taxonomy.
    Aspects,
}

/// The numbers of one touchpoint, or of everything.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TouchpointSummary {
    /// Its name.
    pub name: Name,
    /// Entries at this touchpoint, with or without comment. Where touchpoints
    /// come from aspects: comments that mention it.
    pub responses: u64,
    /// Comments with something to judge.
    pub comments: u64,
    /// Comments per label.
    pub labels: LabelCounts,
    /// Mean sentiment in [−1, 1]; `None` when suppressed.
    pub sentiment: Option<Estimate>,
    /// Net Promoter Score; `None` when not asked or suppressed.
    pub nps: Option<NpsSummary>,
    /// Satisfaction; `None` when not asked or suppressed.
    pub csat: Option<CsatSummary>,
    /// Effort; `None` when not asked or suppressed.
    pub ces: Option<CesSummary>,
    /// Sentiment against each score that was given often enough.
    pub correlations: Vec<CorrelationSummary>,
}

/// Number of comments per label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[allow(missing_docs)]
pub struct LabelCounts {
    pub very_negative: u64,
    pub negative: u64,
    pub neutral: u64,
    pub positive: u64,
    pub very_positive: u64,
    pub mixed: u64,
    pub undetected: u64,
}
