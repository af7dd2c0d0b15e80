//! `xinsheng train`: makes a model for the fast engine.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use rust_i18n::t;
use xinsheng::pipeline::{RunFiles, write_output};
use xinsheng::sentiment::encoder::adapt::FEWEST;
use xinsheng::sentiment::linear::{TrainOptions, train};
use xinsheng::text::Analyzer;

use super::evaluate::{LabelArgs, labelled};
use super::{Common, setup};

#[derive(Debug, Args)]
pub(super) struct TrainArgs {
    /// Labelled comments, in any format `analyze` reads
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    labels: LabelArgs,
    /// Where the model goes
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// Name of the model, shown in reports
    #[arg(long, default_value = "custom")]
    name: String,
    /// Most features kept; a model has about 11 bytes for each
    #[arg(long, default_value_t = TrainOptions::default().features)]
    features: usize,
    /// Passes over the data
    #[arg(long, default_value_t = TrainOptions::default().epochs)]
    epochs: u32,
    /// Inverse strength of the L2 penalty
    #[arg(long, default_value_t = TrainOptions::default().c)]
    c: f32,
    /// Learning rate
    #[arg(long, default_value_t = TrainOptions::default().rate)]
    rate: f32,
    /// Seed of the shuffles
    #[arg(long, default_value_t = TrainOptions::default().seed)]
    seed: u64,
}

pub(super) fn run(args: &TrainArgs, common: &Common) -> Result<ExitCode> {
    let mut files = RunFiles::default();
    args.files.iter().for_each(|file| setup::reads(&mut files, file));
    files.writes(&args.output);
    files.check()?;
    let mut rows = Vec::new();
    for path in &args.files {
        rows.extend(labelled(path, &args.labels, common)?);
    }
    let options = TrainOptions {
        name: args.name.clone(),
        features: args.features,
        epochs: args.epochs,
        c: args.c,
        rate: args.rate,
        seed: args.seed,
        ..TrainOptions::default()
    };
    let mut held_out: Option<(f64, f64)> = None;
    let model = train(&rows, &Analyzer::new(), &options, |progress| {
        let (first, _) = held_out.unwrap_or((progress.held_out, progress.held_out));
        held_out = Some((first, progress.held_out));
        if !common.quiet {
            let (loss, held_out) =
                (format!("{:.4}", progress.loss), format!("{:.4}", progress.held_out));
            let (key, locale, epoch) = ("cli.train.epoch", common.locale(), progress.epoch);
            let said = t!(key, locale = locale, epoch = epoch, loss = loss, held_out = held_out);
            common.remark(&said);
        }
    })?;
    let bytes = model.to_bytes()?;
    write_output(&args.output, &bytes).map_err(setup::writing(&args.output))?;
    if !common.quiet {
        let size = format!("{:.1}", bytes.len() as f64 / f64::from(1 << 20));
        let (key, path) = ("cli.train.written", args.output.display());
        let said = t!(key, locale = common.locale(), path = path, rows = rows.len(), size = size);
        common.remark(&said);
        say_doubts(rows.len(), held_out, common);
    }
    Ok(ExitCode::SUCCESS)
}

/// Says where a model has hardly learnt what holds for other comments; `held_out` is the loss on
/// those held out after the first epoch and after the last.
fn say_doubts(rows: usize, held_out: Option<(f64, f64)>, common: &Common) {
    let locale = common.locale();
    if rows < FEWEST {
        let said = t!("cli.train.few", locale = locale, rows = rows, fewest = FEWEST);
        common.remark(&format!("! {said}"));
    }
    if let Some((first, last)) = held_out.filter(|(first, last)| *last > *first + 0.005) {
        let (first, last) = (format!("{first:.2}"), format!("{last:.2}"));
        let said = t!("cli.train.worse", locale = locale, first = first, last = last);
        common.remark(&format!("! {said}"));
    }
}
