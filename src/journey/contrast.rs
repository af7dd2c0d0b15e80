//! Each touchpoint of the export against all others, by the score that most of them
//! have.
//!
//! The worst of forty touchpoints looks bad even where all are alike. So each is tested
//! against the rest ([`against_rest`]), and all tests are one family.
//!
//! On a long scale the means are compared too (`levels.rs`).
//!
//! The best of nine that are alike is surely better than the mean of all as soon as one other is
//! bad: so what works is held against the better half of the others too.

use std::collections::BTreeSet;

use serde::Serialize;

use super::findings::CHANCE;
use super::group_change::{ChangeSpan, GroupChange, Subgroup};
use super::levels::ByBoth;
use super::low_origin::LowOrigin;
use super::scores::ScoreBook;
use super::within::GroupPart;
use crate::feedback::ScoreKind;
use crate::lang::Name;
use crate::metrics::Answers;
use crate::metrics::summary::{against_rest, headline};
use crate::stats::difference::of_estimates;
use crate::stats::multiple::benjamini_hochberg;
use crate::stats::{Estimate, is_sure};

/// A touchpoint against all others.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Contrast {
    /// The touchpoint.
    pub touchpoint: Name,
    /// The score that most touchpoints have.
    pub score: ScoreKind,
    /// Its headline measure here.
    pub own: Estimate,
    /// The same of all other touchpoints together.
    pub rest: Estimate,
    /// Here less there, with its 95 % interval.
    pub difference: Estimate,
    /// Two-sided p.
    pub p: f64,
    /// Benjamini-Hochberg q over all touchpoints.
    pub q: f64,
    /// Answers here.
    pub n: u64,
    /// What the measure of all answers together would gain if this touchpoint did as the
    /// others do, in units of the measure: below 0 where it does better; where `since` is told, in
    /// that time.
    pub gain: f64,
    /// The same of all answers, also where `gain` is that of the answers since: what works is told
    /// by this.
    #[serde(skip)]
    pub gain_of_all: f64,
    /// Mean goodness (0–100) here less that of the others, of all answers: what a rating is to a
    /// score that it moves is told from means.
    #[serde(skip)]
    pub apart: f64,
    /// Mean goodness (0–100) here and of the others, where on a long scale these tell more than the
    /// best boxes; of all answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub means: Option<[f64; 2]>,
    /// Whether the answers at all touchpoints together, or at all that rows come from, are the main
    /// score; else the whole has a question of its own, of this score or of another, and what it
    /// would gain depends on how much the touchpoint moves the answers to that.
    pub is_whole: bool,
    /// The first of the periods whose answers are compared, where it changed for good while the
    /// others did not; `None` where all answers are.
    pub since: Option<String>,
    /// The group that low ratings here come from, where one has surely more than its part of them;
    /// told of what is to be mended.
    pub origin: Option<LowOrigin>,
    /// The group there that nearly all of its distance from the others comes from, where one is;
    /// told of what is to be mended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<Box<GroupPart>>,
    /// Since when it is worse than it was, where it surely is; told of what is to be mended first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed: Option<Box<GroupChange>>,
    /// Whether it is surely better than the better half of the others too, where there are two and
    /// more.
    #[serde(skip)]
    pub stands_out: bool,
}

impl Contrast {
    /// Whether it scores worse than the others beyond chance.
    pub(super) fn is_surely_worse(&self) -> bool {
        is_sure(self.q) && self.difference.value < 0.0
    }

    /// The same by the answers since the touchpoint changed for good, and by those at the others
    /// in the same time: a mean over the time before and after is a level that it never had. What
    /// it is to the whole beside the others is not of that time alone. q is p times the number of
    /// touchpoints that it is one of (Bonferroni). `None` where another changed, or for one period,
    /// and of one that is surely worse by all answers where those since a fall are too few to tell.
    fn since(&self, change: &GroupChange, among: usize) -> Option<Contrast> {
        let ChangeSpan::Since { since, .. } = &change.span else { return None };
        let Subgroup::Touchpoint(touchpoint) = &change.group else { return None };
        if *touchpoint != self.touchpoint || change.score != self.score {
            return None;
        }
        let q = (change.p_after * among as f64).min(1.0);
        let worse = self.q <= CHANCE && self.difference.value < 0.0;
        if change.is_worse() && worse && q > CHANCE {
            return None;
        }
        Some(Contrast {
            own: change.after,
            rest: change.rest_after,
            difference: of_estimates(&change.after, &change.rest_after),
            p: change.p_after,
            q,
            n: change.n_after,
            gain: change.rest_after.value - change.whole_after,
            means: None,
            since: Some(since.clone()),
            ..self.clone()
        })
    }
}

