//! Changes of groups that were planted, and runs in which there is none.

use std::sync::Arc;

use fastrand::Rng;

use super::*;
use crate::feedback::{Feedback, Scale, ScoreValue};
use crate::journey::crossings::Crossings;
use crate::journey::findings::Finding;
use crate::journey::findings::weakness::Weakness;
use crate::journey::manner::Manner;
use crate::journey::own::AspectsOf;
use crate::journey::place::Places;
use crate::journey::row::{Resolver, RowView};
use crate::journey::tests::{entry, row, scores};
use crate::journey::touchpoint::TouchpointSource;
use crate::journey::{Collector, Journey, Plan, RunNames, Suppression};

const FIELDS: [&str; 2] = ["Team", "Plan"];
const PLACES: [&str; 4] = ["web", "shop", "phone", "repair"];

/// Who answers, and when.
#[derive(Clone, Copy)]
struct Answer {
    team: usize,
    place: usize,
    month: i8,
}

/// Answers of eight months, of which so many are content. Every tenth is of team 0, three more of
/// team 1.
fn answers(n: u64, content: impl Fn(Answer) -> f64, seed: u64) -> Vec<Feedback> {
    let mut rng = Rng::with_seed(seed);
    let mut answer = |number: u64| {
        let team = [0, 1, 1, 1, 2, 2, 2, 2, 2, 2][rng.usize(..10)];
        let at = Answer { team, place: rng.usize(..PLACES.len()), month: rng.i8(1..=8) };
        let score = if rng.f64() < content(at) { 5.0 } else { 2.0 };
        let place = Some(PLACES[at.place]);
        let mut row = row(number, vec![entry(place, None, scores(None, Some(score)))]);
        row.time = Some(Date::constant(2026, at.month, rng.i8(1..=28)).at(9, 0, 0, 0));
        let plan = format!("plan {}", rng.usize(..4));
        row.segments = vec![Some(format!("team {team}").into()), Some(plan.into())];
        row
    };
    (0..n).map(&mut answer).collect()
}

/// The changes found in rows, with answers that are so much alike.
fn found_in(rows: &[Feedback], main: ScoreKind, design: Design) -> Vec<GroupChange> {
    found_by(rows, (main, None), design)
}

/// The same by the main score and by another.
fn found_by(
    rows: &[Feedback],
    scores: (ScoreKind, Option<ScoreKind>),
    design: Design,
) -> Vec<GroupChange> {
    found_beside(rows, &[], scores, design)
}

/// The same of an export with these columns that rate touchpoints.
fn found_beside(
    rows: &[Feedback],
    columns: &[&str],
    (main, changed): (ScoreKind, Option<ScoreKind>),
    design: Design,
) -> Vec<GroupChange> {
    let fields = FIELDS.map(str::to_owned);
    let source = TouchpointSource::Export;
    let mut crossings = Crossings::new(source, &fields, Some(Grain::Month));
    let columns: Vec<Arc<str>> = columns.iter().map(|name| Arc::from(*name)).collect();
    let places = Places::new(&[], &columns, AspectsOf::default());
    let mut resolver = Resolver { places, ..Resolver::default() };
    rows.iter().for_each(|row| crossings.add(&resolver.view(row, &[])));
    let Crossings { ids, changes, .. } = crossings;
    let design = PerScore::from_fn(|_| design);
    let search = Search {
        grain: Grain::Month,
        asked: resolver.asked,
        main,
        changed,
        at_touchpoints: Some(ScoreKind::Csat),
        columns: resolver.places.columns(),
        least: 5,
        design,
        at_one: design,
    };
    let name = |place: Place| resolver.places.name(place, &[]);
    search.changes(&changes, &ids.finish(&fields).all, name)
}

/// The change that is told of a run.
fn told_of(n: u64, content: impl Fn(Answer) -> f64, seed: u64) -> Option<GroupChange> {
    let rows = answers(n, content, seed);
    told(&found_in(&rows, ScoreKind::Csat, Design::NONE), None, None)
}

fn journey(rows: Vec<Feedback>) -> Journey {
    let segments = FIELDS.map(str::to_owned).to_vec();
    let plan = Plan { segments, grain: Some(Grain::Month), ..Plan::default() };
    let mut collector = Collector::planned(TouchpointSource::Export, plan);
    for row in rows {
        collector.add(RowView::new(row, Vec::new(), TouchpointSource::Export));
    }
    let names = RunNames { touchpoints: &[], stages: &[], aspects: &[], homes: &[], files: &[] };
    collector.finish(names, Suppression::default())
}

