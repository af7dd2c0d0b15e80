//! Exports that only this program's own reader makes sense of, as tables of a query.
//!
//! They are read twice: once to see what their columns hold, once for every time that the query
//! reads them, as a stream. A column is one of whole numbers or of numbers where every cell is
//! one or is empty, else one of text: `00123` stays what it is. Words for "no answer" (`N/A`,
//! `未作答`) are NULL in a column of numbers.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, Float64Builder, Int64Builder, RecordBatch, RecordBatchOptions, StringBuilder,
};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::catalog::TableProvider;
use datafusion::catalog::streaming::StreamingTable;
use datafusion::common::{DataFusionError, Result as EngineResult};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::PartitionStream;

use super::error::{SqlError, SqlProblem};
use crate::ingest::{Format, IngestError, ReadOptions, Rows, SourceFile, Warning, is_missing};
use crate::pipeline::{Input, Inputs, Opened, Sheets};

/// What the cells of a column have been so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cells {
    Empty,
    Whole,
    Number,
    Text,
}

impl Cells {
    fn of(cell: &str) -> Cells {
        let cell = cell.trim();
        match cell {
            cell if is_code(cell) => Cells::Text,
            // −3 says in some exports that a question was skipped, and in others three below zero.
            cell if cell.parse::<i64>().is_ok() => Cells::Whole,
            cell if cell.parse::<f64>().is_ok_and(f64::is_finite) => Cells::Number,
            cell if is_missing(cell) => Cells::Empty,
            _ => Cells::Text,
        }
    }

    fn kind(self) -> DataType {
        match self {
            Cells::Whole => DataType::Int64,
            Cells::Number => DataType::Float64,
            Cells::Empty | Cells::Text => DataType::Utf8,
        }
    }
}

/// Digits that are a name: with zeros in front, or a sign that nobody gives a number.
fn is_code(cell: &str) -> bool {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let zeros = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    zeros || cell.starts_with('+')
}

/// A table of exports with the same columns.
pub(super) struct Export {
    files: Vec<SourceFile>,
    schema: SchemaRef,
    rejected: u64,
    /// Workbooks of which a later sheet than the first is read, with that sheet.
    sheets: Vec<(String, String)>,
    /// Keep the files in place.
    _inputs: Vec<Input>,
}

impl fmt::Debug for Export {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Export").field("schema", &self.schema).finish_non_exhaustive()
    }
}

impl Export {
    /// Opens files, the tables of archives among them.
    pub(super) fn open(paths: &[PathBuf]) -> Result<Export, SqlError> {
        let inputs = Inputs::new(paths, &ReadOptions::default(), &Sheets::First)?.files;
        let (mut files, mut sheets) = (Vec::with_capacity(inputs.len()), Vec::new());
        for input in &inputs {
            let (file, sheet) = with_answers(input)?;
            sheets.extend(sheet.map(|sheet| (file.layout().file.to_string(), sheet)));
            files.push(file);
        }
        let Some(first) = files.first() else {
            return Err(SqlProblem::NoFile { name: shown(paths) }.into());
        };
        let names = first.layout().headers.clone();
        for file in &files {
            same_columns(first, file)?;
        }
        let (mut cells, mut rejected) = (vec![Cells::Empty; names.len()], 0);
        for file in &files {
            for row in file.rows()? {
                let Ok(row) = row else {
                    rejected += 1;
                    continue;
                };
                for (so_far, cell) in cells.iter_mut().zip(&row.cells) {
                    if *so_far != Cells::Text {
                        *so_far = (*so_far).max(Cells::of(cell));
                    }
                }
            }
        }
        let fields =
            names.iter().zip(&cells).map(|(name, cells)| Field::new(name, cells.kind(), true));
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        Ok(Export { files, schema, rejected, sheets, _inputs: inputs })
    }

    /// Workbooks of which a later sheet than the first is read, with that sheet.
    pub(super) fn sheets(&self) -> &[(String, String)] {
        &self.sheets
    }

    /// Rows that cannot be read.
    pub(super) fn rejected(&self) -> u64 {
        self.rejected
    }

    /// The table for the query engine: one part, so that rows stay in order.
    pub(super) fn into_table(self) -> Result<Arc<dyn TableProvider>, SqlError> {
        let schema = Arc::clone(&self.schema);
        let part = Part { export: Arc::new(self), schema: Arc::clone(&schema) };
        Ok(Arc::new(StreamingTable::try_new(schema, vec![Arc::new(part)])?))
    }
}

