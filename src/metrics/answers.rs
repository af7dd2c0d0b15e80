//! Answers to one question, counted per distinct value.
//!
//! A run streams millions of answers through a handful of distinct values, so
//! counts are all that is kept. They also make every metric independent of the
//! order in which answers and batches arrive: sums run over the values in
//! ascending order, never over the answers as they came.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::design::Design;
use super::weight::{Weight, WeightSums};
use crate::feedback::{Direction, Scale, ScoreValue};
use crate::stats::Estimate;
use crate::stats::interval::{
    alike_interval, mean_interval_clustered, mean_interval_effective, wilson, wilson_share,
};

/// Number and weight of answers per distinct value and scale.
#[derive(Debug, Clone, Default)]
pub struct Answers {
    /// Nearly always one scale; more where several exports or columns meet.
    scales: Vec<(Scale, BTreeMap<Ordered, WeightSums>)>,
    sums: WeightSums,
    design: Design,
}

/// The number of independent answers of weight 1 whose mean would be as sure as that of
/// these weighted ones (value, weights): the variance of the values over the linearised
/// variance of their weighted mean, Σ w² (x − x̄)² / (Σ w)² (Särndal, Swensson and Wretman,
/// Model Assisted Survey Sampling, 1992). Kish's (Σw)² / Σw² is the same where weights have
/// nothing to do with the values; where they have, it is too large or too small. `None`
/// where none is weighted.
pub(crate) fn worth(values: impl Iterator<Item = (f64, WeightSums)> + Clone) -> Option<f64> {
    let mut all = WeightSums::default();
    values.clone().for_each(|(_, sums)| all.merge(sums));
    let kish = all.effective_n()?;
    let total = all.total();
    let mean = values.clone().map(|(x, sums)| x * sums.total()).sum::<f64>() / total;
    let moment = |of: fn(WeightSums) -> f64| -> f64 {
        values.clone().map(|(x, sums)| (x - mean).powi(2) * of(sums)).sum()
    };
    let (variance, linear) = (moment(WeightSums::total) / total, moment(WeightSums::squares));
    let worth = variance * total * total / linear;
    Some(if worth.is_finite() && worth > 0.0 { worth.min(all.n() as f64) } else { kish })
}

/// What is on one footing: either everything in points of the one scale there
/// is, or everything in 0–100 goodness.
#[derive(Debug, Clone)]
pub struct Footing {
    /// The one scale; `None` where several meet.
    pub scale: Option<Scale>,
    /// Answers per value, ascending.
    pub distribution: Vec<(f64, u64)>,
    /// What weights make of them; `None` where none is weighted.
    pub weighted: Option<Weighted>,
    /// Their design effect.
    pub design: Design,
}

/// Weighted answers on one footing.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighted {
    /// Weighted share of every value, in [0, 1], ascending.
    pub shares: Vec<(f64, f64)>,
    /// Answers that they are worth for their mean; see `worth`.
    pub effective_n: f64,
}

impl Answers {
    /// Counts one answer. Returns `false`, and counts nothing, where the answer
    /// is no number or its scale has no extent.
    pub fn add(&mut self, answer: ScoreValue) -> bool {
        self.add_weighted(answer, Weight::ONE)
    }

    /// Counts one answer with its weight; see [`Answers::add`].
    pub fn add_weighted(&mut self, answer: ScoreValue, weight: Weight) -> bool {
        let usable = answer.value.is_finite() && answer.goodness().is_finite();
        if usable {
            let mut one = WeightSums::default();
            one.add(weight);
            self.count(answer.scale, Ordered::new(answer.value), one);
        }
        usable
    }

    /// Counts so many answers that are alike; see [`Answers::add`].
    pub fn add_alike(&mut self, answer: ScoreValue, count: u64) -> bool {
        let usable = answer.value.is_finite() && answer.goodness().is_finite();
        if usable && count > 0 {
            self.count(answer.scale, Ordered::new(answer.value), WeightSums::ones(count));
        }
        usable
    }

    /// Adds all answers of `other`.
    pub fn merge(&mut self, other: &Answers) {
        self.design = self.design.or(other.design);
        for (scale, values) in &other.scales {
            for (&value, &sums) in values {
                self.count(*scale, value, sums);
            }
        }
    }

    fn count(&mut self, scale: Scale, value: Ordered, sums: WeightSums) {
        // In the order of the scales and not of the answers: sums of floats tell the difference.
        let ends =
            |of: &Scale| [of.low, of.high, f64::from(u8::from(of.direction == Direction::Lower))];
        let order = |of: &Scale| {
            let pairs = ends(of).into_iter().zip(ends(&scale));
            pairs
                .map(|(a, b)| a.total_cmp(&b))
                .find(|order| order.is_ne())
                .unwrap_or(Ordering::Equal)
        };
        let at = self.scales.binary_search_by(|(of, _)| order(of)).unwrap_or_else(|at| {
            self.scales.insert(at, (scale, BTreeMap::new()));
            at
        });
        self.scales[at].1.entry(value).or_default().merge(sums);
        self.sums.merge(sums);
    }

