//! What each judgement is about: aspects of a taxonomy found in the text,
//! joined with the polarity at the place where they are mentioned.

use std::ops::Range;

use crate::sentiment::Polarity;

/// Index of an aspect in its the taxonomy.
pub type AspectId = usize;

/// A place where a comment mentions an aspect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The aspect.
    pub aspect: AspectId,
    /// Index of the opinion unit that holds the mention.
    pub unit: usize,
    /// Byte span of the matched term in the normalised text.
    pub span: Range<usize>,
}

/// A judgement about one aspect, with its evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Opinion {
    /// The aspect it is about.
    pub aspect: AspectId,
    /// Index of the opinion unit that states it.
    pub unit: usize,
    /// How the aspect is judged.
    pub polarity: Polarity,
    /// Byte span, in the original comment, of the unit that states it.
    pub evidence: Range<usize>,
    /// Byte span, in the original comment, of the matched term.
    pub term: Range<usize>,
}
