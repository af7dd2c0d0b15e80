//! Data frames on their way into the pipeline: as a Parquet file in a temporary folder, which it
//! reads twice as it does any export, in bounded memory.

use std::fs::File;
use std::path::Path;

use arrow_array::RecordBatchReader;
use arrow_schema::{DataType, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use pyo3::exceptions::{PyOSError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3_arrow::input::AnyRecordBatch;
use tempfile::TempDir;

use crate::comments::type_name;

/// What a frame is called in messages and in the report.
const NAME: &str = "dataframe.parquet";

/// Rows of a row group.
const ROWS: usize = 1 << 16;

/// A frame as a file, which is there as long as this is.
pub(crate) struct FrameFile {
    folder: TempDir,
}

impl FrameFile {
    /// Writes a frame.
    pub(crate) fn of(py: Python<'_>, given: &Bound<'_, PyAny>) -> PyResult<FrameFile> {
        let no_table = |error: PyErr| {
            let name = type_name(given);
            let cause = error.value(py).to_string();
            PyTypeError::new_err(format!(
                "data is of type {name}, which is no table with columns ({cause}); give a path, \
                 or a data frame of pandas, Polars or PyArrow with the column of the comments \
                 and those of the scores beside it"
            ))
        };
        let frame = given.extract::<AnyRecordBatch>().map_err(no_table)?;
        let reader = frame.into_reader().map_err(no_table)?;
        let file = tempfile::Builder::new().prefix("xinsheng-").tempdir();
        let file =
            FrameFile { folder: file.map_err(|error| PyOSError::new_err(error.to_string()))? };
        py.detach(|| write(reader, &file.path())).map_err(|error| match error {
            ParquetError::External(cause) => PyOSError::new_err(cause.to_string()),
            error => PyValueError::new_err(format!(
                "the data frame has a column of a kind that cannot be read ({error}); leave it out"
            )),
        })?;
        Ok(file)
    }

    pub(crate) fn path(&self) -> std::path::PathBuf {
        self.folder.path().join(NAME)
    }
}

fn write(reader: Box<dyn RecordBatchReader + Send>, path: &Path) -> Result<(), ParquetError> {
    let (places, schema) = given(&reader.schema());
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(ROWS))
        .build();
    let mut writer = ArrowWriter::try_new(File::create(path)?, schema, Some(properties))?;
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
