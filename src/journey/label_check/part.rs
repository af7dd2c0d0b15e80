//! What the engine said of a part of the comments, in sums.

use super::Classified;
use crate::sentiment::labelled::Reading;

/// Sums over comments.
#[derive(Debug, Clone, Default)]
pub(super) struct Part {
    /// Comments of each stratum.
    pub(super) sizes: Vec<u64>,
    /// Comments that the engine takes for each of [`Reading::ALL`].
    pub(super) classified: [u64; 4],
    /// Sums of what the engine said of each.
    said: [f64; 4],
    sentiment: f64,
    sentiment_squared: f64,
    score: f64,
    score_squared: f64,
    product: f64,
}

impl Part {
    /// Counts a comment of a stratum, with its score on the common footing where it has one.
    pub(super) fn add(&mut self, stratum: usize, comment: &Classified<'_>, score: Option<f64>) {
        if self.sizes.len() <= stratum {
            self.sizes.resize(stratum + 1, 0);
        }
        self.sizes[stratum] += 1;
        self.classified[comment.reading as usize] += 1;
        self.said.iter_mut().zip(comment.said).for_each(|(sum, said)| *sum += said);
        self.sentiment += comment.sentiment;
        self.sentiment_squared += comment.sentiment * comment.sentiment;
        let score = score.unwrap_or_default();
        self.score += score;
        self.score_squared += score * score;
        self.product += score * comment.sentiment;
    }

    /// Comments.
    pub(super) fn n(&self) -> u64 {
        self.sizes.iter().sum()
    }

    /// Mean of what the engine said of a class.
    pub(super) fn said(&self, of: Reading) -> f64 {
        self.said[of as usize] / self.n() as f64
    }

    /// Mean sentiment, as the engine has it.
    pub(super) fn sentiment(&self) -> f64 {
        self.sentiment / self.n() as f64
    }

    /// Share of the comments that the engine takes for a class.
    pub(super) fn share(&self, of: Reading) -> f64 {
        self.classified[of as usize] as f64 / self.n() as f64
    }

    /// Mean and standard deviation of the scores; `None` where all are the same.
    pub(super) fn scores(&self) -> Option<(f64, f64)> {
        let n = self.n() as f64;
        let mean = self.score / n;
        let deviation = (self.score_squared / n - mean * mean).max(0.0).sqrt();
        (deviation > 1e-9).then_some((mean, deviation))
    }

    /// Means of the sentiment, of its square, and of its product with the standard score.
    pub(super) fn moments(&self) -> Option<[f64; 3]> {
        let n = self.n() as f64;
        let (mean, deviation) = self.scores()?;
        let product = (self.product - mean * self.sentiment) / deviation;
        Some([self.sentiment / n, self.sentiment_squared / n, product / n])
    }

    /// Pearson's correlation of the engine's sentiment with the score.
    pub(super) fn correlation(&self) -> Option<f64> {
        let [mean, square, product] = self.moments()?;
        let deviation = (square - mean * mean).max(0.0).sqrt();
        (deviation > 1e-9).then(|| (product / deviation).clamp(-1.0, 1.0))
    }

    /// What is left of this without a part of it.
    pub(super) fn without(&self, part: &Part) -> Part {
        let mut left = self.clone();
        left.sizes.iter_mut().zip(&part.sizes).for_each(|(size, less)| *size -= less);
        left.classified.iter_mut().zip(part.classified).for_each(|(n, less)| *n -= less);
        left.said.iter_mut().zip(part.said).for_each(|(sum, less)| *sum -= less);
        left.sentiment -= part.sentiment;
        left
    }
}
