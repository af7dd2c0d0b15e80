//! How the sentiment of what people write goes together with a score.
//!
//! Two sentiments can be set against the scores of a touchpoint: that of the
//! comment, and that of the opinions in it which are about this touchpoint.
//! Who is pleased with everything scores every touchpoint high and writes kindly
//! of each: a halo. So the second also comes with the partial correlation that
//! holds the sentiment of the whole comment constant; what remains of it is the
//! touchpoint's own.

use serde::Serialize;

use super::scores::Merge;
use super::steps::{GOODNESS_STEPS, SENTIMENT_STEPS, goodness_steps};
use crate::feedback::ScoreKind;
use crate::stats::Estimate;
pub use crate::stats::LOW_BASE;
use crate::stats::correlation::{
    PairCount, bonett_wright, fisher, kendall_tau_b_counted, pearson_counted, spearman_counted,
};
use crate::stats::multiple::benjamini_hochberg;
use crate::stats::partial::partial_spearman;
use crate::stats::permutation::{PERMUTATIONS, permutation_p};
use crate::stats::tau_interval::{clustered_tau_b, kendall_tau_b_interval};

/// Fewest pairs for which a correlation is stated.
pub const MIN_PAIRS: u64 = 8;

/// Smallest p that shuffling tells.
const SMALLEST_P: f64 = 1.0 / (PERMUTATIONS + 1) as f64;

/// Seed of the permutation tests, so that the same pairs have the same p.
const SEED: u64 = 20_13;

/// Whose sentiment is set against a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Basis {
    /// That of the whole comment.
    Comment,
    /// The mean of the comment's opinions about the touchpoint.
    Opinions,
}

/// What remains of a correlation when the sentiment of the whole comment is
/// held constant.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PartialSummary {
    /// Partial Spearman ρ with interval; sentiments in hundredths.
    pub rho: Estimate,
    /// Two-sided p.
    pub p: f64,
}

/// Association of sentiment with one score. The score is taken on
/// its 0–100 footing, so a positive sign always means "better text, better
/// score".
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CorrelationSummary {
    /// The score.
    pub score: ScoreKind,
    /// Whose sentiment it is.
    pub basis: Basis,
    /// Pairs of sentiment and score.
    pub n: u64,
    /// Kendall τ-b with the interval of Brown and Benedetti, which knows of ties.
    pub tau_b: Estimate,
    /// Spearman ρ with the interval of Bonett and Wright.
    pub spearman: Estimate,
    /// Pearson r with Fisher's interval, for reference: a score is no
    /// measurement.
    pub pearson: Estimate,
    /// Two-sided p of τ-b.
    pub p: f64,
    /// Whether p is that of a permutation test, as for 50 pairs and fewer.
    pub permuted: bool,
    /// Design effect, where several pairs are of the same people: how many times the variance of
    /// τ-b is that of as many independent pairs. Intervals and p take it into account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub design: Option<f64>,
    /// Benjamini-Hochberg q over all correlations of the report.
    pub q: f64,
    /// Fewer than 30 pairs: read with caution.
    pub low_base: bool,
    /// Of the opinions about a touchpoint: the correlation that is its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partial: Option<PartialSummary>,
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
    whose: Whose,
}

/// Most people of whom pairs are kept.
const MOST_PEOPLE: usize = 1 << 12;

/// Most pairs that are kept of them.
const MOST_KEPT: usize = 1 << 18;

/// Who some of the pairs are of.
#[derive(Debug, Clone)]
struct Whose {
    /// People whose hash is below are kept.
    below: u64,
    pairs: Vec<(u64, u32)>,
    /// Number of pairs from which it is looked whether they are too many.
    look: usize,
}

impl Default for Whose {
    fn default() -> Whose {
        Whose { below: u64::MAX, pairs: Vec::new(), look: 2 * MOST_PEOPLE }
    }
}

impl Whose {
    fn add(&mut self, person: u64, pair: u32) {
        if person < self.below {
            self.pairs.push((person, pair));
            if self.pairs.len() >= self.look {
                self.thin();
            }
        }
    }

    /// Keeps half of the people, by their hashes, while there are too many: the same in the end
    /// whatever the order in which they came.
    fn thin(&mut self) {
        self.pairs.sort_unstable();
        loop {
            let people = self.pairs.chunk_by(|a, b| a.0 == b.0).count();
            if people <= MOST_PEOPLE && self.pairs.len() <= MOST_KEPT {
                break;
            }
            self.below /= 2;
            let kept = self.pairs.partition_point(|(person, _)| *person < self.below);
            self.pairs.truncate(kept);
        }
        self.look = (2 * self.pairs.len()).max(2 * MOST_PEOPLE);
    }

