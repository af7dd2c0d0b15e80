//! Key drivers: which predictors (scores of touchpoints, sentiments of topics)
//! go along with an outcome, and by how much, where they go along with each
//! other too.
//!
//! The weights are Johnson's ([`super::relative_weights`]), with bootstrap
//! intervals from [`DriverMoments`]. What they describe is association; nobody
//! knows from them what would happen if a driver were changed.
//!
//! An outcome on 0–10 or 1–5 is ordinal. The regression behind the weights takes
//! its steps as equal, which is the usual approximation (Stats iQ and Q make it
//! too).
//!
//! A driver counts as significant where the t test of its least squares
//! coefficient has p ≤ 0.05, as Q tests it. That asks what a driver adds to the
//! others, and so is strict where drivers are collinear: two that repeat each
//! other may both weigh much and neither be significant. Tonidandel and LeBreton
//! (Psychological Methods 14, 2009) compare a weight with that of a random
//! variable instead, which makes the result depend on one draw of noise. The
//! lower end of the interval of a weight is 0 where its samples are of either
//! sign.

use rayon::prelude::*;
use serde::Serialize;

use super::bootstrap::{Size, bias_corrected, percentiles};
use super::distribution::t_two_sided;
use super::driver_clusters::cluster_robust;
use super::driver_moments::DriverMoments;
use super::driver_samples::{GroupSums, SampleMoments, TOGETHER};
use super::interval::Estimate;
use super::lmg::lmg;
use super::relative_weights::{Correlations, RelativeWeights, relative_weights};
use super::{LOW_BASE, is_sure};

/// How an analysis is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DriverOptions {
    /// Bootstrap samples; below 40 there are no intervals.
    pub samples: u32,
    /// Seed of the bootstrap: the same rows and seed give the same intervals.
    pub seed: u64,
    /// Rows that a predictor must have, or mentions.
    pub least_n: u64,
    /// Whether several rows have the same key, so that they are not independent: the tests are
    /// then cluster-robust.
    pub clustered: bool,
}

impl Default for DriverOptions {
    fn default() -> DriverOptions {
        DriverOptions { samples: 1_000, seed: 1, least_n: 10, clustered: false }
    }
}

/// A predictor and its part in the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Driver {
    /// Which predictor.
    pub index: usize,
    /// Rows that have it and the outcome, or that mention it.
    pub n: u64,
    /// Its part of R², in [0, 1], with its bootstrap interval.
    pub weight: Estimate,
    /// Its share of R², in [0, 1]; the shares sum to 1.
    pub share: Estimate,
    /// Its Shapley part of R²; `None` for more than 12 predictors.
    pub lmg: Option<f64>,
    /// Standardised coefficient; its sign is the direction of the driver.
    pub beta: f64,
    /// Gain in the outcome per unit of the predictor, the others held constant.
    pub slope: f64,
    /// Correlation with the outcome, in [−1, 1].
    pub correlation: f64,
    /// Variance inflation factor, ≥ 1; its tolerance is 1 / VIF.
    pub vif: f64,
    /// Two-sided p of the coefficient; `None` where the rows are too few.
    pub p: Option<f64>,
    /// Whether p ≤ 0.05; see [the module](self).
    pub significant: bool,
}

/// Why a predictor is not among the drivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LeftOutReason {
    /// Fewer rows or mentions than asked for.
    TooFew,
    /// The same value in every row.
    NoVariance,
    /// Others have more rows or mentions, and there are more than can be told
    /// apart.
    TooMany,
}

/// A predictor that is not among the drivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LeftOutPredictor {
    /// Which predictor.
    pub index: usize,
    /// Rows that have it and the outcome, or that mention it.
    pub n: u64,
    /// Why.
    pub reason: LeftOutReason,
}

/// The drivers of an outcome.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DriverAnalysis {
    /// Rows with an outcome.
    pub rows: u64,
    /// Fewest and most rows that two of the variables have in common.
    pub pairs: (u64, u64),
    /// Rows that the weighted ones are worth (Kish); `None` where none is
    /// weighted.
    pub effective_n: Option<f64>,
    /// Share of the variance of the outcome that all drivers explain, in
    /// [0, 1], with its bootstrap interval; `None` without drivers.
    pub r_squared: Option<Estimate>,
    /// R² less what as many random predictors would explain; `None` where the
    /// rows are too few.
    pub adjusted_r_squared: Option<f64>,
    /// See [`RelativeWeights::condition_index`]; `None` without drivers.
    pub condition_index: Option<f64>,
    /// Whether coefficients are hardly determined: a condition index above 30
    /// or a VIF above 10.
    pub collinear: bool,
    /// Whether the correlations of the pairs contradict each other; see
    /// [`Correlations::new`].
    pub repaired: bool,
    /// Fewer than 30 rows, or than 10 per driver (the fewest that two variables
    /// have in common, and of weighted rows the effective number).
    pub low_base: bool,
    /// Design effect where rows are clustered: how many times the variance of a coefficient is
    /// that over independent rows, the largest of all; at least 1.
    pub design: Option<f64>,
    /// Drivers in the order of the predictors.
    pub drivers: Vec<Driver>,
    /// Of each bootstrap sample the slopes of the drivers, in their order.
    #[serde(skip)]
    pub slopes: Vec<Vec<f64>>,
    /// Predictors that are none.
    pub left_out: Vec<LeftOutPredictor>,
}

