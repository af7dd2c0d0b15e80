//! What is complained of more where a score changed: the topic of a bad month, or of the time since
//! a fall.
//!
//! That October stands out is half of what a reader wants to know. So of every topic, and of the
//! negative comments that name none, the share of all comments that complain of it in the period,
//! or since the change, is held against that of all other comments: Fisher's exact test, p times
//! the number of tests (Bonferroni). Told is one that is complained of at least twice as often
//! where the score is lower (where it rose: before); of several the one whose share differs most.
//! The surest would be what is rare elsewhere: five torn parcels, and not the hundred complaints of
//! the goods. One that makes up less than a fifth of what the share of negative comments differs by
//! explains nothing; then that share itself is told, which is one test more.
//!
//! It is asked only where a change of a score, or of sentiment, is told, so where nothing happened
//! it raises no alarm that was not raised before it, and has a part of chance as large as each of
//! the families beside them. Comments of the same people are worth as many as they are by the
//! design effect of labels.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::findings::{CHANCE, Changed};
use super::group_change::days;
use super::mentions::Mentions;
use super::odd_period::OddPeriod;
use super::place::Place;
use super::shift::Shift;
use super::trend::Days;
use super::unnamed::UnnamedCounter;
use crate::feedback::ScoreKind;
use crate::lang::Name;
use crate::metrics::Design;
use crate::opinion::AspectId;
use crate::stats::Estimate;
use crate::stats::interval::wilson_clustered;
use crate::stats::net_difference::{net_p, pooled_p};

/// Fewest complaints that are tested, and told where they are more often.
const LEAST: u64 = 5;

/// Smallest part of what the share of negative comments differs by that a topic makes up.
const PART: f64 = 0.2;

/// What is complained of more often than at other times.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TopicChange {
    /// Touchpoint and aspect, of a run whose touchpoints are those of the export the aspect alone;
    /// `None` for negative comments that name no topic.
    pub topic: Option<Topic>,
    /// Whether it is all negative comments, whatever they complain of: no topic is told then.
    pub all_negative: bool,
    /// The period, or the first since the change, named as in the trend.
    pub period: String,
    /// Whether it is all the time since then, and not that period alone.
    pub since: bool,
    /// Share of the comments in it that complain of the topic, Wilson.
    pub inside: Estimate,
    /// The same of all others.
    pub outside: Estimate,
    /// Comments in it that complain of the topic, and all comments in it.
    pub n_inside: (u64, u64),
    /// The same of all others.
    pub n_outside: (u64, u64),
    /// The score that those gave whose comments are counted, where other people gave another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beside: Option<ScoreKind>,
    /// Two-sided p of Fisher's test, times the number of topics and one (Bonferroni).
    pub p: f64,
}

impl TopicChange {
    /// Whether it is complained of more then than at other times, and not less.
    pub fn is_worse(&self) -> bool {
        self.inside.value > self.outside.value
    }
}

/// What comments are about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Topic {
    /// The touchpoint of the aspect, where touchpoints are those of the taxonomy.
    pub touchpoint: Option<Name>,
    /// The aspect.
    pub aspect: Name,
}

/// Complaints day by day.
#[derive(Debug, Clone, Default)]
pub(super) struct TopicDays {
    /// All comments.
    comments: BTreeMap<Date, u64>,
    /// Comments that are negative as a whole.
    negative: BTreeMap<Date, u64>,
    /// Complaints about each topic; `None` for negative comments that name none.
    topics: Vec<(Option<Topic>, BTreeMap<Date, u64>)>,
    /// The score that those who wrote them gave, where others gave another.
    beside: Option<ScoreKind>,
    /// How much labels of the same people are alike.
    labels: Design,
}

/// Where a score is unlike elsewhere in time.
struct When<'a> {
    period: &'a str,
    since: bool,
    /// Its first day, and the first after it.
    span: (Date, Date),
    /// Whether it is lower there.
    worse: bool,
}

