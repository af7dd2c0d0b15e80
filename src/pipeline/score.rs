//! Batch scoring: any table in, the same table out with what was found in one
//! of its columns. One pass, bounded memory, for files of any size; rows that
//! come through a pipe are scored as they come.

use std::io::Write;
use std::sync::Arc;

use serde::Serialize;

use super::checkpoint::{Checkpoint, judged};
use super::corrections::Applied;
use super::judge::Judge;
use super::left_out::LeftOut;
use super::ordered::{BatchSize, ordered_map};
use super::public_words::words_of_layout;
use super::raw_batches::{RawBatch, raw_batches};
use super::rejects_file::RejectsFile;
use super::scored_table::{JudgedRow, Ready, ScoredTable, ShownComment};
use super::streamed::streamed_batches;
use super::{Memory, OnProgress, PipelineError};
use crate::Lang;
use crate::gate::Gate;
use crate::ingest::{RawRow, Reason, Rejection, SourceFile, branches, is_empty_comment};
use crate::privacy::{MaskedCounts, Redact};
use crate::sentiment::EngineError;

/// Rows of a batch.
const BATCH: usize = 512;

/// Settings of a scoring run.
#[derive(Debug, Clone, Default)]
pub struct ScoreOptions {
    /// The column that holds the comments.
    pub text: String,
    /// Further columns of the same question, of which each row fills one: its cell counts
    /// where that of the column before is empty.
    pub also: Vec<String>,
    /// The place of the file among those of the table.
    pub index: usize,
    /// Ends the run at the first row that is rejected.
    pub strict: bool,
    /// What to mask in the column that is scored. The other columns are passed
    /// on as they are.
    pub redact: Redact,
    /// Language of marks in comments without letters.
    pub lang: Lang,
    /// Rows the file held when it was looked through, where it was.
    pub profiled_rows: Option<u64>,
    /// The memory it may take.
    pub memory: Memory,
}

/// What became of the rows: `read = scored + without_comment + rejected`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ScoreOutcome {
    /// Data rows read.
    pub read: u64,
    /// Rows with a comment.
    pub scored: u64,
    /// Rows whose comment is empty; they are in the output, unscored.
    pub without_comment: u64,
    /// Rows left out, each in the rejects file.
    pub rejected: u64,
    /// Of those scored, rows whose verdict came from a run before.
    pub resumed: u64,
    /// Of those read, rows kept with U+FFFD in place of bytes that are no
    /// character.
    pub replaced: u64,
    /// Personal details masked.
    pub masked: MaskedCounts,
    /// Corrections that were applied.
    #[serde(skip)]
    pub applied: Applied,
    /// Where and why reading broke off before the end of a file.
    #[serde(skip)]
    pub cut_short: Vec<Rejection>,
    /// Fields of a stream of JSON that came up after the columns of a CSV
    /// output were settled, so that it lacks them.
    pub late: LateFields,
    /// Rows passed on with U+FFFD in place of bytes that are no character, in other columns than
    /// the one that is scored.
    pub damaged: DamagedCells,
}

impl ScoreOutcome {
    /// Adds the account of a further file.
    pub fn merge(&mut self, other: ScoreOutcome) {
        self.read += other.read;
        self.scored += other.scored;
        self.without_comment += other.without_comment;
        self.rejected += other.rejected;
        self.resumed += other.resumed;
        self.replaced += other.replaced;
        self.masked.merge(&other.masked);
        self.applied.merge(&other.applied);
        self.cut_short.extend(other.cut_short);
        self.late.rows += other.late.rows;
        self.late.name(other.late.names.iter());
        self.damaged.merge(&other.damaged);
    }
}

/// Cells that are passed on with U+FFFD in place of bytes that are no character.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct DamagedCells {
    /// Rows with such cells.
    pub rows: u64,
    /// Up to ten of their columns, in order of appearance.
    pub columns: Vec<String>,
}

impl DamagedCells {
    fn merge(&mut self, other: &DamagedCells) {
        self.rows += other.rows;
        other.columns.iter().for_each(|column| self.name(column));
    }

