//! Scores and comments that contradict each other.
//!
//! A promoter who complains knows what is still wrong; a detractor who praises
//! has often taken the scale the wrong way round. Where a whole file is like
//! that, its scale was declared the wrong way round, and every number made of it
//! has the wrong sign. So contradictions are counted, and for every file it is
//! checked whether better words go with lower scores.
//!
//! A score is paired with the comment of its own entry. Without one, a score
//! for the whole row is paired with all comments of the row together, and a
//! score of one touchpoint with the row's comment where there is just one. As in
//! the overall metrics, scores of single touchpoints of a wide row enter the
//! table only where no wide row was asked for the whole; the check of a file
//! takes them all. Comments with nothing to judge are not counted.

#[cfg(test)]
mod tests;

use std::cell::OnceCell;
use std::collections::BTreeMap;

use serde::Serialize;

use super::row::RowView;
use super::scores::{AskedForWhole, Merge, ScoreScope, Split};
use super::steps::{SENTIMENT_STEPS, comment_steps, goodness_steps};
use super::verbatim::{Candidates, Offer, Verbatim};
use super::{CommentFacts, Suppression};
use crate::feedback::{PerScore, ScoreKind, ScoreValue};
pub use crate::metrics::Band;
use crate::metrics::Design;
use crate::sentiment::Label;
use crate::stats::Estimate;
use crate::stats::correlation::PairCount;
use crate::stats::interval::wilson_clustered;
use crate::stats::tau_interval::kendall_tau_b_interval;

/// Fewest pairs of a file from which its scale is judged.
pub const MIN_PAIRS: u64 = 30;

/// A scale is likely reversed where all of the 95 % interval of τ-b is below.
/// Not 0: comments that have little to do with the score may stray below it.
pub const REVERSED_BELOW: f64 = -0.1;

/// Comments of one score band, by what they say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct BandCounts {
    /// The band.
    pub band: Band,
    /// Comments labelled negative or very negative.
    pub negative: u64,
    /// Comments labelled neutral.
    pub neutral: u64,
    /// Comments labelled mixed.
    pub mixed: u64,
    /// Comments labelled positive or very positive.
    pub positive: u64,
}

impl BandCounts {
    /// All comments of the band.
    pub fn n(&self) -> u64 {
        self.negative + self.neutral + self.mixed + self.positive
    }
}

/// Comments that contradict their score, in one band.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Contradiction {
    /// Comments of the band.
    pub n: u64,
    /// Of these, comments that contradict.
    pub count: u64,
    /// `count / n`, Wilson; `None` when suppressed.
    pub share: Option<Estimate>,
    /// Up to three that stand for the others; empty when suppressed.
    pub verbatims: Vec<Verbatim>,
}

/// How one score goes together with what is said.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ScoreMismatch {
    /// The score.
    pub score: ScoreKind,
    /// Pairs of a score and a comment with something to judge.
    pub n: u64,
    /// By band, worst first.
    pub bands: [BandCounts; 3],
    /// High scores with a negative comment. A mixed one is no contradiction.
    pub complaints: Contradiction,
    /// Low scores with a positive comment.
    pub praise: Contradiction,
}

/// Whether a file's scale of one score is likely the wrong way round, with the
/// evidence.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ScaleCheck {
    /// File name without its folder.
    pub file: String,
    /// The score.
    pub score: ScoreKind,
    /// Pairs of a score and a comment in this file.
    pub n: u64,
    /// Kendall τ-b of the goodness of the score (in the declared direction)
    /// with the sentiment of the comment, in bins of 1 of 100 points and 0.05.
    pub tau_b: Estimate,
    /// Share in [0, 1] of pairs that contradict (high and negative, low and
    /// positive) as the scale is declared.
    pub contradicting: f64,
    /// The same share if the scale is turned round.
    pub contradicting_turned: f64,
    /// Whether all of the interval of τ-b is below [`REVERSED_BELOW`].
    pub likely_reversed: bool,
}

/// Contradictions of scores and comments.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Mismatch {
    /// One per score with enough pairs, in the order of [`ScoreKind::ALL`].
    pub scores: Vec<ScoreMismatch>,
    /// One per file and score with at least [`MIN_PAIRS`] pairs in which both
    /// vary, in the order of the files.
    pub scales: Vec<ScaleCheck>,
}

