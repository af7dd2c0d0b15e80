//! Where the bytes of a table are, and its records from the start, any number of times.

use std::io::{self, Read};
use std::sync::Arc;

use encoding_rs::UTF_8;

use super::content::Content;
use super::encoding::{self, TextEncoding};
use super::escapes::Unescaped;
use super::incoming::OnWait;
use super::rows::Records;
use super::stream::Stream;
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

/// The bytes of a table and how to read them.
pub(super) enum Body {
    Delimited { place: TextBytes, text: TextEncoding, delimiter: u8, escapes: bool },
    Sheet { content: Content },
    Json { place: TextBytes, text: TextEncoding, array: bool, keys: Arc<jsonl::Keys> },
    Parquet { content: Content, columns: parquet_file::ParquetColumns },
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
            Body::Delimited { place, text, delimiter, escapes } => {
                let input = open(place, *text).map_err(unreadable)?;
                let input: Box<dyn Read + Send> = match escapes {
                    true => Box::new(Unescaped::new(input, *delimiter)),
                    false => input,
                };
                let unchecked = text.encoding == UTF_8;
                let records = delimited::Records::new(input, *delimiter, unchecked, false, file);
                Records::Delimited(records.into())
            }
            Body::Sheet { content } => {
                let input = Box::new(content.open().map_err(unreadable)?);
                let records = delimited::Records::new(input, b',', true, true, file);
                Records::Delimited(records.into())
            }
            Body::Json { place, text, array, keys } => {
                let input = open(place, *text).map_err(unreadable)?;
                let objects = jsonl::Objects::new(input, *array, file);
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
