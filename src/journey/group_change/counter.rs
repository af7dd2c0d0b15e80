//! Answers of every group, and at every touchpoint of the export, period by period.
//!
//! Weeks and months are all that the periods of a trend are made of, so both are counted until
//! there are more weeks than a change of all answers is looked for by: each group holds no more
//! sums than there are periods, and a row adds to one of each.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;

use crate::feedback::{PerScore, ScoreKind, ScoreValue};
use crate::journey::place::Place;
use crate::journey::row::RowView;
use crate::journey::scores::{AskedForWhole, Merge, ScoreScope, Split};
use crate::journey::shift::MOST_WEEKS;
use crate::journey::steps::StepSum;
use crate::journey::touchpoint::TouchpointSource;
use crate::journey::trend::Grain;
use crate::metrics::Weight;
use crate::metrics::summary::headline_of;

/// Most periods that are counted; beyond, no group is followed.
const MOST_PERIODS: usize = 480;

/// Most touchpoints that are counted; beyond, none is followed.
const MOST_PLACES: usize = 200;

/// Answers by period as the headline measure has them, for the whole and for parts.
type Series = Split<PerScore<Vec<StepSum>>>;

impl Merge for Vec<StepSum> {
    fn merge(&mut self, other: Vec<StepSum>) {
        if self.len() < other.len() {
            self.resize(other.len(), StepSum::default());
        }
        self.iter_mut().zip(other).for_each(|(sum, more)| sum.merge(more));
    }
}

/// Counts answers, row by row.
#[derive(Debug, Clone)]
pub(in crate::journey) struct ChangeCounter {
    source: TouchpointSource,
    grids: Vec<Grid>,
    gain: Gain,
}

/// What one row adds.
#[derive(Debug, Clone, Default)]
struct Gain {
    scores: Vec<(ScoreScope, ScoreKind, StepSum)>,
    places: Vec<(usize, ScoreKind, StepSum)>,
}

/// Answers by week, or by month.
#[derive(Debug, Clone)]
struct Grid {
    grain: Grain,
    most: usize,
    /// First days, as they come.
    starts: Vec<Date>,
    /// Their periods.
    periods: HashMap<Date, usize>,
    /// The last day that came, and its period.
    last: Option<(Date, usize)>,
    all: Series,
    groups: Vec<Series>,
    places: Vec<PerScore<Vec<StepSum>>>,
    too_many_places: bool,
}

/// Answers by period.
pub(super) struct Answered {
    /// Their length.
    pub(super) grain: Grain,
    /// The first days of the periods with answers, ascending.
    pub(super) starts: Vec<Date>,
    /// To each score that was asked for.
    pub(super) scores: Vec<OfScore>,
    /// At each touchpoint, by its number in the export.
    pub(super) places: Vec<Vec<StepSum>>,
}

/// The answers to one score by period.
pub(super) struct OfScore {
    pub(super) score: ScoreKind,
    /// Of all rows.
    pub(super) all: Vec<StepSum>,
    /// By number of the group.
    pub(super) groups: Vec<Vec<StepSum>>,
}

impl ChangeCounter {
    /// For a run whose touchpoints come from `source`, and whose trend is shown by `grain`,
    /// where that is known.
    pub(in crate::journey) fn new(source: TouchpointSource, grain: Option<Grain>) -> ChangeCounter {
        let months = || Grid::new(Grain::Month, MOST_PERIODS);
        let grids = match grain {
            None => vec![Grid::new(Grain::Week, MOST_WEEKS), months()],
            Some(Grain::Week) => vec![Grid::new(Grain::Week, MOST_PERIODS)],
            Some(Grain::Month | Grain::Quarter | Grain::Year) => vec![months()],
        };
        ChangeCounter { source, grids, gain: Gain::default() }
    }

    /// Takes a row that is in these groups.
    pub(in crate::journey) fn add(&mut self, row: &RowView, groups: &[usize]) {
        let (Some(time), Some(weight)) = (row.row.time, row.weight) else { return };
        let ChangeCounter { source, grids, gain } = self;
        if grids.is_empty() {
            return;
        }
        gain.take(row, weight, *source);
        if !gain.scores.is_empty() || !gain.places.is_empty() {
            grids.retain_mut(|grid| grid.add(time.date(), gain, groups));
        }
    }

