//! Segments of small runs that can be told by hand, planted ones, and none.

use std::sync::Arc;

use jiff::civil::{Date, date};

use super::*;
use crate::journey::facts::CommentFacts;
use crate::journey::tests::{entry, facts, names, opinion, row, scores};
use crate::journey::{RowView, TouchpointSource};

/// An answer of a named person with a region, an NPS and what was found in a comment.
fn answer(person: u64, region: &str, nps: f64, said: Option<CommentFacts>) -> RowView {
    let text = said.as_ref().map(|_| "…");
    let mut feedback = row(person, vec![entry(None, text, scores(Some(nps), None))]);
    feedback.person = Some(person);
    feedback.respondent = Some(format!("P{person:03}"));
    feedback.segments = vec![Some(Arc::from(region))];
    RowView::new(feedback, vec![said], TouchpointSource::Aspects)
}

fn told(rows: &[RowView], orders: Option<&[Order]>, settings: &SegmentSettings) -> Segmentation {
    let mut people = People::default();
    rows.iter().for_each(|row| people.add(row));
    let people = people.finish();
    let (touchpoints, aspects, stages) = (names("t"), names("a"), names("s"));
    let number = |person: &Person| u32::try_from(person.key).ok();
    let number: &dyn Fn(&Person) -> Option<u32> = &number;
    segmentation(
        &Sources {
            people: &people,
            orders: orders.map(|orders| (orders, number)),
            fields: &["region".to_owned()],
            source: TouchpointSource::Aspects,
            names: RunNames {
                touchpoints: &touchpoints,
                stages: &stages,
                aspects: &aspects,
                homes: &[0, 1, 2, 3, 4, 5],
                files: &[],
            },
        },
        settings,
    )
}

fn order(id: u32, date: Date, amount: f64) -> Order {
    Order { id: Some(id), date, amount, margin: None }
}

#[test]
fn answers_of_one_person_are_one_customer_whatever_their_order() {
    let at = |mut view: RowView, day: i8| {
        let mut feedback = view.row().clone();
        feedback.time = Some(date(2026, 1, day).at(9, 0, 0, 0));
        view = RowView::new(feedback, view.comments().to_vec(), TouchpointSource::Aspects);
        view
    };
    let bad = || facts(-0.8, vec![opinion(1, 2, -0.8)]);
    let mut rows = vec![
        at(answer(1, "east", 9.0, facts(0.6, Vec::new())), 1),
        at(answer(1, "west", 3.0, bad()), 7),
        // Of two at a time the lower counts.
        at(answer(1, "west", 8.0, None), 7),
        at(answer(2, "east", 10.0, None), 2),
    ];
    let people = |rows: &[RowView]| {
        let mut people = People::default();
        rows.iter().for_each(|row| people.add(row));
        people.finish()
    };
    let first = people(&rows);
    let [one, two] = &first[..] else { panic!("{first:?}") };
    assert_eq!((one.answers, two.answers), (3, 1));
    assert_eq!(one.scores.get(ScoreKind::Nps).map(|score| score.value), Some(3.0));
    assert_eq!(one.segments[0].as_deref(), Some("west"));
    assert!((one.sentiment().unwrap() + 0.1).abs() < 1e-9);
    assert_eq!(one.said.get(&(1, 2)), Some(&true));
    rows.reverse();
    let turned = people(&rows);
    assert_eq!(
        format!("{:?}", (&turned[0].scores, &turned[0].segments, turned[0].sentiment())),
        format!("{:?}", (&one.scores, &one.segments, one.sentiment()))
    );
}

/// Customer `id` ordered `orders` times, the last of them `recency` days before 30 June 2026,
/// and paid `paid` in all.
fn bought(id: u32, recency: i64, orders: u32, paid: f64) -> Vec<Order> {
    let last = date(2026, 6, 30).checked_sub(jiff::Span::new().days(recency)).unwrap();
    (0..orders)
        .map(|back| {
            let day = last.checked_sub(jiff::Span::new().days(i64::from(back) * 10)).unwrap();
            order(id, day, paid / f64::from(orders))
        })
        .collect()
}

