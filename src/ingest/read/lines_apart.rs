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

/// The lines of a text, blank ones as well.
fn all_lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let end = if text.contains(&b'\n') { b'\n' } else { b'\r' };
    text.split(move |byte| *byte == end).map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

fn is_blank(line: &[u8]) -> bool {
    line.trim_ascii().is_empty()
}

/// The lines of a text that are not blank.
pub(crate) fn lines_of(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    all_lines(text).filter(|line| !is_blank(line))
}

/// The same, each with the lines from the first of them to it, blank ones as well.
pub(crate) fn numbered(text: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
    (0..).zip(all_lines(text).skip_while(|line| is_blank(line))).filter(|(_, line)| !is_blank(line))
}

/// Whether the lines of a record may be rows of `width` cells, by the delimiters in them alone:
/// all of them, and nine in ten where the record itself is `odd`, of another width. Where it is
/// not, a quote within a cell has to show that rows became one.
pub(crate) fn may_be_rows(text: &[u8], delimiter: u8, width: usize, odd: bool) -> bool {
    let cells = |line: &[u8]| line.iter().filter(|byte| **byte == delimiter).count() + 1;
    if !odd {
        let closings = Closings::of(text, delimiter);
        let sound = closings.within == 0 && !closings.open;
        return !sound && lines_of(text).all(|line| cells(line) >= width);
    }
    let (mut all, mut enough) = (0, 0);
    for line in lines_of(text) {
        all += 1;
        enough += usize::from(cells(line) >= width);
    }
    enough * 10 >= all * 9
}

/// Where the quotes of a text close that open at the beginning of cells.
#[derive(Debug, Default, PartialEq, Eq)]
struct Closings {
    /// Before a delimiter or the end of a line.
    sound: usize,
    /// Before other signs of the same cell.
    within: usize,
    /// The last one does not close.
    open: bool,
}

impl Closings {
    fn of(text: &[u8], delimiter: u8) -> Closings {
        let (mut found, mut begins) = (Closings::default(), true);
        let mut bytes = text.iter().copied().peekable();
        while let Some(byte) = bytes.next() {
            match byte {
                b'"' if found.open => {
                    // Two of them are one.
                    if bytes.next_if_eq(&b'"').is_some() {
                        continue;
                    }
                    found.open = false;
                    match bytes.peek() {
                        None | Some(b'\r' | b'\n') => found.sound += 1,
                        Some(next) if *next == delimiter => found.sound += 1,
                        Some(_) => found.within += 1,
                    }
                    begins = false;
                }
                b'"' if begins => found.open = true,
                _ if found.open => {}
                _ => begins = byte == delimiter || matches!(byte, b'\r' | b'\n'),
            }
        }
        found
    }
}

/// A line as a record: with quotes, and where it does not have `width` cells then, without.
pub(crate) fn alone(line: &[u8], delimiter: u8, width: usize) -> ByteRecord {
    let plain = || line.split(|byte| *byte == delimiter).collect::<Vec<&[u8]>>();
    if !line.contains(&b'"') {
        return ByteRecord::from(plain());
    }
    let quoted = quoted(line, delimiter);
    if quoted.len() != width {
        let plain = plain();
        if plain.len() == width {
            return ByteRecord::from(plain);
        }
    }
    ByteRecord::from(quoted)
}

/// The cells of a line, cut as the parser of records does it; quotes within a cell are signs.
fn quoted(line: &[u8], delimiter: u8) -> Vec<Vec<u8>> {
    let (mut cells, mut cell, mut open, mut begins) = (Vec::new(), Vec::new(), false, true);
    let mut bytes = line.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' if open && bytes.next_if_eq(&b'"').is_none() => open = false,
            b'"' if begins && !open => (open, begins) = (true, false),
            _ if byte == delimiter && !open => {
                cells.push(std::mem::take(&mut cell));
                begins = true;
            }
            _ => {
                cell.push(byte);
                begins = false;
            }
        }
    }
    cells.push(cell);
    cells
}

/// Whether quotes in a text that begins with `head` are signs like any other, as programs that
/// quote nothing write them: without them all lines have one number of cells, and a cell that
/// begins with one does not end with one. They are not where they close at the ends of cells and
/// all records have the cells of the header.
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
        && !are_well_formed(head, delimiter, whole, first)
}

