//! What to mend: touchpoints that score worse than the others, what is complained of,
//! and the rating that has most to give to the score; the largest first, each as a share of
//! the range of the score that it takes from.

use serde::Serialize;

use super::{CHANCE, Tables};
use crate::feedback::ScoreKind;
use crate::journey::complaint_origin::ComplaintOrigin;
use crate::journey::contrast::Contrast;
use crate::journey::driver_table::{DriverRow, DriverTable, GOOD, Predictors};
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

/// Share of its range that a rated touchpoint must move the score of the whole by.
const LEAST_GAIN: f64 = 0.01;

/// Share of what all drivers explain from which one is a finding of its own.
const HEAVY: f64 = 0.25;

/// Something to mend.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "basis", content = "detail", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Weakness {
    /// A touchpoint that scores worse than the others.
    Touchpoint(Contrast),
    /// What is complained of.
    Topic(Box<WeakTopic>),
    /// The rated touchpoint by which the score would gain most, were all as content with it as
    /// can be.
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
    /// The group that the complaints come from, where one has surely more than its part of them.
    pub origin: Option<ComplaintOrigin>,
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
    /// Respondents who rate it and gave the score; its ratings may be more.
    pub n: u64,
}

impl WeakDriver {
    fn of(row: &DriverRow, outcome: ScoreKind) -> WeakDriver {
        let (touchpoint, n) = (row.touchpoint.clone(), row.n);
        WeakDriver { touchpoint, outcome, share: row.share, content: row.performance, n }
    }
}

