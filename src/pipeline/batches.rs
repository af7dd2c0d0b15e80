//! The rows of an export as feedback, in batches.

use std::sync::Arc;

use super::PipelineError;
use super::checkpoint::Ahead;
use super::export::Export;
use super::gap_columns::{GapAnswers, GapColumns};
use super::only::{Condition, Only};
use super::ordered::{BatchSize, Load};
use super::repeats::{Noticed, Repeats, spilling};
use super::shown_fields::ShownFields;
use super::wave::WavePart;
use crate::feedback::Feedback;
use crate::gate::Gate;
use crate::ingest::{ColumnMapping, IngestError, LongForm, Reason, Rejection, Role, Scope};
use crate::journey::gaps::GapItem;
use crate::privacy::MaskedCounts;

/// Rows of an export in batches, as they may be shown but for the comments, which are judged
/// as they are.
#[derive(Default)]
pub(super) struct Batch {
    /// Usable rows.
    pub(super) rows: Vec<Feedback>,
    /// Rows and cells that are left out.
    pub(super) rejections: Vec<Rejection>,
    /// Rows read, usable or not.
    pub(super) read: u64,
    /// What respondents expected and perceived, where items ask for both.
    pub(super) gaps: Vec<GapAnswers>,
    /// Rows that were not asked for.
    elsewhere: u64,
    /// Rows kept with U+FFFD in place of bytes that are no character.
    pub(super) replaced: u64,
    /// Personal details masked in the fields beside the comments.
    pub(super) masked: MaskedCounts,
    /// Bytes of text read.
    bytes: usize,
    /// Answers made of it.
    answers: usize,
    /// Verdicts on its first comments from a run before.
    pub(super) ahead: Ahead,
}

impl Batch {
    /// Its comments, in order.
    pub(super) fn comments(&self) -> impl Iterator<Item = &str> {
        let entries = self.rows.iter().flat_map(|row| &row.entries);
        entries.filter_map(|entry| entry.comment.as_deref())
    }
}

/// Answers of a batch of more than one row: a row of a thousand rated columns
/// holds a few kilobytes of digits, and a hundred times that once they are read.
const BATCH_ANSWERS: usize = 4096;

impl Load for Batch {
    fn bytes(&self) -> usize {
        self.bytes
    }
}

/// The feedback of one file, a batch at a time.
pub(super) struct Batches<'r> {
    rows: crate::ingest::Rows,
    long: LongForm,
    size: BatchSize,
    file: Arc<str>,
    repeats: &'r mut Repeats,
    /// Answers so far.
    answers: u64,
    noticed: Noticed,
    failed: Option<std::io::Error>,
    fields: ShownFields<'r>,
    segments: Vec<String>,
    /// What the field of the sheet says, behind the others.
    sheet: Option<Arc<str>>,
    only: Only,
    part: Option<WavePart>,
    gaps: Option<GapColumns>,
}

impl<'r> Batches<'r> {
    pub(super) fn new(
        export: &Export,
        index: u32,
        size: BatchSize,
        repeats: &'r mut Repeats,
        gate: &'r Gate,
        (conditions, part): (&[Condition], Option<&WavePart>),
    ) -> Result<Batches<'r>, IngestError> {
        let opened = &export.opened;
        let chosen = part.and_then(WavePart::condition);
        let conditions = conditions.iter().chain(chosen);
        let only = Only::new(conditions, opened.file.layout(), &opened.mapping)?;
        let long = LongForm::new(opened.file.layout(), &opened.mapping, index)?;
        let (file, noticed) = (Arc::clone(&opened.file.layout().file), Noticed::default());
        let rows = opened.file.rows()?;
        let fields = ShownFields::new(gate);
        let (answers, failed) = (0, None);
        let shown = export.mapping().of_role(Role::Segment);
        let of_sheet = export.sheet().map(|(field, _)| field.to_owned());
        let segments = shown.flat_map(ColumnMapping::fields).chain(of_sheet).collect();
        let sheet = export.sheet().map(|(_, value)| Arc::clone(value));
        Ok(Batches {
            rows,
            long,
            size,
            file,
            repeats,
            answers,
            noticed,
            failed,
            fields,
            segments,
            sheet,
            only,
            part: part.cloned(),
            gaps: GapColumns::of(opened.file.layout(), &opened.profile, gate),
        })
    }

    /// What was noticed about the rows.
    ///
    /// # Errors
    /// A temporary file that could not be written, which has ended the batches.
    pub(super) fn noticed(self) -> Result<Noticed, PipelineError> {
        self.failed.map_or(Ok(self.noticed), |error| Err(spilling(error)))
    }

    /// The items that ask for what is expected and what is perceived.
    pub(super) fn gap_items(&self) -> Option<Arc<[GapItem]>> {
        self.gaps.as_ref().map(|gaps| Arc::clone(&gaps.items))
    }

    /// Which rows were asked for.
    pub(super) fn only(&self) -> &Only {
        &self.only
    }

    /// The segment fields, by the names that are shown.
    pub(super) fn segments(&self) -> Vec<String> {
        self.segments.clone()
    }
}

