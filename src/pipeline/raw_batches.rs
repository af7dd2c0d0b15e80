//! The rows of any table as they stand there, in batches.

use super::checkpoint::Ahead;
use super::ordered::{BatchSize, Load};
use crate::ingest::{RawRow, Rejection};

/// Rows of any table in batches.
#[derive(Default)]
pub(super) struct RawBatch {
    /// Rows as they stand in the file.
    pub(super) rows: Vec<RawRow>,
    /// Rows that are left out.
    pub(super) rejections: Vec<Rejection>,
    /// Rows kept with U+FFFD in place of bytes that are no character.
    pub(super) replaced: u64,
    bytes: usize,
    /// No more rows are waiting behind these.
    pub(super) waits: bool,
    /// Verdicts on its first comments from a run before.
    pub(super) ahead: Ahead,
}

impl RawBatch {
    pub(super) fn add(&mut self, row: Result<RawRow, Rejection>) {
        match row {
            Ok(row) => {
                self.bytes += row.cells.as_slice().len();
                self.rows.push(row);
            }
            Err(rejection) => self.rejections.push(rejection),
        }
    }

    pub(super) fn has_room(&self, size: BatchSize) -> bool {
        size.has_room(self.rows.len() + self.rejections.len(), self.bytes)
    }
}

impl Load for RawBatch {
    fn bytes(&self) -> usize {
        self.bytes
    }
}

/// Raw rows of a file in batches, with those that are left out.
pub(super) fn raw_batches(
    mut rows: crate::ingest::Rows,
    size: BatchSize,
) -> impl FnMut() -> Option<RawBatch> + Send {
    move || {
        let mut batch = RawBatch::default();
        let replaced = rows.replaced();
        while batch.has_room(size)
            && let Some(row) = rows.next()
        {
            batch.add(row);
        }
        batch.replaced = rows.replaced() - replaced;
        (!batch.rows.is_empty() || !batch.rejections.is_empty()).then_some(batch)
    }
}
