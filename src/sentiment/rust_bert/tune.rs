//! All layers of our own encoder tuned on labelled comments by automatic differentiation,
//! and written back in the format of the default engine.
//!
//! AdamW (Loshchilov & Hutter, ICLR 2019) with a linear rise and fall of the rate; the
//! embeddings stay as they are. Heads without labels keep their weights, and are held to
//! what they said before on the same comments (Li & Hoiem, ECCV 2016), or the states would
//! move away from under them.

use std::collections::HashMap;

use rust_bert::bert::{BertEmbeddings, BertModel};
use tch::nn::{self, OptimizerConfig, VarStore};
use tch::{Kind, Tensor};

use super::error::RustBertError;
use super::own::{self, PADDING};
use super::runner::caught;
use super::{Run, weights};
use crate::sentiment::encoder::adapt::{AdaptedHead, NOT_OTHERS, Targets};
use crate::sentiment::encoder::{
    EncoderEngine, Linear, Pair, Unpacked, UnpackedLayer, with_layers,
};

/// Passes over the comments; the best one is kept.
const EPOCHS: usize = 6;
/// Largest rate of the layers.
const RATE: f64 = 5e-5;
/// Share of the steps over which the rate rises.
const RISE: f64 = 0.1;
/// Comments of a batch, and their padded tokens.
const COMMENTS: usize = 16;
const TOKENS: usize = 1_024;
/// Largest norm of a gradient.
const CLIP: f64 = 1.0;

/// The comments to tune on, as windows of token ids.
pub struct Comments<'a> {
    /// The windows of each comment.
    pub windows: &'a [Vec<Vec<u32>>],
    /// What the heads should answer.
    pub targets: &'a [Targets],
    /// Comments to learn from.
    pub learnt: &'a [usize],
    /// Comments that say when to stop.
    pub stopped_by: &'a [usize],
}

/// Loss after a pass.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TuneProgress {
    /// The pass, from 1; 0 is before the first.
    pub epoch: usize,
    /// Mean loss over the comments that are held out to stop by.
    pub held_out: f64,
}

/// Tunes the model file `model`, whose heads `engine` has, and gives it `name`. Returns the
/// new model file and the number of passes it saw; 0 passes where none made it better.
///
/// # Errors
/// A device that is not there, or what libtorch reports.
pub fn tune(
    model: &[u8],
    engine: &EncoderEngine,
    name: &str,
    comments: &Comments<'_>,
    seed: u64,
    run: Run,
    report: impl FnMut(TuneProgress),
) -> Result<(Vec<u8>, usize), RustBertError> {
    let device = run.torch()?;
    caught(|| tuned(model, engine, name, comments, seed, device, report))
}

fn tuned(
    model: &[u8],
    engine: &EncoderEngine,
    name: &str,
    comments: &Comments<'_>,
    seed: u64,
    device: tch::Device,
    mut report: impl FnMut(TuneProgress),
) -> Result<(Vec<u8>, usize), RustBertError> {
    tch::manual_seed(seed.cast_signed());
    let unpacked = Unpacked::new(model)?;
    let shape = (unpacked.hidden, unpacked.layers.len());
    let config = own::config(&unpacked);
    let mut store = VarStore::new(device);
    let bert = BertModel::new_with_optional_pooler(store.root(), &config, false);
    weights::put(&mut store, &own::named(unpacked)?)?;
    let tuner = Tuner::new(&mut store, bert, engine, comments)?;

    let mut best = (tuner.held_out(comments)?, 0, snapshot(&store)?);
    report(TuneProgress { epoch: 0, held_out: best.0 });
    let mut optimizer = nn::AdamW::default().build(&store, RATE)?;
    let steps = EPOCHS * tuner.batches(comments.learnt).len();
    let mut random = fastrand::Rng::with_seed(seed);
    let mut step = 0;
    for epoch in 1..=EPOCHS {
        let mut batches = tuner.batches(comments.learnt);
        random.shuffle(&mut batches);
        for batch in batches {
            let part = step as f64 / steps as f64;
            optimizer
                .set_lr(RATE * if part < RISE { part / RISE } else { (1.0 - part) / (1.0 - RISE) });
            let loss = tuner.loss(comments, &batch, true)?;
            optimizer.backward_step_clip_norm(&loss, CLIP);
            step += 1;
        }
        let held_out = tuner.held_out(comments)?;
        report(TuneProgress { epoch, held_out });
        if held_out < best.0 {
            best = (held_out, epoch, snapshot(&store)?);
        } else if best.1 + 1 < epoch {
            break;
        }
    }
    let (_, epochs, tensors) = best;
    Ok((export(model, name, &tensors, shape, comments.targets)?, epochs))
}

struct Tuner {
    bert: BertModel<BertEmbeddings>,
    /// The heads that are learnt, one for each of the targets.
    heads: Vec<(Tensor, Tensor)>,
    /// The heads that are held to what they said.
    held: Vec<(Tensor, Tensor)>,
    /// What these said of each comment, [outputs].
    said: Vec<Vec<Tensor>>,
    lengths: Vec<usize>,
    device: tch::Device,
}

