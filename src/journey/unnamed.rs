//! Negative comments that name none of the topics looked for.
//!
//! What is to be mended is the largest of what the taxonomy knows. Where a shop's cream burns and
//! the taxonomy has no word for it, that is not the largest of all, and a reader must know how much
//! is left: how many negative comments complain of nothing that was looked for, when, how those
//! who wrote them score, and which words are said in them more than in the other negative ones and
//! more than in praise: what is praised as often, like the name of a product, tells of neither.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::clear_opinions::merely_wishes;
use super::facts::CommentFacts;
use super::row::{RowView, ViewedEntry};
use super::said_anyway::SaidAnyway;
use super::scores::{AskedForWhole, ScoreSums, Split};
use super::telling_words::{JOINT, joined, tells_something};
use crate::feedback::ScoreKind;
use crate::metrics::Band;
use crate::sentiment::{Class, Label};

/// Fewest such comments that are told of.
const LEAST: u64 = 10;

/// They are told where they are one of so many negative comments.
const PART: u64 = 5;

/// Most words that are told of them.
const WORDS: usize = 3;

/// Fewest of them that must say a word.
const LEAST_SAID: u64 = 5;

/// Part of what the first word tells that the others must tell.
const TELLING: f64 = 0.25;

/// How many times as often as the other negative comments, and as praise, they must say it.
const TIMES: f64 = 1.5;

/// Share of praise from which on a word that is said in it tells of no complaint.
const MOST_PRAISED: f64 = 0.1;

/// Sentiment from which on a complaint is clear enough for its words to be told.
const CLEAR: f32 = -0.5;

/// Part of those who say a word that must say it beside another for both to be told.
const IN_PHRASE: f64 = 0.6;

/// Most different words that are counted: the first that come.
const MOST_WORDS: usize = 20_000;

/// Most comments that praise of which words are counted: the first that come. A share of so many is
/// known well enough.
const MOST_PRAISE: u64 = 20_000;

/// Negative comments, and those of them that name none of the topics looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Unnamed {
    /// Comments that are negative as a whole.
    pub negative: u64,
    /// Of these, comments that complain of no topic that was looked for.
    pub unnamed: u64,
    /// Up to three words, or phrases of two, that are said in these more than in the other negative
    /// comments and in praise, and that no header, file or touchpoint is called by.
    pub words: Vec<String>,
}

impl Unnamed {
    /// Whether they are so many, and so large a part, that a reader must know.
    fn is_much(&self) -> bool {
        self.unnamed >= LEAST && PART * self.unnamed >= self.negative
    }
}

/// Counts them, row by row.
#[derive(Debug, Clone, Default)]
pub(super) struct UnnamedCounter {
    negative: u64,
    unnamed: u64,
    /// Scores of the rows that hold one.
    scores: Split<ScoreSums>,
    days: BTreeMap<Date, u64>,
    /// Of each word, the comments that say it: those that name no topic, and all negative ones.
    words: BTreeMap<Box<str>, [u64; 2]>,
    /// Of each pair of words side by side, the comments that say it and name no topic.
    pairs: BTreeMap<Box<str>, u64>,
    /// Comments that praise, and how many of them say each word.
    praise: (u64, BTreeMap<Box<str>, u64>),
}

/// What is told of the rest.
#[derive(Debug, Clone)]
pub(super) struct Rest {
    pub(super) comments: Unnamed,
    /// How those who wrote them score, as an impact is measured, and their answers; `None` where
    /// nobody scored, or too few did.
    pub(super) score: Option<(f64, u64)>,
}

