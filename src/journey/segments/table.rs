//! The table of one segment field.

use std::collections::HashMap;
use std::sync::Arc;

use super::cell::{GroupCell, PlaceCell};
use super::summary::{
    AgainstRest, SegmentGroup, SegmentScore, SegmentSummary, SegmentTable, SegmentTouchpoint,
    TestedDifference,
};
use super::{LOW_BASE, MOST_SHOWN};
use crate::feedback::{PerScore, ScoreKind};
use crate::journey::disclosure::{hidden, hidden_in_table};
use crate::journey::levels::ByBoth;
use crate::journey::place::Place;
use crate::journey::scores::{AskedForWhole, Merge, ScoreBook, ScoreSums};
use crate::lang::Name;
use crate::metrics::summary::against_rest;
use crate::metrics::{Design, ScoreSummary};
use crate::stats::difference::{MannWhitney, mann_whitney};
use crate::stats::distribution::normal_two_sided;
use crate::stats::interval::wilson;
use crate::stats::multiple::benjamini_hochberg;
use crate::stats::{Estimate, is_sure};

/// A group and what was counted of it.
type Counted = (SegmentGroup, GroupCell);

/// What the tables of all fields have in common.
pub(super) struct Context<'a> {
    pub(super) asked: AskedForWhole,
    /// By name.
    pub(super) places: &'a [(Place, Name)],
    pub(super) least: u64,
    pub(super) design: PerScore<Design>,
    /// How much the comments of one person are alike.
    pub(super) of_comments: Design,
}

/// Which groups each metric hides.
struct Hidden {
    responses: Vec<bool>,
    sentiment: Vec<bool>,
    scores: PerScore<Vec<bool>>,
}

