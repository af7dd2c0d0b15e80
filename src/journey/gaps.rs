//! Gap scores of SERVQUAL: what customers perceived less what they expected (Parasuraman, Zeithaml
//! and Berry, Journal of Retailing 64, 1988), by item, by dimension and of all.
//!
//! Each respondent's gap is counted in whole numbers, so that no order of rows changes a result.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Suppression;
use crate::lang::Name;
use crate::stats::Estimate;
use crate::stats::interval::mean_interval;

/// The smallest number that all numbers of items up to 22 divide: parts of it are means of items.
const PARTS: i128 = 232_792_560;

/// Most items whose mean is counted exactly: those of SERVQUAL.
pub(crate) const MOST_ITEMS: usize = 22;

/// An item that is asked twice: what is expected, and what is perceived.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct GapItem {
    /// What it is about, as the export says.
    pub name: String,
    /// Its dimension, where the name tells.
    pub dimension: Option<usize>,
}

/// Sums of numbers that are counted in parts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Sums {
    n: u64,
    sum: i128,
    squares: i128,
}

impl Sums {
    fn add(&mut self, value: i128) {
        self.n += 1;
        self.sum += value;
        self.squares += value * value;
    }

    fn mean(&self, unit: f64) -> f64 {
        self.sum as f64 / self.n.max(1) as f64 / unit
    }

    fn estimate(&self, unit: f64) -> Option<Estimate> {
        // n Σx² − (Σx)², exactly.
        let n = i128::from(self.n);
        let deviations = (n * self.squares - self.sum * self.sum) as f64 / n.max(1) as f64;
        mean_interval(self.n, self.mean(unit), deviations / (unit * unit))
    }
}

/// Sums of one item or dimension.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Gap {
    expected: Sums,
    perceived: Sums,
    gap: Sums,
}

impl Gap {
    fn add(&mut self, [expected, perceived]: [i128; 2]) {
        self.expected.add(expected);
        self.perceived.add(perceived);
        self.gap.add(perceived - expected);
    }
}

/// What was expected and perceived so far.
#[derive(Debug, Clone, Default)]
pub struct GapBook {
    items: BTreeMap<GapItem, Gap>,
    dimensions: BTreeMap<usize, Gap>,
    all: Gap,
}

/// Gap scores.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct GapSummary {
    /// Of all items together: each respondent's mean of the items that it answered.
    pub all: GapScore,
    /// By dimension, in the order of SERVQUAL; those that some item is about.
    pub dimensions: Vec<GapScore>,
    /// By item, the largest shortfall first.
    pub items: Vec<GapScore>,
}

/// A gap.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct GapScore {
    /// The item or dimension; `None` of all together.
    pub name: Option<Name>,
    /// Its dimension, of an item.
    pub dimension: Option<Name>,
    /// Respondents who answered both.
    pub n: u64,
    /// Mean of what was expected, in points of the scale.
    pub expected: Option<f64>,
    /// Mean of what was perceived.
    pub perceived: Option<f64>,
    /// Perceived less expected, with the t interval of the paired differences; below 0 it falls
    /// short.
    pub gap: Option<Estimate>,
}

impl GapBook {
    /// Takes a respondent's answers: for each item what was expected and what was perceived, in
    /// hundredths of a point.
    pub fn add(&mut self, items: &[GapItem], answers: &[Option<[i64; 2]>]) {
        let mut by_dimension: BTreeMap<usize, Vec<[i128; 2]>> = BTreeMap::new();
        let mut given: Vec<[i128; 2]> = Vec::new();
        for (item, answer) in items.iter().zip(answers) {
            let Some(answer) = answer.map(|both| both.map(i128::from)) else { continue };
            match self.items.get_mut(item) {
                Some(gap) => gap.add(answer),
                None => {
                    let mut gap = Gap::default();
                    gap.add(answer);
                    self.items.insert(item.clone(), gap);
                }
            }
            given.push(answer);
            if let Some(dimension) = item.dimension {
                by_dimension.entry(dimension).or_default().push(answer);
            }
        }
        for (dimension, answers) in by_dimension {
            self.dimensions.entry(dimension).or_default().add(mean_of(&answers));
        }
        if !given.is_empty() {
            self.all.add(mean_of(&given));
        }
    }

