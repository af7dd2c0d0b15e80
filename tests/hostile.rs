//! Files made to exhaust time, memory or disk: each ends in an error that
//! says where and what, or costs no more than its rows.

#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::io::{Cursor, Write};
use std::time::{Duration, Instant};

use tempfile::NamedTempFile;
use xinsheng::ingest::{
    ErrorKind, IngestError, RawRow, ReadOptions, Reason, Rejection, Scope, SourceFile, profile,
};
use zip::write::{SimpleFileOptions, ZipWriter};

type Rows = Vec<Result<RawRow, Rejection>>;

fn file_of(bytes: &[u8], suffix: &str) -> NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(suffix).tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file
}

/// All rows; however bad the file, it takes seconds.
fn read_with(bytes: &[u8], suffix: &str, options: &ReadOptions) -> Result<Rows, IngestError> {
    let started = Instant::now();
    let file = file_of(bytes, suffix);
    let rows = SourceFile::open(file.path(), options).and_then(|source| {
        profile(&source)?;
        Ok(source.rows()?.collect())
    });
    assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
    rows
}

fn read(bytes: &[u8], suffix: &str) -> Result<Rows, IngestError> {
    read_with(bytes, suffix, &ReadOptions::default())
}

fn cell(rows: &Rows, row: usize, column: usize) -> &str {
    &rows[row].as_ref().unwrap().cells[column]
}

fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const REL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn xlsx(sheet: &str, strings: &str) -> Vec<u8> {
    let book = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{REL}\"><sheets>\
         <sheet name=\"A\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let relations = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"r1\" Type=\"{REL}/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
         <Relationship Id=\"r2\" Type=\"{REL}/sharedStrings\" Target=\"sharedStrings.xml\"/>\
         </Relationships>"
    );
    let root = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"r1\" Type=\"{REL}/officeDocument\" Target=\"xl/workbook.xml\"/>\
         </Relationships>"
    );
    let sheet = format!("<worksheet xmlns=\"{MAIN}\">{sheet}</worksheet>");
    let strings = format!("<sst xmlns=\"{MAIN}\">{strings}</sst>");
    zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

/// Header and one row of a sheet, then `more`.
fn sheet(more: &str) -> String {
    let text = |cell: &str, text: &str| {
        format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
    };
    format!(
        "<sheetData><row r=\"1\">{}{}</row><row r=\"2\">{}{}</row>{more}</sheetData>",
        text("A1", "id"),
        text("B1", "comment"),
        text("A2", "007"),
        text("B2", "very good"),
    )
}

fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\">\
         <office:body><office:spreadsheet><table:table table:name=\"A\">\
         <table:table-row>{}{}</table:table-row>{rows}\
         </table:table></office:spreadsheet></office:body></office:document-content>",
        ods_cell("id", ""),
        ods_cell("comment", ""),
    );
    let kind: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
    zip(&[("mimetype", kind), ("content.xml", content.as_bytes())])
}

fn ods_cell(text: &str, attributes: &str) -> String {
    format!(
        "<table:table-cell office:value-type=\"string\" {attributes}><text:p>{text}</text:p>\
         </table:table-cell>"
    )
}

#[test]
fn cells_of_ten_megabytes() {
    let table = |size: usize| format!("id,comment\n1,{}\n2,good\n", "好".repeat(size / 3));
    let rows = read(table(9 << 20).as_bytes(), ".csv").unwrap();
    assert_eq!((rows.len(), cell(&rows, 0, 1).len()), (2, 9 << 20));
    let error = read(table(11 << 20).as_bytes(), ".csv").unwrap_err();
    assert_eq!((error.kind, error.row), (ErrorKind::NoRows, Some(2)));
    let table = table(11 << 20).replacen('\n', "\n0,fine\n", 1);
    let rows = read(table.as_bytes(), ".csv").unwrap();
    let rejection = rows.last().unwrap().as_ref().unwrap_err();
    assert_eq!((rejection.row, rejection.reason), (3, Reason::TooLarge));
    assert_eq!(rejection.scope, Scope::Rest);
    let lines = format!("{{\"a\":\"x\"}}\n{{\"a\":\"{}\"}}\n", "y".repeat(11 << 20));
    let rows = read(lines.as_bytes(), ".jsonl").unwrap();
    assert_eq!(rows.last().unwrap().as_ref().unwrap_err().reason, Reason::TooLarge);
}

