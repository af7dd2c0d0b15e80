//! Intervals from bootstrap samples.

use statrs::distribution::{ContinuousCDF, Normal};

use super::distribution::t_quantile_95;
use super::interval::Estimate;

/// How many groups the samples are drawn from, and how many parameters are
/// fitted to them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    pub(super) groups: usize,
    pub(super) fitted: usize,
}

impl Size {
    /// How far the ends of an interval are from its middle, in standard
    /// deviations of the samples. Those of few groups vary too little, all the
    /// more so where parameters are fitted to them: the tails are of the t
    /// distribution and moved out by √(groups / (groups − fitted)) (the expanded
    /// percentiles of Hesterberg, The American Statistician 69, 2015).
    fn reach(self) -> Option<f64> {
        let df = self.groups as f64 - self.fitted as f64;
        Some(t_quantile_95(df)? * (self.groups as f64 / df).sqrt())
    }
}

/// The 95 % interval of `value` between the percentiles of its `samples`, which
/// are sorted. `None` without samples or where a number is not finite.
pub(super) fn percentiles(value: f64, samples: &mut [f64], size: Size) -> Option<Estimate> {
    between(value, samples, size, |_| Some(0.0))
}

/// The same with percentiles corrected for bias (Efron, Canadian Journal of
/// Statistics 9, 1981), for what samples overstate as much as the rows do.
pub(super) fn bias_corrected(value: f64, samples: &mut [f64], size: Size) -> Option<Estimate> {
    between(value, samples, size, |samples| {
        let count = samples.len() as f64;
        let below = samples.partition_point(|s| *s < value) as f64;
        let equal = samples.partition_point(|s| *s <= value) as f64 - below;
        // Where all samples are on one side there is no telling how large the
        // bias is; half a sample keeps it finite.
        let share = ((below + equal / 2.0) / count).clamp(0.5 / count, 1.0 - 0.5 / count);
        Some(Normal::new(0.0, 1.0).ok()?.inverse_cdf(share))
    })
}

fn between(
    value: f64,
    samples: &mut [f64],
    size: Size,
    bias: impl Fn(&[f64]) -> Option<f64>,
) -> Option<Estimate> {
    if samples.is_empty() || !value.is_finite() || samples.iter().any(|s| !s.is_finite()) {
        return None;
    }
    samples.sort_by(f64::total_cmp);
    let (reach, bias) = (size.reach()?, bias(samples)?);
    let normal = Normal::new(0.0, 1.0).ok()?;
    let end = |z: f64| quantile(samples, normal.cdf(2.0 * bias + z));
    Some(Estimate { value, low: end(-reach), high: end(reach) })
}

/// Quantile of sorted values, between them by a straight line.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let at = share.clamp(0.0, 1.0) * (sorted.len() - 1) as f64;
    let (below, above) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    below + (above - below) * at.fract()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many groups that the tails are normal.
    const MANY: Size = Size { groups: 1_000_000, fitted: 1 };
    const FEW: Size = Size { groups: 6, fitted: 3 };

    #[test]
    fn few_groups_move_the_ends_out() {
        let mut samples: Vec<f64> = (0..=1_000).rev().map(f64::from).collect();
        let found = percentiles(300.0, &mut samples, MANY).unwrap();
        assert!((found.low - 25.0).abs() < 0.01, "{found:?}");
        assert!((found.high - 975.0).abs() < 0.01, "{found:?}");
        let few = percentiles(300.0, &mut samples, FEW).unwrap();
        assert!(few.low < 10.0 && few.high > 990.0, "{few:?}");
    }

    #[test]
    fn samples_above_the_value_lower_the_corrected_interval() {
        let mut samples: Vec<f64> = (0..=1_000).map(f64::from).collect();
        let even = bias_corrected(500.0, &mut samples, MANY).unwrap();
        assert!((even.low - 25.0).abs() < 0.01, "{even:?}");
        let found = bias_corrected(300.0, &mut samples, MANY).unwrap();
        assert!(found.low < 25.0 && found.high < 900.0, "{found:?}");
    }

    #[test]
    fn degenerate_samples() {
        assert_eq!(percentiles(1.0, &mut [], MANY), None);
        assert_eq!(percentiles(1.0, &mut [1.0], Size { groups: 2, fitted: 2 }), None);
        assert_eq!(bias_corrected(1.0, &mut [f64::NAN], MANY), None);
        let same = bias_corrected(2.0, &mut [2.0; 50], FEW).unwrap();
        assert_eq!((same.low, same.high), (2.0, 2.0));
    }

    #[test]
    fn samples_that_are_all_below_the_value_have_a_bias_with_an_end() {
        let mut samples: Vec<f64> = (0..=1_000).map(f64::from).collect();
        let found = bias_corrected(2_000.0, &mut samples, MANY).unwrap();
        // 2 × 3.29 − 1.96 standard deviations up, and not at the last sample.
        assert!(999.99 < found.low && found.low < 1_000.0, "{found:?}");
    }
}
