//! `xinsheng score`: one column of a table judged, every input column kept.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use rust_i18n::t;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use xinsheng::ingest::{ReadOptions, Rejection, SourceFile};
use xinsheng::pipeline::{
    Checkpoint, Judge, OutputFile, RejectsFile, RunFiles, ScoreFormat, ScoreOptions, ScoreOutcome,
    ScoredTable, TableOptions, incoming, score,
};
use xinsheng::report::summary::CorrectionsSummary;

use super::late_file::LateFile;
use super::progress::Progress;
use super::reading::OneTableArgs;
#[cfg(feature = "cluster")]
use super::score_cluster::run as on_cluster;
use super::setup::writing;
use super::tables::{CommentColumn, OpenTable, ToScore, expecting};
use super::terminal::table_output;
use super::{Common, score_parts, setup};

/// Rejected rows that are told on standard error where no file takes them.
const TOLD: usize = 20;

#[derive(Debug, Clone, Args, Serialize, Deserialize)]
pub(super) struct ScoreArgs {
    /// Tables to score (CSV, TSV, XLSX, JSONL, Parquet…), or patterns such as
    /// "tickets/*.jsonl"; `-` is standard input. What comes through a pipe is scored as it
    /// comes
    #[arg(default_value = "-", value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// Where the scored table goes: .csv, .jsonl, .parquet or .xlsx; or a folder (there, or
    /// ending in `/`), in which each input has a table of its own and those that are done are
    /// left as they are [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Column that holds the comments [default: the one that is recognised]
    #[arg(long, value_name = "COLUMN")]
    text: Option<String>,
    /// Format of the output [default: by the name of the output, else csv]
    #[arg(long, value_enum)]
    pub(super) format: Option<FormatArg>,
    /// Where rows that could not be read go [default: OUTPUT.rejects.csv, or told on standard
    /// error]
    #[arg(long, value_name = "FILE")]
    pub(super) rejects: Option<PathBuf>,
    /// Go on from where a run with the same output was killed
    #[arg(long, requires = "output")]
    resume: bool,
    #[command(flatten)]
    #[serde(skip)]
    pub(super) judge: setup::JudgeArgs,
    #[command(flatten)]
    #[serde(skip)]
    pub(super) corrections: setup::CorrectionArgs,
    /// Have the executors of a cluster score the inputs, each its own table in the folder of
    /// --output: where `xinsheng scheduler` listens. All machines need the files by the same path
    #[arg(long, value_name = "HOST:PORT", requires = "output")]
    #[serde(skip)]
    pub(super) scheduler: Option<String>,
    /// Inputs that a cluster has under way at once
    #[arg(long, value_name = "N", default_value_t = 16, requires = "scheduler")]
    #[cfg_attr(not(feature = "cluster"), allow(dead_code, reason = "read in the others"))]
    #[serde(skip)]
    pub(super) at_once: usize,
    /// Start a CSV output with a byte order mark, so that Excel reads Chinese
    #[arg(long)]
    bom: bool,
    /// Leave cells that a spreadsheet would run as a formula as they are
    #[arg(long)]
    raw: bool,
    /// Add vectors of unit length for each comment and its opinion units, for similar comments and
    /// clusters of your own: lists in the columns `embedding`, `opinion_units` and
    /// `unit_embeddings` of .parquet and .jsonl (encoder)
    #[arg(long)]
    pub(super) embeddings: bool,
    /// Tell the language of each comment by itself, not also by the others
    #[arg(long)]
    no_language_prior: bool,
    /// Fail at the first row that is rejected
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    read: OneTableArgs,
}

impl ScoreArgs {
    pub(super) fn judge(&self, common: &Common) -> Result<Judge> {
        let judge = match self.embeddings {
            true => setup::embedding_judge(&self.judge, common)?,
            false => setup::judge(&self.judge, common)?,
        };
        self.corrections.laid_over(judge, common)
    }
}

#[derive(Debug, Clone, Copy, ValueEnum, Serialize, Deserialize)]
pub(super) enum FormatArg {
    /// Comma-separated
    Csv,
    /// An object a line, with the opinions; given objects stay as they are
    Jsonl,
    /// Parquet; columns of Parquet keep their types
    Parquet,
    /// A workbook
    Xlsx,
}

/// What a run reads and writes.
pub(super) struct Plan<'a> {
    output: Option<&'a Path>,
    rejects: Option<PathBuf>,
    format: ScoreFormat,
}

