//! `xinsheng sql`: what a query tells is what the other commands tell, whatever the format of the
//! files, the number of threads and the parts that a plan is cut into.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail tests")]
#![cfg(feature = "builtin-fast")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use xinsheng::Lang;
use xinsheng::gate::Gate;
use xinsheng::metrics::Nps;
use xinsheng::privacy::Redact;
use xinsheng::sql::arrow::array::AsArray;
use xinsheng::sql::arrow::datatypes::Int64Type;
use xinsheng::sql::{Judging, SessionOptions, SqlProblem, SqlSession};
use xinsheng::stats::correlation::kendall_tau_b;

/// Comments of two languages, one without words, two that say nothing and two that are alike.
const COMMENTS: &str = "\
id,touchpoint,nps,csat,comment
1,delivery,2,1,等了六天还没到，打了三次电话都说在催
2,quality,10,5,质量很好，摸着就有分量
3,service,9,5,客服很耐心，问题当场就解决了
4,delivery,,2,\"The parcel was late, but the courier was very friendly\"
5,quality,8,4,
6,service,0,1,N/A
7,delivery,7,3,还行吧
8,quality,10,5,质量很好，摸着就有分量
9,service,3,2,\"客服态度差，电话13800138000
打了三次没人接\"
10,delivery,9,4,🙂🙂
";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("comments.csv"), COMMENTS).unwrap();
    folder
}

fn command(folder: &Path, arguments: &[&str]) -> assert_cmd::Command {
    let mut command = assert_cmd::Command::cargo_bin("xinsheng").unwrap();
    command.current_dir(folder).env("LC_ALL", "en_US.UTF-8").args(arguments);
    command
}

/// The lines of JSON that a command writes.
fn rows(folder: &Path, arguments: &[&str]) -> Vec<BTreeMap<String, Value>> {
    let output = command(folder, arguments).arg("--quiet").assert().success().get_output().clone();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn asked(folder: &Path, query: &str) -> Vec<BTreeMap<String, Value>> {
    rows(folder, &["sql", query, "--engine", "fast", "--format", "jsonl"])
}

/// What a query that fails says, on one line.
fn refused(folder: &Path, arguments: &[&str]) -> String {
    let output = command(folder, arguments).assert().code(2).get_output().clone();
    assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said.lines().count(), 1, "{said}");
    said
}

fn number(value: &Value) -> Option<f64> {
    value.as_f64()
}

/// Every value of the functions against the columns of `xinsheng score`.
fn same_as_score(engine: &str) {
    let folder = folder();
    let judged = ["--engine", engine, "--format", "jsonl"];
    let score = ["score", "comments.csv", "--text", "comment", "--no-language-prior"];
    let scored = rows(folder.path(), &[&score[..], &judged].concat());
    let query = "SELECT id, language(comment) AS lang, sentiment_label(comment) AS label, \
                 sentiment(comment) AS sentiment, p_negative(comment) AS p_negative, \
                 p_neutral(comment) AS p_neutral, p_positive(comment) AS p_positive, \
                 p_mixed(comment) AS p_mixed, stars(comment) AS stars, emotion(comment) AS emotion, \
                 effort(comment) AS effort, opinions(comment) AS opinions, \
                 redact(comment) AS comment FROM 'comments.csv'";
    let asked = rows(folder.path(), &[&["sql", query][..], &judged].concat());
    assert_eq!((scored.len(), asked.len()), (10, 10));
    let nothing = Value::Null;
    let (mut words, mut opinions) = (0, 0);
    for (scored, asked) in scored.iter().zip(&asked) {
        let of_both = |name: &str| {
            (scored.get(name).unwrap_or(&nothing).clone(), asked.get(name).unwrap().clone())
        };
        for name in ["lang", "label", "emotion", "effort"] {
            let (scored, asked) = of_both(name);
            assert_eq!(scored, asked, "{name} of {asked:?}");
            words += usize::from(!asked.is_null());
        }
        for name in ["sentiment", "p_negative", "p_neutral", "p_positive", "p_mixed"] {
            let (scored, asked) = of_both(name);
            assert_eq!(number(&scored), number(&asked), "{name}");
        }
        // Tables give the stars to two decimals, JSON to four.
        let (scored_stars, asked_stars) = of_both("stars");
        let apart = number(&scored_stars).zip(number(&asked_stars)).map(|(a, b)| (a - b).abs());
        assert_eq!(scored_stars.is_null(), asked_stars.is_null());
        assert!(apart.unwrap_or(0.0) <= 0.005 + 1e-9, "{scored_stars} and {asked_stars}");
        let (scored_opinions, asked_opinions) = of_both("opinions");
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let (scored_opinions, asked_opinions) = (list(&scored_opinions), list(&asked_opinions));
        assert_eq!(scored_opinions.len(), asked_opinions.len());
        for (scored, asked) in scored_opinions.iter().zip(&asked_opinions) {
            for name in ["aspect", "touchpoint", "polarity", "sentiment", "evidence"] {
                assert_eq!(scored[name], asked[name], "{name}");
            }
            opinions += 1;
        }
        let (scored, asked) = of_both("comment");
        let blank = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        assert_eq!(blank(&scored), blank(&asked));
    }
    assert!(words >= 24 && opinions >= 4, "{words} words, {opinions} opinions");
}

