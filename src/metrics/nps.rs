//! Net Promoter Score.

use serde::Serialize;

use super::answers::{Answers, worth};
use super::design::Design;
use super::nps_group::Group;
use super::weight::{Weight, WeightSums};
use crate::feedback::ScoreValue;
use crate::stats::Estimate;
use crate::stats::distribution::Z_95;
use crate::stats::interval::Net;
use crate::stats::net_difference::{net_p, pooled_p};

/// Net Promoter Score with its groups.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct NpsSummary {
    /// Answers.
    pub n: u64,
    /// Answers 9–10.
    pub promoters: u64,
    /// Answers 7–8.
    pub passives: u64,
    /// Answers 0–6.
    pub detractors: u64,
    /// Score in [−100, 100] with the adjusted Wald interval.
    pub nps: Estimate,
    /// Weighted shares of promoters, passives and detractors, in [0, 1]; only
    /// where answers are weighted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weighted_shares: Option<[f64; 3]>,
    /// Answers that the weighted ones are worth; only where they are weighted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_n: Option<f64>,
}

/// Answers to "how likely are you to recommend us", by group.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Nps {
    /// Answers 9–10.
    pub promoters: u64,
    /// Answers 7–8.
    pub passives: u64,
    /// Answers 0–6.
    pub detractors: u64,
    /// What weights other than 1 change; nothing where there are none.
    weights: Option<Weights>,
    design: Design,
}

/// Weights of the answers of each group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Weights {
    promoters: WeightSums,
    passives: WeightSums,
    detractors: WeightSums,
}

impl Weights {
    fn all(self) -> WeightSums {
        let mut all = self.promoters;
        all.merge(self.passives);
        all.merge(self.detractors);
        all
    }
}

/// What a Net Promoter Score is made of: promoters and detractors among as many answers as
/// these are worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct NetShares {
    /// Promoters.
    pub(crate) promoters: f64,
    /// Detractors.
    pub(crate) detractors: f64,
    /// Answers.
    pub(crate) n: f64,
}

impl NetShares {
    /// See [`Nps::score`].
    pub(crate) fn score(self) -> Option<f64> {
        let NetShares { promoters, detractors, n } = self;
        (n > 0.0).then(|| (100.0 * (promoters - detractors) / n).clamp(-100.0, 100.0))
    }

    /// See [`Nps::variance`].
    pub(crate) fn variance(self) -> Option<f64> {
        let (p, d) = (self.promoters / self.n, self.detractors / self.n);
        (self.n > 0.0).then(|| (p + d - (p - d).powi(2)).max(0.0))
    }

    /// See [`Nps::standard_error`].
    pub(crate) fn standard_error(self) -> Option<f64> {
        Some(100.0 * (self.variance()? / self.n).sqrt())
    }
}

impl Nps {
    /// From the number of answers in each group.
    pub fn from_counts(promoters: u64, passives: u64, detractors: u64) -> Nps {
        Nps { promoters, passives, detractors, ..Nps::default() }
    }

    /// Counts one answer in its group. Returns `false`, and counts nothing, where the
    /// answer is no number.
    ///
    /// An answer on 0–10 or 1–10 counts as it is; on any other scale (a
    /// reversed or a stretched one) its goodness is brought to 0–10 first. A
    /// fraction counts for the group below: 8.5 is passive.
    pub fn add(&mut self, answer: ScoreValue) -> bool {
        self.add_weighted(answer, Weight::ONE)
    }

    /// Counts one answer with its weight; see [`Nps::add`].
    pub fn add_weighted(&mut self, answer: ScoreValue, weight: Weight) -> bool {
        let mut one = WeightSums::default();
        one.add(weight);
        let group = Group::of(answer);
        group.into_iter().for_each(|group| self.count(group, one));
        group.is_some()
    }

    /// All answers, each in its group.
    pub fn of(answers: &Answers) -> Nps {
        let mut nps = Nps { design: answers.design(), ..Nps::default() };
        for (answer, sums) in answers.each() {
            Group::of(answer).into_iter().for_each(|group| nps.count(group, sums));
        }
        nps
    }

