//! What becomes of the files of a run: no input is overwritten, what is no
//! file is written through, links and permissions stay, a run that is ended
//! leaves nothing half done.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

#[cfg(unix)]
mod ended;
#[cfg(target_os = "linux")]
mod full_disk;
#[cfg(unix)]
mod killed;
#[cfg(unix)]
mod resumed;

fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The command in `folder`, with the fast engine.
fn xinsheng(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("xinsheng"));
    command.args(arguments).current_dir(folder).env("LC_ALL", "en_US.UTF-8").stdin(Stdio::null());
    if !arguments.contains(&"--engine") && ["analyze", "score"].contains(&arguments[0]) {
        command.args(["--engine", "fast"]);
    }
    command
}

fn said(run: &Output) -> String {
    String::from_utf8_lossy(&run.stderr).into_owned()
}

/// A folder with inputs of every kind.
fn inputs() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["utf8.csv", "utf8.csv.gz", "small.xlsx", "labelled.csv", "invalid_byte.csv"] {
        fs::copy(project().join("tests/data").join(name), folder.path().join(name)).unwrap();
    }
    fs::copy(project().join("models/fast.bin"), folder.path().join("fast.bin")).unwrap();
    folder
}

/// Every file below `folder` and its content.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        match entry.file_type().unwrap().is_dir() {
            true => files.extend(contents(&entry.path())),
            false => files.push((entry.path(), fs::read(entry.path()).unwrap())),
        }
    }
    files.sort();
    files
}

/// Runs a command that must be refused and leave everything as it was.
fn refused(folder: &Path, command: &mut Command) {
    let before = contents(folder);
    let run = command.output().unwrap();
    assert_eq!(run.status.code(), Some(2), "{command:?}: {}", said(&run));
    assert!(said(&run).contains("nothing was read or written"), "{command:?}: {}", said(&run));
    assert!(said(&run).contains("Choose another place"), "{command:?}");
    assert!(contents(folder) == before, "{command:?}");
}

#[test]
fn no_output_is_an_input() {
    let folder = inputs();
    let at = |name: &str| folder.path().join(name);
    let shown = xinsheng(folder.path(), &["inspect", "utf8.csv", "-o", "mapping.toml"]);
    { shown }.output().unwrap();
    fs::copy(at("small.xlsx"), at("report.xlsx")).unwrap();
    fs::copy(at("utf8.csv"), at("comments.csv")).unwrap();
    fs::copy(at("utf8.csv"), at("comments.parquet")).unwrap();
    fs::copy(at("utf8.csv"), at("s.rejects.csv")).unwrap();
    fs::hard_link(at("utf8.csv"), at("hard.csv")).unwrap();
    fs::write(at("taxonomy.toml"), "").unwrap();
    fs::create_dir(at("own")).unwrap();
    for name in ["encoder.safetensors", "tokenizer.json"] {
        fs::hard_link(project().join("models").join(name), at("own").join(name))
            .or_else(|_| {
                fs::copy(project().join("models").join(name), at("own").join(name)).map(|_| ())
            })
            .unwrap();
    }
    let mut cases = vec![
        vec!["analyze", "report.xlsx", "-o", "."],
        vec!["analyze", "utf8.csv", "comments.csv", "-o", "."],
        vec!["analyze", "comments.*", "-o", "own/.."],
        vec!["analyze", "comments.parquet", "-o", "."],
        vec!["score", "utf8.csv", "-o", "utf8.csv"],
        vec!["score", "utf8.csv", "-o", "hard.csv"],
        vec!["score", "utf8.csv", "-o", "own/../utf8.csv"],
        vec!["score", "utf8.csv", "-o", "new.csv", "--rejects", "utf8.csv"],
        vec!["score", "utf8.csv", "--rejects", "hard.csv"],
        vec!["score", "utf8.csv", "-o", "new.csv", "--rejects", "own/../new.csv"],
        vec!["score", "s.rejects.csv", "-o", "s"],
        vec!["score", "utf8.csv", "-o", "taxonomy.toml", "--taxonomy", "taxonomy.toml"],
        vec!["score", "utf8.csv", "-o", "fast.bin", "--model", "fast.bin"],
        vec!["inspect", "utf8.csv", "-o", "utf8.csv"],
        vec!["inspect", "utf8.csv", "--mapping", "mapping.toml", "-o", "mapping.toml"],
        vec!["train", "labelled.csv", "--label", "label", "-o", "labelled.csv"],
        vec![
            "adapt",
            "--labels",
            "labelled.csv",
            "--label",
            "label",
            "--model",
            "own",
            "-o",
            "own",
        ],
    ];
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("utf8.csv", at("soft.csv")).unwrap();
        std::os::unix::fs::symlink("../utf8.csv", at("own/report.html")).unwrap();
        cases.push(vec!["score", "utf8.csv", "-o", "soft.csv"]);
        cases.push(vec!["score", "soft.csv", "-o", "utf8.csv"]);
        cases.push(vec!["analyze", "utf8.csv", "-o", "own"]);
    }
    for arguments in cases {
        refused(folder.path(), &mut xinsheng(folder.path(), &arguments));
    }
}

