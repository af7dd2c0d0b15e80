//! What was written later tells what is complained of, and nothing of the scores before.

use super::*;
use crate::feedback::Asked;

/// 30 praise and give five stars, as do 20 who complain later; 20 complain at once and give two.
fn rows() -> Vec<Row> {
    let said = |asked: Asked, stars: f64, sentiment: f32| {
        let given = scores(None, Some(stars));
        let opinions = if sentiment < 0.0 { vec![opinion(1, 1, sentiment)] } else { vec![] };
        let text =
            if sentiment < 0.0 { "用了一个月就漏水了" } else { "说了一些什么话" };
        let entry = Entry { asked, ..entry(None, Some(text), given) };
        (entry, facts(sentiment, opinions))
    };
    let row_of = |number: u64| {
        let (entry, facts) = match number {
            0..30 => said(Asked::Anything, 5.0, 0.8),
            30..50 => said(Asked::Later, 5.0, -0.8),
            _ => said(Asked::Anything, 2.0, -0.8),
        };
        (row(number, vec![entry]), vec![facts])
    };
    (0..70).map(row_of).collect()
}

#[test]
fn a_complaint_that_came_later_counts_without_the_stars() {
    let journey = journey(TouchpointSource::Aspects, &rows());
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
