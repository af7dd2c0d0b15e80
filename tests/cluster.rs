//! `xinsheng scheduler`, `xinsheng executor` and `--scheduler` of `sql` and `score`: what several
//! processes do on loopback is what one does, also where one of them is killed.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail tests")]
#![cfg(feature = "builtin-fast")]

#[path = "cluster/machines.rs"]
mod machines;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

use machines::{Cluster, PATIENCE, Process, command, told, two_ports, xinsheng};

/// Comments of two languages, one without words, one that says nothing and two that are alike.
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
10,delivery,11,4,🙂🙂
";

/// One cluster at a time: a machine of two cores is slow enough with that.
fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A folder with the comments, and parts of them in which each is another one.
fn folder(parts: usize, times: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("comments.csv"), COMMENTS).unwrap();
    fs::create_dir(folder.path().join("in")).unwrap();
    for part in 0..parts {
        let query = format!(
            "SELECT id + 10 * s.value + {base} AS id, touchpoint, nps, csat, \
             comment || ' ' || (s.value + {base}) AS comment \
             FROM 'comments.csv' CROSS JOIN generate_series(1, {times}) AS s ORDER BY id",
            base = part * times * 10,
        );
        let path = format!("in/part-{part:02}.parquet");
        let made = xinsheng(folder.path(), &["sql", &query, "--redact", "off", "-o", &path]);
        assert!(made.status.success(), "{}", told(&made));
    }
    folder
}

/// The lines of JSON in a file.
fn rows(path: &Path) -> Vec<BTreeMap<String, Value>> {
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Whether values are the same: sums of parts may differ in their last digits.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(a), Value::Number(b)) if a != b => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            (a - b).abs() <= 1e-9 * (1.0 + a.abs())
        }
        _ => one == other,
    }
}

/// What a query gives in a cluster, after it was compared with what one process gives.
fn compared(cluster: &Cluster, query: &str) -> Vec<BTreeMap<String, Value>> {
    let folder = &cluster.folder;
    let one = ["sql", query, "--engine", "fast", "-o", "one.jsonl"];
    let made = xinsheng(folder, &one);
    assert!(made.status.success(), "{query}: {}", told(&made));
    let many = cluster.asked(&["sql", query, "--engine", "fast", "-o", "many.jsonl"]);
    let made = xinsheng(folder, &many);
    assert!(made.status.success(), "{query}: {}", told(&made));
    let (one, many) = (rows(&folder.join("one.jsonl")), rows(&folder.join("many.jsonl")));
    assert_eq!(one.len(), many.len(), "{query}");
    for (one, many) in one.iter().zip(&many) {
        assert!(one.keys().eq(many.keys()), "{query}: {one:?} and {many:?}");
        for (name, value) in one {
            assert!(same(value, &many[name]), "{query}, {name}: {one:?} and {many:?}");
        }
    }
    many
}

/// What a command that fails says.
fn refused(folder: &Path, arguments: &[&str]) -> String {
    let output = xinsheng(folder, arguments);
    let said = told(&output);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
    assert!(output.stdout.is_empty() && said.contains("xinsheng: "), "{arguments:?}: {said}");
    said
}

/// The tables that a run of `score` has left in a folder.
fn tables(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    let shown = entries.filter(|path| !name(path).starts_with('.'));
    shown.map(|path| (name(&path), fs::read(&path).unwrap())).collect()
}

const SCORE: [&str; 6] = ["score", "in/part-*.parquet", "--text", "comment", "--engine", "fast"];

/// The tables that one process makes of all parts.
fn scored_by_one(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let made = xinsheng(folder, &[&SCORE[..], &["-o", "one/"]].concat());
    assert!(made.status.success(), "{}", told(&made));
    tables(&folder.join("one"))
}

