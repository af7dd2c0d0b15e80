use quick_xml::Reader;
use quick_xml::events::Event;

use super::*;
use crate::feedback::ScoreKind;
use crate::journey::Grain;
use crate::journey::targets::{
    Bound, BoundSide, Chart, ControlLimits, Metric, Required, Rule, Status, Unjudgeable, Verdict,
};
use crate::lang::Name;
use crate::stats::Estimate;

fn verdict() -> Verdict {
    let bound = Bound { side: BoundSide::AtLeast, value: 40.0 };
    Verdict {
        name: None,
        line: 3,
        metric: Metric::Score(ScoreKind::Nps),
        touchpoint: Some(Name::same("A & B <b>|*")),
        segment: Some(("city".into(), "Rome".into())),
        aspect: None,
        required: Required { rule: Rule::Goal, bound: Some(bound), chart: None },
        status: Status::Missed,
        sure: true,
        fails: true,
        why: None,
        period: Some("2026-08".into()),
        n: 120,
        value: Some(Estimate { value: 12.04, low: 1.0, high: 23.0 }),
        before: None,
        n_before: None,
        value_before: None,
        change: None,
        p: None,
        limits: None,
    }
}

/// Every way in which a target can be told.
fn all() -> Vec<Verdict> {
    let unjudged = [
        Unjudgeable::TooFew { least: 30 },
        Unjudgeable::TooFewBefore { least: 30 },
        Unjudgeable::NoDates,
        Unjudgeable::NoPeriodBefore,
        Unjudgeable::TooFewPeriods { periods: 3, least: 10 },
        Unjudgeable::NothingVaries,
        Unjudgeable::OtherScale,
        Unjudgeable::TooManyValues,
    ];
    let unjudged = unjudged.into_iter().flat_map(|why| {
        [true, false].map(|fails| Verdict {
            why: Some(why),
            status: Status::Unjudged,
            fails,
            ..verdict()
        })
    });
    let limits = |chart| {
        let limits = ControlLimits {
            chart,
            centre: 0.2,
            lower: 0.1,
            upper: 0.3,
            charted: 0.35,
            periods: 12,
        };
        let required = Required { rule: Rule::Control, bound: None, chart: Some(chart) };
        Verdict { metric: Metric::Negative, limits: Some(limits), required, ..verdict() }
    };
    let fell = Required { rule: Rule::NoSignificantFall, bound: None, chart: None };
    let change = Some(Estimate { value: -9.0, low: -15.0, high: -3.0 });
    let fell = Verdict { required: fell, change, p: Some(0.0004), ..verdict() };
    let required = Required { rule: Rule::NoSignificantRise, ..fell.required };
    let rose = Verdict { metric: Metric::Complaints, required, ..fell.clone() };
    let met = |sure| Verdict { status: Status::Met, fails: false, sure, ..verdict() };
    let chance = Verdict { sure: false, ..verdict() };
    let unsure = Verdict { status: Status::Unsure, fails: false, ..chance.clone() };
    let mean = Verdict { metric: Metric::Mean(ScoreKind::Ces), value: None, ..verdict() };
    let named = Verdict { name: Some("speed".into()), metric: Metric::Sentiment, ..verdict() };
    let others = [verdict(), chance, unsure, met(true), met(false), fell, rose, mean, named];
    others.into_iter().chain([Chart::P, Chart::Ewma].map(limits)).chain(unjudged).collect()
}

fn checked() -> Checked {
    Checked::new("t.toml".into(), Grain::Month, all())
}

#[test]
fn every_verdict_is_told_in_both_languages() {
    for lang in [Lang::En, Lang::Zh] {
        for told in [check_table(&checked(), lang, 300), check_markdown(&checked(), lang)] {
            assert!(!told.contains("targets.") && !told.contains("%{"), "{told}");
        }
    }
    let said = check_markdown(&checked(), Lang::En);
    assert!(said.contains("| NPS · A & B \\<b>\\|\\* · city=Rome | ≥ 40.0 | 12.0 [1.0, 23.0] | 120 | Aug 2026 | missed, surely |"), "{said}");
}

