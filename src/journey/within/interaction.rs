//! Where two groups meet: those who are of both are worse off than those who are of either alone.
//!
//! Air conditioners may be installed badly while neither air conditioners nor installations are
//! below the others as a whole: the mean of each group hides it. So every two groups of different
//! fields, and every group at every touchpoint that answers come from, are looked at where they
//! meet, if neither is told already: those of both are held against those of the first alone and
//! against those of the second alone, and what they are below those of neither is held against
//! what the two groups take each by itself, which is at most half of it. The largest of the three p
//! counts, times the number of meetings that are compared (Bonferroni): it has a part of chance of
//! its own. Of those that are sure the one is told that takes most from the whole.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{AnswerBook, Asking, CHANCE, LEAST, OUTSIDE, mean};
use crate::feedback::ScoreKind;
use crate::journey::group_change::{Subgroup, level};
use crate::journey::group_ids::Group;
use crate::journey::numbered_field::is_made_of;
use crate::journey::place::Place;
use crate::journey::scores::coded_p;
use crate::journey::steps::StepSum;
use crate::lang::Name;
use crate::metrics::Design;
use crate::stats::Estimate;
use crate::stats::distribution::normal_two_sided;

/// Fewest answers where two groups meet.
const LEAST_MET: u64 = 20;

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
    /// By how much the headline measure of the whole would be better, in its unit, were those of
    /// both level with all others.
    pub gain: f64,
    /// Two-sided p, times the number of meetings that are compared.
    pub p: f64,
}

/// A group or a touchpoint, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Group(usize),
    Place(usize),
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
        let meetings = self.meetings(asking);
        let least = LEAST.max(asking.at_least);
        let enough = |quarters: &Quarters| {
            let Quarters { both, alone: [first, second], neither } = quarters;
            let others = first.n().min(second.n()).min(neither.n());
            both.n() >= LEAST_MET.max(asking.at_least) && others >= least
        };
        let compared: Vec<((Side, Side), Quarters)> = meetings
            .met
            .iter()
            .filter(|((a, b), _)| asking.are_apart(*a, *b))
            .map(|(sides, both)| (*sides, meetings.quarters(*sides, *both)))
            .filter(|(_, quarters)| enough(quarters))
            .collect();
        let tests = compared.len() as f64;
        let whole = level(asking.score, meetings.all, asking.design)?.value;
        let measure = asking.score.measure();
        let range = measure.headline_unit() * measure.range() / 100.0;
        let sure = compared.into_iter().filter_map(|((a, b), quarters)| {
            let p = quarters.chance(asking.design)? * tests;
            let groups = [named(a)?, named(b)?];
            if p > CHANCE || groups.iter().any(&told) {
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
                gain,
                p,
            })
        });
        sure.max_by(|a, b| a.gain.total_cmp(&b.gain).then_with(|| b.groups.cmp(&a.groups)))
    }

    fn meetings<N>(&self, asking: &Asking<'_, N>) -> Meetings {
        let is_group = |id: &usize| asking.groups.iter().any(|group| group.id == *id);
        let most = self.groups.iter().max().map_or(0, |id| id + 1);
        let known: Vec<bool> = (0..most).map(|id| is_group(&id)).collect();
        let mut meetings = Meetings::default();
        for answer in self.answers.iter().filter(|answer| asking.counts(answer)) {
            let add = |sum: &mut StepSum| sum.add(answer.code, answer.weight);
            let groups = self.groups_of(answer).iter().filter(|id| known[**id]);
            let mut sides: Vec<Side> = groups.map(|id| Side::Group(*id)).collect();
            sides.extend(answer.place.map(Side::Place));
            sides.sort_unstable();
            sides.dedup();
            add(&mut meetings.all);
            for (at, side) in sides.iter().enumerate() {
                add(meetings.sides.entry(*side).or_default());
                for other in &sides[at + 1..] {
                    add(meetings.met.entry((*side, *other)).or_default());
                }
            }
        }
        meetings
    }
}

impl Meetings {
    fn quarters(&self, (a, b): (Side, Side), both: StepSum) -> Quarters {
        let [first, second] = [a, b].map(|side| self.sides[&side].without(both));
        let neither = self.all.without(both).without(first).without(second);
        Quarters { both, alone: [first, second], neither }
    }
}

impl Quarters {
    /// p of those of both being no worse than those of either alone, and than what the two groups
    /// take by themselves; `None` where they are not, or where that is more than half of it.
    fn chance(&self, design: Design) -> Option<f64> {
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
        let (_, variance) = all.moments()?;
        let errors: f64 = sums.iter().map(|sum| 1.0 / sum.effective_n()).sum();
        let z = (both - a - b + neither) / (variance * errors * design.effect()).sqrt();
        let than_alone =
            coded_p(self.both, first, design)?.max(coded_p(self.both, second, design)?);
        z.is_finite().then(|| normal_two_sided(z).max(than_alone))
    }
}

impl<N> Asking<'_, N> {
    fn of_side(&self, side: Side) -> Option<&Group> {
        let Side::Group(id) = side else { return None };
        self.groups.iter().find(|group| group.id == id)
    }

    /// Whether two sides are of different fields, of which none is made of the other.
    fn are_apart(&self, a: Side, b: Side) -> bool {
        match (self.of_side(a), self.of_side(b)) {
            (Some(a), Some(b)) => {
                let (a, b) = (a.field.as_str(), b.field.as_str());
                a != b && !is_made_of(a, b) && !is_made_of(b, a)
            }
            _ => true,
        }
    }
}

impl<N: Fn(Place) -> Name> Asking<'_, N> {
    fn subgroup(&self, side: Side) -> Option<Subgroup> {
        match side {
            Side::Place(at) => Some(Subgroup::Touchpoint((self.name)(Place::Export(at)))),
            Side::Group(_) => self.of_side(side).map(|group| Subgroup::Segment {
                field: group.field.clone(),
                value: group.value.clone(),
            }),
        }
    }
}
