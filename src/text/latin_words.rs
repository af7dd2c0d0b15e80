//! Latin words of a comment, by the languages that have them in their lists of frequent words.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::characters::is_latin;

/// Frequent words of English and its neighbours.
const WORDS: &str = include_str!("../../data/words/latin_languages.txt");

/// Latin words looked at; a longer comment has shown its language by then.
const MOST_WORDS: usize = 120;

/// Longest word looked up, in bytes.
const LONGEST_WORD: usize = 24;

/// The languages of each word as bits; bit 0 is English.
static LANGUAGES_OF: LazyLock<HashMap<&'static str, u16>> = LazyLock::new(|| {
    let mut codes: Vec<&str> = vec!["en"];
    let mut map = HashMap::new();
    for line in WORDS.lines().filter(|line| !line.starts_with('#')) {
        let Some((code, words)) = line.split_once(':') else { continue };
        let bit = codes.iter().position(|c| *c == code).unwrap_or_else(|| {
            codes.push(code);
            codes.len() - 1
        });
        for word in words.split_whitespace() {
            *map.entry(word).or_insert(0) |= 1u16 << bit;
        }
    }
    map
});

/// Counts over the Latin words of a comment.
pub(super) struct LatinWords {
    /// Words of two letters or more, and "I".
    pub(super) all: usize,
    /// Words found in the English list.
    pub(super) english: usize,
    /// Different ones of two letters or more among them.
    pub(super) different: usize,
    /// Most words found in the list of one other language, words with a
    /// letter that English does not have counting for each.
    pub(super) foreign: usize,
}

impl LatinWords {
    /// Whether another language has more of the words than English.
    pub(super) fn is_foreign(&self) -> bool {
        self.foreign > self.english && self.foreign * 6 >= self.all
    }
}

/// Counts the Latin words of a text.
pub(super) fn latin_words(text: &str) -> LatinWords {
    let mut counts = [0usize; 16];
    let (mut all, mut marked) = (0, 0);
    let mut seen: Vec<&str> = Vec::new();
    // With the digits, so that "10AM" and "a550" are no words; with the
    // hyphen, so that "non-stop" is not Italian.
    let is_word = |c: char| is_latin(c) || matches!(c, '\'' | '-' | '0'..='9');
    for word in text.split(|c| !is_word(c)).filter(|w| !w.is_empty()).take(MOST_WORDS) {
        let word = word.trim_matches(['\'', '-']);
        if word.bytes().any(|b| b.is_ascii_digit()) {
            continue;
        }
        if word.len() < 2 && !word.eq_ignore_ascii_case("i") && !word.eq_ignore_ascii_case("a") {
            continue;
        }
        all += 1;
        let known = lookup(word);
        if known & 1 != 0 && word.len() >= 2 && seen.len() < 3 && !seen.contains(&word) {
            seen.push(word);
        }
        for (bit, count) in counts.iter_mut().enumerate() {
            *count += usize::from(known & (1 << bit) != 0);
        }
        if known == 0 && !word.is_ascii() && !is_loan_word(word) {
            marked += 1;
        }
    }
    let foreign = counts[1..].iter().copied().max().unwrap_or(0);
    LatinWords { all, english: counts[0], different: seen.len(), foreign: foreign + marked }
}

/// Whether any of the lists has a word.
pub(super) fn is_known(word: &str) -> bool {
    lookup(word) != 0
}

fn lookup(word: &str) -> u16 {
    if word.len() > LONGEST_WORD {
        return 0;
    }
    if word.is_ascii() {
        let mut lower = [0u8; LONGEST_WORD];
        let lower = &mut lower[..word.len()];
        lower.copy_from_slice(word.as_bytes());
        lower.make_ascii_lowercase();
        std::str::from_utf8(lower).ok().and_then(|w| LANGUAGES_OF.get(w)).copied().unwrap_or(0)
    } else {
        LANGUAGES_OF.get(word.to_lowercase().as_str()).copied().unwrap_or(0)
    }
}

/// English words that keep the marks they came with.
fn is_loan_word(word: &str) -> bool {
    ["café", "cafés", "résumé", "naïve", "décor", "entrée", "fiancé", "purée", "sauté", "à", "pâté"]
        .contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_by_the_languages_that_have_them() {
        let of = |text: &str| {
            let LatinWords { all, english, different, foreign } = latin_words(text);
            (all, english, different, foreign)
        };
        // Three different ones are as many as are told; `to` is Polish too.
        assert_eq!(of("We go to room A550 at 10AM"), (5, 5, 3, 1));
        assert_eq!(of("I want a x"), (3, 3, 1, 1));
        // Words with marks are no English, unless they are loans.
        assert_eq!(of("naïve décor"), (2, 0, 0, 0));
        assert_eq!(of("Müller große"), (2, 0, 0, 2));
        assert_eq!(of("nicht zufrieden"), (2, 0, 0, 2));
    }

    #[test]
    fn a_word_is_known_in_any_case() {
        for (word, known) in [("the", true), ("The", true), ("TRÈS", true), ("asdfgh", false)] {
            assert_eq!(is_known(word), known, "{word}");
        }
    }
}
