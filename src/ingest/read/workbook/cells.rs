//! The cells of a sheet on their way to a temporary file of delimited text.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;

use crate::ingest::read::content::{Content, Spool};
use crate::ingest::read::filled::{Filled, Runs};
use crate::ingest::told::error::IngestError;
use crate::ingest::told::limits::{MAX_CELLS, MAX_RECORD_BYTES};

/// Why a sheet cannot be copied to its end.
#[derive(Debug)]
pub(super) enum Stop {
    /// The workbook is damaged, in the words of its reader.
    Broken(String),
    /// This row has more cells or bytes than a row may have.
    TooWide(u64),
    /// The sheet holds more bytes than the caller allows.
    TooMuch,
    /// The temporary file cannot be written.
    Disk(String),
    /// There is no temporary file.
    NoScratch(Box<IngestError>),
}

fn disk(error: impl std::fmt::Display) -> Stop {
    Stop::Disk(error.to_string())
}

/// Collects the cells of a row and writes it when the next one begins.
pub(super) struct Cells {
    out: csv::Writer<Spool>,
    row: u32,
    cells: Vec<String>,
    filled: usize,
    bytes: usize,
    /// Bytes that may still be written.
    left: u64,
    widest: (usize, u64),
    rows: u64,
    /// The last rows of cells that are merged with those below, by row and column.
    spans: HashMap<(u32, u32), u32>,
    /// By column, the last row and the value of the merged cell that is at hand.
    merged: BTreeMap<usize, (u32, String)>,
    /// What is hidden in the sheet.
    pub(super) hidden: Hidden,
    noted: Noted,
}

/// Rows and columns that are hidden in a sheet.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Hidden {
    /// Rows, from 1.
    pub(super) rows: Runs,
    /// Columns, from 0.
    pub(super) columns: Runs,
}

/// By column, cells of a kind, and the last row of one.
type Counted = BTreeMap<usize, (u64, u64)>;

/// What is to be told of a sheet.
#[derive(Debug, Default)]
pub(crate) struct Noted {
    /// Width and row of the widest row.
    pub(crate) widest: (usize, u64),
    /// Cells that took the value of the merged one above.
    pub(crate) filled: Filled,
    /// Formulas whose results are not in the file.
    pub(crate) formulas: Counted,
    /// Cells that hold an error in place of a value.
    pub(crate) errors: Counted,
    /// Rows that hold something, and those of them that are hidden.
    pub(crate) rows: [Runs; 2],
    /// Hidden columns.
    pub(crate) hidden: Runs,
}

fn count(counted: &mut Counted, row: u32, column: u32) {
    let (n, last) = counted.entry(column as usize).or_default();
    (*n, *last) = (*n + 1, u64::from(row) + 1);
}

impl Cells {
    pub(super) fn new(name: &str, limit: u64) -> Result<Cells, Stop> {
        let spool = Spool::new(name).map_err(|error| Stop::NoScratch(error.into()))?;
        let out = csv::WriterBuilder::new().flexible(true).from_writer(spool);
        Ok(Cells {
            out,
            row: 0,
            cells: Vec::new(),
            filled: 0,
            bytes: 0,
            left: limit,
            widest: (0, 0),
            rows: 0,
            spans: HashMap::new(),
            merged: BTreeMap::new(),
            hidden: Hidden::default(),
            noted: Noted::default(),
        })
    }

    /// The cell is merged with those below it to the row `last`.
    pub(super) fn span(&mut self, row: u32, column: u32, last: u32) {
        if last > row && (column as usize) < MAX_CELLS {
            self.spans.insert((row, column), last);
        }
    }

    /// The cell holds a formula without its result.
    pub(super) fn formula(&mut self, row: u32, column: u32) {
        count(&mut self.noted.formulas, row, column);
    }

    /// The cell holds an error.
    pub(super) fn error(&mut self, row: u32, column: u32) {
        count(&mut self.noted.errors, row, column);
    }

