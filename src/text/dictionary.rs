//! A user dictionary in jieba's format: one `word [frequency] [tag]` a line.

use std::io::BufRead;

use jieba_rs::Jieba;
use rust_i18n::t;

/// Why a user dictionary was refused.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message_in("en"))]
pub enum DictionaryError {
    /// A line could not be read, or is not UTF-8.
    Read {
        /// Line, counted from 1.
        line: usize,
        /// What the reader said.
        source: std::io::Error,
    },
    /// The frequency is not a whole number.
    Frequency {
        /// Line, counted from 1.
        line: usize,
        /// What stands in its place.
        found: String,
    },
    /// More fields than word, frequency and tag.
    Fields {
        /// Line, counted from 1.
        line: usize,
    },
}

impl DictionaryError {
    /// The message in words of `locale` (`en` or `zh`).
    pub fn message_in(&self, locale: &str) -> String {
        match self {
            DictionaryError::Read { line, source } => {
                t!("text.dictionary.read", locale = locale, line = line, reason = source)
            }
            DictionaryError::Frequency { line, found } => {
                t!("text.dictionary.frequency", locale = locale, line = line, found = found)
            }
            DictionaryError::Fields { line } => {
                t!("text.dictionary.fields", locale = locale, line = line)
            }
        }
        .into_owned()
    }
}

/// Adds the words of `reader` to `jieba`. Empty lines and lines that start
/// with `#` are skipped; a word without a frequency gets one high enough to
/// keep it together.
pub(crate) fn load(jieba: &mut Jieba, reader: impl BufRead) -> Result<(), DictionaryError> {
    for (index, content) in reader.lines().enumerate() {
        let line = index + 1;
        let content = content.map_err(|source| DictionaryError::Read { line, source })?;
        let content = content.trim_start_matches('\u{FEFF}');
        if content.starts_with('#') {
            continue;
        }
        let mut fields = content.split_whitespace();
        let Some(word) = fields.next() else { continue };
        let mut tag = fields.next();
        let mut frequency = None;
        if let Some(field) = tag {
            match field.parse::<usize>() {
                Ok(number) => {
                    frequency = Some(number.max(1));
                    tag = fields.next();
                }
                // jieba takes "word tag" too; a tag is letters.
                Err(_) if field.bytes().all(|b| b.is_ascii_alphabetic()) => {}
                Err(_) => {
                    return Err(DictionaryError::Frequency { line, found: field.to_owned() });
                }
            }
        }
        if fields.next().is_some() {
            return Err(DictionaryError::Fields { line });
        }
        jieba.add_word(word, frequency, tag);
    }
    Ok(())
}
