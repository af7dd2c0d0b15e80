//! What was written later, beside what the same people wrote first.
//!
//! A coffee machine gets five stars on the first day and leaks on the fortieth. The stars are of the
//! first day, so whoever reads them learns nothing of it. So of those who wrote both (追评) it is
//! counted how many are negative later who were not at first, and how many the other way round:
//! where nothing happened both are as likely (`signs.rs`). Told is where more are negative
//! later, by a twentieth of all who wrote both at least.
//!
//! And which group of the segment fields the negative later ones come from, as complaints about a
//! topic do (`complaint_origin.rs`): the one machine that leaks. Beside a product that is bad at
//! first sight and whose later comments are kinder all of them together are no worse, so where they
//! are not each group is asked by itself, and the surest is told.
//!
//! The question of all and those of the groups share one part of chance by half, as large as each
//! family's of `findings`, and the groups divide their half (Bonferroni). Where the negative ones
//! come from has a part of its own.

use serde::Serialize;

use super::complaint_origin::{ComplaintOrigin, Part};
use super::findings::CHANCE;
use super::group_change::Subgroup;
use super::group_ids::Group;
use super::row::RowView;
use crate::feedback::Asked;
use crate::metrics::Design;
use crate::sentiment::Label;
use crate::stats::Estimate;
use crate::stats::interval::wilson_clustered;
use crate::stats::signs::sign_p;

/// Fewest answers with both.
const LEAST: u64 = 20;

/// One of how many must be negative later in surplus.
const ONE_OF: u64 = 20;

/// Later comments that are worse than the first ones of the same people.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LaterComments {
    /// The group whose later comments these are, where those of all are not worse.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<Subgroup>,
    /// Answers with a first comment and a later one.
    pub n: u64,
    /// Of these, those whose first comment is negative.
    pub negative_first: u64,
    /// Of these, those whose later comment is negative.
    pub negative_later: u64,
    /// `negative_first / n`, Wilson.
    pub first: Estimate,
    /// `negative_later / n`, Wilson.
    pub later: Estimate,
    /// Two-sided p of the sign test.
    pub p: f64,
    /// The group that the negative ones of all later comments surely come from.
    pub origin: Option<ComplaintOrigin>,
}

/// Answers with both comments: by whether the first is negative, then the later one.
type Pairs = [[u64; 2]; 2];

/// Counts later comments.
#[derive(Debug, Clone, Default)]
pub(super) struct LaterCounter {
    /// Those with both, of all.
    pairs: Pairs,
    /// The same of each group by its number.
    group_pairs: Vec<Pairs>,
    /// Answers with a later comment, by whether it is negative: all, and of each group by its
    /// number.
    all: [u64; 2],
    groups: Vec<[u64; 2]>,
}

impl LaterCounter {
    /// Takes a row that is in these groups. Of several comments of a time one that is negative is
    /// enough.
    pub(super) fn add(&mut self, row: &RowView, groups: &[usize]) {
        let (mut first, mut later) = (None, None);
        for entry in row.entries().filter(|entry| entry.sentiment.flatten().is_some()) {
            let Some(facts) = entry.facts else { continue };
            let negative = matches!(facts.label, Label::Negative | Label::VeryNegative);
            let side = match entry.entry.asked {
                Asked::Later => &mut later,
                Asked::Before => continue,
                _ => &mut first,
            };
            *side = Some(*side == Some(true) || negative);
        }
        let Some(later) = later.map(usize::from) else { return };
        if let Some(first) = first.map(usize::from) {
            self.pairs[first][later] += 1;
            for group in groups {
                if self.group_pairs.len() <= *group {
                    self.group_pairs.resize(group + 1, Pairs::default());
                }
                self.group_pairs[*group][first][later] += 1;
            }
        }
        self.all[later] += 1;
        for group in groups {
            if self.groups.len() <= *group {
                self.groups.resize(group + 1, [0; 2]);
            }
            self.groups[*group][later] += 1;
        }
    }

