//! Peak, end and the largest fall of journeys made by hand.

use super::*;
use crate::feedback::PerScore;
use crate::journey::Suppression;
use crate::journey::touchpoint::Tally;
use crate::metrics::{Design, Nps, ScoreSummary};

fn named(name: &str) -> Name {
    Name::same(name)
}

fn touchpoint(name: &str) -> TouchpointSummary {
    Tally::default().summary(
        named(name),
        Default::default(),
        Suppression::default(),
        true,
        (&PerScore::default(), Design::default()),
    )
}

/// Touchpoints of a hundred comments each: name, stage and sentiment.
fn touchpoints(of: &[(&str, &str, f64)]) -> Vec<TouchpointSummary> {
    let heard = |(name, stage, value): &(&str, &str, f64)| TouchpointSummary {
        stage: Some(named(stage)),
        sentiment: Some(Estimate { value: *value, low: value - 0.05, high: value + 0.05 }),
        comments: 100,
        ..touchpoint(name)
    };
    of.iter().map(heard).collect()
}

#[test]
fn peak_end_and_the_fall_between() {
    let journey = [
        ("web", "buy", 0.3),
        ("shop", "buy", 0.6),
        ("parcel", "get", -0.2),
        ("help", "help", -0.1),
    ];
    let found = course(&touchpoints(&journey), true, &[]);
    assert_eq!(found.peak, Some(named("shop")));
    assert_eq!(found.low, Some(named("parcel")));
    assert_eq!(found.end, Some(named("help")));
    let stages: Vec<_> =
        found.stages.iter().map(|s| (s.name.clone().unwrap().en, s.touchpoints.len())).collect();
    assert_eq!(stages, [("buy".into(), 2), ("get".into(), 1), ("help".into(), 1)]);
    assert!((found.stages[0].sentiment.unwrap() - 0.45).abs() < 1e-12);
    let drop = found.biggest_drop.unwrap();
    assert_eq!((drop.from, drop.to), (named("shop"), named("parcel")));
    assert!((drop.change.value + 0.8).abs() < 1e-12 && drop.q < 1e-6);
    assert!((drop.change.high - drop.change.low - 0.2 / 2_f64.sqrt()).abs() < 1e-12);
}

#[test]
fn without_an_order_there_is_no_end_and_no_fall() {
    let three = [("a", "x", 0.3), ("b", "x", -0.6), ("c", "x", 0.1)];
    let found = course(&touchpoints(&three), false, &[]);
    assert_eq!((found.end, found.biggest_drop), (None, None));
    assert_eq!((found.peak, found.low), (Some(named("a")), Some(named("b"))));
    let two = course(&touchpoints(&three[..2]), false, &[]);
    assert_eq!((two.peak, two.low), (None, None), "of two");
    let rising = course(&touchpoints(&[("a", "x", -0.3), ("b", "x", 0.6)]), true, &[]);
    assert_eq!(rising.biggest_drop, None);
    let nothing = course(&[], true, &[]);
    assert!(nothing.stages.is_empty() && nothing.peak.is_none() && nothing.score.is_none());
}

#[test]
fn a_handful_of_kind_words_and_complaints_that_were_settled_are_no_peak() {
    let journey = [("web", "x", 0.3), ("help", "x", 0.9), ("till", "x", 0.5), ("bar", "x", 0.8)];
    let of = |comments: u64| {
        let mut all = touchpoints(&journey);
        all[3].comments = comments;
        course(&all, true, &[named("help")]).peak
    };
    assert_eq!(of(10), Some(named("bar")));
    assert_eq!(of(9), Some(named("till")));
    // Of four two have ten comments: each is the other's end.
    let mut all = touchpoints(&journey);
    (all[1].comments, all[3].comments) = (9, 9);
    let two = course(&all, true, &[]);
    assert_eq!((two.peak, two.low), (None, None));
    all[1].comments = 10;
    let three = course(&all, true, &[]);
    assert_eq!((three.peak, three.low), (Some(named("help")), Some(named("web"))));
}

/// Of four that are rated two hundred times each something is heard of all.
#[test]
fn what_was_rated_ten_times_as_often_is_told_by_ratings() {
    let by_score = |comments: u64| {
        let rated = |at: u64| TouchpointSummary {
            comments,
            sentiment: Some(Estimate { value: 0.5, low: 0.4, high: 0.6 }),
            scores: PerScore::from_fn(|kind| {
                let nps = Nps::from_counts(100 + at, 60, 40 - at).summary();
                nps.filter(|_| kind == ScoreKind::Nps).map(ScoreSummary::Net)
            }),
            ..touchpoint(&format!("q{at}"))
        };
        let all: Vec<_> = (0..4).map(rated).collect();
        course(&all, true, &[named("q3")])
    };
    let found = by_score(19);
    assert!(found.by_score && found.biggest_drop.is_none());
    // Its ratings are not kind words.
    assert_eq!((found.peak, found.low), (Some(named("q3")), Some(named("q0"))));
    assert!(!by_score(20).by_score);
}

