//! The linear model's weights and its file.
//!
//! Layout, little-endian: magic `XSLM`, u32 format version, u32 length of a
//! JSON header, the header, then one row of [`STRIDE`] bytes per hash bucket:
//! the squared idf as u8, then one i8 weight per output. Weights already
//! hold their feature's idf. A bucket nothing was learned for is all zeros.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// Outputs of a row: polarity (3), stars (1), emotion (6).
pub(super) const OUTPUTS: usize = 10;
/// Bytes of a row; padded so that a row seldom crosses a cache line.
pub(super) const STRIDE: usize = 12;
/// The emotions the model tells apart, in output order. Satisfied and
/// dissatisfied are read from polarity where no emotion shows.
pub(super) const EMOTIONS: [super::super::Emotion; 6] = {
    use super::super::Emotion::*;
    [None, Joyful, Angry, Disappointed, Worried, Surprised]
};

const MAGIC: &[u8; 4] = b"XSLM";
const FORMAT: u32 = 1;

/// Why a model file could not be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// It is some other file.
    #[error("not a xinsheng linear model (it does not start with `XSLM`); train one with `xinsheng train`")]
    NotAModel,
    /// It was made by another version of the program.
    #[error("model format {found} is not supported (this program reads format {FORMAT}); train it again with `xinsheng train`")]
    Format {
        /// Format version found.
        found: u32,
    },
    /// It ends too early or contradicts itself.
    #[error("the model file is damaged: {0}; copy or train it again")]
    Damaged(String),
}

/// What a model knows about itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Header {
    /// Version shown in reports.
    pub(super) name: String,
    /// log2 of the number of hash buckets.
    pub(super) log2_buckets: u32,
    /// Scale of the squared-idf byte.
    pub(super) idf_scale: f32,
    /// Scale of the weight bytes, per output.
    pub(super) weight_scale: [f32; OUTPUTS],
    /// Bias per output.
    pub(super) bias: [f32; OUTPUTS],
    /// Inverse temperature per head (polarity, stars, emotion), fitted on
    /// rows kept out of training.
    pub(super) sharpness: [f32; 3],
    /// Rows per data set that trained it.
    pub(super) trained_on: std::collections::BTreeMap<String, u64>,
}

/// A trained linear model.
#[derive(Debug, Clone)]
pub struct LinearModel {
    pub(super) header: Header,
    rows: Cow<'static, [u8]>,
}

/// Raw sums of a unit or comment, before normalisation. Sums of units add up
/// to the sums of their comment.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Sums {
    square: f32,
    outputs: [f32; OUTPUTS],
}

impl std::ops::AddAssign for Sums {
    fn add_assign(&mut self, other: Sums) {
        self.square += other.square;
        for (a, b) in self.outputs.iter_mut().zip(other.outputs) {
            *a += b;
        }
    }
}

impl LinearModel {
    /// Reads a model file's bytes.
    ///
    /// # Errors
    /// When the bytes are no model, of another format version or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<LinearModel, ModelError> {
        let (header, at) = Self::header(bytes)?;
        Self::assemble(header, Cow::Owned(bytes[at..].to_vec()))
    }

    /// Like [`LinearModel::from_bytes`], without copying the weights.
    ///
    /// # Errors
    /// As [`LinearModel::from_bytes`].
    pub fn from_static(bytes: &'static [u8]) -> Result<LinearModel, ModelError> {
        let (header, at) = Self::header(bytes)?;
        Self::assemble(header, Cow::Borrowed(&bytes[at..]))
    }

    fn header(bytes: &[u8]) -> Result<(Header, usize), ModelError> {
        let word = |at: usize| -> Option<u32> {
            bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes)
        };
        if bytes.get(..4) != Some(MAGIC) {
            return Err(ModelError::NotAModel);
        }
        let short = || ModelError::Damaged("it ends within its header".to_owned());
        let found = word(4).ok_or_else(short)?;
        if found != FORMAT {
            return Err(ModelError::Format { found });
        }
        let end = word(8).and_then(|n| 12usize.checked_add(n as usize)).ok_or_else(short)?;
        let json = bytes.get(12..end).ok_or_else(short)?;
        let header = serde_json::from_slice(json).map_err(|e| ModelError::Damaged(e.to_string()))?;
        Ok((header, end))
    }

    pub(super) fn assemble(header: Header, rows: Cow<'static, [u8]>) -> Result<LinearModel, ModelError> {
        if header.log2_buckets > 26 || rows.len() != STRIDE << header.log2_buckets {
            return Err(ModelError::Damaged(format!(
                "{} bytes of weights do not fit 2^{} rows",
                rows.len(),
                header.log2_buckets
            )));
        }
        Ok(LinearModel { header, rows })
    }

    /// The model file's bytes.
    ///
    /// # Errors
    /// When the header cannot be written as JSON (a non-finite bias).
    pub fn to_bytes(&self) -> Result<Vec<u8>, ModelError> {
        let json = serde_json::to_vec(&self.header).map_err(|e| ModelError::Damaged(e.to_string()))?;
        let mut bytes = Vec::with_capacity(12 + json.len() + self.rows.len());
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&FORMAT.to_le_bytes());
        bytes.extend_from_slice(&(json.len() as u32).to_le_bytes());
        bytes.extend_from_slice(&json);
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

    /// Adds up the rows of some features.
    pub(super) fn sums(&self, features: &[u64]) -> Sums {
        let mut sums = Sums::default();
        let shift = 64 - self.header.log2_buckets;
        let mut outputs = [0i32; OUTPUTS];
        let mut square = 0u32;
        for &feature in features {
            let at = ((feature >> shift) as usize) * STRIDE;
            let Some(row) = self.rows.get(at..at + STRIDE) else { continue };
            square += u32::from(row[0]);
            for (sum, &weight) in outputs.iter_mut().zip(&row[1..=OUTPUTS]) {
                *sum += i32::from(weight.cast_signed());
            }
        }
        sums.square = square as f32 * self.header.idf_scale;
        for ((sum, &raw), scale) in sums.outputs.iter_mut().zip(&outputs).zip(&self.header.weight_scale) {
            *sum = raw as f32 * scale;
        }
        sums
    }

    /// Calibrated logits of a unit or comment.
    pub(super) fn logits(&self, sums: &Sums) -> [f32; OUTPUTS] {
        let norm = sums.square.sqrt().max(f32::MIN_POSITIVE);
        let norm = if sums.square > 0.0 { 1.0 / norm } else { 0.0 };
        std::array::from_fn(|k| {
            let head = match k {
                0..3 => 0,
                3 => 1,
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
        assert!(matches!(LinearModel::from_bytes(b"XSLM\x63\0\0\0"), Err(ModelError::Format { found: 99 })));
        let cut = b"XSLM\x01\0\0\0\xff\xff\xff\xff{}";
        assert!(matches!(LinearModel::from_bytes(cut), Err(ModelError::Damaged(_))));
    }

    #[test]
    fn softmax_survives_large_logits() {
        let p = softmax([1000.0, 0.0, -1000.0]);
        assert_eq!(p, [1.0, 0.0, 0.0]);
    }
}
