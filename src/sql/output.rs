//! Results as tables: CSV, a JSON object a line, Parquet.

use std::io::{self, Write};
use std::path::Path;

use datafusion::arrow::array::{Array, ArrayRef, RecordBatch};
use datafusion::arrow::datatypes::{Field, Schema, SchemaRef};
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::json::writer::LineDelimited;
use datafusion::arrow::json::{Writer, WriterBuilder};
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::{Compression, ZstdLevel};
use datafusion::parquet::errors::ParquetError;
use datafusion::parquet::file::properties::WriterProperties;

use super::texts::{is_text, texts};
use crate::report::formula_guard::guard;

/// Rows of a row group of Parquet.
const GROUP_ROWS: usize = 1 << 16;

/// The format of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SqlFormat {
    /// Comma-separated; lists and structs as JSON.
    Csv,
    /// A JSON object a line.
    Jsonl,
    /// Parquet, compressed by zstd.
    Parquet,
}

impl SqlFormat {
    /// The format that the name of a file says.
    pub fn of_path(path: &Path) -> Option<SqlFormat> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "csv" => Some(SqlFormat::Csv),
            "jsonl" | "ndjson" => Some(SqlFormat::Jsonl),
            "parquet" => Some(SqlFormat::Parquet),
            _ => None,
        }
    }
}

/// How CSV is written.
#[derive(Debug, Clone, Copy, Default)]
pub struct WriterOptions {
    /// It starts with a byte order mark.
    pub bom: bool,
    /// Texts that a spreadsheet would run as a formula stay as they are.
    pub raw: bool,
}

/// A table under way.
pub struct TableWriter<W: Write + Send>(Kind<W>);

enum Kind<W: Write + Send> {
    Csv { writer: Box<csv::Writer<W>>, raw: bool },
    Jsonl(Box<Writer<W, LineDelimited>>),
    Parquet(Box<ArrowWriter<W>>),
}

impl<W: Write + Send> TableWriter<W> {
    /// Starts a table of these columns.
    ///
    /// # Errors
    /// What `out` says, or a type that the format cannot hold.
    pub fn new(
        mut out: W,
        schema: &SchemaRef,
        format: SqlFormat,
        options: WriterOptions,
    ) -> io::Result<TableWriter<W>> {
        Ok(TableWriter(match format {
            SqlFormat::Csv => {
                if options.bom {
                    out.write_all("\u{FEFF}".as_bytes())?;
                }
                let mut writer = csv::Writer::from_writer(out);
                let named = |field: &Field| guarded(field.name(), options.raw);
                writer.write_record(schema.fields().iter().map(|field| named(field)))?;
                Kind::Csv { writer: Box::new(writer), raw: options.raw }
            }
            SqlFormat::Jsonl => Kind::Jsonl(Box::new(json_lines(out))),
            SqlFormat::Parquet => {
                let properties = WriterProperties::builder()
                    .set_compression(Compression::ZSTD(ZstdLevel::default()))
                    .set_max_row_group_row_count(Some(GROUP_ROWS))
                    .set_created_by(concat!("xinsheng ", env!("CARGO_PKG_VERSION")).to_owned())
                    .build();
                let schema = SchemaRef::clone(schema);
                let writer = ArrowWriter::try_new(out, schema, Some(properties));
                Kind::Parquet(Box::new(writer.map_err(of_parquet)?))
            }
        }))
    }

    /// Adds the rows of a batch.
    ///
    /// # Errors
    /// What the output says.
    pub fn write(&mut self, batch: &RecordBatch) -> io::Result<()> {
        match &mut self.0 {
            Kind::Csv { writer, raw } => {
                let columns = batch.columns().iter().map(|column| cells(column, *raw));
                let columns = columns.collect::<Result<Vec<_>, _>>().map_err(of_arrow)?;
                for row in 0..batch.num_rows() {
                    writer.write_record(columns.iter().map(|cells| cells[row].as_bytes()))?;
                }
                Ok(())
            }
            Kind::Jsonl(writer) => writer.write(batch).map_err(of_arrow),
            Kind::Parquet(writer) => writer.write(batch).map_err(of_parquet),
        }
    }

    /// Ends the table and hands the output back.
    ///
    /// # Errors
    /// What the output says.
    pub fn finish(self) -> io::Result<W> {
        match self.0 {
            Kind::Csv { writer, .. } => writer.into_inner().map_err(|error| error.into_error()),
            Kind::Jsonl(mut writer) => {
                writer.finish().map_err(of_arrow)?;
                Ok(writer.into_inner())
            }
            Kind::Parquet(writer) => writer.into_inner().map_err(of_parquet),
        }
    }
}

fn json_lines<W: Write>(out: W) -> Writer<W, LineDelimited> {
    WriterBuilder::new().with_explicit_nulls(true).build::<_, LineDelimited>(out)
}

fn guarded(text: &str, raw: bool) -> String {
    if raw { text.to_owned() } else { guard(text).into_owned() }
}

