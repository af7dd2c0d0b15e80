//! Delimited text: the delimiter, and records one by one in bounded memory.

use std::io::{self, Read};
use std::sync::Arc;

use csv::{ByteRecord, StringRecord};

use crate::ingest::read::escapes;
use crate::ingest::read::lines_apart::{Kept, alone, may_be_rows, numbered};
use crate::ingest::read::odd_delimiters::cutting;
use crate::ingest::read::rows::Record;
use crate::ingest::told::limits::{MAX_CELLS, MAX_RECORD_BYTES};
use crate::ingest::told::reject::{Reason, Rejection};

/// Delimiters that are tried, in order of preference.
pub(crate) const CANDIDATES: [u8; 4] = [b',', b'\t', b';', b'|'];

/// The delimiter of a text that begins with `head` (UTF-8). A first line
/// `sep=;`, as Excel understands it, decides; otherwise the candidate wins
/// that cuts most rows into one number of cells, and into many.
pub(crate) fn sniff_delimiter(head: &[u8]) -> u8 {
    if let Some(delimiter) = separator_line(head) {
        return delimiter;
    }
    let mut best = (0.0, b',');
    let escapes = head.windows(2).any(|pair| pair == b"\\\"");
    for candidate in CANDIDATES {
        let mut score = regularity(head, candidate);
        if escapes {
            score = score.max(regularity(&escapes::unescaped(head, candidate), candidate));
        }
        if score > best.0 + 1e-9 {
            best = (score, candidate);
        }
    }
    if best.0 == 0.0
        && let Some(delimiter) = cutting(head)
    {
        return delimiter;
    }
    if best.0 == 0.0 && is_lone_column(head) {
        // Commas in the comments do not cut them: take what does not occur.
        let absent = CANDIDATES.into_iter().find(|candidate| !head.contains(candidate));
        return absent.unwrap_or(b',');
    }
    best.1
}

/// Whether none of the usual delimiters cuts a text.
pub(crate) fn is_uncut(head: &[u8]) -> bool {
    separator_line(head).is_none()
        && !CANDIDATES.into_iter().any(|delimiter| regularity(head, delimiter) > 0.0)
}

/// One word or phrase as header, and delimiters in the rows alone.
fn is_lone_column(head: &[u8]) -> bool {
    let first = head.split(|b| *b == b'\n').next().unwrap_or_default();
    !first.iter().any(|b| CANDIDATES.contains(b)) && !head.contains(&b'"')
}

/// The delimiter that a leading `sep=;` line names.
pub(crate) fn separator_line(head: &[u8]) -> Option<u8> {
    let line = head.split(|b| *b == b'\n').next()?.trim_ascii().to_ascii_lowercase();
    match line.strip_prefix(b"sep=")? {
        [delimiter] if CANDIDATES.contains(delimiter) => Some(*delimiter),
        b"" => Some(b'\t'),
        _ => None,
    }
}

/// Share of rows with the commonest number of cells, less for few cells.
fn regularity(head: &[u8], delimiter: u8) -> f64 {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(head);
    let mut widths: Vec<usize> = Vec::new();
    let mut record = ByteRecord::new();
    while widths.len() < 300 && matches!(reader.read_byte_record(&mut record), Ok(true)) {
        widths.push(record.len());
    }
    if widths.len() > 2 {
        widths.pop(); // The end of the sample may cut the last row.
    }
    let Some((width, count)) = most_common(&widths) else { return 0.0 };
    // A lone column of comments has delimiters too, but not in its header.
    if width < 2 || (widths[0] == 1 && count * 5 < widths.len() * 4) {
        return 0.0;
    }
    count as f64 / widths.len() as f64 * (1.0 - 1.0 / width as f64)
}

/// The commonest value and how often it occurs; the greater one on a tie.
pub(crate) fn most_common(values: &[usize]) -> Option<(usize, usize)> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    sorted.chunk_by(|a, b| a == b).map(|run| (run[0], run.len())).max_by_key(|(v, n)| (*n, *v))
}

