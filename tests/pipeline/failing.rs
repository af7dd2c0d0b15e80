//! An engine that fails in the middle of a run.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::runs::{analyze_into, pool, score_file};
use tempfile::NamedTempFile;
use xinsheng::Lang;
use xinsheng::ingest::ReadOptions;
use xinsheng::opinion::Taxonomy;
use xinsheng::pipeline::{
    AnalyzeOptions, Checkpoint, Input, Judge, OutputFile, PipelineError, RejectsFile, ScoreOptions,
    ScoredTable, TableOptions, analyze, score,
};
use xinsheng::sentiment::linear::LinearEngine;
use xinsheng::sentiment::{Engine, EngineError, EngineFailure, Judgement, Request};
use xinsheng::text::Analyzer;

/// Rows of the export, and those whose comments the engine fails of.
const ROWS: usize = 6000;
const BAD: [usize; 2] = [4000, 5900];

/// The fast engine, but for comments that say so.
struct Failing {
    engine: LinearEngine,
    /// Answers too few in place of an error.
    short: bool,
    judged: Arc<AtomicUsize>,
}

impl Engine for Failing {
    fn name(&self) -> &str {
        "failing"
    }

    fn model(&self) -> &str {
        "none"
    }

    fn judge(&self, batch: &[Request<'_>]) -> Result<Vec<Judgement>, EngineError> {
        let bad = batch.iter().map(|request| request.text.normalized.as_str());
        let mut answers = self.engine.judge(batch)?;
        if let Some(text) = bad.into_iter().find(|text| text.contains("fuse")) {
            if !self.short {
                let said = format!("blown at {text}");
                return Err(EngineError::new(self.name(), EngineFailure::Reported(said)));
            }
            answers.pop();
        }
        self.judged.fetch_add(answers.len(), Ordering::Relaxed);
        Ok(answers)
    }
}

/// A judge over it, whose topics are given or else chosen by a sample, and the number of
/// comments it has judged.
fn failing(short: bool, given: bool) -> (Judge, Arc<AtomicUsize>) {
    let judged = Arc::new(AtomicUsize::new(0));
    let engine = LinearEngine::builtin().unwrap();
    let engine = Box::new(Failing { engine, short, judged: Arc::clone(&judged) });
    let judge = Judge::new(Analyzer::new(), Taxonomy::builtin(), engine).unwrap();
    (if given { judge.with_packs(&[]).unwrap() } else { judge }, judged)
}

fn export() -> NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    writeln!(file, "comment,NPS").unwrap();
    for row in 0..ROWS {
        match BAD.contains(&row) {
            true => writeln!(file, "the fuse of row {row},3").unwrap(),
            false => writeln!(file, "the room of row {row} was clean,9").unwrap(),
        }
    }
    file.flush().unwrap();
    file
}

/// Every file below a folder, with its bytes.
fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.display().to_string(), fs::read(path).unwrap()))
        .collect();
    files.sort();
    files
}

/// The message of an error of the engine, in both languages.
fn said(error: &PipelineError) -> [String; 2] {
    match error {
        PipelineError::Engine(error) => ["zh", "en"].map(|locale| error.message_in(locale)),
        other => [const { String::new() }; 2].map(|_| format!("not of the engine: {other}")),
    }
}

fn analyze_failing(judge: &Judge, path: &Path, folder: &Path, threads: usize) -> PipelineError {
    let inputs = [Input::new(path).unwrap()];
    let options = AnalyzeOptions::default();
    analyze(&inputs, folder, judge, &pool(threads), &options, &|_, _| {}).unwrap_err()
}

#[test]
fn analyze_ends_with_the_name_of_the_engine_and_keeps_what_was_there() {
    let (export, folder) = (export(), tempfile::tempdir().unwrap());
    // A run before, whose files are still there afterwards.
    analyze_into(&[export.path()], folder.path(), 2, Lang::En, None).unwrap();
    let before = contents(folder.path());
    assert_eq!(before.len(), 11);
    for threads in [1, 4] {
        let (judge, judged) = failing(false, true);
        let [zh, en] = said(&analyze_failing(&judge, export.path(), folder.path(), threads));
        // The first of the two, whichever thread was faster.
        let reason = format!("blown at the fuse of row {}", BAD[0]);
        for said in [&zh, &en] {
            assert!(said.contains("failing") && said.contains(&reason), "{said}");
        }
        assert_ne!(zh, en);
        assert!(judged.load(Ordering::Relaxed) > BAD[0] / 2, "it failed in the middle");
        assert!(contents(folder.path()) == before, "with {threads} threads");
        // Nothing is made where nothing was.
        let fresh = folder.path().join("fresh");
        analyze_failing(&judge, export.path(), &fresh, threads);
        assert!(!fresh.exists());
    }
}

#[test]
fn an_engine_that_fails_while_the_topics_are_chosen_ends_the_run_too() {
    let mut export = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    writeln!(export, "comment,NPS\nthe fuse,1\nthe room,9").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (judge, _) = failing(false, false);
    let [_, en] = said(&analyze_failing(&judge, export.path(), folder.path(), 2));
    assert!(en.contains("failing") && en.contains("blown at the fuse"), "{en}");
    assert!(contents(folder.path()).is_empty());
}

#[test]
fn score_ends_with_the_name_of_the_engine_and_keeps_what_was_there() {
    let (export, folder) = (export(), tempfile::tempdir().unwrap());
    let (path, rejects_path) = (folder.path().join("scored.csv"), folder.path().join("r.csv"));
    fs::write(&path, score_file(export.path(), 2).unwrap().0).unwrap();
    let before = contents(folder.path());
    for threads in [1, 4] {
        let (judge, judged) = failing(false, true);
        let file = Input::new(export.path()).unwrap().open(&ReadOptions::default()).unwrap();
        let options = ScoreOptions { text: "comment".to_owned(), ..ScoreOptions::default() };
        let output = OutputFile::create(&path).unwrap();
        let mut table = ScoredTable::new(output, &[&file], TableOptions::default()).unwrap();
        let mut checkpoint = Checkpoint::at(&Checkpoint::beside(&path), false);
        let rejects = OutputFile::create(&rejects_path).unwrap();
        let mut rejects = RejectsFile::new(rejects, Lang::En);
        let pool = pool(threads);
        let (kept, judging) = (&mut checkpoint, (&judge, &pool));
        let done = score(&file, &mut table, &mut rejects, kept, judging, &options, &|_, _| {});
        let [zh, en] = said(&done.unwrap_err());
        let reason = format!("blown at the fuse of row {}", BAD[0]);
        assert!(zh.contains(&reason) && en.contains(&reason) && zh != en, "{zh} {en}");
        assert!(judged.load(Ordering::Relaxed) > BAD[0] / 2, "it failed in the middle");
        drop((table, rejects, checkpoint));
        assert!(contents(folder.path()) == before, "with {threads} threads");
    }
}

#[test]
fn an_engine_with_too_few_answers_has_failed() {
    let (judge, _) = failing(true, true);
    let error = judge.judge(["the room", "the fuse", "the bed"]).unwrap_err();
    assert_eq!(error.engine, "failing");
    assert_eq!(error.failure, EngineFailure::Answers { asked: 3, given: 2 });
    assert_eq!(judge.explain("the fuse").unwrap_err().engine, "failing");
    assert!(judge.explain("the room").is_ok());
}
