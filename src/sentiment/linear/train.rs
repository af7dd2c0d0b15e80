//! Training of the linear engine: multi-task logistic regression by AdaGrad.
//!
//! Three heads share one sparse input. The label is a softmax over negative, neutral, positive
//! and mixed; rows of a data set that has no neutral rows compare only negative
//! with positive (at [`TrainOptions::binary_weight`] they also say "not neutral, not
//! mixed"), so that such sets do not teach that neutral does not exist.
//! Stars are a logistic regression on the rating as a share of its scale.
//! Emotion is a softmax over six classes. AdaGrad: Duchi, Hazan & Singer,
//! JMLR 12 (2011).

use std::collections::{BTreeMap, BTreeSet};

use super::super::labelled::Labelled;
use super::super::{Class, Emotion};
use super::features::{LOG2_BUCKETS, unit_features};
use super::model::{
    CLASSES, EMOTION, EMOTIONS, LinearModel, MIXED, ModelError, ModelHeader, OUTPUTS, ROW, STARS,
    sigmoid, softmax,
};
use crate::text::Analyzer;

/// Settings of a training run; the defaults made the shipped model.
#[derive(Debug, Clone)]
pub struct TrainOptions {
    /// Version name written into the model.
    pub name: String,
    /// Most features kept: those with the largest weights.
    pub features: usize,
    /// Passes over the data.
    pub epochs: u32,
    /// AdaGrad learning rate.
    pub rate: f32,
    /// Inverse strength of the L2 penalty, as `C` of LIBLINEAR.
    pub c: f32,
    /// Weight of "not neutral" for rows of sets without neutral rows, 0–1.
    pub binary_weight: f32,
    /// Features seen in fewer comments are dropped.
    pub min_count: u32,
    /// Seed of the shuffles.
    pub seed: u64,
}

impl Default for TrainOptions {
    fn default() -> Self {
        TrainOptions {
            name: "custom".to_owned(),
            features: 1_200_000,
            epochs: 6,
            rate: 0.3,
            c: 3.0,
            binary_weight: 0.1,
            min_count: 2,
            seed: 20_260_901,
        }
    }
}

/// What happened during training, for the one who runs it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EpochLoss {
    /// Epoch just ended, from 1.
    pub epoch: u32,
    /// Mean loss over the rows trained on.
    pub loss: f64,
    /// Mean loss over the rows held out for calibration; `None` where none are.
    pub held_out: Option<f64>,
}

/// Start of AdaGrad's sums of squares, against a first step that is too long.
const START: f32 = 0.01;

/// Which classes the labels of a row's data set tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// Negative and positive.
    Two,
    /// Neutral as well; what is mixed may have any of the three.
    Three,
    /// All four.
    Four,
}

struct Example {
    features: std::ops::Range<usize>,
    norm: f32,
    polarity: Option<usize>,
    told: Told,
    rating: Option<f32>,
    emotion: Option<usize>,
}

/// Trains a model. One row in twenty, chosen by a hash of its text, is held
/// out to calibrate the probabilities. `report` is called after each epoch.
///
/// # Errors
/// When no row has a label, or weights come out that are no numbers.
pub fn train(
    labelled: &[Labelled],
    analyzer: &Analyzer,
    options: &TrainOptions,
    mut report: impl FnMut(EpochLoss),
) -> Result<LinearModel, ModelError> {
    let mut trainer = Trainer::new(labelled, analyzer, options);
    if trainer.train.is_empty() {
        return Err(ModelError::NoLabels);
    }
    let mut random = fastrand::Rng::with_seed(options.seed);
    for epoch in 1..=options.epochs {
        random.shuffle(&mut trainer.train);
        // Linear decay: AdaGrad's own decay alone leaves the last epochs noisy.
        let rate = options.rate * (1.0 - 0.9 * (epoch - 1) as f32 / options.epochs as f32);
        let loss = trainer.epoch(rate, options);
        let held_out = trainer.held_out_loss(options);
        report(EpochLoss { epoch, loss, held_out });
    }
    if !trainer.is_finite() {
        return Err(ModelError::NotFinite);
    }
    trainer.prune(options.features);
    let sharpness = trainer.calibrate();
    trainer.quantise(options, sharpness, labelled)
}

