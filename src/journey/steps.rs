//! Sentiment and scores in whole steps, fine enough to be printed and coarse
//! enough to be counted.
//!
//! Sums of whole numbers are exact, so no result depends on the order of the
//! rows or on how a run was cut into batches; and values that are counted need
//! no memory per row.

use super::facts::CommentFacts;
use crate::metrics::{Design, Weight, WeightSums};
use crate::sentiment::Label;
use crate::stats::Estimate;
use crate::stats::change_point::Moments;
use crate::stats::interval::mean_interval_clustered;

/// Steps of sentiment between 0 and 1.
pub(super) const SENTIMENT_STEPS: i16 = 10_000;

/// Steps of goodness (0–100) per point.
pub(super) const GOODNESS_STEPS: u32 = 1_000;

/// A sentiment in whole steps (rounded by a cast, a third of the time of
/// `round`, and this is asked for every score); `None` where it is no number.
pub(super) fn sentiment_steps(sentiment: f32) -> Option<i16> {
    let steps = sentiment.clamp(-1.0, 1.0) * f32::from(SENTIMENT_STEPS);
    (!sentiment.is_nan()).then(|| (steps + 0.5_f32.copysign(steps)) as i16)
}

/// A goodness of 0–100 in whole steps; `None` where it is no number.
pub(super) fn goodness_steps(goodness: f64) -> Option<u32> {
    let steps = goodness.clamp(0.0, 100.0) * f64::from(GOODNESS_STEPS);
    (!goodness.is_nan()).then_some((steps + 0.5) as u32)
}

/// The sentiment of a whole comment in steps; `None` where it is undetected.
pub(super) fn comment_steps(facts: &CommentFacts) -> Option<i16> {
    let nothing = facts.undetected || facts.label == Label::Undetected;
    if nothing { None } else { sentiment_steps(facts.sentiment) }
}

/// The mean of `n` sentiments in steps.
pub(super) fn rounded_mean(sum: i32, n: i32) -> i16 {
    (f64::from(sum) / f64::from(n)).round() as i16
}

/// Number, weights, sum and sum of squares of values in steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct StepSum {
    weights: WeightSums,
    /// Weight in millionths times value.
    sum: i128,
    squares: u128,
}

impl StepSum {
    pub(super) fn add(&mut self, steps: i32, weight: Weight) {
        self.weights.add(weight);
        self.sum += weight.micro() as i128 * i128::from(steps);
        self.squares += weight.micro() * u128::from(steps.unsigned_abs()).pow(2);
    }

    pub(super) fn merge(&mut self, other: StepSum) {
        self.weights.merge(other.weights);
        self.sum += other.sum;
        self.squares += other.squares;
    }

    /// These values without those of `part`, which must be among them.
    pub(super) fn without(self, part: StepSum) -> StepSum {
        StepSum {
            weights: self.weights.without(part.weights),
            sum: self.sum - part.sum,
            squares: self.squares.saturating_sub(part.squares),
        }
    }

    /// Number of values.
    pub(super) fn n(&self) -> u64 {
        self.weights.n()
    }

    /// Of values −1, 0 and 1: the weights of those that are 1 and of those that are −1.
    pub(super) fn ends(&self) -> [f64; 2] {
        let (squares, sum) = (self.squares as i128, self.sum);
        [squares + sum, squares - sum].map(|twice| (twice / 2) as f64 / 1e6)
    }

    /// Whether any weighs other than 1.
    pub(super) fn is_weighted(&self) -> bool {
        self.weights.weighted()
    }

    /// Sum of their weights.
    pub(super) fn total_weight(&self) -> f64 {
        self.weights.total()
    }

    /// Number of values they are worth.
    pub(super) fn effective_n(&self) -> f64 {
        self.weights.effective_n().unwrap_or(self.weights.n() as f64)
    }

    /// Mean and variance of the values, in steps; `None` without values.
    pub(super) fn moments(&self) -> Option<(f64, f64)> {
        let total = self.weights.total() * 1e6;
        if self.weights.n() == 0 || total <= 0.0 {
            return None;
        }
        let mean = self.sum as f64 / total;
        // As whole numbers where they fit, so that equal values do not vary.
        let whole = |millionths: u128| i128::try_from(millionths / 1_000_000).ok();
        let exact = || {
            let (n, squares) = (i128::from(self.weights.n()), whole(self.squares)?);
            let sum = self.sum / 1_000_000;
            let spread = n.checked_mul(squares)?.checked_sub(sum.checked_mul(sum)?)?;
            Some(spread as f64 / (n * n) as f64)
        };
        let rounded = || self.squares as f64 / total - mean * mean;
        let variance = if self.weights.weighted() { None } else { exact() };
        Some((mean, variance.unwrap_or_else(rounded).max(0.0)))
    }

    /// Mean with its t interval, in units of `unit` steps, where values are so much alike and
    /// their variance is at least `least`; `None` for fewer than two values.
    pub(super) fn estimate(&self, unit: f64, design: Design, least: f64) -> Option<Estimate> {
        let (mean, variance) = self.moments()?;
        let n = self.effective_n();
        let squares = (variance / unit / unit).max(least) * n;
        mean_interval_clustered(n, mean / unit, squares, design.effect())
    }
}

/// Number, sum and sum of squares of sentiments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct SentimentSum(StepSum);

impl SentimentSum {
    pub(super) fn add(&mut self, steps: i16, weight: Weight) {
        self.0.add(i32::from(steps), weight);
    }

    pub(super) fn merge(&mut self, other: SentimentSum) {
        self.0.merge(other.0);
    }

    /// Number of values.
    pub(super) fn n(&self) -> u64 {
        self.0.n()
    }

