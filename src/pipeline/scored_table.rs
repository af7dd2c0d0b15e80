//! The scored table: the rows as they were given, with what was found in one of their columns.

use std::borrow::Cow;
use std::io::{self, Write};

use csv::StringRecord;
use serde_json::{Map, Value, json};

use super::comments_csv::write_findings;
use super::parquet_table::{ParquetTable, ValueKind};
use super::scored_parquet::ParquetCopy;
use super::scored_workbook::ScoredWorkbook;
use crate::gate::visible::{json_escaped, visible};
use crate::ingest::own_columns::{EMBEDDED, FILE, FOUND, OPINIONS, PREFIX};
use crate::ingest::{Format, RawRow, SourceFile};
use crate::report::comment_columns::{CommentValue, FindingField, opinions_cell, opinions_json};
use crate::report::comment_row::{CommentEmbeddings, CommentFindings};
use crate::report::formula_guard::guard;

/// Format of the scored table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ScoreFormat {
    /// Comma-separated, UTF-8.
    #[default]
    Csv,
    /// One JSON object a line, with the opinions and their spans. Objects that are given stay
    /// as they are, to the byte, but for what is masked in the comment.
    Jsonl,
    /// Parquet. Columns of Parquet keep their types, all others are text.
    Parquet,
    /// A workbook with one sheet.
    Xlsx,
}

impl ScoreFormat {
    /// The format of files whose names end like this; `None` where there is none.
    pub fn of_extension(extension: &str) -> Option<ScoreFormat> {
        match extension.to_ascii_lowercase().as_str() {
            "csv" => Some(ScoreFormat::Csv),
            "jsonl" | "ndjson" => Some(ScoreFormat::Jsonl),
            "parquet" => Some(ScoreFormat::Parquet),
            "xlsx" => Some(ScoreFormat::Xlsx),
            _ => None,
        }
    }
}

/// How a table is written.
#[derive(Debug, Clone, Copy, Default)]
pub struct TableOptions {
    /// Its format.
    pub format: ScoreFormat,
    /// Starts CSV with a byte order mark, for Excel.
    pub bom: bool,
    /// Leaves cells of CSV that a spreadsheet would run as a formula as they are.
    pub raw: bool,
    /// Adds the embeddings of the comments and their units, in JSON and Parquet. They are there where the judge's
    /// engine gives them.
    pub embeddings: bool,
}

/// The columns of a scored table.
#[derive(Debug, Default)]
pub(super) struct ScoredColumns {
    /// Those of the files, in order of first appearance.
    given: Vec<String>,
    /// The name of the file, where there are several.
    file: Option<String>,
    /// [`FOUND`] and [`OPINIONS`], by the names that are free.
    added: Vec<String>,
    /// [`EMBEDDED`], by the names that are free, where they are asked for.
    embedded: Vec<String>,
    raw: bool,
}

/// A scored table under way.
pub struct ScoredTable<W: Write + Send> {
    pub(super) columns: ScoredColumns,
    format: ScoreFormat,
    sink: TableWriter<W>,
    /// The files whose rows it holds.
    files: Vec<std::sync::Arc<str>>,
}

enum TableWriter<W: Write + Send> {
    Text(W),
    Parquet(Box<ParquetTable<W>>),
    Copy(Box<ParquetCopy<W>>),
    Xlsx(Box<ScoredWorkbook<W>>),
}

/// Rows ready to be written.
pub(super) enum Ready {
    Text(Vec<u8>),
    Rows(Vec<ReadyRow>),
}

/// A row for formats that take values.
pub(super) struct ReadyRow {
    /// The row in the file.
    pub(super) row: u64,
    pub(super) cells: StringRecord,
    /// Where its comment is among the cells, and what is shown of it in place of what was
    /// given, where that is something else.
    pub(super) changed: Option<(Vec<usize>, String)>,
    pub(super) file: Option<std::sync::Arc<str>>,
    pub(super) found: Option<CommentFindings>,
    /// Whether the table has embeddings.
    pub(super) embeds: bool,
}

/// A row that has been judged.
pub(super) struct JudgedRow<'a> {
    pub(super) raw: &'a RawRow,
    /// The columns of its file.
    pub(super) names: &'a [String],
    /// The name of its file.
    pub(super) file: &'a std::sync::Arc<str>,
    /// Where each column of the table is among the cells.
    pub(super) places: &'a [Option<usize>],
    pub(super) comment: ShownComment<'a>,
    pub(super) found: Option<CommentFindings>,
}