/// Above these, drivers are collinear.
const MOST_CONDITION: f64 = 30.0;
const MOST_VIF: f64 = 10.0;

/// Fewest bootstrap samples with 2.5 % of them on either side.
const FEWEST_SAMPLES: u32 = 40;

/// The drivers of the outcome. The same rows with the same indices give the
/// same result to the last bit, on any number of threads. `None` without rows;
/// where the outcome does not vary, every predictor is left out.
pub fn analyse(moments: &DriverMoments, options: &DriverOptions) -> Option<DriverAnalysis> {
    if moments.rows() == 0 {
        return None;
    }
    let (chosen, left_out) = choose(moments, options.least_n);
    let k = chosen.len();
    let variables: Vec<usize> = chosen.iter().copied().chain([moments.predictors()]).collect();
    let in_common: Vec<u64> = (0..=k)
        .flat_map(|i| (0..i).map(move |j| (i, j)))
        .map(|(i, j)| moments.pairs(variables[i], variables[j]))
        .collect();
    let pairs = (
        in_common.iter().copied().min().unwrap_or(moments.rows()),
        in_common.iter().copied().max().unwrap_or(moments.rows()),
    );
    let n = pairs.0 as f64 * moments.efficiency();
    let mut analysis = DriverAnalysis {
        rows: moments.rows(),
        pairs,
        effective_n: moments.weighted().then(|| moments.rows() as f64 * moments.efficiency()),
        r_squared: None,
        adjusted_r_squared: None,
        condition_index: None,
        collinear: false,
        repaired: false,
        low_base: n < LOW_BASE as f64 || n < 10.0 * k as f64,
        design: None,
        drivers: Vec::new(),
        slopes: Vec::new(),
        left_out,
    };
    if k == 0 {
        return Some(analysis);
    }
    let sums = moments.of(&chosen);
    let total = sums.total();
    let correlations = correlations(&total, k)?;
    let weights = relative_weights(&correlations);
    let shapley = lmg(&correlations);
    let intervals = Intervals::new(&sums, &weights, options);

    let df = n - k as f64 - 1.0;
    let unexplained = 1.0 - weights.r_squared;
    analysis.r_squared = Some(intervals.r_squared);
    analysis.adjusted_r_squared = (df > 0.0).then(|| 1.0 - unexplained * (n - 1.0) / df);
    analysis.condition_index = Some(weights.condition_index);
    analysis.collinear =
        weights.condition_index > MOST_CONDITION || weights.vif.iter().any(|vif| *vif > MOST_VIF);
    analysis.repaired = weights.repaired;
    let clusters = match options.clustered {
        true => Some(cluster_robust(&sums, &correlations, &weights, n)),
        false => None,
    };
    let mut design: f64 = 1.0;
    for (at, &index) in chosen.iter().enumerate() {
        let (beta, vif) = (weights.betas[at], weights.vif[at]);
        // The standard error of a standardised coefficient is
        // √((1 − R²) VIF / (n − k − 1)).
        let independent = unexplained * vif / df;
        let (variance, df) = match &clusters {
            None => (independent, df),
            // Too few clusters to tell.
            Some(None) => (independent, 0.0),
            Some(Some(clusters)) => {
                let variance = clusters.variances[at].max(independent);
                design = design.max(variance / independent);
                (variance, df.min(clusters.freedom))
            }
        };
        let t = beta / variance.sqrt();
        let p = (df > 0.0 && t.is_finite()).then(|| t_two_sided(t, df).clamp(0.0, 1.0));
        analysis.drivers.push(Driver {
            index,
            n: moments.n(index),
            weight: intervals.weights[at],
            share: intervals.shares[at],
            lmg: shapley.as_ref().map(|values| values[at]),
            beta,
            slope: beta * total.spread_ratio(at, k)?,
            correlation: total.correlation(at, k)?,
            vif,
            p,
            significant: p.is_some_and(is_sure),
        });
    }
    analysis.slopes = intervals.slopes;
    analysis.design = clusters.flatten().map(|_| design).filter(|design| design.is_finite());
    Some(analysis)
}

