//! Batch scoring: any table in, the same table out with what was found in one
//! of its columns. One pass, bounded memory, for files of any size; rows that
//! come through a pipe are scored as they come.

use std::borrow::Cow;
use std::io::Write;

use super::comments_csv::write_findings;
use super::input::{RawBatch, raw_batches};
use super::left_out::LeftOut;
use super::ordered::{BatchSize, ordered_map};
use super::rejects_file::RejectsFile;
use super::scorer::Scorer;
use super::streamed::streamed_batches;
use super::{Memory, OnProgress, PipelineError};
use crate::Lang;
use crate::gate::visible::{json_escaped, visible};
use crate::gate::{Gate, Shown};
use crate::ingest::is_empty_comment;
use crate::ingest::own_columns::{FOUND, OPINIONS, PREFIX};
use crate::ingest::{RawRow, Reason, Rejection, SourceFile};
use crate::privacy::{MaskedCounts, Redact};
use crate::report::comment_columns::{FindingField, opinions_json};
use crate::report::comment_row::CommentFindings;
use crate::report::formula_guard::guard;
use crate::sentiment::EngineError;

/// Rows of a batch.
const BATCH: usize = 512;

/// Format of the scored table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ScoreFormat {
    /// Comma-separated, UTF-8.
    #[default]
    Csv,
    /// One JSON object a line, with the opinions and their spans.
    Jsonl,
}

/// Settings of a scoring run.
#[derive(Debug, Clone, Default)]
pub struct ScoreOptions {
    /// The column that holds the comments.
    pub text: String,
    /// Format of the output.
    pub format: ScoreFormat,
    /// Starts a CSV output with a byte order mark, for Excel.
    pub bom: bool,
    /// Leaves cells that a spreadsheet would run as a formula as they are.
    pub raw: bool,
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
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScoreOutcome {
    /// Data rows read.
    pub read: u64,
    /// Rows with a comment.
    pub scored: u64,
    /// Rows whose comment is empty; they are in the output, unscored.
    pub without_comment: u64,
    /// Rows left out, each in the rejects file.
    pub rejected: u64,
    /// Of those read, rows kept with U+FFFD in place of bytes that are no
    /// character.
    pub replaced: u64,
    /// Personal details masked.
    pub masked: MaskedCounts,
    /// Where and why reading broke off before the end of the file, if it did.
    pub cut_short: Option<Rejection>,
    /// Fields of a stream of JSON that came up after the columns of a CSV
    /// output were settled, so that it lacks them.
    pub late: LateFields,
}

/// Fields that came too late for the columns of the output.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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
    lines: Vec<u8>,
    scored: u64,
    without_comment: u64,
    rejections: Vec<Rejection>,
    replaced: u64,
    masked: MaskedCounts,
    late: LateFields,
    waits: bool,
}