#[test]
fn the_fast_engine_says_in_sql_what_it_says_in_score() {
    same_as_score("fast");
}

#[cfg(feature = "builtin-encoder")]
#[test]
fn the_encoder_says_in_sql_what_it_says_in_score() {
    same_as_score("encoder");
}

#[test]
fn groups_have_the_figures_of_the_library() {
    let folder = folder();
    let query = "SELECT touchpoint, nps(nps) AS nps, nps_low(nps) AS low, nps_high(nps) AS high, \
                 csat(csat) AS csat, ces(csat, 5, 1) AS ces, count(nps) AS n \
                 FROM 'comments.csv' GROUP BY touchpoint ORDER BY touchpoint";
    let groups = asked(folder.path(), query);
    let names: Vec<&str> = groups.iter().map(|row| row["touchpoint"].as_str().unwrap()).collect();
    assert_eq!(names, ["delivery", "quality", "service"]);
    // 2, 7, 9 and one that is missing; 10, 8, 10; 9, 0, 3.
    for (group, [promoters, passives, detractors]) in
        groups.iter().zip([[1, 1, 1], [2, 1, 0], [1, 0, 2]])
    {
        let wanted = Nps::from_counts(promoters, passives, detractors).estimate().unwrap();
        let found = ["nps", "low", "high"].map(|name| number(&group[name]).unwrap());
        assert_eq!(found, [wanted.value, wanted.low, wanted.high]);
        assert_eq!(group["n"], promoters + passives + detractors);
    }
    // 1, 2, 3, 4; 5, 4, 5; 5, 1, 2. Of effort, where 1 is the best, 1 and 2 are easy.
    let shares = |name: &str| groups.iter().map(|g| number(&g[name]).unwrap()).collect::<Vec<_>>();
    assert_eq!(shares("csat"), [0.25, 1.0, 1.0 / 3.0]);
    assert_eq!(shares("ces"), [0.5, 0.0, 2.0 / 3.0]);

    let tau = asked(folder.path(), "SELECT kendall_tau(nps, csat) AS tau FROM 'comments.csv'");
    let nps = [2.0, 10.0, 9.0, 8.0, 0.0, 7.0, 10.0, 3.0, 9.0];
    let csat = [1.0, 5.0, 5.0, 4.0, 1.0, 3.0, 5.0, 2.0, 4.0];
    let wanted = kendall_tau_b(&nps, &csat).unwrap().value;
    assert_eq!(number(&tau[0]["tau"]), Some(wanted));
    let none = asked(
        folder.path(),
        "SELECT nps(nps) AS nps, kendall_tau(nps, csat) AS tau FROM 'comments.csv' WHERE id > 99",
    );
    assert!(none[0]["nps"].is_null() && none[0]["tau"].is_null(), "{none:?}");
}

