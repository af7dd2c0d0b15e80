//! How positive or negative a comment, an opinion unit or an aspect is.
//!
//! An [`Engine`] takes prepared texts and returns judgements; nothing above
//! this module knows which engine ran.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::text::Prepared;

mod device;
mod emotion;
pub mod encoder;
mod engine_error;
mod label;
pub mod labelled;
pub mod linear;
#[cfg(feature = "rust-bert")]
pub mod rust_bert;

pub use device::Device;
pub use engine_error::{EngineError, EngineFailure};
pub use label::label;

/// Probabilities of the three polarity classes. They sum to 1, or for a comment to
/// 1 − P(mixed) where the engine knows that class.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Polarity {
    /// P(negative).
    pub negative: f32,
    /// P(neutral).
    pub neutral: f32,
    /// P(positive).
    pub positive: f32,
}

/// The three polarity classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// A complaint or criticism.
    Negative,
    /// A statement without a judgement, or a balanced one.
    Neutral,
    /// Praise.
    Positive,
}

impl Class {
    /// The name used in output files.
    pub fn as_str(self) -> &'static str {
        match self {
            Class::Negative => "negative",
            Class::Neutral => "neutral",
            Class::Positive => "positive",
        }
    }
}

impl Polarity {
    /// Sentiment in [−1, 1]: P(positive) − P(negative).
    pub fn sentiment(&self) -> f32 {
        self.positive - self.negative
    }

    /// The likeliest class.
    pub fn class(&self) -> Class {
        if self.neutral >= self.negative && self.neutral >= self.positive {
            Class::Neutral
        } else if self.negative > self.positive {
            Class::Negative
        } else {
            Class::Positive
        }
    }
}

/// The label of a whole comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// Strongly negative.
    VeryNegative,
    /// Negative.
    Negative,
    /// No judgement, or a balanced one without strong sides.
    Neutral,
    /// Positive.
    Positive,
    /// Strongly positive.
    VeryPositive,
    /// Strong opinion units on both sides.
    Mixed,
    /// Nothing to judge.
    Undetected,
}

impl Label {
    /// All labels, in the order reports show them.
    pub const ALL: [Label; 7] = [
        Label::VeryNegative,
        Label::Negative,
        Label::Neutral,
        Label::Positive,
        Label::VeryPositive,
        Label::Mixed,
        Label::Undetected,
    ];

    /// The name used in output files.
    pub fn as_str(self) -> &'static str {
        match self {
            Label::VeryNegative => "very_negative",
            Label::Negative => "negative",
            Label::Neutral => "neutral",
            Label::Positive => "positive",
            Label::VeryPositive => "very_positive",
            Label::Mixed => "mixed",
            Label::Undetected => "undetected",
        }
    }
}

/// The emotion a comment expresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Emotion {
    /// Content, without strong feeling.
    Satisfied,
    /// Discontent, without strong feeling.
    Dissatisfied,
    /// Anger or annoyance.
    Angry,
    /// Joy or delight.
    Joyful,
    /// Worry or fear.
    Worried,
    /// Disappointment or sadness.
    Disappointed,
    /// Surprise.
    Surprised,
    /// No emotion.
    None,
}

impl Emotion {
    /// The name used in output files.
    pub fn as_str(self) -> &'static str {
        match self {
            Emotion::Satisfied => "satisfied",
            Emotion::Dissatisfied => "dissatisfied",
            Emotion::Angry => "angry",
            Emotion::Joyful => "joyful",
            Emotion::Worried => "worried",
            Emotion::Disappointed => "disappointed",
            Emotion::Surprised => "surprised",
            Emotion::None => "none",
        }
    }
}

/// How likely it is that a comment tells of effort; the rest is P(none).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct EffortShares {
    /// P(high effort).
    pub high: f32,
    /// P(low effort).
    pub low: f32,
}

/// What an engine that knows more than the three classes says of a whole comment.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Whole {
    /// P(mixed): real praise and a real complaint.
    pub mixed: f32,
    /// Where the comment tips as a whole, in [−1, 1]: P(positive) − P(negative) of the
    /// lean, which also a mixed and a neutral comment have.
    pub lean: f32,
    /// P(strong): emphatic words, several strong points.
    pub strong: f32,
}

/// What an engine is asked to judge: one comment and the aspect mentions
/// found in it.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The comment.
    pub text: &'a Prepared,
    /// Byte spans of aspect mentions in the normalised text.
    pub aspects: &'a [Range<usize>],
    /// The aspects that the engine has learnt (places in [`Engine::aspects`]) and that a
    /// term in the text names, in ascending order.
    pub named: &'a [usize],
}