/// What is there already when a table is scored; the rest is made for it.
#[derive(Clone, Default)]
pub(super) struct AtHand {
    pub(super) judge: Option<Judge>,
    /// The threads that judge.
    pub(super) pool: Option<Arc<rayon::ThreadPool>>,
}

pub(super) fn run(args: &ScoreArgs, common: &Common) -> Result<ExitCode> {
    let folder = args.output.as_deref().filter(|path| score_parts::is_folder(path));
    if let Some(scheduler) = &args.scheduler {
        let Some(folder) = folder else {
            bail!("{}", t!("cli.score.cluster_folder", locale = common.locale()));
        };
        return on_cluster(args, folder, scheduler, common);
    }
    if let Some(folder) = folder {
        return score_parts::run(args, folder, common);
    }
    let plan = Plan::of(args, common)?;
    let told = one(args, &plan, AtHand::default(), common)?;
    if common.json {
        let value = account(&told, &plan, common);
        match plan.output {
            Some(_) => common.show_json(&value)?,
            None => common.remark_json(&value),
        }
    } else {
        say(&told, &plan, common);
    }
    ended(&told, common)?;
    Ok(ExitCode::SUCCESS)
}

#[cfg(not(feature = "cluster"))]
fn on_cluster(_: &ScoreArgs, _: &Path, _: &str, common: &Common) -> Result<ExitCode> {
    super::cluster::lacking(common)
}

/// Scores the files of `args` into one table, with what is at hand or made here.
pub(super) fn one(
    args: &ScoreArgs,
    plan: &Plan<'_>,
    at_hand: AtHand,
    common: &Common,
) -> Result<Told> {
    let AtHand { judge: at_hand, pool } = at_hand;
    // A pipe fills while the engine is made.
    let incoming = match args.files.as_slice() {
        [only] => incoming(only)?,
        _ => None,
    };
    let made = match at_hand {
        Some(judge) => Some(judge),
        None => incoming.is_some().then(|| args.judge(common)).transpose()?,
    };
    let text = args.text.as_deref();
    // One that writes parts leaves some empty.
    let options = ReadOptions { may_be_empty: args.text.clone(), ..args.read.options() };
    let (tables, columns) = ToScore { files: &args.files, text, options }.open(incoming, common)?;
    let judge = match made {
        Some(judge) => judge,
        None => args.judge(common)?,
    };
    let judge = match args.no_language_prior {
        true => judge,
        false => expecting(&judge, &tables, &columns, common)?,
    };
    match plan.output {
        Some(path) => {
            let out = OutputFile::create(path).map_err(writing(path))?;
            let mut checkpoint = match OutputFile::is_stream(path) {
                true => Checkpoint::default(),
                false => Checkpoint::at(&Checkpoint::beside(path), args.resume),
            };
            let run = Run { args, common, plan, judge, pool, at: Some(path) };
            let (outcome, out) = run.score(&tables, &columns, out, &mut checkpoint)?;
            out.commit().map_err(writing(path))?;
            checkpoint.finish();
            Ok(outcome)
        }
        None => {
            let run = Run { args, common, plan, judge, pool, at: None };
            Ok(run.score(&tables, &columns, table_output(), &mut Checkpoint::default())?.0)
        }
    }
}

/// Says in words what was done.
pub(super) fn say(told: &Told, plan: &Plan<'_>, common: &Common) {
    if !common.quiet {
        say_account(told, plan, common);
        setup::say_masked(&told.account.masked, common);
    }
}

/// Fails where a file could not be read to its end.
pub(super) fn ended(told: &Told, common: &Common) -> Result<()> {
    match told.account.cut_short.as_slice() {
        [] => Ok(()),
        [cuts @ .., last] => {
            for cut in cuts {
                common.remark(&format!("xinsheng: {}", cut.message_in(common.locale())));
            }
            bail!("{}", last.message_in(common.locale()))
        }
    }
}

