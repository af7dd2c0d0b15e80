//! The journey from touchpoint to touchpoint: where it peaks, how it ends,
//! where it drops most, and where the detractors are.
//!
//! What is remembered of an experience is its peak and its end more than its
//! average (Kahneman, Fredrickson, Schreiber and Redelmeier, Psychological
//! Science 4, 1993), and a drop between neighbours is where somebody was let
//! down. All of it is said of touchpoints in their order; where no order is
//! known, neither end nor drop is. A taxonomy has its stages in order, and the
//! touchpoints of a stage in none: nobody goes from comfort to maintenance. There a
//! drop is one between stages.

use serde::Serialize;

use super::touchpoint::TouchpointSummary;
use crate::feedback::ScoreKind;
use crate::lang::Name;
use crate::stats::Estimate;
use crate::stats::distribution::{Z_95, normal_two_sided};
use crate::stats::interval::wilson;
use crate::stats::multiple::benjamini_hochberg;

/// Touchpoints of which the best and the worst are not told: of two the one is the other's end.
const FEW: usize = 2;

/// Comments of a touchpoint from which it can be the best or the worst by what they say.
const LEAST_HEARD: f64 = 10.0;

/// Ratings to a comment from which the journey is told by what was rated.
const FAR_MORE: f64 = 10.0;

/// The journey in its order.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Course {
    /// Whether the order of the touchpoints is known: from the mapping, the
    /// columns of the export, or the taxonomy.
    pub ordered: bool,
    /// The score along the journey: the one most touchpoints have.
    pub score: Option<ScoreKind>,
    /// The stages in order; one without a name where none is known.
    pub stages: Vec<Stage>,
    /// Whether the journey is told by that score, as of most of its touchpoints nothing is heard
    /// from those who write, ratings are more than ten times as many as what is, or all are rated
    /// and nobody writes at any of them.
    pub by_score: bool,
    /// The touchpoint with the highest sentiment, or the best score.
    pub peak: Option<Name>,
    /// The touchpoint with the lowest sentiment, or the worst score.
    pub low: Option<Name>,
    /// The last touchpoint.
    pub end: Option<Name>,
    /// The largest fall in sentiment between neighbours: touchpoints of the export, or stages of
    /// the taxonomy.
    pub biggest_drop: Option<Drop>,
    /// Where detractors (for CSAT: bottom-2-box answers) are more than their
    /// share, the most first.
    pub detractors: Vec<Concentration>,
}

/// A stage with its touchpoints.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Stage {
    /// Its name, where it has one.
    pub name: Option<Name>,
    /// Its touchpoints in order.
    pub touchpoints: Vec<Name>,
    /// Mean of its touchpoints' sentiment, weighted by comments; `None` where it would be that of
    /// the smaller part of the stage.
    pub sentiment: Option<f64>,
}

/// A fall between two touchpoints, or two stages, that follow each other.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Drop {
    /// From here…
    pub from: Name,
    /// …to here.
    pub to: Name,
    /// Difference of the mean sentiments, below 0, with the interval of two
    /// independent means.
    pub change: Estimate,
    /// Two-sided p, adjusted over all neighbours by Benjamini and Hochberg: the
    /// largest of many falls is large by chance too.
    pub q: f64,
}

/// A touchpoint and its part of the detractors.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Concentration {
    /// The touchpoint.
    pub touchpoint: Name,
    /// Detractors here.
    pub detractors: u64,
    /// Their share of the answers here, with its Wilson interval.
    pub rate: Estimate,
    /// Their share of the detractors at all touchpoints, in [0, 1].
    pub of_all: f64,
    /// That share over the touchpoint's share of answers: 2 where detractors
    /// are twice as frequent as on average.
    pub index: f64,
}

