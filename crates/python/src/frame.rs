//! Data frames on their way into the pipeline: as a temporary Parquet file, which it reads twice as
//! it does any export, in bounded memory.

use std::fs::File;
use std::io::Seek;

use arrow_array::RecordBatchReader;
use arrow_schema::{DataType, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use pyo3::exceptions::{PyOSError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3_arrow::input::AnyRecordBatch;
use xinsheng::pipeline::{Input, PipelineError};

use crate::comments::type_name;

/// What a frame is called in messages and in the report.
const NAME: &str = "dataframe.parquet";

/// Rows of a row group.
const ROWS: usize = 1 << 16;

/// A frame as an input, which is in a temporary file without a name, as everything that holds
/// comments is: nothing is left of it, however the process ends.
pub(crate) fn input_of(
    py: Python<'_>,
    given: &Bound<'_, PyAny>,
    failed: impl Fn(PipelineError) -> PyErr,
) -> PyResult<Input> {
    let no_table = |error: PyErr| {
        let name = type_name(given);
        let cause = error.value(py).to_string();
        PyTypeError::new_err(format!(
            "data is of type {name}, which is no table with columns ({cause}); give a path, or a \
             data frame of pandas, Polars or PyArrow with the column of the comments and those of \
             the scores beside it"
        ))
    };
    let frame = given.extract::<AnyRecordBatch>().map_err(no_table)?;
    let reader = frame.into_reader().map_err(no_table)?;
    let written = py.detach(|| {
        let mut file = tempfile::tempfile()?;
        write(reader, file.try_clone()?)?;
        file.rewind()?;
        Ok(file)
    });
    let mut file = written.map_err(|error: ParquetError| match error {
        ParquetError::External(cause) => PyOSError::new_err(cause.to_string()),
        error => PyValueError::new_err(format!(
            "the data frame has a column of a kind that cannot be read ({error}); leave it out"
        )),
    })?;
    py.detach(|| Input::spooled(&mut file, NAME)).map_err(failed)
}

fn write(reader: Box<dyn RecordBatchReader + Send>, file: File) -> Result<(), ParquetError> {
    let (places, schema) = given(&reader.schema());
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(ROWS))
        .build();
    let mut writer = ArrowWriter::try_new(file, schema, Some(properties))?;
    for batch in reader {
        writer.write(&batch?.project(&places)?)?;
    }
    writer.close().map(drop)
}

/// The columns that the user knows of: not the index that pandas adds where a frame was sorted
/// or filtered.
fn given(schema: &Schema) -> (Vec<usize>, SchemaRef) {
    let own = |name: &str| {
        let of_index = name.strip_prefix("__index_level_").and_then(|rest| rest.strip_suffix("__"));
        of_index.is_none_or(|level| level.parse::<u32>().is_err())
    };
    let wanted = |(at, field): (usize, &arrow_schema::FieldRef)| {
        (own(field.name()) && *field.data_type() != DataType::Null).then(|| (at, field.clone()))
    };
    let (places, fields): (Vec<_>, Vec<_>) =
        schema.fields().iter().enumerate().filter_map(wanted).unzip();
    (places, Schema::new(fields).into())
}
