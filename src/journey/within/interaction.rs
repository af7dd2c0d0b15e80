//! Where two groups meet: those who are of both are worse off than those who are of either alone.
//!
//! Air conditioners may be installed badly while neither air conditioners nor installations are
//! below the others as a whole: the mean of each group hides it. So every two groups of different
//! fields, and every group at every touchpoint that answers come from, are looked at where they
//! meet, if neither is told already: those of both are held against those of the first alone and
//! against those of the second alone, and what they are below those of neither is held against
//! what the two groups take each by itself, which is at most half of it. The largest of the three p
//! counts, times the number of meetings that are compared (Bonferroni), and on a long scale, where
//! means are compared too, times two: it has a part of chance of its own. Of those that are sure
//! the one is told that takes most from the whole.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{AnswerBook, Asking, CHANCE, LEAST, Level, OUTSIDE, Side, mean};
use crate::feedback::ScoreKind;
use crate::journey::group_change::{Subgroup, level};
use crate::journey::group_ids::Group;
use crate::journey::levels::on_footing;
use crate::journey::numbered_field::is_made_of;
use crate::journey::place::Place;
use crate::journey::steps::StepSum;
use crate::lang::Name;
use crate::metrics::Design;
use crate::stats::Estimate;
use crate::stats::distribution::normal_two_sided;

/// Fewest answers where two groups meet.
const LEAST_MET: u64 = 20;

/// Most pairs of groups whose answers are added up; beyond, nothing is told.
const MOST_PAIRS: usize = 200_000;

/// Most sums that answers are added to, one for each pair of the groups of its row.
const MOST_SUMS: usize = 20_000_000;

/// Share of the range of the score that it takes from the whole at least.
const LEAST_COST: f64 = 0.005;

/// Two groups that are worse where they meet.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Interaction {
    /// The two, of which the second may be a touchpoint.
    pub groups: [Subgroup; 2],
    /// The score that is compared.
    pub score: ScoreKind,
    /// Its headline measure where they meet.
    pub value: Estimate,
    /// Answers there.
    pub n: u64,
    /// The measure of those who are of the first alone, and of those of the second alone.
    pub alone: [Estimate; 2],
    /// Answers of these.
    pub n_alone: [u64; 2],
    /// Mean goodness (0–100) where they meet, and of those who are of the first and of the second
    /// alone, where on a long scale these tell more than the headline measure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub means: Option<[f64; 3]>,
    /// By how much the headline measure of the whole would be better, in its unit, were those of
    /// both level with all others.
    pub gain: f64,
    /// Two-sided p, times the number of meetings that are compared.
    pub p: f64,
}

/// Answers of each side, and where two meet.
#[derive(Debug, Default)]
struct Meetings {
    all: StepSum,
    sides: BTreeMap<Side, StepSum>,
    met: BTreeMap<(Side, Side), StepSum>,
}

/// Answers of those who are of both, of the first and the second alone, and of neither.
struct Quarters {
    both: StepSum,
    alone: [StepSum; 2],
    neither: StepSum,
}

