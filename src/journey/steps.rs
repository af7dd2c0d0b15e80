//! Sentiment and scores in whole steps, fine enough to be printed and coarse
//! enough to be counted.
//!
//! Sums of whole numbers are exact, so no result depends on the order of the
//! rows or on how a run was cut into batches; and values that are counted need
//! no memory per row.

use crate::stats::Estimate;
use crate::stats::interval::mean_interval;

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

/// Number, sum and sum of squares of sentiments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct SentimentSum {
    n: u64,
    sum: i64,
    squares: u64,
}

impl SentimentSum {
    pub(super) fn add(&mut self, steps: i16) {
        self.n += 1;
        self.sum += i64::from(steps);
        self.squares += u64::from(steps.unsigned_abs()).pow(2);
    }

    pub(super) fn merge(&mut self, other: SentimentSum) {
        self.n += other.n;
        self.sum += other.sum;
        self.squares += other.squares;
    }

    /// Mean with its t interval within [−1, 1]; the whole range for a single
    /// value, `None` for fewer than `at_least` or no values.
    pub(super) fn mean(&self, at_least: u64) -> Option<Estimate> {
        if self.n < at_least.max(1) {
            return None;
        }
        let (n, unit) = (self.n as f64, f64::from(SENTIMENT_STEPS));
        let mean = self.sum as f64 / n / unit;
        let deviations = i128::from(self.n) * i128::from(self.squares)
            - i128::from(self.sum) * i128::from(self.sum);
        let squares = deviations as f64 / n / unit / unit;
        let alone = Estimate { value: mean, low: -1.0, high: 1.0 };
        Some(mean_interval(self.n, mean, squares).unwrap_or(alone).clipped(-1.0, 1.0))
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
        values.iter().filter_map(|&v| sentiment_steps(v)).for_each(|v| sum.add(v));
        let expected = interval::mean(&values.map(f64::from)).unwrap();
        let actual = sum.mean(5).unwrap();
        assert!((actual.value - expected.value).abs() < 1e-7);
        assert!((actual.high - expected.high).abs() < 1e-7);
        assert!((actual.low - expected.low).abs() < 1e-7);
        assert_eq!(
            [-1.0_f32, 1.0]
                .iter()
                .fold(SentimentSum::default(), |mut sum, &v| {
                    sum.add(sentiment_steps(v).unwrap());
                    sum
                })
                .mean(2)
                .map(|e| (e.low, e.high)),
            Some((-1.0, 1.0)),
            "clipped"
        );
        assert_eq!(sum.mean(6), None);
        assert_eq!(SentimentSum::default().mean(0), None);
    }

    #[test]
    fn what_is_no_number_has_no_steps() {
        assert_eq!(sentiment_steps(f32::NAN), None);
        assert_eq!(sentiment_steps(7.0), Some(SENTIMENT_STEPS));
        assert_eq!(goodness_steps(f64::NAN), None);
        assert_eq!(goodness_steps(100.0 / 3.0), Some(33_333));
    }
}
