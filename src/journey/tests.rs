//! The journey of small runs whose numbers can be counted by hand.

mod any_run;
mod by_every_score;
mod complaints;
mod later;
mod same_people;

use std::sync::Arc;

use super::*;
use crate::feedback::{Entry, Feedback, Scale, ScoreKind, ScoreValue, Scores, SourceRow};
use crate::lang::Name;
use crate::sentiment::{Class, Label};

const FIVE: Scale = Scale { low: 1.0, high: 5.0, direction: crate::feedback::Direction::Higher };

/// One row and what was found in its comments.
type Row = (Feedback, Vec<Option<CommentFacts>>);

pub(super) fn names(prefix: &str) -> Vec<Name> {
    (0..6).map(|i| Name::same(format!("{prefix}{i}"))).collect()
}

/// The journey of a collector whose names are numbers.
pub(super) fn finish(collector: Collector<'_>, suppression: Suppression) -> Journey {
    let (touchpoints, aspects) = (names("t"), names("a"));
    let files = vec!["a.csv".to_owned()];
    let names = RunNames {
        touchpoints: &touchpoints,
        stages: &names("s"),
        aspects: &aspects,
        homes: &[0, 1, 2, 3, 4, 5],
        files: &files,
    };
    collector.finish(names, suppression)
}

fn view(source: TouchpointSource, (row, comments): &Row) -> RowView {
    RowView::new(row.clone(), comments.clone(), source)
}

fn journey(source: TouchpointSource, rows: &[Row]) -> Journey {
    let mut collector = Collector::new(source);
    rows.iter().for_each(|row| collector.add(view(source, row)));
    finish(collector, Suppression::default())
}

pub(super) fn scores(nps: Option<f64>, csat: Option<f64>) -> Scores {
    let nps = nps.map(|value| (ScoreKind::Nps, ScoreValue { value, scale: Scale::NPS }));
    let csat = csat.map(|value| (ScoreKind::Csat, ScoreValue { value, scale: FIVE }));
    Scores::of(nps.into_iter().chain(csat))
}

pub(super) fn entry(touchpoint: Option<&str>, comment: Option<&str>, scores: Scores) -> Entry {
    Entry {
        touchpoint: touchpoint.map(Arc::from),
        comment: comment.map(str::to_owned),
        scores,
        ..Entry::default()
    }
}

pub(super) fn row(number: u64, entries: Vec<Entry>) -> Feedback {
    Feedback {
        source: SourceRow { file: 0, row: number },
        time: Some(jiff::civil::date(2024, 1 + (number % 3) as i8, 5).at(0, 0, 0, 0)),
        respondent: None,
        person: None,
        segments: Vec::new(),
        weight: 1.0,
        entries,
    }
}

pub(super) fn opinion(touchpoint: usize, aspect: usize, sentiment: f32) -> OpinionFact {
    let class = match sentiment {
        s if s < -0.2 => Class::Negative,
        s if s > 0.2 => Class::Positive,
        _ => Class::Neutral,
    };
    OpinionFact { touchpoint, aspect, class, sentiment, evidence: 0..1, borne_out: true }
}

pub(super) fn facts(sentiment: f32, opinions: Vec<OpinionFact>) -> Option<CommentFacts> {
    let label = if sentiment < 0.0 { Label::Negative } else { Label::Positive };
    let stars = 3.0 + 2.0 * sentiment;
    Some(CommentFacts {
        label,
        sentiment,
        stars,
        emotion: None,
        effort: crate::opinion::Effort::None,
        grave: crate::opinion::Grave::default(),
        undetected: false,
        foreign: None,
        opinions,
        words: None,
    })
}

pub(super) fn undetected() -> Option<CommentFacts> {
    Some(CommentFacts {
        label: Label::Undetected,
        sentiment: 0.0,
        stars: f32::NAN,
        emotion: None,
        effort: crate::opinion::Effort::None,
        grave: crate::opinion::Grave::default(),
        undetected: true,
        foreign: None,
        opinions: Vec::new(),
        words: None,
    })
}

