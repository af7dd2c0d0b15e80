//! Which of some comments stand for all of them.
//!
//! A comment is typical as far as it shares its pairs of neighbouring letters
//! (bigrams: half a word of English, about a word of Chinese) with the others:
//! the cosine between its bigrams and the mean of all. The first to be chosen
//! is the most typical one; each further one is the one most typical and least
//! like those already chosen, both counting the same (maximal marginal
//! relevance: Carbonell and Goldstein, SIGIR 1998). What says the same as a chosen
//! one in nearly the same words comes after all else.

use std::collections::HashMap;

use super::verbatim::letters;

/// Likeness from which two comments say the same.
const SAME: f64 = 0.7;

/// Indices of up to `wanted` of `texts`, in the order of choice. A text marked
/// as `poor` is chosen only when no other is left, and does not count among
/// those to be typical of unless all are. One marked as `later` comes after the others
/// of its kind, by the first mark before the second. Between equals the earlier wins.
pub(super) fn choose(
    texts: &[&str],
    (poor, later): (&[bool], &[(bool, bool)]),
    wanted: usize,
) -> Vec<usize> {
    let is_poor = |i: usize| poor.get(i).copied().unwrap_or_default();
    let is_later = |i: usize| later.get(i).copied().unwrap_or_default();
    let all_poor = (0..texts.len()).all(is_poor);
    let bigrams: Vec<Vec<u64>> = texts.iter().map(|text| bigrams(text)).collect();
    let mut mean: HashMap<u64, f64> = HashMap::new();
    for (_, own) in bigrams.iter().enumerate().filter(|(i, _)| all_poor || !is_poor(*i)) {
        // Of length 1, so that long comments do not outvote short ones.
        own.iter().for_each(|b| *mean.entry(*b).or_default() += 1.0 / (own.len() as f64).sqrt());
    }
    // Added up in a fixed order: that of the map is not.
    let mut squares: Vec<f64> = mean.values().map(|v| v * v).collect();
    squares.sort_by(f64::total_cmp);
    let length = squares.iter().sum::<f64>().sqrt();
    let typical = |own: &[u64]| {
        let shared: f64 = own.iter().filter_map(|b| mean.get(b)).sum();
        ratio(shared, length * (own.len() as f64).sqrt())
    };
    let typical: Vec<f64> = bigrams.iter().map(|own| typical(own)).collect();

    let mut nearest = vec![0.0_f64; texts.len()];
    let mut left: Vec<usize> = (0..texts.len()).collect();
    let mut chosen = Vec::new();
    while chosen.len() < wanted && !left.is_empty() {
        let better = |&a: &usize, &b: &usize| {
            let worth = |i: usize| typical[i] - nearest[i];
            let last = |i: usize| (is_poor(i), nearest[i] >= SAME, is_later(i));
            last(a).cmp(&last(b)).then(worth(b).total_cmp(&worth(a))).then(a.cmp(&b))
        };
        let Some(next) = left.iter().copied().min_by(better) else { break };
        left.retain(|&i| i != next);
        for &i in &left {
            nearest[i] = nearest[i].max(alike(&bigrams[i], &bigrams[next]));
        }
        chosen.push(next);
    }
    chosen
}

/// The distinct bigrams of a text's letters, ascending; the letter itself where
/// there is but one.
fn bigrams(text: &str) -> Vec<u64> {
    let letters: Vec<u64> = letters(text).map(u64::from).collect();
    let mut pairs: Vec<u64> = match letters.as_slice() {
        [alone] => vec![*alone],
        several => several.windows(2).map(|pair| pair[0] << 32 | pair[1]).collect(),
    };
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Cosine of two ascending sets of bigrams.
fn alike(a: &[u64], b: &[u64]) -> f64 {
    let shared = a.iter().filter(|bigram| b.binary_search(bigram).is_ok()).count();
    ratio(shared as f64, (a.len() as f64 * b.len() as f64).sqrt())
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_typical_one_comes_first_and_then_another_kind() {
        let texts = [
            "配送太慢了等了三天",
            "配送太慢",
            "配送太慢了，又等了",
            "包装破损",
            "包装都破损了",
            "客服很凶",
        ];
        let chosen = choose(&texts, (&[], &[]), 3);
        assert!(chosen[0] < 3, "{chosen:?}");
        assert!(chosen[1..].iter().any(|i| (3..5).contains(i)), "{chosen:?}");
    }

    #[test]
    fn poor_ones_come_last_and_nothing_is_chosen_twice() {
        let texts = ["太慢", "太慢了", "太慢了呀", ""];
        assert_eq!(choose(&texts, (&[true, true, false, false], &[]), 2), vec![2, 3]);
        let mut all = choose(&texts, (&[true; 4], &[]), 9);
        all.sort_unstable();
        assert_eq!(all, vec![0, 1, 2, 3]);
        assert_eq!(choose(&[], (&[], &[]), 3), Vec::<usize>::new());
    }

    #[test]
    fn likeness_is_the_cosine_of_the_bigrams() {
        assert_eq!(alike(&bigrams("abcd"), &bigrams("abcd")), 1.0);
        assert!((alike(&bigrams("abcd"), &bigrams("bcx")) - 1.0 / 6_f64.sqrt()).abs() < 1e-12);
        assert_eq!(alike(&bigrams(""), &bigrams("ab")), 0.0);
    }
}
