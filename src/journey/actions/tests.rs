use super::*;
use crate::feedback::Feedback;
use crate::journey::own::AspectsOf;
use crate::journey::place::Places;
use crate::journey::row::Resolver;
use crate::journey::tests::{entry, facts, opinion, row, scores};
use crate::opinion::GraveKind;

fn list(rows: &[(Feedback, Vec<Option<CommentFacts>>)]) -> Vec<Action> {
    let mut picker = ActionPicker::of(&["Cabin".to_owned()]);
    // The web is about aspects 7 and 1, the phone about 8 and 2, all of one touchpoint of the
    // taxonomy.
    let aspects_of = AspectsOf::new(|name| match name {
        "web" => vec![7, 1],
        "phone" => vec![8, 2],
        _ => Vec::new(),
    });
    let places = Places::new(&[], &[], aspects_of);
    let mut resolver = Resolver { places, ..Resolver::default() };
    rows.iter().for_each(|(row, comments)| picker.add(&resolver.view(row, comments)));
    let files = ["a.csv".to_owned()];
    let place = |place| {
        let name = resolver.places.name(place, &[]);
        (name.clone(), Some(format!("{} team", name.en)))
    };
    let spoken_of = |said: &Complaint| resolver.places.spoken_of(*said, &[0, 0, 0]);
    picker.finish(&files, place, spoken_of, |a| Name::same(format!("a{a}"))).0
}

fn case(number: u64, who: &str, nps: f64, sentiment: f32) -> (Feedback, Vec<Option<CommentFacts>>) {
    let entries = vec![entry(Some("shop"), Some("…"), scores(Some(nps), None))];
    let mut row = row(number, entries);
    row.time = Some(jiff::civil::date(2026, 3, 1).at(0, 0, 0, 0));
    row.respondent = (!who.is_empty()).then(|| who.to_owned());
    row.person = row.respondent.as_ref().map(|who| who.bytes().map(u64::from).sum());
    (row, vec![facts(sentiment, vec![opinion(1, 4, sentiment)])])
}

#[test]
fn the_most_urgent_person_comes_first_and_once() {
    let mut rows = vec![
        case(2, "happy", 10.0, 0.9),
        case(3, "upset", 3.0, -0.6),
        case(4, "furious", 0.0, -0.9),
        case(5, "upset", 0.0, -0.7),
        case(6, "valued", 3.0, -0.6),
        case(7, "long ago", 0.0, -0.9),
    ];
    rows[3].0.segments = vec![Some("Premium".into()), Some("Premium Economy".into())];
    rows[4].0.segments = vec![None, Some("VIP 客户".into())];
    rows[5].0.time = Some(jiff::civil::date(2025, 9, 1).at(0, 0, 0, 0));
    if let Some(facts) = &mut rows[2].1[0] {
        facts.emotion = Some(Emotion::Angry);
        facts.effort = Effort::High;
    }
    let found = list(&rows);
    let who: Vec<&str> = found.iter().filter_map(|a| a.respondent.as_deref()).collect();
    assert_eq!(who, ["furious", "valued", "upset", "long ago"]);
    assert_eq!(found[2].row, 5, "the more urgent of two");
    assert_eq!(found[0].owner.as_deref(), Some("shop team"));
    assert_eq!(found[0].aspect, Some(Name::same("a4")));
    assert_eq!((found[0].rank, found[0].score_value), (1, Some(0.0)));
    assert!((found[0].priority - (2.0 + 1.8 + 1.0 + 0.5)).abs() < 1e-6);
    let reasons: Vec<&str> = found[1].reasons.iter().map(|r| r.as_str()).collect();
    assert_eq!(reasons, ["low_score", "negative_comment", "valued_customer"]);
    rows.reverse();
    assert_eq!(list(&rows), found);
}

#[test]
fn every_touchpoint_of_an_answer_is_named() {
    let mut rows = vec![case(2, "a", 0.0, -0.9)];
    rows[0].0.entries[0].also = vec!["web".into(), "phone".into()];
    let found = list(&rows);
    assert_eq!(found[0].touchpoint, Some(Name::same("shop")));
    assert_eq!(found[0].also, ["web", "phone"].map(Name::same));
}

/// One comment beside the ratings of several touchpoints.
#[test]
fn what_is_written_of_a_touchpoint_goes_there_and_not_to_the_worst_rated_one() {
    let rated = |aspect: usize, home: usize| {
        let entries = vec![
            entry(None, Some("…"), scores(None, None)),
            entry(Some("shop"), None, scores(None, Some(1.0))),
            entry(Some("web"), None, scores(None, Some(3.0))),
            entry(Some("phone"), None, scores(None, Some(4.0))),
        ];
        let said = vec![opinion(5, 30, -0.9), opinion(home, aspect, -0.8), opinion(0, 8, 0.9)];
        (row(2, entries), vec![facts(-0.7, said), None, None, None])
    };
    let at = |aspect, home| list(&[rated(aspect, home)]).remove(0).touchpoint.unwrap().en;
    assert_eq!(at(7, 0), "web");
    // Of an aspect that neither names, at the touchpoint of both; of one of another touchpoint.
    assert_eq!(at(9, 0), "shop");
    assert_eq!(at(9, 4), "shop");
    let (mut of_one, comments) = rated(9, 0);
    of_one.entries.truncate(3);
    assert_eq!(list(&[(of_one, comments)])[0].touchpoint, Some(Name::same("web")));
}

#[test]
fn the_list_ends_and_people_without_a_name_are_rows() {
    let rows: Vec<_> = (0..3_000)
        .map(|i| case(i, if i % 2 == 0 { "" } else { "one and the same" }, 0.0, -0.5))
        .collect();
    let found = list(&rows);
    assert_eq!(found.len(), MOST_PEOPLE);
    // All are equally urgent: what they hold decides, and that is the same.
    assert!(found.iter().filter(|a| a.respondent.is_some()).count() <= 1);
    let mut backwards = rows.clone();
    backwards.reverse();
    assert_eq!(list(&backwards), found);
    assert!(list(&rows[..1]).len() == 1 && list(&[case(1, "fine", 8.0, 0.2)]).is_empty());
}

#[test]
fn grave_matters_come_first_however_old_and_with_their_comment() {
    let mut rows = vec![
        case(2, "furious", 0.0, -0.9),
        case(3, "shocked", 3.0, -0.3),
        case(4, "robbed", 8.0, 0.5),
        case(5, "praising", 9.0, 0.9),
    ];
    rows[1].0.time = Some(jiff::civil::date(2024, 9, 1).at(0, 0, 0, 0));
    let kinds = [GraveKind::Shock, GraveKind::Theft, GraveKind::Law];
    for ((_, comments), kind) in rows[1..].iter_mut().zip(kinds) {
        if let Some(facts) = &mut comments[0] {
            facts.grave = [kind].into_iter().collect();
        }
    }
    // A worse comment of the same answer, of no grave matter.
    rows[1].0.entries.push(entry(None, Some("slow"), scores(None, None)));
    rows[1].1.push(facts(-0.9, Vec::new()));
    let found = list(&rows);
    let who: Vec<&str> = found.iter().filter_map(|a| a.respondent.as_deref()).collect();
    assert_eq!(who, ["shocked", "furious"]);
    assert_eq!(found[0].reasons[..2], [ActionReason::Grave, ActionReason::LowScore]);
    assert_eq!(found[0].comment.as_deref(), Some("…"));
    assert!(found[1].reasons[0] == ActionReason::LowScore && found[1].priority > found[0].priority);
}
