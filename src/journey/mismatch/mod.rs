//! Scores and comments that contradict each other.
//!
//! A promoter who complains knows what is still wrong; a detractor who praises
//! has often taken the scale the wrong way round. Where a whole file is like
//! that, its scale was declared the wrong way round, and every number made of it
//! has the wrong sign. So contradictions are counted, and for every file it is
//! checked whether better words go with lower scores.
//!
//! A comment counts at most once of each score: with the score it was written with,
//! else with that for the whole, else with the band that all ratings of touchpoints
//! in its row are in, and else not at all (see `held`). So the table is of comments,
//! however many touchpoints a row rates, and nobody who was content with three of four
//! is said to contradict that by complaining about the fourth.
//!
//! The check of a file is another matter: that better words go with better scores holds of
//! every pair, so it takes all scores, each with the comment of its own entry. Without
//! one, a score for the whole row is paired with all comments of the row together, and a
//! score of one touchpoint with the row's comment where there is just one. Its numbers are
//! of such pairs, of which a row may give several. Comments with nothing to judge are in
//! neither.
//!
//! An answer to "What did you like?" or "What could we do better?" contradicts no score, for
//! only that was asked. It is in no table, nor among the contradictions of a file; how many
//! are left out is told. To the association of a file they count: within a question better
//! words go with better scores all the same.

mod held;
#[cfg(test)]
mod tests;

use std::cell::OnceCell;
use std::collections::BTreeMap;

use serde::Serialize;

use self::held::{Against, held};
use super::row::{RowView, mean};
use super::scores::{AskedForWhole, Merge, Split};
use super::steps::{SENTIMENT_STEPS, comment_steps, goodness_steps};
use super::verbatim::{Candidates, Offer, Verbatim};
use super::{CommentFacts, Suppression};
use crate::feedback::{Entry, PerScore, ScoreKind, ScoreValue};
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
    /// positive) as the scale is declared, of those whose comment was asked for
    /// anything; `None` where each was asked for one side alone.
    pub contradicting: Option<f64>,
    /// The same share if the scale is turned round.
    pub contradicting_turned: Option<f64>,
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
    /// Comments beside a score that are not among those of `scores`, as their question asked for
    /// one side alone.
    pub left_out: u64,
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
    /// Those that can contradict: their comment was asked for anything.
    open: u64,
    contradicting: u64,
    turned: u64,
}

impl FilePairs {
    /// Adds a score with what is said beside it, and of that, with what was asked for anything.
    fn add(&mut self, kind: ScoreKind, score: ScoreValue, said: Said, open: Option<Said>) {
        let width = SENTIMENT_STEPS / SENTIMENT_BINS;
        let sentiment = (said.sentiment + SENTIMENT_STEPS + width / 2) / width;
        let goodness = score.goodness().clamp(0.0, 100.0).round();
        *self.pairs.entry((sentiment as u8, goodness as u8)).or_default() += 1;
        let Some(Said { tone, .. }) = open else { return };
        let turned =
            ScoreValue { value: score.scale.low + score.scale.high - score.value, ..score };
        self.open += 1;
        self.contradicting += u64::from(contradicts(Band::of(kind.measure(), score), tone));
        self.turned += u64::from(contradicts(Band::of(kind.measure(), turned), tone));
    }