/// The table of an input, of a workbook that of the sheet which a report would be made of too; and
/// that sheet, where it is not the first.
fn with_answers(input: &Input) -> Result<(SourceFile, Option<String>), IngestError> {
    let first = input.open(&ReadOptions::default());
    let whole = |file: &SourceFile| !matches!(file.layout().format, Format::Workbook { .. });
    if first.as_ref().is_ok_and(whole) {
        return first.map(|file| (file, None));
    }
    let Ok(opened) = Opened::open(input, None) else { return first.map(|file| (file, None)) };
    let sheet = opened.mapping.warnings.iter().find_map(|warning| match warning {
        Warning::SheetTaken { sheet, .. } => Some(sheet.clone()),
        _ => None,
    });
    Ok((opened.file, sheet))
}

fn shown(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}

fn same_columns(first: &SourceFile, second: &SourceFile) -> Result<(), SqlError> {
    let (one, other) = (&first.layout().headers, &second.layout().headers);
    let column = match one.iter().zip(other).find(|(a, b)| a != b) {
        Some((name, _)) => name,
        None if one.len() == other.len() => return Ok(()),
        None => match one.get(other.len()).or_else(|| other.get(one.len())) {
            Some(name) => name,
            None => return Ok(()),
        },
    };
    let named = |file: &SourceFile| file.layout().file.to_string();
    let (first, second, column) = (named(first), named(second), column.clone());
    Err(SqlProblem::OtherColumns { first, second, column }.into())
}

/// All rows of an export.
#[derive(Debug)]
struct Part {
    export: Arc<Export>,
    schema: SchemaRef,
}

impl PartitionStream for Part {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, context: Arc<TaskContext>) -> SendableRecordBatchStream {
        let batches = Batches {
            export: Arc::clone(&self.export),
            file: 0,
            rows: None,
            size: context.session_config().batch_size().max(1),
        };
        let stream = futures::stream::iter(batches);
        Box::pin(RecordBatchStreamAdapter::new(Arc::clone(&self.schema), stream))
    }
}

/// The rows of the files, one after another, in batches.
struct Batches {
    export: Arc<Export>,
    file: usize,
    rows: Option<Rows>,
    size: usize,
}

impl Iterator for Batches {
    type Item = EngineResult<RecordBatch>;

    fn next(&mut self) -> Option<EngineResult<RecordBatch>> {
        let mut columns: Vec<Column> =
            self.export.schema.fields().iter().map(|field| Column::of(field.data_type())).collect();
        let mut filled = 0;
        while filled < self.size {
            let rows = match &mut self.rows {
                Some(rows) => rows,
                none => {
                    let Some(file) = self.export.files.get(self.file) else { break };
                    self.file += 1;
                    match file.rows() {
                        Ok(rows) => none.insert(rows),
                        Err(error) => return Some(Err(DataFusionError::External(Box::new(error)))),
                    }
                }
            };
            match rows.next() {
                Some(Ok(row)) => {
                    columns.iter_mut().zip(&row.cells).for_each(|(column, cell)| column.push(cell));
                    filled += 1;
                }
                // Counted when the file was opened.
                Some(Err(_)) => {}
                None => self.rows = None,
            }
        }
        if filled == 0 {
            return None;
        }
        let columns = columns.iter_mut().map(Column::finish).collect();
        let options = RecordBatchOptions::new().with_row_count(Some(filled));
        let schema = Arc::clone(&self.export.schema);
        let batch = RecordBatch::try_new_with_options(schema, columns, &options);
        Some(batch.map_err(DataFusionError::from))
    }
}

/// A column under way.
enum Column {
    Whole(Int64Builder),
    Number(Float64Builder),
    Text(StringBuilder),
}

impl Column {
    fn of(kind: &DataType) -> Column {
        match kind {
            DataType::Int64 => Column::Whole(Int64Builder::new()),
            DataType::Float64 => Column::Number(Float64Builder::new()),
            _ => Column::Text(StringBuilder::new()),
        }
    }

    fn push(&mut self, cell: &str) {
        match self {
            Column::Whole(values) => values.append_option(cell.trim().parse().ok()),
            // A word for no answer is no number, but "NaN" is one to the parser.
            Column::Number(values) => {
                let number = cell.trim().parse::<f64>().ok();
                values.append_option(number.filter(|number| number.is_finite()));
            }
            Column::Text(values) => {
                values.append_option(Some(cell).filter(|cell| !cell.is_empty()))
            }
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Column::Whole(values) => Arc::new(values.finish()),
            Column::Number(values) => Arc::new(values.finish()),
            Column::Text(values) => Arc::new(values.finish()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_say_what_a_column_holds() {
        for (cell, found) in [
            ("", Cells::Empty),
            ("N/A", Cells::Empty),
            ("未作答", Cells::Empty),
            ("9", Cells::Whole),
            (" -3 ", Cells::Whole),
            ("4.5", Cells::Number),
            ("0.5", Cells::Number),
            ("0", Cells::Whole),
            ("007", Cells::Text),
            ("+8613800138000", Cells::Text),
            ("9分", Cells::Text),
            ("inf", Cells::Text),
        ] {
            assert_eq!(Cells::of(cell), found, "{cell}");
        }
    }
}