#[test]
fn scores_groups_and_stages_by_hand() {
    let values = [
        (1, 1, 6, 600.0),
        (2, 10, 5, 1000.0),
        (3, 20, 1, 50.0),
        (4, 30, 2, 80.0),
        (5, 60, 4, 400.0),
        (6, 120, 1, 40.0),
        (7, 190, 7, 900.0),
        (8, 240, 1, 30.0),
        (9, 370, 3, 300.0),
        (10, 400, 1, 20.0),
    ];
    let orders: Vec<Order> =
        values.iter().flat_map(|(id, r, f, m)| bought(*id, *r, *f, *m)).collect();
    let rows: Vec<RowView> = (1..=10).map(|id| answer(id, "east", 9.0, None)).collect();
    let settings = SegmentSettings { as_of: Some(date(2026, 6, 30)), ..SegmentSettings::default() };
    let found = told(&rows, Some(&orders), &settings);
    let scored: Vec<String> = found
        .members
        .iter()
        .map(|one| {
            let (scores, group) = one.rfm.unwrap();
            let RfmScores { recency, frequency, monetary } = scores;
            format!("{recency}{frequency}{monetary} {} {}", group.id(), one.stage.unwrap().id())
        })
        .collect();
    let expected = [
        "554 champions new",
        "545 champions new",
        "422 promising new",
        "433 loyal new",
        "344 loyal active",
        "322 fading active",
        "255 at_risk at_risk",
        "221 hibernating at_risk",
        "133 at_risk lapsed",
        "121 hibernating lapsed",
    ];
    assert_eq!(scored, expected);
    let rfm = found.rfm.unwrap();
    let group = |id: &str| rfm.segments.iter().find(|one| one.id == id).unwrap();
    // 600 + 1000 of 3420; two are too few to tell what they paid.
    assert_eq!((group("champions").customers, group("champions").revenue), (2, None));
    assert_eq!(rfm.recency[0], ScoreRange { score: 5, customers: 2, low: 1.0, high: 10.0 });
    let cuts = RfmCuts {
        recency: Some(vec![30.0, 180.0]),
        frequency: Some(vec![2.0, 5.0]),
        monetary: Some(vec![100.0, 500.0]),
    };
    let least = Suppression { metric: 1, ..Suppression::default() };
    let settings = SegmentSettings { cuts, suppression: least, ..settings };
    let rfm = told(&rows, Some(&orders), &settings).rfm.unwrap();
    let told: Vec<(&str, u64, Option<f64>)> =
        rfm.segments.iter().map(|one| (&*one.id, one.customers, one.revenue)).collect();
    // At most 30 days ago is 3 of 3; 5 orders and 500 are the top. Value: 1 has 3 and 3, 2 too;
    // 3 has 1 and 1, 4 has 2 and 1 (a quarter of the scale), 5 has 2 and 2, 6 has 1 and 1.
    let expected = [
        ("champions", 2, Some(1600.0)),
        ("loyal", 1, Some(400.0)),
        ("promising", 2, Some(130.0)),
        ("fading", 1, Some(40.0)),
        ("at_risk", 2, Some(1200.0)),
        ("hibernating", 2, Some(50.0)),
    ];
    assert_eq!(told, expected);
}

#[test]
fn who_came_back_and_who_gave_money_back() {
    let as_of = date(2026, 6, 30);
    let mut orders = vec![
        order(1, date(2024, 1, 10), 50.0),
        order(1, date(2026, 6, 1), 50.0),
        order(1, date(2026, 6, 2), -20.0),
        order(2, date(2026, 6, 1), -5.0),
        order(3, date(2026, 7, 1), 10.0),
    ];
    orders.push(Order { id: None, ..orders[0] });
    let of = purchases::purchases(&orders, as_of, 182);
    // Money given back is no order, and what comes later or is nobody's does not count.
    assert_eq!(of.keys().copied().collect::<Vec<_>>(), [1]);
    let one = of[&1];
    assert_eq!((one.recency, one.frequency, one.monetary), (29, 2, 80.0));
    let days = SegmentSettings::days_of(365);
    assert_eq!(LifeStage::of(&one, days), LifeStage::Returned);
    assert_eq!((days.new, days.active, days.inactive), (90, 182, 365));
}

#[test]
fn orders_that_are_all_later_tell_their_days() {
    let day = |of: i8| date(2026, 7, of);
    let nobody = Order { id: None, ..order(1, day(1), 10.0) };
    let later = [order(1, day(9), 10.0), nobody, order(2, day(4), 10.0)];
    let days = ["2026-07-04", "2026-07-09"].map(str::to_owned);
    assert_eq!(all_later(&later, day(3)), Some(days));
    assert_eq!(all_later(&later, day(4)), None);
    assert_eq!(all_later(&[nobody], day(3)), None);
}

/// People of two regions; in the west a share `west` are detractors, who complain of aspect 2.
fn regions(n: u64, west: f64, east: f64, seed: u64) -> Vec<RowView> {
    let mut rng = fastrand::Rng::with_seed(seed);
    (0..n)
        .map(|person| {
            let is_west = rng.bool();
            let share = if is_west { west } else { east };
            let low = rng.f64() < share;
            let nps = f64::from(if low { rng.u8(0..7) } else { rng.u8(7..=10) });
            let said = rng.bool().then(|| match low {
                true => facts(-0.6, vec![opinion(1, 2, -0.6)]),
                false => facts(0.5, vec![opinion(0, 1, 0.5)]),
            });
            answer(person, if is_west { "west" } else { "east" }, nps, said.flatten())
        })
        .collect()
}

