//! Command line: one file per command. Results that a program may read go to
//! standard output; everything said to a person goes to standard error.
//!
//! Exit codes: 0 done, 1 a gate failed, 2 an error.

mod adapt;
mod analysis;
mod analyze;
mod check;
mod cluster;
#[cfg(feature = "cluster")]
mod cluster_run;
mod compare;
mod evaluate;
mod explain;
mod inspect;
mod kpis;
mod late_file;
mod progress;
mod reading;
mod sample;
mod score;
#[cfg(feature = "cluster")]
mod score_cluster;
mod score_parts;
mod segments;
mod setup;
mod sql;
#[cfg(feature = "sql")]
mod sql_run;
mod tables;
mod terminal;
mod themes;
mod train;

use std::ffi::OsString;
use std::io::{ErrorKind, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::OnceLock;

use clap::{Args, Parser, Subcommand, ValueEnum};
use rust_i18n::t;
use serde::{Deserialize, Serialize};
use xinsheng::Lang;
use xinsheng::gate::Gate;
use xinsheng::gate::visible::one_line;
use xinsheng::privacy::Redact;
use xinsheng::sentiment::Device;

/// Voice of the customer, measured: sentiment by touchpoint from Chinese and
/// English feedback exports.
#[derive(Debug, Parser)]
#[command(name = "xinsheng", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Analyse exports and write the reports into a folder
    Analyze(analyze::AnalyzeArgs),
    /// Check targets: exit code 0 where all are met, 1 where one is missed
    Check(check::CheckArgs),
    /// Compare two waves of feedback: what changed, and how sure that is
    Compare(compare::CompareArgs),
    /// Find themes: what people write about beyond the taxonomy
    Themes(themes::ThemesArgs),
    /// Key figures from tables of customers, orders, tickets and campaigns, joined to feedback
    Kpis(kpis::KpisArgs),
    /// Divide customers: by orders (RFM, stage of life), into clusters, and by who is unhappy
    Segments(segments::SegmentsArgs),
    /// Draw comments to be labelled, for `analyze --labels`
    Sample(sample::SampleArgs),
    /// Score one column of a table; every input column is kept
    Score(score::ScoreArgs),
    /// Ask files in SQL, with sentiment(text), nps(score)… (builds with that feature)
    Sql(sql::SqlArgs),
    /// Give the work of `sql` and `score --scheduler` to executors (builds with that feature)
    Scheduler(cluster::SchedulerArgs),
    /// Do what a scheduler gives out, with an engine of its own (builds with that feature)
    Executor(cluster::ExecutorArgs),
    /// Show what is recognised in an export, and write it as a mapping to edit
    Inspect(inspect::InspectArgs),
    /// Show how a comment is cut up, what it is about and why it is judged so
    Explain(explain::ExplainArgs),
    /// Measure an engine on labelled comments
    Evaluate(evaluate::EvaluateArgs),
    /// Train the fast engine on labelled comments
    Train(train::TrainArgs),
    /// Fit the encoder's heads to your own labelled comments or scores
    Adapt(adapt::AdaptArgs),
}

/// Options every command has.
#[derive(Debug, Args)]
#[command(next_help_heading = "Common options")]
struct Common {
    /// Language of the tool's words and of the reports [default: from the environment]
    #[arg(long, global = true, value_enum)]
    lang: Option<LangArg>,
    /// Threads to use [default: all cores]
    #[arg(long, global = true, value_name = "N")]
    threads: Option<usize>,
    /// Most memory to take, such as 512M or 2G: fewer threads where it is little, and an
    /// end with a message where it is not enough
    #[arg(long, global = true, value_name = "BYTES", value_parser = setup::bytes_of)]
    memory_limit: Option<u64>,
    /// Sentiment engine [default: encoder; fast where --model is a file]
    #[arg(long, global = true, value_enum)]
    engine: Option<EngineArg>,
    /// Model in place of the one that ships: a file of `xinsheng train` (fast engine), or a
    /// folder with encoder.safetensors and tokenizer.json (encoder) or a Hugging Face
    /// sequence classifier (rust-bert)
    #[arg(long, global = true, value_name = "PATH")]
    model: Option<PathBuf>,
    /// Where the rust-bert engine runs: cpu, cuda or cuda:N [default: cpu]
    #[arg(long, global = true, value_name = "DEVICE")]
    device: Option<Device>,
    /// How far a run has come, on standard error
    #[arg(long, global = true, value_enum, value_name = "HOW", default_value_t)]
    progress: progress::ProgressArg,
    /// Format of what is said on standard error
    #[arg(long, global = true, value_enum, value_name = "FORMAT", default_value_t)]
    log: terminal::LogArg,
    /// No progress and no remarks; where reports are written into a folder, nothing of them on
    /// standard output either
    #[arg(long, short, global = true)]
    quiet: bool,
    /// The result as JSON on standard output
    #[arg(long, global = true)]
    json: bool,
    /// Mask personal details (phones, e-mails, names, addresses…) in all that is written
    #[arg(long, global = true, value_enum, value_name = "WHAT", default_value_t = RedactArg::On)]
    redact: RedactArg,
    /// What everything passes that is printed.
    #[arg(skip)]
    gate: OnceLock<Gate>,
}

