//! A Parquet table of values with types: zstd, written a row group at a time so that memory
//! stays bounded.

use std::io::{self, Write};
use std::sync::Arc;

use jiff::civil::DateTime;
use parquet::basic::{
    Compression, ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel,
};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, FloatType, Int64Type};
use parquet::errors::Result;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{
    SerializedColumnWriter, SerializedFileWriter, SerializedRowGroupWriter,
};
use parquet::schema::types::{Type, TypePtr};

use crate::report::comment_columns::{CommentField, CommentValue, FindingField, in_units};

/// Rows of a row group…
const GROUP_ROWS: usize = 1 << 16;
/// …or bytes of text, whichever comes first.
const GROUP_BYTES: usize = 32 << 20;

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ValueKind {
    /// Text.
    Text,
    /// Whole numbers.
    Whole,
    /// Numbers.
    Number,
    /// Civil times.
    Time,
    /// Lists of numbers.
    Numbers,
    /// Lists of texts.
    Texts,
    /// Lists of lists of numbers.
    Vectors,
}

impl ValueKind {
    /// Those of a column of comments.
    pub(super) fn of(field: CommentField) -> ValueKind {
        match field {
            CommentField::Row => ValueKind::Whole,
            CommentField::Time => ValueKind::Time,
            CommentField::Score(_) => ValueKind::Number,
            CommentField::Finding(found) => ValueKind::of_finding(found),
            CommentField::File
            | CommentField::Respondent
            | CommentField::Touchpoint
            | CommentField::Segment(_)
            | CommentField::Comment
            | CommentField::Opinions => ValueKind::Text,
        }
    }

    /// Those of what is found in a whole comment.
    pub(super) fn of_finding(found: FindingField) -> ValueKind {
        use FindingField::{Effort, Emotion, Label, Language};
        match found {
            Language | Label | Emotion | Effort => ValueKind::Text,
            _ => ValueKind::Number,
        }
    }
}

/// The values of one column that wait for their row group; an absent value has
/// a level and no entry.
struct Column {
    values: Values,
    /// How much of each value is there.
    levels: Vec<i16>,
    /// For lists, whether a value goes on with the list of the one before, and with which of
    /// them where one is in another.
    repeats: Vec<i16>,
}

enum Values {
    Text(Vec<ByteArray>),
    Whole(Vec<i64>),
    Number(Vec<f64>),
    /// Microseconds of civil time.
    Time(Vec<i64>),
    Numbers(Vec<f32>),
    Texts(Vec<ByteArray>),
    Vectors(Vec<f32>),
}

impl Values {
    fn of(kind: ValueKind) -> Values {
        match kind {
            ValueKind::Text => Values::Text(Vec::new()),
            ValueKind::Whole => Values::Whole(Vec::new()),
            ValueKind::Number => Values::Number(Vec::new()),
            ValueKind::Time => Values::Time(Vec::new()),
            ValueKind::Numbers => Values::Numbers(Vec::new()),
            ValueKind::Texts => Values::Texts(Vec::new()),
            ValueKind::Vectors => Values::Vectors(Vec::new()),
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
            Values::Numbers(_) => return list(name, Repetition::OPTIONAL, number()?),
            Values::Texts(_) => return list(name, Repetition::OPTIONAL, text()?),
            Values::Vectors(_) => {
                let vector = list("element", Repetition::REQUIRED, number()?)?;
                return list(name, Repetition::OPTIONAL, vector);
            }
        };
        let column = Type::primitive_type_builder(name, physical);
        let column = column.with_repetition(Repetition::OPTIONAL).with_logical_type(logical);
        Ok(Arc::new(column.build()?))
    }