impl Tuner {
    fn new(
        store: &mut VarStore,
        bert: BertModel<BertEmbeddings>,
        engine: &EncoderEngine,
        comments: &Comments<'_>,
    ) -> Result<Tuner, RustBertError> {
        for (name, variable) in store.variables() {
            if name.contains("_embeddings.") {
                let _ = variable.set_requires_grad(false);
            }
        }
        let device = store.device();
        let hidden = engine.hidden() as i64;
        let tensors = |head: &Linear| -> Result<(Tensor, Tensor), RustBertError> {
            let weight = Tensor::f_from_slice(&head.weight)?.f_view([-1, hidden])?;
            Ok((weight.to_device(device), Tensor::f_from_slice(&head.bias)?.to_device(device)))
        };
        let learnt: Vec<AdaptedHead> =
            comments.targets.iter().map(|targets| targets.head).collect();
        let root = store.root();
        let mut heads = Vec::new();
        for head in &learnt {
            let (weight, bias) = tensors(&engine.head(*head))?;
            let path = &root / "head" / head.as_str();
            heads.push((path.var_copy("weight", &weight), path.var_copy("bias", &bias)));
        }
        let mut held = Vec::new();
        for head in AdaptedHead::ALL.into_iter().filter(|head| !learnt.contains(head)) {
            held.push(tensors(&engine.head(head))?);
        }
        for head in &engine.other_heads() {
            held.push(tensors(head)?);
        }
        let count = |windows: &Vec<Vec<u32>>| windows.iter().map(Vec::len).sum();
        let lengths = comments.windows.iter().map(count).collect();
        let mut tuner = Tuner { bert, heads, held, said: Vec::new(), lengths, device };
        let mut said: Vec<Vec<Tensor>> = comments.windows.iter().map(|_| Vec::new()).collect();
        let all: Vec<usize> = [comments.learnt, comments.stopped_by].concat();
        for batch in tuner.batches(&all) {
            let pooled = tch::no_grad(|| tuner.pooled(comments, &batch, false))?;
            for head in &tuner.held {
                let shares = logits(&pooled, head).softmax(-1, Kind::Float);
                for (i, &comment) in batch.iter().enumerate() {
                    said[comment].push(shares.get(i as i64));
                }
            }
        }
        tuner.said = said;
        Ok(tuner)
    }

    /// Comments of like length together, at most [`COMMENTS`] and [`TOKENS`] padded tokens a
    /// batch.
    fn batches(&self, comments: &[usize]) -> Vec<Vec<usize>> {
        let mut order = comments.to_vec();
        order.sort_by_key(|&comment| self.lengths[comment]);
        let mut batches: Vec<Vec<usize>> = Vec::new();
        for comment in order {
            match batches.last_mut() {
                Some(batch)
                    if batch.len() < COMMENTS
                        && (batch.len() + 1) * self.lengths[comment] <= TOKENS =>
                {
                    batch.push(comment);
                }
                _ => batches.push(vec![comment]),
            }
        }
        batches
    }

    /// The mean state of each comment of a batch, [comments, hidden].
    fn pooled(
        &self,
        comments: &Comments<'_>,
        batch: &[usize],
        train: bool,
    ) -> Result<Tensor, RustBertError> {
        let windows = || batch.iter().flat_map(|&comment| &comments.windows[comment]);
        let longest = windows().map(Vec::len).max().unwrap_or(0);
        let (mut ids, mut mask) = (Vec::new(), Vec::new());
        for window in windows() {
            let fill = longest - window.len();
            ids.extend(window.iter().map(|&id| i64::from(id)));
            ids.extend(std::iter::repeat_n(PADDING, fill));
            mask.extend(std::iter::repeat_n(1i64, window.len()));
            mask.extend(std::iter::repeat_n(0i64, fill));
        }
        let tensor = |values: &[i64]| -> Result<Tensor, RustBertError> {
            Ok(Tensor::f_from_slice(values)?.f_view([-1, longest as i64])?.to_device(self.device))
        };
        let (ids, mask) = (tensor(&ids)?, tensor(&mask)?);
        let output = self
            .bert
            .forward_t(Some(&ids), Some(&mask), None, None, None, None, None, train)
            .map_err(|e| RustBertError::Torch(e.to_string()))?;
        let mask = mask.to_kind(Kind::Float).unsqueeze(-1);
        let sums =
            (output.hidden_state * &mask).sum_dim_intlist([1i64].as_slice(), false, Kind::Float);
        // Windows of one comment are added up.
        let mut of_comment = vec![0.0f32; batch.len() * windows().count()];
        let (width, mut window) = (windows().count(), 0);
        for (row, &comment) in batch.iter().enumerate() {
            for _ in &comments.windows[comment] {
                of_comment[row * width + window] = 1.0 / self.lengths[comment].max(1) as f32;
                window += 1;
            }
        }
        let add = Tensor::f_from_slice(&of_comment)?.f_view([batch.len() as i64, width as i64])?;
        Ok(add.to_device(self.device).matmul(&sums))
    }

