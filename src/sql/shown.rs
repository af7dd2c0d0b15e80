//! Results as they may be shown: every text in them passes the gate, as a comment does.
//!
//! Where a text of a result comes from is not known (a column of the file, a piece of a comment,
//! several comments joined), so all of them are looked at. A text that has passed before, such as
//! evidence, is not changed any more. Dictionaries of texts become plain texts on the way, which
//! every format can hold.

use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, FixedSizeListArray, LargeListArray, ListArray, MapArray, RecordBatch,
    StructArray,
};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Fields, Schema, SchemaRef};
use datafusion::arrow::error::ArrowError;
use rayon::prelude::*;

use super::judged::Judging;
use super::texts::{column, is_text, texts};

/// Texts of one piece of work: many are short.
const PIECE: usize = 64;

/// Makes of batches what may be shown of them.
#[derive(Debug)]
pub(super) struct Shown {
    schema: SchemaRef,
    judging: Arc<Judging>,
}

impl Shown {
    /// For batches of `schema`.
    pub(super) fn new(schema: &Schema, judging: &Arc<Judging>) -> Shown {
        let judging = Arc::clone(judging);
        let named = |field: &FieldRef| {
            let name = judging.gate().name(field.name()).into_owned();
            Field::new(name, shown_type(field.data_type()), true)
        };
        let fields: Vec<Field> = schema.fields().iter().map(named).collect();
        Shown { schema: Arc::new(Schema::new(fields)), judging }
    }

    /// The columns of what is shown.
    pub(super) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// What may be shown of a batch.
    pub(super) fn of(&self, batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
        let columns = batch.columns().iter().map(|column| self.array(column));
        RecordBatch::try_new(Arc::clone(&self.schema), columns.collect::<Result<_, _>>()?)
    }

    fn array(&self, array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
        let kind = array.data_type();
        let inner = |field: &FieldRef| shown_field(field);
        Ok(match kind {
            kind if is_text(kind) => self.texts(array),
            DataType::Dictionary(_, values) if is_text(values) => self.texts(&cast(array, values)?),
            DataType::List(field) => {
                let list = array.as_list::<i32>();
                let (offsets, nulls) = (list.offsets().clone(), list.nulls().cloned());
                let values = self.array(list.values())?;
                Arc::new(ListArray::try_new(inner(field), offsets, values, nulls)?)
            }
            DataType::LargeList(field) => {
                let list = array.as_list::<i64>();
                let (offsets, nulls) = (list.offsets().clone(), list.nulls().cloned());
                let values = self.array(list.values())?;
                Arc::new(LargeListArray::try_new(inner(field), offsets, values, nulls)?)
            }
            DataType::FixedSizeList(field, size) => {
                let list = array.as_fixed_size_list();
                let (values, nulls) = (self.array(list.values())?, list.nulls().cloned());
                Arc::new(FixedSizeListArray::try_new(inner(field), *size, values, nulls)?)
            }
            DataType::Struct(_) => Arc::new(self.structs(array.as_struct())?),
            DataType::Map(field, ordered) => {
                let map = array.as_map();
                let (offsets, nulls) = (map.offsets().clone(), map.nulls().cloned());
                let entries = self.structs(map.entries())?;
                Arc::new(MapArray::try_new(inner(field), offsets, entries, nulls, *ordered)?)
            }
            _ => Arc::clone(array),
        })
    }

    fn structs(&self, given: &StructArray) -> Result<StructArray, ArrowError> {
        if given.fields().is_empty() {
            return Ok(given.clone());
        }
        let arrays = given.columns().iter().map(|column| self.array(column));
        let fields: Fields = given.fields().iter().map(shown_field).collect();
        StructArray::try_new(fields, arrays.collect::<Result<_, _>>()?, given.nulls().cloned())
    }

    fn texts(&self, array: &ArrayRef) -> ArrayRef {
        let given = texts(array);
        let gate = self.judging.gate();
        let show = |text: &Option<&'_ str>| text.map(|text| gate.comment(text).text.into_owned());
        let shown: Vec<Option<String>> = self
            .judging
            .pool()
            .install(|| given.par_iter().with_min_len(PIECE).map(show).collect());
        column(array.data_type(), shown)
    }
}

/// The type in which values of a type are shown.
fn shown_type(kind: &DataType) -> DataType {
    match kind {
        DataType::Dictionary(_, values) if is_text(values) => values.as_ref().clone(),
        DataType::List(field) => DataType::List(shown_field(field)),
        DataType::LargeList(field) => DataType::LargeList(shown_field(field)),
        DataType::FixedSizeList(field, size) => DataType::FixedSizeList(shown_field(field), *size),
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(shown_field).collect()),
        DataType::Map(field, ordered) => DataType::Map(shown_field(field), *ordered),
        other => other.clone(),
    }
}

fn shown_field(field: &FieldRef) -> FieldRef {
    Arc::new(field.as_ref().clone().with_data_type(shown_type(field.data_type())))
}
