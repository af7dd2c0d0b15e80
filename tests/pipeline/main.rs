//! Whole runs over the library: every row is accounted for, the answers do
//! not depend on threads, batches or the file's format, and nothing that a
//! customer wrote comes alive in an output.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail tests")]

mod changes;
mod corrections;
mod embeddings;
mod engines;
mod exports;
mod failing;
mod languages;
mod limits;
mod order;
mod population;
mod random;
mod runs;
mod scored;
mod servqual;
mod sinks;
mod workbook;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use runs::{Run, analyze_files, balanced, judge, project};
use xinsheng::Lang;
use xinsheng::pipeline::{Input, JudgedComment, Opened, PipelineError};
use xinsheng::sentiment::Engine;
use xinsheng::sentiment::linear::LinearEngine;

/// The files of a folder, in order, without the notes and builders beside
/// them.
fn inputs(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(project().join(folder)).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| {
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
        ["csv", "tsv", "jsonl", "xlsx"].contains(&extension)
    });
    files.sort();
    assert!(files.len() >= 4, "{folder} holds inputs");
    files
}

fn data(name: &str) -> PathBuf {
    project().join("tests/data").join(name)
}

/// Cells of a CSV output, the header first.
fn table(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
    rows.collect()
}

#[test]
fn every_row_is_scored_or_without_comment_or_rejected() {
    for path in inputs("tests/data").into_iter().chain(inputs("data/samples")) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        match analyze_files(&[&path], 2, Lang::En) {
            Ok(run) => {
                balanced(&run, &name);
                let rows: u64 = run.summary.sources.iter().map(|source| source.rows).sum();
                assert_eq!(rows, run.summary.account.rows_read, "{name}");
            }
            Err(error) => {
                let refused = ["empty.csv", "binary.csv", "no_comment.csv"];
                assert!(refused.contains(&name.as_str()), "{name}: {error}");
            }
        }
        match runs::score_file(&path, 2) {
            Ok((scored, account)) => {
                let left_out = account.scored + account.without_comment + account.rejected;
                assert_eq!(left_out, account.read, "{name}");
                let kept = table(&scored).len() as u64 - 1;
                assert_eq!(kept, account.scored + account.without_comment, "{name}");
            }
            Err(error) => assert!(!error.to_string().is_empty(), "{name}"),
        }
    }
}

#[test]
fn analyze_and_score_leave_out_the_same_rows() {
    for name in ["ragged.csv", "invalid_byte.csv", "utf8.csv", "title_rows.csv", "small.jsonl"] {
        let run = analyze_files(&[&data(name)], 1, Lang::En).unwrap();
        let (_, account) = runs::score_file(&data(name), 1).unwrap();
        let analyzed = &run.summary.account;
        assert_eq!(
            (account.read, account.scored, account.without_comment, account.rejected),
            (
                analyzed.rows_read,
                analyzed.rows_scored,
                analyzed.rows_without_comment,
                analyzed.rows_rejected
            ),
            "{name}"
        );
    }
}

#[test]
fn outputs_do_not_depend_on_the_threads() {
    let samples = inputs("data/samples");
    let samples: Vec<&Path> = samples.iter().map(PathBuf::as_path).collect();
    let one = analyze_files(&samples, 1, Lang::Zh).unwrap();
    assert_eq!(one.files.len(), 11);
    for threads in [2, 5] {
        let many = analyze_files(&samples, threads, Lang::Zh).unwrap();
        for (name, bytes) in &one.files {
            assert!(many.files.get(name) == Some(bytes), "{name} differs with {threads} threads");
        }
    }
    for path in [project().join("data/samples/hotel_survey_en.csv"), data("ragged.csv")] {
        let (one, _) = runs::score_file(&path, 1).unwrap();
        for threads in [2, 5] {
            assert!(runs::score_file(&path, threads).unwrap().0 == one, "{threads} threads");
        }
    }
}

#[test]
fn one_table_in_seven_formats_gives_one_answer() {
    let comments = |name: &str| -> Vec<Vec<String>> {
        let run = analyze_files(&[&data(name)], 2, Lang::En).unwrap();
        let mut rows = table(&run.files["comments.csv"]);
        assert!(rows[1..].iter().all(|row| row[0] == name));
        rows.iter_mut().for_each(|row| {
            row.remove(0);
        });
        rows
    };
    let plain = comments("utf8.csv");
    assert_eq!(plain.len(), 10, "a header and nine comments");
    let others =
        ["utf8_bom.csv", "gb18030.csv", "utf16le.csv", "utf16be.csv", "tabs.tsv", "small.xlsx"];
    for name in others {
        assert_eq!(comments(name), plain, "{name}");
    }
}