/// An aspect that an engine has learnt and finds judged in a comment.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    /// Its place in [`Engine::aspects`].
    pub aspect: usize,
    /// Probability that the comment judges it.
    pub presence: f32,
    /// How it is judged.
    pub polarity: Polarity,
    /// Byte span of the words, in the normalised text, that speak of it most.
    pub evidence: Range<usize>,
}

/// An engine's answer for one comment.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// Polarity of the whole comment.
    pub polarity: Polarity,
    /// Polarity of each opinion unit, in the order of [`Prepared::units`].
    pub units: Vec<Polarity>,
    /// Polarity at each requested aspect, in the order of [`Request::aspects`].
    pub aspects: Vec<Polarity>,
    /// The rating in [1, 5] that the text implies, where the engine can tell.
    pub stars: Option<f32>,
    /// The emotion expressed, where the engine can tell.
    pub emotion: Option<Emotion>,
    /// The effort it speaks of, where the engine can tell.
    pub effort: Option<EffortShares>,
    /// Mixed, lean and strength, where the engine can tell.
    pub whole: Option<Whole>,
    /// The learnt aspects that the comment judges, in the order of [`Engine::aspects`];
    /// `None` where the engine has learnt none and terms decide.
    pub heard: Option<Vec<Heard>>,
    /// Where the comment and its units stand among others by what they speak of. `None` unless
    /// the engine was asked for it.
    pub embeddings: Option<Embeddings>,
    /// Byte spans, in the normalised text, of names of private persons that the engine found,
    /// in order and apart; empty where it cannot tell.
    pub names: Option<Vec<Range<usize>>>,
}

/// Vectors of unit length, whose product with one another is a cosine similarity: of what two
/// texts speak, whether they praise or complain.
#[derive(Debug, Clone, PartialEq)]
pub struct Embeddings {
    /// That of the whole comment.
    pub comment: Vec<f32>,
    /// That of each opinion unit, in the order of [`Prepared::units`].
    pub units: Vec<Vec<f32>>,
}

/// Sentiment, of either sign, from which a unit says something by itself.
const CLEAR_UNIT: f32 = 0.3;

impl Judgement {
    /// A judgement of these polarities and nothing else.
    pub fn of_polarity(
        polarity: Polarity,
        units: Vec<Polarity>,
        aspects: Vec<Polarity>,
    ) -> Judgement {
        Judgement {
            polarity,
            units,
            aspects,
            stars: None,
            emotion: None,
            effort: None,
            whole: None,
            heard: None,
            embeddings: None,
            names: None,
        }
    }

    /// Whether the unit with this index, judged by itself, says what `polarity` says of
    /// something in it: of the same sign, and clear. True of a unit that was not judged.
    pub fn bears_out(&self, unit: usize, polarity: Polarity) -> bool {
        self.units.get(unit).is_none_or(|own| {
            let own = own.sentiment();
            own.abs() >= CLEAR_UNIT && own * polarity.sentiment() > 0.0
        })
    }

    /// Sentiment of the comment in [−1, 1]: its expected lean, else P(positive) −
    /// P(negative).
    pub fn sentiment(&self) -> f32 {
        self.whole.map_or_else(|| self.polarity.sentiment(), |whole| whole.lean)
    }
}

/// Why an engine's model cannot be used.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
#[non_exhaustive]
pub enum UnusableModel {
    /// The model of the fast engine.
    Fast(#[from] linear::ModelError),
    /// The model of the encoder.
    Encoder(#[from] encoder::EncoderError),
    /// A checkpoint of the engine over libtorch.
    #[cfg(feature = "rust-bert")]
    RustBert(#[from] rust_bert::RustBertError),
}

impl UnusableModel {
    /// The message in words of `locale` (`en` or `zh`).
    pub fn message_in(&self, locale: &str) -> String {
        match self {
            UnusableModel::Fast(error) => error.message_in(locale),
            UnusableModel::Encoder(error) => error.message_in(locale),
            #[cfg(feature = "rust-bert")]
            UnusableModel::RustBert(error) => error.message_in(locale),
        }
    }
}

/// A sentiment engine. The same text gets the same answer whatever else is in
/// the batch.
pub trait Engine: Send + Sync {
    /// Short name, as `--engine` takes it.
    fn name(&self) -> &str;

    /// Version of the model that answers, for reports.
    fn model(&self) -> &str;

    /// Ids of the aspects that the engine has learnt to find without their terms.
    fn aspects(&self) -> &[String] {
        &[]
    }

    /// Judges a batch; one answer per request, in order.
    ///
    /// # Errors
    /// What failed in the engine. A batch is judged as a whole or not at all.
    fn judge(&self, batch: &[Request<'_>]) -> Result<Vec<Judgement>, EngineError>;
}
