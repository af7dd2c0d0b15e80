//! What a theme is called: the words, and the pair of neighbouring words, that are said in it
//! more than elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::space::Vocabulary;
use super::{Piece, WORDS};

/// Weight from which a word may stand in a name.
const NAMES: f64 = 0.5;

/// Share of what the first word tells below which another tells nothing.
const WEAK: f64 = 0.1;

/// Share of what the first word tells from which a pair of words names a theme.
const PAIR: f64 = 0.35;

/// Name and words of a theme.
#[derive(Debug)]
pub(super) struct Called {
    pub(super) name: Vec<String>,
    /// Whether the words of the name follow each other.
    pub(super) phrase: bool,
    pub(super) words: Vec<String>,
}

/// How much a word tells of a cluster: the share of its pieces that have it, times how much
/// more that is than among all (in logarithms); 0 where it is not more.
pub(super) fn telling(here: f64, members: usize, everywhere: usize, all: usize) -> f64 {
    if here <= 0.0 || members == 0 {
        return 0.0;
    }
    let (own, usual) = (here / members as f64, everywhere as f64 / all.max(1) as f64);
    own * (own / usual).ln().max(0.0)
}

/// Name and words of the theme of these pieces; `None` where no word tells of it.
pub(super) fn called(
    members: &[usize],
    pieces: &[&Piece],
    vocabulary: &Vocabulary,
) -> Option<Called> {
    let mut counts: BTreeMap<usize, f64> = BTreeMap::new();
    for at in members {
        vocabulary
            .known(pieces[*at])
            .into_iter()
            .for_each(|w| *counts.entry(w).or_default() += 1.0);
    }
    let heavy: BTreeSet<&str> = members
        .iter()
        .flat_map(|at| &pieces[*at].words)
        .filter(|word| word.weight >= NAMES)
        .map(|word| word.text.as_str())
        .collect();
    let told = |(word, count): (&usize, &f64)| {
        let told = telling(*count, members.len(), vocabulary.pieces[*word], pieces.len());
        (told, *word)
    };
    let mut words: Vec<(f64, usize)> = counts.iter().map(told).collect();
    words.retain(|(told, word)| *told > 0.0 && heavy.contains(vocabulary.words[*word].as_str()));
    words.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    words.truncate(WORDS);
    let (most, first) = *words.first()?;
    words.retain(|(told, _)| *told >= WEAK * most);
    let named = |word: usize| vocabulary.words[word].clone();
    let pair = pairs(members, pieces, vocabulary, most);
    let second = words.get(1).map(|(_, word)| named(*word));
    let two = || [named(first)].into_iter().chain(second).collect();
    let phrase = pair.is_some();
    let name = pair.unwrap_or_else(two);
    Some(Called { name, phrase, words: words.into_iter().map(|(_, word)| named(word)).collect() })
}

/// Two neighbouring words that tell nearly as much as the most telling word; they are one
/// phrase, in their order.
fn pairs(
    members: &[usize],
    pieces: &[&Piece],
    vocabulary: &Vocabulary,
    most: f64,
) -> Option<Vec<String>> {
    let of = |piece: &Piece| -> BTreeSet<(usize, usize)> {
        let neighbours =
            piece.words.windows(2).filter(|pair| pair.iter().all(|w| w.weight >= NAMES));
        let numbers = neighbours.filter_map(|pair| {
            Some((vocabulary.number(&pair[0].text)?, vocabulary.number(&pair[1].text)?))
        });
        numbers.filter(|(a, b)| a != b).collect()
    };
    let mut all: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    pieces.iter().flat_map(|piece| of(piece)).for_each(|pair| *all.entry(pair).or_default() += 1);
    let mut here: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    let own = members.iter().flat_map(|at| of(pieces[*at]));
    own.for_each(|pair| *here.entry(pair).or_default() += 1.0);
    let told = here
        .into_iter()
        .map(|(pair, count)| (telling(count, members.len(), all[&pair], pieces.len()), pair));
    let (told, (a, b)) = told.max_by(|x, y| x.0.total_cmp(&y.0).then(y.1.cmp(&x.1)))?;
    let words = || vec![[a, b].map(|word| vocabulary.words[word].clone())];
    (told >= PAIR * most).then(|| words().concat())
}
