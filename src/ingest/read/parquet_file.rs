//! Parquet: rows with one cell per column, groups flattened with dots as in
//! JSON, values as the other formats write them.

use std::sync::Arc;

use ::parquet::basic::{Compression, LogicalType, TimeUnit};
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::file::serialized_reader::ReadOptionsBuilder;
use ::parquet::record::reader::RowIter;
use ::parquet::record::{Field, Row};
use ::parquet::schema::types::{SchemaDescPtr, Type};
use csv::StringRecord;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::caught::caught;
use crate::ingest::read::compressed::too_much;
use crate::ingest::read::content::{Content, ContentReader};
use crate::ingest::read::rows::Record;
use crate::ingest::read::{parquet_size, parquet_texts};
use crate::ingest::told::error::{ErrorKind, IngestError};
use crate::ingest::told::limits::{MAX_CELLS, MAX_RECORD_BYTES};
use crate::ingest::told::reject::{Reason, Rejection};

/// A column, or several under one name.
#[derive(Debug, Clone)]
enum Shape {
    Leaf {
        /// It counts nanoseconds, which the reader hands over as a number.
        nanos: bool,
        /// Its times are instants, told in UTC.
        utc: bool,
    },
    Group(Vec<Shape>),
}

/// The columns of a file.
#[derive(Debug, Clone)]
pub(crate) struct ParquetColumns {
    pub(crate) names: Vec<String>,
    shapes: Arc<[Shape]>,
    /// The schema by which the rows are read: their texts are bytes.
    bytes: Option<SchemaDescPtr>,
}

