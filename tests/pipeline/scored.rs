//! What a scored table keeps of what it was given, whatever its format.

use std::path::Path;

use calamine::{Data, Reader, Xlsx};
use xinsheng::Lang;
use xinsheng::ingest::{ReadOptions, SourceFile};
use xinsheng::pipeline::{
    Checkpoint, Input, RejectsFile, ScoreFormat, ScoreOptions, ScoreOutcome, ScoredTable,
    TableOptions, score,
};
use xinsheng::privacy::Redact;

use crate::runs::{judge, pool, temporary_file};
use crate::{data, table};

/// The columns `texts` of some files, scored into one table.
fn scored(
    paths: &[&Path],
    texts: &[&str],
    format: ScoreFormat,
    redact: Redact,
) -> (Vec<u8>, ScoreOutcome, Vec<(String, String)>) {
    let inputs: Vec<Input> = paths.iter().map(|path| Input::new(path).unwrap()).collect();
    let files: Vec<SourceFile> =
        inputs.iter().map(|input| input.open(&ReadOptions::default()).unwrap()).collect();
    let all: Vec<&SourceFile> = files.iter().collect();
    let options = TableOptions { format, ..TableOptions::default() };
    let mut table = ScoredTable::new(Vec::new(), &all, options).unwrap();
    let (renamed, pool) = (table.renamed(), pool(2));
    let mut rejects = RejectsFile::new(Vec::new(), Lang::En);
    let mut account = ScoreOutcome::default();
    for (index, (file, text)) in files.iter().zip(texts).enumerate() {
        let options =
            ScoreOptions { text: (*text).to_owned(), index, redact, ..ScoreOptions::default() };
        let (none, judging) = (&mut Checkpoint::default(), (judge(), &pool));
        let of_file =
            score(file, &mut table, &mut rejects, none, judging, &options, &|_, _| {}).unwrap();
        account.merge(of_file);
    }
    (table.finish().unwrap(), account, renamed)
}

#[test]
fn objects_of_json_stay_as_they_are() {
    let lines = [
        r#"{"id": 7, "score":4.50, "ok":true,"none":null,"meta":{"city":"Oslo","tags":["a",{"b":[]}]},"label":1,"comment":"Rude and late"}"#,
        r#"{"id":1234567890123456789012,"comment":"call 415-555-0132, please","meta":{"comment":"x"}}"#,
        r#"{"comment" : null, "lang":{"a":1} , "\u0069d":"\ud83d\ude00"}"#,
        r#"{}"#,
    ];
    let file = temporary_file(".jsonl", lines.join("\n").as_bytes());
    let (bytes, account, renamed) =
        scored(&[file.path()], &["comment"], ScoreFormat::Jsonl, Redact::On);
    assert_eq!((account.scored, account.without_comment), (2, 2));
    let own = |name: &str| (name.to_owned(), format!("xinsheng_{name}"));
    assert_eq!(renamed, [own("lang"), own("label")]);
    let out = String::from_utf8(bytes).unwrap();
    let out: Vec<&str> = out.lines().collect();
    assert_eq!(out.len(), lines.len());
    for (at, (line, given)) in out.iter().zip(lines).enumerate() {
        let start = given.strip_suffix('}').unwrap().trim_end();
        let masked = start.replace("415-555-0132", "[phone]");
        assert!(line.starts_with(&masked), "{line}");
        assert_eq!(masked != start, at == 1);
        let read: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(read.get("xinsheng_label").is_some() && read["sentiment"].is_number() == (at < 2));
    }
    let opinion: serde_json::Value = serde_json::from_str(out[0]).unwrap();
    assert_eq!(opinion["xinsheng_label"], "negative");
}

/// The rows of a table, the header first.
fn rows(bytes: &[u8], suffix: &str) -> Vec<Vec<String>> {
    let file = temporary_file(suffix, bytes);
    let file = SourceFile::open(file.path(), &ReadOptions::default()).unwrap();
    let cells = file
        .rows()
        .unwrap()
        .map(|row| row.unwrap().cells.iter().map(str::to_owned).collect::<Vec<String>>());
    std::iter::once(file.layout().headers.clone()).chain(cells).collect()
}

