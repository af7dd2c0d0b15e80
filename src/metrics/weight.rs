//! Weights of answers: a sample in which some groups are too few or too many
//! counts each answer for as many as it stands for.
//!
//! Weights are added as whole millionths, so that sums do not depend on the
//! order of answers or on how a run is cut into parts. The interval of a
//! weighted estimate is that of as many answers as its weights are worth for it
//! (`metrics::answers`); where weights have nothing to do with the answers, that is
//! [`WeightSums::effective_n`].

use serde::Serialize;

/// Millionths in a weight of 1.
const ONE: u64 = 1_000_000;

/// The weight of an answer, kept to the millionth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Weight(u64);

impl Weight {
    /// The weight of an answer that counts as itself.
    pub const ONE: Weight = Weight(ONE);

    /// A weight from a millionth to a billion; `None` for any other number. An
    /// answer of weight 0 is to be left out.
    pub fn new(weight: f64) -> Option<Weight> {
        let micro = (weight * ONE as f64).round();
        let valid = (1.0..=1e15).contains(&micro);
        // Exact: whole and far below 2⁵³.
        valid.then_some(Weight(micro as u64))
    }

    /// The weight as a number.
    pub fn value(self) -> f64 {
        self.0 as f64 / ONE as f64
    }

    /// The weight in millionths.
    pub(crate) fn micro(self) -> u128 {
        u128::from(self.0)
    }
}

impl Default for Weight {
    fn default() -> Weight {
        Weight::ONE
    }
}

/// Sums over weighted answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WeightSums {
    /// Answers.
    n: u64,
    /// Σ weight, in millionths.
    sum: u128,
    /// Σ weight², in millionths squared.
    squares: u128,
    /// Answers whose weight is not 1.
    reweighted: u64,
}

impl WeightSums {
    /// `n` answers of weight 1.
    pub fn ones(n: u64) -> WeightSums {
        let one = Weight::ONE.micro();
        WeightSums {
            n,
            sum: u128::from(n) * one,
            squares: u128::from(n) * one * one,
            reweighted: 0,
        }
    }

    /// Counts one answer.
    pub fn add(&mut self, weight: Weight) {
        self.n += 1;
        self.sum += weight.micro();
        self.squares += weight.micro() * weight.micro();
        self.reweighted += u64::from(weight != Weight::ONE);
    }

    /// Adds the answers of `other`.
    pub fn merge(&mut self, other: WeightSums) {
        self.n += other.n;
        self.sum += other.sum;
        self.squares += other.squares;
        self.reweighted += other.reweighted;
    }

    /// These answers without those of `part`, which must be among them.
    pub fn without(self, part: WeightSums) -> WeightSums {
        WeightSums {
            n: self.n.saturating_sub(part.n),
            sum: self.sum.saturating_sub(part.sum),
            squares: self.squares.saturating_sub(part.squares),
            reweighted: self.reweighted.saturating_sub(part.reweighted),
        }
    }

    /// Number of answers, whatever they weigh.
    pub fn n(self) -> u64 {
        self.n
    }

    /// Sum of the weights: the number of answers they stand for.
    pub fn total(self) -> f64 {
        self.sum as f64 / ONE as f64
    }

    /// Sum of the squared weights.
    pub(crate) fn squares(self) -> f64 {
        self.squares as f64 / ONE as f64 / ONE as f64
    }

    /// Whether any answer weighs other than 1.
    pub fn weighted(self) -> bool {
        self.reweighted > 0
    }

    /// (Σw)² / Σw²: the number of equally weighted answers that would be as
    /// informative (Kish, Survey Sampling, 1965), from 1 to n. `None` without
    /// answers and where all weigh 1, so that there is nothing to say.
    pub fn effective_n(self) -> Option<f64> {
        let sum = self.sum as f64;
        self.weighted().then(|| (sum * sum / self.squares as f64).min(self.n as f64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_kept_to_the_millionth() {
        assert_eq!(Weight::new(1.0), Some(Weight::ONE));
        assert_eq!(Weight::new(0.123_456_7).unwrap().value(), 0.123_457);
        for none in [0.0, -1.0, 1e-7, 2e9, f64::NAN, f64::INFINITY] {
            assert_eq!(Weight::new(none), None, "{none}");
        }
    }

    #[test]
    fn unequal_weights_are_worth_fewer_answers() {
        let of = |weights: &[f64]| {
            let mut sums = WeightSums::default();
            weights.iter().for_each(|w| sums.add(Weight::new(*w).unwrap()));
            sums
        };
        assert_eq!(of(&[1.0, 1.0]).effective_n(), None);
        assert_eq!(of(&[1.0, 1.0]), WeightSums::ones(2));
        assert_eq!(of(&[2.0, 2.0, 2.0]).effective_n(), Some(3.0));
        assert_eq!(of(&[1.0, 3.0]).effective_n(), Some(1.6));
        assert_eq!(of(&[1.0, 3.0]).total(), 4.0);
        assert_eq!(of(&[1.0, 3.0]).without(of(&[3.0])), of(&[1.0]));
        let mut merged = of(&[0.5]);
        merged.merge(of(&[3.0, 1.0]));
        assert_eq!(merged, of(&[1.0, 0.5, 3.0]));
        assert_eq!(merged.n(), 3);
    }

    #[test]
    fn a_weight_is_from_a_millionth_to_a_billion() {
        for (weight, kept) in [
            (1e-6, Some(1e-6)),
            (0.6e-6, Some(1e-6)),
            (0.4e-6, None),
            (999_999.999_999, Some(999_999.999_999)),
            (1e6, Some(1e6)),
            (1e9, Some(1e9)),
            (1_000_000_001.0, None),
        ] {
            assert_eq!(Weight::new(weight).map(Weight::value), kept, "{weight}");
        }
    }
}
