//! Answers of one person to one score, as an impact counts them.

use crate::feedback::{Measure, ScoreKind, ScoreValue};
use crate::metrics::Weight;
use crate::metrics::summary::headline_of;

/// Answers of one person, or of several: weights and weighted values in thousandths, and the
/// squares and products that each answer adds. Of a net score the value of an answer is its
/// group as −1, 0 or 1, of another its goodness.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Coded {
    pub(super) answers: u64,
    pub(super) weight: i128,
    pub(super) sum: i128,
    /// Σ w², Σ w s, Σ s² over single answers.
    pub(super) single: [i128; 3],
}

/// Answers to one score by person.
#[derive(Debug, Clone, Default)]
pub(super) struct CodedPeople {
    /// Ascending by the hash of the name.
    pub(super) people: Vec<(u64, Coded)>,
    /// Hashes below this are kept.
    pub(super) below: u64,
}

/// A weight in thousandths.
pub(super) fn thousandths(weight: Weight) -> i64 {
    (weight.value() * 1e3).round().clamp(1.0, 1e9) as i64
}

/// The goodness of an answer as a whole number.
pub(super) fn whole_goodness(score: ScoreValue) -> i64 {
    score.goodness().clamp(0.0, 100.0).round() as i64
}

/// What an answer counts as.
pub(super) fn coded(kind: ScoreKind, score: ScoreValue) -> i8 {
    match kind.measure() {
        Measure::Net => headline_of(Measure::Net, score) as i8,
        Measure::TopTwo | Measure::Ease => whole_goodness(score) as i8,
    }
}

impl Coded {
    /// Takes an answer, with its weight in thousandths.
    pub(super) fn add(&mut self, value: i64, weight: i64) {
        let (weight, sum) = (i128::from(weight), i128::from(weight * value));
        let single = [weight * weight, weight * sum, sum * sum];
        self.merge(&Coded { answers: 1, weight, sum, single });
    }

    pub(super) fn merge(&mut self, other: &Coded) {
        *self = self.with(other, 1);
    }

    /// These answers without those of `part`, which must be among them.
    pub(super) fn without(&self, part: &Coded) -> Coded {
        self.with(part, -1)
    }

    fn with(&self, other: &Coded, sign: i64) -> Coded {
        let put = |a: i128, b: i128| a.saturating_add(b.saturating_mul(sign.into()));
        Coded {
            answers: self.answers.saturating_add_signed(sign.saturating_mul(other.answers as i64)),
            weight: put(self.weight, other.weight),
            sum: put(self.sum, other.sum),
            single: std::array::from_fn(|i| put(self.single[i], other.single[i])),
        }
    }

    /// Weighted mean of the values.
    pub(super) fn mean(&self) -> f64 {
        self.sum as f64 / self.weight as f64
    }

    /// Σ (a s − b w)² over single answers.
    pub(super) fn squares(&self, (a, b): (f64, f64)) -> f64 {
        let [ww, ws, ss] = self.single.map(|sum| sum as f64);
        a * a * ss - 2.0 * a * b * ws + b * b * ww
    }
}
