//! The [`Engine`] over a sequence classifier of Hugging Face's formats.

use std::ops::Range;
use std::path::Path;

use tokenizers::{PostProcessor, Tokenizer, TruncationDirection};

use super::Run;
use super::config::{self, Config};
use super::error::{RustBertError, fail};
use super::labels::Outputs;
use super::network::{Network, Plan};
use super::runner::Runner;
use super::weights;
use crate::sentiment::{Engine, Judgement, Polarity, Request};

/// Name of the tokenizer's file.
const TOKENIZER: &str = "tokenizer.json";

/// Bytes of a comment that are read, as by our own encoder.
const READ: usize = 1 << 17;

/// A sequence classifier as an engine.
///
/// Each comment and each of its opinion units, where it has several, is a text of its own to
/// the classifier; an aspect gets the answer of the unit that mentions it. Comments longer
/// than the classifier reads go through it in windows, whose probabilities are averaged by
/// their tokens.
pub struct ClassifierEngine {
    name: String,
    tokenizer: Tokenizer,
    /// Tokens of a window without those that begin and end it.
    room: usize,
    outputs: Outputs,
    runner: Runner,
}

/// The windows of the texts of one batch, and which text each is of.
#[derive(Default)]
struct Windows {
    ids: Vec<Vec<u32>>,
    of_text: Vec<usize>,
    texts: usize,
}

impl ClassifierEngine {
    /// Reads a folder with `config.json`, `tokenizer.json` and `model.safetensors` or
    /// `rust_model.ot`.
    ///
    /// # Errors
    /// Files that are missing, damaged or do not belong together, a kind of network or
    /// labels that are not known, or a device that is not there.
    pub fn new(folder: &Path, run: Run) -> Result<ClassifierEngine, RustBertError> {
        let device = run.torch()?;
        let read = |file: &'static str| {
            let path = folder.join(file);
            match std::fs::read(&path) {
                Ok(bytes) => Ok(bytes),
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                    Err(RustBertError::MissingFile { file })
                }
                Err(source) => Err(RustBertError::Read { file: path, source }),
            }
        };
        let config = Config::new(&read(config::FILE)?)?;
        let outputs = Outputs::new(&config.labels)?;
        let tokenizer = tokenizer(&read(TOKENIZER)?, &config)?;
        let ends = tokenizer.get_post_processor().map_or(0, |post| post.added_tokens(false));
        let room = config.window.saturating_sub(ends).max(1);
        let plan = Plan::Classifier(config.family);
        let network = Network::new(&plan, &weights::read(folder)?, device, device.is_cuda())?;
        let name = folder.file_name().unwrap_or(folder.as_os_str());
        let engine = ClassifierEngine {
            name: name.to_string_lossy().into_owned(),
            tokenizer,
            room,
            outputs,
            runner: Runner::new(plan, network, config.padding, run.budget()),
        };
        // A probe: what cannot run is found out now and not in the middle of a file.
        engine.shares(&["好 good"])?;
        Ok(engine)
    }

    /// Probabilities of the classifier's outputs for each text.
    ///
    /// # Errors
    /// What libtorch reports.
    pub fn shares(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, RustBertError> {
        let mut windows = Windows::default();
        for text in texts {
            self.add(&mut windows, text)?;
        }
        let ids: Vec<&[u32]> = windows.ids.iter().map(Vec::as_slice).collect();
        let mut logits = vec![Vec::new(); ids.len()];
        self.runner.run(&ids, |window, output| logits[window] = output)?;
        let mut sums = vec![(vec![0.0f32; self.outputs.len()], 0.0f32); windows.texts];
        for ((ids, text), logits) in windows.ids.iter().zip(&windows.of_text).zip(logits) {
            let (sum, weight) = &mut sums[*text];
            let tokens = ids.len() as f32;
            let top = logits.iter().fold(f32::NEG_INFINITY, |top, &logit| top.max(logit));
            let total: f32 = logits.iter().map(|logit| (logit - top).exp()).sum();
            for (sum, logit) in sum.iter_mut().zip(&logits) {
                *sum += tokens * (logit - top).exp() / total;
            }
            *weight += tokens;
        }
        Ok(sums.into_iter().map(|(sum, weight)| sum.iter().map(|s| s / weight).collect()).collect())
    }

    fn add(&self, windows: &mut Windows, text: &str) -> Result<(), RustBertError> {
        let read = &text[..text.floor_char_boundary(READ)];
        let damaged = |e: tokenizers::Error| RustBertError::Damaged {
            file: TOKENIZER.to_owned(),
            reason: e.to_string(),
        };
        // Cut here: a tokenizer that truncates stops at the first window.
        let mut encoding = self.tokenizer.encode(read, false).map_err(damaged)?;
        encoding.truncate(self.room, 0, TruncationDirection::Right);
        let encoding = self.tokenizer.post_process(encoding, None, true).map_err(damaged)?;
        for window in std::iter::once(&encoding).chain(encoding.get_overflowing()) {
            windows.ids.push(window.get_ids().to_vec());
            windows.of_text.push(windows.texts);
        }
        windows.texts += 1;
        Ok(())
    }
}