#[test]
fn a_hundred_thousand_columns() {
    let header: Vec<String> = (0..100_000).map(|n| format!("q{n}")).collect();
    let table = format!("{}\n{}\n", header.join(","), "1,".repeat(99_999));
    let error = read(table.as_bytes(), ".csv").unwrap_err();
    assert_eq!((error.kind, error.row), (ErrorKind::TooWide, Some(1)));
    let object: Vec<String> = header.iter().map(|name| format!("\"{name}\":1")).collect();
    let object = format!("{{{}}}\n", object.join(","));
    let error = read(object.as_bytes(), ".jsonl").unwrap_err();
    assert_eq!((error.kind, error.row), (ErrorKind::TooWide, Some(1)));
    // In a workbook, and in an open document that says it in a few bytes.
    let wide = "<row r=\"3\"><c r=\"XFD3\"><v>1</v></c><c r=\"AZZZ3\"><v>1</v></c></row>";
    let error = read(&xlsx(&sheet(wide), ""), ".xlsx").unwrap_err();
    assert_eq!((error.kind, error.row), (ErrorKind::TooWide, Some(3)));
    let wide = ods_cell("x", "table:number-columns-repeated=\"4000000000\"");
    let error = read(&ods(&format!("<table:table-row>{wide}</table:table-row>")), ".ods");
    assert_eq!(error.unwrap_err().kind, ErrorKind::TooWide);
}

#[test]
fn a_file_that_a_crash_has_padded() {
    let table = b"id,comment,nps\n1,very good,9\n2,too sl";
    for (tail, rejected) in [(&b""[..], 1), (b"\n3,fine,8\n", 1), (b"\n", 1)] {
        for nuls in [1, 7, 4096, 12 << 20] {
            let bytes = [&table[..], &vec![0; nuls], tail].concat();
            let rows = read(&bytes, ".csv").unwrap();
            assert_eq!(cell(&rows, 0, 1), "very good");
            let bad = rows.iter().filter(|row| row.is_err()).count();
            assert_eq!(bad, rejected, "{nuls} {tail:?}: {rows:?}");
        }
    }
    let whole = [b"id,comment,nps\n1,very good,9\n", &vec![0; 4096][..]].concat();
    let rows = read(&whole, ".csv").unwrap();
    let padding = rows[1].as_ref().unwrap_err();
    assert_eq!((padding.row, padding.reason, padding.scope), (3, Reason::Padding, Scope::Row));
    assert_eq!(rows.len(), 2);
    let lines = [b"{\"comment\":\"very good\"}\n", &vec![0; 4096][..]].concat();
    let rows = read(&lines, ".jsonl").unwrap();
    assert_eq!((rows.len(), rows.iter().filter(|row| row.is_err()).count()), (2, 1));
    let error = read(&[0; 4096], ".csv").unwrap_err();
    assert_eq!(error.kind, ErrorKind::Binary);
}

#[test]
fn nul_bytes() {
    let mut table = String::from("id,comment\n");
    (0..200).for_each(|n| writeln!(table, "{n},a fine day with nothing to add").unwrap());
    table.push_str("x,bro\0ken\ny\0,fine\n");
    let rows = read(table.as_bytes(), ".csv").unwrap();
    assert_eq!(rows.len(), 202);
    let row = rows[200].as_ref().unwrap();
    assert!(row.damaged && &row.cells[1] == "bro\u{FFFD}ken");
    let error = read("id\0\0\0\0,comment\0\n1,\0\0\n".as_bytes(), ".csv").unwrap_err();
    assert_eq!((error.kind, error.found), (ErrorKind::Binary, "NUL".into()));
    let rows = read(b"{\"a\":\"x\\u0000y\"}\n", ".jsonl").unwrap();
    assert_eq!(cell(&rows, 0, 0), "x\u{FFFD}y");
}

