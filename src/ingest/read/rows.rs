//! The data rows of a file as a stream: checked against the layout, blank ones
//! left out, damaged ones treated as the user wishes.

use std::sync::Arc;

use csv::StringRecord;

use super::{delimited, jsonl, parquet_file};
use crate::ingest::read::header_again::{Again, HeaderAgain, in_order};
use crate::ingest::read::json_text::JsonText;
use crate::ingest::read::layout::{Format, Layout};
use crate::ingest::read::options::EncodingErrors;
use crate::ingest::read::shape::Shape;
use crate::ingest::read::untorn::Untorn;
use crate::ingest::told::mend::Mend;
use crate::ingest::told::reject::{Reason, Rejection};
use crate::ingest::told::warning::Warning;

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

impl Records {
    /// The lines of the last record of delimited text, each read by itself; none of other files.
    pub(crate) fn lines_apart(&self, width: usize, odd: bool) -> Vec<Record> {
        match self {
            Records::Delimited(records) => {
                let lines = records.lines_apart(width, odd).into_iter();
                lines.map(Record::without_nul).collect()
            }
            Records::Json(_) | Records::Parquet(_) => Vec::new(),
        }
    }

    /// Whether the last record stands on a line of text that has no end.
    pub(crate) fn is_unended(&self) -> bool {
        matches!(self, Records::Delimited(records) if records.is_unended())
    }
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

/// Rows of delimited text that were put right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Mended {
    /// Rows that a stray quote had made part of another one.
    pub(crate) apart: u64,
    /// Rows that ended early and were filled up with blanks.
    pub(crate) short: u64,
    /// Rows whose text delimiters had cut.
    pub(crate) joined: u64,
    /// The row from which on the columns stand in another order.
    pub(crate) reordered: Option<u64>,
}

impl Mended {
    /// What a reader should know of it.
    pub(crate) fn warnings(self) -> impl Iterator<Item = Warning> {
        let n = |n: u64| Some(n).filter(|n| *n > 0);
        let apart = n(self.apart).map(|n| Mend::Apart { n });
        let short = n(self.short).map(|n| Mend::Short { n });
        let joined = n(self.joined).map(|n| Mend::Joined { n });
        let order = self.reordered.map(|row| Mend::Reordered { row });
        [apart, short, joined, order].into_iter().flatten().map(Warning::Mended)
    }
}

