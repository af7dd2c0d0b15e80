//! Which topic is told, and as what.

use super::*;
use crate::journey::findings::strength;
use crate::journey::pain_rank::rank;
use crate::journey::touchpoint::TouchpointSummary;

fn worst(points: &[PainPoint]) -> Option<String> {
    let mut points = points.to_vec();
    rank(&mut points);
    worst_topic(&points, 1_000).map(|pain| pain.aspect.en.clone())
}

/// Seventy-two write of advertising and forty-five cannot log in: the first has the higher priority
/// by reach, and takes less than half as much.
#[test]
fn what_takes_most_is_told_of_what_surely_takes_something() {
    let advertising = point("Advertising", 72, 50, Some((-0.8, 0.001)));
    let login = |value, q| point("Login", 45, 20, Some((value, q)));
    assert!(advertising.priority > login(-2.0, 0.01).priority);
    assert_eq!(worst(&[advertising.clone(), login(-2.0, 0.01)]).as_deref(), Some("Login"));
    assert_eq!(worst(&[advertising.clone(), login(-0.7, 0.01)]).as_deref(), Some("Advertising"));
    let chance = login(-2.0, 0.06);
    assert_eq!(worst(&[advertising, chance]).as_deref(), Some("Advertising"), "may be chance");
}

/// Parking is complained of by all who mention it, and costs nothing that is sure. A side matter
/// that surely costs something leads before it: since the impact is that of those who complain,
/// praise beside a complaint no longer hides what it costs.
#[test]
fn what_nobody_marks_down_for_does_not_lead() {
    let parking = || point("Parking", 28, 28, Some((-1.4, 0.2)));
    let tracking = point("Tracking", 10, 9, Some((-1.1, 0.02)));
    assert_eq!(worst(&[parking(), tracking.clone()]).as_deref(), Some("Tracking"));
    assert_eq!(worst(&[point("Parking", 28, 28, None), tracking]).as_deref(), Some("Tracking"));
    assert_eq!(worst(&[parking()]).as_deref(), Some("Parking"));
    // Most complain, but not surely; or too few do.
    assert_eq!(worst(&[point("Price", 60, 33, None), point("Noise", 7, 7, None)]), None);
}

/// Where the score is known and those who complain do not surely give a lower one, or where nothing
/// is known of it.
#[test]
fn what_costs_nothing_is_complained_of_and_not_to_be_mended_first() {
    let of_all = |impact, elsewhere| {
        let pain = PainPoint { elsewhere, ..point("Parking", 28, 28, impact) };
        let all =
            with(&[], &[], |tables| all(tables, std::slice::from_ref(&pain), Some(ScoreKind::Nps)));
        let [Weakness::Topic(topic)] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!(all[0].is_to_mend(), !topic.no_worse && !topic.minor);
        (topic.no_worse, topic.impact.is_some())
    };
    let of = |impact| of_all(impact, false);
    assert_eq!(of(Some((-1.4, 0.2))), (true, false));
    assert_eq!(of(Some((-1.4, 0.01))), (false, true));
    assert_eq!(of(None), (false, false));
    assert_eq!(of_all(Some((-1.4, 0.2)), true), (false, false), "by another score they do");
}

/// What half praise costs as much as what nobody praises, by as many who complain as much.
#[test]
fn praise_takes_nothing_from_what_complaints_cost() {
    let delay = point("On time", 218, 70, Some((-26.8, 0.001)));
    let untold = point("Information", 23, 23, Some((-7.2, 0.001)));
    assert!(delay.priority > untold.priority);
    assert_eq!(worst(&[untold, delay]).as_deref(), Some("On time"));
}

/// A hundredth of the 200 points of an NPS is what a rating must give as well.
#[test]
fn what_takes_next_to_nothing_is_complained_of_and_not_to_be_mended() {
    let minor = |value| {
        let pain = point("Speed", 56, 18, Some((value, 0.001)));
        let all =
            with(&[], &[], |tables| all(tables, std::slice::from_ref(&pain), Some(ScoreKind::Nps)));
        let [Weakness::Topic(topic)] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!(all[0].is_to_mend(), !topic.minor);
        topic.minor
    };
    assert!(minor(-1.9) && !minor(-2.0));
}

fn with_same(point: PainPoint, other: &PainPoint, value: f64) -> PainPoint {
    let (touchpoint, aspect) = (other.touchpoint.clone(), other.aspect.clone());
    let (negative, together) = (other.negative, point.negative + 10);
    let impact = impact_of(value, 0.001);
    let same = SameComments { touchpoint, aspect, negative, together, impact };
    PainPoint { same: Some(same), ..point }
}

