//! Delimited text as databases write it: `\"` in place of a doubled quote, `\N` for NULL, a
//! backslash before a delimiter or a line break that belongs to the cell (`SELECT … INTO
//! OUTFILE`, `mysqldump --tab`, PostgreSQL's `COPY`). It is told from plain text with
//! backslashes by which reading leaves fewer rows in disorder, and rewritten to the form that
//! the parser of records knows.

use std::collections::BTreeMap;
use std::io::{self, Read};

/// Bytes that are read at a time.
const CHUNK: usize = 64 * 1024;

/// What a backslash and this byte stand for; the byte itself where none is listed.
fn escaped(byte: u8) -> u8 {
    match byte {
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'0' => 0,
        other => other,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    /// Before the first byte of a cell; whether it is the first of its line.
    Start {
        line: bool,
    },
    Plain,
    Quoted,
    /// After a quote within quotes, which ends the cell or is one of two.
    QuoteInQuotes,
}

/// Rewrites such text: every cell quoted, quotes doubled, NULL as an empty cell.
pub(crate) struct Unescaped<R> {
    inner: R,
    delimiter: u8,
    at: At,
    /// A backslash came last.
    escape: bool,
    /// A backslash began the cell that a plain `N` may make a NULL.
    null: Null,
    chunk: Vec<u8>,
    out: Vec<u8>,
    told: usize,
    ended: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Null {
    No,
    /// `\` was the first byte of the cell.
    Backslash,
    /// So far the cell is `\N`.
    Yes,
}

impl<R: Read> Unescaped<R> {
    pub(crate) fn new(inner: R, delimiter: u8) -> Unescaped<R> {
        Unescaped {
            inner,
            delimiter,
            at: At::Start { line: true },
            escape: false,
            null: Null::No,
            chunk: vec![0; CHUNK],
            out: Vec::with_capacity(2 * CHUNK),
            told: 0,
            ended: false,
        }
    }

    fn cell_byte(&mut self, byte: u8) {
        if byte == b'"' {
            self.out.push(b'"');
        }
        self.out.push(byte);
    }

    /// What `\N` turned out to be the beginning of.
    fn not_null(&mut self) {
        if std::mem::replace(&mut self.null, Null::No) == Null::Yes {
            self.out.push(b'N');
        }
    }

    fn end_cell(&mut self, byte: u8) {
        self.null = Null::No;
        self.out.push(b'"');
        self.out.push(byte);
        self.at = At::Start { line: byte == b'\n' };
    }

    fn take(&mut self, byte: u8) {
        if self.escape {
            self.escape = false;
            if byte == b'N' && self.null == Null::Backslash {
                self.null = Null::Yes;
            } else {
                self.null = Null::No;
                self.cell_byte(escaped(byte));
            }
            return;
        }
        match self.at {
            At::Start { line } => match byte {
                // Blank lines stay blank.
                b'\n' | b'\r' if line => {
                    self.out.push(byte);
                }
                b'"' => {
                    self.out.push(b'"');
                    self.at = At::Quoted;
                }
                _ => {
                    self.out.push(b'"');
                    self.at = At::Plain;
                    self.null = if byte == b'\\' { Null::Backslash } else { Null::No };
                    self.plain(byte);
                }
            },
            At::Plain => self.plain(byte),
            At::Quoted => match byte {
                b'\\' => self.escape = true,
                b'"' => self.at = At::QuoteInQuotes,
                _ => self.out.push(byte),
            },
            At::QuoteInQuotes => match byte {
                b'"' => {
                    self.cell_byte(b'"');
                    self.at = At::Quoted;
                }
                _ if byte == self.delimiter || byte == b'\n' => self.end_cell(byte),
                b'\r' => {}
                // Text after the quotes belongs to the cell.
                _ => {
                    self.at = At::Plain;
                    self.plain(byte);
                }
            },
        }
    }

    fn plain(&mut self, byte: u8) {
        match byte {
            b'\\' => self.escape = true,
            _ if byte == self.delimiter || byte == b'\n' => self.end_cell(byte),
            // Of CR LF; alone it is no end of a line here.
            b'\r' => {}
            _ => {
                self.not_null();
                self.cell_byte(byte);
            }
        }
    }

    fn end(&mut self) {
        self.ended = true;
        if self.escape {
            self.out.push(b'\\');
        }
        match self.at {
            At::Plain | At::QuoteInQuotes => self.out.push(b'"'),
            // A quote that is not closed is told by the parser.
            At::Start { .. } | At::Quoted => {}
        }
    }
}

impl<R: Read> Read for Unescaped<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.told == self.out.len() {
            if self.ended {
                return Ok(0);
            }
            self.out.clear();
            self.told = 0;
            let mut chunk = std::mem::take(&mut self.chunk);
            let read = self.inner.read(&mut chunk);
            if let Ok(read) = &read {
                chunk[..*read].iter().for_each(|byte| self.take(*byte));
            }
            self.chunk = chunk;
            if read? == 0 {
                self.end();
            }
        }
        let ready = &self.out[self.told..];
        let n = ready.len().min(buffer.len());
        buffer[..n].copy_from_slice(&ready[..n]);
        self.told += n;
        Ok(n)
    }
}

