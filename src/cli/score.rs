//! `xinsheng score`: one column of a table judged, every input column kept.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use rust_i18n::t;
use xinsheng::ingest::{
    Incoming, Profile, ReadOptions, Role, SourceFile, Streamed, detect, profile,
};
use xinsheng::pipeline::{
    Input, OutputFile, RejectsFile, RunFiles, ScoreFormat, ScoreOptions, ScoreOutcome, incoming,
    score,
};

use super::late_file::LateFile;
use super::progress::Progress;
use super::reading::OneTableArgs;
use super::setup::writing;
use super::terminal::table_output;
use super::{Common, setup};

#[derive(Debug, Args)]
pub(super) struct ScoreArgs {
    /// Table to score (CSV, TSV, XLSX, JSONL…); `-` is standard input. What comes through
    /// a pipe is scored as it comes
    #[arg(default_value = "-", value_name = "FILE")]
    file: PathBuf,
    /// Where the scored table goes [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Column that holds the comments [default: the one that is recognised]
    #[arg(long, value_name = "COLUMN")]
    text: Option<String>,
    /// Format of the output [default: by the name of the output, else csv]
    #[arg(long, value_enum)]
    format: Option<FormatArg>,
    /// Where rows that could not be read go [default: OUTPUT.rejects.csv]
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    #[command(flatten)]
    scorer: setup::ScorerArgs,
    /// Start a CSV output with a byte order mark, so that Excel reads Chinese
    #[arg(long)]
    bom: bool,
    /// Leave cells that a spreadsheet would run as a formula as they are
    #[arg(long)]
    raw: bool,
    /// Fail at the first row that is rejected
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    read: OneTableArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatArg {
    Csv,
    Jsonl,
}

pub(super) fn run(args: &ScoreArgs, common: &Common) -> Result<ExitCode> {
    let output = args.output.as_deref().filter(|path| path.as_os_str() != "-");
    // Nothing stands beside a named pipe or `/dev/null`.
    let beside = output.filter(|path| !OutputFile::is_stream(path)).map(|output| {
        let mut name = output.as_os_str().to_owned();
        name.push(".rejects.csv");
        PathBuf::from(name)
    });
    let rejects_path = args.rejects.clone().or(beside);
    check_files(args, output, rejects_path.as_deref(), common)?;
    // A pipe fills while the engine is made.
    let incoming = incoming(&args.file)?;
    let made = incoming.is_some().then(|| setup::scorer(&args.scorer, common)).transpose()?;
    let table = Table::open(args, incoming, common)?;
    let file = &table.file;
    let (text, profiled_rows) = match &args.text {
        Some(text) => (text.clone(), None),
        None => {
            let profile = profile(file)?;
            let rows = profile.rows + profile.rejected;
            (
                recognised_comment(file, &profile, common.locale())?,
                (!file.is_stream()).then_some(rows),
            )
        }
    };
    if file.is_stream() && !common.quiet {
        say_judged(file, &text, common);
    }
    let options = ScoreOptions {
        text,
        format: format(args),
        bom: args.bom,
        raw: args.raw,
        strict: args.strict,
        redact: common.redact(),
        lang: common.lang(),
        profiled_rows,
        memory: setup::memory(common),
    };
    let scorer = match made {
        Some(scorer) => scorer,
        None => setup::scorer(&args.scorer, common)?,
    };
    let pool = setup::pool(common)?;
    let progress = Progress::new(common);
    let shown = |done, total| progress.rows(done, total);

    let mut rejects = RejectsFile::new(LateFile::at(rejects_path.as_deref()), common.lang());
    let outcome = match output {
        Some(path) => {
            let mut output = OutputFile::create(path).map_err(writing(path))?;
            let outcome = score(file, &mut output, &mut rejects, &scorer, &pool, &options, &shown)
                .map_err(|error| error.at(path))?;
            output.commit().map_err(writing(path))?;
            outcome
        }
        None => {
            let mut output = table_output();
            score(file, &mut output, &mut rejects, &scorer, &pool, &options, &shown)?
        }
    };
    progress.finish();
    // One that was asked for is always written; one of an earlier run, which
    // would be taken for this one's, is replaced.
    if let Some(path) = &rejects_path
        && (outcome.rejected > 0 || args.rejects.is_some() || path.exists())
    {
        rejects.finish().and_then(LateFile::commit).map_err(writing(path))?;
    }
    if !common.quiet {
        say_account(&outcome, rejects_path.as_deref(), common);
        setup::say_masked(&outcome.masked, common);
    }
    if let Some(cut) = outcome.cut_short {
        bail!("{}", cut.message_in(common.locale()));
    }
    Ok(ExitCode::SUCCESS)
}

fn check_files(
    args: &ScoreArgs,
    output: Option<&Path>,
    rejects: Option<&Path>,
    common: &Common,
) -> Result<()> {
    let mut files = RunFiles::default();
    setup::reads(&mut files, &args.file);
    args.scorer.reads(&mut files);
    common.model.iter().for_each(|model| files.reads_model(model));
    match output {
        Some(path) => files.writes(path),
        None => files.writes_to_stdout(),
    }
    rejects.iter().for_each(|path| files.writes(path));
    Ok(files.check()?)
}

/// The table to score.
struct Table {
    file: SourceFile,
    /// Keeps the file in place.
    _input: Option<Input>,
}

impl Table {
    fn open(args: &ScoreArgs, incoming: Option<Incoming>, common: &Common) -> Result<Table> {
        let options = args.read.options();
        let Some(incoming) = incoming else {
            let input = Input::new(&args.file)?.with_options(&options);
            let file = input.open(&ReadOptions::default())?;
            return Ok(Table { file, _input: Some(input) });
        };
        let name = match args.file.to_str() {
            Some("-") => "stdin".to_owned(),
            _ => args.file.display().to_string(),
        };
        Ok(match SourceFile::stream(incoming, &name, &options)? {
            Streamed::Table(file) => Table { file: *file, _input: None },
            Streamed::Whole(mut bytes) => {
                if !common.quiet {
                    common.remark(&t!("cli.score.spooled", locale = common.locale(), file = name));
                }
                let input = Input::spooled(&mut bytes, &name)?.with_options(&options);
                let file = input.open(&ReadOptions::default())?;
                Table { file, _input: Some(input) }
            }
        })
    }
}

/// Says what was guessed from the beginning of a stream.
fn say_judged(file: &SourceFile, text: &str, common: &Common) {
    let (layout, rows) = (file.layout(), profile(file).map_or(0, |p| p.rows + p.rejected));
    let said = t!(
        "cli.score.judged",
        locale = common.locale(),
        file = layout.file,
        rows = rows,
        format = layout.format.name(),
        encoding = layout.format.encoding().unwrap_or("–"),
        header = layout.header_rows,
        text = text
    );
    common.remark(&said);
    layout.warnings.iter().for_each(|w| common.remark(&w.words_in(common.locale())));
}

fn say_account(outcome: &ScoreOutcome, rejects: Option<&Path>, common: &Common) {
    let locale = common.locale();
    let account = t!(
        "cli.score.account",
        locale = locale,
        read = outcome.read,
        scored = outcome.scored,
        without = outcome.without_comment,
        rejected = outcome.rejected
    );
    common.remark(&account);
    if outcome.replaced > 0 {
        common.remark(&t!("cli.score.replaced", locale = locale, count = outcome.replaced));
    }
    let late = &outcome.late;
    if late.rows > 0 {
        let names = late.names.join(", ");
        common.remark(&t!("cli.score.late", locale = locale, count = late.rows, names = names));
    }
    if outcome.rejected > 0 {
        match rejects {
            Some(path) => {
                common.remark(&t!("cli.score.rejects_at", locale = locale, path = path.display()));
            }
            None => common.remark(&t!("cli.score.no_rejects", locale = locale)),
        }
    }
}

fn format(args: &ScoreArgs) -> ScoreFormat {
    match args.format {
        Some(FormatArg::Csv) => ScoreFormat::Csv,
        Some(FormatArg::Jsonl) => ScoreFormat::Jsonl,
        None => match args.output.as_deref().and_then(Path::extension) {
            Some(extension) if extension == "jsonl" || extension == "ndjson" => ScoreFormat::Jsonl,
            _ => ScoreFormat::Csv,
        },
    }
}

fn recognised_comment(file: &SourceFile, profile: &Profile, locale: &str) -> Result<String> {
    let mapping = detect(file.layout(), profile);
    mapping.require_comment(file.layout())?;
    let file = &file.layout().file;
    let columns: Vec<&str> =
        mapping.of_role(Role::Comment).map(|column| column.name.as_str()).collect();
    match columns[..] {
        [only] => Ok(only.to_owned()),
        _ => {
            let columns = columns.join(", ");
            let key = "cli.score.several_comments";
            bail!("{}", t!(key, locale = locale, file = file, columns = columns))
        }
    }
}
