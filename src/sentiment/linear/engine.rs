//! The [`Engine`] over a [`LinearModel`].

use super::super::emotion::emotion;
use super::super::{Emotion, Engine, EngineError, Judgement, Polarity, Request, Whole};
use super::features::unit_features;
use super::model::{
    CLASSES, EMOTION, EMOTIONS, LinearModel, MIXED, ModelError, OUTPUTS, STARS, sigmoid, softmax,
};

/// A comment is strong from this |sentiment| on: n-grams do not tell emphasis apart.
const STRONG: f32 = 0.9;

/// The fast engine.
#[derive(Debug, Clone)]
pub struct LinearEngine {
    model: LinearModel,
}

/// Buffers that live across the comments of a batch.
#[derive(Default)]
struct Scratch {
    unit: Vec<u32>,
    all: Vec<u32>,
}

impl LinearEngine {
    /// The engine with the model that ships with this crate.
    ///
    /// # Errors
    /// [`ModelError::NotBuiltIn`] in a build without the feature `builtin-fast`; also when the
    /// shipped model is damaged, which a test of this crate rules out.
    pub fn builtin() -> Result<LinearEngine, ModelError> {
        #[cfg(feature = "builtin-fast")]
        return LinearModel::from_bytes(include_bytes!("../../../models/fast.bin"))
            .map(LinearEngine::new);
        #[cfg(not(feature = "builtin-fast"))]
        Err(ModelError::NotBuiltIn)
    }

    /// An engine over a trained model.
    pub fn new(model: LinearModel) -> LinearEngine {
        LinearEngine { model }
    }

    fn judge_one(&self, request: &Request<'_>, scratch: &mut Scratch) -> Judgement {
        let Scratch { unit: features, all } = scratch;
        all.clear();
        let mut last = None;
        let units: Vec<Polarity> = (0..request.text.units.len())
            .map(|unit| {
                features.clear();
                unit_features(request.text, unit, features);
                let logits = self.model.logits(&self.model.sums(features));
                all.extend_from_slice(features);
                last = Some(logits);
                polarity(&logits)
            })
            .collect();
        // A comment of one unit is that unit.
        let logits = match (units.len(), last) {
            (1, Some(logits)) => logits,
            _ => self.model.logits(&self.model.sums(all)),
        };
        // How it would tip were it not mixed.
        let tipping = polarity(&logits);
        let mixed = self.model.knows_mixed().then(|| classes(&logits));
        let whole = mixed.map_or(tipping, |(whole, _)| whole);
        // A mention takes the polarity of its opinion unit: a linear model
        // has no finer context.
        let aspects = request
            .aspects
            .iter()
            .map(|span| {
                let unit = request.text.units.partition_point(|unit| unit.span.end <= span.start);
                units.get(unit).copied().unwrap_or(tipping)
            })
            .collect();
        Judgement {
            polarity: whole,
            units,
            aspects,
            stars: Some(1.0 + 4.0 * sigmoid(logits[STARS])),
            emotion: Some(emotion(emotions(&logits), whole.class())),
            effort: None,
            whole: mixed.map(|(whole, mixed)| Whole {
                mixed,
                lean: tipping.sentiment(),
                strong: f32::from(u8::from(whole.sentiment().abs() >= STRONG)),
            }),
            heard: None,
            embeddings: None,
            names: None,
        }
    }
}

impl Engine for LinearEngine {
    fn name(&self) -> &str {
        "fast"
    }

    fn model(&self) -> &str {
        self.model.name()
    }

    fn judge(&self, batch: &[Request<'_>]) -> Result<Vec<Judgement>, EngineError> {
        let mut scratch = Scratch::default();
        Ok(batch.iter().map(|request| self.judge_one(request, &mut scratch)).collect())
    }
}

/// Probabilities of the three classes of a whole comment, and of mixed.
fn classes(logits: &[f32; OUTPUTS]) -> (Polarity, f32) {
    let p: [f32; CLASSES] = softmax(std::array::from_fn(|k| logits[k]));
    let [negative, neutral, positive, _] = p;
    (Polarity { negative, neutral, positive }, p[MIXED])
}

/// Probabilities of the three classes of one opinion, which is not mixed.
fn polarity(logits: &[f32; OUTPUTS]) -> Polarity {
    let [negative, neutral, positive] = softmax([logits[0], logits[1], logits[2]]);
    Polarity { negative, neutral, positive }
}

fn emotions(logits: &[f32; OUTPUTS]) -> impl Iterator<Item = (Emotion, f32)> {
    let shares: [f32; EMOTIONS.len()] = softmax(std::array::from_fn(|k| logits[EMOTION + k]));
    EMOTIONS.into_iter().zip(shares)
}
