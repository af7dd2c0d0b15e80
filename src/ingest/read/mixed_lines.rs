//! Text of which some lines are UTF-8 and others GB18030, as where one export was appended to
//! another: each line is read as what it is.

use std::io::Read;

use encoding_rs::GB18030;

use crate::ingest::read::by_line::ByLine;
use crate::ingest::read::encoding::looks_like_gb;

/// A reader of such text as UTF-8. Bytes that stand for nothing become U+FFFD.
pub(crate) fn as_utf8<R: Read>(inner: R) -> impl Read {
    ByLine::new(inner, |line| {
        if !is_utf8(line) {
            let (text, _) = GB18030.decode_without_bom_handling(line);
            *line = text.into_owned().into_bytes();
        }
    })
}

/// Whether a line is ASCII, or UTF-8 with a character of three bytes or more: pairs may be valid
/// in both.
fn is_utf8(line: &[u8]) -> bool {
    line.is_ascii()
        || std::str::from_utf8(line).is_ok_and(|text| text.chars().any(|c| c.len_utf8() > 2))
}

/// Whether lines of both kinds are in a sample, and of nine in ten lines with other bytes than
/// ASCII it is known which they are.
pub(crate) fn are_mixed(sample: &[u8], whole: bool) -> bool {
    let mut lines: Vec<&[u8]> = sample.split(|byte| *byte == b'\n').collect();
    if !whole {
        // The end of the sample may cut it.
        lines.pop();
    }
    let (mut utf8, mut gb, mut all) = (0, 0, 0);
    for line in lines.into_iter().filter(|line| !line.is_ascii()) {
        all += 1;
        if is_utf8(line) {
            utf8 += 1;
        } else if looks_like_gb(line) && !GB18030.decode_without_bom_handling(line).1 {
            gb += 1;
        }
    }
    utf8 > 0 && gb > 0 && (utf8 + gb) * 10 >= all * 9
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many lines of UTF-8, of GB18030 and of neither.
    fn mixed(utf8: usize, gb: usize, neither: usize) -> Vec<u8> {
        let text = "1,物流很快，客服态度好\n";
        let mut bytes = b"id,comment\n".to_vec();
        bytes.extend(text.as_bytes().repeat(utf8));
        bytes.extend(GB18030.encode(text).0.repeat(gb));
        bytes.extend(b"1,caf\xE9 fran\xE7ais\n".repeat(neither));
        bytes
    }

    #[test]
    fn lines_of_both_kinds_make_text_mixed() {
        for (utf8, gb, neither, wanted) in [
            (1, 1, 0, true),
            (6, 24, 0, true),
            (9, 9, 2, true),
            (9, 8, 2, false),
            (0, 9, 0, false),
            (9, 0, 1, false),
            (0, 0, 0, false),
        ] {
            let found = are_mixed(&mixed(utf8, gb, neither), true);
            assert_eq!(found, wanted, "{utf8}, {gb}, {neither}");
        }
        // A line that the end cuts is none.
        let cut = [mixed(0, 3, 0), "1,物流很快".into()].concat();
        assert_eq!((are_mixed(&cut, true), are_mixed(&cut, false)), (true, false));
    }

    #[test]
    fn each_line_is_read_as_what_it_is() {
        let mut read = String::new();
        let mut bytes = mixed(1, 2, 0);
        bytes.extend(b"2,\xFF\n3,ok");
        as_utf8(&bytes[..]).read_to_string(&mut read).unwrap();
        let line = "1,物流很快，客服态度好\n";
        assert_eq!(read, format!("id,comment\n{line}{line}{line}2,\u{FFFD}\n3,ok"));
    }
}
