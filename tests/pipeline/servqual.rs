//! Gap scores of exports that ask items twice, and comments by the dimensions of service quality.

use xinsheng::opinion::Taxonomy;
use xinsheng::pipeline::{AnalyzeOptions, InMemory, Input, Judge, summarize};
use xinsheng::report::Summary;
use xinsheng::report::summary::GapScore;
use xinsheng::sentiment::linear::LinearEngine;
use xinsheng::text::Analyzer;

use crate::runs::{judge, pool};

fn run(export: &str, threads: usize, only: Option<&str>) -> Summary {
    let inputs = [Input::spooled(&mut export.as_bytes(), "export.csv").unwrap()];
    let only = only.map(|only| xinsheng::pipeline::Condition::parse(only).unwrap());
    let options = AnalyzeOptions { only: only.into_iter().collect(), ..AnalyzeOptions::default() };
    let mut sinks = InMemory::default();
    let found =
        summarize(&inputs, &mut [&mut sinks], judge(), &pool(threads), &options, &|_, _| {});
    found.unwrap().summary
}

fn gap(score: &GapScore) -> f64 {
    score.gap.unwrap().value
}

/// Forty answers on 1–7: tangibles expected 6, perceived 5 and 6 in turn; reliability expected 7,
/// perceived 4; prices, of no dimension, expected 5, perceived 5. One of 99, one blank, one word.
fn export() -> String {
    let mut text =
        "区域,有形性-期望,有形性-感知,可靠性（期望）,可靠性（感知）,价格期望,价格感知,评论\n"
            .to_owned();
    for at in 0..40 {
        let perceived = if at == 7 { "99".to_owned() } else { (5 + at % 2).to_string() };
        let expected = match at {
            11 => "",
            13 => "很高",
            _ => "7",
        };
        let region = if at < 10 { "东" } else { "西" };
        text.push_str(&format!("{region},6,{perceived},{expected},4,5,5,服务不错 {at}\n"));
    }
    text
}

#[test]
fn what_is_perceived_less_what_is_expected() {
    let summary = run(&export(), 2, None);
    let gaps = summary.servqual.clone().unwrap();
    let names: Vec<&str> = gaps.dimensions.iter().map(|d| &*d.name.as_ref().unwrap().en).collect();
    assert_eq!(names, ["Tangibles", "Reliability"]);
    // Of the 40 the one of 99 was perceived 6 in turn: 20 of −1, 19 of 0.
    let [tangibles, reliability] = &gaps.dimensions[..] else { panic!() };
    assert_eq!((tangibles.n, reliability.n), (39, 38));
    assert!((gap(tangibles) + 20.0 / 39.0).abs() < 1e-12);
    assert_eq!((gap(reliability), reliability.expected), (-3.0, Some(7.0)));
    let items: Vec<(&str, f64)> =
        gaps.items.iter().map(|item| (&*item.name.as_ref().unwrap().zh, gap(item))).collect();
    assert_eq!(items[0], ("可靠性", -3.0));
    assert_eq!((items[2], gaps.items[2].dimension.clone()), (("价格", 0.0), None));
    assert_eq!(gaps.all.n, 40);
    // No score of the whole is made of them.
    assert!(summary.overall.scores.iter().all(|(_, score)| score.is_none()));
    assert_eq!(run(&export(), 1, None).servqual, summary.servqual);
    let mut lines: Vec<&str> = export().leak().lines().collect();
    lines[1..].reverse();
    assert_eq!(run(&lines.join("\n"), 2, None).servqual, summary.servqual, "in any order");
    assert_eq!(run(&export(), 2, Some("区域=东")).servqual.unwrap().all.n, 10);
}

#[test]
fn the_questionnaire_with_numbers_and_exports_without() {
    let header: Vec<String> =
        (1..=22).map(|i| format!("E{i}")).chain((1..=22).map(|i| format!("P{i}"))).collect();
    let row = |at: usize| {
        let expected = (0..22).map(|_| "7".to_owned());
        let perceived = (1..=22).map(|item| if item <= 4 { 5 } else { 4 + at % 3 });
        expected.chain(perceived.map(|value| value.to_string())).collect::<Vec<_>>().join(",")
    };
    let rows: Vec<String> = (0..30).map(|at| format!("{},good {at}", row(at))).collect();
    let export = format!("{},comment\n{}\n", header.join(","), rows.join("\n"));
    let gaps = run(&export, 2, None).servqual.unwrap();
    assert_eq!((gaps.dimensions.len(), gaps.items.len()), (5, 22));
    assert_eq!(gap(&gaps.dimensions[0]), -2.0);
    assert!((gap(&gaps.dimensions[4]) + 2.0).abs() < 1e-12);
    for other in [
        "comment,期望\n很好,5\n不好,4\n",
        "comment,E1,P1\ngood,5,4\nbad,4,3\n",
        "comment,expected,perceived\ngood,high,low\nbad,low,high\n",
    ] {
        assert!(run(other, 1, None).servqual.is_none(), "{other}");
    }
}

#[test]
fn comments_stand_at_the_dimensions_of_service_quality() {
    let engine = Box::new(LinearEngine::builtin().unwrap());
    let judge = Judge::new(Analyzer::new(), Taxonomy::servqual(), engine).unwrap();
    let text: String = (0..12)
        .map(|at| format!("设施很旧 {at}\n客服互相踢皮球 {at}\n店员非常专业 {at}\n价格太贵 {at}\n"))
        .collect();
    let export = format!("评论\n{text}");
    let inputs = [Input::spooled(&mut export.as_bytes(), "export.csv").unwrap()];
    let options = AnalyzeOptions::default();
    let found = summarize(&inputs, &mut [], &judge, &pool(2), &options, &|_, _| {}).unwrap();
    let touchpoints: Vec<(&str, u64)> =
        found.summary.touchpoints.iter().map(|t| (&*t.name.en, t.responses)).collect();
    for dimension in ["Tangibles", "Responsiveness", "Assurance"] {
        assert!(touchpoints.contains(&(dimension, 12)), "{touchpoints:?}");
    }
    assert!(touchpoints.iter().all(|(name, _)| *name != "Beyond SERVQUAL"), "{touchpoints:?}");
}
