//! Contradictions that can be counted by hand.

use super::super::tests::{entry, facts, row, scores, undetected};
use super::*;
use crate::feedback::{Asked, Direction, Entry, Feedback, Scale, Scores};
use crate::journey::row::Resolver;
use crate::stats::interval::wilson;

/// One row and what was found in its comments.
type Row = (Feedback, Vec<Option<CommentFacts>>);

fn mismatch(rows: &[Row]) -> Mismatch {
    shown_from(Suppression::default(), rows)
}

fn shown_from(suppression: Suppression, rows: &[Row]) -> Mismatch {
    let mut counter = MismatchCounter::default();
    let mut resolver = Resolver::default();
    rows.iter().for_each(|(row, comments)| counter.add(&resolver.view(row, comments)));
    let files = ["a.csv".to_owned(), "b.csv".to_owned()];
    counter.finish(&files, resolver.asked, suppression, Design::NONE)
}

fn said(number: u64, nps: f64, sentiment: f32, text: &str) -> Row {
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
    assert!(wrong.contradicting > Some(0.6) && wrong.contradicting_turned < Some(0.1));
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

/// Of one score, by band, worst first: comments that are negative, mixed and positive.
fn told(mismatch: &Mismatch, kind: ScoreKind) -> [[u64; 3]; 3] {
    let of = mismatch.scores.iter().find(|of| of.score == kind);
    let bands = of.map(|of| of.bands.map(|band| [band.negative, band.mixed, band.positive]));
    bands.unwrap_or_default()
}

const RENTAL: [&str; 4] = ["booking", "pick-up", "vehicle", "return"];

/// A comment on a rental, and what its steps were rated on 1–5.
fn rental(number: u64, sentiment: f32, ratings: [f64; 4]) -> Row {
    let text = format!("They billed me for scratch {number}, which was there before");
    let rating = |(name, csat)| entry(Some(name), None, scores(None, Some(csat)));
    let mut entries = vec![entry(None, Some(&text), Scores::default())];
    entries.extend(RENTAL.into_iter().zip(ratings).map(rating));
    (row(number, entries), vec![facts(sentiment, vec![])])
}

#[test]
fn a_comment_contradicts_ratings_only_where_they_agree() {
    let one = Suppression { metric: 1, verbatim: 1 };
    // Whoever rates one step low has said what the complaint is about.
    let apart = rental(2, -0.8, [4.0, 5.0, 4.0, 2.0]);
    assert_eq!(shown_from(one, std::slice::from_ref(&apart)).scores, vec![]);
    let middle = rental(3, -0.8, [4.0, 5.0, 4.0, 3.0]);
    assert_eq!(shown_from(one, &[apart.clone(), middle.clone()]).scores, vec![]);

    let alike = rental(4, -0.8, [4.0, 5.0, 4.0, 5.0]);
    let mismatch = shown_from(one, &[apart, middle, alike]);
    let [csat] = mismatch.scores.as_slice() else { panic!("{mismatch:?}") };
    assert_eq!((csat.n, csat.complaints.n, csat.complaints.count), (1, 1, 1));
    let [quote] = csat.complaints.verbatims.as_slice() else { panic!("{csat:?}") };
    assert_eq!((quote.row, quote.score), (4, Some(4.0)));
    assert_eq!((csat.praise.n, csat.praise.count), (0, 0));
}

#[test]
fn praise_beside_low_ratings_counts_once_too() {
    let rows: Vec<_> = (0..9).map(|i| rental(i + 2, 0.7, [1.0, 2.0, 2.0, 1.0])).collect();
    let mismatch = mismatch(&rows);
    assert_eq!(told(&mismatch, ScoreKind::Csat), [[0, 0, 9], [0; 3], [0; 3]]);
    assert_eq!(mismatch.scores[0].praise.share, wilson(9, 9));
    assert_eq!(mismatch.scores[0].praise.verbatims.len(), 3);
}

#[test]
fn the_check_of_a_file_takes_every_pair() {
    let rows: Vec<_> = (0..10_u64)
        .map(|i| {
            let rating = (i % 5 + 1) as f64;
            let sentiment = (rating as f32 - 3.0) / 2.5 + (i % 3) as f32 * 0.05;
            rental(i + 2, sentiment, [rating; 4])
        })
        .collect();
    let mismatch = mismatch(&rows);
    assert_eq!((mismatch.scores[0].n, mismatch.scales[0].n), (10, 40));
}

#[test]
fn ratings_stand_in_only_where_nobody_was_asked_about_the_whole() {
    let mut rows: Vec<_> = (0..6).map(|i| rental(i + 2, -0.8, [5.0; 4])).collect();
    assert_eq!(told(&mismatch(&rows), ScoreKind::Csat)[2], [6, 0, 0]);
    rows.extend((10..15).map(|i| {
        let (mut row, comments) = rental(i, -0.8, [2.0; 4]);
        row.entries[0].scores = scores(None, Some(4.0));
        (row, comments)
    }));
    let asked = mismatch(&rows);
    assert_eq!(told(&asked, ScoreKind::Csat), [[0; 3], [0; 3], [5, 0, 0]]);
    rows.reverse();
    assert_eq!(asked, mismatch(&rows));
}

#[test]
fn a_comment_is_held_against_the_score_it_was_written_with() {
    // Content with the whole, but not with what was bought: both comments say so.
    let rows: Vec<_> = (0..6)
        .map(|i| {
            let entries = vec![
                entry(None, None, scores(None, Some(5.0))),
                entry(Some("buy"), Some("买的时候不顺利"), scores(None, Some(1.0))),
                entry(Some("use"), Some("用着真不错"), scores(None, Some(5.0))),
            ];
            (row(i + 2, entries), vec![None, facts(-0.6, vec![]), facts(0.7, vec![])])
        })
        .collect();
    let mismatch = mismatch(&rows);
    assert_eq!(told(&mismatch, ScoreKind::Csat), [[6, 0, 0], [0; 3], [0, 0, 6]]);
}

#[test]
fn comments_beside_one_score_speak_together() {
    // What was liked and what could be better, beside a score, and beside ratings that agree.
    let rows: Vec<_> = (0..6)
        .map(|i| {
            let entries = vec![
                entry(None, Some("Friendly people"), scores(Some(9.0), None)),
                entry(Some("desk"), None, scores(None, Some(5.0))),
                entry(Some("room"), None, scores(None, Some(4.0))),
                entry(None, Some("The lift is slow"), Scores::default()),
            ];
            let comments = vec![facts(0.7, vec![]), None, None, facts(-0.6, vec![])];
            (row(i + 2, entries), comments)
        })
        .collect();
    let mismatch = mismatch(&rows);
    let mixed = [[0; 3], [0; 3], [0, 6, 0]];
    assert_eq!(told(&mismatch, ScoreKind::Nps), mixed);
    assert_eq!(told(&mismatch, ScoreKind::Csat), mixed);
}

#[test]
fn a_further_comment_belongs_to_the_rating_of_its_touchpoint() {
    let rows: Vec<_> = (0..6)
        .map(|i| {
            let entries = vec![
                entry(Some("desk"), Some("Quick"), scores(None, Some(5.0))),
                entry(Some("room"), None, scores(None, Some(2.0))),
                entry(None, Some("Never again"), Scores::default()),
                entry(Some("desk"), Some("And so friendly"), Scores::default()),
            ];
            let sentiments = [Some(0.6), None, Some(-0.8), Some(0.7)];
            let comments = sentiments.map(|said| said.and_then(|said| facts(said, vec![])));
            (row(i + 2, entries), comments.to_vec())
        })
        .collect();
    // What was written of nothing in particular may be about the room, and is left out.
    let mismatch = mismatch(&rows);
    assert_eq!(told(&mismatch, ScoreKind::Csat), [[0; 3], [0; 3], [0, 0, 6]]);
}

#[test]
fn scores_with_a_comment_of_their_own_borrow_none() {
    let rows: Vec<_> = (0..6)
        .map(|i| {
            let entries = vec![
                entry(None, Some("All in all great"), scores(Some(10.0), None)),
                entry(Some("web"), Some("The page is slow"), scores(None, Some(2.0))),
            ];
            (row(i + 2, entries), vec![facts(0.8, vec![]), facts(-0.7, vec![])])
        })
        .collect();
    let mismatch = mismatch(&rows);
    assert_eq!(told(&mismatch, ScoreKind::Nps), [[0; 3], [0; 3], [0, 0, 6]]);
    assert_eq!(told(&mismatch, ScoreKind::Csat), [[6, 0, 0], [0; 3], [0; 3]]);
}

#[test]
fn ratings_agree_only_if_those_with_a_comment_do_too() {
    let rows = |return_rating: f64| -> Vec<Row> {
        let with_claim = |i| {
            let (mut row, mut comments) = rental(i, -0.8, [5.0, 5.0, 4.0, return_rating]);
            row.entries[4].comment = Some("The claim was settled late".to_owned());
            comments.extend([None, None, None, facts(-0.7, vec![])]);
            (row, comments)
        };
        (2..8).map(with_claim).collect()
    };
    let of = |return_rating| told(&mismatch(&rows(return_rating)), ScoreKind::Csat);
    assert_eq!(of(1.0), [[6, 0, 0], [0; 3], [0; 3]]);
    assert_eq!(of(4.0), [[0; 3], [0; 3], [12, 0, 0]]);
}

/// Wide rows with a score for the whole and comments at two parts, marked with `mark`.
fn parts(mark: Option<f64>) -> Vec<Row> {
    let wide = |i: u64, comments: [Option<&str>; 2]| -> Vec<Entry> {
        let part = |name, text| entry(Some(name), text, scores(None, mark));
        let whole = entry(None, None, scores(Some(if i == 0 { 2.0 } else { 10.0 }), None));
        vec![whole, part("buy", comments[0]), part("use", comments[1])]
    };
    (0..6)
        .map(|i| {
            let one = (i < 3).then_some("用着真不错");
            let sentiment = |text: Option<&str>| text.and_then(|_| facts(0.7, vec![]));
            let comments = vec![None, facts(-0.6, vec![]), sentiment(one)];
            (row(i + 2, wide(i, [Some("买的时候不顺利"), one])), comments)
        })
        .collect()
}

#[test]
fn wide_rows_count_a_comment_once_of_each_score() {
    // Two comments that disagree are mixed together; a sole one speaks alone.
    let unmarked = mismatch(&parts(None));
    let [nps] = unmarked.scores.as_slice() else { panic!("{unmarked:?}") };
    assert_eq!((nps.bands[0].mixed, nps.bands[2].mixed, nps.bands[2].negative), (1, 2, 3));
}

#[test]
fn who_marked_a_part_has_said_nothing_of_the_whole() {
    let marked = mismatch(&parts(Some(5.0)));
    let [csat] = marked.scores.as_slice() else { panic!("{marked:?}") };
    // Every part with its own comment; the only one of a row is not lent to another part.
    assert_eq!((csat.score, csat.n), (ScoreKind::Csat, 9));
    assert_eq!((csat.bands[2].negative, csat.bands[2].positive), (6, 3));
    // Nor is a further comment there held against the whole.
    let further: Vec<_> = parts(Some(5.0))
        .into_iter()
        .map(|(mut row, mut comments)| {
            row.entries.push(entry(Some("use"), Some("还行"), Scores::default()));
            comments.push(facts(0.2, vec![]));
            (row, comments)
        })
        .collect();
    assert_eq!(told(&mismatch(&further), ScoreKind::Nps), [[0; 3]; 3]);
}

/// The same row, in which the entry at each place answers what was asked.
fn asking((mut row, comments): Row, asked: &[Asked]) -> Row {
    row.entries.iter_mut().zip(asked).for_each(|(entry, asked)| entry.asked = *asked);
    (row, comments)
}

/// A score with what was liked and what could be better.
fn two_sided(number: u64, nps: f64) -> Row {
    let entries = vec![
        entry(None, Some("The pool"), scores(Some(nps), None)),
        entry(None, Some("The lift is slow"), Scores::default()),
    ];
    (row(number, entries), vec![facts(0.7, vec![]), facts(-0.6, vec![])])
}

#[test]
fn what_was_asked_for_contradicts_nothing() {
    use Asked::{Anything, Complaint, Praise, Wish};
    // NPS 9 beside six rows each: what the two comments answer, what is counted, how many are not.
    for (asked, high, left_out) in [
        ([Anything, Anything], [0, 6, 0], 0),
        ([Praise, Complaint], [0, 0, 0], 12),
        ([Anything, Complaint], [0, 0, 6], 6),
        ([Praise, Anything], [6, 0, 0], 6),
        ([Anything, Wish], [0, 0, 6], 6),
    ] {
        let rows: Vec<_> = (2..8).map(|i| asking(two_sided(i, 9.0), &asked)).collect();
        let mismatch = mismatch(&rows);
        assert_eq!(told(&mismatch, ScoreKind::Nps), [[0; 3], [0; 3], high], "{asked:?}");
        assert_eq!(mismatch.left_out, left_out, "{asked:?}");
    }
}

#[test]
fn what_stands_beside_no_score_or_says_nothing_is_not_left_out() {
    let without = |i| {
        let (mut row, comments) = asking(two_sided(i, 9.0), &[Asked::Praise, Asked::Complaint]);
        row.entries[0].scores = Scores::default();
        (row, comments)
    };
    let silent = |i| {
        let (row, _) = asking(two_sided(i, 9.0), &[Asked::Praise, Asked::Complaint]);
        (row, vec![undetected(), None])
    };
    let rows: Vec<_> = (2..8).map(without).chain((8..14).map(silent)).collect();
    assert_eq!(mismatch(&rows), Mismatch::default());
}

#[test]
fn the_contradictions_of_a_file_are_of_open_questions() {
    // NPS from 0 to 10 four times, the better the score the better the comment.
    let rows = |framed: u64| -> Vec<Row> {
        (0..44_u64)
            .map(|i| {
                let nps = (i % 11) as f64;
                let sentiment = (nps as f32 - 6.5) / 6.5 + (i % 3) as f32 * 0.01;
                // Whoever gave 2 praises, whoever gave 9 complains.
                let sentiment = if [2, 9].contains(&(i % 11)) { -sentiment } else { sentiment };
                let asked = if i < framed { Asked::Praise } else { Asked::Anything };
                asking(said(i + 2, nps, sentiment, "…"), &[asked])
            })
            .collect()
    };
    let check = |framed| mismatch(&rows(framed)).scales[0].clone();
    // Eight of forty-four contradict; of the last eleven, two.
    let (all, some, none) = (check(0), check(33), check(44));
    assert_eq!((all.n, all.contradicting), (44, Some(8.0 / 44.0)));
    assert_eq!((some.n, some.contradicting), (44, Some(2.0 / 11.0)));
    assert_eq!((none.n, none.contradicting, none.contradicting_turned), (44, None, None));
    assert_eq!((all.tau_b, none.tau_b), (some.tau_b, some.tau_b));
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
