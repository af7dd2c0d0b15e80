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
    use ::parquet::schema::parser::parse_message_type;
    use ::parquet::schema::types::SchemaDescriptor;

    use super::*;
    use crate::ingest::read::made_file::content;

    fn sizes(bytes: &[u8]) -> Option<(u64, u64)> {
        header(bytes).sizes()
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

    fn varint(mut value: u64) -> Vec<u8> {
        let mut bytes = Vec::new();
        while value >= 0x80 {
            bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        bytes.push(value as u8);
        bytes
    }

    /// The header of a page of so many bytes unpacked and packed.
    fn page(unpacked: u64, packed: u64) -> Vec<u8> {
        let sizes = [unpacked, packed].map(|size| [vec![0x15], varint(2 * size)].concat());
        [vec![0x15, 0x00], sizes.concat(), vec![0x00]].concat()
    }

    /// What the pages of a column unpack to that takes the first so many bytes.
    fn stated(bytes: &[u8], of: usize, limit: u64) -> Option<u64> {
        let schema = parse_message_type("message m { required int64 n; }").unwrap();
        let column = ColumnChunkMetaData::builder(SchemaDescriptor::new(schema.into()).column(0))
            .set_data_page_offset(0)
            .set_total_compressed_size(of as i64)
            .build()
            .unwrap();
        unpacked(&content(bytes).open().unwrap(), &column, limit)
    }

    #[test]
    fn pages_of_a_column_count_together_up_to_its_end() {
        let two = [page(300, 3), vec![0xFF; 3], page(200, 0)].concat();
        let first = page(300, 3).len() + 3;
        for (of, limit, wanted) in [
            (two.len(), 500, Some(500)),
            (two.len(), 499, None),
            (two.len(), 299, None),
            (first, 300, Some(300)),
            (0, 300, Some(0)),
        ] {
            assert_eq!(stated(&two, of, limit), wanted, "{of} bytes within {limit}");
        }
        for (size, wanted) in [(MOST_OF_A_PAGE, Some(MOST_OF_A_PAGE)), (MOST_OF_A_PAGE + 1, None)] {
            let one = page(size, 0);
            assert_eq!(stated(&one, one.len(), u64::MAX), wanted, "{size}");
        }
    }

    fn header(bytes: &[u8]) -> Header<&[u8]> {
        Header { input: bytes, used: 0 }
    }

    #[test]
    fn numbers_are_of_any_length_and_may_be_below_zero() {
        assert_eq!(header(&[0x7F, 0x01]).varint(), Some(127));
        assert_eq!(header(&[0x80, 0x01]).varint(), Some(128));
        assert_eq!(header(&[0x80, 0x80, 0x01]).varint(), Some(16_384));
        for (byte, wanted) in [(0, 0), (1, -1), (2, 1), (3, -2)] {
            assert_eq!(header(&[byte]).number(), Some(wanted));
        }
    }

    #[test]
    fn lists_are_passed_to_their_last_element() {
        let long = |count: u8| [vec![0xF5, count], vec![2; usize::from(count)]].concat();
        let (fifteen, sixteen): (Vec<u8>, Vec<u8>) = (long(15), long(16));
        for (list, used) in [
            // Numbers, of one byte and of two; flags, which have a byte of their own.
            (&[0x25, 2, 4, 9, 9][..], 3),
            (&[0x25, 0x80, 1, 2, 9, 9], 4),
            (&[0x21, 1, 2, 9, 9], 3),
            (&[0x22, 1, 2, 9, 9], 3),
            (&[0x05, 9, 9], 1),
            (&fifteen[..], 17),
            (&sixteen[..], 18),
        ] {
            let mut header = header(list);
            assert_eq!((header.skip(9, 0), header.used), (Some(()), used), "{list:X?}");
        }
    }

    #[test]
    fn structs_stand_within_sixteen_others() {
        for (structs, wanted) in [(DEPTH, Some(())), (DEPTH + 1, None)] {
            let bytes: Vec<u8> = [vec![0x1C; structs], vec![0; structs + 1]].concat();
            assert_eq!(header(&bytes).skip(12, 0), wanted, "{structs}");
        }
    }
}
