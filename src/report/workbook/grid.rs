//! A sheet that is filled from top to bottom and knows how wide its columns
//! must be, Chinese characters counted as the two cells they take.

use rust_xlsxwriter::{ExcelDateTime, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::style::{Kind, Styles, Tint};
use super::words::Words;
use crate::report::summary::Estimate;

/// Widest column, in cells; longer text is broken or cut by the next cell.
const WIDEST: usize = 60;
/// Rows of a header that is broken over lines.
const HEADER_ROWS: usize = 3;
/// UTF-16 units a cell takes.
const MOST_UNITS: usize = 32_767;

/// The value of a cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// Nothing: not asked, or suppressed.
    Empty,
    /// Text, never a formula.
    Text(String),
    /// A number.
    Number(f64),
    /// A day or time as ISO 8601.
    Moment(String),
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Value {
        text.map_or(Value::Empty, Value::Text)
    }
}

impl From<Option<f64>> for Value {
    fn from(number: Option<f64>) -> Value {
        number.filter(|number| number.is_finite()).map_or(Value::Empty, Value::Number)
    }
}

/// A sheet under way.
pub(super) struct Page<'a> {
    pub(super) sheet: Worksheet,
    pub(super) styles: &'a Styles,
    /// The next row to fill.
    pub(super) row: u32,
    widths: Vec<usize>,
}

impl<'a> Page<'a> {
    pub(super) fn new(name: &str, styles: &'a Styles) -> Result<Page<'a>, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(name)?;
        sheet.set_landscape();
        sheet.set_print_fit_to_pages(1, 0);
        Ok(Page { sheet, styles, row: 0, widths: Vec::new() })
    }

    /// Writes one cell of the row under way.
    pub(super) fn put(
        &mut self,
        column: u16,
        value: &Value,
        kind: Kind,
        dimmed: bool,
    ) -> Result<(), XlsxError> {
        let format = self.styles.cell(kind, dimmed);
        let (sheet, row) = (&mut self.sheet, self.row);
        match value {
            Value::Empty => return Ok(()),
            Value::Text(text) => {
                let longest = text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
                self.widen(column, longest);
                self.sheet.write_string_with_format(row, column, fitting(text), &format)?;
                return Ok(());
            }
            Value::Number(number) => {
                sheet.write_number_with_format(row, column, *number, &format)?;
            }
            Value::Moment(iso) => match ExcelDateTime::parse_from_str(iso) {
                Ok(moment) => {
                    sheet.write_datetime_with_format(row, column, &moment, &format)?;
                }
                Err(_) => {
                    sheet.write_string_with_format(row, column, fitting(iso), &format)?;
                }
            },
        }
        self.widen(column, kind.width());
        Ok(())
    }

    /// A line of text that may run over the cells to its right.
    pub(super) fn line(
        &mut self,
        text: &str,
        format: &rust_xlsxwriter::Format,
    ) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, 0, fitting(text), format)?;
        self.row += 1;
        Ok(())
    }

    /// The title of a part, with a row of space above.
    pub(super) fn section(&mut self, text: &str) -> Result<(), XlsxError> {
        self.row += u32::from(self.row > 0);
        let format = self.styles.section.clone();
        self.line(text, &format)
    }

    /// Headings, which may be broken over lines.
    pub(super) fn headings<'h>(
        &mut self,
        headings: impl Iterator<Item = &'h str>,
    ) -> Result<(), XlsxError> {
        let mut lines = 1;
        for (column, heading) in (0u16..).zip(headings) {
            let header = &self.styles.header;
            self.sheet.write_string_with_format(self.row, column, heading, header)?;
            // Two cells for the button of the filter.
            let width = heading.width() + 2;
            self.widen(column, width.div_ceil(HEADER_ROWS).max(width.min(10)));
            let room = self.widths.get(usize::from(column)).copied().unwrap_or(1).max(1);
            lines = lines.max(width.div_ceil(room));
        }
        self.sheet.set_row_height(self.row, 16.0 * lines.min(HEADER_ROWS + 1) as f64)?;
        self.row += 1;
        Ok(())
    }

    /// Makes room for `width` cells.
    pub(super) fn widen(&mut self, column: u16, width: usize) {
        let column = usize::from(column);
        if self.widths.len() <= column {
            self.widths.resize(column + 1, 0);
        }
        if let Some(widest) = self.widths.get_mut(column) {
            *widest = (*widest).max(width);
        }
    }

    /// Sets the widths of the columns and hands the sheet over.
    pub(super) fn finish(mut self) -> Result<Worksheet, XlsxError> {
        for (column, width) in (0u16..).zip(&self.widths) {
            self.sheet.set_column_width(column, (*width).clamp(6, WIDEST) as f64 + 1.5)?;
        }
        Ok(self.sheet)
    }
}

/// `text` as a cell takes it: at most [`MOST_UNITS`], the cut marked by an
/// ellipsis, and no control characters but line breaks and tabs.
pub(super) fn fitting(text: &str) -> String {
    let clean = |c: char| if c.is_control() && !matches!(c, '\n' | '\t') { ' ' } else { c };
    let units = text.chars().map(char::len_utf16).sum::<usize>();
    if units <= MOST_UNITS {
        return text.chars().map(clean).collect();
    }
    let mut room = MOST_UNITS - 1;
    let mut short: String = text
        .chars()
        .take_while(|c| {
            let fits = c.len_utf16() <= room;
            room = room.saturating_sub(c.len_utf16());
            fits
        })
        .map(clean)
        .collect();
    short.push('…');
    short
}

