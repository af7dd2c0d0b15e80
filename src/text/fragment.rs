//! Stretches between commas that judge nothing by themselves.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::characters::{emoji_length, emoticon_length, is_han};

const LISTS: &str = include_str!("../../data/words/clauses_zh.txt");

/// A Chinese clause has at least this many characters, a Latin word counting
/// for two.
const SHORTEST_CLAUSE: usize = 4;

struct Lists {
    openers: HashSet<&'static str>,
    predicates: HashSet<&'static str>,
    verbal: HashSet<char>,
}

static WORDS: LazyLock<Lists> = LazyLock::new(|| {
    let section = |name: &'static str| {
        LISTS
            .lines()
            .skip_while(move |line| *line != name)
            .skip(1)
            .take_while(|line| !line.starts_with('['))
            .filter(|line| !line.starts_with('#'))
    };
    Lists {
        openers: section("[openers]").flat_map(str::split_whitespace).collect(),
        predicates: section("[predicates]").flat_map(str::split_whitespace).collect(),
        verbal: section("[verbal]").flat_map(str::chars).collect(),
    }
});

/// Whether a stretch beside a Chinese comma is too little to be a clause.
pub(crate) fn is_fragment(text: &str) -> bool {
    let weight = weight(text);
    if weight > SHORTEST_CLAUSE + 2 {
        return false;
    }
    if WORDS.openers.contains(text) {
        return true;
    }
    if weight < SHORTEST_CLAUSE {
        return weight < 2 || !ends_in_predicate(text);
    }
    weight == SHORTEST_CLAUSE && !text.chars().any(|c| WORDS.verbal.contains(&c))
}

/// Whether a stretch ends as Chinese clauses do: in a judgement or a particle.
pub(crate) fn ends_clause(text: &str) -> bool {
    text.ends_with(['了', '的', '吧', '啊', '呢', '呀', '哦', '过', '来', '着'])
        || ends_in_predicate(text)
}

/// Whether a stretch holds nothing but pictographs and emoticons.
pub(crate) fn is_face(text: &str) -> bool {
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let length = emoji_length(&text[at..]).max(emoticon_length(text, at));
        if length > 0 {
            at += length;
        } else if c.is_alphanumeric() {
            return false;
        } else {
            at += c.len_utf8();
        }
    }
    !text.is_empty()
}

/// Chinese characters, and two for each run of other letters or digits.
fn weight(text: &str) -> usize {
    let mut weight = 0;
    let mut in_word = false;
    for c in text.chars() {
        if is_han(c) {
            weight += 1;
            in_word = false;
        } else if c.is_alphanumeric() {
            weight += if in_word { 0 } else { 2 };
            in_word = true;
        } else if c != '\'' {
            in_word = false;
        }
        if weight > SHORTEST_CLAUSE + 2 {
            break;
        }
    }
    weight
}

fn ends_in_predicate(text: &str) -> bool {
    let mut starts = text.char_indices().rev().map(|(at, _)| at);
    let (last, second) = (starts.next(), starts.next());
    [last, second].into_iter().flatten().any(|at| WORDS.predicates.contains(&text[at..]))
}
