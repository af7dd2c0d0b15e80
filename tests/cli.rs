//! Golden runs of the command: every bad input and every report, as a user
//! sees them. The cases stand in `tests/cmd`; `TRYCMD=overwrite cargo test
//! --test cli` takes what the command says now, to be read before it is kept.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail tests")]

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
    for inputs in [
        "tests/data",
        "tests/data/dialects",
        "tests/data/layouts",
        "tests/cmd/inputs",
        "data/samples",
    ] {
        copy_files(&project.join(inputs), folder.path());
    }
    fs::create_dir(folder.path().join("folder")).unwrap();
    std::env::set_current_dir(folder.path()).unwrap();
    trycmd::TestCases::new()
        .env("LC_ALL", "en_US.UTF-8")
        .case(project.join("tests/cmd/*.trycmd"))
        .run();
}

fn xinsheng(arguments: &[&str], input: Option<&[u8]>) -> std::process::Output {
    let mut command = assert_cmd::Command::cargo_bin("xinsheng").unwrap();
    command.args(arguments).env("LC_ALL", "en_US.UTF-8");
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data"));
    command.write_stdin(input.unwrap_or_default()).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Cells of a CSV output, the header first.
fn table(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn standard_input_is_scored_like_a_file() {
    for (name, format) in [("utf8.csv", "csv"), ("gb18030.csv", "csv"), ("small.jsonl", "jsonl")] {
        let bytes = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name));
        let bytes = bytes.unwrap();
        let file = xinsheng(&["score", name, "--format", format], None);
        assert_eq!((file.status.code(), file.stdout.is_empty()), (Some(0), false), "{name}");
        let said = text(&file.stderr);
        let (taken, account) = said.split_once('\n').unwrap();
        assert!(taken.contains(" is taken for the comments; "), "{taken}");
        for arguments in [vec!["score", "--format", format], vec!["score", "-", "--format", format]]
        {
            let piped = xinsheng(&arguments, Some(&bytes));
            assert_eq!(piped.status.code(), Some(0));
            assert!(piped.stdout == file.stdout, "{name}");
            // A pipe is judged by its first rows, which is told.
            let said = text(&piped.stderr);
            let (judged, rest) = said.split_once('\n').unwrap();
            assert!(judged.starts_with("stdin: scored as it comes; by its first "), "{judged}");
            assert_eq!(rest, account, "{name}");
        }
    }
    let named = xinsheng(&["score", "utf8.csv", "--text", "评价内容"], None);
    assert!(named.stdout == xinsheng(&["score", "utf8.csv"], None).stdout);
}

#[test]
fn standard_input_may_be_a_workbook_or_compressed() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().to_str().unwrap();
    let scored = xinsheng(&["score", "utf8.csv", "--engine", "fast"], None).stdout;
    for name in ["utf8.csv.gz", "gb18030.csv.zst", "small.xlsx", "small.xls", "small.ods"] {
        let bytes = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name));
        let bytes = bytes.unwrap();
        let run = xinsheng(&["score", "-", "--engine", "fast"], Some(&bytes));
        assert!(run.status.code() == Some(0) && run.stdout == scored, "{name}");
        let arguments = ["analyze", "-", "-o", output, "--json", "--engine", "fast"];
        let run = xinsheng(&arguments, Some(&bytes));
        let summary: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
        assert_eq!(summary["account"]["rows_scored"], 9, "{name}");
        assert_eq!(summary["sources"][0]["file"], "stdin");
    }
    for name in ["small.parquet", "small.jsonl.gz", "small.xlsb", "big5.csv"] {
        let bytes = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name));
        let run = xinsheng(&["inspect", "-", "--json"], Some(&bytes.unwrap()));
        let value: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
        assert_eq!(value["file"], "stdin", "{name}");
    }
}

#[test]
fn every_engine_answers_alike_whatever_the_threads() {
    for engine in ["encoder", "fast"] {
        let run = |threads| {
            let file = "../../data/samples/hotel_survey_en.csv";
            let run = xinsheng(&["score", file, "--engine", engine, "--threads", threads], None);
            assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
            run.stdout
        };
        let one = run("1");
        assert!(table(&one).len() > 200);
        assert!(one == run("2") && one == run("5"), "{engine}");
    }
}