impl<'a> Plan<'a> {
    /// Where the table goes, if that is a file.
    pub(super) fn output(&self) -> Option<&'a Path> {
        self.output
    }

    pub(super) fn of(args: &'a ScoreArgs, common: &Common) -> Result<Plan<'a>> {
        let output = args.output.as_deref().filter(|path| path.as_os_str() != "-");
        // Nothing stands beside a named pipe or `/dev/null`.
        let beside = output.filter(|path| !OutputFile::is_stream(path));
        let named = beside;
        let beside = beside.map(|output| {
            let mut name = output.as_os_str().to_owned();
            name.push(".rejects.csv");
            PathBuf::from(name)
        });
        let rejects = args.rejects.clone().or(beside);
        let plan = Plan { output, rejects, format: ScoreFormat::default() };
        plan.check(args, common)?;
        let format = format(args, named, common)?;
        if args.embeddings && !matches!(format, ScoreFormat::Jsonl | ScoreFormat::Parquet) {
            bail!("{}", t!("cli.score.embeddings_in_cells", locale = common.locale()));
        }
        Ok(Plan { format, ..plan })
    }

    fn check(&self, args: &ScoreArgs, common: &Common) -> Result<()> {
        let mut files = RunFiles::default();
        files.reads_named(&args.files)?;
        args.judge.reads(&mut files);
        args.corrections.reads(&mut files);
        common.model.iter().for_each(|model| files.reads_model(model));
        match self.output {
            Some(path) => files.writes(path),
            None => files.writes_to_stdout(),
        }
        self.rejects.iter().for_each(|path| files.writes(path));
        Ok(files.check()?)
    }
}

/// The account of a run.
pub(super) struct Told {
    account: ScoreOutcome,
    /// Columns that had to step aside.
    renamed: Vec<(String, String)>,
    /// For each file with branches, the columns of the question that was judged.
    merged: Vec<Vec<String>>,
    /// What became of corrections, where some were given.
    corrections: Option<CorrectionsSummary>,
    /// What was rejected, where no file has it, as far as it is told.
    rejected: Vec<Rejection>,
}

/// A run that is ready to begin.
struct Run<'a> {
    args: &'a ScoreArgs,
    common: &'a Common,
    plan: &'a Plan<'a>,
    judge: Judge,
    /// The threads that judge, where they are there already.
    pool: Option<Arc<rayon::ThreadPool>>,
    /// The output, where it is a file.
    at: Option<&'a Path>,
}

impl Run<'_> {
    fn score<W: Write + Send>(
        &self,
        tables: &[OpenTable],
        columns: &[CommentColumn],
        out: W,
        checkpoint: &mut Checkpoint,
    ) -> Result<(Told, W)> {
        let Run { args, common, plan, judge, pool, at } = self;
        let named = |error: std::io::Error| match at {
            Some(path) => writing(path)(error),
            None => xinsheng::pipeline::PipelineError::Output { source: error },
        };
        let files: Vec<&SourceFile> = tables.iter().map(|table| &table.file).collect();
        let options = TableOptions {
            format: plan.format,
            bom: args.bom,
            raw: args.raw,
            embeddings: args.embeddings,
        };
        let mut table = ScoredTable::new(out, &files, options).map_err(named)?;
        let renamed = table.renamed();
        let pool = match pool {
            Some(pool) => Arc::clone(pool),
            None => Arc::new(setup::pool(common)?),
        };
        let progress = Progress::new(common);
        let total = columns.iter().map(|column| column.rows).sum::<Option<u64>>();
        let paths: Vec<String> =
            files.iter().map(|file| common.gate().message(&file.layout().file)).collect();
        let rejects = RejectsFile::new(LateFile::at(plan.rejects.as_deref()), common.lang());
        let mut rejects = rejects.telling(TOLD).naming(paths.iter().map(String::as_str));
        let mut account = ScoreOutcome::default();
        for (index, (file, column)) in files.iter().zip(columns).enumerate() {
            let options = ScoreOptions {
                text: column.name.clone(),
                also: column.also.clone(),
                index,
                strict: args.strict,
                redact: common.redact(),
                lang: common.lang(),
                profiled_rows: column.profiled.filter(|_| plan.format != ScoreFormat::Jsonl),
                memory: setup::memory(common),
            };
            let before = account.read;
            let shown = |done: u64, _: Option<u64>| progress.rows(before + done, total);
            let judging = (judge, &*pool);
            let rejects = &mut rejects;
            let of_file = score(file, &mut table, rejects, checkpoint, judging, &options, &shown);
            account.merge(of_file.map_err(|error| match at {
                Some(path) => error.at(path),
                None => error,
            })?);
        }
        let out = table.finish().map_err(named)?;
        progress.finish();
        let rejected = match &plan.rejects {
            Some(_) => Vec::new(),
            None => rejects.told(),
        };
        // One that was asked for is always written; one of an earlier run, which
        // would be taken for this one's, is replaced.
        if let Some(path) = &plan.rejects
            && (account.rejected > 0 || args.rejects.is_some() || path.exists())
        {
            rejects.finish().and_then(LateFile::commit).map_err(writing(path))?;
        }
        let branched = columns.iter().filter(|column| !column.also.is_empty());
        let merged = branched.map(CommentColumn::of_question).collect();
        let corrections = judge.corrections().map(|all| all.told(&account.applied));
        Ok((Told { account, renamed, merged, corrections, rejected }, out))
    }
}

