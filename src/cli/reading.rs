//! Options of every command that reads tables.

use std::path::Path;

use anyhow::Result;
use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};
use xinsheng::ingest::{EncodingErrors, ReadOptions};
use xinsheng::pipeline::{Input, Sheets};

/// Over the options in the help. It stands at each of them: as the heading of what comes next it
/// would be that of all options behind them.
const HEADING: &str = "Reading options";

/// How files are read; what is not stated is recognised.
#[derive(Debug, Clone, Args, Serialize, Deserialize)]
pub(super) struct ReadArgs {
    /// Encoding of text files, such as gb18030 or big5 [default: recognised]
    #[arg(long, value_name = "LABEL", help_heading = HEADING)]
    encoding: Option<String>,
    /// What happens to a row with bytes that are no character
    #[arg(long, value_enum, default_value_t, value_name = "WHAT", help_heading = HEADING)]
    encoding_errors: EncodingErrorsArg,
    /// Megabytes that a compressed file or a workbook may unpack to
    /// [default: 250 times its size, at most 16384]
    #[arg(long, value_name = "MB", help_heading = HEADING)]
    max_unpacked: Option<u64>,
}

/// The sheets of commands that read whole exports.
#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    #[command(flatten)]
    pub(super) read: ReadArgs,
    /// Sheet of a workbook; give it again for more [default: the first with comments or
    /// scores]
    #[arg(long, value_name = "NAME", help_heading = HEADING)]
    sheet: Vec<String>,
    /// All sheets of a workbook that hold comments
    #[arg(long, conflicts_with = "sheet", help_heading = HEADING)]
    all_sheets: bool,
}

/// The sheet of commands that read a single table.
#[derive(Debug, Clone, Args, Serialize, Deserialize)]
pub(super) struct OneTableArgs {
    /// Sheet of a workbook [default: the first with data]
    #[arg(long, value_name = "NAME", help_heading = HEADING)]
    sheet: Option<String>,
    #[command(flatten)]
    read: ReadArgs,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum, Serialize, Deserialize)]
enum EncodingErrorsArg {
    /// Reject it, where the damage lies in a column that is used
    #[default]
    Reject,
    /// Keep it, with � in place of the bytes, and count it
    Replace,
    /// Stop there with an error
    Strict,
}

impl ReadArgs {
    pub(super) fn options(&self) -> ReadOptions {
        ReadOptions {
            encoding: self.encoding.clone(),
            encoding_errors: match self.encoding_errors {
                EncodingErrorsArg::Reject => EncodingErrors::Reject,
                EncodingErrorsArg::Replace => EncodingErrors::Replace,
                EncodingErrorsArg::Strict => EncodingErrors::Strict,
            },
            max_unpacked: self.max_unpacked.map(|megabytes| megabytes.saturating_mul(1 << 20)),
            ..ReadOptions::default()
        }
    }
}

impl ExportArgs {
    pub(super) fn sheets(&self) -> Sheets {
        match self.sheet.as_slice() {
            [] if self.all_sheets => Sheets::All,
            [] => Sheets::First,
            named => Sheets::Named(named.to_vec()),
        }
    }
}

impl OneTableArgs {
    pub(super) fn options(&self) -> ReadOptions {
        ReadOptions { sheet: self.sheet.clone(), ..self.read.options() }
    }

    pub(super) fn input(&self, path: &Path) -> Result<Input> {
        Ok(Input::new(path)?.with_options(&self.options()).only()?)
    }
}
