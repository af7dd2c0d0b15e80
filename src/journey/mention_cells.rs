//! What is counted of all that is mentioned, told apart by a key: a touchpoint and an aspect, or
//! an aspect wherever it is mentioned.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::hash::Hash;

use super::allocation::AllGains;
use super::daily_mentions::DailyMentions;
use super::facts::{CommentFacts, OpinionFact};
use super::mentioned_by::MentionedBy;
use super::row::RowView;
use super::same_comments::Pairs;
use super::scores::{ScoreSums, Split};
use super::verbatim::{Candidates, Offer};
use crate::feedback::Asked;
use crate::sentiment::Class;

/// Everything counted of one key.
#[derive(Debug, Clone, Default)]
pub(super) struct MentionSums {
    pub(super) mentions: u64,
    pub(super) negative: u64,
    pub(super) positive: u64,
    /// Scores of the rows that mention it, each row once.
    pub(super) scores: Split<ScoreSums>,
    /// Of these, the scores of rows that complain of it.
    pub(super) complaining: Split<ScoreSums>,
    /// Who mentions it.
    pub(super) people: MentionedBy,
    pub(super) gains: Split<AllGains>,
    pub(super) days: DailyMentions,
    pub(super) candidates: Candidates,
}

/// A key that a row mentions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Here {
    /// Where in the list of all keys.
    pub(super) index: usize,
    /// Above 0 where the row praises it, below where it complains.
    pub(super) balance: i32,
    /// Comments of the row that mention it.
    mentions: u16,
    /// Of these, complaints.
    pub(super) complaints: u16,
}

/// A comment of a row.
pub(super) struct Comment<'a> {
    row: &'a RowView,
    entry: usize,
    facts: &'a CommentFacts,
    text: &'a str,
    /// What its question asks for.
    asked: Asked,
    /// Length of the text in characters, once it has been asked for.
    length: OnceCell<usize>,
    /// The wording of the text, once it has been asked for.
    wording: OnceCell<u64>,
}

impl<'a> Comment<'a> {
    /// That of an entry of a row, in which this was found.
    pub(super) fn new(row: &'a RowView, entry: usize, facts: &'a CommentFacts) -> Comment<'a> {
        let given = &row.row.entries[entry];
        let (text, asked) = (given.comment.as_deref().unwrap_or_default(), given.asked);
        let (length, wording) = (OnceCell::new(), OnceCell::new());
        Comment { row, entry, facts, text, asked, length, wording }
    }
}

/// The counts of all keys.
#[derive(Debug, Clone)]
pub(super) struct Cells<K> {
    pub(super) all: Vec<(K, MentionSums)>,
    /// Where in `all` a key is.
    pub(super) index: HashMap<K, usize>,
    /// What complains of two of them.
    pub(super) pairs: Pairs,
    /// What the row mentions that is being taken, each once when it has ended.
    pub(super) here: Vec<Here>,
    /// The opinions of a comment by their keys.
    sorted: Vec<(K, usize)>,
}

impl<K> Default for Cells<K> {
    fn default() -> Cells<K> {
        let (all, index, pairs) = (Vec::new(), HashMap::new(), Pairs::default());
        Cells { all, index, pairs, here: Vec::new(), sorted: Vec::new() }
    }
}

impl<K: Copy + Ord + Hash> Cells<K> {
    /// Begins a row.
    pub(super) fn begin(&mut self) {
        self.here.clear();
    }

