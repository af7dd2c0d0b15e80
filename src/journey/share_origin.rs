//! Where a category that has become a larger part of all feedback grew: the group whose own part of
//! it grew surely more than that of all others.
//!
//! Of every group of the segment fields, its part of the category before and since is held against
//! that of all other rows: the difference of both growths in standard errors, each part taken with
//! one row more of either kind, p times the number of groups (Bonferroni). Told is a group that has
//! at least a third of the rows since; of several the surest, so that a region does not stand for
//! its one bad branch. Fields that divide the category further are not asked.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use super::findings::CHANCE;
use super::group_change::Subgroup;
use super::group_ids::Group;
use super::nested::is_nested;
use super::place::Place;
use crate::stats::distribution::normal_two_sided;

/// Fewest rows of a group, and of all others, on both sides.
const LEAST: u64 = 10;

/// Fewest rows of the category in a group since.
const LEAST_OWN: u64 = 5;

/// Most days of groups and touchpoints that are counted apart; beyond, none is told.
const MOST_CELLS: usize = 200_000;

/// The group in which a category surely grew more than in all others.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ShareOrigin {
    /// The group.
    pub group: Subgroup,
    /// Its rows of the category, and all of its rows, before.
    pub n_before: (u64, u64),
    /// The same since.
    pub n_after: (u64, u64),
    /// Two-sided p of the growth against that of all others, times the number of groups
    /// (Bonferroni).
    pub p: f64,
}

/// Rows of a category and all rows, before and since.
pub(super) type Sides = [(u64, u64); 2];

/// Rows of groups by day, and of groups at touchpoints.
#[derive(Debug, Clone, Default)]
pub(super) struct GroupRows {
    all: BTreeMap<(usize, Date), u64>,
    places: BTreeMap<(Place, usize, Date), u64>,
    too_many: bool,
}

impl GroupRows {
    /// Takes a row of that day at these touchpoints that is in these groups.
    pub(super) fn add(&mut self, day: Date, places: &[Place], groups: &[usize]) {
        if self.too_many {
            return;
        }
        for group in groups {
            *self.all.entry((*group, day)).or_default() += 1;
            for place in places {
                *self.places.entry((*place, *group, day)).or_default() += 1;
            }
        }
        if self.all.len() + self.places.len() > MOST_CELLS {
            *self = GroupRows { too_many: true, ..GroupRows::default() };
        }
    }

    /// The group in which a touchpoint surely grew more than in all others since that day; `whole`
    /// are the rows of all, and fewer than `at_least` are not told. A row is worth so much less as
    /// `each` says.
    pub(super) fn origin(
        &self,
        (place, since): (Place, Date),
        whole: Sides,
        groups: &[Group],
        at_least: u64,
        each: f64,
    ) -> Option<ShareOrigin> {
        let side = |day: &Date| usize::from(*day >= since);
        let mut sides: BTreeMap<usize, Sides> = BTreeMap::new();
        for ((group, day), n) in &self.all {
            sides.entry(*group).or_default()[side(day)].1 += n;
        }
        for ((_, group, day), n) in self.places.iter().filter(|((at, ..), _)| *at == place) {
            sides.entry(*group).or_default()[side(day)].0 += n;
        }
        let at: BTreeSet<(Place, usize)> =
            self.places.keys().map(|(place, group, _)| (*place, *group)).collect();
        let known: BTreeSet<Place> = at.iter().map(|(place, _)| *place).collect();
        let known: Vec<Place> = known.into_iter().collect();
        let nested = |field: &str| {
            is_nested(field, groups, known.len(), |place, group| {
                at.contains(&(known[place], group))
            })
        };
        let mut fields: Vec<&str> = groups.iter().map(|group| group.field.as_str()).collect();
        fields.sort_unstable();
        fields.dedup();
        fields.retain(|field| !nested(field));
        let compared: Vec<(&Group, Growth)> = groups
            .iter()
            .filter(|group| fields.contains(&group.field.as_str()))
            .filter_map(|group| Some((group, Growth::of(*sides.get(&group.id)?, whole)?)))
            .filter(|(_, growth)| growth.is_compared(LEAST.max(at_least)))
            .collect();
        let tests = compared.len() as f64;
        let sure = compared.into_iter().filter_map(|(group, growth)| {
            let z = growth.z(each);
            let p = (normal_two_sided(z) * tests).min(1.0);
            let told = z > 0.0 && p <= CHANCE && growth.is_much(LEAST_OWN.max(at_least));
            let (field, value) = (group.field.clone(), group.value.clone());
            told.then_some((z, Subgroup::Segment { field, value }, growth.own, p))
        });
        // Groups are numbered as they come, on which nothing may depend.
        let surest = sure.min_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        surest.map(|(_, group, [n_before, n_after], p)| ShareOrigin { group, n_before, n_after, p })
    }
}

/// Rows of a group and of all others.
#[derive(Debug, Clone, Copy)]
struct Growth {
    own: Sides,
    rest: Sides,
}

impl Growth {
    /// Of a group and of all rows.
    fn of(own: Sides, whole: Sides) -> Option<Growth> {
        let less = |side: usize| {
            let ((own, all), (of, whole)) = (own[side], whole[side]);
            Some((of.checked_sub(own)?, whole.checked_sub(all)?))
        };
        Some(Growth { own, rest: [less(0)?, less(1)?] })
    }

