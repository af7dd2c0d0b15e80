//! `xinsheng segments`: segments of customers by orders and answers, and who the unhappy are.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use jiff::civil::Date;
use rust_i18n::t;
use xinsheng::pipeline::{
    AnalyzeOptions, Input, KpiInputs, KpiSetup, KpiTableKind, PipelineError, SegmentInputs,
    SegmentsOptions, kpis, segments, segments_files, write_output,
};
use xinsheng::report::segmentation as report;

use super::analysis::{AnalysisArgs, BomArgs};
use super::kpis::day;
use super::progress::Progress;
use super::{Common, setup, terminal_width};

#[derive(Debug, Args)]
pub(super) struct SegmentsArgs {
    /// Export files, as `analyze` reads them
    #[arg(value_name = "FILE", required_unless_present = "write_setup")]
    files: Vec<PathBuf>,
    /// Orders: customer, day, amount; number, status. Joined by who answered
    #[arg(long, value_name = "FILE")]
    orders: Option<PathBuf>,
    /// Folder for the reports; made where it is missing
    #[arg(long, short, value_name = "DIR", required_unless_present = "write_setup")]
    output: Option<PathBuf>,
    /// The day as of which customers are looked at, as 2026-01-01 [default: of the last order]
    #[arg(long, value_name = "DAY", value_parser = day)]
    as_of: Option<Date>,
    /// Cut customers into so many parts by what they are like [default: as many clusters as
    /// there are, if any]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(2..=20))]
    clusters: Option<u16>,
    /// Columns of the orders, parts or borders of recency, frequency and monetary value, days of
    /// the stages of life (TOML); that of `kpis` will do
    #[arg(long, value_name = "FILE")]
    setup: Option<PathBuf>,
    /// Write such a file to start from, with the columns of the orders as they are recognised
    #[arg(long, value_name = "FILE", conflicts_with = "output", requires = "orders")]
    write_setup: Option<PathBuf>,
    #[command(flatten)]
    analysis: AnalysisArgs,
    #[command(flatten)]
    bom: BomArgs,
}

impl SegmentsArgs {
    fn stated(&self, common: &Common) -> Result<KpiSetup> {
        Ok(match &self.setup {
            None => KpiSetup::default(),
            Some(path) => KpiSetup::from_toml(&setup::read(path, common)?)
                .map_err(|problem| PipelineError::KpiSetup { path: path.clone(), problem })?,
        })
    }

    fn orders(&self) -> Result<Option<Input>> {
        Ok(match &self.orders {
            None => None,
            Some(path) => Some(Input::new(path)?.only()?),
        })
    }
}

pub(super) fn run(args: &SegmentsArgs, common: &Common) -> Result<ExitCode> {
    check_files(args, common)?;
    let stated = args.stated(common)?;
    let options = SegmentsOptions {
        analysis: AnalyzeOptions { bom: args.bom.bom(common), ..args.analysis.options(common)? },
        setup: stated,
        as_of: args.as_of,
        clusters: args.clusters.map(usize::from),
    };
    let orders = args.orders()?;
    let Some(output) = &args.output else {
        return write_setup(args, orders, &options, common);
    };
    let inputs = SegmentInputs { exports: args.analysis.inputs(&args.files, common)?, orders };
    let (judge, pool) = (args.analysis.judge(common)?, setup::pool(common)?);
    let progress = Progress::new(common);
    let shown = |done, total| progress.rows(done, total);
    let found = segments(&inputs, output, (&judge, &pool), &options, &shown);
    progress.finish();
    let found = found?;
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

/// Writes the setup that reads the orders as they are read; no comment is judged for it.
fn write_setup(
    args: &SegmentsArgs,
    orders: Option<Input>,
    options: &SegmentsOptions,
    common: &Common,
) -> Result<ExitCode> {
    let tables = orders.map(|input| (KpiTableKind::Orders, input)).into_iter().collect();
    let inputs = KpiInputs { tables, feedback: Vec::new() };
    let found = kpis(&inputs, None, &options.setup, &options.analysis)?;
    let period = found.report.kpis.period;
    let to = options.as_of.unwrap_or(period.to);
    // When somebody has lapsed is what it would be without this file.
    let mut understood = found.understood;
    understood.settings.inactive_days = options.setup.settings.inactive_days;
    let text = understood.to_toml([period.from.min(to), to], common.lang());
    if let Some(path) = &args.write_setup {
        write_output(path, text.as_bytes()).map_err(setup::writing(path))?;
        if !common.quiet {
            let key = "segments.written";
            common.remark(&t!(key, locale = common.locale(), path = path.display()));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn check_files(args: &SegmentsArgs, common: &Common) -> Result<()> {
    let mut files = args.analysis.reads(&args.files, common)?;
    args.orders.iter().chain(&args.setup).for_each(|path| files.reads(path));
    if let Some(output) = &args.output {
        files.writes_into(output, &segments_files());
    }
    match &args.write_setup {
        Some(path) => files.writes(path),
        None if common.json || !common.quiet => files.writes_to_stdout(),
        None => {}
    }
    Ok(files.check()?)
}