impl Context<'_> {
    pub(super) fn table(
        &self,
        field: String,
        cells: HashMap<Arc<str>, GroupCell>,
        missing: GroupCell,
    ) -> SegmentTable {
        let values = cells.len() as u64;
        let Grouped { groups, unlisted } = self.grouped(cells, missing);
        let hidden = self.hide(&groups);
        let mut total = GroupCell::default();
        groups.iter().for_each(|(_, cell)| total.merge(cell));
        let total_scores = total.book(self.asked, &self.design);
        let touchpoints = self.touchpoints(&groups, &hidden);
        let mut groups: Vec<SegmentSummary> = groups
            .into_iter()
            .zip(touchpoints)
            .enumerate()
            .map(|(i, (group, at))| self.summary(i, group, at, (&total, &total_scores), &hidden))
            .collect();
        adjust(&mut groups, unlisted);
        SegmentTable { field, values, too_many: false, no_groups: None, groups }
    }

    fn hide(&self, groups: &[Counted]) -> Hidden {
        // A row may hold several comments and scores: they are those of one.
        let by = |size: &dyn Fn(&GroupCell) -> u64| {
            let sizes: Vec<u64> =
                groups.iter().map(|(_, cell)| size(cell).min(cell.responses)).collect();
            hidden(&sizes, self.least)
        };
        let score = |kind| by(&|cell: &GroupCell| cell.book(self.asked, &self.design)[kind].n());
        Hidden {
            responses: by(&|cell| cell.responses),
            sentiment: by(&|cell| cell.comments),
            scores: PerScore::from_fn(score),
        }
    }

    fn summary(
        &self,
        index: usize,
        (group, cell): Counted,
        touchpoints: Vec<SegmentTouchpoint>,
        (total, total_scores): (&GroupCell, &ScoreBook),
        hidden: &Hidden,
    ) -> SegmentSummary {
        let shown = |kind: ScoreKind| !hidden.scores[kind][index];
        let book = cell.book(self.asked, &self.design);
        let responses_shown = !hidden.responses[index];
        let sentiment_shown = !hidden.sentiment[index];
        SegmentSummary {
            group,
            responses: cell.responses,
            comments: responses_shown.then_some(cell.comments),
            comment_rate: wilson(cell.commented, cell.responses).filter(|_| responses_shown),
            sentiment: cell
                .sentiment
                .mean(self.least, self.of_comments)
                .filter(|_| sentiment_shown),
            scores: PerScore::from_fn(|kind| {
                ScoreSummary::of(kind.measure(), &book[kind]).filter(|_| shown(kind))
            }),
            against_rest: AgainstRest {
                scores: PerScore::from_fn(|kind| {
                    if shown(kind) { self.score(kind, &book, total_scores) } else { None }
                }),
                sentiment: if sentiment_shown { self.sentiment(&cell, total) } else { None },
            },
            touchpoints,
            low_base: cell.responses < LOW_BASE,
        }
    }

    fn tested(&self, difference: Estimate, p: f64, n: u64, rest: u64) -> Option<TestedDifference> {
        let low_base = n.min(rest) < LOW_BASE;
        let large = n.min(rest) >= self.least.max(1) && p.is_finite();
        large.then_some(TestedDifference { difference, p, q: p, n, rest, low_base, means: None })
    }

    fn score(&self, kind: ScoreKind, own: &ScoreBook, all: &ScoreBook) -> Option<TestedDifference> {
        let (measure, own, all) = (kind.measure(), &own[kind], &all[kind]);
        let tested = against_rest(measure, own, all)?;
        let (levels, rest) = ((tested.difference.value, tested.p), all.without(own));
        let both = ByBoth::of(measure, [own, &rest], levels)?;
        let found = self.tested(tested.difference, both.p, tested.n, tested.rest)?;
        Some(TestedDifference { means: both.told(), ..found })
    }

    fn sentiment(&self, cell: &GroupCell, total: &GroupCell) -> Option<TestedDifference> {
        let own = |bin: &i16| cell.bins.get(bin).copied().unwrap_or(0);
        let rest: Vec<(f64, u64)> =
            total.bins.iter().map(|(bin, n)| (f64::from(*bin), n - own(bin))).collect();
        let test = mann_whitney(&cell.sentiments(), &rest)?;
        let (delta, p) = alike(&test, self.of_comments);
        self.tested(delta, p, cell.comments, total.comments - cell.comments)
    }

    /// The table of groups by touchpoints.
    fn touchpoints(&self, groups: &[Counted], hidden: &Hidden) -> Vec<Vec<SegmentTouchpoint>> {
        let places = self.places;
        let ranks: HashMap<Place, usize> =
            places.iter().enumerate().map(|(rank, (place, _))| (*place, rank)).collect();
        let mut all = ScoreSums::default();
        let cells = groups.iter().flat_map(|(_, cell)| cell.places.values());
        cells.for_each(|cell| all.merge(cell.scores));
        let main = all.main_kind();
        let of_main = |cell: &PlaceCell| main.map_or(0, |kind| cell.scores.n(kind));

        let hide = |rows: &[bool], size: &dyn Fn(&PlaceCell) -> u64| {
            let row = |(_, cell): &Counted| {
                let mut sizes = vec![0; places.len()];
                for (place, cell) in &cell.places {
                    sizes[ranks[place]] = size(cell).min(cell.responses);
                }
                sizes
            };
            let sizes: Vec<Vec<u64>> = groups.iter().map(row).collect();
            hidden_in_table(&sizes, rows, self.least)
        };
        let no_count = hide(&hidden.responses, &|cell| cell.responses);
        let no_sentiment = hide(&hidden.sentiment, &|cell| cell.comments);
        let no_score = main.map_or(Vec::new(), |kind| hide(&hidden.scores[kind], &of_main));

        let summary = |i: usize, rank: usize, cell: &PlaceCell| SegmentTouchpoint {
            name: places[rank].1.clone(),
            responses: cell.responses,
            comments: (!no_count[i][rank]).then_some(cell.comments),
            sentiment: cell
                .sentiment
                .mean(self.least, self.of_comments)
                .filter(|_| !no_sentiment[i][rank]),
            score: main.filter(|_| !no_score[i][rank]).and_then(|score| {
                let value = cell.scores.value(score)?;
                Some(SegmentScore { score, n: cell.scores.n(score), value })
            }),
        };
        let of_group = |(i, (_, cell)): (usize, &Counted)| {
            let places = cell.places.iter().filter(|(_, cell)| cell.responses > 0);
            let mut list: Vec<SegmentTouchpoint> =
                places.map(|(place, cell)| summary(i, ranks[place], cell)).collect();
            list.sort_by(|a, b| b.responses.cmp(&a.responses).then_with(|| a.name.cmp(&b.name)));
            list
        };
        groups.iter().enumerate().map(of_group).collect()
    }
}

