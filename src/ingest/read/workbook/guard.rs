//! A look into a workbook before its reader, which trusts it, takes it into
//! memory.

use std::io::{Read, Seek};
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use zip::ZipArchive;

use crate::ingest::read::compressed::HARMLESS;

/// Bytes that one part may unpack to if the reader holds all of it, as the
/// table of shared strings.
const MAX_HELD: u64 = 1 << 30;

/// Longest stretch of XML that is no markup, which is held in memory; a cell
/// may have 32,767 characters.
const MAX_STRETCH: u64 = HARMLESS;

/// What sheets of a zipped workbook may have that takes a pass of its own to read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// Merged cells, which are listed after all cells.
    pub(super) merged: bool,
    /// Hidden rows or columns.
    pub(super) hidden: bool,
}

/// What of it the sheets of a zipped workbook have, as XML tells it; `None` where its parts unpack
/// to more than `limit` bytes. What their headers state may be wrong, so they are unpacked. An
/// archive that cannot be read passes: its reader says what is wrong.
pub(super) fn unpacked(file: impl Read + Seek, limit: u64) -> Option<Marks> {
    let mut looked = Look::default();
    let Ok(mut archive) = ZipArchive::new(file) else { return Some(looked.marks) };
    let mut left = limit;
    for at in 0..archive.len() {
        let Ok(mut part) = archive.by_index(at) else { continue };
        let name = part.name().map(|name| name.to_lowercase()).unwrap_or_default();
        let sheet = name.contains("worksheets/");
        let streamed = sheet || name == "content.xml";
        let allowed = if streamed { left } else { left.min(MAX_HELD.max(limit / 16)) };
        looked.tail.clear();
        let mut see = |bytes: &[u8]| {
            if sheet && !name.ends_with(".bin") {
                looked.see(bytes);
            }
        };
        left -= size(&mut part, allowed, name.ends_with(".xml"), &mut see)?;
    }
    Some(looked.marks)
}

/// What leaves a mark in the XML of a sheet, merged cells first.
const MARKS: [&str; 5] =
    ["mergeCell ", "hidden=\"1\"", "hidden=\"true\"", "hidden='1'", "hidden='true'"];

/// Bytes of the longest of them but one.
const CUT: usize = 12;

static LISTED: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(MARKS).ok());

/// A look at sheets as they are unpacked, piece by piece.
#[derive(Default)]
struct Look {
    marks: Marks,
    /// The end of the piece before, in which a mark may begin.
    tail: Vec<u8>,
}

impl Look {
    fn see(&mut self, bytes: &[u8]) {
        let Some(listed) = LISTED.as_ref() else {
            self.marks = Marks { merged: true, hidden: true };
            return;
        };
        if self.marks.merged && self.marks.hidden {
            return;
        }
        self.tail.extend(&bytes[..bytes.len().min(CUT)]);
        for found in listed.find_iter(&self.tail).chain(listed.find_iter(bytes)) {
            match found.pattern().as_usize() {
                0 => self.marks.merged = true,
                _ => self.marks.hidden = true,
            }
        }
        if bytes.len() > CUT {
            self.tail.clear();
            self.tail.extend(&bytes[bytes.len() - CUT..]);
        } else {
            let more = self.tail.len().saturating_sub(CUT);
            self.tail.drain(..more);
        }
    }
}

/// Bytes of a part, which `see` sees; `None` when there are more than allowed, or too many of
/// them in one piece.
fn size(part: &mut impl Read, allowed: u64, xml: bool, see: &mut impl FnMut(&[u8])) -> Option<u64> {
    let (mut size, mut stretch) = (0u64, 0u64);
    let mut buffer = vec![0; 128 * 1024];
    // Damage ends it: the reader of the workbook meets it at the same place.
    while let Ok(read @ 1..) = part.read(&mut buffer) {
        size += read as u64;
        let bytes = &buffer[..read];
        see(bytes);
        stretch = match bytes.iter().rposition(|byte| *byte == b'<') {
            Some(last) if xml => (read - last) as u64,
            _ => stretch + read as u64,
        };
        if size > allowed || (xml && stretch > MAX_STRETCH) {
            return None;
        }
    }
    Some(size)
}

/// Cells that all sheets of an old workbook may span together: its reader
/// makes room for the rectangle around the filled ones.
const MAX_SPAN: u64 = 20_000_000;

/// Sheets of an old workbook, and records that are looked at in all of them;
/// a sheet may be listed again and again.
const MAX_SHEETS: usize = 1000;
const MAX_RECORDS: u64 = 100_000_000;

