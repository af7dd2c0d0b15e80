//! Runs that are killed and go on: what they write is what an undisturbed run writes.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::ended::{names, signal, table, wait_for};
use crate::{said, xinsheng};

/// Rows of the table: a run takes long enough to be killed amid it.
const ROWS: usize = 6_000;

fn started(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = xinsheng(folder, arguments);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Bytes of the files in a folder, or of the one file.
fn written(path: &Path) -> Vec<(String, Vec<u8>)> {
    match path.is_dir() {
        true => names(path)
            .into_iter()
            .map(|name| (name.clone(), fs::read(path.join(name)).unwrap()))
            .collect(),
        false => vec![("file".to_owned(), fs::read(path).unwrap())],
    }
}

/// Kills runs at 20 random moments, in the middle of each of which the next one goes on.
fn killed_and_resumed(arguments: &[&str], output: &str, seed: u64) {
    let folder = tempfile::tempdir().unwrap();
    table(&folder.path().join("long.csv"), ROWS, "parcel");
    let whole = format!("whole-{output}");
    let to = |output: &str| -> Vec<String> {
        let more = ["-o", output, "--resume", "--threads", "2"];
        arguments.iter().chain(&more).map(|argument| (*argument).to_owned()).collect()
    };
    let begun = Instant::now();
    let undisturbed = to(&whole);
    let undisturbed: Vec<&str> = undisturbed.iter().map(String::as_str).collect();
    assert!(started(folder.path(), &undisturbed).status().unwrap().success());
    let lasts = begun.elapsed();
    let arguments = to(output);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let judged = [
        folder.path().join(format!(".{output}.xinsheng-judged")),
        folder.path().join(output).join(".xinsheng-judged"),
    ];
    let there = || judged.iter().any(|path| path.exists());
    let mut random = fastrand::Rng::with_seed(seed);
    let mut kept = 0;
    for turn in 0..20 {
        let mut child = started(folder.path(), &arguments).spawn().unwrap();
        // Half of them anywhere, half of them where there is something to go on from.
        match turn % 2 {
            0 => std::thread::sleep(lasts.mul_f64(random.f64())),
            _ => {
                wait_for(&mut child, there);
                std::thread::sleep(lasts.mul_f64(0.2 * random.f64()));
            }
        }
        signal(&child, "-KILL");
        child.wait().unwrap();
        kept += usize::from(there());
    }
    assert!(kept > 0, "verdicts are there to go on from");
    let run = xinsheng(folder.path(), &arguments).output().unwrap();
    assert!(run.status.success(), "{}", said(&run));
    let (undisturbed, resumed) = (folder.path().join(whole), folder.path().join(output));
    assert!(written(&resumed) == written(&undisturbed), "what is written is the same");
    let hidden = |path: &Path| names(path).iter().any(|name| name.contains("judged"));
    assert!(!hidden(folder.path()), "the verdicts are gone, also within the report");
}

#[test]
fn a_scored_table_is_the_same_however_often_it_was_killed() {
    killed_and_resumed(&["score", "long.csv", "-q"], "scored.jsonl", 1);
}

#[test]
fn a_report_is_the_same_however_often_it_was_killed() {
    killed_and_resumed(&["analyze", "long.csv", "-q"], "report", 2);
}

#[test]
fn a_run_goes_on_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    table(&folder.path().join("long.csv"), ROWS, "parcel");
    let arguments = ["score", "long.csv", "-o", "scored.csv", "--json"];
    let mut child = started(folder.path(), &arguments).spawn().unwrap();
    let judged = folder.path().join(".scored.csv.xinsheng-judged");
    let there = || fs::metadata(&judged).is_ok_and(|file| file.len() > 20_000);
    let begun = Instant::now();
    while !there() && child.try_wait().unwrap().is_none() {
        assert!(begun.elapsed() < Duration::from_secs(120));
        std::thread::sleep(Duration::from_millis(1));
    }
    signal(&child, "-KILL");
    child.wait().unwrap();
    assert!(judged.exists(), "also where nobody has asked for it");
    let run = xinsheng(folder.path(), &[&arguments[..], &["--resume"]].concat()).output().unwrap();
    let account: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    assert!(account["resumed"].as_u64().unwrap() > 100, "{account}");
    assert_eq!(account["read"], ROWS);
    let anew = xinsheng(folder.path(), &arguments).output().unwrap();
    let account: serde_json::Value = serde_json::from_slice(&anew.stdout).unwrap();
    assert_eq!(account["resumed"], 0);
}