#[test]
fn parquet_stays_parquet() {
    let path = data("small.parquet");
    let given = rows(&std::fs::read(&path).unwrap(), ".parquet");
    let (bytes, account, _) = scored(&[&path], &["评价内容"], ScoreFormat::Parquet, Redact::On);
    assert_eq!((account.read, account.scored), (10, 9));
    let out = rows(&bytes, ".parquet");
    let (csv, ..) = scored(&[&path], &["评价内容"], ScoreFormat::Csv, Redact::On);
    for ((out, given), csv) in out.iter().zip(&given).zip(table(&csv)).skip(1) {
        assert_eq!(out[..given.len()], given[..]);
        let number = |cell: &str| cell.parse::<f64>().ok();
        for (out, csv) in out[given.len()..].iter().zip(&csv[given.len()..]) {
            assert!(out == csv || number(out) == number(csv), "{out} {csv}");
        }
    }
    // Two of them are one after the other, and say whose each row is.
    let (bytes, ..) =
        scored(&[&path, &path], &["评价内容", "评价内容"], ScoreFormat::Parquet, Redact::On);
    let both = rows(&bytes, ".parquet");
    assert_eq!(both.len(), 21);
    assert_eq!(both[0][given[0].len()], "file");
    assert!(both[1..].iter().all(|row| row[given[0].len()] == "small.parquet"));
}

#[test]
fn comments_of_parquet_are_masked() {
    let csv = "id,comment\n1,call 415-555-0132 now\n2,\n3,the room was clean\n4,mail a@b.com\n";
    let csv = temporary_file(".csv", csv.as_bytes());
    let (plain, ..) = scored(&[csv.path()], &["comment"], ScoreFormat::Parquet, Redact::Off);
    let plain = temporary_file(".parquet", &plain);
    let (masked, account, renamed) =
        scored(&[plain.path()], &["comment"], ScoreFormat::Parquet, Redact::On);
    assert_eq!((account.scored, account.masked.total(), renamed.len()), (3, 2, 11));
    let comments: Vec<String> =
        rows(&masked, ".parquet")[1..].iter().map(|row| row[1].clone()).collect();
    assert_eq!(comments, ["call [phone] now", "", "the room was clean", "mail [email]"]);
}

#[test]
fn a_workbook_has_numbers_where_nothing_gets_lost() {
    let csv = "id,code,comment,n\n1,007,=1+1 is slow,4.5\n12345678901234567,1e5,good,-3\n";
    let csv = temporary_file(".csv", csv.as_bytes());
    let (bytes, ..) = scored(&[csv.path()], &["comment"], ScoreFormat::Xlsx, Redact::On);
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let rows: Vec<&[Data]> = sheet.rows().collect();
    let text = |text: &str| Data::String(text.to_owned());
    assert_eq!(
        rows[1][..4],
        [Data::Float(1.0), text("007"), text("=1+1 is slow"), Data::Float(4.5)]
    );
    let long = "12345678901234567";
    assert_eq!(rows[2][..4], [text(long), text("1e5"), text("good"), Data::Float(-3.0)]);
    assert!(matches!(rows[1][6], Data::Float(_)), "sentiment");
}

#[test]
fn several_files_have_all_their_columns() {
    let one = temporary_file(".csv", "id,comment\n1,very rude staff\n".as_bytes());
    let two = temporary_file(".csv", "body,id,city\ngood,2,Oslo\n".as_bytes());
    let (bytes, account, _) =
        scored(&[one.path(), two.path()], &["comment", "body"], ScoreFormat::Csv, Redact::On);
    assert_eq!(account.scored, 2);
    let rows = table(&bytes);
    assert_eq!(rows[0][..5], ["id", "comment", "body", "city", "file"]);
    assert_eq!(rows[1][..4], ["1", "very rude staff", "", ""]);
    assert_eq!(rows[2][..4], ["2", "", "good", "Oslo"]);
    assert!(two.path().ends_with(&rows[2][4]) && rows[1][6].ends_with("negative"));
}
