//! Parquet files in memory, for tests of what is read of them.

use std::sync::Arc;

use ::parquet::data_type::DataType;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use ::parquet::schema::parser::parse_message_type;

use crate::ingest::read::content::Content;
use crate::ingest::read::made_file::content;

/// A row group under way.
pub(super) type Group<'g> = SerializedRowGroupWriter<'g, Vec<u8>>;

/// A file without rows, with these fields.
pub(super) fn no_rows(fields: &str) -> Content {
    let writer = started(fields);
    content(&writer.into_inner().unwrap())
}

/// A file with these fields, whose columns `write` writes.
pub(super) fn parquet(fields: &str, write: impl FnOnce(&mut Group<'_>)) -> Content {
    let mut writer = started(fields);
    let mut group = writer.next_row_group().unwrap();
    write(&mut group);
    group.close().unwrap();
    content(&writer.into_inner().unwrap())
}

/// A file with these fields and so many row groups, the columns of each as `write` writes them.
pub(super) fn groups(fields: &str, n: usize, mut write: impl FnMut(&mut Group<'_>)) -> Content {
    let mut writer = started(fields);
    for _ in 0..n {
        let mut group = writer.next_row_group().unwrap();
        write(&mut group);
        group.close().unwrap();
    }
    content(&writer.into_inner().unwrap())
}

/// Writes the next column: its values and, of lists, the levels of definition and repetition.
pub(super) fn column<T: DataType>(
    group: &mut Group<'_>,
    values: &[T::T],
    levels: Option<(&[i16], &[i16])>,
) {
    let mut column = group.next_column().unwrap().unwrap();
    let (definition, repetition) = levels.unzip();
    column.typed::<T>().write_batch(values, definition, repetition).unwrap();
    column.close().unwrap();
}

fn started(fields: &str) -> SerializedFileWriter<Vec<u8>> {
    let schema = parse_message_type(&format!("message m {{ {fields} }}")).unwrap();
    let properties = Arc::new(WriterProperties::builder().build());
    SerializedFileWriter::new(Vec::new(), Arc::new(schema), properties).unwrap()
}
