//! Columns of Arrow tables under way.

use std::sync::Arc;

use arrow_array::builder::{
    Float64Builder, Int64Builder, StringBuilder, TimestampMicrosecondBuilder,
};
use arrow_array::{Array, ArrayRef, RecordBatch, StructArray};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use jiff::tz::TimeZone;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3_arrow::PyTable;
use xinsheng::report::comment_columns::{CommentField, CommentValue, FindingField, in_units};
use xinsheng::report::tables::{ReportTable, ReportValues};

/// The values of a column so far.
pub(crate) enum Values {
    Text(StringBuilder),
    Whole(Int64Builder),
    Number(Float64Builder),
    /// Civil times, in no zone.
    Time(TimestampMicrosecondBuilder),
}

impl Values {
    pub(crate) fn text() -> Values {
        Values::Text(StringBuilder::new())
    }

    pub(crate) fn of_field(field: CommentField) -> Values {
        match field {
            CommentField::Row => Values::Whole(Int64Builder::new()),
            CommentField::Time => Values::Time(TimestampMicrosecondBuilder::new()),
            CommentField::Score(_) => Values::Number(Float64Builder::new()),
            CommentField::Finding(found) => Values::of_finding(found),
            _ => Values::text(),
        }
    }

    pub(crate) fn of_finding(found: FindingField) -> Values {
        use FindingField::{Effort, Emotion, Label, Language};
        match found {
            Language | Label | Emotion | Effort => Values::text(),
            _ => Values::Number(Float64Builder::new()),
        }
    }

    /// Takes a value; one of another kind than the column's is none.
    pub(crate) fn push(&mut self, value: &CommentValue<'_>) {
        match self {
            Values::Text(values) => values.append_option(match value {
                CommentValue::Text(text) if !text.is_empty() => Some(*text),
                CommentValue::Word(word) => Some(&**word),
                _ => None,
            }),
            Values::Whole(values) => values.append_option(match value {
                CommentValue::Whole(number) => i64::try_from(*number).ok(),
                _ => None,
            }),
            Values::Number(values) => values.append_option(match value {
                CommentValue::Number(number) => Some(*number),
                CommentValue::Measure(value, decimals) => Some(rounded(*value, *decimals)),
                _ => None,
            }),
            Values::Time(values) => values.append_option(match value {
                CommentValue::Time(time) => {
                    let time = time.to_zoned(TimeZone::UTC).ok();
                    time.map(|time| time.timestamp().as_microsecond())
                }
                _ => None,
            }),
        }
    }

    pub(crate) fn finish(&mut self) -> ArrayRef {
        match self {
            Values::Text(values) => Arc::new(values.finish()),
            Values::Whole(values) => Arc::new(values.finish()),
            Values::Number(values) => Arc::new(values.finish()),
            Values::Time(values) => Arc::new(values.finish()),
        }
    }
}

/// A measure with the decimals that all outputs give.
pub(crate) fn rounded(value: f32, decimals: u8) -> f64 {
    let (scaled, unit) = in_units(value, decimals);
    scaled as f64 / unit as f64
}

/// A column that may have nothing in some rows.
pub(crate) fn field(name: &str, kind: &DataType) -> Field {
    Field::new(name, kind.clone(), true)
}

/// A batch of these columns.
pub(crate) fn batch(names: &[&str], arrays: Vec<ArrayRef>) -> Result<RecordBatch, ArrowError> {
    let fields = names.iter().zip(&arrays).map(|(name, array)| field(name, array.data_type()));
    RecordBatch::try_new(Arc::new(Schema::new(fields.collect::<Vec<_>>())), arrays)
}

/// A struct of these columns, in every row of which there is something.
pub(crate) fn structs(names: &[&str], arrays: Vec<ArrayRef>) -> Result<StructArray, ArrowError> {
    Ok(batch(names, arrays)?.into())
}

/// A table of a report.
pub(crate) fn of_report(table: ReportTable) -> Result<RecordBatch, ArrowError> {
    let arrays = table.columns.iter().map(|column| -> ArrayRef {
        match &column.values {
            ReportValues::Text(values) => {
                Arc::new(values.iter().map(Option::as_deref).collect::<arrow_array::StringArray>())
            }
            ReportValues::Whole(values) => {
                let values = values.iter().map(|n| n.and_then(|n| i64::try_from(n).ok()));
                Arc::new(values.collect::<arrow_array::Int64Array>())
            }
            ReportValues::Number(values) => {
                Arc::new(values.iter().copied().collect::<arrow_array::Float64Array>())
            }
        }
    });
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    batch(&names, arrays.collect())
}

/// An `arro3.core.Table` of batches of one schema.
pub(crate) fn table<'py>(
    py: Python<'py>,
    batches: Vec<RecordBatch>,
    schema: SchemaRef,
) -> PyResult<Bound<'py, PyAny>> {
    PyTable::try_new(batches, schema)?.into_arro3(py)
}

/// What Arrow refused, which no data of ours should bring about.
pub(crate) fn refused(error: &ArrowError) -> PyErr {
    PyValueError::new_err(error.to_string())
}
