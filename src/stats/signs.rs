//! Whether of two outcomes of a pair one is likelier than the other.
//!
//! Of pairs that differ, one way or the other, as many go each way where nothing happened: heads
//! and tails (the sign test; of two yes-or-no answers of the same people, McNemar's, Psychometrika
//! 12, 1947). Pairs that do not differ tell nothing.

use statrs::function::factorial::ln_factorial;

use super::distribution::normal_two_sided;

/// Pairs that differ up to which the tail of the binomial distribution is counted. Of more, the
/// normal distribution tells the same.
pub const MOST_COUNTED: u64 = 1_000;

/// Two-sided p of so many pairs that differ one way, and so many that differ the other way, whose
/// variance is `effect` times that of independent ones: counted where it is that of independent
/// ones, else by the normal distribution. `None` without such pairs.
pub fn sign_p([one, other]: [u64; 2], effect: f64) -> Option<f64> {
    let n = one + other;
    if n == 0 {
        return None;
    }
    if effect > 1.0 || n > MOST_COUNTED {
        let distance = one.abs_diff(other) as f64;
        return Some(normal_two_sided(distance / (n as f64 * effect.max(1.0)).sqrt()));
    }
    let ways = n as f64 * std::f64::consts::LN_2;
    let chance = |k: u64| (ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k) - ways).exp();
    let tail: f64 = (one.max(other)..=n).map(chance).sum();
    Some((2.0 * tail).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_is_counted() {
        // By hand: 2 (1 + 11) / 2¹¹, and 2 (1 + 12) / 2¹².
        let p = |pairs| sign_p(pairs, 1.0).unwrap();
        assert!((p([10, 1]) - 24.0 / 2_048.0).abs() < 1e-12);
        assert!((p([1, 11]) - 26.0 / 4_096.0).abs() < 1e-12);
        assert_eq!(p([1, 11]), p([11, 1]));
        assert_eq!(p([5, 5]), 1.0);
        assert_eq!(sign_p([0, 0], 1.0), None);
    }

    #[test]
    fn counting_and_the_normal_distribution_meet() {
        let (counted, normal) = (sign_p([540, 460], 1.0), sign_p([540, 460], 1.000_001));
        assert!((counted.unwrap() - normal.unwrap()).abs() < 0.002, "{counted:?} {normal:?}");
        // Four times the variance: half as far from what is expected.
        let alike = sign_p([60, 40], 4.0).unwrap();
        assert!((alike - normal_two_sided(1.0)).abs() < 1e-12, "{alike}");
    }
}
