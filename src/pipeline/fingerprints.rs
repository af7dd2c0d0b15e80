//! Which of many fingerprints came in before, in memory that does not grow
//! with their number: what does not fit waits in a temporary file without a
//! name, cut into parts by the first bits, of which one at a time is looked
//! through at the end.
//!
//! A mark takes [`MARK`] bytes of disk; looking through takes 1/256 of all.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

/// Bytes of a mark: fingerprint, file, place in the file.
const MARK: usize = 28;

/// Parts by the first eight bits.
const PARTS: usize = 256;

/// Bytes of marks that are held before they go to the file.
const HELD: usize = 4 << 20;

/// Where a fingerprint was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RowPlace {
    /// Index of the file.
    pub(super) file: u32,
    /// Row, or any other number that grows with it.
    pub(super) at: u64,
}

#[derive(Default, Clone)]
struct Part {
    /// Not yet in the file.
    held: Vec<u8>,
    /// Where the others lie in it: offset and length.
    written: Vec<(u64, usize)>,
}

/// Fingerprints and where they were found, in order.
pub(super) struct Fingerprints {
    parts: Vec<Part>,
    held: usize,
    most: usize,
    spill: Option<File>,
    end: u64,
}

impl Default for Fingerprints {
    fn default() -> Fingerprints {
        Fingerprints::holding(HELD)
    }
}

impl Fingerprints {
    fn holding(most: usize) -> Fingerprints {
        let parts = vec![Part::default(); PARTS];
        Fingerprints { parts, held: 0, most, spill: None, end: 0 }
    }

    /// Adds one.
    ///
    /// # Errors
    /// A temporary file that cannot be written.
    pub(super) fn push(&mut self, print: u128, place: RowPlace) -> io::Result<()> {
        let held = &mut self.parts[(print >> 120) as usize % PARTS].held;
        held.extend_from_slice(&print.to_le_bytes());
        held.extend_from_slice(&place.file.to_le_bytes());
        held.extend_from_slice(&place.at.to_le_bytes());
        self.held += MARK;
        if self.held < self.most { Ok(()) } else { self.spill() }
    }

    fn spill(&mut self) -> io::Result<()> {
        let file = match &mut self.spill {
            Some(file) => file,
            none => none.insert(tempfile::tempfile()?),
        };
        for part in self.parts.iter_mut().filter(|part| !part.held.is_empty()) {
            file.write_all(&part.held)?;
            part.written.push((self.end, part.held.len()));
            self.end += part.held.len() as u64;
            part.held.clear();
        }
        self.held = 0;
        Ok(())
    }

    /// Tells every place whose fingerprint had come in before, in no order.
    ///
    /// # Errors
    /// A temporary file that cannot be read.
    pub(super) fn repeated(mut self, mut tell: impl FnMut(RowPlace)) -> io::Result<()> {
        for part in std::mem::take(&mut self.parts) {
            let mut bytes = Vec::new();
            for (offset, length) in part.written {
                let Some(file) = &mut self.spill else { break };
                file.seek(SeekFrom::Start(offset))?;
                let start = bytes.len();
                bytes.resize(start + length, 0);
                file.read_exact(&mut bytes[start..])?;
            }
            bytes.extend_from_slice(&part.held);
            let mut marks: Vec<(u128, RowPlace)> = bytes.chunks_exact(MARK).map(mark).collect();
            drop(bytes);
            marks.sort_unstable();
            let pairs = marks.windows(2).filter(|pair| pair[0].0 == pair[1].0);
            pairs.for_each(|pair| tell(pair[1].1));
        }
        Ok(())
    }
}

fn mark(bytes: &[u8]) -> (u128, RowPlace) {
    let number = |range: std::ops::Range<usize>| {
        bytes[range].iter().rev().fold(0u128, |number, byte| number << 8 | u128::from(*byte))
    };
    (number(0..16), RowPlace { file: number(16..20) as u32, at: number(20..28) as u64 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_is_found_in_memory_and_on_disk() {
        let mut random = fastrand::Rng::with_seed(7);
        let prints: Vec<u128> = (0..5_000).map(|_| random.u128(..) & !0xFFFF | 1).collect();
        let found = |most: usize| {
            let mut marks = Fingerprints::holding(most);
            for (at, print) in prints.iter().chain(&prints[100..130]).enumerate() {
                marks.push(*print, RowPlace { file: (at / 4_000) as u32, at: at as u64 }).unwrap();
            }
            marks.push(prints[100], RowPlace { file: 1, at: 9_000 }).unwrap();
            assert_eq!(marks.spill.is_some(), most < HELD);
            let mut found = Vec::new();
            marks.repeated(|place| found.push((place.file, place.at))).unwrap();
            found.sort_unstable();
            found
        };
        let mut expected: Vec<(u32, u64)> = (5_000..5_030).map(|at| (1, at)).collect();
        expected.push((1, 9_000));
        assert_eq!(found(HELD), expected);
        assert_eq!(found(10_000), expected);
        Fingerprints::default().repeated(|_| panic!("nothing is repeated")).unwrap();
    }
}