/// The contrasts by which touchpoints are judged now: that of one which changed for good is of the
/// time since.
pub(super) fn now(contrasts: &[Contrast], change: Option<&GroupChange>) -> Vec<Contrast> {
    let now = |contrast: &Contrast| {
        let since = change.and_then(|change| contrast.since(change, contrasts.len()));
        since.unwrap_or_else(|| contrast.clone())
    };
    contrasts.iter().map(now).collect()
}

/// The contrasts by a score that rows answer for the whole wherever they come from, and that
/// columns rate touchpoints by: these are compared among each other, and so are those; all tests
/// are one family. Only of where rows come from the answers together can be the `main` score.
pub(super) fn contrasts_apart(
    kind: ScoreKind,
    books: Vec<(Name, ScoreBook)>,
    columns: &BTreeSet<Name>,
    at_least: u64,
    main: bool,
) -> Vec<Contrast> {
    let (of_columns, of_rows): (Vec<_>, Vec<_>) =
        books.into_iter().partition(|(name, _)| columns.contains(name));
    let mut found = contrasts(kind, &of_columns, at_least, false);
    found.extend(contrasts(kind, &of_rows, at_least, main));
    found.sort_by(|a, b| a.touchpoint.cmp(&b.touchpoint));
    adjust(&mut found);
    found
}

/// The contrasts of touchpoints by one score, in the order given; those of fewer than
/// `at_least` answers are not compared, but are among the others.
pub(super) fn contrasts(
    kind: ScoreKind,
    books: &[(Name, ScoreBook)],
    at_least: u64,
    is_whole: bool,
) -> Vec<Contrast> {
    let mut all = Answers::default();
    books.iter().for_each(|(_, book)| all.merge(&book[kind]));
    let measure = kind.measure();
    let whole = headline(measure, &all);
    let least = at_least.max(1);
    let mut found: Vec<Contrast> = books
        .iter()
        .filter(|(_, book)| book[kind].n() >= least && all.n() - book[kind].n() >= least)
        .filter_map(|(name, book)| {
            let tested = against_rest(measure, &book[kind], &all)?;
            let own = headline(measure, &book[kind])?;
            let mut others = Answers::default();
            books
                .iter()
                .filter(|(other, _)| other != name)
                .for_each(|(_, b)| others.merge(&b[kind]));
            let rest = headline(measure, &others)?;
            // By what answers weigh, and not by how many they are.
            let gain = rest.value - whole?.value;
            let levels = (tested.difference.value, tested.p);
            let both = ByBoth::of(measure, [&book[kind], &others], levels)?;
            let p = both.p;
            Some(Contrast {
                touchpoint: name.clone(),
                score: kind,
                own,
                rest,
                difference: tested.difference,
                p,
                q: p,
                n: tested.n,
                gain,
                gain_of_all: gain,
                apart: both.means[0] - both.means[1],
                means: both.told(),
                is_whole,
                since: None,
                origin: None,
                part: None,
                changed: None,
                stands_out: false,
            })
        })
        .collect();
    adjust(&mut found);
    stand_out(kind, books, &mut found);
    found
}

/// Gives each its q over all of them.
fn adjust(found: &mut [Contrast]) {
    let p: Vec<f64> = found.iter().map(|contrast| contrast.p).collect();
    let q = benjamini_hochberg(&p).unwrap_or(p);
    found.iter_mut().zip(q).for_each(|(contrast, q)| contrast.q = q);
}

