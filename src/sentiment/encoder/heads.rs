//! Linear heads over averaged token states.

use super::adapt::AdaptedHead;
use super::model::{EncoderError, HeadWeights, ModelFile};
use crate::sentiment::{EffortShares, Emotion, Heard, Judgement, Polarity, Whole};

/// The emotions of the emotion head, in the order of its outputs.
pub(super) const EMOTIONS: [Emotion; 8] = [
    Emotion::Satisfied,
    Emotion::Dissatisfied,
    Emotion::Angry,
    Emotion::Joyful,
    Emotion::Worried,
    Emotion::Disappointed,
    Emotion::Surprised,
    Emotion::None,
];

/// A linear map of a state to logits, whose softmax are probabilities.
#[derive(Debug, Clone, PartialEq)]
pub struct Linear {
    /// Row-major [outputs, hidden].
    pub weight: Vec<f32>,
    /// One per output.
    pub bias: Vec<f32>,
}

impl Linear {
    /// The logits of a state.
    pub fn logits(&self, state: &[f32]) -> Vec<f32> {
        (0..self.bias.len()).map(|k| self.logit(k, state)).collect()
    }

    /// Probability of each output.
    pub fn shares(&self, state: &[f32]) -> Vec<f32> {
        let mut shares = self.logits(state);
        let top = shares.iter().fold(f32::NEG_INFINITY, |top, &logit| top.max(logit));
        shares.iter_mut().for_each(|share| *share = (*share - top).exp());
        let total: f32 = shares.iter().sum();
        shares.iter_mut().for_each(|share| *share /= total);
        shares
    }

    pub(super) fn logit(&self, k: usize, state: &[f32]) -> f32 {
        let row = &self.weight[k * state.len()..][..state.len()];
        let dot: f32 = row.iter().zip(state).map(|(w, x)| w * x).sum();
        dot + self.bias[k]
    }
}

/// The heads of a model.
#[derive(Clone)]
pub(super) struct Heads {
    label: HeadWeights,
    lean: HeadWeights,
    strength: HeadWeights,
    polarity: HeadWeights,
    aspect: HeadWeights,
    stars: HeadWeights,
    emotion: HeadWeights,
    effort: HeadWeights,
    /// From the mean state to the space of the sentences that the encoder was made of, where the
    /// model has it.
    embedding: Option<Linear>,
}

impl Heads {
    pub(super) fn new(file: &ModelFile<'_>) -> Result<Heads, EncoderError> {
        Ok(Heads {
            label: file.head("label", 4)?,
            lean: file.head("lean", 3)?,
            strength: file.head("strength", 4)?,
            polarity: file.head("polarity", 3)?,
            aspect: file.head("aspect", 3)?,
            stars: file.head("stars", 5)?,
            emotion: file.head("emotion", EMOTIONS.len())?,
            effort: file.head("effort", 3)?,
            embedding: embedding(file)?,
        })
    }

    /// A head, its temperature worked in.
    pub(super) fn linear(&self, head: AdaptedHead) -> Linear {
        let HeadWeights { weight, bias, temperature } = match head {
            AdaptedHead::Label => &self.label,
            AdaptedHead::Stars => &self.stars,
            AdaptedHead::Emotion => &self.emotion,
        };
        let cooled = |values: &[f32]| values.iter().map(|value| value / temperature).collect();
        Linear { weight: cooled(weight), bias: cooled(bias) }
    }

    /// The heads of units, of aspect mentions and of effort, which labelled comments do
    /// not fit, their temperature worked in.
    pub(super) fn others(&self) -> [Linear; 3] {
        [&self.polarity, &self.aspect, &self.effort].map(
            |HeadWeights { weight, bias, temperature }| {
                let cooled =
                    |values: &[f32]| values.iter().map(|value| value / temperature).collect();
                Linear { weight: cooled(weight), bias: cooled(bias) }
            },
        )
    }

    /// Puts another head in the place of one.
    pub(super) fn put(&mut self, head: AdaptedHead, Linear { weight, bias }: Linear) {
        let new = HeadWeights { weight, bias, temperature: 1.0 };
        match head {
            AdaptedHead::Label => self.label = new,
            AdaptedHead::Stars => self.stars = new,
            AdaptedHead::Emotion => self.emotion = new,
        }
    }

    /// What is said of a comment with the mean state `whole`.
    pub(super) fn judgement(
        &self,
        whole: &[f32],
        units: Vec<Polarity>,
        aspects: Vec<Polarity>,
        heard: Option<Vec<Heard>>,
    ) -> Judgement {
        let [negative, neutral, positive, mixed]: [f32; 4] = probabilities(&self.label, whole);
        let [against, _, favour]: [f32; 3] = probabilities(&self.lean, whole);
        let [.., strong]: [f32; 4] = probabilities(&self.strength, whole);
        // The lean of a mixed or neutral comment; that of the others is their class, so
        // that sentiment and label agree also where the label was fitted anew.
        let lean = positive - negative + (mixed + neutral) * (favour - against);
        Judgement {
            polarity: Polarity { negative, neutral, positive },
            units,
            aspects,
            stars: Some(self.stars(whole)),
            emotion: Some(self.emotion(whole)),
            effort: Some(self.effort(whole)),
            whole: Some(Whole { mixed, lean, strong }),
            heard,
            embeddings: None,
            names: None,
        }
    }

