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
use super::coded::{Coded, CodedPeople, coded, thousandths};
use super::row::RowView;
use super::scores::{AskedForWhole, ScoreScope};
use crate::feedback::ScoreKind;
use crate::metrics::Design;

/// Most people that are kept of those who mention an aspect.
const MOST_PEOPLE: usize = 256;

/// Rows that wait before they are put together by person.
const WAITING: usize = 2 * MOST_PEOPLE;

/// What a sample of those who mention an aspect say, chosen by the hashes of their names: the
/// same whatever the order of the rows.
#[derive(Debug, Clone)]
pub(super) struct MentionedBy {
    /// Rows that are not put together yet: most people mention an aspect once.
    said: Vec<Said>,
    answered: Vec<Answered>,
    people: ByPerson,
    /// Hashes below this are kept.
    below: u64,
}

/// A row of a person: mentions, and complaints among them.
type Said = (u64, [u16; 2]);

/// Hash of a person, score, and whether it is of a part.
type Key = (u64, ScoreKind, bool);

/// An answer of a person: value and weight in thousandths.
type Answered = (Key, i8, u32);

/// What is put together by person.
#[derive(Debug, Clone, Default)]
struct ByPerson {
    /// Mentions of each person and complaints among them, ascending by hash.
    said: Vec<(u64, [u32; 2])>,
    /// Their answers where they mention it, ascending by hash, score and scope.
    answers: Vec<(Key, Coded)>,
}

impl Default for MentionedBy {
    fn default() -> MentionedBy {
        let (said, answered) = (Vec::new(), Vec::new());
        MentionedBy { said, answered, people: ByPerson::default(), below: u64::MAX }
    }
}

impl MentionedBy {
    /// Takes the mentions of a row, with the complaints among them.
    pub(super) fn add(&mut self, row: &RowView, mentions: u16, complaints: u16) {
        let Some(person) = row.row.person.filter(|person| *person < self.below) else { return };
        self.said.push((person, [mentions, complaints]));
        if let Some(weight) = row.weight {
            let weight = u32::try_from(thousandths(weight)).unwrap_or(u32::MAX);
            for entry in row.entries() {
                let part = entry.scope == ScoreScope::Part;
                for (kind, score) in row.counting(&entry).filter(|(_, s)| s.value.is_finite()) {
                    self.answered.push(((person, kind, part), coded(kind, score), weight));
                }
            }
        }
        if self.said.len() >= WAITING {
            self.put_together();
        }
    }

    /// Puts together by person what waits, or keeps fewer people.
    fn put_together(&mut self) {
        let mut new: Vec<u64> = self.said.iter().map(|(person, _)| *person).collect();
        new.sort_unstable();
        new.dedup();
        let known = |person: &u64| {
            self.people.said.binary_search_by_key(person, |(known, _)| *known).is_ok()
        };
        new.retain(|person| !known(person));
        let few = |below: u64| {
            let new = new.partition_point(|person| *person < below);
            new + self.people.said.partition_point(|(person, _)| *person < below) <= MOST_PEOPLE
        };
        let before = self.below;
        while !few(self.below) {
            self.below /= 2;
        }
        let below = self.below;
        if below < before {
            self.said.retain(|(person, _)| *person < below);
            self.answered.retain(|((person, ..), ..)| *person < below);
            self.people.said.retain(|(person, _)| *person < below);
            self.people.answers.retain(|((person, ..), _)| *person < below);
            if self.said.len() < WAITING / 2 {
                return;
            }
        }
        for (person, [mentions, complaints]) in self.said.drain(..) {
            let said = at(&mut self.people.said, person);
            *said = [said[0] + u32::from(mentions), said[1] + u32::from(complaints)];
        }
        for (key, value, weight) in self.answered.drain(..) {
            at(&mut self.people.answers, key).add(value.into(), weight.into());
        }
    }

    /// What the people say.
    pub(super) fn finish(mut self) -> Mentioners {
        // Once to keep fewer people, once more to put these together.
        (0..2).for_each(|_| self.put_together());
        let ByPerson { said, answers } = self.people;
        Mentioners { said, answers, below: self.below }
    }
}

/// What is said by those who mention an aspect.
#[derive(Debug, Clone)]
pub(super) struct Mentioners {
    /// Mentions of each person and complaints among them, ascending by hash.
    said: Vec<(u64, [u32; 2])>,
    /// Their answers where they mention it, ascending by hash, score and scope.
    answers: Vec<(Key, Coded)>,
    /// Hashes below this are kept.
    below: u64,
}

impl Mentioners {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::row::Resolver;
    use crate::journey::tests::{entry, row, scores};

    /// Those who mention something in these rows of (person, NPS, whether a complaint).
    fn mentioned(rows: &[(u64, f64, bool)]) -> Mentioners {
        let (mut by, mut resolver) = (MentionedBy::default(), Resolver::default());
        for (number, (person, nps, complains)) in (2..).zip(rows) {
            let entry = entry(None, Some("said"), scores(Some(*nps), None));
            let mut row = row(number, vec![entry]);
            row.person = Some(*person);
            by.add(&resolver.view(&row, &[None]), 1, u16::from(*complains));
        }
        by.finish()
    }

    #[test]
    fn a_sample_of_people_is_kept_whole_in_any_order() {
        let mut rng = fastrand::Rng::with_seed(3);
        for (people, each) in [(20, 300), (255, 3), (5_000, 2), (300, 1)] {
            let names: Vec<u64> = (0..people).map(|_| rng.u64(..)).collect();
            let mut rows: Vec<(u64, f64, bool)> = names
                .iter()
                .flat_map(|name| (0..each).map(|i| (*name, f64::from(i % 11), i % 3 == 0)))
                .collect();
            let first = mentioned(&rows);
            rng.shuffle(&mut rows);
            let again = mentioned(&rows);
            assert_eq!((&first.said, first.below), (&again.said, again.below));
            assert_eq!(first.answers, again.answers);
            assert!(first.said.len() <= MOST_PEOPLE);
            assert!(first.said.len() >= (people.min(MOST_PEOPLE) * 2) / 5, "{}", first.said.len());
            assert!(first.said.iter().all(|(_, [mentions, _])| *mentions == each as u32));
            assert!(first.answers.iter().all(|(_, of)| of.answers == each as u64));
        }
    }

    #[test]
    fn complaints_of_the_same_people_are_worth_less() {
        // Half of the people complain each time: as many independent ones as people.
        let rows = |alike: bool| -> Vec<(u64, f64, bool)> {
            let even = |n: u64| n.is_multiple_of(2);
            let of = |person: u64, i: u64| even(if alike { person } else { i });
            (0..200).flat_map(|p| (0..4).map(move |i| (p << 50, 5.0, of(p, i)))).collect()
        };
        let effect = |alike| mentioned(&rows(alike)).complaints().effect();
        assert!((3.9..4.2).contains(&effect(true)), "{}", effect(true));
        assert_eq!(effect(false), 1.0);
        let once: Vec<_> = (0..200).map(|p| (p << 50, 5.0, p & 1 == 0)).collect();
        assert_eq!(mentioned(&once).complaints().effect(), 1.0);
    }
}
