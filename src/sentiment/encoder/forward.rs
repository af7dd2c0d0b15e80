//! Token states of texts: the forward pass of a post-LN BERT (Devlin et al.,
//! NAACL 2019) over the tokens of many texts in one matrix, without padding.

use rten_simd::{SimdOp, SimdUnaryOp};
use rten_vecmath::{Gelu, Normalize, NormalizeOptions, Sum, SumSquareSub};

use super::attention::{self, Attention, Scratch};
use super::float::{FloatLinear, FloatProducts};
use super::model::{EncoderError, ModelFile, NormWeights, WordEmbeddings};
use super::quantized::{Products, QuantizedLinear, QuantizedStates, Sides};

/// A window holds the tokens that begin and end it and some between.
const SHORTEST_WINDOW: usize = 8;

/// In which numbers the layers' matrix products run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Precision {
    /// 8-bit integers: three to four times as fast.
    #[default]
    Eight,
    /// 32-bit floats: the reference.
    Float,
}

/// A linear map of a layer.
enum Map {
    Eight(QuantizedLinear),
    Float(FloatLinear),
}

struct Layer {
    qkv: Map,
    attention_output: Map,
    attention_norm: NormWeights,
    feed_in: Map,
    feed_out: Map,
    output_norm: NormWeights,
}

/// The encoder's weights, ready to run.
pub(super) struct Encoder {
    words: WordEmbeddings,
    positions: Vec<f32>,
    embedding_norm: NormWeights,
    layers: Vec<Layer>,
    /// Width of a token state.
    pub(super) hidden: usize,
    heads: usize,
    epsilon: f32,
    /// Most tokens of one text.
    pub(super) window: usize,
}

impl Encoder {
    pub(super) fn new(file: &ModelFile<'_>, precision: Precision) -> Result<Encoder, EncoderError> {
        let Buffers { products, floats, .. } = Buffers::default();
        let hidden = file.hidden;
        let inner = file.floats("layer.0.feed_in.bias", None)?.len();
        let mut layers = Vec::new();
        while file.has(&format!("layer.{}.qkv.weight", layers.len())) {
            let name = |part: &str| format!("layer.{}.{part}", layers.len());
            let linear = |part: &str, inputs, outputs| {
                let weights = file.quantized(&name(part), inputs, outputs)?;
                Ok::<_, EncoderError>(match precision {
                    Precision::Eight => Map::Eight(QuantizedLinear::new(&products, weights)),
                    Precision::Float => Map::Float(FloatLinear::new(&floats, weights)),
                })
            };
            let layer = Layer {
                qkv: linear("qkv", hidden, 3 * hidden)?,
                attention_output: linear("attention_output", hidden, hidden)?,
                attention_norm: file.norm(&name("attention_norm"))?,
                feed_in: linear("feed_in", hidden, inner)?,
                feed_out: linear("feed_out", inner, hidden)?,
                output_norm: file.norm(&name("output_norm"))?,
            };
            layers.push(layer);
        }
        let window: usize = file.number("window")?;
        if window < SHORTEST_WINDOW {
            return Err(EncoderError::Mismatch {
                name: "window".to_owned(),
                found: window.to_string(),
                expected: format!("at least {SHORTEST_WINDOW}"),
            });
        }
        let heads: usize = file.number("heads")?;
        let width = hidden / heads;
        if width * heads != hidden || !width.is_multiple_of(16) || width > attention::MAX_WIDTH {
            return Err(EncoderError::Mismatch {
                name: "heads".to_owned(),
                found: heads.to_string(),
                expected: format!("a divisor of {hidden} that leaves 16, 32, … or 128"),
            });
        }
        Ok(Encoder {
            words: file.words()?,
            positions: file.positions(window)?,
            embedding_norm: file.norm("embedding_norm")?,
            layers,
            hidden,
            heads,
            epsilon: file.number("epsilon")?,
            window,
        })
    }

    /// Adds the embedding of a word, less than [`Encoder::words`], to `state`.
    pub(super) fn add_word(&self, word: u32, state: &mut [f32]) {
        self.words.add(word, state);
    }

    /// Number of layers.
    pub(super) fn layers(&self) -> usize {
        self.layers.len()
    }

    /// Number of words in the vocabulary.
    pub(super) fn words(&self) -> usize {
        self.words.len()
    }