#[cfg(unix)]
#[test]
fn standard_streams_count_too() {
    let folder = inputs();
    let file = folder.path().join("utf8.csv");
    let mut command = xinsheng(folder.path(), &["score", "-", "-o", "utf8.csv"]);
    refused(folder.path(), command.stdin(fs::File::open(&file).unwrap()));
    let appended = || fs::OpenOptions::new().append(true).open(&file).unwrap();
    for arguments in [
        vec!["score", "utf8.csv"],
        vec!["inspect", "utf8.csv"],
        vec!["analyze", "utf8.csv", "-o", "new"],
        vec!["evaluate", "utf8.csv", "--label", "x"],
    ] {
        let mut command = xinsheng(folder.path(), &arguments);
        refused(folder.path(), command.stdout(appended()));
    }
}

#[test]
fn inputs_may_lie_in_the_folder_of_the_reports() {
    let folder = inputs();
    let run = xinsheng(folder.path(), &["analyze", "utf8.csv", "-o", "."]).output().unwrap();
    assert_eq!(run.status.code(), Some(0), "{}", said(&run));
    assert!(folder.path().join("report.html").exists());
    let source = project().join("tests/data/utf8.csv");
    assert_eq!(fs::read(folder.path().join("utf8.csv")).unwrap(), fs::read(source).unwrap());
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::io::Read;
    use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};

    fn scored(folder: &Path) -> Vec<u8> {
        xinsheng(folder, &["score", "utf8.csv"]).output().unwrap().stdout
    }

    #[test]
    fn what_is_no_file_is_written_through() {
        let folder = inputs();
        let expected = scored(folder.path());
        let fifo = folder.path().join("fifo");
        assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
        let read = std::thread::spawn({
            let fifo = fifo.clone();
            move || fs::read(fifo).unwrap()
        });
        let run = xinsheng(folder.path(), &["score", "utf8.csv", "-o", "fifo"]).output().unwrap();
        assert_eq!(run.status.code(), Some(0), "{}", said(&run));
        assert!(read.join().unwrap() == expected);
        assert!(fs::metadata(&fifo).unwrap().file_type().is_fifo());

        let run = xinsheng(
            folder.path(),
            &["score", "utf8.csv", "-o", "/dev/null", "--rejects", "/dev/null"],
        )
        .output()
        .unwrap();
        assert_eq!(run.status.code(), Some(0), "{}", said(&run));
        assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
        assert!(!Path::new("/dev/null.rejects.csv").exists());

        for place in ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"] {
            if !Path::new(place).exists() {
                continue;
            }
            let run =
                xinsheng(folder.path(), &["score", "utf8.csv", "-o", place]).output().unwrap();
            assert!(run.stdout == expected, "{place}: {}", said(&run));
            // A file that a shell has redirected is written where it stands.
            let path = folder.path().join("redirected");
            fs::write(&path, "before\n").unwrap();
            let file = fs::OpenOptions::new().append(true).open(&path).unwrap();
            let mut command = xinsheng(folder.path(), &["score", "utf8.csv", "-o", place]);
            assert!(command.stdout(file.try_clone().unwrap()).status().unwrap().success());
            let mut written = String::new();
            fs::File::open(&path).unwrap().read_to_string(&mut written).unwrap();
            assert_eq!(written.as_bytes(), [b"before\n", &expected[..]].concat(), "{place}");
            let named = file.metadata().unwrap();
            let is = std::os::unix::fs::MetadataExt::ino;
            assert_eq!(is(&named), is(&fs::metadata(&path).unwrap()), "the same file");
        }
    }

    #[test]
    fn links_and_permissions_stay() {
        let folder = inputs();
        let at = |name: &str| folder.path().join(name);
        let expected = scored(folder.path());
        fs::create_dir(at("kept")).unwrap();
        fs::write(at("kept/real.csv"), "old").unwrap();
        fs::set_permissions(at("kept/real.csv"), PermissionsExt::from_mode(0o600)).unwrap();
        symlink("kept/real.csv", at("link.csv")).unwrap();
        symlink("kept/new.csv", at("dangling.csv")).unwrap();
        for (link, target) in [("link.csv", "kept/real.csv"), ("dangling.csv", "kept/new.csv")] {
            let run = xinsheng(folder.path(), &["score", "utf8.csv", "-o", link]).output().unwrap();
            assert_eq!(run.status.code(), Some(0), "{}", said(&run));
            assert!(fs::symlink_metadata(at(link)).unwrap().is_symlink(), "{link}");
            assert!(fs::read(at(target)).unwrap() == expected, "{link}");
        }
        let mode = |name: &str| fs::metadata(at(name)).unwrap().permissions().mode() & 0o7777;
        assert_eq!(mode("kept/real.csv"), 0o600);
        fs::write(at("model.bin"), "old").unwrap();
        fs::set_permissions(at("model.bin"), PermissionsExt::from_mode(0o600)).unwrap();
        let train = ["train", "labelled.csv", "--label", "label", "-o", "model.bin"];
        assert!(xinsheng(folder.path(), &train).status().unwrap().success());
        assert_eq!(mode("model.bin"), 0o600);
        assert!(fs::metadata(at("model.bin")).unwrap().len() > 3);
    }
}
