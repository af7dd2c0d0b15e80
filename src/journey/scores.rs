//! Scores of a cell, and which of a run's scores speak for the whole.
//!
//! A row of a wide export holds a score for the whole experience beside scores
//! of single touchpoints. The overall metrics take the scores for the whole
//! (and those of rows with one answer only, that is of narrow exports). Scores
//! of single touchpoints stand in only where no wide row was asked for a score
//! of that kind about the whole. Whether that is so is known at the end of the
//! run, so the two are counted apart until then.

use super::steps::{GOODNESS_STEPS, StepSum, goodness_steps};
use crate::feedback::{Measure, PerScore, ScoreKind, ScoreValue};
use crate::metrics::nps::NetShares;
use crate::metrics::{Answers, Band, Design, Weight};
use crate::stats::distribution::normal_two_sided;
use crate::stats::net_difference::{net_p, pooled_p};

/// Whom a score speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ScoreScope {
    /// The whole row.
    Whole,
    /// One of several touchpoints of a row.
    Part,
}

/// What is counted of one score and can be put together.
pub(super) trait Merge {
    /// Adds what `other` counted.
    fn merge(&mut self, other: Self);
}

impl Merge for Answers {
    fn merge(&mut self, other: Answers) {
        Answers::merge(self, &other);
    }
}

impl Merge for StepSum {
    fn merge(&mut self, other: StepSum) {
        StepSum::merge(self, other);
    }
}

impl<T: Merge> Merge for PerScore<T> {
    fn merge(&mut self, other: PerScore<T>) {
        other.into_iter().for_each(|(kind, more)| self[kind].merge(more));
    }
}

/// Two of something: for the whole and for parts.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Split<T> {
    pub(super) whole: T,
    pub(super) part: T,
}

impl<T> Split<T> {
    pub(super) fn side(&mut self, scope: ScoreScope) -> &mut T {
        match scope {
            ScoreScope::Whole => &mut self.whole,
            ScoreScope::Part => &mut self.part,
        }
    }
}

impl<T: Merge> Split<PerScore<T>> {
    pub(super) fn merge(&mut self, other: Split<PerScore<T>>) {
        self.whole.merge(other.whole);
        self.part.merge(other.part);
    }

    /// What counts of each score: parts only where the whole was not asked.
    pub(super) fn resolve(self, asked: AskedForWhole) -> PerScore<T> {
        let Split { mut whole, part } = self;
        for (kind, part) in part.into_iter().filter(|(kind, _)| !asked[*kind]) {
            whole[kind].merge(part);
        }
        whole
    }

    /// The scores that are ratings of touchpoints put together: nobody was asked for them as a
    /// whole. `any` tells whether something was counted.
    pub(super) fn pooled(&self, asked: AskedForWhole, any: impl Fn(&T) -> bool) -> PerScore<bool> {
        PerScore::from_fn(|kind| !asked[kind] && any(&self.part[kind]))
    }
}

/// The score that speaks for the run: of those given the first that people were asked for as a
/// whole, else the first of those that are put together from ratings of touchpoints.
pub(super) fn main_of(
    given: impl Fn(ScoreKind) -> bool,
    pooled: &PerScore<bool>,
) -> Option<ScoreKind> {
    ScoreKind::main(|kind| u64::from(given(kind)) * (1 + u64::from(!pooled[kind])))
}

/// Answers, known to be alike by so much.
pub(super) fn designed(book: ScoreBook, design: &PerScore<Design>) -> ScoreBook {
    book.map(|kind, answers| answers.with_design(design[kind]))
}

/// Whether wide rows were asked for the whole.
pub(super) type AskedForWhole = PerScore<bool>;

/// Every answer given in a cell.
pub(super) type ScoreBook = PerScore<Answers>;

/// Scores reduced to what a leave-one-out impact needs: of a net score the group of each
/// answer as −1, 0 or 1, of another its goodness, in steps.
pub(super) type ScoreSums = PerScore<StepSum>;

/// What an answer adds to the sum of its score; `None` where it is no number.
fn steps_of(kind: ScoreKind, score: ScoreValue) -> Option<i32> {
    match kind.measure() {
        Measure::Net => score.value.is_finite().then(|| match Band::of(Measure::Net, score) {
            Band::High => 1,
            Band::Middle => 0,
            Band::Low => -1,
        }),
        Measure::TopTwo | Measure::Ease => goodness_steps(score.goodness()).map(|g| g as i32),
    }
}

impl ScoreSums {
    pub(super) fn add(&mut self, kind: ScoreKind, score: ScoreValue, weight: Weight) {
        if let Some(steps) = steps_of(kind, score) {
            self[kind].add(steps, weight);
        }
    }

    /// These scores without those of `part`, which must be among them.
    pub(super) fn without(&self, part: &ScoreSums) -> ScoreSums {
        self.map(|kind, sum| sum.without(part[kind]))
    }

    /// Sum of the weights of the answers of a kind.
    pub(super) fn total_weight(&self, kind: ScoreKind) -> f64 {
        self[kind].total_weight()
    }

    /// Answers of one kind.
    pub(super) fn n(&self, kind: ScoreKind) -> u64 {
        self[kind].n()
    }

    /// Answers that those of a kind are worth.
    pub(super) fn effective_n(&self, kind: ScoreKind) -> f64 {
        self[kind].effective_n()
    }

    /// A net score in points, any other as mean goodness; `None` without answers.
    pub(super) fn value(&self, kind: ScoreKind) -> Option<f64> {
        match kind.measure() {
            Measure::Net => net(self[kind]).score(),
            Measure::TopTwo | Measure::Ease => {
                Some(self[kind].moments()?.0 / f64::from(GOODNESS_STEPS))
            }
        }
    }

