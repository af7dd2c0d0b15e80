//! Sums that do not depend on the order of their terms.
//!
//! Every term is rounded to a multiple of 2⁻³² and added as a whole number:
//! such sums are exact, so that rows in another order, or other batches, give
//! the same number to the last bit. Answers are of the size of 1 to 100 and
//! their products of 10,000; the rounding is then in the twelfth digit at most.

/// Steps per unit.
const UNIT: f64 = (1_u64 << 32) as f64;

/// Terms below this fit in 64 bits, which are rounded several times as fast.
const SMALL: f64 = (1_u64 << 30) as f64;

/// A term in whole steps.
pub(crate) fn steps(term: f64) -> i128 {
    let steps = term * UNIT;
    let rounded = steps + 0.5_f64.copysign(steps);
    if term.abs() < SMALL { i128::from(rounded as i64) } else { rounded as i128 }
}

/// A sum of steps as a number.
pub(crate) fn value(steps: i128) -> f64 {
    steps as f64 / UNIT
}

/// A sum, see [the module](self).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Exact(i128);

impl Exact {
    /// Adds a term.
    pub(crate) fn add(&mut self, term: f64) {
        self.0 = self.0.saturating_add(steps(term));
    }

    /// Adds the terms of another sum.
    pub(crate) fn merge(&mut self, other: Exact) {
        self.0 = self.0.saturating_add(other.0);
    }

    /// The sum.
    pub(crate) fn value(self) -> f64 {
        value(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_the_terms_does_not_matter() {
        let mut terms: Vec<f64> = (0..10_000).map(|i| (f64::from(i) * 0.7).sin() * 1e4).collect();
        let sum = |terms: &[f64]| {
            let mut sum = Exact::default();
            terms.iter().for_each(|term| sum.add(*term));
            sum.value()
        };
        let (forwards, plain) = (sum(&terms), terms.iter().sum::<f64>());
        terms.reverse();
        assert_eq!(sum(&terms).to_bits(), forwards.to_bits());
        fastrand::Rng::with_seed(1).shuffle(&mut terms);
        assert_eq!(sum(&terms).to_bits(), forwards.to_bits());
        assert!((forwards - plain).abs() < 1e-5);
        assert_eq!((sum(&[1e15, 0.25, -1e15]), sum(&[-1.5, 1.0])), (0.25, -0.5));
    }

    #[test]
    fn two_sums_together_are_the_sum_of_their_terms() {
        let (mut one, mut other) = (Exact::default(), Exact::default());
        one.add(1.5);
        other.add(-0.25);
        one.merge(other);
        assert_eq!((one.value(), other.value()), (1.25, -0.25));
    }
}