fn team(number: usize) -> Subgroup {
    Subgroup::Segment { field: "Team".to_owned(), value: format!("team {number}") }
}

/// Whether it got worse, from a month on that is among those in which it may have begun.
fn fell_since(change: &GroupChange, month: &str) -> bool {
    let within = |range: &(String, String)| range.0.as_str() <= month && month <= range.1.as_str();
    change.is_worse() && matches!(&change.span, ChangeSpan::Since { range, .. } if within(range))
}

/// A tenth of the answers fall by 45 points, which moves all of them by four or five.
#[test]
fn the_team_that_fell_is_named_where_the_others_did_not() {
    let content = |at: Answer| if at.team == 0 && at.month >= 5 { 0.35 } else { 0.8 };
    let held = (0..30).filter(|seed| {
        let findings = journey(answers(2_000, content, *seed)).findings;
        let nothing = |finding: &Finding| matches!(finding, Finding::NothingStandsOut { .. });
        let named = |finding: &Finding| match finding {
            Finding::GroupChange(change) => {
                change.group == team(0) && fell_since(change, "2026-05")
            }
            _ => false,
        };
        let again = |finding: &Finding| match finding {
            Finding::Group(weak) => weak.field == "Team" && weak.group == "team 0",
            _ => false,
        };
        let one = findings.iter().filter(|finding| named(finding)).count() == 1;
        one && !findings.iter().any(|finding| nothing(finding) || again(finding))
    });
    let held = held.count();
    assert!(held >= 26, "{held} of 30");
}

/// Six of ten answers fall, and with them the level of all.
#[test]
fn where_the_level_of_all_fell_it_is_told_at_whom() {
    let content = |at: Answer| if at.team == 2 && at.month >= 5 { 0.4 } else { 0.8 };
    let held = (0..20).filter(|seed| {
        let findings = journey(answers(1_500, content, 100 + seed)).findings;
        let at = findings.iter().position(|finding| matches!(finding, Finding::Shift(_)));
        let next = at.and_then(|at| findings.get(at + 1));
        match next {
            Some(Finding::GroupChange(change)) => {
                change.of_all && change.group == team(2) && change.is_worse()
            }
            _ => false,
        }
    });
    let held = held.count();
    assert!(held >= 17, "{held} of 20");
}

#[test]
fn a_change_is_told_with_its_numbers() {
    let content = |at: Answer| match at {
        Answer { team: 0, month: 5.., .. } => 0.2,
        Answer { team: 0, .. } => 0.9,
        _ => 0.6,
    };
    let rows = answers(3_000, content, 5);
    let of = |from: i8, to: i8, own: bool| {
        let rows = rows.iter().filter(|row| {
            let month = row.time.map_or(0, |time| time.date().month());
            let of_team = row.segments[0].as_deref() == Some("team 0");
            (from..=to).contains(&month) && of_team == own
        });
        let good = |row: &&Feedback| {
            row.entries[0].scores.get(ScoreKind::Csat).is_some_and(|score| score.value == 5.0)
        };
        let (n, hits) = (rows.clone().count() as u64, rows.filter(good).count() as u64);
        (n, crate::stats::interval::wilson(hits, n).unwrap())
    };
    let change = told_of(3_000, content, 5).unwrap();
    let month = || "2026-05".to_owned();
    assert_eq!(change.span, ChangeSpan::Since { since: month(), range: (month(), month()) });
    assert_eq!((change.n_before, change.before), of(1, 4, true));
    assert_eq!((change.n_after, change.after), of(5, 8, true));
    assert_eq!([change.rest_before, change.rest_after], [of(1, 4, false).1, of(5, 8, false).1]);
    let apart = change.after.value - change.before.value;
    let rest = change.rest_after.value - change.rest_before.value;
    assert!((change.difference.value - (apart - rest)).abs() < 1e-12);
    assert!(change.difference.high < -0.4 && change.p < 1e-6 && !change.of_all);
    assert_eq!(change.manner, Manner::AtOnce);
    // Of people who answer ten times alike this is a tenth as sure.
    let alike = found_in(&rows, ScoreKind::Csat, Design::new(10.0));
    let alike = alike.iter().find(|alike| alike.group == team(0));
    assert!(alike.is_none_or(|alike| alike.p > 1e3 * change.p));
}