/// Refuses an old workbook whose few cells lie so far apart that the
/// rectangle around them does not fit into memory.
pub(super) fn check_xls(file: impl Read + Seek) -> Result<(), String> {
    let Some(stream) = stream_of(file)? else { return Ok(()) };
    let (mut sheets, mut records, mut span) = (Vec::new(), 0, 0u64);
    for (kind, body) in Records(&stream) {
        records += 1;
        match (kind, body) {
            (0x0085, [a, b, c, d, ..]) => {
                sheets.push(u32::from_le_bytes([*a, *b, *c, *d]) as usize);
            }
            (0x000A, _) => break,
            _ => {}
        }
    }
    if sheets.len() > MAX_SHEETS {
        return Err(format!("{} sheets", sheets.len()));
    }
    for start in sheets {
        let cells = spanned(stream.get(start..).unwrap_or_default(), &mut records);
        span = span.saturating_add(cells);
        if span > MAX_SPAN || records > MAX_RECORDS {
            return Err(format!("its cells span {span} places"));
        }
    }
    Ok(())
}

/// The records of an old workbook; `None` of a container of another kind, such as a document or an
/// encrypted one.
pub(super) fn stream_of(file: impl Read + Seek) -> Result<Option<Vec<u8>>, String> {
    let mut container = cfb::CompoundFile::open(file).map_err(|e| e.to_string())?;
    let name = ["/Workbook", "/Book"].into_iter().find(|name| container.is_stream(name));
    let Some(name) = name else { return Ok(None) };
    let mut stream = Vec::new();
    let mut part = container.open_stream(name).map_err(|e| e.to_string())?;
    part.read_to_end(&mut stream).map_err(|e| e.to_string())?;
    Ok(Some(stream))
}

/// The places in the rectangle around the cells of a sheet, as it states it
/// or as they stand.
fn spanned(sheet: &[u8], records: &mut u64) -> u64 {
    let (mut stated, mut bounds) = (0, None::<[u64; 4]>);
    let mut depth = 0;
    for (kind, body) in Records(sheet) {
        *records += 1;
        let short = |at: usize| match body.get(at..at + 2) {
            Some([low, high]) => u64::from(u16::from_le_bytes([*low, *high])),
            _ => 0,
        };
        match kind {
            0x0809 => depth += 1,
            0x000A if depth <= 1 => break,
            0x000A => depth -= 1,
            // The older form of ten bytes has rows of two bytes.
            0x0200 => {
                let wide = body.len() >= 14;
                let row = |at: usize| short(at) + if wide { short(at + 2) << 16 } else { 0 };
                let (last, columns) = if wide { (row(4), 8) } else { (row(2), 4) };
                let rows = last.saturating_sub(row(0));
                stated = stated.max(rows * short(columns + 2).saturating_sub(short(columns)));
                // It wraps around in the reader.
                if last < row(0) || short(columns + 2) < short(columns) {
                    stated = u64::MAX;
                }
            }
            0x0006 | 0x0203 | 0x0204 | 0x00D6 | 0x0205 | 0x027E | 0x00FD | 0x00BD => {
                let last = match kind {
                    0x00BD => short(body.len().saturating_sub(2)),
                    _ => short(2),
                };
                let [top, left, bottom, right] = bounds.unwrap_or([short(0), short(2), 0, 0]);
                bounds = Some([
                    top.min(short(0)),
                    left.min(short(2)),
                    bottom.max(short(0)),
                    right.max(last).max(short(2)),
                ]);
            }
            _ => {}
        }
    }
    let standing =
        bounds.map_or(0, |[top, left, bottom, right]| (bottom - top + 1) * (right - left + 1));
    standing.max(stated)
}

