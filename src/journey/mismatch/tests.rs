//! Contradictions that can be counted by hand.

use super::super::tests::{entry, facts, row, scores, undetected};
use super::*;
use crate::feedback::{Direction, Entry, Feedback, Scale, Scores};
use crate::journey::row::Resolver;
use crate::stats::interval::wilson;

fn mismatch(rows: &[(Feedback, Vec<Option<CommentFacts>>)]) -> Mismatch {
    let mut counter = MismatchCounter::default();
    let mut resolver = Resolver::default();
    rows.iter().for_each(|(row, comments)| counter.add(&resolver.view(row, comments)));
    let files = ["a.csv".to_owned(), "b.csv".to_owned()];
    counter.finish(&files, resolver.asked, Suppression::default(), Design::NONE)
}

fn said(
    number: u64,
    nps: f64,
    sentiment: f32,
    text: &str,
) -> (Feedback, Vec<Option<CommentFacts>>) {
    let entry = entry(None, Some(text), scores(Some(nps), None));
    (row(number, vec![entry]), vec![facts(sentiment, vec![])])
}

#[test]
fn bands_follow_the_scale_and_its_direction() {
    let of = |kind: ScoreKind, value, scale| Band::of(kind.measure(), ScoreValue { value, scale });
    assert_eq!(of(ScoreKind::Nps, 6.0, Scale::NPS), Band::Low);
    assert_eq!(of(ScoreKind::Nps, 8.0, Scale::NPS), Band::Middle);
    assert_eq!(of(ScoreKind::Nps, 9.0, Scale::NPS), Band::High);
    assert_eq!(of(ScoreKind::Csat, 4.0, Scale::higher(1.0, 5.0)), Band::High);
    let effort = Scale { low: 1.0, high: 7.0, direction: Direction::Lower };
    assert_eq!(of(ScoreKind::Ces, 2.0, effort), Band::High);
    assert_eq!(of(ScoreKind::Ces, 4.0, effort), Band::Middle);
    assert_eq!(of(ScoreKind::Ces, 7.0, effort), Band::Low);
}

#[test]
fn promoters_who_complain_are_counted_and_quoted() {
    let mut rows: Vec<_> =
        (0..40).map(|i| said(i + 2, 10.0, 0.8, &format!("一切都很好，非常满意 {i}"))).collect();
    rows.extend((0..10).map(|i| {
        let text = format!("推荐给朋友，但是物流等了{i}天");
        said(i + 50, 9.0, -0.8, &text)
    }));
    rows.extend((0..5).map(|i| said(i + 70, 1.0, 0.9, &format!("服务很棒我很喜欢{i}"))));
    let mismatch = mismatch(&rows);
    let [nps] = mismatch.scores.as_slice() else { panic!("{mismatch:?}") };
    assert_eq!((nps.score, nps.n), (ScoreKind::Nps, 55));
    let [low, middle, high] = nps.bands;
    assert_eq!((low.positive, middle.n(), high.positive, high.negative), (5, 0, 40, 10));
    let complaints = &nps.complaints;
    assert_eq!((complaints.n, complaints.count), (50, 10));
    assert_eq!(complaints.share, wilson(10, 50));
    assert_eq!(complaints.verbatims.len(), 3);
    assert!(complaints.verbatims.iter().all(|v| v.score == Some(9.0) && v.row >= 50));
    assert_eq!(nps.praise.share, wilson(5, 5));
    assert!(nps.praise.verbatims.is_empty(), "five are too few to quote");
}

