//! Interval estimates: a value is never shown without its uncertainty.

use serde::Serialize;

use super::distribution::{Z_95, t_quantile_95};

/// An estimate with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// Point estimate.
    pub value: f64,
    /// Lower end of the 95 % interval.
    pub low: f64,
    /// Upper end of the 95 % interval.
    pub high: f64,
}

impl Estimate {
    /// The estimate with both ends of its interval kept within the range of
    /// values that can occur.
    pub fn clipped(self, low: f64, high: f64) -> Estimate {
        Estimate { low: self.low.max(low), high: self.high.min(high), ..self }
    }
}

/// Share `hits / n` with its Wilson score interval (Wilson 1927); `None` for
/// `n` = 0 or more hits than `n`.
///
/// Unlike the Wald interval it stays within [0, 1] and does not collapse to a
/// point when nobody or everybody is counted.
pub fn wilson(hits: u64, n: u64) -> Option<Estimate> {
    if n == 0 || hits > n {
        return None;
    }
    let count = n as f64;
    let share = hits as f64 / count;
    let z2 = Z_95 * Z_95;
    let denominator = 1.0 + z2 / count;
    let centre = (share + z2 / (2.0 * count)) / denominator;
    let half =
        Z_95 * (share * (1.0 - share) / count + z2 / (4.0 * count * count)).sqrt() / denominator;
    // At 0 and n the ends are exact; rounding must not make them 1e-17 off.
    let low = if hits == 0 { 0.0 } else { centre - half };
    let high = if hits == n { 1.0 } else { centre + half };
    Some(Estimate { value: share, low, high })
}

/// Mean with its t interval, from the number of values, their mean and the
/// sum of squared deviations from it. `None` for fewer than two values or
/// anything that is not finite.
pub fn mean_interval(n: u64, mean: f64, squared_deviations: f64) -> Option<Estimate> {
    if n < 2 || !mean.is_finite() || !squared_deviations.is_finite() || squared_deviations < 0.0 {
        return None;
    }
    let df = (n - 1) as f64;
    let half = t_quantile_95(df)? * (squared_deviations / df / n as f64).sqrt();
    Some(Estimate { value: mean, low: mean - half, high: mean + half })
}

/// Mean of a series with its t interval; see [`mean_interval`].
pub fn mean(values: &[f64]) -> Option<Estimate> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares = values.iter().map(|v| (v - mean).powi(2)).sum();
    mean_interval(values.len() as u64, mean, squares)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degenerate_counts_have_no_share() {
        assert_eq!(wilson(0, 0), None);
        assert_eq!(wilson(3, 2), None);
    }

    #[test]
    fn wilson_ends_are_exact_at_the_borders() {
        let none = wilson(0, 20).unwrap();
        assert_eq!((none.value, none.low), (0.0, 0.0));
        let every = wilson(10, 10).unwrap();
        assert_eq!((every.value, every.high), (1.0, 1.0));
    }

    #[test]
    fn a_mean_needs_two_finite_values() {
        assert_eq!(mean(&[]), None);
        assert_eq!(mean(&[1.0]), None);
        assert_eq!(mean(&[1.0, f64::NAN]), None);
        let flat = mean(&[2.0, 2.0, 2.0]).unwrap();
        assert_eq!((flat.value, flat.low, flat.high), (2.0, 2.0, 2.0));
    }
}