#[test]
fn groups_that_always_differed_or_fell_as_all_did_are_no_news() {
    let alarms = |content: fn(Answer) -> f64| {
        let told = (0..100).filter(|seed| told_of(900, content, 3_000 + seed).is_some());
        told.count()
    };
    let nothing = alarms(|_| 0.7);
    let levels = alarms(|at| 0.9 - 0.2 * at.team as f64 - 0.05 * at.place as f64);
    let all_fell = alarms(|at| if at.month < 6 { 0.8 } else { 0.5 });
    // A hundredth is what is asked for.
    let nearly_all = alarms(|_| 0.97);
    for (alarms, what) in [
        (nothing, "nothing"),
        (levels, "levels"),
        (all_fell, "all fell"),
        (nearly_all, "nearly all are content"),
    ] {
        assert!(alarms <= 5, "{what}: {alarms} of 100");
    }
}

#[test]
fn two_bad_months_are_no_level_that_a_team_has() {
    let content = |at: Answer| match at {
        Answer { team: 1, month: 4..=5, .. } => 0.2,
        _ => 0.8,
    };
    let lasting = (0..30).filter(|seed| {
        let change = told_of(2_000, content, 500 + seed);
        change.is_some_and(|change| matches!(change.span, ChangeSpan::Since { .. }))
    });
    let lasting = lasting.count();
    assert!(lasting <= 1, "{lasting} of 30");
}

/// Everybody rates all touchpoints and the whole; the repairs of one month were bad.
#[test]
fn the_touchpoint_that_was_bad_in_the_odd_month_is_named() {
    let mut rng = Rng::with_seed(11);
    let rows: Vec<Feedback> = (0..900)
        .map(|number| {
            let month = rng.i8(1..=8);
            let mut score = |chance: f64| if rng.f64() < chance { 5.0 } else { 2.0 };
            let rated = PLACES.map(|place| {
                let bad = place == "repair" && month == 7;
                entry(Some(place), None, scores(None, Some(score(if bad { 0.1 } else { 0.75 }))))
            });
            let whole = 2.0 * score(if month == 7 { 0.3 } else { 0.7 });
            let whole = entry(None, None, scores(Some(whole), None));
            let mut row = row(number, std::iter::once(whole).chain(rated).collect());
            row.time = Some(Date::constant(2026, month, 3).at(9, 0, 0, 0));
            row
        })
        .collect();
    let change = told(&found_in(&rows, ScoreKind::Nps, Design::NONE), None, None).unwrap();
    assert_eq!(change.group, Subgroup::Touchpoint(Name::same("repair")));
    assert_eq!(change.span, ChangeSpan::Only { period: "2026-07".to_owned() });
    assert_eq!(change.score, ScoreKind::Csat);
    assert!(change.after.value < 0.25 && change.before.value > 0.65, "{change:?}");
    let findings = journey(rows).findings;
    let odd = findings.iter().position(|finding| matches!(finding, Finding::OddPeriod(_)));
    let next = odd.and_then(|at| findings.get(at + 1));
    assert!(matches!(next, Some(Finding::GroupChange(there)) if there.of_all), "{findings:?}");
}

/// Everybody rates the lift and the queue, which fell in May, and comes from the phone or the web,
/// where few are content with the whole.
#[test]
fn what_rows_rate_is_not_held_against_where_they_come_from() {
    let mut rng = Rng::with_seed(31);
    let rows: Vec<Feedback> = (0..900)
        .map(|number| {
            let month = rng.i8(1..=8);
            let from = ["phone", "web"][rng.usize(..2)];
            let queue = if month >= 5 { 0.1 } else { 0.8 };
            let entries = [("lift", 0.7), ("queue", queue), (from, 0.3)].map(|(place, chance)| {
                let score = if rng.f64() < chance { 5.0 } else { 2.0 };
                entry(Some(place), None, scores(None, Some(score)))
            });
            let mut row = row(number, entries.into());
            row.time = Some(Date::constant(2026, month, 3).at(9, 0, 0, 0));
            row
        })
        .collect();
    let rest = |columns: &[&str]| {
        let found = found_beside(&rows, columns, (ScoreKind::Csat, None), Design::NONE);
        let queue = Subgroup::Touchpoint(Name::same("queue"));
        let fell = found.into_iter().find(|it| it.group == queue && fell_since(it, "2026-05"));
        fell.unwrap().rest_before.value
    };
    // The lift alone, else the phone and the web as well.
    assert!((rest(&["lift", "queue"]) - 0.7).abs() < 0.1);
    assert!((rest(&[]) - 0.5).abs() < 0.1);
}

