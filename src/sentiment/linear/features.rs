//! Hashed features of an opinion unit for the linear engine.
//!
//! A unit gives word uni-, bi- and trigrams, a mark on every word that stands
//! in the scope of a negation ("not good", 不 好), n-grams of Han characters
//! (which forgive a wrong segmentation), n-grams of the letters of Latin words
//! (which forgive a typo) and its closing `!` and `?`. Nothing crosses a unit
//! boundary: the features of a comment are those of its units together, so
//! one pass answers for both.

use std::sync::LazyLock;

use xxhash_rust::xxh3::xxh3_64;

use crate::text::Prepared;
use crate::text::characters::is_han;

/// Words a negation reaches over, counted from the negating word.
const SCOPE_ZH: u32 = 3;
/// English negation reaches further: "not worth the price".
const SCOPE_EN: u32 = 4;

const NEGATIONS_ZH: &[&str] = &[
    "不",
    "没",
    "没有",
    "无",
    "未",
    "别",
    "非",
    "不是",
    "不会",
    "不能",
    "不太",
    "不够",
    "不怎么",
    "毫无",
    "并非",
    "从不",
    "不要",
    "不用",
    "没什么",
    "没啥",
    "没那么",
    "不再",
    "绝不",
    "毫不",
    "并不",
    "并没有",
    "没法",
    "无法",
    "不敢",
    "不算",
];
const NEGATIONS_EN: &[&str] = &[
    "not", "no", "never", "none", "nothing", "neither", "nor", "cannot", "cant", "dont", "didnt",
    "doesnt", "isnt", "wasnt", "wont", "wouldnt", "couldnt", "without", "hardly", "barely", "lack",
    "lacks", "lacking",
];

/// Hashes of all negations, sorted: every word is looked up here.
static NEGATIONS: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let words = NEGATIONS_ZH.iter().chain(NEGATIONS_EN);
    let mut hashes: Vec<u64> = words.map(|word| xxh3_64(word.as_bytes())).collect();
    hashes.sort_unstable();
    hashes
});

// Tags keep the kinds of features apart in the hash space.
const WORD: u64 = 0x9E37_79B9_7F4A_7C15;
const BIGRAM: u64 = 0xC2B2_AE3D_27D4_EB4F;
const TRIGRAM: u64 = 0x52DC_E729_DA3E_D7C5;
const NEGATED: u64 = 0x1656_67B1_9E37_79F9;
const HAN: u64 = 0x27D4_EB2F_1656_67C5;
const LATIN: u64 = 0xFF51_AFD7_ED55_8CCD;
const MARK: u64 = 0x85EB_CA77_C2B2_AE63;

/// Finalised combination of two hashes (the multiply-xorshift step of
/// SplitMix64).
fn mix(a: u64, b: u64) -> u64 {
    let mut x = (a ^ b.rotate_left(29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x ^= x >> 27;
    x = x.wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// Longest run of Han characters that is a feature.
const HAN_RUN: usize = 4;

/// log2 of the number of buckets features are hashed into.
pub(super) const LOG2_BUCKETS: u32 = 22;

/// Receives features.
struct Features<'a>(&'a mut Vec<u32>);

impl Features<'_> {
    fn push(&mut self, hash: u64) {
        self.0.push((hash >> (64 - LOG2_BUCKETS)) as u32);
    }
}

/// Appends the features of one unit to `out`, as buckets below
/// 2^[`LOG2_BUCKETS`]; a feature that occurs twice is there twice.
pub(super) fn unit_features(text: &Prepared, unit: usize, out: &mut Vec<u32>) {
    let out = &mut Features(out);
    let Some(unit_span) = text.units.get(unit) else { return };
    // In lower case and simplified characters, so that neither matters.
    let matching = text.matching_text();
    let (mut before_last, mut previous): (Option<u64>, Option<u64>) = (None, None);
    let mut scope = 0u32;
    let mut negations = 0u64;
    for span in &text.words[unit_span.words.clone()] {
        let word = &matching[span.clone()];
        let hash = xxh3_64(word.as_bytes());
        let negates = NEGATIONS.binary_search(&hash).is_ok() || word.ends_with("n't");
        let negation = negates.then_some(if word.is_ascii() { SCOPE_EN } else { SCOPE_ZH });
        out.push(mix(WORD, hash));
        if scope > 0 {
            scope -= 1;
            out.push(mix(NEGATED ^ negations.min(2), hash));
            if scope == 0 {
                negations = 0;
            }
        }
        if let Some(reach) = negation {
            scope = reach;
            negations += 1;
        }
        if let Some(before) = previous {
            out.push(mix(BIGRAM ^ before, hash));
            if let Some(first) = before_last {
                out.push(mix(mix(TRIGRAM ^ first, before), hash));
            }
        }
        (before_last, previous) = (previous, Some(hash));
    }
    if let Some(hash) = previous {
        out.push(mix(BIGRAM ^ hash, 1));
    }
    let matching = &matching[unit_span.span.clone()];
    han_ngrams(matching, out);
    latin_ngrams(matching, out);
    for mark in text.unit_ending(unit).chars().take(4) {
        if matches!(mark, '!' | '?' | '~' | '…') {
            out.push(mix(MARK, u64::from(u32::from(mark))));
        }
    }
}

/// Runs of one to [`HAN_RUN`] Han characters.
fn han_ngrams(text: &str, out: &mut Features<'_>) {
    // Hashes of the runs that end at the character before, shortest first.
    let mut runs = [0u64; HAN_RUN];
    let mut length = 0;
    for c in text.chars() {
        if c.is_ascii() || !is_han(c) {
            length = 0;
            continue;
        }
        let c = u64::from(u32::from(c));
        length = (length + 1).min(HAN_RUN);
        for n in (1..length).rev() {
            runs[n] = mix(runs[n - 1], c);
        }
        runs[0] = mix(HAN, c);
        runs[..length].iter().for_each(|&run| out.push(run));
    }
}

/// Runs of four and five letters of Latin words, with marks where the word
/// begins and ends.
fn latin_ngrams(text: &str, out: &mut Features<'_>) {
    let mut framed = Vec::new();
    for word in text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| word.len() >= 4) {
        framed.clear();
        framed.push(b'<');
        framed.extend_from_slice(word.as_bytes());
        framed.push(b'>');
        for n in [4usize, 5] {
            for run in framed.windows(n) {
                out.push(mix(LATIN ^ n as u64, xxh3_64(run)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Analyzer;

    fn features(text: &str) -> Vec<u32> {
        let prepared = Analyzer::new().prepare(text);
        let mut out = Vec::new();
        for unit in 0..prepared.units.len() {
            unit_features(&prepared, unit, &mut out);
        }
        out
    }

    #[test]
    fn negation_marks_the_words_it_reaches() {
        let (plain, negated) = (features("good service"), features("not good service"));
        assert!(plain.iter().all(|feature| negated.contains(feature)));
        // `not` itself, its bigram, its trigram and two marks.
        assert_eq!(negated.len() - plain.len(), 5);
    }

    #[test]
    fn case_width_and_script_do_not_matter() {
        assert_eq!(features("GREAT Service"), features("great service"));
        assert_eq!(features("ＧＲＥＡＴ service"), features("great service"));
        assert_eq!(features("物流還是這麼慢"), features("物流还是这么慢"));
    }

    #[test]
    fn a_hundred_closing_marks_are_four_features() {
        assert_eq!(features("good!!!!!!!!").len(), features("good!!!").len());
    }
}
