//! `xinsheng sample`: draws comments that somebody reads and labels, so that `analyze --labels`
//! can say what is true of all of them.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use rust_i18n::t;
use serde_json::json;
use xinsheng::pipeline::{
    AnalyzeOptions, Condition, Drawn, OutputFile, PipelineError, RunFiles, SampleOptions,
    ToLabelFormat, draw,
};

use super::progress::Progress;
use super::reading::ExportArgs;
use super::{Common, setup};

#[derive(Debug, Args)]
pub(super) struct SampleArgs {
    /// Export files, as `analyze` will read them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Comments to draw
    #[arg(short, long, value_name = "N", default_value_t = 200)]
    #[arg(value_parser = clap::value_parser!(u64).range(30..=100_000))]
    n: u64,
    /// The file to fill in: .csv, or .xlsx with the labels to choose from
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// Draw from each of these by itself, so that each can be told of
    #[arg(long, value_enum, value_name = "WHAT")]
    by: Option<ByArg>,
    /// Another seed draws other comments
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    mapping: setup::MappingArgs,
    #[command(flatten)]
    judge: setup::JudgeArgs,
    /// Draw only from rows in which a column holds this, as `analyze` will read them
    #[arg(long = "where", value_name = "COLUMN=VALUE", value_parser = setup::condition)]
    only: Vec<Condition>,
    /// Start a CSV file with a byte order mark, so that Excel reads Chinese
    #[arg(long)]
    bom: bool,
    /// Leave out answers that came in before, as `analyze` will
    #[arg(long)]
    drop_duplicates: bool,
    #[command(flatten)]
    export: ExportArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ByArg {
    /// Touchpoints, as the export names them
    Touchpoint,
}

pub(super) fn run(args: &SampleArgs, common: &Common) -> Result<ExitCode> {
    let format = format(&args.output, common)?;
    check_files(args, common)?;
    let analysis = AnalyzeOptions {
        mapping: setup::mapping(&args.mapping, common)?,
        lang: common.lang(),
        redact: common.redact(),
        drop_duplicates: args.drop_duplicates,
        only: args.only.clone(),
        memory: setup::memory(common),
        ..AnalyzeOptions::default()
    };
    let options = SampleOptions {
        n: args.n,
        by_touchpoint: args.by.is_some(),
        seed: args.seed,
        format,
        bom: args.bom,
        lang: common.lang(),
    };
    let (read, sheets) = (&args.export.read, args.export.sheets());
    let inputs = setup::inputs(&args.files, read, &sheets, common)?;
    let (judge, pool) = (setup::judge(&args.judge, common)?, setup::pool(common)?);
    let progress = Progress::new(common);
    let writing = |source| PipelineError::Write { path: args.output.clone(), source };
    let mut out = OutputFile::create(&args.output).map_err(writing)?;
    let shown = |done, total| progress.rows(done, total);
    let drawn = draw(&inputs, &mut out, (&judge, &pool), &analysis, &options, &shown);
    progress.finish();
    let drawn = drawn.map_err(|error| error.at(&args.output))?;
    if drawn.drawn == 0 {
        bail!("{}", t!("cli.sample.nothing", locale = common.locale()));
    }
    out.commit().map_err(writing)?;
    if common.json {
        let width = |(n, half): &(u64, f64)| json!({ "labels": n, "half_width": half });
        common.show_json(&json!({
            "file": args.output.display().to_string(),
            "drawn": drawn.drawn,
            "comments": drawn.comments,
            "widths": drawn.widths.iter().map(width).collect::<Vec<_>>(),
        }))?;
    }
    if !common.quiet {
        say(&drawn, args, common);
    }
    Ok(setup::ended(&drawn.cut_short, common))
}

/// What was drawn, what it will tell, and what to do next.
fn say(drawn: &Drawn, args: &SampleArgs, common: &Common) {
    let locale = common.locale();
    let masked = &drawn.summary.privacy.masked;
    for warning in &drawn.summary.warnings {
        common.remark(&format!("! {}", warning.in_lang(common.lang())));
    }
    let (path, of) = (args.output.display(), drawn.comments);
    let key = "cli.sample.drawn";
    common.remark(&t!(key, locale = locale, n = drawn.drawn, of = of, path = path));
    let width = |(n, half): &(u64, f64)| {
        let points = format!("{:.1}", 100.0 * half);
        t!("cli.sample.width", locale = locale, n = n, points = points).into_owned()
    };
    let widths: Vec<String> = drawn.widths.iter().map(width).collect();
    if !widths.is_empty() {
        let widths = widths.join(if locale == "zh" { "；" } else { "; " });
        common.remark(&t!("cli.sample.widths", locale = locale, widths = widths));
    }
    common.remark(&t!("cli.sample.next", locale = locale, path = path));
    setup::say_masked(masked, common);
}

/// The format that the file's name stands for.
fn format(path: &Path, common: &Common) -> Result<ToLabelFormat> {
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    match ToLabelFormat::of_extension(&extension) {
        Some(format) => Ok(format),
        None => {
            let (key, path) = ("cli.sample.no_format", path.display());
            bail!("{}", t!(key, locale = common.locale(), path = path))
        }
    }
}

fn check_files(args: &SampleArgs, common: &Common) -> Result<()> {
    let mut files = RunFiles::default();
    files.reads_named(&args.files)?;
    args.mapping.reads(&mut files);
    args.judge.reads(&mut files);
    common.model.iter().for_each(|model| files.reads_model(model));
    files.writes(&args.output);
    Ok(files.check()?)
}
