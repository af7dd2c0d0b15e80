//! What is kept of a judged comment once its text has been let go.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::judge::JudgedComment;
use crate::opinion::{AspectId, Effort, Grave};
use crate::sentiment::{Class, Embeddings, Emotion, Label, Polarity};
use crate::text::Language;

/// A verdict on a comment, with places in its original text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Verdict {
    pub(super) language: Language,
    pub(super) label: Label,
    pub(super) effort: Effort,
    pub(super) grave: Grave,
    pub(super) sentiment: f32,
    pub(super) polarity: Polarity,
    pub(super) mixed: Option<f32>,
    pub(super) stars: Option<f32>,
    pub(super) emotion: Option<Emotion>,
    pub(super) opinions: Vec<Said>,
    pub(super) embedded: Option<Embedded>,
    /// Names of private persons that the engine found, where it looks for them.
    pub(super) names: Option<Vec<Range<usize>>>,
    /// Of a comment that was judged negative, the words that name what it is about, and of one that
    /// was judged positive all. A file that keeps verdicts holds no text.
    #[serde(skip)]
    pub(super) words: Option<Arc<[Box<str>]>>,
}

/// The embeddings of a comment and of its units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Embedded {
    pub(super) comment: Vec<f32>,
    pub(super) units: Vec<(Range<usize>, Vec<f32>)>,
}

impl Embedded {
    fn of(judged: &JudgedComment) -> Option<Embedded> {
        let Embeddings { comment, units } = judged.judgement.embeddings.clone()?;
        let text = &judged.text;
        let spans = text.units.iter();
        let spans = spans.map(|unit| text.normalized.original_span(unit.span.clone()));
        Some(Embedded { comment, units: spans.zip(units).collect() })
    }
}

/// What it says of an aspect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Said {
    pub(super) aspect: AspectId,
    pub(super) class: Class,
    pub(super) sentiment: f32,
    pub(super) evidence: Range<usize>,
    /// Whether the unit that is the evidence, judged by itself, says the same.
    pub(super) borne_out: bool,
}

impl Verdict {
    /// The names, in a text in which the comment comes after `before` bytes.
    pub(super) fn names_after(&self, before: usize) -> Option<Vec<Range<usize>>> {
        let moved = |name: &Range<usize>| before + name.start..before + name.end;
        Some(self.names.as_ref()?.iter().map(moved).collect())
    }

    pub(super) fn of(judged: &JudgedComment) -> Verdict {
        let judgement = &judged.judgement;
        let said = |opinion: &crate::opinion::Opinion| Said {
            aspect: opinion.aspect,
            class: opinion.polarity.class(),
            sentiment: opinion.polarity.sentiment(),
            evidence: opinion.evidence.clone(),
            borne_out: judgement.bears_out(opinion.unit, opinion.polarity),
        };
        Verdict {
            language: judged.text.language,
            label: judged.label,
            effort: judged.effort,
            grave: Grave::of(&judged.text),
            sentiment: judged.sentiment(),
            polarity: judgement.polarity,
            mixed: judgement.whole.map(|whole| whole.mixed),
            stars: judgement.stars,
            emotion: judgement.emotion,
            opinions: judged.opinions.iter().map(said).collect(),
            embedded: Embedded::of(judged),
            names: judged.names(),
            words: None,
        }
    }
}
