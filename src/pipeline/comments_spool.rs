//! The first comments of a run, which wait in a temporary file until the workbook is written:
//! its other sheets come before theirs, and are made of the whole run.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

use super::PipelineError;
use super::output_folder::OutputFolder;
use super::sink::Sink;
use super::workbook_file::WORKBOOK;
use crate::report::comment_columns::CommentColumns;
use crate::report::comment_row::CommentRow;
use crate::report::workbook::CommentRows;

/// Comments that wait, as many as are asked for.
pub(super) struct CommentsSpool {
    columns: CommentColumns,
    most: u64,
    kept: u64,
    left_out: u64,
    path: std::path::PathBuf,
    /// Without a name, so that nothing of it is left whatever happens.
    file: Option<BufWriter<File>>,
    buffer: Vec<u8>,
}

impl CommentsSpool {
    /// Keeps the first `most` comments in a file beside the outputs of `folder`.
    pub(super) fn new(folder: &OutputFolder, most: u64) -> Result<CommentsSpool, PipelineError> {
        let path = folder.path(WORKBOOK);
        let file = match most {
            0 => None,
            _ => Some(
                tempfile::tempfile_in(folder.scratch()).map_err(PipelineError::writing(&path))?,
            ),
        };
        Ok(CommentsSpool {
            columns: CommentColumns::default(),
            most,
            kept: 0,
            left_out: 0,
            path,
            file: file.map(|file| BufWriter::with_capacity(1 << 16, file)),
            buffer: Vec::new(),
        })
    }

    fn add(&mut self, comment: &CommentRow) -> io::Result<()> {
        let Some(file) = &mut self.file else { return Ok(()) };
        self.buffer.clear();
        let bytes = postcard::to_extend(comment, std::mem::take(&mut self.buffer));
        self.buffer = bytes.map_err(io::Error::other)?;
        let length = u32::try_from(self.buffer.len()).map_err(io::Error::other)?;
        file.write_all(&length.to_le_bytes())?;
        file.write_all(&self.buffer)
    }

    /// The comments that were kept, and how many were not.
    pub(super) fn into_rows(self) -> Result<CommentRows<'static>, PipelineError> {
        let path = self.path;
        let rewound = |file: BufWriter<File>| {
            let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.rewind()?;
            Ok(BufReader::with_capacity(1 << 16, file))
        };
        let file = self.file.map(rewound).transpose().map_err(PipelineError::writing(&path))?;
        let (mut file, mut left, mut buffer) = (file, self.kept, Vec::new());
        let rows = std::iter::from_fn(move || {
            let file = file.as_mut().filter(|_| left > 0)?;
            left -= 1;
            Some(read(file, &mut buffer).map_err(|error| error.to_string()))
        });
        Ok(CommentRows { columns: self.columns, rows: Box::new(rows), left_out: self.left_out })
    }
}

fn read(file: &mut impl Read, buffer: &mut Vec<u8>) -> io::Result<CommentRow> {
    let mut length = [0; 4];
    file.read_exact(&mut length)?;
    buffer.resize(u32::from_le_bytes(length) as usize, 0);
    file.read_exact(buffer)?;
    postcard::from_bytes(buffer).map_err(io::Error::other)
}

impl Sink for CommentsSpool {
    fn begin(&mut self, columns: &CommentColumns) -> Result<(), PipelineError> {
        self.columns = columns.clone();
        Ok(())
    }

    fn comment(&mut self, comment: &CommentRow) -> Result<(), PipelineError> {
        if self.kept >= self.most {
            self.left_out += 1;
            return Ok(());
        }
        self.kept += 1;
        self.add(comment).map_err(PipelineError::writing(&self.path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::comment_row::sample::comment;

    #[test]
    fn the_first_come_back_as_they_were_and_the_others_are_counted() {
        let root = tempfile::tempdir().unwrap();
        let folder = OutputFolder::open(root.path(), &["report.xlsx"]).unwrap();
        let mut full = comment(2, "=1+1,\n");
        full.time = Some(jiff::civil::date(2024, 3, 1).at(10, 5, 0, 0));
        (full.respondent, full.touchpoint) = (Some("a".into()), Some("物流".into()));
        full.segments = vec![None, Some("华东".into())];
        if let Some(judged) = &mut full.findings.judgement {
            judged.sentiment = f32::from_bits(0xbe4c_cccd);
        }
        let rows = [full, comment(3, ""), comment(4, &"长".repeat(100_000))];
        for most in [0, 2, 3, 9] {
            let mut spool = CommentsSpool::new(&folder, most).unwrap();
            rows.iter().for_each(|row| spool.comment(row).unwrap());
            let CommentRows { rows: kept, left_out, .. } = spool.into_rows().unwrap();
            let kept: Vec<CommentRow> = kept.map(Result::unwrap).collect();
            assert_eq!(kept, rows[..rows.len().min(most as usize)]);
            assert_eq!(left_out, 3 - kept.len() as u64);
        }
    }
}
