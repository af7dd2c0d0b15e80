//! How comment sentiment goes together with a score.

use serde::Serialize;

use super::steps::{GOODNESS_STEPS, SENTIMENT_STEPS, goodness_steps};
use crate::ingest::ScoreKind;
use crate::stats::Estimate;
use crate::stats::correlation::{
    Cell, bonett_wright, fieller_tau, kendall_tau_b_cells, spearman_cells,
};
use crate::stats::multiple::benjamini_hochberg;

/// Fewest pairs for which a correlation is stated.
pub const MIN_PAIRS: u64 = 8;

/// Fewer pairs than this are marked as a low base.
pub const LOW_BASE: u64 = 30;

/// Association of comment sentiment with one score. The score is taken on
/// its 0–100 footing, so a positive sign always means "better text, better
/// score".
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CorrelationSummary {
    /// The score.
    pub score: ScoreKind,
    /// Pairs of comment and score.
    pub n: u64,
    /// Kendall τ-b with interval.
    pub tau_b: Estimate,
    /// Spearman ρ with interval.
    pub spearman: Estimate,
    /// Two-sided p of τ-b.
    pub p: f64,
    /// Benjamini-Hochberg q over all correlations of the report.
    pub q: f64,
    /// Fewer than 30 pairs: read with caution.
    pub low_base: bool,
}

/// Pairs of sentiment and goodness, counted.
///
/// A pair is one number, sentiment steps above goodness steps. New pairs wait
/// unsorted; when half as many wait as there are cells, they are sorted and
/// merged in. That takes O(log n) a pair and 8 bytes a distinct pair, of which
/// there are far fewer than rows: scores have some ten values.
#[derive(Debug, Clone, Default)]
pub(super) struct PairCounts {
    waiting: Vec<u32>,
    cells: Vec<(u32, u32)>,
}

/// Bits that hold a goodness: 0 to 100,000 steps.
const GOODNESS_BITS: u32 = 17;

/// Waiting pairs below which a merge does not pay.
const MIN_WAITING: usize = 512;

impl PairCounts {
    /// Counts a comment's sentiment, in steps, with a goodness of 0–100.
    pub(super) fn add(&mut self, sentiment: i16, goodness: f64) {
        let Some(goodness) = goodness_steps(goodness) else { return };
        let above_zero = (i32::from(sentiment) + i32::from(SENTIMENT_STEPS)) as u32;
        self.waiting.push(above_zero << GOODNESS_BITS | goodness);
        if self.waiting.len() >= MIN_WAITING.max(self.cells.len() / 2) {
            self.settle();
        }
    }

    /// Adds all pairs of `other`.
    pub(super) fn merge(&mut self, mut other: PairCounts) {
        other.settle();
        self.settle();
        if self.cells.is_empty() {
            self.cells = other.cells;
        } else {
            self.cells = merged(&self.cells, other.cells.into_iter());
        }
    }

    fn settle(&mut self) {
        self.waiting.sort_unstable();
        let counted =
            self.waiting.chunk_by(|a, b| a == b).map(|equal| (equal[0], equal.len() as u32));
        self.cells = merged(&self.cells, counted);
        self.waiting.clear();
    }

    /// The correlation, its q still to be set by [`adjust`]; `None` for fewer
    /// than `at_least` (and never fewer than [`MIN_PAIRS`]) pairs or where one
    /// side does not vary.
    pub(super) fn correlate(
        mut self,
        score: ScoreKind,
        at_least: u64,
    ) -> Option<CorrelationSummary> {
        self.settle();
        let cells: Vec<Cell> = self.cells.into_iter().map(cell).collect();
        let n: u64 = cells.iter().map(|c| c.count).sum();
        if n < at_least.max(MIN_PAIRS) {
            return None;
        }
        let tau = kendall_tau_b_cells(&cells)?;
        Some(CorrelationSummary {
            score,
            n,
            tau_b: fieller_tau(tau.value, n)?,
            spearman: bonett_wright(spearman_cells(&cells)?.value, n)?,
            p: tau.p,
            q: tau.p,
            low_base: n < LOW_BASE,
        })
    }
}