    /// Mean loss of a batch: of the heads that are learnt and, in training, of those that
    /// are held.
    fn loss(
        &self,
        comments: &Comments<'_>,
        batch: &[usize],
        train: bool,
    ) -> Result<Tensor, RustBertError> {
        let pooled = self.pooled(comments, batch, train)?;
        let mut total = Tensor::zeros([1], (Kind::Float, self.device));
        for (targets, head) in comments.targets.iter().zip(&self.heads) {
            let logits = logits(&pooled, head);
            let (mut wanted, mut hidden) = ([Vec::new(), Vec::new()], Vec::new());
            for &comment in batch {
                let (shares, unknown) = targets.wanted(comment).unwrap_or_default();
                let full = if unknown.contains(&true) { NOT_OTHERS } else { 1.0 };
                let outputs = targets.head.outputs();
                for (wanted, weight) in wanted.iter_mut().zip([full, 1.0 - full]) {
                    wanted.extend((0..outputs).map(|k| weight * shares.get(k).unwrap_or(&0.0)));
                }
                let unknown = (0..outputs).map(|k| unknown.get(k).is_some_and(|&unknown| unknown));
                hidden.extend(unknown.map(|unknown| if unknown { -1e4f32 } else { 0.0 }));
            }
            for (wanted, known) in wanted.iter().zip([false, true]) {
                if wanted.iter().all(|&share| share == 0.0) {
                    continue;
                }
                let wanted =
                    Tensor::f_from_slice(wanted)?.f_view_as(&logits)?.to_device(self.device);
                // Where only what the set knows is compared, the rest cannot be.
                let compared = if known {
                    let hidden = Tensor::f_from_slice(&hidden)?.f_view_as(&logits)?;
                    &logits + hidden.to_device(self.device)
                } else {
                    logits.shallow_clone()
                };
                total -= (wanted * compared.log_softmax(-1, Kind::Float)).sum(Kind::Float);
            }
        }
        if train {
            for (i, head) in self.held.iter().enumerate() {
                let said: Vec<&Tensor> =
                    batch.iter().map(|&comment| &self.said[comment][i]).collect();
                let found = logits(&pooled, head).log_softmax(-1, Kind::Float);
                total -= (Tensor::stack(&said, 0) * found).sum(Kind::Float);
            }
        }
        Ok(total / batch.len().max(1) as f64)
    }

    /// Mean loss of the comments that are held out to stop by.
    fn held_out(&self, comments: &Comments<'_>) -> Result<f64, RustBertError> {
        let mut total = 0.0;
        for batch in self.batches(comments.stopped_by) {
            let loss = tch::no_grad(|| self.loss(comments, &batch, false))?;
            total += f64::try_from(loss)? * batch.len() as f64;
        }
        Ok(total / comments.stopped_by.len().max(1) as f64)
    }
}

fn logits(pooled: &Tensor, (weight, bias): &(Tensor, Tensor)) -> Tensor {
    pooled.matmul(&weight.tr()) + bias
}

/// The variables as they are now.
fn snapshot(store: &VarStore) -> Result<HashMap<String, Vec<f32>>, RustBertError> {
    let values = |(name, variable): (String, Tensor)| {
        let variable = tch::no_grad(|| variable.detach().to_device(tch::Device::Cpu).contiguous());
        let mut values = vec![0.0f32; variable.numel()];
        variable.f_copy_data(&mut values, variable.numel())?;
        Ok((name, values))
    };
    store.variables().into_iter().map(values).collect()
}

/// The tuned weights in the format of the default engine.
fn export(
    model: &[u8],
    name: &str,
    tensors: &HashMap<String, Vec<f32>>,
    (hidden, layers): (usize, usize),
    targets: &[Targets],
) -> Result<Vec<u8>, RustBertError> {
    let take = |name: String| -> Vec<f32> { tensors.get(&name).cloned().unwrap_or_default() };
    let pair =
        |name: String| -> Pair { (take(format!("{name}.weight")), take(format!("{name}.bias"))) };
    let layer = |i: usize| {
        let part = |part: &str| pair(format!("encoder.layer.{i}.{part}"));
        let [query, key, value] =
            ["query", "key", "value"].map(|name| part(&format!("attention.self.{name}")));
        UnpackedLayer {
            qkv: ([query.0, key.0, value.0].concat(), [query.1, key.1, value.1].concat()),
            attention_output: part("attention.output.dense"),
            attention_norm: part("attention.output.LayerNorm"),
            feed_in: part("intermediate.dense"),
            feed_out: part("output.dense"),
            output_norm: part("output.LayerNorm"),
        }
    };
    let head = |targets: &Targets| {
        let (weight, bias) = pair(format!("head.{}", targets.head.as_str()));
        debug_assert_eq!(weight.len(), bias.len() * hidden);
        (targets.head, Linear { weight, bias })
    };
    let layers: Vec<UnpackedLayer> = (0..layers).map(layer).collect();
    let heads: Vec<(AdaptedHead, Linear)> = targets.iter().map(head).collect();
    Ok(with_layers(model, name, &pair("embeddings.LayerNorm".to_owned()), &layers, &heads)?)
}
