//! What to mend: touchpoints that score worse than the others, what is complained of,
//! and what moves the score and is rated badly; the largest first.

use serde::Serialize;

use super::{CHANCE, Tables};
use crate::feedback::{ScoreKind, ScoreUnit};
use crate::journey::contrast::Contrast;
use crate::journey::driver_table::{DriverRow, Predictors, Quadrant};
use crate::journey::pain_point::{Impact, PainPoint};
use crate::journey::verbatim::Verbatim;
use crate::lang::Name;
use crate::stats::Estimate;

/// Probability of being the worst from which a pain point is called so.
pub const SURE: f64 = 0.8;

/// Something to mend.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "basis", content = "detail", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Weakness {
    /// A touchpoint that scores worse than the others.
    Touchpoint(Contrast),
    /// What is complained of.
    Topic(WeakTopic),
    /// A rated touchpoint that moves the score and that fewer than half are content with.
    Driver(WeakDriver),
}

/// What is complained of.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WeakTopic {
    /// Where.
    pub touchpoint: Name,
    /// Of what.
    pub aspect: Name,
    /// Comments that mention it.
    pub mentions: u64,
    /// Of these, comments that judge it negatively.
    pub negative: u64,
    /// `negative / mentions`, Wilson.
    pub negative_share: Estimate,
    /// What it does to the score, where it is beyond chance (q ≤ .05).
    pub impact: Option<Impact>,
    /// Probability that no other topic is worse.
    pub worst: Option<f64>,
    /// A comment that tells of it.
    pub quote: Option<Verbatim>,
}

/// A rated touchpoint that moves the score.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WeakDriver {
    /// The touchpoint.
    pub touchpoint: Name,
    /// The score it moves.
    pub outcome: ScoreKind,
    /// Its share of what all rated touchpoints explain together.
    pub share: Estimate,
    /// Share of its ratings in the best boxes, 0–100.
    pub content: f64,
    /// Respondents who rate it.
    pub n: u64,
}

/// All weaknesses: those that take most from the score first, topics without a proven
/// part in it last, in the order of the pain points.
pub(super) fn all(tables: &Tables<'_>, main: Option<ScoreKind>) -> Vec<Weakness> {
    let mut sized: Vec<(f64, Weakness)> = Vec::new();
    let weak = tables.contrasts.iter().filter(|c| c.q <= CHANCE && c.difference.value < 0.0);
    if let Some(worst) = weak.max_by(|a, b| a.gain.total_cmp(&b.gain)) {
        let unit = match worst.score.measure().unit() {
            ScoreUnit::Points => 1.0,
            ScoreUnit::Share => 100.0,
        };
        sized.push((worst.gain * unit, Weakness::Touchpoint(worst.clone())));
    }
    // What pulls the score surely, else the first of the list.
    let proven = |pain: &&PainPoint| pain.impact.is_some_and(|impact| impact.sure_loss() > 0.0);
    let first = tables.pain_points.iter().find(proven).or(tables.pain_points.first());
    if let Some(pain) = first {
        let impact = pain.impact.filter(|impact| impact.sure_loss() > 0.0);
        let size = impact.map_or(0.0, |impact| -impact.value);
        sized.push((size, Weakness::Topic(topic(pain, impact))));
    }
    if let Some((row, outcome)) = driver(tables, main) {
        let driver = WeakDriver {
            touchpoint: row.touchpoint.clone(),
            outcome,
            share: row.share,
            content: row.performance,
            n: row.n,
        };
        // What the outcome would gain, were all as content with it as at best.
        let size = row.slope * (100.0 - row.performance);
        sized.push((size, Weakness::Driver(driver)));
    }
    sized.sort_by(|a, b| b.0.total_cmp(&a.0));
    sized.into_iter().map(|(_, weakness)| weakness).collect()
}

fn topic(pain: &PainPoint, impact: Option<Impact>) -> WeakTopic {
    WeakTopic {
        touchpoint: pain.touchpoint.clone(),
        aspect: pain.aspect.clone(),
        mentions: pain.mentions,
        negative: pain.negative,
        negative_share: pain.negative_share,
        impact,
        worst: pain.worst,
        quote: pain.verbatims.first().cloned(),
    }
}

/// The heaviest rated driver of the main score that is to be fixed first.
fn driver<'a>(
    tables: &'a Tables<'_>,
    main: Option<ScoreKind>,
) -> Option<(&'a DriverRow, ScoreKind)> {
    let rated = tables.drivers.iter().filter(|table| table.predictors == Predictors::Ratings);
    let table = rated.filter(|table| !table.low_base).min_by_key(|t| Some(t.outcome) != main)?;
    let row = table.drivers.iter().find(|row| row.quadrant == Quadrant::FixFirst)?;
    Some((row, table.outcome))
}
