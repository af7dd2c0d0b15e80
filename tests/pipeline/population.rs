//! Answers that are weighted to the margins of their population, through the whole run.

use std::fmt::Write;

use xinsheng::opinion::Taxonomy;
use xinsheng::pipeline::{
    AnalyzeOptions, InMemory, Input, Judge, Outcome, PipelineError, read_population, summarize,
};
use xinsheng::sentiment::linear::LinearEngine;
use xinsheng::text::Analyzer;

use crate::runs::pool;

/// 60 answers of the north, 30 of the south, who are less content, and 10 of nobody knows where.
fn export() -> String {
    let mut csv = "id,region,age,plan,nps,comment\n".to_owned();
    for i in 0..100 {
        let region = ["north", "South ", ""][usize::from(i >= 60) + usize::from(i >= 90)];
        let age = if i % 4 == 0 { "old" } else { "young" };
        let plan = if i % 20 == 0 { "pro" } else { "free" };
        let nps = if i < 60 { 6 + i % 5 } else { i % 9 };
        writeln!(csv, "{i},{region},{age},{plan},{nps},物流太慢了，等了十天").unwrap();
    }
    csv
}

fn run(population: &str, threads: usize) -> Result<Outcome, PipelineError> {
    let judge = Judge::new(
        Analyzer::new(),
        Taxonomy::builtin(),
        Box::new(LinearEngine::builtin().unwrap()),
    )?;
    let given = |text: &str| read_population(&Input::spooled(&mut text.as_bytes(), "p.csv")?);
    let population = (!population.is_empty()).then(|| given(population)).transpose()?;
    let options = AnalyzeOptions { population, ..AnalyzeOptions::default() };
    let inputs = [Input::spooled(&mut export().as_bytes(), "export.csv")?];
    summarize(
        &inputs,
        &mut [&mut InMemory::default()],
        &judge,
        &pool(threads),
        &options,
        &|_, _| {},
    )
}

const MARGINS: &str =
    "field,value,share\nregion,North,0.3\nregion,south,70%\nage,old,0.5\nage,young,0.5\n";

#[test]
fn answers_have_the_shares_of_the_population() {
    let weighted = run(MARGINS, 1).unwrap().summary;
    let population = weighted.population.as_ref().unwrap();
    for field in &population.fields {
        for value in &field.values {
            assert!((value.weighted - value.share).abs() < 1e-6, "{value:?}");
        }
    }
    assert_eq!(population.fields[0].without, 10);
    assert!(population.weights[0] < 0.5 && population.weights[1] > 2.0 && !population.bounded);
    assert!(population.design_effect > 1.2 && population.rows == 100);
    assert!(weighted.warnings[0].en.contains("10 rows have no region"), "{:?}", weighted.warnings);
    let plain = run("", 1).unwrap().summary;
    assert_eq!(plain.population, None);
    // NPS by hand: the margins are met, and the south counts more.
    let nps = |summary: &xinsheng::report::Summary| summary.overall.scores.nps().unwrap().nps;
    assert!(nps(&weighted).value < nps(&plain).value - 15.0);
    assert!(nps(&weighted).low < nps(&weighted).value);
    assert_eq!(Some(&weighted), run(MARGINS, 4).ok().map(|outcome| outcome.summary).as_ref());
}

#[test]
fn margins_that_do_not_fit_the_export_end_the_run() {
    let said = |rows: &str| run(&format!("field,value,share\n{rows}"), 1).unwrap_err().to_string();
    let unknown = said("city,x,1\n");
    assert!(unknown.contains("city") && unknown.contains("region, age, plan"), "{unknown}");
    assert!(said("region,north,1\n").contains("South"));
    let empty = said("region,north,0.5\nregion,south,0.4\nregion,west,0.1\n");
    assert!(empty.contains("west"), "{empty}");
    assert!(said("region,north,0.5\nregion,south,0.4\n").contains("0.9"));
}

#[test]
fn weights_are_bounded_and_that_is_told() {
    let summary = run("field,value,share\nplan,pro,0.5\nplan,free,0.5\n", 1).unwrap().summary;
    let population = summary.population.unwrap();
    // Five of a hundred would have to weigh ten times as much each.
    assert!(population.bounded && population.off > 0.1, "{population:?}");
    let told = &summary.warnings[0];
    assert!(told.en.contains('5') && told.zh.contains("已限制在该值"), "{told:?}");
}
