//! From a raw comment to text ready to be judged: normalised with offsets
//! back to the original, its language, its opinion units and their words.

use std::io::BufRead;
use std::ops::Range;
use std::sync::Arc;

use jieba_rs::Jieba;
use serde::{Deserialize, Serialize};

mod clauses;
mod contrast;
mod dictionary;
mod foreign;
mod fragment;
mod language;
mod latin_words;
mod links;
mod markup;
mod mash;
pub mod normalize;
mod topical;
mod words;
pub(crate) mod work;

#[cfg(test)]
mod linear_tests;
#[cfg(test)]
mod tests;

pub use dictionary::DictionaryError;
pub use normalize::Normalized;

pub(crate) use crate::characters;
use crate::non_answers::is_non_answer;
pub(crate) use foreign::UNTOLD;
pub use language::Expected;
use language::Script;

/// The language a comment is written in, as far as this engine tells them
/// apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Chinese, simplified or traditional.
    Zh,
    /// English.
    En,
    /// Chinese and English in one comment.
    Mixed,
    /// Anything else: another language, digits, punctuation, nothing.
    Other,
}

impl Language {
    /// The code used in output files.
    pub fn as_str(self) -> &'static str {
        match self {
            Language::Zh => "zh",
            Language::En => "en",
            Language::Mixed => "mixed",
            Language::Other => "other",
        }
    }
}

/// A clause or sentence that carries one judgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpinionUnit {
    /// Byte span in the normalised text, without surrounding space and
    /// without the punctuation that ends it.
    pub span: Range<usize>,
    /// Indices into [`Prepared::words`] of the unit's words.
    pub words: Range<usize>,
}

/// A comment ready to be judged.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The comment as it was written.
    pub original: String,
    /// The normalised comment and the way back to the original.
    pub normalized: Normalized,
    /// Its language.
    pub language: Language,
    /// Its opinion units in order; empty when there is nothing to judge.
    pub units: Vec<OpinionUnit>,
    /// Byte spans, in the normalised text, of the words of all units in order.
    /// Punctuation and space are not words; an emoji is.
    pub words: Vec<Range<usize>>,
    /// Whether there is nothing to judge: "无", "N/A", digits, punctuation,
    /// an unsupported language.
    pub undetected: bool,
    /// See [`Prepared::matching_text`].
    matching: String,
}

/// `text` in lower case (ASCII) and simplified characters, byte for byte: the
/// form in which word lists are compared.
pub fn matching_form(text: &str) -> String {
    let mut text = crate::simplified::simplified(text).into_owned();
    text.make_ascii_lowercase();
    text
}

impl Prepared {
    /// The word with index `i` of [`Prepared::words`], as normalised. Panics
    /// where there is no such word.
    pub fn word(&self, i: usize) -> &str {
        &self.normalized.as_str()[self.words[i].clone()]
    }

    /// The text of the opinion unit with index `i`, as normalised. Panics
    /// where there is no such unit.
    pub fn unit_text(&self, i: usize) -> &str {
        &self.normalized.as_str()[self.units[i].span.clone()]
    }

    /// The words of the opinion unit with index `i`, as normalised. Panics
    /// where there is no such unit.
    pub fn unit_words(&self, i: usize) -> impl Iterator<Item = &str> {
        self.units[i].words.clone().map(|word| self.word(word))
    }

    /// The normalised text in lower case (ASCII) and simplified characters:
    /// what word lists are compared with. Spans in it are spans in the
    /// normalised text.
    pub fn matching_text(&self) -> &str {
        &self.matching
    }

    /// The normalised text in simplified characters, case kept. Spans in it
    /// are spans in the normalised text.
    pub(crate) fn simplified(&self) -> std::borrow::Cow<'_, str> {
        crate::simplified::simplified(self.normalized.as_str())
    }

    /// The punctuation and space between the unit with index `i` and the next
    /// one or the end: a unit does not include the `!` or `?` that ends it.
    /// Panics where there is no such unit.
    pub fn unit_ending(&self, i: usize) -> &str {
        let text = self.normalized.as_str();
        let end = self.units.get(i + 1).map_or(text.len(), |next| next.span.start);
        &text[self.units[i].span.end..end]
    }
}

