//! What to mend: touchpoints that score worse than the others, what is complained of,
//! and what moves the score and is rated badly; the largest first.

use serde::Serialize;

use super::{CHANCE, Tables};
use crate::feedback::{ScoreKind, ScoreUnit};
use crate::journey::contrast::Contrast;
use crate::journey::driver_table::{DriverRow, DriverTable, Predictors, Quadrant};
use crate::journey::pain_point::{Impact, PainPoint};
use crate::journey::pain_rank::ToMend;
use crate::journey::verbatim::Verbatim;
use crate::lang::Name;
use crate::stats::Estimate;

/// Probability of being the worst from which a pain point is called so.
pub const SURE: f64 = 0.8;

/// Most touchpoints that are weaknesses; the second is one where it costs at least half as much
/// as the first.
const MOST_TOUCHPOINTS: usize = 2;

/// Complaints that make a topic without a proven part in the score a weakness.
const CLEAR: u64 = 8;

/// Points that a rated touchpoint must move the whole by.
const LEAST_GAIN: f64 = 1.0;

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
    /// Probability that no other topic is worse: none of its touchpoint, where that is told
    /// of before, else none at the touchpoints that are not.
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

impl Weakness {
    /// The touchpoint that is to be mended.
    pub fn touchpoint(&self) -> &Name {
        match self {
            Weakness::Touchpoint(Contrast { touchpoint, .. })
            | Weakness::Topic(WeakTopic { touchpoint, .. })
            | Weakness::Driver(WeakDriver { touchpoint, .. }) => touchpoint,
        }
    }

    /// The touchpoint, where it scores worse than the others.
    pub(in crate::journey) fn contrasted(&self) -> Option<Name> {
        match self {
            Weakness::Touchpoint(contrast) => Some(contrast.touchpoint.clone()),
            Weakness::Topic(_) | Weakness::Driver(_) => None,
        }
    }

    /// The same, with what became known of a topic once all were ranked.
    pub(in crate::journey) fn ranked_among(&mut self, points: &[PainPoint]) {
        if let Weakness::Topic(topic) = self {
            let same =
                |p: &&PainPoint| p.touchpoint == topic.touchpoint && p.aspect == topic.aspect;
            topic.worst = points.iter().find(same).and_then(|point| point.worst);
        }
    }
}

/// The order of what to mend that these make.
pub(in crate::journey) fn to_mend(weaknesses: &[Weakness]) -> Vec<ToMend<'_>> {
    let mend = weaknesses.iter().map(|weakness| match weakness {
        Weakness::Touchpoint(Contrast { touchpoint, .. })
        | Weakness::Driver(WeakDriver { touchpoint, .. }) => ToMend::Touchpoint(touchpoint),
        Weakness::Topic(topic) => ToMend::Topic(&topic.touchpoint, &topic.aspect),
    });
    mend.collect()
}

