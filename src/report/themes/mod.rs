//! What people write about beyond the taxonomy, as one value and one exporter per format.

mod sections;
mod taxonomy_draft;
#[cfg(test)]
mod tests;

use serde::Serialize;

pub use taxonomy_draft::taxonomy_draft;

use super::csv::File;
use super::document::{Document, word};
use super::json::indented;
use super::summary::{Account, Estimate, Impact, Name, Privacy, Tool, Verbatim};
use super::{Lang, csv as csv_files, html as page, markdown as short, terminal as screen};

/// Version of the JSON layout; raised when a field changes its meaning.
pub const THEMES_VERSION: u32 = 1;

/// The themes of a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ThemesReport {
    /// [`THEMES_VERSION`].
    pub version: u32,
    /// The tool and the engine.
    pub tool: Tool,
    /// The files without their folders.
    pub files: Vec<String>,
    /// What became of every row.
    pub account: Account,
    /// What was masked.
    pub privacy: Privacy,
    /// Whether all that was said was looked at, and not only what no aspect took.
    pub all: bool,
    /// Comments that were looked at: all, or as many as were drawn.
    pub comments: u64,
    /// Of these, comments that say something beyond the aspects.
    pub beyond: u64,
    /// Of these, comments that belong to a theme.
    pub themed: u64,
    /// Mean adjusted Rand index of the themes of resampled comments with these; `None` where
    /// there are none.
    pub agreement: Option<f64>,
    /// The themes, that with the most comments first.
    pub themes: Vec<ThemeSummary>,
    /// The comments of the themes, theme by theme, the most typical first.
    #[serde(skip)]
    pub members: Vec<ThemeMember>,
    /// What to heed.
    pub warnings: Vec<Name>,
}

/// A comment that speaks of a theme.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ThemeMember {
    /// Number of the theme.
    pub theme: u32,
    /// Its name.
    pub name: String,
    /// File without its folder.
    pub file: String,
    /// Row as a spreadsheet shows it.
    pub row: u64,
    /// Sentiment of what is said of the theme.
    pub sentiment: f64,
    /// What is said of it.
    pub said: String,
}

/// A theme.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ThemeSummary {
    /// From 1.
    pub number: u32,
    /// What it is called, in the words of the comments.
    pub name: String,
    /// The words that are said in it more than elsewhere.
    pub words: Vec<String>,
    /// Comments that speak of it.
    pub comments: u64,
    /// Their share of the comments that were looked at, Wilson.
    pub share: Estimate,
    /// Of its comments, those that speak of it negatively, Wilson.
    pub negative: Estimate,
    /// Mean sentiment of what is said of it.
    pub sentiment: Option<Estimate>,
    /// What the comments that speak of it do to the main score.
    pub impact: Option<Impact>,
    /// Its share in the later half of the time less that in the earlier half.
    pub change: Option<ThemeChange>,
    /// Typical comments.
    pub verbatims: Vec<Verbatim>,
}

/// How the share of a theme changed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ThemeChange {
    /// Share in the earlier half of the comments.
    pub before: f64,
    /// Share in the later half.
    pub after: f64,
    /// Their difference.
    pub difference: Estimate,
    /// Its p over all themes, by Benjamini and Hochberg.
    pub q: f64,
}

fn document(report: &ThemesReport) -> Document<'_> {
    Document {
        title: word("themes.title"),
        lead: sections::lead(report),
        sections: [
            Some(sections::table_of(report)),
            sections::cards(report),
            Some(sections::method(report)),
            sections::warnings(report),
        ]
        .into_iter()
        .flatten()
        .collect(),
    }
}

/// `themes.html`: one page that needs no network.
pub fn html(report: &ThemesReport, lang: Lang) -> String {
    page::render(&document(report), lang)
}

/// `themes.md`: the short of it.
pub fn markdown(report: &ThemesReport, lang: Lang) -> String {
    short::render(&document(report), lang)
}

/// What is said on a terminal of `width` cells.
pub fn terminal(report: &ThemesReport, lang: Lang, width: usize) -> String {
    screen::render(&document(report), lang, width)
}

/// The tables for scripts. With `bom`, Excel opens Chinese text correctly by a double click.
///
/// # Errors
/// None in practice: tables are written to memory.
pub fn csv_tables(report: &ThemesReport, lang: Lang, bom: bool) -> csv::Result<Vec<File>> {
    csv_files::tables(&document(report), lang, bom)
}

/// `themes.json`: indented, with a final newline.
///
/// # Errors
/// None in practice: the report has string keys only.
pub fn json(report: &ThemesReport) -> serde_json::Result<Vec<u8>> {
    indented(report)
}
