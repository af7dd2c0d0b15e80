//! A category that has become a larger part of all feedback.
//!
//! Where nobody gave a score, how many complain of something is the measure: a register of
//! complaints knows nothing better or worse. So for each touchpoint of the export its part of all
//! rows since every border between two periods is held against that before it, by Fisher's exact
//! test, p times the number of all borders and touchpoints (Bonferroni). Told is one whose part
//! grew by half at least and by five points, and stayed so (`lasting.rs`): the first rows of a new
//! category are no surge, and one full month that is over is none either.
//!
//! Groups of segment fields are not asked by themselves, for the complaints that are still open are
//! the latest ones, but in which of them the category grew (`share_origin.rs`).
//!
//! It is asked where there is no score, and so no touchpoint or group is compared by one: it has the
//! part of chance that these have elsewhere.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::findings::CHANCE;
use super::group_ids::Group;
use super::lasting::lasts;
use super::place::Place;
use super::row::RowView;
use super::share_origin::{GroupRows, ShareOrigin};
use super::touchpoint::TouchpointSource;
use super::trend::Grain;
use crate::lang::Name;
use crate::metrics::Design;
use crate::stats::Estimate;
use crate::stats::change_point::Moments;
use crate::stats::interval::wilson_clustered;
use crate::stats::net_difference::{net_p, pooled_p};

/// Fewest rows on both sides of a border.
const LEAST: u64 = 30;

/// Fewest rows of the category before a border, and since.
const LEAST_OWN: [u64; 2] = [5, 10];

/// How much its part must grow: as many times, and by so much.
const TIMES: f64 = 1.5;
const POINTS: f64 = 0.05;

/// Most days and touchpoints that are counted apart; beyond, nothing is told.
const MOST_CELLS: usize = 100_000;

/// Most touchpoints that are counted; beyond, nothing is told.
const MOST_PLACES: usize = 200;

/// A touchpoint of the export that has become a larger part of all feedback.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ShareRise {
    /// The touchpoint.
    pub touchpoint: Name,
    /// The first period at the new level, named as in the trend.
    pub since: String,
    /// Its part of all rows before, Wilson.
    pub before: Estimate,
    /// The same since.
    pub after: Estimate,
    /// Rows of the touchpoint, and all rows, before.
    pub n_before: (u64, u64),
    /// The same since.
    pub n_after: (u64, u64),
    /// Two-sided p of Fisher's test, times the number of borders and touchpoints (Bonferroni).
    pub p: f64,
    /// The group in which it surely grew more than in all others.
    pub origin: Option<ShareOrigin>,
}

/// Rows by day and touchpoint.
#[derive(Debug, Clone, Default)]
struct Rows {
    all: BTreeMap<Date, u64>,
    places: BTreeMap<(Place, Date), u64>,
    groups: GroupRows,
}

/// Counts rows, as long as nobody gave a score.
#[derive(Debug, Clone)]
pub(super) struct ShareCounter {
    /// `None` where a score was given, there are too many, or touchpoints are none of the export.
    rows: Option<Rows>,
}

impl ShareCounter {
    /// For a run whose touchpoints come from `source`.
    pub(super) fn new(source: TouchpointSource) -> ShareCounter {
        ShareCounter { rows: (source == TouchpointSource::Export).then(Rows::default) }
    }

    /// Takes a row that is in these groups.
    pub(super) fn add(&mut self, row: &RowView, groups: &[usize]) {
        let Some(rows) = &mut self.rows else { return };
        let scored = row.entries().any(|entry| !entry.entry.scores.is_empty());
        if scored || rows.places.len() > MOST_CELLS {
            self.rows = None;
            return;
        }
        let Some(day) = row.row.time.map(|time| time.date()) else { return };
        let mut places: Vec<Place> = Vec::new();
        row.entries().for_each(|entry| places.extend(entry.places()));
        places.sort_unstable();
        places.dedup();
        if places.iter().any(|place| matches!(place, Place::Export(at) if *at >= MOST_PLACES)) {
            self.rows = None;
            return;
        }
        // A row without a category is part of all feedback, too.
        *rows.all.entry(day).or_default() += 1;
        rows.groups.add(day, &places, groups);
        for place in places {
            *rows.places.entry((place, day)).or_default() += 1;
        }
    }