impl<'a> When<'a> {
    /// In a period of this name, or since it began; `None` where no period has such a name.
    fn of(period: &'a str, since: bool, worse: bool) -> Option<When<'a>> {
        Some(When { period, since, span: days(period)?, worse })
    }

    /// Whether a day is there.
    fn holds(&self, day: Date) -> bool {
        self.span.0 <= day && (self.since || day < self.span.1)
    }
}

impl TopicDays {
    /// Of all that is mentioned, and of negative comments that name nothing; `name` gives that of a
    /// touchpoint and `aspect` that of an aspect. Of the comments of those alone who gave the score
    /// that changed, where others gave another; `None` where none is told to have changed.
    pub(super) fn of(
        (mentions, unnamed): (&Mentions, &UnnamedCounter),
        days: &Days,
        (told, of_others): (Changed<'_>, &[ScoreKind]),
        labels: Design,
        (name, aspect): (impl Fn(Place) -> Name, impl Fn(AspectId) -> Name),
    ) -> Option<TopicDays> {
        if told.shift.is_none() && told.odd.is_none() {
            return None;
        }
        let beside = told.beside(of_others);
        let named = mentions.complaints(beside).into_iter().map(|(place, id, complaints)| {
            let topic = Topic { touchpoint: place.map(&name), aspect: aspect(id) };
            (Some(topic), complaints)
        });
        let topics = named.chain([(None, unnamed.days(beside).clone())]).collect();
        let (comments, negative) = (days.comments(beside), days.negative(beside));
        Some(TopicDays { comments, negative, topics, beside, labels })
    }

    fn largest(&self, when: &When<'_>, at_least: u64) -> Option<TopicChange> {
        let all = split(&self.comments, when);
        if all.0.min(all.1) < at_least.max(LEAST) {
            return None;
        }
        let counts = self.topics.iter().map(|(topic, days)| (topic, split(days, when)));
        let tested: Vec<_> = counts.filter(|(_, (here, there))| here + there >= LEAST).collect();
        // The share of negative comments is one more.
        let tests = tested.len() as f64 + 1.0;
        let p = |(here, there): (u64, u64)| {
            Some(self.chance([here, all.0], [there, all.1])? * tests).filter(|p| *p <= CHANCE)
        };
        let apart = |(here, there): (u64, u64)| share(here, all.0) - share(there, all.1);
        let sure = tested.into_iter().filter_map(|(topic, own)| {
            let ((here, there), (inside, outside)) = (own, all);
            let (more, less) = match when.worse {
                true => ([here, inside], [there, outside]),
                false => ([there, outside], [here, inside]),
            };
            is_much(more, less, at_least).then_some(())?;
            Some((apart(own).abs(), topic, own, p(own)?))
        });
        let (size, topic, own, of_topic) =
            sure.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))?;
        let negative = split(&self.negative, when);
        let rise = apart(negative).abs();
        let change = |topic: Option<Topic>, all_negative, (here, there): (u64, u64), p| {
            let effect = self.labels.effect();
            Some(TopicChange {
                topic,
                all_negative,
                period: when.period.to_owned(),
                since: when.since,
                inside: wilson_clustered(here, all.0, effect)?,
                outside: wilson_clustered(there, all.1, effect)?,
                n_inside: (here, all.0),
                n_outside: (there, all.1),
                beside: self.beside,
                p,
            })
        };
        if size >= PART * rise {
            return change(topic.clone(), false, own, of_topic);
        }
        let one_way = (apart(negative) > 0.0) == when.worse;
        change(None, true, negative, p(negative).filter(|_| one_way)?)
    }

    /// Two-sided p of as many complaints among as many comments here as there.
    fn chance(&self, here: [u64; 2], there: [u64; 2]) -> Option<f64> {
        let coded =
            |[complaints, all]: [u64; 2]| Some([complaints, all.checked_sub(complaints)?, 0]);
        let (here, there) = (coded(here)?, coded(there)?);
        let worth = |n: u64| n as f64 / self.labels.effect();
        match self.labels.matters() {
            true => pooled_p(here.map(worth), there.map(worth)),
            false => net_p(here, there),
        }
    }
}

