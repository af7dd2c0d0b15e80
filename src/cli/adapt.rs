//! `xinsheng adapt`: the encoder's heads fitted to a user's own comments.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Args;
use rust_i18n::t;
use xinsheng::pipeline::{OutputFolder, RunFiles};
use xinsheng::report::aligned_table::{AlignedColumn, aligned_table};
use xinsheng::sentiment::encoder::adapt::AdaptedHead;
use xinsheng::sentiment::encoder::with_heads;
use xinsheng::sentiment::labelled::Labelled;
use xinsheng::text::Analyzer;
use xinsheng::training::{Adaptation, HeadOutcome, adapt, adapted_card};

use super::evaluate::{LabelArgs, labelled};
use super::setup::EncoderFiles;
use super::{Common, EngineArg, setup};

#[derive(Debug, Args)]
pub(super) struct AdaptArgs {
    /// Your comments with their labels or scores, in any format `analyze` reads; again for
    /// more files
    #[arg(long = "labels", required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Folder the adapted model goes into, for --model; without it, nothing is written
    #[arg(long, short, value_name = "FOLDER")]
    output: Option<PathBuf>,
    /// Name of the model, shown in reports
    #[arg(long, default_value = "adapted")]
    name: String,
    /// Tune all layers, not the heads alone (builds with the feature rust-bert)
    #[arg(long)]
    full: bool,
    /// Seed of the deal into parts that are held out in turn
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    labels: LabelArgs,
}

/// The files of an adapted model; the model file last, without which the folder is no
/// model.
const WRITTEN: [&str; 3] = ["README.md", "tokenizer.json", "encoder.safetensors"];

pub(super) fn run(args: &AdaptArgs, common: &Common) -> Result<ExitCode> {
    if !matches!(common.engine, None | Some(EngineArg::Encoder))
        || common.device.is_some() && !args.full
    {
        bail!("{}", t!("cli.adapt.engine", locale = common.locale()));
    }
    let mut files = RunFiles::default();
    args.files.iter().for_each(|file| setup::reads(&mut files, file));
    common.model.iter().for_each(|model| files.reads_model(model));
    files.writes_to_stdout();
    if let Some(folder) = &args.output {
        files.writes_into(folder, &WRITTEN);
    }
    files.check()?;
    let (mut rows, mut cut_short) = (Vec::new(), Vec::new());
    for path in &args.files {
        rows.extend(labelled(path, &args.labels, common, &mut cut_short)?);
    }
    let files = EncoderFiles::read(common.model.as_deref())?;
    let found = if args.full {
        full(args, &files, &rows, common)?
    } else {
        adapt(&files.engine()?, &Analyzer::new(), &rows, args.seed, &setup::pool(common)?)?
    };
    if common.json {
        common.show_json(&found)?;
    } else {
        common.show(&tables(&found, common.locale()))?;
    }
    if found.fitted.is_empty() && found.tuned.is_none() {
        common.remark(&format!("xinsheng: {}", t!("cli.adapt.refused", locale = common.locale())));
        return Ok(ExitCode::from(1));
    }
    if let Some(folder) = &args.output {
        write(args, folder, &files, &found, common)?;
        if !common.quiet {
            let (locale, folder) = (common.locale(), folder.display());
            common.remark(&t!("cli.adapt.written", locale = locale, folder = folder));
        }
    } else if !common.quiet {
        common.remark(&t!("cli.adapt.not_written", locale = common.locale()));
    }
    Ok(setup::ended(&cut_short, common))
}

/// All layers tuned, on libtorch.
#[cfg(feature = "rust-bert")]
fn full(
    args: &AdaptArgs,
    files: &EncoderFiles,
    rows: &[Labelled],
    common: &Common,
) -> Result<Adaptation> {
    use xinsheng::sentiment::rust_bert::Run;
    use xinsheng::training::{TunedModel, adapt_full};
    let pool = setup::pool(common)?;
    let run = Run { device: common.device.unwrap_or_default(), tokens: None };
    let (weights, tokenizer) = (&files.weights, &files.tokenizer);
    let model = TunedModel { weights, tokenizer, name: &args.name };
    Ok(adapt_full(model, &Analyzer::new(), rows, args.seed, run, &pool, |progress| {
        if !common.quiet {
            let held_out = format!("{:.4}", progress.held_out);
            let (key, epoch) = ("cli.adapt.epoch", progress.epoch);
            let locale = common.locale();
            common.remark(&t!(key, locale = locale, epoch = epoch, held_out = held_out));
        }
    })?)
}

