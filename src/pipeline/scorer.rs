//! One comment through text, sentiment and opinion: the function everything
//! else is built around.

use crate::journey::{CommentFacts, OpinionFact};
use crate::opinion::{AspectId, Effort, Mention, MentionFinder, Opinion, Taxonomy};
use crate::opinion::{aspects_named, combine};
use crate::sentiment::{Engine, Judgement, Label, Request, label};
use crate::text::{Analyzer, Prepared};

use super::PipelineError;
use crate::gate::Shown;

/// All that is needed to judge comments; shared by every thread.
pub struct Scorer {
    analyzer: Analyzer,
    taxonomy: Taxonomy,
    mentions: MentionFinder,
    engine: Box<dyn Engine>,
}

/// Everything found in one comment.
#[derive(Debug, Clone)]
pub struct Scored {
    /// The prepared comment.
    pub text: Prepared,
    /// What the engine said.
    pub judgement: Judgement,
    /// The comment's label.
    pub label: Label,
    /// The effort it speaks of.
    pub effort: Effort,
    /// The opinions it holds, in the order of the text.
    pub opinions: Vec<Opinion>,
}

impl Scored {
    /// Sentiment in [−1, 1]; 0 where there is nothing to judge.
    pub fn sentiment(&self) -> f32 {
        if self.label == Label::Undetected { 0.0 } else { self.judgement.polarity.sentiment() }
    }
}

impl Scorer {
    /// A scorer of these parts.
    ///
    /// # Errors
    /// When the taxonomy has too many terms for one automaton.
    pub fn new(
        analyzer: Analyzer,
        taxonomy: Taxonomy,
        engine: Box<dyn Engine>,
    ) -> Result<Scorer, PipelineError> {
        let mentions =
            MentionFinder::new(&taxonomy).map_err(|e| PipelineError::Other(e.to_string()))?;
        Ok(Scorer { analyzer, taxonomy, mentions, engine })
    }

    /// The taxonomy opinions refer to.
    pub fn taxonomy(&self) -> &Taxonomy {
        &self.taxonomy
    }

    /// The aspects that the name of a touchpoint is about, such as
    /// `cabin_staff_rating` or 物流配送; none where it names none.
    pub fn aspects_named(&self, name: &str) -> Vec<AspectId> {
        let words = name.replace(['_', '/', '&'], " ");
        aspects_named(&self.analyzer.prepare(&words), &self.mentions, &self.taxonomy)
    }

    /// The engine that judges.
    pub fn engine(&self) -> &dyn Engine {
        self.engine.as_ref()
    }

    /// Judges comments, one answer per comment, in order.
    pub fn score<'a>(&self, comments: impl IntoIterator<Item = &'a str>) -> Vec<Scored> {
        let texts: Vec<Prepared> =
            comments.into_iter().map(|comment| self.analyzer.prepare(comment)).collect();
        let mentions: Vec<Vec<Mention>> =
            texts.iter().map(|text| self.mentions.find(text)).collect();
        let spans: Vec<Vec<std::ops::Range<usize>>> = mentions
            .iter()
            .map(|found| found.iter().map(|mention| mention.span.clone()).collect())
            .collect();
        let requests: Vec<Request<'_>> =
            texts.iter().zip(&spans).map(|(text, aspects)| Request { text, aspects }).collect();
        let judgements = self.engine.judge(&requests);
        texts
            .into_iter()
            .zip(mentions)
            .zip(judgements)
            .map(|((text, mentions), judgement)| Scored {
                label: label(&text, &judgement),
                effort: Effort::judged(&text, judgement.effort),
                opinions: combine(&text, &mentions, &judgement),
                text,
                judgement,
            })
            .collect()
    }

    /// What a comment contributes to the journey, its evidence marked in the
    /// text that is shown of it.
    pub(super) fn facts(&self, scored: &Scored, shown: &Shown<'_>) -> CommentFacts {
        CommentFacts {
            label: scored.label,
            sentiment: scored.sentiment(),
            stars: scored.judgement.stars.unwrap_or(f32::NAN),
            emotion: scored.judgement.emotion,
            effort: scored.effort,
            undetected: scored.label == Label::Undetected,
            opinions: scored
                .opinions
                .iter()
                .map(|opinion| OpinionFact {
                    touchpoint: self.taxonomy.aspect(opinion.aspect).touchpoint,
                    aspect: opinion.aspect,
                    class: opinion.polarity.class(),
                    sentiment: opinion.polarity.sentiment(),
                    evidence: shown.span(opinion.evidence.clone()),
                })
                .collect(),
        }
    }
}