#[derive(Debug, Clone, Copy, ValueEnum, Serialize, Deserialize)]
enum RedactArg {
    /// Personal details
    On,
    /// Personal details and order numbers
    Orders,
    /// Nothing
    Off,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LangArg {
    Zh,
    En,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum EngineArg {
    /// Transformer that reads every comment as a whole
    Encoder,
    /// Linear model over hashed n-grams: millions of rows in a minute
    Fast,
    /// Any BERT-like classifier, or the encoder, on libtorch (builds with that feature)
    RustBert,
}

impl Common {
    /// The language of what is printed and written.
    fn lang(&self) -> Lang {
        match self.lang {
            Some(LangArg::Zh) => Lang::Zh,
            Some(LangArg::En) => Lang::En,
            None => lang_of_environment(),
        }
    }

    /// The code of its words, for `t!`.
    fn locale(&self) -> &'static str {
        self.lang().code()
    }

    /// What to mask in everything that is written.
    fn redact(&self) -> Redact {
        match self.redact {
            RedactArg::On => Redact::On,
            RedactArg::Orders => Redact::Orders,
            RedactArg::Off => Redact::Off,
        }
    }

    /// The same for a piece of work that somebody else asked for, in their language, of which
    /// nothing is said here.
    #[cfg(feature = "cluster")]
    fn on_behalf(&self, lang: Lang, redact: RedactArg) -> Common {
        let lang = match lang {
            Lang::Zh => LangArg::Zh,
            Lang::En => LangArg::En,
        };
        Common {
            lang: Some(lang),
            threads: self.threads,
            memory_limit: self.memory_limit,
            engine: self.engine,
            model: self.model.clone(),
            device: self.device,
            progress: progress::ProgressArg::Off,
            log: self.log,
            quiet: true,
            json: false,
            redact,
            gate: OnceLock::new(),
        }
    }

    /// The gate of what is printed.
    fn gate(&self) -> &Gate {
        self.gate.get_or_init(|| Gate::new(self.redact(), self.lang()))
    }

    /// Whether to draw a bar: never in a pipe.
    #[allow(clippy::disallowed_methods, reason = "nothing is written")]
    fn shows_bar(&self) -> bool {
        let wanted = self.progress == progress::ProgressArg::Auto;
        let text = self.log == terminal::LogArg::Text;
        wanted && text && !self.quiet && std::io::stderr().is_terminal()
    }

    /// Whether to tell how many rows there are to do.
    fn shows_progress(&self) -> bool {
        !self.quiet && self.progress != progress::ProgressArg::Off
    }
}

/// Width of the terminal that standard output goes to; `None` in a pipe,
/// whatever standard error is.
#[allow(clippy::disallowed_methods, reason = "nothing is written")]
fn terminal_width() -> Option<usize> {
    terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0))
}

/// The first of the locale variables that is set decides, as in POSIX.
fn lang_of_environment() -> Lang {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    match set {
        Some(locale) if locale.to_lowercase().starts_with("zh") => Lang::Zh,
        _ => Lang::En,
    }
}

