//! Signs between cells that are seldom used: some are read, of others it is told how the file can
//! be read.

use crate::ingest::read::lines_apart::lines_of;
use crate::ingest::told::error_detail::ErrorDetail;

/// Bytes that are read. Hive writes the second, and the signs for units of text the others.
const READ: [u8; 5] = [b'~', b'^', 0x01, 0x1F, 0x02];

/// Signs that are told.
const TOLD: [&str; 8] = ["，", "；", "¦", "§", "¤", "｜", "||", "::"];

/// Lines that are looked at.
const LINES: usize = 300;

/// Longest name in such a header, in characters.
const LONGEST: usize = 40;

/// The byte that cuts the lines of a text in which the usual delimiters cut nothing.
pub(crate) fn cutting(head: &[u8]) -> Option<u8> {
    READ.into_iter().find(|byte| cuts(head, &|line| times(line, &[*byte])))
}

/// What seems to cut the lines of such a text and is not read.
pub(crate) fn not_read(head: &[u8]) -> Option<ErrorDetail> {
    let sign = TOLD.into_iter().find(|sign| cuts(head, &|line| times(line, sign.as_bytes())));
    let blanks = || cuts(head, &runs_of_blanks).then_some(ErrorDetail::Blanks);
    sign.map(ErrorDetail::from).or_else(blanks)
}

/// Whether something comes twice or more in the first line, and as often in nine in ten of the
/// others.
fn cuts(head: &[u8], times: &dyn Fn(&[u8]) -> usize) -> bool {
    let mut lines = lines_of(head).take(LINES);
    let Some(header) = lines.next() else { return false };
    let wanted = times(header);
    let names = String::from_utf8_lossy(header);
    if wanted < 2 || names.chars().count() > LONGEST * (wanted + 1) {
        return false;
    }
    let counts: Vec<usize> = lines.map(times).collect();
    let enough = counts.iter().filter(|n| **n >= wanted).count();
    counts.len() > 1 && enough * 10 >= counts.len() * 9
}

fn times(line: &[u8], sign: &[u8]) -> usize {
    line.windows(sign.len()).filter(|window| *window == sign).count()
}

/// Runs of two blanks or more between other signs.
fn runs_of_blanks(line: &[u8]) -> usize {
    let line = line.trim_ascii();
    let begins = |at: &usize| line[*at..].starts_with(b"  ") && line[*at - 1] != b' ';
    (1..line.len()).filter(begins).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A header and rows cut by a sign, the last of which may be another.
    fn text(sign: &str, rows: usize, last: &str) -> Vec<u8> {
        let row = |cells: [&str; 3]| cells.join(sign) + "\n";
        let lines = row(["id", "csat", "comment"]) + &row(["1", "5", "good, fine"]).repeat(rows);
        (lines + last).into_bytes()
    }

    #[test]
    fn nine_in_ten_lines_have_what_cuts_them() {
        for (sign, byte) in [("~", b'~'), ("^", b'^'), ("\u{1}", 1), ("\u{1f}", 0x1F)] {
            assert_eq!(cutting(&text(sign, 9, "")), Some(byte), "{sign:?}");
            assert_eq!(cutting(&text(sign, 9, "fine\n")), Some(byte), "{sign:?}");
            assert_eq!(cutting(&text(sign, 8, "fine\n")), None, "{sign:?}");
            assert_eq!(not_read(&text(sign, 9, "")), None, "{sign:?}");
        }
        // Once in the header is part of a name.
        assert_eq!(cutting(b"id~csat\n1~2\n1~3\n1~4\n"), None);
        assert_eq!(cutting(b"a~b~c\n1~2~3\n"), None);
    }

    #[test]
    fn what_is_not_read_is_told() {
        for sign in ["，", "；", "||"] {
            assert_eq!(not_read(&text(sign, 9, "")), Some(sign.into()));
        }
        assert_eq!(not_read(&text("    ", 9, "")), Some(ErrorDetail::Blanks));
        assert_eq!(not_read(&text(" ", 9, "")), None);
        // A header as long as sentences is one.
        let said = format!("{}，很好，谢谢\n", "长".repeat(200));
        assert_eq!(not_read(said.repeat(9).as_bytes()), None);
    }
}
