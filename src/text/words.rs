//! Words of an opinion unit: Chinese by dictionary, the rest by the Unicode
//! rules, pictographs as words of their own.

use std::ops::Range;

use jieba_rs::Jieba;
use unicode_segmentation::UnicodeSegmentation;

use super::characters::{emoji_length, emoticon_length, is_han};
use super::work;

/// Whether Chinese characters that no dictionary word covers are joined by
/// jieba's hidden Markov model. See the `text` benchmark for its cost.
pub(crate) const WITH_HMM: bool = true;

/// Bytes of a run that the dictionary is laid over at once, some thousand
/// Chinese characters: a graph of all words of a longer one is not needed to
/// tell them apart, and takes memory by its length.
const AT_ONCE: usize = 3 << 10;

/// Bytes before such a cut whose words are looked at once more.
const UNSURE: usize = 96;

/// Appends the byte spans of the words of `text[span]` to `words`.
pub(crate) fn append(jieba: &Jieba, text: &str, span: Range<usize>, words: &mut Vec<Range<usize>>) {
    let mut at = span.start;
    while at < span.end {
        let rest = &text[at..span.end];
        let Some(c) = rest.chars().next() else { break };
        if is_han(c) || c.is_ascii_alphanumeric() && emoticon_length(text, at) == 0 {
            at += append_run(jieba, text, at, rest, words);
            continue;
        }
        let length = match emoticon_length(text, at) {
            0 => emoji_length(rest),
            length => length.min(rest.len()),
        };
        if length > 0 {
            words.push(at..at + length);
            at += length;
        } else if c.is_alphanumeric() {
            at += append_unicode(at, rest, words);
        } else {
            at += c.len_utf8();
        }
    }
}

/// A run of Chinese characters and ASCII letters or digits. jieba knows words
/// of both ("T恤", "4S店"); a run without Chinese is left to the Unicode rules.
fn append_run(
    jieba: &Jieba,
    text: &str,
    at: usize,
    rest: &str,
    words: &mut Vec<Range<usize>>,
) -> usize {
    let mut has_han = false;
    let mut end = rest.len();
    for (i, c) in rest.char_indices() {
        work::count(1);
        if is_han(c) {
            has_han = true;
        } else if !(c.is_ascii_alphanumeric() || c == '.' && is_decimal_point(rest, i)) {
            end = i;
            break;
        }
    }
    if !has_han {
        return append_unicode(at, rest, words);
    }
    debug_assert!(text.is_char_boundary(at + end));
    let mut from = 0;
    while from < end {
        let to = rest.floor_char_boundary(end.min(from + AT_ONCE));
        let tokens = jieba.cut(&rest[from..to], WITH_HMM);
        work::count(to - from);
        // The words before the cut may be others in sight of what follows.
        let sure = if to == end { to - from } else { to - from - UNSURE };
        let sure = match tokens.first() {
            Some(first) if first.byte_end <= sure => sure,
            _ => to - from,
        };
        let start = from;
        for token in tokens.iter().take_while(|token| token.byte_end <= sure) {
            if token.word.chars().any(char::is_alphanumeric) {
                words.push(at + start + token.byte_start..at + start + token.byte_end);
            }
            from = start + token.byte_end;
        }
        from = if from == start { to } else { from };
    }
    end
}

fn is_decimal_point(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    at > 0
        && bytes[at - 1].is_ascii_digit()
        && bytes.get(at + 1).is_some_and(|b| b.is_ascii_digit())
}

/// Words up to the next space, Chinese character or pictograph.
fn append_unicode(at: usize, rest: &str, words: &mut Vec<Range<usize>>) -> usize {
    let end = rest
        .char_indices()
        .inspect(|_| work::count(1))
        .find(|&(i, c)| {
            c.is_whitespace()
                || is_han(c)
                || (!c.is_alphanumeric()
                    && (emoji_length(&rest[i..]) > 0 || emoticon_length(rest, i) > 0))
        })
        .map_or(rest.len(), |(i, _)| i);
    for (i, word) in rest[..end].unicode_word_indices() {
        words.push(at + i..at + i + word.len());
    }
    end
}