impl AnswerBook {
    /// Where two groups meet that are worse together, if it surely is anywhere. What is `told` of
    /// already is no side of it.
    pub(in crate::journey) fn interaction<N: Fn(Place) -> Name>(
        &self,
        asking: &Asking<'_, N>,
        told: impl Fn(&Subgroup) -> bool,
    ) -> Option<Interaction> {
        let named = |side: Side| asking.subgroup(side);
        let levels = self.levels(asking.score, asking.scopes());
        let meetings = self.meetings(asking, Level::Headline)?;
        let by_mean = levels.contains(&Level::Mean);
        let of_means = by_mean.then(|| self.meetings(asking, Level::Mean)).flatten();
        let by_id = asking.by_id();
        let compared: Vec<((Side, Side), Quarters)> = meetings
            .met
            .keys()
            .filter_map(|sides| Some((*sides, meetings.quarters(*sides)?)))
            .filter(|(_, quarters)| quarters.are_enough(asking.at_least))
            .filter(|((a, b), _)| are_apart(group_of(&by_id, *a), group_of(&by_id, *b)))
            .collect();
        let tests = (compared.len() * levels.len()) as f64;
        let whole = level(asking.score, meetings.all, asking.design)?.value;
        let measure = asking.score.measure();
        let range = measure.headline_unit() * measure.range() / 100.0;
        let sure = compared.into_iter().filter_map(|(sides, quarters)| {
            let means = of_means.as_ref().and_then(|of_means| of_means.quarters(sides));
            let by_mean = means.as_ref().and_then(|of| of.chance(Level::Mean, asking.design));
            let by_headline = quarters.chance(Level::Headline, asking.design);
            let p = [by_headline, by_mean].into_iter().flatten().min_by(f64::total_cmp)?;
            let tells_more = by_mean.is_some_and(|mean| by_headline.is_none_or(|p| mean < p));
            let groups = [named(sides.0)?, named(sides.1)?];
            if p * tests > CHANCE || groups.iter().any(&told) {
                return None;
            }
            let others = meetings.all.without(quarters.both);
            let gain = level(asking.score, others, asking.design)?.value - whole;
            let measured = |sum: StepSum| level(asking.score, sum, asking.design);
            let [first, second] = quarters.alone;
            (gain / range >= LEAST_COST).then_some(Interaction {
                groups,
                score: asking.score,
                value: measured(quarters.both)?,
                n: quarters.both.n(),
                alone: [measured(first)?, measured(second)?],
                n_alone: [first.n(), second.n()],
                means: means.filter(|_| tells_more).map(|of| of.means()),
                gain,
                p: p * tests,
            })
        });
        sure.max_by(|a, b| a.gain.total_cmp(&b.gain).then_with(|| b.groups.cmp(&a.groups)))
    }

    /// `None` where groups meet in too many ways.
    fn meetings<N>(&self, asking: &Asking<'_, N>, level: Level) -> Option<Meetings> {
        let by_id = &asking.by_id();
        let mut meetings = Meetings::default();
        let counted = || {
            let answers = self.answers.iter().filter(move |answer| asking.counts(answer));
            answers.map(move |answer| {
                let groups = self.groups_of(answer).iter().map(|id| Side::Group(*id));
                let known = groups.filter(|side| group_of(by_id, *side).is_some());
                let mut sides: Vec<Side> = known.chain(answer.place.map(Side::Place)).collect();
                sides.sort_unstable();
                sides.dedup();
                (answer, sides)
            })
        };
        for (answer, sides) in counted() {
            meetings.all.add(answer.steps(level), answer.weight);
            for side in sides {
                let sum = meetings.sides.entry(side).or_default();
                sum.add(answer.steps(level), answer.weight);
            }
        }
        // Where there are fewer of either there are fewer of both.
        let least = LEAST_MET.max(asking.at_least);
        meetings.sides.retain(|_, sum| sum.n() >= least);
        let mut sums = 0;
        for (answer, mut sides) in counted() {
            sides.retain(|side| meetings.sides.contains_key(side));
            sums += sides.len() * sides.len().saturating_sub(1) / 2;
            for (at, side) in sides.iter().enumerate() {
                for other in &sides[at + 1..] {
                    let sum = meetings.met.entry((*side, *other)).or_default();
                    sum.add(answer.steps(level), answer.weight);
                }
            }
            if sums > MOST_SUMS || meetings.met.len() > MOST_PAIRS {
                return None;
            }
        }
        Some(meetings)
    }
}

impl Meetings {
    fn quarters(&self, sides: (Side, Side)) -> Option<Quarters> {
        let both = *self.met.get(&sides)?;
        let alone = |side: &Side| Some(self.sides.get(side)?.without(both));
        let (first, second) = (alone(&sides.0)?, alone(&sides.1)?);
        let neither = self.all.without(both).without(first).without(second);
        Some(Quarters { both, alone: [first, second], neither })
    }
}

impl Quarters {
    /// Whether they are compared where fewer than `at_least` are not shown.
    fn are_enough(&self, at_least: u64) -> bool {
        let Quarters { both, alone: [first, second], neither } = self;
        let others = first.n().min(second.n()).min(neither.n());
        both.n() >= LEAST_MET.max(at_least) && others >= LEAST.max(at_least)
    }