    /// The answers to these scores, and those to another at touchpoints, in periods of this
    /// length; `None` where there are too many periods.
    pub(super) fn finish(
        &self,
        grain: Grain,
        asked: AskedForWhole,
        scores: &[ScoreKind],
        at_touchpoints: Option<ScoreKind>,
    ) -> Option<Answered> {
        let made_of = if grain == Grain::Week { Grain::Week } else { Grain::Month };
        let grid = self.grids.iter().find(|grid| grid.grain == made_of)?;
        let starts: BTreeSet<Date> = grid.starts.iter().map(|start| grain.start(*start)).collect();
        let starts: Vec<Date> = starts.into_iter().collect();
        let slot = |start: &Date| starts.partition_point(|other| *other < grain.start(*start));
        let slots: Vec<usize> = grid.starts.iter().map(slot).collect();
        let number = starts.len();
        let fold = |sums: &[StepSum]| {
            let mut all = vec![StepSum::default(); number];
            slots.iter().zip(sums).for_each(|(slot, sum)| all[*slot].merge(*sum));
            all
        };
        // As a score counts everywhere: parts only where the whole was not asked.
        let counted = |series: &Series, score: ScoreKind| {
            let mut sums = series.whole[score].clone();
            if !asked[score] {
                sums.merge(series.part[score].clone());
            }
            fold(&sums)
        };
        let of = |score: &ScoreKind| OfScore {
            score: *score,
            all: counted(&grid.all, *score),
            groups: grid.groups.iter().map(|group| counted(group, *score)).collect(),
        };
        let scores = scores.iter().map(of).collect();
        let places = match at_touchpoints.filter(|_| !grid.too_many_places) {
            Some(kind) => grid.places.iter().map(|place| fold(&place[kind])).collect(),
            None => Vec::new(),
        };
        Some(Answered { grain, starts, scores, places })
    }
}

impl Gain {
    fn take(&mut self, row: &RowView, weight: Weight, source: TouchpointSource) {
        self.scores.clear();
        self.places.clear();
        for entry in row.entries() {
            for (kind, score) in row.counting(&entry) {
                let Some(one) = coded(kind, score, weight) else { continue };
                let same = |gain: &&mut (ScoreScope, ScoreKind, StepSum)| {
                    gain.0 == entry.scope && gain.1 == kind
                };
                match self.scores.iter_mut().find(same) {
                    Some((.., sum)) => sum.merge(one),
                    None => self.scores.push((entry.scope, kind, one)),
                }
            }
            for place in entry.places().filter(|_| source == TouchpointSource::Export) {
                let Place::Export(at) = place else { continue };
                for (kind, score) in entry.entry.scores.given() {
                    let one = coded(kind, score, weight);
                    self.places.extend(one.map(|one| (at, kind, one)));
                }
            }
        }
    }
}

/// One answer, as the headline measure has it; `None` where it is none.
fn coded(kind: ScoreKind, score: ScoreValue, weight: Weight) -> Option<StepSum> {
    let usable = score.value.is_finite() && score.goodness().is_finite();
    usable.then(|| {
        let mut one = StepSum::default();
        one.add(headline_of(kind.measure(), score), weight);
        one
    })
}

impl Grid {
    fn new(grain: Grain, most: usize) -> Grid {
        Grid {
            grain,
            most,
            starts: Vec::new(),
            periods: HashMap::new(),
            last: None,
            all: Series::default(),
            groups: Vec::new(),
            places: Vec::new(),
            too_many_places: false,
        }
    }

    /// Whether there are not too many periods.
    fn add(&mut self, day: Date, gain: &Gain, groups: &[usize]) -> bool {
        let Some(at) = self.period(day) else { return false };
        add_to(&mut self.all, at, gain);
        for group in groups {
            add_to(grown(&mut self.groups, *group), at, gain);
        }
        for (place, kind, one) in &gain.places {
            if *place < MOST_PLACES {
                grown(&mut grown(&mut self.places, *place)[*kind], at).merge(*one);
            } else {
                self.too_many_places = true;
            }
        }
        true
    }

