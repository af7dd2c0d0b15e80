//! The merged cells of a binary workbook (MS-XLSB), of which its reader says nothing.
//!
//! A part is a row of records: a kind and a length of seven bits a byte, and so many bytes.

use std::io::{BufRead, BufReader, Read, Seek};

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

/// `BrtBundleSh`: a sheet of the workbook.
const SHEET: u16 = 156;
/// `BrtMergeCell`: a rectangle of merged cells.
const MERGED: u16 = 176;

/// Bytes of the part that lists the sheets, and of a record in it, that are read.
pub(super) const MOST: u64 = 16 << 20;

/// Rectangles of a sheet that are looked at.
const MOST_MERGED: usize = 1_000_000;

/// A rectangle of merged cells: first and last row, first column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rectangle {
    pub(super) rows: (u32, u32),
    pub(super) column: u32,
}

/// The merged cells of the sheet called `name`; none where the file says none, or nothing that
/// can be understood.
pub(super) fn merged(file: impl Read + Seek, name: &str) -> Vec<Rectangle> {
    of_sheet(file, name).unwrap_or_default()
}

fn of_sheet(file: impl Read + Seek, name: &str) -> Option<Vec<Rectangle>> {
    let mut archive = ZipArchive::new(file).ok()?;
    let relation = {
        let book = archive.by_name("xl/workbook.bin").ok()?;
        let mut records = Records(BufReader::new(book.take(MOST)));
        loop {
            let (kind, body) = records.next(|kind| kind == SHEET)?;
            let after = body.get(8..).filter(|_| kind == SHEET);
            let Some((relation, rest)) = after.and_then(text) else { continue };
            if text(rest).is_some_and(|(own, _)| own == name) {
                break relation;
            }
        }
    };
    let part = target(&mut archive, "xl/_rels/workbook.bin.rels", &relation)?;
    let sheet = archive.by_name(&part).ok()?;
    let mut records = Records(BufReader::with_capacity(64 * 1024, sheet));
    let mut found = Vec::new();
    while found.len() < MOST_MERGED
        && let Some((kind, body)) = records.next(|kind| kind == MERGED)
    {
        let number = |at: usize| Some(u32::from_le_bytes(body.get(at..at + 4)?.try_into().ok()?));
        if kind == MERGED
            && let (Some(first), Some(last), Some(column)) = (number(0), number(4), number(8))
        {
            found.push(Rectangle { rows: (first, last), column });
        }
    }
    Some(found)
}

/// The name of the part that a relation of the workbook leads to; they are listed in `relations`.
pub(super) fn target<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    relations: &str,
    relation: &str,
) -> Option<String> {
    let part = archive.by_name(relations).ok()?;
    let mut xml = Reader::from_reader(BufReader::new(part.take(MOST)));
    xml.config_mut().expand_empty_elements = true;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let tag = match xml.read_event_into(&mut buffer).ok()? {
            Event::Start(tag) => tag,
            Event::Eof => return None,
            _ => continue,
        };
        let value = |name: &str| super::ods::attribute(&tag, name).ok().flatten();
        if value("Id").as_deref() == Some(relation) {
            let target = value("Target")?;
            return Some(match target.strip_prefix('/') {
                Some(whole) => whole.to_owned(),
                None => format!("xl/{target}"),
            });
        }
    }
}

/// A text that bytes begin with, and what comes after it.
fn text(bytes: &[u8]) -> Option<(String, &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?.checked_mul(2)?;
    let (text, rest) = rest.split_at_checked(length)?;
    let units: Vec<u16> = text.chunks_exact(2).map(|u| u16::from_le_bytes([u[0], u[1]])).collect();
    Some((String::from_utf16_lossy(&units), rest))
}

struct Records<R>(R);

impl<R: BufRead> Records<R> {
    /// The next record, with its bytes where they are wanted.
    fn next(&mut self, wanted: impl Fn(u16) -> bool) -> Option<(u16, Vec<u8>)> {
        let kind = u16::try_from(self.number(2)?).ok()?;
        let length = u64::from(self.number(4)?);
        let mut body = (&mut self.0).take(length);
        let mut bytes = Vec::new();
        if wanted(kind) && length <= MOST {
            body.read_to_end(&mut bytes).ok()?;
        } else if std::io::copy(&mut body, &mut std::io::sink()).ok()? < length {
            return None;
        }
        Some((kind, bytes))
    }

    /// A number of up to `most` bytes of seven bits.
    fn number(&mut self, most: usize) -> Option<u32> {
        let mut number = 0;
        for at in 0..most {
            let mut byte = [0];
            self.0.read_exact(&mut byte).ok()?;
            number |= u32::from(byte[0] & 0x7F) << (7 * at);
            if byte[0] & 0x80 == 0 {
                break;
            }
        }
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str) -> std::fs::File {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
        std::fs::File::open(folder.join(name)).unwrap()
    }

    #[test]
    fn merged_cells_are_found() {
        let found = merged(file("layouts/merged.xlsb"), "反馈");
        let columns: Vec<u32> = found.iter().map(|rectangle| rectangle.column).collect();
        assert_eq!((found.len(), columns.iter().all(|column| *column == 0)), (3, true));
        assert_eq!(found[0].rows, (1, 4));
        assert!(merged(file("layouts/merged.xlsb"), "other").is_empty());
        assert!(merged(file("small.xlsb"), "反馈").is_empty());
        assert!(merged(file("small.xlsx"), "反馈").is_empty());
    }

    #[test]
    fn a_number_ends_with_its_last_byte_or_the_most_it_has() {
        let mut records = Records(&[0x05u8, 0xB0, 0x01, 0xFF, 0xFF, 0x01][..]);
        let numbers = [4, 2, 2, 4].map(|most| records.number(most));
        assert_eq!(numbers, [Some(5), Some(176), Some(16_383), Some(1)]);
        assert_eq!(records.number(1), None);
    }
}
