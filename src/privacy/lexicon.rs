//! Words by which names in Chinese are told from other words, read once from
//! `data/words`.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

const PEOPLE: &str = include_str!("../../data/words/people_zh.toml");
const NOT_NAMES: &str = include_str!("../../data/words/not_names_zh.txt");

/// `data/words/people_zh.toml`.
#[derive(Deserialize)]
struct People {
    given: String,
    not_nicknames: Vec<String>,
    doubled: Vec<String>,
    own: Vec<String>,
    titles: Vec<String>,
    short_titles: String,
    before: Vec<String>,
    after: Vec<String>,
    roles: Vec<String>,
    fields: Vec<String>,
    brands: Vec<String>,
    nobody: Vec<String>,
}

/// Characters of the main block, one bit each.
pub(super) struct CharSet(Vec<u64>);

impl CharSet {
    pub(super) fn of(chars: impl Iterator<Item = char>) -> CharSet {
        let mut bits = vec![0u64; (0x9FFF - 0x4E00) / 64 + 1];
        for c in chars {
            let at = (c as usize).wrapping_sub(0x4E00);
            if let Some(word) = bits.get_mut(at / 64) {
                *word |= 1 << (at % 64);
            }
        }
        CharSet(bits)
    }

    pub(super) fn has(&self, c: char) -> bool {
        let at = (c as usize).wrapping_sub(0x4E00);
        self.0.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }
}

/// Words of one kind, by their lengths.
pub(super) struct WordSet {
    words: HashSet<String>,
    /// Lengths in bytes that occur, the longest first.
    lengths: Vec<usize>,
}

impl WordSet {
    fn of(words: impl IntoIterator<Item = impl Into<String>>) -> WordSet {
        let words: HashSet<String> = words.into_iter().map(Into::into).collect();
        let mut lengths: Vec<usize> = words.iter().map(String::len).collect();
        lengths.sort_unstable_by(|a, b| b.cmp(a));
        lengths.dedup();
        WordSet { words, lengths }
    }

    /// The longest word that `text` begins with.
    pub(super) fn starting<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.lengths.iter().filter_map(|&n| text.get(..n)).find(|part| self.words.contains(*part))
    }

    /// The longest word that `text` ends with.
    pub(super) fn ending<'t>(&self, text: &'t str) -> Option<&'t str> {
        let tail = |&n: &usize| text.get(text.len().checked_sub(n)?..);
        self.lengths.iter().filter_map(tail).find(|part| self.words.contains(*part))
    }

    pub(super) fn has(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    #[cfg(test)]
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    /// The words, the longest first, as the alternatives of a pattern.
    pub(super) fn alternatives(&self) -> String {
        let mut words: Vec<&str> = self.words.iter().map(String::as_str).collect();
        words.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        words.join("|")
    }
}

/// All of it.
pub(super) struct NameLexicon {
    pub(super) given: CharSet,
    pub(super) not_nicknames: WordSet,
    pub(super) doubled: WordSet,
    pub(super) own: WordSet,
    pub(super) titles: WordSet,
    pub(super) short_titles: String,
    pub(super) before: WordSet,
    pub(super) after: WordSet,
    pub(super) roles: WordSet,
    pub(super) fields: WordSet,
    pub(super) brands: WordSet,
    /// Nobody is named within these.
    pub(super) nobody: WordSet,
    /// No name begins with these.
    pub(super) begin: WordSet,
    /// Nor is one of these.
    pub(super) whole: WordSet,
    /// Words that end in a surname.
    pub(super) end: WordSet,
}

pub(super) static LEXICON: LazyLock<NameLexicon> = LazyLock::new(|| {
    let people: People = match toml::from_str(PEOPLE) {
        Ok(people) => people,
        Err(error) => unreachable!("people_zh.toml is part of the program: {error}"),
    };
    let section = |name: &str| {
        let lines = NOT_NAMES.lines().filter(|line| !line.starts_with('#'));
        let inside = lines.skip_while(|line| *line != name).skip(1);
        let words = inside.take_while(|line| !line.starts_with('['));
        WordSet::of(words.flat_map(str::split_whitespace))
    };
    NameLexicon {
        given: CharSet::of(people.given.chars()),
        not_nicknames: WordSet::of(people.not_nicknames),
        doubled: WordSet::of(people.doubled),
        own: WordSet::of(people.own),
        titles: WordSet::of(people.titles),
        short_titles: people.short_titles,
        before: WordSet::of(people.before),
        after: WordSet::of(people.after),
        roles: WordSet::of(people.roles),
        fields: WordSet::of(people.fields),
        brands: WordSet::of(people.brands),
        nobody: WordSet::of(people.nobody),
        begin: section("[begin]"),
        whole: section("[whole]"),
        end: section("[end]"),
    }
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_read_whole() {
        assert!(LEXICON.given.has('伟') && !LEXICON.given.has('的'));
        assert!(LEXICON.begin.has("高兴") && LEXICON.end.has("语文") || LEXICON.end.has("作文"));
        assert_eq!(LEXICON.roles.ending("我找客户经理"), Some("客户经理"));
        assert_eq!(LEXICON.after.starting("服务很好"), Some("服务"));
        assert!(LEXICON.fields.alternatives().starts_with("紧急联系人"));
        assert!(LEXICON.whole.has("宁安") && !LEXICON.whole.has("李建华"));
        assert_eq!(LEXICON.nobody.starting("得劲儿，师傅"), Some("得劲儿"));
    }

    #[test]
    fn a_set_holds_the_main_block_and_nothing_beyond() {
        let set = CharSet::of("\u{4DFF}\u{4E00}\u{9FFF}\u{A000}".chars());
        assert!(set.has('\u{4E00}') && set.has('\u{9FFF}'));
        assert!(!set.has('\u{4DFF}') && !set.has('\u{A000}') && !set.has('\u{4E01}'));
    }
}
