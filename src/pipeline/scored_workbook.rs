//! A scored table as a workbook with one sheet, which goes through a temporary file.

use std::io::{self, Write};

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

use super::scored_table::ReadyRow;
use super::table_limit::TableLimit;
use crate::caught::caught_or_said;
use crate::report::comment_columns::{CommentValue, in_units};
use crate::report::workbook::MOST_COMMENTS;
use crate::report::workbook::grid::fitting;

/// Digits that a spreadsheet keeps of a number; longer ones are identifiers.
const DIGITS: usize = 15;

/// A workbook under way.
pub(super) struct ScoredWorkbook<W: Write + Send> {
    out: W,
    book: Workbook,
    sheet: Worksheet,
    rows: u32,
}

/// What the writer of workbooks said. It panics where its temporary file is on a full disk.
fn told<T>(work: impl FnOnce() -> Result<T, XlsxError>) -> io::Result<T> {
    match caught_or_said(work) {
        Ok(done) => done.map_err(io::Error::other),
        Err(said) if said.contains("StorageFull") => Err(io::ErrorKind::StorageFull.into()),
        Err(said) => Err(io::Error::other(said)),
    }
}

impl<W: Write + Send> ScoredWorkbook<W> {
    /// Starts a workbook with these columns.
    pub(super) fn new<'n>(out: W, names: impl Iterator<Item = &'n str>) -> io::Result<Self> {
        let mut book = Workbook::new();
        let sheet = told(|| {
            let mut sheet = book.new_worksheet_with_constant_memory()?;
            sheet.set_freeze_panes(1, 0)?;
            for (at, name) in (0..).zip(names) {
                sheet.write_string(0, at, name)?;
            }
            Ok(sheet)
        })?;
        Ok(ScoredWorkbook { out, book, sheet, rows: 0 })
    }

    /// Appends a row.
    pub(super) fn add(&mut self, row: &ReadyRow) -> io::Result<()> {
        if u64::from(self.rows) >= MOST_COMMENTS {
            return Err(TableLimit::Rows { most: MOST_COMMENTS }.into());
        }
        self.rows += 1;
        let (sheet, at) = (&mut self.sheet, self.rows);
        told(|| {
            let cells = row.cells.iter().map(given).chain(row.added());
            (0..).zip(cells).try_for_each(|(column, value)| write(sheet, at, column, &value))
        })
    }

    /// Hands the output back.
    pub(super) fn finish(self) -> io::Result<W> {
        let ScoredWorkbook { mut out, mut book, sheet, .. } = self;
        book.push_worksheet(sheet);
        let bytes = told(|| book.save_to_buffer())?;
        out.write_all(&bytes)?;
        // What a buffer holds back would be lost without a word where the disk is full.
        out.flush()?;
        Ok(out)
    }
}

/// A cell that was given: a number where nothing of it gets lost.
fn given(cell: &str) -> CommentValue<'_> {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let plain = cell.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    match cell.parse::<f64>() {
        Ok(number) if plain && digits <= DIGITS && number.to_string() == cell => {
            CommentValue::Number(number)
        }
        _ => CommentValue::Text(cell),
    }
}

fn write(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    value: &CommentValue<'_>,
) -> Result<(), XlsxError> {
    match value {
        CommentValue::Text("")
        | CommentValue::Absent
        | CommentValue::Numbers(_)
        | CommentValue::Texts(_)
        | CommentValue::Vectors(_) => {}
        CommentValue::Text(text) => {
            sheet.write_string(row, column, fitting(text))?;
        }
        CommentValue::Word(word) => {
            sheet.write_string(row, column, fitting(word))?;
        }
        CommentValue::Whole(number) => {
            sheet.write_number(row, column, *number as f64)?;
        }
        CommentValue::Number(number) => {
            sheet.write_number(row, column, *number)?;
        }
        CommentValue::Measure(value, decimals) => {
            let (scaled, unit) = in_units(*value, *decimals);
            sheet.write_number(row, column, scaled as f64 / unit as f64)?;
        }
        CommentValue::Time(time) => {
            sheet.write_string(row, column, time.to_string())?;
        }
    }
    Ok(())
}