/// Tells of each whether it is surely better than the better half of the others, by the headline
/// measure of these; p counts times the number that are compared (Bonferroni).
fn stand_out(kind: ScoreKind, books: &[(Name, ScoreBook)], found: &mut [Contrast]) {
    let compared: Vec<(Name, f64)> =
        found.iter().map(|contrast| (contrast.touchpoint.clone(), contrast.own.value)).collect();
    let of = |name: &Name| books.iter().find(|(of, _)| of == name).map(|(_, book)| &book[kind]);
    for contrast in found.iter_mut().filter(|contrast| contrast.difference.value > 0.0) {
        let mut others: Vec<&(Name, f64)> =
            compared.iter().filter(|(name, _)| *name != contrast.touchpoint).collect();
        if others.len() < 2 {
            continue;
        }
        others.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        others.truncate(others.len().div_ceil(2));
        let mut better = Answers::default();
        others.iter().filter_map(|(name, _)| of(name)).for_each(|book| better.merge(book));
        let Some(own) = of(&contrast.touchpoint) else { continue };
        let mut all = better.clone();
        all.merge(own);
        let tested = against_rest(kind.measure(), own, &all).filter(|of| of.difference.value > 0.0);
        let both = tested.and_then(|tested| {
            ByBoth::of(kind.measure(), [own, &better], (tested.difference.value, tested.p))
        });
        contrast.stands_out = both.is_some_and(|both| both.p * compared.len() as f64 <= CHANCE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::{Scale, ScoreValue};
    use crate::journey::manner::Manner;
    use crate::metrics::Weight;

    fn book(good: u64, bad: u64) -> ScoreBook {
        weighted(good, bad, Weight::ONE)
    }

    fn weighted(good: u64, bad: u64, weight: Weight) -> ScoreBook {
        let mut book = ScoreBook::default();
        let scale = Scale::higher(1.0, 5.0);
        for (value, n) in [(5.0, good), (2.0, bad)] {
            (0..n).for_each(|_| {
                book[ScoreKind::Csat].add_weighted(ScoreValue { value, scale }, weight);
            });
        }
        book
    }

    #[test]
    fn the_bad_one_of_three_is_found_and_sized() {
        let books: Vec<(Name, ScoreBook)> = [("a", 50, 50), ("queue", 29, 71), ("c", 52, 48)]
            .map(|(name, good, bad)| (Name::same(name), book(good, bad)))
            .into();
        let found = contrasts(ScoreKind::Csat, &books, 5, true);
        let worst = &found[1];
        assert_eq!((worst.touchpoint.en.as_str(), worst.n), ("queue", 100));
        assert!((worst.own.value - 0.29).abs() < 1e-12 && (worst.rest.value - 0.51).abs() < 1e-12);
        assert!(worst.q < 0.01 && found[0].q > 0.05, "{found:?}");
        assert!((worst.gain - 0.22 / 3.0).abs() < 1e-12);
        // Goodness of 100 and 25: 46.75 here and 63.25 there.
        assert!((worst.apart + 16.5).abs() < 1e-9, "{}", worst.apart);
    }

    /// Of five hundred each a fourth are content, and of the best 28 %; with one of which nobody is
    /// they are all surely better than the mean of the others.
    #[test]
    fn the_best_of_several_that_are_alike_does_not_stand_out() {
        let of = |good: &[u64]| -> Vec<bool> {
            let books = good.iter().enumerate();
            let books: Vec<(Name, ScoreBook)> = books
                .map(|(at, good)| (Name::same(format!("t{at}")), book(*good, 500 - good)))
                .collect();
            let found = contrasts(ScoreKind::Csat, &books, 5, true);
            assert!(found[0].q <= CHANCE && found[0].difference.value > 0.0, "{:?}", found[0]);
            found.iter().map(|contrast| contrast.stands_out).collect()
        };
        assert!(!of(&[145, 125, 125, 125, 125, 0]).contains(&true));
        assert_eq!(of(&[250, 125, 125, 125, 125, 0]), [true, false, false, false, false, false]);
        // Of two the one is told by the other.
        assert_eq!(of(&[370, 265]), [false, false]);
        // Two that work are each better than the better half of all others.
        assert_eq!(of(&[450, 450, 250, 250, 250]), [true, true, false, false, false]);
    }

    /// 40 of 200 answers stand for half of the whole: a fourth of them are content, of the others
    /// three fourths.
    #[test]
    fn a_touchpoint_is_as_much_of_the_whole_as_its_answers_weigh() {
        let (heavy, light) = (Weight::new(4.0).unwrap(), Weight::ONE);
        let books = [("queue", weighted(10, 30, heavy)), ("shop", weighted(120, 40, light))];
        let books = books.map(|(name, book)| (Name::same(name), book));
        let found = contrasts(ScoreKind::Csat, &books, 5, true);
        assert_eq!((found[0].touchpoint.en.as_str(), found[0].n), ("queue", 40));
        assert!((found[0].difference.value + 0.5).abs() < 1e-12, "{:?}", found[0].difference);
        // The whole is at a half and would be at three fourths.
        assert!((found[0].gain - 0.25).abs() < 1e-12, "{}", found[0].gain);
    }

    /// Queue and lift are rated in each row, which comes from the phone or the web.
    #[test]
    fn where_rows_come_from_is_not_compared_with_what_they_rate() {
        let named = |of: &[(&str, u64, u64)]| -> Vec<(Name, ScoreBook)> {
            of.iter().map(|(name, good, bad)| (Name::same(*name), book(*good, *bad))).collect()
        };
        let rated = [("lift", 60, 40), ("queue", 40, 60)];
        let from = [("phone", 10, 40), ("web", 40, 10)];
        let columns = ["lift", "queue"].map(Name::same).into();
        let of = |books: &[(&str, u64, u64)], main| {
            contrasts_apart(ScoreKind::Csat, named(books), &columns, 5, main)
        };
        let all = [rated, from].concat();
        let found = of(&all, true);
        let names: Vec<&str> = found.iter().map(|of| of.touchpoint.en.as_str()).collect();
        assert_eq!(names, ["lift", "phone", "queue", "web"]);
        let whole: Vec<bool> = found.iter().map(|of| of.is_whole).collect();
        assert_eq!(whole, [false, true, false, true]);
        assert!((found[1].rest.value - 0.8).abs() < 1e-12, "the web alone");
        assert!((found[2].rest.value - 0.6).abs() < 1e-12, "the lift alone");
        // Half of the answers that are the whole would rise by 60 points.
        assert!((found[1].gain - 0.3).abs() < 1e-12, "{}", found[1].gain);
        let p: Vec<f64> = found.iter().map(|of| of.p).collect();
        let q: Vec<f64> = found.iter().map(|of| of.q).collect();
        assert_eq!(q, benjamini_hochberg(&p).unwrap(), "one family");
        assert_eq!(of(&rated, true).len(), 2);
        assert!(!of(&all, false).iter().any(|of| of.is_whole));
    }

    /// Nine of ten were content with the desk, and since May one of five.
    #[test]
    fn what_fell_for_good_is_compared_by_the_time_since() {
        let books: Vec<(Name, ScoreBook)> = [("desk", 110, 90), ("queue", 60, 140), ("c", 150, 50)]
            .map(|(name, good, bad)| (Name::same(name), book(good, bad)))
            .into();
        let all = contrasts(ScoreKind::Csat, &books, 5, true);
        let level = |value: f64| Estimate { value, low: value - 0.1, high: value + 0.1 };
        let month = || "2026-05".to_owned();
        let change = GroupChange {
            group: Subgroup::Touchpoint(Name::same("desk")),
            score: ScoreKind::Csat,
            span: ChangeSpan::Since { since: month(), range: (month(), month()) },
            before: level(0.9),
            after: level(0.2),
            n_before: 100,
            n_after: 100,
            rest_before: level(0.5),
            rest_after: level(0.55),
            rest_changed: false,
            difference: level(-0.75),
            p: 0.001,
            manner: Manner::AtOnce,
            of_all: true,
            also: Vec::new(),
            part: None,
            whole_after: 0.43,
            p_after: 1e-9,
        };
        let now = now(&all, Some(&change));
        assert_eq!(now[1..], all[1..]);
        let desk = &now[0];
        assert_eq!((desk.n, desk.since.as_deref()), (100, Some("2026-05")));
        assert!((desk.gain - 0.12).abs() < 1e-12 && (desk.q - 3e-9).abs() < 1e-15);
        assert!((desk.difference.value + 0.35).abs() < 1e-12, "{desk:?}");
        assert_eq!((desk.gain_of_all, desk.apart), (all[0].gain, all[0].apart));
        // The queue is surely worse by all its answers: of a few since it fell further it stays so.
        let of_queue = |p_after, before, after| {
            let group = Subgroup::Touchpoint(Name::same("queue"));
            let (before, after) = (level(before), level(after));
            let difference = level(after.value - before.value);
            let change =
                GroupChange { group, before, after, difference, p_after, ..change.clone() };
            super::now(&all, Some(&change))[1].since.is_some()
        };
        assert!(all[1].q <= CHANCE && all[1].difference.value < 0.0, "{:?}", all[1]);
        assert!(of_queue(0.99 * CHANCE / 3.0, 0.4, 0.2));
        assert!(!of_queue(1.01 * CHANCE / 3.0, 0.4, 0.2));
        assert!(of_queue(1.01 * CHANCE / 3.0, 0.2, 0.4), "it rose");
        let once = ChangeSpan::Only { period: month() };
        assert_eq!(super::now(&all, Some(&GroupChange { span: once, ..change })), all);
        assert_eq!(super::now(&all, None), all);
    }

    #[test]
    fn few_answers_are_not_compared() {
        let books = [("a", 50, 50), ("b", 0, 3)];
        let books = books.map(|(name, good, bad)| (Name::same(name), book(good, bad)));
        assert_eq!(contrasts(ScoreKind::Csat, &books, 5, true), []);
        assert_eq!(contrasts(ScoreKind::Nps, &books, 1, true), []);
    }

    /// Answers on 1–10.
    fn long(answers: impl Iterator<Item = f64>) -> ScoreBook {
        let mut book = ScoreBook::default();
        let scale = Scale::higher(1.0, 10.0);
        answers.for_each(|value| {
            book[ScoreKind::Csat].add_weighted(ScoreValue { value, scale }, Weight::ONE);
        });
        book
    }

    /// Of 40 at the workshop 4 give nine or ten, as of 200 elsewhere 40 do; the others of these give
    /// eight, of those three.
    #[test]
    fn on_a_long_scale_the_means_are_compared_too() {
        let of = |n: usize, low: f64| {
            let workshop = long((0..n).map(|i| if i % 10 == 0 { 9.0 } else { low }));
            let shop = long((0..200).map(|i| if i % 5 == 0 { 9.0 } else { 8.0 }));
            let books = [("shop", shop), ("workshop", workshop)];
            let books = books.map(|(name, book)| (Name::same(name), book));
            contrasts(ScoreKind::Csat, &books, 5, true).remove(1)
        };
        let bad = of(40, 3.0);
        assert!(bad.q <= CHANCE && bad.is_surely_worse(), "{bad:?}");
        // 3.6 and 8.2 of 10.
        let [own, rest] = bad.means.unwrap();
        assert!((own - 100.0 * 2.6 / 9.0).abs() < 1e-9 && (rest - 80.0).abs() < 1e-9);
        let alike = of(40, 8.0);
        assert!(alike.q > CHANCE, "{alike:?}");
        let few = of(19, 3.0);
        assert!(few.means.is_none() && few.q > CHANCE, "too few: {few:?}");
        // More of them give nine, and the others of them one.
        let torn = long((0..60).map(|i| if i % 10 < 3 { 9.0 } else { 1.0 }));
        let shop = long((0..200).map(|i| if i % 5 == 0 { 9.0 } else { 8.0 }));
        let books = [("shop", shop), ("torn", torn)];
        let books = books.map(|(name, book)| (Name::same(name), book));
        let torn = contrasts(ScoreKind::Csat, &books, 5, true).remove(1);
        assert!(torn.difference.value > 0.0 && torn.apart < 0.0, "{torn:?}");
        assert!(torn.means.is_none() && torn.q > CHANCE, "{torn:?}");
    }

    /// Five touchpoints that are alike, with sixty answers each.
    #[test]
    fn both_tests_together_keep_their_part_of_chance() {
        let mut rng = fastrand::Rng::with_seed(5);
        let runs = 600;
        let mut alarms = 0;
        for _ in 0..runs {
            let books: Vec<(Name, ScoreBook)> = (0..5)
                .map(|at| {
                    let book = long((0..60).map(|_| f64::from(rng.u8(1..=10))));
                    (Name::same(format!("t{at}")), book)
                })
                .collect();
            let found = contrasts(ScoreKind::Csat, &books, 5, true);
            alarms += u32::from(found.iter().any(|contrast| contrast.q <= 0.05));
        }
        let share = f64::from(alarms) / f64::from(runs);
        assert!(share <= 0.065, "{share}");
    }
}
