//! The model file: safetensors with the encoder's weights and heads.
//!
//! Metadata: `name`, `heads`, `epsilon`, `window` (most tokens of one pass) and
//! one `temperature.<head>` per head. Tensors: `words` holds the 4-bit blocks
//! of the word embeddings, `positions` is f16, layer weights are i8 with one
//! f32 scale per output, everything else is f32.

use std::collections::HashMap;

use rust_i18n::t;
use safetensors::tensor::{Dtype, SafeTensorError, SafeTensors, TensorView};

/// Weights in one block of 4-bit weights.
const BLOCK: usize = 32;
/// Bytes of such a block: an f16 scale and 32 nibbles.
const BLOCK_BYTES: usize = 18;

/// Why an encoder model cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EncoderError {
    /// No model is part of this build.
    #[error("{}", self.message_in("en"))]
    NotBuiltIn,
    /// The weights are not a safetensors file.
    #[error("the weights are not a safetensors file: {0}")]
    Format(#[from] SafeTensorError),
    /// A tensor or a metadata entry is missing.
    #[error("the model file lacks {0:?}; it was made by another version or is damaged")]
    Missing(String),
    /// A tensor or a metadata entry is not as the others ask for.
    #[error("{name:?} in the model file is {found}, expected {expected}")]
    Mismatch {
        /// The tensor or entry.
        name: String,
        /// What stands there.
        found: String,
        /// What must stand there.
        expected: String,
    },
    /// The tokenizer cannot be read.
    #[error("the tokenizer cannot be read: {0}")]
    Tokenizer(String),
}

impl EncoderError {
    /// The message in words of `locale` (`en` or `zh`); that of a damaged file is in English.
    pub fn message_in(&self, locale: &str) -> String {
        match self {
            EncoderError::NotBuiltIn => {
                t!("sentiment.encoder.not_built_in", locale = locale).into_owned()
            }
            damaged => damaged.to_string(),
        }
    }
}

/// A linear map with 8-bit weights, as the file holds it.
pub(super) struct QuantizedWeights {
    /// Row-major [outputs, inputs].
    pub(super) weights: Vec<i8>,
    /// One scale per output.
    pub(super) scales: Vec<f32>,
    /// One bias per output.
    pub(super) bias: Vec<f32>,
}

impl QuantizedWeights {
    /// The weights as floats, row-major [outputs, inputs].
    pub(super) fn floats(&self) -> Vec<f32> {
        let inputs = self.weights.len() / self.scales.len().max(1);
        let rows = self.weights.chunks_exact(inputs.max(1)).zip(&self.scales);
        rows.flat_map(|(row, scale)| row.iter().map(move |&w| f32::from(w) * scale)).collect()
    }
}

/// Scale and shift of a layer norm.
pub(super) struct NormWeights {
    pub(super) weight: Vec<f32>,
    pub(super) bias: Vec<f32>,
}

/// A head: f32 weights, row-major [outputs, hidden].
#[derive(Clone)]
pub(super) struct HeadWeights {
    pub(super) weight: Vec<f32>,
    pub(super) bias: Vec<f32>,
    /// Logits are divided by it (Guo et al., ICML 2017).
    pub(super) temperature: f32,
}

/// A model file, its tensors checked against each other as they are taken.
pub(super) struct ModelFile<'a> {
    tensors: SafeTensors<'a>,
    metadata: HashMap<String, String>,
    /// Width of a token state.
    pub(super) hidden: usize,
}

