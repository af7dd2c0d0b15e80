//! A word of a scale that no list knows, such as the best of five: it is mostly an end, so that its
//! answers cannot be left out like a slip. Where the others leave nothing but one end free it stands
//! there; else it is not known what the scale says.

use std::collections::{BTreeMap, BTreeSet};

use crate::feedback::Scale;
use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::cells::number;
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::label_degree::{ScaleFamily, word_of, wording};
use crate::ingest::columns::word_scale::WordScale;
use crate::ingest::told::warning::Warning;

/// Most words of a scale that somebody has set out.
const MOST: usize = 7;

/// Share of the answers, one in so many, from which a word is no slip.
const NO_SLIP: u64 = 50;

/// The same from which a scale says nothing where the word may be either end.
const MANY: u64 = 20;

/// What stands beside a scale and is no word of it.
const ELSE: [&str; 22] = [
    "other",
    "others",
    "none",
    "no comment",
    "don't remember",
    "don’t remember",
    "can't remember",
    "can’t remember",
    "其他",
    "其它",
    "无",
    "没有",
    "无意见",
    "无所谓",
    "不需要",
    "无需",
    "记不清",
    "记不清了",
    "不记得",
    "不记得了",
    "没注意",
    "没有注意",
];

/// Words of a scale that no list knows.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct UnlistedWords {
    /// The one that was placed, and how often it was given.
    placed: Option<(String, u64)>,
    /// Whether so many answers are of words without a place that may be the best or the worst of all.
    pub(crate) may_be_ends: bool,
    /// Answers in all.
    of: u64,
}

impl UnlistedWords {
    /// That one of them was placed.
    pub(super) fn told(&self, header: &str, words: &WordScale) -> Option<Warning> {
        let (word, n) = self.placed.as_ref()?;
        let point = *words.labels.get(word)?;
        Some(Warning::WordPlaced(header.to_owned(), word.clone(), [*n, self.of], point))
    }
}

/// Tells of the words of each score of words that have no place on its scale.
pub(super) fn left_out(headers: &[String], facts: &[ColumnProfile], drafts: &mut [Draft]) {
    for ((header, facts), draft) in headers.iter().zip(facts).zip(drafts) {
        let worded = draft.role.score().is_some() && !draft.labels.is_empty();
        let known = |value: &String| {
            let listed = |list: &[String]| list.iter().any(|one| one.eq_ignore_ascii_case(value));
            draft.labels.contains_key(value)
                || listed(&draft.missing)
                || listed(&draft.drop)
                || number::number(value).is_some()
        };
        let left = facts.values.iter().filter(|(value, _)| worded && !known(value));
        let values: Vec<String> =
            left.take(MOST + 1).map(|(word, n)| with_count(word, *n)).collect();
        if !values.is_empty() {
            draft.warnings.push(Warning::Unplaced { column: header.clone(), values });
        }
    }
}

/// A word and how often it was given.
pub(super) fn with_count(word: &str, n: u64) -> String {
    format!("{word} ({n})")
}

/// A scale with what no list knows of its words.
pub(super) fn with_unlisted(mut words: WordScale, profile: &ColumnProfile) -> WordScale {
    let of = profile.answers();
    let unknown = profile.values.iter().filter(|(label, _)| !words.labels.contains_key(*label));
    let unknown: Vec<(String, u64)> = unknown.map(|(label, n)| (label.clone(), *n)).collect();
    let is_word = |label: &str| {
        number::number(label).is_none() && !ELSE.contains(&label.trim().to_lowercase().as_str())
    };
    let often = unknown.iter().filter(|(label, n)| n * NO_SLIP >= of && is_word(label));
    let telling: Vec<&(String, u64)> = often.collect();
    let closed = profile.values.len() <= MOST;
    let (mut placed, mut may_be_ends) = (None, false);
    if let [(word, n)] = telling.as_slice()
        && closed
        && put(&mut words, word)
    {
        placed = Some((word.clone(), *n));
    } else if closed {
        let answers: u64 = telling.iter().map(|(_, n)| n).sum();
        let free = has_free_end(&words) && words.labels.len() > 2;
        may_be_ends = free && answers * MANY >= of;
    }
    words.unlisted = UnlistedWords { placed, may_be_ends, of };
    words
}

/// The points of a scale that its words stand for.
fn given(words: &WordScale) -> BTreeSet<i64> {
    words.labels.values().map(|point| *point as i64).collect()
}

/// Whether no word stands at one end of a scale or the other.
fn has_free_end(words: &WordScale) -> bool {
    let (given, Scale { low, high, .. }) = (given(words), words.scale);
    [low, high].iter().any(|end| !given.contains(&(*end as i64)))
}

/// Gives a word the place that the others leave free, where that is one end alone; whether it did.
fn put(words: &mut WordScale, word: &str) -> bool {
    if let Some(five) = below_the_best(words) {
        words.labels = five;
        words.labels.insert(word.to_owned(), 5.0);
        words.scale = Scale::higher(1.0, 5.0);
        return true;
    }
    let (given, Scale { low, high, .. }) = (given(words), words.scale);
    let free: Vec<i64> = (low as i64..=high as i64).filter(|at| !given.contains(at)).collect();
    let [free] = free[..] else { return false };
    // Better than “very good” may be as well as worse than “bad”.
    let good = |label: &String| matches!(word_of(label), Some("good" | "好"));
    let open = words.family == ScaleFamily::Good && free as f64 == low;
    let mut best = words.labels.iter().filter(|(_, point)| **point == high).map(|(label, _)| label);
    if free as f64 != low && free as f64 != high || open && best.all(good) {
        return false;
    }
    words.labels.insert(word.to_owned(), free as f64);
    true
}

