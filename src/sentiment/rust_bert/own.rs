//! Our own encoder through rust-bert: the reference for the default engine.

use std::collections::HashMap;
use std::path::Path;

use rust_bert::bert::BertConfig;
use tch::Tensor;

use super::error::RustBertError;
use super::network::{Network, Plan};
use super::runner::Runner;
use super::{Run, error};
use crate::sentiment::EngineFailure;
use crate::sentiment::encoder::{EncoderEngine, StateSource, Unpacked};

/// Layer norms of rust-bert's BERT add this to the variance, whatever the settings say.
const EPSILON: f32 = 1e-12;

/// The token that fills a batch up; it is masked.
pub(super) const PADDING: i64 = 1;

/// Whether a folder holds a model of our own format.
pub fn is_own(folder: &Path) -> bool {
    folder.join("encoder.safetensors").is_file()
}

/// An encoder engine whose token states come from rust-bert, in 32-bit floats on a CPU and
/// 16-bit floats on a GPU.
///
/// # Errors
/// When a file is damaged, the two do not belong together, or the device is not there.
pub fn own_engine(
    weights: &[u8],
    tokenizer: &[u8],
    run: Run,
) -> Result<EncoderEngine, RustBertError> {
    let device = run.torch()?;
    let engine = EncoderEngine::new(weights, tokenizer)?;
    let unpacked = Unpacked::new(weights)?;
    if (unpacked.epsilon - EPSILON).abs() > EPSILON / 10.0 {
        return Err(RustBertError::Damaged {
            file: "encoder.safetensors".to_owned(),
            reason: format!("epsilon is {}, rust-bert's BERT has {EPSILON}", unpacked.epsilon),
        });
    }
    let plan = Plan::Encoder(config(&unpacked));
    let tensors = named(unpacked)?;
    let network = Network::new(&plan, &tensors, device, device.is_cuda())?;
    let states = States(Runner::new(plan, network, PADDING, run.budget()));
    // A probe: what cannot run is found out now and not in the middle of a file.
    states.0.run(&[&[0, 3, 2]], |_, _| {})?;
    Ok(engine.with_states("rust-bert", Box::new(states), run.budget()))
}

struct States(Runner);

impl StateSource for States {
    fn states(&self, windows: &[&[u32]]) -> Result<Vec<f32>, EngineFailure> {
        let mut of_window = vec![Vec::new(); windows.len()];
        self.0.run(windows, |window, states| of_window[window] = states)?;
        Ok(of_window.concat())
    }
}

pub(super) fn config(unpacked: &Unpacked) -> BertConfig {
    let size = |n: usize| n as i64;
    BertConfig {
        hidden_act: rust_bert::Activation::gelu,
        attention_probs_dropout_prob: 0.1,
        hidden_dropout_prob: 0.1,
        hidden_size: size(unpacked.hidden),
        initializer_range: 0.02,
        intermediate_size: size(unpacked.feed_forward),
        max_position_embeddings: size(unpacked.positions.len() / unpacked.hidden),
        num_attention_heads: size(unpacked.heads),
        num_hidden_layers: size(unpacked.layers.len()),
        // The embedding of the one type is part of the positions'.
        type_vocab_size: 1,
        vocab_size: size(unpacked.words.len() / unpacked.hidden),
        output_attentions: None,
        output_hidden_states: None,
        is_decoder: None,
        id2label: None,
        label2id: None,
    }
}

/// The weights by the names rust-bert has for them.
pub(super) fn named(unpacked: Unpacked) -> Result<HashMap<String, Tensor>, error::RustBertError> {
    let (hidden, inner) = (unpacked.hidden as i64, unpacked.feed_forward as i64);
    let mut tensors = HashMap::new();
    let mut put = |name: String, values: &[f32], shape: &[i64]| -> Result<(), tch::TchError> {
        tensors.insert(name, Tensor::f_from_slice(values)?.f_view(shape)?);
        Ok(())
    };
    let embeddings = |name: &str| format!("embeddings.{name}");
    put(embeddings("word_embeddings.weight"), &unpacked.words, &[-1, hidden])?;
    put(embeddings("position_embeddings.weight"), &unpacked.positions, &[-1, hidden])?;
    let nothing = vec![0.0; unpacked.hidden];
    put(embeddings("token_type_embeddings.weight"), &nothing, &[1, hidden])?;
    put(embeddings("LayerNorm.weight"), &unpacked.embedding_norm.0, &[hidden])?;
    put(embeddings("LayerNorm.bias"), &unpacked.embedding_norm.1, &[hidden])?;
    for (i, layer) in unpacked.layers.iter().enumerate() {
        let name = |part: &str, kind: &str| format!("encoder.layer.{i}.{part}.{kind}");
        let parts = ["query", "key", "value"].into_iter();
        let rows = layer.qkv.0.chunks(unpacked.hidden * unpacked.hidden);
        for ((part, weight), bias) in parts.zip(rows).zip(layer.qkv.1.chunks(unpacked.hidden)) {
            let part = format!("attention.self.{part}");
            put(name(&part, "weight"), weight, &[hidden, hidden])?;
            put(name(&part, "bias"), bias, &[hidden])?;
        }
        for (part, (weight, bias), shape) in [
            ("attention.output.dense", &layer.attention_output, [hidden, hidden]),
            ("intermediate.dense", &layer.feed_in, [inner, hidden]),
            ("output.dense", &layer.feed_out, [hidden, inner]),
        ] {
            put(name(part, "weight"), weight, &shape)?;
            put(name(part, "bias"), bias, &shape[..1])?;
        }
        for (part, (weight, bias)) in [
            ("attention.output.LayerNorm", &layer.attention_norm),
            ("output.LayerNorm", &layer.output_norm),
        ] {
            put(name(part, "weight"), weight, &[hidden])?;
            put(name(part, "bias"), bias, &[hidden])?;
        }
    }
    Ok(tensors)
}
