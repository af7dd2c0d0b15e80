//! Throughput of ingest alone, on one core: `cargo bench --bench ingest`.
//!
//! Every way a row takes from the file to a [`Feedback`](xinsheng::feedback::Feedback):
//! decode, parse, read the scores, bring to long form. Bytes are those of the
//! file. The table is the shop sample many times over, in two encodings.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot read has nothing to measure")]

use std::io::Write;
use std::path::Path;

use divan::Bencher;
use divan::counter::BytesCount;
use tempfile::NamedTempFile;
use xinsheng::ingest::{LongForm, Mapping, ReadOptions, SourceFile, detect, profile};

/// Bytes of the table, about.
const SIZE: usize = 16 * 1024 * 1024;

struct Export {
    spool: NamedTempFile,
    bytes: usize,
}

impl Export {
    fn new(encoding: &'static encoding_rs::Encoding) -> Export {
        let sample = include_bytes!("../data/samples/电商客户反馈_2026Q3.csv");
        let text = encoding_rs::GB18030.decode(sample).0;
        // A title row and the header stand on top.
        let body = text.match_indices('\n').nth(1).map_or(0, |(at, _)| at + 1);
        let mut table = text.clone().into_owned();
        while table.len() < SIZE {
            table.push_str(&text[body..]);
        }
        let bytes = encoding.encode(&table).0;
        let mut spool = NamedTempFile::new().unwrap();
        spool.write_all(&bytes).unwrap();
        Export { spool, bytes: bytes.len() }
    }

    fn open(&self) -> SourceFile {
        let path: &Path = self.spool.path();
        SourceFile::open(path, &ReadOptions::default()).unwrap()
    }

    fn mapping(&self) -> Mapping {
        let file = self.open();
        let facts = profile(&file).unwrap();
        detect(file.layout(), &facts)
    }
}

fn main() {
    divan::main();
}

fn rows(bencher: Bencher<'_, '_>, encoding: &'static encoding_rs::Encoding) {
    let export = Export::new(encoding);
    let mapping = export.mapping();
    bencher.counter(BytesCount::new(export.bytes)).bench(|| {
        let file = export.open();
        let mut form = LongForm::new(file.layout(), &mapping, 0).unwrap();
        let mut rejects = Vec::new();
        let rows = file.rows().unwrap();
        rows.flatten().filter_map(|row| form.feedback(&row, &mut rejects)).count()
    });
}

/// Rows of a UTF-8 file as feedback.
#[divan::bench(sample_count = 10)]
fn feedback_utf8(bencher: Bencher<'_, '_>) {
    rows(bencher, encoding_rs::UTF_8);
}

/// Rows of a GB18030 file as feedback.
#[divan::bench(sample_count = 10)]
fn feedback_gb18030(bencher: Bencher<'_, '_>) {
    rows(bencher, encoding_rs::GB18030);
}

/// The pass before it, which learns what the columns hold.
#[divan::bench(sample_count = 10)]
fn profile_utf8(bencher: Bencher<'_, '_>) {
    let export = Export::new(encoding_rs::UTF_8);
    bencher.counter(BytesCount::new(export.bytes)).bench(|| profile(&export.open()).unwrap().rows);
}
