//! Satisfaction implied by comments whose authors gave no score.
//!
//! An engine that can tell reads from a text the stars its author would give.
//! Its stars are not the scale of this export, so they are calibrated on the
//! comments that came with a satisfaction score: by isotonic regression, which
//! assumes only that more stars never mean less satisfaction, or by a straight
//! line where there are fewer than [`MANY_PAIRS`]. What is implied stands beside
//! what was given, never in it.
//!
//! A comment comes with a score where its own entry has one or, else, an entry
//! for the whole row. It comes without where nothing in its row gives
//! satisfaction. Comments in between (rows that rate other touchpoints only)
//! are left out. NPS and effort are other questions and imply nothing here.
//!
//! The 95 % interval of what is implied holds two parts. The first is sampling:
//! what the comments differ by in prediction, and what their authors would
//! differ by from the prediction (the cross-validated mean squared error). The
//! second is the calibration: how far the result changes when each fifth of the
//! pairs is left out (the grouped jackknife, with the t quantile of its four
//! degrees of freedom). What it cannot hold is whether authors who give no score
//! write like those who do.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::Serialize;

use super::disclosure::hidden;
use super::facts::CommentFacts;
use super::place::Place;
use super::row::RowView;
use super::row_key::RowKeys;
use super::steps::{comment_steps, goodness_steps};
use super::suppression::Suppression;
use super::touchpoint::TouchpointSource;
use crate::feedback::{ScoreKind, ScoreValue};
use crate::lang::Name;
use crate::metrics::band::{Band, box2};
use crate::stats::Estimate;
use crate::stats::correlation::PairCount;
use crate::stats::distribution::{Z_95, t_quantile_95};
use crate::stats::interval::{mean_interval, wilson};
use crate::stats::isotonic::{
    Curve, FoldCell, Isotonic, Line, PredictionError, WeightedPair, cross_validate, fold,
};
use crate::stats::tau_interval::kendall_tau_b_interval;

/// The score that stars imply.
const SATISFACTION: ScoreKind = ScoreKind::Csat;

/// Fewest comments with a score from which anything is implied.
pub const MIN_PAIRS: u64 = 50;

/// Comments with a score from which the calibration need not be a line.
pub const MANY_PAIRS: u64 = 200;

/// Folds of the cross-validation and of the jackknife.
const FOLDS: u8 = 5;

/// Bins of stars per star.
const BINS: f32 = 20.0;

/// Steps of goodness per point.
const STEPS: u32 = 10;

/// How many times as likely the dissatisfied may leave out the score as the satisfied, in the
/// bounds that are told.
pub const WITHHELD_ODDS: f64 = 3.0;

/// How stars become satisfaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum CalibrationMethod {
    /// The non-decreasing curve nearest to the pairs.
    Isotonic,
    /// The straight line nearest to the pairs, within the range of the scale.
    Line,
}

/// How stars become satisfaction, and how well.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Calibration {
    /// The kind of curve.
    pub method: CalibrationMethod,
    /// Comments with a score it is fitted on.
    pub pairs: u64,
    /// Kendall τ-b of implied stars and given satisfaction; `None` where one of
    /// them does not vary.
    pub tau_b: Option<Estimate>,
    /// Mean absolute error, in points of the 0–100 footing, on pairs the curve
    /// was not fitted on (five folds by a hash of what the row holds).
    pub mae: f64,
    /// Root of the mean squared error, of the same pairs in the same points.
    pub rmse: f64,
    /// The curve: stars in [1, 5], ascending, and the satisfaction they imply,
    /// 0–100.
    pub curve: Vec<(f64, f64)>,
}

/// Implied satisfaction beside that which was given with a comment.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ImpliedCsat {
    /// Comments without a score, whose satisfaction is implied.
    pub implied_n: u64,
    /// Implied mean satisfaction on the 0–100 footing.
    pub implied_mean: Estimate,
    /// Implied share in the two best boxes, in [0, 1].
    pub implied_top2: Estimate,
    /// Comments with a score.
    pub given_n: u64,
    /// Their mean satisfaction on the 0–100 footing, t interval; `None` when
    /// suppressed.
    pub given_mean: Option<Estimate>,
    /// Their share in the two best boxes, in [0, 1], Wilson; `None` when
    /// suppressed.
    pub given_top2: Option<Estimate>,
}

/// Implied satisfaction at one touchpoint.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ImpliedTouchpoint {
    /// The touchpoint.
    pub name: Name,
    /// Its numbers, by the calibration of the whole run.
    pub csat: ImpliedCsat,
}

/// Satisfaction implied by comments without a score.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ImpliedScores {
    /// How stars became satisfaction.
    pub calibration: Calibration,
    /// All comments.
    pub overall: ImpliedCsat,
    /// How far off that may be where leaving the score out has to do with what it would be.
    pub withheld: Withheld,
    /// Touchpoints with enough comments without a score, by descending number
    /// of these, then by name.
    pub touchpoints: Vec<ImpliedTouchpoint>,
}