    fn check(&self, file: &str, score: ScoreKind) -> Option<ScaleCheck> {
        let cells: Vec<PairCount> = self
            .pairs
            .iter()
            .map(|(&(x, y), &count)| PairCount { x: f64::from(x), y: f64::from(y), count })
            .collect();
        let n: u64 = cells.iter().map(|c| c.count).sum();
        let share = |of: u64| (self.open > 0).then(|| of as f64 / self.open as f64);
        let tau_b = kendall_tau_b_interval(&cells).filter(|_| n >= MIN_PAIRS)?;
        Some(ScaleCheck {
            file: file.to_owned(),
            score,
            n,
            tau_b,
            contradicting: share(self.contradicting),
            contradicting_turned: share(self.turned),
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
    /// Of the whole: every answer with comments of its own or of the whole; of parts: ratings of
    /// touchpoints that stand in.
    tables: Split<PerScore<Table>>,
    files: BTreeMap<u32, PerScore<FilePairs>>,
    left_out: u64,
    /// What each entry says, across rows.
    said: Vec<Option<Option<Said>>>,
    /// Of these, what was asked for anything.
    open: Vec<Option<Option<Said>>>,
}

impl MismatchCounter {
    /// Takes one row.
    pub(super) fn add(&mut self, row: &RowView) {
        let (mut said, mut open) = (std::mem::take(&mut self.said), std::mem::take(&mut self.open));
        said.clear();
        open.clear();
        said.extend(
            row.comments
                .iter()
                .enumerate()
                .map(|(i, facts)| facts.as_ref().map(|facts| judged(facts, i)))
                .zip(&row.row.entries)
                // What was written later is as well.
                .map(|(said, entry)| said.map(|said| said.filter(|_| !entry.asked.is_apart()))),
        );
        // What answers for one side is a comment with nothing to hold against a score.
        open.extend(
            said.iter()
                .zip(&row.row.entries)
                .map(|(said, entry)| said.map(|said| said.filter(|_| !entry.asked.is_framed()))),
        );
        if said.iter().flatten().flatten().next().is_some() {
            self.check(row, &said, &open);
            self.count(row, &open);
            if row.scores.given().next().is_some() {
                let told = |all: &[Option<Option<Said>>]| all.iter().flatten().flatten().count();
                self.left_out += (told(&said) - told(&open)) as u64;
            }
        }
        (self.said, self.open) = (said, open);
    }

    /// Adds every score with what is said beside it to the check of the file.
    fn check(
        &mut self,
        row: &RowView,
        said: &[Option<Option<Said>>],
        open: &[Option<Option<Said>>],
    ) {
        let (all, open) = (Beside::of(row, said), Beside::of(row, open));
        for (at, entry) in row.row.entries.iter().enumerate() {
            let Some(said) = all.entry(at, entry) else { continue };
            let open = open.entry(at, entry);
            let numbers =
                |(_, score): &(ScoreKind, ScoreValue)| goodness_steps(score.goodness()).is_some();
            for (kind, score) in entry.scores.given().filter(numbers) {
                let pairs = &mut self.files.entry(row.row.source.file).or_default()[kind];
                pairs.add(kind, score, said, open);
            }
        }
    }

    /// Counts the comments of the row, each once of a score.
    fn count(&mut self, row: &RowView, said: &[Option<Option<Said>>]) {
        for (kind, _) in row.scores.given() {
            for (against, said) in held(row, said, kind) {
                self.put(row, kind, against, said);
            }
        }
    }

    fn put(&mut self, row: &RowView, kind: ScoreKind, against: Against, said: Said) {
        if !row.may_count(against.scope, kind) {
            return;
        }
        let table = &mut self.tables.side(against.scope)[kind];
        table.counts[against.band as usize][said.tone as usize] += 1;
        if !contradicts(against.band, said.tone) {
            return;
        }
        let text = row.row.entries[said.entry].comment.as_deref().unwrap_or_default();
        let high = against.band == Band::High;
        let sample = if high { &mut table.complaints } else { &mut table.praise };
        sample.offer(&Offer {
            row,
            // The one with the score: the comment may be another's.
            entry: against.entry,
            text,
            length: text.chars().count(),
            wording: &OnceCell::new(),
            label: said.label,
            evidence: &(0..text.len()),
            sentiment: f32::from(said.sentiment) / f32::from(SENTIMENT_STEPS),
            borne_out: true,
            alone: true,
        });
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
        Mismatch { scores, scales, left_out: self.left_out }
    }
}

/// What is said beside the scores of a row.
struct Beside<'a> {
    said: &'a [Option<Option<Said>>],
    /// What all comments of the row say.
    together: Option<Said>,
    /// The same where there is just one.
    sole: Option<Said>,
}

impl<'a> Beside<'a> {
    fn of(row: &RowView, said: &'a [Option<Option<Said>>]) -> Beside<'a> {
        let together = together(said.iter().flatten().flatten().copied());
        Beside { said, together, sole: row.sole.and(together) }
    }

    /// What goes with the scores of an entry: its own comment, else those of the others.
    fn entry(&self, at: usize, entry: &Entry) -> Option<Said> {
        let others = if entry.touchpoint.is_none() { self.together } else { self.sole };
        self.said.get(at).copied().flatten().unwrap_or(others)
    }
}

/// What a comment says; `None` where there is nothing to judge.
fn judged(facts: &CommentFacts, entry: usize) -> Option<Said> {
    let sentiment = comment_steps(facts)?;
    Some(Said { tone: Tone::of(facts.label)?, label: facts.label, sentiment, entry })
}

/// What comments say together; `None` of none.
fn together(all: impl Iterator<Item = Said> + Clone) -> Option<Said> {
    let tone = all.clone().map(|said| said.tone).reduce(Tone::with)?;
    let example = all.clone().find(|said| said.tone == tone).or_else(|| all.clone().next())?;
    let sentiment = mean(all.map(|said| said.sentiment))?;
    Some(Said { tone, sentiment, ..example })
}
