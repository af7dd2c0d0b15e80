//! The cells of a sheet on their way to a temporary file of delimited text.

use std::io::Write;

use crate::ingest::read::content::{Content, Spool};
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
}

impl Cells {
    pub(super) fn new(name: &str, limit: u64) -> Result<Cells, Stop> {
        let spool = Spool::new(name).map_err(|error| Stop::NoScratch(error.into()))?;
        let out = csv::WriterBuilder::new().flexible(true).from_writer(spool);
        let (cells, widest) = (Vec::new(), (0, 0));
        Ok(Cells { out, row: 0, cells, filled: 0, bytes: 0, left: limit, widest, rows: 0 })
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
        let column = column as usize;
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
        self.write(self.row)?;
        self.cells.iter_mut().for_each(String::clear);
        (self.filled, self.bytes) = (0, 0);
        Ok(())
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

    /// The file, and width and row of the widest row.
    pub(super) fn finish(self) -> Result<(Content, (usize, u64)), Stop> {
        let mut spool = self.out.into_inner().map_err(disk)?;
        spool.flush().map_err(disk)?;
        Ok((spool.finish().map_err(disk)?, self.widest))
    }
}
