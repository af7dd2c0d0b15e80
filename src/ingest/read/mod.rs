//! From bytes to the rows of a table: compression, encoding, format, and where the table lies.

pub(crate) mod answers;
pub(crate) mod bytes;
pub(crate) mod compressed;
pub(crate) mod content;
pub(crate) mod delimited;
pub(crate) mod encoding;
pub(crate) mod escapes;
pub(crate) mod filled;
pub(crate) mod header;
pub(crate) mod incoming;
pub(crate) mod json_answers;
pub(crate) mod jsonl;
pub(crate) mod late_encoding;
pub(crate) mod layout;
pub(crate) mod options;
pub(crate) mod padding;
pub(crate) mod parquet_file;
pub(crate) mod parquet_pages;
pub(crate) mod parquet_size;
pub(crate) mod pivot;
pub(crate) mod rows;
pub(crate) mod sniff;
pub(crate) mod source;
pub(crate) mod stream;
pub(crate) mod watch;
pub(crate) mod workbook;