/// Whether the usual parser reads a text that begins with `head` into records of `width` cells, and
/// quotes close at the ends of cells alone.
fn are_well_formed(head: &[u8], delimiter: u8, whole: bool, width: usize) -> bool {
    let closings = Closings::of(head, delimiter);
    if closings.within > 0 || closings.sound == 0 || (closings.open && whole) {
        return false;
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(head);
    let (mut widths, mut record) = (Vec::new(), ByteRecord::new());
    while matches!(reader.read_byte_record(&mut record), Ok(true)) {
        widths.push(record.len());
    }
    if !whole {
        // The end of the sample may cut it.
        widths.pop();
    }
    widths.len() > 1 && widths.iter().all(|cells| *cells == width)
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
            let record = alone(line.as_bytes(), b',', width);
            record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect::<Vec<_>>()
        };
        assert_eq!(cells("1,\"late, and wet\",x", 3), ["1", "late, and wet", "x"]);
        assert_eq!(cells("1,\"late", 2), ["1", "late"]);
        assert_eq!(cells("1,\"late,x", 3), ["1", "\"late", "x"]);
        assert_eq!(cells("1,\"late,x", 5), ["1", "late,x"]);
        assert_eq!(cells("1,,x,", 4), ["1", "", "x", ""]);
        assert_eq!(cells("\"a \"\"b\"\"\",\"\",27\"", 3), ["a \"b\"", "", "27\""]);
        assert_eq!(cells("1,\"so\" it is,x", 3), ["1", "so it is", "x"]);
    }

    #[test]
    fn a_line_alone_is_cut_as_the_parser_cuts_it() {
        for line in ["a,b", ",", "'a'b',c", "'a''',c", "a'b,c'", "'a,b", "'''a',''", "'a''b"] {
            let line = line.replace('\'', "\"");
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(line.as_bytes());
            let wanted = reader.byte_records().next().unwrap().unwrap();
            assert_eq!(ByteRecord::from(quoted(line.as_bytes(), b',')), wanted, "{line}");
        }
    }

    #[test]
    fn lines_are_counted_with_the_blank_ones_between_them() {
        let lines: Vec<(u64, &[u8])> = numbered(b"\n\r\na\n\nb\nc\n").collect();
        assert_eq!(lines, [(0, &b"a"[..]), (2, &b"b"[..]), (3, &b"c"[..])]);
    }

    #[test]
    fn lines_with_too_few_delimiters_are_no_rows() {
        let few = |lines: usize| "1,\"x\"y,z\n".repeat(lines) + "1,x\n";
        for (text, odd, wanted) in [
            ("1,\"a,x\n2,\"b,x\n".to_owned(), false, true),
            // Quotes that close at the ends of cells are those of one record.
            ("1,\"a,x\n2,b\",x\n".to_owned(), false, false),
            ("1,\"a,x\n2,b\",x\n".to_owned(), true, true),
            (few(9), false, false),
            (few(9), true, true),
            (few(8), true, false),
        ] {
            assert_eq!(may_be_rows(text.as_bytes(), b',', 3, odd), wanted, "{odd}: {text}");
        }
    }

    #[test]
    fn quotes_close_at_the_ends_of_cells_or_within_them() {
        for (text, sound, within, open) in [
            ("1,\"a\n\"\"b\"\"\",\"c\"\r\n\"d\"", 3, 0, false),
            ("1,\"a\n2,\"b\n", 0, 1, false),
            ("1,\"a\n2,b", 0, 0, true),
            ("1,27\",a\n2,b", 0, 0, false),
        ] {
            let wanted = Closings { sound, within, open };
            assert_eq!(Closings::of(text.as_bytes(), b','), wanted, "{text}");
        }
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
            // One cell of two lines in a table in good order, and the same without its end.
            ("id\tcomment\n1\t\"Great\n2\tor not\"\n3\tbad\n", false),
            ("id\tcomment\n1\t\"Great\n2\tor not\n3\tbad\n", true),
        ] {
            assert_eq!(are_quotes_plain(text.as_bytes(), b'\t', true), wanted, "{text:?}");
        }
        // The last line of a sample may be cut.
        let cut = b"id\tcomment\n1\t\"Great\n2\tbad\n3";
        assert!(are_quotes_plain(cut, b'\t', false));
        assert!(!are_quotes_plain(cut, b'\t', true));
        let cut = b"id\tcomment\n1\t\"Great\n2\tor not\"\n3\t\"so\n4\tso\n5";
        assert!(!are_quotes_plain(cut, b'\t', false));
    }
}