    fn count(&mut self, group: Group, sums: WeightSums) {
        if self.weights.is_some() || sums.weighted() {
            let mut weights = self.weights();
            match group {
                Group::Promoter => weights.promoters.merge(sums),
                Group::Passive => weights.passives.merge(sums),
                Group::Detractor => weights.detractors.merge(sums),
            }
            self.weights = Some(weights);
        }
        match group {
            Group::Promoter => self.promoters += sums.n(),
            Group::Passive => self.passives += sums.n(),
            Group::Detractor => self.detractors += sums.n(),
        }
    }

    fn weights(self) -> Weights {
        self.weights.unwrap_or(Weights {
            promoters: WeightSums::ones(self.promoters),
            passives: WeightSums::ones(self.passives),
            detractors: WeightSums::ones(self.detractors),
        })
    }

    /// Adds the answers of `other`.
    pub fn merge(&mut self, other: Nps) {
        self.design = self.design.or(other.design);
        if self.weights.is_some() || other.weights.is_some() {
            let (mut weights, more) = (self.weights(), other.weights());
            weights.promoters.merge(more.promoters);
            weights.passives.merge(more.passives);
            weights.detractors.merge(more.detractors);
            self.weights = Some(weights);
        }
        self.promoters += other.promoters;
        self.passives += other.passives;
        self.detractors += other.detractors;
    }

    /// These answers without those of `part`, which must be among them.
    pub fn without(self, part: Nps) -> Nps {
        let weights = self.weights.map(|all| {
            let less = part.weights();
            Weights {
                promoters: all.promoters.without(less.promoters),
                passives: all.passives.without(less.passives),
                detractors: all.detractors.without(less.detractors),
            }
        });
        Nps {
            promoters: self.promoters.saturating_sub(part.promoters),
            passives: self.passives.saturating_sub(part.passives),
            detractors: self.detractors.saturating_sub(part.detractors),
            // Where all that were weighted are gone, nothing is.
            weights: weights.filter(|weights| weights.all().weighted()),
            design: self.design,
        }
    }

    /// Number of answers.
    pub fn n(self) -> u64 {
        self.promoters + self.passives + self.detractors
    }

    /// Answers that the weighted ones are worth; `None` where none is weighted.
    pub fn effective_n(self) -> Option<f64> {
        let weighted = self.weights.and_then(|weights| weights.all().effective_n());
        let independent = || self.design.matters().then(|| self.n() as f64);
        Some(weighted.or_else(independent)? / self.design.effect())
    }

    /// What these answers are worth for the score; see [`worth`].
    fn worth(self) -> Option<f64> {
        let weighted = self.weights.and_then(|Weights { promoters, passives, detractors }| {
            worth([(1.0, promoters), (0.0, passives), (-1.0, detractors)].into_iter())
        });
        let independent = || self.design.matters().then(|| self.n() as f64);
        Some(weighted.or_else(independent)? / self.design.effect())
    }

    /// Promoters, passives and detractors among as many answers as these are
    /// worth, and that number. Without weights and design effect, the counts themselves.
    fn groups(self) -> ([f64; 3], f64) {
        let counts = [self.promoters, self.passives, self.detractors].map(|count| count as f64);
        match self.worth().filter(|_| self.n() > 0) {
            None => (counts, self.n() as f64),
            Some(n) => {
                let weights = self.weights();
                let Weights { promoters, passives, detractors } = weights;
                let total = weights.all().total();
                let group = |sums: WeightSums| sums.total() / total * n;
                ([promoters, passives, detractors].map(group), n)
            }
        }
    }

    fn shares(self) -> NetShares {
        let ([promoters, _, detractors], n) = self.groups();
        NetShares { promoters, detractors, n }
    }

    /// Share of promoters minus share of detractors, in points [−100, 100];
    /// `None` without answers.
    pub fn score(self) -> Option<f64> {
        self.shares().score()
    }

