//! What is to be mended first, of tables made by hand.

use super::*;
use crate::journey::driver_table::Quadrant;
use crate::journey::pain_point::priority;
use crate::journey::pain_rank::rank;
use crate::journey::{Collector, RunNames, Suppression, TouchpointSource};
use crate::metrics::Design;
use crate::stats::interval::wilson;

fn impact_of(value: f64, q: f64) -> Impact {
    Impact {
        score: ScoreKind::Nps,
        value,
        low: 1.6 * value,
        high: 0.4 * value,
        with_all: 0.0,
        without: -value,
        n: 20,
        p: q / 2.0,
        q,
    }
}

fn point(aspect: &str, mentions: u64, negative: u64, impact: Option<(f64, f64)>) -> PainPoint {
    let share = wilson(negative, mentions).unwrap();
    let impact = impact.map(|(value, q)| impact_of(value, q));
    PainPoint {
        rank: 0,
        rank_interval: None,
        worst: None,
        touchpoint: Name::same("Delivery"),
        aspect: Name::same(aspect),
        everywhere: false,
        mentions,
        negative,
        positive: mentions - negative,
        negative_share: share,
        impact,
        complaint: None,
        allocation: None,
        design: Design::NONE,
        trend: Vec::new(),
        priority: priority(negative, 1_000, &share, impact.as_ref()),
        verbatims: Vec::new(),
    }
}

fn around(value: f64, half: f64) -> Estimate {
    Estimate { value, low: value - half, high: value + half }
}

fn contrast(touchpoint: &str, score: ScoreKind, gain: f64, is_whole: bool) -> Contrast {
    Contrast {
        touchpoint: Name::same(touchpoint),
        score,
        own: around(0.1, 0.05),
        rest: around(0.5, 0.05),
        difference: around(-0.4, 0.05),
        p: 0.001,
        q: 0.001,
        n: 90,
        gain,
        apart: -20.0,
        is_whole,
    }
}

/// A touchpoint of which nearly nobody's rating is in the best boxes, and that has 20 of 100
/// points left.
fn rated(touchpoint: &str, outcome: ScoreKind, slope: f64, quadrant: Quadrant) -> DriverTable {
    let row = DriverRow {
        touchpoint: Name::same(touchpoint),
        aspect: None,
        n: 200,
        share: around(0.5, 0.1),
        weight: around(0.2, 0.1),
        lmg: None,
        beta: 0.4,
        slope,
        correlation: 0.5,
        vif: 1.0,
        p: Some(0.001),
        q: Some(0.001),
        significant: true,
        performance: 10.0,
        mean: 80.0,
        quadrant,
    };
    DriverTable {
        outcome,
        predictors: Predictors::Ratings,
        n: 200,
        pairs: (200, 200),
        r_squared: around(0.4, 0.1),
        adjusted_r_squared: Some(0.4),
        collinear: false,
        repaired: false,
        low_base: false,
        design: None,
        cut: (0.1, 50.0),
        drivers: vec![row],
        left_out: Vec::new(),
    }
}

/// The touchpoints of what is to be mended, in order.
fn order(
    contrasts: &[Contrast],
    drivers: &[DriverTable],
    pain_points: &[PainPoint],
) -> Vec<String> {
    let nps = Some(ScoreKind::Nps);
    let all = with(contrasts, drivers, |tables| all(tables, pain_points, nps));
    all.iter().map(|weakness| weakness.touchpoint().en.clone()).collect()
}