#[cfg(not(feature = "rust-bert"))]
fn full(_: &AdaptArgs, _: &EncoderFiles, _: &[Labelled], common: &Common) -> Result<Adaptation> {
    bail!("{}", t!("cli.no_rust_bert", locale = common.locale()))
}

/// Writes the three files.
fn write(
    args: &AdaptArgs,
    folder: &std::path::Path,
    files: &EncoderFiles,
    found: &Adaptation,
    common: &Common,
) -> Result<()> {
    let gate = common.gate();
    let name = |path: &PathBuf| gate.file(&path.display().to_string());
    let sources: Vec<String> = args.files.iter().map(name).collect();
    let name = gate.message(&args.name);
    let card = adapted_card(&name, found, &sources, args.seed, common.lang());
    let model = match &found.tuned {
        Some(model) => model.clone(),
        None => with_heads(&files.weights, &args.name, &found.fitted)?,
    };
    let contents: [&[u8]; 3] = [card.as_bytes(), &files.tokenizer, &model];
    let mut output = OutputFolder::open(folder, &WRITTEN)?;
    for (name, bytes) in WRITTEN.into_iter().zip(contents) {
        output.write(name, bytes)?;
    }
    output.commit()?;
    Ok(())
}

/// Before and after: by head, then by set.
fn tables(found: &Adaptation, locale: &str) -> String {
    let word = |key: &str| t!(key, locale = locale).into_owned();
    let both = |before: f64, after: f64| format!("{before:.3} → {after:.3}");
    let heads = |heading: &str, cell: &dyn Fn(&HeadOutcome) -> String| AlignedColumn {
        heading: heading.to_owned(),
        cells: found.heads.iter().map(|head| cell(head).into()).collect(),
        align_right: true,
        dispensable: 0,
    };
    let columns = vec![
        heads(&word("cli.adapt.head"), &|head| {
            word(&format!("pipeline.card.{}", head.head.as_str()))
        }),
        heads("n", &|head| head.measured.to_string()),
        heads(&word("cli.adapt.loss"), &|head| both(head.loss_before, head.loss_after)),
        heads(&word("cli.adapt.gain"), &|head| {
            format!("{:+.3} – {:+.3}", head.gain.low, head.gain.high)
        }),
        heads(&word("cli.adapt.merit"), &|head| match head.head {
            AdaptedHead::Stars => both(-head.merit_before, -head.merit_after),
            _ => both(head.merit_before, head.merit_after),
        }),
        heads(&word("cli.adapt.better"), &|head| {
            word(if head.better { "pipeline.card.yes" } else { "pipeline.card.no" })
        }),
    ];
    let mut text = aligned_table(columns, 160);
    let column = |heading: &str, right, cells: Vec<String>| AlignedColumn {
        heading: heading.to_owned(),
        cells: cells.into_iter().map(Into::into).collect(),
        align_right: right,
        dispensable: 0,
    };
    let labels = &found.labels;
    let columns = vec![
        column(
            &word("cli.adapt.label"),
            false,
            labels.iter().map(|of| word(&format!("label.{}", of.label))).collect(),
        ),
        column(
            &word("cli.adapt.label_share"),
            true,
            labels.iter().map(|of| both(of.before, of.after)).collect(),
        ),
    ];
    text.push('\n');
    text.push_str(&aligned_table(columns, 160));
    let sets: Vec<_> = found.before.iter().zip(&found.after).filter(|(b, _)| b.n > 0).collect();
    if sets.is_empty() {
        return text;
    }
    let columns = vec![
        column(&word("cli.evaluate.set"), false, sets.iter().map(|(b, _)| b.set.clone()).collect()),
        column("n", true, sets.iter().map(|(b, _)| b.n.to_string()).collect()),
        column(
            &word("cli.evaluate.accuracy"),
            true,
            sets.iter().map(|(b, a)| both(b.accuracy, a.accuracy)).collect(),
        ),
        column(
            &word("cli.evaluate.macro_f1"),
            true,
            sets.iter().map(|(b, a)| both(b.macro_f1, a.macro_f1)).collect(),
        ),
        column(
            &word("cli.evaluate.calibration"),
            true,
            sets.iter().map(|(b, a)| both(b.calibration_error, a.calibration_error)).collect(),
        ),
    ];
    text.push('\n');
    text.push_str(&aligned_table(columns, 160));
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}