    /// The touchpoint whose part surely grew, the surest, and in which of `groups`; `name` gives that
    /// of a place, fewer than `at_least` rows are not told, and `design` is that of the labels of
    /// comments.
    pub(super) fn rise(
        &self,
        grain: Grain,
        name: impl Fn(Place) -> Name,
        groups: &[Group],
        at_least: u64,
        design: Design,
    ) -> Option<ShareRise> {
        let rows = self.rows.as_ref()?;
        let mut all: BTreeMap<Date, u64> = BTreeMap::new();
        rows.all.iter().for_each(|(day, n)| *all.entry(grain.start(*day)).or_default() += n);
        let starts: Vec<Date> = all.keys().copied().collect();
        let all: Vec<u64> = all.into_values().collect();
        let mut places: BTreeMap<Place, Vec<u64>> = BTreeMap::new();
        for ((place, day), n) in &rows.places {
            let own = places.entry(*place).or_insert_with(|| vec![0; all.len()]);
            let at = starts.partition_point(|start| *start < grain.start(*day));
            if let Some(own) = own.get_mut(at) {
                *own += n;
            }
        }
        let mut tests = 0;
        let mut grown: Vec<(f64, Name, Place, Border)> = Vec::new();
        for (place, own) in &places {
            let borders = borders(own, &all, LEAST.max(at_least));
            tests += borders.len();
            // What is new has its largest step where it begins, and is no surge one period later.
            let best = borders.into_iter().max_by(|a, b| a.z().total_cmp(&b.z()));
            let best = best.filter(|border| {
                border.is_news(at_least) && stays(own, &all, border.at, LEAST.max(at_least))
            });
            grown.extend(best.map(|best| (best.z(), name(*place), *place, best)));
        }
        grown.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        grown.into_iter().find_map(|(_, touchpoint, place, border)| {
            let Border { at, before, after } = border;
            let each = design.effect();
            let p = (border.p(each)? * tests as f64).min(1.0);
            (p <= CHANCE).then_some(())?;
            let start = *starts.get(at)?;
            let whole = [before, after];
            let origin = rows.groups.origin((place, start), whole, groups, at_least, each);
            Some(ShareRise {
                touchpoint,
                since: grain.name(start),
                before: wilson_clustered(before.0, before.1, each)?,
                after: wilson_clustered(after.0, after.1, each)?,
                n_before: before,
                n_after: after,
                p,
                origin,
            })
        })
    }
}

/// A border between two periods: rows of the touchpoint and all rows, before and since.
#[derive(Debug, Clone, Copy)]
struct Border {
    at: usize,
    before: (u64, u64),
    after: (u64, u64),
}

/// The borders that have so many rows on both sides.
fn borders(own: &[u64], all: &[u64], least: u64) -> Vec<Border> {
    let whole = (own.iter().sum::<u64>(), all.iter().sum::<u64>());
    let (mut before, mut found) = ((0_u64, 0_u64), Vec::new());
    for (at, (own, all)) in own.iter().zip(all).enumerate() {
        let after = (whole.0 - before.0, whole.1 - before.1);
        if before.1.min(after.1) >= least {
            found.push(Border { at, before, after });
        }
        before = (before.0 + own, before.1 + all);
    }
    found
}

/// Whether a new level is one that stays.
fn stays(own: &[u64], all: &[u64], at: usize, least: u64) -> bool {
    let period = |(own, all): (&u64, &u64)| {
        let mean = *own as f64 / (*all).max(1) as f64;
        Moments { n: *all as f64, mean, variance: mean * (1.0 - mean) }
    };
    let series: Vec<Moments> = own.iter().zip(all).map(period).collect();
    lasts(&series, at, least as f64)
}

impl Border {
    fn shares(&self) -> (f64, f64) {
        let share = |(own, all): (u64, u64)| own as f64 / all.max(1) as f64;
        (share(self.before), share(self.after))
    }

    /// Whether the part grew by as much as is news.
    fn is_news(&self, at_least: u64) -> bool {
        let (before, after) = self.shares();
        let [least_before, least_after] = LEAST_OWN.map(|least| least.max(at_least));
        let enough = self.before.0 >= least_before && self.after.0 >= least_after;
        enough && after >= TIMES * before && after - before >= POINTS
    }

    /// The difference of both parts in standard errors.
    fn z(&self) -> f64 {
        let (before, after) = self.shares();
        let [first, second] = [self.before.1, self.after.1].map(|n| n as f64);
        let share = (self.before.0 + self.after.0) as f64 / (first + second);
        (after - before) / (share * (1.0 - share) * (1.0 / first + 1.0 / second)).sqrt()
    }

    /// Two-sided p of Fisher's test, of rows that are worth so much less.
    fn p(&self, each: f64) -> Option<f64> {
        let groups = |(own, all): (u64, u64)| [own, 0, all - own];
        let (before, after) = (groups(self.before), groups(self.after));
        match each > 1.0 {
            true => pooled_p(after.map(|n| n as f64 / each), before.map(|n| n as f64 / each)),
            false => net_p(after, before),
        }
    }
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;

    use super::*;
    use crate::feedback::Scores;
    use crate::journey::group_change::Subgroup;
    use crate::journey::row::Resolver;
    use crate::journey::tests::{entry, facts, row, scores};

    const CATEGORIES: [&str; 5] = ["late", "crowded", "driver", "fare", "stop"];

    fn shops() -> Vec<Group> {
        let shop = |(id, value): (usize, &str)| Group {
            id,
            field: "Shop".to_owned(),
            value: value.to_owned(),
        };
        ["A", "B", "C", "D"].into_iter().enumerate().map(shop).collect()
    }

