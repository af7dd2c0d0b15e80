//! `xinsheng train`: makes a model for the fast engine.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use rust_i18n::t;
use serde_json::json;
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
    #[arg(long, default_value_t = TrainOptions::default().features, value_parser = one_or_more)]
    features: usize,
    /// Passes over the data
    #[arg(long, default_value_t = TrainOptions::default().epochs,
        value_parser = clap::value_parser!(u32).range(1..))]
    epochs: u32,
    /// Inverse strength of the L2 penalty
    #[arg(long, default_value_t = TrainOptions::default().c, value_parser = above_zero)]
    c: f32,
    /// Learning rate
    #[arg(long, default_value_t = TrainOptions::default().rate, value_parser = above_zero)]
    rate: f32,
    /// Seed of the shuffles
    #[arg(long, default_value_t = TrainOptions::default().seed)]
    seed: u64,
}

/// A number of features with which there is something to learn.
fn one_or_more(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| "not a whole number from 1".to_owned())
}

/// A number with which the weights stay numbers.
fn above_zero(text: &str) -> Result<f32, String> {
    let number = text.parse().ok().filter(|number: &f32| number.is_finite() && *number > 0.0);
    number.ok_or_else(|| "not a number above 0".to_owned())
}

pub(super) fn run(args: &TrainArgs, common: &Common) -> Result<ExitCode> {
    let mut files = RunFiles::default();
    args.files.iter().for_each(|file| setup::reads(&mut files, file));
    files.writes(&args.output);
    files.check()?;
    let (mut rows, mut cut_short) = (Vec::new(), Vec::new());
    for path in &args.files {
        rows.extend(labelled(path, &args.labels, common, &mut cut_short)?);
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
    let mut losses = (0.0, None);
    let model = train(&rows, &Analyzer::new(), &options, |progress| {
        losses = (progress.loss, progress.held_out);
        if let Some(own) = progress.held_out {
            held_out = Some((held_out.map_or(own, |(first, _)| first), own));
        }
        if !common.quiet {
            common.remark(&epoch(progress.epoch, losses, common.locale()));
        }
    })?;
    let bytes = model.to_bytes()?;
    write_output(&args.output, &bytes).map_err(setup::writing(&args.output))?;
    if common.json {
        let (loss, held_out) = losses;
        common.show_json(&json!({
            "model": args.output.display().to_string(),
            "rows": rows.len(),
            "bytes": bytes.len(),
            "loss": loss,
            "held_out": held_out,
        }))?;
    }
    if !common.quiet {
        let size = format!("{:.1}", bytes.len() as f64 / f64::from(1 << 20));
        let (key, path) = ("cli.train.written", args.output.display());
        let said = t!(key, locale = common.locale(), path = path, rows = rows.len(), size = size);
        common.remark(&said);
        say_doubts(rows.len(), held_out, common);
    }
    Ok(setup::ended(&cut_short, common))
}

/// What a pass over the data came to: the loss, and that of the rows held out where there are any.
fn epoch(number: u32, (loss, held_out): (f64, Option<f64>), locale: &str) -> String {
    let loss = format!("{loss:.4}");
    let said = match held_out.map(|held_out| format!("{held_out:.4}")) {
        Some(held_out) => {
            t!("cli.train.epoch", locale = locale, epoch = number, loss = loss, held_out = held_out)
        }
        None => t!("cli.train.epoch_alone", locale = locale, epoch = number, loss = loss),
    };
    said.into_owned()
}

/// Says where a model has hardly learnt what holds for other comments; `held_out` is the loss on
/// those held out after the first epoch and after the last.
fn say_doubts(rows: usize, held_out: Option<(f64, f64)>, common: &Common) {
    let locale = common.locale();
    if rows < FEWEST {
        let said = t!("cli.train.few", locale = locale, rows = rows, fewest = FEWEST);
        common.remark(&format!("! {said}"));
    }
    if held_out.is_none() {
        common.remark(&format!("! {}", t!("cli.train.none_held_out", locale = locale)));
    }
    if let Some((first, last)) = held_out.filter(|(first, last)| *last > *first + 0.005) {
        let (first, last) = (format!("{first:.2}"), format!("{last:.2}"));
        let said = t!("cli.train.worse", locale = locale, first = first, last = last);
        common.remark(&format!("! {said}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_by_which_nothing_can_be_learnt_are_refused() {
        assert_eq!((one_or_more("1"), above_zero("0.5")), (Ok(1), Ok(0.5)));
        assert!(["0", "-1", "x"].iter().all(|text| one_or_more(text).is_err()));
        assert!(["0", "-1", "nan", "inf", "x"].iter().all(|text| above_zero(text).is_err()));
    }
}
