//! Workbooks put together by hand, as their sheets are chosen, copied and told of.

use std::path::Path;

use calamine::ExcelDateTimeType;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use crate::ingest::read::layout::Format;
use crate::ingest::read::made_file::{content, opened};
use crate::ingest::read::options::ReadOptions;
use crate::ingest::read::source::SourceFile;
use crate::ingest::told::sheet_note::SheetNote;
use crate::ingest::told::warning::Warning;

/// A zip archive of these parts.
fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut writer, text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// An OpenDocument with these tables; those of the style `unseen` are hidden.
fn ods(tables: &str) -> Vec<u8> {
    let style = |name: &str, display: bool| {
        format!(
            r#"<style:style style:name="{name}"><style:table-properties table:display="{display}"/>
            </style:style>"#
        )
    };
    let text = format!(
        "<office:document-content><office:automatic-styles>{}{}</office:automatic-styles>\
         <office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>\
         </office:document-content>",
        style("seen", true),
        style("unseen", false),
    );
    zipped(&[("mimetype", "application/x"), ("content.xml", &text)])
}

/// A table whose cells stand between bars: numbers, texts, or elements as they are; a row with
/// a star in it comes as often as stands before that.
fn table(name: &str, style: &str, rows: &[&str]) -> String {
    let cell = |cell: &str| match cell {
        "" => "<table:table-cell/>".to_owned(),
        element if element.starts_with('<') => element.to_owned(),
        number if number.parse::<f64>().is_ok() => {
            format!(r#"<table:table-cell office:value-type="float" office:value="{number}"/>"#)
        }
        text => {
            let text = format!("<text:p>{text}</text:p>");
            format!(r#"<table:table-cell office:value-type="string">{text}</table:table-cell>"#)
        }
    };
    let row = |row: &&str| {
        let (times, row) = row.split_once('*').unwrap_or(("1", row));
        let cells: String = row.split('|').map(cell).collect();
        let repeated = format!(r#"table:number-rows-repeated="{times}""#);
        format!("<table:table-row {repeated}>{cells}</table:table-row>")
    };
    let rows: String = rows.iter().map(row).collect();
    format!(r#"<table:table table:name="{name}" table:style-name="{style}">{rows}</table:table>"#)
}

/// A workbook in the format of Excel whose only sheet has these rows.
fn xlsx(rows: &str) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const REL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const RELS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let relations = |kind: &str, to: &str| {
        format!(
            r#"<Relationships xmlns="{RELS}"><Relationship Id="r1" Type="{REL}/{kind}" Target="{to}"/></Relationships>"#
        )
    };
    let book = format!(
        r#"<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets><sheet name="Data" sheetId="1" r:id="r1"/></sheets></workbook>"#
    );
    let sheet = format!(r#"<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>"#);
    zipped(&[
        ("[Content_Types].xml", "<Types/>"),
        ("_rels/.rels", &relations("officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", &book),
        ("xl/_rels/workbook.xml.rels", &relations("worksheet", "worksheets/sheet1.xml")),
        ("xl/worksheets/sheet1.xml", &sheet),
    ])
}

fn open_with(bytes: &[u8], options: &ReadOptions) -> SourceFile {
    opened(bytes, "a.ods", options).unwrap()
}

/// The rows with their numbers, cells between bars.
fn rows(file: &SourceFile) -> Vec<String> {
    let row = |row: crate::ingest::RawRow| {
        format!("{}: {}", row.row, row.cells.iter().collect::<Vec<_>>().join("|"))
    };
    file.rows().unwrap().map(|found| row(found.unwrap())).collect()
}

const SCORES: [&str; 3] = ["id|score", "1|5", "2|4"];

#[test]
fn sheets_that_are_not_read_are_told() {
    let seen = |name| table(name, "seen", &SCORES);
    let others = |name: &str| Warning::OtherSheets { others: vec![name.to_owned()] };
    let hidden = |name: &str| Warning::HiddenSheets { names: vec![name.to_owned()] };
    let unseen = table("三", "unseen", &SCORES);
    for (tables, sheet, wanted, warnings) in [
        (seen("一"), None, "一", vec![]),
        (seen("一") + &seen("二"), None, "一", vec![others("二")]),
        (seen("一") + &seen("二"), Some("一"), "一", vec![]),
        (unseen.clone() + &seen("一"), None, "一", vec![hidden("三")]),
        (unseen.clone() + &seen("一") + &seen("二"), None, "一", vec![others("二"), hidden("三")]),
        (unseen.clone() + &seen("一"), Some("三"), "三", vec![]),
        // Where all are hidden, all can be seen.
        (unseen, None, "三", vec![]),
    ] {
        let sheet = sheet.map(str::to_owned);
        let file = open_with(&ods(&tables), &ReadOptions { sheet, ..ReadOptions::default() });
        let format = Format::Workbook { extension: "ods".into(), sheet: wanted.into() };
        assert_eq!(file.layout().format, format);
        assert_eq!(file.layout().warnings, warnings, "{wanted}");
        assert_eq!(rows(&file), ["2: 1|5", "3: 2|4"]);
    }
}

#[test]
fn a_sheet_is_found_by_its_name_among_others_and_what_is_called_like_it() {
    let tables = r#"<table:content-validation table:name="二"/>"#.to_owned()
        + &table("一", "seen", &SCORES)
        + &table("二", "seen", &["id|score", "3|2"]);
    let options = ReadOptions { sheet: Some("二".to_owned()), ..ReadOptions::default() };
    assert_eq!(rows(&open_with(&ods(&tables), &options)), ["2: 3|2"]);
    let file = content(&ods(&tables));
    assert_eq!(sheet_names(&file, "a.ods", 1 << 20).unwrap(), ["一", "二"]);
}

#[test]
fn a_sheet_of_one_row_is_a_cover_and_one_of_none_is_nothing() {
    let tables = table("封面", "seen", &["2026"]) + &table("数据", "seen", &SCORES);
    let file = open_with(&ods(&tables), &ReadOptions::default());
    assert_eq!(file.layout().headers, ["id", "score"]);
    let empty = table("空", "seen", &["|"]);
    let header = empty.clone() + &table("表", "seen", &["id|score"]);
    let kind =
        |tables: &str| opened(&ods(tables), "a.ods", &ReadOptions::default()).unwrap_err().kind;
    assert_eq!(kind(&header), ErrorKind::NoRows);
    assert_eq!(kind(&empty), ErrorKind::Empty);
    let options = ReadOptions { sheet: Some("封面".to_owned()), ..ReadOptions::default() };
    let alone = opened(&ods(&tables), "a.ods", &options);
    assert_eq!(alone.unwrap_err().kind, ErrorKind::NoRows);
}

#[test]
fn cells_beyond_the_header_are_told_once() {
    let tables = table("一", "seen", &["id|score", "1|5", "2|4|x", "3|3|y"]);
    let file = open_with(&ods(&tables), &ReadOptions::default());
    assert_eq!(
        file.layout().warnings,
        [Warning::Sheet(SheetNote::BeyondHeader { width: 2, row: 3 })]
    );
    assert_eq!(rows(&file), ["2: 1|5", "3: 2|4", "4: 3|3"]);
}

#[test]
fn merged_cells_stand_for_their_rows_where_that_is_wanted() {
    let two = r#"<table:table-cell table:number-rows-spanned="2" office:value-type="string"><text:p>Pool</text:p></table:table-cell>"#;
    let first = format!("{two}|5");
    let data = ["place|score", &first, "<table:covered-table-cell/>|4", "Sauna|3", "|2"];
    let bytes = ods(&table("一", "seen", &data));
    let file = open_with(&bytes, &ReadOptions::default());
    assert_eq!(rows(&file), ["2: Pool|5", "3: Pool|4", "4: Sauna|3", "5: |2"]);
    let told = SheetNote::FilledDown { columns: vec!["place".to_owned()], cells: 1 };
    assert_eq!(file.layout().warnings, [Warning::Sheet(told)]);
    let options = ReadOptions { fill_down: Some(false), ..ReadOptions::default() };
    let file = open_with(&bytes, &options);
    assert_eq!(rows(&file), ["2: Pool|5", "3: |4", "4: Sauna|3", "5: |2"]);
    assert_eq!(file.layout().warnings, []);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/layouts/merged.xlsx");
    for (fill_down, wanted) in [(None, true), (Some(true), true), (Some(false), false)] {
        let file = SourceFile::open(&path, &ReadOptions { fill_down, ..ReadOptions::default() });
        let told =
            |warning: &Warning| matches!(warning, Warning::Sheet(SheetNote::FilledDown { .. }));
        assert_eq!(file.unwrap().layout().warnings.iter().any(told), wanted, "{fill_down:?}");
    }
}

#[test]
fn rows_and_cells_that_are_repeated_are_all_there() {
    let two = r#"<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="5"/>"#;
    let three = format!("3*1|{two}");
    let tables = table("一", "seen", &["id|a|b", &three, "2*||", "2|4|3"]);
    let file = open_with(&ods(&tables), &ReadOptions::default());
    let wanted = ["2: 1|5|5", "3: 1|5|5", "4: 1|5|5", "7: 2|4|3"];
    assert_eq!(rows(&file), wanted);
    assert_eq!(file.layout().warnings, []);
}

#[test]
fn formulas_without_a_result_are_told_below_the_header() {
    let none = r#"<table:table-cell table:formula="of:=1+1"/>"#;
    let empty = r#"<table:table-cell table:formula="of:=B2" office:value-type="string"><text:p/></table:table-cell>"#;
    let five =
        r#"<table:table-cell table:formula="of:=5" office:value-type="float" office:value="5"/>"#;
    let told = |cells| {
        let columns = vec!["score".to_owned()];
        vec![Warning::Sheet(SheetNote::NoResults { columns, cells })]
    };
    for (first, second, third, warnings) in [
        (none, five, "4", told(1)),
        (none, none, "4", told(2)),
        ("3", empty, "", vec![]),
        (five, empty, "4", vec![]),
    ] {
        let data = [
            "id|score|note".to_owned(),
            format!("1|{first}|fine"),
            format!("2|{second}|"),
            format!("3|{third}|slow"),
        ];
        let data: Vec<&str> = data.iter().map(String::as_str).collect();
        let file = open_with(&ods(&table("一", "seen", &data)), &ReadOptions::default());
        assert_eq!(file.layout().warnings, warnings, "{first} {second} {third}");
    }
    let beyond = format!("1|5|{none}");
    let file = open_with(
        &ods(&table("一", "seen", &["id|score", &beyond, "2|4"])),
        &ReadOptions::default(),
    );
    assert_eq!(file.layout().warnings, []);
    let text =
        |at: &str, text: &str| format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#);
    let number = |at: &str, number: u32| format!(r#"<c r="{at}"><v>{number}</v></c>"#);
    let file = opened(
        &xlsx(
            &[
                format!(r#"<row r="1">{}{}</row>"#, text("A1", "id"), text("B1", "score")),
                format!(r#"<row r="2">{}<c r="B2"><f>1+1</f></c></row>"#, number("A2", 1)),
                format!(r#"<row r="3">{}<c r="B3"><f>2+2</f><v>4</v></c></row>"#, number("A3", 2)),
                format!(r#"<row r="4">{}{}</row>"#, number("A4", 3), number("B4", 3)),
            ]
            .concat(),
        ),
        "a.xlsx",
        &ReadOptions::default(),
    )
    .unwrap();
    assert_eq!(rows(&file), ["2: 1|", "3: 2|4", "4: 3|3"]);
    assert_eq!(file.layout().warnings, told(1));
}

#[test]
fn errors_and_what_is_hidden_in_a_sheet_are_told() {
    let error = r#"<table:table-cell table:formula="of:=NA()" office:value-type="string" calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>"#;
    let first = format!("1|{error}|fine");
    let sheet = table("一", "seen", &["id|score|note", &first, "2|4|slow", "3|5|good"]);
    let hidden = r#"table:visibility="filter" table:number-rows-repeated="1"><table:table-cell office:value-type="float" office:value="2"/>"#;
    let seen = hidden.replace(r#"table:visibility="filter" "#, "");
    let column = r#"<table:table-column/><table:table-column table:visibility="collapse"/>"#;
    let sheet = sheet.replace(&seen, hidden).replacen(
        "<table:table-row",
        &format!("{column}<table:table-row"),
        1,
    );
    let file = open_with(&ods(&sheet), &ReadOptions::default());
    assert_eq!(rows(&file), ["2: 1||fine", "3: 2|4|slow", "4: 3|5|good"]);
    let columns = || vec!["score".to_owned()];
    let told = [
        SheetNote::HiddenRows { n: 1, of: 3 },
        SheetNote::HiddenColumns { columns: columns() },
        SheetNote::Errors { columns: columns(), cells: 1 },
    ];
    assert_eq!(file.layout().warnings, told.map(Warning::Sheet));
    let number = |at: &str, number: u32| format!(r#"<c r="{at}"><v>{number}</v></c>"#);
    let text =
        |at: &str, text: &str| format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#);
    let error = r##"<c r="B2" t="e"><v>#N/A</v></c>"##;
    let sheet = [
        format!(r#"<row r="1">{}{}</row>"#, text("A1", "id"), text("B1", "score")),
        format!(r#"<row r="2">{}{error}</row>"#, number("A2", 1)),
        format!(r#"<row r="3" hidden="1">{}{}</row>"#, number("A3", 2), number("B3", 4)),
        format!(r#"<row r="4">{}{}</row>"#, number("A4", 3), number("B4", 3)),
    ];
    let file = opened(&xlsx(&sheet.concat()), "a.xlsx", &ReadOptions::default()).unwrap();
    assert_eq!(rows(&file), ["2: 1|", "3: 2|4", "4: 3|3"]);
    let told =
        [SheetNote::HiddenRows { n: 1, of: 3 }, SheetNote::Errors { columns: columns(), cells: 1 }];
    assert_eq!(file.layout().warnings, told.map(Warning::Sheet));
}

#[test]
fn a_workbook_is_named_by_its_content_and_with_macros_by_its_name() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    for (file, name, wanted) in [
        ("small.xlsx", "a.xlsx", "xlsx"),
        ("small.xlsx", "a.xlsm", "xlsm"),
        ("small.xlsx", "a.xlsm.gz", "xlsm"),
        ("small.xlsx", "A.XLSM", "xlsm"),
        ("small.xlsb", "a.xlsm", "xlsb"),
        ("small.xls", "a.xlsx", "xls"),
        ("small.ods", "a.csv", "ods"),
    ] {
        let file = Content::Path(folder.join(file));
        let opened = SourceFile::open_named(&file, name, &ReadOptions::default()).unwrap();
        assert_eq!(opened.layout().format.name(), wanted, "{name}");
        assert!(opened.rows().unwrap().count() > 5, "{name}");
    }
}

#[test]
fn a_workbook_unpacks_to_no_more_than_the_limit() {
    let bytes = ods(&(table("一", "seen", &SCORES) + &" ".repeat(200_000)));
    for (limit, wanted) in [(300_000, None), (100_000, Some(ErrorKind::UnpacksTooFar))] {
        let options = ReadOptions { max_unpacked: Some(limit), ..ReadOptions::default() };
        let error = opened(&bytes, "a.ods", &options).err();
        assert_eq!(error.map(|error| error.kind), wanted, "{limit}");
    }
}

#[test]
fn numbers_and_times_are_text_a_reader_expects() {
    assert_eq!(number_text(9.0), "9");
    assert_eq!(number_text(4.5), "4.5");
    assert_eq!(number_text(13_800_138_000.0), "13800138000");
    let text = |value, kind| time_text(&ExcelDateTime::new(value, kind, false));
    assert_eq!(text(44320.5, ExcelDateTimeType::DateTime), "2021-05-04T12:00:00");
    assert_eq!(text(0.5, ExcelDateTimeType::DateTime), "12:00:00");
    assert!(text(1.0, ExcelDateTimeType::DateTime).ends_with("T00:00:00"));
    assert_eq!(text(1.5, ExcelDateTimeType::TimeDelta), "1.5");
    for (value, wanted) in [
        (Data::String("好".to_owned()), "好"),
        (Data::Int(3), "3"),
        (Data::Float(4.5), "4.5"),
        (Data::Bool(true), "true"),
        (Data::Empty, ""),
    ] {
        assert_eq!(text_of(&value), wanted);
    }
}

#[test]
fn cells_of_an_old_workbook_stand_where_they_did() {
    let cell = |at, text: &str| calamine::Cell::new(at, Data::String(text.to_owned()));
    let range = calamine::Range::from_sparse(vec![
        cell((2, 1), "a"),
        cell((2, 2), "b"),
        cell((3, 2), "c"),
        cell((5, 1), "d"),
    ]);
    let mut cells = Cells::new("a.xls", 1 << 20).unwrap();
    dense(&range, &mut cells).unwrap();
    cells.flush().unwrap();
    let mut text = String::new();
    let (file, _) = cells.finish().unwrap();
    std::io::Read::read_to_string(&mut file.open().unwrap(), &mut text).unwrap();
    assert_eq!(text, ",a,b,3\n,,c,4\n,d,6\n");
}