#[test]
fn a_cluster_answers_as_one_process_does() {
    let _alone = alone();
    let folder = folder(4, 3);
    let cluster = Cluster::new(folder.path()).with(2, &["--engine", "fast", "--tasks", "2"]);
    let judged = compared(
        &cluster,
        "SELECT id, touchpoint, language(comment) AS lang, sentiment_label(comment) AS label, \
         sentiment(comment) AS s, p_negative(comment) AS n, stars(comment) AS stars, \
         emotion(comment) AS emotion, effort(comment) AS effort, opinions(comment) AS opinions, \
         redact(comment) AS comment FROM 'in/part-*.parquet' ORDER BY id",
    );
    assert_eq!(judged.len(), 120);
    assert!(!judged.iter().any(|row| row["comment"].to_string().contains("13800138000")));
    assert!(judged.iter().any(|row| row["opinions"].as_array().is_some_and(|all| !all.is_empty())));
    let groups = compared(
        &cluster,
        "SELECT touchpoint, nps(nps) AS nps, nps_low(nps) AS low, csat(csat) AS csat, \
         ces(csat, 5, 1) AS ces, kendall_tau(nps, csat) AS tau, avg(sentiment(comment)) AS s, \
         count(*) AS n FROM 'in/part-*.parquet' GROUP BY touchpoint ORDER BY touchpoint",
    );
    assert_eq!(groups.len(), 3);
    assert!(groups.iter().all(|group| group["nps"].is_number() && group["s"].is_number()));
    for query in [
        "SELECT o['touchpoint'] AS t, count(*) AS n FROM (SELECT unnest(opinions(comment)) AS o \
         FROM 'in/part-*.parquet') GROUP BY o['touchpoint'] ORDER BY n DESC, t",
        "SELECT id, stars(comment) AS stars FROM 'in/part-*.parquet' \
         WHERE sentiment(comment) < 0 OR effort(comment) = 'high' ORDER BY sentiment(comment), id",
        "SELECT sentiment_label(comment) AS label, count(*) AS n FROM 'in/part-*.parquet' \
         GROUP BY sentiment_label(comment) ORDER BY label",
        "SELECT a.id, b.id AS other FROM 'in/part-*.parquet' AS a JOIN 'comments.csv' AS b \
         ON a.id % 10 = b.id % 10 AND sentiment_label(a.comment) = sentiment_label(b.comment) \
         ORDER BY a.id, b.id",
        "SELECT id, nps(nps) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS r \
         FROM 'comments.csv' ORDER BY id",
        "SELECT id, comment FROM 'comments.csv' WHERE id > 8 ORDER BY id",
        "SELECT sentiment('质量很好') AS s, 1 + 1 AS two",
    ] {
        assert!(!compared(&cluster, query).is_empty(), "{query}");
    }
    // What the executors count, they alone know, and that is said.
    let text = "SELECT nps(nps) AS nps FROM 'comments.csv'";
    let output = xinsheng(folder.path(), &cluster.asked(&["sql", text]));
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 2);
    assert!(told(&output).contains("outside a scale"), "{}", told(&output));

    let one = scored_by_one(folder.path());
    assert_eq!(one.len(), 4);
    let score = cluster.asked(&[&SCORE[..], &["-o", "many/", "--json"]].concat());
    let made = xinsheng(folder.path(), &score);
    assert!(made.status.success(), "{}", told(&made));
    assert_eq!(tables(&folder.path().join("many")), one);
    let account: Value = serde_json::from_slice(&made.stdout).unwrap();
    let parts = account["parts"].as_array().unwrap();
    assert_eq!(parts.len(), 4);
    for part in parts {
        assert_eq!((&part["read"], &part["rejected"]), (&Value::from(30), &Value::from(0)));
        assert!(part["output"].as_str().unwrap().starts_with("many/"), "{part}");
    }
    // What is done is left as it is; what cannot be done is told, and keeps nothing else from it.
    fs::write(folder.path().join("in/part-99.parquet"), "none").unwrap();
    fs::remove_file(folder.path().join("many/part-02.parquet")).unwrap();
    let said = told(&xinsheng(folder.path(), &score));
    assert!(said.contains("part-99.parquet") && said.contains("1 of 2 parts"), "{said}");
    assert_eq!(tables(&folder.path().join("many")), one);
    fs::remove_file(folder.path().join("in/part-99.parquet")).unwrap();
    let again = xinsheng(folder.path(), &score);
    let account: Value = serde_json::from_slice(&again.stdout).unwrap();
    assert_eq!(account["done_before"].as_array().map(Vec::len), Some(4), "{account}");

    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/gb18030.csv");
    let query = format!("SELECT count(*) FROM '{}'", data.display());
    for (arguments, said) in [
        (vec!["sql", query.as_str()], "leave --scheduler out"),
        (vec!["sql", "SELECT 10 / (id - 5) FROM 'comments.csv'"], "DivideByZero"),
        (vec!["sql", "SELECT nosuch(comment) FROM 'comments.csv'"], "nosuch"),
        ([&SCORE[..], &["-o", "many.parquet"]].concat(), "name a folder"),
        ([&SCORE[..], &["-o", "other/", "--embeddings"]].concat(), "no embeddings"),
    ] {
        let refused = refused(folder.path(), &cluster.asked(&arguments));
        assert!(refused.to_lowercase().contains(&said.to_lowercase()), "{arguments:?}: {refused}");
    }
}

