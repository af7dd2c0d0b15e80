//! What one comment contributes to the journey.

use std::ops::Range;
use std::sync::Arc;

use crate::opinion::{AspectId, Effort, Grave};
use crate::sentiment::{Class, Emotion, Label};

/// Index of a touchpoint in the taxonomy.
pub type TouchpointId = usize;

/// What was found in one comment.
#[derive(Debug, Clone, PartialEq)]
pub struct CommentFacts {
    /// Label of the whole comment.
    pub label: Label,
    /// Sentiment of the whole comment in [−1, 1].
    pub sentiment: f32,
    /// The rating in [1, 5] that its text implies; NaN where the engine cannot
    /// tell.
    pub stars: f32,
    /// The emotion, where the engine tells.
    pub emotion: Option<Emotion>,
    /// The effort it tells of.
    pub effort: Effort,
    /// The grave matters that its phrases tell of, whatever its label is.
    pub grave: Grave,
    /// Whether there is nothing to judge. Such a comment is counted under
    /// [`Label::Undetected`] and enters nothing else.
    pub undetected: bool,
    /// The code of its language, where it is not judged because it is neither in Chinese nor in
    /// English.
    pub foreign: Option<&'static str>,
    /// Its opinions, in the order of the text.
    pub opinions: Vec<OpinionFact>,
    /// Of a comment of which nothing is masked, in small letters, each once: where it is negative the
    /// words that name what it is about, and two of them side by side with a unit separator
    /// between, where it is positive all; `None` of any other.
    pub words: Option<Arc<[Box<str>]>>,
}

/// One opinion of a comment.
#[derive(Debug, Clone, PartialEq)]
pub struct OpinionFact {
    /// The touchpoint the taxonomy puts the aspect at.
    pub touchpoint: TouchpointId,
    /// The aspect it is about.
    pub aspect: AspectId,
    /// How the aspect is judged.
    pub class: Class,
    /// Sentiment towards the aspect in [−1, 1].
    pub sentiment: f32,
    /// Byte span, in the original comment, of the unit that states it.
    pub evidence: Range<usize>,
    /// Whether that unit, judged by itself, says the same. An engine may hear of an aspect in
    /// one place and of what is wrong with it in another.
    pub borne_out: bool,
}