    /// Variance of one response coded −1, 0, +1: p + d − (p − d)²; `None`
    /// without answers.
    pub fn variance(self) -> Option<f64> {
        self.shares().variance()
    }

    /// Standard error in points: 100 √(variance / n), n being the effective
    /// number of weighted answers; `None` without answers.
    pub fn standard_error(self) -> Option<f64> {
        self.shares().standard_error()
    }

    /// The score with its 95 % adjusted Wald interval: three answers are
    /// added, ¾ of them promoters and ¾ detractors, and the interval is clipped
    /// to ±100 (Rocks, The American Statistician 70, 2016, who found it the
    /// best of the simple ones). `None` without answers.
    ///
    /// The plain Wald interval is a point when everybody is a promoter; this
    /// one is not. It is centred on the adjusted score, so the score itself
    /// need not be in its middle; where it would be left out (one answer, say), the
    /// interval reaches to it.
    pub fn estimate(self) -> Option<Estimate> {
        let (low, high) = self.adjusted()?.interval();
        let value = self.score()?;
        Some(Estimate { value, low: (100.0 * low).min(value), high: (100.0 * high).max(value) })
    }

    fn adjusted(self) -> Option<Net> {
        let ([promoters, _, detractors], n) = self.groups();
        (n > 0.0).then(|| Net::adjusted(promoters, detractors, n))
    }

    /// Everything a report shows; `None` without answers.
    pub fn summary(self) -> Option<NpsSummary> {
        let Nps { promoters, passives, detractors, .. } = self;
        let nps = self.estimate()?;
        let effective_n = self.effective_n();
        let (groups, n) = self.groups();
        let weighted_shares = self.weights.map(|_| groups.map(|group| group / n));
        Some(NpsSummary {
            n: self.n(),
            promoters,
            passives,
            detractors,
            nps,
            weighted_shares,
            effective_n,
        })
    }
}

/// The difference of two independent scores and its test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NpsDifference {
    /// First score minus second, in points.
    pub value: f64,
    /// Lower end of the 95 % interval: that of the two adjusted scores.
    pub low: f64,
    /// Upper end of the 95 % interval.
    pub high: f64,
    /// Two-sided p of the permutation test.
    pub p: f64,
}