/// The account as JSON.
pub(super) fn account(told: &Told, plan: &Plan<'_>, common: &Common) -> Value {
    let account = &told.account;
    let cuts: Vec<String> =
        account.cut_short.iter().map(|cut| cut.message_in(common.locale())).collect();
    let shown = |path: &Path| path.display().to_string();
    let renamed: serde_json::Map<_, _> =
        told.renamed.iter().map(|(name, used)| (name.clone(), json!(used))).collect();
    json!({
        "read": account.read,
        "scored": account.scored,
        "without_comment": account.without_comment,
        "rejected": account.rejected,
        "resumed": account.resumed,
        "replaced": account.replaced,
        "masked": account.masked,
        "late": account.late,
        "damaged": account.damaged,
        "renamed": renamed,
        "merged": told.merged,
        "corrections": told.corrections,
        "cut_short": cuts,
        "output": plan.output.map(shown),
        "rejects": plan.rejects.as_deref().filter(|_| account.rejected > 0).map(shown),
    })
}

fn say_account(told: &Told, plan: &Plan<'_>, common: &Common) {
    let (locale, outcome) = (common.locale(), &told.account);
    let account = t!(
        "cli.score.account",
        locale = locale,
        read = outcome.read,
        scored = outcome.scored,
        without = outcome.without_comment,
        rejected = outcome.rejected
    );
    common.remark(&account);
    if outcome.resumed > 0 {
        common.remark(&t!("cli.score.resumed", locale = locale, count = outcome.resumed));
    }
    if outcome.replaced > 0 {
        common.remark(&t!("cli.score.replaced", locale = locale, count = outcome.replaced));
    }
    if !told.renamed.is_empty() {
        let names = told.renamed.iter().map(|(name, used)| format!("{name} → {used}"));
        let names = names.collect::<Vec<_>>().join(", ");
        common.remark(&t!("cli.score.renamed", locale = locale, names = names));
    }
    if let Some(corrections) = &told.corrections {
        common.remark(&corrections.words_in(locale));
    }
    let late = &outcome.late;
    if late.rows > 0 {
        let names = late.names.join(", ");
        common.remark(&t!("cli.score.late", locale = locale, count = late.rows, names = names));
    }
    let damaged = &outcome.damaged;
    if damaged.rows > 0 {
        let (count, names) = (damaged.rows, damaged.columns.join(", "));
        let said = t!("cli.score.damaged", locale = locale, count = count, names = names);
        common.remark(&format!("! {said}"));
    }
    if outcome.rejected == 0 {
        return;
    }
    match &plan.rejects {
        Some(path) => {
            common.remark(&t!("cli.score.rejects_at", locale = locale, path = path.display()));
        }
        None => {
            for rejection in &told.rejected {
                common.remark(&format!("! {}", rejection.message_in(locale)));
            }
            common.remark(&t!("cli.score.no_rejects", locale = locale));
        }
    }
}

/// The format that the output is to have, which its name must not belie.
fn format(args: &ScoreArgs, file: Option<&Path>, common: &Common) -> Result<ScoreFormat> {
    let stated = args.format.map(|format| match format {
        FormatArg::Csv => ScoreFormat::Csv,
        FormatArg::Jsonl => ScoreFormat::Jsonl,
        FormatArg::Parquet => ScoreFormat::Parquet,
        FormatArg::Xlsx => ScoreFormat::Xlsx,
    });
    let named = file.and_then(|path| Some((path, path.extension()?.to_string_lossy())));
    let Some((path, extension)) = named else { return Ok(stated.unwrap_or_default()) };
    let (locale, path) = (common.locale(), path.display());
    match (stated, ScoreFormat::of_extension(&extension)) {
        (Some(stated), Some(named)) if stated != named => {
            bail!("{}", t!("cli.score.other_format", locale = locale, path = path))
        }
        (Some(format), _) | (None, Some(format)) => Ok(format),
        (None, None) => {
            let key = "cli.score.no_format";
            bail!("{}", t!(key, locale = locale, path = path, extension = extension))
        }
    }
}