#[test]
fn an_unedited_mapping_changes_nothing() {
    for path in inputs("tests/data").into_iter().chain(inputs("data/samples")) {
        let name = path.display().to_string();
        let Ok(opened) = Opened::open(&Input::new(&path).unwrap(), None) else { continue };
        let text = opened.mapping.to_toml(Lang::En);
        let mapping = xinsheng::ingest::Mapping::from_toml(&text, Path::new("m.toml")).unwrap();
        let Ok(plain) = analyze_files(&[&path], 2, Lang::En) else { continue };
        let mapped = runs::analyze_with(&[&path], 2, Lang::En, Some(mapping)).unwrap();
        for output in ["comments.csv", "rejects.csv", "touchpoints.csv", "pain_points.csv"] {
            assert!(plain.files[output] == mapped.files[output], "{name}: {output}");
        }
        assert_eq!(plain.summary.account, mapped.summary.account, "{name}");
    }
}

/// The parts of a report between `<script …>` and `</script>`, as a browser
/// would cut them.
fn scripts(html: &str) -> Vec<&str> {
    let mut scripts = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find("<script") {
        let inner = &rest[at..];
        let end = inner.find("</script").expect("a script ends");
        scripts.push(&inner[..end]);
        rest = &inner[end + 1..];
    }
    scripts
}

/// What a browser shows or loads: the report less the content of its scripts.
fn markup(html: &str) -> String {
    scripts(html).into_iter().fold(html.to_owned(), |markup, script| {
        let content = &script[script.find('>').unwrap() + 1..];
        if content.is_empty() { markup } else { markup.replacen(content, "", 1) }
    })
}

#[test]
fn nothing_a_customer_writes_comes_alive_in_the_report() {
    // Small cells are suppressed; six copies make sure that the verbatims and
    // the touchpoints are shown.
    let rows = fs::read_to_string(data("xss.csv")).unwrap();
    let (header, body) = rows.split_once('\n').unwrap();
    let file = runs::temporary_file(".csv", format!("{header}\n{}", body.repeat(6)).as_bytes());
    let plain = analyze_files(&[&data("english.csv")], 1, Lang::En).unwrap();
    let scripts_of = |run: &Run| scripts(&run.html()).len();
    for lang in [Lang::En, Lang::Zh] {
        let run = analyze_files(&[file.path()], 2, lang).unwrap();
        let html = run.html();
        assert!(html.contains("&lt;script&gt;"), "the touchpoint is shown, escaped");
        assert_eq!(scripts_of(&run), scripts_of(&plain), "no script of its own");
        // A quotation mark that is escaped for JSON is harmless in a script.
        let html = markup(&html);
        for alive in ["<script>alert", "<img src=x", "\" onmouseover=", "href=\"javascript:"] {
            assert!(!html.contains(alive), "{alive}");
        }
        assert!(!html.contains(">49 "), "a template in a comment is not run");
    }
}

#[test]
fn the_report_fetches_nothing() {
    let samples = inputs("data/samples");
    let samples: Vec<&Path> = samples.iter().map(PathBuf::as_path).collect();
    let html = analyze_files(&samples, 2, Lang::En).unwrap().html();
    // The chart library in the scripts names XML namespaces.
    let markup = markup(&html).to_lowercase();
    for reference in ["src=", "href=", "url(", "@import", "<link", "<iframe", "<object", "<base"] {
        for (at, _) in markup.match_indices(reference) {
            let target: String = markup[at..].chars().take(60).collect();
            let within = ["href=\"#", "url(#", "src=\"data:", "href=\"data:", "url(data:"];
            assert!(within.iter().any(|start| target.starts_with(start)), "{target}");
        }
    }
    for script in scripts(&html) {
        let tag = &script[..script.find('>').unwrap()];
        assert!(!tag.contains("src"), "{tag}");
    }
}

