//! The character classes that reading, masking and judging ask about.

/// Whether `c` is a Chinese character (Han ideograph).
pub(crate) fn is_han(c: char) -> bool {
    matches!(c,
        '\u{4E00}'..='\u{9FFF}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{3007}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{2FA1F}'
        | '\u{30000}'..='\u{3134F}')
}

/// Whether `c` is Japanese hiragana or katakana.
pub(crate) fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | '\u{31F0}'..='\u{31FF}')
}

/// Whether `c` is a letter of the Latin script (NFKC text, so no full-width
/// forms).
pub(crate) fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic()
        || matches!(c, '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' if c != '×' && c != '÷')
}

/// Whether `c` can start a pictograph: an emoji, a dingbat or half a flag.
pub(crate) fn is_emoji(c: char) -> bool {
    matches!(c,
        '\u{1F000}'..='\u{1FAFF}'
        | '\u{2600}'..='\u{27BF}'
        | '\u{231A}'..='\u{231B}'
        | '\u{23E9}'..='\u{23FA}'
        | '\u{2B05}'..='\u{2B07}'
        | '\u{2B1B}'..='\u{2B1C}'
        | '\u{2B50}'
        | '\u{2B55}')
}

/// Whether `c` only changes or joins the pictograph before it.
pub(crate) fn is_emoji_modifier(c: char) -> bool {
    matches!(c,
        '\u{FE0E}' | '\u{FE0F}' | '\u{20E3}'
        | '\u{1F3FB}'..='\u{1F3FF}'
        | '\u{E0020}'..='\u{E007F}')
}

/// Joins pictographs into one (👨 + ZWJ + 👩 …).
pub(crate) const ZERO_WIDTH_JOINER: char = '\u{200D}';

/// Circled digits ① to ⑳. Normalisation keeps them because, as plain digits,
/// they would run into the words of the list they number.
pub(crate) fn is_circled_digit(c: char) -> bool {
    matches!(c, '\u{2460}'..='\u{2473}')
}

/// The length in bytes of the pictograph at the start of `text`, with its
/// modifiers and everything joined to it; 0 where there is none.
pub(crate) fn emoji_length(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    let Some((_, first)) = chars.next() else { return 0 };
    if !is_emoji(first) {
        return 0;
    }
    let is_flag_half = |c: char| matches!(c, '\u{1F1E6}'..='\u{1F1FF}');
    let mut end = first.len_utf8();
    if is_flag_half(first)
        && let Some(&(at, second)) = chars.peek()
        && is_flag_half(second)
    {
        return at + second.len_utf8();
    }
    while let Some((at, c)) = chars.next() {
        if is_emoji_modifier(c) {
            end = at + c.len_utf8();
        } else if c == ZERO_WIDTH_JOINER {
            match chars.next() {
                Some((at, next)) if is_emoji(next) => end = at + next.len_utf8(),
                _ => break,
            }
        } else {
            break;
        }
    }
    end
}

/// Face and heart marks typed with ASCII characters, longest first where one
/// starts with another. They carry feeling, so they are words.
const EMOTICONS: [&str; 26] = [
    ":-)", ":-(", ":-D", ":-/", ":'(", ";-)", "=_=", "^_^", "^-^", "T_T", "T.T", "-_-", ">_<",
    "QAQ", "orz", ":)", ":(", ":D", ":P", ":/", ";)", "=)", "=(", "^^", "XD", "<3",
];

/// The length in bytes of the emoticon that starts at byte `at`; 0 where
/// there is none. One glued to letters or digits (`http://`, `8:30`) is none.
pub(crate) fn emoticon_length(text: &str, at: usize) -> usize {
    if !matches!(
        text.as_bytes()[at],
        b':' | b';' | b'=' | b'^' | b'T' | b'-' | b'>' | b'<' | b'Q' | b'o' | b'X'
    ) {
        return 0;
    }
    let rest = &text[at..];
    let Some(found) = EMOTICONS.iter().find(|e| rest.starts_with(**e)) else { return 0 };
    let letters = found.as_bytes()[0].is_ascii_alphabetic() || found.ends_with('D');
    let glued_before = text[..at].chars().next_back().is_some_and(|c| {
        (c.is_ascii_alphanumeric() && (letters || *found == ":/")) || c == ':' || c == '/'
    });
    let glued_after =
        rest[found.len()..].chars().next().is_some_and(|c| c.is_ascii_alphanumeric() || c == '/');
    if glued_before || glued_after { 0 } else { found.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pictograph_is_taken_whole() {
        for (text, taken) in [
            ("👍好", "👍"),
            ("👍🏽 ok", "👍🏽"),
            ("👨‍👩‍👧‍👦家", "👨‍👩‍👧‍👦"),
            ("❤️❤️", "❤️"),
            ("🇨🇳🇺🇸", "🇨🇳"),
            ("\u{1F1E8}好", "\u{1F1E8}"),
            ("好", ""),
        ] {
            assert_eq!(&text[..emoji_length(text)], taken, "{text}");
        }
    }

    #[test]
    fn emoticons_are_told_from_punctuation() {
        assert_eq!(emoticon_length("nice :)", 5), 2);
        assert_eq!(emoticon_length("nice:)", 4), 2);
        assert_eq!(emoticon_length("http://a", 4), 0);
        assert_eq!(emoticon_length("8:30", 1), 0);
        assert_eq!(emoticon_length("horz", 1), 0);
        assert_eq!(emoticon_length("T_T", 0), 3);
    }
}