/// Compares two independent groups of answers by the permutation test of
/// [`net_difference`](crate::stats::net_difference), which holds for few answers and for groups that
/// are all of one mind; that of weighted answers with the spread of all of them, and as
/// many as they are worth. `None` where a group is empty or all answers are alike.
pub fn difference(first: Nps, second: Nps) -> Option<NpsDifference> {
    let value = first.score()? - second.score()?;
    let (a, b) = (first.adjusted()?, second.adjusted()?);
    let centre = 100.0 * (a.centre - b.centre);
    let half = 100.0 * Z_95 * a.standard_error.hypot(b.standard_error);
    let counts = |nps: Nps| [nps.promoters, nps.passives, nps.detractors];
    let p = match first.worth().or(second.worth()).is_some() {
        false => net_p(counts(first), counts(second))?,
        true => pooled_p(first.groups().0, second.groups().0)?,
    };
    let (low, high) = ((centre - half).max(-200.0), (centre + half).min(200.0));
    Some(NpsDifference { value, low, high, p })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::feedback::{Direction, Scale};

    fn of(answers: &[(f64, Scale)]) -> Nps {
        let mut nps = Nps::default();
        answers.iter().for_each(|&(value, scale)| {
            nps.add(ScoreValue { value, scale });
        });
        nps
    }

    #[test]
    fn answers_fall_into_their_groups() {
        let all: Vec<_> = (0..=10).map(|v| (f64::from(v), Scale::NPS)).collect();
        assert_eq!(of(&all), Nps::from_counts(2, 2, 7));
        let from_one: Vec<_> = (1..=10).map(|v| (f64::from(v), Scale::higher(1.0, 10.0))).collect();
        assert_eq!(of(&from_one), Nps::from_counts(2, 2, 6));
        let reversed = Scale { direction: Direction::Lower, ..Scale::NPS };
        assert_eq!(of(&[(0.0, reversed), (10.0, reversed)]), Nps::from_counts(1, 0, 1));
        assert_eq!(of(&[(f64::NAN, Scale::NPS)]), Nps::default());
    }

    #[test]
    fn other_scales_are_brought_to_ten_points() {
        let reversed = Scale { direction: Direction::Lower, ..Scale::NPS };
        // Goodness 100 and 95, 80 and 75, 69 and 65.
        let promoters = [(5.0, Scale::higher(0.0, 5.0)), (95.0, Scale::higher(0.0, 100.0))];
        let passives = [(2.0, reversed), (4.0, Scale::higher(1.0, 5.0))];
        let detractors = [(69.0, Scale::higher(0.0, 100.0)), (3.5, reversed)];
        assert_eq!(of(&promoters), Nps::from_counts(2, 0, 0));
        assert_eq!(of(&passives), Nps::from_counts(0, 2, 0));
        assert_eq!(of(&detractors), Nps::from_counts(0, 0, 2));
    }

    #[test]
    fn parts_add_up_group_by_group() {
        let mut nps = Nps::from_counts(1, 2, 4);
        nps.merge(Nps::from_counts(8, 16, 32));
        assert_eq!(nps, Nps::from_counts(9, 18, 36));
        assert_eq!(nps.effective_n(), None);
        let alike = Nps { design: Design::new(2.0), ..nps };
        assert_eq!(alike.effective_n(), Some(31.5));
    }

    #[test]
    fn a_difference_has_the_interval_of_two_adjusted_scores() {
        // By hand: Rocks' adjusted scores of either group, their variances added.
        let found = difference(Nps::from_counts(50, 30, 20), Nps::from_counts(20, 30, 50)).unwrap();
        assert_eq!(found.value, 60.0);
        assert!((found.low - 36.933_040).abs() < 1e-5, "{}", found.low);
        assert!((found.high - 79.571_815).abs() < 1e-5, "{}", found.high);
        // Two of the 20 ways to deal six answers out are as far apart.
        let far = difference(Nps::from_counts(3, 0, 0), Nps::from_counts(0, 0, 3)).unwrap();
        assert_eq!(far.value, 200.0);
        assert!((far.low - 19.984_805).abs() < 1e-5 && (far.high - 180.015_195).abs() < 1e-5);
        assert!((far.p - 0.1).abs() < 1e-12, "{}", far.p);
        let near = difference(Nps::from_counts(0, 0, 3), Nps::from_counts(3, 0, 0)).unwrap();
        assert!((near.low + far.high).abs() < 1e-9 && (near.high + far.low).abs() < 1e-9);
    }

    #[test]
    fn no_answer_no_score() {
        assert_eq!(Nps::default().summary(), None);
        assert_eq!(difference(Nps::default(), Nps::from_counts(1, 1, 1)), None);
        assert_eq!(difference(Nps::from_counts(5, 0, 0), Nps::from_counts(9, 0, 0)), None);
    }

    fn weighted(answers: &[(f64, f64)]) -> Nps {
        let mut nps = Nps::default();
        for &(value, weight) in answers {
            let answer = ScoreValue { value, scale: Scale::NPS };
            assert!(nps.add_weighted(answer, Weight::new(weight).unwrap()));
        }
        nps
    }

    #[test]
    fn weights_move_the_score_and_widen_the_interval() {
        let nps = weighted(&[(10.0, 3.0), (8.0, 1.0), (2.0, 1.0), (9.0, 1.0)]);
        let summary = nps.summary().unwrap();
        assert_eq!(summary.n, 4);
        assert!((summary.effective_n.unwrap() - 3.0).abs() < 1e-12);
        assert!((summary.nps.value - 50.0).abs() < 1e-12);
        let shares = summary.weighted_shares.unwrap();
        assert!((shares[0] - 4.0 / 6.0).abs() < 1e-12);
        // Weights 3, 1, 1 and 5: mean .7, variance .41 and Σ w² (x − .7)² = 6.44, Σ w = 10; of four.
        let heavy = weighted(&[(10.0, 3.0), (8.0, 1.0), (2.0, 1.0), (9.0, 5.0)]);
        assert_eq!(heavy.worth(), Some(4.0));
        // Weights 1, 1, 1 and 3: mean −1/6, variance 29/36 and Σ w² (x + 1/6)² = 9, Σ w = 6.
        let few = weighted(&[(10.0, 1.0), (9.0, 1.0), (8.0, 1.0), (2.0, 3.0)]);
        assert!((few.worth().unwrap() - 29.0 / 9.0).abs() < 1e-12);
        let wider = |nps: Nps| nps.estimate().map(|e| e.high - e.low).unwrap();
        let alike = Nps { design: Design::new(2.0), ..Nps::from_counts(30, 20, 10) };
        assert!(wider(alike) > 1.3 * wider(Nps::from_counts(30, 20, 10)));
        assert_eq!(alike.score(), Nps::from_counts(30, 20, 10).score());
    }

    #[test]
    fn weights_survive_parts() {
        let part = weighted(&[(10.0, 0.5), (3.0, 2.0)]);
        let mut all = weighted(&[(9.0, 1.0), (0.0, 1.0)]);
        let plain = all;
        all.merge(part);
        let mut other = part;
        other.merge(plain);
        assert_eq!(all, other);
        assert_eq!(all.without(part), plain);
        assert_eq!(all.without(plain).effective_n(), part.effective_n());
        assert_eq!(plain, Nps::from_counts(1, 0, 1));
    }

    proptest! {
        #[test]
        fn equal_weights_change_nothing_but_rounding(
            answers in prop::collection::vec(0_u8..11, 1..40), weight in 0.1_f64..9.0
        ) {
            let pairs = |w: f64| answers.iter().map(|a| (f64::from(*a), w)).collect::<Vec<_>>();
            let (plain, ones) = (of(&pairs(1.0).iter().map(|p| (p.0, Scale::NPS)).collect::<Vec<_>>()), weighted(&pairs(1.0)));
            prop_assert_eq!(plain, ones);
            prop_assert_eq!(plain.summary(), ones.summary());
            let (a, b) = (plain.estimate().unwrap(), weighted(&pairs(weight)).estimate().unwrap());
            prop_assert!((a.value - b.value).abs() < 1e-9);
            prop_assert!((a.low - b.low).abs() < 1e-9 && (a.high - b.high).abs() < 1e-9);
        }

        #[test]
        fn score_and_interval_stay_in_range(p in 0_u64..500, m in 0_u64..500, d in 0_u64..500) {
            let nps = Nps::from_counts(p, m, d);
            prop_assert_eq!(nps.estimate().is_some(), p + m + d > 0);
            if let Some(e) = nps.estimate() {
                prop_assert!(-100.0 <= e.low && e.low < e.high && e.high <= 100.0);
                prop_assert!((e.low..=e.high).contains(&e.value));
            }
        }
    }

    #[test]
    fn one_answer_that_is_like_others_has_a_score() {
        let one = Nps::from_counts(1, 0, 0);
        let alike = Nps { design: Design::new(20.0), ..one };
        assert_eq!((alike.score(), alike.variance()), (Some(100.0), Some(0.0)));
        assert_eq!(alike.standard_error(), Some(0.0));
        let low = |nps: Nps| nps.estimate().unwrap().low;
        assert!(low(alike) < low(one), "{} {}", low(alike), low(one));
    }

    #[test]
    fn the_variance_is_that_of_one_response() {
        for (nps, wanted) in [
            // ½ + ¼ − (½ − ¼)².
            (Nps::from_counts(2, 1, 1), Some(0.6875)),
            (Nps::from_counts(5, 0, 0), Some(0.0)),
            (Nps::from_counts(0, 3, 0), Some(0.0)),
            (Nps::from_counts(1, 0, 1), Some(1.0)),
            (Nps::default(), None),
        ] {
            assert_eq!(nps.variance(), wanted, "{nps:?}");
        }
    }
}