#[test]
fn a_model_of_ones_own_is_a_file_or_a_folder() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let judge = |arguments: &[&str]| {
        let run = xinsheng(&[&["explain", "质量很好", "--json"], arguments].concat(), None);
        assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
        run.stdout
    };
    let (file, folder) = (project.join("models/fast.bin"), project.join("models"));
    let (file, folder) = (file.to_str().unwrap(), folder.to_str().unwrap());
    assert!(judge(&["--model", file]) == judge(&["--engine", "fast"]));
    assert!(judge(&["--model", folder]) == judge(&[]));
}

#[test]
fn a_scored_file_is_what_standard_output_would_be() {
    let folder = tempfile::tempdir().unwrap();
    for (name, marked) in [("a.csv", false), ("b.csv", true), ("c.jsonl", false)] {
        let path = folder.path().join(name);
        let shown = path.to_str().unwrap();
        let bom: &[&str] = if marked { &["--bom"] } else { &[] };
        let run = xinsheng(&[&["score", "utf8.csv", "-o", shown], bom].concat(), None);
        assert_eq!((run.status.code(), run.stdout.len()), (Some(0), 0));
        let format = if name.ends_with("jsonl") { "jsonl" } else { "csv" };
        let piped = xinsheng(&["score", "utf8.csv", "--format", format], None).stdout;
        let mark = if marked { "\u{feff}" } else { "" };
        assert_eq!(fs::read(&path).unwrap(), [mark.as_bytes(), &piped].concat(), "{name}");
    }
}

#[test]
fn rejects_tell_file_row_column_finding_and_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().to_str().unwrap();
    let rejects = |file: &str, lang: &str| {
        let run = xinsheng(&["analyze", file, "-o", output, "-q", "--lang", lang], None);
        assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
        assert!(run.stdout.is_empty() && run.stderr.is_empty(), "quiet is quiet");
        table(&fs::read(folder.path().join("rejects.csv")).unwrap())
    };
    let outside = rejects("score_outside.csv", "en");
    assert_eq!(outside[0], ["file", "row", "column", "scope", "reason", "found", "what", "remedy"]);
    let short: Vec<String> = outside[1..].iter().map(|row| row[1..6].join(" ")).collect();
    assert_eq!(
        short,
        [
            "3 推荐意愿(0-10) cell outside_scale 11",
            "4 满意度(1-5) cell outside_scale 0",
            "6 满意度(1-5) cell not_a_score 六",
            "7 推荐意愿(0-10) cell outside_scale '-1",
        ]
    );
    assert_eq!(outside[1][6], "11 lies outside the scale 0–10");
    assert_eq!(outside[1][7], "Correct the cell, or state the scale of the column in a mapping.");
    let ragged = rejects("ragged.csv", "zh");
    let places: Vec<String> = ragged[1..].iter().map(|row| row[1..5].join(" ")).collect();
    assert_eq!(places, ["3  row ragged_row", "5  row ragged_row", "7  row ragged_row"]);
    assert_eq!(ragged[1][6], "单元格数 3 [2 | 物流配送 | 包裹破了…]，而表格有 4 列");
    let invalid = rejects("invalid_byte.csv", "en");
    assert_eq!(invalid.len(), 2);
    assert_eq!(invalid[1][1..5], ["5", "评价内容", "row", "undecodable"]);
    assert_eq!(invalid[1][7], "Export again as UTF-8, or state the right encoding.");
}

#[test]
fn rejects_of_a_scoring_run_are_of_that_run() {
    let folder = tempfile::tempdir().unwrap();
    let (output, stated) = (folder.path().join("s.csv"), folder.path().join("stated.csv"));
    let beside = folder.path().join("s.csv.rejects.csv");
    let output = output.to_str().unwrap();
    let score = |file: &str, more: &[&str]| {
        let run = xinsheng(&[&["score", file, "-o", output, "-q"], more].concat(), None);
        assert_eq!(run.status.code(), Some(0));
    };
    score("utf8.csv", &[]);
    assert!(!beside.exists(), "nothing rejected, nothing written");
    score("invalid_byte.csv", &[]);
    let rejects = table(&fs::read(&beside).unwrap());
    assert_eq!(rejects[1][1..5], ["5", "评价内容", "row", "undecodable"]);
    score("utf8.csv", &[]);
    assert_eq!(table(&fs::read(&beside).unwrap()).len(), 1, "not those of the run before");
    score("utf8.csv", &["--rejects", stated.to_str().unwrap()]);
    assert_eq!(table(&fs::read(&stated).unwrap()).len(), 1, "written because it was asked for");
}

