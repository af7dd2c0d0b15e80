//! WordPiece from `vocab.txt`, as BertTokenizerFast makes it; those of DistilBERT and
//! ELECTRA are the same.

use std::collections::HashMap;

use tokenizers::Tokenizer;
use tokenizers::decoders::wordpiece::WordPiece as Decoder;
use tokenizers::models::bpe::Vocab;
use tokenizers::models::wordpiece::WordPiece;
use tokenizers::normalizers::BertNormalizer;
use tokenizers::pre_tokenizers::bert::BertPreTokenizer;
use tokenizers::processors::template::TemplateProcessing;

use super::damaged;
use super::settings::Settings;
use crate::sentiment::rust_bert::error::RustBertError;

/// The vocabulary: a token on each line, in the order of their ids.
pub(super) const FILE: &str = "vocab.txt";

/// The special tokens where the folder names no others.
const USUAL: [(&str, &str); 5] = [
    ("unk_token", "[UNK]"),
    ("sep_token", "[SEP]"),
    ("pad_token", "[PAD]"),
    ("cls_token", "[CLS]"),
    ("mask_token", "[MASK]"),
];

/// The tokenizer of a vocabulary.
pub(super) fn tokenizer(vocabulary: &[u8], settings: Settings) -> Result<Tokenizer, RustBertError> {
    let settings = settings.with_usual(&USUAL);
    let words = words(vocabulary)?;
    let id = |role: &str| -> Result<(String, u32), RustBertError> {
        let token = settings.role(role);
        let id = words.get(token).ok_or_else(|| damaged(FILE, format!("it lacks {token:?}")))?;
        Ok((token.to_owned(), *id))
    };
    let (unknown, first, last) = (id("unk_token")?, id("cls_token")?, id("sep_token")?);
    let failed = |e: String| damaged(FILE, e);
    // Pieces, not one string, so that a token may hold what a template gives a meaning.
    let pieces = vec![first.0.clone(), "$A".to_owned(), last.0.clone()];
    let template = TemplateProcessing::builder()
        .try_single(pieces)
        .map_err(failed)?
        .special_tokens(vec![first, last])
        .build()
        .map_err(|e| damaged(FILE, e.to_string()))?;
    let model = WordPiece::builder()
        .vocab(words.into_iter().collect::<Vocab>())
        .unk_token(unknown.0)
        .build();
    let mut tokenizer = Tokenizer::new(model.map_err(|e| damaged(FILE, e.to_string()))?);
    let normalizer =
        BertNormalizer::new(true, settings.chinese, settings.accents, settings.lower_case);
    tokenizer
        .with_normalizer(Some(normalizer))
        .map_err(|e| damaged(FILE, e.to_string()))?
        .with_pre_tokenizer(Some(BertPreTokenizer))
        .with_post_processor(Some(template))
        .with_decoder(Some(Decoder::default()));
    settings.add_to(&mut tokenizer)?;
    Ok(tokenizer)
}

/// Tokens by line, from 0; of those that stand there twice the last counts.
fn words(vocabulary: &[u8]) -> Result<HashMap<String, u32>, RustBertError> {
    let text = std::str::from_utf8(vocabulary);
    let text = text.map_err(|e| damaged(FILE, format!("it is not UTF-8: {e}")))?;
    let lines = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
    let mut words: HashMap<String, u32> = HashMap::new();
    for (id, line) in (0u32..).zip(lines) {
        words.insert(line.to_owned(), id);
    }
    // What follows the last line's end is no line.
    if text.is_empty() || text.ends_with('\n') {
        words.remove("");
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_vocabulary_are_numbered_from_zero() {
        let found = words("[PAD]\r\n好\r\n a \r\n好\r\n".as_bytes()).unwrap();
        let wanted = [("[PAD]", 0), ("好", 3), (" a ", 2)];
        assert_eq!(found, wanted.map(|(word, id)| (word.to_owned(), id)).into());
        // No end of the last line; U+2028 ends none.
        let found = words("a\u{2028}b\n\nc".as_bytes()).unwrap();
        assert_eq!(found["c"], 2);
        assert_eq!((found[""], found.len()), (1, 3));
        assert_eq!(words(b"").unwrap().len(), 0);
        assert!(words(b"a\xff").unwrap_err().to_string().contains(FILE));
    }
}