/// δ and p where comments of the same people are alike: with a variance so many times as large.
fn alike(test: &MannWhitney, design: Design) -> (Estimate, f64) {
    if !design.matters() {
        return (test.delta, test.p);
    }
    let wider = design.effect().sqrt();
    let Estimate { value, low, high } = test.delta;
    let (low, high) = (value - wider * (value - low), value + wider * (high - value));
    (Estimate { value, low, high }.clipped(-1.0, 1.0), normal_two_sided(test.z / wider))
}

/// The groups of a field, and the p of the tests of those that are together.
struct Grouped {
    groups: Vec<Counted>,
    unlisted: Vec<f64>,
}

impl Context<'_> {
    /// The groups of a field: its largest values, those beyond them that score otherwise
    /// than the rest by more than chance (one bad store of a hundred must not drown in the
    /// others), all others together, and the rows without.
    fn grouped(&self, cells: HashMap<Arc<str>, GroupCell>, missing: GroupCell) -> Grouped {
        let mut values: Vec<(Arc<str>, GroupCell)> = cells.into_iter().collect();
        values.sort_by(|a, b| b.1.responses.cmp(&a.1.responses).then_with(|| a.0.cmp(&b.0)));
        let small = values.split_off(values.len().min(MOST_SHOWN));
        let mut total = missing.clone();
        values.iter().chain(&small).for_each(|(_, cell)| total.merge(cell));
        let total = total.book(self.asked, &self.design);
        let tests: Vec<Vec<f64>> = small.iter().map(|(_, cell)| self.tests(cell, &total)).collect();
        let family: Vec<f64> = tests.iter().flatten().copied().collect();
        let mut q = benjamini_hochberg(&family).unwrap_or_default().into_iter();
        let (mut others, mut unlisted) = (Vec::new(), Vec::new());
        for (value, tests) in small.into_iter().zip(tests) {
            let stands_out = is_sure(q.by_ref().take(tests.len()).fold(1.0, f64::min));
            if stands_out {
                values.push(value);
            } else {
                others.push(value);
                unlisted.extend(tests);
            }
        }
        let value = |(value, cell): (Arc<str>, GroupCell)| {
            (SegmentGroup::Value(value.as_ref().to_owned()), cell)
        };
        let mut groups: Vec<Counted> = values.into_iter().map(value).collect();
        if !others.is_empty() {
            let mut together = GroupCell::default();
            others.iter().for_each(|(_, cell)| together.merge(cell));
            groups.push((SegmentGroup::Other(others.len() as u64), together));
        }
        if missing.responses > 0 {
            groups.push((SegmentGroup::Missing, missing));
        }
        Grouped { groups, unlisted }
    }

    /// The p of every score of a group against all others.
    fn tests(&self, cell: &GroupCell, total: &ScoreBook) -> Vec<f64> {
        let book = cell.book(self.asked, &self.design);
        let tested = |kind| Some(self.score(kind, &book, total)?.p);
        ScoreKind::ALL.into_iter().filter_map(tested).collect()
    }
}

/// Sets the q of all tests of a field, those of groups that are together included.
fn adjust(groups: &mut [SegmentSummary], unlisted: Vec<f64>) {
    let mut tests: Vec<&mut TestedDifference> = groups
        .iter_mut()
        .flat_map(|group| {
            let AgainstRest { scores, sentiment } = &mut group.against_rest;
            scores.iter_mut().filter_map(|(_, tested)| tested.as_mut()).chain(sentiment)
        })
        .collect();
    let p: Vec<f64> = tests.iter().map(|test| test.p).chain(unlisted).collect();
    for (test, q) in tests.iter_mut().zip(benjamini_hochberg(&p).unwrap_or(p)) {
        test.q = q;
    }
}
