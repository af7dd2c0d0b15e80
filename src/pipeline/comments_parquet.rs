//! `comments.parquet`: the columns of `comments.csv` with their types, zstd,
//! written a row group at a time so that memory stays bounded.

use std::io::{self, Write};
use std::sync::Arc;

use jiff::civil::DateTime;
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::Result;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

use crate::report::comment_columns::{
    CommentColumns, CommentField, CommentValue, FindingField, in_units,
};
use crate::report::comment_row::CommentRow;

/// Rows of a row group…
const GROUP_ROWS: usize = 1 << 16;
/// …or bytes of text, whichever comes first.
const GROUP_BYTES: usize = 32 << 20;

/// The values of one column that wait for their row group; an absent value has
/// a level and no entry.
enum Values {
    Text(Vec<ByteArray>),
    Whole(Vec<i64>),
    Number(Vec<f64>),
    /// Microseconds of civil time.
    Time(Vec<i64>),
}

impl Values {
    /// Those of a column.
    fn of(field: CommentField) -> Values {
        use FindingField::{Effort, Emotion, Label, Language};
        match field {
            CommentField::Row => Values::Whole(Vec::new()),
            CommentField::Time => Values::Time(Vec::new()),
            CommentField::Finding(Language | Label | Emotion | Effort) => Values::Text(Vec::new()),
            CommentField::Score(_) | CommentField::Finding(_) => Values::Number(Vec::new()),
            CommentField::File
            | CommentField::Respondent
            | CommentField::Touchpoint
            | CommentField::Segment(_)
            | CommentField::Comment
            | CommentField::Opinions => Values::Text(Vec::new()),
        }
    }

    fn schema(&self, name: &str) -> Result<TypePtr> {
        let (physical, logical) = match self {
            Values::Text(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Values::Whole(_) => (Physical::INT64, None),
            Values::Number(_) => (Physical::DOUBLE, None),
            // Times are as written in the export, in no particular zone.
            Values::Time(_) => {
                (Physical::INT64, Some(LogicalType::timestamp(false, TimeUnit::MICROS)))
            }
        };
        let column = Type::primitive_type_builder(name, physical);
        let column = column.with_repetition(Repetition::OPTIONAL).with_logical_type(logical);
        Ok(Arc::new(column.build()?))
    }

    /// Takes a value; whether there is one. The bytes of text in it are added to `bytes`.
    fn push(&mut self, value: &CommentValue<'_>, bytes: &mut usize) -> bool {
        match (self, value) {
            (Values::Text(values), CommentValue::Text(text)) => {
                *bytes += text.len();
                values.push(ByteArray::from(*text));
            }
            (Values::Text(values), CommentValue::Word(word)) => {
                *bytes += word.len();
                values.push(ByteArray::from(&**word));
            }
            (Values::Whole(values), CommentValue::Whole(number)) => match i64::try_from(*number) {
                Ok(number) => values.push(number),
                Err(_) => return false,
            },
            (Values::Number(values), CommentValue::Number(number)) => values.push(*number),
            (Values::Number(values), CommentValue::Measure(value, decimals)) => {
                let (scaled, unit) = in_units(*value, *decimals);
                values.push(scaled as f64 / unit as f64);
            }
            (Values::Time(values), CommentValue::Time(time)) => match micros(*time) {
                Some(micros) => values.push(micros),
                None => return false,
            },
            _ => return false,
        }
        true
    }

    fn write(&mut self, levels: &[i16], column: &mut SerializedColumnWriter<'_>) -> Result<()> {
        let levels = Some(levels);
        match self {
            Values::Text(values) => {
                column.typed::<ByteArrayType>().write_batch(values, levels, None)?;
                values.clear();
            }
            Values::Whole(values) | Values::Time(values) => {
                column.typed::<Int64Type>().write_batch(values, levels, None)?;
                values.clear();
            }
            Values::Number(values) => {
                column.typed::<DoubleType>().write_batch(values, levels, None)?;
                values.clear();
            }
        }
        Ok(())
    }
}

fn micros(time: DateTime) -> Option<i64> {
    let time = time.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(time.timestamp().as_microsecond())
}

/// A column under way.
struct Column {
    field: CommentField,
    values: Values,
    levels: Vec<i16>,
}

/// A Parquet file under way.
pub(super) struct ParquetComments<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    columns: Vec<Column>,
    rows: usize,
    bytes: usize,
}