/// The records of an old workbook: kind and body.
pub(super) struct Records<'a>(pub(super) &'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (head, rest) = self.0.split_first_chunk::<4>()?;
        let [kind_low, kind_high, low, high] = *head;
        let length = usize::from(u16::from_le_bytes([low, high]));
        let (body, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((u16::from_le_bytes([kind_low, kind_high]), body))
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Seek, SeekFrom, Write};

    use super::*;

    fn record(kind: u16, body: &[u8]) -> Vec<u8> {
        let mut out = kind.to_le_bytes().to_vec();
        out.extend((body.len() as u16).to_le_bytes());
        out.extend(body);
        out
    }

    fn number(row: u16, column: u16) -> Vec<u8> {
        let mut body = [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat();
        body.extend(9f64.to_le_bytes());
        record(0x0203, &body)
    }

    /// An old workbook that lists one sheet of these records `times` times.
    fn workbook(sheet: &[u8], times: usize) -> std::fs::File {
        let begin = record(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0]);
        let end = record(0x000A, &[]);
        let entry = |at: u32, name: u8| {
            let body = [&at.to_le_bytes()[..], &[0, 0, 1, 0, name]].concat();
            record(0x0085, &body)
        };
        let start = begin.len() + times * entry(0, b'a').len() + end.len();
        let mut stream = begin.clone();
        (0..times).for_each(|n| stream.extend(entry(start as u32, b'A'.wrapping_add(n as u8))));
        stream.extend(&end);
        stream.extend(&begin);
        stream.extend(sheet);
        stream.extend(&end);
        let mut container = cfb::CompoundFile::create(tempfile::tempfile().unwrap()).unwrap();
        container.create_stream("/Workbook").unwrap().write_all(&stream).unwrap();
        container.flush().unwrap();
        let mut file = container.into_inner();
        file.seek(SeekFrom::Start(0)).unwrap();
        file
    }

    fn check(sheet: &[u8], times: usize) -> Result<(), String> {
        check_xls(workbook(sheet, times))
    }

    #[test]
    fn old_workbooks_with_cells_far_apart() {
        let near = [number(0, 0), number(999, 20)].concat();
        assert_eq!(check(&near, 1), Ok(()));
        assert_eq!(check(&near, 20), Ok(()));
        let far = [number(0, 0), number(65_535, 65_535)].concat();
        assert!(check(&far, 1).is_err());
        let row = [number(0, 0), number(65_535, 200)].concat();
        assert_eq!(check(&row, 1), Ok(()), "as many as a sheet may have");
        assert!(check(&row, 2).is_err(), "but not again and again");
    }

    #[test]
    fn old_workbooks_that_state_more_than_they_hold() {
        let stated = |rows: [u32; 2], columns: [u16; 2]| {
            let mut body: Vec<u8> = rows.iter().flat_map(|n| n.to_le_bytes()).collect();
            body.extend(columns.iter().flat_map(|n| n.to_le_bytes()));
            body.extend([0, 0]);
            [record(0x0200, &body), number(0, 0)].concat()
        };
        assert_eq!(check(&stated([0, 1000], [0, 20]), 1), Ok(()));
        assert!(check(&stated([0, 1_000_000_000], [0, 256]), 1).is_err());
        assert!(check(&stated([5, 1], [0, 20]), 1).is_err());
    }

    #[test]
    fn a_damaged_sheet_is_looked_at_once() {
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file("xl/worksheets/sheet1.xml", options).unwrap();
        let cells: String = (0..4000).map(|n| format!("<c r=\"A{n}\">{}</c>", n * 7919)).collect();
        std::io::Write::write_all(&mut writer, cells.as_bytes()).unwrap();
        let mut bytes = writer.finish().unwrap().into_inner();
        let marks = |bytes: &[u8]| unpacked(std::io::Cursor::new(bytes), 1 << 20);
        assert_eq!(marks(&bytes), Some(Marks::default()));
        bytes[100..900].fill(0xFF);
        assert_eq!(marks(&bytes), Some(Marks::default()));
    }

    #[test]
    fn merged_cells_and_hidden_rows_leave_their_marks_in_a_sheet() {
        let found = |sheet: &str| {
            let archive = zip(&[("xl/worksheets/sheet1.xml", sheet.as_bytes())]);
            let Marks { merged, hidden } = unpacked(archive, 1 << 20).unwrap();
            (merged, hidden)
        };
        let row = r#"<row r="2" hidden="1"/>"#;
        let merge = r#"<mergeCell ref="A1:A2"/>"#;
        for (sheet, wanted) in [
            (String::new(), (false, false)),
            (row.to_owned(), (false, true)),
            (row.replace('"', "'"), (false, true)),
            (row.replace('1', "true"), (false, true)),
            (row.replace('1', "0"), (false, false)),
            (merge.to_owned(), (true, false)),
            (format!("{row}{row}{merge}"), (true, true)),
        ] {
            assert_eq!(found(&sheet), wanted, "{sheet}");
        }
    }

    #[test]
    fn a_mark_may_be_cut_by_the_end_of_a_piece() {
        assert_eq!(MARKS.iter().map(|mark| mark.len()).max(), Some(CUT + 1));
        let row = b"<row r=\"2\" hidden=\"true\"/><mergeCell ref=\"A1:A2\"/>";
        for length in 1..row.len() {
            let mut looked = Look::default();
            row.chunks(length).for_each(|piece| looked.see(piece));
            assert_eq!(looked.marks, Marks { merged: true, hidden: true }, "{length}");
        }
        // Two parts do not make one.
        let halves = [
            ("xl/worksheets/a.xml", &b"<row hidden"[..]),
            ("xl/worksheets/b.xml", &b"=\"1\"/>"[..]),
        ];
        assert_eq!(unpacked(zip(&halves), 1 << 20), Some(Marks::default()));
        // What else a workbook holds is no sheet.
        let other = zip(&[("xl/workbook.xml", &b"<sheet hidden=\"1\"/>"[..])]);
        assert_eq!(unpacked(other, 1 << 20), Some(Marks::default()));
    }

    fn zip(parts: &[(&str, &[u8])]) -> std::io::Cursor<Vec<u8>> {
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap()
    }

    #[test]
    fn parts_unpack_to_the_limit_together() {
        let part = [b'a'; 60_000];
        let archive =
            |names: &[&str]| zip(&names.iter().map(|name| (*name, &part[..])).collect::<Vec<_>>());
        for (names, limit, wanted) in [
            (&["xl/worksheets/sheet1.xml"][..], 60_000, true),
            (&["xl/worksheets/sheet1.xml"], 59_999, false),
            (&["content.xml"], 60_000, true),
            (&["content.xml"], 59_999, false),
            (&["xl/sharedStrings.xml"], 60_000, true),
            (&["xl/sharedStrings.xml"], 59_999, false),
            (&["xl/worksheets/sheet1.xml", "xl/media/a.bin"], 120_000, true),
            (&["xl/worksheets/sheet1.xml", "xl/media/a.bin"], 119_999, false),
        ] {
            let found = unpacked(archive(names), limit);
            assert_eq!(found.is_some(), wanted, "{names:?} in {limit}");
        }
        assert!(unpacked(std::io::Cursor::new(b"no archive"), 0).is_some());
    }

    #[test]
    fn xml_without_markup_is_held_up_to_a_limit() {
        let most = MAX_STRETCH as usize;
        let mut bytes = vec![b'x'; 1000 + most + 1];
        let found = |bytes: &[u8], allowed: u64, xml| {
            size(&mut &bytes[..], allowed, xml, &mut |_: &[u8]| {})
        };
        let all = bytes.len() as u64;
        assert_eq!(found(&bytes[..most], all, true), Some(MAX_STRETCH));
        assert_eq!(found(&bytes[..most + 1], all, true), None);
        assert_eq!(found(&bytes, all, false), Some(all));
        assert_eq!(found(&bytes[..1000], 1000, true), Some(1000));
        assert_eq!(found(&bytes[..1000], 999, true), None);
        assert_eq!(found(&bytes[..1000], 999, false), None);
        // It is counted from the last tag.
        bytes[1000] = b'<';
        assert_eq!(found(&bytes[..1000 + most], all, true), Some(all - 1));
        assert_eq!(found(&bytes, all, true), None);
        bytes[most] = b'<';
        assert_eq!(found(&bytes, all, true), Some(all));
    }

    #[test]
    fn old_workbooks_may_span_twenty_million_cells_in_a_thousand_sheets() {
        let square =
            |rows: u16, columns: u16| [number(0, 0), number(rows - 1, columns - 1)].concat();
        assert_eq!(check(&square(20_000, 1000), 1), Ok(()));
        assert!(check(&square(20_000, 1001), 1).is_err());
        assert_eq!(check(&number(0, 0), MAX_SHEETS), Ok(()));
        assert_eq!(check(&number(0, 0), MAX_SHEETS + 1), Err("1001 sheets".to_owned()));
    }

    #[test]
    fn the_cells_of_a_sheet_are_those_around_its_charts() {
        let (begin, end) = (record(0x0809, &[0; 16]), record(0x000A, &[]));
        let sheet =
            [&begin[..], &number(5, 3), &begin, &end, &number(9, 7), &end, &number(500, 500)]
                .concat();
        let mut records = 0;
        assert_eq!((spanned(&sheet, &mut records), records), (25, 6));
    }

    #[test]
    fn what_an_old_sheet_states_of_itself_has_two_forms() {
        let short = |bounds: [u16; 4]| -> Vec<u8> {
            bounds.iter().chain(&[9]).flat_map(|n| n.to_le_bytes()).collect()
        };
        let long = |rows: [u32; 2], columns: [u16; 2]| -> Vec<u8> {
            let rows = rows.iter().flat_map(|n| n.to_le_bytes());
            rows.chain(short([columns[0], columns[1], 0, 0])[..6].to_vec()).collect()
        };
        for (body, wanted) in [
            (short([2, 12, 1, 5]), 40),
            (short([0, 0, 0, 0]), 0),
            (short([5, 5, 0, 20]), 0),
            (short([0, 10, 5, 3]), u64::MAX),
            (short([6, 5, 0, 20]), u64::MAX),
            (long([70_000, 70_010], [1, 5]), 40),
            (long([0, 0], [0, 0]), 0),
            (long([6, 5], [0, 20]), u64::MAX),
        ] {
            assert_eq!(spanned(&record(0x0200, &body), &mut 0), wanted, "{body:?}");
        }
    }
}
