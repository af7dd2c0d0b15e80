//! Files in an object store, `s3://bucket/key`, in queries of one process and of a cluster.
//!
//! The store is that of Moto: `pip install 'moto[server]'`, and its `moto_server` in the variable
//! XINSHENG_MOTO_SERVER. Without it these tests do nothing and say so.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail tests")]
#![cfg(feature = "builtin-fast")]

#[cfg(feature = "cluster")]
#[allow(dead_code, reason = "shared with the tests of clusters")]
#[path = "cluster/machines.rs"]
mod machines;

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);

const COMMENTS: &str = "\
id,touchpoint,nps,comment
1,delivery,2,等了六天还没到，打了三次电话都说在催
2,quality,10,质量很好，摸着就有分量
3,service,9,客服很耐心，问题当场就解决了
4,delivery,,\"The parcel was late, but the courier was very friendly\"
5,quality,8,
";

const JUDGED: &str = "SELECT id, touchpoint, nps, sentiment_label(comment) AS label, \
                      sentiment(comment) AS s FROM 'FILES' ORDER BY id";

/// A store with one bucket, that does not outlive the test.
struct Store {
    child: Child,
    port: u16,
}

impl Store {
    fn start() -> Option<Store> {
        let Some(server) = std::env::var_os("XINSHENG_MOTO_SERVER") else {
            println!("skipped: XINSHENG_MOTO_SERVER names no moto_server");
            return None;
        };
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let mut server = Command::new(server);
        server.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
        let server = server.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let store = Store { child: server.spawn().unwrap(), port };
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(started.elapsed() < PATIENCE, "moto_server does not answer");
            sleep(Duration::from_millis(50));
        }
        store.put("", b"");
        Some(store)
    }

    /// Puts a file into the bucket; the bucket itself where the key is empty.
    fn put(&self, key: &str, bytes: &[u8]) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let length = bytes.len();
        write!(
            stream,
            "PUT /comments/{key} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Length: {length}\r\n\
             Connection: close\r\n\r\n",
            self.port
        )
        .unwrap();
        stream.write_all(bytes).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }

    fn environment(&self) -> Vec<(&'static str, String)> {
        vec![
            ("AWS_ACCESS_KEY_ID", "key".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "secret".to_owned()),
            ("AWS_REGION", "us-east-1".to_owned()),
            ("AWS_ENDPOINT", format!("http://127.0.0.1:{}", self.port)),
            ("AWS_ALLOW_HTTP", "true".to_owned()),
        ]
    }

    fn asked(&self, folder: &Path, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xinsheng"));
        command.current_dir(folder).envs(self.environment()).env("LC_ALL", "en_US.UTF-8");
        command.args(["sql", "--engine", "fast", "--format", "jsonl"]).args(arguments);
        command.output().unwrap()
    }

    /// The rows of a query over files.
    fn rows(&self, folder: &Path, files: &str) -> String {
        let output = self.asked(folder, &[&JUDGED.replace("FILES", files)]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{files}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn refused(&self, folder: &Path, arguments: &[&str]) -> String {
        let output = self.asked(folder, arguments);
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8(output.stderr).unwrap()
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A folder with the comments and the same as Parquet, in two parts.
fn folder(store: &Store) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("comments.csv"), COMMENTS).unwrap();
    for (part, ids) in [("a", "id < 3"), ("b", "id >= 3")] {
        let query = format!("SELECT * FROM 'comments.csv' WHERE {ids}");
        let path = format!("{part}.parquet");
        let mut command = Command::new(env!("CARGO_BIN_EXE_xinsheng"));
        command.current_dir(folder.path()).args(["sql", &query, "--quiet", "-o", &path]);
        assert!(command.status().unwrap().success());
        store.put(
            &format!("2026/part%20{part}.parquet"),
            &fs::read(folder.path().join(path)).unwrap(),
        );
    }
    folder
}

#[test]
fn what_is_in_a_bucket_is_read_as_what_is_in_a_folder() {
    let Some(store) = Store::start() else { return };
    let folder = folder(&store);
    let here = folder.path();
    let wanted = store.rows(here, "comments.csv");
    assert_eq!(wanted.lines().count(), 5);
    // Parts of a pattern, where they are; one deeper does not belong to it.
    store.put("2026/older/part%20c.parquet", b"none");
    assert_eq!(store.rows(here, "s3://comments/2026/part *.parquet"), wanted);
    assert_eq!(store.rows(here, "s3://comments/2026/part a.parquet").lines().count(), 2);
    // Plain text, and an export of a spreadsheet that this program alone reads.
    store.put("comments.csv", COMMENTS.as_bytes());
    assert_eq!(store.rows(here, "s3://comments/comments.csv"), wanted);
    let jsonl = "{\"id\":1,\"touchpoint\":\"x\",\"nps\":1,\"comment\":\"质量很好\"}\n";
    store.put("a.jsonl", jsonl.as_bytes());
    assert_eq!(store.rows(here, "s3://comments/a.jsonl").lines().count(), 1);
    let export = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/gb18030.csv");
    store.put("gbk/export.csv", &fs::read(&export).unwrap());
    let counted = |file: &str| {
        let output = store.asked(here, &[&format!("SELECT count(*) AS n FROM '{file}'")]);
        String::from_utf8(output.stdout).unwrap()
    };
    let here_counted = counted(export.to_str().unwrap());
    assert!(here_counted.contains("\"n\":") && !here_counted.contains("\"n\":0"), "{here_counted}");
    assert_eq!(counted("s3://comments/gbk/export.csv"), here_counted);
}

#[test]
fn what_is_not_in_a_store_is_told_in_words() {
    let Some(store) = Store::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    for (files, said) in [
        ("s3://comments/none.parquet", "there is no file s3://comments/none.parquet"),
        ("s3://comments/none/*.parquet", "there is no file"),
        ("s3://comments/2026/", "is a folder"),
        ("s3://others/a.parquet", "cannot be read: NoSuchBucket"),
        ("https://example.com/a.csv", "lies on the network"),
    ] {
        let refused = store.refused(folder.path(), &[&format!("SELECT * FROM '{files}'")]);
        assert!(refused.starts_with("xinsheng: ") && refused.contains(said), "{files}: {refused}");
    }
}

#[cfg(feature = "cluster")]
#[test]
fn a_cluster_reads_what_is_in_a_bucket() {
    let Some(store) = Store::start() else { return };
    let folder = folder(&store);
    let here = folder.path();
    let wanted = store.rows(here, "comments.csv");
    let cluster = machines::Cluster::among(here, store.environment());
    let cluster = cluster.with(1, &["--engine", "fast"]);
    let query = JUDGED.replace("FILES", "s3://comments/2026/*.parquet");
    let output = store.asked(here, &cluster.asked(&[&query]));
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), wanted, "{said}");
    store.put("comments.csv", COMMENTS.as_bytes());
    let query = JUDGED.replace("FILES", "s3://comments/comments.csv");
    let refused = store.refused(here, &cluster.asked(&[&query]));
    assert!(refused.contains("leave --scheduler out"), "{refused}");
}
