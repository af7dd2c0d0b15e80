//! Topics behind negative comments that name nothing that was looked for.

use super::super::topic::{is_behind_unnamed, is_outnumbered};
use super::*;
use crate::feedback::PerScore;
use crate::journey::topic_change::Topic;
use crate::journey::touchpoint::TouchpointSummary;
use crate::journey::unnamed::Unnamed;
use crate::metrics::{Nps, ScoreSummary};

/// What is behind all that was not looked for is told after two others.
#[test]
fn of_three_to_be_mended_one_may_be_the_first_of_what_was_looked_for() {
    let touchpoint = |name| Weakness::Touchpoint(contrast(name, ScoreKind::Nps, 9.0, true));
    let topic = |behind_unnamed| {
        let delay = topic(&point("Delay", 34, 26, None), None);
        Weakness::Topic(Box::new(WeakTopic { behind_unnamed, ..delay }))
    };
    let left = |mut found: Vec<Weakness>| {
        keep_most(&mut found, 3);
        found.iter().map(|weakness| weakness.touchpoint().en.clone()).collect::<Vec<_>>()
    };
    let told = |last| vec![touchpoint("Till"), touchpoint("Web"), touchpoint("Desk"), last];
    assert_eq!(left(told(topic(true))), ["Till", "Web", "Delivery"]);
    assert_eq!(left(told(topic(false))), ["Till", "Web", "Desk"]);
    assert_eq!(left(vec![topic(true), touchpoint("Till")]), ["Delivery", "Till"]);
    let beside = vec![touchpoint("Delivery"), topic(true), touchpoint("Till"), touchpoint("Web")];
    assert_eq!(left(beside), ["Delivery", "Delivery", "Till"]);
}

/// So many of 80 negative comments.
fn rest_of(unnamed: u64) -> Unnamed {
    Unnamed { negative: 80, unnamed, words: Vec::new(), impact: None, leads: false }
}

/// Of 26 complaints, and of as many or more negative comments that name nothing.
#[test]
fn a_topic_behind_what_names_none_is_not_to_be_mended_first() {
    let delay = point("Delay", 34, 26, Some((-30.0, 0.001)));
    let is_behind = |unnamed: u64, score: Option<(f64, u64)>, pain: &PainPoint| {
        with(&[], &[], |tables| {
            let overall = TouchpointSummary {
                scores: PerScore::from_fn(|kind| {
                    let nps = Nps::from_counts(20, 20, 60).summary();
                    nps.filter(|_| kind == ScoreKind::Nps).map(ScoreSummary::Net)
                }),
                ..tables.overall.clone()
            };
            let rest = Rest { comments: rest_of(unnamed), score };
            let tables = Tables { overall: &overall, unnamed: Some(&rest), ..*tables };
            is_behind_unnamed(pain, &tables)
        })
    };
    // 20 of 100 complain of it: −30 = .2 × (M − 30).
    assert!(is_behind(27, Some((-120.0, 20)), &delay));
    assert!(!is_behind(26, Some((-120.0, 20)), &delay), "as many");
    assert!(!is_behind(27, Some((-119.0, 20)), &delay), "they score better");
    // More than 20 × 120 of a whole of 0, by more comments or by fewer that are worse.
    assert!(is_behind(27, Some((-96.0, 26)), &delay));
    assert!(!is_behind(27, Some((-96.0, 24)), &delay));
    assert!(is_behind(26, Some((-130.0, 20)), &delay));
    assert!(!is_behind(27, None, &delay), "nothing is known of their score");
    let unscored = PainPoint { impact: None, ..delay.clone() };
    assert!(!is_behind(27, Some((-120.0, 20)), &unscored));
    let score = Some((-120.0, 20));
    let rest = Rest { comments: rest_of(27), score };
    let told = told_of(&[], Some(rest), &delay, 1.0);
    let behind =
        |weakness: &Weakness| matches!(weakness, Weakness::Topic(topic) if topic.behind_unnamed);
    assert!(!told.iter().any(behind), "this run has no answers");
}

/// Of 26 complaints, and of three times as many negative comments that name nothing.
#[test]
fn a_topic_that_is_outnumbered_is_not_told() {
    let outnumbered = |unnamed: u64, behind_unnamed: bool| {
        let delay = topic(&point("Delay", 34, 26, None), None);
        let delay = WeakTopic { behind_unnamed, ..delay };
        let rest = Rest { comments: rest_of(unnamed), score: None };
        with(&[], &[], |tables| is_outnumbered(&delay, &Tables { unnamed: Some(&rest), ..*tables }))
    };
    assert!(outnumbered(78, true) && !outnumbered(77, true));
    assert!(!outnumbered(78, false), "they take less");
}

