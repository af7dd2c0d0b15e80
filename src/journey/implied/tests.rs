//! Implied satisfaction of runs whose truth is known.

use super::super::tests::{entry, facts, names, row, scores, undetected};
use super::*;
use crate::feedback::{Entry, Feedback, ScoreKind};
use crate::journey::row::Resolver;

type Row = (Feedback, Vec<Option<CommentFacts>>);

fn said(number: u64, at: &str, csat: Option<f64>, stars: f32) -> Row {
    let entry = entry(Some(at), Some("说了些什么"), scores(None, csat));
    let mut facts = facts((stars - 3.0) / 2.0, vec![]);
    facts.iter_mut().for_each(|facts| facts.stars = stars);
    (row(number, vec![entry]), vec![facts])
}

fn implied(rows: &[Row]) -> Option<ImpliedScores> {
    let mut counter = ImpliedCounter::new(TouchpointSource::Export);
    let mut resolver = Resolver::default();
    rows.iter().for_each(|(row, comments)| counter.add(&resolver.view(row, comments)));
    let touchpoints = names("t");
    counter.finish(|place| resolver.places.name(place, &touchpoints), Suppression::default())
}

/// `n` pairs whose score is the stars give or take one, on 1–5.
fn pairs(n: u64) -> Vec<Row> {
    let pair = |i: u64| {
        let stars = 1.0 + (i % 17) as f32 / 4.0;
        let off = [0.0, 1.0, 0.0, -1.0][(i / 17 % 4) as usize];
        said(i + 2, "用", Some((f64::from(stars) + off).round().clamp(1.0, 5.0)), stars)
    };
    (0..n).map(pair).collect()
}

#[test]
fn what_is_implied_is_what_such_stars_were_given_and_says_its_error() {
    let mut rows = pairs(1_700);
    rows.extend((0..200).map(|i| said(i + 5_000, "买", None, 4.5)));
    rows.extend((0..4).map(|i| said(i + 6_000, "用", None, 1.0)));
    let implied = implied(&rows).unwrap();
    let Calibration { method, pairs, tau_b, mae, rmse, curve } = &implied.calibration;
    assert_eq!((*method, *pairs), (CalibrationMethod::Isotonic, 1_700));
    assert!(tau_b.unwrap().value > 0.6);
    assert!(0.0 < *mae && mae <= rmse && *rmse < 25.0, "{mae} {rmse}");
    assert!(curve.is_sorted_by(|a, b| a.0 < b.0 && a.1 <= b.1));
    assert_eq!((curve[0].0, curve.last().unwrap().0), (1.0, 5.0));
    let overall = &implied.overall;
    assert_eq!((overall.implied_n, overall.given_n), (204, 1_700));
    let mean = overall.implied_mean;
    assert!(mean.low < mean.value && mean.value < mean.high && (90.0..94.0).contains(&mean.value));
    let top2 = overall.implied_top2;
    assert!(0.0 < top2.low && top2.low < top2.value && top2.value < top2.high && top2.high <= 1.0);
    let real: f64 = rows[..1_700]
        .iter()
        .filter_map(|(row, _)| row.entries[0].scores.get(ScoreKind::Csat))
        .map(|score| score.goodness() / 1_700.0)
        .sum();
    assert!((overall.given_mean.unwrap().value - real).abs() < 1e-9);
    // Four comments at one touchpoint would follow from the other and the whole.
    assert_eq!(implied.touchpoints, vec![]);
}

#[test]
fn touchpoints_with_enough_comments_are_told_apart() {
    let mut rows = pairs(400);
    rows.extend((0..30).map(|i| said(i + 1_000, "买", None, 4.75)));
    rows.extend((0..20).map(|i| said(i + 2_000, "用", None, 1.5)));
    let implied = implied(&rows).unwrap();
    let [buy, useful] = implied.touchpoints.as_slice() else { panic!("{implied:?}") };
    assert_eq!((buy.name.zh.as_str(), buy.csat.implied_n, buy.csat.given_n), ("买", 30, 0));
    assert_eq!(buy.csat.given_mean, None);
    assert_eq!((useful.name.zh.as_str(), useful.csat.given_n), ("用", 400));
    assert!(useful.csat.implied_mean.high < buy.csat.implied_mean.low);
    assert!(useful.csat.implied_top2.high < buy.csat.implied_top2.low);
    assert_eq!(useful.csat.given_mean, implied.overall.given_mean);
}