/// Bounds where, of comments with the same stars, the dissatisfied leave the score out up to so
/// many times as likely as the satisfied, or the other way round (the marginal sensitivity model
/// of Tan, Journal of the American Statistical Association 101, 2006). Each bound takes in the
/// chance that the interval of the same number does.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Withheld {
    /// How many times as likely, as a ratio of odds.
    pub odds: f64,
    /// Lowest and highest implied mean on the 0–100 footing.
    pub mean: [f64; 2],
    /// Lowest and highest implied share in the two best boxes.
    pub top2: [f64; 2],
}

/// Satisfaction given with comments.
#[derive(Debug, Clone, Copy, Default)]
struct Given {
    n: u64,
    top2: u64,
    /// Goodness in steps, and its squares.
    sum: u64,
    squares: u128,
}

impl Given {
    fn add(&mut self, steps: u32, top: bool) {
        self.n += 1;
        self.top2 += u64::from(top);
        self.sum += u64::from(steps);
        self.squares += u128::from(steps).pow(2);
    }

    fn mean(&self) -> Option<Estimate> {
        let (n, unit) = (self.n as f64, f64::from(STEPS));
        let deviations = u128::from(self.n) * self.squares - u128::from(self.sum).pow(2);
        let mean = self.sum as f64 / n / unit;
        Some(mean_interval(self.n, mean, deviations as f64 / n / unit / unit)?.clipped(0.0, 100.0))
    }
}

/// Comments without a score, per bin of stars, and those with one.
#[derive(Debug, Clone, Default)]
struct Group {
    without: BTreeMap<u8, u64>,
    given: Given,
}

/// Counts stars and scores, row by row. Memory grows with the distinct stars and
/// scores (at most 81 × 1,001) and with the touchpoints only.
#[derive(Debug, Clone)]
pub struct ImpliedCounter {
    source: TouchpointSource,
    overall: Group,
    at: BTreeMap<Place, Group>,
    /// Pairs by bin of stars, steps of goodness and fold.
    pairs: BTreeMap<(u8, u16, u8), u64>,
    /// Pairs, and those in the two best boxes, by bin of stars and fold.
    top2: BTreeMap<(u8, u8), [u64; 2]>,
    /// Where a comment counts. Lives across rows.
    found: Vec<Place>,
    keys: RowKeys,
}

impl ImpliedCounter {
    /// An empty counter for a run whose touchpoints come from `source`.
    pub fn new(source: TouchpointSource) -> ImpliedCounter {
        ImpliedCounter {
            source,
            overall: Group::default(),
            at: BTreeMap::new(),
            pairs: BTreeMap::new(),
            top2: BTreeMap::new(),
            found: Vec::new(),
            keys: RowKeys::default(),
        }
    }

    /// Takes one row.
    pub(super) fn add(&mut self, row: &RowView) {
        let entries = &row.row.entries;
        let none_given = entries.iter().all(|entry| entry.scores.get(SATISFACTION).is_none());
        let whole = entries.iter().filter(|e| e.touchpoint.is_none());
        let whole = whole.filter_map(|entry| entry.scores.get(SATISFACTION)).next();
        for (entry, facts) in row.entries().filter_map(|entry| Some((entry, entry.facts?))) {
            let Some(stars) = stars_bin(facts) else { continue };
            // The satisfaction of the first day is not what was written later.
            if entry.entry.asked.is_apart() {
                continue;
            }
            let score = entry.entry.scores.get(SATISFACTION).or(whole);
            let counted = match score {
                Some(score) => goodness_in_steps(score).map(|steps| {
                    let top = box2(score) == Band::High;
                    let fold = fold(self.keys.of(row.content), FOLDS);
                    *self.pairs.entry((stars, steps, fold)).or_default() += 1;
                    let [all, best] = self.top2.entry((stars, fold)).or_default();
                    *all += 1;
                    *best += u64::from(top);
                    (u32::from(steps), top)
                }),
                None if none_given => None,
                None => continue,
            };
            if score.is_some() && counted.is_none() {
                continue;
            }
            let count = |group: &mut Group| match counted {
                Some((steps, top)) => group.given.add(steps, top),
                None => *group.without.entry(stars).or_default() += 1,
            };
            count(&mut self.overall);
            self.found.clear();
            match self.source {
                TouchpointSource::Export => self.found.extend(entry.places()),
                TouchpointSource::Aspects => {
                    for place in facts.opinions.iter().map(|o| Place::Taxonomy(o.touchpoint)) {
                        if !self.found.contains(&place) {
                            self.found.push(place);
                        }
                    }
                }
            }
            for place in &self.found {
                count(self.at.entry(*place).or_default());
            }
        }
    }