#[test]
fn machines_that_do_not_judge_alike_are_told_of() {
    let _alone = alone();
    let folder = folder(0, 0);
    let cluster = Cluster::new(folder.path()).with(1, &["--engine", "fast"]);
    let query = "SELECT avg(sentiment(comment)) AS s FROM 'comments.csv'";
    let asked = |options: &[&str]| {
        let refused = refused(folder.path(), &cluster.asked(&[&["sql", query], options].concat()));
        assert!(refused.contains("the executor at 127.0.0.1:"), "{refused}");
        refused
    };
    let other = asked(&["--engine", "fast", "--taxonomy", "servqual"]);
    assert!(other.contains("the same --taxonomy and --domain"), "{other}");
    #[cfg(feature = "builtin-encoder")]
    {
        let other = asked(&["--engine", "encoder"]);
        assert!(other.contains("fast") && other.contains("the same --engine"), "{other}");
        let zh = asked(&["--engine", "encoder", "--lang", "en"]);
        assert_eq!(zh, other);
        let score = ["score", "comments.csv", "--text", "comment", "-o", "out/"];
        let said = refused(folder.path(), &cluster.asked(&score));
        assert!(said.contains("the same --engine"), "{said}");
    }
    let corrections = "id,comment,label\n1,还行吧,negative\n";
    fs::write(folder.path().join("right.csv"), corrections).unwrap();
    let other = asked(&["--engine", "fast", "--corrections", "right.csv"]);
    assert!(other.contains("the same --corrections"), "{other}");
    // What judges nothing asks for no judge, and what is masked is said by whoever asks.
    let counted = xinsheng(
        folder.path(),
        &cluster.asked(&["sql", "SELECT nps(nps) AS nps FROM 'comments.csv' WHERE id < 10"]),
    );
    assert!(counted.status.success(), "{}", told(&counted));
    let open = ["sql", "SELECT comment FROM 'comments.csv' WHERE id = 9", "--redact", "off"];
    let output = xinsheng(folder.path(), &cluster.asked(&open));
    assert!(String::from_utf8_lossy(&output.stdout).contains("13800138000"));
}

#[test]
fn what_is_not_there_is_told_in_words() {
    let _alone = alone();
    let folder = folder(0, 0);
    let nobody = format!("127.0.0.1:{}", two_ports());
    let query = ["sql", "SELECT count(*) FROM 'comments.csv'", "--scheduler", &nobody];
    let said = refused(folder.path(), &query);
    assert!(said.contains(&format!("no scheduler answers at {nobody}")), "{said}");
    let port = two_ports().to_string();
    let executor = ["executor", "--engine", "fast", "--port", &port, "--scheduler", &nobody];
    let said = refused(folder.path(), &executor);
    assert!(said.contains("no scheduler answers"), "{said}");
    let said = refused(folder.path(), &["sql", "SELECT 1", "--scheduler", "localhost"]);
    assert!(said.contains("host:port"), "{said}");

    // Something else listens there.
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = other.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for stream in other.incoming().flatten() {
            let mut stream = stream;
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
        }
    });
    let said = refused(folder.path(), &["sql", "SELECT 1", "--scheduler", &at]);
    assert!(said.contains("is no scheduler of this program"), "{said}");

    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let said = refused(folder.path(), &["scheduler", "--port", &port]);
    assert!(said.contains("cannot be listened at") && said.contains(&port), "{said}");
    let said = refused(folder.path(), &["scheduler", "--bind", "0.0.0.0"]);
    assert!(said.contains("--advertise"), "{said}");

    // A scheduler without executors is waited for, and that is said.
    let cluster = Cluster::new(folder.path());
    let query = cluster.asked(&["sql", "SELECT 1"]);
    let mut waits = Process::start(command(folder.path(), &query));
    waits.until(|said| said.iter().any(|line| line.contains("no executor")).then_some(()));
    let cluster = cluster.with(1, &["--engine", "fast"]);
    assert!(waits.wait().success(), "{:?}", waits.said());
    drop(cluster);
}