#[test]
fn few_pairs_make_a_line_and_too_few_nothing() {
    let without = || (0..10).map(|i| said(i + 1_000, "用", None, 3.0));
    let with = |n| pairs(n).into_iter().chain(without()).collect::<Vec<_>>();
    assert_eq!(implied(&with(49)), None);
    let few = implied(&with(60)).unwrap();
    assert_eq!(few.calibration.method, CalibrationMethod::Line);
    let many = implied(&with(1_700)).unwrap();
    let width = |e: Estimate| e.high - e.low;
    assert!(width(few.overall.implied_mean) > 5.0);
    assert!(width(many.overall.implied_mean) > 5.0, "ten comments are few however calibrated");
    assert_eq!(implied(&pairs(100)), None, "everybody gave a score");
    let flat: Vec<Row> = (0..100).map(|i| said(i, "用", Some((i % 5 + 1) as f64), 3.0)).collect();
    let flat: Vec<Row> = flat.into_iter().chain(without()).collect();
    assert_eq!(implied(&flat), None, "stars do not vary, and the line has no slope");
}

#[test]
fn a_comment_without_stars_implies_nothing() {
    let mut rows = pairs(100);
    rows.extend((0..20).map(|i| said(i + 1_000, "用", None, f32::NAN)));
    rows.extend((0..20).map(|i| {
        let entry = entry(None, Some("无"), scores(None, None));
        (row(i + 2_000, vec![entry]), vec![undetected()])
    }));
    assert_eq!(implied(&rows), None);
}

#[test]
fn a_row_that_rates_another_touchpoint_is_neither_with_nor_without() {
    let wide = |i: u64, whole: Option<f64>, part: Option<f64>| -> Row {
        let entries: Vec<Entry> = vec![
            entry(None, None, scores(None, whole)),
            entry(Some("买"), Some("买得很满意"), scores(None, None)),
            entry(Some("用"), None, scores(None, part)),
        ];
        (row(i, entries), vec![None, facts(0.5, vec![]), None])
    };
    let mut rows = pairs(60);
    rows.extend((0..6).map(|i| wide(i + 1_000, None, Some(2.0))));
    rows.extend((0..7).map(|i| wide(i + 2_000, None, None)));
    rows.extend((0..8).map(|i| wide(i + 3_000, Some(4.0), Some(2.0))));
    let implied = implied(&rows).unwrap();
    assert_eq!((implied.overall.implied_n, implied.overall.given_n), (7, 68));
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let mut rows = pairs(300);
    rows.extend((0..40).map(|i| said(i + 1_000, ["买", "用"][i as usize % 2], None, 2.2)));
    // The same comments have the same stars, so rows are told apart by what they hold.
    rows.iter_mut().for_each(|(row, _)| row.respondent = Some(row.source.row.to_string()));
    let first = implied(&rows);
    rows.reverse();
    assert!(first.is_some());
    assert_eq!(first, implied(&rows));
}

/// Comments whose scores are known, some of which are given: those of the dissatisfied a third as
/// often. What is implied of the others is too good, but within the bounds.
#[test]
fn scores_that_are_withheld_are_within_the_bounds() {
    let runs = 60;
    let [mut plain, mut bounded] = [0, 0];
    for run in 0..runs {
        let mut rng = fastrand::Rng::with_seed(run);
        let (mut rows, mut best, mut sum, mut without) = (Vec::new(), 0.0, 0.0, 0.0);
        for i in 0..1_500_u64 {
            let stars = 1.0 + rng.f32() * 4.0;
            let noise = f64::from(rng.u8(0..3)) - 1.0;
            let score = (f64::from(stars) + noise).round().clamp(1.0, 5.0);
            // The odds of leaving it out are three times as large.
            let odds = if score < 4.0 { 3.0 } else { 1.0 };
            let left_out = rng.f64() < odds / (1.0 + odds);
            rows.push(said(i + 2, "用", (!left_out).then_some(score), stars));
            if left_out {
                without += 1.0;
                sum += (score - 1.0) * 25.0;
                best += f64::from(u8::from(score >= 4.0));
            }
        }
        let ImpliedScores { overall, withheld, .. } = implied(&rows).unwrap();
        let (mean, top2) = (sum / without, best / without);
        let holds = |[low, high]: [f64; 2], truth: f64| low <= truth && truth <= high;
        let of = |e: Estimate| [e.low, e.high];
        plain += u32::from(holds(of(overall.implied_top2), top2));
        bounded += u32::from(holds(withheld.mean, mean) && holds(withheld.top2, top2));
    }
    assert!(plain < 6 && bounded >= 57, "{plain} {bounded}");
}
