//! What answers are compared by: the headline measure and, on a long scale, their mean too.
//!
//! On a scale of seven points and more the best boxes tell nothing of how bad the others are: of
//! two groups one may have its answers at 8 and the other at 2. There the means are compared too,
//! and where both go the same way p is twice the smaller one (Bonferroni), whichever that is. A net
//! score tells both ends by itself.

use super::scores::coded_p;
use super::steps::{GOODNESS_STEPS, StepSum, goodness_steps};
use crate::feedback::{Measure, Scale, ScoreKind, ScoreValue};
use crate::metrics::summary::headline_of;
use crate::metrics::{Answers, Design};
use crate::stats::Estimate;
use crate::stats::distribution::{Z_95, normal_two_sided};

/// Way from the worst to the best answer from which means are compared beside the best boxes.
const LONG: f64 = 6.0;

/// Fewest answers on either side whose means are.
const OF_MEANS: u64 = 20;

/// What answers are compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// The headline measure.
    Headline,
    /// The mean.
    Mean,
}

impl Level {
    /// What an answer to a score is, in whole steps.
    pub(super) fn steps(self, kind: ScoreKind, answer: ScoreValue) -> i32 {
        match self {
            Level::Headline => headline_of(kind.measure(), answer),
            Level::Mean => goodness_steps(answer.goodness()).map_or(0, |steps| steps as i32),
        }
    }

    /// Two-sided p of these answers against others; of means that of a z test with the spread of
    /// all of them. `None` where either has none, or too few, or all are alike.
    pub(super) fn p(self, own: StepSum, rest: StepSum, design: Design) -> Option<f64> {
        if self == Level::Headline {
            return coded_p(own, rest, design);
        }
        let mut all = own;
        all.merge(rest);
        let ((own_mean, _), (rest_mean, _), (_, variance)) =
            (own.moments()?, rest.moments()?, all.moments()?);
        let shares = 1.0 / own.effective_n() + 1.0 / rest.effective_n();
        let error = (variance * shares * design.effect()).sqrt();
        let enough = own.n().min(rest.n()) >= OF_MEANS;
        (enough && error > 0.0).then(|| normal_two_sided((own_mean - rest_mean) / error))
    }
}

/// The scale of answers, as long as it is one.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) enum OneScale {
    /// There is no answer yet.
    #[default]
    None,
    /// All are on this one.
    One(Scale),
    /// They are on several.
    Several,
}

impl OneScale {
    /// Takes the scale of an answer.
    pub(super) fn add(&mut self, scale: Scale) {
        *self = match *self {
            OneScale::None => OneScale::One(scale),
            OneScale::One(known) if known == scale => OneScale::One(known),
            OneScale::One(_) | OneScale::Several => OneScale::Several,
        };
    }

    /// Takes the scale of other answers.
    pub(super) fn merge(&mut self, other: OneScale) {
        match other {
            OneScale::None => {}
            OneScale::One(scale) => self.add(scale),
            OneScale::Several => *self = OneScale::Several,
        }
    }

    /// Whether the best boxes of it tell nothing of how bad the others are.
    fn is_long(self) -> bool {
        matches!(self, OneScale::One(scale) if is_long(&scale))
    }

    /// What its answers to a score are compared by.
    pub(super) fn levels(self, kind: ScoreKind) -> &'static [Level] {
        match kind.measure() {
            Measure::TopTwo | Measure::Ease if self.is_long() => &[Level::Headline, Level::Mean],
            Measure::TopTwo | Measure::Ease | Measure::Net => &[Level::Headline],
        }
    }
}

fn is_long(scale: &Scale) -> bool {
    scale.high - scale.low >= LONG
}

/// The mean of steps on the 0–100 footing.
pub(super) fn on_footing(steps: f64) -> f64 {
    steps / f64::from(GOODNESS_STEPS)
}

/// Answers against others by both.
#[derive(Debug, Clone, Copy)]
pub(super) struct ByBoth {
    /// Two-sided p of the one that tells more, times the number of those that were asked.
    pub(super) p: f64,
    /// Mean goodness (0–100) of these answers and of the others.
    pub(super) means: [f64; 2],
    /// Whether means tell more than the headline measure.
    tells_more: bool,
}

