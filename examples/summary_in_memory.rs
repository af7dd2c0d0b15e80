//! A summary without a folder: the comments stay in memory, and of those that are left out
//! there is a line each.
//!
//! ```sh
//! cargo run --release --example summary_in_memory -- data/samples/hotel_survey_en.csv
//! ```

use std::path::PathBuf;

use xinsheng::Lang;
use xinsheng::ingest::Rejection;
use xinsheng::opinion::Taxonomy;
use xinsheng::pipeline::{AnalyzeOptions, InMemory, Input, Judge, PipelineError, Sink, summarize};
use xinsheng::report::terminal::terminal_summary;
use xinsheng::sentiment::linear::LinearEngine;
use xinsheng::text::Analyzer;

/// A sink of one's own.
#[derive(Default)]
struct Told(Vec<String>);

impl Sink for Told {
    fn rejection(&mut self, rejection: &Rejection) -> Result<(), PipelineError> {
        self.0.push(rejection.message_in("en"));
        Ok(())
    }
}

#[allow(clippy::print_stdout, reason = "an example")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args_os().nth(1).map(PathBuf::from);
    let inputs = [Input::new(&path.ok_or("which export?")?)?];
    let engine = Box::new(LinearEngine::builtin()?);
    let judge = Judge::new(Analyzer::new(), Taxonomy::builtin(), engine)?;
    let pool = rayon::ThreadPoolBuilder::new().build()?;
    let (mut kept, mut told, options) = (InMemory::default(), Told::default(), Default::default());
    let options = AnalyzeOptions { lang: Lang::En, ..options };
    let sinks: &mut [&mut dyn Sink] = &mut [&mut kept, &mut told];
    let outcome = summarize(&inputs, sinks, &judge, &pool, &options, &|_, _| {})?;
    println!("{}", terminal_summary(&outcome.summary, Lang::En, 100));
    for comment in kept.comments.iter().take(5) {
        let aspects: Vec<&str> =
            comment.findings.opinions.iter().map(|opinion| &*opinion.aspect).collect();
        println!("{:?} {aspects:?} {}", comment.findings.label, comment.text);
    }
    told.0.iter().for_each(|line| println!("{line}"));
    Ok(())
}