    /// The embedding of a comment or a unit, of unit length; `None` in a model without the head.
    pub(super) fn embedding(&self, whole: &[f32]) -> Option<Vec<f32>> {
        let mut vector = self.embedding.as_ref()?.logits(whole);
        let norm = vector.iter().map(|x| x * x).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        vector.iter_mut().for_each(|x| *x /= norm);
        Some(vector)
    }

    /// Whether the model has embeddings.
    pub(super) fn has_embeddings(&self) -> bool {
        self.embedding.is_some()
    }

    /// Polarity of an opinion unit.
    pub(super) fn polarity(&self, pooled: &[f32]) -> Polarity {
        polarity(probabilities(&self.polarity, pooled))
    }

    /// Polarity at an aspect mention.
    pub(super) fn aspect(&self, pooled: &[f32]) -> Polarity {
        polarity(probabilities(&self.aspect, pooled))
    }

    /// The expected rating, 1 to 5.
    pub(super) fn stars(&self, pooled: &[f32]) -> f32 {
        let shares: [f32; 5] = probabilities(&self.stars, pooled);
        shares.iter().zip(1u8..).map(|(share, star)| share * f32::from(star)).sum()
    }

    /// Probability of each of [`EMOTIONS`].
    pub(super) fn emotions(&self, pooled: &[f32]) -> [f32; EMOTIONS.len()] {
        probabilities(&self.emotion, pooled)
    }

    /// The likeliest emotion.
    fn emotion(&self, pooled: &[f32]) -> Emotion {
        let shares = EMOTIONS.into_iter().zip(self.emotions(pooled));
        let best = shares.reduce(|best, next| if next.1 > best.1 { next } else { best });
        best.map_or(Emotion::None, |(emotion, _)| emotion)
    }

    /// The effort a comment speaks of.
    pub(super) fn effort(&self, pooled: &[f32]) -> EffortShares {
        let [high, low, _]: [f32; 3] = probabilities(&self.effort, pooled);
        EffortShares { high, low }
    }
}

/// The map of `embedding.weight` and `embedding.bias`.
fn embedding(file: &ModelFile<'_>) -> Result<Option<Linear>, EncoderError> {
    if !file.has("embedding.weight") {
        return Ok(None);
    }
    let bias = file.floats("embedding.bias", None)?;
    let weight = file.floats("embedding.weight", Some(bias.len() * file.hidden))?;
    Ok(Some(Linear { weight, bias }))
}

pub(super) fn polarity([negative, neutral, positive]: [f32; 3]) -> Polarity {
    Polarity { negative, neutral, positive }
}

/// Softmax of the head's logits over its temperature.
pub(super) fn probabilities<const N: usize>(head: &HeadWeights, pooled: &[f32]) -> [f32; N] {
    let logits: [f32; N] = std::array::from_fn(|k| {
        let row = &head.weight[k * pooled.len()..][..pooled.len()];
        let dot: f32 = row.iter().zip(pooled).map(|(w, x)| w * x).sum();
        (dot + head.bias[k]) / head.temperature
    });
    let top = logits.iter().fold(f32::NEG_INFINITY, |top, &logit| top.max(logit));
    let shares = logits.map(|logit| (logit - top).exp());
    let total: f32 = shares.iter().sum();
    shares.map(|share| share / total)
}

/// Mean of the states at the given tokens; `None` where there are none.
pub(super) fn mean(
    states: &[f32],
    hidden: usize,
    tokens: impl ExactSizeIterator<Item = usize>,
) -> Option<Vec<f32>> {
    let count = tokens.len();
    let mut sum = vec![0.0f32; hidden];
    for token in tokens {
        for (sum, state) in sum.iter_mut().zip(&states[token * hidden..][..hidden]) {
            *sum += state;
        }
    }
    sum.iter_mut().for_each(|value| *value /= count as f32);
    (count > 0).then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_of_known_logits() {
        let head = HeadWeights {
            weight: vec![1.0, 0.0, 0.0, 1.0],
            bias: vec![0.0, 1.0],
            temperature: 2.0,
        };
        // Logits 3 and 2 over 2: a difference of 0.5.
        let [first, second]: [f32; 2] = probabilities(&head, &[3.0, 1.0]);
        assert!((first - 1.0 / (1.0 + (-0.5f32).exp())).abs() < 1e-6);
        assert!((first + second - 1.0).abs() < 1e-6);
    }

    #[test]
    fn the_mean_of_chosen_tokens() {
        let states = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        assert_eq!(mean(&states, 2, [0, 2].into_iter()), Some(vec![3.0, 4.0]));
        assert_eq!(mean(&states, 2, [].into_iter()), None);
    }
}
