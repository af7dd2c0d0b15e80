//! The comments file: every comment with where it came from and what was found
//! in it, one row a comment, as CSV, Parquet or JSON lines.

use std::io::{self, Write};
use std::path::PathBuf;

use super::PipelineError;
use super::comments_csv::CsvComments;
use super::comments_parquet::ParquetComments;
use super::output_folder::{OutputFolder, StagedFile};
use super::sink::Sink;
use crate::gate::visible::json_escaped;
use crate::report::comment_columns::CommentColumns;
use crate::report::comment_row::CommentRow;

/// Formats of the comments file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CommentsFormat {
    /// `comments.csv`.
    #[default]
    Csv,
    /// `comments.parquet`: the same columns with types.
    Parquet,
    /// `comments.jsonl`: an object a comment, its opinions with their spans.
    Jsonl,
}

impl CommentsFormat {
    /// All of them.
    pub const ALL: [CommentsFormat; 3] =
        [CommentsFormat::Csv, CommentsFormat::Parquet, CommentsFormat::Jsonl];

    /// The file's name.
    pub fn file_name(self) -> &'static str {
        match self {
            CommentsFormat::Csv => "comments.csv",
            CommentsFormat::Parquet => "comments.parquet",
            CommentsFormat::Jsonl => "comments.jsonl",
        }
    }
}

/// The comments file of a run.
pub(super) struct CommentsFile {
    path: PathBuf,
    format: CommentsFormat,
    bom: bool,
    table: Table,
}

enum Table {
    /// Not begun.
    Empty(StagedFile),
    Csv(Box<CsvComments<StagedFile>>),
    Parquet(Box<ParquetComments<StagedFile>>),
    Jsonl(StagedFile, CommentColumns),
    /// Lost on an error that has ended the run.
    Lost,
}

impl CommentsFile {
    /// Makes the file in `folder`; it gets a byte order mark if it is CSV and `bom`.
    pub(super) fn create(
        folder: &mut OutputFolder,
        format: CommentsFormat,
        bom: bool,
    ) -> Result<CommentsFile, PipelineError> {
        let path = folder.path(format.file_name());
        let table = Table::Empty(folder.create(format.file_name())?);
        Ok(CommentsFile { path, format, bom, table })
    }

    fn begun(&self, file: StagedFile, columns: &CommentColumns) -> io::Result<Table> {
        Ok(match self.format {
            CommentsFormat::Csv => Table::Csv(Box::new(CsvComments::new(file, columns, self.bom)?)),
            CommentsFormat::Parquet => {
                Table::Parquet(Box::new(ParquetComments::new(file, columns)?))
            }
            CommentsFormat::Jsonl => Table::Jsonl(file, columns.clone()),
        })
    }

    /// Ends the file.
    pub(super) fn finish(self) -> Result<(), PipelineError> {
        let file = match self.table {
            Table::Empty(file) | Table::Jsonl(file, _) => Ok(file),
            Table::Csv(table) => table.finish(),
            Table::Parquet(table) => table.finish(),
            Table::Lost => return Ok(()),
        };
        file.and_then(StagedFile::finish).map_err(PipelineError::writing(&self.path))
    }
}

impl Sink for CommentsFile {
    fn begin(&mut self, columns: &CommentColumns) -> Result<(), PipelineError> {
        self.table = match std::mem::replace(&mut self.table, Table::Lost) {
            Table::Empty(file) => {
                self.begun(file, columns).map_err(PipelineError::writing(&self.path))?
            }
            begun => begun,
        };
        Ok(())
    }

    fn comment(&mut self, comment: &CommentRow) -> Result<(), PipelineError> {
        let written = match &mut self.table {
            Table::Csv(table) => table.add(comment),
            Table::Parquet(table) => table.add(comment),
            Table::Jsonl(file, columns) => {
                let line = serde_json::Value::from(columns.json(comment)).to_string();
                file.write_all(json_escaped(&line).as_bytes()).and_then(|()| file.write_all(b"\n"))
            }
            Table::Empty(_) | Table::Lost => Ok(()),
        };
        written.map_err(PipelineError::writing(&self.path))
    }
}