impl<'a> ModelFile<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Result<ModelFile<'a>, EncoderError> {
        let (_, header) = SafeTensors::read_metadata(bytes)?;
        let metadata = header.metadata().clone().unwrap_or_default();
        let tensors = SafeTensors::deserialize(bytes)?;
        let mut file = ModelFile { tensors, metadata, hidden: 0 };
        file.hidden = file.floats("embedding_norm.weight", None)?.len();
        Ok(file)
    }

    /// A metadata entry.
    pub(super) fn text(&self, name: &str) -> Result<&str, EncoderError> {
        self.metadata
            .get(name)
            .map(String::as_str)
            .ok_or_else(|| EncoderError::Missing(name.to_owned()))
    }

    /// A metadata entry that is a positive number.
    pub(super) fn number<T: std::str::FromStr + PartialOrd + Default>(
        &self,
        name: &str,
    ) -> Result<T, EncoderError> {
        let text = self.text(name)?;
        text.parse().ok().filter(|n| *n > T::default()).ok_or_else(|| EncoderError::Mismatch {
            name: name.to_owned(),
            found: text.to_owned(),
            expected: "a positive number".to_owned(),
        })
    }

    /// Whether the file has the tensor.
    pub(super) fn has(&self, name: &str) -> bool {
        self.tensors.tensor(name).is_ok()
    }

    fn tensor(
        &self,
        name: &str,
        kind: Dtype,
        elements: Option<usize>,
    ) -> Result<TensorView<'_>, EncoderError> {
        let missing = |_| EncoderError::Missing(name.to_owned());
        let tensor = self.tensors.tensor(name).map_err(missing)?;
        let found: usize = tensor.shape().iter().product();
        if tensor.dtype() != kind || elements.is_some_and(|wanted| wanted != found) {
            return Err(EncoderError::Mismatch {
                name: name.to_owned(),
                found: format!("{:?} {:?}", tensor.dtype(), tensor.shape()),
                expected: match elements {
                    Some(elements) => format!("{kind:?} with {elements} elements"),
                    None => format!("{kind:?}"),
                },
            });
        }
        Ok(tensor)
    }

    /// A tensor of 32-bit floats.
    pub(super) fn floats(
        &self,
        name: &str,
        elements: Option<usize>,
    ) -> Result<Vec<f32>, EncoderError> {
        let tensor = self.tensor(name, Dtype::F32, elements)?;
        let (values, _) = tensor.data().as_chunks::<4>();
        Ok(values.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect())
    }

    /// Position embeddings: at least `rows` of `hidden` 16-bit floats.
    pub(super) fn positions(&self, rows: usize) -> Result<Vec<f32>, EncoderError> {
        let tensor = self.tensor("positions", Dtype::F16, None)?;
        let (values, _) = tensor.data().as_chunks::<2>();
        if values.len() < rows * self.hidden {
            return Err(EncoderError::Mismatch {
                name: "positions".to_owned(),
                found: format!("{:?}", tensor.shape()),
                expected: format!("at least [{rows}, {}]", self.hidden),
            });
        }
        Ok(values.iter().map(|&bytes| half_to_single(u16::from_le_bytes(bytes))).collect())
    }

    /// The 4-bit blocks of the word embeddings.
    pub(super) fn words(&self) -> Result<WordEmbeddings, EncoderError> {
        let tensor = self.tensor("words", Dtype::U8, None)?;
        let row = self.hidden / BLOCK * BLOCK_BYTES;
        if row == 0 || !self.hidden.is_multiple_of(BLOCK) || tensor.shape().get(1) != Some(&row) {
            return Err(EncoderError::Mismatch {
                name: "words".to_owned(),
                found: format!("{:?}", tensor.shape()),
                expected: format!("rows of {row} bytes"),
            });
        }
        Ok(WordEmbeddings { blocks: tensor.data().to_vec(), row })
    }

    /// A linear map of 8-bit weights: `name.weight`, `name.scale`, `name.bias`.
    pub(super) fn quantized(
        &self,
        name: &str,
        inputs: usize,
        outputs: usize,
    ) -> Result<QuantizedWeights, EncoderError> {
        let weights = self.tensor(&format!("{name}.weight"), Dtype::I8, Some(inputs * outputs))?;
        Ok(QuantizedWeights {
            weights: weights.data().iter().map(|&byte| byte.cast_signed()).collect(),
            scales: self.floats(&format!("{name}.scale"), Some(outputs))?,
            bias: self.floats(&format!("{name}.bias"), Some(outputs))?,
        })
    }

    /// A layer norm: `name.weight`, `name.bias`.
    pub(super) fn norm(&self, name: &str) -> Result<NormWeights, EncoderError> {
        Ok(NormWeights {
            weight: self.floats(&format!("{name}.weight"), Some(self.hidden))?,
            bias: self.floats(&format!("{name}.bias"), Some(self.hidden))?,
        })
    }

    /// The head of a name with `outputs` outputs.
    pub(super) fn head(&self, name: &str, outputs: usize) -> Result<HeadWeights, EncoderError> {
        Ok(HeadWeights {
            weight: self.floats(&format!("head.{name}.weight"), Some(outputs * self.hidden))?,
            bias: self.floats(&format!("head.{name}.bias"), Some(outputs))?,
            temperature: self.number(&format!("temperature.{name}"))?,
        })
    }
}