/// Information takes 10.7 and delays 8.8, both together 15; food takes 12.
#[test]
fn what_the_same_comments_complain_of_leads_together() {
    let told = point("Information", 73, 73, Some((-10.7, 0.001)));
    let late = point("Delay", 162, 60, Some((-8.8, 0.001)));
    let food = point("Food", 80, 70, Some((-12.0, 0.001)));
    let seat = point("Seat", 30, 20, Some((-5.9, 0.001)));
    let told = with_same(told, &late, -15.0);
    let late = with_same(late, &told, -15.0);
    assert_eq!(worst(&[food.clone(), late.clone(), told.clone()]).as_deref(), Some("Information"));
    let points = [late, told, food, seat];
    let all = with(&[], &[], |tables| all(tables, &points, Some(ScoreKind::Nps)));
    let [Weakness::Topic(topic)] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!(topic.impact.map(|impact| impact.value), Some(-15.0));
    assert_eq!(topic.same.as_ref().map(|same| same.aspect.en.as_str()), Some("Delay"));
    // With it the other, and what takes half as much: 12, and not 5.9.
    let page = first_page(None, &all, &[], &points, false);
    let to_mend: Vec<&str> = page.to_mend.topics.iter().map(|(_, of)| of.en.as_str()).collect();
    assert_eq!(to_mend, ["Information", "Delay", "Food"]);
}

#[test]
fn what_is_not_likely_the_worst_is_told_with_the_others() {
    let ranked = |worst: [f64; 4], same: bool| {
        let mut points: Vec<PainPoint> = ["Noise", "Price", "Queue", "Till"]
            .map(|aspect| point(aspect, 30, 20, Some((-6.0, 0.001))))
            .into();
        rank(&mut points);
        for (point, worst) in points.iter_mut().zip(worst) {
            point.worst = Some(worst);
        }
        let first =
            if same { with_same(points[0].clone(), &points[1], -8.0) } else { points[0].clone() };
        let told = WeakTopic { same: first.same.clone(), ..topic(&first, first.impact) };
        let mut told = Weakness::Topic(Box::new(told));
        told.ranked_among(&points);
        let Weakness::Topic(topic) = told else { unreachable!() };
        let others = topic.level_with.iter().map(|other| other.aspect.en.clone());
        (topic.worst, others.collect::<Vec<_>>())
    };
    let alone = (Some(0.5), Vec::new());
    assert_eq!(ranked([0.5, 0.3, 0.1, 0.1], false), alone, "as likely as not");
    let (worst, others) = ranked([0.4, 0.1, 0.2, 0.3], false);
    assert_eq!((worst, others), (Some(0.4), vec!["Till".to_owned(), "Queue".to_owned()]));
    let (_, others) = ranked([0.4, 0.1, 0.45, 0.05], false);
    assert_eq!(others, ["Queue"], "one of both surely is");
    let (worst, others) = ranked([0.4, 0.2, 0.2, 0.2], true);
    assert!(others.is_empty() && worst.is_some_and(|worst| (worst - 0.6).abs() < 1e-9));
}

/// Of what the phone takes 8 points are less than a third, and 9 are more.
#[test]
fn what_is_praised_and_much_complained_of_does_not_work() {
    let heard = |name: &str, value: f64| TouchpointSummary {
        name: Name::same(name),
        comments: 100,
        sentiment: Some(around(value, 0.05)),
        ..with(&[], &[], |tables| tables.overall.clone())
    };
    let touchpoints = [heard("Delivery", 0.5), heard("Shop", -0.5)];
    // 25 of the 200 points of an NPS.
    let phone = [Weakness::Touchpoint(contrast("Phone", ScoreKind::Nps, 25.0, true))];
    let works = |negative: u64, impact: Option<(f64, f64)>| {
        let delay = [point("Delay", 34, negative, impact)];
        with(&[], &[], |tables| {
            let tables = Tables { touchpoints: &touchpoints, ..*tables };
            strength::of(&tables, &phone, &delay).is_some()
        })
    };
    assert!(works(20, Some((-8.0, 0.001))));
    assert!(!works(20, Some((-9.0, 0.001))), "a third of what is to be mended");
    assert!(works(20, Some((-9.0, 0.06))), "not sure");
    assert!(works(25, None));
    assert!(!works(26, None), "more than a quarter of its comments");
}

/// Of a thousand comments so many speak of the seat, which the survey is about.
#[test]
fn what_nearly_all_speak_of_is_not_to_be_mended_first() {
    let seat = |mentions| point("Seat", mentions, 500, Some((-30.0, 0.001)));
    let legroom = point("Legroom", 300, 200, Some((-9.0, 0.001)));
    let worst =
        |points: &[PainPoint]| worst_topic(points, 1_000).map(|pain| pain.aspect.en.clone());
    assert_eq!(worst(&[seat(800), legroom.clone()]).as_deref(), Some("Legroom"));
    assert_eq!(worst(&[seat(799), legroom]).as_deref(), Some("Seat"));
    let clear = point("Recline", 60, 50, None);
    assert_eq!(worst(&[seat(800), clear]).as_deref(), Some("Seat"), "nothing else takes anything");
    assert_eq!(order(&[], &[], &[seat(800)]), ["Delivery"]);
    let phone = contrast("Phone", ScoreKind::Nps, 5.0, true);
    assert_eq!(order(std::slice::from_ref(&phone), &[], &[seat(800)]), ["Phone"]);
    assert_eq!(order(&[phone], &[], &[seat(799)]), ["Delivery", "Phone"]);
}
