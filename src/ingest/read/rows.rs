//! The data rows of a file as a stream: checked against the layout, blank ones
//! left out, damaged ones treated as the user wishes.

use std::sync::Arc;

use csv::StringRecord;

use super::{delimited, jsonl, parquet_file};
use crate::ingest::read::json_text::JsonText;
use crate::ingest::read::layout::Layout;
use crate::ingest::read::options::EncodingErrors;
use crate::ingest::told::reject::{Reason, Rejection};

/// One row as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawRow {
    /// Row as a spreadsheet shows it; for JSON the line, or the position in
    /// the array.
    pub row: u64,
    /// Exactly as many cells as the layout has headers.
    pub cells: StringRecord,
    /// Some bytes could not be decoded; U+FFFD stands in their place.
    pub damaged: bool,
    /// Fields of a JSON object that came up after the columns were settled, as
    /// it happens in a stream.
    pub beyond: Vec<(String, String)>,
    /// The object as it was given, where that is [kept](Rows::keeping_json).
    pub json: Option<JsonText>,
}

/// A record before it is checked against the layout.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) row: u64,
    pub(crate) cells: StringRecord,
    pub(crate) damaged: bool,
    /// Nothing is in it but NUL and blanks.
    pub(crate) padding: bool,
    /// Fields that the table has no columns for.
    pub(crate) beyond: Vec<(String, String)>,
    /// The text of an object, where that is kept.
    pub(crate) json: Option<JsonText>,
}

impl Record {
    /// No text holds NUL, and programs in C would end the cell there.
    fn without_nul(mut self) -> Record {
        if self.cells.as_slice().contains('\0') {
            let nothing = |c: char| c == '\0' || c.is_whitespace();
            self.padding = self.cells.as_slice().chars().all(nothing);
            self.cells = self.cells.iter().map(|cell| cell.replace('\0', "\u{FFFD}")).collect();
            self.damaged = true;
        }
        self
    }
}

/// The records of a file of any kind.
pub(crate) enum Records {
    Delimited(Box<delimited::Records>),
    Json(Box<jsonl::Records>),
    Parquet(Box<parquet_file::Records>),
}

impl Iterator for Records {
    type Item = Result<Record, Rejection>;

    fn next(&mut self) -> Option<Self::Item> {
        let record = match self {
            Records::Delimited(records) => records.next(),
            Records::Json(records) => records.next(),
            Records::Parquet(records) => records.next(),
        };
        record.map(|record| record.map(Record::without_nul))
    }
}

/// Data rows of a file, in its order.
pub struct Rows {
    left_out: Arc<[Rejection]>,
    /// How many of them have been handed out.
    told: usize,
    records: Records,
    file: Arc<str>,
    headers: Box<[String]>,
    first: u64,
    /// The header is one row, and has several names.
    plain_header: bool,
    fit: bool,
    encoding_errors: EncodingErrors,
    replaced: u64,
    done: bool,
}

impl Rows {
    /// The rows that `records` make under a layout, after those that were
    /// `left_out` before.
    pub(crate) fn new(
        records: Records,
        layout: &Layout,
        left_out: Arc<[Rejection]>,
        encoding_errors: EncodingErrors,
    ) -> Rows {
        Rows {
            left_out,
            told: 0,
            records,
            file: Arc::clone(&layout.file),
            headers: layout.headers.as_slice().into(),
            first: layout.first_data_row,
            plain_header: layout.header_rows == 1 && layout.headers.len() > 1,
            fit: layout.fit_rows,
            encoding_errors,
            replaced: 0,
            done: false,
        }
    }

    /// The same rows, each with the text of its object where the file is JSON. Objects
    /// without a value are then no layout.
    pub fn keeping_json(mut self) -> Rows {
        if let Records::Json(records) = &mut self.records {
            records.objects.keep = true;
        }
        self
    }

    /// Rows so far that were kept with U+FFFD in place of bytes that are no
    /// character.
    pub fn replaced(&self) -> u64 {
        self.replaced
    }

    /// Whether a row is the header again, as where files were put together.
    fn is_header(&self, cells: &StringRecord) -> bool {
        let same = |(cell, header): (&str, &String)| {
            let cell = cell.trim();
            let rest = header.strip_prefix(cell);
            // Names that columns share or lack are numbered.
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('#'))
                || cell.is_empty() && header.starts_with("column_")
        };
        self.plain_header
            && cells.len() == self.headers.len()
            && cells.iter().zip(&self.headers).all(same)
            && cells.iter().filter(|cell| !cell.trim().is_empty()).count() > 1
    }

    /// The end of reading at a damaged row.
    fn stop(&mut self, row: u64, cells: &StringRecord) -> Rejection {
        self.done = true;
        let broken = cells.iter().position(|cell| cell.contains('\u{FFFD}')).unwrap_or(0);
        let found = cells.get(broken).unwrap_or_default();
        let rejection = Rejection::row(&self.file, row, Reason::Undecodable, found.trim()).rest();
        match self.headers.get(broken) {
            Some(header) => rejection.in_column(&header.as_str().into()),
            None => rejection,
        }
    }
}

impl Iterator for Rows {
    type Item = Result<RawRow, Rejection>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(rejection) = self.left_out.get(self.told) {
            self.told += 1;
            return Some(Err(rejection.clone()));
        }
        loop {
            if self.done {
                return None;
            }
            let Record { row, mut cells, mut damaged, beyond, json, .. } = match self
                .records
                .next()?
            {
                Ok(record) if record.padding && record.row >= self.first => {
                    return Some(Err(Rejection::row(&self.file, record.row, Reason::Padding, "")));
                }
                Ok(record) => record,
                Err(rejection) => return Some(Err(rejection)),
            };
            let blank = || cells.iter().all(|c| c.trim().is_empty());
            if row < self.first || (json.is_none() && blank()) {
                continue;
            }
            if self.is_header(&cells) {
                let found: Vec<&str> = cells.iter().take(4).collect();
                let (found, reason) = (found.join(" | "), Reason::RepeatedHeader);
                return Some(Err(Rejection::row(&self.file, row, reason, &found)));
            }
            if damaged && self.encoding_errors == EncodingErrors::Strict {
                return Some(Err(self.stop(row, &cells)));
            }
            let (found, width) = (cells.len(), self.headers.len());
            if found != width {
                let extra = cells.iter().skip(width).any(|c| !c.trim().is_empty());
                if !self.fit && (found < width || extra) {
                    let start: Vec<&str> = cells.iter().take(4).collect();
                    let found = format!("{found} [{}…]", start.join(" | "));
                    return Some(Err(Rejection::row(&self.file, row, Reason::RaggedRow, &found)
                        .expected(width.to_string())));
                }
                cells.truncate(width);
                (found..width).for_each(|_| cells.push_field(""));
            }
            if damaged && self.encoding_errors == EncodingErrors::Replace {
                self.replaced += 1;
                damaged = false;
            }
            return Some(Ok(RawRow { row, cells, damaged, beyond, json }));
        }
    }
}
