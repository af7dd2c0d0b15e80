//! A user dictionary in jieba's format: one `word [frequency] [tag]` a line.

use std::io::BufRead;

use jieba_rs::Jieba;
use rust_i18n::t;

/// Why a user dictionary was refused.
#[derive(Debug, thiserror::Error)]
pub enum DictionaryError {
    /// A line could not be read, or is not UTF-8.
    #[error("{}", t!("text.dictionary.read", line = line, reason = source))]
    Read {
        /// Line, counted from 1.
        line: usize,
        /// What the reader said.
        source: std::io::Error,
    },
    /// The frequency is not a whole number.
    #[error("{}", t!("text.dictionary.frequency", line = line, found = found))]
    Frequency {
        /// Line, counted from 1.
        line: usize,
        /// What stands in its place.
        found: String,
    },
    /// More fields than word, frequency and tag.
    #[error("{}", t!("text.dictionary.fields", line = line))]
    Fields {
        /// Line, counted from 1.
        line: usize,
    },
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
