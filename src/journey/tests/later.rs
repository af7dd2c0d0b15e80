//! What was written later tells what is complained of, and nothing of the scores before.

use super::*;
use crate::feedback::Asked;

/// What is complained of later.
const LATER: &str = "用了一个月就漏水了";

/// 30 praise and give five stars, as do 20 who complain at another time; 20 complain with them and
/// give two.
fn rows(apart: Asked) -> Vec<Row> {
    let said = |asked: Asked, stars: f64, sentiment: f32| {
        let given = scores(None, Some(stars));
        let opinions = if sentiment < 0.0 { vec![opinion(1, 1, sentiment)] } else { vec![] };
        let text = match sentiment < 0.0 {
            true if asked.is_apart() => LATER,
            true => "一到手就坏了没法用",
            false => "说了一些什么话",
        };
        let entry = Entry { asked, ..entry(None, Some(text), given) };
        (entry, facts(sentiment, opinions))
    };
    let row_of = |number: u64| {
        let (entry, facts) = match number {
            0..30 => said(Asked::Anything, 5.0, 0.8),
            30..50 => said(apart, 5.0, -0.8),
            _ => said(Asked::Anything, 2.0, -0.8),
        };
        (row(number, vec![entry]), vec![facts])
    };
    (0..70).map(row_of).collect()
}

#[test]
fn a_complaint_that_came_later_counts_without_the_stars() {
    let journey = journey(TouchpointSource::Aspects, &rows(Asked::Later));
    let point = &journey.pain_points[0];
    assert_eq!((point.mentions, point.negative), (40, 40));
    // Of 70 answers, 50 of which are good, 20 are of who complains at once.
    let impact = point.impact.unwrap();
    assert_eq!((impact.n, impact.without), (20, 100.0));
    let touchpoint = &journey.touchpoints[0];
    assert_eq!(touchpoint.comments, 40);
    assert_eq!(touchpoint.scores.csat().unwrap().n, 20);
    assert_eq!(journey.overall.scores.csat().unwrap().n, 70);
    assert_eq!(journey.overall.comments, 70);
    let told = journey.findings.iter().any(|finding| matches!(finding, Finding::Weakness(_)));
    assert!(told);
}

#[test]
fn a_later_comment_stands_without_the_stars_and_is_marked() {
    let journey = journey(TouchpointSource::Aspects, &rows(Asked::Later));
    let quoted = &journey.pain_points[0].verbatims;
    let later: Vec<_> = quoted.iter().filter(|quoted| quoted.text == LATER).collect();
    assert!(later.len() == 1 && later[0].score.is_none(), "{quoted:?}");
    assert!(quoted.iter().any(|quoted| quoted.score == Some(2.0)), "{quoted:?}");
    for action in &journey.actions {
        let marked = action.reasons.contains(&ActionReason::LaterComment);
        assert_eq!(marked, action.comment.as_deref() == Some(LATER));
    }
}

#[test]
fn what_a_case_is_about_is_complained_of_and_says_nothing_of_the_stars() {
    let journey = journey(TouchpointSource::Aspects, &rows(Asked::Before));
    let point = &journey.pain_points[0];
    assert_eq!((point.mentions, point.negative), (40, 40));
    let impact = point.impact.unwrap();
    assert_eq!((impact.n, impact.without), (20, 100.0));
    assert_eq!(journey.framed_comments.before, 20);
    let is_later = |finding: &Finding| matches!(finding, Finding::LaterComments(_));
    assert!(!journey.findings.iter().any(is_later));
    for action in &journey.actions {
        assert!(!action.reasons.contains(&ActionReason::LaterComment), "{action:?}");
    }
}

#[test]
fn later_comments_that_are_worse_than_the_first_are_told() {
    let both = |number: u64, broke: bool| {
        let first = entry(None, Some("说了一些什么话"), scores(None, Some(5.0)));
        let later = Entry { asked: Asked::Later, ..entry(None, Some(LATER), scores(None, None)) };
        let later_facts = facts(if broke { -0.8 } else { 0.8 }, Vec::new());
        (row(number, vec![first, later]), vec![facts(0.8, Vec::new()), later_facts])
    };
    let findings = |broken: u64| {
        let rows: Vec<Row> = (0..60).map(|number| both(number, number < broken)).collect();
        journey(TouchpointSource::Aspects, &rows).findings
    };
    let told = |broken: u64| {
        findings(broken).into_iter().find_map(|finding| match finding {
            Finding::LaterComments(found) => Some((found.n, found.negative_later)),
            _ => None,
        })
    };
    // p of 7 and none is 2 / 128, of 8 and none 2 / 256.
    assert_eq!((told(7), told(8)), (None, Some((60, 8))));
    // Beside that nobody says that there is nothing to mend.
    let nothing = |finding: &Finding| matches!(finding, Finding::NothingStandsOut { .. });
    assert_eq!([7, 8].map(|broken| findings(broken).iter().any(nothing)), [true, false]);
}