    /// So many complaints in each of eight months; the chance that one is of each category. Of the
    /// second category all since June are of the shop B.
    fn rise(n: u64, chances: impl Fn(i8) -> [f64; 5], seed: u64, score: bool) -> Option<ShareRise> {
        rise_beside(n, chances, seed, score, |_, _| ())
    }

    /// The same beside `others`.
    fn rise_beside(
        n: u64,
        chances: impl Fn(i8) -> [f64; 5],
        seed: u64,
        score: bool,
        others: impl Fn(&mut ShareCounter, &mut Resolver<'_>),
    ) -> Option<ShareRise> {
        let mut rng = Rng::with_seed(seed);
        let (mut counter, mut resolver) =
            (ShareCounter::new(TouchpointSource::Export), Resolver::default());
        for number in 0..8 * n {
            let month = 1 + (number / n) as i8;
            let mut left = rng.f64();
            let at = chances(month).iter().position(|chance| {
                left -= chance;
                left < 0.0
            });
            let given =
                if score && number == 3 { scores(Some(2.0), None) } else { Scores::default() };
            let category = CATEGORIES[at.unwrap_or(4)];
            let mut row = row(number, vec![entry(Some(category), Some("…"), given)]);
            row.time = Some(Date::constant(2026, month, 9).at(9, 0, 0, 0));
            let shop = match category {
                "crowded" if month > 5 => 1,
                _ => (number % 4) as usize,
            };
            counter.add(&resolver.view(&row, &[facts(-0.8, Vec::new())]), &[shop]);
        }
        others(&mut counter, &mut resolver);
        let name = |place: Place| resolver.places.name(place, &[]);
        counter.rise(Grain::Month, name, &shops(), 5, Design::NONE)
    }

    fn since_june(month: i8) -> [f64; 5] {
        if month < 6 { [0.3, 0.08, 0.3, 0.2, 0.12] } else { [0.24, 0.3, 0.2, 0.16, 0.1] }
    }

    #[test]
    fn the_category_that_grew_is_told_with_its_numbers() {
        let found = rise(80, since_june, 1, false).unwrap();
        assert_eq!((found.touchpoint.en.as_str(), found.since.as_str()), ("crowded", "2026-06"));
        assert_eq!((found.n_before.1, found.n_after.1), (400, 240));
        let before = found.n_before.0 as f64 / 400.0;
        assert!((found.before.value - before).abs() < 1e-12 && before < 0.12, "{found:?}");
        assert!(found.after.value > 0.22 && found.p < 1e-6, "{found:?}");
        let origin = found.origin.unwrap();
        let shop = Subgroup::Segment { field: "Shop".to_owned(), value: "B".to_owned() };
        assert_eq!((origin.group, origin.n_after.0), (shop, found.n_after.0));
        // Of 60 in a hundred no category is known: the part is one of all feedback.
        let found = rise_beside(80, since_june, 1, false, |counter, resolver| {
            for number in 0..960_u64 {
                let month = 1 + (number / 120) as i8;
                let mut row = row(number, vec![entry(None, Some("…"), Scores::default())]);
                row.time = Some(Date::constant(2026, month, 9).at(9, 0, 0, 0));
                counter.add(&resolver.view(&row, &[facts(-0.8, Vec::new())]), &[0]);
            }
        });
        let found = found.unwrap();
        assert_eq!((found.n_before.1, found.n_after.1), (1_000, 600));
        assert_eq!(rise(80, since_june, 1, true), None, "there is a score");
        let and_places = |number: u64| {
            rise_beside(80, since_june, 1, false, |counter, resolver| {
                for at in 0..number {
                    let name = format!("other {at}");
                    let row = row(at, vec![entry(Some(&name), Some("…"), Scores::default())]);
                    counter.add(&resolver.view(&row, &[facts(-0.8, Vec::new())]), &[0]);
                }
            })
        };
        assert!(and_places(195).is_some() && and_places(196).is_none(), "beyond 200");
    }

    #[test]
    fn what_is_new_or_over_or_always_so_is_not_told() {
        let new = |month: i8| match month {
            ..6 => [0.5, 0.0, 0.5, 0.0, 0.0],
            _ => [0.3, 0.4, 0.3, 0.0, 0.0],
        };
        assert_eq!(rise(80, new, 2, false), None);
        let once = |month: i8| if month == 4 { since_june(8) } else { since_june(1) };
        let told = (0..30).filter(|seed| rise(80, once, 50 + seed, false).is_some()).count();
        assert!(told <= 1, "{told} of 30");
        // A hundredth is what is asked for.
        let told = (0..200).filter(|seed| rise(60, |_| since_june(1), 100 + seed, false).is_some());
        let told = told.count();
        assert!(told <= 5, "{told} of 200");
    }
}