#[cfg(unix)]
#[test]
fn both_come_to_an_end_when_they_are_asked_to() {
    let _alone = alone();
    let folder = folder(0, 0);
    let mut cluster = Cluster::new(folder.path()).with(2, &["--engine", "fast"]);
    cluster.executors[0].ask_to_end();
    assert_eq!(cluster.executors[0].wait().code(), Some(0), "{:?}", cluster.executors[0].said());
    // The other one does what is left to do.
    let counted = compared(&cluster, "SELECT avg(sentiment(comment)) AS s FROM 'comments.csv'");
    assert_eq!(counted.len(), 1);
    cluster.scheduler.ask_to_end();
    assert_eq!(cluster.scheduler.wait().code(), Some(0), "{:?}", cluster.scheduler.said());
    let left = &mut cluster.executors[1];
    assert_eq!(left.wait().code(), Some(2), "{:?}", left.said());
    assert!(left.said().join("\n").contains("cannot be reached any more"), "{:?}", left.said());
}

#[test]
fn an_executor_that_is_killed_while_it_judges_changes_nothing() {
    let _alone = alone();
    let folder = folder(24, 40);
    let mut cluster = Cluster::new(folder.path()).with(2, &["--engine", "fast", "--tasks", "1"]);
    let query = "SELECT touchpoint, sentiment_label(comment) AS label, count(*) AS n, \
                 avg(sentiment(comment)) AS s, nps(nps) AS nps FROM 'in/part-*.parquet' \
                 GROUP BY touchpoint, sentiment_label(comment) ORDER BY touchpoint, label";
    let one = xinsheng(folder.path(), &["sql", query, "--engine", "fast", "-o", "one.jsonl"]);
    assert!(one.status.success(), "{}", told(&one));
    let arguments = ["sql", query, "--engine", "fast", "--partitions", "24", "-o", "many.jsonl"];
    let arguments: Vec<String> = cluster.asked(&arguments).into_iter().map(str::to_owned).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let asked = Process::start(command(folder.path(), &arguments));
    let victim = &mut cluster.executors[0];
    victim.until(|said| {
        (said.iter().filter(|line| line.starts_with("task ")).count() >= 4).then_some(())
    });
    victim.child.kill().unwrap();
    victim.wait();
    let done = victim.tasks();
    assert!(done < 20, "nothing was left to do after {done} tasks");
    let output = asked.output(&arguments);
    assert!(output.status.success(), "{}", told(&output));
    let (one, many) =
        (rows(&folder.path().join("one.jsonl")), rows(&folder.path().join("many.jsonl")));
    assert_eq!(one.len(), many.len());
    for (one, many) in one.iter().zip(&many) {
        assert!(one.iter().all(|(name, value)| same(value, &many[name])), "{one:?} and {many:?}");
    }
}

#[test]
fn an_executor_that_is_killed_while_it_writes_leaves_whole_tables() {
    let _alone = alone();
    let folder = folder(8, 400);
    let one = scored_by_one(folder.path());
    let mut cluster = Cluster::new(folder.path()).with(2, &["--engine", "fast", "--tasks", "1"]);
    let arguments = [&SCORE[..], &["-o", "many/"]].concat();
    let arguments: Vec<String> = cluster.asked(&arguments).into_iter().map(str::to_owned).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let asked = Process::start(command(folder.path(), &arguments));
    let many = folder.path().join("many");
    let victim = &mut cluster.executors[0];
    // It has done a part or two (the first task is that of connecting), and both write others.
    victim.until(|said| {
        (said.iter().filter(|line| line.starts_with("task ")).count() >= 2).then_some(())
    });
    let started = Instant::now();
    let writing = || {
        let entries = fs::read_dir(&many).into_iter().flatten().flatten();
        let names = entries.map(|entry| entry.file_name().into_string().unwrap());
        names.filter(|name| name.ends_with(".tmp")).count()
    };
    while writing() < 2 {
        sleep(Duration::from_millis(1));
        assert!(started.elapsed() < PATIENCE, "{:?}", victim.said());
    }
    victim.child.kill().unwrap();
    victim.wait();
    let whole = tables(&many);
    assert!(whole.len() < 8, "nothing was left to do");
    assert!(whole.iter().all(|(name, bytes)| one[name] == *bytes));
    let output = asked.output(&arguments);
    assert!(output.status.success(), "{}", told(&output));
    assert_eq!(tables(&many), one);
}