    /// These answers without those of `part`, which must be among them.
    pub(crate) fn without(&self, part: &Answers) -> Answers {
        let mut rest = Answers::default().with_design(self.design);
        for (scale, values) in &self.scales {
            let own = part.scales.iter().find(|(of, _)| of == scale).map(|(_, values)| values);
            for (&value, &sums) in values {
                let of_part = own.and_then(|own| own.get(&value)).copied().unwrap_or_default();
                let left = sums.without(of_part);
                if left.n() > 0 {
                    rest.count(*scale, value, left);
                }
            }
        }
        rest
    }

    /// Number of answers.
    pub fn n(&self) -> u64 {
        self.sums.n()
    }

    /// Answers that the weighted ones are worth; `None` where none is weighted.
    pub fn effective_n(&self) -> Option<f64> {
        let weighted = self.sums.effective_n();
        let independent = || self.design.matters().then(|| self.n() as f64);
        Some(weighted.or_else(independent)? / self.design.effect())
    }

    /// These answers, known to be alike by so much.
    pub fn with_design(self, design: Design) -> Answers {
        Answers { design, ..self }
    }

    /// Their design effect.
    pub fn design(&self) -> Design {
        self.design
    }

    /// Share of the answers that satisfy `test`, with its Wilson interval: that
    /// of the effective number where answers are weighted, or alike. `None` without
    /// answers.
    pub fn share_where(&self, test: impl Fn(ScoreValue) -> bool) -> Option<Estimate> {
        let hits = self.sums_where(&test);
        match self.worth_of(|answer| f64::from(u8::from(test(answer)))) {
            None => wilson(hits.n(), self.n()),
            Some(n) => wilson_share((hits.total() / self.sums.total()).min(1.0), n),
        }
    }

    /// What these answers are worth for the mean of what `code` makes of them; `None` where
    /// none is weighted and they are not alike.
    pub(super) fn worth_of(&self, code: impl Fn(ScoreValue) -> f64) -> Option<f64> {
        let coded: Vec<(f64, WeightSums)> =
            self.each().map(|(answer, sums)| (code(answer), sums)).collect();
        let independent = || self.design.matters().then(|| self.n() as f64);
        Some(worth(coded.iter().copied()).or_else(independent)? / self.design.effect())
    }

    /// Number and weights of all answers.
    pub(super) fn sums(&self) -> WeightSums {
        self.sums
    }

    /// Number and weights of the answers that satisfy `test`.
    pub(super) fn sums_where(&self, test: impl Fn(ScoreValue) -> bool) -> WeightSums {
        let mut sums = WeightSums::default();
        self.each().filter(|(answer, _)| test(*answer)).for_each(|(_, more)| sums.merge(more));
        sums
    }

    /// All answers on one footing.
    pub fn footing(&self) -> Footing {
        if let [(scale, values)] = self.scales.as_slice() {
            return self.on(Some(*scale), values);
        }
        let mut merged: BTreeMap<Ordered, WeightSums> = BTreeMap::new();
        for (answer, sums) in self.each() {
            merged.entry(Ordered::new(answer.goodness())).or_default().merge(sums);
        }
        self.on(None, &merged)
    }

    fn on(&self, scale: Option<Scale>, values: &BTreeMap<Ordered, WeightSums>) -> Footing {
        let distribution = values.iter().map(|(v, sums)| (v.value(), sums.n())).collect();
        let share = |sums: &WeightSums| sums.total() / self.sums.total();
        let effective_n = worth(values.iter().map(|(v, sums)| (v.value(), *sums)));
        let weighted = effective_n.map(|effective_n| Weighted {
            shares: values.iter().map(|(v, sums)| (v.value(), share(sums))).collect(),
            effective_n: effective_n / self.design.effect(),
        });
        Footing { scale, distribution, weighted, design: self.design }
    }

