//! Which topic is told, and as what.

use super::*;
use crate::journey::pain_rank::rank;

fn worst(points: &[PainPoint]) -> Option<String> {
    let mut points = points.to_vec();
    rank(&mut points);
    worst_topic(&points).map(|pain| pain.aspect.en.clone())
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
        assert_eq!(all[0].is_to_mend(), !topic.no_worse);
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