    /// Takes a cell; they come row by row.
    pub(super) fn put(&mut self, row: u32, column: u32, text: &str) -> Result<(), Stop> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(());
        }
        if row != self.row {
            self.flush()?;
            self.row = row;
        }
        let last = match self.spans.is_empty() {
            true => None,
            false => self.spans.remove(&(row, column)),
        };
        let column = column as usize;
        if let Some(last) = last {
            self.merged.insert(column, (last, text.to_owned()));
        }
        self.bytes += text.len();
        if column >= MAX_CELLS || self.bytes as u64 > MAX_RECORD_BYTES {
            return Err(Stop::TooWide(u64::from(row) + 1));
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        self.filled = self.filled.max(column + 1);
        self.cells[column].clear();
        self.cells[column].push_str(text);
        Ok(())
    }

    /// Writes the row that is at hand.
    pub(super) fn flush(&mut self) -> Result<(), Stop> {
        if self.filled > 0 {
            self.fill_down();
        }
        self.write(self.row)?;
        self.cells.iter_mut().for_each(String::clear);
        (self.filled, self.bytes) = (0, 0);
        Ok(())
    }

    /// Gives blank cells of the row at hand the values of the merged cells above.
    fn fill_down(&mut self) {
        let row = self.row;
        self.merged.retain(|_, (last, _)| *last >= row);
        for (column, (_, text)) in &self.merged {
            if self.cells.len() <= *column {
                self.cells.resize(column + 1, String::new());
            }
            let cell = &mut self.cells[*column];
            if cell.is_empty() {
                cell.push_str(text);
                self.bytes += text.len();
                self.filled = self.filled.max(column + 1);
                self.noted.filled.add(u64::from(row) + 1, *column);
            }
        }
    }

    /// The `more` rows below `row` are the same; none where it holds nothing.
    pub(super) fn repeat(&mut self, row: u32, more: u32) -> Result<(), Stop> {
        if self.row != row || self.filled == 0 {
            return Ok(());
        }
        for _ in 0..more {
            self.write(self.row)?;
            self.row += 1;
        }
        Ok(())
    }

    fn write(&mut self, row: u32) -> Result<(), Stop> {
        if self.filled == 0 {
            return Ok(());
        }
        self.rows += 1;
        let number = u64::from(row) + 1;
        if self.filled > self.widest.0 {
            self.widest = (self.filled, number);
        }
        let [all, hidden] = &mut self.noted.rows;
        all.add(number, number);
        if self.hidden.rows.holds(number) {
            hidden.add(number, number);
        }
        let size = (self.bytes + self.filled) as u64;
        self.left = self.left.checked_sub(size).ok_or(Stop::TooMuch)?;
        let cells = self.cells[..self.filled].iter().map(String::as_str);
        let number = number.to_string();
        self.out.write_record(cells.chain([number.as_str()])).map_err(disk)
    }

    /// Rows written.
    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    /// The file, and what is to be told of the sheet.
    pub(super) fn finish(self) -> Result<(Content, Noted), Stop> {
        let mut spool = self.out.into_inner().map_err(disk)?;
        spool.flush().map_err(disk)?;
        let noted = Noted { widest: self.widest, hidden: self.hidden.columns, ..self.noted };
        Ok((spool.finish().map_err(disk)?, noted))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn cells() -> Cells {
        Cells::new("x", 1 << 30).unwrap()
    }

    fn copied(mut cells: Cells) -> (String, Noted) {
        cells.flush().unwrap();
        let (content, noted) = cells.finish().unwrap();
        let mut text = String::new();
        content.open().unwrap().read_to_string(&mut text).unwrap();
        (text, noted)
    }

    #[test]
    fn rows_are_written_with_their_numbers_and_the_widest_is_noted() {
        let mut cells = cells();
        for (row, column, text) in [
            (2, 0, "a"),
            (3, 2, " c "),
            (3, 0, "b"),
            (5, 1, "d"),
            (5, 7, "  "),
            (8, 2, "e"),
            (9, 0, ""),
        ] {
            cells.put(row, column, text).unwrap();
        }
        cells.flush().unwrap();
        assert_eq!(cells.rows(), 4);
        let (text, noted) = copied(cells);
        assert_eq!(text, "a,3\nb,,c,4\n,d,6\n,,e,9\n");
        assert_eq!(noted.widest, (3, 4), "the first of the widest");
    }

    #[test]
    fn nothing_is_no_row() {
        let mut cells = cells();
        cells.flush().unwrap();
        assert_eq!(cells.rows(), 0);
        let (text, noted) = copied(cells);
        assert_eq!((text.as_str(), noted.widest), ("", (0, 0)));
    }

    #[test]
    fn a_row_is_repeated_where_it_holds_something() {
        let mut cells = cells();
        cells.repeat(0, 3).unwrap();
        cells.put(1, 0, "a").unwrap();
        cells.repeat(1, 2).unwrap();
        cells.repeat(4, 3).unwrap();
        cells.put(9, 0, "b").unwrap();
        cells.repeat(9, 0).unwrap();
        assert_eq!(copied(cells).0, "a,2\na,3\na,4\nb,10\n");
    }

    #[test]
    fn merged_cells_are_filled_down_to_their_last_row() {
        let mut cells = cells();
        cells.span(0, 1, 2);
        for (row, column, text) in
            [(0, 1, "m"), (1, 0, "a"), (2, 0, "b"), (2, 1, "own"), (3, 0, "c")]
        {
            cells.put(row, column, text).unwrap();
        }
        let (text, noted) = copied(cells);
        assert_eq!(text, ",m,1\na,m,2\nb,own,3\nc,4\n");
        assert_eq!(noted.filled.below(1), (vec![1], 1));
        assert!(noted.filled.holds(2, 1));
    }

    #[test]
    fn a_row_that_has_been_written_is_not_filled_again() {
        let mut cells = cells();
        cells.span(0, 0, 5);
        cells.put(0, 0, "m").unwrap();
        cells.flush().unwrap();
        cells.flush().unwrap();
        assert_eq!(copied(cells).0, "m,1\n");
    }

    #[test]
    fn formulas_without_a_result_and_errors_are_counted_with_their_last_row() {
        let mut cells = cells();
        for (row, column) in [(0, 2), (3, 1), (5, 1)] {
            cells.formula(row, column);
            cells.error(row, column + 1);
        }
        let wanted = |first: usize| BTreeMap::from([(first, (2, 6)), (first + 1, (1, 1))]);
        let noted = copied(cells).1;
        assert_eq!((noted.formulas, noted.errors), (wanted(1), wanted(2)));
    }

    #[test]
    fn hidden_rows_are_counted_where_they_hold_something() {
        let mut cells = cells();
        cells.hidden.rows.add(2, 4);
        cells.hidden.columns.add(1, 1);
        for row in [0, 1, 3, 7] {
            cells.put(row, 0, "x").unwrap();
        }
        let noted = copied(cells).1;
        let [all, hidden] = noted.rows.each_ref().map(|rows| rows.below(2));
        assert_eq!((all, hidden, noted.hidden.holds(1)), (3, 2, true));
    }

    #[test]
    fn a_row_is_as_wide_and_as_long_as_a_record() {
        let most = MAX_CELLS as u32;
        let mut wide = cells();
        wide.put(2, most - 1, "x").unwrap();
        assert!(matches!(wide.put(2, most, "x"), Err(Stop::TooWide(3))));
        let long = "x".repeat(MAX_RECORD_BYTES as usize);
        let mut cells = cells();
        cells.put(4, 0, &long).unwrap();
        assert!(matches!(cells.put(4, 1, "x"), Err(Stop::TooWide(5))));
    }

    #[test]
    fn a_sheet_takes_the_bytes_of_its_cells_and_one_for_each() {
        for (limit, fits) in [(8, true), (7, false)] {
            let mut cells = Cells::new("x", limit).unwrap();
            cells.put(0, 0, "ab").unwrap();
            cells.put(0, 2, "c").unwrap();
            cells.put(1, 0, "d").unwrap();
            match cells.flush() {
                Ok(()) => assert!(fits),
                Err(stop) => assert!(!fits && matches!(stop, Stop::TooMuch)),
            }
        }
    }
}
