//! How long a million rows take to be collected and to become a journey: in
//! batches on all cores, as the pipeline does it.

use std::sync::Arc;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use rayon::prelude::*;
use xinsheng::feedback::{Entry, Feedback, Scale, ScoreKind, ScoreValue, Scores, SourceRow};
use xinsheng::journey::{
    AspectsOf, Collector, CommentFacts, Journey, OpinionFact, Plan, RowView, RunNames, Suppression,
    TouchpointSource,
};
use xinsheng::lang::Name;
use xinsheng::sentiment::{Class, Label};

const ROWS: usize = 1_000_000;
const BATCH: usize = 256;
const TOUCHPOINTS: usize = 12;
const ASPECTS: usize = 60;

fn main() {
    divan::main();
}

/// Equally distributed in [0, 1): the sequence of the golden ratio.
fn uniform(i: usize, salt: usize) -> f64 {
    ((i * 31 + salt * 7 + 1) as f64 * 0.618_033_988_749_894_9).fract()
}

/// A row's entries: one, or the whole and every touchpoint. The first has the
/// comment and three scores, a touchpoint has its rating.
fn rows(wide: bool) -> Vec<Feedback> {
    let touchpoints: Vec<Arc<str>> =
        (0..TOUCHPOINTS).map(|i| format!("touchpoint {i}").into()).collect();
    let whole = |salt: usize| salt == 0;
    let score = |scale: Scale, at: f64| {
        let points = scale.high - scale.low + 1.0;
        ScoreValue { value: scale.low + (at * points).floor(), scale }
    };
    let entry = |i: usize, touchpoint: Option<&Arc<str>>, salt: usize| Entry {
        touchpoint: touchpoint.cloned(),
        comment: (salt == 0).then(|| format!("第{i}次送货都晚到，快递员态度也不好，很失望")),
        scores: {
            let five = score(Scale::higher(1.0, 5.0), uniform(i, salt + 50));
            let seven = || score(Scale::higher(1.0, 7.0), uniform(i, salt + 99));
            let ten = || score(Scale::NPS, uniform(i, salt));
            let of_whole = [(ScoreKind::Nps, ten()), (ScoreKind::Ces, seven())];
            let of_whole = of_whole.into_iter().filter(|_| whole(salt));
            Scores::of(of_whole.chain([(ScoreKind::Csat, five)]))
        },
        ..Entry::default()
    };
    (0..10_000)
        .map(|i| Feedback {
            source: SourceRow { file: 0, row: i as u64 },
            time: Some(jiff::civil::date(2024, 1 + (i % 12) as i8, 3).at(9, 0, 0, 0)),
            respondent: None,
            person: None,
            segments: vec![
                Some(format!("region {}", i % 8).into()),
                Some(format!("tier {}", i % 4).into()),
            ],
            weight: 1.0,
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

/// What is known of the touchpoints: the columns of a wide export, and which
/// aspects each name is about.
fn plan(wide: bool) -> Plan<'static> {
    let names = (0..TOUCHPOINTS).map(|i| format!("touchpoint {i}").into());
    Plan {
        columns: if wide { names.collect() } else { Vec::new() },
        aspects: ASPECTS,
        segments: vec!["region".to_owned(), "tier".to_owned()],
        aspects_of: AspectsOf::new(|name| {
            let number = name.rsplit(' ').next().and_then(|number| number.parse().ok());
            number.map(|at: usize| (at..ASPECTS).step_by(TOUCHPOINTS).collect()).unwrap_or_default()
        }),
        ..Plan::default()
    }
}

/// Facts of many comments: two opinions each.
fn all_facts() -> Vec<[Option<CommentFacts>; 1]> {
    let opinion = |i: usize| {
        let sentiment = (2.0 * uniform(i, 5) - 1.0) as f32;
        let class = if sentiment < 0.0 { Class::Negative } else { Class::Positive };
        let (touchpoint, aspect) = (i % TOUCHPOINTS, i % ASPECTS);
        OpinionFact { touchpoint, aspect, class, sentiment, evidence: 0..9, borne_out: true }
    };
    let facts = |i: usize| {
        let sentiment = (2.0 * uniform(i, 3) - 1.0) as f32;
        let label = if sentiment < 0.0 { Label::Negative } else { Label::Positive };
        let opinions = vec![opinion(i), opinion(i + 7)];
        [Some(CommentFacts {
            label,
            sentiment,
            stars: 3.0,
            emotion: None,
            effort: xinsheng::opinion::Effort::None,
            grave: xinsheng::opinion::Grave::default(),
            undetected: false,
            foreign: None,
            opinions,
            words: None,
        })]
    };
    (0..9_973).map(facts).collect()
}

fn collect(source: TouchpointSource, wide: bool, all: &[Feedback]) -> Collector<'static> {
    let mut collector = Collector::planned(source, plan(wide));
    let facts = all_facts();
    for batch in 0..ROWS.div_ceil(BATCH) {
        let rows = batch * BATCH..ROWS.min((batch + 1) * BATCH);
        let view = |i: usize| {
            RowView::new(all[i % all.len()].clone(), facts[i % facts.len()].to_vec(), source)
        };
        let mut rows: Vec<RowView> = rows.into_par_iter().map(view).collect();
        collector.resolve(&mut rows);
        collector.parts().into_par_iter().for_each(|mut part| rows.iter().for_each(&mut part));
    }
    collector
}

fn finish(collector: Collector<'_>) -> Journey {
    let name = |i: usize| Name::same(format!("name {i}"));
    let touchpoints: Vec<Name> = (0..TOUCHPOINTS).map(name).collect();
    let aspects: Vec<Name> = (0..ASPECTS).map(name).collect();
    let files = ["a.csv".to_owned()];
    let homes: Vec<usize> = (0..ASPECTS).map(|i| i % TOUCHPOINTS).collect();
    let names = RunNames {
        touchpoints: &touchpoints,
        stages: &touchpoints,
        aspects: &aspects,
        homes: &homes,
        files: &files,
    };
    collector.finish(names, Suppression::default())
}

const CASES: [(&str, TouchpointSource, bool); 3] = [
    ("narrow", TouchpointSource::Export, false),
    ("wide", TouchpointSource::Export, true),
    ("aspects", TouchpointSource::Aspects, false),
];

fn case(name: &str) -> (TouchpointSource, bool, Vec<Feedback>) {
    let found = CASES.iter().find(|case| case.0 == name);
    let (_, source, wide) = *found.unwrap_or(&CASES[0]);
    (source, wide, rows(wide))
}

#[divan::bench(args = CASES.map(|case| case.0), sample_count = 3, sample_size = 1)]
fn million_rows(bencher: Bencher<'_, '_>, name: &str) {
    let (source, wide, rows) = case(name);
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| collect(source, wide, black_box(&rows)));
}

#[divan::bench(args = CASES.map(|case| case.0), sample_count = 3, sample_size = 1)]
fn finish_million_rows(bencher: Bencher<'_, '_>, name: &str) {
    let (source, wide, rows) = case(name);
    bencher.with_inputs(|| collect(source, wide, &rows)).bench_local_values(finish);
}