#[test]
fn parts_of_a_plan_make_one_figure() {
    let folder = folder();
    // The same comments in three Parquet files, each several times.
    for part in 0..3 {
        let query = format!(
            "SELECT c.* FROM 'comments.csv' AS c CROSS JOIN generate_series(1, {}) AS s",
            part + 1
        );
        let name = format!("part-{part}.parquet");
        command(folder.path(), &["sql", &query, "-o", &name]).assert().success();
    }
    let query = "SELECT touchpoint, nps(nps) AS nps, nps_low(nps) AS low, csat(csat) AS csat, \
                 kendall_tau(nps, csat) AS tau, count(*) AS n \
                 FROM 'part-*.parquet' GROUP BY touchpoint ORDER BY touchpoint";
    let all = ["sql", query, "--format", "jsonl"];
    let one = rows(folder.path(), &all);
    assert_eq!(one.len(), 3);
    assert_eq!(one[0]["n"], 24);
    let wanted = Nps::from_counts(6, 6, 6).estimate().unwrap();
    assert_eq!(number(&one[0]["nps"]), Some(wanted.value));
    assert_eq!(number(&one[0]["low"]), Some(wanted.low));
    let several =
        rows(folder.path(), &[&all[..], &["--partitions", "4", "--threads", "3"]].concat());
    assert_eq!(several, one);

    let window = "SELECT id, nps(nps) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) \
                  AS rolling FROM 'comments.csv' ORDER BY id";
    let rolling: Vec<Option<f64>> =
        asked(folder.path(), window).iter().map(|row| number(&row["rolling"])).collect();
    // 2; 2, 10; 10, 9; 9, none; none, 8; 8, 0; 0, 7; 7, 10; 10, 3; 3, 9.
    let wanted = [-100., 0., 100., 100., 0., -50., -50., 50., 0., 0.].map(Some);
    assert_eq!(rolling, wanted);
}

#[test]
fn rows_come_in_order_whatever_the_threads() {
    let folder = folder();
    let query = "SELECT id, sentiment(comment) AS s, sentiment_label(comment) FROM 'comments.csv' \
                 WHERE nps IS NULL OR nps >= 0";
    let average =
        "SELECT touchpoint, avg(sentiment(comment)) FROM 'comments.csv' GROUP BY touchpoint";
    for query in [query, average] {
        let with = |threads: &str| {
            let arguments = ["sql", query, "--engine", "fast", "--threads", threads];
            command(folder.path(), &arguments).assert().success().get_output().stdout.clone()
        };
        let one = with("1");
        assert!(!one.is_empty());
        assert_eq!(one, with("3"));
    }
    let ids = asked(folder.path(), query);
    let ids: Vec<i64> = ids.iter().map(|row| row["id"].as_i64().unwrap()).collect();
    assert_eq!(ids, (1..=10).collect::<Vec<_>>());
}

#[test]
fn a_comment_is_judged_once() {
    let folder = folder();
    let query = "SELECT id, stars(comment), emotion(comment), opinions(comment) \
                 FROM 'comments.csv' WHERE sentiment(comment) > -2 OR effort(comment) = 'high' \
                 ORDER BY sentiment(comment), id";
    for partitions in ["1", "3"] {
        let arguments = [
            "sql",
            query,
            "--engine",
            "fast",
            "--partitions",
            partitions,
            "--json",
            "-o",
            "o.jsonl",
        ];
        let output = command(folder.path(), &arguments).assert().success().get_output().clone();
        let account: Value = serde_json::from_slice(&output.stdout).unwrap();
        // Ten rows, of which one has no comment and two say the same.
        assert_eq!(account["judged"], 8, "{account}");
    }
    let no_engine = ["sql", "SELECT nps(nps) FROM 'comments.csv'", "--json", "-o", "o.csv"];
    let output = command(folder.path(), &no_engine).assert().success().get_output().clone();
    let account: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&account["judged"], &account["rows"]), (&Value::from(0), &Value::from(1)));
}

