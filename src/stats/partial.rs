//! Correlation of two series with a third held constant, from the three
//! coefficients of the pairs.
//!
//! The sentiment of a touchpoint goes along with its score partly because the
//! respondents who are pleased with everything are pleased with it too. With
//! the overall score held constant, what remains is the touchpoint's own.

use super::distribution::{Z_95, t_two_sided};
use super::interval::Estimate;

/// A partial correlation with its interval and its test against none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Partial {
    /// The coefficient in [−1, 1] with its 95 % interval.
    pub correlation: Estimate,
    /// The t statistic on n − 3 degrees of freedom.
    pub t: f64,
    /// Two-sided p.
    pub p: f64,
    /// Number of rows.
    pub n: u64,
}

/// Control variables: one.
const CONTROLS: u64 = 1;

/// Partial Pearson correlation of x and y given z, from the coefficients of
/// the pairs over the same `n` rows. The interval is Fisher's with
/// n − 3 − 1 in place of n − 3. `None` for n ≤ 4, where x or y is a function
/// of z, and for what is no correlation.
pub fn partial_pearson(xy: f64, xz: f64, yz: f64, n: u64) -> Option<Partial> {
    partial(xy, xz, yz, n, 1.0)
}

/// Partial Spearman correlation: that of the ranks, with the variance
/// 1.06 / (n − 3 − 1) of Fieller, Hartley and Pearson (Biometrika 44, 1957) for
/// its interval; see [`partial_pearson`].
pub fn partial_spearman(xy: f64, xz: f64, yz: f64, n: u64) -> Option<Partial> {
    partial(xy, xz, yz, n, 1.06)
}

fn partial(xy: f64, xz: f64, yz: f64, n: u64, factor: f64) -> Option<Partial> {
    let valid = [xy, xz, yz].iter().all(|r| (-1.0..=1.0).contains(r));
    // 1 − r² loses all digits near 1 where (1 − r)(1 + r) does not.
    let rest = |r: f64| (1.0 - r) * (1.0 + r);
    let remaining = rest(xz) * rest(yz);
    if !valid || n <= 3 + CONTROLS || remaining <= 0.0 {
        return None;
    }
    let r = ((xy - xz * yz) / remaining.sqrt()).clamp(-1.0, 1.0);
    let df = (n - 2 - CONTROLS) as f64;
    let t = r * (df / rest(r)).sqrt();
    let half = Z_95 * (factor / (n - 3 - CONTROLS) as f64).sqrt();
    let z = r.atanh();
    let correlation = Estimate { value: r, low: (z - half).tanh(), high: (z + half).tanh() };
    Some(Partial { correlation, t, p: t_two_sided(t, df), n })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degenerate_input_has_no_partial_correlation() {
        assert_eq!(partial_pearson(0.5, 0.2, 0.3, 4), None);
        assert_eq!(partial_pearson(0.5, 1.0, 0.5, 50), None);
        assert_eq!(partial_spearman(f64::NAN, 0.0, 0.0, 50), None);
        assert_eq!(partial_spearman(1.5, 0.0, 0.0, 50), None);
    }

    #[test]
    fn an_unrelated_control_changes_nothing() {
        let partial = partial_pearson(0.4, 0.0, 0.0, 50).unwrap();
        assert_eq!(partial.correlation.value, 0.4);
    }
}