impl Iterator for Batches<'_> {
    type Item = Batch;

    fn next(&mut self) -> Option<Batch> {
        let mut batch = Batch::default();
        let replaced = self.rows.replaced();
        if self.failed.is_some() {
            return None;
        }
        while self.size.has_room(batch.read as usize, batch.bytes)
            && batch.answers < BATCH_ANSWERS
            && let Some(row) = self.rows.next()
        {
            if let Ok(raw) = &row
                && !self.only.keeps(raw)
            {
                batch.elsewhere += 1;
                continue;
            }
            // What cannot be dated is told of once, with the first wave.
            let undated = self.part.as_ref().is_none_or(WavePart::tells_undated);
            match row {
                Ok(raw) => {
                    batch.bytes += raw.cells.as_slice().len();
                    let told = batch.rejections.len();
                    let feedback = self.long.feedback(&raw, &mut batch.rejections);
                    let time = feedback.as_ref().and_then(|feedback| feedback.time);
                    let Some(is_in) = self.part.as_ref().map_or(Some(true), |part| part.has(time))
                    else {
                        if feedback.is_some() {
                            let (file, row) = (&self.file, raw.row);
                            let mut own = batch.rejections.drain(told..);
                            let found = own.find(|cell| cell.reason == Reason::NotATime);
                            let found = found.map_or_else(String::new, |cell| cell.found);
                            drop(own);
                            batch.rejections.push(Rejection::row(
                                file,
                                row,
                                Reason::NoWave,
                                &found,
                            ));
                        }
                        if undated {
                            batch.read += 1;
                        } else {
                            batch.rejections.truncate(told);
                            self.only.leave();
                            batch.elsewhere += 1;
                        }
                        continue;
                    };
                    if !is_in {
                        batch.rejections.truncate(told);
                        self.only.leave();
                        batch.elsewhere += 1;
                        continue;
                    }
                    batch.read += 1;
                    let Some(mut feedback) = feedback else { continue };
                    batch.answers += feedback.entries.len();
                    let noticed = self.repeats.notice(&feedback, self.answers, &mut self.noticed);
                    self.answers += 1;
                    match noticed {
                        Ok(true) => {
                            let (file, row) = (&self.file, raw.row);
                            batch.rejections.push(Rejection::row(file, row, Reason::Duplicate, ""));
                        }
                        Ok(false) => {
                            feedback.segments.extend(self.sheet.iter().cloned().map(Some));
                            batch.gaps.extend(self.gaps.as_ref().map(|gaps| gaps.answers(&raw)));
                            batch.rows.push(self.fields.shown(feedback, &mut batch.masked));
                        }
                        Err(error) => {
                            self.failed = Some(error);
                            return None;
                        }
                    }
                }
                Err(rejection) if undated => {
                    batch.read += 1;
                    batch.rejections.push(rejection);
                }
                Err(_) => {
                    self.only.leave();
                    batch.elsewhere += 1;
                }
            }
        }
        let gate = self.fields.gate;
        batch.rejections.iter_mut().for_each(|rejection| *rejection = gate.rejection(rejection));
        batch.replaced = self.rows.replaced() - replaced;
        (batch.read + batch.elsewhere > 0).then_some(batch)
    }
}

/// Whether a rejection takes a whole row, or a single cell of it.
pub(super) fn is_row(rejection: &Rejection) -> bool {
    rejection.scope != Scope::Cell
}