impl ByBoth {
    /// Of these answers and the others, whose headline measures differ by so much with this p;
    /// `None` without answers.
    pub(super) fn of(
        measure: Measure,
        [own, others]: [&Answers; 2],
        (difference, p): (f64, f64),
    ) -> Option<ByBoth> {
        let means = [mean_goodness(own)?, mean_goodness(others)?];
        let of_means = means_p(measure, own, others);
        // Means that go the other way say nothing for the best boxes.
        let alike = (means[0] < means[1]) == (difference < 0.0);
        let tells_more = alike && of_means.is_some_and(|of_means| of_means < p);
        let p = of_means.map_or(p, |of_means| {
            let least = if tells_more { of_means } else { p };
            (2.0 * least).min(1.0)
        });
        Some(ByBoth { p, means, tells_more })
    }

    /// The means, where they tell more than the headline measure.
    pub(super) fn told(&self) -> Option<[f64; 2]> {
        Some(self.means).filter(|_| self.tells_more)
    }
}

/// Two-sided p of the means of answers on one long scale being the same; `None` of a score that
/// tells both ends, of a short scale, and of few answers.
fn means_p(measure: Measure, own: &Answers, others: &Answers) -> Option<f64> {
    if measure == Measure::Net || own.n().min(others.n()) < OF_MEANS {
        return None;
    }
    let (own, others) = (own.footing(), others.footing());
    own.scale.filter(|of| others.scale == Some(*of) && is_long(of))?;
    let (own, others) = (own.mean()?, others.mean()?);
    // An interval that ends with its scale is shorter on that side.
    let half = |of: &Estimate| (of.high - of.value).max(of.value - of.low);
    let error = half(&own).hypot(half(&others)) / Z_95;
    (error > 0.0).then(|| normal_two_sided((own.value - others.value) / error))
}

/// Mean of answers on the 0–100 footing.
fn mean_goodness(answers: &Answers) -> Option<f64> {
    let footing = answers.footing();
    let value = footing.mean()?.value;
    Some(footing.scale.map_or(value, |scale| ScoreValue { value, scale }.goodness()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Weight;

    #[test]
    fn means_are_compared_on_one_long_scale_alone() {
        let of = |scales: &[Scale], kind| {
            let mut one = OneScale::default();
            scales.iter().for_each(|scale| one.add(*scale));
            one.levels(kind).len()
        };
        let (csat, seven, ten) =
            (ScoreKind::Csat, Scale::higher(1.0, 7.0), Scale::higher(1.0, 10.0));
        assert_eq!((of(&[seven], csat), of(&[ten, ten], ScoreKind::Ces)), (2, 2));
        assert_eq!(of(&[Scale::higher(1.0, 6.0)], csat), 1, "five steps");
        assert_eq!(of(&[ten, seven, seven], csat), 1, "two scales");
        assert_eq!((of(&[Scale::NPS], ScoreKind::Nps), of(&[], csat)), (1, 1));
        let mut both = OneScale::default();
        both.merge(OneScale::One(ten));
        both.merge(OneScale::None);
        assert_eq!(both, OneScale::One(ten));
        both.merge(OneScale::One(seven));
        assert_eq!(both, OneScale::Several);
    }

    /// Nobody is in the best boxes: of 30 answers all are at 3, of 60 at 8.
    #[test]
    fn means_tell_apart_what_the_best_boxes_do_not() {
        let answer = |value| ScoreValue { value, scale: Scale::higher(1.0, 10.0) };
        let sums = |level: Level, n: usize| {
            let mut sums = [StepSum::default(); 2];
            for (sum, (value, n)) in sums.iter_mut().zip([(3.0, n), (8.0, 60)]) {
                let steps = level.steps(ScoreKind::Csat, answer(value));
                (0..n).for_each(|_| sum.add(steps, Weight::ONE));
            }
            sums
        };
        let p = |level: Level, n| {
            let [own, rest] = sums(level, n);
            level.p(own, rest, Design::NONE)
        };
        assert_eq!(p(Level::Headline, 30), None, "all alike");
        assert!(p(Level::Mean, 30).is_some_and(|p| p < 1e-9));
        assert_eq!(p(Level::Mean, 19), None, "too few");
        let [own, _] = sums(Level::Mean, 30);
        let (mean, _) = own.moments().unwrap();
        assert!((on_footing(mean) - 100.0 * 2.0 / 9.0).abs() < 1e-3, "{mean}");
    }
}