/// The comment of a row as it is shown.
pub(super) struct ShownComment<'a> {
    /// Where it is among the cells: in several places where several columns say the same.
    pub(super) at: Vec<usize>,
    pub(super) text: &'a str,
}

impl ShownComment<'_> {
    /// Whether a row holds something else than is shown.
    fn changes(&self, cells: &StringRecord) -> bool {
        self.at.first().and_then(|at| cells.get(*at)) != Some(self.text)
    }
}

impl<W: Write + Send> ScoredTable<W> {
    /// Starts the table of what `files` hold.
    ///
    /// # Errors
    /// Any error of `out`, or Parquet files that are to be one and are not of one kind.
    pub fn new(mut out: W, files: &[&SourceFile], options: TableOptions) -> io::Result<Self> {
        let columns = ScoredColumns::of(files, options);
        let sink = match options.format {
            ScoreFormat::Jsonl => TableWriter::Text(out),
            ScoreFormat::Csv => {
                let mut header = csv::Writer::from_writer(Vec::new());
                let names = columns.names(FOUND.len());
                header.write_record(names.map(|name| shown(name, options.raw).into_owned()))?;
                if options.bom {
                    out.write_all("\u{feff}".as_bytes())?;
                }
                out.write_all(&header.into_inner().map_err(csv::IntoInnerError::into_error)?)?;
                TableWriter::Text(out)
            }
            ScoreFormat::Parquet => {
                let added = columns.added_kinds();
                let contents: Option<Vec<_>> = files.iter().map(|file| file.parquet()).collect();
                match contents.filter(|contents| ParquetCopy::<W>::fits(contents)) {
                    Some(contents) => {
                        TableWriter::Copy(ParquetCopy::new(out, &contents, added)?.into())
                    }
                    None => {
                        let given = columns.given.iter();
                        let given = given.map(|name| (name.clone(), ValueKind::Text));
                        let all = given.chain(added).collect();
                        TableWriter::Parquet(ParquetTable::new(out, "scored", all)?.into())
                    }
                }
            }
            ScoreFormat::Xlsx => {
                let names = columns.names(FOUND.len() + 1);
                TableWriter::Xlsx(ScoredWorkbook::new(out, names)?.into())
            }
        };
        let files = files.iter().map(|file| file.layout().file.clone()).collect();
        Ok(ScoredTable { columns, format: options.format, sink, files })
    }

    /// The files whose rows it holds, as the user named them.
    pub(super) fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|file| &**file)
    }

    /// Names of the added columns that had to step aside, with what they are called now.
    pub fn renamed(&self) -> Vec<(String, String)> {
        let own = FOUND.into_iter().chain([OPINIONS]).zip(&self.columns.added);
        let own = own.chain(self.columns.file.iter().map(|name| (FILE, name)));
        let own = own.chain(EMBEDDED.into_iter().zip(&self.columns.embedded));
        let of_format = match self.format {
            ScoreFormat::Csv => OPINIONS,
            _ => "",
        };
        own.filter(|(name, used)| name != used && *name != of_format)
            .map(|(name, used)| (name.to_owned(), used.clone()))
            .collect()
    }

    /// Whether the objects of JSON are wanted as they were given.
    pub(super) fn keeps_json(&self) -> bool {
        self.format == ScoreFormat::Jsonl
    }

    /// Whether what was given is copied as it is, to the byte.
    pub(super) fn is_copy(&self) -> bool {
        matches!(self.sink, TableWriter::Copy(_))
    }

    pub(super) fn format(&self) -> ScoreFormat {
        self.format
    }

    /// Called before the rows of the file with this index and these columns.
    pub(super) fn begin(&mut self, index: usize, names: &[String]) -> io::Result<()> {
        match &mut self.sink {
            TableWriter::Copy(copy) => copy.begin(index, names),
            _ => Ok(()),
        }
    }

    pub(super) fn take(&mut self, ready: Ready) -> io::Result<()> {
        match (&mut self.sink, ready) {
            (TableWriter::Text(out), Ready::Text(lines)) => out.write_all(&lines),
            (TableWriter::Text(_), Ready::Rows(_)) | (_, Ready::Text(_)) => Ok(()),
            (TableWriter::Parquet(table), Ready::Rows(rows)) => rows.iter().try_for_each(|row| {
                let cells = row.cells.iter().map(CommentValue::Text);
                table.add(cells.chain(row.added()))
            }),
            (TableWriter::Copy(copy), Ready::Rows(rows)) => {
                rows.into_iter().try_for_each(|row| copy.add(row))
            }
            (TableWriter::Xlsx(book), Ready::Rows(rows)) => {
                rows.iter().try_for_each(|row| book.add(row))
            }
        }
    }

    /// Called after the rows of a file.
    pub(super) fn end(&mut self) -> io::Result<()> {
        match &mut self.sink {
            TableWriter::Copy(copy) => copy.end(),
            TableWriter::Text(out) => out.flush(),
            _ => Ok(()),
        }
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        match &mut self.sink {
            TableWriter::Text(out) => out.flush(),
            _ => Ok(()),
        }
    }

    /// Ends the table and hands the output back.
    ///
    /// # Errors
    /// Any error of the output.
    pub fn finish(self) -> io::Result<W> {
        match self.sink {
            TableWriter::Text(mut out) => out.flush().map(|()| out),
            TableWriter::Parquet(table) => table.finish(),
            TableWriter::Copy(copy) => copy.finish(),
            TableWriter::Xlsx(book) => book.finish(),
        }
    }
}