/// The points of `Poor`, `Fair`, `Good` and `Very good`, which want a best word above them.
fn below_the_best(words: &WordScale) -> Option<BTreeMap<String, f64>> {
    const FOUR: [&str; 4] = ["poor", "fair", "good", "very good"];
    let point = |label: &String| {
        let at = FOUR.iter().position(|word| Some(*word) == wording(label).as_deref())?;
        Some((label.clone(), (at + 1) as f64))
    };
    let all: Option<BTreeMap<String, f64>> = words.labels.keys().map(point).collect();
    all.filter(|labels| labels.len() == FOUR.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made::column;
    use crate::ingest::columns::score_role::score;
    use crate::ingest::columns::word_scale::word_scale;
    use crate::ingest::columns::words::ColumnName;

    /// The points of the words of a column, in the order in which they are given.
    fn points(values: &[(&str, u64)]) -> Vec<Option<f64>> {
        let found = word_scale(&column(values)).unwrap();
        values.iter().map(|(label, _)| found.labels.get(*label).copied()).collect()
    }

    #[test]
    fn a_word_that_no_list_knows_stands_at_the_one_end_that_is_free() {
        for (values, wanted) in [
            (
                &[("Zut", 10), ("Poor", 40), ("Average", 40), ("Good", 40), ("Excellent", 40)][..],
                Some(1.0),
            ),
            (&[("Zut", 10), ("Awful", 40), ("Poor", 40), ("Average", 40), ("Good", 40)], Some(5.0)),
            (
                &[("神了", 9), ("满意", 40), ("一般", 40), ("不满意", 40), ("很不满意", 9)],
                Some(5.0),
            ),
            (&[("Zut", 10), ("Poor", 40), ("Fair", 40), ("Good", 40), ("Very good", 9)], Some(5.0)),
            // It may be better than very good or worse than bad, or stand in the middle.
            (&[("Zut", 10), ("Bad", 40), ("Average", 40), ("Good", 40), ("Very good", 9)], None),
            (&[("Zut", 10), ("Awful", 40), ("Poor", 40), ("Good", 40), ("Excellent", 40)], None),
            // Both ends are free; a slip of one in a hundred is no word of the scale.
            (&[("看情况", 9), ("满意", 40), ("一般", 40), ("不满意", 40)], None),
            (&[("Other", 9), ("Poor", 40), ("Average", 40), ("Good", 40), ("Excellent", 40)], None),
            (&[("记不清", 9), ("非常满意", 40), ("满意", 40), ("一般", 40), ("不满意", 9)], None),
            (&[("Zut", 1), ("Poor", 40), ("Average", 40), ("Good", 40), ("Excellent", 40)], None),
        ] {
            assert_eq!(points(values)[0], wanted, "{values:?}");
        }
        // The others keep their places, but for those that wait for a best one.
        let fair = [("Zut", 10), ("Poor", 40), ("Fair", 40), ("Good", 40), ("Very good", 40)];
        assert_eq!(points(&fair), [5.0, 1.0, 2.0, 3.0, 4.0].map(Some));
    }

    #[test]
    fn a_scale_whose_end_is_not_known_is_no_score_and_what_is_left_out_is_told() {
        let header = "满意度".to_owned();
        let told = |values: &[(&str, u64)]| {
            let facts = column(values);
            let draft = score(&header, &ColumnName::new(&header), &facts)?;
            let mut drafts = [draft];
            left_out(std::slice::from_ref(&header), &[facts], &mut drafts);
            let [draft] = drafts;
            Some(draft.warnings)
        };
        let of = |n: u64| told(&[("满意", 60), ("一般", 30), ("不满意", 10 - n), ("看情况", n)]);
        let left = |words: &[&str]| {
            let values = words.iter().map(|word| (*word).to_owned()).collect();
            Some(vec![Warning::Unplaced { column: header.clone(), values }])
        };
        assert_eq!(of(5), None, "one in twenty may be the best or the worst");
        assert_eq!(of(4), left(&["看情况 (4)"]));
        // Where both ends are known it is neither.
        let ends = [("非常满意", 30), ("满意", 30), ("很不满意", 30), ("看情况", 10)];
        assert_eq!(told(&ends), left(&["看情况 (10)"]));
        let all = [("非常满意", 30), ("满意", 30), ("很不满意", 30), ("不了解", 10)];
        assert!(!told(&all).unwrap().iter().any(|w| matches!(w, Warning::Unplaced { .. })));
        let values = [("Zut", 10), ("Poor", 40), ("Average", 40), ("Good", 40), ("Excellent", 40)];
        let draft = score("Rating", &ColumnName::new("Rating"), &column(&values)).unwrap();
        let (column, word) = ("Rating".to_owned(), "Zut".to_owned());
        let placed = Warning::WordPlaced(column, word, [10, 170], 1.0);
        assert_eq!(draft.warnings, [placed]);
    }
}
