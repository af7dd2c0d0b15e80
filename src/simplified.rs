//! Traditional characters folded to simplified ones, byte for byte.
//!
//! The dictionary and the word lists are written in simplified characters;
//! folding lets them read both without a second copy of each entry. A pair
//! has the same length in UTF-8, so spans stay valid. Column names are read
//! in the same way as comments.

use std::borrow::Cow;
use std::sync::LazyLock;

/// Pairs of a traditional and a simplified character.
const PAIRS: &str = include_str!("../data/words/traditional.txt");

const FIRST: char = '\u{4E00}';
const LAST: char = '\u{9FFF}';

/// The simplified form of every main-block ideograph, at its distance from
/// [`FIRST`].
static TABLE: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut table: Vec<char> = (FIRST..=LAST).collect();
    for pair in PAIRS.lines().filter(|l| !l.starts_with('#')).flat_map(str::split_whitespace) {
        let mut chars = pair.chars();
        if let (Some(from), Some(to)) = (chars.next(), chars.next())
            && from.len_utf8() == to.len_utf8()
            && let Some(slot) = table.get_mut((from as usize).wrapping_sub(FIRST as usize))
        {
            *slot = to;
        }
    }
    table
});

fn fold(table: &[char], c: char) -> char {
    table.get((c as usize).wrapping_sub(FIRST as usize)).copied().unwrap_or(c)
}

/// `text` in simplified characters; the same text where it already is.
pub(crate) fn simplified(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let table = TABLE.as_slice();
    match text.char_indices().find(|&(_, c)| fold(table, c) != c) {
        None => Cow::Borrowed(text),
        Some((at, _)) => {
            let mut folded = String::with_capacity(text.len());
            folded.push_str(&text[..at]);
            folded.extend(text[at..].chars().map(|c| fold(table, c)));
            Cow::Owned(folded)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traditional_is_folded_in_place() {
        let text = "服務態度很好，價格偏貴, OK👍";
        let folded = simplified(text);
        assert_eq!(folded, "服务态度很好，价格偏贵, OK👍");
        assert_eq!(folded.len(), text.len());
        assert!(matches!(simplified("服务很好"), Cow::Borrowed(_)));
    }
}
