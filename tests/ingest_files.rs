//! One table in every format and encoding that is read: the same rows each
//! time. And what is done about bytes that are no character.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use xinsheng::ingest::{
    Content, EncodingErrors, ErrorKind, IngestError, ReadOptions, Reason, SourceFile, profile,
    sheet_names,
};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

/// Header and rows, row numbers left out.
fn table(name: &str, options: &ReadOptions) -> Result<Vec<Vec<String>>, IngestError> {
    let file = SourceFile::open_named(&Content::Path(data(name)), name, options)?;
    let mut rows = vec![file.layout().headers.clone()];
    for row in file.rows()? {
        rows.push(row.unwrap().cells.iter().map(str::to_owned).collect());
    }
    Ok(rows)
}

fn read(name: &str) -> Vec<Vec<String>> {
    table(name, &ReadOptions::default()).unwrap()
}

#[test]
fn every_format_holds_the_same_table() {
    let plain = read("utf8.csv");
    assert_eq!((plain.len(), plain[0].len()), (11, 7));
    for name in ["utf8.csv.gz", "gb18030.csv.zst", "tabs.tsv", "utf8_bom.csv", "gb18030.csv"] {
        assert_eq!(read(name), plain, "{name}");
    }
    for name in ["small.xlsx", "small.xlsb", "small.xls", "small.ods"] {
        assert_eq!(read(name), plain, "{name}");
        let extension = name.rsplit('.').next().unwrap();
        let file = SourceFile::open(&data(name), &ReadOptions::default()).unwrap();
        assert_eq!(file.layout().format.name(), extension);
    }
    assert_eq!(read("small.jsonl.gz"), read("small.jsonl"));
}

#[test]
fn parquet_rows_are_those_of_the_text() {
    let (parquet, plain) = (read("small.parquet"), read("utf8.csv"));
    assert_eq!(parquet[0][..7], plain[0]);
    assert_eq!(parquet[0][7..], ["标签", "设备.版本", "设备.系统"]);
    for (row, text) in parquet[1..].iter().zip(&plain[1..]) {
        assert_eq!((&row[0], &row[2..7]), (&text[0], &text[2..]));
    }
    assert_eq!(parquet[1][1], "2026-07-03T12:05:00");
    assert_eq!(parquet[1][7..], ["a; b", "16", "Android"]);
    assert_eq!(parquet[2][7..], ["", "", ""]);
    let whole = std::fs::read(data("small.parquet")).unwrap();
    for cut in [5, whole.len() / 2, whole.len() - 9] {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        std::io::Write::write_all(&mut file, &whole[..cut]).unwrap();
        let error = SourceFile::open(file.path(), &ReadOptions::default()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::BrokenParquet);
    }
}

#[test]
fn every_encoding_is_recognised() {
    let plain = read("utf8.csv");
    for (name, encoding) in [
        ("utf8.csv", "UTF-8"),
        ("gb18030.csv", "gb18030"),
        ("utf16le.csv", "UTF-16LE"),
        ("utf16be.csv", "UTF-16BE"),
        ("utf16le_unmarked.csv", "UTF-16LE"),
    ] {
        let file = SourceFile::open(&data(name), &ReadOptions::default()).unwrap();
        assert_eq!(file.layout().format.encoding(), Some(encoding), "{name}");
        assert_eq!(read(name), plain, "{name}");
    }
    let file = SourceFile::open(&data("big5.csv"), &ReadOptions::default()).unwrap();
    assert_eq!(file.layout().format.encoding(), Some("Big5"));
    assert_eq!(read("big5.csv"), read("traditional.csv"));
}

#[test]
fn a_stated_encoding_holds_against_what_is_recognised() {
    let options = |label: &str| ReadOptions { encoding: Some(label.into()), ..Default::default() };
    assert_eq!(table("big5.csv", &options("big5")).unwrap(), read("traditional.csv"));
    assert_ne!(table("big5.csv", &options("gbk")).unwrap(), read("traditional.csv"));
    let error = table("big5.csv", &options("klingon")).unwrap_err();
    assert_eq!((error.kind, error.found), (ErrorKind::UnknownEncoding, "klingon".into()));
}

#[test]
fn undecodable_rows_are_rejected_kept_or_the_end() {
    let open = |errors| {
        let options = ReadOptions { encoding_errors: errors, ..Default::default() };
        SourceFile::open(&data("invalid_byte.csv"), &options).unwrap()
    };
    let rows = |errors| {
        let mut rows = open(errors).rows().unwrap();
        let read: Vec<_> = rows.by_ref().collect();
        (read, rows.replaced())
    };
    let (rejecting, replaced) = rows(EncodingErrors::Reject);
    assert_eq!((rejecting.len(), replaced), (10, 0));
    let damaged =
        |row: &&Result<_, _>| matches!(row, Ok(xinsheng::ingest::RawRow { damaged: true, .. }));
    assert_eq!(rejecting.iter().filter(damaged).count(), 1);
    let (keeping, replaced) = rows(EncodingErrors::Replace);
    assert_eq!((keeping.len(), replaced, keeping.iter().filter(damaged).count()), (10, 1, 0));
    let (strict, _) = rows(EncodingErrors::Strict);
    assert_eq!(strict.len(), 4, "nothing is read after it");
    let rejection = strict.last().unwrap().as_ref().unwrap_err();
    assert_eq!((rejection.row, rejection.reason), (5, Reason::Undecodable));
    assert_eq!(rejection.column.as_deref(), Some("评价内容"));
    let error = profile(&open(EncodingErrors::Strict)).unwrap_err();
    assert_eq!((error.kind, error.row), (ErrorKind::Undecodable, Some(5)));
}

#[test]
fn workbooks_tell_their_sheets() {
    let sheets = |name: &str| {
        sheet_names(&Content::Path(data(name)), name, &ReadOptions::default()).unwrap()
    };
    assert_eq!(sheets("months.xlsx"), ["说明", "七月上旬", "七月中旬", "空白"]);
    assert_eq!(sheets("small.ods"), ["反馈"]);
    assert!(sheets("utf8.csv.gz").is_empty());
}
