//! `xinsheng kpis`: key figures of customers from a business's own tables.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Args;
use jiff::civil::Date;
use rust_i18n::t;
use xinsheng::pipeline::{
    AnalyzeOptions, Input, KpiInputs, KpiSetup, KpiTableKind, PipelineError, RunFiles, kpi_files,
    kpis, write_output,
};
use xinsheng::report::kpis as report;

use super::analysis::BomArgs;
use super::reading::ExportArgs;
use super::{Common, setup, terminal_width};

#[derive(Debug, Args)]
pub(super) struct KpisArgs {
    /// Customers: number, day of joining and leaving, who referred them or their source
    #[arg(long, value_name = "FILE")]
    customers: Option<PathBuf>,
    /// Orders: customer, day, amount; number, margin or cost, status
    #[arg(long, value_name = "FILE")]
    orders: Option<PathBuf>,
    /// Tickets: customer, day, kind
    #[arg(long, value_name = "FILE")]
    tickets: Option<PathBuf>,
    /// Campaigns: day or month, cost; new customers, people reached and responded
    #[arg(long, value_name = "FILE")]
    campaigns: Option<PathBuf>,
    /// Visits, clicks or sessions: customer, day
    #[arg(long, value_name = "FILE")]
    visits: Option<PathBuf>,
    /// Export of feedback with a column that says who answered, as `analyze` reads it; again for
    /// more
    #[arg(long, value_name = "FILE")]
    feedback: Vec<PathBuf>,
    /// Folder for the reports; made where it is missing
    #[arg(long, short, value_name = "DIR", required_unless_present = "write_setup")]
    output: Option<PathBuf>,
    /// First day of the period, as 2026-01-01
    #[arg(long, value_name = "DAY", value_parser = day)]
    from: Option<Date>,
    /// Last day of the period
    #[arg(long, value_name = "DAY", value_parser = day)]
    to: Option<Date>,
    /// Period, columns of the tables, margin and the like (TOML)
    #[arg(long, value_name = "FILE")]
    setup: Option<PathBuf>,
    /// Write such a file to start from, with the columns as they are recognised
    #[arg(long, value_name = "FILE", conflicts_with = "output")]
    write_setup: Option<PathBuf>,
    #[command(flatten)]
    mapping: setup::MappingArgs,
    #[command(flatten)]
    bom: BomArgs,
    /// Fail at the first row or cell that is rejected, and write nothing
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    export: ExportArgs,
}

pub(super) fn day(text: &str) -> Result<Date, String> {
    text.trim().parse().map_err(|_| "a day as YYYY-MM-DD".to_owned())
}

impl KpisArgs {
    fn tables(&self) -> impl Iterator<Item = (KpiTableKind, &PathBuf)> {
        let files = [&self.customers, &self.orders, &self.tickets, &self.campaigns, &self.visits];
        let all = KpiTableKind::ALL.into_iter().zip(files);
        all.filter_map(|(kind, file)| Some((kind, file.as_ref()?)))
    }

    fn stated(&self, common: &Common) -> Result<KpiSetup> {
        let mut stated = match &self.setup {
            None => KpiSetup::default(),
            Some(path) => KpiSetup::from_toml(&setup::read(path, common)?)
                .map_err(|problem| PipelineError::KpiSetup { path: path.clone(), problem })?,
        };
        stated.settings.from = self.from.or(stated.settings.from);
        stated.settings.to = self.to.or(stated.settings.to);
        Ok(stated)
    }
}

pub(super) fn run(args: &KpisArgs, common: &Common) -> Result<ExitCode> {
    check_files(args, common)?;
    if args.tables().next().is_none() {
        bail!("{}", t!("kpi.error.no_table", locale = common.locale()));
    }
    let stated = args.stated(common)?;
    let options = AnalyzeOptions {
        mapping: setup::mapping(&args.mapping, common)?,
        lang: common.lang(),
        bom: args.bom.bom(common),
        strict: args.strict,
        redact: common.redact(),
        ..AnalyzeOptions::default()
    };
    let mut inputs = KpiInputs::default();
    let read = args.export.read.options();
    for (kind, path) in args.tables() {
        inputs.tables.push((kind, Input::new(path)?.with_options(&read).only()?));
    }
    if !args.feedback.is_empty() {
        let sheets = args.export.sheets();
        inputs.feedback = setup::inputs(&args.feedback, &args.export.read, &sheets, common)?;
    }
    let found = kpis(&inputs, args.output.as_deref(), &stated, &options)?;
    if let Some(path) = &args.write_setup {
        let period = found.report.kpis.period;
        let text = found.understood.to_toml([period.from, period.to], common.lang());
        write_output(path, text.as_bytes()).map_err(setup::writing(path))?;
        if !common.quiet {
            let key = "kpi.error.written";
            common.remark(&t!(key, locale = common.locale(), path = path.display()));
        }
    } else if common.json {
        common.show_bytes(&report::json(&found.report)?)?;
    } else if !common.quiet {
        let width = terminal_width().unwrap_or(100);
        common.show(&report::terminal(&found.report, common.lang(), width))?;
        setup::say_written(&found.written, common);
    }
    Ok(setup::ended(&found.cut_short, common))
}

fn check_files(args: &KpisArgs, common: &Common) -> Result<()> {
    let mut files = RunFiles::default();
    args.tables().for_each(|(_, path)| files.reads(path));
    files.reads_named(&args.feedback)?;
    args.mapping.reads(&mut files);
    args.setup.iter().for_each(|path| files.reads(path));
    if let Some(output) = &args.output {
        files.writes_into(output, &kpi_files());
    }
    match &args.write_setup {
        Some(path) => files.writes(path),
        None if common.json || !common.quiet => files.writes_to_stdout(),
        None => {}
    }
    Ok(files.check()?)
}