#[test]
fn json_within_json() {
    let deep = format!("{}1{}", "{\"a\":".repeat(100_000), "}".repeat(100_000));
    let lines = format!("{{\"a\":\"fine\"}}\n{deep}\n{{\"a\":\"too\"}}\n");
    let rows = read(lines.as_bytes(), ".jsonl").unwrap();
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[1].as_ref().unwrap_err().reason, Reason::BadJson);
    let array = format!("[{{\"a\":\"fine\"}},{deep},{}1{}]", "[".repeat(9999), "]".repeat(9999));
    let rows = read(array.as_bytes(), ".json").unwrap();
    assert_eq!(rows.iter().filter(|row| row.is_err()).count(), 2);
    let open = "[".repeat(20 << 20);
    assert_eq!(read(open.as_bytes(), ".json").unwrap_err().kind, ErrorKind::JsonShape);
}

#[test]
fn a_workbook_that_claims_a_billion_rows() {
    for claim in ["A1:XFD1048576", "A1:B1000000000", "A1:ZZZZZZZ99999999999999", "nonsense"] {
        let sheet = format!("<dimension ref=\"{claim}\"/>{}", sheet(""));
        match read(&xlsx(&sheet, ""), ".xlsx") {
            Ok(rows) => assert_eq!((rows.len(), cell(&rows, 0, 0)), (1, "007"), "{claim}"),
            Err(error) => assert_eq!(error.kind, ErrorKind::BrokenWorkbook, "{claim}"),
        }
    }
    let row =
        format!("<table:table-row>{}{}</table:table-row>", ods_cell("1", ""), ods_cell("b", ""));
    let none = "<table:table-row table:number-rows-repeated=\"4294967295\">\
                <table:table-cell table:number-columns-repeated=\"4294967295\"/></table:table-row>";
    let rows = read(&ods(&format!("{row}{none}{row}")), ".ods").unwrap();
    assert_eq!(rows.len(), 2);
}

#[test]
fn formulas_show_their_value() {
    let row = "<row r=\"3\"><c r=\"A3\"><f>1+1</f><v>2</v></c>\
               <c r=\"B3\" t=\"str\"><f>HYPERLINK(\"http://x\",\"go\")</f><v>go</v></c></row>";
    let rows = read(&xlsx(&sheet(row), ""), ".xlsx").unwrap();
    assert_eq!((cell(&rows, 1, 0), cell(&rows, 1, 1)), ("2", "go"));
}

#[test]
fn a_few_bytes_that_unpack_to_many() {
    let kind = |bytes: &[u8], suffix: &str| read(bytes, suffix).unwrap_err().kind;
    // A sheet of blanks, and one cell of text without end.
    let blanks = xlsx(&sheet(&" ".repeat(80 << 20)), "");
    assert!(blanks.len() < 200_000);
    assert_eq!(kind(&blanks, ".xlsx"), ErrorKind::UnpacksTooFar);
    let strings = format!("<si><t>{}</t></si>", "x".repeat(80 << 20));
    assert_eq!(kind(&xlsx(&sheet(""), &strings), ".xlsx"), ErrorKind::UnpacksTooFar);
    // One long string in many cells.
    let strings = format!("<si><t>{}</t></si>", "好".repeat(10_000));
    let mut rows = String::new();
    (3..6000).for_each(|n| write!(rows, "<row r=\"{n}\"><c t=\"s\"><v>0</v></c></row>").unwrap());
    assert_eq!(kind(&xlsx(&sheet(&rows), &strings), ".xlsx"), ErrorKind::UnpacksTooFar);
    // One row many times, and blanks that are counted instead of written.
    let row = format!(
        "<table:table-row table:number-rows-repeated=\"1000000\">{}</table:table-row>",
        ods_cell(&"y".repeat(1000), "")
    );
    assert_eq!(kind(&ods(&row), ".ods"), ErrorKind::UnpacksTooFar);
    let blanks = ods_cell("a<text:s text:c=\"4000000000\"/>b", "");
    let rows = read(&ods(&format!("<table:table-row>{blanks}</table:table-row>")), ".ods").unwrap();
    assert_eq!(cell(&rows, 0, 0).len(), 66);
}