    fn name(&mut self, column: &str) {
        if self.columns.len() < 10 && !self.columns.iter().any(|known| known == column) {
            self.columns.push(column.to_owned());
        }
    }
}

/// Fields that came too late for the columns of the output.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct LateFields {
    /// Rows with such fields.
    pub rows: u64,
    /// Up to ten of their names, in order of appearance.
    pub names: Vec<String>,
}

impl LateFields {
    fn add(&mut self, row: &RawRow) {
        self.rows += u64::from(!row.beyond.is_empty());
        self.name(row.beyond.iter().map(|(name, _)| name));
    }

    fn name<'a>(&mut self, names: impl Iterator<Item = &'a String>) {
        for name in names {
            if self.names.len() < 10 && !self.names.contains(name) {
                self.names.push(name.clone());
            }
        }
    }
}

struct Done {
    ready: Ready,
    scored: u64,
    without_comment: u64,
    /// Comments whose verdict was there.
    resumed: u64,
    /// New verdicts, and where they come in the file that keeps them.
    fresh: (u64, Vec<u8>),
    rejections: Vec<Rejection>,
    replaced: u64,
    masked: MaskedCounts,
    applied: Applied,
    late: LateFields,
    damaged: DamagedCells,
    waits: bool,
}

/// What is the same for all batches of a file.
struct Task<'a> {
    file: &'a SourceFile,
    name: Arc<str>,
    /// The columns of the comments, each row's in one of them.
    columns: Vec<usize>,
    /// What it asks.
    asked: String,
    gate: &'a Gate,
    judge: &'a Judge,
    /// By what the verdicts are kept, if they are.
    key: Option<u64>,
    /// Whether the output has other bytes than the input where these are no character.
    decodes: bool,
    strict: bool,
}

/// Scores the column `options.text` of every row of `file` into `table`, which was made for
/// it. Verdicts that are in the checkpoint are not judged again.
///
/// # Errors
/// A column that is not there, an output that cannot be written, a file that
/// changes meanwhile, an engine that fails, or in a strict run the first row that is
/// rejected. The table then has the rows before.
pub fn score<W: Write + Send, R: Write>(
    file: &SourceFile,
    table: &mut ScoredTable<W>,
    rejects: &mut RejectsFile<R>,
    checkpoint: &mut Checkpoint,
    (judge, pool): (&Judge, &rayon::ThreadPool),
    options: &ScoreOptions,
    progress: OnProgress<'_>,
) -> Result<ScoreOutcome, PipelineError> {
    let layout = file.layout();
    let gate = Gate::new(options.redact, options.lang).knowing(words_of_layout(layout));
    gate.tells_apart(table.files());
    let names = std::iter::once(&options.text).chain(&options.also);
    let comments: Vec<usize> =
        names.map(|name| comment_column(file, name, &gate)).collect::<Result<_, _>>()?;
    let failed = |source: std::io::Error| PipelineError::Output { source };
    if checkpoint.is_on() {
        checkpoint.begin(judge.key()?);
    }
    let Checkpoint { known, kept, .. } = checkpoint;
    let task = Task {
        file,
        name: gate.file(&layout.file).into(),
        asked: branches::question(&layout.headers[comments[0]]),
        columns: comments,
        gate: &gate,
        judge,
        key: kept.key(),
        decodes: !table.is_copy(),
        strict: options.strict,
    };
    table.begin(options.index, &layout.headers).map_err(failed)?;
    let places = table.columns.places(file);
    let format = table.format();
    let columns = std::mem::take(&mut table.columns);
    let mut outcome = ScoreOutcome::default();
    let mut left_out = LeftOut::new(options.strict);
    let size = BatchSize::of_engine(BATCH, judge.engine().name());
    let keeps = table.keeps_json();
    let mut batches: Box<dyn FnMut() -> Option<RawBatch> + Send> = match file.is_stream() {
        true => Box::new(streamed_batches(file, size, keeps)?),
        false => {
            let rows = file.rows()?;
            Box::new(raw_batches(if keeps { rows.keeping_json() } else { rows }, size))
        }
    };
    let next = || {
        let mut batch = batches()?;
        task.leave_out(&mut batch);
        batch.ahead = known.ahead(task.comments(&batch.rows));
        Some(batch)
    };
    let done = ordered_map(
        pool,
        next,
        |batch| {
            let mut done = Done::of(batch.replaced, batch.waits);
            task.judge(batch, &places, &mut done, |rows| columns.ready(format, rows))?;
            Ok(done)
        },
        |done: Result<Done, EngineError>| {
            let done = done?;
            kept.add(done.fresh.0, &done.fresh.1);
            outcome.scored += done.scored;
            outcome.without_comment += done.without_comment;
            outcome.resumed += done.resumed;
            outcome.replaced += done.replaced;
            outcome.masked.merge(&done.masked);
            outcome.applied.merge(&done.applied);
            outcome.late.rows += done.late.rows;
            outcome.late.name(done.late.names.iter());
            outcome.damaged.merge(&done.damaged);
            for rejection in &done.rejections {
                let rejection = &gate.rejection(rejection);
                left_out.add(rejection)?;
                rejects.add(rejection).map_err(|e| failed(e.into()))?;
            }
            outcome.rejected = left_out.rows;
            outcome.read = outcome.scored + outcome.without_comment + outcome.rejected;
            table.take(done.ready).map_err(failed)?;
            if done.waits {
                table.flush().map_err(failed)?;
            }
            progress(outcome.read, None);
            options.memory.check()?;
            Ok::<(), PipelineError>(())
        },
    );
    table.columns = columns;
    done?;
    outcome.cut_short = left_out.cut_short;
    table.end().map_err(failed)?;
    file.unchanged(options.profiled_rows.map(|before| (before, outcome.read)))?;
    Ok(outcome)
}

