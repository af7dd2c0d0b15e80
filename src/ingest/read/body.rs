//! Where the bytes of a table are, and its records from the start, any number of times.

use std::io::{self, Read};
use std::sync::Arc;

use encoding_rs::UTF_8;

use super::content::Content;
use super::encoding::{self, TextEncoding};
use super::escapes::Unescaped;
use super::incoming::OnWait;
use super::requoted::{Style, requoting};
use super::rows::Records;
use super::stream::Stream;
use super::whole_lines::unwrapping;
use super::{delimited, jsonl, parquet_file};
use crate::ingest::told::error::{ErrorKind, IngestError};

/// Where the bytes of text are.
pub(super) enum TextBytes {
    File(Content),
    Stream(Stream),
}

impl TextBytes {
    /// The text as UTF-8, of a stream its beginning.
    pub(super) fn open(&self, text: TextEncoding) -> io::Result<Box<dyn Read + Send>> {
        match self {
            TextBytes::File(content) => encoding::reader(content.open()?, text),
            TextBytes::Stream(stream) => encoding::reader(stream.beginning(), text),
        }
    }

    /// The text as UTF-8 to its end, which of a stream can be had once.
    pub(super) fn open_all(
        &self,
        text: TextEncoding,
        on_wait: Option<OnWait>,
    ) -> io::Result<Box<dyn Read + Send>> {
        match self {
            TextBytes::File(_) => self.open(text),
            TextBytes::Stream(stream) => stream.all(text, on_wait),
        }
    }
}

/// What quotes in delimited text are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Quotes {
    /// They stand around cells.
    Cells,
    /// The same, and backslashes escape.
    Escaped,
    /// They stand around whole lines, and within these around cells.
    Lines,
    /// Others stand around cells, or blanks before them.
    Odd(Style),
    /// Signs like any other.
    Signs,
}

/// The bytes of a table and how to read them.
pub(super) enum Body {
    Delimited {
        place: TextBytes,
        text: TextEncoding,
        delimiter: u8,
        quotes: Quotes,
    },
    Sheet {
        content: Content,
    },
    /// Objects on lines, or in a list whose bracket is the first from the byte `list` on.
    Json {
        place: TextBytes,
        text: TextEncoding,
        list: Option<u64>,
        keys: Arc<jsonl::Keys>,
    },
    Parquet {
        content: Content,
        columns: parquet_file::ParquetColumns,
    },
}

/// The same text without its first bytes.
pub(super) fn from_byte(
    mut input: Box<dyn Read + Send>,
    byte: u64,
) -> io::Result<Box<dyn Read + Send>> {
    io::copy(&mut input.by_ref().take(byte), &mut io::sink())?;
    Ok(input)
}

impl Body {
    pub(super) fn records(
        &self,
        name: &Arc<str>,
        open: impl Fn(&TextBytes, TextEncoding) -> io::Result<Box<dyn Read + Send>>,
    ) -> Result<Records, IngestError> {
        let unreadable =
            |e: io::Error| IngestError::new(ErrorKind::Unreadable, &**name).found(e.to_string());
        let file = Arc::clone(name);
        Ok(match self {
            Body::Delimited { place, text, delimiter, quotes } => {
                let input = open(place, *text).map_err(unreadable)?;
                let input: Box<dyn Read + Send> = match quotes {
                    Quotes::Escaped => Box::new(Unescaped::new(input, *delimiter)),
                    Quotes::Lines => Box::new(unwrapping(input)),
                    Quotes::Odd(style) => Box::new(requoting(input, *style)),
                    Quotes::Cells | Quotes::Signs => input,
                };
                let unchecked = text.encoding == UTF_8;
                let signs = (*delimiter, *quotes != Quotes::Signs);
                let records = delimited::Records::new(input, signs, unchecked, false, file);
                Records::Delimited(records.into())
            }
            Body::Sheet { content } => {
                let input = Box::new(content.open().map_err(unreadable)?);
                let records = delimited::Records::new(input, (b',', true), true, true, file);
                Records::Delimited(records.into())
            }
            Body::Json { place, text, list, keys } => {
                let input = open(place, *text).map_err(unreadable)?;
                let input = from_byte(input, list.unwrap_or(0)).map_err(unreadable)?;
                let mut objects = jsonl::Objects::new(input, list.is_some(), file);
                objects.whole = matches!(place, TextBytes::File(_));
                let keys = Arc::clone(keys);
                Records::Json(jsonl::Records { objects, keys, cells: Vec::new() }.into())
            }
            Body::Parquet { content, columns } => {
                let records = parquet_file::Records::new(content, columns, file);
                let broken =
                    |found| IngestError::new(ErrorKind::BrokenParquet, &**name).found(found);
                Records::Parquet(records.map_err(broken)?.into())
            }
        })
    }
}
