//! `comments.parquet`: the columns of `comments.csv` with their types.

use std::io::{self, Write};

use super::parquet_table::{ParquetTable, ValueKind};
use crate::report::comment_columns::{CommentColumns, CommentField};
use crate::report::comment_row::CommentRow;

/// A Parquet file of comments under way.
pub(super) struct ParquetComments<W: Write + Send> {
    fields: Vec<CommentField>,
    table: ParquetTable<W>,
}

impl<W: Write + Send> ParquetComments<W> {
    /// Starts a file with these columns.
    pub(super) fn new(out: W, columns: &CommentColumns) -> io::Result<ParquetComments<W>> {
        let fields: Vec<CommentField> = columns.fields().collect();
        let kinds = fields.iter().map(|field| ValueKind::of(*field));
        let named = columns.names().map(str::to_owned).zip(kinds).collect();
        Ok(ParquetComments { table: ParquetTable::new(out, "comments", named)?, fields })
    }

    /// Appends a comment.
    pub(super) fn add(&mut self, comment: &CommentRow) -> io::Result<()> {
        self.table.add(self.fields.iter().map(|field| field.of(comment)))
    }

    /// Writes what waits and hands the output back.
    pub(super) fn finish(self) -> io::Result<W> {
        self.table.finish()
    }
}

#[cfg(test)]
mod tests {
    use parquet::basic::Type as Physical;
    use parquet::file::reader::{FileReader, SerializedFileReader};

    use super::*;
    use crate::ingest::{ReadOptions, SourceFile};
    use crate::report::comment_row::sample::comment;

    fn columns() -> CommentColumns {
        CommentColumns::new(&["地区.省".to_owned()])
    }

    #[test]
    fn our_own_reader_reads_it_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("comments.parquet");
        let mut out = ParquetComments::new(Vec::new(), &columns()).unwrap();
        let mut full = comment(2, "=1+1,\n");
        full.time = Some(jiff::civil::date(2024, 3, 1).at(10, 5, 0, 0));
        full.segments = vec![Some("华东".into())];
        out.add(&full).unwrap();
        let mut bare = comment(3, "无");
        bare.findings.judgement = None;
        bare.findings.opinions.clear();
        out.add(&bare).unwrap();
        std::fs::write(&path, out.finish().unwrap()).unwrap();
        let file = SourceFile::open(&path, &ReadOptions::default()).unwrap();
        assert!(file.layout().headers.iter().eq(columns().names()));
        let rows: Vec<csv::StringRecord> =
            file.rows().unwrap().map(|row| row.unwrap().cells.clone()).collect();
        let given = ["a.csv", "2", "2024-03-01T10:05:00", "", "", "华东", "9", "", "", "=1+1,\n"];
        let found = ["zh", "negative", "-0.25", "0.5", "0.25", "0.25", "", "2.13", "angry", "high"];
        let full: Vec<&str> = [&given[..], &found, &["price=-0.25"]].concat();
        assert_eq!(rows[0], full);
        let mut empty = vec![""; full.len()];
        (empty[0], empty[1], empty[9], empty[10], empty[11]) =
            ("a.csv", "3", "无", "zh", "negative");
        empty[6] = "9";
        assert_eq!(rows[1], empty);
    }

    #[test]
    fn rows_are_written_in_groups_with_types() {
        let file = tempfile::tempfile().unwrap();
        let mut out = ParquetComments::new(file, &columns()).unwrap();
        let row = comment(1, "好");
        for _ in 0..70_000 {
            out.add(&row).unwrap();
        }
        let reader = SerializedFileReader::new(out.finish().unwrap()).unwrap();
        let metadata = reader.metadata();
        let groups: Vec<i64> = metadata.row_groups().iter().map(|group| group.num_rows()).collect();
        assert_eq!(groups, [65_536, 70_000 - 65_536]);
        let schema = metadata.file_metadata().schema_descr();
        let types: Vec<Physical> =
            schema.columns().iter().map(|column| column.physical_type()).collect();
        let text = Physical::BYTE_ARRAY;
        let (whole, number) = (Physical::INT64, Physical::DOUBLE);
        assert_eq!(
            types[..10],
            [text, whole, whole, text, text, text, number, number, number, text]
        );
        assert_eq!(
            types[10..],
            [text, text, number, number, number, number, number, number, text, text, text]
        );
        assert_eq!(metadata.file_metadata().created_by(), Some("xinsheng 0.1.0"));
    }

    #[test]
    fn no_comments_make_an_empty_table() {
        let out = ParquetComments::new(Vec::new(), &columns()).unwrap().finish().unwrap();
        assert!(out.starts_with(b"PAR1") && out.ends_with(b"PAR1"));
    }
}