#[test]
fn a_planted_group_of_detractors_is_found_and_described() {
    let rows: Vec<RowView> = regions(300, 0.7, 0.2, 1)
        .into_iter()
        .map(|view| {
            // What is said would give the detractors away.
            let comments = view.comments().iter().map(|_| None).collect();
            RowView::new(view.row().clone(), comments, TouchpointSource::Aspects)
        })
        .collect();
    let found = told(&rows, None, &SegmentSettings::default()).unhappy;
    assert_eq!((found.verdict, found.score), (TreeVerdict::Found, Some(ScoreKind::Nps)));
    // Without orders nothing is known of any.
    let clusters = told(&rows, None, &SegmentSettings::default()).clusters;
    assert_eq!(clusters.columns, [Trait::Score { score: ScoreKind::Nps }]);
    assert_eq!(clusters.verdict, ClusterVerdict::TooLittle);
    let [who] = &found.groups[0].who[..] else { panic!("{found:?}") };
    let field = Trait::Field { field: "region".to_owned(), value: "west".to_owned() };
    let other = Trait::Field { field: "region".to_owned(), value: "east".to_owned() };
    assert!(
        (who.what == field && who.is == Some(true)) || (who.what == other && who.is == Some(false))
    );
    assert!((found.groups[0].share.value - 0.7).abs() < 0.1);
    assert!(found.p.unwrap() <= 0.01 && found.auc.unwrap().low > 0.6);
    let all: u64 = found.groups.iter().map(|group| group.customers).sum();
    assert_eq!((all, found.customers), (300, 300));
}

#[test]
fn where_nothing_is_planted_nothing_is_found() {
    let simulations: u64 = if std::env::var_os("XINSHENG_SLOW_TESTS").is_some() { 200 } else { 12 };
    // Clusters have a test of their own.
    let settings = SegmentSettings { clusters: Some(2), ..SegmentSettings::default() };
    let mut wrong = [0, 0];
    for seed in 0..simulations {
        let rows: Vec<RowView> = (0..120)
            .map(|person| {
                let mut rng = fastrand::Rng::with_seed(1_000 * seed + person);
                let region = ["north", "south", "west"][rng.usize(0..3)];
                answer(person, region, f64::from(rng.u8(0..=10)), None)
            })
            .collect();
        let orders: Vec<Order> = (0..120_u32)
            .flat_map(|id| {
                let mut rng = fastrand::Rng::with_seed(seed + 77 * u64::from(id));
                bought(id, rng.i64(0..500), rng.u32(1..6), 10.0 + 100.0 * rng.f64())
            })
            .collect();
        let found = told(&rows, Some(&orders), &settings);
        wrong[0] += usize::from(found.unhappy.verdict == TreeVerdict::Found);
        assert!(found.unhappy.verdict != TreeVerdict::Chance || found.unhappy.groups.is_empty());
        let rfm = found.rfm.unwrap().segments;
        let sure = rfm.iter().any(|one| one.score_difference.is_some_and(|d| d.q <= 0.05));
        wrong[1] += usize::from(sure);
    }
    let expected = 0.05 * simulations as f64;
    assert!(
        wrong.iter().all(|n| f64::from(*n as u32) <= expected + 2.5 * expected.sqrt()),
        "{wrong:?} of {simulations}"
    );
}

#[test]
fn a_segment_that_is_less_content_says_so_with_what_it_complains_of() {
    // Whoever has not bought for long is a detractor and complains of aspect 2.
    let mut rows = Vec::new();
    let mut orders = Vec::new();
    for person in 0..120_u64 {
        let away = person % 2 == 0;
        let (nps, said) = match away {
            true => (f64::from((person % 7) as u8), facts(-0.6, vec![opinion(1, 2, -0.6)])),
            false => (8.0 + f64::from((person % 3) as u8), facts(0.5, vec![opinion(0, 1, 0.5)])),
        };
        rows.push(answer(person, "east", nps, said));
        orders.extend(bought(person as u32, if away { 250 } else { 5 }, 1, 10.0 + person as f64));
    }
    let settings = SegmentSettings { as_of: Some(date(2026, 6, 30)), ..SegmentSettings::default() };
    let found = told(&rows, Some(&orders), &settings);
    let life = found.lifecycle.unwrap();
    let away = life.segments.iter().find(|one| one.id == "at_risk").unwrap();
    let against = away.score_difference.unwrap();
    assert!(against.difference.value < -50.0 && against.q < 1e-6, "{against:?}");
    assert_eq!((away.customers, away.commented), (60, 60));
    let pain = &away.pains[0];
    assert_eq!((pain.aspect.en.as_str(), pain.negative, pain.others), ("a2", 60, Some(0.0)));
    assert!(pain.q.unwrap() < 1e-6);
    // They are two clusters as well.
    assert_eq!(found.clusters.verdict, ClusterVerdict::Found, "{:?}", found.clusters);
    assert_eq!(found.clusters.segments.len(), 2);
    // The order of rows and orders is no matter.
    rows.reverse();
    orders.reverse();
    assert_eq!(told(&rows, Some(&orders), &settings).clusters, found.clusters);
}