#[test]
fn a_written_mapping_gives_the_same_summary() {
    let folder = tempfile::tempdir().unwrap();
    let mapping = folder.path().join("mapping.toml");
    let (output, path) = (folder.path().join("out"), mapping.to_str().unwrap());
    let output = output.to_str().unwrap();
    for file in ["utf8.csv", "two_header_rows.csv", "title_rows.csv", "wide.csv", "semicolons.csv"]
    {
        let written = xinsheng(&["inspect", file, "-o", "-"], None);
        fs::write(&mapping, &written.stdout).unwrap();
        let plain = xinsheng(&["analyze", file, "-o", output], None);
        let mapped = xinsheng(&["analyze", file, "-o", output, "--mapping", path], None);
        assert_eq!((plain.status.code(), mapped.status.code()), (Some(0), Some(0)), "{file}");
        // Title rows that the mapping states are no news.
        let numbers = |run: &[u8]| text(run).split("\nRead with care").next().map(str::to_owned);
        assert_eq!(numbers(&plain.stdout), numbers(&mapped.stdout), "{file}");
    }
}

#[test]
fn a_closed_output_is_no_error() {
    let mut table = String::from("id,comment\n");
    for i in 0..20_000 {
        table.push_str(&format!("{i},the courier was rude and order {i} came late\n"));
    }
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), table).unwrap();
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("xinsheng"))
        // However slow the machine, nothing is to be said of how far it has come.
        .args(["score", "--text", "comment", "--engine", "fast", "--progress", "off"])
        .arg(file.path())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    std::io::Read::read_to_string(&mut child.stderr.take().unwrap(), &mut said).unwrap();
    assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""));
}

#[test]
fn a_failed_run_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out");
    for file in ["no_comment.csv", "empty.csv", "binary.csv", "nowhere.csv"] {
        let run = xinsheng(&["analyze", "utf8.csv", file, "-o", output.to_str().unwrap()], None);
        assert_eq!((run.status.code(), run.stdout.len()), (Some(2), 0), "{file}");
        assert!(text(&run.stderr).starts_with(&format!("xinsheng: {file}")), "{file}");
        assert!(!output.exists(), "{file}");
    }
}