struct Trainer {
    buckets: Vec<u32>,
    rows: Vec<Example>,
    train: Vec<u32>,
    held_out: Vec<u32>,
    idf: Vec<f32>,
    unknown_square: f32,
    /// Share of a weight taken off each time its feature is met, so that over
    /// an epoch every weight feels the same penalty.
    decay: Vec<f32>,
    weights: Vec<[f32; OUTPUTS]>,
    squares: Vec<[f32; OUTPUTS]>,
    bias: [f32; OUTPUTS],
    bias_squares: [f32; OUTPUTS],
}

impl Trainer {
    fn new(labelled: &[Labelled], analyzer: &Analyzer, options: &TrainOptions) -> Trainer {
        let sets_with = |has: fn(&Labelled) -> bool| -> BTreeSet<&str> {
            labelled.iter().filter(|row| has(row)).map(|row| row.set.as_str()).collect()
        };
        let neutral_sets = sets_with(|row| row.polarity == Some(Class::Neutral));
        let mixed_sets = sets_with(|row| row.mixed);
        let mut buckets: Vec<u32> = Vec::new();
        let mut rows = Vec::with_capacity(labelled.len());
        let (mut train, mut held_out) = (Vec::new(), Vec::new());
        let mut features = Vec::new();
        for item in labelled {
            let labelled = item.polarity.is_some() || item.mixed;
            if !labelled && item.rating.is_none() && item.emotion.is_none() {
                continue;
            }
            let prepared = analyzer.prepare(&item.text);
            let start = buckets.len();
            features.clear();
            for unit in 0..prepared.units.len() {
                unit_features(&prepared, unit, &mut features);
            }
            features.sort_unstable();
            features.dedup();
            buckets.extend_from_slice(&features);
            if buckets.len() == start {
                continue;
            }
            let index = rows.len() as u32;
            let kept_out = xxhash_rust::xxh3::xxh3_64(item.text.as_bytes()).is_multiple_of(20);
            if kept_out {
                held_out.push(index)
            } else {
                train.push(index)
            }
            rows.push(Example {
                features: start..buckets.len(),
                norm: 0.0,
                polarity: match item.mixed {
                    true => Some(MIXED),
                    false => item.polarity.map(|class| class as usize),
                },
                told: match item.set.as_str() {
                    set if mixed_sets.contains(set) => Told::Four,
                    set if neutral_sets.contains(set) => Told::Three,
                    _ => Told::Two,
                },
                rating: item.rating,
                emotion: item.emotion.and_then(|emotion| {
                    // Content and discontent are no emotion of their own here.
                    let calm = matches!(emotion, Emotion::Satisfied | Emotion::Dissatisfied);
                    let emotion = if calm { Emotion::None } else { emotion };
                    EMOTIONS.iter().position(|&known| known == emotion)
                }),
            });
        }
        let size = 1usize << LOG2_BUCKETS;
        let mut documents = vec![0u32; size];
        buckets.iter().for_each(|&bucket| documents[bucket as usize] += 1);
        // ln((1 + N) / (1 + df)) + 1; 0 for features too rare to learn from.
        let all = (1 + rows.len()) as f32;
        let idf_of = |df: u32| (all / (1 + df) as f32).ln() + 1.0;
        let known = |df: u32| df >= options.min_count.max(1);
        let idf: Vec<f32> =
            documents.iter().map(|&df| if known(df) { idf_of(df) } else { 0.0 }).collect();
        let unknown_square = idf_of(1).powi(2);
        for row in &mut rows {
            let square = |&bucket: &u32| match idf[bucket as usize] {
                0.0 => unknown_square,
                idf => idf * idf,
            };
            let square: f32 = buckets[row.features.clone()].iter().map(square).sum();
            row.norm = if square > 0.0 { 1.0 / square.sqrt() } else { 0.0 };
        }
        Trainer {
            buckets,
            rows,
            train,
            held_out,
            decay: documents.iter().map(|&df| 1.0 / (options.c * df.max(1) as f32)).collect(),
            idf,
            unknown_square,
            weights: vec![[0.0; OUTPUTS]; size],
            squares: vec![[START; OUTPUTS]; size],
            bias: [0.0; OUTPUTS],
            bias_squares: [START; OUTPUTS],
        }
    }

    /// Whether all that was learnt are numbers.
    fn is_finite(&self) -> bool {
        let learnt = self.buckets.iter().flat_map(|bucket| &self.weights[*bucket as usize]);
        self.bias.iter().chain(learnt).all(|weight| weight.is_finite())
    }

