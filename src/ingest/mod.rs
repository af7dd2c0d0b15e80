//! From an export file to [`Feedback`](crate::feedback::Feedback): encoding, table layout, column roles,
//! scores on their scales, and an account of every row that did not make it.
//!
//! ```text
//! SourceFile::open ─▶ profile ─▶ detect ─▶ Mapping ─┐
//!        └── rows ─────────────────────────▶ LongForm ─▶ Feedback
//! ```
//!
//! Rows whose cells are all blank are layout, not answers: they are skipped
//! and not counted. Every other row becomes one `Feedback` or one
//! [`Rejection`] of the whole row; rejections of single cells come on top.

mod anchors;
pub mod caught;
mod codes;
mod compressed;
mod content;
mod delimited;
mod dialect;
mod encoding;
pub mod error;
pub mod evidence;
mod filler;
mod finding;
mod header;
mod incoming;
mod jsonl;
mod late_encoding;
pub mod layout;
pub mod long_form;
pub mod mapping;
mod options;
mod overlay;
mod padding;
mod parquet_file;
mod parquet_pages;
mod parquet_size;
mod pivot;
pub mod preset;
pub mod profile;
pub mod reject;
mod resolve;
mod role_words;
pub mod roles;
pub mod rows;
pub mod scale;
#[cfg(test)]
mod scale_bounds;
mod sniff;
pub mod source;
pub mod stations;
mod stream;
#[cfg(test)]
mod tests;
pub mod time;
mod totals;
pub mod warning;
mod watch;
mod word_scale;
mod wording;
mod words;
mod workbook;

pub use caught::panics_are_caught;
pub(crate) use caught::{caught, caught_or_said};
pub use compressed::MAX_UNPACKED_BYTES;
pub use content::{Content, ContentReader, Spool, no_scratch};
pub use dialect::tool_in;
pub use error::{ErrorKind, IngestError};
pub use evidence::Evidence;
pub use filler::is_empty_comment;
pub use finding::Finding;
pub use incoming::{Incoming, OnWait};
pub use layout::{Format, Layout};
pub use long_form::LongForm;
pub use mapping::{ColumnMapping, FileSection, Mapping, Others, Role};
pub use preset::Preset;
pub use profile::{ColumnProfile, Profile, profile};
pub use reject::{Reason, Rejection, Scope};
pub use roles::detect;
pub use rows::{RawRow, Rows};
pub use source::{
    EncodingErrors, MAX_CELLS, MAX_RECORD_BYTES, ReadOptions, SourceFile, refuse_devices,
    sheet_names,
};
pub use stations::Station;
pub use stream::Streamed;
pub use warning::Warning;