impl Course {
    /// The same with the largest fall between stages, as of touchpoints of a taxonomy.
    pub(super) fn by_stage(self, touchpoints: &[TouchpointSummary]) -> Course {
        let told = self.stages.iter().filter_map(|stage| {
            let mean = stage.sentiment?;
            let here = touchpoints.iter().filter(|t| stage.touchpoints.contains(&t.name));
            let (mut n, mut square) = (0.0, 0.0);
            for (weight, heard) in here.filter_map(|t| Some((heard_by(t), t.heard()?))) {
                n += weight;
                square += (weight * (heard.high - heard.low) / 2.0).powi(2);
            }
            let half = square.sqrt() / n;
            let estimate = Estimate { value: mean, low: mean - half, high: mean + half };
            Some((stage.name.as_ref()?, estimate))
        });
        let told: Vec<(&Name, Estimate)> = told.collect();
        Course { biggest_drop: biggest_drop(&told).filter(|_| self.ordered), ..self }
    }
}

/// The comments that the sentiment of a touchpoint is of.
fn heard_by(touchpoint: &TouchpointSummary) -> f64 {
    touchpoint.comments.max(touchpoint.own_comments) as f64
}

/// The course of the journey over `touchpoints`, which are in order where
/// `ordered` says so. Kind words at one `of_complaints` say that something went wrong before: it is
/// never the best by what is said.
pub(super) fn course(
    touchpoints: &[TouchpointSummary],
    ordered: bool,
    of_complaints: &[Name],
) -> Course {
    let having =
        |kind: ScoreKind| touchpoints.iter().filter(|t| t.score(kind).is_some()).count() as u64;
    let score = ScoreKind::main(having);
    let heard_at = touchpoints.iter().filter(|t| t.heard().is_some()).count();
    let few_heard = |kind| 2 * heard_at <= touchpoints.len() && having(kind) > heard_at as u64;
    let by_score = score.is_some_and(|kind| {
        few_heard(kind) || mostly_rated(touchpoints, kind) || only_rated(touchpoints, kind)
    });
    let told = |t: &TouchpointSummary| match score.filter(|_| by_score) {
        Some(kind) => t.headline(kind),
        None => t.heard(),
    };
    let shown = || touchpoints.iter().filter_map(|t| Some((t, told(t)?)));
    let by_sentiment = |a: &Estimate, b: &Estimate| a.value.total_cmp(&b.value);
    // The better of the only two that anything is known of is no peak, and a handful of comments
    // make none.
    let known = shown().count();
    let several = known > FEW || known > 1 && known == touchpoints.len();
    let enough = |t: &TouchpointSummary| by_score || heard_by(t) >= LEAST_HEARD;
    let ends: Vec<_> = shown().filter(|(t, _)| enough(t)).collect();
    let ends = || ends.iter().copied().filter(|_| ends.len() > FEW);
    let best = ends().filter(|(t, _)| by_score || !of_complaints.contains(&t.name));
    let peak = best.max_by(|a, b| by_sentiment(&a.1, &b.1));
    let low = ends().min_by(|a, b| by_sentiment(&a.1, &b.1));
    // Of those that are equal none is the best or the worst.
    let alone = |(_, end): &(&TouchpointSummary, Estimate)| {
        ends().filter(|(_, other)| other.value == end.value).count() == 1
    };
    let same = peak.as_ref().zip(low.as_ref()).is_some_and(|(peak, low)| peak.0.name == low.0.name);
    let told = |found: &(&TouchpointSummary, Estimate)| !same && alone(found);
    let (peak, low) = (peak.filter(told), low.filter(told));
    let end = touchpoints.last().filter(|_| ordered && touchpoints.len() > 1);
    let heard: Vec<(&Name, Estimate)> =
        touchpoints.iter().filter_map(|t| Some((&t.name, t.heard()?))).collect();
    Course {
        ordered,
        score,
        by_score,
        stages: stages(touchpoints),
        peak: peak.map(|(t, _)| t.name.clone()),
        low: low.map(|(t, _)| t.name.clone()),
        end: end.map(|t| t.name.clone()),
        biggest_drop: biggest_drop(&heard).filter(|_| ordered && several && !by_score),
        detractors: score.map(|kind| concentrations(touchpoints, kind)).unwrap_or_default(),
    }
}

/// Whether the ratings are far more than the comments that anything is heard from. Where
/// touchpoints are those that comments speak of, there are no more scores than comments.
fn mostly_rated(touchpoints: &[TouchpointSummary], kind: ScoreKind) -> bool {
    let ratings: u64 = touchpoints.iter().filter_map(|t| Some(t.score(kind)?.n())).sum();
    let heard = touchpoints.iter().filter(|t| t.heard().is_some());
    ratings as f64 > FAR_MORE * heard.map(heard_by).sum::<f64>()
}

