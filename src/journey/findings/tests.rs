//! Findings of runs whose truth is known, because it was planted.

mod level;
mod lowest;

use fastrand::Rng;
use jiff::ToSpan;
use jiff::civil::Date;

use super::weakness::WeakDriver;
use super::*;
use crate::feedback::{Entry, Scale, ScoreValue, Scores};
use crate::journey::contrast::Contrast;
use crate::journey::driver_table::Quadrant;
use crate::journey::group_change::Subgroup;
use crate::journey::row::RowView;
use crate::journey::tests::{entry, row, scores};
use crate::journey::touchpoint::TouchpointSource;
use crate::journey::{Collector, Journey, Plan, RunNames, Suppression};

/// What is planted: how likely a promoter is, by touchpoint, day and shop.
type Truth = fn(touchpoint: usize, day: i64, shop: usize) -> f64;

const TOUCHPOINTS: [&str; 6] = ["web", "order", "delivery", "phone", "repair", "return"];

/// Answers of so many days at six touchpoints and in eight shops.
fn run(days: i64, truth: Truth, seed: u64) -> Journey {
    let mut rng = Rng::with_seed(seed);
    let plan = Plan { segments: vec!["shop".into()], ..Plan::default() };
    let mut collector = Collector::planned(TouchpointSource::Export, plan);
    for number in 0..900_u64 {
        let (at, shop) = (rng.usize(..6), rng.usize(..8));
        let day = rng.i64(0..days);
        let score = match rng.f64() {
            chance if chance < truth(at, day, shop) => 10.0,
            chance if chance > 0.9 => 8.0,
            _ => 4.0,
        };
        let mut row =
            row(number, vec![entry(Some(TOUCHPOINTS[at]), None, scores(Some(score), None))]);
        row.time = Some(Date::constant(2026, 1, 1).saturating_add(day.days()).at(9, 0, 0, 0));
        row.segments = vec![Some(format!("shop {shop}").into())];
        collector.add(RowView::new(row, Vec::new(), TouchpointSource::Export));
    }
    let names = RunNames { touchpoints: &[], stages: &[], aspects: &[], homes: &[], files: &[] };
    collector.finish(names, Suppression::default())
}

/// In how many of the seeds the findings of a hundred days satisfy a test.
fn share(truth: Truth, runs: u64, test: impl Fn(&[Finding]) -> bool) -> f64 {
    share_of(100, truth, runs, test)
}

/// The same of so many days.
fn share_of(days: i64, truth: Truth, runs: u64, test: impl Fn(&[Finding]) -> bool) -> f64 {
    let held = (0..runs).filter(|seed| test(&run(days, truth, 7_000 + seed).findings)).count();
    held as f64 / runs as f64
}

/// Two hundred: of a hundred the share is known to two points either way.
#[test]
fn a_run_of_nothing_raises_no_alarm() {
    let quiet = share(
        |_, _, _| 0.5,
        200,
        |findings| match findings {
            [
                Finding::Standing(_),
                Finding::NothingStandsOut { n: 900, compared, weighed: true, of: None },
            ] => *compared == [Compared::Touchpoints, Compared::Groups],
            _ => false,
        },
    );
    assert!(quiet >= 0.95, "{quiet}");
}

/// The findings of answers, each with its value of a segment field and its weight.
fn findings_of(field: &str, answers: &[(&str, Entry, f64)]) -> Vec<Finding> {
    let plan = Plan { segments: vec![field.into()], ..Plan::default() };
    let mut collector = Collector::planned(TouchpointSource::Export, plan);
    for (number, (value, entry, weight)) in (0_u64..).zip(answers) {
        let mut row = row(number, vec![entry.clone()]);
        row.segments = vec![Some((*value).into())];
        row.weight = *weight;
        collector.add(RowView::new(row, Vec::new(), TouchpointSource::Export));
    }
    let names = RunNames { touchpoints: &[], stages: &[], aspects: &[], homes: &[], files: &[] };
    collector.finish(names, Suppression::default()).findings
}

