//! A change of the whole, split into what changed within the parts and what changed
//! because the parts became more or fewer.
//!
//! An NPS can fall though it rose at every touchpoint, where more answers come from the
//! worse ones (Simpson's paradox). With the shares w and the measures x of the parts,
//! before and after, the change of the whole is exactly
//!
//! ```text
//! Σ (w₂ − w₁) (x₁ + x₂) / 2   mix
//! Σ (x₂ − x₁) (w₁ + w₂) / 2   within
//! ```
//!
//! (Kitagawa, Journal of the American Statistical Association 50, 1955). A part that has
//! no answers on one side has the measure of its other side there: all of it is mix.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::place::Place;
use super::row::RowView;
use super::steps::StepSum;
use crate::feedback::{PerScore, ScoreKind};
use crate::metrics::summary::headline_of;

/// Days and touchpoints that are counted apart; beyond, no change is split.
const MOST_CELLS: usize = 40_000;

/// A change of a headline measure, split.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Mix {
    /// Change within the touchpoints, in units of the measure.
    pub within: f64,
    /// Change by the touchpoints having more or fewer of the answers.
    pub mix: f64,
    /// Whether the measure of every touchpoint moved the other way than that of the whole;
    /// `false` where one has too few answers to tell.
    pub reversed: bool,
}

/// The day of rows, where they have one, and the touchpoint.
type Cell = (Option<Date>, Place);

/// What is counted of the touchpoints by day, of rows without a date together.
#[derive(Debug, Clone)]
pub(super) struct MixCounter {
    /// `None` where there are too many.
    cells: Option<BTreeMap<Cell, PerScore<StepSum>>>,
}

impl Default for MixCounter {
    fn default() -> MixCounter {
        MixCounter { cells: Some(BTreeMap::new()) }
    }
}

impl MixCounter {
    /// Takes a row with one answer, at the touchpoint it names: the ratings that a row
    /// gives to many have the same shares in every period.
    pub(super) fn add(&mut self, row: &RowView) {
        let (Some(cells), Some(weight)) = (&mut self.cells, row.weight) else { return };
        let day = row.row.time.map(|time| time.date());
        if row.row.entries.iter().filter(|entry| !entry.asked.is_apart()).count() != 1 {
            return;
        }
        for entry in row.entries() {
            let Some(place) = entry.place else { continue };
            let cell = cells.entry((day, place)).or_default();
            for (kind, score) in entry.entry.scores.given().filter(|(_, s)| s.value.is_finite()) {
                cell[kind].add(headline_of(kind.measure(), score), weight);
            }
        }
        if cells.len() > MOST_CELLS {
            self.cells = None;
        }
    }

    /// The split of the change of a score from the days in `before` to those in `after`;
    /// `None` where fewer than two touchpoints have answers. Parts of fewer than
    /// `at_least` answers on a side do not speak for [`Mix::reversed`].
    pub(super) fn split(
        &self,
        kind: ScoreKind,
        before: impl Fn(Date) -> bool,
        after: impl Fn(Date) -> bool,
        at_least: u64,
    ) -> Option<Mix> {
        let mut parts: BTreeMap<Place, [StepSum; 2]> = BTreeMap::new();
        for ((day, place), cell) in self.cells.as_ref()? {
            let Some(day) = *day else { continue };
            let part = parts.entry(*place).or_default();
            if before(day) {
                part[0].merge(cell[kind]);
            }
            if after(day) {
                part[1].merge(cell[kind]);
            }
        }
        let parts: Vec<[StepSum; 2]> = parts.into_values().collect();
        split_parts(kind, &parts, at_least).map(|(mix, _)| mix)
    }

    /// What is counted of each touchpoint at any time; `None` where there are too many.
    pub(super) fn all(&self) -> Option<BTreeMap<Place, PerScore<StepSum>>> {
        let mut all: BTreeMap<Place, PerScore<StepSum>> = BTreeMap::new();
        for ((_, place), cell) in self.cells.as_ref()? {
            let sums = all.entry(*place).or_default();
            cell.iter().for_each(|(kind, sum)| sums[kind].merge(*sum));
        }
        Some(all)
    }
}

