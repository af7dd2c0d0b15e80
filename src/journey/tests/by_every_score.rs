//! What is said of an aspect by the score that speaks for the run, and by another.

use super::*;

/// Of 64 who speak of it 42 praise it and 22 complain, all of them promoters; of a hundred others 60
/// are. All say how easy it was, too: those who complain as they do, the others on the average 5.
fn listed(easy_for_complainers: f64) -> (usize, usize) {
    let rows: Vec<Row> = (0..164_u32)
        .map(|i| {
            let promoter = i < 124;
            let complains = (42..64).contains(&i);
            let easy = match complains {
                true => easy_for_complainers,
                false => 4.0 + f64::from(i % 3),
            };
            let said = if complains { -0.8 } else { 0.8 };
            let opinions = if i < 64 { vec![opinion(1, 1, said)] } else { vec![] };
            let nps = ScoreValue { value: if promoter { 10.0 } else { 2.0 }, scale: Scale::NPS };
            let ces = ScoreValue { value: easy, scale: Scale::higher(1.0, 7.0) };
            let given = Scores::of([(ScoreKind::Nps, nps), (ScoreKind::Ces, ces)]);
            let entry = entry(None, Some("说了一些什么话"), given);
            (row(u64::from(i), vec![entry]), vec![facts(said, opinions)])
        })
        .collect();
    let journey = journey(TouchpointSource::Aspects, &rows);
    (journey.pain_points.len(), journey.harmless.len())
}

#[test]
fn what_lowers_another_score_is_not_harmless() {
    assert_eq!(listed(5.0), (0, 1));
    assert_eq!(listed(2.0), (1, 0));
}
