//! `report.xlsx` in the folder of a run.

use std::io;

use super::analyze::AnalyzeOptions;
use super::output_folder::OutputFolder;
use super::{PipelineError, comments_read};
use crate::caught::caught_or_said;
use crate::report::Summary;
use crate::report::workbook::{WorkbookError, WorkbookOptions, report_xlsx};

/// Comments in the workbook unless more are asked for. A workbook of a million
/// takes longer to write than the run it reports, and minutes to open.
pub const WORKBOOK_COMMENTS: u64 = 100_000;

/// Writes `report.xlsx`, with the comments that the run has staged.
pub(super) fn write_workbook(
    summary: &Summary,
    output: &mut OutputFolder,
    options: &AnalyzeOptions,
) -> Result<(), PipelineError> {
    const NAME: &str = "report.xlsx";
    let path = output.path(NAME);
    let writing = |error| PipelineError::writing(&path)(error);
    let failed = |reason: &dyn std::fmt::Display| PipelineError::Render {
        what: NAME,
        reason: reason.to_string(),
    };
    let mut file = output.create(NAME)?;
    let staged = output.staged_path(options.comments.file_name());
    let comments = comments_read::rows(&staged, options.comments)?;
    let options = WorkbookOptions {
        lang: options.lang,
        most_comments: options.workbook_comments.unwrap_or(WORKBOOK_COMMENTS),
        comments_file: options.comments.file_name(),
        scratch: output.scratch(),
    };
    // The writer panics where its temporary file is on a full disk.
    match caught_or_said(|| report_xlsx(summary, Some(comments), options, &mut file)) {
        Ok(Ok(())) => file.finish().map_err(writing),
        Ok(Err(WorkbookError::Workbook(error))) => Err(writing(io::Error::other(error))),
        Ok(Err(error)) => Err(failed(&error)),
        Err(said) if said.contains("StorageFull") => {
            Err(writing(io::ErrorKind::StorageFull.into()))
        }
        Err(said) => Err(failed(&said)),
    }
}
