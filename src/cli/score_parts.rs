//! `xinsheng score PARTS -o FOLDER/`: each input its own table, for data that lies in many files
//! and for schedulers that run one worker a file or start a run again.
//!
//! A table appears under its name when it is whole, so that a part whose table is there, and is
//! no older than its input, is done. A part that fails keeps none of the others from being done.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use rust_i18n::t;
use serde_json::{Value, json};
use xinsheng::pipeline::files_of;

use super::Common;
use super::score::{self, FormatArg, Plan, ScoreArgs};
use super::setup::writing;

/// Whether an output names a folder.
pub(super) fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR])
}

/// One input and its table.
struct Part {
    input: PathBuf,
    output: PathBuf,
}

pub(super) fn run(args: &ScoreArgs, folder: &Path, common: &Common) -> Result<ExitCode> {
    let locale = common.locale();
    if args.rejects.is_some() {
        bail!("{}", t!("cli.score.parts_rejects", locale = locale));
    }
    let parts = parts(args, folder, common)?;
    std::fs::create_dir_all(folder).map_err(writing(folder))?;
    let (done, open): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(Part::is_done);
    if !common.quiet && !done.is_empty() {
        common.remark(&t!("cli.score.parts_done", locale = locale, count = done.len()));
    }
    let mut accounts: Vec<Value> = Vec::new();
    let mut failed: Vec<Value> = Vec::new();
    if !open.is_empty() {
        let judge = args.judge(common)?;
        for part in &open {
            let mut args = args.clone();
            args.files = vec![part.input.clone()];
            args.output = Some(part.output.clone());
            let scored = Plan::of(&args, common).and_then(|plan| {
                let told = score::one(&args, &plan, Some(judge.clone()), common)?;
                if !common.json {
                    score::say(&told, &plan, common);
                }
                accounts.push(score::account(&told, &plan, common));
                // Half a table would be taken for a done one by the next run.
                score::ended(&told, common).inspect_err(|_| {
                    let _ = std::fs::remove_file(&part.output);
                })
            });
            if let Err(error) = scored {
                common.remark(&format!("xinsheng: {error:#}"));
                failed.push(json!(part.input.display().to_string()));
            }
        }
    }
    if common.json {
        let done: Vec<String> = done.iter().map(|part| part.output.display().to_string()).collect();
        common.show_json(&json!({ "parts": accounts, "done_before": done, "failed": failed }))?;
    }
    if failed.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    let (count, all) = (failed.len(), open.len());
    bail!("{}", t!("cli.score.parts_failed", locale = locale, count = count, all = all))
}

/// The inputs, each with the table that it is to have.
fn parts(args: &ScoreArgs, folder: &Path, common: &Common) -> Result<Vec<Part>> {
    let locale = common.locale();
    let mut taken: HashMap<PathBuf, PathBuf> = HashMap::new();
    let mut parts = Vec::new();
    for input in files_of(&args.files)? {
        if input.as_os_str() == "-" {
            bail!("{}", t!("cli.score.parts_stdin", locale = locale));
        }
        let output = folder.join(name_of(&input, args.format));
        if let Some(other) = taken.insert(output.clone(), input.clone()) {
            let (key, output) = ("cli.score.parts_alike", output.display());
            let (one, other) = (other.display(), input.display());
            bail!("{}", t!(key, locale = locale, one = one, other = other, output = output));
        }
        parts.push(Part { input, output });
    }
    Ok(parts)
}

/// The name of a part's table: that of its input, without what says that it was compressed, in
/// the format that is stated or, as far as it can be written, its own.
fn name_of(input: &Path, format: Option<FormatArg>) -> PathBuf {
    let mut name = PathBuf::from(input.file_name().unwrap_or(input.as_os_str()));
    let extension =
        |name: &Path| name.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    if matches!(extension(&name).as_deref(), Some("gz" | "zst" | "xz" | "bz2")) {
        name.set_extension("");
    }
    let own = extension(&name);
    let written = match (format, own.as_deref()) {
        (Some(FormatArg::Csv), _) => "csv",
        (Some(FormatArg::Jsonl), _) | (None, Some("json" | "jsonl" | "ndjson")) => "jsonl",
        (Some(FormatArg::Parquet), _) | (None, Some("parquet" | "pq")) => "parquet",
        (Some(FormatArg::Xlsx), _) | (None, Some("xlsx" | "xls" | "xlsb" | "xlsm" | "ods")) => {
            "xlsx"
        }
        (None, _) => "csv",
    };
    name.set_extension(written);
    name
}

impl Part {
    /// Whether its table is there, and is not older than its input.
    fn is_done(&self) -> bool {
        let changed = |path: &Path| std::fs::metadata(path).and_then(|file| file.modified()).ok();
        match (changed(&self.output), changed(&self.input)) {
            (Some(output), Some(input)) => output >= input,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_called_as_its_input() {
        for (input, format, name) in [
            ("in/part-001.parquet", None, "part-001.parquet"),
            ("tickets.csv.gz", None, "tickets.csv"),
            ("tickets.2026.tsv", None, "tickets.2026.csv"),
            ("a.JSON", None, "a.jsonl"),
            ("b.ods", None, "b.xlsx"),
            ("b.csv", Some(FormatArg::Parquet), "b.parquet"),
            ("noname", None, "noname.csv"),
        ] {
            assert_eq!(name_of(Path::new(input), format), Path::new(name), "{input}");
        }
    }
}
