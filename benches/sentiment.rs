//! Throughput of the engines alone and of the whole way from comment to
//! opinions, on one thread: `cargo bench --bench sentiment`.
//!
//! The comments are made of clauses of the phrase bank in `data/phrases`, two
//! to a comment.

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use serde::Deserialize;
use xinsheng::opinion::Taxonomy;
use xinsheng::pipeline::Judge;
use xinsheng::sentiment::encoder::EncoderEngine;
use xinsheng::sentiment::linear::LinearEngine;
use xinsheng::sentiment::{Engine, Request};
use xinsheng::text::{Analyzer, Prepared};

/// Comments of one iteration: their features are spread over far more of the
/// model than the caches next to a core hold.
const COMMENTS: usize = 4096;

/// Comments of one iteration of the encoder.
const ENCODED: usize = 512;

/// Name of a bank, its text, and what stands between two clauses.
const BANKS: [(&str, &str, &str); 2] = [
    ("chinese", include_str!("../data/phrases/shop_zh.toml"), "，"),
    ("english", include_str!("../data/phrases/shop_en.toml"), ", and "),
];

/// The part of a phrase bank that is used here.
#[derive(Deserialize)]
struct Bank {
    touchpoint: Vec<Clauses>,
}

#[derive(Deserialize)]
struct Clauses {
    positive: Vec<String>,
    negative: Vec<String>,
    neutral: Vec<String>,
}

/// Comments of two clauses each, the same on every run.
fn comments(name: &str) -> Vec<String> {
    let found = BANKS.iter().find(|bank| bank.0 == name);
    let (_, bank, joint) = *found.unwrap_or(&BANKS[0]);
    let bank: Bank = match toml::from_str(bank) {
        Ok(bank) => bank,
        Err(error) => unreachable!("the phrase bank is damaged: {error}"),
    };
    let clauses: Vec<String> = bank
        .touchpoint
        .into_iter()
        .flat_map(|c| [c.positive, c.negative, c.neutral])
        .flatten()
        // Slots such as {product} are left to the generator of exports.
        .filter(|clause| !clause.contains('{'))
        .collect();
    let n = clauses.len();
    let pair = |i: usize| (i % n, (i + 1 + i / n) % n);
    (0..COMMENTS)
        .map(pair)
        .map(|(first, second)| format!("{}{joint}{}", clauses[first], clauses[second]))
        .collect()
}

fn counters(comments: &[String]) -> (ItemsCount, BytesCount) {
    let bytes = comments.iter().map(String::len).sum::<usize>();
    (ItemsCount::new(comments.len()), BytesCount::new(bytes))
}

fn fast_engine() -> LinearEngine {
    match LinearEngine::builtin() {
        Ok(engine) => engine,
        Err(error) => unreachable!("the shipped model is damaged: {error}"),
    }
}

fn encoder_engine() -> EncoderEngine {
    match EncoderEngine::builtin() {
        Ok(engine) => engine,
        Err(error) => unreachable!("the shipped model is damaged: {error}"),
    }
}

fn main() {
    divan::main();
}

/// The fast engine on texts that are already cut into units and words.
#[divan::bench(args = BANKS.map(|bank| bank.0), sample_count = 20, sample_size = 1)]
fn judge_prepared(bencher: Bencher<'_, '_>, language: &str) {
    let comments = comments(language);
    let (items, bytes) = counters(&comments);
    let analyzer = Analyzer::new();
    let prepared: Vec<Prepared> = comments.iter().map(|c| analyzer.prepare(c)).collect();
    let requests: Vec<Request<'_>> =
        prepared.iter().map(|text| Request { text, aspects: &[], named: &[] }).collect();
    let engine = fast_engine();
    bencher.counter(items).counter(bytes).bench_local(|| engine.judge(black_box(&requests)));
}

/// The encoder on texts it has not met before.
#[divan::bench(args = BANKS.map(|bank| bank.0), sample_count = 10, sample_size = 1)]
fn encode_prepared(bencher: Bencher<'_, '_>, language: &str) {
    let mut comments = comments(language);
    comments.truncate(ENCODED);
    let (items, bytes) = counters(&comments);
    let analyzer = Analyzer::new();
    let prepared: Vec<Prepared> = comments.iter().map(|c| analyzer.prepare(c)).collect();
    let requests: Vec<Request<'_>> =
        prepared.iter().map(|text| Request { text, aspects: &[], named: &[] }).collect();
    bencher
        .counter(items)
        .counter(bytes)
        .with_inputs(encoder_engine)
        .bench_local_values(|engine| engine.judge(black_box(&requests)));
}

/// Everything: normalisation, words, units, sentiment, effort and opinions.
#[divan::bench(args = BANKS.map(|bank| bank.0), sample_count = 20, sample_size = 1)]
fn score_comments(bencher: Bencher<'_, '_>, language: &str) {
    let comments = comments(language);
    let (items, bytes) = counters(&comments);
    let engine = Box::new(fast_engine());
    let Ok(judge) = Judge::new(Analyzer::new(), Taxonomy::builtin(), engine) else { return };
    bencher
        .counter(items)
        .counter(bytes)
        .bench_local(|| judge.judge(black_box(&comments).iter().map(String::as_str)));
}
