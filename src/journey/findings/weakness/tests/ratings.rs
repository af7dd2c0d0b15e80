//! What ratings tell to mend, and together with what.

use super::*;
use crate::journey::group_change::ChangeSpan;
use crate::journey::manner::Manner;

/// The others are at 97 %.
#[test]
fn what_nearly_all_are_content_with_is_not_to_be_mended() {
    let of = |score, own: f64| {
        let phone = Contrast {
            own: around(own, 0.02),
            rest: around(0.97, 0.01),
            ..contrast("Phone", score, 0.02, true)
        };
        order(&[phone], &[], &[]).len()
    };
    assert_eq!((of(ScoreKind::Csat, 0.9), of(ScoreKind::Csat, 0.89)), (0, 1));
    assert_eq!((of(ScoreKind::Ces, 0.9), of(ScoreKind::Ces, 0.89)), (0, 1));
    let rated_by = |performance| {
        let mut table = rated("Parcel", ScoreKind::Nps, 0.5, Quadrant::KeepUp);
        table.drivers[0].performance = performance;
        order(&[], &[table], &[]).len()
    };
    assert_eq!((rated_by(90.0), rated_by(89.0)), (0, 1));
}

/// Of ten samples the first has most to give in so many, the others in these.
#[test]
fn ratings_that_are_level_are_told_together() {
    let nps = ScoreKind::Nps;
    let told = |firsts: [usize; 4]| {
        let mut table = rated("A", nps, 0.52, Quadrant::KeepUp);
        let row = table.drivers.remove(0);
        table.drivers = ["A", "B", "C", "D"]
            .map(|name| DriverRow {
                touchpoint: Name::same(name),
                slope: if name == "A" { 0.52 } else { 0.5 },
                slopes: Vec::new(),
                ..row.clone()
            })
            .into();
        for (at, times) in firsts.into_iter().enumerate() {
            for (of, row) in table.drivers.iter_mut().enumerate() {
                row.slopes.extend((0..times).map(|_| if of == at { 0.6 } else { 0.4 }));
            }
        }
        let all = with(&[], &[table], |tables| all(tables, &[], Some(nps)));
        let [Weakness::Driver(driver)] = all.as_slice() else { panic!("{all:?}") };
        let level: Vec<String> = driver.level_with.iter().map(|name| name.en.clone()).collect();
        let mended = to_mend(&all).len();
        let page = first_page(Some(nps), &all, &[], &[], false);
        assert_eq!((mended, page.to_mend.touchpoints.len()), (1 + level.len(), 1 + level.len()));
        (driver.touchpoint.en.clone(), driver.most, level.join(" "))
    };
    let a = || "A".to_owned();
    assert_eq!(told([5, 2, 2, 1]), (a(), Some(0.5), "B C".to_owned()));
    assert_eq!(told([2, 3, 0, 5]), (a(), Some(0.2), "D B".to_owned()));
    assert_eq!(told([8, 1, 1, 0]), (a(), Some(0.8), String::new()));
    assert_eq!(told([0, 0, 0, 0]), (a(), None, String::new()), "no samples");
}

/// The desk has most to give to the NPS in so many of a hundred samples, and the gate to the CSAT.
#[test]
fn a_rating_that_another_goes_before_for_another_score_is_level_with_it() {
    let told = |firsts: usize, explained: f64, gate_of_csat: f64| {
        let table = |outcome, slopes: [f64; 2], samples: usize| {
            let mut table = rated("Desk", outcome, slopes[0], Quadrant::KeepUp);
            let mut gate = table.drivers[0].clone();
            (gate.touchpoint, gate.slope) = (Name::same("Gate"), slopes[1]);
            table.drivers.push(gate);
            for sample in 0..100 {
                let desk = sample < samples;
                table.drivers[0].slopes.push(if desk { 0.6 } else { 0.4 });
                table.drivers[1].slopes.push(if desk { 0.4 } else { 0.6 });
            }
            table
        };
        let nps = table(ScoreKind::Nps, [0.5, 0.4], firsts);
        let mut csat = table(ScoreKind::Csat, [0.3, gate_of_csat], 50);
        csat.r_squared = around(explained, 0.05);
        let all = with(&[], &[nps, csat], |tables| all(tables, &[], Some(ScoreKind::Nps)));
        let [Weakness::Driver(driver)] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!(driver.touchpoint.en, "Desk");
        driver.level_with.iter().map(|name| name.en.clone()).collect::<Vec<_>>()
    };
    assert_eq!(told(90, 0.5, 0.5), ["Gate"]);
    assert_eq!(told(90, 0.5, 0.3), [""; 0], "as much");
    assert_eq!(told(95, 0.5, 0.5), [""; 0], "it surely has most");
    assert_eq!(told(90, 0.19, 0.5), [""; 0], "these explain little");
    assert_eq!(told(79, 0.5, 0.2), ["Gate"], "by itself");
}