impl ScoredColumns {
    fn of(files: &[&SourceFile], options: TableOptions) -> ScoredColumns {
        let mut given: Vec<String> = Vec::new();
        let mut known = std::collections::HashSet::new();
        let mut taken = std::collections::HashSet::new();
        for file in files {
            let layout = file.layout();
            let nested = matches!(layout.format, Format::Json { .. } | Format::Parquet);
            for name in &layout.headers {
                if known.insert(name.as_str()) {
                    given.push(name.clone());
                }
                taken.insert(name.as_str());
                if let Some((outer, _)) = name.split_once('.').filter(|_| nested) {
                    taken.insert(outer);
                }
            }
        }
        let free = |name: &str| {
            let mut name = name.to_owned();
            while taken.contains(name.as_str()) {
                name.insert_str(0, PREFIX);
            }
            name
        };
        let file = (files.len() > 1).then(|| free(FILE));
        let added = FOUND.into_iter().chain([OPINIONS]).map(free).collect();
        let embedded = options.embeddings.then_some(EMBEDDED).into_iter().flatten().map(free);
        let embedded = embedded.collect();
        ScoredColumns { given, file, added, embedded, raw: options.raw }
    }

    /// The first of the added columns come after those that are given.
    fn names(&self, added: usize) -> impl Iterator<Item = &str> {
        let given = self.given.iter().chain(&self.file);
        given.chain(&self.added[..added]).map(String::as_str)
    }

    fn added_kinds(&self) -> Vec<(String, ValueKind)> {
        let kinds = FindingField::ALL.into_iter().map(ValueKind::of_finding);
        let found = self.added.iter().cloned().zip(kinds.chain([ValueKind::Text]));
        let file = self.file.iter().map(|name| (name.clone(), ValueKind::Text));
        let kinds = [ValueKind::Numbers, ValueKind::Texts, ValueKind::Vectors];
        file.chain(found).chain(self.embedded.iter().cloned().zip(kinds)).collect()
    }

    /// Where the columns are among those of a file.
    pub(super) fn places(&self, file: &SourceFile) -> Vec<Option<usize>> {
        let headers = &file.layout().headers;
        self.given.iter().map(|name| headers.iter().position(|own| own == name)).collect()
    }

    /// Makes rows ready to be written.
    pub(super) fn ready(&self, format: ScoreFormat, rows: Vec<JudgedRow<'_>>) -> Ready {
        match format {
            ScoreFormat::Csv => {
                let mut writer = csv::Writer::from_writer(Vec::new());
                for row in &rows {
                    // Writing to memory cannot fail.
                    let _ = self.csv_line(&mut writer, row);
                }
                Ready::Text(writer.into_inner().unwrap_or_default())
            }
            ScoreFormat::Jsonl => {
                let mut lines = Vec::new();
                for row in &rows {
                    let line = match &row.raw.json {
                        Some(json) => self.given_object(json, row),
                        None => Value::from(self.object(row)).to_string(),
                    };
                    lines.extend_from_slice(json_escaped(&line).as_bytes());
                    lines.push(b'\n');
                }
                Ready::Text(lines)
            }
            ScoreFormat::Parquet | ScoreFormat::Xlsx => {
                Ready::Rows(rows.into_iter().map(|row| self.values(row)).collect())
            }
        }
    }

