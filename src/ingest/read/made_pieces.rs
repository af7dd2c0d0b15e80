//! Bytes that come in pieces, for tests of readers.

use std::collections::VecDeque;
use std::io::{self, Read};

/// Hands out each piece by itself, then the end.
pub(super) struct Pieces(VecDeque<io::Result<Vec<u8>>>);

impl Pieces {
    pub(super) fn of(pieces: impl IntoIterator<Item = io::Result<Vec<u8>>>) -> Pieces {
        Pieces(pieces.into_iter().collect())
    }
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(piece) = self.0.pop_front() else { return Ok(0) };
        let piece = piece?;
        let (now, later) = piece.split_at(piece.len().min(buffer.len()));
        buffer[..now.len()].copy_from_slice(now);
        if !later.is_empty() {
            self.0.push_front(Ok(later.to_vec()));
        }
        Ok(now.len())
    }
}