    /// Takes a value; whether there is one. The bytes of text in it are added to `bytes`.
    fn push(&mut self, value: &CommentValue<'_>, bytes: &mut usize) -> bool {
        match (self, value) {
            (Values::Text(values), CommentValue::Text(text)) if !text.is_empty() => {
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

    fn write(
        &mut self,
        (levels, repeats): (&[i16], &[i16]),
        column: &mut SerializedColumnWriter<'_>,
    ) -> Result<()> {
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
            Values::Numbers(values) | Values::Vectors(values) => {
                column.typed::<FloatType>().write_batch(values, levels, Some(repeats))?;
                values.clear();
            }
            Values::Texts(values) => {
                column.typed::<ByteArrayType>().write_batch(values, levels, Some(repeats))?;
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

/// The elements of lists of numbers…
fn number() -> Result<TypePtr> {
    let element = Type::primitive_type_builder("element", Physical::FLOAT);
    Ok(Arc::new(element.with_repetition(Repetition::REQUIRED).build()?))
}

/// …and of texts.
fn text() -> Result<TypePtr> {
    let element = Type::primitive_type_builder("element", Physical::BYTE_ARRAY);
    let element = element.with_logical_type(Some(LogicalType::String));
    Ok(Arc::new(element.with_repetition(Repetition::REQUIRED).build()?))
}

/// A list of such elements: the three levels of the Parquet format.
fn list(name: &str, repetition: Repetition, element: TypePtr) -> Result<TypePtr> {
    let repeated = Type::group_type_builder("list").with_repetition(Repetition::REPEATED);
    let repeated = repeated.with_fields(vec![element]).build()?;
    let column = Type::group_type_builder(name).with_repetition(repetition);
    let column = column.with_converted_type(ConvertedType::LIST);
    let column = column.with_logical_type(Some(LogicalType::List));
    Ok(Arc::new(column.with_fields(vec![Arc::new(repeated)]).build()?))
}

impl Column {
    fn of(kind: ValueKind) -> Column {
        Column { values: Values::of(kind), levels: Vec::new(), repeats: Vec::new() }
    }

    /// Takes a value. The bytes of text and lists in it are added to `bytes`.
    fn push(&mut self, value: &CommentValue<'_>, bytes: &mut usize) {
        let Column { values, levels, repeats } = self;
        match (values, value) {
            (Values::Numbers(all), CommentValue::Numbers(numbers)) if !numbers.is_empty() => {
                *bytes += size_of_val(*numbers);
                all.extend_from_slice(numbers);
                levels.resize(levels.len() + numbers.len(), 2);
                repeats.push(0);
                repeats.resize(levels.len(), 1);
            }
            (Values::Texts(all), CommentValue::Texts(texts)) if !texts.is_empty() => {
                *bytes += texts.iter().map(|text| text.len()).sum::<usize>();
                all.extend(texts.iter().map(|text| ByteArray::from(*text)));
                levels.resize(levels.len() + texts.len(), 2);
                repeats.push(0);
                repeats.resize(levels.len(), 1);
            }
            (Values::Vectors(all), CommentValue::Vectors(vectors)) if !vectors.is_empty() => {
                for (at, vector) in vectors.iter().enumerate() {
                    *bytes += size_of_val(*vector);
                    all.extend_from_slice(vector);
                    // Of a vector without numbers the list alone is there.
                    let level = if vector.is_empty() { 2 } else { 3 };
                    levels.resize(levels.len() + vector.len().max(1), level);
                    repeats.push(i16::from(at > 0));
                    repeats.resize(levels.len(), 2);
                }
            }
            (Values::Numbers(_) | Values::Texts(_) | Values::Vectors(_), _) => {
                levels.push(0);
                repeats.push(0);
            }
            (values, value) => levels.push(i16::from(values.push(value, bytes))),
        }
    }
}

/// Columns under way.
pub(super) struct Waiting(Vec<Column>);

impl Waiting {
    pub(super) fn new(kinds: impl Iterator<Item = ValueKind>) -> Waiting {
        Waiting(kinds.map(Column::of).collect())
    }

    /// The schema of each column.
    pub(super) fn schema<'n>(&self, names: impl Iterator<Item = &'n str>) -> Result<Vec<TypePtr>> {
        names.zip(&self.0).map(|(name, column)| column.values.schema(name)).collect()
    }

    /// Takes a row, with a value for each column. The bytes of its text.
    pub(super) fn add<'v>(&mut self, row: impl Iterator<Item = CommentValue<'v>>) -> usize {
        let mut bytes = 0;
        for (column, value) in self.0.iter_mut().zip(row) {
            column.push(&value, &mut bytes);
        }
        bytes
    }

    /// Writes what waits as the next columns of a row group.
    pub(super) fn write<W: Write + Send>(
        &mut self,
        group: &mut SerializedRowGroupWriter<'_, W>,
    ) -> Result<()> {
        for Column { values, levels, repeats } in &mut self.0 {
            if let Some(mut column) = group.next_column()? {
                values.write((levels, repeats), &mut column)?;
                column.close()?;
            }
            levels.clear();
            repeats.clear();
        }
        Ok(())
    }
}

/// How the files of this program are written.
pub(super) fn properties() -> WriterProperties {
    WriterProperties::builder()
        .set_created_by(concat!("xinsheng ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .build()
}

/// A Parquet file under way.
pub(super) struct ParquetTable<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    columns: Waiting,
    rows: usize,
    bytes: usize,
}

impl<W: Write + Send> ParquetTable<W> {
    /// Starts a file with these columns.
    pub(super) fn new(
        out: W,
        name: &str,
        columns: Vec<(String, ValueKind)>,
    ) -> io::Result<ParquetTable<W>> {
        let waiting = Waiting::new(columns.iter().map(|(_, kind)| *kind));
        let start = || -> Result<SerializedFileWriter<W>> {
            let fields = waiting.schema(columns.iter().map(|(name, _)| name.as_str()))?;
            let schema = Type::group_type_builder(name).with_fields(fields).build()?;
            SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties()))
        };
        let writer = start().map_err(io::Error::other)?;
        Ok(ParquetTable { writer, columns: waiting, rows: 0, bytes: 0 })
    }

    /// Appends a row.
    pub(super) fn add<'v>(
        &mut self,
        row: impl Iterator<Item = CommentValue<'v>>,
    ) -> io::Result<()> {
        self.bytes += self.columns.add(row);
        self.rows += 1;
        if self.rows >= GROUP_ROWS || self.bytes >= GROUP_BYTES {
            self.end_group().map_err(io::Error::other)?;
        }
        Ok(())
    }

    fn end_group(&mut self) -> Result<()> {
        let mut group = self.writer.next_row_group()?;
        self.columns.write(&mut group)?;
        group.close()?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }

    /// Writes what waits and hands the output back.
    pub(super) fn finish(mut self) -> io::Result<W> {
        if self.rows > 0 {
            self.end_group().map_err(io::Error::other)?;
        }
        self.writer.into_inner().map_err(io::Error::other)
    }
}
