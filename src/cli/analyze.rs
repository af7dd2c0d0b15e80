//! `xinsheng analyze`: exports in, reports out.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, ValueEnum};
use xinsheng::journey::{Grain, Suppression};
use xinsheng::pipeline::{
    AnalyzeOptions, CommentsFormat, GivenLabels, Input, Population, WORKBOOK_COMMENTS, analyze,
    read_labels, read_population, report_files,
};
use xinsheng::report::{json, terminal};

use super::analysis::{AnalysisArgs, BomArgs};
use super::progress::Progress;
use super::{Common, setup, terminal_width};

#[derive(Debug, Args)]
pub(super) struct AnalyzeArgs {
    /// Export files (CSV, TSV, XLSX, XLS, XLSB, ODS, JSON, JSONL, Parquet, also as .gz, .zst,
    /// .xz or .zip), or patterns such as "exports/*.csv"; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Folder for the reports; made where it is missing
    #[arg(long, short, value_name = "DIR")]
    output: PathBuf,
    #[command(flatten)]
    analysis: AnalysisArgs,
    /// Show verbatims from this number of comments on
    #[arg(long, value_name = "N", default_value_t = 8)]
    min_comments: u64,
    #[command(flatten)]
    bom: BomArgs,
    /// Format of the comments file
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    comments: CommentsArg,
    /// Most comments in report.xlsx, up to 1,048,575; 0 for no sheet of them. The
    /// comments file always has them all
    #[arg(long, value_name = "N", default_value_t = WORKBOOK_COMMENTS)]
    workbook_comments: u64,
    /// People who were asked to answer, for the response rate
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    invited: Option<u64>,
    /// Comments that somebody has labelled, drawn by `xinsheng sample`: shares, sentiment and
    /// correlations are set right by them
    #[arg(long, value_name = "FILE")]
    labels: Option<PathBuf>,
    /// Shares of the population by segment, a table with the columns field, value and share:
    /// answers are weighted so that they have them
    #[arg(long, value_name = "FILE")]
    targets_population: Option<PathBuf>,
    /// Length of the periods of all trends [default: what suits the time they span]
    #[arg(long, value_enum, value_name = "PERIOD")]
    grain: Option<GrainArg>,
    /// Go on from where a run into the same folder was killed
    #[arg(long)]
    resume: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum GrainArg {
    Week,
    Month,
    Quarter,
    Year,
}

impl From<GrainArg> for Grain {
    fn from(grain: GrainArg) -> Grain {
        match grain {
            GrainArg::Week => Grain::Week,
            GrainArg::Month => Grain::Month,
            GrainArg::Quarter => Grain::Quarter,
            GrainArg::Year => Grain::Year,
        }
    }
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum CommentsArg {
    /// comments.csv
    #[default]
    Csv,
    /// comments.parquet: the same columns with types, for data tools
    Parquet,
    /// comments.jsonl: an object a comment, its opinions with their spans
    Jsonl,
}

pub(super) fn run(args: &AnalyzeArgs, common: &Common) -> Result<ExitCode> {
    check_files(args, common)?;
    let analysis = args.analysis.options(common)?;
    let options = AnalyzeOptions {
        suppression: Suppression { verbatim: args.min_comments, ..analysis.suppression },
        bom: args.bom.bom(common),
        comments: match args.comments {
            CommentsArg::Csv => CommentsFormat::Csv,
            CommentsArg::Parquet => CommentsFormat::Parquet,
            CommentsArg::Jsonl => CommentsFormat::Jsonl,
        },
        workbook_comments: Some(args.workbook_comments),
        invited: args.invited,
        grain: args.grain.map(Grain::from),
        labels: args.labels.as_deref().map(labels).transpose()?,
        population: args.targets_population.as_deref().map(population).transpose()?,
        resume: args.resume,
        ..analysis
    };
    let inputs = args.analysis.inputs(&args.files, common)?;
    let judge = args.analysis.judge(common)?;
    let pool = setup::pool(common)?;
    let progress = Progress::new(common);
    let outcome = analyze(&inputs, &args.output, &judge, &pool, &options, &|done, total| {
        progress.rows(done, total);
    });
    progress.finish();
    let outcome = outcome?;
    if common.json {
        common.show_bytes(&json::summary_json(&outcome.summary)?)?;
    } else if !common.quiet {
        let width = terminal_width().unwrap_or(100);
        let text = terminal::terminal_summary(&outcome.summary, options.lang, width);
        common.show(&text)?;
        setup::say_written(&outcome.written, common);
        setup::say_masked(&outcome.summary.privacy.masked, common);
    }
    Ok(setup::ended(&outcome.cut_short, common))
}

fn labels(path: &Path) -> Result<GivenLabels> {
    Ok(read_labels(&Input::new(path)?.only()?)?)
}

fn population(path: &Path) -> Result<Population> {
    Ok(read_population(&Input::new(path)?.only()?)?)
}

fn check_files(args: &AnalyzeArgs, common: &Common) -> Result<()> {
    let mut files = args.analysis.reads(&args.files, common)?;
    args.labels.iter().for_each(|path| files.reads(path));
    args.targets_population.iter().for_each(|path| files.reads(path));
    files.writes_into(&args.output, &report_files());
    if common.json || !common.quiet {
        files.writes_to_stdout();
    }
    Ok(files.check()?)
}
