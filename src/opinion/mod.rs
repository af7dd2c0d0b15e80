//! What each judgement is about: aspects of a taxonomy found in the text,
//! joined with the polarity at the place where they are mentioned.

use std::ops::Range;

use crate::sentiment::{Judgement, Polarity};
use crate::text::Prepared;

pub mod effort;
mod mention;
mod phrase;
pub mod taxonomy;

#[cfg(test)]
mod tests;

pub use effort::Effort;
pub use mention::{MentionFinder, aspects_named};
pub use taxonomy::{Taxonomy, TaxonomyError};

/// Index of an aspect in its taxonomy.
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

/// Joins the mentions of a comment with the polarity at each of them.
///
/// `mentions` and [`Judgement::aspects`] are in the same order; mentions
/// without a judgement are left out.
pub fn combine(comment: &Prepared, mentions: &[Mention], judgement: &Judgement) -> Vec<Opinion> {
    mentions
        .iter()
        .zip(&judgement.aspects)
        .filter_map(|(mention, polarity)| {
            let unit = comment.units.get(mention.unit)?;
            Some(Opinion {
                aspect: mention.aspect,
                unit: mention.unit,
                polarity: *polarity,
                evidence: comment.normalized.original_span(unit.span.clone()),
                term: comment.normalized.original_span(mention.span.clone()),
            })
        })
        .collect()
}
