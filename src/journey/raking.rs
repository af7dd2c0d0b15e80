//! Weights that give the answers the margins of their population, row by row, and what
//! they do to the error of a score.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::Serialize;

use super::row::RowView;
use super::scores::{AskedForWhole, Merge, Split};
use crate::feedback::PerScore;
use crate::metrics::summary::headline_of;
use crate::stats::exact::Exact;
use crate::stats::raking::{CellSums, calibration_effect};

/// A value as it is compared: without blanks around it, whatever its case.
pub fn comparable(value: &str) -> String {
    value.trim().to_lowercase()
}

/// One margin: a segment field and the groups of its values. Group 0 is of rows without one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Margin {
    /// Which of the run's segment fields it is.
    pub segment: usize,
    /// Groups of values, by [`comparable`].
    pub groups: HashMap<String, usize>,
}

/// By what the rows of each cell of the margins are weighted.
#[derive(Debug, Clone, PartialEq)]
pub struct Raking {
    /// The margins.
    pub margins: Vec<Margin>,
    /// Factors by the groups of a row.
    pub factors: HashMap<Vec<usize>, f64>,
}

impl Margin {
    /// The group of a value; `None` for one that the margin does not have.
    pub fn group(&self, value: Option<&str>) -> Option<usize> {
        let value = comparable(value.unwrap_or_default());
        if value.is_empty() { Some(0) } else { self.groups.get(&value).copied() }
    }
}

impl Raking {
    /// The groups of a row, `value` being what it holds in the field of each margin.
    pub fn groups<'v>(&self, value: impl Fn(usize) -> Option<&'v str>) -> Option<Vec<usize>> {
        self.margins.iter().enumerate().map(|(at, margin)| margin.group(value(at))).collect()
    }
}

/// What the margins of a population have made of the answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PopulationSummary {
    /// The file of margins.
    pub file: String,
    /// The margins.
    pub fields: Vec<PopulationField>,
    /// Smallest and largest weight of a row; their mean is 1.
    pub weights: [f64; 2],
    /// Most by which the weight of a row is multiplied.
    pub bound: f64,
    /// Whether some rows are held at it.
    pub bounded: bool,
    /// How far a share is from that of the population at most, in [0, 1]: more than nothing
    /// where the bound keeps the margins from being met.
    pub off: f64,
    /// Design effect of the weights (Kish): how many times the variance of a mean would be that
    /// of as many answers of equal weight, if the margins explained nothing of it.
    pub design_effect: f64,
    /// Rows that are weighted.
    pub rows: u64,
}

impl PopulationSummary {
    /// Of a file, before anything is weighted.
    pub fn new(file: String, bound: f64) -> PopulationSummary {
        PopulationSummary {
            file,
            fields: Vec::new(),
            weights: [1.0; 2],
            bound,
            bounded: false,
            off: 0.0,
            design_effect: 1.0,
            rows: 0,
        }
    }
}

/// One margin of a population.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PopulationField {
    /// The segment field.
    pub field: String,
    /// Its values, in the order of the file.
    pub values: Vec<PopulationValue>,
    /// Rows without a value: they keep their share, and the others have the margins.
    pub without: u64,
}

/// One group of a population.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PopulationValue {
    /// The value.
    pub value: String,
    /// Rows that have it.
    pub rows: u64,
    /// Their share before weighting, among the rows with a value, in [0, 1].
    pub answered: f64,
    /// Its share of the population.
    pub share: f64,
    /// Its share after weighting.
    pub weighted: f64,
}

/// Sums of one coding of a score over the rows of a cell; see [`CellSums`].
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    linear: [Exact; 2],
    heavy: [Exact; 2],
    squares: [Exact; 3],
}

impl Sums {
    /// Adds a row of weight `w` with `k` answers that sum to `s`.
    fn add(&mut self, w: f64, k: f64, s: f64) {
        let heavy = w * w;
        let sums = [&mut self.linear[..], &mut self.heavy[..], &mut self.squares[..]];
        let terms =
            [w * k, w * s, heavy * k, heavy * s, heavy * k * k, heavy * k * s, heavy * s * s];
        sums.into_iter().flatten().zip(terms).for_each(|(sum, term)| sum.add(term));
    }
}

impl Merge for [Sums; 2] {
    fn merge(&mut self, other: [Sums; 2]) {
        for (own, more) in self.iter_mut().zip(other) {
            let own = own.linear.iter_mut().chain(&mut own.heavy).chain(&mut own.squares);
            let more = more.linear.into_iter().chain(more.heavy).chain(more.squares);
            own.zip(more).for_each(|(own, more)| own.merge(more));
        }
    }
}

/// The rows of one cell: the headline coding and the goodness of each score.
#[derive(Debug, Clone, Default)]
struct OfCell {
    weights: [Exact; 2],
    scores: Split<PerScore<[Sums; 2]>>,
}

