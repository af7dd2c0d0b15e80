//! What is to be mended first, of tables made by hand.

mod behind;
mod ratings;
mod topics;

use super::topic::topic;
use super::*;
use crate::journey::driver_table::Quadrant;
use crate::journey::findings::{Changed, Finding};
use crate::journey::pain_point::priority;
use crate::journey::topic_change::TopicChange;
use crate::journey::unnamed::Rest;
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
        mentioned: None,
        elsewhere: false,
        same: None,
        allocation: None,
        design: Design::NONE,
        trend: Vec::new(),
        priority: priority(negative, 1_000, impact.as_ref()),
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
        gain_of_all: gain,
        apart: -20.0,
        means: None,
        is_whole,
        since: None,
        origin: None,
        part: None,
        changed: None,
        stands_out: false,
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
        slopes: Vec::new(),
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
        main: Some(ScoreKind::Nps),
        beside: &[],
        of_others: false,
        overall: &empty.overall,
        touchpoints: &[],
        changes: Changed::default(),
        changed: None,
        voices: &[],
        contrasts,
        drivers,
        segments: &[],
        topics: true,
        of_complaints: &[],
        of_outcomes: &[],
        about: &[],
        unnamed: None,
        topic_change: None,
        share_rise: None,
        weekend: None,
        reasons: None,
        later_comments: None,
        grave: None,
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
    let beside = |share| {
        let desk = WeakDriver::of(&table.drivers[0], &table);
        let (touchpoint, share) = (Name::same("Desk"), around(share, 0.1));
        heaviest(&table, &[Weakness::Driver(WeakDriver { touchpoint, share, ..desk })])
    };
    assert_eq!((beside(0.39).is_some(), beside(0.41).is_some()), (true, false), "as heavy");
    table.drivers[0].share = around(0.24, 0.05);
    assert_eq!(heaviest(&table, &[]), None, "one of many");
    table.drivers[0].share = around(0.25, 0.05);
    table.drivers[0].slope = -0.5;
    assert_eq!(heaviest(&table, &[]), None, "better ratings, worse score");
    let csat = rated("Crew", ScoreKind::Csat, 0.5, Quadrant::KeepUp);
    assert_eq!(heaviest(&csat, &[]), None, "of another score");
}

