//! How good an engine's answers are on labelled comments, data set by data
//! set: accuracy, macro-F1, per-class precision and recall, calibration, and
//! the agreement of implied stars with true ratings.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::sentiment::labelled::Labelled;
use crate::sentiment::{Class, Judgement};
use crate::stats::correlation::kendall_tau_b;

/// The classes of a comment.
const CLASSES: [&str; 4] = ["negative", "neutral", "positive", "mixed"];
/// The places of those that a set may not know.
const NEUTRAL: usize = 1;
const MIXED: usize = 3;

/// Bins of the calibration error.
const BINS: usize = 10;

/// Precision, recall and F1 of one class.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClassMetrics {
    /// The class: negative, neutral, positive or mixed.
    pub class: &'static str,
    /// Rows that truly are of this class.
    pub support: u64,
    /// Share of rows predicted as this class that are of it.
    pub precision: f64,
    /// Share of rows of this class that were predicted as it.
    pub recall: f64,
    /// Harmonic mean of precision and recall.
    pub f1: f64,
}

/// Scores on one data set.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SetMetrics {
    /// Data set.
    pub set: String,
    /// Rows with a label.
    pub n: u64,
    /// Whether the set has neutral rows. Where it has none, every measure
    /// compares P(negative) with P(positive) only.
    pub three_class: bool,
    /// Share of rows whose class is right.
    pub accuracy: f64,
    /// Unweighted mean of the classes' F1.
    pub macro_f1: f64,
    /// Accuracy of negative against positive on the rows that are either.
    pub binary_accuracy: f64,
    /// One entry per class that occurs.
    pub classes: Vec<ClassMetrics>,
    /// Whether the set has mixed rows. Where it has none, P(mixed) is left out.
    pub knows_mixed: bool,
    /// `confusion[truth][prediction]`, in the order negative, neutral, positive, mixed.
    pub confusion: [[u64; CLASSES.len()]; CLASSES.len()],
    /// Expected calibration error over ten bins of confidence
    /// (Naeini et al., AAAI 2015).
    pub calibration_error: f64,
    /// Kendall τ-b of implied stars with true ratings, and the rows it is on.
    pub stars: Option<(f64, u64)>,
    /// Share of rows whose emotion is right, and the rows it is on.
    pub emotion: Option<(f64, u64)>,
}

/// Collects predictions against truths.
#[derive(Debug, Default)]
pub struct Evaluation {
    sets: BTreeMap<String, Answers>,
}

#[derive(Debug, Default)]
struct Answers {
    polarity: Vec<(usize, [f32; CLASSES.len()])>,
    stars: Vec<(f64, f64)>,
    emotion: (u64, u64),
}

impl Evaluation {
    /// Adds one row's answer.
    pub fn add(&mut self, truth: &Labelled, answer: &Judgement) {
        let set = self.sets.entry(truth.set.clone()).or_default();
        let p = answer.polarity;
        let class =
            if truth.mixed { Some(MIXED) } else { truth.polarity.map(|class| class as usize) };
        if let Some(class) = class {
            let mixed = answer.whole.map_or(0.0, |whole| whole.mixed);
            set.polarity.push((class, [p.negative, p.neutral, p.positive, mixed]));
        }
        if let (Some(rating), Some(stars)) = (truth.rating, answer.stars) {
            set.stars.push((f64::from(rating), f64::from(stars)));
        }
        if let (Some(emotion), Some(found)) = (truth.emotion, answer.emotion) {
            set.emotion.0 += u64::from(emotion == found);
            set.emotion.1 += 1;
        }
    }

    /// Scores per data set, in the order of their names.
    pub fn scores(&self) -> Vec<SetMetrics> {
        self.sets.iter().map(|(name, answers)| answers.scores(name)).collect()
    }
}

