//! Characters without width, which nobody sees and which make two groups of one: 门店 and 门店 with
//! a zero-width space behind it.

use std::borrow::Cow;

/// Whether a character has no width and parts or joins nothing that is seen.
fn has_none(c: char) -> bool {
    matches!(c, '\u{200B}' | '\u{2060}' | '\u{FEFF}')
}

/// A text without blanks and characters without width at its ends.
pub(crate) fn trim(text: &str) -> &str {
    // Within a text the joiners belong to letters and emoji.
    let joiner = |c: char| matches!(c, '\u{200C}' | '\u{200D}');
    text.trim_matches(|c: char| c.is_whitespace() || has_none(c) || joiner(c))
}

/// The same, and without them within it.
pub(crate) fn without(text: &str) -> Cow<'_, str> {
    let text = trim(text);
    match text.contains(has_none) {
        true => Cow::Owned(text.chars().filter(|c| !has_none(*c)).collect()),
        false => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_taken_off() {
        for (text, wanted) in [
            ("门店\u{200B}", "门店"),
            ("\u{FEFF}门店", "门店"),
            (" \u{2060}门\u{200B}店\u{200D} ", "门店"),
            ("门店\u{A0}", "门店"),
            ("👩\u{200D}🔧", "👩\u{200D}🔧"),
            ("a b", "a b"),
            ("\u{200B}", ""),
        ] {
            assert_eq!(without(text), wanted, "{text:?}");
        }
        assert_eq!(trim("a\u{200B}b\u{200B}"), "a\u{200B}b");
    }
}