#[test]
fn a_scale_the_wrong_way_round_is_flagged_with_its_evidence() {
    let wrong = Scale { low: 1.0, high: 5.0, direction: Direction::Lower };
    let rows: Vec<_> = (0..80_u64)
        .flat_map(|i| {
            let value = (i % 5 + 1) as f64;
            let sentiment = (value as f32 - 3.0) / 2.5 + (i % 3) as f32 * 0.05;
            let given = |file, scale| {
                let csat = Some(ScoreValue { value, scale });
                let scores = Scores::of(csat.map(|csat| (ScoreKind::Csat, csat)));
                let mut row = row(i + 2, vec![entry(None, Some("说了一些话"), scores)]);
                row.source.file = file;
                (row, vec![facts(sentiment, vec![])])
            };
            [given(0, Scale::higher(1.0, 5.0)), given(1, wrong)]
        })
        .collect();
    let mismatch = mismatch(&rows);
    let [right, wrong] = mismatch.scales.as_slice() else { panic!("{mismatch:?}") };
    assert_eq!((right.file.as_str(), right.n, right.likely_reversed), ("a.csv", 80, false));
    assert_eq!((wrong.file.as_str(), wrong.n, wrong.likely_reversed), ("b.csv", 80, true));
    assert!((right.tau_b.value + wrong.tau_b.value).abs() < 1e-12);
    assert!(wrong.tau_b.high < REVERSED_BELOW);
    assert_eq!(wrong.contradicting, right.contradicting_turned);
    assert!(wrong.contradicting > 0.6 && wrong.contradicting_turned < 0.1);
}

#[test]
fn scores_without_a_connection_are_not_flagged() {
    let rows: Vec<_> = (0..29_u64)
        .map(|i| said(i + 2, (i % 11) as f64, 1.0 - (i % 11) as f32 / 5.0, "反着说的话"))
        .collect();
    assert_eq!(mismatch(&rows).scales, vec![], "too few");
    let rows: Vec<_> = (0..110_u64)
        .map(|i| said(i + 2, (i % 11) as f64, 0.9 - (i / 11) as f32 / 5.0, "随便说的话"))
        .collect();
    assert!(!mismatch(&rows).scales[0].likely_reversed);
}

#[test]
fn wide_rows_pair_as_the_overall_metrics_do() {
    let wide = |i: u64, comments: [Option<&str>; 2]| -> Vec<Entry> {
        let part = |name, text| entry(Some(name), text, scores(None, Some(5.0)));
        let whole = entry(None, None, scores(Some(if i == 0 { 2.0 } else { 10.0 }), None));
        vec![whole, part("buy", comments[0]), part("use", comments[1])]
    };
    let rows: Vec<_> = (0..6)
        .map(|i| {
            let one = (i < 3).then_some("用着真不错");
            let sentiment = |text: Option<&str>| text.and_then(|_| facts(0.7, vec![]));
            let comments = vec![None, facts(-0.6, vec![]), sentiment(one)];
            (row(i + 2, wide(i, [Some("买的时候不顺利"), one])), comments)
        })
        .collect();
    let mismatch = mismatch(&rows);
    let [nps, csat] = mismatch.scores.as_slice() else { panic!("{mismatch:?}") };
    // Two comments that disagree are mixed together; a sole one speaks alone.
    assert_eq!((nps.bands[0].mixed, nps.bands[2].mixed, nps.bands[2].negative), (1, 2, 3));
    // Every part with its own comment, or with the only one of the row.
    assert_eq!((csat.n, csat.bands[2].negative, csat.bands[2].positive), (12, 9, 3));
}

#[test]
fn what_cannot_be_judged_is_not_counted() {
    let nan = ScoreValue { value: f64::NAN, scale: Scale::NPS };
    let broken = Scores::of([(ScoreKind::Nps, nan)]);
    let mut rows: Vec<_> = (0..9)
        .map(|i| {
            (row(i, vec![entry(None, Some("无"), scores(Some(9.0), None))]), vec![undetected()])
        })
        .collect();
    rows.push((row(20, vec![entry(None, Some("好"), broken)]), vec![facts(0.4, vec![])]));
    assert_eq!(mismatch(&rows), Mismatch::default());
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let mut rows: Vec<_> = (0..200_u64)
        .map(|i| {
            let sentiment = (i * 37 % 41) as f32 / 20.0 - 1.0;
            said(i + 2, (i * 7 % 11) as f64, sentiment, &format!("第{i}位客户所说的话"))
        })
        .collect();
    let first = mismatch(&rows);
    rows.reverse();
    assert_eq!(first, mismatch(&rows));
    assert_eq!(first.scores[0].complaints.verbatims.len(), 3);
}
