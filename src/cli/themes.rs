//! `xinsheng themes`: what people write about beyond the taxonomy.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use rust_i18n::t;
use xinsheng::pipeline::{AnalyzeOptions, ThemesOptions, themes, themes_files, write_output};
use xinsheng::report::themes as report;

use super::analysis::{AnalysisArgs, BomArgs};
use super::progress::Progress;
use super::{Common, setup, terminal_width};

#[derive(Debug, Args)]
pub(super) struct ThemesArgs {
    /// Export files, as `analyze` reads them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Folder for the reports; made where it is missing
    #[arg(long, short, value_name = "DIR")]
    output: PathBuf,
    /// Look at all that was said, and not only at what no aspect of the taxonomy took
    #[arg(long)]
    all: bool,
    /// Themes to look for, before those of the same words are put together [default: by the
    /// number of comments]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(2..=100))]
    number: Option<u16>,
    /// Write the taxonomy with the themes as aspects after its own, to edit and give to
    /// --taxonomy
    #[arg(long, value_name = "FILE")]
    suggest_taxonomy: Option<PathBuf>,
    #[command(flatten)]
    analysis: AnalysisArgs,
    #[command(flatten)]
    bom: BomArgs,
}

pub(super) fn run(args: &ThemesArgs, common: &Common) -> Result<ExitCode> {
    check_files(args, common)?;
    let options = ThemesOptions {
        analysis: AnalyzeOptions { bom: args.bom.bom(common), ..args.analysis.options(common)? },
        all: args.all,
        number: args.number.map(usize::from),
    };
    let inputs = args.analysis.inputs(&args.files, common)?;
    let (judge, pool) = (args.analysis.topical_judge(common)?, setup::pool(common)?);
    let progress = Progress::new(common);
    let shown = |done, total| progress.rows(done, total);
    let found = themes(&inputs, &args.output, (&judge, &pool), &options, &shown);
    progress.finish();
    let found = found?;
    if let Some(path) = &args.suggest_taxonomy {
        let text = args.analysis.taxonomy_text(common)?;
        let draft = report::taxonomy_draft(&found.report, judge.taxonomy(), &text);
        write_output(path, draft.as_bytes()).map_err(setup::writing(path))?;
        let (key, path) = ("themes.written", path.display());
        common.remark(&t!(key, locale = common.locale(), path = path));
    }
    if common.json {
        common.show_bytes(&report::json(&found.report)?)?;
    } else if !common.quiet {
        let width = terminal_width().unwrap_or(100);
        common.show(&report::terminal(&found.report, common.lang(), width))?;
        setup::say_written(&found.written, common);
        setup::say_masked(&found.report.privacy.masked, common);
    }
    Ok(setup::ended(&found.cut_short, common))
}

fn check_files(args: &ThemesArgs, common: &Common) -> Result<()> {
    let mut files = args.analysis.reads(&args.files, common)?;
    files.writes_into(&args.output, &themes_files());
    args.suggest_taxonomy.iter().for_each(|path| files.writes(path));
    if common.json || !common.quiet {
        files.writes_to_stdout();
    }
    Ok(files.check()?)
}