/// Where the column called `text` is, by its name or as the messages of `gate` give it. To be
/// asked before an output is begun.
///
/// # Errors
/// When there is none, or several of that name.
pub fn comment_column(file: &SourceFile, text: &str, gate: &Gate) -> Result<usize, PipelineError> {
    let layout = file.layout();
    layout.headers.iter().for_each(|name| drop(gate.name(name)));
    let found = layout
        .column(text)
        .or_else(|error| layout.column(&gate.original(text)).map_err(|_| error))?;
    Ok(found)
}

impl Done {
    fn of(replaced: u64, waits: bool) -> Done {
        Done {
            ready: Ready::Text(Vec::new()),
            scored: 0,
            without_comment: 0,
            resumed: 0,
            fresh: (0, Vec::new()),
            rejections: Vec::new(),
            replaced,
            masked: MaskedCounts::default(),
            applied: Applied::default(),
            late: LateFields::default(),
            damaged: DamagedCells::default(),
            waits,
        }
    }
}

impl Task<'_> {
    fn column(&self, at: usize) -> &str {
        self.file.layout().headers.get(at).map_or("", String::as_str)
    }

    /// Where the comment of a row is, more than once if it stands in several columns.
    fn places(&self, row: &RawRow) -> Vec<usize> {
        match self.columns[..] {
            [only] => vec![only],
            _ => branches::filled(&row.cells, &self.columns),
        }
    }

    fn comment<'r>(&self, row: &'r RawRow) -> &'r str {
        let at = match self.columns[..] {
            [only] => Some(only),
            _ => self.places(row).first().copied(),
        };
        at.and_then(|at| row.cells.get(at)).unwrap_or_default()
    }

    /// Whether a cell holds nothing of a customer's, or the question once more.
    fn is_empty(&self, cell: &str) -> bool {
        is_empty_comment(cell) || branches::repeats(cell.trim(), &self.asked)
    }

    /// The comments of rows, without the blanks around them.
    fn comments<'r>(&self, rows: &'r [RawRow]) -> impl Iterator<Item = &'r str> {
        let cells = rows.iter().map(|row| self.comment(row));
        cells.filter(|cell| !self.is_empty(cell)).map(str::trim)
    }

    /// Rejects rows whose comment cannot be decoded and hence not be judged. Elsewhere in the
    /// row that is counted, and rejected in a strict run alone.
    fn leave_out(&self, batch: &mut RawBatch) {
        let RawBatch { rows, rejections, .. } = batch;
        rows.retain(|row| {
            let Some(at) = self.broken(row) else { return true };
            let (file, cell) = (&self.file.layout().file, row.cells.get(at).unwrap_or_default());
            let rejection = Rejection::row(file, row.row, Reason::Undecodable, cell.trim());
            rejections.push(rejection.in_column(&self.column(at).into()));
            false
        });
        rejections.sort_by_key(|rejection| rejection.row);
    }

    /// The column for which a row is rejected.
    fn broken(&self, row: &RawRow) -> Option<usize> {
        if row.damaged && self.comment(row).contains('\u{FFFD}') {
            return Some(self.places(row).first().copied().unwrap_or_default());
        }
        self.damaged(row).first().copied().filter(|_| self.strict)
    }

    /// The cells of a row that the output does not have as they were.
    fn damaged(&self, row: &RawRow) -> Vec<usize> {
        if !row.damaged || !self.decodes {
            return Vec::new();
        }
        let cells = row.cells.iter().enumerate();
        cells.filter(|(_, cell)| cell.contains('\u{FFFD}')).map(|(at, _)| at).collect()
    }

    fn judge(
        &self,
        batch: RawBatch,
        places: &[Option<usize>],
        done: &mut Done,
        ready: impl Fn(Vec<JudgedRow<'_>>) -> Ready,
    ) -> Result<(), EngineError> {
        let RawBatch { rows, rejections, ahead, .. } = batch;
        done.rejections = rejections;
        done.resumed = ahead.verdicts.len() as u64;
        let texts: Vec<&str> = self.comments(&rows).collect();
        let (verdicts, fresh) = judged(self.judge, &texts, ahead.verdicts, self.key)?;
        done.fresh = (ahead.end, fresh);
        let mut verdicts = verdicts.into_iter();
        let (shown, found): (Vec<_>, Vec<_>) = rows
            .iter()
            .map(|row| {
                let comment = self.comment(row);
                let mut found = if self.is_empty(comment) { None } else { verdicts.next() };
                if let Some(found) = &mut found {
                    self.gate.leave_public(comment.trim(), &mut found.names);
                }
                let names = found.as_ref().and_then(|found| found.names_after(blanks(comment)));
                (self.gate.comment_naming(comment, names.as_deref()), found)
            })
            .unzip();
        let mut judged = Vec::with_capacity(rows.len());
        let names = &self.file.layout().headers;
        for ((row, shown), found) in rows.iter().zip(&shown).zip(found) {
            let comment = self.comment(row);
            let found = found.map(|mut found| {
                let corrections = self.judge.corrections();
                let right = corrections.and_then(|all| all.correct(&mut found, comment.trim()));
                right.into_iter().for_each(|right| done.applied.add(right.hit));
                self.judge.findings(&found, shown, blanks(comment))
            });
            match &found {
                Some(_) => done.scored += 1,
                None => done.without_comment += 1,
            }
            done.masked.add(shown.found());
            if row.json.is_none() {
                done.late.add(row);
            }
            let damaged = self.damaged(row);
            done.damaged.rows += u64::from(!damaged.is_empty());
            damaged.into_iter().for_each(|at| done.damaged.name(self.column(at)));
            let comment = ShownComment { at: self.places(row), text: &shown.text };
            judged.push(JudgedRow { raw: row, names, file: &self.name, places, comment, found });
        }
        done.ready = ready(judged);
        Ok(())
    }
}

/// Bytes of a cell before its comment begins, which is scored without them.
fn blanks(cell: &str) -> usize {
    cell.len() - cell.trim_start().len()
}
