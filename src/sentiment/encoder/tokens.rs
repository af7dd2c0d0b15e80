//! A comment as tokens, in windows no longer than the encoder takes.

use std::ops::Range;

use tokenizers::Tokenizer;

use super::model::EncoderError;
use super::shouted::spoken;
use crate::caught::caught;
use crate::text::Prepared;

/// Tokens that begin and end every window.
pub(super) const START: u32 = 0;
pub(super) const END: u32 = 2;
/// The token of what the vocabulary does not have.
const UNKNOWN: u32 = 3;
/// Tokens that every vocabulary begins with: those above, and what fills up.
pub(super) const SPECIAL: usize = 4;

/// Bytes of a comment that are read: some 40,000 Chinese characters or 20,000
/// English words. No comment is longer, but a damaged cell can be, and its
/// states must fit in memory.
const READ: usize = 1 << 17;

/// The tokens of one comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tokens {
    /// Token ids of each window, with the tokens that begin and end it.
    pub(super) windows: Vec<Vec<u32>>,
    /// Byte span of every token in the normalised text, in order.
    spans: Vec<Range<usize>>,
    /// Index of every token in all windows laid end to end.
    places: Vec<usize>,
}

impl Tokens {
    /// Indices, in all windows laid end to end, of the tokens that touch a
    /// byte span of the normalised text.
    pub(super) fn within(&self, span: &Range<usize>) -> &[usize] {
        self.places.get(self.numbers(span)).unwrap_or_default()
    }

    /// The numbers of the tokens that touch a byte span of the normalised text.
    pub(super) fn numbers(&self, span: &Range<usize>) -> Range<usize> {
        let start = self.spans.partition_point(|token| token.end <= span.start);
        start..self.spans.partition_point(|token| token.start < span.end).max(start)
    }

    /// Index, in all windows laid end to end, of the token of a number.
    pub(super) fn place(&self, token: usize) -> Option<usize> {
        self.places.get(token).copied()
    }

    /// Byte spans of the tokens in the normalised text.
    pub(super) fn spans(&self) -> &[Range<usize>] {
        &self.spans
    }

    /// Number of tokens in all windows.
    pub(super) fn len(&self) -> usize {
        self.windows.iter().map(Vec::len).sum()
    }
}

/// Cuts comments into tokens.
pub(super) struct Tokenize {
    tokenizer: Tokenizer,
}

impl Tokenize {
    /// A tokenizer in the JSON format of the `tokenizers` library.
    pub(super) fn new(json: &[u8]) -> Result<Tokenize, EncoderError> {
        // Some merges that do not belong to the vocabulary make the library panic.
        let made = caught(|| Tokenizer::from_bytes(json));
        let made = made.ok_or_else(|| {
            EncoderError::Tokenizer("its merges do not belong to its vocabulary".to_owned())
        })?;
        let tokenizer = made.map_err(|e| EncoderError::Tokenizer(e.to_string()))?;
        for (id, token) in [(START, "<s>"), (END, "</s>")] {
            if tokenizer.token_to_id(token) != Some(id) {
                return Err(EncoderError::Tokenizer(format!("{token} is not token {id}")));
            }
        }
        Ok(Tokenize { tokenizer })
    }

    /// Rows of word embeddings that the tokens ask for: there may be ids without a token,
    /// so that the last id counts and not the number of tokens.
    pub(super) fn words(&self) -> usize {
        let ids = self.tokenizer.get_vocab(true).into_values();
        ids.max().map_or(0, |last| last as usize + 1)
    }

    /// The token of a character by itself.
    pub(super) fn of_character(&self, c: char) -> u32 {
        let token = |text: &str| self.tokenizer.token_to_id(text);
        let mut buffer = [0; 4];
        let c: &str = c.encode_utf8(&mut buffer);
        token(c).or_else(|| token(&format!("\u{2581}{c}"))).unwrap_or(UNKNOWN)
    }

    /// The tokens of a comment in windows of at most `window` tokens. A long
    /// comment is cut where an opinion unit begins, if there is such a place
    /// in the second half of the window.
    pub(super) fn tokens(&self, text: &Prepared, window: usize) -> Tokens {
        let spoken = spoken(text.simplified(), text.units.iter().map(|unit| unit.span.clone()));
        let read = &spoken[..spoken.floor_char_boundary(READ)];
        // Encoding fails only where a model has no token for the unknown.
        let encoding = self.tokenizer.encode(read, false).ok();
        let (ids, offsets) =
            encoding.as_ref().map_or((&[][..], &[][..]), |e| (e.get_ids(), e.get_offsets()));
        let spans: Vec<Range<usize>> = offsets.iter().map(|&(start, end)| start..end).collect();
        let starts: Vec<usize> = text
            .units
            .iter()
            .map(|unit| spans.partition_point(|token| token.end <= unit.span.start))
            .collect();
        let room = window - 2;
        let (mut windows, mut places, mut from, mut laid) = (Vec::new(), Vec::new(), 0, 0);
        loop {
            let full = from + room;
            let to = if full >= ids.len() {
                ids.len()
            } else {
                let before = starts.partition_point(|&start| start <= full);
                let cut = before.checked_sub(1).and_then(|last| starts.get(last));
                cut.copied().filter(|&cut| cut > from + room / 2).unwrap_or(full)
            };
            let ids = ids[from..to].iter().copied();
            let tokens: Vec<u32> = std::iter::once(START).chain(ids).chain([END]).collect();
            places.extend(laid + 1..laid + tokens.len() - 1);
            laid += tokens.len();
            windows.push(tokens);
            from = to;
            if from >= spans.len() {
                return Tokens { windows, spans, places };
            }
        }
    }
}
