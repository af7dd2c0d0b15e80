//! Answers to one question, counted per distinct value.
//!
//! A run streams millions of answers through a handful of distinct values, so
//! counts are all that is kept. They also make every metric independent of the
//! order in which answers and batches arrive: sums run over the values in
//! ascending order, never over the answers as they came.

use std::collections::BTreeMap;

use crate::ingest::{Scale, ScoreValue};
use crate::stats::Estimate;
use crate::stats::interval::mean_interval;

/// Number of answers per distinct value and scale.
#[derive(Debug, Clone, Default)]
pub struct Answers {
    /// Nearly always one scale; more where several exports or columns meet.
    scales: Vec<(Scale, BTreeMap<Ordered, u64>)>,
    n: u64,
}

/// What is on one footing: either everything in points of the one scale there
/// is, or everything in 0–100 goodness.
#[derive(Debug, Clone)]
pub struct Footing {
    /// The one scale; `None` where several meet.
    pub scale: Option<Scale>,
    /// Answers per value, ascending.
    pub distribution: Vec<(f64, u64)>,
}

impl Answers {
    /// Counts one answer. Returns `false`, and counts nothing, where the answer
    /// is no number or its scale has no extent.
    pub fn add(&mut self, answer: ScoreValue) -> bool {
        let usable = answer.value.is_finite() && answer.goodness().is_finite();
        if usable {
            self.count(answer.scale, Ordered::new(answer.value), 1);
        }
        usable
    }

    /// Adds all answers of `other`.
    pub fn merge(&mut self, other: &Answers) {
        for (scale, values) in &other.scales {
            for (&value, &count) in values {
                self.count(*scale, value, count);
            }
        }
    }

    fn count(&mut self, scale: Scale, value: Ordered, count: u64) {
        let at = self.scales.iter().position(|(s, _)| *s == scale).unwrap_or_else(|| {
            self.scales.push((scale, BTreeMap::new()));
            self.scales.len() - 1
        });
        *self.scales[at].1.entry(value).or_default() += count;
        self.n += count;
    }

    /// Number of answers.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Number of answers that satisfy `test`.
    pub fn count_where(&self, test: impl Fn(ScoreValue) -> bool) -> u64 {
        self.each().filter(|(answer, _)| test(*answer)).map(|(_, count)| count).sum()
    }

    /// All answers on one footing.
    pub fn footing(&self) -> Footing {
        if let [(scale, values)] = self.scales.as_slice() {
            let distribution = values.iter().map(|(v, &count)| (v.value(), count)).collect();
            return Footing { scale: Some(*scale), distribution };
        }
        let mut merged: BTreeMap<Ordered, u64> = BTreeMap::new();
        for (answer, count) in self.each() {
            *merged.entry(Ordered::new(answer.goodness())).or_default() += count;
        }
        let distribution = merged.into_iter().map(|(v, count)| (v.value(), count)).collect();
        Footing { scale: None, distribution }
    }

    fn each(&self) -> impl Iterator<Item = (ScoreValue, u64)> + '_ {
        self.scales.iter().flat_map(|(scale, values)| {
            let answer = |v: &Ordered| ScoreValue { value: v.value(), scale: *scale };
            values.iter().map(move |(v, &count)| (answer(v), count))
        })
    }
}

impl Footing {
    /// Lowest and highest value that can occur.
    pub fn range(&self) -> (f64, f64) {
        self.scale.map_or((0.0, 100.0), |s| (s.low, s.high))
    }

    /// Mean with its t interval, clipped to the range of the scale. A single
    /// answer says nothing about the spread, so its interval is the whole
    /// range. `None` without answers.
    pub fn mean(&self) -> Option<Estimate> {
        let n: u64 = self.distribution.iter().map(|(_, count)| count).sum();
        if n == 0 {
            return None;
        }
        let sum: f64 = self.distribution.iter().map(|(v, count)| v * *count as f64).sum();
        let mean = sum / n as f64;
        let squares =
            self.distribution.iter().map(|(v, count)| (v - mean).powi(2) * *count as f64).sum();
        let (low, high) = self.range();
        let alone = Estimate { value: mean, low, high };
        Some(mean_interval(n, mean, squares).unwrap_or(alone).clipped(low, high))
    }
}

/// A finite number as an integer that sorts in the same order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Ordered(u64);

/// The sign bit of an `f64`.
const SIGN: u64 = 1 << 63;

impl Ordered {
    /// Positive numbers get the sign bit set, negative ones all bits flipped;
    /// −0 counts as 0.
    fn new(value: f64) -> Ordered {
        let bits = (value + 0.0).to_bits();
        Ordered(if bits & SIGN == 0 { bits | SIGN } else { !bits })
    }

    fn value(self) -> f64 {
        f64::from_bits(if self.0 & SIGN == 0 { !self.0 } else { self.0 ^ SIGN })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ingest::Direction;

    fn answer(value: f64, scale: Scale) -> ScoreValue {
        ScoreValue { value, scale }
    }

    proptest! {
        #[test]
        fn ordering_and_value_survive(a in -1e9_f64..1e9, b in -1e9_f64..1e9) {
            prop_assert_eq!(Ordered::new(a).value(), a);
            prop_assert_eq!(Ordered::new(a) < Ordered::new(b), a < b);
        }
    }

    #[test]
    fn one_scale_keeps_its_points_and_several_meet_on_goodness() {
        let mut answers = Answers::default();
        answers.add(answer(4.0, Scale::higher(1.0, 5.0)));
        answers.add(answer(5.0, Scale::higher(1.0, 5.0)));
        let own = answers.footing();
        assert_eq!(own.scale, Some(Scale::higher(1.0, 5.0)));
        assert_eq!(own.distribution, vec![(4.0, 1), (5.0, 1)]);

        let effort = Scale { low: 1.0, high: 5.0, direction: Direction::Lower };
        let mut other = Answers::default();
        other.add(answer(1.0, effort));
        answers.merge(&other);
        let common = answers.footing();
        assert_eq!(common.scale, None);
        assert_eq!(common.distribution, vec![(75.0, 1), (100.0, 2)]);
        assert_eq!(answers.n(), 3);
    }

    #[test]
    fn what_is_no_answer_is_not_counted() {
        let mut answers = Answers::default();
        assert!(!answers.add(answer(f64::NAN, Scale::NPS)));
        assert!(!answers.add(answer(3.0, Scale::higher(3.0, 3.0))));
        assert_eq!(answers.n(), 0);
        assert_eq!(answers.footing().mean(), None);
    }

    #[test]
    fn a_single_answer_has_the_whole_range() {
        let mut answers = Answers::default();
        answers.add(answer(4.0, Scale::higher(1.0, 5.0)));
        let mean = answers.footing().mean().unwrap();
        assert_eq!((mean.value, mean.low, mean.high), (4.0, 1.0, 5.0));
    }
}
