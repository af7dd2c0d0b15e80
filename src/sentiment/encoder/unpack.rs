//! A model file's layers as plain floats, for engines that compute in other ways.

use super::model::{EncoderError, ModelFile, NormWeights};

/// A matrix, row-major [outputs, inputs], and a bias; or the scale and shift of a layer norm.
pub type Pair = (Vec<f32>, Vec<f32>);

/// The weights of one layer.
#[derive(Debug, Clone)]
pub struct UnpackedLayer {
    /// Query, key and value, one under the other.
    pub qkv: Pair,
    /// What follows the attention.
    pub attention_output: Pair,
    /// Layer norm after the attention.
    pub attention_norm: Pair,
    /// Into the wide middle.
    pub feed_in: Pair,
    /// And out of it.
    pub feed_out: Pair,
    /// Layer norm at the end.
    pub output_norm: Pair,
}

/// The weights of an encoder, without heads.
#[derive(Debug, Clone)]
pub struct Unpacked {
    /// Width of a state.
    pub hidden: usize,
    /// Width of the middle of a layer.
    pub feed_forward: usize,
    /// Heads of the attention.
    pub heads: usize,
    /// What the layer norms add to the variance.
    pub epsilon: f32,
    /// Word embeddings, [words, hidden].
    pub words: Vec<f32>,
    /// Position embeddings, [positions, hidden].
    pub positions: Vec<f32>,
    /// Layer norm of the embeddings.
    pub embedding_norm: Pair,
    /// The layers, from the first.
    pub layers: Vec<UnpackedLayer>,
}

impl Unpacked {
    /// Reads a model file.
    ///
    /// # Errors
    /// When the file is damaged or lacks a tensor.
    pub fn new(weights: &[u8]) -> Result<Unpacked, EncoderError> {
        let file = ModelFile::new(weights)?;
        let hidden = file.hidden;
        let inner = file.floats("layer.0.feed_in.bias", None)?.len();
        let mut layers = Vec::new();
        while file.has(&format!("layer.{}.qkv.weight", layers.len())) {
            let name = |part: &str| format!("layer.{}.{part}", layers.len());
            let map = |part: &str, inputs, outputs| -> Result<Pair, EncoderError> {
                let map = file.quantized(&name(part), inputs, outputs)?;
                Ok((map.floats(), map.bias))
            };
            let layer = UnpackedLayer {
                qkv: map("qkv", hidden, 3 * hidden)?,
                attention_output: map("attention_output", hidden, hidden)?,
                attention_norm: norm(file.norm(&name("attention_norm"))?),
                feed_in: map("feed_in", hidden, inner)?,
                feed_out: map("feed_out", inner, hidden)?,
                output_norm: norm(file.norm(&name("output_norm"))?),
            };
            layers.push(layer);
        }
        let embeddings = file.words()?;
        let mut words = vec![0.0; embeddings.len() * hidden];
        words.chunks_exact_mut(hidden).zip(0..).for_each(|(row, word)| embeddings.add(word, row));
        Ok(Unpacked {
            hidden,
            feed_forward: inner,
            heads: file.number("heads")?,
            epsilon: file.number("epsilon")?,
            words,
            positions: file.positions(file.number("window")?)?,
            embedding_norm: norm(file.norm("embedding_norm")?),
            layers,
        })
    }
}

fn norm(norm: NormWeights) -> Pair {
    (norm.weight, norm.bias)
}
