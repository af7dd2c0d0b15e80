//! Draws comments to be read: at random within what the engine takes them for, so that few labels
//! tell much.

use std::collections::BinaryHeap;
use std::io::Write;

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::drawn_from::DrawnFrom;
use super::to_label::{Asked, ToLabelFormat, write};
use super::{Classified, classified};
use crate::ingest::Rejection;
use crate::journey::Strata;
use crate::journey::label_check::allocation;
use crate::lang::Lang;
use crate::pipeline::analyze::{Outcome, summarize};
use crate::pipeline::options::AnalyzeOptions;
use crate::pipeline::sink::Sink;
use crate::pipeline::{Input, Judge, OnProgress, PipelineError};
use crate::report::Summary;
use crate::report::comment_row::CommentRow;
use crate::sentiment::labelled::Reading;
use crate::stats::prediction_powered::expected_half_width;

/// How comments are drawn.
#[derive(Debug, Clone, Copy)]
pub struct SampleOptions {
    /// Comments to draw.
    pub n: u64,
    /// Makes every touchpoint a stratum of its own.
    pub by_touchpoint: bool,
    /// Seed of the draw.
    pub seed: u64,
    /// Format of the file.
    pub format: ToLabelFormat,
    /// Starts a CSV file with a byte order mark.
    pub bom: bool,
    /// Language of headings, labels and instructions.
    pub lang: Lang,
}

/// What was drawn.
#[derive(Debug)]
pub struct Drawn {
    /// Comments in the file.
    pub drawn: u64,
    /// Comments that could have been drawn.
    pub comments: u64,
    /// Numbers of labels, and the half width of the 95 % interval of the share of negative
    /// comments that is expected of as many.
    pub widths: Vec<(u64, f64)>,
    /// What the run found on its way, with its warnings.
    pub summary: Summary,
    /// Where and why reading broke off before the end of a file.
    pub cut_short: Vec<Rejection>,
}

/// Draws comments of exports into a file with a column for their labels.
///
/// # Errors
/// What ends [`summarize`], and a file that cannot be written.
pub fn draw(
    inputs: &[Input],
    out: &mut dyn Write,
    (judge, pool): (&Judge, &rayon::ThreadPool),
    analysis: &AnalyzeOptions,
    options: &SampleOptions,
    progress: OnProgress<'_>,
) -> Result<Drawn, PipelineError> {
    let mut lots = Lots::new(*options);
    let outcome = summarize(inputs, &mut [&mut lots], judge, pool, analysis, progress)?;
    let from = DrawnFrom {
        fingerprint: outcome.fingerprint,
        model: outcome.summary.tool.model.clone(),
        by_touchpoint: options.by_touchpoint,
        seed: options.seed,
    };
    let (sizes, doubt) = lots.strata();
    let negative = lots.doubt_of_negative();
    let read = allocation(&sizes, &doubt, options.n);
    let widths = [50, 100, 200, 400, 800].into_iter().filter(|n| *n <= sizes.iter().sum());
    let width = |n| (n, expected_half_width(&sizes, &allocation(&sizes, &doubt, n), &negative));
    let widths = widths.map(width).collect();
    let asked = lots.asked(&read);
    let drawn = asked.len() as u64;
    write(out, &asked, &from, options).map_err(|source| PipelineError::Output { source })?;
    let comments = sizes.iter().sum();
    let Outcome { summary, cut_short, .. } = outcome;
    Ok(Drawn { drawn, comments, widths, summary, cut_short })
}

/// A comment with its lot: those with the smallest are drawn.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Lot {
    lot: u64,
    number: u64,
    text: String,
    touchpoint: Option<String>,
}

/// A stratum under way.
#[derive(Debug, Default)]
struct Stratum {
    size: u64,
    /// Sum of the variances that the engine expects of its classes.
    doubt: f64,
    /// That of the negative class alone.
    negative: f64,
    /// The smallest lots, the largest of them first.
    lots: BinaryHeap<Lot>,
}

/// The comments of a run, with as many lots of each stratum as could be drawn.
struct Lots {
    options: SampleOptions,
    strata: Strata,
    of: Vec<Stratum>,
    number: u64,
}

impl Lots {
    fn new(options: SampleOptions) -> Lots {
        Lots { options, strata: Strata::new(options.by_touchpoint), of: Vec::new(), number: 0 }
    }

    fn add(&mut self, comment: &Classified<'_>, text: &str) {
        let at = self.strata.of(comment.reading, comment.touchpoint);
        while self.of.len() <= at {
            self.of.push(Stratum::default());
        }
        let stratum = &mut self.of[at];
        stratum.size += 1;
        stratum.doubt += comment.said.iter().map(|p| p * (1.0 - p)).sum::<f64>();
        let negative = comment.said[Reading::Negative as usize];
        stratum.negative += negative * (1.0 - negative);
        let lot = xxh3_64_with_seed(&comment.number.to_le_bytes(), self.options.seed);
        let most = usize::try_from(self.options.n).unwrap_or(usize::MAX);
        let full = stratum.lots.len() >= most;
        if full && stratum.lots.peek().is_none_or(|last| last.lot <= lot) {
            return;
        }
        let touchpoint = comment.touchpoint.map(|name| name.to_string());
        stratum.lots.push(Lot { lot, number: comment.number, text: text.to_owned(), touchpoint });
        if full {
            stratum.lots.pop();
        }
    }

    /// Comments and mean doubt of each stratum.
    fn strata(&self) -> (Vec<u64>, Vec<f64>) {
        let doubt = |stratum: &Stratum| stratum.doubt / stratum.size.max(1) as f64;
        (self.of.iter().map(|stratum| stratum.size).collect(), self.of.iter().map(doubt).collect())
    }

    fn doubt_of_negative(&self) -> Vec<f64> {
        self.of.iter().map(|stratum| stratum.negative / stratum.size.max(1) as f64).collect()
    }

    /// The comments that were drawn, `read` of each stratum, in the order of their lots: whoever
    /// stops early has read a random part of each.
    fn asked(self, read: &[u64]) -> Vec<Asked> {
        let mut all: Vec<(u64, Asked)> = Vec::new();
        for (stratum, (of, &read)) in self.of.into_iter().zip(read).enumerate() {
            let size = of.size.max(1) as f64;
            let lots = of.lots.into_sorted_vec().into_iter().take(read as usize);
            all.extend(lots.map(|Lot { lot, number, text, touchpoint }| {
                let probability = read as f64 / size;
                (lot, Asked { number, text, touchpoint, stratum, probability })
            }));
        }
        all.sort_by_key(|(lot, asked)| (*lot, asked.number));
        all.into_iter().map(|(_, asked)| asked).collect()
    }
}

impl Sink for Lots {
    fn comment(&mut self, row: &CommentRow) -> Result<(), PipelineError> {
        self.number += 1;
        if let Some(comment) = classified(self.number, row) {
            self.add(&comment, &row.text);
        }
        Ok(())
    }
}
