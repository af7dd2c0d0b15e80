//! Parquet: rows with one cell per column, groups flattened with dots as in
//! JSON, values as the other formats write them.

use std::sync::Arc;

use ::parquet::basic::{Compression, LogicalType, TimeUnit};
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::record::reader::RowIter;
use ::parquet::record::{Field, Row};
use ::parquet::schema::types::Type;
use csv::StringRecord;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::caught::caught;
use crate::ingest::read::compressed::too_much;
use crate::ingest::read::content::{Content, ContentReader};
use crate::ingest::read::parquet_size;
use crate::ingest::read::rows::Record;
use crate::ingest::told::error::{ErrorKind, IngestError};
use crate::ingest::told::limits::{MAX_CELLS, MAX_RECORD_BYTES};
use crate::ingest::told::reject::{Reason, Rejection};

/// A column, or several under one name.
#[derive(Debug, Clone)]
enum Shape {
    Leaf {
        /// It counts nanoseconds, which the reader hands over as a number.
        nanos: bool,
    },
    Group(Vec<Shape>),
}

/// The columns of a file.
#[derive(Debug, Clone)]
pub(crate) struct ParquetColumns {
    pub(crate) names: Vec<String>,
    shapes: Arc<[Shape]>,
}

/// Opens a file and works out its columns; what it states to hold, and what its
/// dictionaries expand to, must not be more than `limit` bytes.
pub(crate) fn columns(
    content: &Content,
    name: &str,
    limit: u64,
) -> Result<ParquetColumns, IngestError> {
    let reader =
        open(content).map_err(|e| IngestError::new(ErrorKind::BrokenParquet, name).found(e))?;
    let metadata = reader.metadata();
    let mut columns = metadata.row_groups().iter().flat_map(|group| group.columns());
    if let Some(codec) = columns.find_map(|column| not_read(column.compression())) {
        return Err(IngestError::new(ErrorKind::ParquetCodec, name).found(codec));
    }
    let mut size = 0u64;
    for group in metadata.row_groups() {
        let cells = non_negative(group.num_rows()).saturating_mul(group.num_columns() as u64);
        size = size.saturating_add(non_negative(group.total_byte_size()).max(cells));
    }
    let expanded = || {
        let input = content.open().map_err(|e| e.to_string())?;
        guarded(|| parquet_size::exceeds(&input, &reader, limit))
    };
    // One that cannot be read to its end is told where its rows break off.
    if size > limit || expanded().unwrap_or(false) {
        return Err(too_much(name, limit));
    }
    let mut names = Vec::new();
    let shapes = metadata.file_metadata().schema().get_fields().iter();
    let shapes = shapes.map(|field| shape(field, "", &mut names)).collect();
    if names.len() > MAX_CELLS {
        return Err(IngestError::new(ErrorKind::TooWide, name).at_row(1));
    }
    Ok(ParquetColumns { names, shapes })
}

/// The name of a compression that the reader was built without.
fn not_read(compression: Compression) -> Option<&'static str> {
    match compression {
        Compression::LZO => Some("LZO"),
        Compression::BROTLI(_) => Some("Brotli"),
        Compression::LZ4 | Compression::LZ4_RAW => Some("LZ4"),
        Compression::UNCOMPRESSED
        | Compression::SNAPPY
        | Compression::GZIP(_)
        | Compression::ZSTD(_) => None,
    }
}

fn non_negative(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// The reader of a damaged file may panic.
fn guarded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    caught(work).unwrap_or_else(|| Err("internal error of the Parquet reader".to_owned()))
}

fn open(content: &Content) -> Result<SerializedFileReader<ContentReader>, String> {
    guarded(|| {
        let file = content.open().map_err(|e| e.to_string())?;
        SerializedFileReader::new(file).map_err(|e| e.to_string())
    })
}

fn shape(field: &Type, prefix: &str, names: &mut Vec<String>) -> Shape {
    let name = format!("{prefix}{}", field.name());
    let info = field.get_basic_info();
    // Lists and maps carry a mark and stay one column.
    let marked = info.logical_type_ref().is_some()
        || info.converted_type() != ::parquet::basic::ConvertedType::NONE;
    if field.is_group() && !marked {
        let prefix = format!("{name}.");
        let inner = field.get_fields().iter();
        return Shape::Group(inner.map(|field| shape(field, &prefix, names)).collect());
    }
    names.push(name);
    let logical = info.logical_type_ref();
    let nanos =
        matches!(logical, Some(LogicalType::Timestamp(time)) if time.unit == TimeUnit::NANOS);
    Shape::Leaf { nanos }
}

/// The rows as records; the row is the position, from 1.
pub(crate) struct Records {
    rows: RowIter<'static>,
    shapes: Arc<[Shape]>,
    width: usize,
    file: Arc<str>,
    row: u64,
    done: bool,
}

