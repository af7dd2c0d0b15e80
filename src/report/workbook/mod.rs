//! `report.xlsx`: the result as a workbook, with tables to sort and filter and
//! charts that Excel draws itself.
//!
//! Everything is written as a value, never as a formula: what looks like one in
//! a comment stays text. The bytes depend on the summary and the comments alone;
//! even the date of creation is that of the data.

mod blocks;
mod charts;
mod comment_sheet;
pub(crate) mod grid;
mod style;

use std::io::Write;
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use super::document::{Block, Document, Outputs, Words};
use super::{Lang, Summary, sections};
use blocks::Writer;
use charts::ChartData;
pub use comment_sheet::CommentRows;
use comment_sheet::{Limit, Written, comment_sheet, left_out};
use grid::Page;
use style::Styles;

/// Comments that a sheet takes: Excel's last row, less the header.
pub const MOST_COMMENTS: u64 = 1_048_575;

/// How the workbook is made.
#[derive(Debug, Clone, Copy)]
pub struct WorkbookOptions<'a> {
    /// Language of its words, numbers and dates.
    pub lang: Lang,
    /// Comments beyond these are left out, and both the sheet and the method
    /// say so. At most [`MOST_COMMENTS`]; for 0 there is no sheet of them.
    pub most_comments: u64,
    /// Name of the file that holds all comments.
    pub comments_file: &'a str,
    /// Folder for the temporary file through which comments go.
    pub scratch: &'a Path,
}

/// Why there is no workbook.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// The workbook could not be put together or written.
    #[error(transparent)]
    Workbook(#[from] XlsxError),
    /// The comments could not be read.
    #[error("{0}")]
    Comments(String),
}

/// Writes the workbook of a run to `out`, with the first of its `comments`, where there are
/// any.
///
/// # Errors
/// A full disk, or comments that cannot be read.
pub fn report_xlsx<W: Write + Send>(
    summary: &Summary,
    comments: Option<CommentRows<'_>>,
    options: WorkbookOptions<'_>,
    out: W,
) -> Result<(), WorkbookError> {
    write(&sections::document(summary), summary, comments, options, out)
}

/// A sheet: filled block by block, or the comments from top to bottom.
enum Sheet<'a> {
    Page(Page<'a>),
    Comments(Worksheet),
}

/// Writes the workbook of a document, with the properties of its `summary`.
pub(super) fn write<W: Write + Send>(
    document: &Document<'_>,
    summary: &Summary,
    comments: Option<CommentRows<'_>>,
    options: WorkbookOptions<'_>,
    out: W,
) -> Result<(), WorkbookError> {
    let words = Words::new(options.lang);
    let styles = Styles::new(options.lang);
    let mut workbook = Workbook::new();
    workbook.set_tempdir(options.scratch)?;
    // Sheets of a million comments unpack to more than 4 GB.
    workbook.use_zip_large_file(summary.account.comments > 500_000);
    workbook.set_properties(&properties(summary, &words));

    let mut charts = ChartData::new(words)?;
    let mut sheets: Vec<(String, Sheet<'_>)> = Vec::new();
    let mut comments = comments;
    let mut left_out = None;
    for (section, blocks) in document.of(Outputs::WORKBOOK) {
        let Some(name) = section.sheet.as_ref().map(|name| words.say(name)) else { continue };
        if matches!(blocks.as_slice(), [Block::Comments]) {
            let Some(rows) = comments.take() else { continue };
            let (sheet, told) = comments_of(rows, &mut workbook, summary, options, &styles)?;
            sheets.extend(sheet.map(|sheet| (name, Sheet::Comments(sheet))));
            left_out = told;
            continue;
        }
        let known = sheets.iter().position(|(other, _)| *other == name);
        let at = known.unwrap_or(sheets.len());
        if known.is_none() {
            let page = Page::new(&name, &styles, words)?;
            sheets.push((name, Sheet::Page(page)));
        }
        let Some((_, Sheet::Page(page))) = sheets.get_mut(at) else { continue };
        let left_out = left_out.as_deref();
        let mut writer = Writer { page, styles: &styles, charts: &mut charts, words, left_out };
        blocks.into_iter().try_for_each(|block| writer.block(block))?;
    }
    if let Some((_, Sheet::Page(first))) = sheets.first_mut() {
        first.sheet.set_active(true);
    }
    for (_, sheet) in sheets {
        workbook.push_worksheet(match sheet {
            Sheet::Page(page) => page.finish()?,
            Sheet::Comments(sheet) => sheet,
        });
    }
    workbook.push_worksheet(charts.into_sheet());
    Ok(workbook.save_to_writer(out)?)
}

/// The sheet of comments, where there is to be one, and what is said of those
/// that it does not hold.
fn comments_of(
    comments: CommentRows<'_>,
    workbook: &mut Workbook,
    summary: &Summary,
    options: WorkbookOptions<'_>,
    styles: &Styles,
) -> Result<(Option<Worksheet>, Option<String>), WorkbookError> {
    let words = Words::new(options.lang);
    let most = options.most_comments.min(MOST_COMMENTS);
    if most == 0 {
        let written = Written { rows: 0, left_out: summary.account.comments };
        return Ok((None, left_out(written, options.comments_file, &words)));
    }
    let mut sheet = workbook.new_worksheet_with_constant_memory()?;
    let limit = Limit { most, file: options.comments_file };
    let told = comment_sheet(&mut sheet, comments, limit, &words, styles)?;
    Ok((Some(sheet), told))
}

/// Title and author, and the last day of the data as the date of creation, so
/// that the same data make the same bytes.
fn properties(summary: &Summary, words: &Words) -> DocProperties {
    let day = summary.period.as_ref().map_or("2000-01-01", |period| period.to.as_str());
    let properties = DocProperties::new()
        .set_title(words.word("report.title"))
        .set_author(format!("{} {}", summary.tool.name, summary.tool.version));
    let fallback = || ExcelDateTime::from_ymd(2000, 1, 1);
    match ExcelDateTime::parse_from_str(day).or_else(|_| fallback()) {
        Ok(created) => properties.set_creation_datetime(&created),
        Err(_) => properties,
    }
}

#[cfg(test)]
mod tests;
