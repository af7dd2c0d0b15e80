//! `report.xlsx` in the folder of a run.

use std::io;

use super::PipelineError;
use super::comments_spool::CommentsSpool;
use super::options::AnalyzeOptions;
use super::output_folder::OutputFolder;
use crate::caught::caught_or_said;
use crate::report::Summary;
use crate::report::workbook::{MOST_COMMENTS, WorkbookError, WorkbookOptions, report_xlsx};

/// Comments in the workbook unless more are asked for. A workbook of a million
/// takes longer to write than the run it reports, and minutes to open.
pub const WORKBOOK_COMMENTS: u64 = 100_000;

/// The workbook's name.
pub(super) const WORKBOOK: &str = "report.xlsx";

/// Writes the workbook, with the comments that the run has kept for it.
pub(super) fn write_workbook(
    summary: &Summary,
    comments: CommentsSpool,
    output: &mut OutputFolder,
    options: &AnalyzeOptions,
) -> Result<(), PipelineError> {
    let path = output.path(WORKBOOK);
    let writing = |error| PipelineError::writing(&path)(error);
    let mut file = output.create(WORKBOOK)?;
    let comments = comments.into_rows()?;
    let options = WorkbookOptions {
        lang: options.lang,
        most_comments: options.workbook_comments.unwrap_or(WORKBOOK_COMMENTS).min(MOST_COMMENTS),
        comments_file: options.comments.file_name(),
        scratch: output.scratch(),
    };
    // The writer panics where its temporary file is on a full disk.
    match caught_or_said(|| report_xlsx(summary, Some(comments), options, &mut file)) {
        Ok(Ok(())) => file.finish().map_err(writing),
        Ok(Err(WorkbookError::Workbook(error))) => Err(writing(io::Error::other(error))),
        Ok(Err(error)) => Err(PipelineError::rendering(WORKBOOK)(error)),
        Err(said) if said.contains("StorageFull") => {
            Err(writing(io::ErrorKind::StorageFull.into()))
        }
        Err(said) => Err(PipelineError::rendering(WORKBOOK)(said)),
    }
}