    /// What is implied; `None` for fewer than [`MIN_PAIRS`] comments with a
    /// score, where their stars determine no curve, or where the comments without a score
    /// are too few to be shown.
    pub(super) fn finish(
        self,
        name: impl Fn(Place) -> Name,
        suppression: Suppression,
    ) -> Option<ImpliedScores> {
        let least = suppression.metric.max(1);
        let pairs: u64 = self.pairs.values().sum();
        let without: u64 = self.overall.without.values().sum();
        if pairs < MIN_PAIRS || without < least {
            return None;
        }
        let cells: Vec<FoldCell> = self
            .pairs
            .iter()
            .map(|(&(bin, steps, fold), &count)| FoldCell {
                x: stars_of(bin),
                y: f64::from(steps) / f64::from(STEPS),
                fold,
                count,
            })
            .collect();
        let boxes: Vec<FoldCell> = self
            .top2
            .iter()
            .flat_map(|(&(bin, fold), &[all, best])| {
                let cell = |y, count| FoldCell { x: stars_of(bin), y, fold, count };
                [cell(1.0, best), cell(0.0, all - best)]
            })
            .collect();
        let many = pairs >= MANY_PAIRS;
        let calibrated = if many { Calibrated::fit::<Isotonic> } else { Calibrated::fit::<Line> };
        let (mean, top2) = (calibrated(&cells, 100.0)?, calibrated(&boxes, 1.0)?);
        let bins: Vec<PairCount> =
            cells.iter().map(|c| PairCount { x: c.x, y: c.y, count: c.count }).collect();
        let used: std::collections::BTreeSet<u8> = self.pairs.keys().map(|key| key.0).collect();
        let calibration = Calibration {
            method: if many { CalibrationMethod::Isotonic } else { CalibrationMethod::Line },
            pairs,
            tau_b: kendall_tau_b_interval(&bins),
            mae: mean.error.mae,
            rmse: mean.error.rmse,
            curve: used.into_iter().map(|bin| (stars_of(bin), mean.at(bin))).collect(),
        };
        let summary = |group: &Group, given_hidden: bool| {
            let given = Some(group.given).filter(|given| given.n >= least && !given_hidden);
            Some(ImpliedCsat {
                implied_n: group.without.values().sum(),
                implied_mean: mean.implied_mean(&group.without)?,
                implied_top2: top2.implied_share(&group.without)?,
                given_n: group.given.n,
                given_mean: given.and_then(|given| given.mean()),
                given_top2: given.and_then(|given| wilson(given.top2, given.n)),
            })
        };
        let overall = summary(&self.overall, false)?;
        let stars = &self.overall.without;
        let withheld = Withheld {
            odds: WITHHELD_ODDS,
            mean: mean.withheld(stars, &overall.implied_mean),
            top2: top2.withheld(stars, &overall.implied_top2),
        };
        // In the order of their names: nothing may depend on that of the rows.
        let mut groups: Vec<(Name, Group)> =
            self.at.into_iter().map(|(place, group)| (name(place), group)).collect();
        groups.sort_by(|(a, _), (b, _)| a.cmp(b));
        let hidden = |count: &dyn Fn(&Group) -> u64| {
            let sizes: Vec<u64> = groups.iter().map(|(_, group)| count(group)).collect();
            hidden(&sizes, least)
        };
        let implied_hidden = hidden(&|group| group.without.values().sum());
        let given_hidden = hidden(&|group| group.given.n);
        let mut touchpoints: Vec<ImpliedTouchpoint> = Vec::new();
        for (at, (name, group)) in groups.iter().enumerate() {
            let csat = summary(group, given_hidden[at]).filter(|_| !implied_hidden[at]);
            touchpoints.extend(csat.map(|csat| ImpliedTouchpoint { name: name.clone(), csat }));
        }
        touchpoints.sort_by(|a, b| {
            let size = b.csat.implied_n.cmp(&a.csat.implied_n);
            size.then_with(|| a.name.cmp(&b.name))
        });
        Some(ImpliedScores { calibration, overall, withheld, touchpoints })
    }
}

/// What every bin of stars implies: by all pairs, and without each fold.
struct Calibrated {
    /// By bin; first by all pairs.
    predicted: Vec<Vec<f64>>,
    error: PredictionError,
    /// Most that can be implied.
    top: f64,
}

