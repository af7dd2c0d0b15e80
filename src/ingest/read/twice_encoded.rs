//! UTF-8 that some program took for Windows-1252 and wrote as UTF-8 once more, so that 很好 became
//! `å¾ˆå¥½` and an apostrophe `â€™`: it is read as what it was.

use std::io::Read;

use crate::ingest::cells::garbled::before;
use crate::ingest::read::by_line::ByLine;

/// Runs of such characters from which a text is taken for one.
const FEWEST: usize = 3;

/// A reader of such text as it was before. Lines of other text pass as they are.
pub(crate) fn as_it_was<R: Read>(inner: R) -> impl Read {
    ByLine::new(inner, |line| {
        if let Some(undone) = as_text(line).map(undone).filter(|undone| undone.runs > 0) {
            *line = undone.text.into_bytes();
        }
    })
}

/// A line as text, where it is such and not ASCII alone.
fn as_text(line: &[u8]) -> Option<&str> {
    std::str::from_utf8(line).ok().filter(|line| !line.is_ascii())
}

/// Whether that became of a text, by a sample of it: of three runs of other characters than ASCII,
/// and half of them, something that people write comes out.
pub(crate) fn is_twice_encoded(sample: &[u8]) -> bool {
    let (mut runs, mut all) = (0, 0);
    for line in sample.split(|byte| *byte == b'\n').filter_map(as_text) {
        let undone = undone(line);
        (runs, all) = (runs + undone.runs, all + undone.all);
    }
    runs >= FEWEST && runs * 2 >= all
}

/// A text with what was encoded twice as it was before.
struct Undone {
    text: String,
    /// Runs of characters that were.
    runs: usize,
    /// Runs of characters other than ASCII.
    all: usize,
}

fn undone(text: &str) -> Undone {
    let mut undone = Undone { text: String::with_capacity(text.len()), runs: 0, all: 0 };
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| !c.is_ascii()) {
        let (ascii, other) = rest.split_at(at);
        let (run, next) = other.split_at(other.find(|c: char| c.is_ascii()).unwrap_or(other.len()));
        undone.text.push_str(ascii);
        undone.all += 1;
        match before(run) {
            Some(before) => {
                undone.runs += 1;
                // The mark that stood at the beginning of the file.
                undone.text.extend(before.chars().filter(|c| *c != '\u{FEFF}'));
            }
            None => undone.text.push_str(run),
        }
        rest = next;
    }
    undone.text.push_str(rest);
    undone
}

#[cfg(test)]
mod tests {
    use encoding_rs::WINDOWS_1252;

    use super::*;

    /// A text as it is once it was encoded twice, by Windows-1252 or by Latin-1.
    fn twice(text: &str, latin: bool) -> String {
        match latin {
            true => text.bytes().map(char::from).collect(),
            false => WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned(),
        }
    }

    #[test]
    fn what_was_encoded_twice_is_read_as_it_was() {
        for text in
            ["很好", "物流很快，客服态度好！", "don’t – café’s £5", "👍 好评", "5,一般吧。\n"]
        {
            for latin in [false, true] {
                let undone = undone(&twice(text, latin));
                assert_eq!(undone.text, text);
                assert!(undone.runs > 0 && undone.runs == undone.all, "{text}");
            }
        }
        assert_eq!(undone("ï»¿id,å¾ˆå¥½").text, "id,很好");
    }

    #[test]
    fn other_text_stays() {
        for text in [
            "",
            "plain",
            "物流很快",
            "café, très cher",
            "„MENÜ“",
            "«CAFÉ»",
            "NÃO, AÇÃO",
            "“naïve”",
            "很å¾ˆ",
        ] {
            let undone = undone(text);
            assert_eq!((undone.text.as_str(), undone.runs), (text, 0));
        }
    }

    #[test]
    fn three_runs_and_half_of_all_make_a_text_one() {
        let text = |bad: usize, good: usize| {
            "1,donâ€™t\n"
                .repeat(bad)
                .into_bytes()
                .into_iter()
                .chain("1,café\n".repeat(good).into_bytes())
        };
        for (bad, good, wanted) in
            [(0, 0, false), (2, 0, false), (3, 0, true), (3, 3, true), (3, 4, false)]
        {
            let sample: Vec<u8> = text(bad, good).collect();
            assert_eq!(is_twice_encoded(&sample), wanted, "{bad}, {good}");
        }
    }

    #[test]
    fn lines_are_read_in_pieces_of_any_size() {
        let mut read = String::new();
        let text = "id,å¾ˆå¥½\n1,café\n2,donâ€™t";
        let mut reader = as_it_was(text.as_bytes());
        let mut piece = [0; 5];
        let mut bytes = Vec::new();
        while let n @ 1.. = reader.read(&mut piece).unwrap() {
            bytes.extend_from_slice(&piece[..n]);
        }
        bytes.as_slice().read_to_string(&mut read).unwrap();
        assert_eq!(read, "id,很好\n1,café\n2,don’t");
    }
}