/// Whether nobody writes at any touchpoint, and all that opinions are about are rated: the one
/// comment beside these ratings says less of each.
fn only_rated(touchpoints: &[TouchpointSummary], kind: ScoreKind) -> bool {
    touchpoints.iter().all(|t| t.comments == 0 && (t.heard().is_none() || t.score(kind).is_some()))
}

fn stages(touchpoints: &[TouchpointSummary]) -> Vec<Stage> {
    let mut stages: Vec<(Stage, f64, f64)> = Vec::new();
    // Responses, and those at touchpoints that something is heard of.
    let mut responses: Vec<(u64, u64)> = Vec::new();
    for touchpoint in touchpoints {
        let name = touchpoint.stage.clone();
        let at = stages.iter().position(|(known, ..)| known.name == name);
        let at = at.unwrap_or_else(|| {
            stages.push((Stage { name, touchpoints: Vec::new(), sentiment: None }, 0.0, 0.0));
            responses.push((0, 0));
            stages.len() - 1
        });
        let (known, sum, n) = &mut stages[at];
        known.touchpoints.push(touchpoint.name.clone());
        responses[at].0 += touchpoint.responses;
        if let Some(sentiment) = touchpoint.heard() {
            let comments = heard_by(touchpoint);
            *sum += sentiment.value * comments;
            *n += comments;
            responses[at].1 += touchpoint.responses;
        }
    }
    let finished = stages.into_iter().zip(responses).map(|((stage, sum, n), (all, heard))| {
        let sentiment = (n > 0.0 && 2 * heard >= all).then(|| sum / n);
        Stage { sentiment, ..stage }
    });
    finished.collect()
}

/// The largest fall between neighbours of those that something is heard of.
fn biggest_drop(heard: &[(&Name, Estimate)]) -> Option<Drop> {
    // The interval of a mean is its standard error times about 1.96.
    let error = |e: &Estimate| (e.high - e.low) / 2.0 / Z_95;
    let mut changes: Vec<Drop> = heard
        .windows(2)
        .filter_map(|pair| {
            let [(from, first), (to, second)] = pair else { return None };
            let value = second.value - first.value;
            let half = Z_95 * error(first).hypot(error(second));
            let p = if half > 0.0 { normal_two_sided(value / half * Z_95) } else { 1.0 };
            let change = Estimate { value, low: value - half, high: value + half };
            let (from, to) = ((*from).clone(), (*to).clone());
            Some(Drop { from, to, change: change.clipped(-2.0, 2.0), q: p })
        })
        .collect();
    let p: Vec<f64> = changes.iter().map(|drop| drop.q).collect();
    for (drop, q) in changes.iter_mut().zip(benjamini_hochberg(&p).unwrap_or_default()) {
        drop.q = q;
    }
    let worst = changes.into_iter().min_by(|a, b| a.change.value.total_cmp(&b.change.value))?;
    (worst.change.value < 0.0).then_some(worst)
}

fn concentrations(touchpoints: &[TouchpointSummary], kind: ScoreKind) -> Vec<Concentration> {
    let counted = |t: &TouchpointSummary| {
        let score = t.score(kind)?;
        Some((score.unhappy()?, score.n()))
    };
    let total = touchpoints.iter().filter_map(counted).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    let mut found: Vec<Concentration> = touchpoints
        .iter()
        .filter_map(|touchpoint| {
            let (detractors, n) = counted(touchpoint)?;
            let of_all = detractors as f64 / (total.0 as f64).max(1.0);
            let index = of_all / (n as f64 / total.1 as f64);
            let rate = wilson(detractors, n)?;
            (index > 1.0).then(|| Concentration {
                touchpoint: touchpoint.name.clone(),
                detractors,
                rate,
                of_all,
                index,
            })
        })
        .collect();
    found.sort_by(|a, b| {
        b.detractors.cmp(&a.detractors).then_with(|| a.touchpoint.cmp(&b.touchpoint))
    });
    found
}

#[cfg(test)]
mod tests;