/// The cells of a column: texts guarded, lists and structs as JSON, nothing for NULL.
pub(super) fn cells(column: &ArrayRef, raw: bool) -> Result<Vec<String>, ArrowError> {
    let kind = column.data_type();
    if is_text(kind) {
        let cell = |text: Option<&str>| text.map_or_else(String::new, |text| guarded(text, raw));
        return Ok(texts(column).into_iter().map(cell).collect());
    }
    if kind.is_nested() {
        return nested(column);
    }
    let format = ArrayFormatter::try_new(column.as_ref(), &FormatOptions::default())?;
    (0..column.len()).map(|row| format.value(row).try_to_string()).collect()
}

/// Lists and structs, each as a JSON text.
fn nested(column: &ArrayRef) -> Result<Vec<String>, ArrowError> {
    let field = Field::new("v", column.data_type().clone(), true);
    let schema = SchemaRef::new(Schema::new(vec![field]));
    let batch = RecordBatch::try_new(schema, vec![ArrayRef::clone(column)])?;
    let mut writer = json_lines(Vec::new());
    writer.write(&batch)?;
    writer.finish()?;
    let lines = String::from_utf8(writer.into_inner())
        .map_err(|error| ArrowError::JsonError(error.to_string()))?;
    let value = |(row, line): (usize, &str)| match column.is_null(row) {
        true => String::new(),
        false => line
            .strip_prefix(r#"{"v":"#)
            .and_then(|v| v.strip_suffix('}'))
            .unwrap_or(line)
            .to_owned(),
    };
    Ok(lines.lines().enumerate().map(value).collect())
}

/// What went wrong, as the error of the output that it mostly is: a closed pipe stays one.
fn of_arrow(error: ArrowError) -> io::Error {
    match error {
        ArrowError::IoError(_, error) => error,
        ArrowError::ExternalError(error) => io::Error::other(error),
        other => io::Error::other(other),
    }
}

fn of_parquet(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use datafusion::arrow::array::{Float64Array, Int64Array, StringArray};
    use datafusion::arrow::array::{ListBuilder, StringBuilder};

    use super::*;

    fn batch() -> RecordBatch {
        let mut list = ListBuilder::new(StringBuilder::new());
        list.values().append_value("快");
        list.values().append_value("慢, \"slow\"");
        list.append(true);
        list.append(false);
        let columns: Vec<(&str, ArrayRef)> = vec![
            ("text", Arc::new(StringArray::from(vec![Some("=1+1"), None]))),
            ("whole", Arc::new(Int64Array::from(vec![Some(-3), None]))),
            ("number", Arc::new(Float64Array::from(vec![Some(-0.5), Some(1.0)]))),
            ("list", Arc::new(list.finish())),
        ];
        RecordBatch::try_from_iter_with_nullable(
            columns.into_iter().map(|(name, column)| (name, column, true)),
        )
        .unwrap()
    }

    fn written(format: SqlFormat, options: WriterOptions) -> Vec<u8> {
        let batch = batch();
        let mut writer = TableWriter::new(Vec::new(), &batch.schema(), format, options).unwrap();
        writer.write(&batch).unwrap();
        writer.finish().unwrap()
    }

    #[test]
    fn csv_guards_texts_alone() {
        let csv = |options| String::from_utf8(written(SqlFormat::Csv, options)).unwrap();
        let wanted = "text,whole,number,list\n\
                      '=1+1,-3,-0.5,\"[\"\"快\"\",\"\"慢, \\\"\"slow\\\"\"\"\"]\"\n\
                      ,,1.0,\n";
        assert_eq!(csv(WriterOptions::default()), wanted);
        let raw = csv(WriterOptions { bom: true, raw: true });
        assert!(raw.starts_with('\u{FEFF}') && raw.contains("\n=1+1,-3"), "{raw}");
    }

    #[test]
    fn json_says_what_is_missing() {
        let lines = String::from_utf8(written(SqlFormat::Jsonl, WriterOptions::default())).unwrap();
        let values: Vec<serde_json::Value> =
            lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(values.len(), 2);
        assert_eq!(values[0]["list"][0], "快");
        assert_eq!(values[0]["number"], -0.5);
        assert!(values[1]["text"].is_null() && values[1].get("list").is_some());
    }

    #[test]
    fn parquet_is_read_back() {
        use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
        let file = written(SqlFormat::Parquet, WriterOptions::default());
        let file = bytes::Bytes::from(file);
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
        let read: Vec<RecordBatch> = reader.map(Result::unwrap).collect();
        assert_eq!(read.len(), 1);
        assert_eq!(read[0].columns(), batch().columns());
    }

    #[test]
    fn names_say_the_format() {
        let of = |name: &str| SqlFormat::of_path(Path::new(name));
        assert_eq!(of("a.CSV"), Some(SqlFormat::Csv));
        assert_eq!(of("a.jsonl"), Some(SqlFormat::Jsonl));
        assert_eq!(of("a.parquet"), Some(SqlFormat::Parquet));
        assert_eq!((of("a.xlsx"), of("a")), (None, None));
    }
}
