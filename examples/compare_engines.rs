//! Speed of the encoder in its own forward pass and through rust-bert on libtorch: the same
//! weights and comments, the same number of threads, turn and turn about.
//!
//! ```sh
//! cargo run --release --features rust-bert --example compare_engines -- comments.txt 1 3
//! ```
//!
//! takes a file with one comment a line, the number of threads (1) and of rounds (3), and
//! prints the median of the rounds. CPU time is what other work on the machine disturbs
//! least.

use std::error::Error;
use std::time::Instant;

use rayon::prelude::*;
use xinsheng::sentiment::encoder::{EncoderEngine, Precision, builtin_files};
use xinsheng::sentiment::rust_bert::{Run, own_engine};
use xinsheng::sentiment::{Engine, Request};
use xinsheng::text::{Analyzer, Prepared};

/// Comments judged at a time.
const BATCH: usize = 256;

type Failure = Box<dyn Error + Send + Sync>;
type Make = fn() -> Result<EncoderEngine, Failure>;

/// New engines each time: they remember what they have judged.
const ENGINES: [(&str, Make); 3] = [
    ("rust-bert, f32", || {
        let (weights, tokenizer) = builtin_files()?;
        Ok(own_engine(weights, tokenizer, Run::default())?)
    }),
    ("encoder, f32", || {
        let (weights, tokenizer) = builtin_files()?;
        Ok(EncoderEngine::of_precision(weights, tokenizer, Precision::Float)?)
    }),
    ("encoder, int8", || Ok(EncoderEngine::builtin()?)),
];

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("name a file with one comment a line")?;
    let threads: usize = arguments.next().map_or(Ok(1), |n| n.parse())?;
    let rounds: usize = arguments.next().map_or(Ok(3), |n| n.parse())?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    let text = std::fs::read_to_string(&path)?;
    let analyzer = Analyzer::new();
    let mut lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines.sort_unstable();
    lines.dedup();
    let comments: Vec<Prepared> = lines.iter().map(|line| analyzer.prepare(line)).collect();
    let counter = EncoderEngine::builtin()?;
    let tokens: usize = comments.iter().map(|text| counter.token_spans(text).len() + 2).sum();
    println!("{} comments, {tokens} tokens, {threads} threads, {rounds} rounds", comments.len());

    let mut took = [const { Vec::new() }; ENGINES.len()];
    for _ in 0..rounds {
        for ((_, make), took) in ENGINES.iter().zip(&mut took) {
            let engine = make()?;
            let (wall, cpu) = (Instant::now(), cpu_seconds());
            pool.install(|| {
                comments.par_chunks(BATCH).try_for_each(|texts| {
                    let requests: Vec<Request<'_>> = texts
                        .iter()
                        .map(|text| Request { text, aspects: &[], named: &[] })
                        .collect();
                    engine.judge(&requests).map(|judged| drop(std::hint::black_box(judged)))
                })
            })?;
            let cpu = cpu_seconds().zip(cpu).map_or(f64::NAN, |(end, start)| end - start);
            took.push((wall.elapsed().as_secs_f64(), cpu));
        }
    }
    let median = |values: &[(f64, f64)], of: fn(&(f64, f64)) -> f64| {
        let mut values: Vec<f64> = values.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let wall = |i: usize| median(&took[i], |took| took.0);
    let cpu = |i: usize| median(&took[i], |took| took.1);
    println!(
        "{:16} {:>12} {:>8} {:>8} {:>14} {:>13}",
        "engine", "comments/s", "wall s", "CPU s", "ratio of wall", "ratio of CPU"
    );
    for (i, (name, _)) in ENGINES.iter().enumerate() {
        println!(
            "{name:16} {:>12.0} {:>8.2} {:>8.2} {:>14.2} {:>13.2}",
            comments.len() as f64 / wall(i),
            wall(i),
            cpu(i),
            wall(0) / wall(i),
            cpu(0) / cpu(i),
        );
    }
    Ok(())
}

/// CPU time of this process so far, on Linux: user and system time in hundredths of a second.
fn cpu_seconds() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |i: usize| fields.get(i)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) / 100.0)
}
