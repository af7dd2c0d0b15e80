//! Parquet that is scored stays Parquet: the chunks of its columns are copied as they are, and
//! what was found comes as further columns of the same row groups.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};
use std::sync::Arc;

use parquet::column::reader::ColumnReader;
use parquet::column::writer::ColumnCloseResult;
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};

use super::parquet_table::{ValueKind, Waiting, properties};
use super::scored_table::ReadyRow;
use super::table_limit::TableLimit;
use crate::ingest::{Content, ContentReader};
use crate::report::comment_columns::CommentValue;

/// What Arrow says of the columns, which are then others.
const ARROW: &str = "ARROW:schema";

/// Copies of Parquet files in one, under way.
pub(super) struct ParquetCopy<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    files: Vec<Content>,
    added: Waiting,
    current: Option<Current>,
}

/// The file that is being copied.
struct Current {
    bytes: ContentReader,
    reader: SerializedFileReader<ContentReader>,
    /// The columns of the file by the places of their cells.
    columns: Vec<Option<usize>>,
    group: usize,
    /// Rows of the file up to the row group.
    before: u64,
    /// Rows of the row group that have been taken.
    taken: u64,
    /// What stands in place of comments, by their columns and rows in the group.
    changed: BTreeMap<usize, BTreeMap<u64, String>>,
}

fn opened(content: &Content) -> Result<SerializedFileReader<ContentReader>> {
    SerializedFileReader::new(content.open()?)
}

fn schema(reader: &SerializedFileReader<ContentReader>) -> TypePtr {
    reader.metadata().file_metadata().schema_descr().root_schema_ptr()
}

impl<W: Write + Send> ParquetCopy<W> {
    /// Whether the files have the same columns, so that one can hold them all.
    pub(super) fn fits(files: &[&Content]) -> bool {
        let mut schemas = files.iter().map(|content| opened(content).ok().map(|r| schema(&r)));
        let first = schemas.next().flatten();
        first.is_some() && schemas.all(|other| other == first)
    }

    /// Starts the copy of files that [fit](Self::fits), with further columns.
    pub(super) fn new(
        out: W,
        files: &[&Content],
        added: Vec<(String, ValueKind)>,
    ) -> io::Result<ParquetCopy<W>> {
        let waiting = Waiting::new(added.iter().map(|(_, kind)| *kind));
        let start = || -> Result<SerializedFileWriter<W>> {
            let none = || ParquetError::General("no file".to_owned());
            let first = opened(files.first().ok_or_else(none)?)?;
            let given = schema(&first);
            let mut fields: Vec<TypePtr> = given.get_fields().to_vec();
            fields.extend(waiting.schema(added.iter().map(|(name, _)| name.as_str()))?);
            let all = Type::group_type_builder(given.name()).with_fields(fields).build()?;
            let stated = first.metadata().file_metadata().key_value_metadata().cloned();
            let stated = stated.map(|mut pairs| {
                pairs.retain(|pair| pair.key != ARROW);
                pairs
            });
            // Copied chunks come without an index of their pages, and a file has one of all its
            // chunks or of none.
            let own: WriterProperties = properties()
                .into_builder()
                .set_key_value_metadata(stated)
                .set_statistics_enabled(EnabledStatistics::Chunk)
                .set_offset_index_disabled(true)
                .build();
            SerializedFileWriter::new(out, Arc::new(all), Arc::new(own))
        };
        let writer = start().map_err(io::Error::other)?;
        let files = files.iter().map(|content| (*content).clone()).collect();
        Ok(ParquetCopy { writer, files, added: waiting, current: None })
    }

    /// Begins with the file of this index, whose rows have cells of these `names`.
    pub(super) fn begin(&mut self, index: usize, names: &[String]) -> io::Result<()> {
        let Some(content) = self.files.get(index) else { return Ok(()) };
        let reader = opened(content).map_err(io::Error::other)?;
        let columns = reader.metadata().file_metadata().schema_descr().columns();
        let paths: HashMap<String, usize> =
            columns.iter().enumerate().map(|(at, column)| (column.path().string(), at)).collect();
        let columns = names.iter().map(|name| paths.get(name).copied()).collect();
        let (group, before, taken, changed) = (0, 0, 0, BTreeMap::new());
        let bytes = content.open()?;
        self.current = Some(Current { bytes, reader, columns, group, before, taken, changed });
        Ok(())
    }