    fn logits(&self, row: &Example) -> [f32; OUTPUTS] {
        let mut sums = [0.0f32; OUTPUTS];
        for &bucket in &self.buckets[row.features.clone()] {
            let idf = self.idf[bucket as usize];
            if idf > 0.0 {
                for (sum, weight) in sums.iter_mut().zip(&self.weights[bucket as usize]) {
                    *sum += idf * weight;
                }
            }
        }
        std::array::from_fn(|k| sums[k] * row.norm + self.bias[k])
    }

    fn epoch(&mut self, rate: f32, options: &TrainOptions) -> f64 {
        let mut total = 0.0;
        for index in 0..self.train.len() {
            let row = &self.rows[self.train[index] as usize];
            let (loss, gradient) = loss_gradient(row, &self.logits(row), options.binary_weight);
            total += f64::from(loss);
            let (features, norm) = (row.features.clone(), row.norm);
            for (k, &g) in gradient.iter().enumerate() {
                if g == 0.0 {
                    continue;
                }
                self.bias_squares[k] += g * g;
                self.bias[k] -= rate * g / self.bias_squares[k].sqrt();
            }
            for &bucket in &self.buckets[features] {
                let bucket = bucket as usize;
                let x = self.idf[bucket] * norm;
                if x == 0.0 {
                    continue;
                }
                let (weights, squares) = (&mut self.weights[bucket], &mut self.squares[bucket]);
                for k in 0..OUTPUTS {
                    if gradient[k] != 0.0 {
                        let g = gradient[k] * x + self.decay[bucket] * weights[k];
                        squares[k] += g * g;
                        weights[k] -= rate * g / squares[k].sqrt();
                    }
                }
            }
        }
        total / self.train.len() as f64
    }

    fn held_out_loss(&self, options: &TrainOptions) -> Option<f64> {
        let losses = self.held_out.iter().map(|&index| {
            let row = &self.rows[index as usize];
            f64::from(loss_gradient(row, &self.logits(row), options.binary_weight).0)
        });
        let n = self.held_out.len();
        (n > 0).then(|| losses.sum::<f64>() / n as f64)
    }

    /// The inverse temperature of each head that gives the held-out rows the
    /// lowest log loss (Guo et al., ICML 2017), by golden-section search.
    fn calibrate(&self) -> [f32; 3] {
        let held: Vec<(&Example, [f32; OUTPUTS])> = self
            .held_out
            .iter()
            .map(|&index| {
                let row = &self.rows[index as usize];
                (row, self.logits(row))
            })
            .collect();
        let mut sharpness = [1.0f32; 3];
        for (head, outputs) in
            [0..CLASSES, STARS..EMOTION, EMOTION..OUTPUTS].into_iter().enumerate()
        {
            let loss = |s: f32| -> f64 {
                held.iter()
                    .map(|(row, logits)| {
                        let mut scaled = *logits;
                        for k in outputs.clone() {
                            scaled[k] *= s;
                        }
                        f64::from(head_losses(row, &scaled)[head])
                    })
                    .sum()
            };
            let (mut low, mut high) = (0.05f32, 5.0f32);
            for _ in 0..40 {
                let step = (high - low) * 0.381_966;
                if loss(low + step) < loss(high - step) { high -= step } else { low += step }
            }
            sharpness[head] = (low + high) / 2.0;
        }
        sharpness
    }

    /// Zeroes all but the features with the largest weights.
    fn prune(&mut self, keep: usize) {
        let size = |bucket: usize| {
            let largest = self.weights[bucket].iter().fold(0.0f32, |top, w| top.max(w.abs()));
            largest * self.idf[bucket]
        };
        let mut order: Vec<u32> =
            (0..self.idf.len() as u32).filter(|&b| size(b as usize) > 0.0).collect();
        if order.len() <= keep {
            return;
        }
        order.select_nth_unstable_by(keep, |&a, &b| {
            size(b as usize).total_cmp(&size(a as usize)).then(a.cmp(&b))
        });
        let dropped = order.split_off(keep);
        for bucket in dropped {
            self.idf[bucket as usize] = 0.0;
        }
        for row in &mut self.rows {
            let square = |&bucket: &u32| match self.idf[bucket as usize] {
                0.0 => self.unknown_square,
                idf => idf * idf,
            };
            row.norm =
                1.0 / self.buckets[row.features.clone()].iter().map(square).sum::<f32>().sqrt();
        }
    }