/// How it went makes no groups of customers: that none of them is worse is not known.
#[test]
fn what_was_not_compared_is_not_said_to_be_alike() {
    let nothing = |field: &str, [no, yes]: [&'static str; 2], good: Scores, bad: Scores| {
        let answer = |i: usize| match i < 100 {
            true => (no, entry(None, None, bad), 1.0),
            false => (yes, entry(None, None, good), 1.0),
        };
        let answers: Vec<(&str, Entry, f64)> = (0..200).map(answer).collect();
        let found = findings_of(field, &answers);
        match found.as_slice() {
            [Finding::Standing(_), Finding::NothingStandsOut { n: 200, compared, .. }] => {
                compared.is_empty()
            }
            _ => false,
        }
    };
    let net = |value: f64| scores(Some(value), None);
    assert!(nothing("Issue resolved", ["no", "yes"], net(10.0), net(2.0)));
    assert!(!nothing("shop", ["York", "Leeds"], net(10.0), net(2.0)), "a group of customers");
    // All who said yes are content, and none who said no.
    assert!(nothing("shop", ["no", "yes"], net(10.0), net(2.0)), "an outcome by its numbers");
}

/// Of a hundred answers on the phone and in the one region 30 are easy, of the others 80.
#[test]
fn touchpoints_and_groups_are_compared_by_effort() {
    let answer = |i: usize| {
        let (at, region, easy) = match i < 100 {
            true => ("phone", "north", i < 30),
            false => ("web", "south", i < 180),
        };
        let value = if easy { 5.0 } else { 4.0 };
        let ces = (ScoreKind::Ces, ScoreValue { value, scale: Scale::higher(1.0, 7.0) });
        (region, entry(Some(at), None, Scores::of([ces])), 1.0)
    };
    let answers: Vec<(&str, Entry, f64)> = (0..200).map(answer).collect();
    let found = findings_of("region", &answers);
    let weak = found.iter().find_map(|finding| match finding {
        Finding::Weakness(Weakness::Touchpoint(contrast)) => Some(contrast),
        _ => None,
    });
    let weak = weak.unwrap();
    assert_eq!((weak.touchpoint.en.as_str(), weak.score), ("phone", ScoreKind::Ces));
    assert!((weak.difference.value + 0.5).abs() < 1e-12 && weak.is_whole, "{weak:?}");
    // 55 of a hundred of all, 80 were the phone as good.
    assert!((weak.gain - 0.25).abs() < 1e-12, "{}", weak.gain);
    let north = |group: &WeakGroup| group.group == "north" && group.score == ScoreKind::Ces;
    assert!(found.iter().any(|f| matches!(f, Finding::Group(group) if north(group))), "{found:?}");
}