#[test]
fn ratings_that_explain_little_tell_nothing() {
    let nps = Some(ScoreKind::Nps);
    let told = |explained: f64| {
        let mut table = rated("Desk", ScoreKind::Nps, 0.5, Quadrant::KeepUp);
        table.r_squared = around(explained, 0.05);
        let tables = std::slice::from_ref(&table);
        let heaviest = with(&[], tables, |tables| heaviest_driver(tables, nps, &[]).is_some());
        (order(&[], tables, &[]).len(), heaviest)
    };
    assert_eq!((told(0.2), told(0.19)), ((1, true), (0, false)));
}

/// The desk has most to give in four of ten samples, the gate and the lounge in three each.
#[test]
fn of_level_ratings_the_one_that_is_worse_than_the_others_is_told_first() {
    let nps = ScoreKind::Nps;
    let mut table = rated("Desk", nps, 0.52, Quadrant::KeepUp);
    let row = table.drivers.remove(0);
    table.drivers = [("Desk", 0..4), ("Gate", 4..7), ("Lounge", 7..10)]
        .map(|(name, first)| DriverRow {
            touchpoint: Name::same(name),
            slope: if name == "Desk" { 0.52 } else { 0.5 },
            slopes: (0..10).map(|at| if first.contains(&at) { 0.6 } else { 0.4 }).collect(),
            ..row.clone()
        })
        .into();
    let table = [table];
    let told = |contrasts: &[Contrast], points: &[PainPoint]| {
        let all = with(contrasts, &table, |tables| all(tables, points, Some(nps)));
        let name = |weakness: &Weakness| match weakness {
            Weakness::Topic(topic) => topic.aspect.en.clone(),
            _ => weakness.touchpoint().en.clone(),
        };
        let names = all.iter().map(name).collect::<Vec<_>>().join(" ");
        let level = all.iter().find(|weakness| matches!(weakness, Weakness::Driver(_)));
        (names, level.map_or(0, |weakness| weakness.level_with().len()))
    };
    assert_eq!(told(&[], &[]), ("Desk".to_owned(), 2));
    // It is no second thing to mend.
    let lounge = [contrast("Lounge", nps, 2.0, true)];
    assert_eq!(told(&lounge, &[]), ("Lounge Desk".to_owned(), 1));
    // What is complained of at one of several is not told to be there.
    let queue = PainPoint {
        touchpoint: Name::same("Desk"),
        ..point("Queue", 34, 26, Some((-40.0, 0.001)))
    };
    assert_eq!(told(&[], std::slice::from_ref(&queue)), ("Queue Desk".to_owned(), 2));
    let both = ["Lounge", "Gate"].map(|name| contrast(name, nps, 2.0, true));
    assert_eq!(told(&both, &[queue]).1, 0);
}

/// A touchpoint that fell, of which too few answers are since to judge it by these.
#[test]
fn since_when_a_touchpoint_is_worse_is_told_once() {
    let change = |touchpoint: &str, span: ChangeSpan| GroupChange {
        group: Subgroup::Touchpoint(Name::same(touchpoint)),
        score: ScoreKind::Csat,
        span,
        before: around(0.9, 0.05),
        after: around(0.2, 0.1),
        n_before: 100,
        n_after: 40,
        rest_before: around(0.6, 0.05),
        rest_after: around(0.6, 0.05),
        rest_changed: false,
        difference: around(-0.7, 0.1),
        p: 0.001,
        manner: Manner::AtOnce,
        of_all: false,
        also: Vec::new(),
        part: None,
        whole_after: 0.5,
        p_after: 0.2,
    };
    let month = || "2026-05".to_owned();
    let since = || ChangeSpan::Since { since: month(), range: (month(), month()) };
    let is_told = |beside: Option<GroupChange>| {
        let changed = Some(Box::new(change("Desk", since())));
        let desk = Contrast { changed, ..contrast("Desk", ScoreKind::Csat, 0.02, true) };
        let mut weakness = Weakness::Touchpoint(desk);
        weakness.told_beside(beside.as_ref());
        matches!(weakness, Weakness::Touchpoint(desk) if desk.changed.is_some())
    };
    assert!(!is_told(Some(change("Desk", since()))), "a finding by itself");
    assert!(is_told(Some(change("Till", since()))) && is_told(None));
    assert!(is_told(Some(change("Desk", ChangeSpan::Only { period: month() }))));
}