/// What a comment says, coarsely.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tone {
    Negative,
    Neutral,
    Mixed,
    Positive,
}

impl Tone {
    fn of(label: Label) -> Option<Tone> {
        match label {
            Label::VeryNegative | Label::Negative => Some(Tone::Negative),
            Label::Neutral => Some(Tone::Neutral),
            Label::Mixed => Some(Tone::Mixed),
            Label::Positive | Label::VeryPositive => Some(Tone::Positive),
            Label::Undetected => None,
        }
    }

    /// What two comments say together: neutral adds nothing, and anything else
    /// that differs is mixed.
    fn with(self, other: Tone) -> Tone {
        match (self, other) {
            (Tone::Neutral, tone) | (tone, Tone::Neutral) => tone,
            (a, b) if a == b => a,
            _ => Tone::Mixed,
        }
    }
}

/// What is said beside a score.
#[derive(Debug, Clone, Copy)]
struct Said {
    tone: Tone,
    /// Of the comment at `entry`.
    label: Label,
    /// In steps.
    sentiment: i16,
    /// The entry of the comment, or of one that says so.
    entry: usize,
}

/// Pairs of one score, by band and tone.
#[derive(Debug, Clone, Default)]
struct Table {
    counts: [[u64; 4]; 3],
    complaints: Candidates,
    praise: Candidates,
}

impl Merge for Table {
    fn merge(&mut self, other: Table) {
        for (mine, theirs) in self.counts.iter_mut().flatten().zip(other.counts.iter().flatten()) {
            *mine += theirs;
        }
        self.complaints.merge(other.complaints);
        self.praise.merge(other.praise);
    }
}

impl Table {
    fn summary(
        self,
        score: ScoreKind,
        files: &[String],
        suppression: Suppression,
        labels: Design,
    ) -> Option<ScoreMismatch> {
        let bands = Band::ALL.map(|band| {
            let [negative, neutral, mixed, positive] = self.counts[band as usize];
            BandCounts { band, negative, neutral, mixed, positive }
        });
        let n = bands.iter().map(BandCounts::n).sum();
        let contradiction = |n: u64, count: u64, sample: Candidates| Contradiction {
            n,
            count,
            share: wilson_clustered(count, n, labels.effect()).filter(|_| n >= suppression.metric),
            verbatims: match count >= suppression.verbatim {
                true => sample.verbatims(files, Some(score)),
                false => Vec::new(),
            },
        };
        let [low, _, high] = bands;
        (n >= suppression.metric.max(1)).then(|| ScoreMismatch {
            score,
            n,
            bands,
            complaints: contradiction(high.n(), high.negative, self.complaints),
            praise: contradiction(low.n(), low.positive, self.praise),
        })
    }
}

/// Bins of sentiment between 0 and 1.
const SENTIMENT_BINS: i16 = 20;

/// Pairs of one file and score, in bins.
#[derive(Debug, Clone, Default)]
struct FilePairs {
    /// By bin of sentiment and of goodness.
    pairs: BTreeMap<(u8, u8), u64>,
    contradicting: u64,
    turned: u64,
}

impl FilePairs {
    fn add(&mut self, kind: ScoreKind, score: ScoreValue, said: Said) {
        let width = SENTIMENT_STEPS / SENTIMENT_BINS;
        let sentiment = (said.sentiment + SENTIMENT_STEPS + width / 2) / width;
        let goodness = score.goodness().clamp(0.0, 100.0).round();
        *self.pairs.entry((sentiment as u8, goodness as u8)).or_default() += 1;
        let turned =
            ScoreValue { value: score.scale.low + score.scale.high - score.value, ..score };
        self.contradicting += u64::from(contradicts(Band::of(kind.measure(), score), said.tone));
        self.turned += u64::from(contradicts(Band::of(kind.measure(), turned), said.tone));
    }

    fn check(&self, file: &str, score: ScoreKind) -> Option<ScaleCheck> {
        let cells: Vec<PairCount> = self
            .pairs
            .iter()
            .map(|(&(x, y), &count)| PairCount { x: f64::from(x), y: f64::from(y), count })
            .collect();
        let n: u64 = cells.iter().map(|c| c.count).sum();
        let tau_b = kendall_tau_b_interval(&cells).filter(|_| n >= MIN_PAIRS)?;
        Some(ScaleCheck {
            file: file.to_owned(),
            score,
            n,
            tau_b,
            contradicting: self.contradicting as f64 / n as f64,
            contradicting_turned: self.turned as f64 / n as f64,
            likely_reversed: tau_b.high < REVERSED_BELOW,
        })
    }
}