impl Calibrated {
    fn fit<C: Curve>(cells: &[FoldCell], top: f64) -> Option<Calibrated> {
        let predict = |without: Option<u8>| -> Option<Vec<f64>> {
            let kept = cells.iter().filter(|c| Some(c.fold) != without && c.count > 0);
            let point = |c: &FoldCell| WeightedPair { x: c.x, y: c.y, weight: c.count as f64 };
            let curve = C::fit(&kept.map(point).collect::<Vec<_>>())?;
            let bins = 0..=stars_bins();
            Some(bins.map(|bin| curve.predict(stars_of(bin)).clamp(0.0, top)).collect())
        };
        let mut predicted = vec![predict(None)?];
        for fold in 0..FOLDS {
            predicted.push(predict(Some(fold))?);
        }
        Some(Calibrated { predicted, error: cross_validate::<C>(cells)?, top })
    }

    fn at(&self, bin: u8) -> f64 {
        self.predicted[0][usize::from(bin)]
    }

    /// Mean over comments in bins of stars, by one of the curves.
    fn mean(predicted: &[f64], counts: &BTreeMap<u8, u64>) -> f64 {
        let n: u64 = counts.values().sum();
        let sum: f64 = counts.iter().map(|(&b, &n)| predicted[usize::from(b)] * n as f64).sum();
        sum / n as f64
    }

    /// Half the 95 % interval for what the calibration leaves open.
    fn calibration_half(&self, counts: &BTreeMap<u8, u64>) -> f64 {
        let means: Vec<f64> =
            self.predicted[1..].iter().map(|predicted| Self::mean(predicted, counts)).collect();
        let folds = means.len() as f64;
        let mean = means.iter().sum::<f64>() / folds;
        let squares: f64 = means.iter().map(|m| (m - mean).powi(2)).sum();
        t_quantile_95(folds - 1.0).unwrap_or(Z_95) * ((folds - 1.0) / folds * squares).sqrt()
    }

    /// Bounds of an implied number; see [`Withheld`]. Of all answers with the same mean, those at
    /// either end of the scale move the most: a mean moves at most as the share does that it is
    /// of the scale.
    fn withheld(&self, counts: &BTreeMap<u8, u64>, implied: &Estimate) -> [f64; 2] {
        // No share is known to be nobody's.
        const RARE: f64 = 0.01;
        let moved = |odds: f64| {
            let one = |value: &f64| {
                let share = (value / self.top).clamp(RARE, 1.0 - RARE);
                self.top * odds * share / (1.0 - share + odds * share)
            };
            Self::mean(&self.predicted[0].iter().map(one).collect::<Vec<f64>>(), counts)
        };
        let low = moved(1.0 / WITHHELD_ODDS) - (implied.value - implied.low);
        let high = moved(WITHHELD_ODDS) + (implied.high - implied.value);
        [low.clamp(0.0, self.top), high.clamp(0.0, self.top)]
    }

    /// `None` without comments.
    fn implied_mean(&self, counts: &BTreeMap<u8, u64>) -> Option<Estimate> {
        let n = counts.values().sum::<u64>() as f64;
        let value = Self::mean(&self.predicted[0], counts);
        let squared = |(&bin, &n): (&u8, &u64)| (self.at(bin) - value).powi(2) * n as f64;
        let between = counts.iter().map(squared).sum::<f64>() / n;
        let sampling = Z_95 * ((between + self.error.rmse.powi(2)) / n).sqrt();
        let half = sampling.hypot(self.calibration_half(counts));
        let estimate = Estimate { value, low: value - half, high: value + half };
        half.is_finite().then(|| estimate.clipped(0.0, self.top))
    }

    /// A share: its sampling is that of a share of all the comments, Wilson.
    /// `None` without comments.
    fn implied_share(&self, counts: &BTreeMap<u8, u64>) -> Option<Estimate> {
        let n: u64 = counts.values().sum();
        let value = Self::mean(&self.predicted[0], counts);
        let half = self.calibration_half(counts);
        let whole = wilson((value * n as f64).round() as u64, n)?;
        let low = value - (whole.value - whole.low).hypot(half);
        let high = value + (whole.high - whole.value).hypot(half);
        (low.is_finite() && high.is_finite())
            .then(|| Estimate { value, low, high }.clipped(0.0, self.top))
    }
}

/// The last bin of stars: 5.
fn stars_bins() -> u8 {
    (4.0 * BINS) as u8
}

/// The bin of a comment's stars; `None` where there is nothing to judge or the
/// engine cannot tell.
fn stars_bin(facts: &CommentFacts) -> Option<u8> {
    comment_steps(facts)?;
    let bin = (facts.stars.clamp(1.0, 5.0) - 1.0) * BINS + 0.5;
    (!facts.stars.is_nan()).then_some(bin as u8)
}

fn stars_of(bin: u8) -> f64 {
    1.0 + f64::from(bin) / f64::from(BINS)
}

fn goodness_in_steps(score: ScoreValue) -> Option<u16> {
    goodness_steps(score.goodness())?;
    Some((score.goodness().clamp(0.0, 100.0) * f64::from(STEPS)).round() as u16)
}
