//! Delimited text in which each whole line stands within quotes, as a program writes that takes a
//! row for a cell: `"id,day,comment"`.

use std::io::Read;

use crate::ingest::read::by_line::ByLine;
use crate::ingest::read::lines_apart::{alone, lines_of};
use crate::ingest::read::odd_delimiters::of_values;

/// A reader of such text without these quotes.
pub(crate) fn unwrapping<R: Read>(inner: R) -> impl Read {
    ByLine::new(inner, unwrap)
}

/// What stands within the quotes of a line, its end left out.
fn within(line: &[u8]) -> Option<&[u8]> {
    line.trim_ascii().strip_prefix(b"\"")?.strip_suffix(b"\"")
}

/// Puts a line in the place of one within quotes.
fn unwrap(line: &mut Vec<u8>) {
    let Some(inner) = within(line) else { return };
    let mut bare = Vec::with_capacity(line.len());
    let mut bytes = inner.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        bare.push(byte);
        if byte == b'"' {
            bytes.next_if_eq(&b'"');
        }
    }
    bare.push(b'\n');
    *line = bare;
}

/// The text that begins with `head` without these quotes; `None` where its lines have none, or
/// nothing that could cut them: quotes of cells that hold a comma each are those of cells. Nine in
/// ten are cut like the first one, none of whose commas has a blank behind it, and a column of
/// numbers or dates comes up.
pub(crate) fn unwrapped(head: &[u8], whole: bool) -> Option<Vec<u8>> {
    let mut lines: Vec<&[u8]> = lines_of(head).collect();
    if !whole && lines.len() > 1 {
        // The end of the sample may cut it.
        lines.pop();
    }
    let inner: Vec<&[u8]> = lines.iter().map_while(|line| within(line)).collect();
    if inner.len() < lines.len() || lines.len() < 3 {
        return None;
    }
    let single = |line: &&[u8]| {
        // One cell: each quote within it is doubled.
        line.split(|byte| *byte != b'"').all(|run| run.len() % 2 == 0)
    };
    if !inner.iter().all(single) {
        return None;
    }
    let bare: Vec<Vec<u8>> = lines.iter().map(|line| bare(line)).collect();
    let (header, rows) = bare.split_first()?;
    let cuts = |sign: u8| {
        let cells = |line: &[u8], width: usize| -> Vec<String> {
            let record = alone(line.strip_suffix(b"\n").unwrap_or(line), sign, width);
            record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect()
        };
        let names = cells(header, 0);
        let width = names.len();
        if width < 3 || names.iter().skip(1).any(|name| name.starts_with(' ')) {
            return false;
        }
        let like: Vec<Vec<String>> = rows
            .iter()
            .map(|line| cells(line, width))
            .filter(|cells| cells.len() == width)
            .collect();
        like.len() * 10 >= rows.len() * 9 && of_values(&like, width) > 0
    };
    [b',', b'\t', b';', b'|'].into_iter().any(cuts).then(|| bare.concat())
}

/// A line without the quotes around it.
fn bare(line: &[u8]) -> Vec<u8> {
    let mut line = line.to_vec();
    unwrap(&mut line);
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_around_lines_are_taken_off_and_those_around_cells_are_not() {
        let text = "\"id,day,comment\"\n\"1,x,\"\"good, fine\"\"\"\n\"2,y,bad\"\n\"3,z,so so\"\n";
        let wanted = "id,day,comment\n1,x,\"good, fine\"\n2,y,bad\n3,z,so so\n";
        for end in ["\n", "\r\n"] {
            let text = text.replace('\n', end);
            assert_eq!(unwrapped(text.as_bytes(), true), Some(wanted.into()), "{end:?}");
            let mut read = String::new();
            unwrapping(text.as_bytes()).read_to_string(&mut read).unwrap();
            assert_eq!(read, wanted, "{end:?}");
        }
        for text in [
            "\"id\",\"day\",\"comment\"\n\"1\",\"x\",\"y\"\n\"2\",\"x\",\"y\"\n",
            "\"comment\"\n\"good, fine, cheap\"\n\"bad, slow, dear\"\n",
            "\"the room, the desk, all\"\n\"1, 2, 3\"\n\"2, 3, 4\"\n",
            "\"好,快,便宜\"\n\"好,快,贵\"\n\"差,慢,贵\"\n",
            "\"id,day,comment\"\n\"1,x,good\"\n\"2,y,bad, too\"\n",
            "id,day,comment\n\"1,x,good\"\n\"2,y,bad\"\n",
            "\"id,day,comment\"\n\"1,x,good\"\n",
        ] {
            assert_eq!(unwrapped(text.as_bytes(), true), None, "{text}");
        }
    }

    #[test]
    fn other_lines_stay_as_they_are() {
        let mut read = String::new();
        let text = "\"a,b\"\n\n1,\"2\"\n\"\n\"3,4\"";
        unwrapping(text.as_bytes()).read_to_string(&mut read).unwrap();
        assert_eq!(read, "a,b\n\n1,\"2\"\n\"\n3,4\n");
    }
}
