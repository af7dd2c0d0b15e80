//! A model file with some of its tensors replaced: what adaptation writes.

use std::collections::HashMap;

use safetensors::tensor::{Dtype, SafeTensors, TensorView, serialize};

use super::adapt::AdaptedHead;
use super::heads::Linear;
use super::model::{EncoderError, ModelFile};
use super::unpack::{Pair, UnpackedLayer};

/// Seed of the rounding to 8 bits.
const ROUNDING: u64 = 8;

/// A tensor to put into a model file.
pub(super) struct Replacement {
    pub(super) name: String,
    pub(super) kind: Dtype,
    pub(super) shape: Vec<usize>,
    pub(super) bytes: Vec<u8>,
}

impl Replacement {
    /// A tensor of 32-bit floats.
    pub(super) fn floats(name: String, shape: Vec<usize>, values: &[f32]) -> Replacement {
        let bytes = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        Replacement { name, kind: Dtype::F32, shape, bytes }
    }
}

/// The model file `model` under another name, with other heads.
///
/// # Errors
/// When `model` is not a model file.
pub fn with_heads(
    model: &[u8],
    name: &str,
    heads: &[(AdaptedHead, Linear)],
) -> Result<Vec<u8>, EncoderError> {
    let mut tensors = Vec::new();
    let mut entries = vec![("name".to_owned(), name.to_owned())];
    for (head, Linear { weight, bias }) in heads {
        let (head, outputs) = (head.as_str(), bias.len());
        let shape = vec![outputs, weight.len() / outputs.max(1)];
        tensors.push(Replacement::floats(format!("head.{head}.weight"), shape, weight));
        tensors.push(Replacement::floats(format!("head.{head}.bias"), vec![outputs], bias));
        entries.push((format!("temperature.{head}"), "1".to_owned()));
    }
    rewrite(model, entries, &tensors)
}

/// The model file `model` under another name, with other layers and heads; its embeddings
/// stay. Layers become 8-bit integers with one scale per output, as in the model that ships.
///
/// # Errors
/// When `model` is not a model file, or the layers are not of its shape.
pub fn with_layers(
    model: &[u8],
    name: &str,
    embedding_norm: &Pair,
    layers: &[UnpackedLayer],
    heads: &[(AdaptedHead, Linear)],
) -> Result<Vec<u8>, EncoderError> {
    let old = ModelFile::new(model)?;
    let mut random = fastrand::Rng::with_seed(ROUNDING);
    let mut tensors = norm("embedding_norm", embedding_norm);
    for (i, layer) in layers.iter().enumerate() {
        let name = |part: &str| format!("layer.{i}.{part}");
        for (part, map) in [
            ("qkv", &layer.qkv),
            ("attention_output", &layer.attention_output),
            ("feed_in", &layer.feed_in),
            ("feed_out", &layer.feed_out),
        ] {
            let scales = old.floats(&format!("{}.scale", name(part)), None)?;
            tensors.extend(quantized(&name(part), map, &scales, &mut random));
        }
        tensors.extend(norm(&name("attention_norm"), &layer.attention_norm));
        tensors.extend(norm(&name("output_norm"), &layer.output_norm));
    }
    let with_layers = rewrite(model, Vec::new(), &tensors)?;
    let written = with_heads(&with_layers, name, heads)?;
    // Shapes are checked against each other where a model is read.
    super::forward::Encoder::new(&ModelFile::new(&written)?, Default::default())?;
    Ok(written)
}

/// A linear map as 8-bit integers: `name.weight`, `name.scale`, `name.bias`.
///
/// Training moves weights by less than half of an 8-bit step, and rounding to the nearest
/// would put every one of them back to where it was. So they are rounded up or down by
/// chance, in proportion to where they lie between two steps (Gupta et al., ICML 2015), and
/// sums of many keep what was learnt. The old scale stays where it reaches far enough, as
/// then weights that did not move stay exactly as they are.
fn quantized(
    name: &str,
    (weight, bias): &Pair,
    old_scales: &[f32],
    random: &mut fastrand::Rng,
) -> [Replacement; 3] {
    let (outputs, inputs) = (bias.len(), weight.len() / bias.len().max(1));
    let rows = weight.chunks_exact(inputs.max(1));
    let scale = |(i, row): (usize, &[f32])| {
        let needed = row.iter().fold(1e-8f32, |top, w| top.max(w.abs())) / 127.0;
        match old_scales.get(i) {
            Some(&old) if needed <= old * 1.02 => old,
            _ => needed,
        }
    };
    let scales: Vec<f32> = rows.clone().enumerate().map(scale).collect();
    let mut integers = Vec::with_capacity(weight.len());
    for (row, scale) in rows.zip(&scales) {
        for weight in row {
            let steps = weight / scale;
            let whole = steps.floor();
            // What lies on a step but for the last digits is on it.
            let part = match steps - whole {
                part if part < 1e-3 => 0.0,
                part if part > 1.0 - 1e-3 => 1.0,
                part => part,
            };
            let up = if random.f32() < part { 1.0 } else { 0.0 };
            integers.push(((whole + up).clamp(-127.0, 127.0) as i8).cast_unsigned());
        }
    }
    [
        Replacement {
            name: format!("{name}.weight"),
            kind: Dtype::I8,
            shape: vec![outputs, inputs],
            bytes: integers,
        },
        Replacement::floats(format!("{name}.scale"), vec![outputs], &scales),
        Replacement::floats(format!("{name}.bias"), vec![outputs], bias),
    ]
}

