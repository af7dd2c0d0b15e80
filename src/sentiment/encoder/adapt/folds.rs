//! Nested cross-validation (Varma & Simon, BMC Bioinformatics 2006).

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::super::heads::Linear;
use super::States;
use super::fit::{Data, MOST_STEPS, fit, held_out_losses};
use super::target::Targets;

/// Parts that the comments are dealt into.
const FOLDS: usize = 5;

/// From this many comments on, one fifth held out says enough, and four fits less are
/// four fifths of the time.
const MANY: usize = 5_000;

/// Comments dealt into parts; copies of a comment are in the same part.
#[derive(Debug, Clone)]
pub struct Folds {
    of_row: Vec<usize>,
    /// Parts that are held out in turn.
    pub count: usize,
}

/// A head fitted without one part of the comments.
#[derive(Debug, Clone)]
pub struct Trial {
    /// The head.
    pub head: Linear,
    /// The steps it went.
    pub steps: usize,
}

impl Folds {
    /// Deals comments into parts by a hash of their text and `seed`.
    pub fn new<'a>(texts: impl IntoIterator<Item = &'a str>, seed: u64) -> Folds {
        let keys: Vec<u64> =
            texts.into_iter().map(|text| xxh3_64_with_seed(text.as_bytes(), seed)).collect();
        let mut order = keys.clone();
        order.sort_unstable();
        order.dedup();
        // By rank, so that the parts are of one size.
        let part = |key: &u64| order.partition_point(|other| other < key) % FOLDS;
        let count = if order.len() > MANY { 1 } else { FOLDS };
        Folds { of_row: keys.iter().map(part).collect(), count }
    }

    /// The part that a comment is in.
    pub fn of(&self, row: usize) -> usize {
        self.of_row[row]
    }

    /// A head fitted to the comments outside of part `held_out`, the number of steps
    /// chosen among these too; with `None`, to all of them.
    pub fn trial(
        &self,
        states: States<'_>,
        targets: &Targets,
        start: &Linear,
        held_out: Option<usize>,
    ) -> Trial {
        let data = Data { states, targets, start };
        let rows: Vec<usize> =
            targets.rows().into_iter().filter(|&row| Some(self.of(row)) != held_out).collect();
        let inner: Vec<usize> = (0..FOLDS).filter(|&fold| Some(fold) != held_out).collect();
        let inner = &inner[..if self.count == 1 { 1 } else { inner.len() }];
        let mut losses = vec![0.0; MOST_STEPS + 1];
        for &fold in inner {
            let (stopped_by, learnt): (Vec<usize>, Vec<usize>) =
                rows.iter().partition(|&&row| self.of(row) == fold);
            let found = held_out_losses(data, &learnt, &stopped_by);
            let weight = stopped_by.len() as f64;
            losses.iter_mut().zip(found).for_each(|(sum, loss)| *sum += weight * loss);
        }
        let steps = (0..losses.len()).min_by(|&a, &b| losses[a].total_cmp(&losses[b])).unwrap_or(0);
        Trial { head: fit(data, &rows, steps), steps }
    }
}
