//! Intervals from bootstrap samples.

use statrs::distribution::{ContinuousCDF, Normal};

use super::distribution::t_quantile_95;
use super::interval::Estimate;

/// The 95 % interval of `value` from its `samples` (which are sorted) and from
/// the values with one group left out each: bias-corrected and accelerated
/// (Efron, Journal of the American Statistical Association 82, 1987). `None`
/// without samples or where a number is not finite.
///
/// Samples of few groups vary too little, all the more so where `fitted`
/// parameters have been fitted to them: the tails are taken from the t
/// distribution and moved out by √(groups / (groups − fitted)) (the expanded
/// percentiles of Hesterberg, The American Statistician 69, 2015).
pub(super) fn interval(
    value: f64,
    samples: &mut [f64],
    left_out: &[f64],
    fitted: usize,
) -> Option<Estimate> {
    let finite = value.is_finite() && samples.iter().chain(left_out).all(|v| v.is_finite());
    if samples.is_empty() || !finite {
        return None;
    }
    let df = left_out.len() as f64 - fitted as f64;
    let reach = t_quantile_95(df)? * (left_out.len() as f64 / df).sqrt();
    samples.sort_by(f64::total_cmp);
    let normal = Normal::new(0.0, 1.0).ok()?;
    let count = samples.len() as f64;
    let below = samples.partition_point(|s| *s < value) as f64;
    let equal = samples.partition_point(|s| *s <= value) as f64 - below;
    // Where all samples are on one side there is no telling how large the bias
    // is; half a sample keeps it finite.
    let share = ((below + equal / 2.0) / count).clamp(0.5 / count, 1.0 - 0.5 / count);
    let bias = normal.inverse_cdf(share);
    let acceleration = acceleration(left_out);
    let end = |z: f64| {
        let shifted = bias + z;
        quantile(samples, normal.cdf(bias + shifted / (1.0 - acceleration * shifted)))
    };
    Some(Estimate { value, low: end(-reach), high: end(reach) })
}

/// A sixth of the skewness of the jackknife's influences.
fn acceleration(left_out: &[f64]) -> f64 {
    let mean = left_out.iter().sum::<f64>() / left_out.len() as f64;
    let power = |p: i32| left_out.iter().map(|v| (mean - v).powi(p)).sum::<f64>();
    let acceleration = power(3) / (6.0 * power(2).powf(1.5));
    if acceleration.is_finite() { acceleration } else { 0.0 }
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

    /// So many that the tails are normal.
    fn many(values: [f64; 2]) -> Vec<f64> {
        values.repeat(100_000)
    }

    #[test]
    fn without_bias_and_skewness_the_percentiles_remain() {
        let mut samples: Vec<f64> = (0..=1_000).rev().map(f64::from).collect();
        let found = interval(500.0, &mut samples, &many([1.0, 2.0]), 1).unwrap();
        assert!((found.low - 25.0).abs() < 0.01, "{found:?}");
        assert!((found.high - 975.0).abs() < 0.01, "{found:?}");
        let few = interval(500.0, &mut samples, &[1.0, 2.0, 3.0, 1.5, 2.5], 1).unwrap();
        assert!(few.low < 10.0 && few.high > 990.0, "{few:?}");
    }

    #[test]
    fn samples_above_the_value_lower_the_interval() {
        let mut samples: Vec<f64> = (0..=1_000).map(f64::from).collect();
        let found = interval(300.0, &mut samples, &many([1.0, 2.0]), 1).unwrap();
        assert!(found.low < 25.0 && found.high < 900.0, "{found:?}");
    }

    #[test]
    fn degenerate_samples() {
        assert_eq!(interval(1.0, &mut [], &[1.0, 2.0], 1), None);
        assert_eq!(interval(1.0, &mut [1.0], &[1.0, 2.0], 2), None);
        assert_eq!(interval(1.0, &mut [f64::NAN], &[1.0, 2.0], 1), None);
        let same = interval(2.0, &mut [2.0; 50], &[2.0; 9], 1).unwrap();
        assert_eq!((same.low, same.high), (2.0, 2.0));
    }
}
