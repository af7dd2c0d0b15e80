//! The linear model's weights and its file.
//!
//! Layout, little-endian: magic `XSLM`, u32 format version, u32 length of a
//! JSON header, the header; then a bitmap of the buckets that have weights
//! (2^22 bits), then for each of those, in order, [`ROW`] bytes: the squared
//! idf as u8 and one i8 weight per output. Weights already hold their
//! feature's idf. Most buckets have no weights, so finding one is a look into
//! the bitmap and a count of the bits before it. Format 1 had no output for mixed: models of
//! that time must be trained anew.

use rust_i18n::t;
use serde::{Deserialize, Serialize};

use super::features::LOG2_BUCKETS;
use crate::sentiment::Emotion;

/// Outputs of a row: negative, neutral, positive and mixed (4), stars (1), emotion (6).
pub(super) const OUTPUTS: usize = 11;
/// Classes of a comment: those of [`Class`](crate::sentiment::Class), then mixed.
pub(super) const CLASSES: usize = 4;
/// The class of comments that both praise and complain.
pub(super) const MIXED: usize = 3;
/// Where the outputs of stars and of emotions begin.
pub(super) const STARS: usize = CLASSES;
pub(super) const EMOTION: usize = STARS + 1;
/// Bytes of a row.
pub(super) const ROW: usize = OUTPUTS + 1;
/// The emotions the model tells apart, in output order. Satisfied and
/// dissatisfied are read from polarity where no emotion shows.
pub(super) const EMOTIONS: [Emotion; 6] = [
    Emotion::None,
    Emotion::Joyful,
    Emotion::Angry,
    Emotion::Disappointed,
    Emotion::Worried,
    Emotion::Surprised,
];

const MAGIC: &[u8; 4] = b"XSLM";
const FORMAT: u32 = 2;
/// 64-bit words of the bitmap.
const WORDS: usize = 1 << (LOG2_BUCKETS - 6);

/// Why a model file could not be used.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message_in("en"))]
pub enum ModelError {
    /// No model is part of this build.
    NotBuiltIn,
    /// It is some other file.
    NotAModel,
    /// It was made by another version of the program.
    Format {
        /// Format version found.
        found: u32,
    },
    /// It ends too early or contradicts itself.
    Damaged(Damage),
    /// Training found nothing to learn from.
    NoLabels,
    /// Training came to weights that are no numbers.
    NotFinite,
}

/// How a model file is damaged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Damage {
    /// It ends too early.
    Short,
    /// Its weights are not those of its rows.
    Rows {
        /// Bytes of weights there are.
        bytes: usize,
        /// Rows there should be.
        count: u32,
    },
    /// What the reader or writer of its header said.
    Header(String),
}

impl ModelError {
    /// The message in words of `locale` (`en` or `zh`).
    pub fn message_in(&self, locale: &str) -> String {
        match self {
            ModelError::NotBuiltIn => t!("sentiment.model.not_built_in", locale = locale),
            ModelError::NotAModel => t!("sentiment.model.other_file", locale = locale),
            ModelError::Format { found } => {
                t!("sentiment.model.format", locale = locale, found = found, read = FORMAT)
            }
            ModelError::Damaged(damage) => {
                let problem = match damage {
                    Damage::Short => t!("sentiment.model.short", locale = locale),
                    Damage::Rows { bytes, count } => {
                        t!("sentiment.model.rows", locale = locale, bytes = bytes, count = count)
                    }
                    Damage::Header(said) => said.as_str().into(),
                };
                t!("sentiment.model.damaged", locale = locale, problem = problem)
            }
            ModelError::NoLabels => t!("sentiment.model.no_labels", locale = locale),
            ModelError::NotFinite => t!("sentiment.model.not_finite", locale = locale),
        }
        .into_owned()
    }
}

/// The error of a header that is no JSON.
fn of_header(error: serde_json::Error) -> ModelError {
    ModelError::Damaged(Damage::Header(error.to_string()))
}

/// What a model knows about itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ModelHeader {
    /// Version shown in reports.
    pub(super) name: String,
    /// Squared idf of a feature without weights: it says nothing, but makes
    /// the rest weigh less.
    pub(super) unknown_square: f32,
    /// Scale of the squared-idf byte.
    pub(super) idf_scale: f32,
    /// Scale of the weight bytes, per output.
    pub(super) weight_scale: [f32; OUTPUTS],
    /// Bias per output.
    pub(super) bias: [f32; OUTPUTS],
    /// Inverse temperature per head (polarity, stars, emotion), fitted on
    /// rows kept out of training.
    pub(super) sharpness: [f32; 3],
    /// Whether it was shown what is mixed; where not, that output says nothing.
    #[serde(default = "yes")]
    pub(super) knows_mixed: bool,
    /// Rows per data set that trained it.
    pub(super) trained_on: std::collections::BTreeMap<String, u64>,
}

/// The models that ship know it and do not say so.
fn yes() -> bool {
    true
}

/// A trained linear model.
#[derive(Debug, Clone)]
pub struct LinearModel {
    header: ModelHeader,
    /// Which buckets have a row.
    bitmap: Vec<u64>,
    /// Rows before each word of the bitmap.
    before: Vec<u32>,
    rows: Vec<u8>,
}

/// Sums over the features of a text, before normalisation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct FeatureSums {
    square: f32,
    outputs: [f32; OUTPUTS],
}

