//! Workbooks put together by hand: sheet choice, number and date cells, and
//! sheets that claim to be larger than they are.

#![allow(clippy::unwrap_used)]

use std::io::Write;

use tempfile::NamedTempFile;
use xinsheng::ingest::{
    ErrorKind, Format, LongForm, ReadOptions, Role, SourceFile, detect, profile,
};

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 }
        })
    })
}

/// A zip archive without compression.
fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in parts {
        let offset = out.len() as u32;
        let mut common = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
        common.extend(crc32(text.as_bytes()).to_le_bytes());
        common.extend((text.len() as u32).to_le_bytes());
        common.extend((text.len() as u32).to_le_bytes());
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(name.as_bytes());
        out.extend(text.as_bytes());
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (start, size, count) = (out.len() as u32, directory.len() as u32, parts.len() as u16);
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(size.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const REL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A workbook with an empty sheet `Notes` and the sheet `Data` of `rows`.
fn workbook(rows: &str) -> NamedTempFile {
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
    let book = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{REL}\"><sheets>\
         <sheet name=\"Notes\" sheetId=\"1\" r:id=\"r1\"/><sheet name=\"Data\" sheetId=\"2\" r:id=\"r2\"/>\
         </sheets></workbook>"
    );
    let relation = |n: u32, kind: &str, to: &str| {
        format!("<Relationship Id=\"r{n}\" Type=\"{REL}/{kind}\" Target=\"{to}\"/>")
    };
    let relations = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{}{}{}\
         </Relationships>",
        relation(1, "worksheet", "worksheets/sheet1.xml"),
        relation(2, "worksheet", "worksheets/sheet2.xml"),
        relation(3, "styles", "styles.xml"),
    );
    let root = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{}\
         </Relationships>",
        relation(1, "officeDocument", "xl/workbook.xml"),
    );
    let styles = format!(
        "<styleSheet xmlns=\"{MAIN}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/>\
         <xf numFmtId=\"14\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>"
    );
    let sheet = |rows: &str| {
        format!(
            "<worksheet xmlns=\"{MAIN}\"><dimension ref=\"A1:XFD1048576\"/>\
             <sheetData>{rows}</sheetData></worksheet>"
        )
    };
    let bytes = zip(&[
        ("[Content_Types].xml", types),
        ("_rels/.rels", &root),
        ("xl/workbook.xml", &book),
        ("xl/_rels/workbook.xml.rels", &relations),
        ("xl/styles.xml", &styles),
        ("xl/worksheets/sheet1.xml", &sheet("")),
        ("xl/worksheets/sheet2.xml", &sheet(rows)),
    ]);
    let mut file = tempfile::Builder::new().suffix(".xlsx").tempfile().unwrap();
    file.write_all(&bytes).unwrap();
    file
}

fn text(cell: &str, text: &str) -> String {
    format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

fn rows() -> String {
    let header = text("A1", "客户编号")
        + &text("B1", "评价")
        + &text("C1", "推荐意愿")
        + &text("D1", "日期");
    let mut rows = format!("<row r=\"1\">{header}</row>");
    // Row 2 is blank; row 5 lies far below.
    for (row, id, comment, nps, day) in [
        (3, "007", "送货很快，服务也好", "9", "46268"),
        (4, "008", "没人接电话，很失望", "2", "46269"),
        (90_000, "009", "一般般，没有特别的", "7", "46270"),
    ] {
        let cells = text(&format!("A{row}"), id) + &text(&format!("B{row}"), comment);
        rows += &format!(
            "<row r=\"{row}\">{cells}<c r=\"C{row}\"><v>{nps}</v></c>\
             <c r=\"D{row}\" s=\"1\"><v>{day}</v></c></row>"
        );
    }
    rows
}

#[test]
fn the_first_sheet_with_data_is_read_as_it_shows() {
    let workbook = workbook(&rows());
    let file = SourceFile::open(workbook.path(), &ReadOptions::default()).unwrap();
    assert!(matches!(&file.layout().format, Format::Workbook { sheet, .. } if sheet == "Data"));
    assert_eq!(file.layout().headers, ["客户编号", "评价", "推荐意愿", "日期"]);
    let facts = profile(&file).unwrap();
    let mapping = detect(file.layout(), &facts);
    let roles: Vec<Role> = mapping.columns.iter().map(|c| c.role).collect();
    assert_eq!(roles, [Role::Respondent, Role::Comment, Role::NPS, Role::Time]);
    let mut form = LongForm::new(file.layout(), &mapping, 0).unwrap();
    let mut rejects = Vec::new();
    let feedback: Vec<_> = file
        .rows()
        .unwrap()
        .map(|row| form.feedback(&row.unwrap(), &mut rejects).unwrap())
        .collect();
    assert!(rejects.is_empty());
    assert_eq!(feedback.iter().map(|f| f.source.row).collect::<Vec<_>>(), [3, 4, 90_000]);
    assert_eq!(feedback[0].respondent.as_deref(), Some("007"));
    assert_eq!(
        feedback[0].entries[0].scores.get(xinsheng::feedback::ScoreKind::Nps).unwrap().value,
        9.0
    );
    assert_eq!(feedback[0].time.unwrap().to_string(), "2026-09-03T00:00:00");
}

#[test]
fn cells_beyond_the_header_are_named_in_a_warning() {
    let stray = text("XFD5", "note");
    let workbook = workbook(&format!("{}<row r=\"90001\">{stray}</row>", rows()));
    let file = SourceFile::open(workbook.path(), &ReadOptions::default()).unwrap();
    assert_eq!(file.layout().headers.len(), 4);
    assert!(
        file.layout().warnings.iter().any(|w| w.words_in("en").contains("beyond")),
        "{:?}",
        file.layout()
    );
}

#[test]
fn sheets_are_chosen_by_name() {
    let workbook = workbook(&rows());
    let options = |sheet: &str| ReadOptions { sheet: Some(sheet.into()), ..Default::default() };
    let kind = |sheet| SourceFile::open(workbook.path(), &options(sheet)).map_err(|e| e.kind).err();
    assert_eq!(kind("Data"), None);
    assert_eq!(kind("Notes"), Some(ErrorKind::Empty));
    assert_eq!(kind("Other"), Some(ErrorKind::NoSuchSheet));
}
