//! Exports in memory, for tests of what is read of them.

use std::io::Write;

use crate::ingest::read::content::{Content, Spool};
use crate::ingest::read::options::ReadOptions;
use crate::ingest::read::source::SourceFile;
use crate::ingest::told::error::IngestError;

/// These bytes as those of an input.
pub(super) fn content(bytes: &[u8]) -> Content {
    let mut spool = Spool::new("x").unwrap();
    spool.write_all(bytes).unwrap();
    spool.finish().unwrap()
}

/// An export of these bytes under that name.
pub(super) fn opened(
    bytes: &[u8],
    name: &str,
    options: &ReadOptions,
) -> Result<SourceFile, IngestError> {
    SourceFile::open_named(&content(bytes), name, options)
}