fn norm(name: &str, (weight, bias): &Pair) -> Vec<Replacement> {
    let floats = |part, values: &[f32]| {
        Replacement::floats(format!("{name}.{part}"), vec![values.len()], values)
    };
    vec![floats("weight", weight), floats("bias", bias)]
}

/// A model file with metadata entries and tensors replaced; the rest as it was.
pub(super) fn rewrite(
    model: &[u8],
    entries: Vec<(String, String)>,
    replaced: &[Replacement],
) -> Result<Vec<u8>, EncoderError> {
    let (_, header) = SafeTensors::read_metadata(model)?;
    let mut metadata: HashMap<String, String> = header.metadata().clone().unwrap_or_default();
    metadata.extend(entries);
    let read = SafeTensors::deserialize(model)?;
    let mut tensors = read.tensors();
    for Replacement { name, kind, shape, bytes } in replaced {
        let view = TensorView::new(*kind, shape.clone(), bytes)?;
        match tensors.iter_mut().find(|(known, _)| known == name) {
            Some((_, tensor)) => *tensor = view,
            None => tensors.push((name.clone(), view)),
        }
    }
    let mut bytes = serialize(tensors, Some(metadata))?;
    sort_metadata(&mut bytes);
    Ok(bytes)
}

/// Puts the metadata entries of a safetensors file in the order of their names: the library
/// writes them in no order, and the same model should be the same file. What is sorted takes
/// the same room.
fn sort_metadata(file: &mut [u8]) {
    let Some((length, rest)) = file.split_first_chunk_mut::<8>() else { return };
    let Some(header) = rest.get_mut(..u64::from_le_bytes(*length) as usize) else { return };
    let Ok(mut json) = serde_json::from_slice::<serde_json::Map<_, _>>(header) else { return };
    if let Some(serde_json::Value::Object(entries)) = json.get_mut("__metadata__") {
        entries.sort_keys();
    }
    let Ok(mut sorted) = serde_json::to_vec(&json) else { return };
    if sorted.len() <= header.len() {
        sorted.resize(header.len(), b' ');
        header.copy_from_slice(&sorted);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sentiment::encoder::Unpacked;

    #[test]
    fn a_head_is_replaced_and_the_file_is_the_same_each_time() {
        let model = include_bytes!("../../../models/encoder.safetensors");
        let head = Linear { weight: vec![0.25; 4 * 384], bias: vec![1.0, 2.0, 3.0, 4.0] };
        let heads = [(AdaptedHead::Label, head)];
        let written = with_heads(model, "own", &heads).unwrap();
        for _ in 0..8 {
            assert!(with_heads(model, "own", &heads).unwrap() == written);
        }
        let (old, new) = (ModelFile::new(model).unwrap(), ModelFile::new(&written).unwrap());
        assert_eq!(new.text("name").unwrap(), "own");
        let found = new.head("label", 4).unwrap();
        assert_eq!((found.bias.as_slice(), found.temperature), (&[1.0, 2.0, 3.0, 4.0][..], 1.0));
        assert_eq!(new.head("stars", 5).unwrap().weight, old.head("stars", 5).unwrap().weight);
        let name = "layer.3.feed_in";
        let (old, new) = (old.quantized(name, 384, 1536), new.quantized(name, 384, 1536));
        assert_eq!(old.unwrap().weights, new.unwrap().weights);
    }

    #[test]
    fn small_changes_outlive_the_rounding() {
        // A row of steps of 0.01, all moved by a tenth of a step.
        let mut row: Vec<f32> = (0..4000).map(|i| 0.01 * ((i % 101) as f32 - 50.0)).collect();
        let sum = |row: &[f32]| row.iter().sum::<f32>();
        let before = sum(&row);
        row.iter_mut().for_each(|w| *w += 0.001);
        let mut random = fastrand::Rng::with_seed(1);
        let [weight, scale, _] = quantized("x", &(row, vec![0.0]), &[0.01], &mut random);
        assert_eq!(scale.bytes, 0.01f32.to_le_bytes());
        let after: f32 = weight.bytes.iter().map(|b| f32::from(b.cast_signed()) * 0.01).sum();
        // 4.0 in all; the standard error of 4,000 draws is 0.19.
        assert!((after - before - 4.0).abs() < 0.7, "{}", after - before);
    }

    #[test]
    fn layers_go_through_floats_and_back() {
        let model = include_bytes!("../../../models/encoder.safetensors");
        let Unpacked { embedding_norm, layers, .. } = Unpacked::new(model).unwrap();
        let written = with_layers(model, "own", &embedding_norm, &layers, &[]).unwrap();
        let again = Unpacked::new(&written).unwrap();
        for (old, new) in layers.iter().zip(&again.layers) {
            assert_eq!(old.attention_norm, new.attention_norm);
            // What did not move is as it was, whatever the rounding.
            assert!(old.qkv == new.qkv && old.feed_out == new.feed_out);
        }
        let mut wrong = layers.clone();
        wrong[0].feed_in.1.pop();
        assert!(with_layers(model, "own", &embedding_norm, &wrong, &[]).is_err());
    }
}