    /// Takes a row. Those that do not come, as nothing could be read of them, have nothing in
    /// the further columns.
    pub(super) fn add(&mut self, row: ReadyRow) -> io::Result<()> {
        self.fill(row.row).map_err(io::Error::other)?;
        if let Some(current) = &mut self.current {
            self.added.add(row.added());
            if let Some((places, text)) = row.changed {
                for at in places.iter().filter_map(|at| *current.columns.get(*at)?) {
                    let of_column = current.changed.entry(at).or_default();
                    of_column.insert(current.taken, text.clone());
                }
            }
            current.taken += 1;
        }
        Ok(())
    }

    /// Ends the file.
    pub(super) fn end(&mut self) -> io::Result<()> {
        self.fill(u64::MAX).map_err(io::Error::other)?;
        self.current = None;
        Ok(())
    }

    /// Hands the output back.
    pub(super) fn finish(self) -> io::Result<W> {
        self.writer.into_inner().map_err(io::Error::other)
    }

    /// Goes on to a row, counted from 1.
    fn fill(&mut self, row: u64) -> Result<()> {
        while let Some(current) = &mut self.current {
            let Some(group) = current.rows() else { return Ok(()) };
            while current.taken < group && current.before + current.taken + 1 < row {
                self.added.add(std::iter::repeat(CommentValue::Absent));
                current.taken += 1;
            }
            if current.taken < group {
                return Ok(());
            }
            let mut out = self.writer.next_row_group()?;
            current.copy(&mut out)?;
            self.added.write(&mut out)?;
            out.close()?;
            (current.before, current.group) = (current.before + group, current.group + 1);
            (current.taken, current.changed) = (0, BTreeMap::new());
        }
        Ok(())
    }
}

impl Current {
    fn metadata(&self) -> Option<&RowGroupMetaData> {
        self.reader.metadata().row_groups().get(self.group)
    }

    /// Rows of the row group, where there is another one.
    fn rows(&self) -> Option<u64> {
        self.metadata().map(|group| u64::try_from(group.num_rows()).unwrap_or_default())
    }

    fn copy<W: Write + Send>(&self, out: &mut SerializedRowGroupWriter<'_, W>) -> Result<()> {
        let Some(group) = self.metadata() else { return Ok(()) };
        for (at, chunk) in group.columns().iter().enumerate() {
            if let Some(changed) = self.changed.get(&at) {
                self.rewrite(at, changed, out)?;
                continue;
            }
            let close = ColumnCloseResult {
                bytes_written: u64::try_from(chunk.compressed_size()).unwrap_or_default(),
                rows_written: u64::try_from(group.num_rows()).unwrap_or_default(),
                metadata: chunk.clone(),
                bloom_filter: None,
                column_index: None,
                offset_index: None,
            };
            out.append_column(&self.bytes, close)?;
        }
        Ok(())
    }

    /// The comments with what is shown of them.
    fn rewrite<W: Write + Send>(
        &self,
        at: usize,
        changed: &BTreeMap<u64, String>,
        out: &mut SerializedRowGroupWriter<'_, W>,
    ) -> Result<()> {
        let group = self.reader.get_row_group(self.group)?;
        let reader = group.get_column_reader(at)?;
        let descriptor = group.metadata().column(at).column_descr_ptr();
        let (ColumnReader::ByteArrayColumnReader(mut reader), 0) =
            (reader, descriptor.max_rep_level())
        else {
            return Err(TableLimit::List { column: descriptor.path().string() }.into());
        };
        let rows = usize::try_from(group.metadata().num_rows()).unwrap_or_default();
        let there = descriptor.max_def_level();
        let (mut values, mut levels) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
        let mut read = 0;
        while read < rows {
            let stated = (there > 0).then_some(&mut levels);
            let (records, ..) = reader.read_records(rows - read, stated, None, &mut values)?;
            if records == 0 {
                break;
            }
            read += records;
        }
        let mut value = values.iter_mut();
        for row in 0..read {
            if there > 0 && levels.get(row) != Some(&there) {
                continue;
            }
            let given = value.next();
            if let (Some(given), Some(text)) = (given, changed.get(&(row as u64))) {
                *given = ByteArray::from(text.as_str());
            }
        }
        if let Some(mut column) = out.next_column()? {
            let levels = (there > 0).then_some(levels.as_slice());
            column.typed::<ByteArrayType>().write_batch(&values, levels, None)?;
            column.close()?;
        }
        Ok(())
    }
}