/// A record of its own after the last one. A quote that is never closed takes
/// it in, which nothing else shows: the parser ends such a record without a
/// word, with all rows after the quote in one cell.
const END: &[u8] = b"\x1E\x1F\n";

/// Stops a reader that has handed out too many bytes for one record, which
/// is what an unclosed quote leads to, ends the last line where the file
/// does not, so that it is counted like the others, and adds [`END`].
struct Allowance<R> {
    inner: R,
    left: u64,
    exceeded: bool,
    last: u8,
    /// What has been handed out since the record that is read began, and that.
    kept: Kept,
    /// Whether the first line ends in CR LF; `None` before it ends. The line
    /// feed of such a line is only counted with the record after it.
    crlf: Option<bool>,
    /// The text has ended within a line.
    unended: bool,
    /// Bytes of [`END`] handed out.
    ended: usize,
}

impl<R: Read> Read for Allowance<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.hand_out(buffer)?;
        self.kept.add(&buffer[..read]);
        Ok(read)
    }
}

impl<R: Read> Allowance<R> {
    fn hand_out(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            self.exceeded = true;
            return Err(io::Error::other("record too large"));
        }
        let limit = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let read = self.inner.read(&mut buffer[..limit])?;
        self.left -= read as u64;
        if self.crlf.is_none()
            && let Some(end) = buffer[..read].iter().position(|b| *b == b'\n')
        {
            let before = if end == 0 { self.last } else { buffer[end - 1] };
            self.crlf = Some(before == b'\r');
        }
        if let Some(last) = buffer[..read].last() {
            self.last = *last;
        } else if let Some(next) = buffer.first_mut() {
            self.unended |= !matches!(self.last, b'\n' | b'\r');
            *next = match self.last {
                b'\n' if self.ended < END.len() => {
                    self.ended += 1;
                    END[self.ended - 1]
                }
                b'\n' => return Ok(0),
                // Like the lines before it; a line feed alone would count at once.
                b'\r' => b'\n',
                _ if self.crlf == Some(true) => b'\r',
                _ => b'\n',
            };
            if self.ended == 0 {
                self.last = *next;
            }
            return Ok(1);
        }
        Ok(read)
    }
}

/// The records of a delimited text, with the rows they stand on.
pub(crate) struct Records {
    reader: csv::Reader<Allowance<Box<dyn Read + Send>>>,
    delimiter: u8,
    file: Arc<str>,
    /// Row of the last record.
    row: u64,
    /// The last cell is the row number, as the workbook reader writes it.
    numbered: bool,
    /// The bytes come as they are in the file and may be invalid.
    unchecked: bool,
    /// Whether the last record ended in CR.
    ended_in_cr: bool,
    /// Sizes of the last record, for the next one's buffers.
    room: (usize, usize),
    done: bool,
}

impl Records {
    pub(crate) fn new(
        input: Box<dyn Read + Send>,
        (delimiter, quoting): (u8, bool),
        unchecked: bool,
        numbered: bool,
        file: Arc<str>,
    ) -> Records {
        let input = Allowance {
            inner: input,
            left: MAX_RECORD_BYTES,
            exceeded: false,
            last: b'\n',
            kept: Kept::new(!numbered),
            crlf: None,
            unended: false,
            ended: 0,
        };
        let reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .quoting(quoting)
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(128 * 1024)
            .from_reader(input);
        let (room, ended_in_cr, done) = ((64, 8), false, false);
        Records { reader, delimiter, file, row: 0, numbered, unchecked, ended_in_cr, room, done }
    }

    /// Whether the text has no end of line behind the last record.
    pub(crate) fn is_unended(&self) -> bool {
        self.reader.get_ref().unended
    }

    /// The lines of the last record, each read as a record by itself, where they are kept and may
    /// be rows. Each is read with quotes, and where it does not have `width` cells then, without.
    pub(crate) fn lines_apart(&self, width: usize, odd: bool) -> Vec<Record> {
        let text = self.reader.get_ref().kept.until(self.reader.position().byte());
        if !may_be_rows(text, self.delimiter, width, odd) {
            return Vec::new();
        }
        let read = |(before, line): (u64, &[u8])| {
            let (cells, damaged) = self.decoded(alone(line, self.delimiter, width));
            let row = self.row + before;
            Record { row, cells, damaged, padding: false, beyond: vec![], json: None }
        };
        numbered(text).map(read).collect()
    }