#[test]
fn a_theme_that_costs_twenty_points() {
    // 100 answers, 50 promoters and 20 detractors; 20 of them, 2 promoters and
    // 12 detractors, complain about the courier.
    let answers = [(2, 12), (48, 8)].map(|(p, d)| (p, d));
    let mut rows = Vec::new();
    for (complains, (promoters, detractors), n) in [(true, answers[0], 20), (false, answers[1], 80)]
    {
        for i in 0..n {
            let nps = match i {
                i if i < promoters => 10.0,
                i if i < promoters + detractors => 2.0,
                _ => 7.0,
            };
            let text = format!("第{i}次送货都晚到，快递员态度也不好");
            let opinions = if complains { vec![opinion(2, 3, -0.9)] } else { vec![] };
            let sentiment = if complains { -0.8 } else { 0.6 };
            let entry = entry(Some("配送"), Some(&text), scores(Some(nps), None));
            rows.push((row(rows.len() as u64 + 2, vec![entry]), vec![facts(sentiment, opinions)]));
        }
    }
    let journey = journey(TouchpointSource::Export, &rows);
    assert_eq!(journey.overall.scores.nps().unwrap().nps.value, 30.0);
    let [pain] = journey.pain_points.as_slice() else { panic!("{:?}", journey.pain_points) };
    assert_eq!((pain.rank, pain.mentions, pain.negative, pain.positive), (1, 20, 20, 0));
    assert_eq!((pain.touchpoint.zh.as_str(), pain.aspect.zh.as_str()), ("配送", "a3"));
    let impact = pain.impact.unwrap();
    assert_eq!((impact.value, impact.without, impact.n), (-20.0, 50.0, 20));
    // NPS −30 where they write, 10 of 100 points are one doubling.
    let pull = 1.0 - impact.high / 10.0;
    assert!(impact.high < -5.0 && impact.low < impact.value);
    let expected = 100.0 * 0.2 * pull;
    assert!((pain.priority - expected).abs() < 1e-9);
    assert_eq!(pain.verbatims.len(), 20);
    let scores = |i: u64| {
        if i < 2 {
            10.0
        } else if i < 14 {
            2.0
        } else {
            7.0
        }
    };
    assert!(pain.verbatims.iter().all(|v| v.row < 22 && v.score == Some(scores(v.row - 2))));
    let correlation = &journey.overall.correlations[0];
    assert_eq!((correlation.n, correlation.low_base), (100, false));
    assert!(correlation.tau_b.value > 0.3 && correlation.p < 0.01);
    // Two equal correlations, overall and at the one touchpoint.
    assert_eq!(correlation.q, correlation.p);
}

#[test]
fn a_wide_row_lends_its_only_comment_but_does_not_count_it_twice() {
    let rows: Vec<Row> = (0..10_u64)
        .map(|i| {
            let good = i % 2 == 0;
            let csat = Some(if good { 5.0 } else { 1.0 + (i % 3) as f64 });
            let entries = vec![
                entry(None, Some("好"), scores(Some(if good { 10.0 } else { 3.0 }), None)),
                entry(Some("buy"), None, scores(None, csat)),
                entry(Some("use"), None, scores(None, Some(3.0))),
            ];
            let sentiment = if good { 0.7 } else { -0.6 - 0.01 * i as f32 };
            (row(i + 2, entries), vec![facts(sentiment, vec![]), None, None])
        })
        .collect();
    let mut collector = Collector::planned(
        TouchpointSource::Export,
        Plan { columns: vec!["use".into(), "buy".into()], ..Plan::default() },
    );
    rows.iter().for_each(|row| collector.add(view(TouchpointSource::Export, row)));
    let journey = finish(collector, Suppression::default());
    assert_eq!((journey.overall.responses, journey.overall.comments), (10, 10));
    assert_eq!(journey.overall.scores.nps().unwrap().n, 10);
    // Nobody was asked about satisfaction as a whole: the parts stand in.
    assert_eq!(journey.overall.scores.csat().unwrap().n, 20);
    let [used, bought] = journey.touchpoints.as_slice() else { panic!() };
    assert_eq!((used.name.en.as_str(), bought.name.en.as_str()), ("use", "buy"));
    assert_eq!((bought.responses, bought.comments, bought.sentiment), (10, 0, None));
    assert_eq!(bought.scores.csat().unwrap().n, 10);
    assert_eq!((bought.correlations[0].n, bought.correlations[0].score), (10, ScoreKind::Csat));
    assert!(used.correlations.is_empty(), "a constant score correlates with nothing");
}

