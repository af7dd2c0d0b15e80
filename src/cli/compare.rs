//! `xinsheng compare`: two waves of feedback in, what changed out.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Args;
use jiff::civil::Date;
use rust_i18n::t;
use xinsheng::ingest::Mapping;
use xinsheng::pipeline::{
    AnalyzeOptions, ByColumn, CompareOptions, Input, Waves, compare, comparison_files, read_actions,
};
use xinsheng::report::comparison;

use super::analysis::{AnalysisArgs, BomArgs};
use super::progress::Progress;
use super::{Common, setup, terminal_width};

#[derive(Debug, Args)]
pub(super) struct CompareArgs {
    /// The earlier and the later export, or patterns such as "q2/*.csv"; with --split-at or --by
    /// any number of files that hold both
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Folder for the reports; made where it is missing
    #[arg(long, short, value_name = "DIR")]
    output: PathBuf,
    /// First day of the later wave, as 2026-07-01; both waves are in the same files
    #[arg(long, value_name = "DAY", value_parser = day, conflicts_with = "by")]
    split_at: Option<Date>,
    /// Column that tells the waves of the same files apart: one with just two values, or which
    /// are before and after as "Wave=W1:W2" or "季度=Q1,Q2:Q3"
    #[arg(long, value_name = "COLUMN[=BEFORE:AFTER]", value_parser = by_column)]
    by: Option<ByColumn>,
    /// Actions since the earlier wave, as `analyze` writes them (actions.csv): did the
    /// touchpoints with one change otherwise than those without? A column `done` or 状态 may say
    /// which were carried out
    #[arg(long, value_name = "FILE")]
    actions: Option<PathBuf>,
    /// Look for themes beyond the taxonomy too, in the comments of both waves together
    #[arg(long)]
    themes: bool,
    #[command(flatten)]
    analysis: AnalysisArgs,
    /// What the columns of the earlier export mean, where they are others
    #[arg(long, value_name = "FILE", conflicts_with_all = ["split_at", "by"])]
    mapping_before: Option<PathBuf>,
    #[command(flatten)]
    bom: BomArgs,
}

fn day(text: &str) -> Result<Date, String> {
    text.trim().parse().map_err(|_| "a day as YYYY-MM-DD".to_owned())
}

fn by_column(text: &str) -> Result<ByColumn, String> {
    ByColumn::parse(text).ok_or_else(|| "COLUMN or COLUMN=BEFORE:AFTER".to_owned())
}

/// The files of the waves.
enum Given {
    Two(Vec<Input>, Vec<Input>),
    Split(Vec<Input>, Date),
    By(Vec<Input>, ByColumn),
}

pub(super) fn run(args: &CompareArgs, common: &Common) -> Result<ExitCode> {
    check_files(args, common)?;
    let mapping_before = args.mapping_before.as_ref();
    let options = CompareOptions {
        analysis: AnalyzeOptions { bom: args.bom.bom(common), ..args.analysis.options(common)? },
        mapping_before: mapping_before
            .map(|path| -> Result<Mapping> { setup::mapping_file(path, common) })
            .transpose()?,
        acted: args
            .actions
            .as_ref()
            .map(|path| -> Result<_> { Ok(read_actions(&Input::new(path)?.only()?)?) })
            .transpose()?,
        themes: args.themes,
    };
    let given = given(args, common)?;
    let waves = match &given {
        Given::Two(before, after) => Waves::Files { before, after },
        Given::Split(inputs, day) => Waves::SplitAt { inputs, day: *day },
        Given::By(inputs, by) => Waves::By { inputs, by },
    };
    let judge = match args.themes {
        true => args.analysis.topical_judge(common)?,
        false => args.analysis.judge(common)?,
    };
    let pool = setup::pool(common)?;
    let progress = Progress::new(common);
    let compared = compare(waves, &args.output, (&judge, &pool), &options, &|done, total| {
        progress.rows(done, total);
    });
    progress.finish();
    let compared = compared?;
    if common.json {
        common.show_bytes(&comparison::json(&compared.report)?)?;
    } else if !common.quiet {
        let width = terminal_width().unwrap_or(100);
        common.show(&comparison::terminal(&compared.report, common.lang(), width))?;
        setup::say_written(&compared.written, common);
        setup::say_masked(&compared.report.privacy.masked, common);
    }
    Ok(setup::ended(&compared.cut_short, common))
}

fn given(args: &CompareArgs, common: &Common) -> Result<Given> {
    let inputs = |files: &[PathBuf]| args.analysis.inputs(files, common);
    if let Some(day) = args.split_at {
        return Ok(Given::Split(inputs(&args.files)?, day));
    }
    if let Some(by) = &args.by {
        return Ok(Given::By(inputs(&args.files)?, by.clone()));
    }
    match args.files.as_slice() {
        [before, after] => Ok(Given::Two(
            inputs(std::slice::from_ref(before))?,
            inputs(std::slice::from_ref(after))?,
        )),
        files => {
            bail!("{}", t!("compare.two_files", locale = common.locale(), n = files.len()))
        }
    }
}

fn check_files(args: &CompareArgs, common: &Common) -> Result<()> {
    let mut files = args.analysis.reads(&args.files, common)?;
    args.mapping_before.iter().chain(&args.actions).for_each(|path| files.reads(path));
    files.writes_into(&args.output, &comparison_files());
    if common.json || !common.quiet {
        files.writes_to_stdout();
    }
    Ok(files.check()?)
}