/// `head` in the form that the parser of records knows.
pub(crate) fn unescaped(head: &[u8], delimiter: u8) -> Vec<u8> {
    let mut text = Vec::new();
    // Reading from memory does not fail.
    let _ = Unescaped::new(head, delimiter).read_to_end(&mut text);
    text
}

/// Whether the text that begins with `head` escapes with backslashes. `\N` as a whole cell says
/// so where every other backslash is one of a pair that a database writes; otherwise that
/// reading has to leave fewer rows in disorder than the usual one. Paths that end in a
/// backslash are plain text in a table without such disorder.
pub(crate) fn are_used(head: &[u8], delimiter: u8) -> bool {
    if !head.contains(&b'\\') {
        return false;
    }
    let backslashes = Backslashes::of(head, delimiter);
    if backslashes.nulls == 0 && backslashes.telling == 0 {
        return false;
    }
    let (plain, escaped) = (disorder(head, delimiter, false), disorder(head, delimiter, true));
    match escaped.cmp(&plain) {
        std::cmp::Ordering::Less => true,
        std::cmp::Ordering::Equal => backslashes.nulls > 0 && backslashes.odd == 0,
        std::cmp::Ordering::Greater => false,
    }
}

#[derive(Default)]
struct Backslashes {
    /// Whole cells `\N`.
    nulls: usize,
    /// Before a quote, a delimiter or a line break.
    telling: usize,
    /// Before anything that no database puts one before.
    odd: usize,
}

impl Backslashes {
    fn of(head: &[u8], delimiter: u8) -> Backslashes {
        let mut found = Backslashes::default();
        let ends = |byte: Option<&u8>| {
            byte.is_none_or(|byte| *byte == delimiter || matches!(byte, b'\n' | b'\r'))
        };
        let mut at = 0;
        while let Some(next) = head[at..].iter().position(|byte| *byte == b'\\') {
            at += next;
            let before = at.checked_sub(1).and_then(|before| head.get(before));
            match head.get(at + 1) {
                Some(b'N') if ends(before) && ends(head.get(at + 2)) => found.nulls += 1,
                Some(b'"') => found.telling += 1,
                Some(byte) if *byte == delimiter || *byte == b'\n' => found.telling += 1,
                Some(b'\\' | b'n' | b'r' | b't' | b'0' | b'b' | b'Z' | b'\'') | None => {}
                Some(_) => found.odd += 1,
            }
            at += 2;
            if at > head.len() {
                break;
            }
        }
        found
    }
}