#[test]
fn opinions_are_a_table_of_their_own() {
    let folder = folder();
    let query = "SELECT o['touchpoint'] AS touchpoint, count(*) AS n, min(o['sentiment']) AS worst \
                 FROM (SELECT unnest(opinions(comment)) AS o FROM 'comments.csv') \
                 GROUP BY o['touchpoint'] ORDER BY n DESC, touchpoint";
    let counted = asked(folder.path(), query);
    let listed = asked(folder.path(), "SELECT opinions(comment) AS o FROM 'comments.csv'");
    let mut wanted: BTreeMap<String, i64> = BTreeMap::new();
    for opinion in listed.iter().filter_map(|row| row["o"].as_array()).flatten() {
        *wanted.entry(opinion["touchpoint"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    let found: BTreeMap<String, i64> = counted
        .iter()
        .map(|row| (row["touchpoint"].as_str().unwrap().to_owned(), row["n"].as_i64().unwrap()))
        .collect();
    assert!(found.len() >= 2, "{found:?}");
    assert_eq!(found, wanted);
    // No comment, no opinions; a comment without any has an empty list.
    assert!(listed[4]["o"].is_null());
    for without in [5, 9] {
        assert_eq!(listed[without]["o"].as_array().map(Vec::len), Some(0));
    }
}

#[test]
fn all_formats_of_an_export_are_one_table() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let ask = |file: &str| {
        let query = format!(
            "SELECT \"触点\", nps(\"推荐意愿(0-10)\") AS nps, avg(sentiment(\"评价内容\")) AS s, \
             count(*) AS n FROM '{file}' GROUP BY \"触点\" ORDER BY \"触点\""
        );
        asked(&data, &query)
    };
    let gbk = ask("gb18030.csv");
    assert!(gbk.len() >= 3, "{gbk:?}");
    assert!(gbk.iter().any(|row| number(&row["nps"]) == Some(-100.0)), "{gbk:?}");
    for file in ["small.xlsx", "small.ods", "gb18030.csv.zst", "tabs.tsv"] {
        assert_eq!(ask(file), gbk, "{file}");
    }
    let nested =
        asked(&data, "SELECT id, meta['device'] AS device, nps FROM 'small.jsonl' LIMIT 2");
    assert_eq!((&nested[0]["device"], &nested[1]["nps"]), (&"iPad".into(), &1.into()));
}

#[test]
fn of_a_workbook_the_sheet_with_the_answers_is_read_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let save = |name: &str, sheets: &[(&str, &[[&str; 2]])]| {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        for (name, rows) in sheets {
            let sheet = workbook.add_worksheet();
            sheet.set_name(*name).unwrap();
            for (row, cells) in rows.iter().enumerate() {
                for (column, cell) in cells.iter().enumerate() {
                    sheet.write(row as u32, column as u16, *cell).unwrap();
                }
            }
        }
        workbook.save(folder.path().join(name)).unwrap();
    };
    let about = [["Branch", "Manager"], ["North", "Li"], ["South", "Wu"]];
    let answers = [
        ["shop", "comment"],
        ["North", "The lift was slow again and nobody helped"],
        ["South", "Quick and friendly people at the desk"],
        ["North", "Waited for half an hour at the counter"],
    ];
    save("late.xlsx", &[("About", &about[..]), ("Answers", &answers[..])]);
    save("first.xlsx", &[("Answers", &answers[..]), ("About", &about[..])]);
    save("none.xlsx", &[("About", &about[..])]);
    for (file, rows, told) in [("late", 3, true), ("first", 3, false), ("none", 2, false)] {
        let query = format!("SELECT count(*) AS n FROM '{file}.xlsx'");
        let arguments = ["sql", &query, "--format", "jsonl"];
        let output = command(folder.path(), &arguments).assert().success().get_output().clone();
        let counted: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(counted["n"], rows, "{file}");
        let said = String::from_utf8(output.stderr).unwrap();
        let sheet = "late.xlsx: its sheet “Answers” is read, which holds the answers";
        assert_eq!(said.contains(sheet), told, "{said}");
    }
}

#[test]
fn answers_outside_the_scale_are_left_out_and_told() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let column = "\"推荐意愿(0-10)\"";
    let text = format!("SELECT nps({column}) FROM 'score_outside.csv'");
    let said = refused(&data, &["sql", &text]);
    assert!(said.contains("TRY_CAST"), "{said}");
    let numbers = format!(
        "SELECT nps(TRY_CAST({column} AS DOUBLE)) AS nps, nps_low(TRY_CAST({column} AS DOUBLE)) \
         FROM 'score_outside.csv'"
    );
    let output = command(&data, &["sql", &numbers]).assert().success().get_output().clone();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("nps: answers outside the scale, left out: 2"), "{said}");
}

