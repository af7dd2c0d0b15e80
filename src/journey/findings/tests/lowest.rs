//! What is rated far below all else, and whether the whole goes with it.

use super::*;
use crate::stats::normal;

/// What 400 people who rate four touchpoints and the whole tell of the last, which is rated lower
/// by so much and has this weight in the whole.
fn told(lower: f64, weight: f64, seed: u64) -> Option<LowestRated> {
    let mut rng = Rng::with_seed(seed);
    let names = ["a", "b", "c", "d"];
    let plan = Plan { columns: names.map(Into::into).into(), ..Plan::default() };
    let mut collector = Collector::planned(TouchpointSource::Export, plan);
    for number in 0..400_u64 {
        let points = |value: f64| value.round().clamp(1.0, 5.0);
        let mut rated = [lower, 0.0, 0.0, 0.0].map(|lower| 3.8 - lower + 0.9 * normal(&mut rng));
        rated.rotate_left(1);
        let others = rated[..3].iter().sum::<f64>() / 3.0;
        let whole = (1.0 - weight) * others + weight * rated[3] + 0.4 * normal(&mut rng);
        let csat = |value: f64| scores(None, Some(points(value)));
        let rated = names.iter().zip(rated).map(|(at, given)| entry(Some(*at), None, csat(given)));
        let entries = [entry(None, None, csat(whole))].into_iter().chain(rated).collect();
        collector.add(RowView::new(row(number, entries), Vec::new(), TouchpointSource::Export));
    }
    let names = RunNames { touchpoints: &[], stages: &[], aspects: &[], homes: &[], files: &[] };
    let findings = collector.finish(names, Suppression::default()).findings;
    findings.into_iter().find_map(|finding| match finding {
        Finding::LowestRated(found) => Some(found),
        _ => None,
    })
}

/// By chance it goes with the whole in one run of twenty.
#[test]
fn what_is_rated_far_below_all_else_and_moves_nothing_is_named() {
    let named = (0..10).filter(|seed| {
        let found = told(1.8, 0.0, *seed);
        found.is_some_and(|found| found.contrast.touchpoint.en == "d" && found.below > 30.0)
    });
    let named = named.count();
    assert!(named >= 8, "{named} of 10");
    // It moves the whole, and is to be mended; a little below, it is in the tables.
    assert!((0..4).all(|seed| told(1.8, 0.4, seed).is_none()));
    assert!((0..4).all(|seed| told(0.5, 0.0, seed).is_none()));
}