/// The same with the scores that count.
struct Resolved {
    groups: Vec<usize>,
    weights: [f64; 2],
    scores: PerScore<[Sums; 2]>,
}

/// Collects what the margins explain of each score.
#[derive(Debug, Clone)]
pub(super) struct RakedCounter {
    raking: Arc<Raking>,
    cells: BTreeMap<Vec<usize>, OfCell>,
}

impl RakedCounter {
    pub(super) fn new(raking: Arc<Raking>) -> RakedCounter {
        RakedCounter { raking, cells: BTreeMap::new() }
    }

    /// Takes a row.
    pub(super) fn add(&mut self, row: &RowView) {
        let Some(weight) = row.weight.map(|weight| weight.value()) else { return };
        let margins = &self.raking.margins;
        let value = |at: usize| row.row.segments.get(margins[at].segment)?.as_deref();
        let Some(groups) = self.raking.groups(value) else { return };
        let cell = self.cells.entry(groups).or_default();
        cell.weights[0].add(weight);
        cell.weights[1].add(weight * weight);
        // A row is one draw, however many ratings it holds.
        let mut of_row: Split<PerScore<(f64, [f64; 2])>> = Split::default();
        for entry in row.entries() {
            for (kind, score) in row.counting(&entry).filter(|(_, s)| s.value.is_finite()) {
                let (n, sums) = &mut of_row.side(entry.scope)[kind];
                *n += 1.0;
                sums[0] += f64::from(headline_of(kind.measure(), score));
                sums[1] += score.goodness().clamp(0.0, 100.0);
            }
        }
        let Split { whole, part } = of_row;
        for (side, of_row) in [(&mut cell.scores.whole, whole), (&mut cell.scores.part, part)] {
            for (kind, (n, sums)) in of_row.into_iter().filter(|(_, (n, _))| *n > 0.0) {
                let [headline, goodness] = &mut side[kind];
                headline.add(weight, n, sums[0]);
                goodness.add(weight, n, sums[1]);
            }
        }
    }

    /// For each score, its variance with the margins held against that with the weights as if
    /// they were given: the larger of the two codings; 1 where it cannot be told.
    pub(super) fn finish(self, asked: AskedForWhole) -> PerScore<f64> {
        // Groups of rows without a value as well.
        let groups: Vec<usize> =
            self.raking.margins.iter().map(|margin| 1 + margin.groups.len()).collect();
        let resolved = |(groups, cell): (Vec<usize>, OfCell)| Resolved {
            groups,
            weights: cell.weights.map(Exact::value),
            scores: cell.scores.resolve(asked),
        };
        let cells: Vec<Resolved> = self.cells.into_iter().map(resolved).collect();
        PerScore::from_fn(|kind| {
            let effect = |coding: usize| {
                let sums = |cell: &Resolved| {
                    let Sums { linear, heavy, squares } = cell.scores[kind][coding];
                    CellSums {
                        groups: cell.groups.clone(),
                        weights: cell.weights,
                        linear: linear.map(Exact::value),
                        heavy: heavy.map(Exact::value),
                        squares: squares.map(Exact::value),
                    }
                };
                calibration_effect(&cells.iter().map(sums).collect::<Vec<_>>(), &groups)
            };
            let effects = [effect(0), effect(1)];
            effects.into_iter().flatten().reduce(f64::max).unwrap_or(1.0)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::ScoreKind;
    use crate::journey::row::Resolver;
    use crate::journey::tests::{entry, row, scores};

    #[test]
    fn what_the_margins_explain_of_a_score_is_sure() {
        let groups = HashMap::from([("north".to_owned(), 1), ("south".to_owned(), 2)]);
        let margins = vec![Margin { segment: 0, groups }];
        assert_eq!(margins[0].group(Some(" North ")), Some(1));
        assert_eq!([margins[0].group(None), margins[0].group(Some("west"))], [Some(0), None]);
        let raking = Arc::new(Raking { margins, factors: HashMap::new() });
        let effect = |apart: f64| {
            let mut counter = RakedCounter::new(Arc::clone(&raking));
            let mut resolver = Resolver::default();
            for i in 0..400_u64 {
                let north = i % 4 == 0;
                let noise = (i * 7919 % 1009) as f64 / 1009.0 * 3.0;
                let level = noise + if north { apart } else { 0.0 };
                let entries = vec![entry(None, None, scores(None, Some(1.0 + level.floor())))];
                let mut row = row(i, entries);
                row.segments = vec![Some(if north { "North" } else { "south" }.into())];
                row.weight = if north { 2.0 } else { 2.0 / 3.0 };
                counter.add(&resolver.view(&row, &[None]));
            }
            counter.finish(AskedForWhole::default())[ScoreKind::Csat]
        };
        let (none, much) = (effect(0.0), effect(2.0));
        assert!((0.95..=1.03).contains(&none), "{none}");
        assert!(much < 0.75, "{much}");
    }
}
