//! What is said of few people who write often: intervals and tests know that these are no
//! independent answers.

use super::*;
use crate::stats::Estimate;
use crate::stats::interval::wilson_clustered;

/// Rows of `people`, each of whom answers `each` times and likes what there is by a mood of their
/// own, ρ = .5. Some mention the aspect, half of the people often; who mentions it scores
/// `harm` points lower. People are named or not.
fn rows(people: u64, each: u64, harm: f64, named: bool, rng: &mut fastrand::Rng) -> Vec<Row> {
    let mut rows = Vec::new();
    for person in 0..people {
        let mood = normal(rng);
        let often = if rng.bool() { 0.45 } else { 0.15 };
        for _ in 0..each {
            let felt = std::f64::consts::FRAC_1_SQRT_2 * (mood + normal(rng));
            let mentions = rng.f64() < often;
            let nps =
                (7.5 + 2.0 * felt - if mentions { harm } else { 0.0 }).round().clamp(0.0, 10.0);
            let said = if felt < 0.0 { -0.8 } else { 0.8 };
            let opinions = if mentions { vec![opinion(2, 3, said)] } else { vec![] };
            let entry = entry(None, Some("said"), scores(Some(nps), None));
            let mut row = row(rows.len() as u64 + 2, vec![entry]);
            row.person = named.then(|| (person + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
            rows.push((row, vec![facts(said, opinions)]));
        }
    }
    rows
}

fn normal(rng: &mut fastrand::Rng) -> f64 {
    crate::stats::normal(rng)
}

struct Found {
    impact: Estimate,
    p: f64,
    share: Estimate,
    negative: Estimate,
}

fn found(rows: &[Row]) -> Option<Found> {
    let journey = journey(TouchpointSource::Aspects, rows);
    let all = journey.pain_points.iter().chain(&journey.harmless);
    let point = all.into_iter().next()?;
    // That of all who mention it: those who complain are of a worse mood.
    let impact = point.mentioned?;
    let negative = journey.overall.labels.negative;
    Some(Found {
        impact: Estimate { value: impact.value, low: impact.low, high: impact.high },
        p: impact.p,
        share: point.negative_share,
        negative: wilson_clustered(negative, journey.overall.comments, journey.comment_design)?,
    })
}

/// Of runs of nothing but chance, the share whose intervals of the impact, of the complaints and
/// of negative comments hold what is true, and of those that find the impact (p < .05).
fn simulated(named: bool) -> [f64; 4] {
    let runs = 300;
    let found: Vec<Found> = (0..runs)
        .filter_map(|seed| found(&rows(40, 8, 0.0, named, &mut fastrand::Rng::with_seed(seed))))
        .collect();
    assert!(found.len() > 290, "half of what is mentioned is complained of");
    let share = |of: &dyn Fn(&Found) -> bool| {
        found.iter().filter(|found| of(found)).count() as f64 / found.len() as f64
    };
    let holds = |e: &Estimate, truth: f64| e.low <= truth && truth <= e.high;
    [
        share(&|found| holds(&found.impact, 0.0)),
        share(&|found| holds(&found.share, 0.5)),
        share(&|found| holds(&found.negative, 0.5)),
        share(&|found| found.p < 0.05),
    ]
}

#[test]
fn intervals_of_what_few_people_say_hold_what_they_promise() {
    let [impact, share, negative, p] = simulated(true);
    assert!((0.93..=0.985).contains(&impact), "impact {impact}");
    assert!((0.93..=0.985).contains(&share), "share of complaints {share}");
    assert!((0.93..=0.985).contains(&negative), "share of negative comments {negative}");
    assert!(p <= 0.075, "found where there is none: {p}");
    // As if everybody were another.
    let [impact, share, negative, p] = simulated(false);
    println!("{impact} {share} {negative} {p}");
    assert!(negative < 0.85 && share < 0.93, "{share} {negative}");
}
