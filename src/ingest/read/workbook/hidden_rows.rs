//! Rows and columns that are hidden in a sheet of a workbook (`.xlsx`), by hand or by a filter, of
//! which its reader says nothing.

use std::io::{BufReader, Read, Seek};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::cells::Hidden;
use super::ods::attribute;
use super::xlsb_merges::{MOST, target};

/// What is hidden in the sheet called `name`; nothing where that cannot be read.
pub(super) fn in_sheet(file: impl Read + Seek, name: &str) -> Hidden {
    let mut hidden = Hidden::default();
    let Ok(mut archive) = ZipArchive::new(file) else { return hidden };
    let part = relation(&mut archive, name)
        .and_then(|relation| target(&mut archive, "xl/_rels/workbook.xml.rels", &relation));
    if let Some(part) = part
        && let Ok(sheet) = archive.by_name(&part)
    {
        read(sheet, &mut hidden);
    }
    hidden
}

/// What the workbook calls the relation to a sheet.
fn relation<R: Read + Seek>(archive: &mut ZipArchive<R>, name: &str) -> Option<String> {
    let book = archive.by_name("xl/workbook.xml").ok()?;
    let mut xml = Reader::from_reader(BufReader::new(book.take(MOST)));
    xml.config_mut().expand_empty_elements = true;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).ok()? {
            Event::Start(tag)
                if tag.local_name().as_ref() == "sheet"
                    && value(&tag, "name").as_deref() == Some(name) =>
            {
                return value(&tag, "r:id");
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

fn value(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    attribute(tag, name).ok().flatten()
}

fn number(tag: &BytesStart<'_>, name: &str) -> Option<u64> {
    value(tag, name)?.parse::<u32>().ok().map(u64::from)
}

/// Takes in what a sheet says of its columns and rows.
fn read(sheet: impl Read, hidden: &mut Hidden) {
    let mut xml = Reader::from_reader(BufReader::with_capacity(64 * 1024, sheet));
    xml.config_mut().expand_empty_elements = true;
    let is_hidden =
        |tag: &BytesStart<'_>| matches!(value(tag, "hidden").as_deref(), Some("1" | "true"));
    let (mut row, mut buffer) = (0, Vec::new());
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => match tag.local_name().as_ref() {
                "col" if is_hidden(&tag) => {
                    let ends = number(&tag, "min").zip(number(&tag, "max"));
                    if let Some((first @ 1.., last)) = ends
                        && first <= last
                    {
                        hidden.columns.add(first - 1, last - 1);
                    }
                }
                "row" => {
                    row = number(&tag, "r").unwrap_or(row + 1);
                    if is_hidden(&tag) {
                        hidden.rows.add(row, row);
                    }
                }
                _ => {}
            },
            Ok(Event::End(tag)) if tag.local_name().as_ref() == "sheetData" => return,
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::read::filled::Runs;

    fn runs(of: &[(u64, u64)]) -> Runs {
        let mut runs = Runs::default();
        of.iter().for_each(|(first, last)| runs.add(*first, *last));
        runs
    }

    #[test]
    fn rows_and_columns_that_are_hidden_are_found() {
        let sheet = r#"<worksheet><cols><col min="2" max="3" hidden="1"/><col min="5" max="5"/>
            <col min="0" max="4" hidden="1"/></cols><sheetData><row r="1"/><row r="4" hidden="1">
            <c r="A4"><v>1</v></c></row><row hidden="true"/><row hidden="0"/><row r="9" hidden="1"/>
            </sheetData><row r="12" hidden="1"/></worksheet>"#;
        let mut hidden = Hidden::default();
        read(sheet.as_bytes(), &mut hidden);
        let wanted = Hidden { rows: runs(&[(4, 5), (9, 9)]), columns: runs(&[(1, 2)]) };
        assert_eq!(hidden, wanted);
    }

    #[test]
    fn what_is_no_workbook_hides_nothing() {
        assert_eq!(in_sheet(std::io::Cursor::new(b"text"), "Data"), Hidden::default());
    }
}