#[test]
fn only_reading_is_done() {
    let folder = folder();
    for (query, said) in [
        ("CREATE TABLE t AS SELECT 1", "CREATE TABLE"),
        ("INSERT INTO t VALUES (1)", "INSERT INTO"),
        ("COPY (SELECT 1) TO 'out.csv'", "COPY"),
        ("SET datafusion.execution.batch_size = 1", "SET"),
        ("DROP TABLE t", "DROP TABLE"),
        ("SELECT 1; SELECT 2", "several statements"),
        ("", "there is no query"),
    ] {
        let refused = refused(folder.path(), &["sql", query]);
        assert!(refused.contains(said), "{refused}");
    }
    assert!(!folder.path().join("out.csv").exists());
}

#[test]
fn what_is_wrong_is_said_in_words() {
    let folder = folder();
    for (query, said) in [
        ("SELECT coment FROM 'comments.csv'", "there is no column coment; did you mean comment?"),
        ("SELEC 1", "the query cannot be read: Expected"),
        ("SELECT * FROM 'none.csv'", "there is no file none.csv"),
        ("SELECT * FROM '*.parquet'", "*.parquet"),
        ("SELECT * FROM comments.csv", "FROM 'comments.csv'"),
        ("SELECT * FROM 's3://bucket/a.parquet'", "lies on the network"),
        ("SELECT sentiment(id) FROM 'comments.csv'", "sentiment(text) takes a text"),
        ("SELECT sentiment(comment, 1) FROM 'comments.csv'", "takes one text"),
        ("SELECT nps(comment) FROM 'comments.csv'", "nps takes numbers"),
        ("SELECT csat(csat, 1, 1) FROM 'comments.csv'", "two different numbers"),
        ("SELECT nps(DISTINCT nps) FROM 'comments.csv'", "leave out DISTINCT"),
        ("SELECT kendall_tau(nps) FROM 'comments.csv'", "two columns"),
        ("SELECT nosuch(comment) FROM 'comments.csv'", "nosuch"),
    ] {
        // A build that reads stores asks for this one.
        if cfg!(feature = "s3") && query.contains("s3://") {
            continue;
        }
        let refused = refused(folder.path(), &["sql", query, "--engine", "fast"]);
        assert!(refused.starts_with("xinsheng: ") && refused.contains(said), "{query}: {refused}");
    }
    let many = format!("SELECT {} AS n", vec!["1"; 3000].join(" + "));
    let sum = asked(folder.path(), &many);
    assert_eq!(sum[0]["n"], 3000);
}

