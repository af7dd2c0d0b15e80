//! What several commands need: the judge, the thread pool, the mapping.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use rust_i18n::t;
use xinsheng::ingest::{Mapping, Preset, Rejection};
use xinsheng::opinion::Taxonomy;
use xinsheng::opinion::packs::packs;
use xinsheng::opinion::servqual::SERVQUAL;
use xinsheng::pipeline::{
    Condition, Input, Inputs, Judge, Memory, Needs, PipelineError, RunFiles, Sheets,
    read_corrections,
};
use xinsheng::privacy::MaskedCounts;
use xinsheng::sentiment::Engine;
use xinsheng::sentiment::encoder::{EncoderEngine, EncoderError, builtin_files};
use xinsheng::sentiment::linear::{LinearEngine, LinearModel};
use xinsheng::text::Analyzer;

use super::reading::ReadArgs;
use super::{Common, EngineArg};

/// More threads than any machine has use for; as many again would exhaust
/// the memory before anything is said.
const MAX_THREADS: usize = 1024;

/// Options of commands that judge comments.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct JudgeArgs {
    /// Touchpoints and aspects to look for (TOML), in place of the built-in ones; "servqual" for
    /// the five dimensions of service quality
    #[arg(long, value_name = "FILE")]
    pub(super) taxonomy: Option<PathBuf>,
    /// Lines of business to look for topics of, such as hotel,restaurant; "all" for every
    /// one [default: score, explain, evaluate and sql take all, the others those that the
    /// comments are about]
    #[arg(long, value_name = "PACKS", value_delimiter = ',')]
    domain: Vec<String>,
    /// Words to keep together in Chinese text, one a line, in jieba's format
    #[arg(long, value_name = "FILE")]
    user_dict: Option<PathBuf>,
}

impl JudgeArgs {
    /// Adds the files that are read.
    pub(super) fn reads(&self, files: &mut RunFiles) {
        let named = self.taxonomy.iter().filter(|path| path.as_os_str() != SERVQUAL);
        named.chain(&self.user_dict).for_each(|path| files.reads(path));
    }
}

/// Options of commands in which corrections hold.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct CorrectionArgs {
    /// What is right of single comments: lines of comments.csv with the label or the opinions put
    /// right (or label not_about_us); they are known again by their text
    #[arg(long, value_name = "FILE")]
    corrections: Option<PathBuf>,
}

impl CorrectionArgs {
    /// Adds the file that is read.
    pub(super) fn reads(&self, files: &mut RunFiles) {
        self.corrections.iter().for_each(|path| files.reads(path));
    }

    /// The judge with what was put right.
    pub(super) fn laid_over(&self, judge: Judge, common: &Common) -> Result<Judge> {
        let Some(path) = &self.corrections else { return Ok(judge) };
        let input = Input::new(path)?.only()?;
        let corrections = read_corrections(&input, judge.taxonomy(), common.gate())?;
        Ok(judge.corrected_by(corrections))
    }
}

/// Says how much was masked, where anything was.
pub(super) fn say_masked(masked: &MaskedCounts, common: &Common) {
    if masked.total() > 0 {
        common.remark(&t!("cli.masked", locale = common.locale(), count = masked.total()));
    }
}

/// Says where the report is, the last of the files that were written.
pub(super) fn say_written(written: &[PathBuf], common: &Common) {
    if let Some((report, others)) = written.split_last() {
        let (report, count) = (report.display(), others.len());
        common.blank_line();
        let locale = common.locale();
        common.remark(&t!("cli.written", locale = locale, report = report, count = count));
    }
}

/// Says which files were not read to their end; then a run fails, though it has a report.
pub(super) fn ended(cut_short: &[Rejection], common: &Common) -> ExitCode {
    for cut in cut_short {
        common.remark(&format!("xinsheng: {}", cut.message_in(common.locale())));
    }
    if cut_short.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(2) }
}

