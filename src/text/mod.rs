//! From a raw comment to text ready to be judged: normalised with offsets
//! back to the original, its language, its opinion units and their words.

use std::ops::Range;

use serde::Serialize;

pub mod normalize;

pub use normalize::Normalized;

/// The language a comment is written in, as far as this engine tells them
/// apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
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
pub struct Unit {
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
    pub units: Vec<Unit>,
    /// Byte spans, in the normalised text, of the words of all units in order.
    /// Punctuation and space are not words; an emoji is.
    pub words: Vec<Range<usize>>,
    /// Whether there is nothing to judge: "无", "N/A", digits, punctuation,
    /// an unsupported language.
    pub undetected: bool,
}