#[test]
fn what_the_shared_comment_says_of_a_touchpoint_is_its_own() {
    // Aspect 3 belongs to the seat; the food is named by nothing.
    let aspects_of = AspectsOf::new(|name| if name == "seat" { vec![3] } else { Vec::new() });
    let columns = vec!["seat".into(), "food".into()];
    let plan = Plan { columns, aspects: 6, aspects_of, ..Plan::default() };
    let mut collector = Collector::planned(TouchpointSource::Export, plan);
    for i in 0..40_u64 {
        let good = i % 2 == 0;
        let rating = |up: bool| scores(None, Some(if up { 5.0 } else { 2.0 }));
        let entries = vec![
            entry(None, Some("座位很挤，但服务好"), rating(true)),
            entry(Some("seat"), None, rating(good)),
            entry(Some("food"), None, rating(!good)),
        ];
        let said = if good { 0.8 } else { -0.8 + 0.01 * (i % 7) as f32 };
        let mood = 0.3 - 0.01 * (i % 11) as f32;
        let comments = vec![facts(mood, vec![opinion(2, 3, said), opinion(1, 1, 0.9)])];
        collector.add(view(TouchpointSource::Export, &(row(i, entries), comments)));
    }
    let journey = finish(collector, Suppression::default());
    let [seat, food] = journey.touchpoints.as_slice() else { panic!() };
    assert_eq!((seat.name.en.as_str(), seat.comments, seat.own_comments), ("seat", 0, 40));
    assert_eq!(seat.stage, Some(Name::same("s3")));
    assert!(seat.sentiment.is_none() && seat.heard().unwrap().value.abs() < 0.1);
    let own = seat.correlations.iter().find(|c| c.basis == Basis::Opinions).unwrap();
    assert!(own.permuted && own.tau_b.value > 0.8 && own.partial.unwrap().rho.value > 0.8);
    assert!(food.correlations.iter().all(|c| c.basis == Basis::Comment));
    assert_eq!((food.own_comments, food.own_sentiment), (0, None));
    assert!(journey.course.ordered && journey.course.end == Some(Name::same("food")));
}

#[test]
fn weights_move_metrics_and_widen_their_intervals() {
    let of = |weight_of_bad: f64| {
        let mut rows = Vec::new();
        for i in 0..40_u64 {
            let bad = i % 4 == 0;
            let (nps, sentiment) = if bad { (2.0, -0.8) } else { (10.0, 0.6) };
            let entries = vec![entry(Some("shop"), Some("…"), scores(Some(nps), None))];
            let mut row = row(i, entries);
            row.weight = if bad { weight_of_bad } else { 1.0 };
            rows.push((row, vec![facts(sentiment, vec![])]));
        }
        journey(TouchpointSource::Export, &rows).touchpoints.remove(0)
    };
    let nps = |t: &TouchpointSummary| t.scores.nps().cloned().unwrap();
    let (plain, weighted, without) = (of(1.0), of(3.0), of(0.0));
    assert_eq!(nps(&plain).nps.value, 50.0);
    assert_eq!((nps(&weighted).nps.value, nps(&weighted).n), (0.0, 40));
    assert_eq!((nps(&without).nps.value, nps(&without).n, without.responses), (100.0, 30, 40));
    assert_eq!(nps(&plain).effective_n, None);
    assert!((nps(&weighted).effective_n.unwrap() - 60.0_f64.powi(2) / 120.0).abs() < 1e-9);
    let sentiment = |t: &TouchpointSummary| t.sentiment.unwrap().value;
    assert!((sentiment(&plain) - 0.25).abs() < 1e-9);
    assert!((sentiment(&weighted) + 0.1).abs() < 1e-9);
}

