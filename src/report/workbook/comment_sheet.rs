//! Every comment with what was found in it, as in `comments.csv`.
//!
//! Rows go through a temporary file, so a million of them take no memory. Such
//! a sheet can only be written from top to bottom.

use rust_i18n::t;
use rust_xlsxwriter::{ExcelDateTime, Worksheet};

use super::grid::fitting;
use super::style::{Kind, Styles};
use super::words::Words;
use super::{MOST_COMMENTS, WorkbookError};

/// The rows of `comments.csv`, or of its equal in another format, as they were
/// before anything guarded them against spreadsheets.
pub struct CommentRows<'a> {
    /// The column names.
    pub header: Vec<String>,
    /// The rows in order.
    pub rows: Box<dyn Iterator<Item = Result<csv::StringRecord, String>> + 'a>,
}

impl std::fmt::Debug for CommentRows<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CommentRows").field("header", &self.header).finish_non_exhaustive()
    }
}

/// How many comments a sheet may hold, and the file that holds them all.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit<'a> {
    pub(super) most: u64,
    pub(super) file: &'a str,
}

/// What became of the comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Written {
    /// Comments on the sheet.
    pub(super) rows: u64,
    /// Comments beyond these.
    pub(super) left_out: u64,
}

/// How a column of `comments.csv` is shown.
struct Column {
    heading: String,
    kind: Kind,
    width: f64,
    /// Prefix of the keys of its words, where its values are ours.
    words: Option<&'static str>,
}

impl Column {
    fn new(name: &str, words: &Words) -> Column {
        let (kind, width, of_words) = match name {
            "row" => (Kind::Count, 8.0, None),
            "time" => (Kind::Time, 20.0, None),
            "nps" | "csat" | "ces" => (Kind::Text, 7.0, None),
            "sentiment" => (Kind::Signed2, 9.0, None),
            "p_negative" | "p_neutral" | "p_positive" | "p_mixed" | "stars" => {
                (Kind::Decimal2, 9.0, None)
            }
            "label" => (Kind::Text, 14.0, Some("label")),
            "emotion" => (Kind::Text, 14.0, Some("workbook.emotion")),
            "effort" => (Kind::Text, 9.0, Some("workbook.effort")),
            "comment" => (Kind::Text, 70.0, None),
            "opinions" => (Kind::Text, 40.0, None),
            "file" | "touchpoint" | "respondent" => (Kind::Text, 18.0, None),
            _ => (Kind::Text, 14.0, None),
        };
        let heading = words.known(&format!("workbook.comment.{name}"), name);
        Column { heading, kind, width, words: of_words }
    }

    /// Whether its values are numbers.
    fn is_number(name: &str) -> bool {
        let scores = matches!(name, "row" | "nps" | "csat" | "ces" | "sentiment" | "stars");
        scores || matches!(name, "p_negative" | "p_neutral" | "p_positive" | "p_mixed")
    }
}

/// Fills the sheet, which is in constant-memory mode, with as many comments as
/// there may be. The sentence that says what was left out, which stands under
/// the last one too.
pub(super) fn comment_sheet(
    sheet: &mut Worksheet,
    comments: CommentRows<'_>,
    limit: Limit<'_>,
    words: &Words,
    styles: &Styles,
) -> Result<Option<String>, WorkbookError> {
    sheet.set_name(words.word("workbook.sheet.comments"))?;
    sheet.set_freeze_panes(1, 0)?;
    let columns: Vec<Column> =
        comments.header.iter().map(|name| Column::new(name, words)).collect();
    let numbers: Vec<bool> = comments.header.iter().map(|name| Column::is_number(name)).collect();
    for (at, column) in (0u16..).zip(&columns) {
        sheet.set_column_width(at, column.width)?;
        // Per column and not per cell, which would look each format up anew.
        sheet.set_column_format(at, &styles.cell(column.kind, false))?;
    }
    for (at, column) in (0u16..).zip(&columns) {
        sheet.write_string_with_format(0, at, &column.heading, &styles.header)?;
    }
    let mut written = Written::default();
    for record in comments.rows {
        let record = record.map_err(WorkbookError::Comments)?;
        if written.rows >= limit.most {
            written.left_out += 1;
            continue;
        }
        written.rows += 1;
        let row = u32::try_from(written.rows).unwrap_or(u32::MAX);
        for (at, ((cell, column), number)) in
            (0u16..).zip(record.iter().zip(&columns).zip(&numbers))
        {
            write_cell(sheet, row, at, cell, column, *number, words)?;
        }
    }
    let last = u32::try_from(written.rows).unwrap_or(u32::MAX);
    if let Some(right) = u16::try_from(columns.len()).ok().and_then(|n| n.checked_sub(1)) {
        sheet.autofilter(0, 0, last.max(1), right)?;
    }
    let note = left_out(written, limit.file, words);
    if let Some(note) = &note {
        sheet.set_header(format!("&L{}", note.replace('&', "&&")));
        // Below the rows of the filter, where the sheet goes on that far.
        if u64::from(last) + 2 < MOST_COMMENTS {
            sheet.write_string_with_format(last + 2, 0, note, &styles.note)?;
        }
    }
    Ok(note)
}

/// The sentence that says how many comments the workbook holds; `None` where it
/// holds them all.
pub(super) fn left_out(written: Written, file: &str, words: &Words) -> Option<String> {
    let key = match written {
        Written { left_out: 0, .. } => return None,
        Written { rows: 0, .. } => "workbook.comments_none",
        _ => "workbook.comments_left_out",
    };
    let text = t!(
        key,
        locale = words.lang.code(),
        shown = words.format.count(written.rows),
        all = words.format.count(written.rows + written.left_out),
        file = file
    );
    Some(text.into_owned())
}

fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    at: u16,
    cell: &str,
    column: &Column,
    number: bool,
    words: &Words,
) -> Result<(), WorkbookError> {
    if cell.is_empty() {
        return Ok(());
    }
    if number && let Some(value) = cell.parse::<f64>().ok().filter(|value| value.is_finite()) {
        sheet.write_number(row, at, value)?;
    } else if column.kind == Kind::Time
        && let Ok(time) = ExcelDateTime::parse_from_str(cell)
    {
        sheet.write_datetime(row, at, &time)?;
    } else if let Some(prefix) = column.words {
        sheet.write_string(row, at, words.known(&format!("{prefix}.{cell}"), cell))?;
    } else {
        sheet.write_string(row, at, fitting(cell))?;
    }
    Ok(())
}