/// The topic that is surely complained of more where the score is lower by the odd period that is
/// told, else by the change that is, where it is known since when. Of fewer than `at_least` comments
/// on either side nothing is told.
pub(super) fn changed(
    shift: Option<&Shift>,
    odd: Option<&OddPeriod>,
    at_least: u64,
    days: &TopicDays,
) -> Option<TopicChange> {
    let of_odd = |odd: &OddPeriod| (odd.period.clone(), false, odd.difference.value);
    let of_shift = |shift: &Shift| (shift.since.clone(), true, shift.change);
    let shift = shift.filter(|shift| shift.manner.has_border());
    let (period, since, change) = odd.map(of_odd).or_else(|| shift.map(of_shift))?;
    let when = When::of(&period, since, change < 0.0)?;
    days.largest(&when, at_least)
}

fn share(n: u64, of: u64) -> f64 {
    n as f64 / of.max(1) as f64
}

/// What is counted in a time, and in all other.
fn split(days: &BTreeMap<Date, u64>, when: &When<'_>) -> (u64, u64) {
    days.iter().fold((0, 0), |(here, there), (day, n)| match when.holds(*day) {
        true => (here + n, there),
        false => (here, there + n),
    })
}

/// Whether it is complained of often enough, and at least twice as often as elsewhere.
fn is_much(more: [u64; 2], less: [u64; 2], at_least: u64) -> bool {
    let ([complaints, all], [others, of_others]) = (more.map(u128::from), less.map(u128::from));
    more[0] >= LEAST.max(at_least) && complaints * of_others >= 2 * others * all
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;
    use jiff::ToSpan;

    use super::*;

    fn day(n: i64) -> Date {
        Date::constant(2026, 1, 1).saturating_add(n.days())
    }

    fn topic(name: &str) -> Option<Topic> {
        Some(Topic { touchpoint: None, aspect: Name::same(name) })
    }

    /// Each month of ten so many comments, and so many complaints about each topic.
    fn months(comments: u64, topics: &[(&str, [u64; 10])]) -> TopicDays {
        let first = |month: usize| Date::constant(2026, month as i8 + 1, 3);
        let of = |counts: &[u64; 10]| -> BTreeMap<Date, u64> {
            counts.iter().enumerate().map(|(month, n)| (first(month), *n)).collect()
        };
        let topics = topics.iter().map(|(name, counts)| (topic(name), of(counts))).collect();
        let (comments, negative) = (of(&[comments; 10]), BTreeMap::new());
        TopicDays { comments, negative, topics, beside: None, labels: Design::NONE }
    }

    fn october(worse: bool) -> When<'static> {
        When::of("2026-10", false, worse).unwrap()
    }

    #[test]
    fn the_topic_of_a_bad_month_is_told() {
        let cold = [0, 0, 0, 0, 0, 0, 0, 0, 0, 20];
        let days = months(40, &[("cold", cold), ("price", [4; 10])]);
        let found = days.largest(&october(true), 5).unwrap();
        assert_eq!(
            (found.topic.clone(), found.period.as_str(), found.since),
            (topic("cold"), "2026-10", false)
        );
        assert_eq!((found.n_inside, found.n_outside), ((20, 40), (0, 360)));
        assert_eq!((found.inside.value, found.outside.value), (0.5, 0.0));
        assert!(found.is_worse());
        let alone = net_p([20, 20, 0], [0, 360, 0]).unwrap();
        assert!((found.p - 3.0 * alone).abs() < 1e-12);
        // A good month is not explained by complaints.
        assert_eq!(days.largest(&october(false), 5), None);
        let quiet = [8, 8, 8, 8, 8, 8, 8, 8, 8, 0];
        let found = months(40, &[("cold", quiet)]).largest(&october(false), 5).unwrap();
        assert_eq!((found.n_inside, found.n_outside), ((0, 40), (72, 360)));
        assert!(!found.is_worse());
    }

    #[test]
    fn all_that_comes_after_a_change_is_since_it() {
        let cold = [0, 0, 0, 0, 0, 0, 0, 6, 7, 9];
        let days = months(40, &[("cold", cold)]);
        let when = When::of("2026-08", true, true).unwrap();
        let found = days.largest(&when, 5).unwrap();
        assert_eq!((found.n_inside, found.n_outside, found.since), ((22, 120), (0, 280), true));
        let week = When::of("2026-W36", true, true).unwrap();
        assert!(
            week.holds(Date::constant(2026, 8, 31)) && !week.holds(Date::constant(2026, 8, 30))
        );
        assert!(week.holds(Date::constant(2027, 1, 4)));
    }

    #[test]
    fn little_is_not_told() {
        let one = |counts: [u64; 10]| months(400, &[("cold", counts)]).largest(&october(true), 5);
        assert!(one([1, 0, 0, 0, 0, 0, 0, 0, 0, 5]).is_some());
        assert!(one([1, 0, 0, 0, 0, 0, 0, 0, 0, 4]).is_none(), "four");
        assert!(one([60, 60, 60, 60, 60, 60, 60, 60, 60, 120]).is_some());
        assert!(one([60, 60, 60, 60, 60, 60, 60, 60, 60, 119]).is_none(), "not twice as often");
        let few = months(4, &[("cold", [0, 0, 0, 0, 0, 0, 0, 0, 0, 4])]);
        assert_eq!(few.largest(&october(true), 1), None);
        assert_eq!(months(40, &[]).largest(&october(true), 5), None);
    }

    /// What is rare elsewhere is surest; what most of the bad month is about is told.
    #[test]
    fn of_several_topics_the_largest_is_told_and_none_that_explains_nothing() {
        let torn = [0, 0, 0, 0, 0, 0, 0, 0, 0, 8];
        let goods = [30, 30, 30, 30, 30, 30, 30, 30, 30, 70];
        let mut days = months(300, &[("torn", torn), ("goods", goods)]);
        let alone = |name: &str, counts| {
            months(300, &[(name, counts)]).largest(&october(true), 5).map(|found| found.p)
        };
        assert!(alone("torn", torn).unwrap() < 1e-5);
        assert_eq!(days.largest(&october(true), 5).unwrap().topic, topic("goods"));
        // 8 of 300 are a fifth of what the negative ones differ by, and no longer so.
        let negative = |october: u64| {
            let month = |at: i8| Date::constant(2026, at, 3);
            (1..=10).map(|at| (month(at), if at == 10 { october } else { 60 })).collect()
        };
        days.topics.truncate(1);
        days.negative = negative(100);
        let found = days.largest(&october(true), 5).unwrap();
        assert_eq!((found.topic, found.all_negative), (topic("torn"), false));
        days.negative = negative(101);
        let found = days.largest(&october(true), 5).unwrap();
        assert_eq!((found.topic.as_ref(), found.all_negative), (None, true));
        assert_eq!((found.n_inside, found.n_outside), ((101, 300), (540, 2_700)));
        assert!(found.is_worse() && found.p <= CHANCE, "{found:?}");
        // Fewer are negative then: this is no reason.
        days.negative = negative(10);
        assert_eq!(days.largest(&october(true), 5), None);
    }

    #[test]
    fn complaints_of_the_same_people_are_less_sure() {
        let mut days = months(40, &[("cold", [1, 1, 1, 1, 1, 1, 1, 1, 1, 9])]);
        assert!(days.largest(&october(true), 5).is_some());
        days.labels = Design::new(8.0);
        assert_eq!(days.largest(&october(true), 5), None);
    }

    /// Of eight topics that nothing happened to one is seldom told, whatever the month.
    #[test]
    fn of_topics_that_are_alike_one_is_seldom_told() {
        let runs = 400_u64;
        let told = (0..runs).filter(|seed| {
            let mut rng = Rng::with_seed(*seed);
            let topics = (0..8).map(|at| (topic(&format!("t{at}")), BTreeMap::new())).collect();
            let mut days = TopicDays { topics, ..TopicDays::default() };
            for n in 0..300 {
                days.comments.insert(day(n), 2);
                for (_, complaints) in &mut days.topics {
                    let n_of_two = (0..2).filter(|_| rng.f64() < 0.06).count() as u64;
                    complaints.insert(day(n), n_of_two);
                }
            }
            days.largest(&october(true), 5).is_some()
        });
        let told = told.count();
        // One of a hundred at most.
        assert!(told <= 8, "{told} of {runs}");
    }
}
