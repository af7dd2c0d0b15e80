//! What is written in capitals alone, read in small letters.
//!
//! Words in capitals are rare in what the model learnt from and fall to pieces in its
//! vocabulary: "COLD FOOD" was praise. Small letters have the same bytes, so that spans
//! stay valid.

use std::borrow::Cow;
use std::ops::Range;

/// Letters from which on capitals are no abbreviation.
const LETTERS: usize = 5;

/// `text` with those of the spans `units`, and the whole, in small letters that have capitals alone.
pub(super) fn spoken<'a>(
    text: Cow<'a, str>,
    units: impl Iterator<Item = Range<usize>>,
) -> Cow<'a, str> {
    if is_shouted(&text) {
        return text.to_ascii_lowercase().into();
    }
    let shouted: Vec<Range<usize>> =
        units.filter(|unit| text.get(unit.clone()).is_some_and(is_shouted)).collect();
    if shouted.is_empty() {
        return text;
    }
    let mut bytes = text.as_bytes().to_vec();
    shouted.into_iter().for_each(|unit| bytes[unit].make_ascii_lowercase());
    String::from_utf8(bytes).map_or(text, Cow::Owned)
}

/// Whether all letters are Latin capitals, and enough of them. Two words of a clause may be a
/// name or a sign on a door as well; that they are read in small letters costs nothing.
fn is_shouted(text: &str) -> bool {
    let letters = || text.chars().filter(|c| c.is_alphabetic());
    letters().all(|c| c.is_ascii_uppercase()) && letters().count() >= LETTERS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken(text: &str) -> String {
        let units = text.match_indices('.').scan(0, |from, (at, _)| {
            let unit = *from..at;
            *from = at + 1;
            Some(unit)
        });
        super::spoken(Cow::Borrowed(text), units).into_owned()
    }

    #[test]
    fn comments_and_clauses_in_capitals_are_read_in_small_letters() {
        for (text, read) in [
            ("COLD FOOD", "cold food"),
            ("USELESS!!!", "useless!!!"),
            ("WAITED 40 MINUTES, NOBODY CAME", "waited 40 minutes, nobody came"),
            ("Nice room. NEVER AGAIN.", "Nice room. never again."),
        ] {
            assert_eq!(spoken(text), read);
        }
    }

    #[test]
    fn abbreviations_and_names_of_things_stay() {
        for text in ["WIFI", "NHS", "Lost my ATM card.", "APP打不开", "iPhone OK", "ÜBERTEUERT", ""]
        {
            assert_eq!(spoken(text), text);
        }
    }
}
