//! Topics that the same comments complain of.
//!
//! "Five hours late, and nobody told us" complains of the delay and of what was said of it. Told
//! apart each of them has a part of what both cost, and the one that is not told first looks as if
//! it could wait. So the rows that complain of two topics are counted pair by pair. Where they are
//! more than half of those that complain of the rarer of the two, and that one is complained of
//! half as often as the other at least, both are told as one matter, with what all who complain of
//! either take from the score. Both surely take something by themselves, so that nothing is told
//! which their own tests do not say: the union is no further test.

use std::collections::BTreeMap;

use serde::Serialize;

use super::mention_cells::Here;
use super::pain_point::Impact;
use super::place::Place;
use super::scores::{ScoreSums, Split};
use crate::lang::Name;
use crate::metrics::Design;
use crate::opinion::AspectId;

/// Most pairs of topics that are counted: the first that come.
const MOST_PAIRS: usize = 20_000;

/// Another topic that the same comments complain of.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SameComments {
    /// Where.
    pub touchpoint: Name,
    /// Of what.
    pub aspect: Name,
    /// Comments that complain of it.
    pub negative: u64,
    /// Comments that complain of either.
    pub together: u64,
    /// What all who complain of either do to the score.
    pub impact: Impact,
}

/// What complains of two topics.
#[derive(Debug, Clone, Copy, Default)]
struct Both {
    n: u64,
    scores: Split<ScoreSums>,
}

/// What complains of two topics, for each pair of them by their numbers.
#[derive(Debug, Clone, Default)]
pub(super) struct Pairs(BTreeMap<(usize, usize), Both>);

impl Pairs {
    /// Takes a row that mentions these, each once and in the order of their numbers, and gave these
    /// scores; `None` of what was written later than they were given.
    pub(super) fn add(&mut self, here: &[Here], scores: Option<Split<ScoreSums>>) {
        let complained = || here.iter().filter(|here| here.complaints > 0);
        for (at, first) in complained().enumerate() {
            for second in complained().skip(at + 1) {
                let pair = (first.index, second.index);
                if self.0.len() >= MOST_PAIRS && !self.0.contains_key(&pair) {
                    continue;
                }
                let both = self.0.entry(pair).or_default();
                both.n += u64::from(first.complaints.min(second.complaints));
                if let Some(scores) = scores {
                    both.scores.merge(scores);
                }
            }
        }
    }

    fn of(&self, one: usize, other: usize) -> Both {
        self.0.get(&(one.min(other), one.max(other))).copied().unwrap_or_default()
    }
}

/// Complaints about a topic.
#[derive(Debug, Clone, Copy)]
pub(super) struct Complained {
    /// The number of the topic among those of a touchpoint, or among those of all together.
    pub(super) index: usize,
    /// Where; `None` of all touchpoints together.
    pub(super) place: Option<Place>,
    pub(super) aspect: AspectId,
    pub(super) negative: u64,
    /// How those who complain of it score.
    pub(super) scores: Split<ScoreSums>,
    pub(super) impact: Option<Impact>,
    pub(super) design: Design,
}

/// How all score, and which of it counts.
pub(super) struct Scored<'a> {
    pub(super) all: &'a ScoreSums,
    pub(super) resolve: &'a dyn Fn(Split<ScoreSums>) -> ScoreSums,
    /// Fewest answers of which a score is told.
    pub(super) at_least: u64,
}