#[test]
fn no_output_lets_a_spreadsheet_run_a_formula() {
    let rows = fs::read_to_string(data("formulas.csv")).unwrap();
    let (header, body) = rows.split_once('\n').unwrap();
    let header = header.replace("id", "=id").replace("nps", "nps,@csat");
    let mut text = format!("{header}\n");
    for row in body.repeat(6).lines() {
        text.push_str(&format!("{row},=9\n"));
    }
    let file = runs::temporary_file(".csv", text.as_bytes());
    let run = analyze_files(&[file.path()], 2, Lang::En).unwrap();
    let (scored, _) = runs::score_file(file.path(), 2).unwrap();
    let mut outputs: BTreeMap<&str, &[u8]> = BTreeMap::from([("score", scored.as_slice())]);
    for (name, bytes) in run.files.iter().filter(|(name, _)| name.ends_with(".csv")) {
        outputs.insert(name, bytes);
    }
    assert_eq!(outputs.len(), 8);
    let shown = table(&run.files["comments.csv"]);
    assert!(shown.iter().flatten().any(|cell| cell.starts_with("'=HYPERLINK")), "a comment");
    for (name, bytes) in outputs {
        for cell in table(bytes).into_iter().flatten() {
            let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
            assert!(!formula || cell.parse::<f64>().is_ok(), "{name}: {cell}");
        }
    }
}

/// What a comment was judged to be, to the last bit.
fn answer(scored: &JudgedComment) -> String {
    format!("{:?} {:?} {:?} {:?}", scored.judgement, scored.label, scored.effort, scored.opinions)
}

#[test]
fn a_comment_gets_the_same_answer_whatever_it_is_judged_with() {
    let path = project().join("data/samples/hotel_survey_en.csv");
    let mut comments: Vec<String> = table(&fs::read(path).unwrap())
        .into_iter()
        .skip(1)
        .flatten()
        .filter(|cell| cell.contains(' '))
        .take(60)
        .collect();
    comments.extend(
        ["物流太慢了，但是客服态度很好", "客服很nice但是物流slow", "无", "", "👍"]
            .map(str::to_owned),
    );
    comments.push("很好。".repeat(2000));
    let judge = judge();
    let alone: Vec<String> = comments
        .iter()
        .map(|comment| answer(&judge.judge([comment.as_str()]).unwrap()[0]))
        .collect();
    let together = judge.judge(comments.iter().map(String::as_str)).unwrap();
    let backwards = judge.judge(comments.iter().rev().map(String::as_str)).unwrap();
    let twice = judge.judge(comments.iter().flat_map(|c| [c.as_str(), c.as_str()])).unwrap();
    for (i, alone) in alone.iter().enumerate() {
        assert_eq!(&answer(&together[i]), alone, "{}", comments[i]);
        assert_eq!(&answer(&backwards[comments.len() - 1 - i]), alone, "{}", comments[i]);
        assert_eq!(&answer(&twice[2 * i + 1]), alone, "{}", comments[i]);
    }
    for scored in &together {
        let p = scored.judgement.polarity;
        // What is mixed is a class of its own.
        let mixed = scored.judgement.whole.unwrap().mixed;
        assert!((p.negative + p.neutral + p.positive + mixed - 1.0).abs() < 1e-5);
        assert!((1.0..=5.0).contains(&scored.judgement.stars.unwrap()));
        assert_eq!(scored.judgement.units.len(), scored.text.units.len());
    }
}

#[test]
fn the_shipped_model_loads_and_knows_good_from_bad() {
    let engine = LinearEngine::builtin().unwrap();
    assert_eq!(engine.name(), "fast");
    assert!(!engine.model().is_empty());
    let judged = judge().judge([
        "物流太慢了，气死我了",
        "质量很好，非常满意",
        "Terrible, rude staff",
        "Great, I love it",
    ]);
    let judged = judged.unwrap();
    let signs: Vec<bool> = judged.iter().map(|scored| scored.sentiment() > 0.3).collect();
    assert_eq!(signs, [false, true, false, true]);
    assert!(judged[0].sentiment() < -0.3 && judged[2].sentiment() < -0.3);
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let taken = folder.path().join("taken");
    fs::write(&taken, "a file").unwrap();
    let error = runs::analyze_into(&[&data("utf8.csv")], &taken, 1, Lang::En, None).unwrap_err();
    assert!(matches!(&error, PipelineError::Write { path, .. } if *path == taken), "{error}");
}
