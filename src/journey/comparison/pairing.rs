//! Respondents who are in both waves.
//!
//! Who answers twice answers alike, so that the difference of two waves of the same people is
//! surer than that of strangers. The variance of a difference of means is V₁ + V₂ − 2 C, where
//! C is told from those who are in both: with the residuals r = s − m w of each person's
//! weighted sum s, weight w and the mean m of the wave, C = Σ r₁ r₂ / (W₁ W₂) (linearised, as
//! the variances of clusters are). It is 0 where nobody is in both.

use crate::feedback::ScoreKind;
use crate::journey::clusters::{People, Total, Totals};
use crate::journey::steps::SENTIMENT_STEPS;
use crate::stats::Estimate;
use crate::stats::distribution::Z_95;

/// Fewest people in both waves from which their likeness is told.
pub const FEWEST: u64 = 30;

/// What part of the variance is left at least: likeness is an estimate too.
const LEAST_LEFT: f64 = 0.05;

/// People who are in both waves, as far as they are named.
pub(super) fn in_both([before, after]: [&People; 2]) -> u64 {
    let known = before.known.keys().filter(|hash| after.known.contains_key(hash)).count() as f64;
    (known / kept([before, after])).round() as u64
}

/// Share of the people that are kept of both waves.
fn kept([before, after]: [&People; 2]) -> f64 {
    before.below.min(after.below).max(1) as f64 / u64::MAX as f64
}

/// How many times as wide as that of strangers the interval of the difference of a score is;
/// `None` where too few people are in both.
pub(super) fn of_score(
    people: [&People; 2],
    kind: ScoreKind,
    values: [Estimate; 2],
) -> Option<f64> {
    let unit = kind.measure().headline_unit();
    narrower(people, |totals| totals.scores[kind], unit, values)
}

/// The same of sentiment.
pub(super) fn of_sentiment(people: [&People; 2], values: [Estimate; 2]) -> Option<f64> {
    narrower(people, |totals| totals.sentiment, 1.0 / f64::from(SENTIMENT_STEPS), values)
}

fn narrower(
    people: [&People; 2],
    of: impl Fn(&Totals) -> Total,
    unit: f64,
    values: [Estimate; 2],
) -> Option<f64> {
    let [before, after] = people;
    let all = [of(&before.all), of(&after.all)].map(|t| (t.weight as f64, t.sum as f64));
    if all.iter().any(|(weight, _)| *weight <= 0.0) {
        return None;
    }
    let residual = |side: usize, total: Total| {
        total.sum as f64 - all[side].1 / all[side].0 * total.weight as f64
    };
    let (mut both, mut product) = (0_u64, 0.0);
    for (hash, first) in &before.known {
        let Some(second) = after.known.get(hash) else { continue };
        let (first, second) = (of(first), of(second));
        if first.weight > 0 && second.weight > 0 {
            both += 1;
            product += residual(0, first) * residual(1, second);
        }
    }
    if both < FEWEST {
        return None;
    }
    let covariance = unit * unit * product / (all[0].0 * all[1].0) / kept(people);
    let variance = |e: Estimate| ((e.high - e.low) / (2.0 * Z_95)).powi(2);
    let apart = variance(values[0]) + variance(values[1]);
    let left = (apart - 2.0 * covariance) / apart;
    left.is_finite().then(|| left.max(LEAST_LEFT).sqrt())
}