/// The tokenizer, without the truncation and padding that its file may ask for.
fn tokenizer(json: &[u8], config: &Config) -> Result<Tokenizer, RustBertError> {
    let damaged = |reason: String| RustBertError::Damaged { file: TOKENIZER.to_owned(), reason };
    let mut tokenizer = Tokenizer::from_bytes(json).map_err(|e| damaged(e.to_string()))?;
    let words = tokenizer.get_vocab(true).values().max().map_or(0, |last| i64::from(*last) + 1);
    if words > config.words {
        let rows = config.words;
        return Err(damaged(format!(
            "it has {words} words, and the network {rows}: they do not belong together"
        )));
    }
    tokenizer.with_padding(None);
    tokenizer.with_truncation(None).map_err(|e| damaged(e.to_string()))?;
    Ok(tokenizer)
}

impl Engine for ClassifierEngine {
    fn name(&self) -> &str {
        "rust-bert"
    }

    fn model(&self) -> &str {
        &self.name
    }

    fn judge(&self, batch: &[Request<'_>]) -> Vec<Judgement> {
        let mut texts: Vec<&str> = Vec::new();
        let mut ranges: Vec<Range<usize>> = Vec::with_capacity(batch.len());
        for request in batch {
            let start = texts.len();
            let whole = request.text.normalized.as_str();
            texts.push(whole);
            if request.text.units.len() > 1 {
                let unit = |span: &Range<usize>| whole.get(span.clone()).unwrap_or(whole);
                texts.extend(request.text.units.iter().map(|other| unit(&other.span)));
            }
            ranges.push(start..texts.len());
        }
        let shares = match self.shares(&texts) {
            Ok(shares) => shares,
            Err(error) => fail(&error),
        };
        batch
            .iter()
            .zip(ranges)
            .map(|(request, range)| self.judgement(request, &shares[range]))
            .collect()
    }
}

impl ClassifierEngine {
    /// The judgement of one comment from the answers for it and its units.
    fn judgement(&self, request: &Request<'_>, shares: &[Vec<f32>]) -> Judgement {
        let polarity = self.outputs.polarity(&shares[0]);
        let units: Vec<Polarity> = match &shares[1..] {
            [] => request.text.units.iter().map(|_| polarity).collect(),
            units => units.iter().map(|shares| self.outputs.polarity(shares)).collect(),
        };
        let at = |span: &Range<usize>| {
            let holds = |unit: &crate::text::Unit| {
                unit.span.start <= span.start && span.start < unit.span.end
            };
            request.text.units.iter().position(holds).map_or(polarity, |unit| units[unit])
        };
        Judgement {
            polarity,
            aspects: request.aspects.iter().map(at).collect(),
            units,
            stars: self.outputs.stars(&shares[0]),
            emotion: None,
            effort: None,
        }
    }
}