/// What these tables tell.
fn with<T>(contrasts: &[Contrast], drivers: &[DriverTable], told: impl Fn(&Tables<'_>) -> T) -> T {
    let names = RunNames { touchpoints: &[], stages: &[], aspects: &[], homes: &[], files: &[] };
    let empty = Collector::new(TouchpointSource::Export);
    let empty = empty.finish(names, Suppression::default());
    let tables = Tables {
        overall: &empty.overall,
        touchpoints: &[],
        shifts: &[],
        odd_period: None,
        changed: &[],
        voices: &[],
        contrasts,
        drivers,
        segments: &[],
        topics: true,
        of_complaints: &[],
        comments: 1_000,
        labels: Design::NONE,
    };
    told(&tables)
}

#[test]
fn what_the_score_goes_with_most_is_told_where_it_is_not_to_be_mended() {
    let nps = Some(ScoreKind::Nps);
    let mut table = rated("Crew", ScoreKind::Nps, 0.5, Quadrant::KeepUp);
    let heaviest = |table: &DriverTable, told: &[Weakness]| {
        let found =
            with(&[], std::slice::from_ref(table), |tables| heaviest_driver(tables, nps, told));
        found.map(|driver| driver.touchpoint.en)
    };
    assert_eq!(heaviest(&table, &[]).as_deref(), Some("Crew"));
    let crew = contrast("Crew", ScoreKind::Csat, 0.1, false);
    assert_eq!(heaviest(&table, &[Weakness::Touchpoint(crew)]), None);
    table.drivers[0].share = around(0.24, 0.05);
    assert_eq!(heaviest(&table, &[]), None, "one of many");
    table.drivers[0].share = around(0.25, 0.05);
    table.drivers[0].slope = -0.5;
    assert_eq!(heaviest(&table, &[]), None, "better ratings, worse score");
    let csat = rated("Crew", ScoreKind::Csat, 0.5, Quadrant::KeepUp);
    assert_eq!(heaviest(&csat, &[]), None, "of another score");
}

#[test]
fn what_takes_most_of_its_range_comes_first() {
    let nps = ScoreKind::Nps;
    // −30 and 25 of the 200 points of an NPS, and half of the 20 points of 100 that are left.
    let delay = [point("Delay", 34, 26, Some((-30.0, 0.001)))];
    let phone = [contrast("Phone", nps, 25.0, true)];
    let till = [rated("Till", nps, 0.5, Quadrant::FixFirst)];
    assert_eq!(order(&phone, &till, &delay), ["Delivery", "Phone", "Till"]);
    // 14 points of an NPS are less than 10 points of a share.
    let delay = [point("Delay", 34, 26, Some((-14.0, 0.001)))];
    let phone = [contrast("Phone", ScoreKind::Csat, 0.1, true)];
    assert_eq!(order(&phone, &[], &delay), ["Phone", "Delivery"]);
}

#[test]
fn a_touchpoint_is_worth_what_its_mean_moves() {
    let phone = [contrast("Phone", ScoreKind::Csat, 0.1, false)];
    let told = |slope| {
        let rated = [rated("Phone", ScoreKind::Nps, slope, Quadrant::KeepUp)];
        order(&phone, &rated, &[]).len()
    };
    // Of 20 points of the mean 1.2 and 0.8 arrive; of 40 of the share 2.4 and 1.6 would.
    assert_eq!((told(0.06), told(0.04)), (1, 0));
}

/// Of three that move the score: slopes of .36, .18 and .09 with 37, 49 and 51 points left.
#[test]
fn the_rating_with_most_to_give_is_told_whether_half_are_content_or_not() {
    let nps = ScoreKind::Nps;
    let row = |touchpoint, slope, mean, quadrant| {
        let mut row = rated(touchpoint, nps, slope, quadrant).drivers.remove(0);
        row.mean = mean;
        row
    };
    let mut table = rated("Food", nps, 0.09, Quadrant::FixFirst);
    table.drivers = vec![
        row("Crew", 0.24, 98.0, Quadrant::KeepUp),
        row("Baggage", 0.36, 63.0, Quadrant::KeepUp),
        row("Seat", 0.18, 51.0, Quadrant::FixFirst),
        row("Food", 0.09, 49.0, Quadrant::FixFirst),
    ];
    assert_eq!(order(&[], &[table.clone()], &[]), ["Baggage"]);
    let csat = ScoreKind::Csat;
    let better =
        Contrast { difference: around(0.4, 0.05), ..contrast("Baggage", csat, 0.0, false) };
    let better = [better];
    assert_eq!(order(&better, &[table.clone()], &[]), ["Baggage"], "few are content");
    table.drivers[1].performance = 63.0;
    assert_eq!(order(&better, &[table.clone()], &[]), ["Seat"], "rated surely better");
    table.drivers.iter_mut().for_each(|row| row.significant = false);
    assert_eq!(order(&[], &[table.clone()], &[]), [""; 0]);
    // Less than a point is left, or more would make it worse.
    table.drivers.truncate(1);
    table.drivers[0] = row("Crew", 0.4, 98.0, Quadrant::KeepUp);
    assert_eq!(order(&[], &[table.clone()], &[]), [""; 0]);
    table.drivers[0] = row("Crew", -0.4, 40.0, Quadrant::Contradicts);
    assert_eq!(order(&[], &[table], &[]), [""; 0]);
}

/// Level with the others the phone would give 1.2 of 100 points, at its best 3.6; 5 points of
/// an NPS are 2.5.
#[test]
fn a_touchpoint_that_is_worse_and_has_most_to_give_is_told_once() {
    let nps = ScoreKind::Nps;
    let mut table = rated("Phone", nps, 0.06, Quadrant::KeepUp);
    table.drivers[0].mean = 40.0;
    let phone = [contrast("Phone", ScoreKind::Csat, 0.1, false)];
    let delay = [point("Delay", 34, 26, Some((-5.0, 0.001)))];
    assert_eq!(order(&phone, &[table.clone()], &delay), ["Phone", "Delivery"]);
    table.drivers[0].mean = 99.0;
    assert_eq!(order(&phone, &[table], &delay), ["Delivery", "Phone"]);
}

#[test]
fn what_is_told_or_surely_worse_is_not_to_be_kept_up() {
    let worse = |touchpoint, q| Contrast { q, ..contrast(touchpoint, ScoreKind::Csat, 0.1, false) };
    let contrasts = [worse("Phone", 0.03), worse("Web", 0.2)];
    let better = Contrast { difference: around(0.4, 0.05), ..worse("Desk", 0.001) };
    let told = [
        Weakness::Touchpoint(worse("Till", 0.001)),
        Weakness::Topic(Box::new(topic(&point("Delay", 34, 26, None), None))),
    ];
    let names = not_kept_up(&told, &[contrasts.to_vec(), vec![better]].concat());
    assert_eq!(names, ["Till", "Phone"].map(Name::same));
}

/// Parking is complained of by all who mention it, and costs nothing.
#[test]
fn what_nobody_marks_down_for_does_not_lead() {
    let of = |aspect, mentions, complaint: Option<(f64, f64)>| PainPoint {
        complaint: complaint.map(|(value, q)| impact_of(value, q)),
        ..point(aspect, mentions, mentions, None)
    };
    let worst = |mut points: Vec<PainPoint>| {
        rank(&mut points);
        worst_topic(&points).unwrap().aspect.en.clone()
    };
    let waiting = || of("Waiting", 22, Some((-1.1, 0.01)));
    let parking = |value| of("Parking", 28, Some((value, 0.7)));
    assert_eq!(worst(vec![parking(-0.01), waiting()]), "Waiting");
    assert_eq!(worst(vec![parking(0.4), waiting()]), "Waiting");
    // It may well cost more, or nothing is known of it, or nothing is sure of either.
    assert_eq!(worst(vec![parking(-1.4), waiting()]), "Parking");
    assert_eq!(worst(vec![of("Parking", 28, None), waiting()]), "Parking");
    let unsure = of("Waiting", 22, Some((-1.1, 0.3)));
    assert_eq!(worst(vec![parking(-0.01), unsure]), "Parking");
}

/// Ten speak of tracking, whose pull is beyond chance, thirty-four of the delay.
#[test]
fn a_side_matter_with_a_sure_pull_does_not_lead() {
    let tracking = point("Tracking", 10, 9, Some((-1.4, 0.02)));
    let delay = point("Delay", 34, 26, Some((-1.7, 0.12)));
    let mut points = [tracking.clone(), delay];
    rank(&mut points);
    assert_eq!(worst_topic(&points).unwrap().aspect.en, "Delay");
    // Most complain, but not surely; or too few do: then what surely pulls.
    for unsure in [point("Price", 60, 33, None), point("Noise", 7, 7, None)] {
        let mut points = [tracking.clone(), unsure];
        rank(&mut points);
        assert_eq!(worst_topic(&points).unwrap().aspect.en, "Tracking");
    }
    assert_eq!(worst_topic(&[point("Price", 60, 33, None)]), None);
}