#[test]
fn json_is_all_that_goes_to_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().to_str().unwrap();
    let run = xinsheng(&["analyze", "utf8.csv", "-o", output, "--json"], None);
    let summary: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(summary["account"]["rows_read"], 10);
    assert!(run.stdout == fs::read(folder.path().join("summary.json")).unwrap());
    for arguments in [
        ["inspect", "utf8.csv", "--json"],
        ["explain", "好", "--json"],
        ["explain", "无", "--json"],
    ] {
        let run = xinsheng(&arguments, None);
        let value: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
        assert!(value.is_object() && run.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn the_language_comes_from_the_environment() {
    let run = |name: &str, value: &str| {
        let mut command = assert_cmd::Command::cargo_bin("xinsheng").unwrap();
        for variable in ["LC_ALL", "LC_MESSAGES", "LANG"] {
            command.env_remove(variable);
        }
        text(&command.env(name, value).args(["explain", "无"]).output().unwrap().stdout)
    };
    assert!(run("LANG", "zh_CN.UTF-8").contains("没有可判断的内容"));
    assert!(run("LC_ALL", "zh_TW").contains("没有可判断的内容"));
    assert!(run("LANG", "de_DE.UTF-8").contains("nothing to judge"));
}

/// What identifies the customers of `tests/cmd/inputs/personal.csv`.
const PERSONAL: [&str; 14] = [
    "王小明",
    "13800138000",
    "13800000001",
    "li.si@example.com",
    "解放路",
    "lisi_2026",
    "1101011990",
    "Anna Lee",
    "415-555-0132",
    "622848",
    "京A12345",
    "wang@example.com",
    "13900001111",
    "13900002222",
];

/// The text of every cell of a workbook.
fn cells(path: &Path) -> String {
    let mut book = calamine::open_workbook_auto(path).unwrap();
    let sheets = calamine::Reader::worksheets(&mut book);
    assert!(sheets.len() >= 4, "{} sheets", sheets.len());
    let cells = sheets.iter().flat_map(|(_, sheet)| sheet.cells());
    cells.map(|(_, _, cell)| format!("{cell}\n")).collect()
}

#[test]
fn nothing_that_is_written_holds_a_personal_detail() {
    let folder = tempfile::tempdir().unwrap();
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let input = project.join("tests/cmd/inputs/personal.csv");
    let run = |more: &[&str]| -> Vec<(String, String)> {
        let (input, output) = (input.to_str().unwrap(), folder.path().to_str().unwrap());
        let fixed = ["analyze", input, "-o", output, "--engine", "fast", "--min-comments", "5"];
        let run = xinsheng(&[&fixed[..], more].concat(), None);
        assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
        let mut written = vec![("terminal".to_owned(), text(&run.stdout))];
        for entry in fs::read_dir(folder.path()).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let content = match name.ends_with(".xlsx") {
                true => cells(&path),
                false => text(&fs::read(&path).unwrap()),
            };
            written.push((name, content));
        }
        written
    };
    let redacted = run(&[]);
    assert_eq!(redacted.len(), 12);
    for (name, text) in &redacted {
        for detail in PERSONAL {
            assert!(!text.contains(detail), "{name} holds {detail}");
        }
    }
    let of = |written: &[(String, String)], name: &str| -> String {
        written.iter().find(|(other, _)| other == name).unwrap().1.clone()
    };
    assert!(of(&redacted, "report.xlsx").contains("[电话]"), "the workbook holds comments");
    // Order numbers stay unless they are to be masked as well.
    assert!(of(&redacted, "comments.csv").contains("202611220001234567"));
    assert!(of(&run(&["--redact", "orders"]), "comments.csv").contains("订单号[订单号]还没发货"));
    let plain = run(&["--redact", "off"]);
    for (i, detail) in PERSONAL.into_iter().enumerate() {
        let file = if i < 12 { "comments.csv" } else { "rejects.csv" };
        assert!(of(&plain, file).contains(detail), "{detail}");
    }
    // Comments are judged as they were written.
    let judged = |written: &[(String, String)]| -> Vec<Vec<String>> {
        let rows = table(of(written, "comments.csv").as_bytes());
        rows.into_iter().map(|row| row[9..].to_vec()).collect()
    };
    assert_eq!(judged(&redacted), judged(&plain));
    let numbers = |written: &[(String, String)]| -> serde_json::Value {
        let mut summary: serde_json::Value =
            serde_json::from_str(&of(written, "summary.json")).unwrap();
        for pain in summary["pain_points"].as_array_mut().unwrap() {
            pain["verbatims"].take();
        }
        for finding in summary["findings"].as_array_mut().unwrap() {
            finding.pointer_mut("/data/detail/quote").map(serde_json::Value::take);
        }
        for score in summary["mismatch"]["scores"].as_array_mut().unwrap() {
            score["complaints"]["verbatims"].take();
            score["praise"]["verbatims"].take();
        }
        for action in summary["actions"].as_array_mut().unwrap() {
            action["comment"].take();
            action["respondent"].take();
        }
        assert!(summary["privacy"].take()["masked"]["bank_card"].is_u64());
        summary
    };
    assert_eq!(numbers(&redacted), numbers(&plain));
}

#[test]
fn spans_of_scored_comments_are_those_of_the_text_that_is_shown() {
    let input = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd/inputs/personal.csv");
    let input = input.to_str().unwrap();
    for choice in ["on", "orders", "off"] {
        let arguments = ["score", input, "--text", "评价内容", "--format", "jsonl"];
        let run = xinsheng(&[&arguments[..], &["-q", "--redact", choice]].concat(), None);
        let mut opinions = 0;
        for line in text(&run.stdout).lines() {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            let comment = row["评价内容"].as_str().unwrap();
            for opinion in row["opinions"].as_array().unwrap() {
                let at = |i: usize| opinion["span"][i].as_u64().unwrap() as usize;
                assert_eq!(comment.get(at(0)..at(1)), opinion["evidence"].as_str(), "{comment}");
                opinions += 1;
            }
        }
        assert!(opinions >= 8, "{opinions} opinions");
    }
}
