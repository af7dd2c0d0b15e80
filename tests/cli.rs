//! Golden runs of the command: every bad input and every report, as a user
//! sees them. The cases stand in `tests/cmd`; `TRYCMD=overwrite cargo test
//! --test cli` takes what the command says now, to be read before it is kept.

// clippy's allowance for tests does not reach helper functions.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

/// Copies the files of `from`, but not its folders.
fn copy_files(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

/// The commands run in a folder of their own that holds the test inputs and
/// the samples, so that messages name files without a path.
#[test]
fn commands() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    for inputs in ["tests/data", "tests/cmd/inputs", "data/samples"] {
        copy_files(&project.join(inputs), folder.path());
    }
    fs::create_dir(folder.path().join("folder")).unwrap();
    std::env::set_current_dir(folder.path()).unwrap();
    trycmd::TestCases::new()
        .env("LC_ALL", "en_US.UTF-8")
        .case(project.join("tests/cmd/*.trycmd"))
        .run();
}