    /// States of the tokens of several texts, row-major [tokens, hidden], the
    /// texts one after the other; of the last layer, and of the one of the number `middle`,
    /// from 1 on.
    ///
    /// A text is at most [`Encoder::window`] tokens long, each less than
    /// [`Encoder::words`].
    pub(super) fn states(
        &self,
        texts: &[&[u32]],
        middle: Option<usize>,
        buffers: &mut Buffers,
    ) -> States {
        let hidden = self.hidden;
        let tokens: usize = texts.iter().map(|text| text.len()).sum();
        let mut states = vec![0.0f32; tokens * hidden];
        let places = texts.iter().flat_map(|text| text.iter().enumerate());
        for (state, (place, &word)) in states.chunks_exact_mut(hidden).zip(places) {
            state.copy_from_slice(&self.positions[place * hidden..][..hidden]);
            self.words.add(word, state);
        }
        self.normalize(&mut states, &self.embedding_norm);
        let mut of_middle = None;
        for (layer, number) in self.layers.iter().zip(1..) {
            self.layer(layer, texts, &mut states, buffers);
            if middle == Some(number) {
                of_middle = Some(states.clone());
            }
        }
        States { last: states, middle: of_middle }
    }

    fn layer(&self, layer: &Layer, texts: &[&[u32]], states: &mut [f32], buffers: &mut Buffers) {
        let hidden = self.hidden;
        layer.qkv.apply(states, hidden, Sides::Both, buffers);
        let mut attended = std::mem::take(&mut buffers.attended);
        attended.resize(states.len(), 0.0);
        let mut start = 0;
        for text in texts {
            let end = start + text.len();
            let attention = Attention {
                qkv: &buffers.mapped[start * 3 * hidden..end * 3 * hidden],
                hidden,
                heads: self.heads,
                output: &mut attended[start * hidden..end * hidden],
                scratch: &mut buffers.attention,
            };
            attention.dispatch();
            start = end;
        }
        layer.attention_output.apply(&attended, hidden, Sides::Both, buffers);
        buffers.attended = attended;
        add(states, &buffers.mapped);
        self.normalize(states, &layer.attention_norm);
        layer.feed_in.apply(states, hidden, Sides::Both, buffers);
        std::mem::swap(&mut buffers.mapped, &mut buffers.wide);
        let mut wide = std::mem::take(&mut buffers.wide);
        Gelu {}.map_mut(&mut wide);
        let width = wide.len() / (states.len() / hidden).max(1);
        layer.feed_out.apply(&wide, width, Sides::Above, buffers);
        buffers.wide = wide;
        add(states, &buffers.mapped);
        self.normalize(states, &layer.output_norm);
    }

    /// Layer norm of every token (Ba et al., 2016).
    fn normalize(&self, states: &mut [f32], norm: &NormWeights) {
        for state in states.chunks_exact_mut(self.hidden) {
            let width = self.hidden as f32;
            let mean = Sum::new(state).dispatch() / width;
            let variance = SumSquareSub::new(state, mean).dispatch() / width;
            let options = NormalizeOptions {
                pre_scale_bias: mean,
                scale: 1.0 / (variance + self.epsilon).sqrt(),
                element_scale: Some(&norm.weight),
                element_bias: Some(&norm.bias),
                ..NormalizeOptions::default()
            };
            Normalize::new_mut(state, options).dispatch();
        }
    }
}

/// Token states, row-major [tokens, hidden].
#[derive(Default)]
pub(super) struct States {
    /// Of the last layer.
    pub(super) last: Vec<f32>,
    /// Of a middle one, where it was asked for.
    pub(super) middle: Option<Vec<f32>>,
}

/// What one thread needs to run the encoder; it lives across batches.
#[derive(Default)]
pub(super) struct Buffers {
    products: Products,
    floats: FloatProducts,
    quantized: QuantizedStates,
    sums: Vec<i32>,
    /// What the last linear map gave.
    mapped: Vec<f32>,
    wide: Vec<f32>,
    attended: Vec<f32>,
    attention: Scratch,
}

impl Map {
    /// The map of every token of `width` floats, into `buffers.mapped`.
    fn apply(&self, states: &[f32], width: usize, sides: Sides, buffers: &mut Buffers) {
        let Buffers { products, floats, quantized, sums, mapped, .. } = buffers;
        match self {
            Map::Eight(linear) => {
                products.quantize(states, width, sides, quantized);
                linear.apply(products, quantized, sums, mapped);
            }
            Map::Float(linear) => linear.apply(floats, states, mapped),
        }
    }
}

fn add(states: &mut [f32], more: &[f32]) {
    for (state, more) in states.iter_mut().zip(more) {
        *state += more;
    }
}
