//! The reports of a summary, written into a folder.

use super::comments_file::CommentsFormat;
use super::comments_spool::CommentsSpool;
use super::output_folder::OutputFolder;
use super::workbook_file::{WORKBOOK, write_workbook};
use super::{AnalyzeOptions, PipelineError};
use crate::report::csv::csv_tables;
use crate::report::{Summary, html, json, markdown};

/// Names of the reports that are made of the summary, in the order in which they
/// are put into the folder: what is opened first comes last.
const REPORTS: [&str; 10] = [
    "summary.json",
    "touchpoints.csv",
    "pain_points.csv",
    "drivers.csv",
    "actions.csv",
    "segments.csv",
    "servqual.csv",
    WORKBOOK,
    "report.md",
    REPORT,
];

/// The report to open first.
pub(super) const REPORT: &str = "report.html";

/// Names of all files that an analysis puts into its folder or, as the comments
/// file in another format than its own, removes from it.
pub fn report_files() -> Vec<&'static str> {
    let comments = CommentsFormat::ALL.map(CommentsFormat::file_name);
    comments.into_iter().chain(["rejects.csv"]).chain(REPORTS).collect()
}

/// Writes the reports of a summary into `output`, the workbook with `comments`.
///
/// # Errors
/// An output that cannot be made or written.
pub(super) fn write_outputs(
    summary: &Summary,
    comments: CommentsSpool,
    output: &mut OutputFolder,
    options: &AnalyzeOptions,
) -> Result<(), PipelineError> {
    let lang = options.lang;
    let json = json::summary_json(summary).map_err(PipelineError::rendering("summary.json"))?;
    let tables = csv_tables(summary, lang, options.bom);
    let tables = tables.map_err(PipelineError::rendering("CSV"))?;
    let files = [
        (REPORT, html::report_html(summary, lang).into_bytes()),
        ("summary.json", json),
        ("report.md", markdown::report_markdown(summary, lang).into_bytes()),
    ];
    output.write_all(files.into_iter().chain(tables))?;
    write_workbook(summary, comments, output, options)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::report::sample;

    /// A file that is not named here is neither guarded against being an input nor moved into
    /// the folder with the others.
    #[test]
    fn every_table_of_a_section_is_among_the_reports() {
        let tables = csv_tables(&sample::summary(), Lang::En, false).unwrap();
        let mut written: Vec<&str> = tables.iter().map(|(name, _)| *name).collect();
        // Where items ask for what is expected and perceived, which the sample does not.
        written.push("servqual.csv");
        written.extend(["summary.json", "report.md", WORKBOOK, REPORT]);
        let mut known = REPORTS.to_vec();
        written.sort_unstable();
        known.sort_unstable();
        assert_eq!(written, known);
    }
}