pub(super) fn judge(args: &JudgeArgs, common: &Common) -> Result<Judge> {
    judge_by(args, common, || engine(common, false))
}

/// A judge that also gives the embeddings of comments where its engine has them.
pub(super) fn topical_judge(args: &JudgeArgs, common: &Common) -> Result<Judge> {
    judge_by(args, common, || engine(common, true))
}

/// A judge that also gives the embeddings of comments, which only the encoder has.
pub(super) fn embedding_judge(args: &JudgeArgs, common: &Common) -> Result<Judge> {
    let model = common.model.as_deref();
    let of_fast = common.engine.is_none() && model.is_some_and(|path| !path.is_dir());
    if of_fast || !matches!(common.engine, None | Some(EngineArg::Encoder)) {
        bail!("{}", t!("cli.score.embeddings_of_encoder", locale = common.locale()));
    }
    judge_by(args, common, || Ok(Box::new(encoder(model)?.with_embeddings()?)))
}

fn judge_by(
    args: &JudgeArgs,
    common: &Common,
    engine: impl FnOnce() -> Result<Box<dyn Engine>>,
) -> Result<Judge> {
    // Before the engine asks for what there is not.
    memory(common).threads(1, needs(common))?;
    // The dimensions of service quality regroup all aspects, whatever the line of business.
    let named = args.taxonomy.as_ref().is_some_and(|path| path.as_os_str() == SERVQUAL);
    let servqual = named || args.taxonomy.is_none() && args.domain == [SERVQUAL];
    if !servqual && args.domain.iter().any(|pack| pack == SERVQUAL) {
        bail!("{}", t!("cli.servqual_alone", locale = common.locale()));
    }
    let taxonomy = match &args.taxonomy {
        _ if servqual => Taxonomy::servqual(),
        Some(path) => Taxonomy::from_toml(&read(path, common)?, &path.display().to_string())?,
        None => Taxonomy::builtin(),
    };
    let analyzer = match &args.user_dict {
        Some(path) => Analyzer::with_user_dictionary(read(path, common)?.as_bytes())
            .with_context(|| path.display().to_string())?,
        None => Analyzer::new(),
    };
    let judge = Judge::new(analyzer, taxonomy, engine()?)?.made_of(files(args, common));
    Ok(match args.domain.as_slice() {
        [] if servqual => judge.with_packs(&packs(judge.taxonomy()))?,
        [] => judge,
        [all] if all == "all" => judge.with_packs(&packs(judge.taxonomy()))?,
        given => judge.with_packs(given)?,
    })
}

/// Stands for the files that a judge is made of, by their sizes and times.
fn files(args: &JudgeArgs, common: &Common) -> u64 {
    let inner = |path: &PathBuf| match fs::read_dir(path) {
        Ok(entries) => entries.flatten().map(|entry| entry.path()).collect(),
        Err(_) => vec![path.clone()],
    };
    let mut paths: Vec<PathBuf> = common.model.iter().flat_map(inner).collect();
    paths.sort();
    let paths = paths.iter().chain(&args.taxonomy).chain(&args.user_dict);
    let state = |path: &PathBuf| {
        let there = fs::metadata(path).ok();
        (path.clone(), there.map(|there| (there.len(), there.modified().ok())))
    };
    let states: Vec<_> = paths.map(state).collect();
    xxhash_rust::xxh3::xxh3_64(format!("{states:?}").as_bytes())
}

