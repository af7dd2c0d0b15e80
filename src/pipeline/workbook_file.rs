//! `report.xlsx` in the folder of a run.

use std::path::{Path, PathBuf};

use rust_i18n::t;

use super::analyze::AnalyzeOptions;
use super::output_file::OutputFile;
use super::{PipelineError, comments_read};
use crate::report::Summary;
use crate::report::workbook::{WorkbookOptions, report_xlsx};

/// Comments in the workbook unless more are asked for. A workbook of a million
/// takes longer to write than the run it reports, and minutes to open.
pub const WORKBOOK_COMMENTS: u64 = 100_000;

/// Writes `report.xlsx`, with the comments that the run has written.
pub(super) fn write_workbook(
    summary: &Summary,
    output: &Path,
    options: &AnalyzeOptions,
) -> Result<PathBuf, PipelineError> {
    let path = output.join("report.xlsx");
    let writing = |error| PipelineError::writing(&path)(error);
    let mut file = OutputFile::create(&path).map_err(writing)?;
    let comments = comments_read::rows(output, options.comments)?;
    let options = WorkbookOptions {
        lang: options.lang,
        most_comments: options.workbook_comments.unwrap_or(WORKBOOK_COMMENTS),
        comments_file: options.comments.file_name(),
        scratch: output,
    };
    report_xlsx(summary, comments, options, &mut file).map_err(|e| {
        PipelineError::Other(t!("pipeline.render", what = "report.xlsx", reason = e).into_owned())
    })?;
    file.commit().map_err(writing)?;
    Ok(path)
}
