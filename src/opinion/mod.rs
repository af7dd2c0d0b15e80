//! What each judgement is about: aspects of a taxonomy found in the text,
//! joined with the polarity at the place where they are mentioned.

use std::ops::Range;

use crate::sentiment::{Judgement, Polarity};
use crate::text::Prepared;

pub mod effort;
pub mod grave;
mod learnt;
mod mention;
pub mod packs;
mod phrase;
pub mod servqual;
pub mod taxonomy;

#[cfg(test)]
mod tests;

pub use effort::Effort;
pub use grave::{Grave, GraveKind};
pub use learnt::Learnt;
pub use mention::{MentionFinder, aspects_named, aspects_of_touchpoint};
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

/// The opinions of a comment, in the order of the text.
///
/// Where the engine hears aspects, those it has learnt count as it hears them: a term is
/// then a hint to it and no longer the decision, unless the taxonomy has added it to the
/// aspect. All others count where a term mentions them. `mentions` and
/// [`Judgement::aspects`] are in the same order; mentions without a judgement are left out.
pub fn combine(
    comment: &Prepared,
    mentions: &[Mention],
    judgement: &Judgement,
    learnt: &Learnt,
) -> Vec<Opinion> {
    let opinion = |aspect, unit: usize, term: &Range<usize>, polarity| {
        let evidence = &comment.units.get(unit)?.span;
        Some(Opinion {
            aspect,
            unit,
            polarity,
            evidence: comment.normalized.original_span(evidence.clone()),
            term: comment.normalized.original_span(term.clone()),
        })
    };
    let decides = |mention: &Mention| match (&judgement.heard, learnt.place(mention.aspect)) {
        (None, _) | (_, None) => true,
        (Some(heard), Some(place)) => {
            let term = comment.matching_text().get(mention.span.clone()).unwrap_or_default();
            learnt.is_added(mention.aspect, term) && heard.iter().all(|it| it.aspect != place)
        }
    };
    let by_terms =
        mentions.iter().zip(&judgement.aspects).filter(|(mention, _)| decides(mention)).filter_map(
            |(mention, polarity)| opinion(mention.aspect, mention.unit, &mention.span, *polarity),
        );
    let heard = judgement.heard.iter().flatten().filter_map(|heard| {
        let aspect = learnt.aspect(heard.aspect)?;
        let unit = comment.units.iter().position(|unit| heard.evidence.start < unit.span.end)?;
        // A term in the unit shows best what is spoken of.
        let term = mentions.iter().find(|m| m.aspect == aspect && m.unit == unit);
        opinion(aspect, unit, term.map_or(&heard.evidence, |m| &m.span), heard.polarity)
    });
    let mut opinions: Vec<Opinion> = by_terms.chain(heard).collect();
    opinions.sort_by_key(|opinion| (opinion.unit, opinion.term.start, opinion.aspect));
    opinions
}