/// The split of the change of a score by what was counted of each part before and after, and
/// the terms of each: within, mix. `None` where fewer than two parts have answers, or where
/// either side has none.
pub(super) fn split_parts(
    kind: ScoreKind,
    parts: &[[StepSum; 2]],
    at_least: u64,
) -> Option<(Mix, Vec<[f64; 2]>)> {
    let unit = kind.measure().headline_unit();
    let weight = |side: usize| sum(parts.iter().map(|part| part[side].total_weight()).collect());
    let (first, second) = (weight(0), weight(1));
    let used = parts.iter().filter(|part| part[0].n() + part[1].n() > 0).count();
    if first <= 0.0 || second <= 0.0 || used < 2 {
        return None;
    }
    let mean = |sum: &StepSum| Some(sum.moments()?.0 * unit);
    let mut moves: Vec<f64> = Vec::new();
    let mut term = |part: &[StepSum; 2]| {
        let shares = [part[0].total_weight() / first, part[1].total_weight() / second];
        let (known, other) = (mean(&part[0]), mean(&part[1]));
        let Some(x) = known.or(other).zip(other.or(known)) else { return [0.0; 2] };
        if part[0].n().min(part[1].n()) >= at_least.max(1) {
            moves.push(x.1 - x.0);
        }
        [(x.1 - x.0) * (shares[0] + shares[1]) / 2.0, (shares[1] - shares[0]) * (x.0 + x.1) / 2.0]
    };
    let terms: Vec<[f64; 2]> = parts.iter().map(&mut term).collect();
    let [within, mix] = [0, 1].map(|i| sum(terms.iter().map(|term| term[i]).collect()));
    let other_way = |step: f64| step * (within + mix) < 0.0;
    let reversed = moves.len() > 1
        && moves.len() == used
        && other_way(within)
        && moves.into_iter().all(other_way);
    Some((Mix { within, mix, reversed }, terms))
}

/// The sum of the terms of places, which are numbered as they come: it must not depend on that.
fn sum(mut terms: Vec<f64>) -> f64 {
    terms.sort_by(f64::total_cmp);
    terms.into_iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::row::Resolver;
    use crate::journey::tests::{entry, row, scores};

    #[test]
    fn an_nps_that_falls_while_it_rises_everywhere() {
        let mut counter = MixCounter::default();
        let mut resolver = Resolver::default();
        let mut add = |day: Date, place: &str, promoters: u64, detractors: u64| {
            for (score, n) in [(10.0, promoters), (3.0, detractors)] {
                for i in 0..n {
                    let mut row = row(i, vec![entry(Some(place), None, scores(Some(score), None))]);
                    row.time = Some(day.at(9, 0, 0, 0));
                    counter.add(&resolver.view(&row, &[None]));
                }
            }
        };
        let (first, second) = (Date::constant(2026, 3, 4), Date::constant(2026, 4, 4));
        add(first, "shop", 60, 20);
        add(first, "phone", 7, 13);
        add(second, "shop", 16, 4);
        add(second, "phone", 34, 46);
        let split = counter.split(ScoreKind::Nps, |d| d == first, |d| d == second, 5).unwrap();
        // 34 to 0; 50 → 60 at the shop, −30 → −15 on the phone.
        assert!((split.within + split.mix + 34.0).abs() < 1e-9, "{split:?}");
        assert!((split.within - 12.5).abs() < 1e-9 && split.reversed, "{split:?}");
        assert_eq!(counter.split(ScoreKind::Csat, |d| d == first, |d| d == second, 5), None);
        assert_eq!(counter.split(ScoreKind::Nps, |d| d == first, |_| false, 5), None);
    }

    #[test]
    fn a_touchpoint_that_is_new_is_mix() {
        let mut counter = MixCounter::default();
        let mut resolver = Resolver::default();
        for (month, place, score, n) in [(3, "a", 10.0, 10), (4, "a", 10.0, 10), (4, "b", 2.0, 10)]
        {
            for i in 0..n {
                let mut row = row(i, vec![entry(Some(place), None, scores(Some(score), None))]);
                row.time = Some(jiff::civil::date(2026, month, 1).at(9, 0, 0, 0));
                counter.add(&resolver.view(&row, &[None]));
            }
        }
        let split = counter.split(ScoreKind::Nps, |d| d.month() == 3, |d| d.month() == 4, 5);
        let split = split.unwrap();
        assert!(split.within.abs() < 1e-9 && (split.mix + 100.0).abs() < 1e-9, "{split:?}");
        assert!(!split.reversed);
    }
}
