//! The cells of a sheet on their way to a temporary file of delimited text.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;

use crate::ingest::read::content::{Content, Spool};
use crate::ingest::read::filled::Filled;
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
    noted: Noted,
}

/// What is to be told of a sheet.
#[derive(Debug, Default)]
pub(crate) struct Noted {
    /// Width and row of the widest row.
    pub(crate) widest: (usize, u64),
    /// Cells that took the value of the merged one above.
    pub(crate) filled: Filled,
    /// By column, formulas whose results are not in the file, and the last row of one.
    pub(crate) formulas: BTreeMap<usize, (u64, u64)>,
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
        let (n, last) = self.noted.formulas.entry(column as usize).or_default();
        (*n, *last) = (*n + 1, u64::from(row) + 1);
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
        let noted = Noted { widest: self.widest, ..self.noted };
        Ok((spool.finish().map_err(disk)?, noted))
    }
}