    /// Standard error of [`ScoreSums::value`]; `None` without answers.
    pub(super) fn standard_error(&self, kind: ScoreKind) -> Option<f64> {
        let sum = self[kind];
        match kind.measure() {
            Measure::Net => net(sum).standard_error(),
            Measure::TopTwo | Measure::Ease => {
                let (_, variance) = sum.moments()?;
                Some((variance / sum.effective_n()).sqrt() / f64::from(GOODNESS_STEPS))
            }
        }
    }

    /// Two-sided p of these answers against others of one kind: that of the permutation
    /// test for a net score, or, where answers are weighted or of the same people, of a test
    /// of its pooled shares; else of a z test with the spread of all of them. `None` where
    /// either has none or all are alike.
    pub(super) fn difference_p(
        &self,
        others: &ScoreSums,
        kind: ScoreKind,
        design: Design,
    ) -> Option<f64> {
        let (own, rest) = (self[kind], others[kind]);
        if kind.measure() == Measure::Net {
            return coded_p(own, rest, design);
        }
        let mut all = own;
        all.merge(rest);
        let ((mean, _), (other, _), (_, variance)) =
            (own.moments()?, rest.moments()?, all.moments()?);
        let shares = 1.0 / own.effective_n() + 1.0 / rest.effective_n();
        let error = (variance * shares * design.effect()).sqrt();
        (error > 0.0).then(|| normal_two_sided((mean - other) / error))
    }

    /// The run's main score: the first that anybody gave.
    pub(super) fn main_kind(&self) -> Option<ScoreKind> {
        ScoreKind::main(|kind| u64::from(self.n(kind) > 0))
    }
}

/// Two-sided p of answers coded −1, 0 and 1 against others: that of the permutation test or,
/// where answers are weighted or of the same people, of a test of their pooled shares. `None`
/// where either has none or all are alike.
pub(super) fn coded_p(own: StepSum, rest: StepSum, design: Design) -> Option<f64> {
    let groups = |shares: NetShares| {
        let NetShares { promoters, detractors, n } = shares;
        [promoters, (n - promoters - detractors).max(0.0), detractors]
            .map(|group| group / design.effect())
    };
    let (own_groups, rest_groups) = (groups(net(own)), groups(net(rest)));
    match own.is_weighted() || rest.is_weighted() || design.matters() {
        true => pooled_p(own_groups, rest_groups),
        false => net_p(own_groups.map(|n| n as u64), rest_groups.map(|n| n as u64)),
    }
}

/// What a net score is made of, from groups as −1, 0 and 1.
pub(super) fn net(sum: StepSum) -> NetShares {
    let n = sum.effective_n();
    let [promoters, detractors] = sum.ends();
    match sum.is_weighted() {
        false => NetShares { promoters, detractors, n },
        true => {
            let share = |group: f64| group / sum.total_weight() * n;
            NetShares { promoters: share(promoters), detractors: share(detractors), n }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::feedback::Scale;
    use crate::metrics::Nps;

    #[test]
    fn who_is_asked_for_the_whole_is_asked_before_ratings_of_touchpoints() {
        let (csat, ces) = (ScoreKind::Csat, ScoreKind::Ces);
        let of = |whole: &[ScoreKind], part: &[ScoreKind], asked: &[ScoreKind]| {
            let mut sums: Split<ScoreSums> = Split::default();
            for (scope, kinds) in [(ScoreScope::Whole, whole), (ScoreScope::Part, part)] {
                for kind in kinds {
                    let score = ScoreValue { value: 4.0, scale: Scale::higher(1.0, 5.0) };
                    sums.side(scope).add(*kind, score, Weight::ONE);
                }
            }
            let asked = PerScore::from_fn(|kind| asked.contains(&kind));
            let pooled = sums.pooled(asked, |sum| sum.n() > 0);
            let all = sums.resolve(asked);
            main_of(|kind| all.n(kind) > 0, &pooled)
        };
        assert_eq!(of(&[ces], &[csat, csat], &[ces]), Some(ces));
        assert_eq!(of(&[csat, ces], &[csat], &[csat, ces]), Some(csat));
        assert_eq!(of(&[csat, ces], &[], &[]), Some(csat), "a rating in each row");
        assert_eq!(of(&[], &[csat, ces], &[]), Some(csat));
        assert_eq!(of(&[], &[ces], &[csat]), Some(ces), "asked, and nobody answered");
        assert_eq!(of(&[], &[], &[]), None);
    }

    proptest! {
        /// Sums tell a net score and its error to the last bit as the counts of its groups do;
        /// of weighted answers, the score.
        #[test]
        fn groups_are_told_from_their_sums(
            given in prop::collection::vec((0_u8..11, prop::sample::select(vec![1.0, 0.37, 2.5])), 0..40),
            plain in any::<bool>(),
        ) {
            let (mut sums, mut nps) = (ScoreSums::default(), Nps::default());
            for (value, weight) in given {
                let score = ScoreValue { value: f64::from(value), scale: Scale::NPS };
                let weight = Weight::new(if plain { 1.0 } else { weight }).unwrap();
                sums.add(ScoreKind::Nps, score, weight);
                nps.add_weighted(score, weight);
            }
            prop_assert_eq!(sums.n(ScoreKind::Nps), nps.n());
            let (sum, counted) = (sums.value(ScoreKind::Nps), nps.score());
            prop_assert_eq!(sum.is_some(), counted.is_some());
            let apart = sum.zip(counted).map_or(0.0, |(sum, counted)| (sum - counted).abs());
            prop_assert!(apart <= f64::from(u8::from(!plain)) * 1e-9);
            // Of weighted answers sums know Kish's worth, the groups that of the score.
            if plain {
                prop_assert_eq!(sums.standard_error(ScoreKind::Nps), nps.standard_error());
            }
        }
    }
}