/// Data rows of a file, in its order.
pub struct Rows {
    left_out: Arc<[Rejection]>,
    /// How many of them have been handed out.
    told: usize,
    records: Untorn,
    file: Arc<str>,
    headers: Box<[String]>,
    first: u64,
    again: HeaderAgain,
    /// The column of each cell, where the header came again in another order.
    order: Option<Vec<usize>>,
    /// Another table has begun.
    beyond: bool,
    /// The last row that was not blank.
    last: u64,
    /// A header behind a row on its line, to be told.
    behind: Option<Rejection>,
    shape: Arc<Shape>,
    /// Of delimited text.
    delimiter: Option<char>,
    fit: bool,
    encoding_errors: EncodingErrors,
    replaced: u64,
    mended: Mended,
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
        let delimiter = match layout.format {
            Format::Delimited { delimiter, .. } => Some(char::from(delimiter)),
            Format::Workbook { .. } | Format::Json { .. } | Format::Parquet => None,
        };
        Rows {
            left_out,
            told: 0,
            records: Untorn::new(records, layout),
            file: Arc::clone(&layout.file),
            headers: layout.headers.as_slice().into(),
            first: layout.first_data_row,
            again: HeaderAgain::new(layout),
            order: None,
            beyond: false,
            last: 0,
            behind: None,
            shape: Arc::clone(&layout.shape),
            delimiter,
            fit: layout.fit_rows,
            encoding_errors,
            replaced: 0,
            mended: Mended::default(),
            done: false,
        }
    }

    /// The same rows, each with the text of its object where the file is JSON. Objects
    /// without a value are then no layout.
    pub fn keeping_json(mut self) -> Rows {
        if let Records::Json(records) = &mut self.records.records {
            records.objects.keep = true;
        }
        self
    }

    /// Rows so far that were kept with U+FFFD in place of bytes that are no
    /// character.
    pub fn replaced(&self) -> u64 {
        self.replaced
    }

    /// What was put right so far.
    pub(crate) fn mended(&self) -> Mended {
        Mended { apart: self.records.gained, ..self.mended }
    }

    /// Takes note of the header among the rows.
    fn header_again(&mut self, row: u64, cells: &StringRecord, again: Again) -> Rejection {
        self.beyond = false;
        if again.order.is_some() {
            self.mended.reordered = self.mended.reordered.or(Some(row));
        }
        self.order = again.order;
        self.leaving_out(row, cells, Reason::RepeatedHeader)
    }

    /// A row that is left out, by its first cells.
    fn leaving_out(&self, row: u64, cells: &StringRecord, reason: Reason) -> Rejection {
        let found: Vec<&str> = cells.iter().take(4).collect();
        Rejection::row(&self.file, row, reason, &found.join(" | "))
    }

    /// Whether another table begins with a row: names stand where this one has numbers and dates,
    /// and the row below them is none of this table.
    fn is_other_table(&mut self, cells: &StringRecord, apart: bool) -> bool {
        self.shape.is_other_header(cells, apart)
            && match self.records.peek() {
                Some(Ok(next)) => self.shape.is_of_other(&next.cells),
                _ => false,
            }
    }

    /// A row of another width than the table, put right where it is known how.
    fn fitted(&mut self, cells: &StringRecord) -> Option<StringRecord> {
        let (found, width) = (cells.len(), self.headers.len());
        let mends = self.delimiter.filter(|_| self.order.is_none());
        let extra = cells.iter().skip(width).any(|cell| !cell.trim().is_empty());
        // Where the last column is blank, what a delimiter has pushed behind it is so as well.
        let pushed = found > width && !self.shape.fits(cells);
        if let Some(delimiter) = mends.filter(|_| extra || pushed)
            && let Some(row) = self.shape.joined(cells, delimiter)
        {
            self.mended.joined += 1;
            return Some(row);
        }
        // In a sheet cells may stand anywhere; a text was cut where there are more than names.
        if extra && (self.delimiter.is_some() || !self.fit) {
            return None;
        }
        if !self.fit && found < width {
            if mends.is_none() || !self.shape.may_end(cells) || self.goes_on(found) {
                return None;
            }
            self.mended.short += 1;
        }
        let mut cells = cells.clone();
        cells.truncate(width);
        (found..width).for_each(|_| cells.push_field(""));
        Some(cells)
    }

    /// Whether the row after one of so many cells is the rest of it, which a line break has cut.
    fn goes_on(&mut self, found: usize) -> bool {
        let rest = self.headers.len() - found + 1;
        match self.records.peek() {
            Some(Ok(next)) => {
                let blank = next.cells.iter().all(|cell| cell.trim().is_empty());
                let piece = next.cells.len() == 1 || next.cells.len() == rest;
                piece && !blank && !self.shape.fits(&next.cells)
            }
            _ => false,
        }
    }

    /// Whether the file breaks off within the row that was read last.
    fn is_cut(&self, cells: &StringRecord) -> bool {
        cells.len() < self.headers.len() && self.records.is_unended() && self.shape.may_begin(cells)
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
            if let Some(header) = self.behind.take() {
                return Some(Err(header));
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
            // DOS ends a file with a sign of its own.
            let nothing = |c: char| c.is_whitespace() || c == '\u{1A}';
            let blank = || cells.iter().all(|c| c.trim_matches(nothing).is_empty());
            if row < self.first || (json.is_none() && blank()) {
                continue;
            }
            let apart = std::mem::replace(&mut self.last, row) + 1 < row;
            if let Some(again) = self.again.of(&cells) {
                return Some(Err(self.header_again(row, &cells, again)));
            }
            if self.beyond || self.is_other_table(&cells, apart) {
                self.beyond = true;
                return Some(Err(self.leaving_out(row, &cells, Reason::OtherTable)));
            }
            if damaged && self.encoding_errors == EncodingErrors::Strict {
                return Some(Err(self.stop(row, &cells)));
            }
            if let Some(own) = self.again.before(&cells) {
                let header: StringRecord = cells.iter().skip(own.len()).collect();
                self.behind = Some(self.leaving_out(row, &header, Reason::RepeatedHeader));
                cells = own;
            }
            if let Some(order) = &self.order
                && order.len() == cells.len()
            {
                cells = in_order(&cells, order);
            }
            let (found, width) = (cells.len(), self.headers.len());
            if found != width {
                let Some(row_of_width) = self.fitted(&cells) else {
                    let start: Vec<&str> = cells.iter().take(4).collect();
                    let found = format!("{found} [{}…]", start.join(" | "));
                    let odd = Rejection::row(&self.file, row, Reason::RaggedRow, &found)
                        .expected(width.to_string());
                    return Some(Err(if self.is_cut(&cells) { odd.rest() } else { odd }));
                };
                cells = row_of_width;
            }
            if damaged && self.encoding_errors == EncodingErrors::Replace {
                self.replaced += 1;
                damaged = false;
            }
            return Some(Ok(RawRow { row, cells, damaged, beyond, json }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::read::made_file::opened;
    use crate::ingest::read::options::ReadOptions;
    use crate::ingest::told::reject::Scope;

    /// The rows of a table whose header is its first row.
    fn rows(bytes: &[u8], encoding: &str, encoding_errors: EncodingErrors) -> Rows {
        let options = ReadOptions {
            encoding: Some(encoding.to_owned()),
            encoding_errors,
            skip_rows: Some(0),
            header_rows: Some(1),
            ..ReadOptions::default()
        };
        opened(bytes, "a.csv", &options).unwrap().rows().unwrap()
    }

    /// The row and its cells between bars, or why it is left out.
    fn told(row: Result<RawRow, Rejection>) -> (u64, Result<String, Reason>) {
        match row {
            Ok(row) => (row.row, Ok(row.cells.iter().collect::<Vec<_>>().join("|"))),
            Err(rejection) => (rejection.row, Err(rejection.reason)),
        }
    }

    #[test]
    fn the_header_again_is_no_row_and_what_is_like_it_is() {
        let again = Err(Reason::RepeatedHeader);
        for (table, wanted) in [
            (
                "id,comment,score\n1,good,5\nid, comment ,score\nid,,score\nid,comment\n2,bad,1\n",
                vec![
                    (2, Ok("1|good|5")),
                    (3, again),
                    (4, Ok("id||score")),
                    (5, Err(Reason::RaggedRow)),
                    (6, Ok("2|bad|1")),
                ],
            ),
            (
                "id,score,\n1,5,\nid,score,\nid,score,x\n",
                vec![(2, Ok("1|5|")), (3, again), (4, Ok("id|score|x"))],
            ),
            ("id,nps,nps\n1,5,4\nid,nps,nps\n", vec![(2, Ok("1|5|4")), (3, again)]),
            // A single cell may be an answer.
            ("comment,,\ngood,,\ncomment,,\n", vec![(2, Ok("good||")), (3, Ok("comment||"))]),
            ("comment\ngood\ncomment\n", vec![(2, Ok("good")), (3, Ok("comment"))]),
            ("id,score\n1,5\n\u{1A}", vec![(2, Ok("1|5"))]),
        ] {
            let rows = rows(table.as_bytes(), "utf-8", EncodingErrors::Reject);
            let found: Vec<(u64, Result<String, Reason>)> = rows.map(told).collect();
            let wanted: Vec<_> =
                wanted.into_iter().map(|(row, cells)| (row, cells.map(str::to_owned))).collect();
            assert_eq!(found, wanted, "{table}");
        }
    }

    #[test]
    fn damaged_rows_are_marked_or_counted_or_the_end() {
        let table = b"id,comment\n1,go\0od\n2,fine\n\0\n4,b\xFFd\n5,ok\n";
        let all = |errors| {
            let mut rows = rows(table, "utf-8", errors);
            let found: Vec<_> = rows.by_ref().collect();
            let damaged: Vec<bool> = found.iter().flatten().map(|row| row.damaged).collect();
            (found.into_iter().map(told).collect::<Vec<_>>(), damaged, rows.replaced())
        };
        let wanted = [
            (2, Ok("1|go\u{FFFD}od".to_owned())),
            (3, Ok("2|fine".to_owned())),
            (4, Err(Reason::Padding)),
            (5, Ok("4|b\u{FFFD}d".to_owned())),
            (6, Ok("5|ok".to_owned())),
        ];
        let (found, damaged, replaced) = all(EncodingErrors::Reject);
        assert_eq!((damaged, replaced), (vec![true, false, true, false], 0));
        assert_eq!(found, wanted);
        let (found, damaged, replaced) = all(EncodingErrors::Replace);
        assert_eq!((damaged, replaced), (vec![false; 4], 2));
        assert_eq!(found, wanted);
        let mut rows = rows(table, "utf-8", EncodingErrors::Strict);
        let end = rows.next().unwrap().unwrap_err();
        assert_eq!((end.row, end.reason, end.scope), (2, Reason::Undecodable, Scope::Rest));
        assert_eq!((end.column.as_deref(), end.found.as_str()), (Some("comment"), "go\u{FFFD}od"));
        assert!(rows.next().is_none());
    }

    #[test]
    fn a_text_that_a_comma_cut_pushes_no_cell_into_another_column() {
        let plain = "1,2026-03-01,fine by me and them,4,North,5\n".repeat(6);
        let cut = "7,2026-03-02,quick service, kind staff,3,South,\n8,2026-03-02,fine,3,South,5,\n";
        let table = format!("id,date,comment,nps,region,mark\n{plain}{cut}");
        let rows = rows(table.as_bytes(), "utf-8", EncodingErrors::Reject);
        let found: Vec<_> = rows.map(told).skip(6).collect();
        let of = |row: &str| Ok(row.to_owned());
        let joined = of("7|2026-03-02|quick service, kind staff|3|South|");
        assert_eq!(found, [(8, joined), (9, of("8|2026-03-02|fine|3|South|5"))]);
    }

    #[test]
    fn rows_with_more_cells_than_a_table_that_has_grown_are_no_rows() {
        let rows_of = |numbers: std::ops::Range<usize>, end: &str| -> String {
            numbers.map(|n| format!("{n},4,nice stay here,good room{end}\n")).collect()
        };
        // The layout is judged by the first ones.
        let (before, after) = (rows_of(0..6, ""), rows_of(6..606, ",0"));
        let odd = "606,3,slow and, cold food, rude staff,1\n607,5,nice stay here,fine,0\n";
        let table = format!("id,csat,title,comment\n{before}{after}{odd}");
        let rows = rows(table.as_bytes(), "utf-8", EncodingErrors::Reject);
        let found: Vec<_> = rows.map(told).skip(605).collect();
        let of = |row: &str| Ok(row.to_owned());
        let wanted = [
            (607, of("605|4|nice stay here|good room|0")),
            (608, Err(Reason::RaggedRow)),
            (609, of("607|5|nice stay here|fine|0")),
        ];
        assert_eq!(found, wanted);
    }

    #[test]
    fn a_replacement_character_that_the_file_has_is_no_damage() {
        let damaged = |bytes: &[u8], encoding| {
            let rows = rows(bytes, encoding, EncodingErrors::Reject);
            rows.map(|row| row.unwrap().damaged).collect::<Vec<bool>>()
        };
        let table = "id,comment\n1,what\u{FFFD}\n2,fine\n";
        assert_eq!(damaged(table.as_bytes(), "utf-8"), [false, false]);
        assert_eq!(damaged(b"id,comment\n1,what\xFF\n2,fine\n", "gb18030"), [true, false]);
    }
}
