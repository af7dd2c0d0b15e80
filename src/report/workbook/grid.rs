//! A sheet that is filled from top to bottom and knows how wide its columns
//! must be, Chinese characters counted as the two cells they take.

use rust_xlsxwriter::{ExcelDateTime, Format, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::style::{CellFormat, Styles, painted};
use crate::report::document::{
    Cell, Column, ColumnKind, Outputs, Quote, Table, Text, Tone, Unit, Words, phrase,
};

/// Widest column, in cells; longer text is broken or cut by the next cell.
const WIDEST: usize = 60;
/// Rows of a header that is broken over lines.
const HEADER_ROWS: usize = 3;
/// UTF-16 units a cell takes.
const MOST_UNITS: usize = 32_767;

/// A sheet under way.
pub(super) struct Page<'a> {
    pub(super) sheet: Worksheet,
    pub(super) styles: &'a Styles,
    words: Words,
    /// The next row to fill.
    pub(super) row: u32,
    widths: Vec<usize>,
}

impl<'a> Page<'a> {
    pub(super) fn new(name: &str, styles: &'a Styles, words: Words) -> Result<Page<'a>, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(name)?;
        sheet.set_landscape();
        sheet.set_print_fit_to_pages(1, 0);
        Ok(Page { sheet, styles, words, row: 0, widths: Vec::new() })
    }