/// A Parquet file of `rows` rows with a comment, which the dictionary holds
/// once; the comment stands `times` times in the tags of each row.
fn parquet(rows: usize, comment: &str, times: usize) -> Vec<u8> {
    use parquet::basic::Compression;
    use parquet::data_type::{ByteArray, ByteArrayType};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    let schema = "message m {
        required binary comment (UTF8);
        required group tags (LIST) { repeated group list { required binary element (UTF8); } }
    }";
    let schema = std::sync::Arc::new(parquet::schema::parser::parse_message_type(schema).unwrap());
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_dictionary_page_size_limit(8 << 20);
    let mut bytes = Vec::new();
    let mut writer =
        SerializedFileWriter::new(&mut bytes, schema, properties.build().into()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let value = ByteArray::from(comment);
    let mut column = group.next_column().unwrap().unwrap();
    let all = vec![value.clone(); rows];
    column.typed::<ByteArrayType>().write_batch(&all, None, None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let all = vec![value; rows * times];
    let levels: Vec<i16> = (0..rows * times).map(|i| i16::from(i % times > 0)).collect();
    let here = vec![1; rows * times];
    column.typed::<ByteArrayType>().write_batch(&all, Some(&here), Some(&levels)).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
    bytes
}

#[test]
fn a_dictionary_that_expands_to_many_times_the_file() {
    let long = "x".repeat(200_000);
    let many = parquet(500, &long, 1);
    assert!(many.len() < 300_000, "{}", many.len());
    assert_eq!(read(&many, ".parquet").unwrap_err().kind, ErrorKind::UnpacksTooFar);
    // All of it in one row, which no limit makes bearable.
    let one = parquet(1, &long, 500);
    let options = ReadOptions { max_unpacked: Some(8 << 30), ..Default::default() };
    let error = read_with(&one, ".parquet", &options).unwrap_err();
    assert_eq!(error.kind, ErrorKind::UnpacksTooFar);
    // An ordinary one, and one that is allowed.
    let rows = read(&parquet(2_000, "very good", 2), ".parquet").unwrap();
    assert_eq!((rows.len(), cell(&rows, 1_999, 1)), (2_000, "very good; very good"));
    let rows = read_with(&parquet(100, &long[..50_000], 1), ".parquet", &options).unwrap();
    assert_eq!(rows.len(), 100);
}

#[test]
fn a_limit_that_is_stated_holds() {
    let bytes = xlsx(&sheet(&" ".repeat(80 << 20)), "");
    let options = ReadOptions { max_unpacked: Some(200 << 20), ..Default::default() };
    // The stretch without markup is refused all the same.
    let error = read_with(&bytes, ".xlsx", &options).unwrap_err();
    assert_eq!(error.kind, ErrorKind::UnpacksTooFar);
    let table = format!("id,comment\n{}", "1,good\n".repeat(12 << 20));
    let packed = zstd::encode_all(table.as_bytes(), 3).unwrap();
    assert_eq!(read(&packed, ".csv.zst").unwrap_err().kind, ErrorKind::UnpacksTooFar);
    let source = file_of(&packed, ".csv.zst");
    let source = SourceFile::open(source.path(), &options).unwrap();
    assert_eq!(source.rows().unwrap().take(5).count(), 5);
}
