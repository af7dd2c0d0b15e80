//! The cascade: the fast engine answers where it is sure; the rest is judged
//! by the encoder, with the fast engine's opinion weighed in.
//!
//! The two err in different places, so their mean is better than either.

use super::emotion::emotion;
use super::encoder::EncoderEngine;
use super::linear::LinearEngine;
use super::{Engine, Judgement, Polarity, Request};

/// The fast engine's answer stands from this probability of its class on.
///
/// Chosen on development rows of data sets that neither model had seen in
/// training, between accuracy and speed; `models/README.md` has the table.
const SURE: f32 = 0.6;

/// A unit of another class from this probability on makes the answer doubtful:
/// contrasts are what the encoder is better at.
const OPPOSED: f32 = 0.9;

/// The fast engine's part in the mean of log probabilities.
const FAST_PART: f32 = 0.3;

/// Two engines in a row.
pub struct CascadeEngine {
    fast: LinearEngine,
    encoder: EncoderEngine,
    model: String,
}

impl CascadeEngine {
    /// A cascade of the two.
    pub fn new(fast: LinearEngine, encoder: EncoderEngine) -> CascadeEngine {
        let model = format!("{}+{}", fast.model(), encoder.model());
        CascadeEngine { fast, encoder, model }
    }
}

impl Engine for CascadeEngine {
    fn name(&self) -> &str {
        "cascade"
    }

    fn model(&self) -> &str {
        &self.model
    }

    fn judge(&self, batch: &[Request<'_>]) -> Vec<Judgement> {
        let mut judgements = self.fast.judge(batch);
        let unsure: Vec<usize> = (0..batch.len()).filter(|&i| !is_sure(&judgements[i])).collect();
        let requests: Vec<Request<'_>> = unsure.iter().map(|&i| batch[i]).collect();
        for (i, mut judgement) in unsure.into_iter().zip(self.encoder.judge(&requests)) {
            let class = judgement.polarity.class();
            judgement.polarity = mean(&judgement.polarity, &judgements[i].polarity);
            if judgement.polarity.class() != class {
                judgement.emotion = Some(emotion([], judgement.polarity.class()));
            }
            for (ours, fast) in judgement.units.iter_mut().zip(&judgements[i].units) {
                *ours = mean(ours, fast);
            }
            judgements[i] = judgement;
        }
        judgements
    }
}

/// Whether the whole is surely of a class, and no unit surely of another.
fn is_sure(judgement: &Judgement) -> bool {
    let surest = |p: &Polarity| p.negative.max(p.neutral).max(p.positive);
    let class = judgement.polarity.class();
    let other = |unit: &Polarity| surest(unit) >= OPPOSED && unit.class() != class;
    surest(&judgement.polarity) >= SURE && !judgement.units.iter().any(other)
}

/// Weighted geometric mean of two judgements: a logarithmic opinion pool
/// (Genest & Zidek, Statistical Science 1986).
fn mean(encoder: &Polarity, fast: &Polarity) -> Polarity {
    let pool = |a: f32, b: f32| a.max(1e-6).powf(1.0 - FAST_PART) * b.max(1e-6).powf(FAST_PART);
    let [negative, neutral, positive] = [
        pool(encoder.negative, fast.negative),
        pool(encoder.neutral, fast.neutral),
        pool(encoder.positive, fast.positive),
    ];
    let total = negative + neutral + positive;
    Polarity { negative: negative / total, neutral: neutral / total, positive: positive / total }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn polarity(negative: f32, positive: f32) -> Polarity {
        Polarity { negative, neutral: 1.0 - negative - positive, positive }
    }

    fn judgement(polarity: Polarity, units: Vec<Polarity>) -> Judgement {
        Judgement { polarity, units, aspects: vec![], stars: None, emotion: None, effort: None }
    }

    #[test]
    fn sure_is_who_is_of_one_mind() {
        let good = polarity(0.01, 0.98);
        assert!(is_sure(&judgement(good, vec![good, polarity(0.5, 0.4)])));
        assert!(is_sure(&judgement(good, vec![good, polarity(0.8, 0.1)])));
        assert!(!is_sure(&judgement(good, vec![good, polarity(0.95, 0.02)])));
        assert!(!is_sure(&judgement(polarity(0.4, 0.5), vec![])));
    }

    #[test]
    fn the_mean_lies_between_and_sums_to_one() {
        let (a, b) = (polarity(0.2, 0.7), polarity(0.6, 0.3));
        let mean = mean(&a, &b);
        assert!((mean.negative + mean.neutral + mean.positive - 1.0).abs() < 1e-6);
        assert!(mean.positive < a.positive && mean.positive > b.positive);
        // Nothing to average where both agree.
        let same = super::mean(&a, &a);
        assert!((same.positive - a.positive).abs() < 1e-6);
    }
}
