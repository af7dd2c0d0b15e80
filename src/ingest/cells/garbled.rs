//! Text that was read in another encoding than it was written in and cannot be told any more, and
//! what it was where that can still be told.

use encoding_rs::{GB18030, WINDOWS_1252};

/// Characters of a run that are looked at.
const SAMPLE: usize = 24;

/// Question marks that stand for characters that were lost, from so many on: people write `???`. One
/// of full width would have been lost with the others.
const QUESTIONS: usize = 4;

/// Whether a cell is garbled: question marks or U+FFFD alone, or characters that are those of
/// UTF-8 read as Windows-1252 (`å¾ˆå¥½`) or as GBK (`寰堝ソ`).
pub(crate) fn is_garbled(cell: &str) -> bool {
    if cell.is_ascii() && !cell.contains("????") {
        return false;
    }
    is_lost(cell) || cell.contains("锟斤拷") || runs(cell).any(is_misread)
}

/// Whether nothing but signs for characters that were lost is left.
fn is_lost(cell: &str) -> bool {
    let (mut questions, mut lost, mut others) = (0, 0, 0);
    for c in cell.chars() {
        match c {
            '?' => questions += 1,
            '\u{FFFD}' => lost += 1,
            c if c.is_alphanumeric() || c == '？' => others += 1,
            _ => {}
        }
    }
    // One of several letters may have been spared.
    (questions >= QUESTIONS && others == 0) || (lost > 1 && lost > others)
}

/// Runs of characters other than ASCII and signs for what was lost.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_ascii() || c == '\u{FFFD}').filter(|run| !run.is_empty())
}

fn is_misread(run: &str) -> bool {
    let whole = run.chars().nth(1).is_some();
    whole && (before(run).is_some() || is_chinese_read_as_gb(run))
}

/// Whether the bytes of a run in GB18030 are Chinese text in UTF-8, the last character of which
/// may be cut.
fn is_chinese_read_as_gb(run: &str) -> bool {
    // For speed: bytes of GB18030 are looked up slowly, and few characters begin as such text does.
    let mut buffer = [0; 4];
    let Some(first) = run.chars().next() else { return false };
    let (begins, _, _) = GB18030.encode(first.encode_utf8(&mut buffer));
    if !matches!(begins.first(), Some(0xE3..=0xE9 | 0xEF)) {
        return false;
    }
    let start: String = run.chars().take(SAMPLE).collect();
    let (bytes, _, lost) = GB18030.encode(&start);
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text,
        Err(error) => {
            let valid = error.valid_up_to();
            let cut = bytes.len() - valid < 3;
            let text = bytes.get(..valid).filter(|_| cut).map(std::str::from_utf8);
            let Some(Ok(text)) = text else { return false };
            text
        }
    };
    let chinese = |c: char| matches!(c, '\u{3000}'..='\u{303F}' | '\u{4E00}'..='\u{9FFF}' | '\u{FF01}'..='\u{FFEE}');
    !lost && text.chars().nth(1).is_some() && text.chars().all(chinese)
}

/// What a run of characters was before UTF-8 was read as Windows-1252; `None` where these are no
/// bytes of UTF-8, or bytes of what nobody writes.
pub(crate) fn before(run: &str) -> Option<String> {
    let bytes = run.chars().map(byte).collect::<Option<Vec<u8>>>()?;
    String::from_utf8(bytes).ok().filter(|text| text.chars().all(is_usual))
}

/// The byte that Windows-1252, or Latin-1 where that has none, reads as a character.
fn byte(c: char) -> Option<u8> {
    match u8::try_from(u32::from(c)) {
        Ok(byte) => Some(byte),
        // None of the others stands further on.
        Err(_) if c > '\u{2122}' => None,
        Err(_) => {
            let mut buffer = [0; 4];
            let (bytes, _, lost) = WINDOWS_1252.encode(c.encode_utf8(&mut buffer));
            bytes.first().copied().filter(|_| !lost)
        }
    }
}

/// Western letters and signs, punctuation, Chinese, Japanese, Korean and pictographs.
fn is_usual(c: char) -> bool {
    matches!(c,
        '\u{A0}'..='\u{FF}' | '\u{2010}'..='\u{206F}' | '\u{20AC}' | '\u{2122}'
        | '\u{2190}'..='\u{27BF}' | '\u{2B50}' | '\u{3000}'..='\u{30FF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{FE0F}' | '\u{FEFF}'
        | '\u{FF01}'..='\u{FFEE}' | '\u{1F300}'..='\u{1FAFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_lost_or_misread_is_garbled() {
        for cell in [
            "????",
            "????，??",
            "?????????????",
            "��",
            "���������",
            "��好",
            "锟斤拷锟斤拷",
            "å¾ˆå¥½",
            "donâ€™t come",
            "寰堝ソ",
            "鐗╂祦寰堝揩",
        ] {
            assert!(is_garbled(cell), "{cell}");
        }
        for text in ["物流很快", "客服态度好", "很好"] {
            let misread = GB18030.decode_without_bom_handling(text.as_bytes()).0;
            assert!(is_garbled(&misread), "{misread}");
        }
    }

    #[test]
    fn what_people_write_is_not() {
        for cell in [
            "",
            "???",
            "why????",
            "为什么？？？？",
            "？？？？？",
            "????？",
            "好�",
            "很好",
            "物流很快，客服态度好",
            "联通",
            "café",
            "„MENÜ“",
            "👍",
            "……",
            "！！！！",
        ] {
            assert!(!is_garbled(cell), "{cell}");
        }
    }

    #[test]
    fn what_windows_made_of_utf8_is_undone() {
        for (run, wanted) in [
            ("å¾ˆå¥½", Some("很好")),
            ("â€™", Some("’")),
            ("Ã©", Some("é")),
            ("\u{e5}\u{a5}\u{bd}", Some("好")),
            ("É»", None),
            ("é", None),
            ("很å¾ˆ", None),
        ] {
            assert_eq!(before(run).as_deref(), wanted, "{run}");
        }
    }
}