#[test]
fn scores_of_parts_stay_out_where_the_whole_was_asked() {
    let rows: Vec<Row> = (0..6)
        .map(|i| {
            let whole = (i > 0).then_some(4.0);
            let entries = vec![
                entry(None, None, scores(None, whole)),
                entry(Some("buy"), None, scores(None, Some(1.0))),
            ];
            (row(i + 2, entries), vec![])
        })
        .collect();
    let journey = journey(TouchpointSource::Export, &rows);
    let overall = journey.overall.scores.csat().unwrap();
    assert_eq!((overall.n, overall.mean.value), (5, 4.0));
    assert_eq!(journey.touchpoints[0].scores.csat().unwrap().n, 6);
    assert_eq!(journey.overall.comments, 0);
}

#[test]
fn touchpoints_come_from_aspects_where_the_export_has_none() {
    let rows: Vec<Row> = (0..5)
        .map(|i| {
            let opinions = vec![opinion(1, 0, 0.5), opinion(1, 2, 0.9), opinion(4, 5, -0.8)];
            let entry = entry(None, Some("好坏都有"), scores(Some(9.0), None));
            (row(i + 2, vec![entry]), vec![facts(0.1, opinions)])
        })
        .chain([(row(9, vec![entry(None, Some("n/a"), Scores::default())]), vec![undetected()])])
        .collect();
    let journey = journey(TouchpointSource::Aspects, &rows);
    assert_eq!((journey.overall.responses, journey.overall.labels.undetected), (6, 1));
    let found: Vec<_> = journey
        .touchpoints
        .iter()
        .map(|t| (t.name.en.as_str(), t.comments, t.sentiment.unwrap().value))
        .collect();
    assert_eq!(found, vec![("t1", 5, 0.7), ("t4", 5, -0.8)]);
    assert_eq!(journey.touchpoints[0].scores.nps().unwrap().promoters, 5);
    let [pain] = journey.pain_points.as_slice() else { panic!() };
    assert_eq!((pain.touchpoint.en.as_str(), pain.aspect.en.as_str()), ("t4", "a5"));
    assert_eq!((pain.mentions, pain.impact), (5, None));
    assert!(pain.verbatims.is_empty(), "five comments are too few to quote");
}

#[test]
fn two_comments_of_a_row_share_its_score_at_a_touchpoint() {
    let rows: Vec<Row> = (0..5)
        .map(|i| {
            let entries = vec![
                entry(None, Some("好"), scores(Some(9.0), None)),
                entry(None, Some("坏"), Scores::default()),
            ];
            let comments =
                vec![facts(0.5, vec![opinion(1, 0, 0.5)]), facts(-0.5, vec![opinion(1, 0, -0.7)])];
            (row(i + 2, entries), comments)
        })
        .collect();
    let journey = journey(TouchpointSource::Aspects, &rows);
    let at = &journey.touchpoints[0];
    assert_eq!((at.responses, at.comments, at.scores.nps().unwrap().n), (5, 10, 5));
    assert!((at.sentiment.unwrap().value + 0.1).abs() < 1e-9);
    assert_eq!(journey.overall.scores.nps().unwrap().n, 5);
    assert_eq!(journey.pain_points[0].mentions, 10);
}