impl UnnamedCounter {
    /// Takes one row.
    pub(super) fn add(&mut self, row: &RowView) {
        let mut any = false;
        let judged = |(_, entry): &(usize, ViewedEntry<'_>)| entry.sentiment.flatten().is_some();
        for (at, entry) in row.entries().enumerate().filter(judged) {
            let Some(facts) = entry.facts else { continue };
            match facts.label {
                // What is merely wished for complains of nothing, named or not.
                Label::Negative | Label::VeryNegative
                    if merely_wishes(facts, entry.entry.asked) =>
                {
                    continue;
                }
                Label::Negative | Label::VeryNegative => {}
                Label::Positive | Label::VeryPositive => {
                    facts.words.iter().for_each(|words| self.praise(words));
                    continue;
                }
                Label::Neutral | Label::Mixed | Label::Undetected => continue,
            }
            self.negative += 1;
            let named = facts.opinions.iter().any(|opinion| opinion.class == Class::Negative);
            if clearly_complains(row, at, facts) {
                self.say(facts.words.as_deref().unwrap_or_default(), named);
            }
            if named {
                continue;
            }
            self.unnamed += 1;
            any |= !entry.entry.asked.is_later();
            if let Some(time) = row.row.time {
                *self.days.entry(time.date()).or_default() += 1;
            }
        }
        if any {
            self.scores.merge(row.sums());
        }
    }

    /// Counts the words of a negative comment.
    fn say(&mut self, words: &[Box<str>], named: bool) {
        let own = u64::from(!named);
        for word in words {
            if word.contains(JOINT) {
                self.say_pair(word, own);
            } else if let Some(counts) = self.words.get_mut(word) {
                counts[0] += own;
                counts[1] += 1;
            } else if self.words.len() < MOST_WORDS {
                self.words.insert(word.clone(), [own, 1]);
            }
        }
    }

    /// Counts two words side by side.
    fn say_pair(&mut self, pair: &str, own: u64) {
        if let Some(n) = self.pairs.get_mut(pair) {
            *n += own;
        } else if own > 0 && self.pairs.len() < MOST_WORDS {
            self.pairs.insert(pair.into(), own);
        }
    }

    /// Counts the words of a comment that praises.
    fn praise(&mut self, words: &[Box<str>]) {
        let (comments, said) = &mut self.praise;
        if *comments >= MOST_PRAISE {
            return;
        }
        *comments += 1;
        for word in words {
            if let Some(n) = said.get_mut(word) {
                *n += 1;
            } else if said.len() < MOST_WORDS {
                said.insert(word.clone(), 1);
            }
        }
    }

    /// The words that tell most of the comments that name no topic, the first of them first: the
    /// share of these that say it, times how much more that is than of all negative ones (in
    /// logarithms); where all of these name none, the share alone. None that they say less than
    /// half as often again as the others, or as praise, is told, nor one that more than a tenth of
    /// praise says, that fewer than `at_least` say or that is said `anyway`.
    fn telling(&self, at_least: u64, anyway: &SaidAnyway) -> Vec<String> {
        let tells = |own: u64, all: u64| {
            let share = own as f64 / self.unnamed.max(1) as f64;
            let usual = all as f64 / self.negative.max(1) as f64;
            if self.unnamed == self.negative { share } else { share * (share / usual).ln() }
        };
        let others = self.negative - self.unnamed;
        let more = |own: u64, all: u64| {
            let by_others = (all - own) as f64 / others.max(1) as f64;
            own as f64 / self.unnamed.max(1) as f64 >= TIMES * by_others
        };
        let (praise, said) = &self.praise;
        let more_than_praised = |word: &str, own: u64| {
            let in_praise = said.get(word).map_or(0.0, |n| *n as f64 / (*praise).max(1) as f64);
            let more = own as f64 / self.unnamed.max(1) as f64 >= TIMES * in_praise;
            more && in_praise <= MOST_PRAISED
        };
        let often = self.words.iter().filter(|(_, [own, _])| *own >= LEAST_SAID.max(at_least));
        let often = often.filter(|(word, [own, all])| {
            let told = more(*own, *all) && more_than_praised(word, *own);
            told && tells_something(word) && !anyway.holds(word)
        });
        let told = often.map(|(word, [own, all])| (tells(*own, *all), word.to_string()));
        let mut words: Vec<(f64, String)> = told.filter(|(tells, _)| *tells > 0.0).collect();
        words.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        let least = words.first().map_or(0.0, |(most, _)| TELLING * most);
        words.retain(|(tells, _)| *tells >= least);
        let mut told: Vec<String> = Vec::new();
        for said in words.iter().map(|(_, word)| self.phrase_of(word, at_least)) {
            if !told.contains(&said) {
                told.push(said);
            }
        }
        told.truncate(WORDS);
        told
    }

    /// The two words side by side that most of those say who say a word, and `at_least` so many;
    /// else the word.
    fn phrase_of(&self, word: &str, at_least: u64) -> String {
        let own = self.words.get(word).map_or(0, |[own, _]| *own);
        let holds = |pair: &str| {
            let mut parts = pair.split(JOINT);
            parts.clone().any(|part| part == word) && parts.all(tells_something)
        };
        let mut best: Option<(&str, u64)> = None;
        for (pair, &n) in &self.pairs {
            let most = n >= at_least && best.is_none_or(|(_, most)| n > most);
            if most && n as f64 >= IN_PHRASE * own as f64 && holds(pair) {
                best = Some((&**pair, n));
            }
        }
        best.map_or_else(|| word.to_owned(), |(pair, _)| joined(pair))
    }

    /// Such comments by day.
    pub(super) fn days(&self) -> &BTreeMap<Date, u64> {
        &self.days
    }

    /// What a reader must know of them; `None` where they are few. Of fewer than `at_least` answers
    /// the `main` score is not told, nor a word that fewer say, nor one that is said `anyway`.
    pub(super) fn finish(
        &self,
        main: Option<ScoreKind>,
        asked: AskedForWhole,
        at_least: u64,
        anyway: &SaidAnyway,
    ) -> Option<Rest> {
        let words = self.telling(at_least, anyway);
        let comments = Unnamed { negative: self.negative, unnamed: self.unnamed, words };
        let scores = self.scores.resolve(asked);
        let score = main.filter(|kind| scores.n(*kind) >= at_least.max(1));
        let score = score.and_then(|kind| Some((scores.value(kind)?, scores.n(kind))));
        comments.is_much().then_some(Rest { comments, score })
    }
}

/// Whether the words of a complaint may be told as such: it is clear, and no score beside it is among
/// the best.
fn clearly_complains(row: &RowView, at: usize, facts: &CommentFacts) -> bool {
    let best = |(kind, score): (ScoreKind, _)| Band::of(kind.measure(), score) == Band::High;
    facts.sentiment <= CLEAR && !row.scores_beside(at).given().any(best)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::TouchpointSource;
    use crate::journey::tests::{entry, facts, opinion, row, scores, undetected};

    fn counted(rows: &[(f64, Option<f32>)]) -> UnnamedCounter {
        let mut counter = UnnamedCounter::default();
        for (number, (score, said)) in (0_u64..).zip(rows) {
            let opinions = said.map(|sentiment| opinion(0, 0, sentiment));
            let said = facts(-0.8, opinions.into_iter().collect());
            let entry = entry(None, Some("…"), scores(Some(*score), None));
            let row = row(number, vec![entry]);
            counter.add(&RowView::new(row, vec![said], TouchpointSource::Aspects));
        }
        counter
    }

    #[test]
    fn a_complaint_of_nothing_that_was_looked_for_is_counted() {
        let rows = [(2.0, None), (9.0, Some(-0.8)), (3.0, Some(0.8)), (8.0, Some(-0.2))];
        let mut counter = counted(&rows);
        let kind = |said| {
            RowView::new(
                row(9, vec![entry(None, Some("…"), scores(None, None))]),
                vec![said],
                TouchpointSource::Aspects,
            )
        };
        counter.add(&kind(facts(0.8, Vec::new())));
        counter.add(&kind(undetected()));
        assert_eq!((counter.negative, counter.unnamed), (4, 3));
        assert_eq!(counter.days.values().sum::<u64>(), 3);
        // Two of three detract.
        let scores = counter.scores.resolve(AskedForWhole::default());
        assert!((scores.value(ScoreKind::Nps).unwrap() + 200.0 / 3.0).abs() < 1e-9);
    }

    /// Of 30 that name no topic and 30 that do.
    #[test]
    fn what_is_said_more_where_no_topic_is_named_is_told() {
        let said = |own: &[(&str, usize)], others: &[(&str, usize)], named: usize| {
            let rows = [vec![(2.0, None); 30], vec![(2.0, Some(-0.8)); named]].concat();
            let mut counter = counted(&rows);
            for (words, is_named) in [(own, false), (others, true)] {
                for (word, times) in words {
                    (0..*times).for_each(|_| counter.say(&[Box::from(*word)], is_named));
                }
            }
            counter.telling(5, &SaidAnyway::default())
        };
        let own =
            [("report", 20), ("coffee", 28), ("robot", 9), ("pen", 4), ("late", 6), ("man", 5)];
        let others = [("report", 4), ("coffee", 27), ("man", 5)];
        // .67 × ln 1.67, .3 × ln 2 and .2 × ln 2 of 30 and 60; of the coffee .93 × ln 1.02.
        assert_eq!(said(&own, &others, 30), ["report", "robot", "late"]);
        let often = [("tea", 15), ("cup", 14)];
        let others = [("tea", 10), ("cup", 10)];
        assert_eq!(said(&often, &others, 30), ["tea"], "half as often again");
        assert_eq!(said(&own[..2], &[], 0), ["coffee", "report"], "all name none");
        assert_eq!(said(&own[3..4], &[], 30), [""; 0], "four");
    }

    #[test]
    fn words_that_are_said_side_by_side_are_told_as_a_phrase() {
        let of = |beside: usize| {
            let mut counter = counted(&[(2.0, None); 30]);
            let word = |text: &str| -> Box<str> { text.into() };
            let pair = [word("sheets"), word("weekly"), word("weekly\u{1F}sheets")];
            (0..beside).for_each(|_| counter.say(&pair, false));
            (0..10 - beside).for_each(|_| counter.say(&pair[..2], false));
            (0..7).for_each(|_| counter.say(&[word("marks"), word("late")], false));
            counter.telling(5, &SaidAnyway::default())
        };
        assert_eq!(of(6), ["weekly sheets", "late", "marks"]);
        assert_eq!(of(5), ["sheets", "weekly", "late"]);
    }

    #[test]
    fn only_words_of_clear_complaints_are_counted() {
        let mut counter = UnnamedCounter::default();
        let rows = [(-0.5, Some(8.0)), (-0.49, Some(2.0)), (-0.9, Some(9.0)), (-0.9, None)];
        for (sentiment, score) in rows {
            let words: Option<std::sync::Arc<[Box<str>]>> = Some([Box::from("boiler")].into());
            let said = facts(sentiment, Vec::new()).map(|said| CommentFacts { words, ..said });
            let entry = entry(None, Some("…"), scores(score, None));
            counter.add(&RowView::new(row(1, vec![entry]), vec![said], TouchpointSource::Aspects));
        }
        assert_eq!((counter.negative, counter.unnamed), (4, 4));
        // Of the first and of the last.
        assert_eq!(counter.words["boiler"], [2, 2]);
    }

    #[test]
    fn what_is_praised_as_often_or_is_a_name_is_not_told() {
        let mut counter = counted(&[vec![(2.0, None); 30], vec![(2.0, Some(-0.8)); 30]].concat());
        for word in ["qase", "reports"] {
            (0..15).for_each(|_| counter.say(&[Box::from(word)], false));
        }
        let nothing = SaidAnyway::default();
        assert_eq!(counter.telling(5, &nothing), ["qase", "reports"]);
        let told = |counter: &UnnamedCounter, names| counter.telling(5, &SaidAnyway::by(names));
        assert_eq!(told(&counter, vec!["What do you like about Qase?"]), ["reports"]);
        // Up to a tenth of those who praise may say it.
        (0..2).for_each(|_| counter.praise(&[Box::from("qase")]));
        (0..18).for_each(|_| counter.praise(&[Box::from("fine")]));
        assert_eq!(counter.telling(5, &nothing), ["qase", "reports"]);
        counter.praise(&[Box::from("qase")]);
        assert_eq!(counter.telling(5, &nothing), ["reports"]);
    }

    #[test]
    fn a_fifth_and_ten_are_told() {
        let of = |unnamed: usize, named: usize| {
            let rows = [vec![(2.0, None); unnamed], vec![(9.0, Some(-0.8)); named]].concat();
            let (nps, asked) = (Some(ScoreKind::Nps), AskedForWhole::default());
            counted(&rows).finish(nps, asked, 5, &SaidAnyway::default())
        };
        let rest = of(10, 40).unwrap();
        assert_eq!(
            (rest.comments, rest.score),
            (Unnamed { negative: 50, unnamed: 10, words: Vec::new() }, Some((-100.0, 10)))
        );
        assert!(of(10, 41).is_none(), "less than a fifth");
        assert!(of(9, 0).is_none(), "too few");
        let few = counted(&[(2.0, None); 12]);
        let score = |main, least| {
            let (asked, anyway) = (AskedForWhole::default(), SaidAnyway::default());
            few.finish(main, asked, least, &anyway).unwrap().score
        };
        assert_eq!(score(None, 5), None);
        assert_eq!(score(Some(ScoreKind::Nps), 12), Some((-100.0, 12)));
        assert_eq!(score(Some(ScoreKind::Nps), 13), None);
    }
}
