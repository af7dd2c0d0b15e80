//! How long a million rows take to be collected and to become a journey.

use std::sync::Arc;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use xinsheng::ingest::{Entry, Feedback, Scale, ScoreValue, Scores, SourceRow};
use xinsheng::journey::{
    Collector, CommentFacts, Journey, Names, OpinionFact, Suppression, TouchpointSource,
};
use xinsheng::lang::Name;
use xinsheng::sentiment::{Class, Label};

const ROWS: usize = 1_000_000;
const TOUCHPOINTS: usize = 12;
const ASPECTS: usize = 60;

fn main() {
    divan::main();
}

/// Equally distributed in [0, 1): the sequence of the golden ratio.
fn uniform(i: usize, salt: usize) -> f64 {
    ((i * 31 + salt * 7 + 1) as f64 * 0.618_033_988_749_894_9).fract()
}

/// A row's entries (one, or the whole and every touchpoint) with three scores
/// each; the comment stands in the first.
fn rows(wide: bool) -> Vec<Feedback> {
    let touchpoints: Vec<Arc<str>> =
        (0..TOUCHPOINTS).map(|i| format!("touchpoint {i}").into()).collect();
    let entry = |i: usize, touchpoint: Option<&Arc<str>>, salt: usize| Entry {
        touchpoint: touchpoint.cloned(),
        comment: (salt == 0).then(|| format!("第{i}次送货都晚到，快递员态度也不好，很失望")),
        scores: Scores {
            nps: Some(ScoreValue { value: (uniform(i, salt) * 11.0).floor(), scale: Scale::NPS }),
            csat: Some(ScoreValue {
                value: 1.0 + (uniform(i, salt + 50) * 5.0).floor(),
                scale: Scale::higher(1.0, 5.0),
            }),
            ces: Some(ScoreValue {
                value: 1.0 + (uniform(i, salt + 99) * 7.0).floor(),
                scale: Scale::higher(1.0, 7.0),
            }),
        },
    };
    (0..10_000)
        .map(|i| Feedback {
            source: SourceRow { file: 0, row: i as u64 },
            time: Some(jiff::civil::date(2024, 1 + (i % 12) as i8, 3).at(9, 0, 0, 0)),
            respondent: None,
            segments: Vec::new(),
            entries: if wide {
                let parts = touchpoints.iter().enumerate();
                let parts = parts.map(|(t, name)| entry(i, Some(name), t + 1));
                std::iter::once(entry(i, None, 0)).chain(parts).collect()
            } else {
                vec![entry(i, Some(&touchpoints[i % TOUCHPOINTS]), 0)]
            },
        })
        .collect()
}

fn collect(source: TouchpointSource, rows: &[Feedback]) -> Collector {
    let mut collector = Collector::new(source);
    let opinion = |i: usize| OpinionFact {
        touchpoint: i % TOUCHPOINTS,
        aspect: i % ASPECTS,
        class: if i.is_multiple_of(3) { Class::Positive } else { Class::Negative },
        sentiment: -0.8,
        evidence: 0..9,
    };
    let mut facts = [Some(CommentFacts {
        label: Label::Negative,
        sentiment: 0.0,
        stars: 3.0,
        undetected: false,
        opinions: vec![opinion(0), opinion(1)],
    })];
    for i in 0..ROWS {
        if let [Some(facts)] = &mut facts {
            // Every row has a sentiment of its own, as an engine gives it.
            facts.sentiment = (uniform(i, 3) * 2.0 - 1.0) as f32;
            facts.opinions[0] = opinion(i);
            facts.opinions[1] = opinion(i / 7);
        }
        collector.add(&rows[i % rows.len()], &facts);
    }
    collector
}

fn finish(collector: Collector) -> Journey {
    let name = |i: usize| Name::same(format!("name {i}"));
    let touchpoints: Vec<Name> = (0..TOUCHPOINTS).map(name).collect();
    let aspects: Vec<Name> = (0..ASPECTS).map(name).collect();
    let files = ["a.csv".to_owned()];
    let names = Names { touchpoints: &touchpoints, aspects: &aspects, files: &files };
    collector.finish(names, Suppression::default())
}

const CASES: [(&str, TouchpointSource, bool); 3] = [
    ("narrow", TouchpointSource::Export, false),
    ("wide", TouchpointSource::Export, true),
    ("aspects", TouchpointSource::Aspects, false),
];

fn case(name: &str) -> (TouchpointSource, Vec<Feedback>) {
    let found = CASES.iter().find(|case| case.0 == name);
    let (_, source, wide) = *found.unwrap_or(&CASES[0]);
    (source, rows(wide))
}

#[divan::bench(args = CASES.map(|case| case.0), sample_count = 3, sample_size = 1)]
fn million_rows(bencher: Bencher<'_, '_>, name: &str) {
    let (source, rows) = case(name);
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| collect(source, black_box(&rows)));
}

#[divan::bench(args = CASES.map(|case| case.0), sample_count = 3, sample_size = 1)]
fn finish_million_rows(bencher: Bencher<'_, '_>, name: &str) {
    let (source, rows) = case(name);
    bencher.with_inputs(|| collect(source, &rows)).bench_local_values(finish);
}
