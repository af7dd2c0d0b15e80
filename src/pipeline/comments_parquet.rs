//! `comments.parquet`: the columns of `comments.csv` with their types, zstd,
//! written a row group at a time so that memory stays bounded.

use std::io::{self, Write};
use std::sync::Arc;

use csv::StringRecord;
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::Result;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

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
    /// The type of a column of `comments.csv`; segments are text.
    fn of(name: &str) -> Values {
        match name {
            "row" => Values::Whole(Vec::new()),
            "time" => Values::Time(Vec::new()),
            "nps" | "csat" | "ces" | "sentiment" | "p_negative" | "p_neutral" | "p_positive"
            | "p_mixed" | "stars" => Values::Number(Vec::new()),
            _ => Values::Text(Vec::new()),
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

    /// Takes a cell; whether it holds a value.
    fn push(&mut self, cell: &str) -> bool {
        if cell.is_empty() {
            return false;
        }
        match self {
            Values::Text(values) => values.push(ByteArray::from(cell)),
            Values::Whole(values) => match cell.parse() {
                Ok(value) => values.push(value),
                Err(_) => return false,
            },
            Values::Number(values) => match cell.parse() {
                Ok(value) => values.push(value),
                Err(_) => return false,
            },
            Values::Time(values) => match micros(cell) {
                Some(value) => values.push(value),
                None => return false,
            },
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

fn micros(time: &str) -> Option<i64> {
    let time: jiff::civil::DateTime = time.parse().ok()?;
    let time = time.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(time.timestamp().as_microsecond())
}

/// A Parquet file under way.
pub(super) struct ParquetComments<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    columns: Vec<(Values, Vec<i16>)>,
    rows: usize,
    bytes: usize,
}

impl<W: Write + Send> ParquetComments<W> {
    /// Starts a file with the columns of `header`.
    pub(super) fn new(out: W, header: Vec<String>) -> io::Result<ParquetComments<W>> {
        let columns: Vec<Values> = header.iter().map(|name| Values::of(name)).collect();
        let start = || -> Result<SerializedFileWriter<W>> {
            let fields = header.iter().zip(&columns).map(|(name, values)| values.schema(name));
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
        let columns = columns.into_iter().map(|values| (values, Vec::new())).collect();
        Ok(ParquetComments { writer, columns, rows: 0, bytes: 0 })
    }

    /// Appends lines of CSV with a cell for every column.
    pub(super) fn write(&mut self, lines: &[u8]) -> io::Result<()> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(lines);
        let mut record = StringRecord::new();
        while reader.read_record(&mut record)? {
            for ((values, levels), cell) in self.columns.iter_mut().zip(&record) {
                levels.push(i16::from(values.push(cell)));
            }
            self.rows += 1;
            self.bytes += record.as_slice().len();
            if self.rows >= GROUP_ROWS || self.bytes >= GROUP_BYTES {
                self.end_group().map_err(io::Error::other)?;
            }
        }
        Ok(())
    }

    fn end_group(&mut self) -> Result<()> {
        let mut group = self.writer.next_row_group()?;
        for (values, levels) in &mut self.columns {
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

    fn header() -> Vec<String> {
        ["file", "row", "time", "地区.省", "nps", "comment", "sentiment"]
            .map(str::to_owned)
            .to_vec()
    }

    #[test]
    fn our_own_reader_reads_it_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("comments.parquet");
        let mut out = ParquetComments::new(Vec::new(), header()).unwrap();
        out.write("a,2,2024-03-01T10:05:00,华东,9,\"=1+1,\n\",-0.2500\n".as_bytes()).unwrap();
        out.write("a,3,,,,无,\n".as_bytes()).unwrap();
        std::fs::write(&path, out.finish().unwrap()).unwrap();
        let file = SourceFile::open(&path, &ReadOptions::default()).unwrap();
        assert_eq!(file.layout().headers, header());
        let rows: Vec<StringRecord> =
            file.rows().unwrap().map(|row| row.unwrap().cells.clone()).collect();
        let expected = [
            ["a", "2", "2024-03-01T10:05:00", "华东", "9", "=1+1,\n", "-0.25"],
            ["a", "3", "", "", "", "无", ""],
        ];
        assert_eq!(rows, expected.map(|row| StringRecord::from(row.to_vec())));
    }

    #[test]
    fn rows_are_written_in_groups_with_types() {
        let file = tempfile::tempfile().unwrap();
        let mut out = ParquetComments::new(file, header()).unwrap();
        let lines: String = (0..1_000).map(|i| format!("a,{i},,,,好,0.5\n")).collect();
        for _ in 0..70 {
            out.write(lines.as_bytes()).unwrap();
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
        assert_eq!(types, [text, whole, whole, text, number, text, number]);
        assert_eq!(metadata.file_metadata().created_by(), Some("xinsheng 0.1.0"));
    }

    #[test]
    fn no_comments_make_an_empty_table() {
        let out = ParquetComments::new(Vec::new(), header()).unwrap().finish().unwrap();
        assert!(out.starts_with(b"PAR1") && out.ends_with(b"PAR1"));
    }
}