    /// What a reader must know of them, of all or else of the surest group; `None` where later
    /// comments are not surely worse, or fewer than `at_least` answers have both. `design` is that
    /// of the labels of comments of the same people in several answers.
    pub(super) fn worse(
        &self,
        groups: &[Group],
        at_least: u64,
        design: Design,
    ) -> Option<LaterComments> {
        let (each, least) = (design.effect(), LEAST.max(at_least));
        let pairs = |group: &Group| self.group_pairs.get(group.id).copied().unwrap_or_default();
        let asked = groups.iter().map(|group| (group, pairs(group)));
        let asked: Vec<(&Group, Pairs)> =
            asked.filter(|(_, pairs)| answers(pairs) >= least).collect();
        let chance = if asked.is_empty() { CHANCE } else { CHANCE / 2.0 };
        if let Some(p) = worse_p(&self.pairs, least, each).filter(|p| *p <= chance) {
            let origin = self.origin(groups, at_least, each);
            return Some(LaterComments { origin, ..told(&self.pairs, p, each)? });
        }
        let of_each = chance / asked.len() as f64;
        let worse = asked.iter().filter_map(|(group, pairs)| {
            let p = worse_p(pairs, least, each).filter(|p| *p <= of_each)?;
            Some((p, *group, pairs))
        });
        let name = |group: &Group| (group.field.clone(), group.value.clone());
        let (p, group, pairs) =
            worse.min_by(|a, b| a.0.total_cmp(&b.0).then_with(|| name(a.1).cmp(&name(b.1))))?;
        let (field, value) = name(group);
        let group = Some(Subgroup::Segment { field, value });
        Some(LaterComments { group, ..told(pairs, p, each)? })
    }

    /// The group that the negative ones surely come from; `each` is what an answer is worth less.
    fn origin(&self, groups: &[Group], at_least: u64, each: f64) -> Option<ComplaintOrigin> {
        let [_, all] = self.all;
        let wrote: u64 = self.all.iter().sum();
        let part = |group: &Group| {
            let own = self.groups.get(group.id).copied().unwrap_or_default();
            let part = Part { complaints: [own[1], all], comments: [own.iter().sum(), wrote] };
            let (field, value) = (group.field.clone(), group.value.clone());
            (Subgroup::Segment { field, value }, part)
        };
        ComplaintOrigin::surest(groups.iter().map(part).collect(), false, at_least, each)
    }
}

/// How many have both.
fn answers(pairs: &Pairs) -> u64 {
    pairs.iter().flatten().sum()
}

/// Two-sided p of the sign test, where at least so many have both and a twentieth of them more are
/// negative later.
fn worse_p(pairs: &Pairs, least: u64, each: f64) -> Option<f64> {
    let [[_, worse], [better, _]] = *pairs;
    let n = answers(pairs);
    let much = worse > better && ONE_OF * (worse - better) >= n;
    if !much || n < least {
        return None;
    }
    sign_p([worse, better], each)
}