/// Opens a file and works out its columns; what it states to hold, and what its
/// dictionaries expand to, must not be more than `limit` bytes.
pub(crate) fn columns(
    content: &Content,
    name: &str,
    limit: u64,
) -> Result<ParquetColumns, IngestError> {
    let reader = open(content, None)
        .map_err(|e| IngestError::new(ErrorKind::BrokenParquet, name).found(e))?;
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
    let schema = metadata.file_metadata().schema();
    let shapes = schema.get_fields().iter().map(|field| shape(field, "", &mut names)).collect();
    if names.len() > MAX_CELLS {
        return Err(IngestError::new(ErrorKind::TooWide, name).at_row(1));
    }
    let bytes = guarded(|| Ok(parquet_texts::as_bytes(schema))).unwrap_or_default();
    Ok(ParquetColumns { names, shapes, bytes })
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

/// Opens a file, with another schema in place of its own.
fn open(
    content: &Content,
    schema: Option<&SchemaDescPtr>,
) -> Result<SerializedFileReader<ContentReader>, String> {
    guarded(|| {
        let file = content.open().map_err(|e| e.to_string())?;
        let options = schema.map_or_else(ReadOptionsBuilder::new, |schema| {
            ReadOptionsBuilder::new().with_parquet_schema(Arc::clone(schema))
        });
        SerializedFileReader::new_with_options(file, options.build()).map_err(|e| e.to_string())
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
    match logical {
        Some(LogicalType::Timestamp(time)) => {
            Shape::Leaf { nanos: time.unit == TimeUnit::NANOS, utc: time.is_adjusted_to_u_t_c }
        }
        _ => Shape::Leaf { nanos: false, utc: false },
    }
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
        let rows = RowIter::from_file_into(Box::new(open(content, columns.bytes.as_ref())?));
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
                (Shape::Leaf { nanos, utc }, field) => {
                    let mut text = String::new();
                    match field {
                        Some(Field::Long(count)) if *nanos => {
                            text = time_text(Timestamp::from_nanosecond(i128::from(*count)));
                        }
                        Some(field) => self.write(field, &mut text),
                        None => {}
                    }
                    // With it `time_zone` of a mapping can tell them as they were.
                    if *utc && !text.is_empty() {
                        text.push('Z');
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
            Field::Bytes(value) => match std::str::from_utf8(value.data()) {
                Ok(value) => text.push_str(value),
                Err(_) => {
                    self.damaged = true;
                    text.push_str(&String::from_utf8_lossy(value.data()));
                }
            },
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

/// As other formats write it: to the second, and without a zone.
fn time_text(time: Result<Timestamp, jiff::Error>) -> String {
    let civil = |time: Timestamp| time.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    time.map(|time| civil(time).strftime("%Y-%m-%dT%H:%M:%S").to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use ::parquet::basic::ConvertedType;
    use ::parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use ::parquet::schema::parser::parse_message_type;
    use ::parquet::schema::types::TypePtr;

    use super::*;
    use crate::ingest::read::made_parquet::{column, no_rows, parquet};

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

    const LIST: &str =
        "required group tags (LIST) { repeated group list { required int64 element; } }";

    fn records(content: &Content) -> Records {
        let columns = columns(content, "t.parquet", 1 << 30).unwrap();
        Records::new(content, &columns, "t.parquet".into()).unwrap()
    }

    #[test]
    fn a_file_may_state_as_much_as_the_limit() {
        let content = parquet("required int64 n;", |group| {
            column::<Int64Type>(group, &[7; 100], None);
        });
        let group = open(&content, None).unwrap().metadata().row_group(0).clone();
        let size = group.total_byte_size().max(group.num_rows()) as u64;
        assert_eq!(columns(&content, "t.parquet", size).unwrap().names, ["n"]);
        let error = columns(&content, "t.parquet", size - 1).unwrap_err();
        assert_eq!(error.kind, ErrorKind::UnpacksTooFar);
    }

    #[test]
    fn there_are_as_many_columns_as_a_table_has() {
        for (n, fits) in [(MAX_CELLS, true), (MAX_CELLS + 1, false)] {
            let fields: String = (0..n).map(|n| format!("required int32 c{n};")).collect();
            match columns(&no_rows(&fields), "t.parquet", 1 << 30) {
                Ok(columns) => assert_eq!((columns.names.len(), fits), (n, true)),
                Err(error) => {
                    assert_eq!((error.kind, fits), (ErrorKind::TooWide, false));
                    assert_eq!(error.row, Some(1));
                }
            }
        }
    }

    #[test]
    fn groups_are_columns_by_their_fields_and_lists_are_one() {
        let names = |fields: &[TypePtr]| {
            let mut names = Vec::new();
            for field in fields {
                shape(field, "", &mut names);
            }
            names
        };
        let fields = |fields: &str| {
            let schema = parse_message_type(&format!("message m {{ {fields} }}")).unwrap();
            schema.get_fields().to_vec()
        };
        let nested =
            "required group g { required int64 a; required group h { required int64 b; } }";
        assert_eq!(names(&fields(&format!("{nested} {LIST}"))), ["g.a", "g.h.b", "tags"]);
        // As programs mark lists that know of no other mark.
        let list = Type::group_type_builder("tags")
            .with_converted_type(ConvertedType::LIST)
            .with_fields(fields("repeated group list { required int64 element; }"))
            .build()
            .unwrap();
        assert!(list.get_basic_info().logical_type_ref().is_none());
        assert_eq!(names(&[list.into()]), ["tags"]);
    }

    #[test]
    fn cells_are_times_texts_and_lists_in_words() {
        let fields =
            format!("required int64 at (TIMESTAMP(NANOS,true)); required binary raw; {LIST}");
        let content = parquet(&fields, |group| {
            let times: [i64; 3] = [1_500_000_000_000_000_000, 0, 1_000_000_000];
            column::<Int64Type>(group, &times, None);
            let texts = [&b"a\xFF"[..], b"b", b""].map(|text| ByteArray::from(text.to_vec()));
            column::<ByteArrayType>(group, &texts, None);
            let levels = (&[1i16, 1, 0, 1][..], &[0i16, 1, 0, 0][..]);
            column::<Int64Type>(group, &[1, 2, 3], Some(levels));
        });
        let mut records = records(&content);
        for (row, cells, damaged) in [
            (1, ["2017-07-14T02:40:00Z", "a\u{FFFD}", "1; 2"], true),
            (2, ["1970-01-01T00:00:00Z", "b", ""], false),
            (3, ["1970-01-01T00:00:01Z", "", "3"], false),
        ] {
            let record = records.next().unwrap().unwrap();
            assert_eq!(record.cells.iter().collect::<Vec<_>>(), cells);
            assert_eq!((record.row, record.damaged), (row, damaged));
        }
        assert!(records.next().is_none());
        assert!(records.next().is_none());
    }

    #[test]
    fn a_text_that_is_not_utf8_costs_its_row_alone() {
        let inner = "repeated group list { required binary element (UTF8); }";
        let list = format!("required group tags (LIST) {{ {inner} }}");
        let fields = format!("required binary text (UTF8); required int64 n; {list}");
        let bytes = |text: &[u8]| ByteArray::from(text.to_vec());
        let content = parquet(&fields, |group| {
            // The sign for what is broken may be written as well.
            let texts = [&b"good"[..], b"a\xFF", "b\u{FFFD}".as_bytes(), b"fine"].map(bytes);
            column::<ByteArrayType>(group, &texts, None);
            column::<Int64Type>(group, &[1, 2, 3, 4], None);
            let tags = [&b"x"[..], b"y", b"z", b"\xFF", b"w"].map(bytes);
            column::<ByteArrayType>(group, &tags, Some((&[1i16; 5][..], &[0i16, 1, 0, 0, 0][..])));
        });
        let mut records = records(&content);
        for (cells, damaged) in [
            (["good", "1", "x; y"], false),
            (["a\u{FFFD}", "2", "z"], true),
            (["b\u{FFFD}", "3", "\u{FFFD}"], true),
            (["fine", "4", "w"], false),
        ] {
            let record = records.next().unwrap().unwrap();
            assert_eq!(record.cells.iter().collect::<Vec<_>>(), cells);
            assert_eq!(record.damaged, damaged, "{cells:?}");
        }
        assert!(records.next().is_none());
        let written = parquet("required binary text (UTF8);", |group| {
            column::<ByteArrayType>(group, &[bytes("b\u{FFFD}".as_bytes())], None);
        });
        let mut records = self::records(&written);
        assert!(!records.next().unwrap().unwrap().damaged);
    }

    #[test]
    fn a_row_may_be_as_long_as_a_record() {
        let content = parquet("required binary text (UTF8);", |group| {
            let text = |length: u64| ByteArray::from(vec![b'x'; length as usize]);
            let texts = [text(MAX_RECORD_BYTES - 1), text(MAX_RECORD_BYTES), text(1)];
            column::<ByteArrayType>(group, &texts, None);
        });
        let mut records = records(&content);
        let first = records.next().unwrap().unwrap();
        assert_eq!(first.cells[0].len() as u64, MAX_RECORD_BYTES - 1);
        let rejection = records.next().unwrap().unwrap_err();
        assert_eq!((rejection.reason, rejection.row), (Reason::TooLarge, 2));
        assert_eq!(&records.next().unwrap().unwrap().cells, vec!["x"]);
    }
}
