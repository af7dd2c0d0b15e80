//! Nothing personal and nothing hostile gets out: a telephone number, an e-mail address and
//! an identity card stand in every place of an input, with sequences that a terminal obeys
//! and marks that reorder a line, and every byte of every output is searched for them.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail tests")]

mod commands;
mod planted;

use std::path::Path;

use planted::{HOSTILE, Planted, Run};

/// Rows of an export with something in every cell.
fn export(planted: &mut Planted) -> (Vec<String>, Vec<Vec<String>>) {
    let header = vec![
        "日期".to_owned(),
        format!("地区 {}", planted.hostile("name of a segment")),
        "触点".to_owned(),
        "评价内容".to_owned(),
        "推荐意愿(0-10)".to_owned(),
        "满意度(1-5)".to_owned(),
        "手机号".to_owned(),
        "权重".to_owned(),
        planted.hostile("name of a column of no use"),
    ];
    let touchpoints = [0, 1, 2].map(|n| planted.hostile(&format!("touchpoint {n}")));
    let segments =
        [0, 1, 2].map(|n| format!("华东 {}", planted.hostile(&format!("value of a segment {n}"))));
    let mut rows: Vec<Vec<String>> = (0..90)
        .map(|n: usize| {
            let said =
                ["物流太慢了，态度很差", "质量很好，很满意"][usize::from(n.is_multiple_of(3))];
            vec![
                format!("2026-09-{:02}", 1 + n % 28),
                segments[n % 3].clone(),
                touchpoints[n / 30].clone(),
                format!("{said}{}", planted.hostile(&format!("comment {n}"))),
                (n % 11).to_string(),
                (1 + n % 5).to_string(),
                planted.at(&format!("respondent {n}")),
                "1".to_owned(),
                planted.hostile(&format!("cell of no use {n}")),
            ]
        })
        .collect();
    rows[5][4] = planted.hostile("score");
    rows[6][0] = planted.hostile("time");
    rows[7][7] = planted.hostile("weight");
    rows[8].truncate(3);
    rows[8].push(planted.hostile("row with too few cells"));
    rows[9][4] = format!("{}{}", "好".repeat(74), planted.at("cell that a quotation cuts"));
    rows[10][4] = format!("{}{}", "很 好".repeat(20_000), planted.at("cell of great length"));
    (header, rows)
}

fn csv(header: &[String], rows: &[Vec<String>], title: &str) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    writer.write_record([title]).unwrap();
    writer.write_record(header).unwrap();
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.into_inner().unwrap()
}

fn workbook(header: &[String], rows: &[Vec<String>], sheets: [&str; 2], path: &Path) {
    let mut book = rust_xlsxwriter::Workbook::new();
    for name in sheets {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        let table = std::iter::once(header).chain(rows.iter().map(Vec::as_slice));
        for (row, cells) in table.enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                // A workbook cannot hold the others.
                let cell: String = cell.chars().filter(|c| !c.is_control()).take(30_000).collect();
                sheet.write_string(row as u32, column as u16, cell).unwrap();
            }
        }
    }
    book.save(path).unwrap();
}

fn json_lines(header: &[String], rows: &[Vec<String>], planted: &mut Planted) -> Vec<u8> {
    let mut lines = String::new();
    for row in rows {
        let object: serde_json::Map<String, serde_json::Value> =
            header.iter().cloned().zip(row.iter().map(|cell| cell.as_str().into())).collect();
        lines += &format!("{}\n", serde_json::Value::from(object));
    }
    lines += &format!("{{no json {}\n", planted.hostile("line that is no JSON"));
    lines.into_bytes()
}

/// The planted export in every format; names of the files.
fn files(run: &mut Run) -> Vec<String> {
    let (header, rows) = export(&mut run.planted);
    let mut name = |kind: &str| format!("导出_{}.{kind}", run.planted.at(&format!("{kind} file")));
    let [text, book, lines] = ["csv", "xlsx", "jsonl"].map(&mut name);
    let title = run.planted.hostile("title row");
    run.write(&text, &csv(&header, &rows, &title));
    let sheets = ["first sheet", "second sheet"].map(|place| run.planted.phone(place));
    workbook(&header, &rows, [&sheets[0], &sheets[1]], &run.path(&book));
    let objects = json_lines(&header, &rows, &mut run.planted);
    run.write(&lines, &objects);
    // A Parquet file with these names and values, by way of a run that masks nothing.
    let parquet = format!("导出_{}.parquet", run.planted.at("parquet file"));
    run.command(&["analyze", &text, "-o", "raw", "--comments", "parquet", "--redact", "off"]);
    std::fs::rename(run.path("raw/comments.parquet"), run.path(&parquet)).unwrap();
    vec![text, book, lines, parquet]
}