    /// Whether both have enough rows on both sides.
    fn is_compared(&self, least: u64) -> bool {
        self.own.iter().chain(&self.rest).all(|(_, all)| *all >= least)
    }

    /// Whether the group has at least a third of what came since, and so many.
    fn is_much(&self, least: u64) -> bool {
        let (own, rest) = (self.own[1].0, self.rest[1].0);
        own >= least && 2 * own >= rest
    }

    /// How much more the part grew than that of the others, in standard errors.
    fn z(&self, each: f64) -> f64 {
        let part = |(own, all): (u64, u64)| own as f64 / all.max(1) as f64;
        let variance = |(own, all): &(u64, u64)| {
            let (own, all) = (*own as f64 + 1.0, *all as f64 + 2.0);
            own / all * (1.0 - own / all) / all
        };
        let grown = |sides: Sides| part(sides[1]) - part(sides[0]);
        let all: f64 = self.own.iter().chain(&self.rest).map(variance).sum();
        (grown(self.own) - grown(self.rest)) / (all * each.max(1.0)).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;

    use super::*;

    const BRANCHES: [&str; 5] = ["North", "South", "East", "West", "Mid"];

    fn groups() -> Vec<Group> {
        let group = |(id, value): (usize, &&str)| Group {
            id,
            field: "Branch".to_owned(),
            value: (*value).to_owned(),
        };
        BRANCHES.iter().enumerate().map(group).collect()
    }

    fn day(since: bool) -> Date {
        Date::constant(2026, if since { 6 } else { 3 }, 9)
    }

    /// The origin of a category that so many rows of each branch are of, before and since.
    fn origin(chance: impl Fn(usize, bool) -> f64, n: u64, seed: u64) -> Option<ShareOrigin> {
        let mut rng = Rng::with_seed(seed);
        let (mut rows, mut whole) = (GroupRows::default(), Sides::default());
        for number in 0..n {
            let (branch, since) = (rng.usize(..BRANCHES.len()), number % 2 == 1);
            let own = rng.f64() < chance(branch, since);
            let place = Place::Export(usize::from(!own));
            rows.add(day(since), &[place], &[branch]);
            let side = &mut whole[usize::from(since)];
            (side.0, side.1) = (side.0 + u64::from(own), side.1 + 1);
        }
        rows.origin((Place::Export(0), day(true)), whole, &groups(), 5, 1.0)
    }

    #[test]
    fn the_branch_in_which_it_grew_is_told_with_its_numbers() {
        let found =
            origin(|branch, since| if branch == 2 && since { 0.6 } else { 0.08 }, 700, 1).unwrap();
        let east = Subgroup::Segment { field: "Branch".to_owned(), value: "East".to_owned() };
        assert_eq!(found.group, east);
        let share = |(own, all): (u64, u64)| own as f64 / all as f64;
        assert!(share(found.n_after) > 0.45 && share(found.n_before) < 0.2, "{found:?}");
        assert!(found.p < 1e-6, "{found:?}");
        // That one has always had more of it is no growth.
        let always = |branch: usize, since: bool| match (branch, since) {
            (2, _) => 0.5,
            (_, true) => 0.2,
            _ => 0.1,
        };
        assert_eq!(origin(always, 700, 1), None);
    }

    #[test]
    fn what_grew_everywhere_has_no_origin() {
        let alike = |_: usize, since: bool| if since { 0.3 } else { 0.1 };
        // A hundredth is what is asked for.
        let told = (0..400).filter(|seed| origin(alike, 500, 300 + seed).is_some()).count();
        assert!(told <= 10, "{told} of 400");
        let few = (0..400).filter(|seed| origin(alike, 160, 900 + seed).is_some()).count();
        assert!(few <= 10, "{few} of 400");
    }

    #[test]
    fn fields_that_divide_the_category_are_not_asked() {
        let mut rows = GroupRows::default();
        // All of group 0 is at the one, all of group 1 at the other.
        for number in 0..400_u64 {
            let (since, own) = (number % 2 == 1, number % 4 == 1);
            let at = usize::from(!own);
            rows.add(day(since), &[Place::Export(at)], &[at]);
        }
        let whole = [(0, 200), (100, 200)];
        assert_eq!(rows.origin((Place::Export(0), day(true)), whole, &groups(), 5, 1.0), None);
    }

    #[test]
    fn bounds_of_what_is_compared_and_told() {
        let growth = |own: Sides, rest: Sides| Growth { own, rest };
        let enough = growth([(0, 10), (0, 10)], [(0, 10), (0, 10)]);
        assert!(enough.is_compared(10) && !enough.is_compared(11));
        let much = |own: u64, rest: u64| growth([(0, 9), (own, 9)], [(0, 9), (rest, 9)]).is_much(5);
        assert!(much(5, 10) && !much(5, 11) && !much(4, 1));
        let whole = [(5, 20), (9, 20)];
        let found = Growth::of([(2, 10), (6, 10)], whole).unwrap();
        assert_eq!(found.rest, [(3, 10), (3, 10)]);
        assert!(Growth::of([(6, 10), (6, 10)], whole).is_none(), "more than all");
        // A row that is worth half counts so.
        let ratio = found.z(1.0) / found.z(2.0);
        assert!((ratio - 2.0_f64.sqrt()).abs() < 1e-12, "{ratio}");
    }
}