    fn csv_line(&self, writer: &mut csv::Writer<Vec<u8>>, row: &JudgedRow<'_>) -> csv::Result<()> {
        for cell in row.cells() {
            writer.write_field(shown(cell, self.raw).as_bytes())?;
        }
        if self.file.is_some() {
            writer.write_field(shown(row.file, self.raw).as_bytes())?;
        }
        write_findings(writer, row.found.as_ref())?;
        writer.write_record(None::<&[u8]>)
    }

    fn values(&self, row: JudgedRow<'_>) -> ReadyRow {
        let cells = row.cells().collect();
        let changed = row.comment.changes(&row.raw.cells);
        ReadyRow {
            row: row.raw.row,
            cells,
            changed: changed.then(|| (row.comment.at.clone(), row.comment.text.to_owned())),
            file: self.file.is_some().then(|| row.file.clone()),
            found: row.found,
            embeds: !self.embedded.is_empty(),
        }
    }

    /// The keys and values that are added to a row.
    fn members(&self, row: &JudgedRow<'_>) -> Vec<(String, Value)> {
        let found = row.found.as_ref();
        let file = self.file.iter().map(|name| (name.clone(), Value::from(&**row.file)));
        let (added, opinions) = self.added.split_at(FOUND.len());
        let values = FindingField::ALL
            .into_iter()
            .map(|field| found.map_or(Value::Null, |found| field.of(found).json()));
        let said = found.map_or_else(|| json!([]), |found| opinions_json(found, row.comment.text));
        let all = file.chain(added.iter().cloned().zip(values));
        let values = embedded(found).into_iter().map(|value| value.json());
        let embedded = self.embedded.iter().cloned().zip(values);
        all.chain(opinions.iter().cloned().zip([said])).chain(embedded).collect()
    }

    /// A given object, as it is but for what is masked in its comment.
    fn given_object(&self, json: &crate::ingest::JsonText, row: &JudgedRow<'_>) -> String {
        let ShownComment { at, text } = &row.comment;
        let changed = row.comment.changes(&row.raw.cells);
        let columns: Vec<&str> = match changed {
            true => at.iter().filter_map(|at| row.names.get(*at)).map(String::as_str).collect(),
            false => Vec::new(),
        };
        let mut added = self.members(row);
        // Objects may have keys that no object before them had.
        let keys = json.keys();
        for (name, _) in &mut added {
            while keys.contains(name) {
                name.insert_str(0, PREFIX);
            }
        }
        let added: Vec<(String, String)> =
            added.into_iter().map(|(name, value)| (name, value.to_string())).collect();
        json.with(&columns, &Value::from(*text).to_string(), &added)
    }

    fn object(&self, row: &JudgedRow<'_>) -> Map<String, Value> {
        let mut object = Map::new();
        for (name, cell) in self.given.iter().zip(row.cells()) {
            object.insert(name.clone(), Value::from(cell));
        }
        object.extend(self.members(row));
        object
    }
}

impl JudgedRow<'_> {
    /// The cells in the order of the table.
    fn cells(&self) -> impl Iterator<Item = &str> {
        let ShownComment { at: comment, text } = &self.comment;
        self.places.iter().map(move |place| match place {
            Some(at) if comment.contains(at) => text,
            Some(at) => self.raw.cells.get(*at).unwrap_or_default(),
            None => "",
        })
    }
}

impl ReadyRow {
    /// The values of the columns that are added.
    pub(super) fn added(&self) -> impl Iterator<Item = CommentValue<'_>> {
        let file = self.file.as_deref().map(CommentValue::Text);
        let found = self.found.as_ref();
        let values = FindingField::ALL
            .into_iter()
            .map(move |field| found.map_or(CommentValue::Absent, |found| field.of(found)));
        let said = match found.map(|found| opinions_cell(&found.opinions)) {
            Some(cell) if !cell.is_empty() => CommentValue::Word(cell.into()),
            _ => CommentValue::Absent,
        };
        let embedded = self.embeds.then(|| embedded(found)).into_iter().flatten();
        file.into_iter().chain(values).chain([said]).chain(embedded)
    }
}

/// The values of [`EMBEDDED`].
fn embedded(found: Option<&CommentFindings>) -> [CommentValue<'_>; 3] {
    let Some(CommentEmbeddings { comment, units }) = found.and_then(|it| it.embedded.as_deref())
    else {
        return [const { CommentValue::Absent }; 3];
    };
    let texts = units.iter().map(|unit| unit.text.as_str()).collect();
    let vectors = units.iter().map(|unit| unit.embedding.as_slice()).collect();
    [CommentValue::Numbers(comment), CommentValue::Texts(texts), CommentValue::Vectors(vectors)]
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