#[test]
fn analyses_of_every_format() {
    let mut run = Run::new();
    for (n, file) in files(&mut run).iter().enumerate() {
        let out = format!("out{n}");
        let comments = if n % 2 == 0 { "csv" } else { "parquet" };
        let mapping = if n == 3 { run.parquet_mapping() } else { Vec::new() };
        let mut arguments = vec!["analyze", file, "-o", &out, "--comments", comments];
        arguments.extend(mapping.iter().map(String::as_str));
        run.clean(&arguments, 0);
        run.clean(&[&arguments[..], &["--json", "--lang", "zh"]].concat(), 0);
        run.clean(&[&arguments[..], &["--strict"]].concat(), if n == 3 { 0 } else { 2 });
        if n == 1 {
            run.clean(&[&arguments[..], &["--all-sheets"]].concat(), 0);
        }
    }
}

#[test]
fn what_is_masked_alike_stays_apart_and_off_leaves_all() {
    let mut run = Run::new();
    let file = files(&mut run).remove(0);
    run.clean(&["analyze", &file, "-o", "on"], 0);
    run.command(&["analyze", &file, "-o", "off", "--redact", "off"]);
    let names = |folder: &str| -> Vec<String> {
        let mut reader = csv::Reader::from_path(run.path(folder).join("touchpoints.csv")).unwrap();
        reader.records().skip(1).map(|row| row.unwrap()[1].to_owned()).collect()
    };
    let masked = names("on");
    let apart: std::collections::BTreeSet<&String> = masked.iter().collect();
    assert_eq!((masked.len(), apart.len()), (3, 3), "{masked:?}");
    let plain = |name: &&String| name.split('#').next().unwrap().to_owned();
    let alike: std::collections::BTreeSet<String> = apart.iter().map(plain).collect();
    assert_eq!(alike.len(), 1, "alike but for the number: {masked:?}");
    // The same three in each file that names touchpoints.
    for output in ["comments.csv", "summary.json", "report.html"] {
        let text = std::fs::read_to_string(run.path("on").join(output)).unwrap();
        masked.iter().for_each(|name| assert!(text.contains(name.as_str()), "{output}: {name}"));
    }
    // Not every touchpoint has a pain point; those that have one bear the same names. What is
    // complained of everywhere is no touchpoint of the export.
    let pains = csv::Reader::from_path(run.path("on/pain_points.csv")).unwrap().into_records();
    let mut pains: Vec<String> = pains.map(|row| row.unwrap()[1].to_owned()).collect();
    pains.retain(|name| name != "All touchpoints");
    assert!(!pains.is_empty() && pains.iter().all(|name| masked.contains(name)), "{pains:?}");
    let off = std::fs::read(run.path("off/summary.json")).unwrap();
    let places = run.planted.found_in(&off);
    for place in ["name of a segment", "touchpoint 0", "value of a segment 1", "csv file"] {
        assert!(places.iter().any(|found| found == place), "{place} is not in {places:?}");
    }
    // Nor are people who are masked alike one person.
    let people = |folder: &str| {
        csv::Reader::from_path(run.path(folder).join("actions.csv")).unwrap().records().count()
    };
    assert!(people("on") > 10 && people("on") == people("off"), "{}", people("on"));
    let respondents = std::fs::read(run.path("off/comments.csv")).unwrap();
    assert!(run.planted.found_in(&respondents).iter().any(|found| found == "respondent 0"));
}

#[test]
fn what_is_inspected_can_be_passed_back() {
    let mut run = Run::new();
    let files = files(&mut run);
    for (n, file) in files.iter().enumerate() {
        for more in [&[][..], &["--json"], &["-o", "-"], &["-o", "map.toml"]] {
            run.clean(&[&["inspect", file], more].concat(), 0);
        }
        if n == 0 {
            // The names that are shown stand for those of the file.
            run.clean(&["analyze", file, "-o", "plain"], 0);
            run.clean(&["analyze", file, "-o", "mapped", "--mapping", "map.toml"], 0);
            for output in ["touchpoints.csv", "segments.csv", "comments.csv"] {
                let [plain, mapped] = ["plain", "mapped"]
                    .map(|folder| std::fs::read(run.path(folder).join(output)).unwrap());
                assert!(plain == mapped, "{output} differs with the mapping");
            }
        }
    }
}

#[test]
fn scored_tables_keep_their_columns_and_nothing_else() {
    let mut run = Run::new();
    let kept = ["segment", "column", "touchpoint", "respondent", "cell", "score", "time", "weight"];
    for file in files(&mut run).iter().take(3) {
        for format in ["csv", "jsonl"] {
            for strict in [&[][..], &["--strict"]] {
                let out = format!("scored.{format}");
                let arguments = ["score", file, "--text", "评价内容", "--format", format];
                let more = ["-o", &out, "--rejects", "rejects.csv"];
                run.kept(&[&arguments[..], &more, strict].concat(), &kept);
                run.kept(&[&arguments[..], strict].concat(), &kept);
            }
        }
    }
}

#[test]
fn hostile_text_is_hostile() {
    assert!(!planted::hostile_in(HOSTILE.as_bytes()).is_empty());
    assert!(planted::hostile_in("好评\r\n\tfine …“”".as_bytes()).is_empty());
}