#[test]
fn shares_change_by_percentage_points() {
    let of = |value: f64, low, high| Estimate { value, low, high };
    let asked = Bound { side: BoundSide::AtLeast, value: -0.05 };
    let csat = Verdict {
        metric: Metric::Score(ScoreKind::Csat),
        required: Required { rule: Rule::Change, bound: Some(asked), chart: None },
        value: Some(of(0.083, 0.02, 0.26)),
        value_before: Some(of(0.958, 0.8, 0.99)),
        change: Some(of(-0.875, -0.944, -0.637)),
        ..verdict()
    };
    let goal = Required { rule: Rule::Goal, ..csat.required };
    let goal = Verdict { required: goal, change: None, ..csat.clone() };
    let checked = Checked::new("t.toml".into(), Grain::Month, vec![csat, goal]);
    let told = check_markdown(&checked, Lang::En);
    for wanted in [
        "| change ≥ −5.0 pp | −87.5 pp [−94.4, −63.7], from 95.8% to 8.3% |",
        "| ≥ −5.0% | 8.3% [2.0%, 26.0%] |",
    ] {
        assert!(told.contains(wanted), "{told}");
    }
    let told = check_markdown(&checked, Lang::Zh);
    let wanted = "| 变化 ≥ −5.0 个百分点 | −87.5 个百分点 [−94.4, −63.7]，由 95.8% 到 8.3% |";
    assert!(told.contains(wanted), "{told}");
}

#[test]
fn what_did_not_get_worse_is_told_whichever_way_its_scale_runs() {
    let rule = Required { rule: Rule::NoSignificantFall, bound: None, chart: None };
    let effort = Verdict { metric: Metric::Mean(ScoreKind::Ces), required: rule, ..verdict() };
    let required = Required { rule: Rule::NoSignificantRise, ..rule };
    let negative = Verdict { metric: Metric::Negative, required, ..effort.clone() };
    let checked = Checked::new("t.toml".into(), Grain::Month, vec![effort, negative]);
    let told = check_markdown(&checked, Lang::En);
    assert!(told.contains("| not significantly worse |"), "{told}");
    assert!(told.contains("| no significant rise |"), "{told}");
}

#[test]
fn junit_is_xml_whose_numbers_are_those_of_its_cases() {
    let xml = check_junit(&checked(), Lang::En).unwrap();
    let mut reader = Reader::from_str(&xml);
    let (mut cases, mut failures, mut skipped, mut stated) = (0, 0, 0, Vec::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => match tag.name().as_ref() {
                "testcase" => cases += 1,
                "failure" => failures += 1,
                "skipped" => skipped += 1,
                _ => {
                    for name in ["tests", "failures", "skipped"] {
                        let value = tag.try_get_attribute(name).unwrap().unwrap();
                        stated.push(value.value.parse::<u32>().unwrap());
                    }
                }
            },
            _ => {}
        }
    }
    assert_eq!(stated, [cases, failures, skipped, cases, failures, skipped]);
    assert_eq!((cases as usize, skipped), (all().len(), 8));
    assert!(xml.contains("A &amp; B &lt;b"), "{xml}");
}

#[test]
fn json_has_the_verdicts_and_their_words() {
    let json = check_json(&checked(), Lang::En).unwrap();
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    let verdicts = value["verdicts"].as_array().unwrap();
    assert_eq!(verdicts.len(), value["words"].as_array().unwrap().len());
    let first = &verdicts[0];
    assert_eq!(first["metric"], "nps");
    assert_eq!((&first["rule"], &first["bound"]["side"]), (&"goal".into(), &">=".into()));
    assert_eq!((&first["status"], &first["value"]["low"]), (&"missed".into(), &1.0.into()));
    assert_eq!(value["ok"], false);
    assert_eq!(value["missed"].as_u64().unwrap() as usize, 8);
}
