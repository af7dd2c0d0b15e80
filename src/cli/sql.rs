//! `xinsheng sql`: a query over files of comments. What it does is in a feature; its options are
//! the same in every build, so that the message of one without it is all that differs.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::setup;

#[derive(Debug, Args)]
#[cfg_attr(not(feature = "sql"), allow(dead_code, reason = "read in builds with the feature"))]
pub(super) struct SqlArgs {
    /// The query. Files stand in single quotes, patterns too: SELECT touchpoint, nps(score) FROM
    /// 'comments/*.parquet' GROUP BY touchpoint; `-` reads it from standard input
    #[arg(value_name = "QUERY", required_unless_present = "file")]
    pub(super) query: Option<String>,
    /// A file with the query; `-` is standard input
    #[arg(long, short, value_name = "FILE", conflicts_with = "query")]
    pub(super) file: Option<PathBuf>,
    /// Where the result goes: .csv, .jsonl or .parquet [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Format of the result [default: by the name of the output; table on a terminal, else csv]
    #[arg(long, value_enum)]
    pub(super) format: Option<SqlFormatArg>,
    /// Parts of the query that run side by side: more are faster in sorting, joining and grouping
    /// large files, and rows without ORDER BY then come in any order [default: 1; 16 with
    /// --scheduler]
    #[arg(long, value_name = "N")]
    pub(super) partitions: Option<usize>,
    /// Have the executors of a cluster run the query: where `xinsheng scheduler` listens. All
    /// machines need the files by the same path
    #[arg(long, value_name = "HOST:PORT")]
    pub(super) scheduler: Option<String>,
    /// Start a CSV output with a byte order mark, so that Excel reads Chinese
    #[arg(long)]
    pub(super) bom: bool,
    /// Leave cells that a spreadsheet would run as a formula as they are
    #[arg(long)]
    pub(super) raw: bool,
    #[command(flatten)]
    pub(super) judge: setup::JudgeArgs,
    #[command(flatten)]
    pub(super) corrections: setup::CorrectionArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SqlFormatArg {
    /// The first rows in columns, for the screen
    Table,
    /// Comma-separated; lists as JSON
    Csv,
    /// A JSON object a line
    Jsonl,
    /// Parquet
    Parquet,
}

#[cfg(feature = "sql")]
pub(super) use super::sql_run::run;

#[cfg(not(feature = "sql"))]
pub(super) fn run(_: &SqlArgs, common: &super::Common) -> anyhow::Result<std::process::ExitCode> {
    anyhow::bail!("{}", rust_i18n::t!("cli.no_sql", locale = common.locale()))
}
