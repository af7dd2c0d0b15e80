//! The tokenizer of a checkpoint: `tokenizer.json`, or the older files it stands for.
//!
//! Folders without `tokenizer.json` hold the vocabulary alone, and transformers makes the
//! tokenizer from it: WordPiece from `vocab.txt` (`word_piece`), byte pairs from
//! `vocab.json` and `merges.txt` (`byte_pairs`), with what `tokenizer_config.json` and its
//! companions say (`settings`). The same is made here. SentencePiece models are not read.

mod byte_pairs;
mod settings;
mod word_piece;

use std::path::Path;

use tokenizers::{Encoding, PostProcessor, Tokenizer, TruncationDirection};

use super::config::Config;
use super::error::RustBertError;
use super::folder;
use crate::caught::caught;
use settings::Settings;

/// The tokenizer as one file.
const FILE: &str = "tokenizer.json";

/// SentencePiece models, by the names that transformers has for them.
const SENTENCE_PIECE: [&str; 3] = ["sentencepiece.bpe.model", "spiece.model", "tokenizer.model"];

/// Bytes of a comment that are read, as by our own encoder.
const READ: usize = 1 << 17;

/// The ways to make a tokenizer from a vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    WordPiece,
    BytePairs,
    SentencePiece,
}

/// A tokenizer whose every token has a row in the network.
pub(super) struct Tokens {
    tokenizer: Tokenizer,
    /// The file it was made from.
    file: &'static str,
    /// Most tokens of a window without those that begin and end it.
    room: usize,
}

impl Tokens {
    /// The tokenizer of a folder.
    ///
    /// # Errors
    /// Files that are missing or damaged, a kind of tokenizer that is not known, and tokens
    /// beyond the words of the network.
    pub(super) fn read(at: &Path, config: &Config) -> Result<Tokens, RustBertError> {
        let (mut tokenizer, file) = match folder::optional(at, FILE)? {
            Some(json) => (from_json(&json)?, FILE),
            None => from_vocabulary(at, config)?,
        };
        let damaged = |e: tokenizers::Error| damaged(file, e.to_string());
        tokenizer.with_padding(None);
        tokenizer.with_truncation(None).map_err(damaged)?;
        let last = tokenizer.get_vocab(true).into_iter().max_by_key(|(_, id)| *id);
        if let Some((token, id)) = last {
            within(file, token, id, config.words)?;
        }
        // The tokens at both ends have ids of their own in tokenizer.json.
        let ends = tokenizer.post_process(Encoding::default(), None, true).map_err(damaged)?;
        for (token, &id) in ends.get_tokens().iter().zip(ends.get_ids()) {
            within(file, token.clone(), id, config.words)?;
        }
        let ends = tokenizer.get_post_processor().map_or(0, |post| post.added_tokens(false));
        let room = config.window.saturating_sub(ends).max(1);
        Ok(Tokens { tokenizer, file, room })
    }

    /// The token ids of a text, in windows of what the network reads at once.
    pub(super) fn windows(&self, text: &str) -> Result<Vec<Vec<u32>>, RustBertError> {
        let read = &text[..text.floor_char_boundary(READ)];
        let damaged = |e: tokenizers::Error| damaged(self.file, e.to_string());
        // Cut here: a tokenizer that truncates stops at the first window.
        let mut encoding = self.tokenizer.encode(read, false).map_err(damaged)?;
        encoding.truncate(self.room, 0, TruncationDirection::Right);
        let encoding = self.tokenizer.post_process(encoding, None, true).map_err(damaged)?;
        let windows = std::iter::once(&encoding).chain(encoding.get_overflowing());
        Ok(windows.map(|window| window.get_ids().to_vec()).collect())
    }
}

fn damaged(file: &str, reason: String) -> RustBertError {
    RustBertError::Damaged { file: file.to_owned(), reason }
}

fn within(file: &'static str, token: String, id: u32, rows: i64) -> Result<(), RustBertError> {
    if i64::from(id) < rows {
        return Ok(());
    }
    Err(RustBertError::TokenBeyond { file, token, id, rows })
}

fn from_json(json: &[u8]) -> Result<Tokenizer, RustBertError> {
    // Some merges that do not belong to the vocabulary make the library panic.
    let made = caught(|| Tokenizer::from_bytes(json));
    let made = made.ok_or_else(|| damaged(FILE, "its parts contradict each other".to_owned()))?;
    made.map_err(|e| damaged(FILE, e.to_string()))
}

fn from_vocabulary(at: &Path, config: &Config) -> Result<(Tokenizer, &'static str), RustBertError> {
    let settings = Settings::read(at)?;
    match kind(at, config, &settings)? {
        Kind::WordPiece => {
            let words = folder::optional(at, word_piece::FILE)?;
            let words = words.ok_or(RustBertError::MissingFile { file: FILE })?;
            Ok((word_piece::tokenizer(&words, settings)?, word_piece::FILE))
        }
        Kind::BytePairs => {
            let words = folder::optional(at, byte_pairs::FILE)?;
            let words = words.ok_or(RustBertError::MissingFile { file: FILE })?;
            let merges = folder::needed(at, byte_pairs::MERGES)?;
            Ok((byte_pairs::tokenizer(&words, &merges, settings)?, byte_pairs::FILE))
        }
        Kind::SentencePiece => {
            let model = SENTENCE_PIECE.into_iter().find(|file| at.join(file).is_file());
            Err(match model {
                Some(file) => RustBertError::SentencePiece { file },
                None => RustBertError::MissingFile { file: FILE },
            })
        }
    }
}

/// The kind by the class that the folder names, or by that of its network. Chinese ALBERT
/// and others have the vocabulary of BERT, and their folders do not always say so.
fn kind(at: &Path, config: &Config, settings: &Settings) -> Result<Kind, RustBertError> {
    if let Some(class) = settings.class.as_deref().or(config.tokenizer_class.as_deref()) {
        return match class.trim_end_matches("Fast") {
            "BertTokenizer" | "DistilBertTokenizer" | "ElectraTokenizer" => Ok(Kind::WordPiece),
            "RobertaTokenizer" => Ok(Kind::BytePairs),
            "XLMRobertaTokenizer" | "AlbertTokenizer" => Ok(Kind::SentencePiece),
            _ => Err(RustBertError::Tokenizer { found: class.to_owned() }),
        };
    }
    let has = |file: &str| at.join(file).is_file();
    Ok(match config.kind.as_str() {
        "roberta" if has(byte_pairs::FILE) => Kind::BytePairs,
        "roberta" | "xlm-roberta" | "albert" => {
            let pieces = SENTENCE_PIECE.into_iter().any(has);
            // `bpe.codes` beside it makes vocab.txt that of another kind (PhoBERT).
            if has(word_piece::FILE) && !pieces && !has("bpe.codes") {
                Kind::WordPiece
            } else {
                Kind::SentencePiece
            }
        }
        _ => Kind::WordPiece,
    })
}
