//! Who mentions an aspect, where people are named: mentions of the same person are alike, and
//! people who mention it often answer like themselves also where they do not.
//!
//! How many times larger the variance of a number is than that of as many independent rows,
//! its design effect, is told from what each row adds to it, summed by person, as in
//! [`clusters`](super::clusters): of the share of complaints from the ratio of complaints to
//! mentions, of an impact from what each answer adds to the mean of all less the mean of those
//! who do not mention it (the linearised variance; Binder, International Statistical Review 51,
//! 1983).

use super::clusters::effect_of;
use super::coded::{Coded, CodedPeople};
use super::row::RowView;
use super::scores::{AskedForWhole, ScoreScope};
use crate::feedback::ScoreKind;
use crate::metrics::Design;

/// Most people that are kept of those who mention an aspect.
const MOST_PEOPLE: usize = 512;

/// What a sample of those who mention an aspect say, chosen by the hashes of their names: the
/// same whatever the order of the rows.
#[derive(Debug, Clone)]
pub(super) struct MentionedBy {
    /// Mentions of each person and complaints among them, ascending by hash.
    said: Vec<(u64, [u32; 2])>,
    /// Their answers where they mention it, ascending by hash, score and scope.
    answers: Vec<(Key, Coded)>,
    /// Hashes below this are kept.
    below: u64,
}

/// Hash of a person, score, and whether it is of a part.
type Key = (u64, ScoreKind, bool);

impl Default for MentionedBy {
    fn default() -> MentionedBy {
        MentionedBy { said: Vec::new(), answers: Vec::new(), below: u64::MAX }
    }
}

impl MentionedBy {
    /// Takes the mentions of a row, with the complaints among them.
    pub(super) fn add(&mut self, row: &RowView, mentions: u32, complaints: u32) {
        let Some(person) = row.row.person.filter(|person| *person < self.below) else { return };
        let said = at(&mut self.said, person);
        *said = [said[0] + mentions, said[1] + complaints];
        if let Some(weight) = row.weight {
            for entry in row.entries() {
                for (kind, score) in row.counting(&entry).filter(|(_, s)| s.value.is_finite()) {
                    let key = (person, kind, entry.scope == ScoreScope::Part);
                    at(&mut self.answers, key).add(kind, score, weight);
                }
            }
        }
        while self.said.len() > MOST_PEOPLE {
            self.below /= 2;
            let below = self.below;
            self.said.truncate(self.said.partition_point(|(person, _)| *person < below));
            self.answers.truncate(self.answers.partition_point(|(key, _)| key.0 < below));
        }
    }

    /// Design effect of the share of complaints.
    pub(super) fn complaints(&self) -> Design {
        let sum = |i: usize| self.said.iter().map(|(_, said)| f64::from(said[i])).sum::<f64>();
        let (mentions, complaints) = (sum(0), sum(1));
        let share = complaints / mentions;
        let of = |[mentions, complaints]: [u32; 2]| {
            (f64::from(complaints) - share * f64::from(mentions)).powi(2)
        };
        let clustered = self.said.iter().map(|(_, said)| of(*said)).sum();
        let single = mentions * share * (1.0 - share);
        effect_of(clustered, single, self.said.len(), mentions as usize)
    }

    /// Design effect of the impact on a score, whose answers `all` people gave.
    pub(super) fn impact(
        &self,
        kind: ScoreKind,
        all: &CodedPeople,
        asked: AskedForWhole,
    ) -> Design {
        let below = self.below.min(all.below);
        let here = |key: &Key| key.0 < below && key.1 == kind && !(key.2 && asked[kind]);
        let mut mentioning = self.answers.iter().filter(|(key, _)| here(key)).peekable();
        let people = all.people.partition_point(|(person, _)| *person < below);
        let pairs: Vec<[Coded; 2]> = all.people[..people]
            .iter()
            .map(|(person, answers)| {
                let mut own = Coded::default();
                while let Some((_, more)) = mentioning.next_if(|(key, _)| key.0 <= *person) {
                    own.merge(more);
                }
                [own, answers.without(&own)]
            })
            .collect();
        let (mut own, mut others) = (Coded::default(), Coded::default());
        for [mentioning, rest] in &pairs {
            own.merge(mentioning);
            others.merge(rest);
        }
        if own.answers == 0 || others.answers == 0 {
            return Design::NONE;
        }
        let mut everybody = own;
        everybody.merge(&others);
        // What an answer of weight w and weighted value s adds: a s − b w.
        let of_all = (1.0 / everybody.weight as f64, everybody.mean() / everybody.weight as f64);
        let of_rest = (1.0 / others.weight as f64, others.mean() / others.weight as f64);
        let left = (of_all.0 - of_rest.0, of_all.1 - of_rest.1);
        let added = |answers: &Coded, (a, b): (f64, f64)| {
            a * answers.sum as f64 - b * answers.weight as f64
        };
        let clustered =
            pairs.iter().map(|[own, rest]| (added(own, of_all) + added(rest, left)).powi(2)).sum();
        let single = own.squares(of_all) + others.squares(left);
        let concerned = pairs.iter().filter(|[own, rest]| own.answers + rest.answers > 0).count();
        effect_of(clustered, single, concerned, everybody.answers as usize)
    }
}

/// What is kept for a key, in a list that ascends by it.
fn at<K: Ord + Copy, V: Default>(list: &mut Vec<(K, V)>, key: K) -> &mut V {
    let at = list.binary_search_by_key(&key, |(key, _)| *key).unwrap_or_else(|at| {
        list.insert(at, (key, V::default()));
        at
    });
    &mut list[at].1
}
