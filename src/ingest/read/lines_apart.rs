//! The lines of a record that a stray quote may have made one of several: the bytes it was read
//! from, kept as long as it is the last one, and its lines read each by itself.

use csv::ByteRecord;

/// Bytes that have been handed out to the parser, from where the record that it reads begins.
pub(crate) struct Kept {
    /// Nothing is kept where nobody asks for it.
    wanted: bool,
    bytes: Vec<u8>,
    /// Where the first of them stands in all that was handed out.
    at: u64,
    /// Where the record begins.
    pub(crate) from: u64,
}

impl Kept {
    pub(crate) fn new(wanted: bool) -> Kept {
        Kept { wanted, bytes: Vec::new(), at: 0, from: 0 }
    }

    /// Takes in what is handed out; what is before the record is forgotten.
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        if !self.wanted {
            return;
        }
        let past = self.place(self.from);
        self.bytes.drain(..past);
        self.at += past as u64;
        self.bytes.extend_from_slice(bytes);
    }

    /// The bytes of the record, which ends at `end`.
    pub(crate) fn until(&self, end: u64) -> &[u8] {
        let (from, end) = (self.place(self.from), self.place(end));
        self.bytes.get(from..end).unwrap_or_default()
    }

    fn place(&self, byte: u64) -> usize {
        let place = usize::try_from(byte.saturating_sub(self.at)).unwrap_or(usize::MAX);
        place.min(self.bytes.len())
    }
}

/// The lines of a text that are not blank.
pub(crate) fn lines_of(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let end = if text.contains(&b'\n') { b'\n' } else { b'\r' };
    text.split(move |byte| *byte == end)
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .filter(|line| !line.trim_ascii().is_empty())
}

/// A line as a record: with quotes, and where it does not have `width` cells then, without.
pub(crate) fn alone(line: &[u8], delimiter: u8, width: usize) -> Option<ByteRecord> {
    let quoted = record(line, delimiter, true)?;
    if quoted.len() == width || !line.contains(&b'"') {
        return Some(quoted);
    }
    let plain = record(line, delimiter, false).filter(|plain| plain.len() == width);
    Some(plain.unwrap_or(quoted))
}

fn record(line: &[u8], delimiter: u8, quoting: bool) -> Option<ByteRecord> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .quoting(quoting)
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(line.len().clamp(64, 1 << 17))
        .from_reader(line);
    let mut record = ByteRecord::new();
    matches!(reader.read_byte_record(&mut record), Ok(true)).then_some(record)
}

/// Whether quotes in a text that begins with `head` are signs like any other, as programs that
/// quote nothing write them: without them all lines have one number of cells, and a cell that
/// begins with one does not end with one.
pub(crate) fn are_quotes_plain(head: &[u8], delimiter: u8, whole: bool) -> bool {
    if !head.contains(&b'"') {
        return false;
    }
    let mut lines: Vec<&[u8]> = lines_of(head).collect();
    if !whole && lines.len() > 1 {
        // The end of the sample may cut it.
        lines.pop();
    }
    let width = |line: &[u8]| line.iter().filter(|byte| **byte == delimiter).count() + 1;
    let Some(first) = lines.first().map(|line| width(line)) else { return false };
    let open = |cell: &[u8]| {
        let cell = cell.trim_ascii();
        cell.starts_with(b"\"") && (cell.len() == 1 || !cell.ends_with(b"\""))
    };
    first > 1
        && lines.len() > 2
        && lines.iter().all(|line| width(line) == first)
        && lines.iter().any(|line| line.split(|byte| *byte == delimiter).any(open))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_before_the_record_is_forgotten() {
        let mut kept = Kept::new(true);
        kept.add(b"abcdef");
        kept.from = 2;
        assert_eq!(kept.until(4), b"cd");
        kept.add(b"gh");
        assert_eq!((kept.until(8), kept.at), (&b"cdefgh"[..], 2));
        kept.from = 8;
        kept.add(b"ij");
        assert_eq!((kept.until(10), kept.at), (&b"ij"[..], 8));
        let mut none = Kept::new(false);
        none.add(b"abc");
        assert_eq!(none.until(3), b"");
    }

    #[test]
    fn a_line_alone_is_read_without_quotes_where_that_gives_its_cells() {
        let cells = |line: &str, width: usize| {
            let record = alone(line.as_bytes(), b',', width).unwrap();
            record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect::<Vec<_>>()
        };
        assert_eq!(cells("1,\"late, and wet\",x", 3), ["1", "late, and wet", "x"]);
        assert_eq!(cells("1,\"late", 2), ["1", "late"]);
        assert_eq!(cells("1,\"late,x", 3), ["1", "\"late", "x"]);
        assert_eq!(cells("1,\"late,x", 5), ["1", "late,x"]);
    }

    #[test]
    fn lines_may_end_as_they_do_and_blank_ones_are_none() {
        for text in ["a\nb\n", "a\r\n\r\nb", "a\rb\r", "\na\n \nb"] {
            let lines: Vec<&[u8]> = lines_of(text.as_bytes()).collect();
            assert_eq!(lines, [b"a", b"b"], "{text:?}");
        }
    }

    #[test]
    fn quotes_are_plain_where_every_line_has_its_cells_without_them() {
        for (text, wanted) in [
            ("id\tcomment\n1\t\"Great\n2\tbad\n3\t\"so so\n", true),
            // Closed in their cells, or belonging to cells of several lines.
            ("id\tcomment\n1\t\"Great\"\n2\tbad\n3\tso so\n", false),
            ("id\tcomment\n1\t\"Great\n2\tor not\n\"\tbad\nx\n", false),
            ("id\tcomment\n1\t\"a\tb\"\n2\tbad\n", false),
            ("id\tcomment\n1\tGreat 27\"\n2\tbad\n", false),
            ("comment\n\"Great\nbad\n", false),
        ] {
            assert_eq!(are_quotes_plain(text.as_bytes(), b'\t', true), wanted, "{text:?}");
        }
        // The last line of a sample may be cut.
        let cut = b"id\tcomment\n1\t\"Great\n2\tbad\n3";
        assert!(are_quotes_plain(cut, b'\t', false));
        assert!(!are_quotes_plain(cut, b'\t', true));
    }
}