/// How easy it was fell for all, and how content they are for one team; the repairs are rated by
/// that.
#[test]
fn a_change_of_another_score_is_not_where_it_happened_but_at_a_touchpoint() {
    let level = |value: f64| Estimate { value, low: value - 0.05, high: value + 0.05 };
    let month = || "2026-05".to_owned();
    let fell = |group, score| GroupChange {
        group,
        score,
        span: ChangeSpan::Since { since: month(), range: (month(), month()) },
        before: level(0.8),
        after: level(0.4),
        n_before: 200,
        n_after: 200,
        rest_before: level(0.7),
        rest_after: level(0.7),
        rest_changed: false,
        difference: level(-0.4),
        p: 0.001,
        manner: Manner::AtOnce,
        of_all: false,
        also: Vec::new(),
        part: None,
        whole_after: 0.6,
        p_after: 0.001,
    };
    let (csat, ces) = (ScoreKind::Csat, ScoreKind::Ces);
    let shift = Shift {
        score: Some(ces),
        since: month(),
        range: (month(), month()),
        before: level(0.7),
        after: level(0.4),
        n_before: 900,
        n_after: 900,
        change: -0.3,
        p: 0.001,
        mix: None,
        manner: Manner::AtOnce,
        again: None,
        by_groups: None,
    };
    let repair = || Subgroup::Touchpoint(Name::same("repair"));
    let of = |found: &[GroupChange]| {
        told(found, Some(&shift), None).map(|change| (change.group, change.of_all))
    };
    assert_eq!(of(&[fell(team(0), csat)]), Some((team(0), false)));
    assert_eq!(of(&[fell(team(0), ces)]), Some((team(0), true)));
    assert_eq!(of(&[fell(team(0), csat), fell(repair(), csat)]), Some((repair(), true)));
    let both = [fell(repair(), csat), fell(team(1), ces)];
    assert_eq!(of(&both), Some((team(1), true)), "of the score that fell");
    let odd = OddPeriod {
        score: ces,
        period: month(),
        value: level(0.4),
        rest: level(0.7),
        n: 96,
        n_rest: 600,
        difference: level(-0.3),
        p: 0.001,
        by_groups: None,
        since: None,
    };
    let once =
        |score| GroupChange { span: ChangeSpan::Only { period: month() }, ..fell(team(0), score) };
    let in_odd = |score| told(&[once(score)], None, Some(&odd)).unwrap().of_all;
    assert_eq!((in_odd(ces), in_odd(csat)), (true, false));
}

/// Two teams of three fell to the same floor.
#[test]
fn a_group_that_fell_as_others_did_is_not_told_to_be_where_it_happened() {
    let level = |value: f64| Estimate { value, low: value - 0.05, high: value + 0.05 };
    let period = || "2026-04".to_owned();
    let fell = |number, rest_after: f64, rest_changed| GroupChange {
        group: team(number),
        score: ScoreKind::Ces,
        span: ChangeSpan::Only { period: period() },
        before: level(0.91),
        after: level(0.05),
        n_before: 200,
        n_after: 32,
        rest_before: level(0.44),
        rest_after: level(rest_after),
        rest_changed,
        difference: level(-0.46),
        p: 0.001,
        manner: Manner::AtOnce,
        of_all: false,
        also: Vec::new(),
        part: None,
        whole_after: 0.04,
        p_after: 0.5,
    };
    let odd = OddPeriod {
        score: ScoreKind::Ces,
        period: period(),
        value: level(0.04),
        rest: level(0.6),
        n: 96,
        n_rest: 600,
        difference: level(-0.56),
        p: 0.001,
        by_groups: None,
        since: None,
    };
    let of = |found: &[GroupChange]| {
        told(found, None, Some(&odd)).map(|change| (change.group, change.of_all))
    };
    let both = fell(0, 0.04, true);
    assert_eq!(of(std::slice::from_ref(&both)), None);
    assert_eq!(of(&[both.clone(), fell(1, 0.42, false)]), Some((team(1), true)));
    assert_eq!(of(&[fell(1, 0.6, true)]), Some((team(1), true)), "the others rose");
    let earlier = ChangeSpan::Only { period: "2026-01".to_owned() };
    let earlier = GroupChange { span: earlier, ..fell(2, 0.42, false) };
    assert_eq!(of(&[both, earlier]), Some((team(2), false)));
}