/// The numbers of answers with both.
fn told(pairs: &Pairs, p: f64, each: f64) -> Option<LaterComments> {
    let [[_, worse], [better, both]] = *pairs;
    let (n, negative_first, negative_later) = (answers(pairs), better + both, worse + both);
    Some(LaterComments {
        group: None,
        n,
        negative_first,
        negative_later,
        first: wilson_clustered(negative_first, n, each)?,
        later: wilson_clustered(negative_later, n, each)?,
        p,
        origin: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::{Entry, Scores};
    use crate::journey::TouchpointSource;
    use crate::journey::tests::{entry, facts, row, scores, undetected};

    fn of(neither: u64, worse: u64, better: u64, both: u64) -> Option<LaterComments> {
        let pairs = [[neither, worse], [better, both]];
        LaterCounter { pairs, ..LaterCounter::default() }.worse(&[], 5, Design::NONE)
    }

    #[test]
    fn worse_later_comments_are_told_with_their_numbers() {
        let found = of(60, 30, 2, 8).unwrap();
        assert_eq!((found.n, found.negative_first, found.negative_later), (100, 10, 38));
        assert!((found.first.value - 0.1).abs() < 1e-12 && found.p < 1e-6, "{found:?}");
        assert!((found.later.value - 0.38).abs() < 1e-12, "{found:?}");
        // p of 10 and 1 is 24 / 2048, of 11 and 1 it is 26 / 4096.
        assert!(of(50, 10, 1, 0).is_none() && of(50, 11, 1, 0).is_some());
        assert!(of(50, 1, 11, 0).is_none(), "better");
        // Ten of 200 are a twentieth, of 201 less.
        assert!(of(188, 11, 1, 0).is_some() && of(189, 11, 1, 0).is_none());
        assert!(of(9, 10, 0, 0).is_none() && of(10, 10, 0, 0).is_some(), "19, 20");
        let pairs = [[50, 11], [1, 0]];
        let alike = LaterCounter { pairs, ..LaterCounter::default() };
        assert!(alike.worse(&[], 5, Design::new(2.0)).is_none(), "of few people");
    }

    #[test]
    fn who_wrote_both_is_counted_once() {
        let mut counter = LaterCounter::default();
        let mut add = |said: &[(Asked, Option<f32>)]| {
            let none = Scores::default();
            let entries = said
                .iter()
                .map(|(asked, _)| Entry { asked: *asked, ..entry(None, Some("…"), none) });
            let comments = said.iter().map(|(_, said)| match said {
                Some(sentiment) => facts(*sentiment, Vec::new()),
                None => undetected(),
            });
            let row = row(1, entries.collect());
            counter.add(&RowView::new(row, comments.collect(), TouchpointSource::Export), &[1]);
        };
        let (first, later) = (Asked::Anything, Asked::Later);
        add(&[(first, Some(0.8)), (later, Some(-0.8))]);
        add(&[(later, Some(-0.8)), (first, Some(0.8)), (first, Some(-0.8))]);
        add(&[(first, Some(0.8)), (later, Some(0.8))]);
        // One of them alone, and what says nothing.
        add(&[(first, Some(-0.8))]);
        add(&[(later, Some(-0.8))]);
        add(&[(first, None), (later, Some(-0.8))]);
        assert_eq!(counter.pairs, [[1, 1], [0, 1]]);
        assert_eq!((counter.all, &counter.groups[..]), ([1, 4], &[[0, 0], [1, 4]][..]));
        assert_eq!(counter.group_pairs, [Pairs::default(), [[1, 1], [0, 1]]]);
    }

    #[test]
    fn the_group_that_negative_later_ones_come_from_is_told() {
        let products = [group(0, "machine"), group(1, "grinder")];
        let told = |machine: [u64; 2], grinder: [u64; 2]| {
            let all = [machine[0] + grinder[0], machine[1] + grinder[1]];
            let (pairs, groups) = ([[60, 30], [2, 8]], vec![machine, grinder]);
            let counter = LaterCounter { pairs, all, groups, ..LaterCounter::default() };
            counter.worse(&products, 5, Design::NONE).unwrap().origin
        };
        let found = told([18, 38], [119, 5]).unwrap();
        let machine =
            Subgroup::Segment { field: "Product".to_owned(), value: "machine".to_owned() };
        assert_eq!(found.group, machine);
        assert_eq!((found.complaints, found.all_complaints), (38, 43));
        assert_eq!((found.comments, found.all_comments, found.there), (56, 180, false));
        assert_eq!(told([40, 20], [40, 20]), None, "alike");
        assert_eq!(told([52, 4], [119, 5]), None, "four");
    }

    fn group(id: usize, value: &str) -> Group {
        Group { id, field: "Product".to_owned(), value: value.to_owned() }
    }

    /// What is told of groups with these pairs, of which all together are these.
    fn of_groups(group_pairs: Vec<Pairs>) -> Option<LaterComments> {
        let mut pairs = Pairs::default();
        for of in &group_pairs {
            for (all, own) in pairs.iter_mut().flatten().zip(of.iter().flatten()) {
                *all += own;
            }
        }
        let names = ["machine", "grinder", "cup"];
        let groups: Vec<Group> =
            (0..group_pairs.len()).map(|id| group(id, names[id % 3])).collect();
        let counter = LaterCounter { pairs, group_pairs, ..LaterCounter::default() };
        counter.worse(&groups, 5, Design::NONE)
    }

    #[test]
    fn the_group_that_breaks_is_told_beside_one_that_was_bad_at_first_sight() {
        let machine = [[30, 40], [0, 4]];
        let found = of_groups(vec![machine, [[10, 0], [40, 4]], [[20, 1], [1, 2]]]).unwrap();
        let told = Subgroup::Segment { field: "Product".to_owned(), value: "machine".to_owned() };
        assert_eq!((found.group, found.origin), (Some(told), None));
        assert_eq!((found.n, found.negative_first, found.negative_later), (74, 4, 44));
        // All together are worse: that is told, not of a group.
        let found = of_groups(vec![machine, [[20, 1], [1, 2]]]).unwrap();
        assert_eq!((found.group, found.n), (None, 98));
        // p of 10 and none is 1 / 512, of 11 and none 1 / 1024; a third of half a hundredth lies
        // between.
        let beside = |worse: u64| {
            of_groups(vec![[[20, worse], [0, 0]], [[20, 0], [12, 0]], [[20, 0], [0, 0]]])
        };
        assert!(beside(10).is_none() && beside(11).is_some());
        // Of fewer than twenty nobody is asked.
        let few = of_groups(vec![[[3, 16], [0, 0]], [[20, 0], [16, 0]]]);
        assert!(few.is_none(), "{few:?}");
    }

    #[test]
    fn groups_in_which_nothing_happened_are_told_as_seldom_as_promised() {
        let told = (0..1_000).filter(|seed| {
            let mut rng = fastrand::Rng::with_seed(*seed);
            let mut groups = vec![Pairs::default(); 6];
            for answer in 0..240 {
                let often = 0.6 * rng.f64();
                let [first, later] = [0; 2].map(|_| usize::from(rng.f64() < often));
                groups[answer % 6][first][later] += 1;
            }
            of_groups(groups).is_some()
        });
        // Half of a hundredth, on the side that is told.
        let told = told.count();
        assert!(told <= 12, "{told} of 1000");
    }

    #[test]
    fn the_stars_of_the_first_day_are_of_no_pair() {
        let mut counter = LaterCounter::default();
        let starred =
            Entry { asked: Asked::Later, ..entry(None, Some("…"), scores(None, Some(5.0))) };
        let row = row(1, vec![starred]);
        let said = vec![facts(-0.8, Vec::new())];
        counter.add(&RowView::new(row, said, TouchpointSource::Export), &[]);
        assert_eq!((counter.pairs, counter.all), ([[0; 2]; 2], [0, 1]));
    }

    #[test]
    fn where_nothing_happened_it_is_told_as_seldom_as_promised() {
        let told = (0..1_000).filter(|seed| {
            let mut rng = fastrand::Rng::with_seed(*seed);
            let mut counter = LaterCounter::default();
            for _ in 0..80 {
                let often = 0.5 * rng.f64();
                let [first, later] = [0; 2].map(|_| usize::from(rng.f64() < often));
                counter.pairs[first][later] += 1;
            }
            counter.worse(&[], 5, Design::NONE).is_some()
        });
        // Half of a hundredth, on the side that is told.
        let told = told.count();
        assert!(told <= 12, "{told} of 1000");
    }
}
