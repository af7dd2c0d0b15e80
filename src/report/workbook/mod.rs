//! `report.xlsx`: the result as a workbook, with tables to sort and filter and
//! charts that Excel draws itself.
//!
//! Everything is written as a value, never as a formula: what looks like one in
//! a comment stays text. The bytes depend on the summary and the comments alone;
//! even the date of creation is that of the data.

mod action_sheet;
mod charts;
mod comment_sheet;
mod driver_sheet;
mod grid;
mod method_sheet;
mod mismatch_sheet;
mod pain_sheet;
mod segment_sheet;
mod style;
mod summary_sheet;
mod touchpoint_sheet;
mod trend_sheet;
mod words;

use std::io::Write;
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use super::{Lang, Summary};
use charts::ChartData;
pub use comment_sheet::CommentRows;
use comment_sheet::{Limit, Written, comment_sheet, left_out};
use style::Styles;
use words::Words;

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
    let words = Words::new(options.lang);
    let styles = Styles::new(options.lang);
    let mut workbook = Workbook::new();
    workbook.set_tempdir(options.scratch)?;
    // Sheets of a million comments unpack to more than 4 GB.
    workbook.use_zip_large_file(summary.account.comments > 500_000);
    workbook.set_properties(&properties(summary, &words));

    let mut charts = ChartData::new(words.word("workbook.sheet.charts"))?;
    let mut sheets: Vec<Worksheet> = vec![
        summary_sheet::sheet(summary, &words, &styles, &mut charts)?,
        touchpoint_sheet::sheet(summary, &words, &styles, &mut charts)?,
    ];
    sheets.extend(trend_sheet::sheet(summary, &words, &styles, &mut charts)?);
    sheets.extend(driver_sheet::sheet(summary, &words, &styles, &mut charts)?);
    sheets.push(pain_sheet::sheet(summary, &words, &styles, &mut charts)?);
    sheets.extend(action_sheet::sheet(summary, &words, &styles)?);
    sheets.extend(mismatch_sheet::sheet(summary, &words, &styles)?);
    sheets.extend(segment_sheet::sheet(summary, &words, &styles)?);
    let most = options.most_comments.min(MOST_COMMENTS);
    let left_out = match comments {
        Some(_) if most == 0 => {
            let written = Written { rows: 0, left_out: summary.account.comments };
            left_out(written, options.comments_file, &words)
        }
        Some(comments) => {
            let mut sheet = workbook.new_worksheet_with_constant_memory()?;
            let limit = Limit { most, file: options.comments_file };
            let left_out = comment_sheet(&mut sheet, comments, limit, &words, &styles)?;
            sheets.push(sheet);
            left_out
        }
        None => None,
    };
    sheets.push(method_sheet::sheet(summary, left_out, &words, &styles)?);
    sheets.into_iter().for_each(|sheet| workbook.push_worksheet(sheet));
    workbook.push_worksheet(charts.into_sheet());
    Ok(workbook.save_to_writer(out)?)
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