impl Weakness {
    /// The touchpoint that is to be mended.
    pub fn touchpoint(&self) -> &Name {
        match self {
            Weakness::Touchpoint(Contrast { touchpoint, .. })
            | Weakness::Driver(WeakDriver { touchpoint, .. }) => touchpoint,
            Weakness::Topic(topic) => &topic.touchpoint,
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

    /// The same, with where the complaints about a topic come from; `origin` tells it of an aspect
    /// at a touchpoint.
    pub(in crate::journey) fn come_from(
        &mut self,
        origin: impl Fn(&Name, &Name) -> Option<ComplaintOrigin>,
    ) {
        if let Weakness::Topic(topic) = self {
            topic.origin = origin(&topic.touchpoint, &topic.aspect);
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

/// Touchpoints of which a page must not say to keep them up: those that it tells to mend, and
/// those that score surely worse than the others.
pub(in crate::journey) fn not_kept_up(
    weaknesses: &[Weakness],
    contrasts: &[Contrast],
) -> Vec<Name> {
    let told = weaknesses.iter().filter(|weakness| !matches!(weakness, Weakness::Topic(_)));
    let worse = contrasts.iter().filter(|contrast| contrast.is_surely_worse());
    let names = told.map(Weakness::touchpoint).chain(worse.map(|contrast| &contrast.touchpoint));
    names.cloned().collect()
}

/// What a score would gain, as it is counted.
#[derive(Debug, Clone, Copy)]
enum Gain {
    /// In the unit of its headline measure.
    Headline(f64),
    /// In points of an impact: of the net measure, else of mean goodness.
    Impact(f64),
    /// In points of mean goodness, whichever score it is.
    Goodness(f64),
}

impl Gain {
    /// As a share of the way from the worst to the best: that of an NPS is 200 points, that of
    /// anything on 0–100 is 100. Only so are the sizes of all weaknesses on one footing.
    fn of_range(self, score: ScoreKind) -> f64 {
        let measure = score.measure();
        match self {
            Gain::Headline(gain) => 100.0 * gain / measure.headline_unit() / measure.range(),
            Gain::Impact(points) => points / measure.range(),
            Gain::Goodness(points) => points / 100.0,
        }
    }
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
        let size = impact.map_or(0.0, |impact| Gain::Impact(-impact.value).of_range(impact.score));
        sized.push((size, Weakness::Topic(Box::new(topic(pain, impact)))));
    }
    if let Some((size, row, outcome)) = driver(tables, main) {
        let is_it = |weakness: &Weakness| match weakness {
            Weakness::Touchpoint(worse) => worse.touchpoint == row.touchpoint,
            Weakness::Topic(_) | Weakness::Driver(_) => false,
        };
        // A touchpoint is told of once: that it is worse than the others says more of it.
        match sized.iter_mut().find(|(_, weakness)| is_it(weakness)) {
            Some((gain, _)) => *gain = gain.max(size),
            None => sized.push((size, Weakness::Driver(WeakDriver::of(row, outcome)))),
        }
    }
    sized.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut found: Vec<Weakness> = sized.into_iter().map(|(_, weakness)| weakness).collect();
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

/// What the score of the whole would gain of its range, did people rate a touchpoint as they do
/// the others; `None` where the whole has a question of its own and this hardly moves its answers.
/// Where nothing is known of what moves them, what all touchpoints together would gain.
fn gain(contrast: &Contrast, tables: &Tables<'_>, main: Option<ScoreKind>) -> Option<f64> {
    let rated = ratings(tables, main).filter(|_| !contrast.is_whole);
    let Some(table) = rated else {
        return Some(Gain::Headline(contrast.gain).of_range(contrast.score));
    };
    let row = table.drivers.iter().find(|row| row.touchpoint == contrast.touchpoint)?;
    let gain = Gain::Goodness(row.slope * -contrast.apart).of_range(table.outcome);
    (row.significant && gain >= LEAST_GAIN).then_some(gain)
}

/// The table of rated drivers of the main score, else of another score of the whole.
fn ratings<'a>(tables: &'a Tables<'_>, main: Option<ScoreKind>) -> Option<&'a DriverTable> {
    let rated = tables.drivers.iter().filter(|table| table.predictors == Predictors::Ratings);
    rated.filter(|table| !table.low_base).min_by_key(|table| Some(table.outcome) != main)
}

/// The worst of what pulls the score surely, or what surely most who mention it complain of. A
/// sure pull is in the order of the pain points already: to ask for it first would lead with a
/// side matter. But what everybody grumbles about and nobody marks down for does not lead before
/// what surely costs more: passed over is a topic whose complainers do not score surely lower,
/// where those of another do and take more from the score.
fn worst_topic(pain_points: &[PainPoint]) -> Option<&PainPoint> {
    let candidates = || {
        pain_points.iter().filter(|pain| {
            let proven = pain.impact.is_some_and(|impact| impact.sure_loss() > 0.0);
            proven || pain.negative >= CLEAR && pain.negative_share.low > 0.5
        })
    };
    let sure = candidates().filter_map(|pain| pain.complaint.filter(|it| it.sure_loss() > 0.0));
    let least = sure.map(|complaint| complaint.value).min_by(f64::total_cmp);
    candidates().find(|pain| match (&pain.complaint, least) {
        (Some(complaint), Some(least)) => complaint.sure_loss() > 0.0 || complaint.value <= least,
        _ => true,
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
        origin: None,
        quote: pain.verbatims.first().cloned(),
    }
}

/// The rated driver of the main score that has most to give, but for those that half are content
/// with and that are surely rated better than the others, and how much of the range of the score: what it would gain, were all as
/// content with it as at best. One that many dislike gives little where it hardly moves the score;
/// whether half are content has no part in it.
fn driver<'a>(
    tables: &'a Tables<'_>,
    main: Option<ScoreKind>,
) -> Option<(f64, &'a DriverRow, ScoreKind)> {
    let table = ratings(tables, main)?;
    let better = |row: &DriverRow| {
        // Where hardly anybody is content with anything, the best of it is to be mended too.
        let well = row.performance >= GOOD;
        let mut own = tables.contrasts.iter().filter(|c| c.touchpoint == row.touchpoint);
        well && own.any(|contrast| contrast.q <= CHANCE && contrast.difference.value > 0.0)
    };
    let moving = table.drivers.iter();
    let moving = moving.filter(|row| row.significant && row.slope > 0.0 && !better(row));
    // A slope is of means, not of the share in the best boxes.
    let room =
        |row: &DriverRow| Gain::Goodness(row.slope * (100.0 - row.mean)).of_range(table.outcome);
    let sized = moving.map(|row| (room(row), row)).filter(|(size, _)| *size >= LEAST_GAIN);
    let (size, row) = sized.max_by(|a, b| a.0.total_cmp(&b.0))?;
    Some((size, row, table.outcome))
}

/// The rated touchpoint that the main score goes with most, where it has at least a quarter of what
/// all explain and is not told of as something to mend.
pub(super) fn heaviest_driver(
    tables: &Tables<'_>,
    main: Option<ScoreKind>,
    weaknesses: &[Weakness],
) -> Option<WeakDriver> {
    let table = ratings(tables, main).filter(|table| Some(table.outcome) == main)?;
    let rows = table.drivers.iter().filter(|row| row.share.value >= HEAVY);
    let row = rows.max_by(|a, b| a.share.value.total_cmp(&b.share.value))?;
    let told = weaknesses.iter().any(|weakness| *weakness.touchpoint() == row.touchpoint);
    (row.significant && row.slope > 0.0 && !told).then(|| WeakDriver::of(row, table.outcome))
}

#[cfg(test)]
mod tests;