/// Prepares comments. Holds the Chinese dictionary: build it once and share
/// it between threads.
#[derive(Debug, Clone)]
pub struct Analyzer {
    jieba: Arc<Jieba>,
    expected: Expected,
}

impl Default for Analyzer {
    fn default() -> Analyzer {
        Analyzer::new()
    }
}

impl Analyzer {
    /// An analyzer with the built-in dictionary.
    pub fn new() -> Analyzer {
        Analyzer { jieba: Jieba::new().into(), expected: Expected::Open }
    }

    /// An analyzer that also knows the words of a dictionary in jieba's
    /// format: one `word [frequency] [tag]` a line. Empty lines and lines that
    /// start with `#` are skipped.
    ///
    /// # Errors
    ///
    /// A line that cannot be read or does not have this form, with its number.
    pub fn with_user_dictionary(reader: impl BufRead) -> Result<Analyzer, DictionaryError> {
        let mut analyzer = Analyzer::new();
        dictionary::load(Arc::make_mut(&mut analyzer.jieba), reader)?;
        Ok(analyzer)
    }

    /// The same for the comments of a file, of which these are some: where most are in
    /// another language than English and Chinese, a word or two are taken for that too.
    pub fn expecting<'a>(&self, some: impl IntoIterator<Item = &'a str>) -> Analyzer {
        let some: Vec<Normalized> = some.into_iter().map(Normalized::new).collect();
        let expected = language::expected(some.iter().map(Normalized::as_str));
        Analyzer { jieba: Arc::clone(&self.jieba), expected }
    }

    /// What is known of the language of the comments.
    pub fn expected(&self) -> Expected {
        self.expected
    }

    /// The code (ISO 639-1) of the language of a comment that was found to be neither in Chinese nor
    /// in English, `und` where it cannot be told; `None` where it is in none: a pictograph, digits,
    /// keys that somebody hit.
    pub(crate) fn other_language(&self, comment: &str) -> Option<&'static str> {
        let normalized = Normalized::new(comment);
        let text = normalized.as_str();
        let words = text.chars().any(char::is_alphabetic)
            && !mash::is_mash(text, latin_words::is_known)
            && !is_non_answer(text);
        words.then(|| foreign::code(text))
    }

    /// Normalises a comment, tells its language and finds its units and words.
    ///
    /// A comment with nothing to judge has no units. One without letters, such
    /// as a pictograph, has the language [`Language::Other`] and can still be
    /// judged.
    pub fn prepare(&self, comment: &str) -> Prepared {
        let normalized = Normalized::new(comment);
        let text = normalized.as_str();
        let script = language::detect(text, self.expected);
        // Word lists and the dictionary are in simplified characters.
        let text = crate::simplified::simplified(text);
        let text = text.as_ref();
        let language = match script {
            Script::Language(Language::En) if mash::is_mash(text, latin_words::is_known) => {
                Language::Other
            }
            Script::Language(language) => language,
            Script::NoLetters => Language::Other,
        };
        let letters = script != Script::NoLetters;
        let undetected = letters && language == Language::Other || is_non_answer(text);
        let mut units = Vec::new();
        let mut words = Vec::new();
        if !undetected {
            let spans = clauses::split(text);
            units.reserve_exact(spans.len());
            words.reserve(text.len() / 5 + 2);
            for span in spans {
                let first = words.len();
                words::append(&self.jieba, text, span.clone(), &mut words);
                units.push(OpinionUnit { span, words: first..words.len() });
            }
        }
        let undetected = undetected || words.is_empty();
        if undetected {
            units.clear();
        }
        let matching = matching_form(normalized.as_str());
        let original = comment.to_owned();
        Prepared { original, normalized, language, units, words, undetected, matching }
    }
}