#[test]
fn an_output_is_whole_or_as_it_was() {
    let folder = folder();
    let path = folder.path().join("out.csv");
    fs::write(&path, "as it was").unwrap();
    let fails = "SELECT 10 / (id - 5) FROM 'comments.csv'";
    refused(folder.path(), &["sql", fails, "-o", "out.csv"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), "as it was");
    let over =
        refused(folder.path(), &["sql", "SELECT * FROM 'comments.csv'", "-o", "comments.csv"]);
    assert!(over.contains("comments.csv"), "{over}");
    assert_eq!(fs::read_to_string(folder.path().join("comments.csv")).unwrap(), COMMENTS);
    let query = "SELECT id, '=1+1' AS formula FROM 'comments.csv' WHERE id < 3";
    command(folder.path(), &["sql", query, "-o", "out.csv"]).assert().success();
    assert_eq!(fs::read_to_string(&path).unwrap(), "id,formula\n1,'=1+1\n2,'=1+1\n");
    for wrong in ["out.xlsx", "out"] {
        refused(folder.path(), &["sql", "SELECT 1", "-o", wrong]);
    }
    refused(folder.path(), &["sql", "SELECT 1", "-o", "out.csv", "--format", "jsonl"]);
    let left: Vec<String> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(left.iter().all(|name| !name.contains(".tmp")), "{left:?}");
}

#[test]
fn personal_details_are_masked_in_all_that_comes_out() {
    let folder = folder();
    let query = "SELECT comment, redact(comment) AS masked, array_agg(comment) AS list \
                 FROM 'comments.csv' WHERE id = 9 GROUP BY comment";
    let output = |redact: &str| {
        let arguments = ["sql", query, "--redact", redact, "--format", "jsonl"];
        let row = rows(folder.path(), &arguments).remove(0);
        ["comment", "masked", "list"].map(|name| row[name].to_string().contains("13800138000"))
    };
    assert_eq!(output("on"), [false, false, false]);
    assert_eq!(output("off"), [true, false, true]);
}

#[test]
fn a_query_comes_from_a_file_or_standard_input() {
    let folder = folder();
    let query = "-- How many\nSELECT count(*) AS n\nFROM 'comments.csv';\n";
    fs::write(folder.path().join("query.sql"), query).unwrap();
    let wanted = "n\n10\n";
    command(folder.path(), &["sql", "-f", "query.sql"]).assert().success().stdout(wanted);
    command(folder.path(), &["sql", "-"]).write_stdin(query).assert().success().stdout(wanted);
    let table = command(folder.path(), &["sql", "-f", "query.sql", "--format", "table"])
        .assert()
        .success()
        .get_output()
        .clone();
    assert!(String::from_utf8(table.stdout).unwrap().contains("10"));
}

/// 80 MB of texts sorted in 40 MB.
#[test]
fn what_does_not_fit_is_sorted_through_files() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let gate = || Gate::new(Redact::Off, Lang::En);
    let judging = Judging::new(pool, gate(), gate(), 1 << 20);
    let options = SessionOptions { threads: 2, partitions: 1, memory: Some(40 << 20) };
    let session = SqlSession::new(judging, options).unwrap();
    let query = "SELECT at FROM (SELECT s.value AS at, repeat('x', 2000) || s.value AS t \
                 FROM generate_series(1, 40000) AS s) ORDER BY t, at";
    let prepared = session.prepare(query).unwrap();
    assert!(!session.lacks_judge(&prepared) && prepared.files().is_empty());
    let mut found: Vec<i64> = Vec::new();
    for batch in session.run(prepared).unwrap() {
        let batch = batch.unwrap();
        found.extend(batch.column(0).as_primitive::<Int64Type>().values());
    }
    let mut wanted: Vec<i64> = (1..=40000).collect();
    wanted.sort_by_key(i64::to_string);
    assert_eq!(found, wanted);

    let judges = session.prepare("SELECT 1 WHERE stars('很好') > 3").unwrap();
    assert!(session.lacks_judge(&judges));
    let refused = session.run(judges).err().unwrap();
    assert_eq!(refused.problem(), Some(&SqlProblem::NoJudge));
}