/// What a judge is made of, by the contents of its files: by that it is compared with judges of
/// other machines, where they lie elsewhere.
#[cfg(feature = "cluster")]
pub(super) fn contents(
    args: &JudgeArgs,
    corrections: &CorrectionArgs,
    common: &Common,
) -> Result<xinsheng::pipeline::JudgeContents> {
    let of = |path: &Path| Ok::<u64, anyhow::Error>(xxhash_rust::xxh3::xxh3_64(&bytes(path)?));
    let stated = |path: &Option<PathBuf>| path.as_deref().map_or(Ok(0), of);
    let model = match &common.model {
        Some(folder) if folder.is_dir() => {
            let inner = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
            let mut inner: Vec<PathBuf> = inner.flatten().map(|entry| entry.path()).collect();
            inner.retain(|path| path.is_file());
            inner.sort();
            let mut all = String::new();
            for path in &inner {
                all.push_str(&format!("{:?} {} ", path.file_name(), of(path)?));
            }
            xxhash_rust::xxh3::xxh3_64(all.as_bytes())
        }
        model => stated(model)?,
    };
    let (words, corrections) = (stated(&args.user_dict)?, stated(&corrections.corrections)?);
    Ok(xinsheng::pipeline::JudgeContents { model, words, corrections })
}

/// The engine that was asked for, with embeddings where `embeds` and it has them.
fn engine(common: &Common, embeds: bool) -> Result<Box<dyn Engine>> {
    let model = common.model.as_deref();
    let of_fast = model.is_some_and(|path| !path.is_dir());
    let stated = common.engine;
    if common.device.is_some() && !matches!(stated, Some(EngineArg::RustBert)) {
        bail!("{}", t!("cli.device_of_rust_bert", locale = common.locale()));
    }
    Ok(match stated.unwrap_or(if of_fast { EngineArg::Fast } else { EngineArg::Encoder }) {
        EngineArg::Fast => Box::new(fast(model)?),
        EngineArg::Encoder => encoder_engine(encoder(model)?, embeds),
        EngineArg::RustBert => rust_bert(model, common, embeds)?,
    })
}

fn encoder_engine(engine: EncoderEngine, embeds: bool) -> Box<dyn Engine> {
    Box::new(if embeds { engine.embedding_where_able() } else { engine })
}

/// A checkpoint of Hugging Face's, or an encoder of ours, on libtorch.
#[cfg(feature = "rust-bert")]
fn rust_bert(folder: Option<&Path>, common: &Common, embeds: bool) -> Result<Box<dyn Engine>> {
    use xinsheng::sentiment::rust_bert::{
        ClassifierEngine, Run, RustBertError, is_own, own_engine,
    };
    let run = Run { device: common.device.unwrap_or_default(), tokens: None };
    let unusable = |source: RustBertError| PipelineError::Model {
        path: folder.map_or_else(|| PathBuf::from("rust-bert"), Path::to_owned),
        source: source.into(),
    };
    Ok(match folder {
        Some(folder) if !is_own(folder) => {
            Box::new(ClassifierEngine::new(folder, run).map_err(unusable)?)
        }
        folder => {
            let files = EncoderFiles::read(folder)?;
            let engine = own_engine(&files.weights, &files.tokenizer, run).map_err(unusable)?;
            encoder_engine(engine, embeds)
        }
    })
}

#[cfg(not(feature = "rust-bert"))]
fn rust_bert(_: Option<&Path>, common: &Common, _: bool) -> Result<Box<dyn Engine>> {
    bail!("{}", t!("cli.no_rust_bert", locale = common.locale()))
}

fn fast(path: Option<&Path>) -> Result<LinearEngine> {
    let Some(path) = path else { return Ok(LinearEngine::builtin()?) };
    let model = LinearModel::from_bytes(&bytes(path)?)
        .map_err(|source| PipelineError::Model { path: path.to_owned(), source: source.into() })?;
    Ok(LinearEngine::new(model))
}

fn encoder(folder: Option<&Path>) -> Result<EncoderEngine> {
    match folder {
        Some(folder) => Ok(EncoderFiles::read(Some(folder))?.engine()?),
        None => Ok(EncoderEngine::builtin()?),
    }
}

/// The two files of an encoder.
pub(super) struct EncoderFiles {
    folder: PathBuf,
    pub(super) weights: Cow<'static, [u8]>,
    pub(super) tokenizer: Cow<'static, [u8]>,
}