impl Answers {
    fn scores(&self, set: &str) -> SetMetrics {
        let has = |class: usize| self.polarity.iter().any(|&(truth, _)| truth == class);
        let (three_class, knows_mixed) = (has(NEUTRAL), has(MIXED));
        let unknown = |k: usize| k == NEUTRAL && !three_class || k == MIXED && !knows_mixed;
        let mut confusion = [[0u64; CLASSES.len()]; CLASSES.len()];
        let mut binary = (0u64, 0u64);
        let mut bins = [(0.0f64, 0u64, 0u64); BINS];
        for &(truth, p) in &self.polarity {
            // Only what the set knows is compared.
            let known: f32 = (0..CLASSES.len()).filter(|&k| !unknown(k)).map(|k| p[k]).sum();
            let known = if known > 0.0 { known } else { 1.0 };
            let p: [f32; CLASSES.len()] =
                std::array::from_fn(|k| if unknown(k) { 0.0 } else { p[k] / known });
            let best = (1..CLASSES.len()).fold(0, |best, k| if p[k] > p[best] { k } else { best });
            confusion[truth][best] += 1;
            if truth != NEUTRAL && truth != MIXED {
                binary.0 += u64::from((p[2] > p[0]) == (truth == Class::Positive as usize));
                binary.1 += 1;
            }
            let bin = &mut bins[((p[best] * BINS as f32) as usize).min(BINS - 1)];
            bin.0 += f64::from(p[best]);
            bin.1 += u64::from(best == truth);
            bin.2 += 1;
        }
        let n = self.polarity.len() as u64;
        let classes: Vec<ClassMetrics> =
            (0..CLASSES.len()).filter_map(|class| class_scores(class, &confusion)).collect();
        let hits: u64 = (0..CLASSES.len()).map(|k| confusion[k][k]).sum();
        let gaps: f64 = bins.iter().map(|(sum, hits, _)| (sum - *hits as f64).abs()).sum();
        let (truth, implied): (Vec<f64>, Vec<f64>) = self.stars.iter().copied().unzip();
        SetMetrics {
            set: set.to_owned(),
            n,
            three_class,
            knows_mixed,
            accuracy: share(hits, n),
            // The sum of nothing is −0.
            macro_f1: classes.iter().map(|c| c.f1).sum::<f64>().abs() / classes.len().max(1) as f64,
            binary_accuracy: share(binary.0, binary.1),
            classes,
            confusion,
            calibration_error: gaps / n.max(1) as f64,
            stars: kendall_tau_b(&truth, &implied).map(|tau| (tau.value, truth.len() as u64)),
            emotion: (self.emotion.1 > 0)
                .then(|| (share(self.emotion.0, self.emotion.1), self.emotion.1)),
        }
    }
}

fn class_scores(
    k: usize,
    confusion: &[[u64; CLASSES.len()]; CLASSES.len()],
) -> Option<ClassMetrics> {
    let support: u64 = confusion[k].iter().sum();
    let predicted: u64 = confusion.iter().map(|row| row[k]).sum();
    let hits = confusion[k][k];
    (support > 0).then(|| ClassMetrics {
        class: CLASSES[k],
        support,
        precision: share(hits, predicted),
        recall: share(hits, support),
        f1: share(2 * hits, support + predicted),
    })
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sentiment::{Emotion, Polarity};

    fn add(evaluation: &mut Evaluation, truth: Class, p: [f32; 3], rating: f32, stars: f32) {
        let truth = Labelled {
            text: String::new(),
            polarity: Some(truth),
            mixed: false,
            rating: Some(rating),
            emotion: Some(Emotion::None),
            set: "s".to_owned(),
        };
        let [negative, neutral, positive] = p;
        let polarity = Polarity { negative, neutral, positive };
        let mut answer = Judgement::of_polarity(polarity, Vec::new(), Vec::new());
        (answer.stars, answer.emotion) = (Some(stars), Some(Emotion::Angry));
        evaluation.add(&truth, &answer);
    }

    #[test]
    fn three_classes() {
        let mut evaluation = Evaluation::default();
        add(&mut evaluation, Class::Negative, [0.8, 0.1, 0.1], 0.0, 1.0);
        add(&mut evaluation, Class::Negative, [0.2, 0.5, 0.3], 0.25, 2.0);
        add(&mut evaluation, Class::Neutral, [0.1, 0.6, 0.3], 0.5, 3.0);
        add(&mut evaluation, Class::Positive, [0.1, 0.0, 0.9], 1.0, 5.0);
        let scores = evaluation.scores().remove(0);
        assert!(scores.three_class);
        assert_eq!(scores.accuracy, 0.75);
        assert_eq!(scores.confusion, [[1, 1, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]]);
        // F1 of 2/3, 2/3 and 1.
        assert!((scores.macro_f1 - 7.0 / 9.0).abs() < 1e-12);
        // P(positive) exceeds P(negative) for the second: two of three right.
        assert!((scores.binary_accuracy - 2.0 / 3.0).abs() < 1e-12);
        // Confidences .8, .5, .6 and .9 in bins of their own; the second is wrong.
        assert!((scores.calibration_error - (0.2 + 0.5 + 0.4 + 0.1) / 4.0).abs() < 1e-6);
        assert_eq!(scores.stars, Some((1.0, 4)));
        assert_eq!(scores.emotion, Some((0.0, 4)));
    }

    #[test]
    fn without_neutral_rows_the_neutral_probability_is_left_out() {
        let mut evaluation = Evaluation::default();
        add(&mut evaluation, Class::Negative, [0.3, 0.6, 0.1], 0.0, 1.0);
        add(&mut evaluation, Class::Positive, [0.1, 0.5, 0.4], 1.0, 5.0);
        let scores = evaluation.scores().remove(0);
        assert!(!scores.three_class);
        assert_eq!((scores.accuracy, scores.macro_f1), (1.0, 1.0));
        assert_eq!(scores.classes.len(), 2);
    }
}