    fn reject(&self, reason: Reason, found: &str) -> Rejection {
        Rejection::row(&self.file, self.row, reason, found)
    }

    /// The record that an unclosed quote has made of the rest of the file.
    fn unclosed(&self, record: &ByteRecord) -> Rejection {
        let cells: Vec<_> = record.iter().map(String::from_utf8_lossy).collect();
        let start = cells.join(" | ");
        let found = start.lines().next().unwrap_or_default();
        self.reject(Reason::UnclosedQuote, found).rest()
    }

    fn convert(&mut self, mut record: ByteRecord) -> Result<Record, Rejection> {
        if self.numbered {
            let last = record.len().saturating_sub(1);
            let number = record.get(last).and_then(|n| std::str::from_utf8(n).ok()?.parse().ok());
            self.row = number.unwrap_or(self.row);
            record.truncate(last);
        }
        if record.len() > MAX_CELLS {
            return Err(self.reject(Reason::TooLarge, &record.len().to_string()));
        }
        self.room = (record.as_slice().len() + 32, record.len() + 1);
        let (cells, damaged) = self.decoded(record);
        let (row, beyond) = (self.row, Vec::new());
        Ok(Record { row, cells, damaged, padding: false, beyond, json: None })
    }

    /// The cells of a record, and whether some of their bytes are no character.
    fn decoded(&self, record: ByteRecord) -> (StringRecord, bool) {
        match StringRecord::from_byte_record(record) {
            // Decoding has put U+FFFD where it met an invalid byte.
            Ok(cells) => {
                let damaged = !self.unchecked && cells.as_slice().contains("\u{FFFD}");
                (cells, damaged)
            }
            Err(error) => (StringRecord::from_byte_record_lossy(error.into_byte_record()), true),
        }
    }
}

impl Iterator for Records {
    type Item = Result<Record, Rejection>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let line = self.reader.position().line();
        let start = self.reader.position().byte();
        let input = self.reader.get_mut();
        input.left = MAX_RECORD_BYTES;
        input.kept.from = start;
        let mut record = ByteRecord::with_capacity(self.room.0, self.room.1);
        let read = self.reader.read_byte_record(&mut record);
        let own = self.reader.get_ref().kept.until(self.reader.position().byte());
        // The line feed of a line that ends in CR LF is read with the record after it.
        let before = u64::from(self.ended_in_cr && own.first() == Some(&b'\n'));
        self.ended_in_cr = own.last() == Some(&b'\r');
        match read {
            Ok(false) => {
                self.done = true;
                None
            }
            Ok(true) => {
                // Blank lines are no records, but a spreadsheet counts them.
                let lines = self.reader.position().line().saturating_sub(line);
                let lines = (lines + u64::from(self.ended_in_cr)).saturating_sub(before);
                let inside = match lines {
                    0 | 1 => 0,
                    _ => record.as_slice().iter().filter(|b| **b == b'\n').count() as u64,
                };
                self.row += lines.saturating_sub(inside).max(1);
                if self.reader.get_ref().ended == END.len() {
                    self.done = true;
                    return record.as_slice().ends_with(END).then(|| Err(self.unclosed(&record)));
                }
                Some(self.convert(record))
            }
            Err(error) => {
                self.done = true;
                self.row += 1;
                Some(Err(if self.reader.get_ref().exceeded {
                    let found = String::from_utf8_lossy(record.as_slice());
                    self.reject(Reason::TooLarge, &found).rest()
                } else {
                    let said = error.to_string();
                    let cause = match error.into_kind() {
                        csv::ErrorKind::Io(cause) => cause,
                        _ => io::Error::other(said),
                    };
                    Rejection::failed(&self.file, self.row, &cause)
                }))
            }
        }
    }
}

#[cfg(test)]
mod tests;