/// All weaknesses: those that take most from the score first, topics without a proven
/// part in it last, in the order of the pain points.
pub(super) fn all(
    tables: &Tables<'_>,
    pain_points: &[PainPoint],
    main: Option<ScoreKind>,
) -> Vec<Weakness> {
    let mut sized: Vec<(f64, Weakness)> = Vec::new();
    let weak = tables.contrasts.iter().filter(|c| c.q <= CHANCE && c.difference.value < 0.0);
    let mut weak: Vec<(f64, &Contrast)> =
        weak.filter_map(|contrast| Some((gain(contrast, tables, main)?, contrast))).collect();
    weak.sort_by(|a, b| b.0.total_cmp(&a.0));
    let largest = weak.first().map_or(0.0, |(gain, _)| *gain);
    let next_to_it = weak.iter().take(MOST_TOUCHPOINTS).filter(|(gain, _)| *gain >= largest / 2.0);
    sized.extend(next_to_it.map(|(gain, weak)| (*gain, Weakness::Touchpoint((*weak).clone()))));
    if let Some(pain) = worst_topic(pain_points) {
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
    // A touchpoint is told of once, by what costs most.
    let mut told: Vec<Name> = Vec::new();
    let new = |weakness: &Weakness| match weakness {
        Weakness::Touchpoint(Contrast { touchpoint, .. })
        | Weakness::Driver(WeakDriver { touchpoint, .. }) => {
            let new = !told.contains(touchpoint);
            told.push(touchpoint.clone());
            new
        }
        Weakness::Topic(_) => true,
    };
    let mut found: Vec<Weakness> =
        sized.into_iter().map(|(_, weakness)| weakness).filter(new).collect();
    beside_its_touchpoint(&mut found);
    found
}

/// What is complained of at a touchpoint that is told of before comes right after it.
fn beside_its_touchpoint(found: &mut [Weakness]) {
    let is_topic = |weakness: &Weakness| matches!(weakness, Weakness::Topic(_));
    let Some(at) = found.iter().position(is_topic) else { return };
    let Weakness::Topic(topic) = &found[at] else { return };
    let home = found[..at].iter().position(|weakness| match weakness {
        Weakness::Touchpoint(Contrast { touchpoint, .. })
        | Weakness::Driver(WeakDriver { touchpoint, .. }) => *touchpoint == topic.touchpoint,
        Weakness::Topic(_) => false,
    });
    if let Some(home) = home {
        found[home + 1..=at].rotate_right(1);
    }
}

/// What the score of the whole would gain in points, did people rate a touchpoint as they do the
/// others; `None` where the whole has a question of its own and this hardly moves its answers.
fn gain(contrast: &Contrast, tables: &Tables<'_>, main: Option<ScoreKind>) -> Option<f64> {
    let points = match contrast.score.measure().unit() {
        ScoreUnit::Points => 1.0,
        ScoreUnit::Share => 100.0,
    };
    let rated = ratings(tables, main).filter(|_| !contrast.is_whole);
    let Some(table) = rated else { return Some(points * contrast.gain) };
    let row = table.drivers.iter().find(|row| row.touchpoint == contrast.touchpoint)?;
    let gain = row.slope * points * -contrast.difference.value;
    (row.significant && gain >= LEAST_GAIN).then_some(gain)
}

/// The table of rated drivers of the main score.
fn ratings<'a>(tables: &'a Tables<'_>, main: Option<ScoreKind>) -> Option<&'a DriverTable> {
    let rated = tables.drivers.iter().filter(|table| table.predictors == Predictors::Ratings);
    rated.filter(|table| !table.low_base).min_by_key(|table| Some(table.outcome) != main)
}

/// The worst of what pulls the score surely, or what surely most who mention it complain of. A
/// sure pull is in the order of the pain points already: to ask for it first would lead with a
/// side matter.
fn worst_topic(pain_points: &[PainPoint]) -> Option<&PainPoint> {
    pain_points.iter().find(|pain| {
        let proven = pain.impact.is_some_and(|impact| impact.sure_loss() > 0.0);
        proven || pain.negative >= CLEAR && pain.negative_share.low > 0.5
    })
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
    let table = ratings(tables, main)?;
    let row = table.drivers.iter().find(|row| row.quadrant == Quadrant::FixFirst)?;
    Some((row, table.outcome))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::pain_point::priority;
    use crate::journey::pain_rank::rank;
    use crate::metrics::Design;
    use crate::stats::interval::wilson;

    fn point(aspect: &str, mentions: u64, negative: u64, impact: Option<(f64, f64)>) -> PainPoint {
        let share = wilson(negative, mentions).unwrap();
        let impact = impact.map(|(value, q)| Impact {
            score: ScoreKind::Nps,
            value,
            low: 1.6 * value,
            high: 0.4 * value,
            with_all: 0.0,
            without: -value,
            n: mentions,
            p: q / 2.0,
            q,
        });
        PainPoint {
            rank: 0,
            rank_interval: None,
            worst: None,
            touchpoint: Name::same("Delivery"),
            aspect: Name::same(aspect),
            mentions,
            negative,
            positive: mentions - negative,
            negative_share: share,
            impact,
            allocation: None,
            design: Design::NONE,
            trend: Vec::new(),
            priority: priority(negative, 1_000, &share, impact.as_ref()),
            verbatims: Vec::new(),
        }
    }

    /// Ten speak of tracking, whose pull is beyond chance, thirty-four of the delay.
    #[test]
    fn a_side_matter_with_a_sure_pull_does_not_lead() {
        let tracking = point("Tracking", 10, 9, Some((-1.4, 0.02)));
        let delay = point("Delay", 34, 26, Some((-1.7, 0.12)));
        let mut points = [tracking.clone(), delay];
        rank(&mut points);
        assert_eq!(worst_topic(&points).unwrap().aspect.en, "Delay");
        // Most complain, but not surely; or too few do: then what surely pulls.
        for unsure in [point("Price", 60, 33, None), point("Noise", 7, 7, None)] {
            let mut points = [tracking.clone(), unsure];
            rank(&mut points);
            assert_eq!(worst_topic(&points).unwrap().aspect.en, "Tracking");
        }
        assert_eq!(worst_topic(&[point("Price", 60, 33, None)]), None);
    }
}