/// Those who wrote 60 of 80 negative comments take so many points from the NPS.
#[test]
fn what_names_no_topic_is_told_before_what_costs_less() {
    let told = |cost: Option<f64>, words: &[&str], weaknesses: &[Weakness]| {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        let impact = cost.map(|cost| impact_of(-cost, 0.002));
        let rest = Rest { comments: Unnamed { words, impact, ..rest_of(60) }, score: None };
        let found = with(&[], &[], |tables| {
            let tables = Tables { unnamed: Some(&rest), ..*tables };
            tables.findings(weaknesses.to_vec(), &[], Vec::new(), None)
        });
        let at = found.iter().position(|finding| matches!(finding, Finding::Unnamed(_))).unwrap();
        let Finding::Unnamed(unnamed) = &found[at] else { unreachable!() };
        let mended = found.iter().position(|finding| matches!(finding, Finding::Weakness(_)));
        (unnamed.leads, mended.is_none_or(|mended| at < mended), unnamed.words.len())
    };
    let words = ["boiler", "engineer", "part", "valve"];
    let till = [Weakness::Touchpoint(contrast("Till", ScoreKind::Nps, 9.0, true))];
    assert_eq!(told(Some(9.1), &words, &till), (true, true, 4));
    assert_eq!(told(Some(8.9), &words, &till), (true, false, 4));
    assert_eq!(told(Some(1.9), &words, &till), (false, false, 3), "next to nothing");
    assert_eq!(told(Some(9.1), &[], &till), (false, false, 0), "nothing tells of them");
    assert_eq!(told(None, &words, &till), (false, false, 3));
    let topic = [Weakness::Topic(Box::new(topic(&point("Delay", 34, 26, None), None)))];
    assert_eq!(told(Some(9.1), &words, &topic), (false, false, 3), "a topic is to be mended");
}

/// Noise takes 1 of 200 points, by itself or at the till, which takes 9.
#[test]
fn what_names_no_topic_is_told_behind_what_is_complained_of_at_what_costs_more() {
    let words = vec!["boiler".to_owned()];
    let impact = Some(impact_of(-5.0, 0.002));
    let rest = Rest { comments: Unnamed { words, impact, ..rest_of(60) }, score: None };
    let noise = topic(&point("Noise", 9, 9, None), Some(impact_of(-1.0, 0.001)));
    let place = |at: &str| {
        let noise = WeakTopic { minor: true, touchpoint: Name::same(at), ..noise.clone() };
        let till = Weakness::Touchpoint(contrast("Till", ScoreKind::Nps, 9.0, true));
        let told = vec![till, Weakness::Topic(Box::new(noise))];
        let found = with(&[], &[], |tables| {
            let tables = Tables { unnamed: Some(&rest), ..*tables };
            tables.findings(told.clone(), &[], Vec::new(), None)
        });
        found.iter().position(|finding| matches!(finding, Finding::Unnamed(_)))
    };
    assert_eq!((place("Delivery"), place("Till")), (Some(1), Some(2)));
}

/// That they are more than before says that there are some; of all of them their words are told.
#[test]
fn what_names_no_topic_is_told_once() {
    let told = |topic: Option<Topic>, words: &[&str]| {
        let change = TopicChange {
            topic,
            all_negative: false,
            period: "2026-05".to_owned(),
            since: true,
            inside: around(0.5, 0.05),
            outside: around(0.1, 0.05),
            n_inside: (50, 100),
            n_outside: (10, 100),
            beside: None,
            p: 0.001,
        };
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        let rest = Rest { comments: Unnamed { words, ..rest_of(60) }, score: None };
        let found = with(&[], &[], |tables| {
            let tables = Tables { unnamed: Some(&rest), topic_change: Some(&change), ..*tables };
            tables.findings(Vec::new(), &[], Vec::new(), None)
        });
        found.iter().any(|finding| matches!(finding, Finding::Unnamed(_)))
    };
    let delay = || Some(Topic { touchpoint: None, aspect: Name::same("Delay") });
    assert!(!told(None, &[]));
    assert!(told(None, &["boiler"]) && told(delay(), &[]));
}
