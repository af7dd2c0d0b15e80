//! Runs of the library for tests: inputs in, all outputs in memory.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::OnceLock;

use tempfile::NamedTempFile;
use xinsheng::Lang;
use xinsheng::ingest::{Mapping, ReadOptions, Rejection, Role};
use xinsheng::opinion::Taxonomy;
use xinsheng::pipeline::{
    AnalyzeOptions, Checkpoint, Input, Judge, Opened, PipelineError, RejectsFile, ScoreOptions,
    ScoreOutcome, ScoredTable, TableOptions, analyze, score,
};
use xinsheng::report::Summary;
use xinsheng::sentiment::linear::LinearEngine;
use xinsheng::text::Analyzer;

/// The folder of the crate.
pub(crate) fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// One judge for all tests: it takes a while to make.
pub(crate) fn judge() -> &'static Judge {
    static JUDGE: OnceLock<Judge> = OnceLock::new();
    JUDGE.get_or_init(|| {
        let engine = Box::new(LinearEngine::builtin().unwrap());
        Judge::new(Analyzer::new(), Taxonomy::builtin(), engine).unwrap()
    })
}

pub(crate) fn pool(threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
}

/// An analysis with every file it wrote.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) summary: Summary,
    pub(crate) cut_short: Vec<Rejection>,
    pub(crate) files: BTreeMap<String, Vec<u8>>,
}

impl Run {
    pub(crate) fn html(&self) -> String {
        String::from_utf8(self.files["report.html"].clone()).unwrap()
    }
}

pub(crate) fn analyze_files(
    paths: &[&Path],
    threads: usize,
    lang: Lang,
) -> Result<Run, PipelineError> {
    analyze_with(paths, threads, lang, None)
}

pub(crate) fn analyze_with(
    paths: &[&Path],
    threads: usize,
    lang: Lang,
    mapping: Option<Mapping>,
) -> Result<Run, PipelineError> {
    let folder = tempfile::tempdir().unwrap();
    analyze_into(paths, folder.path(), threads, lang, mapping)
}

pub(crate) fn analyze_into(
    paths: &[&Path],
    folder: &Path,
    threads: usize,
    lang: Lang,
    mapping: Option<Mapping>,
) -> Result<Run, PipelineError> {
    let inputs: Vec<Input> = paths.iter().map(|path| Input::new(path).unwrap()).collect();
    let options = AnalyzeOptions { mapping, lang, ..AnalyzeOptions::default() };
    let outcome = analyze(&inputs, folder, judge(), &pool(threads), &options, &|_, _| {})?;
    let written = outcome.written.clone();
    let files: BTreeMap<String, Vec<u8>> = written
        .iter()
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read(path).unwrap())
        })
        .collect();
    assert_eq!(fs::read_dir(folder).unwrap().count(), files.len(), "nothing else is left behind");
    Ok(Run { summary: outcome.summary, cut_short: outcome.cut_short, files })
}

/// The scored table, of the first column that holds comments.
pub(crate) fn score_file(
    path: &Path,
    threads: usize,
) -> Result<(Vec<u8>, ScoreOutcome), PipelineError> {
    let input = Input::new(path)?;
    let opened = Opened::open(&input, None)?;
    opened.mapping.require_comment(opened.file.layout())?;
    let text = opened.mapping.of_role(Role::Comment).next().unwrap().name.clone();
    let file = input.open(&ReadOptions::default())?;
    let options = ScoreOptions { text, ..ScoreOptions::default() };
    let mut rejects = RejectsFile::new(Vec::new(), Lang::En);
    let mut table = ScoredTable::new(Vec::new(), &[&file], TableOptions::default()).unwrap();
    let (none, pool) = (&mut Checkpoint::default(), pool(threads));
    let judging = (judge(), &pool);
    let outcome = score(&file, &mut table, &mut rejects, none, judging, &options, &|_, _| {})?;
    Ok((table.finish().unwrap(), outcome))
}

/// Checks that every row is accounted for, in the summary and in the files.
pub(crate) fn balanced(run: &Run, name: &str) {
    let account = &run.summary.account;
    let sum = account.rows_scored + account.rows_without_comment + account.rows_rejected;
    assert_eq!(account.rows_read, sum, "{name}");
    let rows = |file: &str| {
        let mut reader = csv::Reader::from_reader(run.files[file].as_slice());
        reader.records().map(Result::unwrap).count() as u64
    };
    assert_eq!(rows("comments.csv"), account.comments, "{name}");
    assert_eq!(rows("rejects.csv"), account.rows_rejected + account.cells_rejected, "{name}");
}

/// A temporary file of these bytes.
pub(crate) fn temporary_file(suffix: &str, bytes: &[u8]) -> NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(suffix).tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file.flush().unwrap();
    file
}