#[test]
fn a_row_with_two_comment_columns_is_one_response_at_its_touchpoint() {
    let rows: Vec<Row> = (0..6)
        .map(|i| {
            let entries = vec![
                entry(Some("desk"), Some("坏"), scores(None, Some(2.0))),
                entry(Some("desk"), (i < 4).then_some("好"), Scores::default()),
                entry(Some("web"), None, scores(None, Some(4.0))),
            ];
            let second = if i < 4 { facts(0.5, vec![]) } else { None };
            (row(i + 2, entries), vec![facts(-0.5, vec![]), second, None])
        })
        .collect();
    let journey = journey(TouchpointSource::Export, &rows);
    let counts: Vec<(&str, u64, u64)> =
        journey.touchpoints.iter().map(|t| (t.name.en.as_str(), t.responses, t.comments)).collect();
    assert_eq!(counts, [("desk", 6, 10), ("web", 6, 0)]);
    assert_eq!(journey.touchpoints[0].scores.csat().unwrap().n, 6);
}

#[test]
fn a_comment_that_says_both_counts_as_neither() {
    let rows: Vec<Row> = (0..9)
        .map(|i| {
            let opinions = if i < 3 {
                vec![opinion(1, 1, -0.9), opinion(1, 1, 0.9)]
            } else {
                vec![opinion(1, 1, -0.9), opinion(1, 1, -0.4), opinion(1, 1, 0.9)]
            };
            let entry = entry(None, Some("有好有坏，说不清楚"), Scores::default());
            (row(i + 2, vec![entry]), vec![facts(-0.1, opinions)])
        })
        .collect();
    let pain = &journey(TouchpointSource::Aspects, &rows).pain_points[0];
    assert_eq!((pain.mentions, pain.negative, pain.positive), (9, 6, 0));
    assert_eq!(pain.verbatims.len(), 1, "one wording is quoted once");
}

/// Of 64 who speak of it 42 praise it and 22 complain; of a hundred others 60 are promoters. All
/// who mention it score higher than these; those who complain may not.
#[test]
fn what_many_praise_and_few_hate_is_not_harmless() {
    let listed = |happy_complainers: usize| {
        let rows: Vec<Row> = (0..164)
            .map(|i| {
                let promoter = match i {
                    ..42 => true,
                    42..64 => i < 42 + happy_complainers,
                    _ => i < 124,
                };
                let said = if i < 42 { 0.8 } else { -0.8 };
                let opinions = if i < 64 { vec![opinion(1, 1, said)] } else { vec![] };
                let nps = Some(if promoter { 10.0 } else { 2.0 });
                let entry = entry(None, Some("说了一些什么话"), scores(nps, None));
                (row(i as u64, vec![entry]), vec![facts(said, opinions)])
            })
            .collect();
        let journey = journey(TouchpointSource::Aspects, &rows);
        assert!(journey.pain_points.iter().chain(&journey.harmless).all(|p| p.negative == 22));
        (journey.pain_points.len(), journey.harmless.len())
    };
    assert_eq!(listed(0), (1, 0));
    assert_eq!(listed(13), (0, 1));
}

#[test]
fn nothing_and_nonsense_are_taken_calmly() {
    let empty = journey(TouchpointSource::Export, &[]);
    assert_eq!((empty.overall.responses, empty.overall.sentiment), (0, None));
    assert!(empty.touchpoints.is_empty() && empty.trend.is_empty());

    let odd = OpinionFact { evidence: 5..90, ..opinion(77, 88, f32::NAN) };
    let odd = OpinionFact { class: Class::Negative, ..odd };
    let nan = ScoreValue { value: f64::NAN, scale: Scale::NPS };
    let rows: Vec<Row> = (0..9)
        .map(|i| {
            let scores = Scores::of([(ScoreKind::Nps, nan)]);
            let entries = vec![entry(Some("x"), None, scores)];
            let comments = vec![facts(0.2, vec![odd.clone()]), facts(f32::NAN, vec![])];
            (row(i, entries), comments)
        })
        .collect();
    let journey = journey(TouchpointSource::Export, &rows);
    assert_eq!(journey.overall.score(ScoreKind::Nps), None);
    assert_eq!(journey.pain_points[0].aspect, Name::same("#88"));
    let whole_range = Suppression { metric: 0, verbatim: 0 };
    finish(Collector::new(TouchpointSource::Aspects), whole_range);
}

