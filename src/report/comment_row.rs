//! A judged comment as a value: what every output of single comments is made of.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use crate::feedback::Scores;
use crate::opinion::Effort;
use crate::sentiment::{Class, Emotion, Label, Polarity};
use crate::text::Language;

/// A comment with where it came from and what was found in it, as it may be shown:
/// whatever is to be masked is masked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CommentRow {
    /// Name of the file, without its folder.
    pub file: Arc<str>,
    /// Row in the file as a spreadsheet shows it, from 1.
    pub row: u64,
    /// When it was written, in the export's own time zone.
    pub time: Option<DateTime>,
    /// Who wrote it, as the export identifies them.
    pub respondent: Option<String>,
    /// The touchpoint it speaks of, as the export names it.
    pub touchpoint: Option<Arc<str>>,
    /// A value for each segment field of the run, in the order of
    /// [`CommentColumns::segments`](super::comment_columns::CommentColumns::segments).
    pub segments: Vec<Option<Arc<str>>>,
    /// The scores given beside it.
    pub scores: Scores,
    /// The comment.
    pub text: String,
    /// What was found in it.
    pub findings: CommentFindings,
}

/// What was found in a comment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CommentFindings {
    /// The language it is written in.
    pub language: Language,
    /// Label of the whole comment.
    pub label: Label,
    /// How it is judged; `None` for [`Label::Undetected`], where nothing is to judge.
    pub judgement: Option<CommentJudgement>,
    /// What it says of single aspects, in the order of the text.
    pub opinions: Vec<CommentOpinion>,
    /// Its embeddings, where they were asked for and there is something to judge.
    pub embedded: Option<Arc<CommentEmbeddings>>,
}

/// The embeddings of a comment and of its units, each of unit length.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CommentEmbeddings {
    /// That of the whole comment.
    pub comment: Vec<f32>,
    /// Its opinion units, in order.
    pub units: Vec<EmbeddedUnit>,
}

/// An opinion unit and where it stands among others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EmbeddedUnit {
    /// The unit, as it may be shown.
    pub text: String,
    /// Its embedding.
    pub embedding: Vec<f32>,
}

/// How a whole comment is judged.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CommentJudgement {
    /// Sentiment in [−1, 1].
    pub sentiment: f32,
    /// Probabilities of the three classes.
    pub polarity: Polarity,
    /// P(mixed), where the engine tells.
    pub mixed: Option<f32>,
    /// The rating in [1, 5] that the text implies, where the engine tells.
    pub stars: Option<f32>,
    /// The emotion, where the engine tells.
    pub emotion: Option<Emotion>,
    /// The effort it speaks of.
    pub effort: Effort,
}

/// What a comment says of one aspect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CommentOpinion {
    /// Identifier of the aspect in the taxonomy.
    pub aspect: Arc<str>,
    /// Identifier of the touchpoint to which the taxonomy counts it.
    pub touchpoint: Arc<str>,
    /// How the aspect is judged.
    pub class: Class,
    /// Sentiment towards it in [−1, 1].
    pub sentiment: f32,
    /// Byte span, in the text that is shown, of what states it.
    pub evidence: Range<usize>,
}

/// Comments for tests.
#[cfg(test)]
pub(crate) mod sample {
    use super::*;
    use crate::feedback::{Scale, ScoreKind, ScoreValue};

    /// A complaint about the price with an NPS of 9, in `row` of `a.csv`.
    pub(crate) fn comment(row: u64, text: &str) -> CommentRow {
        let nps = ScoreValue { value: 9.0, scale: Scale::NPS };
        CommentRow {
            file: "a.csv".into(),
            row,
            time: None,
            respondent: None,
            touchpoint: None,
            segments: vec![None],
            scores: Scores::of([(ScoreKind::Nps, nps)]),
            text: text.to_owned(),
            findings: CommentFindings {
                language: Language::Zh,
                label: Label::Negative,
                judgement: Some(CommentJudgement {
                    sentiment: -0.25,
                    polarity: Polarity { negative: 0.5, neutral: 0.25, positive: 0.25 },
                    mixed: None,
                    stars: Some(2.125),
                    emotion: Some(Emotion::Angry),
                    effort: Effort::High,
                }),
                opinions: vec![CommentOpinion {
                    aspect: "price".into(),
                    touchpoint: "pricing".into(),
                    class: Class::Negative,
                    sentiment: -0.25,
                    evidence: 0..text.len(),
                }],
                embedded: None,
            },
        }
    }
}