/// A hundred and twenty answers stand for three hundred, twice as many that are worse for sixty:
/// without the first the score would be 19 points higher, without the others 7.
#[test]
fn the_group_that_takes_most_is_told_by_what_its_answers_weigh() {
    let mut answers = Vec::new();
    for (shop, n, good, weight) in
        [("heavy", 120, 60, 2.5), ("light", 240, 60, 0.25), ("others", 300, 240, 1.0)]
    {
        answers.extend((0..n).map(|i| {
            let score = if i < good { 10.0 } else { 4.0 };
            (shop, entry(None, None, scores(Some(score), None)), weight)
        }));
    }
    let found = findings_of("shop", &answers);
    let groups: Vec<&str> = found
        .iter()
        .filter_map(|finding| match finding {
            Finding::Group(group) => Some(group.group.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(groups, ["heavy"]);
}

/// Who has a tag is better off in one run and worse off in the other, but for every fifth: a tag of
/// all who gave a low score, and of nobody else, is what they chose as its reason.
#[test]
fn a_tag_that_is_not_there_is_no_group() {
    let weak = |of_tagged: f64, of_others: f64| {
        let of = |i: usize, most: f64| if i.is_multiple_of(5) { 13.0 - most } else { most };
        let answer = |i: usize| match i < 100 {
            true => ("✓", entry(None, None, scores(Some(of(i, of_tagged)), None)), 1.0),
            false => ("✗", entry(None, None, scores(Some(of(i, of_others)), None)), 1.0),
        };
        let answers: Vec<(&str, Entry, f64)> = (0..300).map(answer).collect();
        let found = findings_of("Tags: tariff", &answers);
        found.into_iter().find_map(|finding| match finding {
            Finding::Group(group) => Some(group.group),
            _ => None,
        })
    };
    assert_eq!(weak(10.0, 3.0), None);
    assert_eq!(weak(3.0, 10.0).as_deref(), Some("✓"));
}

#[test]
fn the_worst_touchpoint_is_to_be_mended_first() {
    let found = share(
        |at, _, _| if at == 3 { 0.25 } else { 0.5 },
        60,
        |findings| {
            let first = findings.iter().find_map(|finding| match finding {
                Finding::Weakness(weakness) => Some(weakness),
                _ => None,
            });
            matches!(first, Some(Weakness::Touchpoint(c)) if c.touchpoint.en == "phone")
        },
    );
    assert!(found >= 0.95, "{found}");
}

#[test]
fn a_fall_is_told_with_where_it_began() {
    let found = share(
        |_, day, _| if day < 60 { 0.6 } else { 0.4 },
        60,
        |findings| {
            let fell = findings.iter().any(|finding| {
                matches!(finding, Finding::Shift(shift)
                    if shift.change < -20.0 && shift.range.0.as_str() <= "2026-W10"
                        && shift.range.1.as_str() >= "2026-W09")
            });
            fell && !findings.iter().any(|finding| matches!(finding, Finding::OddPeriod(_)))
        },
    );
    assert!(found >= 0.95, "{found}");
}

/// A bad month lowers the mean of the months after the border before it: no level is to be told
/// that none of them has.
#[test]
fn a_bad_month_stands_out_and_is_no_lower_level() {
    let found = share_of(
        365,
        |_, day, _| if (243..273).contains(&day) { 0.15 } else { 0.5 },
        60,
        |findings| {
            let september = findings.iter().any(|finding| {
                matches!(finding, Finding::OddPeriod(odd)
                    if odd.period == "2026-09" && odd.difference.value < -20.0)
            });
            september && !findings.iter().any(|finding| matches!(finding, Finding::Shift(_)))
        },
    );
    assert!(found >= 0.95, "{found}");
}

#[test]
fn the_shop_that_suffers_is_named() {
    let found = share(
        |_, _, shop| if shop == 2 { 0.2 } else { 0.5 },
        60,
        |findings| {
            let named = |group: &WeakGroup| group.group == "shop 2" && group.field == "shop";
            findings.iter().any(|f| matches!(f, Finding::Group(group) if named(group)))
        },
    );
    assert!(found >= 0.95, "{found}");
}

/// Nobody is content with the phone in one of four shops, and four of five are with all else: what
/// of the phone and of the shop is the same is told once.
#[test]
fn a_touchpoint_that_is_worse_in_one_shop_alone_is_told_with_it() {
    let shops = ["York", "Leeds", "Hull", "Bath"];
    let answer = |i: usize| {
        let (at, shop) = (TOUCHPOINTS[i % 4], shops[i / 4 % 4]);
        let good = (at, shop) != ("phone", "Leeds") && !(i / 16).is_multiple_of(5);
        let score = if good { 10.0 } else { 3.0 };
        (shop, entry(Some(at), None, scores(Some(score), None)), 1.0)
    };
    let answers: Vec<(&str, Entry, f64)> = (0..800).map(answer).collect();
    let found = findings_of("shop", &answers);
    let weak: Vec<&Contrast> = found
        .iter()
        .filter_map(|finding| match finding {
            Finding::Weakness(Weakness::Touchpoint(contrast)) => Some(contrast),
            _ => None,
        })
        .collect();
    let [phone] = weak.as_slice() else { panic!("{found:?}") };
    let part = phone.part.as_ref().unwrap();
    let leeds = Subgroup::Segment { field: "shop".to_owned(), value: "Leeds".to_owned() };
    assert_eq!((phone.touchpoint.en.as_str(), &part.group, part.n), ("phone", &leeds, 50));
    assert!((part.value.value + 100.0).abs() < 1e-9 && (part.others.value - 60.0).abs() < 1e-9);
    let again = |finding: &Finding| matches!(finding, Finding::Group(_) | Finding::Interaction(_));
    assert!(!found.iter().any(again), "{found:?}");
}

/// A shop of an eighth of all is 45 points of a hundred worse, a touchpoint of a sixth 20.
#[test]
fn what_costs_the_whole_more_is_told_first() {
    let found = share(
        |at, _, shop| match (at, shop) {
            (_, 2) => 0.05,
            (3, _) => 0.3,
            _ => 0.5,
        },
        40,
        |findings| {
            let at = |wanted: fn(&Finding) -> bool| findings.iter().position(wanted);
            let group = at(|finding| matches!(finding, Finding::Group(_)));
            let weakness = at(|finding| matches!(finding, Finding::Weakness(_)));
            let gain = findings.iter().find_map(|finding| match finding {
                Finding::Group(group) => Some(group.gain),
                _ => None,
            });
            group.is_some_and(|group| weakness.is_none_or(|weakness| group < weakness))
                && gain.is_some_and(|gain| (3.0..20.0).contains(&gain))
        },
    );
    assert!(found >= 0.9, "{found}");
}

/// Respondents who rate two touchpoints and the whole: the first moves the whole, the second is
/// rated badly and moves nothing.
fn rated(seed: u64, against: bool) -> Journey {
    let mut rng = Rng::with_seed(seed);
    let plan = Plan { columns: ["moves", "harmless"].map(Into::into).into(), ..Plan::default() };
    let mut collector = Collector::planned(TouchpointSource::Export, plan);
    for number in 0..400_u64 {
        let good = |chance: bool| if chance { 5.0 } else { 2.0 };
        let moves = rng.f64() < 0.4;
        let whole = if rng.f64() < 0.8 { moves != against } else { rng.bool() };
        let harmless = rng.f64() < 0.2;
        let csat = |points: f64| scores(None, Some(points));
        let entries = vec![
            entry(None, None, csat(good(whole))),
            entry(Some("moves"), None, csat(good(moves))),
            entry(Some("harmless"), None, csat(good(harmless))),
        ];
        collector.add(RowView::new(row(number, entries), Vec::new(), TouchpointSource::Export));
    }
    let names = RunNames { touchpoints: &[], stages: &[], aspects: &[], homes: &[], files: &[] };
    collector.finish(names, Suppression::default())
}

#[test]
fn a_badly_rated_touchpoint_that_moves_nothing_is_not_to_be_mended() {
    let runs = 40;
    let held = (0..runs).filter(|seed| {
        let journey = rated(*seed, false);
        let weak = journey.findings.iter().filter_map(|finding| match finding {
            Finding::Weakness(
                Weakness::Touchpoint(Contrast { touchpoint, .. })
                | Weakness::Driver(WeakDriver { touchpoint, .. }),
            ) => Some(touchpoint.en.as_str()),
            _ => None,
        });
        weak.eq(["moves"])
    });
    let held = held.count();
    assert!(held * 20 >= runs as usize * 19, "{held} of {runs}");
}

#[test]
fn a_rating_that_goes_against_the_score_is_to_be_checked() {
    let journey = rated(1, true);
    let rows = &journey.drivers[0].drivers;
    let against: Vec<&str> = rows
        .iter()
        .filter(|row| row.quadrant == Quadrant::Contradicts)
        .map(|row| row.touchpoint.en.as_str())
        .collect();
    assert_eq!(against, ["moves"]);
    let mended = |finding: &Finding| matches!(finding, Finding::Weakness(_));
    assert!(!journey.findings.iter().any(mended));
}