#[test]
fn the_words_of_this_area_are_there_in_both_languages() {
    for key in ["overall.name", "overall.touchpoints", "segments.other_touchpoints"] {
        let zh = rust_i18n::t!(key, locale = "zh");
        let en = rust_i18n::t!(key, locale = "en");
        assert!(zh != en && !zh.contains(key) && !en.contains(key), "{key}: {zh} {en}");
    }
}

#[test]
fn periods_tell_who_comments_and_how() {
    let mut rows: Vec<Row> = Vec::new();
    let mut add = |number: u64, comments: Vec<Option<CommentFacts>>| {
        let entries = comments.iter().map(|c| c.as_ref().map(|_| "…"));
        let entries = entries.map(|text| entry(None, text, scores(Some(7.0), None))).collect();
        rows.push((row(number, entries), comments));
    };
    // Months by the number: multiples of 3 in January, then February, March.
    for n in 0..6 {
        add(3 * n, vec![facts(if n < 4 { -0.6 } else { 0.7 }, Vec::new())]);
    }
    add(3, vec![undetected()]);
    add(3, vec![None, None]);
    (0..5).for_each(|_| add(4, vec![None]));
    (0..4).for_each(|_| add(5, vec![facts(0.5, Vec::new())]));
    let journey = journey(TouchpointSource::Aspects, &rows);
    let [january, february, march] = &journey.trend[..] else { panic!("three months") };
    assert_eq!(january.comment_rate, crate::stats::interval::wilson(7, 8));
    let labels = january.labels.unwrap();
    assert_eq!((labels.negative, labels.positive, labels.undetected), (4, 2, 1));
    assert_eq!(february.comment_rate.unwrap().value, 0.0);
    assert!(february.labels.is_none(), "nothing was written");
    assert!(march.comment_rate.is_none() && march.labels.is_none(), "four rows");
}

#[test]
fn an_answer_at_two_touchpoints_counts_at_both_and_once_of_all() {
    let mut both = entry(Some("desk"), Some("slow"), scores(Some(2.0), None));
    both.also = vec!["room".into()];
    let rows = [
        (row(0, vec![both]), vec![facts(-0.8, vec![opinion(0, 0, -0.8)])]),
        (
            row(1, vec![entry(Some("room"), Some("nice"), scores(Some(9.0), None))]),
            vec![facts(0.6, vec![])],
        ),
    ];
    let journey = journey(TouchpointSource::Export, &rows);
    let counts: Vec<(String, u64)> =
        journey.touchpoints.iter().map(|t| (t.name.en.clone(), t.responses)).collect();
    assert_eq!(counts, [("room".to_owned(), 2), ("desk".to_owned(), 1)]);
    assert_eq!((journey.overall.responses, journey.overall.comments), (2, 2));
}

#[test]
fn one_touchpoint_with_comments_is_not_both_the_kindest_and_the_worst() {
    let told = |touchpoints: &[(&str, f32, u64)]| {
        let mut rows = Vec::new();
        for (touchpoint, sentiment, n) in touchpoints {
            for i in 0..*n {
                let nearly = sentiment - (i % 5) as f32 / 50.0;
                let entry = entry(Some(touchpoint), Some("it was so"), Scores::default());
                rows.push((row(rows.len() as u64, vec![entry]), vec![facts(nearly, vec![])]));
            }
        }
        let findings = journey(TouchpointSource::Export, &rows).findings;
        findings.iter().any(|finding| matches!(finding, findings::Finding::Strength(_)))
    };
    assert!(!told(&[("shop", 0.9, 40), ("app", -0.8, 4)]));
    assert!(told(&[("shop", 0.9, 40), ("app", -0.8, 40)]));
}