/// Of a hundred comments on either side so many complain of something since the score changed, and
/// before.
#[test]
fn what_was_complained_of_before_the_score_rose_is_not_to_be_mended() {
    let nothing = |inside: f64, outside: f64| {
        let of = |share: f64| ((100.0 * share) as u64, 100);
        let change = TopicChange {
            topic: None,
            all_negative: false,
            period: "2026-05".to_owned(),
            since: true,
            inside: around(inside, 0.05),
            outside: around(outside, 0.05),
            n_inside: of(inside),
            n_outside: of(outside),
            beside: None,
            p: 0.001,
        };
        let found = with(&[], &[], |tables| {
            Tables { topic_change: Some(&change), ..*tables }.findings(
                Vec::new(),
                &[],
                Vec::new(),
                None,
            )
        });
        found.iter().any(|finding| matches!(finding, Finding::NothingStandsOut { .. }))
    };
    assert!(!nothing(0.5, 0.1), "the score fell");
    assert!(nothing(0.1, 0.5), "the score rose");
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

/// By what is printed: a reader who is told that the phone gives 14 points since it fell, and
/// the till 8, is not told of the till first, though of all the time the phone gave less.
#[test]
fn what_fell_is_held_against_the_others_by_what_it_costs_since() {
    let nps = ScoreKind::Nps;
    let fell = |gain| Contrast {
        gain_of_all: 1.0,
        since: Some("2026-09".to_owned()),
        ..contrast("Phone", nps, gain, true)
    };
    let till = || contrast("Till", nps, 8.0, true);
    assert_eq!(order(&[till(), fell(14.0)], &[], &[]), ["Phone", "Till"]);
    // It was so before the phone fell: half as much is asked of all the time.
    assert_eq!(order(&[till(), fell(17.0)], &[], &[]), ["Phone", "Till"]);
    let long = Contrast { gain_of_all: 17.0, ..fell(17.0) };
    assert_eq!(order(&[till(), long], &[], &[]), ["Phone"], "less than half");
    assert_eq!(order(&[fell(4.0), till()], &[], &[]), ["Till", "Phone"]);
    assert_eq!(order(&[fell(3.9), till()], &[], &[]), ["Till"], "less than half");
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

/// The shower is disliked by all and moves nothing, so that all else is rated better than the
/// others; the coach explains most and has 20 points to give, booking 2.
#[test]
fn what_explains_next_to_nothing_does_not_lead() {
    let nps = ScoreKind::Nps;
    let row = |touchpoint, slope, mean, performance, share| {
        let mut row = rated(touchpoint, nps, slope, Quadrant::KeepUp).drivers.remove(0);
        (row.mean, row.performance, row.share) = (mean, performance, around(share, 0.01));
        row
    };
    let better = [Contrast {
        difference: around(0.2, 0.05),
        ..contrast("Coach", ScoreKind::Csat, 0.0, false)
    }];
    let mut table = rated("Coach", nps, 0.5, Quadrant::KeepUp);
    table.drivers = vec![
        row("Coach", 0.5, 60.0, 67.0, 0.87),
        row("Booking", 0.04, 50.0, 44.0, 0.09),
        row("Shower", 0.01, 20.0, 7.0, 0.0),
    ];
    table.drivers[2].significant = false;
    let told = |table: &DriverTable| {
        let found = with(&better, std::slice::from_ref(table), |tables| driver(tables, Some(nps)));
        let (_, driver) = found.unwrap();
        (driver.touchpoint.en, driver.rated_better)
    };
    assert_eq!(told(&table), ("Coach".to_owned(), true));
    table.drivers[1].share = around(0.1, 0.01);
    table.drivers[1].slope = 0.2;
    assert_eq!(told(&table), ("Booking".to_owned(), false), "a tenth, and half of it to give");
    table.drivers[1].slope = 0.04;
    // Nine tenths of what is explained beside the coach is rated 70: it is not better than that.
    table.drivers[1].share = around(0.013, 0.01);
    table.drivers.push(row("Gear", 0.2, 70.0, 70.0, 0.117));
    assert_eq!(told(&table), ("Coach".to_owned(), false));
    // Of 66.5 it is, and what is left has 6 to give, or 10.
    table.drivers[3].performance = 69.0;
    assert_eq!(told(&table), ("Coach".to_owned(), true));
    table.drivers[3].mean = 50.0;
    assert_eq!(told(&table), ("Gear".to_owned(), false), "half of it");
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
    let contrasts = [contrasts.to_vec(), vec![better]].concat();
    let pains = [point("Delay", 34, 26, None), point("Noise", 9, 9, None)];
    let of = |told: &[Weakness], by_aspect| first_page(None, told, &contrasts, &pains, by_aspect);
    let page = of(&told, true);
    let topic = |at: Option<&str>, aspect| (at.map(Name::same), Name::same(aspect));
    assert_eq!(page.to_mend.touchpoints, ["Till"].map(Name::same));
    assert_eq!(page.to_mend.topics, [topic(Some("Delivery"), "Delay")]);
    assert_eq!(page.bad.touchpoints, ["Phone"].map(Name::same));
    let pains = ["Delay", "Noise"].map(|aspect| topic(Some("Delivery"), aspect));
    assert_eq!(page.bad.topics, pains);
    assert_eq!(of(&told, false).to_mend.topics, [topic(None, "Delay")]);
    let Weakness::Topic(delay) = &told[1] else { panic!() };
    let complained = WeakTopic { no_worse: true, ..(**delay).clone() };
    let complained = || Weakness::Topic(Box::new(complained.clone()));
    assert!(of(&[complained()], true).to_mend.topics.is_empty(), "nothing says that it costs");
    let behind = WeakTopic { behind_unnamed: true, ..(**delay).clone() };
    let behind = Weakness::Topic(Box::new(behind));
    let first_known = of(&[behind], true).to_mend.topics;
    assert_eq!(first_known, [topic(Some("Delivery"), "Delay")], "told as the first that is known");
    let after = |touchpoint| {
        let told = [Weakness::Touchpoint(worse(touchpoint, 0.001)), complained()];
        of(&told, true).to_mend.topics.len()
    };
    assert_eq!((after("Delivery"), after("Till")), (1, 0), "told there");
}

/// What is told with these tables, of which those of `about` and `unnamed` are given.
fn told_of(
    about: &[(Name, Vec<Name>)],
    unnamed: Option<Rest>,
    pain: &PainPoint,
    phone_gain: f64,
) -> Vec<Weakness> {
    let nps = ScoreKind::Nps;
    let contrasts = [contrast("Phone", nps, phone_gain, true)];
    with(&contrasts, &[], |tables| {
        let tables = Tables { about, unnamed: unnamed.as_ref(), ..*tables };
        all(&tables, std::slice::from_ref(pain), Some(nps))
    })
}

#[test]
fn what_a_rated_touchpoint_is_about_is_told_there() {
    let names = |of: &[&str]| of.iter().map(|name| Name::same(*name)).collect::<Vec<Name>>();
    let phone = || (Name::same("Phone"), names(&["Waiting", "Line"]));
    // −30 of 200 points, and 25 or 35.
    let waiting = point("Waiting", 34, 26, Some((-30.0, 0.001)));
    let of = |about: &[(Name, Vec<Name>)], pain: &PainPoint, gain: f64| {
        let told = told_of(about, None, pain, gain);
        let rated_as = told.iter().find_map(|weakness| match weakness {
            Weakness::Topic(topic) => topic.rated_as.clone(),
            _ => None,
        });
        (told[0].touchpoint().en.clone(), rated_as.map(|name| name.en))
    };
    for gain in [25.0, 35.0] {
        let told = of(&[phone()], &waiting, gain);
        assert_eq!(told, ("Phone".to_owned(), Some("Phone".to_owned())));
    }
    // Two are about it, none is, or the complaints are at a touchpoint already.
    let desk = (Name::same("Desk"), names(&["Waiting"]));
    let delivery = (Name::same("Delivery"), Vec::new());
    let alone = ("Delivery".to_owned(), None);
    assert_eq!(of(&[phone(), desk], &waiting, 25.0), alone);
    assert_eq!(of(&[], &waiting, 25.0), alone);
    assert_eq!(of(&[phone(), delivery], &waiting, 25.0), alone);
    let called = (Name::same("Waiting area"), Vec::new());
    let at_the_area = ("Delivery".to_owned(), Some("Waiting area".to_owned()));
    assert_eq!(of(std::slice::from_ref(&called), &waiting, 25.0), at_the_area, "by its name");
    assert_eq!(of(&[called.clone(), called], &waiting, 25.0), alone, "two are called so");
    // What is told of all touchpoints is at none of them, and what the phone means is one matter.
    let everywhere = PainPoint { everywhere: true, ..waiting };
    let told = of(&[phone()], &everywhere, 25.0);
    assert_eq!(told, ("Phone".to_owned(), Some("Phone".to_owned())));
}

#[test]
fn a_topic_at_a_touchpoint_that_is_told_comes_after_it() {
    let delay = Weakness::Topic(Box::new(topic(&point("Delay", 34, 26, None), None)));
    let touchpoint = |name| Weakness::Touchpoint(contrast(name, ScoreKind::Nps, 9.0, true));
    let order = |mut found: Vec<Weakness>| {
        beside_its_touchpoint(&mut found);
        let names = found.iter().map(|weakness| match weakness {
            Weakness::Topic(topic) => topic.aspect.en.clone(),
            other => other.touchpoint().en.clone(),
        });
        names.collect::<Vec<_>>()
    };
    let told = vec![touchpoint("Delivery"), touchpoint("Till"), delay.clone()];
    assert_eq!(order(told), ["Delivery", "Delay", "Till"]);
    let told = vec![touchpoint("Till"), delay.clone(), touchpoint("Web"), touchpoint("Delivery")];
    assert_eq!(order(told), ["Till", "Delivery", "Delay", "Web"]);
    assert_eq!(order(vec![delay, touchpoint("Web")]), ["Delay", "Web"]);
}