    fn period(&mut self, day: Date) -> Option<usize> {
        if let Some((known, at)) = self.last
            && known == day
        {
            return Some(at);
        }
        let start = self.grain.start(day);
        let at = match self.periods.get(&start) {
            Some(at) => *at,
            None if self.starts.len() < self.most => {
                self.starts.push(start);
                self.periods.insert(start, self.starts.len() - 1);
                self.starts.len() - 1
            }
            None => return None,
        };
        self.last = Some((day, at));
        Some(at)
    }
}

fn add_to(series: &mut Series, at: usize, gain: &Gain) {
    for (scope, kind, sum) in &gain.scores {
        grown(&mut series.side(*scope)[*kind], at).merge(*sum);
    }
}

/// The one of this index, which may not be there yet.
fn grown<T: Clone + Default>(list: &mut Vec<T>, at: usize) -> &mut T {
    if list.len() <= at {
        list.resize(at + 1, T::default());
    }
    &mut list[at]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::row::Resolver;
    use crate::journey::tests::{entry, row, scores};

    #[test]
    fn answers_are_counted_by_group_touchpoint_and_period() {
        let mut counter = ChangeCounter::new(TouchpointSource::Export, None);
        let mut resolver = Resolver::default();
        for (day, group, place, score) in [
            (Date::constant(2026, 4, 30), 1, "shop", 10.0),
            (Date::constant(2026, 5, 1), 0, "web", 8.0),
            (Date::constant(2026, 4, 2), 1, "web", 2.0),
            (Date::constant(2026, 5, 9), 1, "shop", 3.0),
        ] {
            let entries = vec![entry(Some(place), None, scores(Some(score), None))];
            let mut row = row(1, entries);
            row.time = Some(day.at(9, 0, 0, 0));
            counter.add(&resolver.view(&row, &[None]), &[group]);
        }
        let nps = ScoreKind::Nps;
        let of =
            |grain| counter.finish(grain, AskedForWhole::default(), &[nps], Some(nps)).unwrap();
        let coded = |sums: &[StepSum]| -> Vec<(u64, Option<f64>)> {
            sums.iter().map(|sum| (sum.n(), sum.moments().map(|(mean, _)| mean))).collect()
        };
        let months = of(Grain::Month);
        assert_eq!(months.starts, [Date::constant(2026, 4, 1), Date::constant(2026, 5, 1)]);
        let whole = &months.scores[0];
        assert_eq!(coded(&whole.all), [(2, Some(0.0)), (2, Some(-0.5))]);
        assert_eq!(coded(&whole.groups[0]), [(0, None), (1, Some(0.0))]);
        assert_eq!(coded(&whole.groups[1]), [(2, Some(0.0)), (1, Some(-1.0))]);
        assert_eq!(coded(&months.places[0]), [(1, Some(1.0)), (1, Some(-1.0))]);
        assert_eq!(coded(&of(Grain::Quarter).scores[0].all), [(4, Some(-0.25))]);
        // 30 April and 1 May are in one week.
        let weeks = of(Grain::Week);
        let weeks = weeks.scores[0].all.iter().map(StepSum::n);
        assert_eq!(weeks.collect::<Vec<_>>(), [1, 2, 1]);
    }

    #[test]
    fn too_many_weeks_are_counted_by_month_only() {
        let mut counter = ChangeCounter::new(TouchpointSource::Export, None);
        for (year, month) in (1..=24).map(|n| (2026 + (n - 1) / 12, (1 + (n - 1) % 12) as i8)) {
            for day in [1, 11, 21] {
                let mut row = row(1, vec![entry(None, None, scores(Some(9.0), None))]);
                row.time = Some(Date::constant(year, month, day).at(9, 0, 0, 0));
                counter.add(&Resolver::default().view(&row, &[None]), &[]);
            }
        }
        let of = |grain| {
            let found = counter.finish(grain, AskedForWhole::default(), &[ScoreKind::Nps], None);
            found.map(|found| found.starts.len())
        };
        assert_eq!([of(Grain::Week), of(Grain::Month), of(Grain::Year)], [None, Some(24), Some(2)]);
    }
}