    fn merge(&mut self, other: Whose) {
        self.below = self.below.min(other.below);
        self.pairs.extend(other.pairs);
        let below = self.below;
        self.pairs.retain(|(person, _)| *person < below);
        self.thin();
    }
}

/// Bits that hold a goodness: 0 to 100,000 steps.
const GOODNESS_BITS: u32 = 17;

/// Waiting pairs below which a merge does not pay.
const MIN_WAITING: usize = 512;

impl Merge for PairCounts {
    fn merge(&mut self, mut other: PairCounts) {
        other.settle();
        self.settle();
        self.whose.merge(std::mem::take(&mut other.whose));
        if self.cells.is_empty() {
            self.cells = other.cells;
        } else {
            self.cells = merged(&self.cells, other.cells.into_iter());
        }
    }
}

impl PairCounts {
    /// Counts a comment's sentiment, in steps, with a goodness of 0–100; of whom, where others
    /// may be of the same person.
    pub(super) fn add(&mut self, sentiment: i16, goodness: f64, person: Option<u64>) {
        let Some(goodness) = goodness_steps(goodness) else { return };
        let above_zero = (i32::from(sentiment) + i32::from(SENTIMENT_STEPS)) as u32;
        let pair = above_zero << GOODNESS_BITS | goodness;
        self.waiting.push(pair);
        if let Some(person) = person {
            self.whose.add(person, pair);
        }
        if self.waiting.len() >= MIN_WAITING.max(self.cells.len() / 2) {
            self.settle();
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
    /// side does not vary. `permute` says whether few pairs have the p of a
    /// permutation test.
    pub(super) fn correlate(
        mut self,
        score: ScoreKind,
        basis: Basis,
        at_least: u64,
        permute: bool,
    ) -> Option<CorrelationSummary> {
        let mut whose = std::mem::take(&mut self.whose);
        whose.thin();
        let cells = self.counted();
        let n: u64 = cells.iter().map(|c| c.count).sum();
        if n < at_least.max(MIN_PAIRS) {
            return None;
        }
        let of_whom = whose.pairs.into_iter().map(|(person, pair)| {
            let cell = cell((pair, 1));
            (person, cell.x, cell.y)
        });
        if let Some(clustered) = clustered_tau_b(&cells, of_whom.collect()) {
            // Shuffled pairs would be of nobody: there is no permutation test of them.
            let worth = worth(n, clustered.effect);
            return Some(CorrelationSummary {
                score,
                basis,
                n,
                tau_b: clustered.tau_b,
                spearman: bonett_wright(spearman_counted(&cells)?.value, worth)?,
                pearson: fisher(pearson_counted(&cells)?.value, worth)?,
                p: clustered.p,
                permuted: false,
                design: Some(clustered.effect),
                q: clustered.p,
                low_base: worth < LOW_BASE,
                partial: None,
            });
        }
        let permuted = if permute { permutation_p(&cells, SEED) } else { None };
        // Where no shuffle came near, p may be far below what so many can tell. The normal
        // approximation has heavier tails than τ, which ends at 1: there it is cautious.
        let normal = kendall_tau_b_counted(&cells)?.p;
        let p = permuted.map_or(normal, |p| if p > SMALLEST_P { p } else { p.min(normal) });
        Some(CorrelationSummary {
            score,
            basis,
            n,
            tau_b: kendall_tau_b_interval(&cells)?,
            spearman: bonett_wright(spearman_counted(&cells)?.value, n)?,
            pearson: fisher(pearson_counted(&cells)?.value, n)?,
            p,
            permuted: permuted.is_some(),
            design: None,
            q: p,
            low_base: n < LOW_BASE,
            partial: None,
        })
    }

    fn counted(mut self) -> Vec<PairCount> {
        self.settle();
        self.cells.into_iter().map(cell).collect()
    }
}

/// Sentiment of a touchpoint's own opinions against its score, and both against
/// the sentiment of the whole comment.
#[derive(Debug, Clone, Default)]
pub(super) struct OwnPairs {
    own_score: PairCounts,
    /// The rest in hundredths, for two sentiments make many cells.
    coarse_score: PairCounts,
    own_comment: PairCounts,
    comment_score: PairCounts,
}

impl OwnPairs {
    /// Counts the sentiment of a touchpoint's own opinions, that of the comment
    /// they stand in, both in steps, and a goodness of 0–100.
    pub(super) fn add(&mut self, own: i16, comment: i16, goodness: f64, person: Option<u64>) {
        self.own_score.add(own, goodness, person);
        let (own, comment) = (hundredths(own), hundredths(comment));
        self.coarse_score.add(own, goodness, None);
        self.comment_score.add(comment, goodness, None);
        let upwards = f64::from(comment) / f64::from(SENTIMENT_STEPS) + 1.0;
        self.own_comment.add(own, upwards * 50.0, None);
    }

    /// The correlation with what remains of it; see [`PairCounts::correlate`].
    pub(super) fn correlate(
        self,
        score: ScoreKind,
        at_least: u64,
        permute: bool,
    ) -> Option<CorrelationSummary> {
        let summary = self.own_score.correlate(score, Basis::Opinions, at_least, permute)?;
        let rho = |pairs: PairCounts| spearman_counted(&pairs.counted()).map(|found| found.value);
        let partial = || {
            let own_score = rho(self.coarse_score)?;
            let (own, score) = (rho(self.own_comment)?, rho(self.comment_score)?);
            let worth = summary.design.map_or(summary.n, |effect| worth(summary.n, effect));
            let found = partial_spearman(own_score, own, score, worth)?;
            Some(PartialSummary { rho: found.correlation, p: found.p })
        };
        Some(CorrelationSummary { partial: partial(), ..summary })
    }
}

/// Independent pairs that so many are worth.
fn worth(n: u64, effect: f64) -> u64 {
    ((n as f64 / effect) as u64).max(5)
}

/// A sentiment in steps, rounded to a hundredth of the way from 0 to 1.
fn hundredths(steps: i16) -> i16 {
    const UNIT: i16 = SENTIMENT_STEPS / 100;
    (steps + UNIT / 2 * steps.signum()) / UNIT * UNIT
}

fn cell((pair, count): (u32, u32)) -> PairCount {
    let sentiment = f64::from(pair >> GOODNESS_BITS) - f64::from(SENTIMENT_STEPS);
    let goodness = f64::from(pair & ((1 << GOODNESS_BITS) - 1));
    PairCount {
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
            half.add(steps, score(i) * 10.0, None);
        }
        first.merge(second);
        let x: Vec<f64> = (0..n).map(sentiment).collect();
        let y: Vec<f64> = (0..n).map(score).collect();
        let actual = first.correlate(ScoreKind::Nps, Basis::Comment, 5, true).unwrap();
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
    fn a_halo_leaves_nothing_of_its_own() {
        let noise = |i: u64, salt: u64| (i * (7919 + salt * 104) % 1009) as f64 / 1009.0 - 0.5;
        let steps = |x: f64| (x.clamp(-1.0, 1.0) * 1e4).round() as i16;
        let (mut halo, mut own) = (OwnPairs::default(), OwnPairs::default());
        for i in 0..2_000 {
            let (mood, here) = (noise(i, 0), noise(i, 3));
            let comment = steps(1.6 * mood);
            let said = steps(1.2 * mood + 0.5 * noise(i, 7));
            halo.add(said, comment, 50.0 + 60.0 * mood + 30.0 * noise(i, 11), None);
            own.add(steps(mood + here), comment, 50.0 + 40.0 * mood + 50.0 * here, None);
        }
        let halo = halo.correlate(ScoreKind::Csat, 5, true).unwrap();
        let own = own.correlate(ScoreKind::Csat, 5, true).unwrap();
        assert!(halo.tau_b.low > 0.3 && own.tau_b.low > 0.3, "{halo:?} {own:?}");
        let (halo, own) = (halo.partial.unwrap(), own.partial.unwrap());
        assert!(halo.rho.value.abs() < 0.1 && own.rho.low > 0.5, "{halo:?} {own:?}");
        assert_eq!([hundredths(149), hundredths(-151), hundredths(10_000)], [100, -200, 10_000]);
    }

    #[test]
    fn few_pairs_are_permuted() {
        let mut pairs = PairCounts::default();
        (0..20_i16).for_each(|i| pairs.add(i * 400, f64::from(i / 4) * 20.0, None));
        let few = pairs.correlate(ScoreKind::Csat, Basis::Comment, 5, true).unwrap();
        // Perfect but for ties: no shuffle comes near.
        assert!(few.permuted && few.p < 1e-5 && few.low_base, "{}", few.p);
        assert!(few.pearson.value > 0.9);
    }

    #[test]
    fn too_few_or_constant_pairs_have_no_correlation() {
        let pairs = |n: i16, constant: bool| {
            let mut pairs = PairCounts::default();
            (0..n).for_each(|i| {
                let y = if constant { 50.0 } else { f64::from(i * i % 7) * 10.0 };
                pairs.add(i * 100, y, None);
            });
            pairs
        };
        assert_eq!(pairs(7, false).correlate(ScoreKind::Csat, Basis::Comment, 1, true), None);
        assert_eq!(pairs(9, false).correlate(ScoreKind::Csat, Basis::Comment, 10, true), None);
        assert_eq!(pairs(9, true).correlate(ScoreKind::Csat, Basis::Comment, 5, true), None);
        assert!(
            pairs(8, false).correlate(ScoreKind::Csat, Basis::Comment, 5, true).unwrap().low_base
        );
    }
}
