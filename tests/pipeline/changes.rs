//! Files that change while they are read, and answers that came in twice.

use std::fs::{self, OpenOptions};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use xinsheng::Lang;
use xinsheng::ingest::{ErrorKind, ReadOptions, SourceFile, profile};
use xinsheng::pipeline::{
    AnalyzeOptions, Checkpoint, Input, Opened, PipelineError, RejectsFile, ScoreOptions,
    ScoredTable, TableOptions, analyze, score,
};
use xinsheng::training::{LabelColumns, read_labelled};

use crate::runs::{judge, pool};

const ROWS: usize = 6_000;

fn table() -> String {
    let rows = (0..ROWS).map(|i| format!("{i},送货很快，第{i}次买,{}\n", i % 11));
    "id,comment,nps\n".to_owned() + &rows.collect::<String>()
}

fn cut(path: &Path, length: u64) {
    OpenOptions::new().write(true).open(path).unwrap().set_len(length).unwrap();
}

/// What may happen to a file, and how.
type Change = (&'static str, fn(&Path));

fn changes() -> [Change; 3] {
    [
        ("shrinks", |path| cut(path, 40_000)),
        ("grows", |path| fs::write(path, table() + "1,more,3\n").unwrap()),
        ("is replaced", |path| {
            let other = path.with_extension("new");
            fs::write(&other, table()).unwrap();
            fs::rename(other, path).unwrap();
        }),
    ]
}

fn is_changed<T>(result: Result<T, PipelineError>) -> bool {
    match result {
        Err(PipelineError::Ingest(error)) => {
            let told = error.message_in("en");
            assert!(told.contains("changed while it was read: ") && !told.contains("%{"), "{told}");
            error.kind == ErrorKind::Changed
        }
        _ => false,
    }
}

#[test]
fn every_command_notices_a_file_that_changes() {
    for (what, change) in changes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let fresh = || {
            fs::write(&path, table()).unwrap();
            Input::new(&path).unwrap()
        };
        // Once, while the first rows are on their way.
        let meanwhile = |done: &AtomicBool| {
            if !done.swap(true, Ordering::SeqCst) {
                change(&path);
            }
        };
        let (input, output) = (fresh(), folder.path().join("out"));
        let (options, done) = (AnalyzeOptions::default(), AtomicBool::new(false));
        let outcome =
            analyze(&[input], &output, judge(), &pool(2), &options, &|_, _| meanwhile(&done));
        assert!(is_changed(outcome.map(|_| ())), "{what}");
        let left: Vec<_> = fs::read_dir(&output).into_iter().flatten().collect();
        assert!(left.is_empty(), "{what}: {left:?}");

        let file = fresh().open(&ReadOptions::default()).unwrap();
        let profile = profile(&file).unwrap();
        let options = ScoreOptions {
            text: "comment".into(),
            profiled_rows: Some(profile.rows),
            ..ScoreOptions::default()
        };
        let mut rejects = RejectsFile::new(Vec::new(), Lang::En);
        let done = AtomicBool::new(false);
        let mut table = ScoredTable::new(Vec::new(), &[&file], TableOptions::default()).unwrap();
        let (none, pool) = (&mut Checkpoint::default(), pool(2));
        let (judging, shown) = ((judge(), &pool), |_, _| meanwhile(&done));
        let outcome = score(&file, &mut table, &mut rejects, none, judging, &options, &shown);
        assert!(is_changed(outcome), "{what}");

        let file = fresh().open(&ReadOptions::default()).unwrap();
        change(&path);
        assert_eq!(xinsheng::ingest::profile(&file).unwrap_err().kind, ErrorKind::Changed);
    }
}

#[test]
fn a_file_that_stays_as_it_is_passes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    fs::write(&path, table()).unwrap();
    let columns =
        LabelColumns { text: "comment".into(), label: Some("nps".into()), ..Default::default() };
    read_labelled(&Input::new(&path).unwrap(), &columns).unwrap();
    let opened = Opened::open(&Input::new(&path).unwrap(), None).unwrap();
    opened.file.unchanged(Some((opened.data_rows(), ROWS as u64))).unwrap();
    // The same time and length, but rows that were not there before.
    let error = opened.file.unchanged(Some((opened.data_rows(), 10))).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Changed);
    let file = SourceFile::open(&path, &ReadOptions::default()).unwrap();
    assert!(file.unchanged(None).is_ok());
}

#[test]
fn answers_that_came_in_twice_are_told_or_left_out_across_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let header = "respondent,comment,nps\n";
    let first = "a1,送货很快，包装也好,9\na2,客服一直不回消息,2\na1,送货很快，包装也好,9\n";
    fs::write(path("a.csv"), format!("{header}{first}")).unwrap();
    let second = "a3,味道很好还会再来,9\na2,客服一直不回消息,2\na4,价格太贵了不值,3\n";
    fs::write(path("b.csv"), format!("{header}{second}")).unwrap();
    let run = |drop_duplicates| {
        let inputs = ["a.csv", "b.csv"].map(|name| Input::new(&path(name)).unwrap());
        let options = AnalyzeOptions { drop_duplicates, ..AnalyzeOptions::default() };
        let output = path("out");
        analyze(&inputs, &output, judge(), &pool(2), &options, &|_, _| {}).unwrap().summary
    };
    let told = run(false);
    assert_eq!((told.account.rows_read, told.account.rows_rejected), (6, 0));
    let words: Vec<&str> = told.warnings.iter().map(|w| w.en.as_str()).collect();
    for place in ["a.csv: answers that came in before", "b.csv: answers that came in before"] {
        assert!(words.iter().any(|w| w.starts_with(place)), "{place} in {words:?}");
    }
    let left = run(true);
    assert_eq!((left.account.rows_read, left.account.rows_rejected), (6, 2));
    assert_eq!(left.account.rows_scored, 4);
}
