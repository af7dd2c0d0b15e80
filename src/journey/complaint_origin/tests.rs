use fastrand::Rng;

use super::*;
use crate::feedback::Scores;
use crate::journey::group_ids::GroupIds;
use crate::journey::row::Resolver;
use crate::journey::tests::{entry, facts, names, opinion, row};

/// A comment on how clean it was.
#[derive(Clone, Copy)]
struct Comment {
    place: Option<&'static str>,
    hotel: usize,
    region: usize,
    complains: bool,
    person: Option<u64>,
}

/// As many at each of six hotels, two of them in each region, of whom these complain.
fn comments(complains: impl Fn(usize, usize) -> bool) -> Vec<Comment> {
    let of = |i: usize| {
        let (hotel, at) = (i % 6, i / 6);
        let complains = complains(hotel, at);
        Comment { place: None, hotel, region: hotel / 2, complains, person: None }
    };
    (0..660).map(of).collect()
}

fn origin_at(
    touchpoint: &str,
    source: TouchpointSource,
    comments: &[Comment],
) -> Option<ComplaintOrigin> {
    let fields = ["Property", "Region"].map(str::to_owned);
    let (mut ids, mut counter) = (GroupIds::new(&fields), ComplaintCounter::new(source));
    let mut resolver = Resolver::default();
    for (number, comment) in (0..).zip(comments) {
        let entries = vec![entry(comment.place, Some("…"), Scores::default())];
        let mut row = row(number, entries);
        let hotel = format!("hotel {}", comment.hotel).into();
        row.segments = vec![Some(hotel), Some(format!("region {}", comment.region).into())];
        row.person = comment.person;
        let sentiment = if comment.complains { -0.8 } else { 0.6 };
        let found = [facts(sentiment, vec![opinion(2, 3, sentiment)])];
        let view = resolver.view_in(source, &row, &found);
        counter.add(&view, ids.of(&view));
    }
    let name = |place: Place| resolver.places.name(place, &names("t"));
    let aspect = |aspect: AspectId| Name::same(format!("a{aspect}"));
    let topic = (&Name::same(touchpoint), &Name::same("a3"));
    counter.origin(topic, &ids.finish(&fields).all, name, aspect, 5)
}

/// The aspect is at the touchpoint t2 of the taxonomy.
fn origin(comments: &[Comment]) -> Option<ComplaintOrigin> {
    origin_at("t2", TouchpointSource::Aspects, comments)
}

fn property(hotel: &str) -> Subgroup {
    Subgroup::Segment { field: "Property".to_owned(), value: hotel.to_owned() }
}

#[test]
fn all_who_complain_were_at_one_hotel() {
    let found = origin(&comments(|hotel, at| hotel == 1 && at < 61)).unwrap();
    assert_eq!(found.group, property("hotel 1"), "and not its region");
    assert_eq!((found.complaints, found.all_complaints), (61, 61));
    assert_eq!((found.comments, found.all_comments, found.there), (110, 660, false));
    assert!(found.p < 1e-12 && found.share.low > 0.9, "{found:?}");
    // One is of the other hotel of its region, which now has more of them.
    let found = origin(&comments(|hotel, at| at < [1, 60, 0, 0, 0, 0][hotel]));
    assert_eq!(found.map(|found| found.group), Some(property("hotel 1")));
}

#[test]
fn complaints_of_all_hotels_come_from_none() {
    let alike = comments(|_, at| at < 10);
    assert_eq!(origin(&alike), None);
    let told = (0..300).filter(|seed| {
        let rng = std::cell::RefCell::new(Rng::with_seed(*seed));
        origin(&comments(|_, _| rng.borrow_mut().f64() < 0.08)).is_some()
    });
    let told = told.count();
    assert!(told <= 9, "{told} of 300");
}

#[test]
fn one_guest_who_complains_often_is_one() {
    let mut comments = comments(|hotel, at| hotel == 1 && at < 20);
    assert!(origin(&comments).is_some());
    for comment in comments.iter_mut().filter(|comment| comment.complains) {
        comment.person = Some(7);
    }
    assert_eq!(origin(&comments), None);
}

