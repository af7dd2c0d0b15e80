//! What is praised by many and complained of by some.

use super::*;
use crate::journey::findings::weakness::Weakness;

/// Of 500 answers 70 complain of delays and 148 praise that it came on time; 23 complain that nobody
/// told them. Both sorts of complaints are by detractors, praise by promoters.
fn rows() -> Vec<Row> {
    let row_of = |i: u64| {
        let (nps, said) = match i {
            0..70 => (2.0, Some((1, -0.8))),
            70..218 => (10.0, Some((1, 0.8))),
            218..241 => (2.0, Some((2, -0.8))),
            _ => ([10.0, 10.0, 10.0, 8.0, 2.0][i as usize % 5], None),
        };
        let opinions = said.map(|(about, sentiment)| opinion(about, about, sentiment));
        let sentiment = said.map_or(0.6, |(_, sentiment)| sentiment);
        let text = format!("第{i}次飞行的体验大致如此，写下来供参考");
        let entry = entry(None, Some(&text), scores(Some(nps), None));
        (row(i, vec![entry]), vec![facts(sentiment, opinions.into_iter().collect())])
    };
    (0..500).map(row_of).collect()
}

#[test]
fn praise_is_not_set_off_against_complaint() {
    let journey = journey(TouchpointSource::Aspects, &rows());
    let [delay, untold] = journey.pain_points.as_slice() else { panic!("two are listed") };
    assert_eq!((delay.aspect.en.as_str(), delay.negative, delay.positive), ("a1", 70, 148));
    assert_eq!((untold.aspect.en.as_str(), untold.negative), ("a2", 23));
    let (delays, mentioned) = (delay.impact.unwrap(), delay.mentioned.unwrap());
    assert_eq!((delays.n, mentioned.n), (70, 218));
    assert!(mentioned.value > 0.0 && delays.value < untold.impact.unwrap().value);
    let told = journey.findings.iter().find_map(|finding| match finding {
        Finding::Weakness(Weakness::Topic(topic)) => Some(topic),
        _ => None,
    });
    let told = told.unwrap();
    assert_eq!((told.aspect.en.as_str(), told.no_worse), ("a1", false));
    assert_eq!(told.impact.map(|impact| impact.n), Some(70));
}

/// The same words, by people whose scores know nothing of them: those who were not told give two
/// bad ones more than good ones.
#[test]
fn what_costs_nothing_is_not_to_be_mended() {
    let mut rows = rows();
    for (i, (row, _)) in (0_usize..).zip(&mut rows) {
        row.entries[0].scores = scores(Some([10.0, 2.0, 8.0][i / 3 % 3]), None);
    }
    let findings = journey(TouchpointSource::Aspects, &rows).findings;
    let to_mend = |finding: &Finding| match finding {
        Finding::Weakness(Weakness::Topic(topic)) => !topic.no_worse,
        Finding::Weakness(_) => true,
        _ => false,
    };
    assert!(!findings.iter().any(to_mend), "{findings:?}");
    let complained = |finding: &Finding| match finding {
        Finding::Weakness(Weakness::Topic(topic)) => topic.aspect.en == "a2" && topic.no_worse,
        _ => false,
    };
    assert!(findings.iter().any(complained), "{findings:?}");
    let nothing = |finding: &Finding| matches!(finding, Finding::NothingStandsOut { .. });
    assert!(findings.iter().any(nothing), "{findings:?}");
}

/// Two hundred rate a branch by an NPS and write nothing bad; of two hundred who give the app stars
/// forty cannot log in and give one.
#[test]
fn what_other_people_complain_of_takes_from_the_score_that_they_gave() {
    let row_of = |i: u64| {
        let bad = (200..240).contains(&i);
        let given = match i {
            0..200 => scores(Some([10.0, 8.0, 2.0][i as usize % 3]), None),
            _ => scores(None, Some(if bad { 1.0 } else { 5.0 })),
        };
        let opinions = bad.then(|| opinion(1, 1, -0.8)).into_iter().collect();
        let text = format!("第{i}次办理的体验大致如此，写下来供参考");
        let said = facts(if bad { -0.8 } else { 0.6 }, opinions);
        (row(i, vec![entry(None, Some(&text), given)]), vec![said])
    };
    let journey = journey(TouchpointSource::Aspects, &(0..400).map(row_of).collect::<Vec<Row>>());
    let [login] = journey.pain_points.as_slice() else { panic!("{:?}", journey.pain_points) };
    let impact = login.impact.unwrap();
    assert_eq!((impact.score, impact.n, impact.without), (ScoreKind::Csat, 40, 100.0));
    assert!((impact.value + 20.0).abs() < 1e-9, "{}", impact.value);
    let told = |finding: &Finding| match finding {
        Finding::Weakness(Weakness::Topic(topic)) => !topic.no_worse && !topic.minor,
        _ => false,
    };
    assert!(journey.findings.iter().any(told), "{:?}", journey.findings);
}
