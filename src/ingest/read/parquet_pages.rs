//! What the pages of a Parquet file state to unpack to. The reader makes room
//! for as much before it looks at the bytes, whatever the file says of itself
//! at its end, so the headers of the pages are looked through first.
//!
//! A header is a struct of Thrift's compact protocol, of which only the two
//! sizes matter.

use std::io::{BufReader, Read, Seek, SeekFrom};

use ::parquet::file::metadata::ColumnChunkMetaData;

use crate::ingest::read::content::ContentReader;

/// Most bytes of one page; usual are one or a few millions.
const MOST_OF_A_PAGE: u64 = 512 << 20;

/// Structs within structs of a header.
const DEPTH: usize = 16;

/// Bytes that the pages of a column unpack to; `None` where that is more than
/// `limit`, or more in one page than can be meant. A header that cannot be
/// read ends the count: the reader says what is wrong with it.
pub(crate) fn unpacked(
    input: &ContentReader,
    column: &ColumnChunkMetaData,
    limit: u64,
) -> Option<u64> {
    let offset = |at: i64| u64::try_from(at).unwrap_or(u64::MAX);
    let data = offset(column.data_page_offset());
    let start = column.dictionary_page_offset().map_or(data, |at| offset(at).min(data));
    let end = start.saturating_add(offset(column.compressed_size()));
    let mut total = 0u64;
    let mut input = BufReader::with_capacity(4096, input.clone());
    let mut at = start;
    while at < end && input.seek(SeekFrom::Start(at)).is_ok() {
        let mut header = Header { input: &mut input, used: 0 };
        let Some((unpacked, packed)) = header.sizes() else { break };
        total = total.saturating_add(unpacked);
        if total > limit || unpacked > MOST_OF_A_PAGE {
            return None;
        }
        at = at.saturating_add(header.used).saturating_add(packed);
    }
    Some(total)
}

struct Header<R> {
    input: R,
    used: u64,
}

impl<R: Read> Header<R> {
    /// The second and third field of a page header: bytes unpacked and packed.
    fn sizes(&mut self) -> Option<(u64, u64)> {
        let (mut unpacked, mut packed, mut id) = (None, None, 0i64);
        while let Some((next, kind)) = self.field(id)? {
            id = next;
            match (id, kind) {
                (2, 5) => unpacked = u64::try_from(self.number()?).ok(),
                (3, 5) => packed = u64::try_from(self.number()?).ok(),
                _ => self.skip(kind, 0)?,
            }
        }
        unpacked.zip(packed)
    }

    fn byte(&mut self) -> Option<u8> {
        let mut byte = [0];
        self.input.read_exact(&mut byte).ok()?;
        self.used += 1;
        Some(byte[0])
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    fn number(&mut self) -> Option<i64> {
        let value = self.varint()?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// Number and type of the next field; `Some(None)` at the end of the struct.
    fn field(&mut self, before: i64) -> Option<Option<(i64, u8)>> {
        let byte = self.byte()?;
        if byte == 0 {
            return Some(None);
        }
        let id = match byte >> 4 {
            0 => self.number()?,
            step => before.checked_add(i64::from(step))?,
        };
        Some(Some((id, byte & 0x0F)))
    }

    fn skip_bytes(&mut self, count: u64) -> Option<()> {
        for _ in 0..count {
            self.byte()?;
        }
        Some(())
    }

    fn skip(&mut self, kind: u8, depth: usize) -> Option<()> {
        if depth > DEPTH {
            return None;
        }
        match kind {
            1 | 2 => Some(()),
            3 => self.skip_bytes(1),
            4..=6 => self.varint().map(|_| ()),
            7 => self.skip_bytes(8),
            8 => {
                let length = self.varint()?;
                self.skip_bytes(length)
            }
            9 | 10 => {
                let head = self.byte()?;
                let count = if head >> 4 == 15 { self.varint()? } else { u64::from(head >> 4) };
                let kind = head & 0x0F;
                // A flag in a list has a byte of its own.
                let kind = if kind <= 2 { 3 } else { kind };
                (0..count).try_for_each(|_| self.skip(kind, depth + 1))
            }
            12 => {
                let mut id = 0;
                while let Some((next, kind)) = self.field(id)? {
                    id = next;
                    self.skip(kind, depth + 1)?;
                }
                Some(())
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(bytes: &[u8]) -> Option<(u64, u64)> {
        Header { input: bytes, used: 0 }.sizes()
    }

    #[test]
    fn sizes_stand_among_other_fields() {
        // Type 0, 300 bytes unpacked, 40 packed, a struct with a list and a text, the end.
        let header = [
            0x15, 0x00, 0x15, 0xD8, 0x04, 0x15, 0x50, 0x2C, 0x15, 0x02, 0x19, 0x25, 0x02, 0x04,
            0x18, 0x02, b'a', b'b', 0x00, 0x00,
        ];
        assert_eq!(sizes(&header), Some((300, 40)));
        assert_eq!(sizes(&header[..9]), None);
        assert_eq!(sizes(&[0xFF; 40]), None);
    }
}