fn contradicts(band: Band, tone: Tone) -> bool {
    matches!((band, tone), (Band::High, Tone::Negative) | (Band::Low, Tone::Positive))
}

/// Counts contradictions, row by row. Takes memory for counts and a small
/// sample of comments only.
#[derive(Debug, Clone, Default)]
pub struct MismatchCounter {
    tables: Split<PerScore<Table>>,
    files: BTreeMap<u32, PerScore<FilePairs>>,
    /// What each entry says, across rows.
    said: Vec<Option<Option<Said>>>,
}

impl MismatchCounter {
    /// Takes one row.
    pub(super) fn add(&mut self, row: &RowView) {
        let mut said = std::mem::take(&mut self.said);
        said.clear();
        said.extend(
            row.comments
                .iter()
                .enumerate()
                .map(|(i, facts)| facts.as_ref().map(|facts| judged(facts, i))),
        );
        if said.iter().flatten().flatten().next().is_some() {
            let together = together(&said, row.mean);
            let sole = together.filter(|_| row.sole.is_some());
            for (i, entry) in row.entries().enumerate() {
                let borrowed = if entry.entry.touchpoint.is_none() { together } else { sole };
                let Some(said) = said[i].unwrap_or(borrowed) else { continue };
                for (kind, score) in entry.entry.scores.given() {
                    self.pair(row, i, entry.scope, kind, score, said);
                }
            }
        }
        self.said = said;
    }

    fn pair(
        &mut self,
        row: &RowView,
        entry: usize,
        scope: ScoreScope,
        kind: ScoreKind,
        score: ScoreValue,
        said: Said,
    ) {
        if goodness_steps(score.goodness()).is_none() {
            return;
        }
        let band = Band::of(kind.measure(), score);
        self.files.entry(row.row.source.file).or_default()[kind].add(kind, score, said);
        if !row.may_count(scope, kind) {
            return;
        }
        let table = &mut self.tables.side(scope)[kind];
        table.counts[band as usize][said.tone as usize] += 1;
        if contradicts(band, said.tone) {
            let text = row.row.entries[said.entry].comment.as_deref().unwrap_or_default();
            let sample = if band == Band::High { &mut table.complaints } else { &mut table.praise };
            sample.offer(&Offer {
                row,
                // The one with the score: the comment may be borrowed.
                entry,
                text,
                length: text.chars().count(),
                wording: &OnceCell::new(),
                label: said.label,
                evidence: &(0..text.len()),
                sentiment: f32::from(said.sentiment) / f32::from(SENTIMENT_STEPS),
                borne_out: true,
            });
        }
    }

    /// The contradictions of the run; `files` are its files without their
    /// folders, by `SourceRow::file`, `labels` the design effect of the labels of comments.
    pub(super) fn finish(
        self,
        files: &[String],
        asked: AskedForWhole,
        suppression: Suppression,
        labels: Design,
    ) -> Mismatch {
        let tables = self.tables.resolve(asked).into_iter();
        let scores =
            tables.filter_map(|(kind, table)| table.summary(kind, files, suppression, labels));
        let scores = scores.collect();
        let scales = self
            .files
            .iter()
            .flat_map(|(&file, kinds)| {
                let name = files.get(file as usize).map_or("", String::as_str);
                let check = move |(kind, pairs): (ScoreKind, &FilePairs)| pairs.check(name, kind);
                kinds.iter().filter_map(check)
            })
            .collect();
        Mismatch { scores, scales }
    }
}

/// What a comment says; `None` where there is nothing to judge.
fn judged(facts: &CommentFacts, entry: usize) -> Option<Said> {
    let sentiment = comment_steps(facts)?;
    Some(Said { tone: Tone::of(facts.label)?, label: facts.label, sentiment, entry })
}

/// What the comments of a row say together.
fn together(said: &[Option<Option<Said>>], mean: Option<i16>) -> Option<Said> {
    let all = || said.iter().flatten().flatten();
    let tone = all().map(|s| s.tone).reduce(Tone::with)?;
    let example = all().find(|s| s.tone == tone).or_else(|| all().next())?;
    Some(Said { tone, label: example.label, sentiment: mean?, entry: example.entry })
}