    fn quantise(
        &self,
        options: &TrainOptions,
        sharpness: [f32; 3],
        labelled: &[Labelled],
    ) -> Result<LinearModel, ModelError> {
        let idf_scale = self.unknown_square / 255.0;
        let mut scale = [f32::MIN_POSITIVE; OUTPUTS];
        for (weights, idf) in self.weights.iter().zip(&self.idf) {
            for k in 0..OUTPUTS {
                scale[k] = scale[k].max((weights[k] * idf).abs() / 127.0);
            }
        }
        let mut bitmap = vec![0u64; self.idf.len() / 64];
        let mut rows = Vec::with_capacity(options.features * ROW);
        for (bucket, (weights, &idf)) in self.weights.iter().zip(&self.idf).enumerate() {
            if idf == 0.0 {
                continue;
            }
            bitmap[bucket / 64] |= 1 << (bucket % 64);
            rows.push((idf * idf / idf_scale).round().clamp(1.0, 255.0) as u8);
            for k in 0..OUTPUTS {
                rows.push(((weights[k] * idf / scale[k]).round() as i8).cast_unsigned());
            }
        }
        let mut trained_on = BTreeMap::new();
        for row in labelled {
            *trained_on.entry(row.set.clone()).or_insert(0) += 1;
        }
        let header = ModelHeader {
            name: options.name.clone(),
            unknown_square: self.unknown_square,
            idf_scale,
            weight_scale: scale,
            bias: self.bias,
            sharpness,
            knows_mixed: labelled.iter().any(|row| row.mixed),
            trained_on,
        };
        LinearModel::assemble(header, bitmap, rows)
    }
}

/// Probabilities of the classes that are told apart.
fn among(logits: &[f32; OUTPUTS], told: Told) -> [f32; CLASSES] {
    const NONE: f32 = f32::NEG_INFINITY;
    let [negative, neutral, positive, mixed, ..] = *logits;
    softmax(match told {
        Told::Two => [negative, NONE, positive, NONE],
        Told::Three => [negative, neutral, positive, NONE],
        Told::Four => [negative, neutral, positive, mixed],
    })
}

/// Log loss of each head; 0 where the row has no such answer.
fn head_losses(row: &Example, logits: &[f32; OUTPUTS]) -> [f32; 3] {
    let mut losses = [0.0; 3];
    if let Some(truth) = row.polarity {
        let p = among(logits, row.told);
        losses[0] = -p[truth].max(1e-9).ln();
    }
    if let Some(rating) = row.rating {
        let p = sigmoid(logits[STARS]).clamp(1e-6, 1.0 - 1e-6);
        losses[1] = -(rating * p.ln() + (1.0 - rating) * (1.0 - p).ln());
    }
    if let Some(truth) = row.emotion {
        let p: [f32; EMOTIONS.len()] = softmax(std::array::from_fn(|k| logits[EMOTION + k]));
        losses[2] = -p[truth].max(1e-9).ln();
    }
    losses
}

fn loss_gradient(
    row: &Example,
    logits: &[f32; OUTPUTS],
    binary_weight: f32,
) -> (f32, [f32; OUTPUTS]) {
    let mut gradient = [0.0f32; OUTPUTS];
    if let Some(truth) = row.polarity {
        let (share, full) = match row.told {
            Told::Two => (binary_weight, Told::Four),
            told => (1.0, told),
        };
        let (full, pair) = (among(logits, full), among(logits, Told::Two));
        for k in 0..CLASSES {
            let hit = f32::from(u8::from(k == truth));
            gradient[k] = share * (full[k] - hit) + (1.0 - share) * (pair[k] - hit);
        }
    }
    if let Some(rating) = row.rating {
        gradient[STARS] = sigmoid(logits[STARS]) - rating;
    }
    if let Some(truth) = row.emotion {
        let p: [f32; EMOTIONS.len()] = softmax(std::array::from_fn(|k| logits[EMOTION + k]));
        for (k, p) in p.into_iter().enumerate() {
            gradient[EMOTION + k] = p - f32::from(u8::from(k == truth));
        }
    }
    (head_losses(row, logits).iter().sum(), gradient)
}