impl<W: Write + Send> ParquetComments<W> {
    /// Starts a file with these columns.
    pub(super) fn new(out: W, columns: &CommentColumns) -> io::Result<ParquetComments<W>> {
        let values: Vec<Values> = columns.fields().map(Values::of).collect();
        let start = || -> Result<SerializedFileWriter<W>> {
            let fields = columns.names().zip(&values).map(|(name, values)| values.schema(name));
            let schema = Type::group_type_builder("comments")
                .with_fields(fields.collect::<Result<Vec<TypePtr>>>()?)
                .build()?;
            let properties = WriterProperties::builder()
                .set_created_by(concat!("xinsheng ", env!("CARGO_PKG_VERSION")).to_owned())
                .set_compression(Compression::ZSTD(ZstdLevel::default()))
                .build();
            SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties))
        };
        let writer = start().map_err(io::Error::other)?;
        let column = |(field, values)| Column { field, values, levels: Vec::new() };
        let columns = columns.fields().zip(values).map(column).collect();
        Ok(ParquetComments { writer, columns, rows: 0, bytes: 0 })
    }

    /// Appends a comment.
    pub(super) fn add(&mut self, comment: &CommentRow) -> io::Result<()> {
        for Column { field, values, levels } in &mut self.columns {
            let there = values.push(&field.of(comment), &mut self.bytes);
            levels.push(i16::from(there));
        }
        self.rows += 1;
        if self.rows >= GROUP_ROWS || self.bytes >= GROUP_BYTES {
            self.end_group().map_err(io::Error::other)?;
        }
        Ok(())
    }

    fn end_group(&mut self) -> Result<()> {
        let mut group = self.writer.next_row_group()?;
        for Column { values, levels, .. } in &mut self.columns {
            if let Some(mut column) = group.next_column()? {
                values.write(levels, &mut column)?;
                column.close()?;
            }
            levels.clear();
        }
        group.close()?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }

    /// Writes what waits and hands the output back.
    pub(super) fn finish(mut self) -> io::Result<W> {
        let mut end = || -> Result<()> {
            if self.rows > 0 {
                self.end_group()?;
            }
            Ok(())
        };
        end().map_err(io::Error::other)?;
        self.writer.into_inner().map_err(io::Error::other)
    }
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader, SerializedFileReader};

    use super::*;
    use crate::ingest::{ReadOptions, SourceFile};
    use crate::report::comment_row::sample::comment;

    fn columns() -> CommentColumns {
        CommentColumns::new(&["地区.省".to_owned()])
    }

    #[test]
    fn our_own_reader_reads_it_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("comments.parquet");
        let mut out = ParquetComments::new(Vec::new(), &columns()).unwrap();
        let mut full = comment(2, "=1+1,\n");
        full.time = Some(jiff::civil::date(2024, 3, 1).at(10, 5, 0, 0));
        full.segments = vec![Some("华东".into())];
        out.add(&full).unwrap();
        let mut bare = comment(3, "无");
        bare.findings.judgement = None;
        bare.findings.opinions.clear();
        out.add(&bare).unwrap();
        std::fs::write(&path, out.finish().unwrap()).unwrap();
        let file = SourceFile::open(&path, &ReadOptions::default()).unwrap();
        assert!(file.layout().headers.iter().eq(columns().names()));
        let rows: Vec<csv::StringRecord> =
            file.rows().unwrap().map(|row| row.unwrap().cells.clone()).collect();
        let given = ["a.csv", "2", "2024-03-01T10:05:00", "", "", "华东", "9", "", "", "=1+1,\n"];
        let found = ["zh", "negative", "-0.25", "0.5", "0.25", "0.25", "", "2.13", "angry", "high"];
        let full: Vec<&str> = [&given[..], &found, &["price=-0.25"]].concat();
        assert_eq!(rows[0], full);
        let mut empty = vec![""; full.len()];
        (empty[0], empty[1], empty[9], empty[10], empty[11]) =
            ("a.csv", "3", "无", "zh", "negative");
        empty[6] = "9";
        assert_eq!(rows[1], empty);
    }

    #[test]
    fn rows_are_written_in_groups_with_types() {
        let file = tempfile::tempfile().unwrap();
        let mut out = ParquetComments::new(file, &columns()).unwrap();
        let row = comment(1, "好");
        for _ in 0..70_000 {
            out.add(&row).unwrap();
        }
        let reader = SerializedFileReader::new(out.finish().unwrap()).unwrap();
        let metadata = reader.metadata();
        let groups: Vec<i64> = metadata.row_groups().iter().map(|group| group.num_rows()).collect();
        assert_eq!(groups, [65_536, 70_000 - 65_536]);
        let schema = metadata.file_metadata().schema_descr();
        let types: Vec<Physical> =
            schema.columns().iter().map(|column| column.physical_type()).collect();
        let text = Physical::BYTE_ARRAY;
        let (whole, number) = (Physical::INT64, Physical::DOUBLE);
        assert_eq!(
            types[..10],
            [text, whole, whole, text, text, text, number, number, number, text]
        );
        assert_eq!(
            types[10..],
            [text, text, number, number, number, number, number, number, text, text, text]
        );
        assert_eq!(metadata.file_metadata().created_by(), Some("xinsheng 0.1.0"));
    }

    #[test]
    fn no_comments_make_an_empty_table() {
        let out = ParquetComments::new(Vec::new(), &columns()).unwrap().finish().unwrap();
        assert!(out.starts_with(b"PAR1") && out.ends_with(b"PAR1"));
    }
}