/// Word embeddings in blocks of 32 4-bit weights.
pub(super) struct WordEmbeddings {
    blocks: Vec<u8>,
    /// Bytes of one word's row.
    row: usize,
}

impl WordEmbeddings {
    /// Number of words.
    pub(super) fn len(&self) -> usize {
        self.blocks.len() / self.row
    }

    /// Adds the embedding of a word to `state`.
    pub(super) fn add(&self, word: u32, state: &mut [f32]) {
        let row = &self.blocks[word as usize * self.row..][..self.row];
        let (blocks, _) = row.as_chunks::<BLOCK_BYTES>();
        let (states, _) = state.as_chunks_mut::<BLOCK>();
        for (block, state) in blocks.iter().zip(states) {
            let scale = half_to_single(u16::from_le_bytes([block[0], block[1]]));
            for (j, &byte) in block[2..].iter().enumerate() {
                state[j] += (f32::from(byte & 15) - 8.0) * scale;
                state[j + BLOCK / 2] += (f32::from(byte >> 4) - 8.0) * scale;
            }
        }
    }
}

/// An IEEE 754 half-precision number as a single-precision one.
fn half_to_single(bits: u16) -> f32 {
    let sign = u32::from(bits >> 15) << 31;
    let exponent = u32::from(bits >> 10) & 0x1f;
    let fraction = u32::from(bits & 0x3ff);
    match exponent {
        // Zero and subnormal numbers: fraction × 2⁻²⁴, exact in f32.
        0 => f32::from_bits(sign | (fraction as f32 * 2f32.powi(-24)).to_bits()),
        0x1f => f32::from_bits(sign | 0x7f80_0000 | fraction << 13),
        _ => f32::from_bits(sign | (exponent + 112) << 23 | fraction << 13),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_precision_numbers() {
        let cases = [
            (0x0000, 0.0),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x3555, 0.333_251_95),
            (0x0001, 5.960_464_5e-8),
            (0x83ff, -6.097_555e-5),
            (0x7bff, 65504.0),
            (0x7c00, f32::INFINITY),
        ];
        for (bits, value) in cases {
            assert_eq!(half_to_single(bits), value, "{bits:#x}");
        }
        assert!(half_to_single(0x7e00).is_nan());
    }

    #[test]
    fn a_block_of_four_bit_weights() {
        let mut blocks = vec![0u8; BLOCK_BYTES];
        blocks[..2].copy_from_slice(&0x4000u16.to_le_bytes()); // 2.0
        blocks[2] = 0x9f; // weight 0 is 15, weight 16 is 9
        let words = WordEmbeddings { blocks, row: BLOCK_BYTES };
        let mut state = vec![1.0; BLOCK];
        words.add(0, &mut state);
        assert_eq!((state[0], state[16], state[1]), (15.0, 3.0, -15.0));
        assert_eq!(words.len(), 1);
    }

    #[test]
    fn what_is_no_model_is_named() {
        assert!(matches!(ModelFile::new(b"not a model"), Err(EncoderError::Format(_))));
    }
}