    /// Means on the 0–100 footing of those of both, and of those of either alone.
    fn means(&self) -> [f64; 3] {
        let [first, second] = self.alone;
        [self.both, first, second].map(|sum| on_footing(mean(sum)))
    }

    /// p by a level of those of both being no worse than those of either alone, and than what the
    /// two groups take by themselves; `None` where they are not, or where that is more than half of
    /// it.
    fn chance(&self, level: Level, design: Design) -> Option<f64> {
        let [first, second] = self.alone;
        let [both, a, b, neither] = [self.both, first, second, self.neither].map(mean);
        let behind = neither - both;
        let by_themselves = (neither - a).max(0.0) + (neither - b).max(0.0);
        if behind <= 0.0 || by_themselves > OUTSIDE * behind || both >= a.min(b) {
            return None;
        }
        let sums = [self.both, first, second, self.neither];
        let mut all = StepSum::default();
        sums.into_iter().for_each(|sum| all.merge(sum));
        let (_, pooled) = all.moments()?;
        // Those where they meet may be less alike than nearly all others are.
        let error = |sum: StepSum| Some(sum.moments()?.1.max(pooled) / sum.effective_n());
        let errors = sums.into_iter().map(error).sum::<Option<f64>>()?;
        let z = (both - a - b + neither) / (errors * design.effect()).sqrt();
        let than_alone =
            level.p(self.both, first, design)?.max(level.p(self.both, second, design)?);
        z.is_finite().then(|| normal_two_sided(z).max(than_alone))
    }
}

/// Whether two sides are of different fields, of which none is made of the other.
fn are_apart(a: Option<&Group>, b: Option<&Group>) -> bool {
    let Some((a, b)) = a.zip(b) else { return true };
    let (a, b) = (a.field.as_str(), b.field.as_str());
    a != b && !is_made_of(a, b) && !is_made_of(b, a)
}

/// The group of a side, of groups by their numbers.
fn group_of<'g>(by_id: &[Option<&'g Group>], side: Side) -> Option<&'g Group> {
    let Side::Group(id) = side else { return None };
    by_id.get(id).copied().flatten()
}

impl<'a, N> Asking<'a, N> {
    /// The groups by their numbers.
    fn by_id(&self) -> Vec<Option<&'a Group>> {
        let most = self.groups.iter().map(|group| group.id + 1).max();
        let mut by_id = vec![None; most.unwrap_or(0)];
        self.groups.iter().for_each(|group| by_id[group.id] = Some(group));
        by_id
    }

    fn of_side(&self, side: Side) -> Option<&'a Group> {
        let Side::Group(id) = side else { return None };
        self.groups.iter().find(|group| group.id == id)
    }

    /// Whether two sides are of different fields, of which none is made of the other.
    pub(super) fn are_apart(&self, a: Side, b: Side) -> bool {
        are_apart(self.of_side(a), self.of_side(b))
    }
}

impl<N: Fn(Place) -> Name> Asking<'_, N> {
    pub(super) fn subgroup(&self, side: Side) -> Option<Subgroup> {
        match side {
            Side::Place(at) => Some(Subgroup::Touchpoint((self.name)(Place::Export(at)))),
            Side::Group(_) => self.of_side(side).map(|group| Subgroup::Segment {
                field: group.field.clone(),
                value: group.value.clone(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Weight;

    /// So many answers, of which so many are content.
    fn answers(n: i32, content: i32) -> StepSum {
        let mut sum = StepSum::default();
        (0..n).for_each(|at| sum.add(i32::from(at < content), Weight::ONE));
        sum
    }

    #[test]
    fn those_of_both_vary_as_they_do_and_not_as_nearly_all_others() {
        let alone = [answers(100, 95), answers(100, 95)];
        let quarters = Quarters { both: answers(20, 8), alone, neither: answers(400, 380) };
        let p = quarters.chance(Level::Headline, Design::NONE).unwrap();
        // .24 / 20 + .0632 × (1/100 + 1/100 + 1/400), and not .0632 × (1/20 + …).
        assert!((p / 2.0588e-6 - 1.0).abs() < 1e-3, "{p}");
    }
}