fn cell((pair, count): (u32, u32)) -> Cell {
    let sentiment = f64::from(pair >> GOODNESS_BITS) - f64::from(SENTIMENT_STEPS);
    let goodness = f64::from(pair & ((1 << GOODNESS_BITS) - 1));
    Cell {
        x: sentiment / f64::from(SENTIMENT_STEPS),
        y: goodness / f64::from(GOODNESS_STEPS),
        count: u64::from(count),
    }
}

/// Two ascending lists of counts as one.
fn merged(cells: &[(u32, u32)], more: impl Iterator<Item = (u32, u32)>) -> Vec<(u32, u32)> {
    let mut out = Vec::with_capacity(cells.len() + more.size_hint().0);
    let mut rest = cells.iter().copied().peekable();
    for (pair, count) in more {
        while let Some(before) = rest.next_if(|(other, _)| *other < pair) {
            out.push(before);
        }
        let already = rest.next_if(|(other, _)| *other == pair).map_or(0, |(_, n)| n);
        out.push((pair, already.saturating_add(count)));
    }
    out.extend(rest);
    out.shrink_to_fit();
    out
}

/// Sets the q of every correlation of a report.
pub(super) fn adjust<'a>(correlations: impl Iterator<Item = &'a mut CorrelationSummary>) {
    let all: Vec<&mut CorrelationSummary> = correlations.collect();
    let p: Vec<f64> = all.iter().map(|c| c.p).collect();
    for (correlation, q) in all.into_iter().zip(benjamini_hochberg(&p).unwrap_or(p)) {
        correlation.q = q;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::correlation::{kendall_tau_b, spearman};

    #[test]
    fn counted_pairs_correlate_like_the_series() {
        // A multiplicative sequence is varied enough and needs no generator.
        let noise = |i: u64| (i * 7919 % 1009) as f64 / 1009.0;
        let n = 5_000_u64;
        let score = |i: u64| (noise(i * 31 + 7) * 11.0).floor().min(10.0);
        let sentiment = |i: u64| (noise(i) - 0.5 + (score(i) - 5.0) / 20.0).round_to(4);
        let (mut first, mut second) = (PairCounts::default(), PairCounts::default());
        for i in 0..n {
            let steps = (sentiment(i) * 1e4).round() as i16;
            let half = if i % 3 == 0 { &mut first } else { &mut second };
            half.add(steps, score(i) * 10.0);
        }
        first.merge(second);
        let x: Vec<f64> = (0..n).map(sentiment).collect();
        let y: Vec<f64> = (0..n).map(score).collect();
        let actual = first.correlate(ScoreKind::Nps, 5).unwrap();
        let tau = kendall_tau_b(&x, &y).unwrap();
        assert_eq!(actual.n, n);
        assert!((actual.tau_b.value - tau.value).abs() < 1e-12);
        assert!((actual.p - tau.p).abs() < 1e-12);
        let rho = spearman(&x, &y).unwrap();
        assert!((actual.spearman.value - rho.value).abs() < 1e-12);
        assert!(!actual.low_base && actual.tau_b.value > 0.1);
    }

    trait RoundTo {
        fn round_to(self, digits: i32) -> f64;
    }

    impl RoundTo for f64 {
        fn round_to(self, digits: i32) -> f64 {
            let unit = 10_f64.powi(digits);
            (self * unit).round() / unit
        }
    }

    #[test]
    fn too_few_or_constant_pairs_have_no_correlation() {
        let pairs = |n: i16, constant: bool| {
            let mut pairs = PairCounts::default();
            (0..n).for_each(|i| {
                pairs.add(i * 100, if constant { 50.0 } else { f64::from(i * i % 7) * 10.0 });
            });
            pairs
        };
        assert_eq!(pairs(7, false).correlate(ScoreKind::Csat, 1), None);
        assert_eq!(pairs(9, false).correlate(ScoreKind::Csat, 10), None);
        assert_eq!(pairs(9, true).correlate(ScoreKind::Csat, 5), None);
        assert!(pairs(8, false).correlate(ScoreKind::Csat, 5).unwrap().low_base);
    }
}
