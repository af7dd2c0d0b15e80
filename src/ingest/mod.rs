//! From an export file to [`Feedback`](crate::feedback::Feedback): encoding, table layout, column
//! roles, scores on their scales, and an account of every row that did not make it.
//!
//! ```text
//! SourceFile::open ─▶ profile ─▶ detect ─▶ Mapping ─┐
//!        └── rows ─────────────────────────▶ LongForm ─▶ Feedback
//! ```
//!
//! Rows whose cells are all blank are layout, not answers: they are skipped
//! and not counted. Every other row becomes one `Feedback` or one
//! [`Rejection`] of the whole row; rejections of single cells come on top.
//!
//! Its parts, each of which knows only those before it: `cells` and `role` (what a cell and a
//! column can be), `told` (errors, warnings, evidence), `dialect` (tools whose exports are known),
//! `read` (bytes to rows), `mapping` (what a user states of columns), `columns` (what they are
//! taken for), `long_form` (rows to feedback).

mod cells;
mod columns;
mod dialect;
mod long_form;
mod mapping;
mod read;
mod role;
#[cfg(test)]
mod tests;
mod told;

pub(crate) use cells::amount::amount;
pub use cells::column_profile::ColumnProfile;
pub(crate) use cells::date_readings::DateReadings;
pub use cells::filler::is_empty_comment;
pub(crate) use cells::number::{is_missing, number};
pub(crate) use cells::person::person;
pub use cells::time::DateOrder;
pub(crate) use cells::time::{Parsed, order_of, parse_any};
pub(crate) use cells::yes_no::yes_or_no;
pub use columns::detect::detect;
pub(crate) use columns::persons::{holds_names, names_staff};
pub use columns::profile::{Profile, profile};
pub(crate) use columns::words::without_question_number;
pub use columns::zeros::settle_zeros;
pub(crate) use columns::{asked_twice, branches, own_columns};
pub use long_form::LongForm;
pub use mapping::preset::Preset;
pub use mapping::stations::Station;
pub use mapping::{ColumnMapping, FileSection, Mapping, Others};
pub use read::archive::{Archive, Member};
pub use read::bytes::{refuse_devices, sheet_names};
pub use read::compressed::MAX_UNPACKED_BYTES;
pub use read::content::{Content, ContentReader, Spool, no_scratch};
pub use read::incoming::{Incoming, OnWait};
pub use read::json_text::JsonText;
pub use read::layout::{Format, Layout};
pub use read::options::{EncodingErrors, ReadOptions};
pub use read::rows::{RawRow, Rows};
pub use read::source::SourceFile;
pub use read::stream::Streamed;
pub use role::Role;
pub use told::error::{ErrorKind, IngestError};
pub use told::error_detail::ErrorDetail;
pub use told::evidence::Evidence;
pub use told::limits::{MAX_CELLS, MAX_RECORD_BYTES};
pub use told::mend::Mend;
pub use told::odd_text::OddText;
pub use told::own_text::OwnText;
pub use told::reject::{Reason, Rejection, Scope};
pub use told::sheet_note::SheetNote;
pub use told::tool::tool_in;
pub use told::warning::Warning;