    /// A line of text that may run over the cells to its right.
    pub(super) fn line(&mut self, text: &str, format: &Format) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, 0, fitting(text), format)?;
        self.row += 1;
        Ok(())
    }

    /// The title of a part, with a row of space above.
    pub(super) fn section(&mut self, text: &str) -> Result<(), XlsxError> {
        self.row += u32::from(self.row > 0);
        self.line(text, &self.styles.section)
    }

    /// Terms beside what they are.
    pub(super) fn term(&mut self, name: String, text: String) -> Result<(), XlsxError> {
        self.text(0, name, CellFormat::Text, false)?;
        let format = self.styles.cell(CellFormat::Text, false);
        self.sheet.write_string_with_format(self.row, 1, fitting(&text), &format)?;
        self.row += 1;
        Ok(())
    }

    fn text(
        &mut self,
        column: u16,
        text: String,
        kind: CellFormat,
        dimmed: bool,
    ) -> Result<(), XlsxError> {
        self.widen(column, text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0));
        let format = self.styles.cell(kind, dimmed);
        self.sheet.write_string_with_format(self.row, column, fitting(&text), &format)?;
        Ok(())
    }

    fn number(
        &mut self,
        column: u16,
        number: f64,
        unit: Unit,
        dimmed: bool,
    ) -> Result<(), XlsxError> {
        if number.is_finite() {
            let kind = CellFormat::Number(unit);
            let format = self.styles.cell(kind, dimmed);
            // Shares are apart by percentage points, for which Excel has no format but that of %.
            let number = if unit == Unit::ShareDifference { 100.0 * number } else { number };
            self.sheet.write_number_with_format(self.row, column, number, &format)?;
            self.widen(column, kind.width());
        }
        Ok(())
    }

    fn moment(
        &mut self,
        column: u16,
        iso: &str,
        kind: CellFormat,
        dimmed: bool,
    ) -> Result<(), XlsxError> {
        let format = self.styles.cell(kind, dimmed);
        match ExcelDateTime::parse_from_str(iso) {
            Ok(moment) => {
                self.sheet.write_datetime_with_format(self.row, column, &moment, &format)?
            }
            Err(_) => {
                self.sheet.write_string_with_format(self.row, column, fitting(iso), &format)?
            }
        };
        self.widen(column, kind.width());
        Ok(())
    }

    /// One cell of the row under way.
    fn cell(
        &mut self,
        at: u16,
        cell: Cell,
        column: ColumnKind,
        dimmed: bool,
    ) -> Result<(), XlsxError> {
        let kind = match column {
            ColumnKind::Prose => CellFormat::Prose,
            _ => CellFormat::Text,
        };
        match cell {
            Cell::Absent | Cell::Bar(..) => Ok(()),
            Cell::Text(text) | Cell::Code(_, text) => {
                self.text(at, self.words.say(&text), kind, dimmed)
            }
            Cell::Count(n) => self.number(at, n as f64, Unit::Count, dimmed),
            Cell::Number(number, unit) => self.number(at, number, unit, dimmed),
            Cell::Estimate(estimate, unit) => self.number(at, estimate.value, unit, dimmed),
            Cell::Marked(cell, _) => self.cell(at, *cell, column, dimmed),
            Cell::Share(share) => self.number(at, share.count as f64, Unit::Count, dimmed),
            Cell::Time(time) => self.moment(at, &time, CellFormat::Time, dimmed),
            // Only a month is a date.
            Cell::Period(period) if period.contains(['W', 'Q']) || period.len() == 4 => {
                self.text(at, period, CellFormat::Month, dimmed)
            }
            Cell::Period(period) => {
                self.moment(at, &format!("{period}-01"), CellFormat::Month, dimmed)
            }
            Cell::Lines(lines) => {
                let lines: Vec<String> = lines.iter().map(|line| self.words.say(line)).collect();
                self.text(at, lines.join("\n"), CellFormat::Prose, dimmed)
            }
            Cell::Quote(quote) => self.quote(at, &quote),
        }
    }

    /// A comment with its evidence in bold.
    fn quote(&mut self, column: u16, quote: &Quote) -> Result<(), XlsxError> {
        self.widen(column, WIDEST);
        let cell = self.styles.cell(CellFormat::Prose, false);
        let plain = Format::default();
        let parts = [
            (&plain, &quote.before),
            (&self.styles.evidence, &quote.evidence),
            (&plain, &quote.after),
        ];
        let parts: Vec<(&Format, String)> = parts
            .into_iter()
            .map(|(format, part)| (format, fitting(part)))
            .filter(|(_, part)| !part.is_empty())
            .collect();
        let text = quote.text();
        let whole = fitting(&text);
        if quote.evidence.is_empty() || parts.len() < 2 || whole.len() != text.len() {
            self.sheet.write_string_with_format(self.row, column, whole, &cell)?;
            return Ok(());
        }
        let parts: Vec<(&Format, &str)> =
            parts.iter().map(|(format, part)| (*format, part.as_str())).collect();
        self.sheet.write_rich_string_with_format(self.row, column, &parts, &cell)?;
        Ok(())
    }

    /// Headings, which may be broken over lines.
    fn headings(&mut self, headings: &[String]) -> Result<(), XlsxError> {
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

    /// Writes a table at the row under way: the total first, and an estimate as
    /// three columns. Headings of the main table of a sheet stay in view, and its
    /// rows can be filtered.
    pub(super) fn table(&mut self, table: &Table<'_>) -> Result<(), XlsxError> {
        let columns = table.columns_of(Outputs::WORKBOOK);
        let top = self.row;
        let headings: Vec<String> = columns.iter().flat_map(|column| self.names(column)).collect();
        if table.headed {
            self.headings(&headings)?;
        }
        let first = self.row;
        for row in table.total.into_iter().chain(table.body()) {
            let dimmed = table.tone(row) == Tone::Muted;
            let mut at = 0;
            for column in &columns {
                at += self.cells(at, column.cell(row), column.kind, dimmed)?;
            }
            self.row += 1;
        }
        if self.row == first {
            return Ok(());
        }
        let last = self.row - 1;
        let mut at = 0;
        for column in &columns {
            if let Some(scale) = column.scale {
                self.sheet.add_conditional_format(first, at, last, at, &painted(scale))?;
            }
            at += if column.kind == ColumnKind::Estimate { 3 } else { 1 };
        }
        if table.main {
            self.sheet.autofilter(top, 0, last, at.saturating_sub(1))?;
            self.sheet.set_freeze_panes(first, 1)?;
            self.sheet.set_repeat_rows(top, top)?;
        }
        Ok(())
    }

    /// The headings of a column.
    fn names(&self, column: &Column<'_>) -> Vec<String> {
        let name = self.words.say(&column.heading);
        if column.kind != ColumnKind::Estimate {
            return vec![name];
        }
        let end = |key| {
            let name = Text::Plain(name.clone().into());
            self.words.say(&phrase(key, [("name", name)]))
        };
        vec![name.clone(), end("workbook.low"), end("workbook.high")]
    }

    /// The cells of a column in the row under way, and how many they are.
    fn cells(
        &mut self,
        at: u16,
        cell: Cell,
        kind: ColumnKind,
        dimmed: bool,
    ) -> Result<u16, XlsxError> {
        if kind != ColumnKind::Estimate {
            self.cell(at, cell, kind, dimmed)?;
            return Ok(1);
        }
        if let Some((e, unit)) = cell.estimate() {
            for (column, number) in (at..).zip([e.value, e.low, e.high]) {
                self.number(column, number, unit, dimmed)?;
            }
        }
        Ok(3)
    }

    /// Makes room for `width` cells.
    fn widen(&mut self, column: u16, width: usize) {
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
pub(crate) fn fitting(text: &str) -> String {
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
