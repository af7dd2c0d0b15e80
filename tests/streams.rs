//! What comes through a pipe, and what is no file: the command as a user runs
//! it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail tests")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xinsheng"));
    command.args(arguments).args(["--lang", "en"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A run whose input is written while its output is read.
struct Running {
    child: Child,
    lines: Receiver<String>,
}

impl Running {
    fn start(arguments: &[&str]) -> Running {
        let mut child = command(arguments).spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in output.lines() {
                if sender.send(line.unwrap()).is_err() {
                    break;
                }
            }
        });
        Running { child, lines }
    }

    fn write(&mut self, text: &str) {
        let input = self.child.stdin.as_mut().unwrap();
        input.write_all(text.as_bytes()).unwrap();
        input.flush().unwrap();
    }

    /// The next line, while the input is still open. A run that waits for its
    /// end would wait for ever.
    fn line(&self) -> String {
        self.lines.recv_timeout(Duration::from_secs(120)).expect("a line before the input ends")
    }

    /// Ends the input; the exit code, the lines left and standard error.
    fn end(mut self) -> (Option<i32>, Vec<String>, String) {
        drop(self.child.stdin.take());
        let mut said = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        let code = self.child.wait().unwrap().code();
        (code, self.lines.iter().collect(), said)
    }
}

fn run(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = command(arguments).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn every_line_is_scored_when_it_has_come() {
    let mut run = Running::start(&["score", "-", "--engine", "fast"]);
    run.write("id,comment,nps\n1,The delivery was late again and nobody called,2\n");
    assert_eq!(&run.line()[..20], "id,comment,nps,lang,");
    let first = run.line();
    assert!(first.starts_with("1,The delivery was late") && first.contains("negative"), "{first}");
    for id in 2..5 {
        run.write(&format!("{id},Very friendly staff and a great room,9\n"));
        let line = run.line();
        assert!(line.starts_with(&format!("{id},Very")) && line.contains("positive"), "{line}");
    }
    // Half a row is none yet.
    run.write("5,Nobody");
    run.write(" answered,1\n");
    assert!(run.line().starts_with("5,Nobody answered"));
    let (code, left, said) = run.end();
    assert_eq!((code, left.len()), (Some(0), 0), "{said}");
    let judged = "stdin: scored as it comes; by its first 1 rows it is csv, encoding UTF-8";
    assert!(said.contains(judged) && said.contains("comments in “comment”"), "{said}");
    assert!(said.contains("rows read 5 = scored 5"), "{said}");
}

#[test]
fn fields_of_json_lines_that_come_late_are_kept_or_told() {
    for (format, kept) in [("jsonl", true), ("csv", false)] {
        let mut run = Running::start(&["score", "-", "--engine", "fast", "--format", format]);
        run.write("{\"comment\":\"The delivery was late again\",\"nps\":2}\n");
        if !kept {
            run.line();
        }
        run.line();
        run.write("{\"comment\":\"Great room and friendly staff\",\"nps\":9,\"city\":\"Oslo\"}\n");
        assert_eq!(run.line().contains("Oslo"), kept);
        let (code, _, said) = run.end();
        assert_eq!(code, Some(0));
        assert_eq!(said.contains("not in the output: 1 (city)"), !kept, "{said}");
    }
}

#[test]
fn output_begins_before_an_endless_input_ends() {
    let mut run = Running::start(&["score", "-", "--engine", "fast", "--text", "comment", "-q"]);
    let mut input = run.child.stdin.take().unwrap();
    let rows = "1,物流很快，包装也好\n".repeat(200);
    let writer = std::thread::spawn(move || {
        input.write_all("id,comment\n".as_bytes()).unwrap();
        while input.write_all(rows.as_bytes()).is_ok() {}
    });
    (0..20_000).for_each(|_| drop(run.line()));
    run.child.kill().unwrap();
    run.child.wait().unwrap();
    writer.join().unwrap();
}

#[test]
fn a_pipe_gives_what_the_file_gives() {
    let names = ["utf8.csv", "gb18030.csv", "utf16le.csv", "small.jsonl", "small.jsonl.gz"];
    for name in names.into_iter().chain(["small.parquet", "small.xlsb", "ragged.csv"]) {
        let path = data(name);
        let file = run(&["score", path.to_str().unwrap(), "--engine", "fast"], b"");
        let pipe = run(&["score", "-", "--engine", "fast"], &fs::read(&path).unwrap());
        assert_eq!(file.status.code(), Some(0), "{name}: {}", said(&file));
        assert_eq!(pipe.status.code(), Some(0), "{name}: {}", said(&pipe));
        assert!(file.stdout == pipe.stdout, "{name}");
        let whole = said(&pipe).contains("this format has to be read as a whole");
        assert_eq!(whole, ["small.parquet", "small.xlsb"].contains(&name), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn named_pipes_are_scored_as_they_come() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("rows");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let run = Running::start(&["score", pipe.to_str().unwrap(), "--engine", "fast", "-q"]);
    let mut writer = fs::OpenOptions::new().write(true).open(&pipe).unwrap();
    writer.write_all("id,comment\n1,Very friendly staff\n".as_bytes()).unwrap();
    run.line();
    assert!(run.line().starts_with("1,Very friendly staff,en,"));
    drop(writer);
    assert_eq!(run.end().0, Some(0));
}

#[cfg(unix)]
#[test]
fn devices_and_sockets_are_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let (out, socket) = (folder.path().join("out"), folder.path().join("socket"));
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let out = out.to_str().unwrap();
    let label = ["--text", "a", "--label", "b"];
    for (file, what) in [
        ("/dev/zero", "this is a device, not a file"),
        ("/dev/urandom", "this is a device, not a file"),
        (socket.to_str().unwrap(), "this is a socket, not a file"),
        (folder.path().to_str().unwrap(), "this is a folder"),
        ("/dev/null", "the file is empty"),
    ] {
        let commands: [Vec<&str>; 4] = [
            vec!["score", file, "--engine", "fast"],
            vec!["inspect", file],
            vec!["analyze", file, "-o", out, "--engine", "fast"],
            [&["evaluate", file, "--engine", "fast"], &label[..]].concat(),
        ];
        for arguments in commands {
            let output = run(&arguments, b"");
            assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output));
            assert!(said(&output).contains(what), "{arguments:?}: {}", said(&output));
        }
    }
    for arguments in [["score", "-"], ["inspect", "-"]] {
        let zeros = fs::File::open("/dev/zero").unwrap();
        let output = command(&arguments).stdin(zeros).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output).contains("stdin: this is a device"), "{}", said(&output));
    }
}

