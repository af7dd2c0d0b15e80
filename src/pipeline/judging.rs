//! What the judging threads do with a batch: comments judged as they are written, then masked for
//! all that comes after.

use std::borrow::Cow;
use std::sync::Arc;

use super::batches::Batch;
use super::checkpoint::judged;
use super::corrections::{Applied, Corrected};
use super::gap_columns::GapAnswers;
use super::judge::Judge;
use super::labels::fingerprint;
use super::touchpoint_limit::TouchpointLimit;
use crate::feedback::{Entry, Feedback};
use crate::gate::Gate;
use crate::ingest::Rejection;
use crate::journey::{RowView, TouchpointSource};
use crate::privacy::MaskedCounts;
use crate::report::comment_row::{CommentFindings, CommentRow};
use crate::sentiment::EngineError;
use crate::sentiment::labelled::Reading;

/// A batch with every comment judged.
pub(super) struct JudgedBatch {
    pub(super) rows: Vec<RowView>,
    pub(super) comments: Vec<CommentRow>,
    /// The comments as they were written, each as a fingerprint.
    pub(super) prints: Vec<u64>,
    /// Of comments that a correction speaks of, by their places: what the engine said.
    pub(super) corrected: Vec<(usize, EnginesOwn)>,
    pub(super) applied: Applied,
    /// What respondents expected and perceived.
    pub(super) gaps: Vec<GapAnswers>,
    /// New verdicts, and where they come in the file that keeps them.
    pub(super) fresh: (u64, Vec<u8>),
    pub(super) rejections: Vec<Rejection>,
    pub(super) read: u64,
    pub(super) replaced: u64,
    pub(super) masked: MaskedCounts,
}

/// What an engine said of a comment that somebody has put right.
pub(super) struct EnginesOwn {
    pub(super) findings: CommentFindings,
    /// The class that the person gave it, if any.
    pub(super) truth: Option<Reading>,
}

/// What is the same for all rows of a file.
pub(super) struct Whence<'a> {
    pub(super) file: Arc<str>,
    /// Where each segment of the run stands among the file's own.
    pub(super) places: &'a [Option<usize>],
    /// By what the verdicts are kept, if they are.
    pub(super) key: Option<u64>,
}

impl Whence<'_> {
    /// Puts the segments of a row, which come in the order of its file, in that of the run.
    fn arrange(&self, row: &mut Feedback) {
        let alike = self.places.len() == row.segments.len()
            && self.places.iter().enumerate().all(|(at, place)| *place == Some(at));
        if !alike {
            let segment = |place: &Option<usize>| row.segments.get((*place)?)?.clone();
            row.segments = self.places.iter().map(segment).collect();
        }
    }
}

/// Judges the comments of a batch as they are, and masks them for all that
/// comes after.
pub(super) fn judge_batch(
    mut batch: Batch,
    judge: &Judge,
    gate: &Gate,
    whence: &Whence<'_>,
    limit: Option<&TouchpointLimit>,
    source: TouchpointSource,
) -> Result<JudgedBatch, EngineError> {
    let ahead = std::mem::take(&mut batch.ahead);
    let texts: Vec<&str> = batch.comments().collect();
    let (verdicts, fresh) = judged(judge, &texts, ahead.verdicts, whence.key)?;
    let mut verdicts = verdicts.into_iter();
    let mut of_batch = Vec::with_capacity(verdicts.len());
    let mut prints = Vec::with_capacity(verdicts.len());
    let mut rows = Vec::with_capacity(batch.rows.len());
    let mut masked = batch.masked;
    let (mut corrected, mut applied) = (Vec::new(), Applied::default());
    for mut row in batch.rows {
        whence.arrange(&mut row);
        let mut facts = Vec::with_capacity(row.entries.len());
        for at in 0..row.entries.len() {
            let entry = &mut row.entries[at];
            let Some(mut found) = entry.comment.as_ref().and_then(|_| verdicts.next()) else {
                facts.push(None);
                continue;
            };
            let comment = entry.comment.take().unwrap_or_default();
            prints.push(fingerprint(0, comment.as_bytes()));
            gate.leave_public(&comment, &mut found.names);
            let shown = gate.comment_naming(&comment, found.names.as_deref());
            judge.take_side(&mut found, entry.asked, &comment);
            let right = judge.corrections().and_then(|all| all.correct(&mut found, &comment));
            if let Some(Corrected { hit, before, truth }) = right {
                applied.add(hit);
                let findings = judge.findings(&before, &shown, 0);
                corrected.push((of_batch.len(), EnginesOwn { findings, truth }));
            }
            facts.push(Some(judge.facts(&found, &shown)));
            masked.add(shown.found());
            let findings = judge.findings(&found, &shown, 0);
            let changed = match shown.text {
                Cow::Owned(text) => Some(text),
                Cow::Borrowed(_) => None,
            };
            entry.comment = Some(changed.unwrap_or(comment));
            of_batch.push(comment_row(&row, &row.entries[at], whence, findings));
        }
        // The comments file has every comment under its own touchpoint.
        limit.inspect(|limit| limit.fold(&mut row));
        rows.push(RowView::new(row, facts, source));
    }
    let Batch { rejections, read, replaced, gaps, .. } = batch;
    let fresh = (ahead.end, fresh);
    Ok(JudgedBatch {
        rows,
        comments: of_batch,
        prints,
        corrected,
        applied,
        gaps,
        fresh,
        rejections,
        read,
        replaced,
        masked,
    })
}

/// The touchpoints of an answer in one cell.
fn together(entry: &Entry) -> Option<Arc<str>> {
    if entry.also.is_empty() {
        return entry.touchpoint.clone();
    }
    let names: Vec<&str> = entry.touchpoints().map(AsRef::as_ref).collect();
    Some(names.join("; ").into())
}

fn comment_row(
    row: &Feedback,
    entry: &Entry,
    whence: &Whence<'_>,
    findings: CommentFindings,
) -> CommentRow {
    CommentRow {
        file: Arc::clone(&whence.file),
        row: row.source.row,
        time: row.time,
        respondent: row.respondent.clone(),
        touchpoint: together(entry),
        segments: row.segments.clone(),
        scores: entry.scores,
        text: entry.comment.clone().unwrap_or_default(),
        findings,
    }
}