/// Rows of another width than most, and quotes that end in the middle of a cell.
fn disorder(head: &[u8], delimiter: u8, escapes: bool) -> usize {
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    let (mut rows, mut broken) = (0, 0);
    let (mut width, mut quoted, mut start, mut blank) = (1, false, true, true);
    let mut bytes = head.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        if byte == b'\\' && escapes {
            bytes.next();
            (start, blank) = (false, false);
            continue;
        }
        if quoted {
            if byte == b'"' {
                match bytes.peek() {
                    Some(b'"') => {
                        bytes.next();
                    }
                    Some(b'\n' | b'\r') | None => quoted = false,
                    Some(next) => {
                        quoted = false;
                        broken += usize::from(*next != delimiter);
                    }
                }
            }
            continue;
        }
        match byte {
            b'\n' => {
                if !blank {
                    rows += 1;
                    *widths.entry(width).or_default() += 1;
                }
                (width, start, blank) = (1, true, true);
            }
            b'\r' => {}
            _ if byte == delimiter => {
                width += 1;
                (start, blank) = (true, false);
            }
            b'"' if start => (quoted, start, blank) = (true, false, false),
            _ => (start, blank) = (false, false),
        }
    }
    let most = widths.values().max().copied().unwrap_or(0);
    rows - most + broken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str, delimiter: u8) -> Vec<Vec<String>> {
        let text = unescaped(text.as_bytes(), delimiter);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(&text[..]);
        let row = |row: Result<csv::StringRecord, csv::Error>| {
            row.unwrap().iter().map(str::to_owned).collect()
        };
        reader.records().map(row).collect()
    }

    #[test]
    fn escapes_are_undone() {
        for (text, delimiter, wanted) in [
            (r#"1,"say \"so\", he said",\N"#, b',', ["1", "say \"so\", he said", ""]),
            (r#"1,"doubled ""too""","x\\""#, b',', ["1", "doubled \"too\"", "x\\"]),
            ("1\tslow\\, but\\\tfine\ta\\nb", b'\t', ["1", "slow, but\tfine", "a\nb"]),
            (r"1,\Nobody,a\,b", b',', ["1", "Nobody", "a,b"]),
            (r"\N,\N,\N", b',', ["", "", ""]),
            (r#""a"b,"\N",c\\"#, b',', ["ab", "N", "c\\"]),
        ] {
            for end in ["", "\n", "\r\n"] {
                assert_eq!(cells(&format!("{text}{end}"), delimiter), [wanted], "{text}");
            }
        }
        assert_eq!(cells("a,b\\", b','), [["a", "b\\"]]);
        let two = cells("a,b\r\n\r\n1,\"x\\\ny\"\r\n", b',');
        assert_eq!(two, [vec!["a", "b"], vec!["1", "x\ny"]]);
    }

    #[test]
    fn a_quote_that_is_not_closed_stays_open() {
        assert_eq!(unescaped(b"a,\"b\n1", b','), b"\"a\",\"b\n1");
    }

    #[test]
    fn only_tables_that_need_it_are_read_so() {
        for text in [
            "a,b\n1,\"say \\\"so\\\"\"\n2,\"x \\\"y\\\", z\"\n3,\"w\"\n",
            "a,b\n1,\\N\n2,\"fine\"\n3,\"C:\\\\temp\\\\\"\n",
            "a\tb\n1\tslow\\\tbut fine\n2\tx\n3\ty\n",
            "a,b\n1,slow\\, but fine\n2,x\n3,y\n",
            "a,b\n1,slow\\\nand late\n2,x\n3,y\n",
        ] {
            let delimiter = if text.contains('\t') { b'\t' } else { b',' };
            assert!(are_used(text.as_bytes(), delimiter), "{text}");
        }
        for text in [
            "a,b\n1,C:\\temp\\\n2,D:\\new\\table\n",
            "path,b\n\"C:\\temp\\\",\"x\"\n\"D:\\data\\\",\"y, z\"\n",
            "path,b\nC:\\temp\\,x\nD:\\data\\,y\n",
            "a,b\n1,\"he said \"\"so\"\"\"\n2,\"\\o/\"\n",
            "a,b\n1,\\N\n2,\\\\server\\share\n",
            "a,b\n1,x\n2,y\n",
        ] {
            assert!(!are_used(text.as_bytes(), b','), "{text}");
        }
    }

    #[test]
    fn text_of_any_length_is_rewritten_to_its_end() {
        let text = "1,x\\,y\n".repeat(CHUNK / 4);
        let rows = cells(&text, b',');
        assert_eq!(
            (rows.len(), &rows[rows.len() - 1]),
            (CHUNK / 4, &vec!["1".into(), "x,y".into()])
        );
    }

    #[test]
    fn a_lone_carriage_return_ends_no_line() {
        assert_eq!(unescaped(b"a,\rb\n\r\n1,\n", b','), b"\"a\",\"b\"\n\r\n\"1\",\"\"\n");
    }

    #[test]
    fn a_null_is_a_whole_cell() {
        for text in ["a,b\n1,\\New\n2,x\n", "a,b\n1,x\\N\n2,y\n", "C:\\,4\nD:\\,2\nE:\\,3\n"] {
            assert!(!are_used(text.as_bytes(), b','), "{text}");
        }
        for text in ["a,b\n1,\\N\n2,x\n", "a,b\r\n\\N,1\r\n2,x\r\n", "a,b\n1,2\n3,\\N"] {
            assert!(are_used(text.as_bytes(), b','), "{text}");
        }
    }

    #[test]
    fn rows_of_another_width_and_quotes_within_cells_are_disorder() {
        for (text, plain, escaped) in [
            ("", 0, 0),
            ("a,b\n1,2\n3,4\n", 0, 0),
            ("a,b\n\n\r\n1,2\n", 0, 0),
            ("a,b\n1,2,3\n4\n5,6\n", 2, 2),
            ("a,b\n1,x\\,y\n2,z\n3\n", 2, 1),
            ("a,b\n1,\"x, \"\"y\"\"\"\n2,\"z\n\"\n", 0, 0),
            ("a,b\n1,\"x \\\"y\\\", z\"\n2,w\n", 2, 0),
            // A quote in the middle of a cell is one of its characters.
            ("a,b\n1,5\" w\n2,6\" x\n3,y,z\n", 1, 1),
        ] {
            let found = [false, true].map(|escapes| disorder(text.as_bytes(), b',', escapes));
            assert_eq!(found, [plain, escaped], "{text}");
        }
    }
}
