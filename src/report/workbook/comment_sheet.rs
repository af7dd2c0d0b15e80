//! The comments with what was found in them, as in `comments.csv`.
//!
//! Rows go through a temporary file, so a million of them take no memory. Such
//! a sheet can only be written from top to bottom.

use jiff::civil::DateTime;
use rust_xlsxwriter::{ExcelDateTime, Worksheet, XlsxError};

use super::grid::fitting;
use super::style::{CellFormat, Styles};
use super::{MOST_COMMENTS, WorkbookError};
use crate::report::comment_columns::{
    CommentColumns, CommentField, CommentValue, FindingField, in_units,
};
use crate::report::comment_row::CommentRow;
use crate::report::document::{Unit, Words, count, phrase, plain};

/// The first comments of a run.
pub struct CommentRows<'a> {
    /// The columns that they have.
    pub columns: CommentColumns,
    /// The comments in order, or why they cannot be had.
    pub rows: Box<dyn Iterator<Item = Result<CommentRow, String>> + 'a>,
    /// Comments of the run that are not among them.
    pub left_out: u64,
}

impl std::fmt::Debug for CommentRows<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CommentRows").field("columns", &self.columns).finish_non_exhaustive()
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

/// How a column is shown.
struct SheetColumn {
    field: CommentField,
    heading: String,
    kind: CellFormat,
    width: f64,
    /// Prefix of the keys of its words, where its values are ours.
    words: Option<&'static str>,
}

impl SheetColumn {
    fn new(field: CommentField, name: &str, words: &Words) -> SheetColumn {
        let (kind, width, of_words) = match field {
            CommentField::Row => (CellFormat::Number(Unit::Count), 8.0, None),
            CommentField::Time => (CellFormat::Time, 20.0, None),
            CommentField::Score(_) => (CellFormat::Text, 7.0, None),
            CommentField::Finding(found) => match found {
                FindingField::Sentiment => (CellFormat::Number(Unit::Coefficient), 9.0, None),
                FindingField::Label => (CellFormat::Text, 14.0, Some("label")),
                FindingField::Emotion => (CellFormat::Text, 14.0, Some("workbook.emotion")),
                FindingField::Effort => (CellFormat::Text, 9.0, Some("workbook.effort")),
                FindingField::Language => (CellFormat::Text, 14.0, None),
                FindingField::Negative
                | FindingField::Neutral
                | FindingField::Positive
                | FindingField::Mixed
                | FindingField::Stars => (CellFormat::Number(Unit::Mean), 9.0, None),
            },
            CommentField::Comment => (CellFormat::Text, 70.0, None),
            CommentField::Opinions => (CellFormat::Text, 40.0, None),
            CommentField::File | CommentField::Touchpoint | CommentField::Respondent => {
                (CellFormat::Text, 18.0, None)
            }
            CommentField::Segment(_) => (CellFormat::Text, 14.0, None),
        };
        let heading = words.known(&format!("workbook.comment.{name}"), name);
        SheetColumn { field, heading, kind, width, words: of_words }
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
    let columns: Vec<SheetColumn> = comments
        .columns
        .fields()
        .zip(comments.columns.names())
        .map(|(field, name)| SheetColumn::new(field, name, words))
        .collect();
    for (at, column) in (0u16..).zip(&columns) {
        sheet.set_column_width(at, column.width)?;
        // Per column and not per cell, which would look each format up anew.
        sheet.set_column_format(at, &styles.cell(column.kind, false))?;
    }
    for (at, column) in (0u16..).zip(&columns) {
        sheet.write_string_with_format(0, at, &column.heading, &styles.header)?;
    }
    let mut written = Written { rows: 0, left_out: comments.left_out };
    for comment in comments.rows {
        let comment = comment.map_err(WorkbookError::Comments)?;
        if written.rows >= limit.most {
            written.left_out += 1;
            continue;
        }
        written.rows += 1;
        let row = u32::try_from(written.rows).unwrap_or(u32::MAX);
        for (at, column) in (0u16..).zip(&columns) {
            write_cell(sheet, (row, at), &column.field.of(&comment), column, words)?;
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
    let places = [
        ("shown", count(written.rows)),
        ("all", count(written.rows + written.left_out)),
        ("file", plain(file.to_owned())),
    ];
    Some(words.say(&phrase(key, places)))
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, at): (u32, u16),
    value: &CommentValue<'_>,
    column: &SheetColumn,
    words: &Words,
) -> Result<(), WorkbookError> {
    match value {
        // A cell has no room for a list.
        CommentValue::Absent
        | CommentValue::Numbers(_)
        | CommentValue::Texts(_)
        | CommentValue::Vectors(_) => {}
        CommentValue::Text(text) => {
            sheet.write_string(row, at, fitting(text))?;
        }
        CommentValue::Word(word) => {
            match column.words {
                Some(prefix) => {
                    let known = words.known(&format!("{prefix}.{word}"), word);
                    sheet.write_string(row, at, known)?
                }
                None => sheet.write_string(row, at, fitting(word))?,
            };
        }
        CommentValue::Whole(number) => {
            sheet.write_number(row, at, *number as f64)?;
        }
        CommentValue::Number(number) if number.is_finite() => {
            sheet.write_number(row, at, *number)?;
        }
        CommentValue::Number(number) => {
            sheet.write_string(row, at, number.to_string())?;
        }
        CommentValue::Measure(value, decimals) => {
            let (scaled, unit) = in_units(*value, *decimals);
            sheet.write_number(row, at, scaled as f64 / unit as f64)?;
        }
        CommentValue::Time(time) => {
            match excel_time(*time) {
                Ok(time) => sheet.write_datetime(row, at, &time)?,
                // Before Excel's calendar.
                Err(_) => sheet.write_string(row, at, time.to_string())?,
            };
        }
    }
    Ok(())
}

fn excel_time(time: DateTime) -> Result<ExcelDateTime, XlsxError> {
    let part = |part: i8| u8::try_from(part).unwrap_or_default();
    let year = u16::try_from(time.year()).unwrap_or_default();
    let second = f64::from(time.second()) + f64::from(time.subsec_nanosecond()) / 1e9;
    let day = ExcelDateTime::from_ymd(year, part(time.month()), part(time.day()))?;
    day.and_hms(u16::from(part(time.hour())), part(time.minute()), second)
}