    /// Number, mean and variance of the values.
    pub(super) fn as_moments(&self, design: Design) -> Moments {
        let unit = f64::from(SENTIMENT_STEPS);
        self.0.moments().map_or(Moments::default(), |(mean, variance)| Moments {
            n: self.0.effective_n() / design.effect(),
            mean: mean / unit,
            variance: variance / unit / unit,
        })
    }

    /// Mean of values that are so much alike, with its t interval within [−1, 1]; the whole range
    /// for a single value, `None` for fewer than `at_least` or no values.
    ///
    /// A dozen kind words are all judged +0.99 or so, and do not vary. That the next comment will
    /// be one of them is not as sure as that: their variance is taken to be at least that of as
    /// many values and one more of which this one is off by 1, the way from praise to neither.
    pub(super) fn mean(&self, at_least: u64, design: Design) -> Option<Estimate> {
        if self.0.n() < at_least.max(1) {
            return None;
        }
        let unit = f64::from(SENTIMENT_STEPS);
        let (mean, _) = self.0.moments()?;
        let worth = self.0.effective_n() / design.effect();
        let least = worth / (worth + 1.0).powi(2);
        let alone = Estimate { value: mean / unit, low: -1.0, high: 1.0 };
        Some(self.0.estimate(unit, design, least).unwrap_or(alone).clipped(-1.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::interval;

    #[test]
    fn sums_give_the_mean_of_the_values() {
        let values = [0.25_f32, -1.0, 0.1234, 0.9999, -0.5];
        let mut sum = SentimentSum::default();
        values.iter().filter_map(|&v| sentiment_steps(v)).for_each(|v| sum.add(v, Weight::ONE));
        let expected = interval::mean(&values.map(f64::from)).unwrap();
        let actual = sum.mean(5, Design::NONE).unwrap();
        assert!((actual.value - expected.value).abs() < 1e-7);
        assert!((actual.high - expected.high).abs() < 1e-7);
        assert!((actual.low - expected.low).abs() < 1e-7);
        assert_eq!(
            [-1.0_f32, 1.0]
                .iter()
                .fold(SentimentSum::default(), |mut sum, &v| {
                    sum.add(sentiment_steps(v).unwrap(), Weight::ONE);
                    sum
                })
                .mean(2, Design::NONE)
                .map(|e| (e.low, e.high)),
            Some((-1.0, 1.0)),
            "clipped"
        );
        assert_eq!(sum.mean(6, Design::NONE), None);
        assert_eq!(SentimentSum::default().mean(0, Design::NONE), None);
    }

    #[test]
    fn weights_count_values_several_times_with_less_certainty() {
        let (mut weighted, mut repeated) = (StepSum::default(), StepSum::default());
        for (value, times) in [(100, 1), (-300, 4), (50, 2)] {
            weighted.add(value, Weight::new(f64::from(times)).unwrap());
            (0..times).for_each(|_| repeated.add(value, Weight::ONE));
        }
        let (a, b) = {
            let of = |sum: StepSum| sum.estimate(1.0, Design::default(), 0.0).unwrap();
            (of(weighted), of(repeated))
        };
        assert!((a.value - b.value).abs() < 1e-9 && a.high > b.high + 50.0);
        assert_eq!((weighted.n(), weighted.effective_n()), (3, 49.0 / 21.0));
        let mut flat = StepSum::default();
        (0..3).for_each(|_| flat.add(333, Weight::ONE));
        assert_eq!(flat.moments(), Some((333.0, 0.0)));
        assert_eq!(flat.without(flat).moments(), None);
    }

    #[test]
    fn values_that_are_alike_are_worth_fewer() {
        let mut sum = SentimentSum::default();
        (0..200_i16).for_each(|i| sum.add(i * 50 - 4_000, Weight::ONE));
        let width = |e: Option<Estimate>| e.map(|e| e.high - e.low).unwrap();
        let (plain, alike) = (sum.mean(5, Design::NONE), sum.mean(5, Design::new(4.0)));
        assert!((width(alike) / width(plain) - 2.0).abs() < 0.08, "{plain:?} {alike:?}");
    }

    /// The variance of n values and one that is off by 1 is n / (n + 1)².
    #[test]
    fn what_hardly_varies_is_not_certain() {
        let of = |n: u64, value: fn(u64) -> f32| {
            let mut sum = SentimentSum::default();
            (0..n)
                .filter_map(|i| sentiment_steps(value(i)))
                .for_each(|steps| sum.add(steps, Weight::ONE));
            sum.mean(5, Design::NONE).unwrap()
        };
        // t is 2.201 for 11 degrees of freedom: 2.201 × √(12 / 169 / 11).
        let (nearly, same) = (of(12, |i| 1.0 - (i % 2) as f32 / 10_000.0), of(12, |_| 1.0));
        assert!((nearly.value - nearly.low - 0.176_84).abs() < 1e-4, "{nearly:?}");
        assert_eq!((same.value, same.high), (1.0, 1.0));
        assert!((same.value - same.low - 0.176_84).abs() < 1e-4, "{same:?}");
        // What varies more than that, and what is said often, is as sure as it was.
        let varied = of(12, |i| if i % 2 == 0 { 0.9 } else { 0.3 });
        let expected = interval::mean(&[0.9, 0.3].repeat(6)).unwrap();
        assert!((varied.low - expected.low).abs() < 1e-6, "{varied:?} {expected:?}");
        assert!(of(1_000, |_| 1.0).low > 0.997);
    }

    #[test]
    fn what_is_no_number_has_no_steps() {
        assert_eq!(sentiment_steps(f32::NAN), None);
        assert_eq!(sentiment_steps(7.0), Some(SENTIMENT_STEPS));
        assert_eq!(goodness_steps(f64::NAN), None);
        assert_eq!(goodness_steps(100.0 / 3.0), Some(33_333));
    }
}