/// Everybody rates how easy it was as well, which fell for one team in May; how content they are
/// did not.
#[test]
fn the_group_is_told_by_the_score_whose_level_fell() {
    let mut rows = answers(2_000, |_| 0.7, 21);
    let mut rng = Rng::with_seed(22);
    for row in &mut rows {
        let since = row.time.is_some_and(|time| time.date().month() >= 5);
        let fell = since && row.segments[0].as_deref() == Some("team 2");
        let chance = if fell { 0.2 } else { 0.8 };
        let value = if rng.f64() < chance { 6.0 } else { 2.0 };
        let easy = ScoreValue { value, scale: Scale::higher(1.0, 7.0) };
        row.entries[0].scores.set(ScoreKind::Ces, Some(easy));
    }
    let (csat, ces) = (ScoreKind::Csat, ScoreKind::Ces);
    assert!(told(&found_in(&rows, csat, Design::NONE), None, None).is_none());
    let found = found_by(&rows, (csat, Some(ces)), Design::NONE);
    let change = told(&found, None, None).unwrap();
    assert_eq!((&change.group, change.score), (&team(2), ces));
    assert!(fell_since(&change, "2026-05"), "{change:?}");
    assert!(change.p_after < 1e-6 && change.whole_after > change.after.value, "{change:?}");
    assert!(change.whole_after < change.rest_after.value, "{change:?}");
    let findings = journey(rows).findings;
    let there = |finding: &Finding| match finding {
        Finding::GroupChange(change) => change.of_all && change.score == ces,
        _ => false,
    };
    assert!(findings.iter().any(there), "{findings:?}");
}

/// A touchpoint that fell for good is sized by the answers since.
#[test]
fn a_touchpoint_that_fell_is_to_be_mended_by_what_it_is_since() {
    let content = |at: Answer| match at {
        Answer { place: 3, month: 6.., .. } => 0.15,
        _ => 0.85,
    };
    let findings = journey(answers(2_000, content, 23)).findings;
    let weak = findings.iter().find_map(|finding| match finding {
        Finding::Weakness(Weakness::Touchpoint(contrast)) => Some(contrast),
        _ => None,
    });
    let weak = weak.unwrap();
    assert_eq!(weak.touchpoint, Name::same("repair"));
    assert_eq!(weak.since.as_deref(), Some("2026-06"));
    assert!(weak.own.value < 0.25 && weak.rest.value > 0.75, "{weak:?}");
    // A fourth of all, 70 points below.
    assert!((weak.gain - 0.175).abs() < 0.04, "{}", weak.gain);
}

#[test]
fn net_scores_are_in_points() {
    let mut sum = StepSum::default();
    for (code, n) in [(1, 60), (0, 30), (-1, 10)] {
        (0..n).for_each(|_| sum.add(code, crate::metrics::Weight::ONE));
    }
    let counted = crate::metrics::Nps::from_counts(60, 30, 10).estimate().unwrap();
    let found = level(ScoreKind::Nps, sum, Design::NONE).unwrap();
    assert!((found.value - 50.0).abs() < 1e-9 && (found.low - counted.low).abs() < 1e-9);
    assert!((found.high - counted.high).abs() < 1e-9);
    assert!(level(ScoreKind::Nps, sum, Design::new(4.0)).unwrap().low < found.low - 5.0);
}

#[test]
fn periods_are_known_by_their_names() {
    let of = |name: &str| days(name).map(|(first, next)| (first.to_string(), next.to_string()));
    for (name, first, next) in [
        ("2026-05", "2026-05-01", "2026-06-01"),
        ("2026-W01", "2025-12-29", "2026-01-05"),
        ("2026-Q4", "2026-10-01", "2027-01-01"),
        ("2026", "2026-01-01", "2027-01-01"),
    ] {
        assert_eq!(of(name), Some((first.to_owned(), next.to_owned())), "{name}");
    }
    assert_eq!([of("2026-13"), of("May"), of("")], [None, None, None]);
    let within =
        |name: &str| days(name).zip(days("2026-05")).is_some_and(|(a, b)| a.0 < b.1 && b.0 < a.1);
    assert!(within("2026-W18") && within("2026-W22") && !within("2026-W23") && !within("2026-06"));
}
