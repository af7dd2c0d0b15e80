//! Answers where two groups meet, and of a group at a touchpoint, period by period.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Answer, AnswerBook, Asking, Side};
use crate::journey::group_change::Subgroup;
use crate::journey::place::Place;
use crate::journey::steps::StepSum;
use crate::journey::trend::Grain;
use crate::lang::Name;

/// Most pairs of groups whose answers are counted; beyond, nothing is told.
const MOST_PAIRS: usize = 200_000;

/// Most answers that are counted, one for each pair of the groups of its row.
const MOST_COUNTED: usize = 20_000_000;

/// Most sums of answers, one for each pair and period.
const MOST_SUMS: usize = 1_000_000;

/// Answers at a touchpoint by period.
pub(in crate::journey) struct Cell {
    /// The first days of the periods with answers, ascending.
    pub(in crate::journey) starts: Vec<Date>,
    /// Those of the group.
    pub(in crate::journey) own: Vec<StepSum>,
    /// Those of all.
    pub(in crate::journey) all: Vec<StepSum>,
}

/// Answers by period, of all and where two groups meet.
pub(in crate::journey) struct Met {
    /// The first days of the periods with answers, ascending.
    pub(in crate::journey) starts: Vec<Date>,
    /// Those of all.
    pub(in crate::journey) all: Vec<StepSum>,
    /// Those of two groups, and these.
    pub(in crate::journey) met: Vec<([Subgroup; 2], Vec<StepSum>)>,
}

impl AnswerBook {
    /// The answers of those who are of two groups of different fields, or of a group and at a
    /// touchpoint, of at least so many altogether.
    pub(in crate::journey) fn met<N: Fn(Place) -> Name>(
        &self,
        asking: &Asking<'_, N>,
        grain: Grain,
        at_least: u64,
    ) -> Met {
        let is_group = |id: &usize| asking.groups.iter().any(|group| group.id == *id);
        let groups: BTreeSet<usize> = self.groups.iter().copied().collect();
        let groups: BTreeSet<usize> = groups.into_iter().filter(is_group).collect();
        let dated = || {
            let answers = self.answers.iter().filter(move |answer| asking.counts(answer));
            answers.filter_map(move |answer| Some((answer, grain.start(answer.day?))))
        };
        let starts: BTreeSet<Date> = dated().map(|(_, start)| start).collect();
        let starts: Vec<Date> = starts.into_iter().collect();
        let sides = |answer: &Answer| {
            let own = self.groups_of(answer).iter().filter(|id| groups.contains(*id));
            let mut sides: Vec<Side> = own.map(|id| Side::Group(*id)).collect();
            sides.extend(answer.place.map(Side::Place));
            sides.sort_unstable();
            sides.dedup();
            sides
        };
        // Sums by period are kept of those alone that are compared.
        let pairs = pairs_of(dated().map(|(answer, _)| sides(answer))).unwrap_or_default();
        let enough = pairs.into_iter().filter(|(_, n)| *n >= at_least);
        let pairs = enough.map(|(pair, _)| pair).filter(|(a, b)| asking.are_apart(*a, *b));
        let pairs: Vec<(Side, Side)> = pairs.collect();
        let pairs = if fits(pairs.len(), starts.len()) { pairs } else { Vec::new() };
        let none = || vec![StepSum::default(); starts.len()];
        let mut met: BTreeMap<(Side, Side), Vec<StepSum>> =
            pairs.into_iter().map(|pair| (pair, none())).collect();
        let mut all = none();
        for (answer, start) in dated() {
            let period = starts.partition_point(|other| *other < start);
            all[period].add(answer.code, answer.weight);
            let sides = if met.is_empty() { Vec::new() } else { sides(answer) };
            for (at, side) in sides.iter().enumerate() {
                for other in &sides[at + 1..] {
                    if let Some(sums) = met.get_mut(&(*side, *other)) {
                        sums[period].add(answer.code, answer.weight);
                    }
                }
            }
        }
        let named = met.into_iter().filter_map(|((a, b), sums)| {
            let (first, second) = asking.subgroup(a).zip(asking.subgroup(b))?;
            Some(([first, second], sums))
        });
        let met = named.collect();
        Met { starts, all, met }
    }

    /// The answers at a touchpoint, and those of a group among them, whoever was asked for the
    /// whole as well.
    pub(in crate::journey) fn at_touchpoint<N: Fn(Place) -> Name>(
        &self,
        (field, value): (&str, &str),
        touchpoint: &Name,
        asking: &Asking<'_, N>,
        grain: Grain,
    ) -> Option<Cell> {
        let told = asking.group(field, value)?;
        let places: BTreeSet<usize> =
            self.all(asking.score).filter_map(|answer| answer.place).collect();
        let is_it = |at: &usize| (asking.name)(Place::Export(*at)) == *touchpoint;
        let place = places.into_iter().find(is_it)?;
        let mut periods: BTreeMap<Date, [StepSum; 2]> = BTreeMap::new();
        for answer in self.all(asking.score).filter(|answer| answer.place == Some(place)) {
            let Some(day) = answer.day else { continue };
            let [own, all] = periods.entry(grain.start(day)).or_default();
            all.add(answer.code, answer.weight);
            if self.groups_of(answer).contains(&told) {
                own.add(answer.code, answer.weight);
            }
        }
        let starts = periods.keys().copied().collect();
        let [own, all] = [0, 1].map(|of| periods.values().map(|sums| sums[of]).collect());
        Some(Cell { starts, own, all })
    }
}

/// How many answers are of each two of their sides; `None` where these are too many.
fn pairs_of(answers: impl Iterator<Item = Vec<Side>>) -> Option<BTreeMap<(Side, Side), u64>> {
    let (mut pairs, mut counted) = (BTreeMap::new(), 0);
    for sides in answers {
        for (at, side) in sides.iter().enumerate() {
            for other in &sides[at + 1..] {
                *pairs.entry((*side, *other)).or_insert(0) += 1;
                counted += 1;
            }
        }
        if pairs.len() > MOST_PAIRS || counted > MOST_COUNTED {
            return None;
        }
    }
    Some(pairs)
}

/// Whether so many pairs in so many periods are not too many sums.
fn fits(pairs: usize, periods: usize) -> bool {
    pairs.saturating_mul(periods) <= MOST_SUMS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_counted_until_they_are_too_many() {
        let (shop, plan, desk) = (Side::Group(0), Side::Group(1), Side::Place(0));
        let answers = [vec![shop, plan, desk], vec![shop, desk], vec![plan], Vec::new()];
        let wanted = [((shop, plan), 1_u64), ((shop, desk), 2), ((plan, desk), 1)];
        assert_eq!(pairs_of(answers.into_iter()), Some(wanted.into()));
        let met = |groups: usize| {
            pairs_of((0..groups).map(|id| vec![Side::Group(id), desk])).map(|pairs| pairs.len())
        };
        assert_eq!((met(MOST_PAIRS), met(MOST_PAIRS + 1)), (Some(MOST_PAIRS), None));
        assert!(fits(10_000, 100) && !fits(10_001, 100) && fits(0, 100));
    }
}
