//! Segments of customers as one value and one exporter per format.

mod lead;
mod method;
mod said;
mod tables;
#[cfg(test)]
mod tests;

use serde::Serialize;

use super::csv::File;
use super::document::{Document, Outputs, word};
use super::json::indented;
use super::kpis::KpiTable;
use super::summary::{Account, Name, Privacy, Suppression, Tool};
use super::{Lang, csv as csv_files, html as page, markdown as short, terminal as screen};
use crate::journey::segmentation::Segmentation;

const PAGE: Outputs = Outputs::PAGE;
const BRIEF: Outputs = Outputs::BRIEF;
const CSV: Outputs = Outputs::CSV;

/// Version of the JSON layout; raised when a field changes its meaning.
pub const SEGMENTS_VERSION: u32 = 1;

/// Segments, and what they were made of.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SegmentsReport {
    /// [`SEGMENTS_VERSION`].
    pub version: u32,
    /// The tool and the engine.
    pub tool: Tool,
    /// The exports without their folders.
    pub files: Vec<String>,
    /// What became of every row of them.
    pub account: Account,
    /// What was masked.
    pub privacy: Privacy,
    /// Cells smaller than this are not shown.
    pub suppression: Suppression,
    /// The orders, and what became of their rows.
    pub tables: Vec<KpiTable>,
    /// Whether the export has weights: every customer counts as one all the same.
    pub weighted: bool,
    /// Answers of nobody who is named that are left out, since they are too many to be held.
    pub left_out: u64,
    /// The segments.
    #[serde(flatten)]
    pub segmentation: Segmentation,
    /// What to heed of the exports.
    pub warnings: Vec<Name>,
}

/// The whole report.
fn document(report: &SegmentsReport) -> Document<'_> {
    let sections = [
        tables::unhappy(report),
        tables::rfm(report),
        tables::lifecycle(report),
        tables::clusters(report),
        Some(tables::scripts(report)),
        Some(method::section(report)),
        method::cautions(report),
    ];
    Document {
        title: word("segments.title"),
        lead: lead::section(report),
        sections: sections.into_iter().flatten().collect(),
    }
}

/// `segments.html`: one page that needs no network.
pub fn html(report: &SegmentsReport, lang: Lang) -> String {
    page::render(&document(report), lang)
}

/// `segments.md`: the short of it.
pub fn markdown(report: &SegmentsReport, lang: Lang) -> String {
    short::render(&document(report), lang)
}

/// What is said on a terminal of `width` cells.
pub fn terminal(report: &SegmentsReport, lang: Lang, width: usize) -> String {
    screen::render(&document(report), lang, width)
}

/// The tables for scripts. With `bom`, Excel opens Chinese text correctly by a double click.
///
/// # Errors
/// None in practice: tables are written to memory.
pub fn csv_tables(report: &SegmentsReport, lang: Lang, bom: bool) -> csv::Result<Vec<File>> {
    csv_files::tables(&document(report), lang, bom)
}

/// `segments.json`: indented, with a final newline.
///
/// # Errors
/// None in practice: the report has string keys only.
pub fn json(report: &SegmentsReport) -> serde_json::Result<Vec<u8>> {
    indented(report)
}
