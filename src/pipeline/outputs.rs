//! The reports of a summary, written into a folder.

use std::path::{Path, PathBuf};

use rust_i18n::t;

use super::comments_file::CommentsFormat;
use super::output_file::write_output;
use super::workbook_file::write_workbook;
use super::{AnalyzeOptions, PipelineError};
use crate::report::actions::actions_csv;
use crate::report::{Summary, html, json, tables};

/// Names of the reports that are made of the summary.
const REPORTS: [&str; 8] = [
    "report.html",
    "summary.json",
    "touchpoints.csv",
    "pain_points.csv",
    "drivers.csv",
    "actions.csv",
    "segments.csv",
    "report.xlsx",
];

/// Names of all files that an analysis puts into its folder or, as the comments
/// file in another format than its own, replaces there.
pub fn report_files() -> Vec<&'static str> {
    let comments = [CommentsFormat::Csv, CommentsFormat::Parquet].map(CommentsFormat::file_name);
    REPORTS.into_iter().chain(comments).chain(["rejects.csv"]).collect()
}

/// Writes the reports of a summary into `output`.
///
/// # Errors
/// An output that cannot be made or written.
pub fn write_outputs(
    summary: &Summary,
    output: &Path,
    options: &AnalyzeOptions,
) -> Result<Vec<PathBuf>, PipelineError> {
    let lang = options.lang;
    let failed = |what: &str, e: &dyn std::fmt::Display| {
        PipelineError::Other(t!("pipeline.render", what = what, reason = e).into_owned())
    };
    let touchpoints = tables::touchpoints_csv(summary, lang, options.bom);
    let pain_points = tables::pain_points_csv(summary, lang, options.bom);
    let drivers = tables::drivers_csv(summary, lang, options.bom);
    let to_call = actions_csv(summary, lang, options.bom);
    let segments = tables::segments_csv(summary, lang, options.bom);
    let files = [
        (
            "report.html",
            html::report_html(summary, lang)
                .map(String::into_bytes)
                .map_err(|e| failed("report.html", &e))?,
        ),
        ("summary.json", json::summary_json(summary).map_err(|e| failed("summary.json", &e))?),
        ("touchpoints.csv", touchpoints.map_err(|e| failed("touchpoints.csv", &e))?),
        ("pain_points.csv", pain_points.map_err(|e| failed("pain_points.csv", &e))?),
        ("drivers.csv", drivers.map_err(|e| failed("drivers.csv", &e))?),
        ("actions.csv", to_call.map_err(|e| failed("actions.csv", &e))?),
        ("segments.csv", segments.map_err(|e| failed("segments.csv", &e))?),
    ];
    let mut written = Vec::new();
    for (name, bytes) in files {
        let path = output.join(name);
        write_output(&path, &bytes).map_err(PipelineError::writing(&path))?;
        written.push(path);
    }
    written.push(write_workbook(summary, output, options)?);
    let comments = options.comments.file_name();
    written.extend([comments, "rejects.csv"].map(|name| output.join(name)));
    Ok(written)
}
