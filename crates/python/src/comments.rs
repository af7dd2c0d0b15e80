//! Comments as Python has them: Arrow arrays of text of any kind and any number of chunks, or any
//! other sequence of `str` and `None`.

use std::sync::Arc;

use arrow_array::builder::LargeStringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef};
use arrow_cast::cast;
use arrow_schema::DataType;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyDict, PyFloat, PyFrozenSet, PySet, PyString};
use pyo3_arrow::input::AnyArray;

const WANTED: &str = "a column of text: a pandas, Polars or PyArrow series or array, or a list \
                      of str and None";

/// Comments in the chunks that they came in.
pub(crate) struct Comments {
    chunks: Vec<ArrayRef>,
}

impl Comments {
    /// The comments of a Python object.
    pub(crate) fn of(given: &Bound<'_, PyAny>) -> PyResult<Comments> {
        let is = |what: &str, remedy: &str| {
            Err(PyTypeError::new_err(format!("comments is {what}, not {WANTED}; {remedy}")))
        };
        if given.is_instance_of::<PyString>() {
            return is("a single str", "put it into a list: [comment]");
        }
        if given.is_instance_of::<PyBytes>() || given.is_instance_of::<PyByteArray>() {
            return is("bytes", "decode them and put them into a list");
        }
        if given.is_instance_of::<PyDict>()
            || given.is_instance_of::<PySet>()
            || given.is_instance_of::<PyFrozenSet>()
        {
            let name = type_name(given);
            return is(&format!("a {name}"), "give its values in order, as a list");
        }
        if is_arrow(given)? {
            match given.extract::<AnyArray>().and_then(|array| Comments::of_arrow(array, given)) {
                // A series of objects that Arrow has no type for is looked at one by one.
                Err(_) if given.hasattr("dtype")? && !is_table(given)? && is_objects(given)? => {}
                found => return found,
            }
        }
        Comments::of_sequence(given)
    }

    fn of_arrow(array: AnyArray, given: &Bound<'_, PyAny>) -> PyResult<Comments> {
        let (chunks, field) = array.into_chunked_array()?.into_inner();
        let found = field.data_type();
        if let DataType::Struct(fields) = found {
            let names: Vec<&str> = fields.iter().take(8).map(|f| f.name().as_str()).collect();
            return Err(PyTypeError::new_err(format!(
                "comments is a {} with the columns {}, not {WANTED}; choose the column of the \
                 comments",
                type_name(given),
                names.join(", ")
            )));
        }
        let chunks = chunks.into_iter().map(|chunk| text(chunk, found)).collect::<PyResult<_>>()?;
        Ok(Comments { chunks })
    }

    fn of_sequence(given: &Bound<'_, PyAny>) -> PyResult<Comments> {
        // A lazy frame can be asked for its first item, only to refuse it.
        let items = if given.hasattr("__iter__")? { given.try_iter().ok() } else { None };
        let Some(items) = items else {
            let name = type_name(given);
            return Err(PyTypeError::new_err(format!("comments is of type {name}, not {WANTED}")));
        };
        let mut texts = LargeStringBuilder::new();
        for (at, item) in items.enumerate() {
            let item = item?;
            match item.cast::<PyString>() {
                Ok(text) => texts.append_value(said(text, at)?),
                Err(_) if is_missing(&item) => texts.append_null(),
                Err(_) => {
                    let name = type_name(&item);
                    return Err(PyTypeError::new_err(format!(
                        "item {at} of comments is of type {name}, not str or None; make it text \
                         first, as in [None if c is None else str(c) for c in comments]"
                    )));
                }
            }
        }
        Ok(Comments { chunks: vec![Arc::new(texts.finish())] })
    }

    pub(crate) fn len(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.len()).sum()
    }

    /// The chunks, each with its comments.
    pub(crate) fn chunks(&self) -> impl Iterator<Item = Vec<Option<&str>>> {
        self.chunks.iter().map(texts)
    }
}

/// An array in a form that can be read in place.
fn text(array: ArrayRef, found: &DataType) -> PyResult<ArrayRef> {
    let to = match found {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => {
            return Ok(array);
        }
        DataType::Dictionary(_, values) if is_text(values) => values.as_ref(),
        DataType::RunEndEncoded(_, values) if is_text(values.data_type()) => values.data_type(),
        DataType::Dictionary(_, values) if values.is_null() => &DataType::Utf8,
        other => {
            return Err(PyTypeError::new_err(format!(
                "comments is a column of {other}, not of text (string, large_string, string_view \
                 or a dictionary of these); choose the column of the comments, or cast it"
            )));
        }
    };
    cast(&array, to).map_err(|error| PyValueError::new_err(error.to_string()))
}

fn is_text(kind: &DataType) -> bool {
    matches!(kind, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

fn texts(array: &ArrayRef) -> Vec<Option<&str>> {
    match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().iter().collect(),
        DataType::LargeUtf8 => array.as_string::<i64>().iter().collect(),
        DataType::Utf8View => array.as_string_view().iter().collect(),
        _ => vec![None; array.len()],
    }
}

fn said<'a>(text: &'a Bound<'_, PyString>, at: usize) -> PyResult<std::borrow::Cow<'a, str>> {
    text.to_cow().map_err(|_| {
        PyValueError::new_err(format!(
            "item {at} of comments holds half a character (a lone surrogate), which is no \
             Unicode; mend it, as with c.encode('utf-8', 'replace').decode()"
        ))
    })
}

/// Whether a value stands for nothing: None, NaN, pandas' NA and NaT.
fn is_missing(item: &Bound<'_, PyAny>) -> bool {
    item.is_none()
        || item.cast::<PyFloat>().is_ok_and(|number| number.extract::<f64>().is_ok_and(f64::is_nan))
        || matches!(type_name(item).as_str(), "NAType" | "NaTType")
}

/// Whether it hands out Arrow data.
pub(crate) fn is_arrow(given: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(given.hasattr("__arrow_c_stream__")? || given.hasattr("__arrow_c_array__")?)
}

fn is_table(given: &Bound<'_, PyAny>) -> PyResult<bool> {
    given.hasattr("columns")
}

/// Whether it is a series of Python objects.
fn is_objects(given: &Bound<'_, PyAny>) -> PyResult<bool> {
    let kind = given.getattr("dtype")?.str()?;
    Ok(matches!(kind.to_cow()?.to_lowercase().as_str(), "object"))
}

/// The name of the type of an object.
pub(crate) fn type_name(given: &Bound<'_, PyAny>) -> String {
    given.get_type().name().map_or_else(|_| "unknown".to_owned(), |name| name.to_string())
}