impl LinearModel {
    /// Reads a model file's bytes.
    ///
    /// # Errors
    /// When the bytes are no model, of another format version or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<LinearModel, ModelError> {
        let word = |at: usize| -> Option<u32> {
            bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes)
        };
        if bytes.get(..4) != Some(MAGIC) {
            return Err(ModelError::NotAModel);
        }
        let short = || ModelError::Damaged(Damage::Short);
        let found = word(4).ok_or_else(short)?;
        if found != FORMAT {
            return Err(ModelError::Format { found });
        }
        let end = word(8).and_then(|n| 12usize.checked_add(n as usize)).ok_or_else(short)?;
        let json = bytes.get(12..end).ok_or_else(short)?;
        let header = serde_json::from_slice(json).map_err(of_header)?;
        let bitmap = bytes.get(end..end + 8 * WORDS).ok_or_else(short)?;
        let bitmap = bitmap
            .chunks_exact(8)
            .map(|b| b.iter().rev().fold(0u64, |word, &byte| word << 8 | u64::from(byte)))
            .collect();
        Self::assemble(header, bitmap, bytes[end + 8 * WORDS..].to_vec())
    }

    /// A model of its parts: which buckets have a row, and the rows.
    pub(super) fn assemble(
        header: ModelHeader,
        bitmap: Vec<u64>,
        rows: Vec<u8>,
    ) -> Result<LinearModel, ModelError> {
        let mut count = 0u32;
        let before = bitmap
            .iter()
            .map(|word| {
                count += word.count_ones();
                count - word.count_ones()
            })
            .collect();
        if bitmap.len() != WORDS || rows.len() != count as usize * ROW {
            return Err(ModelError::Damaged(Damage::Rows { bytes: rows.len(), count }));
        }
        Ok(LinearModel { header, bitmap, before, rows })
    }

    /// The model file's bytes.
    ///
    /// # Errors
    /// When the header cannot be written as JSON.
    pub fn to_bytes(&self) -> Result<Vec<u8>, ModelError> {
        let json = serde_json::to_vec(&self.header).map_err(of_header)?;
        let mut bytes = Vec::with_capacity(12 + json.len() + 8 * WORDS + self.rows.len());
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&FORMAT.to_le_bytes());
        bytes.extend_from_slice(&(json.len() as u32).to_le_bytes());
        bytes.extend_from_slice(&json);
        bytes.extend(self.bitmap.iter().flat_map(|word| word.to_le_bytes()));
        bytes.extend_from_slice(&self.rows);
        Ok(bytes)
    }

    /// The version reports show.
    pub fn name(&self) -> &str {
        &self.header.name
    }

    /// Rows per data set that trained this model.
    pub fn trained_on(&self) -> &std::collections::BTreeMap<String, u64> {
        &self.header.trained_on
    }

    /// Whether it was shown what is mixed.
    pub(super) fn knows_mixed(&self) -> bool {
        self.header.knows_mixed
    }

    fn row(&self, bucket: u32) -> Option<&[u8]> {
        let (word, bit) = ((bucket >> 6) as usize, bucket & 63);
        let bits = *self.bitmap.get(word)?;
        if bits >> bit & 1 == 0 {
            return None;
        }
        let earlier = (bits & ((1u64 << bit) - 1)).count_ones();
        let at = (self.before[word] + earlier) as usize * ROW;
        self.rows.get(at..at + ROW)
    }

    /// Adds up the rows of a text's features. Each feature counts once.
    pub(super) fn sums(&self, features: &mut Vec<u32>) -> FeatureSums {
        features.sort_unstable();
        features.dedup();
        let mut outputs = [0i32; OUTPUTS];
        let (mut square, mut unknown) = (0u32, 0u32);
        for &feature in features.iter() {
            let Some(row) = self.row(feature) else {
                unknown += 1;
                continue;
            };
            square += u32::from(row[0]);
            for (sum, &weight) in outputs.iter_mut().zip(&row[1..]) {
                *sum += i32::from(weight.cast_signed());
            }
        }
        let header = &self.header;
        FeatureSums {
            square: square as f32 * header.idf_scale + unknown as f32 * header.unknown_square,
            outputs: std::array::from_fn(|k| outputs[k] as f32 * header.weight_scale[k]),
        }
    }

    /// Calibrated logits of a unit or comment.
    pub(super) fn logits(&self, sums: &FeatureSums) -> [f32; OUTPUTS] {
        let norm = if sums.square > 0.0 { 1.0 / sums.square.sqrt() } else { 0.0 };
        std::array::from_fn(|k| {
            let head = match k {
                0..CLASSES => 0,
                STARS => 1,
                _ => 2,
            };
            self.header.sharpness[head] * (sums.outputs[k] * norm + self.header.bias[k])
        })
    }
}

/// Probabilities of logits, overflow-safe.
pub(super) fn softmax<const N: usize>(logits: [f32; N]) -> [f32; N] {
    let top = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers = logits.map(|l| (l - top).exp());
    let sum: f32 = powers.iter().sum();
    powers.map(|p| p / sum)
}

/// Logistic function.
pub(super) fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_no_model() {
        assert!(matches!(LinearModel::from_bytes(b"PK\x03\x04"), Err(ModelError::NotAModel)));
        assert!(matches!(
            LinearModel::from_bytes(b"XSLM\x63\0\0\0"),
            Err(ModelError::Format { found: 99 })
        ));
        let cut = b"XSLM\x02\0\0\0\xff\xff\xff\xff{}";
        assert!(matches!(LinearModel::from_bytes(cut), Err(ModelError::Damaged(_))));
    }

    #[test]
    fn softmax_survives_large_logits() {
        let p = softmax([1000.0, 0.0, -1000.0]);
        assert_eq!(p, [1.0, 0.0, 0.0]);
    }
}