    /// The distinct answers, each with the number and weights of those like it.
    pub(super) fn each(&self) -> impl Iterator<Item = (ScoreValue, WeightSums)> + '_ {
        self.scales.iter().flat_map(|(scale, values)| {
            let answer = |v: &Ordered| ScoreValue { value: v.value(), scale: *scale };
            values.iter().map(move |(v, &sums)| (answer(v), sums))
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
    /// range; of several that are alike it is [`alike_interval`]. `None` without answers.
    ///
    /// Of weighted answers the weighted mean, with the weighted variance and
    /// the effective number in place of n.
    pub fn mean(&self) -> Option<Estimate> {
        let n: u64 = self.distribution.iter().map(|(_, count)| count).sum();
        if n == 0 {
            return None;
        }
        let (low, high) = self.range();
        let (mean, interval) = match &self.weighted {
            None => {
                let sum: f64 = self.distribution.iter().map(|(v, count)| v * *count as f64).sum();
                let mean = sum / n as f64;
                let square = |(v, count): &(f64, u64)| (v - mean).powi(2) * *count as f64;
                let squares: f64 = self.distribution.iter().map(square).sum();
                let effect = self.design.effect();
                (mean, mean_interval_clustered(n as f64, mean, squares, effect))
            }
            Some(Weighted { shares, effective_n }) => {
                let mean: f64 = shares.iter().map(|(v, share)| v * share).sum();
                let spread: f64 = shares.iter().map(|(v, share)| (v - mean).powi(2) * share).sum();
                (mean, mean_interval_effective(*effective_n, mean, spread * effective_n))
            }
        };
        let alone = Estimate { value: mean, low, high };
        if n > 1 && self.distribution.len() == 1 {
            let worth = self.weighted.as_ref().map_or(n as f64, |weighted| weighted.effective_n);
            return alike_interval(worth, mean.clamp(low, high), low, high);
        }
        Some(interval.unwrap_or(alone).clipped(low, high))
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
    use crate::feedback::Direction;

    fn answer(value: f64, scale: Scale) -> ScoreValue {
        ScoreValue { value, scale }
    }

    proptest! {
        #[test]
        fn ordering_and_value_survive(a in -1e9_f64..1e9, b in -1e9_f64..1e9) {
            prop_assert_eq!(Ordered::new(a).value(), a);
            prop_assert_eq!(Ordered::new(a) < Ordered::new(b), a < b);
        }

        #[test]
        fn neither_order_nor_parts_change_a_weighted_answer(
            given in prop::collection::vec((1_u8..6, 0.01_f64..20.0), 1..50), cut in 0_usize..50
        ) {
            let of = |given: &[(u8, f64)]| {
                let mut answers = Answers::default();
                for &(value, weight) in given {
                    let answer = answer(f64::from(value), Scale::higher(1.0, 5.0));
                    answers.add_weighted(answer, Weight::new(weight).unwrap());
                }
                answers
            };
            let (first, rest) = given.split_at(cut.min(given.len()));
            let mut other = of(rest);
            other.merge(&of(first));
            let all = of(&given);
            prop_assert_eq!(all.footing().weighted, other.footing().weighted);
            prop_assert_eq!(all.footing().mean(), other.footing().mean());
            let easy = |answers: &Answers| answers.share_where(|a| a.value > 3.0);
            prop_assert_eq!(easy(&all), easy(&other));
        }
    }

    /// How often the interval of a weighted share holds the true one where the strata that
    /// are weighted up answer otherwise.
    #[test]
    fn weighted_intervals_hold_what_they_promise() {
        let mut rng = fastrand::Rng::with_seed(4);
        for (first, second) in [(0.2, 0.6), (0.9, 0.5), (0.4, 0.4)] {
            // Half of the sample is a tenth of the population.
            let truth = 0.1 * first + 0.9 * second;
            let runs = 1_000;
            let held = (0..runs).filter(|_| {
                let mut answers = Answers::default();
                for _ in 0..240 {
                    let few = rng.bool();
                    let (share, weight) = if few { (first, 0.2) } else { (second, 1.8) };
                    let value = if rng.f64() < share { 5.0 } else { 2.0 };
                    let answer = answer(value, Scale::higher(1.0, 5.0));
                    answers.add_weighted(answer, Weight::new(weight).unwrap());
                }
                let found = answers.share_where(|answer| answer.value > 4.0).unwrap();
                found.low <= truth && truth <= found.high
            });
            let covered = held.count() as f64 / f64::from(runs);
            assert!((0.925..=0.975).contains(&covered), "{first} {second}: {covered}");
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
    fn answers_that_are_alike_are_worth_fewer() {
        let mut answers = Answers::default();
        let scale = Scale::higher(1.0, 5.0);
        for value in [1.0, 2.0, 4.0, 5.0] {
            answers.add(answer(value, scale));
        }
        assert_eq!(answers.effective_n(), None);
        let alike = answers.clone().with_design(Design::new(2.0));
        assert_eq!(alike.effective_n(), Some(2.0));
        // Weights twice as large for half of them: (Σ w)² / Σ w² = 36 / 10.
        let mut weighted = Answers::default();
        for (value, weight) in [(1.0, 2.0), (2.0, 1.0), (4.0, 1.0), (5.0, 2.0)] {
            weighted.add_weighted(answer(value, scale), Weight::new(weight).unwrap());
        }
        let worth = weighted.footing().weighted.unwrap().effective_n;
        let halved = weighted.with_design(Design::new(2.0));
        assert!((halved.effective_n().unwrap() - 1.8).abs() < 1e-12);
        assert!((halved.footing().weighted.unwrap().effective_n - worth / 2.0).abs() < 1e-12);
    }

    #[test]
    fn weighted_answers_of_one_mind_are_worth_what_kish_says() {
        let (mut heavy, mut light) = (WeightSums::default(), WeightSums::default());
        heavy.add(Weight::new(3.0).unwrap());
        light.add(Weight::new(1.0).unwrap());
        // No variance, so (3 + 1)² / (9 + 1).
        assert_eq!(worth([(5.0, heavy), (5.0, light)].into_iter()), Some(1.6));
        // Differences so small that their variance is rounded to nothing.
        assert_eq!(worth([(0.0, heavy), (3e-162, light)].into_iter()), Some(1.6));
    }

    #[test]
    fn answers_of_one_mind_are_not_certain() {
        let scale = Scale::higher(1.0, 5.0);
        let mut answers = Answers::default();
        for count in 1..=3_u64 {
            assert!(answers.add_alike(answer(4.0, scale), 1));
            let mean = answers.footing().mean().unwrap();
            let wanted = match count {
                1 => Estimate { value: 4.0, low: 1.0, high: 5.0 },
                n => alike_interval(n as f64, 4.0, 1.0, 5.0).unwrap(),
            };
            assert_eq!(mean, wanted, "{count}");
        }
        assert!(answers.add_alike(answer(2.0, scale), 0));
        assert!(!answers.add_alike(answer(f64::NAN, scale), 2));
        assert!(!answers.add_alike(answer(3.0, Scale::higher(3.0, 3.0)), 2));
        assert_eq!((answers.n(), answers.footing().distribution), (3, vec![(4.0, 3)]));
    }

    #[test]
    fn zero_is_one_value_whatever_its_sign() {
        let mut answers = Answers::default();
        answers.add(answer(0.0, Scale::NPS));
        answers.add(answer(-0.0, Scale::NPS));
        assert_eq!(answers.footing().distribution, vec![(0.0, 2)]);
        assert_eq!(answers.footing().range(), (0.0, 10.0));
        answers.add(answer(3.0, Scale::higher(1.0, 5.0)));
        assert_eq!(answers.footing().range(), (0.0, 100.0));
    }

    #[test]
    fn a_single_answer_has_the_whole_range() {
        let mut answers = Answers::default();
        answers.add(answer(4.0, Scale::higher(1.0, 5.0)));
        let mean = answers.footing().mean().unwrap();
        assert_eq!((mean.value, mean.low, mean.high), (4.0, 1.0, 5.0));
    }

    #[test]
    fn answers_that_are_alike_make_a_share_and_a_mean_less_sure() {
        let scale = Scale::higher(1.0, 5.0);
        let mut answers = Answers::default();
        for value in [1.0, 2.0, 4.0, 5.0] {
            answers.add(answer(value, scale));
        }
        let good = |answer: ScoreValue| answer.value > 3.0;
        assert_eq!(answers.share_where(good), wilson(2, 4));
        let alike = answers.with_design(Design::new(2.0));
        assert_eq!(alike.share_where(good), wilson_share(0.5, 2.0));
        assert_eq!(alike.share_where(|answer| answer.value > 5.0), wilson_share(0.0, 2.0));
    }

    /// Weights 2 and 1 in turn, each value twenty times: the mean is 3, the variance 3, Σ w is 120 and
    /// Σ w² (x − 3)² is 680, so that they are worth 3 × 120² / 680 answers. The quantile is scipy's.
    #[test]
    fn a_weighted_mean_is_as_sure_as_what_its_answers_are_worth() {
        let mut answers = Answers::default();
        for (value, weight) in [(1.0, 2.0), (2.0, 1.0), (4.0, 1.0), (5.0, 2.0)] {
            for _ in 0..20 {
                let answer = answer(value, Scale::higher(1.0, 5.0));
                answers.add_weighted(answer, Weight::new(weight).unwrap());
            }
        }
        let footing = answers.footing();
        let worth = footing.weighted.as_ref().unwrap().effective_n;
        assert!((worth - 63.529_411_76).abs() < 1e-8, "{worth}");
        let mean = footing.mean().unwrap();
        assert!((mean.value - 3.0).abs() < 1e-12, "{mean:?}");
        assert!((mean.low - (3.0 - 0.437_775_976)).abs() < 1e-6, "{mean:?}");
        assert!((mean.high - (3.0 + 0.437_775_976)).abs() < 1e-6, "{mean:?}");
    }
}
