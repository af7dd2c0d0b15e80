//! How much of a file is taken, and what is said of more.

use std::io;

/// Longest record in bytes; more is an unclosed quote or no table.
pub const MAX_RECORD_BYTES: u64 = 10 * 1024 * 1024;

/// Most cells in a row.
pub const MAX_CELLS: usize = 20_000;

/// What a stream fails of that unpacks to more than so many bytes.
#[derive(Debug, thiserror::Error)]
#[error("it unpacks to more than {}", megabytes(.0))]
pub(crate) struct TooFar(pub(crate) u64);

pub(crate) fn megabytes(bytes: &u64) -> String {
    format!("{} MB", bytes >> 20)
}

/// How much a stream may unpack to that has failed of it; `None` for every other error.
pub(crate) fn unpacked_too_far(error: &io::Error) -> Option<String> {
    let cause = error.get_ref()?.downcast_ref::<TooFar>();
    cause.map(|TooFar(limit)| megabytes(limit))
}
