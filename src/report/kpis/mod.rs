//! The report of key figures: its contract, and the document that every output is made from.

mod lead;
pub(super) mod method;
mod said;
mod tables;
#[cfg(test)]
mod tests;

use serde::Serialize;

use super::csv::File;
use super::document::{Document, Outputs, word};
use super::json::indented;
use super::{Lang, csv as csv_files, html as page, markdown as short, terminal as screen};
use crate::journey::kpi::{KpiSettings, Kpis};

const PAGE: Outputs = Outputs::PAGE;
const BRIEF: Outputs = Outputs::BRIEF;

/// Version of the JSON layout; raised when a field changes its meaning.
pub const KPI_VERSION: u32 = 1;

/// Key figures, and what they were made of.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct KpiReport {
    /// [`KPI_VERSION`].
    pub version: u32,
    /// Version of the program.
    pub tool: String,
    /// What was stated about how figures are made.
    pub settings: KpiSettingsTold,
    /// The figures.
    #[serde(flatten)]
    pub kpis: Kpis,
    /// The tables, and what became of their rows.
    pub tables: Vec<KpiTable>,
    /// The exports of feedback.
    pub feedback: Vec<KpiFeedback>,
}

/// How figures are made.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct KpiSettingsTold {
    /// See [`KpiSettings::inactive_days`].
    pub inactive_days: u32,
    /// See [`KpiSettings::loyal_orders`].
    pub loyal_orders: u32,
    /// See [`KpiSettings::margin`].
    pub margin: Option<f64>,
    /// See [`KpiSettings::discount_rate`].
    pub discount_rate: f64,
    /// See [`KpiSettings::min_n`].
    pub min_n: u64,
}

impl From<KpiSettings> for KpiSettingsTold {
    fn from(settings: KpiSettings) -> KpiSettingsTold {
        let KpiSettings { inactive_days, loyal_orders, margin, discount_rate, min_n, .. } =
            settings;
        KpiSettingsTold { inactive_days, loyal_orders, margin, discount_rate, min_n }
    }
}

/// A table: `rows = used + rejected`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct KpiTable {
    /// `customers`, `orders`, `tickets`, `campaigns` or `visits`.
    pub kind: String,
    /// Its file, without the folder.
    pub file: String,
    /// What its columns were taken for.
    pub columns: Vec<KpiTableColumn>,
    /// The order of day and month (`dmy` or `mdy`) that its days were read by, where each of them
    /// by itself has two readings and none is stated.
    pub date_order: Option<String>,
    /// Rows read.
    pub rows: u64,
    /// Rows that were understood.
    pub used: u64,
    /// Rows that were left out.
    pub rejected: u64,
    /// Single cells that were left out of rows that were used.
    pub cells_rejected: u64,
    /// Of those used, rows of a customer or an order that had a row before.
    pub merged: u64,
    /// Of those used, orders that came to nothing.
    pub void: u64,
    /// Of those used, orders of nobody in particular.
    pub without_customer: u64,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct KpiTableColumn {
    /// What it holds.
    pub field: String,
    /// How it is called.
    pub column: String,
}

/// An export of feedback.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct KpiFeedback {
    /// Its file, without the folder.
    pub file: String,
    /// The score that says who is unhappy.
    pub score: Option<String>,
    /// Rows read.
    pub rows: u64,
    /// Rows that were left out.
    pub rejected: u64,
    /// Rows that say who answered.
    pub with_customer: u64,
    /// Rows with that score.
    pub with_score: u64,
}

/// The whole report.
fn document(report: &KpiReport) -> Document<'_> {
    let sections = [
        Some(tables::figures(report)),
        tables::leaving(report),
        tables::revenue(report),
        Some(method::section(report)),
        method::cautions(report),
    ];
    Document {
        title: word("kpi.title"),
        lead: lead::section(report),
        sections: sections.into_iter().flatten().collect(),
    }
}

/// `kpis.html`: one page that needs no network.
pub fn html(report: &KpiReport, lang: Lang) -> String {
    page::render(&document(report), lang)
}

/// `kpis.md`: the short of it.
pub fn markdown(report: &KpiReport, lang: Lang) -> String {
    short::render(&document(report), lang)
}

/// What is said on a terminal of `width` cells.
pub fn terminal(report: &KpiReport, lang: Lang, width: usize) -> String {
    screen::render(&document(report), lang, width)
}

/// The tables for scripts. With `bom`, Excel opens Chinese text correctly by a double click.
///
/// # Errors
/// None in practice: tables are written to memory.
pub fn csv_tables(report: &KpiReport, lang: Lang, bom: bool) -> csv::Result<Vec<File>> {
    csv_files::tables(&document(report), lang, bom)
}

/// `kpis.json`: indented, with a final newline.
///
/// # Errors
/// None in practice: the report has string keys only.
pub fn json(report: &KpiReport) -> serde_json::Result<Vec<u8>> {
    indented(report)
}