#[test]
fn comments_at_a_touchpoint_are_held_against_those_there() {
    // Nearly all who write of the desk are of one hotel, so that its complaints are too.
    let mut comments = comments(|_, at| at % 3 == 0);
    for comment in &mut comments {
        comment.place = Some(if comment.hotel == 0 { "desk" } else { "gate" });
    }
    comments[3..40].iter_mut().for_each(|comment| comment.place = Some("desk"));
    let at = |touchpoint, comments: &[Comment]| {
        origin_at(touchpoint, TouchpointSource::Export, comments)
    };
    assert_eq!(at("desk", &comments), None);
    for comment in &mut comments {
        comment.complains = comment.place == Some("desk") && comment.hotel == 5;
    }
    let found = at("desk", &comments).unwrap();
    assert_eq!((found.group, found.there), (property("hotel 5"), true));
    assert!(found.comments == found.all_complaints && found.all_comments < 200);
}

/// The region is that of the complaint: two are of the desk, one of the gate.
#[test]
fn a_field_that_divides_the_touchpoints_is_no_origin() {
    let mut comments = comments(|_, at| at % 3 == 0);
    for (i, comment) in comments.iter_mut().enumerate() {
        comment.place = Some(if comment.region < 2 { "desk" } else { "gate" });
        comment.hotel = i % 5;
        comment.complains = comment.region == 0;
    }
    assert_eq!(origin_at("desk", TouchpointSource::Export, &comments), None);
    comments[5].region = 0;
    let found = origin_at("desk", TouchpointSource::Export, &comments).unwrap();
    let region = Subgroup::Segment { field: "Region".to_owned(), value: "region 0".to_owned() };
    assert_eq!(found.group, region);
}

#[test]
fn what_is_complained_of_everywhere_may_come_from_one_touchpoint() {
    let mut comments = comments(|_, at| at % 4 == 0);
    for (i, comment) in comments.iter_mut().enumerate() {
        let gate = comment.complains || i % 7 == 0;
        comment.place = Some(if gate { "gate" } else { "desk" });
    }
    let found = origin_at("all of them", TouchpointSource::Export, &comments).unwrap();
    assert_eq!(found.group, Subgroup::Touchpoint(Name::same("gate")));
    assert_eq!(found.complaints, found.all_complaints);
    assert!(!found.there && found.all_comments == 660);
}

/// A third of all were at a hotel, and the others wrote of the app, whose comments have no property.
#[test]
fn who_was_asked_something_else_is_no_part_of_a_group() {
    let fields = ["Property".to_owned()];
    let told = |complains: &dyn Fn(usize, usize) -> bool| {
        let mut ids = GroupIds::new(&fields);
        let mut counter = ComplaintCounter::new(TouchpointSource::Aspects);
        let mut resolver = Resolver::default();
        for i in 0..660_usize {
            let property = (i % 3 == 0).then_some(i / 3 % 2);
            let bad = property.is_some_and(|hotel| complains(hotel, i / 6));
            let sentiment = if bad { -0.8 } else { 0.6 };
            let mut row = row(i as u64, vec![entry(None, Some("…"), Scores::default())]);
            row.segments = vec![property.map(|hotel| format!("hotel {hotel}").into())];
            let found = [facts(sentiment, vec![opinion(2, 3, sentiment)])];
            let view = resolver.view_in(TouchpointSource::Aspects, &row, &found);
            counter.add(&view, ids.of(&view));
        }
        let name = |place: Place| resolver.places.name(place, &names("t"));
        let aspect = |aspect: AspectId| Name::same(format!("a{aspect}"));
        let topic = (&Name::same("t2"), &Name::same("a3"));
        counter.origin(topic, &ids.finish(&fields).all, name, aspect, 5)
    };
    assert_eq!(told(&|_, at| at < 25), None, "as many of either hotel");
    let found = told(&|hotel, at| at < if hotel == 0 { 40 } else { 5 }).unwrap();
    assert_eq!(found.group, property("hotel 0"));
    assert_eq!((found.complaints, found.all_complaints), (40, 45));
    assert_eq!((found.comments, found.all_comments, found.of_field), (110, 220, true));
}
