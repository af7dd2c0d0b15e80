//! Byte pairs from `vocab.json` and `merges.txt`, as RobertaTokenizerFast makes them.

use std::collections::{HashMap, HashSet};

use tokenizers::Tokenizer;
use tokenizers::models::bpe::{BPE, Vocab};
use tokenizers::pre_tokenizers::byte_level::ByteLevel;
use tokenizers::processors::roberta::RobertaProcessing;

use super::damaged;
use super::settings::Settings;
use crate::sentiment::rust_bert::error::RustBertError;

/// The vocabulary: ids by token.
pub(super) const FILE: &str = "vocab.json";

/// The pairs that are joined, the first of them first.
pub(super) const MERGES: &str = "merges.txt";

/// The special tokens where the folder names no others.
const USUAL: [(&str, &str); 7] = [
    ("bos_token", "<s>"),
    ("eos_token", "</s>"),
    ("unk_token", "<unk>"),
    ("sep_token", "</s>"),
    ("pad_token", "<pad>"),
    ("cls_token", "<s>"),
    ("mask_token", "<mask>"),
];

/// The tokenizer of a vocabulary and its merges.
pub(super) fn tokenizer(
    vocabulary: &[u8],
    merges: &[u8],
    settings: Settings,
) -> Result<Tokenizer, RustBertError> {
    let settings = settings.with_usual(&USUAL).with_wide_mask();
    let words: HashMap<String, u32> =
        serde_json::from_slice(vocabulary).map_err(|e| damaged(FILE, e.to_string()))?;
    let id = |role: &str| -> Result<(String, u32), RustBertError> {
        let token = settings.role(role);
        let id = words.get(token).ok_or_else(|| damaged(FILE, format!("it lacks {token:?}")))?;
        Ok((token.to_owned(), *id))
    };
    let (last, first) = (id("sep_token")?, id("cls_token")?);
    let merges = pairs(merges, &words)?;
    let words: Vocab = words.into_iter().collect();
    let model = BPE::builder().vocab_and_merges(words, merges).build();
    let mut tokenizer = Tokenizer::new(model.map_err(|e| damaged(MERGES, e.to_string()))?);
    let space = settings.prefix_space;
    tokenizer
        .with_pre_tokenizer(Some(ByteLevel::default().add_prefix_space(space)))
        .with_post_processor(Some(RobertaProcessing::new(last, first).add_prefix_space(space)))
        .with_decoder(Some(ByteLevel::default()));
    settings.add_to(&mut tokenizer)?;
    Ok(tokenizer)
}

/// The pairs, each of which must join to a word: the library panics at some that do not.
/// Like transformers, this takes the first line for a title and what follows the last
/// line's end for nothing, and passes over a pair that was there before.
fn pairs(
    merges: &[u8],
    words: &HashMap<String, u32>,
) -> Result<Vec<(String, String)>, RustBertError> {
    let text = std::str::from_utf8(merges);
    let text = text.map_err(|e| damaged(MERGES, format!("it is not UTF-8: {e}")))?;
    let lines: Vec<&str> = text.split('\n').collect();
    let (mut pairs, mut seen) = (Vec::new(), HashSet::new());
    for (number, line) in lines.iter().enumerate().take(lines.len() - 1).skip(1) {
        let at = |problem: String| damaged(MERGES, format!("line {}: {problem}", number + 1));
        let mut parts = line.split_whitespace();
        let (Some(left), Some(right), None) = (parts.next(), parts.next(), parts.next()) else {
            return Err(at(format!("{line:?} is no pair")));
        };
        for word in [left, right, &format!("{left}{right}")] {
            if !words.contains_key(word) {
                return Err(at(format!("{word:?} is not in {FILE}")));
            }
        }
        if seen.insert((left, right)) {
            pairs.push((left.to_owned(), right.to_owned()));
        }
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merges_join_words_to_words() {
        let words: HashMap<String, u32> =
            ["a", "b", "ab", "c"].into_iter().zip(0..).map(|(w, id)| (w.to_owned(), id)).collect();
        let pair = ("a".to_owned(), "b".to_owned());
        assert_eq!(pairs(b"#version: 0.2\r\na b\r\na b\r\n", &words).unwrap(), [pair]);
        assert_eq!(pairs(b"", &words).unwrap(), []);
        for (merges, place) in [
            ("title\na b\nb c\n", "line 3: \"bc\""),
            ("title\na x\n", "line 2: \"x\""),
            ("title\nab\n", "line 2: \"ab\" is no pair"),
            ("title\na b c\n", "is no pair"),
        ] {
            let error = pairs(merges.as_bytes(), &words).unwrap_err().to_string();
            assert!(error.contains(MERGES) && error.contains(place), "{error}");
        }
    }
}