type Cell<'a, R> = Box<dyn Fn(&R) -> Value + 'a>;

struct Column<'a, R> {
    heading: String,
    kind: Kind,
    cell: Cell<'a, R>,
    tint: Option<Tint>,
}

/// A table described column by column, so that headings and cells cannot drift
/// apart.
pub(super) struct Grid<'a, R> {
    words: &'a Words,
    columns: Vec<Column<'a, R>>,
    dimmed: Box<dyn Fn(&R) -> bool + 'a>,
}

impl<'a, R> Grid<'a, R> {
    pub(super) fn new(words: &'a Words) -> Grid<'a, R> {
        Grid { words, columns: Vec::new(), dimmed: Box::new(|_| false) }
    }

    /// Rows shown in grey.
    pub(super) fn dimmed(mut self, dimmed: impl Fn(&R) -> bool + 'a) -> Self {
        self.dimmed = Box::new(dimmed);
        self
    }

    fn column(mut self, heading: String, kind: Kind, cell: impl Fn(&R) -> Value + 'a) -> Self {
        self.columns.push(Column { heading, kind, cell: Box::new(cell), tint: None });
        self
    }

    pub(super) fn text(
        self,
        heading: impl Into<String>,
        cell: impl Fn(&R) -> Option<String> + 'a,
    ) -> Self {
        self.column(heading.into(), Kind::Text, move |row| cell(row).into())
    }

    pub(super) fn prose(
        self,
        heading: impl Into<String>,
        cell: impl Fn(&R) -> Option<String> + 'a,
    ) -> Self {
        self.column(heading.into(), Kind::Prose, move |row| cell(row).into())
    }

    pub(super) fn count(
        self,
        heading: impl Into<String>,
        cell: impl Fn(&R) -> Option<u64> + 'a,
    ) -> Self {
        self.column(heading.into(), Kind::Count, move |row| cell(row).map(|n| n as f64).into())
    }

    pub(super) fn number(
        self,
        heading: impl Into<String>,
        kind: Kind,
        cell: impl Fn(&R) -> Option<f64> + 'a,
    ) -> Self {
        self.column(heading.into(), kind, move |row| cell(row).into())
    }

    /// A number that is coloured.
    pub(super) fn tinted_number(
        self,
        heading: impl Into<String>,
        kind: Kind,
        tint: Tint,
        cell: impl Fn(&R) -> Option<f64> + 'a,
    ) -> Self {
        let mut grid = self.number(heading, kind, cell);
        if let Some(column) = grid.columns.last_mut() {
            column.tint = Some(tint);
        }
        grid
    }

    /// Columns so far.
    pub(super) fn width(&self) -> u16 {
        u16::try_from(self.columns.len()).unwrap_or(u16::MAX)
    }

    /// A cell that holds days or months in some rows and words in others.
    pub(super) fn moment(
        self,
        heading: impl Into<String>,
        kind: Kind,
        cell: impl Fn(&R) -> Value + 'a,
    ) -> Self {
        self.column(heading.into(), kind, cell)
    }

    /// Three columns: the number and the ends of its interval.
    pub(super) fn estimate(
        self,
        heading: impl Into<String>,
        kind: Kind,
        cell: impl Fn(&R) -> Option<Estimate> + Copy + 'a,
    ) -> Self {
        let heading = heading.into();
        let (low, high) = (self.words.low(&heading), self.words.high(&heading));
        self.number(heading, kind, move |row| cell(row).map(|e| e.value))
            .number(low, kind, move |row| cell(row).map(|e| e.low))
            .number(high, kind, move |row| cell(row).map(|e| e.high))
    }

    /// Three columns like [`estimate`](Self::estimate), the first one coloured.
    pub(super) fn tinted(
        self,
        heading: impl Into<String>,
        kind: Kind,
        tint: Tint,
        cell: impl Fn(&R) -> Option<Estimate> + Copy + 'a,
    ) -> Self {
        let mut grid = self.estimate(heading, kind, cell);
        let first = grid.columns.len().saturating_sub(3);
        if let Some(column) = grid.columns.get_mut(first) {
            column.tint = Some(tint);
        }
        grid
    }

    /// Writes the table at the row under way, with a filter if it is the
    /// `main` one of the sheet, whose headings then stay in view.
    pub(super) fn write(
        &self,
        page: &mut Page<'_>,
        rows: &[R],
        main: bool,
    ) -> Result<(), XlsxError> {
        let top = page.row;
        page.headings(self.columns.iter().map(|column| column.heading.as_str()))?;
        for row in rows {
            let dimmed = (self.dimmed)(row);
            for (at, column) in (0u16..).zip(&self.columns) {
                page.put(at, &(column.cell)(row), column.kind, dimmed)?;
            }
            page.row += 1;
        }
        let last = page.row.saturating_sub(1);
        if rows.is_empty() {
            return Ok(());
        }
        for (at, column) in (0u16..).zip(&self.columns) {
            if let Some(tint) = column.tint {
                page.sheet.add_conditional_format(top + 1, at, last, at, &tint.scale())?;
            }
        }
        if main {
            let right = u16::try_from(self.columns.len()).unwrap_or(1).saturating_sub(1);
            page.sheet.autofilter(top, 0, last, right)?;
            page.sheet.set_freeze_panes(top + 1, 1)?;
            page.sheet.set_repeat_rows(top, top)?;
        }
        Ok(())
    }
}