impl Records {
    pub(crate) fn new(
        content: &Content,
        columns: &ParquetColumns,
        file: Arc<str>,
    ) -> Result<Records, String> {
        let rows = RowIter::from_file_into(Box::new(open(content)?));
        let (shapes, width) = (Arc::clone(&columns.shapes), columns.names.len());
        Ok(Records { rows, shapes, width, file, row: 0, done: false })
    }
}

impl Iterator for Records {
    type Item = Result<Record, Rejection>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let rows = &mut self.rows;
        let next = guarded(|| rows.next().transpose().map_err(|e| e.to_string()));
        self.row += 1;
        let row = match next {
            Ok(Some(row)) => row,
            Ok(None) => {
                self.done = true;
                return None;
            }
            Err(found) => {
                self.done = true;
                let failed = Rejection::row(&self.file, self.row, Reason::ReadFailed, &found);
                return Some(Err(failed.rest()));
            }
        };
        let mut cells = Cells { text: Vec::with_capacity(self.width), bytes: 0, damaged: false };
        cells.row(&self.shapes, Some(&row));
        if cells.bytes > MAX_RECORD_BYTES {
            let start = cells.text.first().map_or("", String::as_str);
            return Some(Err(Rejection::row(&self.file, self.row, Reason::TooLarge, start)));
        }
        let record = StringRecord::from(cells.text);
        let damaged = cells.damaged;
        let (row, beyond) = (self.row, Vec::new());
        Some(Ok(Record { row, cells: record, damaged, padding: false, beyond, json: None }))
    }
}

struct Cells {
    text: Vec<String>,
    bytes: u64,
    damaged: bool,
}

impl Cells {
    /// The cells of a row or group; all empty where it is absent.
    fn row(&mut self, shapes: &[Shape], row: Option<&Row>) {
        let mut fields = row.into_iter().flat_map(Row::get_column_iter).map(|(_, field)| field);
        for shape in shapes {
            match (shape, fields.next()) {
                (Shape::Group(inner), Some(Field::Group(row))) => self.row(inner, Some(row)),
                (Shape::Group(inner), _) => self.row(inner, None),
                (Shape::Leaf { nanos }, field) => {
                    let mut text = String::new();
                    match field {
                        Some(Field::Long(count)) if *nanos => {
                            text = time_text(Timestamp::from_nanosecond(i128::from(*count)));
                        }
                        Some(field) => self.write(field, &mut text),
                        None => {}
                    }
                    self.bytes += text.len() as u64 + 1;
                    self.text.push(text);
                }
            }
        }
    }

    fn write(&mut self, field: &Field, text: &mut String) {
        match field {
            Field::Null => {}
            Field::Str(value) => text.push_str(value),
            Field::Bytes(value) => {
                let value = String::from_utf8_lossy(value.data());
                self.damaged |= value.contains('\u{FFFD}');
                text.push_str(&value);
            }
            Field::Float16(value) => text.push_str(&value.to_f32().to_string()),
            Field::Float(value) => text.push_str(&value.to_string()),
            Field::Double(value) => text.push_str(&value.to_string()),
            Field::Date(days) => {
                let day = jiff::Span::new().try_days(*days);
                let day = day.and_then(|days| Date::constant(1970, 1, 1).checked_add(days));
                text.push_str(&day.map(|day| day.to_string()).unwrap_or_default());
            }
            Field::TimestampMillis(count) => {
                text.push_str(&time_text(Timestamp::from_millisecond(*count)));
            }
            Field::TimestampMicros(count) => {
                text.push_str(&time_text(Timestamp::from_microsecond(*count)));
            }
            Field::ListInternal(list) => {
                for (at, item) in list.elements().iter().enumerate() {
                    if at > 0 {
                        text.push_str("; ");
                    }
                    self.write(item, text);
                }
            }
            // Whole numbers, decimals, times of day, maps.
            other => text.push_str(&other.to_string()),
        }
    }
}

/// As other formats write it: without a zone, to the second.
fn time_text(time: Result<Timestamp, jiff::Error>) -> String {
    let civil = |time: Timestamp| time.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    time.map(|time| civil(time).strftime("%Y-%m-%dT%H:%M:%S").to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compressions_are_read_or_named() {
        let read = [
            Compression::UNCOMPRESSED,
            Compression::SNAPPY,
            Compression::GZIP(Default::default()),
            Compression::ZSTD(Default::default()),
        ];
        assert!(read.into_iter().all(|compression| not_read(compression).is_none()));
        assert_eq!(not_read(Compression::LZ4_RAW), Some("LZ4"));
        assert_eq!(not_read(Compression::BROTLI(Default::default())), Some("Brotli"));
    }
}
