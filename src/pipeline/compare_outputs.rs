//! The reports of a comparison, written into a folder.

use super::output_folder::OutputFolder;
use super::{AnalyzeOptions, PipelineError};
use crate::report::comparison::{self, ComparisonReport};

/// What was left out of either wave.
pub(super) const REJECTS: &str = "comparison_rejects.csv";

/// Names of the reports, in the order in which they are put into the folder: what is opened
/// first comes last. None is that of an analysis, so that both can share a folder.
const REPORTS: [&str; 6] = [
    "comparison.json",
    "changes.csv",
    "wording.csv",
    "action_effects.csv",
    "comparison.md",
    "comparison.html",
];

/// Names of all files that a comparison puts into its folder.
pub fn comparison_files() -> Vec<&'static str> {
    [REJECTS].into_iter().chain(REPORTS).collect()
}

/// Writes the reports of a comparison into `output`.
///
/// # Errors
/// An output that cannot be made or written.
pub(super) fn write_comparison(
    report: &ComparisonReport,
    output: &mut OutputFolder,
    options: &AnalyzeOptions,
) -> Result<(), PipelineError> {
    let lang = options.lang;
    let json = comparison::json(report).map_err(PipelineError::rendering("comparison.json"))?;
    let tables = comparison::csv_tables(report, lang, options.bom);
    let tables = tables.map_err(PipelineError::rendering("CSV"))?;
    let files = [
        ("comparison.html", comparison::html(report, lang).into_bytes()),
        ("comparison.json", json),
        ("comparison.md", comparison::markdown(report, lang).into_bytes()),
    ];
    output.write_all(files.into_iter().chain(tables))
}