    /// Takes a comment of the row, which counts once of each key of its opinions.
    pub(super) fn add(&mut self, said: &Comment<'_>, key: impl Fn(&OpinionFact) -> K) {
        let facts = said.facts;
        let mut sorted = std::mem::take(&mut self.sorted);
        sorted.clear();
        sorted.extend(facts.opinions.iter().enumerate().map(|(j, opinion)| (key(opinion), j)));
        sorted.sort_unstable();
        for alike in sorted.chunk_by(|a, b| a.0 == b.0) {
            let [(key, _), ..] = *alike else { continue };
            let next = self.all.len();
            let index = *self.index.entry(key).or_insert(next);
            if index == next {
                self.all.push((key, MentionSums::default()));
            }
            let sums = &mut self.all[index].1;
            let same = || alike.iter().filter_map(|(_, j)| facts.opinions.get(*j));
            let balance: i32 = same().map(|opinion| direction(opinion.class)).sum();
            sums.mentions += 1;
            sums.positive += u64::from(balance > 0);
            sums.negative += u64::from(balance < 0);
            if let Some(time) = said.row.row.time {
                sums.days.add(time.date(), balance < 0, &said.row.scores);
            }
            // What answers a question for what was good is no quote of what is bad.
            if balance < 0
                && said.asked != Asked::Praise
                && let Some(worst) = same().min_by(|a, b| {
                    let unclear = |o: &OpinionFact| !o.borne_out;
                    unclear(a).cmp(&unclear(b)).then(a.sentiment.total_cmp(&b.sentiment))
                })
            {
                let length = *said.length.get_or_init(|| said.text.chars().count());
                sums.candidates.offer(&Offer {
                    row: said.row,
                    entry: said.entry,
                    text: said.text,
                    length,
                    wording: &said.wording,
                    label: facts.label,
                    evidence: &worst.evidence,
                    sentiment: worst.sentiment,
                    borne_out: worst.borne_out,
                    alone: alike.len() == facts.opinions.len(),
                });
            }
            self.here.push(Here {
                index,
                balance: balance.signum(),
                mentions: 1,
                complaints: u16::from(balance < 0),
            });
        }
        self.sorted = sorted;
    }

    /// Ends the row, which gave these scores; `None` of what was written later than they were given.
    pub(super) fn end(&mut self, row: &RowView, scores: Option<Split<ScoreSums>>) {
        self.here.sort_unstable_by_key(|here| here.index);
        self.here.dedup_by(|next, first| {
            let same = next.index == first.index;
            if same {
                first.balance += next.balance;
                first.mentions = first.mentions.saturating_add(next.mentions);
                first.complaints = first.complaints.saturating_add(next.complaints);
            }
            same
        });
        self.pairs.add(&self.here, scores);
        let Some(scores) = scores else { return };
        for here in &self.here {
            let sums = &mut self.all[here.index].1;
            sums.scores.merge(scores);
            if here.complaints > 0 {
                sums.complaining.merge(scores);
            }
            sums.people.add(row, here.mentions, here.complaints);
        }
    }
}

/// What an opinion adds to the balance of praise and complaint.
pub(super) fn direction(class: Class) -> i32 {
    match class {
        Class::Negative => -1,
        Class::Neutral => 0,
        Class::Positive => 1,
    }
}

#[cfg(test)]
mod tests {
    use crate::feedback::{Asked, Entry, Scores};
    use crate::journey::tests::{entry, facts, finish, opinion, row};
    use crate::journey::{Collector, RowView, Suppression, TouchpointSource};

    /// Twelve complain, six of whom were asked what was good.
    #[test]
    fn what_answers_a_question_for_praise_is_no_quote() {
        let mut collector = Collector::new(TouchpointSource::Aspects);
        for number in 0..12_u64 {
            let text = format!("等了{number}十分钟才有人来接待我");
            let asked = if number < 6 { Asked::Praise } else { Asked::Anything };
            let entry = Entry { asked, ..entry(None, Some(&text), Scores::default()) };
            let said = vec![facts(-0.8, vec![opinion(0, 0, -0.8)])];
            collector.add(RowView::new(row(number, vec![entry]), said, TouchpointSource::Aspects));
        }
        let journey = finish(collector, Suppression::default());
        let [pain] = journey.pain_points.as_slice() else { panic!("{:?}", journey.pain_points) };
        assert_eq!((pain.mentions, pain.negative, pain.verbatims.len()), (12, 12, 6));
        assert!(pain.verbatims.iter().all(|quote| quote.row >= 6));
    }
}
