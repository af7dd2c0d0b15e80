//! Opening an export: layout, profile, mapping, and the rows as feedback.

use std::io::{ErrorKind as Io, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::PipelineError;
use super::checkpoint::Ahead;
use super::export::Export;
use super::gap_columns::{GapAnswers, GapColumns};
use super::only::{Condition, Only};
use super::ordered::{BatchSize, Load};
use super::repeats::{Noticed, Repeats, spilling};
use super::shown_fields::ShownFields;
use super::streamed::refuse_devices_on_stdin;
use super::wave::WavePart;
use crate::feedback::Feedback;
use crate::gate::Gate;
use crate::ingest::{
    Archive, ColumnMapping, Content, ErrorKind, IngestError, Layout, LongForm, Mapping, Member,
    Profile, RawRow, ReadOptions, Reason, Rejection, Role, Scope, SourceFile, Spool, Warning,
    detect, no_scratch, profile,
};
use crate::journey::gaps::GapItem;
use crate::privacy::MaskedCounts;

/// An input that can be read twice, as an export is: a file, or standard input
/// spooled to a temporary one.
pub struct Input {
    content: Content,
    name: String,
    /// What the user states about the file; a mapping states the rest.
    stated: ReadOptions,
    /// It is left out, with a warning, where it holds no comments.
    optional: bool,
    /// The archive that it is a member of.
    archive: Option<PathBuf>,
    /// What is to be told of it before anything of its table.
    notes: Vec<Warning>,
}

impl Input {
    /// The input a path names; `-` is standard input.
    ///
    /// # Errors
    /// When standard input cannot be spooled.
    pub fn new(path: &Path) -> Result<Input, PipelineError> {
        if path.as_os_str() != "-" {
            let name = path.display().to_string();
            return Ok(Input::at(Content::Path(path.to_owned()), name));
        }
        refuse_devices_on_stdin()?;
        Input::spooled(&mut std::io::stdin().lock(), "stdin")
    }

    /// What `reader` has to its end, under the name `name`.
    ///
    /// # Errors
    /// When it cannot be read or spooled.
    pub fn spooled(reader: &mut dyn Read, name: &str) -> Result<Input, PipelineError> {
        let reading = PipelineError::reading(Path::new(name));
        let scratch = |error: std::io::Error| no_scratch(name, error);
        let (mut spool, mut buffer) = (Spool::new(name)?, vec![0; 1 << 17]);
        loop {
            match reader.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => spool.write_all(&buffer[..read]).map_err(scratch)?,
                Err(error) if error.kind() == Io::Interrupted => {}
                Err(error) => return Err(reading(error)),
            }
        }
        Ok(Input::at(spool.finish().map_err(scratch)?, name.to_owned()))
    }

    fn at(content: Content, name: String) -> Input {
        let stated = ReadOptions::default();
        Input { content, name, stated, optional: false, archive: None, notes: Vec::new() }
    }

    /// States how it is to be read, whatever a mapping says.
    pub fn with_options(mut self, options: &ReadOptions) -> Input {
        self.stated = options.clone();
        self
    }

    /// One sheet of it, which is named apart where it is one of several.
    pub(super) fn sheet(&self, sheet: &str, several: bool, optional: bool) -> Input {
        let stated = ReadOptions { sheet: Some(sheet.to_owned()), ..self.stated.clone() };
        // A sheet's name must not look like the end of a path.
        let name = match several {
            true => format!("{} [{}]", self.name, sheet.replace(['/', '\\'], "_")),
            false => self.name.clone(),
        };
        let (content, archive) = (self.content.clone(), self.archive.clone());
        Input { content, name, stated, optional, archive, notes: self.notes.clone() }
    }

    /// The tables in it, each an input of its own, where it is a zip archive; else itself.
    ///
    /// # Errors
    /// See [`Archive::of`].
    pub fn members(self) -> Result<Vec<Input>, IngestError> {
        let Some(archive) = Archive::of(&self.content, &self.name, &self.stated)? else {
            return Ok(vec![self]);
        };
        let Archive { tables, others, left_out } = archive;
        let path = match &self.content {
            Content::Path(path) => Some(path.clone()),
            Content::Spool(_) | Content::Part(..) => None,
        };
        // One among several may be a legend to the others.
        let optional = tables.len() > 1;
        let mut notes = Vec::new();
        if left_out > 0 {
            notes.push(Warning::NotTables { names: others, n: left_out });
        }
        let member = |member: Member| Input {
            content: member.content,
            name: format!("{}/{}", self.name, member.name),
            stated: self.stated.clone(),
            optional,
            archive: path.clone(),
            notes: std::mem::take(&mut notes),
        };
        Ok(tables.into_iter().map(member).collect())
    }

    /// The one table that it holds.
    ///
    /// # Errors
    /// An archive with several, or one that cannot be read.
    pub fn only(self) -> Result<Input, IngestError> {
        let name = self.name.clone();
        let mut members = self.members()?;
        match (members.pop(), members.as_slice()) {
            (Some(only), []) => Ok(only),
            (last, _) => {
                let names: Vec<String> =
                    members.iter().chain(&last).map(|member| member.name.clone()).collect();
                Err(IngestError::new(ErrorKind::SeveralTables, name).found(names.join(", ")))
            }
        }
    }

    /// What is to be told of it before anything of its table.
    pub fn notes(&self) -> &[Warning] {
        &self.notes
    }

    /// The archive that it is a member of, or its own file; none of what came otherwise.
    pub(super) fn path(&self) -> Option<&Path> {
        match &self.content {
            Content::Path(path) => Some(path),
            Content::Spool(_) | Content::Part(..) => self.archive.as_deref(),
        }
    }

    pub(super) fn content(&self) -> &Content {
        &self.content
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn stated(&self) -> &ReadOptions {
        &self.stated
    }

    /// Whether it may be left out where it holds no comments.
    pub fn is_optional(&self) -> bool {
        self.optional
    }

    /// Opens it as a table; `options` hold where the user has stated none.
    ///
    /// # Errors
    /// See [`SourceFile::open`].
    pub fn open(&self, options: &ReadOptions) -> Result<SourceFile, IngestError> {
        SourceFile::open_named(&self.content, &self.name, &self.stated.over(options))
    }
}

/// An export that is understood: its layout, its values and its columns'
/// roles.
pub struct Opened {
    /// The file.
    pub file: SourceFile,
    /// What its columns hold.
    pub profile: Profile,
    /// What its columns mean.
    pub mapping: Mapping,
}

impl Opened {
    /// Opens and profiles an export, and lays the user's mapping over what was
    /// recognised.
    ///
    /// # Errors
    /// A file that cannot be read, or a mapping that does not fit it.
    pub fn open(input: &Input, user: Option<&Mapping>) -> Result<Opened, IngestError> {
        Opened::understood(input, user, |_, _, user| user.clone())
    }

    /// Like [`open`](Self::open); `fitted` makes of what was recognised and of the user's
    /// mapping one with the names of the file.
    pub(super) fn understood(
        input: &Input,
        user: Option<&Mapping>,
        fitted: impl Fn(&Mapping, &Layout, &Mapping) -> Mapping,
    ) -> Result<Opened, IngestError> {
        let options = user.map(Mapping::read_options).unwrap_or_default();
        let file = input.open(&options)?;
        let profile = profile(&file)?;
        let mut mapping = detect(file.layout(), &profile);
        let none = Mapping::default();
        let fitted = fitted(&mapping, file.layout(), user.unwrap_or(&none));
        if user.is_some() {
            mapping = mapping.overlay(&fitted, file.layout(), &profile)?;
        }
        Ok(Opened { file, profile, mapping })
    }

    /// Data rows of the file, those that cannot be read included.
    pub fn data_rows(&self) -> u64 {
        self.profile.rows + self.profile.rejected
    }
}

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
        let only = Only::new(conditions.iter().chain(chosen), opened.file.layout())?;
        let long = LongForm::new(opened.file.layout(), &opened.mapping, index)?;
        let (file, noticed) = (Arc::clone(&opened.file.layout().file), Noticed::default());
        let rows = opened.file.rows()?;
        let fields = ShownFields::new(gate);
        let (answers, failed) = (0, None);
        let shown = export.mapping().of_role(Role::Segment);
        let segments = shown.flat_map(ColumnMapping::fields).collect();
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
                    let Some(feedback) = feedback else { continue };
                    batch.answers += feedback.entries.len();
                    let noticed = self.repeats.notice(&feedback, self.answers, &mut self.noticed);
                    self.answers += 1;
                    match noticed {
                        Ok(true) => {
                            let (file, row) = (&self.file, raw.row);
                            batch.rejections.push(Rejection::row(file, row, Reason::Duplicate, ""));
                        }
                        Ok(false) => {
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

/// Rows of any table in batches.
#[derive(Default)]
pub(super) struct RawBatch {
    /// Rows as they stand in the file.
    pub(super) rows: Vec<RawRow>,
    /// Rows that are left out.
    pub(super) rejections: Vec<Rejection>,
    /// Rows kept with U+FFFD in place of bytes that are no character.
    pub(super) replaced: u64,
    bytes: usize,
    /// No more rows are waiting behind these.
    pub(super) waits: bool,
    /// Verdicts on its first comments from a run before.
    pub(super) ahead: Ahead,
}

impl RawBatch {
    pub(super) fn add(&mut self, row: Result<RawRow, Rejection>) {
        match row {
            Ok(row) => {
                self.bytes += row.cells.as_slice().len();
                self.rows.push(row);
            }
            Err(rejection) => self.rejections.push(rejection),
        }
    }

    pub(super) fn has_room(&self, size: BatchSize) -> bool {
        size.has_room(self.rows.len() + self.rejections.len(), self.bytes)
    }
}

impl Load for RawBatch {
    fn bytes(&self) -> usize {
        self.bytes
    }

    fn waits(&self) -> bool {
        self.waits
    }
}

/// Raw rows of a file in batches, with those that are left out.
pub(super) fn raw_batches(
    mut rows: crate::ingest::Rows,
    size: BatchSize,
) -> impl FnMut() -> Option<RawBatch> + Send {
    move || {
        let mut batch = RawBatch::default();
        let replaced = rows.replaced();
        while batch.has_room(size)
            && let Some(row) = rows.next()
        {
            batch.add(row);
        }
        batch.replaced = rows.replaced() - replaced;
        (!batch.rows.is_empty() || !batch.rejections.is_empty()).then_some(batch)
    }
}

/// Whether a rejection takes a whole row, or a single cell of it.
pub(super) fn is_row(rejection: &Rejection) -> bool {
    rejection.scope != Scope::Cell
}