/// Of these topics the one that most of the comments complain of too which complain of `own`, where
/// both are one matter; how many complain of either, and what these do to the score.
pub(super) fn partner<'a>(
    own: &Complained,
    others: &'a [Complained],
    pairs: &Pairs,
    scored: &Scored<'_>,
) -> Option<(&'a Complained, u64, Impact)> {
    let sure = |impact: Option<Impact>| impact.filter(|impact| impact.sure_loss() > 0.0);
    let costs = sure(own.impact)?;
    let alike = others
        .iter()
        .filter(|other| other.aspect != own.aspect && other.place.is_none() == own.place.is_none());
    let shared = alike.filter_map(|other| {
        let impact = sure(other.impact).filter(|impact| impact.score == costs.score)?;
        let both = pairs.of(own.index, other.index);
        is_one_matter(both.n, [own.negative, other.negative]).then_some((other, impact, both))
    });
    let most = shared.max_by(|(one, _, first), (other, _, second)| {
        let more = first.n.cmp(&second.n).then(one.negative.cmp(&other.negative));
        more.then_with(|| other.aspect.cmp(&one.aspect))
    });
    let (other, impact, both) = most?;
    let [mut either, more, both_of] = [own.scores, other.scores, both.scores].map(scored.resolve);
    let more = more.without(&both_of);
    either.iter_mut().for_each(|(kind, sum)| sum.merge(more[kind]));
    let union = Impact::leave_out(costs.score, scored.all, &either, scored.at_least, own.design)?;
    let together = (own.negative + other.negative).saturating_sub(both.n);
    Some((other, together, Impact { q: costs.q.max(impact.q), ..union }))
}

/// Whether so many complaints that two topics share make them one matter.
fn is_one_matter(both: u64, negative: [u64; 2]) -> bool {
    let (less, more) = (negative[0].min(negative[1]), negative[0].max(negative[1]));
    2 * both > less && 2 * less >= more
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::tests::{entry, facts, finish, opinion, row, scores};
    use crate::journey::{Collector, Journey, RowView, Suppression, TouchpointSource};

    #[test]
    fn more_than_half_of_the_rarer_is_shared() {
        assert!(is_one_matter(51, [73, 60]) && is_one_matter(18, [34, 18]));
        assert!(!is_one_matter(30, [73, 60]), "half");
        assert!(is_one_matter(31, [73, 60]));
        assert!(is_one_matter(12, [24, 12]), "half as often");
        assert!(!is_one_matter(12, [25, 12]), "a side of the other");
        assert!(!is_one_matter(0, [0, 0]));
    }

    /// Of 300 answers 40 complain of the delay, 30 of what was told, `both` of them of either; all
    /// of these give 2, and all others 10.
    fn run(both: u64) -> Journey {
        let mut collector = Collector::new(TouchpointSource::Aspects);
        for i in 0..300 {
            let (late, untold) = (i < 40, (40 - both..70 - both).contains(&i));
            let about = [(1, late), (2, untold)].into_iter().filter(|(_, is)| *is);
            let opinions: Vec<_> = about.map(|(about, _)| opinion(about, about, -0.8)).collect();
            let bad = !opinions.is_empty();
            let text = format!("第{i}次飞行的体验大致如此，写下来供参考");
            let given = scores(Some(if bad { 2.0 } else { 10.0 }), None);
            let said = facts(if bad { -0.8 } else { 0.6 }, opinions);
            let row = row(i, vec![entry(None, Some(&text), given)]);
            collector.add(RowView::new(row, vec![said], TouchpointSource::Aspects));
        }
        finish(collector, Suppression::default())
    }

    #[test]
    fn what_the_same_comments_complain_of_costs_what_all_of_them_do() {
        let journey = run(20);
        let [delay, untold] = journey.pain_points.as_slice() else { panic!("two are listed") };
        let joint = delay.same.as_ref().unwrap();
        assert_eq!((joint.aspect.en.as_str(), joint.negative), ("a2", 30));
        assert_eq!((joint.together, joint.impact.n), (50, 50));
        // 50 detractors of 300: 66.7, and 100 without them.
        assert!((joint.impact.value + 100.0 / 3.0).abs() < 1e-9, "{}", joint.impact.value);
        let other = untold.same.as_ref().unwrap();
        assert_eq!((other.aspect.en.as_str(), other.together), ("a1", 50));
        let apart = run(15);
        assert!(apart.pain_points.iter().all(|point| point.same.is_none()), "half of the rarer");
    }
}
