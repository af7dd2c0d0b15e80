//! `xinsheng check`: whether numbers are what they are to be.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use rust_i18n::t;
use serde_json::json;
use xinsheng::journey::targets::draft;
use xinsheng::journey::{Grain, Targets};
use xinsheng::pipeline::{AnalyzeOptions, Outcome, summarize, write_output};
use xinsheng::report::check::{check_json, check_junit, check_markdown, check_table};

use super::analysis::AnalysisArgs;
use super::analyze::GrainArg;
use super::progress::Progress;
use super::{Common, setup, terminal_width};

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Export files, as `analyze` reads them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What numbers are to be (TOML)
    #[arg(long, short, value_name = "FILE")]
    targets: Option<PathBuf>,
    /// Write a file of targets to start from, by what the numbers are now
    #[arg(long, value_name = "FILE", conflicts_with_all = ["targets", "format"])]
    write_targets: Option<PathBuf>,
    /// Format of the result on standard output
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: FormatArg,
    #[command(flatten)]
    analysis: AnalysisArgs,
    /// Length of the periods [default: as the targets say, else what suits the time they span]
    #[arg(long, value_enum, value_name = "PERIOD")]
    grain: Option<GrainArg>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum FormatArg {
    /// A table to read; what is not met comes first
    #[default]
    Table,
    /// The same for a chat or a mail
    Markdown,
    /// For programs (as --json)
    Json,
    /// For job servers
    Junit,
}

pub(super) fn run(args: &CheckArgs, common: &Common) -> Result<ExitCode> {
    if args.targets.is_none() && args.write_targets.is_none() {
        bail!("{}", t!("targets.both_outputs", locale = common.locale()));
    }
    check_files(args, common)?;
    let targets = args.targets.as_deref().map(|path| targets(path, common)).transpose()?;
    let options = AnalyzeOptions {
        grain: args.grain.map(Grain::from),
        targets,
        ..args.analysis.options(common)?
    };
    let inputs = args.analysis.inputs(&args.files, common)?;
    let (judge, pool) = (args.analysis.judge(common)?, setup::pool(common)?);
    let progress = Progress::new(common);
    let shown = |done, total| progress.rows(done, total);
    let outcome = summarize(&inputs, &mut [], &judge, &pool, &options, &shown);
    progress.finish();
    let outcome = outcome?;
    let ok = match &args.write_targets {
        Some(path) => write_draft(&outcome, path, common)?,
        None => show(&outcome, args, common)?,
    };
    for cut in &outcome.cut_short {
        common.remark(&format!("xinsheng: {}", cut.message_in(common.locale())));
    }
    Ok(match (outcome.cut_short.is_empty(), ok) {
        (false, _) => ExitCode::from(2),
        (true, true) => ExitCode::SUCCESS,
        (true, false) => ExitCode::from(1),
    })
}

/// Shows the result; whether nothing fails.
fn show(outcome: &Outcome, args: &CheckArgs, common: &Common) -> Result<bool> {
    let Some(checked) = &outcome.targets else {
        bail!("{}", t!("targets.both_outputs", locale = common.locale()));
    };
    if !common.quiet {
        for warning in &outcome.summary.warnings {
            common.remark(&format!("! {}", warning.in_lang(common.lang())));
        }
    }
    let lang = common.lang();
    match args.format {
        _ if common.json => common.show_bytes(check_json(checked, lang)?.as_bytes())?,
        FormatArg::Json => common.show_bytes(check_json(checked, lang)?.as_bytes())?,
        FormatArg::Junit => common.show_bytes(check_junit(checked, lang)?.as_bytes())?,
        FormatArg::Markdown => common.show_bytes(check_markdown(checked, lang).as_bytes())?,
        FormatArg::Table => {
            common.show(&check_table(checked, lang, terminal_width().unwrap_or(160)))?;
        }
    }
    Ok(checked.ok)
}

/// Writes a file of targets to start from.
fn write_draft(outcome: &Outcome, path: &Path, common: &Common) -> Result<bool> {
    let summary = &outcome.summary;
    let text = draft(&summary.overall, &summary.touchpoints, common.lang());
    write_output(path, text.as_bytes()).map_err(setup::writing(path))?;
    if common.json {
        common.show_json(&json!({ "targets": path.display().to_string() }))?;
    }
    if !common.quiet {
        let (key, path) = ("targets.written", path.display());
        common.remark(&t!(key, locale = common.locale(), path = path));
    }
    Ok(true)
}

fn targets(path: &Path, common: &Common) -> Result<Targets> {
    Ok(Targets::from_toml(&setup::read(path, common)?, &path.display().to_string())?)
}

fn check_files(args: &CheckArgs, common: &Common) -> Result<()> {
    let mut files = args.analysis.reads(&args.files, common)?;
    args.targets.iter().for_each(|path| files.reads(path));
    match &args.write_targets {
        Some(path) if !common.json => files.writes(path),
        Some(path) => {
            files.writes(path);
            files.writes_to_stdout();
        }
        None => files.writes_to_stdout(),
    }
    Ok(files.check()?)
}