#[test]
fn inspect_fails_where_score_does() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("open.csv");
    fs::write(&path, "id,comment\n1,\"very, very good\"\n2,\"never closed\n3,fine\n").unwrap();
    let path = path.to_str().unwrap();
    let score = run(&["score", path, "--engine", "fast", "-q"], b"");
    let inspect = run(&["inspect", path, "-q"], b"");
    assert_eq!((score.status.code(), inspect.status.code()), (Some(2), Some(2)));
    assert_eq!(said(&score), said(&inspect));
    assert!(said(&score).contains("not closed by the end of the file"), "{}", said(&score));
    assert!(!inspect.stdout.is_empty(), "what was recognised is shown all the same");
}

#[test]
fn a_memory_limit_is_a_number_and_enough() {
    let utf8 = data("utf8.csv");
    let score = |limit: &str| {
        let file = utf8.to_str().unwrap();
        run(&["score", file, "--engine", "fast", "--memory-limit", limit], b"")
    };
    let output = score("lots");
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("no number of bytes"), "{}", said(&output));
    let output = score("10M");
    assert_eq!(output.status.code(), Some(2));
    let little = "10 MB of memory are allowed, and a run with this engine needs";
    assert!(said(&output).contains(little), "{}", said(&output));
    assert!(output.stdout.is_empty());
    let (some, all) = (score("1.5G"), score("64G"));
    assert_eq!(some.status.code(), Some(0), "{}", said(&some));
    assert_eq!(some.stdout, all.stdout);
}

/// A thousand rows of 200 kB: what is under way at once is bounded by bytes.
#[cfg(target_os = "linux")]
#[test]
fn long_rows_take_little_memory() {
    let mut table = String::from("id,comment\n");
    for id in 0..300 {
        table += &format!("{id},{}\n", "物流很慢，客服也不理人。".repeat(5_500));
    }
    // A limit of the run itself, which it fails at rather than exceed.
    let arguments = ["score", "-", "--engine", "fast", "-q", "--memory-limit", "600M"];
    let output = run(&arguments, table.as_bytes());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(output.stdout.iter().filter(|byte| **byte == b'\n').count(), 301);
}

/// Less address space than it takes: a message, not an abort.
#[cfg(target_os = "linux")]
#[test]
fn little_address_space_ends_in_words() {
    let program = env!("CARGO_BIN_EXE_xinsheng");
    let utf8 = data("utf8.csv");
    for kilobytes in [150_000, 200_000, 250_000, 300_000, 400_000] {
        let line = format!(
            "ulimit -v {kilobytes}; exec {program} score {} --engine fast --lang en",
            utf8.display()
        );
        let output = Command::new("sh").args(["-c", &line]).output().unwrap();
        let said = said(&output);
        let fine = output.status.code() == Some(0);
        let told = output.status.code() == Some(2) && said.contains("MB of memory");
        assert!(fine || told, "{kilobytes}: {:?} {said}", output.status);
    }
}