/// Parses the command line and runs it.
pub(crate) fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return refused(&error),
    };
    terminal::log_as(cli.common.log);
    let listening = match cli.command {
        // They come to an end by themselves.
        Command::Scheduler(_) | Command::Executor(_) => Ok(()),
        _ => xinsheng::pipeline::end_on_signals().map_err(anyhow::Error::from),
    };
    let result = listening.and_then(|()| dispatch(&cli));
    match result {
        Ok(code) => code,
        Err(error) => {
            // Whoever read the output has seen enough, as with `| head`.
            let closed = |cause: &(dyn std::error::Error + 'static)| {
                cause
                    .downcast_ref::<std::io::Error>()
                    .is_some_and(|e| e.kind() == ErrorKind::BrokenPipe)
            };
            if error.chain().any(closed) {
                return ExitCode::SUCCESS;
            }
            let said = with_causes(&error, cli.common.gate(), cli.common.lang());
            terminal::say_error(&said);
            ExitCode::from(2)
        }
    }
}

/// Help and version as the parser prints them; what is wrong with the command line, which
/// may echo anything, by way of the gate.
fn refused(error: &clap::Error) -> ExitCode {
    if error.use_stderr() {
        // The same mistake, with no argument that could pass for lines of ours.
        let plain = |argument: OsString| one_line(&argument.to_string_lossy()).into_owned();
        let stated: Vec<String> = std::env::args_os().map(plain).collect();
        let again = Cli::try_parse_from(&stated).err();
        let error = again.as_ref().unwrap_or(error);
        // There are no options yet that could say otherwise.
        let off = stated.windows(2).any(|pair| pair == ["--redact", "off"]);
        let off = off || stated.iter().any(|argument| argument == "--redact=off");
        let redact = if off { Redact::Off } else { Redact::On };
        terminal::say_of_arguments(error, &Gate::new(redact, lang_of_environment()));
        return ExitCode::from(2);
    }
    // Nobody is left to be helped.
    let _ = error.print();
    ExitCode::SUCCESS
}

/// Tells of a mistake of the program. What the panic says may quote an input up to any
/// character, so that nothing would know a personal detail in it: it ends where that begins.
pub(crate) fn say_of_panic(panic: &std::panic::PanicHookInfo<'_>) {
    let said = panic.payload().downcast_ref::<&str>().copied();
    let said = said.or(panic.payload().downcast_ref::<String>().map(String::as_str));
    let said = said.unwrap_or_default().split(['`', '"', '“']).next().unwrap_or_default();
    let place = panic.location().map(|at| format!("{}:{}", at.file(), at.line()));
    let gate = Gate::new(Redact::On, Lang::En);
    let (place, said) = (place.unwrap_or_default(), gate.message(said.trim()));
    // There is nobody to ask for the language but the command line.
    let lang = Cli::try_parse().map_or_else(|_| lang_of_environment(), |cli| cli.common.lang());
    terminal::say(&t!("cli.panicked", locale = lang.code(), place = place, said = said));
}

fn dispatch(cli: &Cli) -> anyhow::Result<ExitCode> {
    match &cli.command {
        Command::Analyze(args) => analyze::run(args, &cli.common),
        Command::Check(args) => check::run(args, &cli.common),
        Command::Compare(args) => compare::run(args, &cli.common),
        Command::Themes(args) => themes::run(args, &cli.common),
        Command::Kpis(args) => kpis::run(args, &cli.common),
        Command::Segments(args) => segments::run(args, &cli.common),
        Command::Sample(args) => sample::run(args, &cli.common),
        Command::Score(args) => score::run(args, &cli.common),
        Command::Sql(args) => sql::run(args, &cli.common),
        Command::Scheduler(args) => cluster::scheduler(args, &cli.common),
        Command::Executor(args) => cluster::executor(args, &cli.common),
        Command::Inspect(args) => inspect::run(args, &cli.common),
        Command::Explain(args) => explain::run(args, &cli.common),
        Command::Evaluate(args) => evaluate::run(args, &cli.common),
        Command::Train(args) => train::run(args, &cli.common),
        Command::Adapt(args) => adapt::run(args, &cli.common),
    }
}

/// The error and its causes; a cause that the error has said itself is not
/// said again.
fn with_causes(error: &anyhow::Error, gate: &Gate, lang: Lang) -> String {
    error.chain().map(|cause| gate.error(cause, lang)).fold(String::new(), |said, cause| match said
        .as_str()
    {
        "" => cause,
        whole if whole.contains(&cause) => said,
        _ => format!("{said}: {cause}"),
    })
}