/// Scores the column `options.text` of every row of `file`.
///
/// # Errors
/// A column that is not there, an output that cannot be written, a file that
/// changes meanwhile, an engine that fails, or in a strict run the first row that is
/// rejected. `output` then has the rows before.
pub fn score<W: Write>(
    file: &SourceFile,
    output: &mut dyn Write,
    rejects: &mut RejectsFile<W>,
    scorer: &Scorer,
    pool: &rayon::ThreadPool,
    options: &ScoreOptions,
    progress: OnProgress<'_>,
) -> Result<ScoreOutcome, PipelineError> {
    let layout = file.layout();
    let gate = Gate::new(options.redact, options.lang);
    layout.headers.iter().for_each(|name| drop(gate.name(name)));
    // By its name, or as messages give it.
    let at = layout
        .column(&options.text)
        .or_else(|error| layout.column(&gate.original(&options.text)).map_err(|_| error))?;
    let column: std::sync::Arc<str> = layout.headers[at].as_str().into();
    let added = added_names(&layout.headers);
    let failed = |source: std::io::Error| PipelineError::Output { source };
    if options.format == ScoreFormat::Csv {
        let mut header = csv::Writer::from_writer(Vec::new());
        let names = layout.headers.iter().chain(&added[..FOUND.len()]);
        let names = names.map(|name| shown(name, options.raw));
        // Writing to memory cannot fail.
        let _ = header.write_record(names.map(|name| name.into_owned()));
        let bom = if options.bom { "\u{feff}" } else { "" };
        output.write_all(bom.as_bytes()).map_err(failed)?;
        output.write_all(&header.into_inner().unwrap_or_default()).map_err(failed)?;
    }
    let mut outcome = ScoreOutcome::default();
    let mut left_out = LeftOut::new(options.strict);
    let size = BatchSize::of_rows(BATCH);
    let batches: Box<dyn FnMut() -> Option<RawBatch> + Send> = match file.is_stream() {
        true => Box::new(streamed_batches(file, size)?),
        false => Box::new(raw_batches(file.rows()?, size)),
    };
    ordered_map(
        pool,
        batches,
        |RawBatch { mut rows, mut rejections, replaced, waits, .. }| {
            // An undecodable comment cannot be judged; elsewhere in the row it
            // does no harm.
            rows.retain(|row| {
                let cell = row.cells.get(at).unwrap_or_default();
                let broken = row.damaged && cell.contains('\u{FFFD}');
                if broken {
                    let rejection =
                        Rejection::row(&layout.file, row.row, Reason::Undecodable, cell.trim());
                    rejections.push(rejection.in_column(&column));
                }
                !broken
            });
            rejections.sort_by_key(|rejection| rejection.row);
            let empty = |row: &RawRow| is_empty_comment(row.cells.get(at).unwrap_or_default());
            let texts = rows.iter().filter(|row| !empty(row)).filter_map(|row| row.cells.get(at));
            let mut scored = scorer.score(texts.map(str::trim))?.into_iter();
            let mut done = Done {
                lines: Vec::new(),
                scored: 0,
                without_comment: 0,
                rejections,
                replaced,
                masked: MaskedCounts::default(),
                late: LateFields::default(),
                waits,
            };
            let mut writer = csv::Writer::from_writer(Vec::new());
            for row in &rows {
                let comment = row.cells.get(at).unwrap_or_default();
                let shown = gate.comment(comment);
                // What is scored begins after the blanks of the cell.
                let blanks = comment.len() - comment.trim_start().len();
                let found = if empty(row) { None } else { scored.next() };
                let found = found.map(|found| scorer.findings(&found, &shown, blanks));
                match &found {
                    Some(_) => done.scored += 1,
                    None => done.without_comment += 1,
                }
                done.masked.add(shown.found());
                match options.format {
                    ScoreFormat::Csv => {
                        done.late.add(row);
                        csv_line(&mut writer, row, (at, &shown.text), found.as_ref(), options.raw);
                    }
                    ScoreFormat::Jsonl => {
                        let names = (layout.headers.as_slice(), added.as_slice());
                        let object = json_object(names, row, (at, &shown), found.as_ref());
                        let line = serde_json::Value::from(object).to_string();
                        done.lines.extend_from_slice(json_escaped(&line).as_bytes());
                        done.lines.push(b'\n');
                    }
                }
            }
            done.lines.extend(writer.into_inner().unwrap_or_default());
            Ok(done)
        },
        |done: Result<Done, EngineError>| {
            let done = done?;
            outcome.scored += done.scored;
            outcome.without_comment += done.without_comment;
            outcome.replaced += done.replaced;
            outcome.masked.merge(&done.masked);
            outcome.late.rows += done.late.rows;
            outcome.late.name(done.late.names.iter());
            for rejection in &done.rejections {
                let rejection = &gate.rejection(rejection);
                left_out.add(rejection)?;
                rejects.add(rejection).map_err(|e| failed(e.into()))?;
            }
            outcome.rejected = left_out.rows;
            outcome.read = outcome.scored + outcome.without_comment + outcome.rejected;
            output.write_all(&done.lines).map_err(failed)?;
            if done.waits {
                output.flush().map_err(failed)?;
            }
            progress(outcome.read, None);
            options.memory.check()?;
            Ok::<(), PipelineError>(())
        },
    )?;
    outcome.cut_short = left_out.cut_short.pop();
    output.flush().map_err(failed)?;
    file.unchanged(options.profiled_rows.map(|before| (before, outcome.read)))?;
    Ok(outcome)
}

/// Names of the added columns, the opinions last; one that the input already
/// has is prefixed.
fn added_names(headers: &[String]) -> Vec<String> {
    let free = |name: &str| {
        let mut name = name.to_owned();
        while headers.contains(&name) {
            name.insert_str(0, PREFIX);
        }
        name
    };
    FOUND.into_iter().chain([OPINIONS]).map(free).collect()
}

/// A cell that neither a spreadsheet nor a terminal obeys.
fn shown(cell: &str, raw: bool) -> Cow<'_, str> {
    // A number is no formula, whatever its sign.
    if raw || cell.trim().parse::<f64>().is_ok() {
        return cell.into();
    }
    match visible(cell) {
        Cow::Borrowed(cell) => guard(cell),
        Cow::Owned(cell) => guard(&cell).into_owned().into(),
    }
}

fn csv_line(
    writer: &mut csv::Writer<Vec<u8>>,
    row: &RawRow,
    (at, comment): (usize, &str),
    found: Option<&CommentFindings>,
    raw: bool,
) {
    // Writing to memory cannot fail.
    for (i, cell) in row.cells.iter().enumerate() {
        let cell = if i == at { comment } else { cell };
        let _ = writer.write_field(shown(cell, raw).as_bytes());
    }
    let _ = write_findings(writer, found);
    let _ = writer.write_record(None::<&[u8]>);
}

fn json_object(
    (headers, added): (&[String], &[String]),
    row: &RawRow,
    (at, shown): (usize, &Shown<'_>),
    found: Option<&CommentFindings>,
) -> serde_json::Map<String, serde_json::Value> {
    use serde_json::{Value, json};
    let mut object = serde_json::Map::new();
    for (i, (name, cell)) in headers.iter().zip(&row.cells).enumerate() {
        let cell = if i == at { &shown.text } else { cell };
        object.insert(name.clone(), Value::from(cell));
    }
    for (name, value) in &row.beyond {
        let taken = added.contains(name) || object.contains_key(name);
        let name = if taken { format!("{name}#2") } else { name.clone() };
        object.insert(name, Value::from(value.as_str()));
    }
    let (added, opinions) = (&added[..FOUND.len()], added[FOUND.len()].clone());
    for (name, field) in added.iter().zip(FindingField::ALL) {
        object.insert(name.clone(), found.map_or(Value::Null, |found| field.of(found).json()));
    }
    let said = found.map_or_else(|| json!([]), |found| opinions_json(found, &shown.text));
    object.insert(opinions, said);
    object
}
