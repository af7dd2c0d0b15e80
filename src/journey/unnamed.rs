//! Negative comments that name none of the topics looked for.
//!
//! What is to be mended is the largest of what the taxonomy knows. Where a shop's cream burns and
//! the taxonomy has no word for it, that is not the largest of all, and a reader must know how much
//! is left: how many negative comments complain of nothing that was looked for, when, how those
//! who wrote them score, and which words are said in them more than in the other negative ones and
//! more than in praise: what is praised as often, like the name of a product, tells of neither. Of
//! words those come first that cost most: how often they are said, times how much lower those score
//! who say them than all who scored. A word of people who score no lower is left out: what sounds
//! like a complaint to the engine is none to them.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::clear_opinions::merely_wishes;
use super::facts::CommentFacts;
use super::pain_point::Impact;
use super::row::{RowView, ViewedEntry};
use super::said_anyway::SaidAnyway;
use super::scores::{AskedForWhole, ScoreSums, Split};
use super::steps::goodness_steps;
use super::telling_words::{JOINT, joined, tells_something};
use crate::feedback::{PerScore, ScoreKind, Scores};
use crate::metrics::{Band, Design};
use crate::sentiment::{Class, Label};

/// Fewest such comments that are told of.
const LEAST: u64 = 10;

/// They are told where they are one of so many negative comments.
const PART: u64 = 5;

/// Most words that are told of them where they are told among what is to be mended.
const WORDS: usize = 5;

/// Most words that are told of them elsewhere.
const FEW_WORDS: usize = 3;

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
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Unnamed {
    /// Comments that are negative as a whole.
    pub negative: u64,
    /// Of these, comments that complain of no topic that was looked for.
    pub unnamed: u64,
    /// Up to three words, or phrases of two, that are said in these more than in the other negative
    /// comments and in praise, and that no header, file or touchpoint is called by; up to five where
    /// they lead.
    pub words: Vec<String>,
    /// What those who wrote them do to the score of the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub impact: Option<Impact>,
    /// Whether they are told among what is to be mended: they surely take something from the score,
    /// and no topic does that is told.
    pub leads: bool,
}

impl Unnamed {
    /// The same as they are told among what is to be mended.
    pub(super) fn leading(&self) -> Unnamed {
        Unnamed { leads: true, ..self.clone() }
    }

    /// The same as they are told after all else.
    pub(super) fn in_short(&self) -> Unnamed {
        let words = self.words.iter().take(FEW_WORDS).cloned().collect();
        Unnamed { words, ..self.clone() }
    }

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
    /// Scores of the rows that hold one, and of all rows.
    scores: Split<ScoreSums>,
    all_scores: Split<ScoreSums>,
    /// Goodness of all rows, of the clear complaints among those that name no topic, and of those
    /// that say a word.
    goodness: Goodness,
    clear: Goodness,
    by_word: BTreeMap<Box<str>, Goodness>,
    days: BTreeMap<Date, u64>,
    /// Of those who gave each score.
    days_beside: PerScore<BTreeMap<Date, u64>>,
    /// Of each word, the comments that say it: those that name no topic, and all negative ones.
    words: BTreeMap<Box<str>, [u64; 2]>,
    /// Of each pair of words side by side, the comments that say it and name no topic.
    pairs: BTreeMap<Box<str>, u64>,
    /// Comments that praise, and how many of them say each word.
    praise: (u64, BTreeMap<Box<str>, u64>),
}

/// The sum of some goodness in steps, and of how many.
#[derive(Debug, Clone, Copy, Default)]
struct Goodness {
    sum: u64,
    n: u64,
}

impl Goodness {
    fn add(&mut self, steps: u64) {
        self.sum += steps;
        self.n += 1;
    }

    fn mean(self) -> Option<f64> {
        (self.n > 0).then(|| self.sum as f64 / self.n as f64)
    }
}

/// The mean goodness of scores, in steps.
fn goodness(scores: &Scores) -> Option<u64> {
    let steps = scores.given().filter_map(|(_, score)| goodness_steps(score.goodness()));
    let (sum, n) = steps.fold((0, 0), |(sum, n), steps| (sum + u64::from(steps), n + 1));
    (n > 0).then(|| sum / n)
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
        self.all_scores.merge(row.sums());
        if let Some(steps) = goodness(&row.scores) {
            self.goodness.add(steps);
        }
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
                let words = facts.words.as_deref().unwrap_or_default();
                self.say(words, named);
                if let Some(steps) = goodness(&row.scores_beside(at)).filter(|_| !named) {
                    self.mark(words, steps);
                }
            }
            if named {
                continue;
            }
            self.unnamed += 1;
            any |= !entry.entry.asked.is_apart();
            if let Some(time) = row.row.time {
                *self.days.entry(time.date()).or_default() += 1;
                for (kind, _) in row.scores.given() {
                    *self.days_beside[kind].entry(time.date()).or_default() += 1;
                }
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

    /// Counts how those score who say words of a complaint that names no topic.
    fn mark(&mut self, words: &[Box<str>], steps: u64) {
        self.clear.add(steps);
        for word in words.iter().filter(|word| !word.contains(JOINT)) {
            if let Some(known) = self.by_word.get_mut(word) {
                known.add(steps);
            } else if self.by_word.len() < MOST_WORDS {
                self.by_word.insert(word.clone(), Goodness { sum: steps, n: 1 });
            }
        }
    }

    /// How much lower those score who say a word than all who scored, beside how much lower all such
    /// complaints do; 1 where that is not known, or where these do not score lower.
    fn cost(&self, word: &str) -> f64 {
        let lower = |than: f64, of: Goodness| of.mean().map(|mean| than - mean);
        let own = self.by_word.get(word).copied().unwrap_or_default();
        let costs = self.goodness.mean().and_then(|all| {
            let usual = lower(all, self.clear).filter(|usual| *usual > 0.0)?;
            Some((lower(all, own)? / usual).max(0.0))
        });
        costs.unwrap_or(1.0)
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
    /// logarithms), and times what it costs; where all of these name none, without the second. None that they say less than
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
        let tells = |word: &str, own: u64, all: u64| tells(own, all) * self.cost(word);
        let told = often.map(|(word, [own, all])| (tells(word, *own, *all), word.to_string()));
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

    /// Such comments by day; of all, or of those who gave one score.
    pub(super) fn days(&self, of: Option<ScoreKind>) -> &BTreeMap<Date, u64> {
        of.map_or(&self.days, |kind| &self.days_beside[kind])
    }

    /// What a reader must know of them; `None` where they are few. Of fewer than `at_least` answers
    /// the `main` score is not told, nor a word that fewer say, nor one that is `said` anyway.
    pub(super) fn finish(
        &self,
        main: Option<ScoreKind>,
        (asked, design): (AskedForWhole, &PerScore<Design>),
        at_least: u64,
        said: Vec<&str>,
    ) -> Option<Rest> {
        let words = self.telling(at_least, &SaidAnyway::by(said));
        let (scores, all) = (self.scores.resolve(asked), self.all_scores.resolve(asked));
        let impact =
            main.and_then(|kind| Impact::leave_out(kind, &all, &scores, at_least, design[kind]));
        let (negative, unnamed) = (self.negative, self.unnamed);
        let comments = Unnamed { negative, unnamed, words, impact, leads: false };
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
mod tests;
