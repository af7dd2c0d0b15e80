//! Signs between cells that are seldom used: some are read, of others it is told how the file can
//! be read.

use crate::ingest::read::header::kind_of;
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
    // No one writes the others in a text.
    let is_sign = u8::is_ascii_graphic;
    READ.into_iter().find(|byte| cuts(head, is_sign(byte), &|line| cut(line, &[*byte])))
}

/// What seems to cut the lines of such a text and is not read.
pub(crate) fn not_read(head: &[u8]) -> Option<ErrorDetail> {
    let sign = TOLD.into_iter().find(|sign| cuts(head, true, &|line| cut(line, sign.as_bytes())));
    let blanks = || cuts(head, true, &cut_by_blanks).then_some(ErrorDetail::Blanks);
    sign.map(ErrorDetail::from).or_else(blanks)
}

/// Whether something cuts the first line into three cells or more and nine in ten of the others
/// into as many. Sentences have a `sign` as often as these have it: a column of numbers or dates
/// shows that it cuts, and two of them where the last cells have the sign themselves.
fn cuts(head: &[u8], sign: bool, cut: &dyn Fn(&[u8]) -> Vec<String>) -> bool {
    let mut lines = lines_of(head).take(LINES);
    let Some(header) = lines.next() else { return false };
    let width = cut(header).len();
    let names = String::from_utf8_lossy(header);
    if width < 3 || names.chars().count() > LONGEST * width {
        return false;
    }
    let rows: Vec<Vec<String>> = lines.map(cut).collect();
    let most = |n: usize| rows.len() > 1 && n * 10 >= rows.len() * 9;
    let exact = || rows.iter().filter(|row| row.len() == width).count();
    let values = || of_values(&rows, width);
    most(rows.iter().filter(|row| row.len() >= width).count())
        && (!sign || values() > usize::from(!most(exact())))
}

/// Columns, of the first `width` ones, in which most of some rows have a number or a date.
pub(crate) fn of_values(rows: &[Vec<String>], width: usize) -> usize {
    let is_value = |cell: &String| {
        let bare = cell.trim_matches(|c: char| c == '"' || c.is_whitespace());
        kind_of(bare).is_some()
    };
    let of_value = |at: &usize| {
        let n = rows.iter().filter(|row| row.get(*at).is_some_and(is_value)).count();
        n * 2 > rows.len()
    };
    (0..width).filter(of_value).count()
}

/// The cells of a line between signs.
fn cut(line: &[u8], sign: &[u8]) -> Vec<String> {
    let (mut cells, mut from, mut at) = (Vec::new(), 0, 0);
    while at + sign.len() <= line.len() {
        if line[at..].starts_with(sign) {
            cells.push(String::from_utf8_lossy(&line[from..at]).into_owned());
            at += sign.len();
            from = at;
        } else {
            at += 1;
        }
    }
    cells.push(String::from_utf8_lossy(&line[from..]).into_owned());
    cells
}

/// The cells of a line between runs of two blanks or more.
fn cut_by_blanks(line: &[u8]) -> Vec<String> {
    cut(line.trim_ascii(), b"  ").into_iter().filter(|cell| !cell.trim().is_empty()).collect()
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
    fn sentences_are_not_cut_by_what_stands_between_them() {
        let lone = "The room was small.  Staff were kind.  Would come again.\n".repeat(9);
        assert_eq!(not_read(lone.as_bytes()), None);
        let lone = "您对服务，包括物流，有什么意见\n".to_owned() + &"热情，周到，再来\n".repeat(9);
        assert_eq!(not_read(lone.as_bytes()), None);
        assert_eq!(cutting("很好~下次再来~谢谢\n".repeat(9).as_bytes()), None);
        // Words alone are a table where no text has the sign.
        assert_eq!(cutting("name\u{1}desk\u{1}note\n".repeat(9).as_bytes()), Some(1));
        for (rows, wanted) in [(4, None), (5, Some(b'~'))] {
            let words = "name~csat~note\n".to_owned() + &"Ann~good~so so\n".repeat(4);
            let table = words + &"Ann~5~so so\n".repeat(rows);
            assert_eq!(cutting(table.as_bytes()), wanted, "{rows}");
        }
    }

    #[test]
    fn what_is_not_read_is_told() {
        for sign in ["，", "；", "||"] {
            assert_eq!(not_read(&text(sign, 9, "")), Some(sign.into()));
        }
        assert_eq!(not_read(&text("    ", 9, "")), Some(ErrorDetail::Blanks));
        assert_eq!(not_read(&text(" ", 9, "")), None);
        // Two cells that are blank, and one that has the sign itself.
        let blank = "id||csat||comment\n".to_owned() + &"1||||\n".repeat(9);
        assert_eq!(not_read(blank.as_bytes()), Some("||".into()));
        let said = "编号，评分，留言\n".to_owned() + &"1，5，很好，谢谢\n".repeat(9);
        assert_eq!(not_read(said.as_bytes()), Some("，".into()));
        let said = "编号，姓名，留言\n".to_owned() + &"1，王，很好，谢谢\n".repeat(9);
        assert_eq!(not_read(said.as_bytes()), None);
        // A header as long as sentences is one.
        let said = format!("{}，很好，谢谢\n", "长".repeat(200));
        assert_eq!(not_read(said.repeat(9).as_bytes()), None);
    }
}