impl EncoderFiles {
    /// Those in a folder, or those that ship.
    pub(super) fn read(folder: Option<&Path>) -> Result<EncoderFiles> {
        let Some(folder) = folder else {
            let (weights, tokenizer) = builtin_files()?;
            let (weights, tokenizer) = (weights.into(), tokenizer.into());
            return Ok(EncoderFiles { folder: PathBuf::new(), weights, tokenizer });
        };
        let weights = bytes(&folder.join("encoder.safetensors"))?.into();
        let tokenizer = bytes(&folder.join("tokenizer.json"))?.into();
        Ok(EncoderFiles { folder: folder.to_owned(), weights, tokenizer })
    }

    /// The engine over them.
    pub(super) fn engine(&self) -> Result<EncoderEngine> {
        let damaged = |source: EncoderError| PipelineError::Model {
            path: self.folder.clone(),
            source: source.into(),
        };
        Ok(EncoderEngine::new(&self.weights, &self.tokenizer).map_err(damaged)?)
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    Ok(fs::read(path).map_err(|source| PipelineError::Read { path: path.to_owned(), source })?)
}

/// The files that `named` stands for; says what is odd about them.
pub(super) fn inputs(
    named: &[PathBuf],
    read: &ReadArgs,
    sheets: &Sheets,
    common: &Common,
) -> Result<Vec<Input>> {
    let inputs = Inputs::new(named, &read.options(), sheets)?;
    if !common.quiet {
        say_named_twice(&inputs, common);
    }
    Ok(inputs.files)
}

/// Says which files were named before.
pub(super) fn say_named_twice(inputs: &Inputs, common: &Common) {
    inputs.named_twice.iter().for_each(|path| {
        let locale = common.locale();
        common.remark(&t!("cli.named_twice", locale = locale, file = path.display()));
    });
}

/// The memory that a run may take.
pub(super) fn memory(common: &Common) -> Memory {
    Memory::new(common.memory_limit)
}

/// What an engine takes, as measured.
fn needs(common: &Common) -> Needs {
    let megabytes = |base: u64, thread: u64| Needs { base: base << 20, thread: thread << 20 };
    let file = common.model.as_deref().is_some_and(|path| !path.is_dir());
    match common.engine.unwrap_or(if file { EngineArg::Fast } else { EngineArg::Encoder }) {
        EngineArg::Fast => megabytes(120, 24),
        EngineArg::Encoder => megabytes(200, 40),
        EngineArg::RustBert => megabytes(1024, 256),
    }
}

/// Bytes in which is kept what was found in comments, where there is no limit.
#[cfg(feature = "sql")]
const KEPT: usize = 256 << 20;

/// The least that sorting and grouping can do with.
#[cfg(feature = "sql")]
const LEAST: usize = 16 << 20;

/// What a query engine may take: bytes for what was found in comments, and where there is a limit,
/// for sorting and grouping.
#[cfg(feature = "sql")]
pub(super) fn shares(threads: usize, common: &Common) -> (usize, Option<usize>) {
    let room = room(threads, common);
    let kept = room.map_or(KEPT, |room| (room / 4).clamp(LEAST / 4, KEPT));
    (kept, room.map(|room| room.saturating_sub(kept).max(LEAST)))
}

/// What a limit on memory leaves besides an engine with so many threads.
#[cfg(feature = "sql")]
fn room(threads: usize, common: &Common) -> Option<usize> {
    let Needs { base, thread } = needs(common);
    let limit = memory(common).limit()?;
    let left = limit.saturating_sub(base.saturating_add(thread.saturating_mul(threads as u64)));
    Some(usize::try_from(left).unwrap_or(usize::MAX))
}

/// A number of bytes as people write it: `512M`, `2G`, `1.5g`, `800000000`.
pub(super) fn bytes_of(text: &str) -> Result<u64, String> {
    // Within a sentence of the parser's, which speaks English alone.
    let wrong = || t!("cli.no_bytes", locale = "en", found = text).into_owned();
    let lower = text.trim().to_ascii_lowercase();
    let number = lower.trim_end_matches("ib").trim_end_matches('b');
    let (number, shift) = match number.char_indices().next_back() {
        Some((at, 'k')) => (&number[..at], 10),
        Some((at, 'm')) => (&number[..at], 20),
        Some((at, 'g')) => (&number[..at], 30),
        Some((at, 't')) => (&number[..at], 40),
        _ => (number, 0),
    };
    let bytes = number.trim().parse::<f64>().map_err(|_| wrong())? * (1u64 << shift) as f64;
    if bytes.is_finite() && bytes >= 1.0 { Ok(bytes as u64) } else { Err(wrong()) }
}

/// A condition that rows must meet.
pub(super) fn condition(text: &str) -> Result<Condition, String> {
    Condition::parse(text).ok_or_else(|| "COLUMN=VALUE or COLUMN!=VALUE".to_owned())
}

pub(super) fn pool(common: &Common) -> Result<rayon::ThreadPool> {
    let threads = match common.threads {
        Some(0) => bail!("{}", t!("cli.no_threads", locale = common.locale())),
        Some(threads) if threads > MAX_THREADS => {
            let (locale, most) = (common.locale(), MAX_THREADS);
            bail!("{}", t!("cli.many_threads", locale = locale, threads = threads, most = most))
        }
        stated => stated,
    };
    let memory = memory(common);
    let threads = match (memory.limit(), threads) {
        (None, threads) => threads.unwrap_or(0),
        (Some(_), threads) => {
            let all = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
            memory.threads(threads.unwrap_or_else(all), needs(common))?
        }
    };
    Ok(rayon::ThreadPoolBuilder::new().num_threads(threads).build()?)
}

/// What the columns mean, where the user says so.
#[derive(Debug, Args)]
pub(super) struct MappingArgs {
    /// What the columns mean, as `xinsheng inspect` writes it
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// A shipped mapping; `xinsheng inspect --list-presets` names them
    #[arg(long, value_name = "NAME", conflicts_with = "mapping")]
    preset: Option<String>,
}

impl MappingArgs {
    /// Adds the file that is read, if there is one.
    pub(super) fn reads(&self, files: &mut RunFiles) {
        self.mapping.iter().for_each(|path| files.reads(path));
    }
}

/// Adds the one input of a command; `-` is standard input.
pub(super) fn reads(files: &mut RunFiles, input: &Path) {
    match input.as_os_str() == "-" {
        true => files.reads(Path::new("/dev/stdin")),
        false => files.reads(input),
    }
}

pub(super) fn mapping(args: &MappingArgs, common: &Common) -> Result<Option<Mapping>> {
    if let Some(name) = &args.preset {
        let Some(preset) = Preset::find(name) else {
            let known: Vec<&str> = Preset::ALL.iter().map(|preset| preset.id).collect();
            let (locale, known) = (common.locale(), known.join(", "));
            bail!("{}", t!("cli.no_preset", locale = locale, name = name, known = known));
        };
        return Ok(Some(preset.mapping()?));
    }
    args.mapping.as_deref().map(|path| mapping_file(path, common)).transpose()
}

/// The mapping of a file.
pub(super) fn mapping_file(path: &Path, common: &Common) -> Result<Mapping> {
    Ok(Mapping::from_toml(&read(path, common)?, path)?)
}

pub(super) fn read(path: &Path, common: &Common) -> Result<String> {
    String::from_utf8(bytes(path)?).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
        let (locale, path) = (common.locale(), path.display());
        anyhow!("{}", t!("cli.not_utf8", locale = locale, path = path, line = line))
    })
}

pub(super) fn writing(path: &Path) -> impl Fn(std::io::Error) -> PipelineError + '_ {
    |source| PipelineError::Write { path: path.to_owned(), source }
}