    /// The scores; `None` where nobody answered.
    pub fn finish(&self, dimensions: &[Name], suppression: Suppression) -> Option<GapSummary> {
        if self.all.gap.n == 0 {
            return None;
        }
        let parts = 100.0 * PARTS as f64;
        let score = |name: Option<Name>, dimension: Option<usize>, gap: &Gap, unit: f64| {
            let shown = gap.gap.n >= suppression.metric.max(1);
            GapScore {
                name,
                dimension: dimension.and_then(|at| dimensions.get(at).cloned()),
                n: gap.gap.n,
                expected: shown.then(|| gap.expected.mean(unit)),
                perceived: shown.then(|| gap.perceived.mean(unit)),
                gap: gap.gap.estimate(unit).filter(|_| shown),
            }
        };
        let by_dimension = self.dimensions.iter();
        let mut items: Vec<GapScore> = self
            .items
            .iter()
            .map(|(item, gap)| {
                score(Some(Name::same(item.name.clone())), item.dimension, gap, 100.0)
            })
            .collect();
        let value = |score: &GapScore| score.gap.map_or(f64::INFINITY, |gap| gap.value);
        items.sort_by(|a, b| value(a).total_cmp(&value(b)));
        Some(GapSummary {
            all: score(None, None, &self.all, parts),
            dimensions: by_dimension
                .map(|(at, gap)| score(dimensions.get(*at).cloned(), None, gap, parts))
                .collect(),
            items,
        })
    }
}

/// The mean of answers, in parts of hundredths.
fn mean_of(answers: &[[i128; 2]]) -> [i128; 2] {
    // No more than the items that divide the parts.
    let n = answers.len().max(1) as i128;
    [0, 1].map(|side| answers.iter().map(|both| both[side]).sum::<i128>() * PARTS / n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_of_respondents_who_answered_both() {
        let item = |name: &str, dimension| GapItem { name: name.to_owned(), dimension };
        let items = [item("a", Some(0)), item("b", Some(0)), item("c", None)];
        let mut book = GapBook::default();
        book.add(&items, &[Some([700, 500]), Some([600, 600]), None]);
        book.add(&items, &[Some([600, 500]), None, Some([500, 700])]);
        book.add(&items, &[Some([700, 400]), Some([700, 500]), Some([400, 400])]);
        book.add(&items, &[None, None, None]);
        let names = [Name::same("tangibles")];
        let found =
            book.finish(&names, Suppression { metric: 1, ..Suppression::default() }).unwrap();
        // a: −2, −1, −3; of both of the dimension −1, −1, −2.5; of all −1, .5, −5/3.
        let gap = |score: &GapScore| score.gap.unwrap().value;
        let a = &found.items[0];
        assert_eq!((a.name.as_ref().unwrap().en.as_str(), a.n, gap(a)), ("a", 3, -2.0));
        assert_eq!(a.expected.map(|mean| (mean * 300.0).round()), Some(2000.0));
        let dimension = &found.dimensions[0];
        assert_eq!((dimension.n, gap(dimension)), (3, -1.5));
        assert!((gap(&found.all) - (-1.0 + 0.5 - 5.0 / 3.0) / 3.0).abs() < 1e-12);
        // s = .866, t = 4.303, ± 4.303 × .866 / √3.
        let interval = dimension.gap.unwrap();
        assert!((interval.high - interval.value - 2.151_3).abs() < 1e-3, "{interval:?}");
        assert!(book.finish(&names, Suppression::default()).unwrap().all.gap.is_none(), "too few");
        assert_eq!(GapBook::default().finish(&names, Suppression::default()), None);
    }
}
