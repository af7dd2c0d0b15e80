//! Ordinary words of English, by which words with a capital (Better WiFi) and misspelt ones
//! (Clenaliness) are told from names.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::LazyLock;

use super::first_names::known_first_name;

const LIST: &str = include_str!("../../data/words/ordinary_en.txt");

/// What a word of the list is besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Also {
    Nothing,
    Surname,
    Name,
    /// Nothing, and too rare for another word to be a misspelt one of it.
    Rare,
}

/// Ordinary words in lower case.
static WORDS: LazyLock<HashMap<&str, Also>> = LazyLock::new(|| {
    let words = LIST.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace);
    let marked = |word: &'static str| match word.strip_suffix(['?', '!', '~']) {
        Some(own) if word.ends_with('?') => (own, Also::Surname),
        Some(own) if word.ends_with('!') => (own, Also::Name),
        Some(own) => (own, Also::Rare),
        None => (word, Also::Nothing),
    };
    words.map(marked).collect()
});

/// Letters from which on a word with two of them the wrong way round is a misspelt one, one with
/// a letter missing or too many, and one with a wrong letter. Shorter names are like some word or
/// other: Wong, Chen, Walters.
const LEAST_SWAPPED: usize = 6;
const LEAST_MISSED: usize = 7;
const LEAST_WRONG: usize = 8;

/// Letters of a single word that is no name: Min and Sun are.
const LEAST: usize = 4;

/// Whether a word in small letters is one of the list.
pub(super) fn is_listed(word: &str) -> bool {
    WORDS.contains_key(word)
}

/// Whether a word in small letters is ordinary, and nothing else.
pub(crate) fn is_plain(word: &str) -> bool {
    matches!(WORDS.get(word), Some(Also::Nothing | Also::Rare))
}

/// Whether what looks like a name is made of ordinary words, some of them misspelt. One of them at
/// least is no surname.
pub(super) fn only_words(name: &str) -> bool {
    let (mut count, mut length, mut plain) = (0, 0, false);
    let parts = name.split(|c: char| !c.is_alphabetic() && !matches!(c, '\'' | '’'));
    for part in parts.filter(|part| !part.is_empty()) {
        let word = part.strip_suffix("'s").or_else(|| part.strip_suffix("’s")).unwrap_or(part);
        if known_first_name(word).is_some() {
            return false;
        }
        let word = word.to_lowercase();
        match WORDS.get(word.as_str()) {
            Some(Also::Nothing | Also::Rare) => plain = true,
            Some(Also::Surname | Also::Name) => {}
            None if is_misspelt(&word) => plain = true,
            None => return false,
        }
        (count, length) = (count + 1, word.len());
    }
    plain && (count > 1 || length >= LEAST)
}

/// Whether a word is an ordinary one with a slip.
fn is_misspelt(word: &str) -> bool {
    let long = word.len() >= LEAST_SWAPPED && word.is_ascii();
    let common = |also: &Also| !matches!(also, Also::Name | Also::Rare);
    long && WORDS.iter().any(|(own, also)| common(also) && has_slip(word, own))
}

/// Whether a word is another one but for a slip behind its first letter. That an s is missing or
/// too many at the end is none.
fn has_slip(word: &str, own: &str) -> bool {
    let (word, own) = (word.as_bytes(), own.as_bytes());
    if word.first() != own.first() || word.len().abs_diff(own.len()) > 1 {
        return false;
    }
    let same = word.iter().zip(own).take_while(|(a, b)| a == b).count();
    let (rest, wanted) = (&word[same..], &own[same..]);
    match (word.len().cmp(&own.len()), rest, wanted) {
        (Ordering::Less, _, [_, after @ ..]) => {
            own.len() >= LEAST_MISSED && rest == after && wanted != b"s"
        }
        (Ordering::Greater, [_, after @ ..], _) => {
            own.len() >= LEAST_MISSED && after == wanted && rest != b"s"
        }
        (_, [a, b, rest @ ..], [c, d, wanted @ ..]) if a == d && b == c => {
            word.len() >= LEAST_SWAPPED && rest == wanted
        }
        (_, [_, rest @ ..], [_, wanted @ ..]) => word.len() >= LEAST_WRONG && rest == wanted,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opinion::Taxonomy;

    #[test]
    fn words_with_a_slip() {
        for (word, own, wanted) in [
            ("enlgish", "english", true),
            ("enlsigh", "english", false),
            ("clenaliness", "cleanliness", true),
            ("parikng", "parking", true),
            ("baord", "board", false),
            ("sevice", "service", true),
            ("serviice", "service", true),
            ("centrl", "central", true),
            ("brekfast", "breakfast", true),
            ("adress", "address", true),
            ("rooom", "rooms", false),
            ("receptoon", "reception", true),
            // Names of people.
            ("walters", "waiters", false),
            ("stewart", "steward", false),
            ("masters", "master", false),
            ("winter", "winters", false),
            ("chambers", "chamber", false),
            ("porter", "porters", false),
            ("wong", "wrong", false),
            // Not in front.
            ("bervice", "service", false),
            ("ervice", "service", false),
            ("service", "service", false),
        ] {
            assert_eq!(has_slip(word, own), wanted, "{word}, {own}");
        }
    }

    #[test]
    fn names_that_are_words_alone() {
        for (name, wanted) in [
            ("Better WiFi", true),
            ("Larger Rooms", true),
            ("Clenaliness", true),
            ("Enlgish", true),
            ("Late", true),
            ("LATE", true),
            ("Lovely Rooms", true),
            ("LEAKS EVERYWHERE", true),
            ("FAULTY PUMP", true),
            ("TOTAL SHAMBLES", true),
            ("Adore", true),
            // One of a rare word is none with a slip.
            ("Shamblez", false),
            // A surname with a word, but not by itself or with another one.
            ("Better Price", true),
            ("Price", false),
            ("Price Hall", false),
            ("Gift", false),
            ("Gardner", false),
            ("Min", false),
            ("June Price", false),
            ("Sarah", false),
            ("Zorbl", false),
            ("Better Zorbl", false),
            ("Élodie", false),
            ("J. Breakfast", false),
            ("噗噗", false),
            ("", false),
        ] {
            assert_eq!(only_words(name), wanted, "{name}");
        }
    }

    #[test]
    fn the_terms_of_the_taxonomy_are_ordinary() {
        let taxonomy = Taxonomy::builtin();
        let terms = taxonomy.aspects().iter().flat_map(|aspect| &aspect.terms_en);
        let missing: Vec<&String> = terms
            .filter(|term| term.len() >= LEAST && term.bytes().all(|b| b.is_ascii_lowercase()))
            .filter(|term| !WORDS.contains_key(term.as_str()) && known_first_name(term).is_none())
            .collect();
        assert!(missing.is_empty(), "not in ordinary_en.txt: {missing:?}");
    }
}
