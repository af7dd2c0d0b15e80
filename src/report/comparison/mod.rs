//! What a comparison of two waves found, as one value and one exporter per format.
//!
//! [`ComparisonReport`] is the contract, as [`Summary`](super::Summary) is of one run; its
//! sections are a file each here, and the renderers are those of every report.

mod actions;
mod lead;
mod method;
mod said;
mod tables;
#[cfg(test)]
mod tests;
mod wording;

use serde::Serialize;

use super::csv::File;
use super::document::{Document, Outputs, Text, phrase, word};
use super::json::indented;
use super::summary::{
    Account, CorrectionsSummary, Name, Period, Privacy, Suppression, Tool, Topics, TouchpointSource,
};
use super::{Lang, csv as csv_files, html as page, markdown as short, terminal as screen};

pub use crate::journey::comparison::{
    ActionEffect, ActionEffects, Caution, Change, ChangeTable, Comparison, FallenGroup, Lead,
    Measured, ScoreSplit, SplitPart, Subject, TableKind, Verdict, Voice, Wording, WordingShift,
};

const PAGE: Outputs = Outputs::PAGE;
const BRIEF: Outputs = Outputs::BRIEF;
const CSV: Outputs = Outputs::CSV;

/// Version of the JSON layout; raised when a field changes its meaning.
pub const COMPARISON_VERSION: u32 = 1;

/// Everything a comparison found.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ComparisonReport {
    /// [`COMPARISON_VERSION`].
    pub version: u32,
    /// The tool and the engine that judged both waves.
    pub tool: Tool,
    /// The earlier wave.
    pub before: ComparedWave,
    /// The later wave.
    pub after: ComparedWave,
    /// Whether both are in the same files.
    pub same_files: bool,
    /// Rows of the files that are in neither.
    pub in_neither: u64,
    /// Roles whose columns are called otherwise in the later wave.
    pub questions: Vec<Question>,
    /// Smallest number of answers for which a number is shown.
    pub suppression: Suppression,
    /// What was masked.
    pub privacy: Privacy,
    /// Which topics were looked for in both.
    pub topics: Topics,
    /// Where touchpoints come from.
    pub touchpoint_source: TouchpointSource,
    /// What changed.
    #[serde(flatten)]
    pub comparison: Comparison,
    /// What became of corrections in both waves together, where some were given.
    pub corrections: Option<CorrectionsSummary>,
    /// What a reader must know of both waves.
    pub warnings: Vec<Name>,
}

/// One wave, and what became of its rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ComparedWave {
    /// How it is called: by its files, the day, or what the column holds.
    pub name: Name,
    /// Its files without their folders.
    pub files: Vec<String>,
    /// What became of every row.
    pub account: Account,
    /// Usable rows.
    pub responses: u64,
    /// Comments with something to judge.
    pub comments: u64,
    /// First and last day, where there are dates.
    pub period: Option<Period>,
    /// What a reader must know of this wave alone.
    pub warnings: Vec<Name>,
}

/// Columns of one role that only one wave has: another question may have been asked.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Question {
    /// The role.
    pub role: String,
    /// Columns of the earlier wave alone.
    pub before: Vec<String>,
    /// Columns of the later wave alone.
    pub after: Vec<String>,
}

impl ComparisonReport {
    /// The waves overlap in time, or the later one lies before the earlier one.
    fn out_of_order(&self) -> Option<bool> {
        let (before, after) = self.before.period.as_ref().zip(self.after.period.as_ref())?;
        // ISO dates sort as they follow.
        if after.to < before.from {
            return Some(true);
        }
        // Rows of the same files are in one wave alone, whatever their days.
        (after.from <= before.to && !self.same_files).then_some(false)
    }
}

impl ComparisonReport {
    /// Whether both are groups of one time (two branches, say) rather than waves: rows of the same
    /// files whose days are mostly the same.
    fn side_by_side(&self) -> bool {
        let both = self.before.period.as_ref().zip(self.after.period.as_ref());
        let Some((before, after)) = both.filter(|_| self.same_files) else { return false };
        let day = |iso: &String| iso.parse::<jiff::civil::Date>().ok();
        let span = |from: &String, to: &String| {
            let (from, to) = (day(from)?, day(to)?);
            Some(from.until(to).ok()?.get_days())
        };
        let days = [before, after].map(|period| span(&period.from, &period.to).unwrap_or(0));
        // ISO dates sort as they follow.
        let common = span((&before.from).max(&after.from), (&before.to).min(&after.to));
        common.is_some_and(|common| 2 * common > days[0].min(days[1]))
    }

    /// What stands over the values of each: earlier and later or, of two groups, their names.
    fn heads(&self) -> [Text; 2] {
        match self.side_by_side() {
            true => [Text::from(&self.before.name), Text::from(&self.after.name)],
            false => [word("compare.before"), word("compare.after")],
        }
    }
}

fn title(report: &ComparisonReport) -> Text {
    let places =
        [("before", Text::from(&report.before.name)), ("after", Text::from(&report.after.name))];
    phrase("compare.title_of", places)
}

/// The whole report.
fn document(report: &ComparisonReport) -> Document<'_> {
    let sections = [
        tables::scores(report),
        tables::touchpoints(report),
        tables::aspects(report),
        wording::section(report),
        tables::themes(report),
        tables::segments(report),
        tables::labels(report),
        tables::drivers(report),
        actions::section(report),
        Some(tables::for_scripts(report)),
        Some(method::section(report)),
        method::cautions(report),
    ];
    Document {
        title: title(report),
        lead: lead::section(report),
        sections: sections.into_iter().flatten().collect(),
    }
}

/// `comparison.html`: one page that needs no network.
pub fn html(report: &ComparisonReport, lang: Lang) -> String {
    page::render(&document(report), lang)
}

/// `comparison.md`: the short of it.
pub fn markdown(report: &ComparisonReport, lang: Lang) -> String {
    short::render(&document(report), lang)
}

/// What is said on a terminal of `width` cells.
pub fn terminal(report: &ComparisonReport, lang: Lang, width: usize) -> String {
    screen::render(&document(report), lang, width)
}

/// The tables for scripts. With `bom`, Excel opens Chinese text correctly by a double click.
///
/// # Errors
/// None in practice: tables are written to memory.
pub fn csv_tables(report: &ComparisonReport, lang: Lang, bom: bool) -> csv::Result<Vec<File>> {
    csv_files::tables(&document(report), lang, bom)
}

/// `comparison.json`: indented, with a final newline.
///
/// # Errors
/// None in practice: the report has string keys only.
pub fn json(report: &ComparisonReport) -> serde_json::Result<Vec<u8>> {
    indented(report)
}

/// A heading of the report's own.
fn heading<'a>(key: &'static str) -> super::document::Block<'a> {
    super::document::Block::Heading(word(key), None)
}
