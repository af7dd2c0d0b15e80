//! Characters that drive a terminal or turn the order of a text round, and what stands in
//! their place: escape and other control characters, bidirectional marks, overrides and
//! isolates, line and paragraph separators.

use std::borrow::Cow;

/// What stands for `c` where it must not be shown as it is: the picture of a control
/// character (␛), a blank for a separator of lines, and � for what has no picture.
/// `None` for every other character, tabs and line breaks among them.
pub fn stand_in(c: char) -> Option<char> {
    match c {
        '\t' | '\n' | '\r' => None,
        '\u{0}'..='\u{1F}' => char::from_u32(0x2400 + u32::from(c)),
        '\u{7F}' => Some('\u{2421}'),
        '\u{80}'..='\u{9F}' => Some('\u{FFFD}'),
        // Marks, embeddings, overrides and isolates.
        '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' => Some('\u{FFFD}'),
        '\u{2066}'..='\u{2069}' => Some('\u{FFFD}'),
        // Deprecated format characters, and those of interlinear notes.
        '\u{206A}'..='\u{206F}' | '\u{FFF9}'..='\u{FFFB}' => Some('\u{FFFD}'),
        '\u{2028}' | '\u{2029}' => Some(' '),
        _ => None,
    }
}

/// Whether [`visible`] would change `text`; fast where it would not.
pub fn is_harmless(text: &str) -> bool {
    // Every character with a stand-in begins with one of these bytes.
    let suspect = |byte: u8| byte < 0x20 || matches!(byte, 0x7F | 0xC2 | 0xD8 | 0xE2 | 0xEF);
    !text.bytes().any(suspect)
        || (!lone_returns(text) && text.chars().all(|c| stand_in(c).is_none()))
}

/// A carriage return takes the cursor back over what the line says.
fn lone_returns(text: &str) -> bool {
    let bytes = text.as_bytes();
    let lone = |at: usize| bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n');
    bytes.contains(&b'\r') && (0..bytes.len()).any(lone)
}

/// A text of several lines with nothing in it that a terminal would obey: a stand-in for
/// each character that has one, and a line break for a carriage return alone.
pub fn visible(text: &str) -> Cow<'_, str> {
    if is_harmless(text) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        shown.push(match c {
            '\r' if characters.peek() != Some(&'\n') => '\n',
            c => stand_in(c).unwrap_or(c),
        });
    }
    Cow::Owned(shown)
}

/// Like [`visible`], on one line: blanks for tabs and line breaks.
pub fn one_line(text: &str) -> Cow<'_, str> {
    if !text.contains(['\t', '\n', '\r']) {
        return visible(text);
    }
    let text = text.replace("\r\n", " ").replace(['\t', '\n', '\r'], " ");
    Cow::Owned(visible(&text).into_owned())
}

/// What the program prints with its own colours, and nothing else that a terminal would
/// obey: sequences that set colour and weight stay, all others become visible.
pub fn styled(text: &str) -> Cow<'_, str> {
    if is_harmless(text) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("\u{1b}[") {
        shown.push_str(&visible(&rest[..at]));
        let after = &rest[at + 2..];
        let end = after.find(|c: char| !c.is_ascii_digit() && c != ';');
        match end.filter(|&end| after[end..].starts_with('m')) {
            Some(end) => {
                shown.push_str(&rest[at..at + 2 + end + 1]);
                rest = &after[end + 1..];
            }
            None => {
                shown.push_str(&visible("\u{1b}"));
                rest = &rest[at + 1..];
            }
        }
    }
    shown.push_str(&visible(rest));
    Cow::Owned(shown)
}

/// JSON with every character that has a [`stand_in`] written as an escape. These occur in
/// strings only, so the JSON means the same.
pub fn json_escaped(json: &str) -> Cow<'_, str> {
    if is_harmless(json) {
        return Cow::Borrowed(json);
    }
    let mut safe = String::with_capacity(json.len() + 8);
    for c in json.chars() {
        match stand_in(c) {
            Some(_) => safe.push_str(&format!("\\u{:04x}", u32::from(c))),
            None => safe.push(c),
        }
    }
    Cow::Owned(safe)
}

/// `text` cut to at most `most` characters, the cut marked by an ellipsis. What the cut
/// would leave of a number or an address goes as well, as nothing would know it for one.
pub fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    let Some((cut, _)) = text.char_indices().nth(most) else { return Cow::Borrowed(text) };
    Cow::Owned(format!("{}…", whole(&text[..cut])))
}

/// Like [`shortened`], with beginning and end: names of columns are told apart by either.
pub fn shortened_inside(text: &str, most: usize) -> Cow<'_, str> {
    let length = text.chars().count();
    if length <= most {
        return Cow::Borrowed(text);
    }
    let tail = text.char_indices().nth(length - most / 2).map_or("", |(at, _)| &text[at..]);
    // Not the end of a number with gaps, a word or an address.
    let number = |c: char| c.is_numeric() || " -－.()+\u{A0}\u{3000}".contains(c);
    let word = |c: char| c.is_ascii_alphanumeric() || "@＠._%+-－#".contains(c);
    let tail = tail.trim_start_matches(number).trim_start_matches(word);
    let head = shortened(text, most - most / 2).into_owned();
    let tail = without_lone_ends(&head, tail);
    Cow::Owned(head + &tail)
}

