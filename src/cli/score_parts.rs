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
use xinsheng::pipeline::{RunFiles, files_of};

use super::Common;
use super::score::{self, AtHand, FormatArg, Plan, ScoreArgs, Told};
use super::setup::writing;

/// Whether an output names a folder.
pub(super) fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR])
}

/// One input and its table.
pub(super) struct Part {
    pub(super) input: PathBuf,
    pub(super) output: PathBuf,
}

pub(super) fn run(args: &ScoreArgs, folder: &Path, common: &Common) -> Result<ExitCode> {
    let Parts { done, open } = Parts::of(args, folder, common)?;
    let mut became = Became::default();
    if !open.is_empty() {
        let at_hand = AtHand { judge: Some(args.judge(common)?), pool: None };
        for part in &open {
            let scored = scored(&part.args(args), at_hand.clone(), common, |told, plan| {
                if !common.json {
                    score::say(told, plan, common);
                }
                became.accounts.push(score::account(told, plan, common));
            });
            if let Err(error) = scored {
                became.fails(part, &format!("{error:#}"), common);
            }
        }
    }
    became.told(&done, open.len(), common)
}

/// Scores the one input of `args` into its table, and tells what became of its rows.
pub(super) fn scored(
    args: &ScoreArgs,
    at_hand: AtHand,
    common: &Common,
    tell: impl FnOnce(&Told, &Plan<'_>),
) -> Result<()> {
    let plan = Plan::of(args, common)?;
    let told = score::one(args, &plan, at_hand, common)?;
    tell(&told, &plan);
    // Half a table would be taken for a done one by the next run.
    score::ended(&told, common).inspect_err(|_| {
        plan.output().into_iter().for_each(|path| drop(std::fs::remove_file(path)));
    })
}

/// The parts of a run: those whose tables are there, and the others.
pub(super) struct Parts {
    pub(super) done: Vec<Part>,
    pub(super) open: Vec<Part>,
}

impl Parts {
    /// Those of the inputs, and the folder for their tables.
    pub(super) fn of(args: &ScoreArgs, folder: &Path, common: &Common) -> Result<Parts> {
        let locale = common.locale();
        if args.rejects.is_some() {
            bail!("{}", t!("cli.score.parts_rejects", locale = locale));
        }
        let parts = parts(args, folder, common)?;
        // A part that is its own table would pass for a done one.
        let mut files = RunFiles::default();
        for part in &parts {
            files.reads(&part.input);
            files.writes(&part.output);
        }
        files.check()?;
        std::fs::create_dir_all(folder).map_err(writing(folder))?;
        let (done, open): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(Part::is_done);
        if !common.quiet && !done.is_empty() {
            common.remark(&t!("cli.score.parts_done", locale = locale, count = done.len()));
        }
        Ok(Parts { done, open })
    }
}

/// What became of the open parts.
#[derive(Default)]
pub(super) struct Became {
    pub(super) accounts: Vec<Value>,
    failed: Vec<Value>,
}

impl Became {
    /// Says why a part failed.
    pub(super) fn fails(&mut self, part: &Part, why: &str, common: &Common) {
        common.remark(&format!("xinsheng: {why}"));
        self.failed.push(json!(part.input.display().to_string()));
    }

    /// Tells all of it. A part that failed is an error.
    pub(super) fn told(self, done: &[Part], open: usize, common: &Common) -> Result<ExitCode> {
        let Became { accounts, failed } = self;
        if common.json {
            let done: Vec<String> =
                done.iter().map(|part| part.output.display().to_string()).collect();
            common
                .show_json(&json!({ "parts": accounts, "done_before": done, "failed": failed }))?;
        }
        if failed.is_empty() {
            return Ok(ExitCode::SUCCESS);
        }
        let (locale, count) = (common.locale(), failed.len());
        bail!("{}", t!("cli.score.parts_failed", locale = locale, count = count, all = open))
    }
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
    /// The options of a run with this part alone.
    pub(super) fn args(&self, args: &ScoreArgs) -> ScoreArgs {
        let (files, output) = (vec![self.input.clone()], Some(self.output.clone()));
        let mut args = args.clone();
        (args.files, args.output) = (files, output);
        args
    }

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
    use clap::Parser;

    use super::*;
    use crate::cli::{Cli, Command};

    /// Whether the parts of a command line may be scored into its folder.
    fn may_be(inputs: &Path, folder: &Path) -> bool {
        let (inputs, out) = (inputs.to_str().unwrap(), folder.to_str().unwrap());
        let cli = Cli::parse_from(["xinsheng", "score", inputs, "-o", out, "-q"]);
        let Command::Score(args) = &cli.command else { panic!("another command") };
        Parts::of(args, folder, &cli.common).is_ok()
    }

    #[test]
    fn no_part_is_its_own_table() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("in")).unwrap();
        std::fs::write(at("in/p.csv"), "id,comment\n1,good\n").unwrap();
        let parts = at("in/*.csv");
        assert!(!may_be(&parts, &at("in")) && !may_be(&parts, &at("in/../in")));
        assert!(may_be(&parts, &at("out")));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("../in/p.csv", at("out/p.csv")).unwrap();
            assert!(!may_be(&parts, &at("out")), "by whatever link");
        }
    }

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
