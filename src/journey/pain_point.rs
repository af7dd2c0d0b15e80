//! Touchpoint × aspect combinations that hurt, ranked.

use serde::Serialize;

use super::Verbatim;
use crate::ingest::ScoreKind;
use crate::lang::Name;
use crate::stats::Estimate;

/// A touchpoint × aspect that hurts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PainPoint {
    /// 1 is the worst.
    pub rank: u32,
    /// The touchpoint.
    pub touchpoint: Name,
    /// The aspect.
    pub aspect: Name,
    /// Comments that mention it there.
    pub mentions: u64,
    /// Of these, comments that judge it negatively.
    pub negative: u64,
    /// Of these, comments that judge it positively.
    pub positive: u64,
    /// `negative / mentions` with its Wilson interval.
    pub negative_share: Estimate,
    /// Leave-one-out impact on the run's main score, where there is one.
    pub impact: Option<Impact>,
    /// What the ranking sorts by; see `journey::pain_point`.
    pub priority: f64,
    /// Up to three telling comments; empty when suppressed.
    pub verbatims: Vec<Verbatim>,
}

/// Leave-one-out impact: the score of all answers minus the score without the
/// answers that mention the pain point. Descriptive, not causal.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Impact {
    /// The score it is measured on: NPS in points, CSAT and CES as the mean on
    /// the 0–100 footing.
    pub score: ScoreKind,
    /// `with_all − without`; negative means it pulls the score down.
    pub value: f64,
    /// The score of all answers.
    pub with_all: f64,
    /// The score without the answers that mention it.
    pub without: f64,
    /// Answers that mention it.
    pub n: u64,
}