/// The predictors that can be used, and the others.
fn choose(moments: &DriverMoments, least_n: u64) -> (Vec<usize>, Vec<LeftOutPredictor>) {
    let all: Vec<usize> = (0..moments.predictors()).collect();
    let total = moments.of(&all).total();
    let (mut chosen, mut left_out) = (Vec::new(), Vec::new());
    for index in all {
        let n = moments.n(index);
        let varied = total.correlation(index, moments.predictors()).is_some();
        let reason = match (n < least_n.max(3), varied) {
            (true, _) => LeftOutReason::TooFew,
            (false, false) => LeftOutReason::NoVariance,
            (false, true) => {
                chosen.push(index);
                continue;
            }
        };
        left_out.push(LeftOutPredictor { index, n, reason });
    }
    (chosen, left_out)
}

/// Correlations of a sample. Two variables one of which does not vary where
/// both are known (in a bootstrap sample, or because they are never known
/// together) are taken as unrelated.
pub(super) fn correlations(moments: &SampleMoments, k: usize) -> Option<Correlations> {
    let r = |i: usize, j: usize| {
        if i == j { 1.0 } else { moments.correlation(i, j).unwrap_or(0.0) }
    };
    let predictors: Vec<f64> = (0..k * k).map(|at| r(at / k, at % k)).collect();
    let outcome: Vec<f64> = (0..k).map(|i| r(i, k)).collect();
    Correlations::new(&predictors, &outcome)
}

/// Estimates with their bootstrap intervals.
struct Intervals {
    r_squared: Estimate,
    weights: Vec<Estimate>,
    shares: Vec<Estimate>,
    /// Of each sample.
    slopes: Vec<Vec<f64>>,
}

impl Intervals {
    fn new(sums: &GroupSums, weights: &RelativeWeights, options: &DriverOptions) -> Intervals {
        let k = weights.weights.len();
        let row = |moments: SampleMoments| {
            let weights = relative_weights(&correlations(&moments, k)?);
            let slope =
                |(at, beta): (usize, &f64)| beta * moments.spread_ratio(at, k).unwrap_or(0.0);
            let slopes: Vec<f64> = weights.betas.iter().enumerate().map(slope).collect();
            Some((figures(&weights), slopes))
        };
        let numbers: Vec<u32> = (0..options.samples).step_by(TOGETHER).collect();
        let mut samples: Vec<(Vec<f64>, Vec<f64>)> = numbers
            .par_iter()
            .flat_map_iter(|first| sums.samples(options.seed, *first))
            .filter_map(row)
            .collect();
        samples.truncate(options.samples as usize);
        let (samples, slopes): (Vec<Vec<f64>>, Vec<Vec<f64>>) = samples.into_iter().unzip();
        let few = options.samples < FEWEST_SAMPLES;
        let size = Size { groups: sums.groups(), fitted: k + 1 };
        let estimate = |(at, value): (usize, f64)| {
            let mut column: Vec<f64> = samples.iter().map(|row| row[at]).collect();
            let (least, found) = match at {
                // More is explained of any sample than of what it is drawn from.
                0 => (0.0, bias_corrected(value, &mut column, size)),
                _ => (-1.0, percentiles(value, &mut column, size)),
            };
            let whole = Estimate { value, low: least, high: 1.0 };
            found.filter(|_| !few).unwrap_or(whole).clipped(least, 1.0)
        };
        let mut estimates = figures(weights).into_iter().enumerate().map(estimate);
        let r_squared =
            estimates.next().unwrap_or(Estimate { value: weights.r_squared, low: 0.0, high: 1.0 });
        let mut parts: Vec<Estimate> = estimates.map(squared).collect();
        let shares = parts.split_off(k);
        Intervals { r_squared, weights: parts, shares, slopes }
    }
}

/// R², the weights and their shares, in a row; of the latter two the roots, with
/// the sign of the coefficient.
///
/// A weight is never negative: about a driver without effect its samples pile up
/// at 0, and the interval of their percentiles hardly ever holds the truth. Its
/// signed root behaves as the correlation that it is for unrelated drivers, and
/// goes through 0.
fn figures(weights: &RelativeWeights) -> Vec<f64> {
    let sum: f64 = weights.weights.iter().sum();
    let equal = 1.0 / weights.weights.len() as f64;
    let signed = |(part, beta): (f64, &f64)| part.max(0.0).sqrt().copysign(*beta);
    let share = |weight: &f64| if sum > 0.0 { weight / sum } else { equal };
    let roots = weights.weights.iter().copied().zip(&weights.betas).map(signed);
    let shares = weights.weights.iter().map(share).zip(&weights.betas).map(signed);
    [weights.r_squared].into_iter().chain(roots).chain(shares).collect()
}

/// The square of a signed root with its interval.
fn squared(root: Estimate) -> Estimate {
    let (low, high) = (root.low * root.low, root.high * root.high);
    let through = root.low < 0.0 && root.high > 0.0;
    let least = if through { 0.0 } else { low.min(high) };
    Estimate { value: root.value * root.value, low: least, high: low.max(high).min(1.0) }
}

#[cfg(test)]
mod tests;