/// Of seven that are rated something is heard of two.
#[test]
fn what_is_heard_of_few_is_not_the_journey() {
    let rated = |at: usize, heard: bool, scored: bool| TouchpointSummary {
        stage: Some(named("all")),
        responses: 200,
        comments: 60,
        // Of those that are equal none is the best.
        sentiment: heard.then(|| Estimate { value: 0.5 + at as f64 / 100.0, low: 0.4, high: 0.6 }),
        scores: PerScore::from_fn(|kind| {
            let nps = Nps::from_counts(100 + at as u64, 50, 20).summary();
            nps.filter(|_| scored && kind == ScoreKind::Nps).map(ScoreSummary::Net)
        }),
        ..touchpoint(&format!("q{at}"))
    };
    let of = |heard: usize, scored: bool| {
        let all: Vec<_> = (0..7).map(|at| rated(at, at < heard, scored)).collect();
        course(&all, true, &[])
    };
    let found = of(2, false);
    assert_eq!((found.peak, found.low, found.stages[0].sentiment), (None, None, None));
    let found = of(2, true);
    assert!(found.by_score && found.peak == Some(named("q6")) && found.low == Some(named("q0")));
    let found = of(4, true);
    assert!(!found.by_score && found.peak.is_some() && found.stages[0].sentiment.is_some());
}

/// Of four columns of ratings three have opinions in the one comment beside them.
#[test]
fn what_nobody_writes_at_is_told_by_its_ratings() {
    let of = |comments: u64, values: [f64; 3]| {
        let rated = |(at, value): (u64, Option<f64>)| TouchpointSummary {
            comments,
            own_comments: 80,
            own_sentiment: value.map(|value| Estimate { value, low: -1.0, high: 1.0 }),
            scores: PerScore::from_fn(|kind| {
                let nps = Nps::from_counts(100 + at, 60, 40 - at).summary();
                nps.filter(|_| kind == ScoreKind::Nps).map(ScoreSummary::Net)
            }),
            ..touchpoint(&format!("q{at}"))
        };
        let values = values.map(Some).into_iter().chain([None]);
        let all: Vec<_> = (0..).zip(values).map(rated).collect();
        course(&all, true, &[])
    };
    let rated = of(0, [0.3, -0.4, 0.1]);
    assert!(rated.by_score && rated.biggest_drop.is_none());
    assert_eq!((rated.peak, rated.low), (Some(named("q3")), Some(named("q0"))));
    let written = of(80, [0.3, -0.4, 0.1]);
    assert_eq!((written.by_score, written.low), (false, Some(named("q1"))));
    let level = of(80, [0.3, -0.4, -0.4]);
    assert_eq!((level.peak, level.low), (Some(named("q0")), None), "two are the worst");
}

/// Two touchpoints of a stage follow in no order; their mean is over twice the comments.
#[test]
fn of_a_taxonomy_a_fall_is_between_stages() {
    let journey = [
        ("web", "buy", 0.3),
        ("price", "buy", -0.5),
        ("parcel", "get", -0.2),
        ("help", "help", -0.1),
        ("phone", "help", -0.3),
    ];
    let touchpoints = touchpoints(&journey);
    let found = course(&touchpoints, true, &[]);
    assert_eq!(found.biggest_drop.clone().unwrap().to, named("price"));
    // Buy −0.1 ± 0.05 / √2, get −0.2 ± 0.05, help −0.2 ± 0.05 / √2.
    let drop = found.by_stage(&touchpoints).biggest_drop.unwrap();
    assert_eq!((drop.from, drop.to), (named("buy"), named("get")));
    let half = (0.05_f64.powi(2) * 1.5).sqrt();
    assert!((drop.change.value + 0.1).abs() < 1e-12);
    assert!((drop.change.high - drop.change.low - 2.0 * half).abs() < 1e-12);
    let unordered = course(&touchpoints, false, &[]).by_stage(&touchpoints);
    assert_eq!(unordered.biggest_drop, None);
}

#[test]
fn detractors_gather_where_their_share_is_above_average() {
    let scored = |name: &str, [promoters, passives, detractors]: [u64; 3]| TouchpointSummary {
        scores: PerScore::from_fn(|kind| {
            let nps = Nps::from_counts(promoters, passives, detractors).summary();
            nps.filter(|_| kind == ScoreKind::Nps).map(ScoreSummary::Net)
        }),
        ..touchpoint(name)
    };
    let found = course(
        &[scored("web", [70, 20, 10]), scored("parcel", [20, 30, 50]), scored("help", [6, 6, 8])],
        true,
        &[],
    );
    assert_eq!(found.score, Some(ScoreKind::Nps));
    let counts: Vec<_> =
        found.detractors.iter().map(|c| (c.touchpoint.en.as_str(), c.detractors)).collect();
    assert_eq!(counts, [("parcel", 50), ("help", 8)]);
    // 50 of 68 detractors among 100 of 220 answers.
    let parcel = &found.detractors[0];
    assert!((parcel.of_all - 50.0 / 68.0).abs() < 1e-12);
    assert!((parcel.index - 50.0 / 68.0 / (100.0 / 220.0)).abs() < 1e-12);
    let total: f64 = found.detractors.iter().map(|c| c.of_all).sum();
    assert!(total < 1.0 && found.detractors.iter().all(|c| c.index > 1.0));
}