/// A tail without closing brackets whose opening ones are neither in it nor in the head.
fn without_lone_ends(head: &str, tail: &str) -> String {
    const BRACKETS: [(char, char); 5] =
        [('(', ')'), ('[', ']'), ('（', '）'), ('【', '】'), ('「', '」')];
    let mut open: Vec<char> = Vec::new();
    let mut fits = |c: char| {
        if BRACKETS.iter().any(|(opening, _)| *opening == c) {
            open.push(c);
        }
        let Some((opening, _)) = BRACKETS.iter().find(|(_, closing)| *closing == c) else {
            return true;
        };
        let begun = open.iter().rposition(|known| known == opening);
        if let Some(at) = begun {
            open.truncate(at);
        }
        begun.is_some()
    };
    head.chars().for_each(|c| {
        fits(c);
    });
    tail.chars().filter(|c| fits(*c)).collect()
}

/// Like [`shortened`], for what has been cut before.
pub fn recut(text: &str) -> Cow<'_, str> {
    match text.strip_suffix('…') {
        Some(cut) if whole(cut).len() < cut.len() => Cow::Owned(format!("{}…", whole(cut))),
        _ => Cow::Borrowed(text),
    }
}

/// `cut` without the number, address or group of digits that it ends in the midst of.
fn whole(cut: &str) -> &str {
    let digit = |c: char| c.is_numeric() || "幺〇零一二三四五六七八九十".contains(c);
    let part = |c: char| c.is_ascii_alphanumeric() || digit(c) || "@＠._%+-－#".contains(c);
    let begun = cut.trim_end_matches(part);
    if !cut[begun.len()..].contains(|c: char| digit(c) || c == '@' || c == '＠') {
        return cut;
    }
    // The groups of a number that is written with gaps.
    let gap = |c: char| digit(c) || " -－.·—\u{A0}\u{3000}()+".contains(c);
    begun.trim_end_matches(gap)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All that a terminal obeys, and all that reorders a line.
    const HOSTILE: &str = "a\u{1b}[31mb\u{1b}]0;t\u{7}c\u{9b}2Jd\u{7f}e\u{202e}f\u{2066}g\u{200f}h\
                           \u{2028}i\u{0}j\u{61c}k\u{8}l\u{fff9}m";

    #[test]
    fn nothing_hostile_is_left() {
        for shown in [visible(HOSTILE), one_line(HOSTILE), styled(&HOSTILE.replace("[31m", "["))] {
            assert!(shown.chars().all(|c| stand_in(c).is_none()), "{shown:?}");
            assert!(is_harmless(&shown));
        }
        assert_eq!(visible("\u{1b}[2J"), "␛[2J");
        assert_eq!(one_line("a\r\nb\tc\rd\u{2028}e"), "a b c d e");
        assert_eq!(visible("a\r\nb\tc\rd"), "a\r\nb\tc\nd");
    }

    #[test]
    fn plain_text_is_untouched() {
        for text in ["", "好评 “很好”…—", "naïve café", "👨‍👩‍👧 🏴", "a\tb\r\nc", "١٢٣", "é…"]
        {
            assert!(matches!(visible(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }

    #[test]
    fn own_colours_stay_and_foreign_sequences_do_not() {
        let own = "\u{1b}[1mNPS\u{1b}[0m \u{1b}[38;5;12mx\u{1b}[0m";
        assert_eq!(styled(own), own);
        assert_eq!(styled("\u{1b}[2J\u{1b}[1m\u{1b}c"), "␛[2J\u{1b}[1m␛c");
        assert_eq!(styled("\u{1b}[\u{1b}[1m"), "␛[\u{1b}[1m");
    }

    #[test]
    fn json_means_the_same() {
        let json = serde_json::json!({ "a\u{202e}": HOSTILE, "b": "好" }).to_string();
        let safe = json_escaped(&json);
        assert!(is_harmless(&safe) && safe != json);
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&safe).unwrap(),
            serde_json::from_str::<serde_json::Value>(&json).unwrap()
        );
    }

    #[test]
    fn a_cut_leaves_no_part_of_a_number() {
        assert_eq!(shortened("电话13800138000", 9), "电话…");
        assert_eq!(shortened("call 138 0013 8000 now", 15), "call…");
        assert_eq!(shortened("write to anna@example.com", 20), "write to…");
        assert_eq!(shortened("the room was very good", 11), "the room wa…");
        assert_eq!(shortened("short", 5), "short");
        let asked = "How much do you agree with these statements? - The queue moved quickly";
        assert_eq!(shortened_inside(asked, 40), "How much do you agre… moved quickly");
        assert_eq!(
            shortened_inside("您对以下各项的满意程度如何—等候时间", 14),
            "您对以下各项的…如何—等候时间"
        );
        assert_eq!(shortened_inside("the rooms: 0138 0013 8000", 16), "the room…");
        assert_eq!(shortened_inside("short", 5), "short");
        let stated = "How far do you agree with each of these? [The branch was clean and tidy]";
        assert_eq!(shortened_inside(stated, 40), "How far do you agree… clean and tidy");
        let inside = "Staff (all of the shops that you went to in this year)";
        assert_eq!(shortened_inside(inside, 30), "Staff (all of t… in this year)");
        assert_eq!(recut("电话1380013…"), "电话…");
        assert_eq!(recut("很好…"), "很好…");
    }
}
