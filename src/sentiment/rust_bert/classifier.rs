//! The [`Engine`] over a sequence classifier of Hugging Face's formats.

use std::ops::Range;
use std::path::Path;

use super::Run;
use super::config::{self, Config};
use super::error::RustBertError;
use super::folder;
use super::labels::LabelMeanings;
use super::network::{Network, Plan};
use super::runner::Runner;
use super::tokens::Tokens;
use super::weights;
use crate::sentiment::{Engine, EngineError, Judgement, Polarity, Request};

/// A sequence classifier as an engine.
///
/// Each comment and each of its opinion units, where it has several, is a text of its own to
/// the classifier; an aspect gets the answer of the unit that mentions it. Comments longer
/// than the classifier reads go through it in windows, whose probabilities are averaged by
/// their tokens.
pub struct ClassifierEngine {
    name: String,
    tokens: Tokens,
    outputs: LabelMeanings,
    runner: Runner,
}

impl ClassifierEngine {
    /// Reads a folder with `config.json`, weights and a tokenizer: `model.safetensors`,
    /// `rust_model.ot` or `pytorch_model.bin`, the first and the last also in several files,
    /// and `tokenizer.json`, `vocab.txt`, or `vocab.json` with `merges.txt`.
    ///
    /// # Errors
    /// Files that are missing, damaged or do not belong together, a kind of network,
    /// tokenizer or labels that is not known, or a device that is not there.
    pub fn new(at: &Path, run: Run) -> Result<ClassifierEngine, RustBertError> {
        let device = run.torch()?;
        let config = Config::new(&folder::needed(at, config::FILE)?)?;
        let outputs = LabelMeanings::new(&config.labels)?;
        let tokens = Tokens::read(at, &config)?;
        let plan = Plan::Classifier(config.family);
        let network = Network::new(&plan, &weights::read(at)?, device, device.is_cuda())?;
        let name = at.file_name().unwrap_or(at.as_os_str());
        let engine = ClassifierEngine {
            name: name.to_string_lossy().into_owned(),
            tokens,
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
        let (mut windows, mut of_text) = (Vec::new(), Vec::new());
        for (number, text) in texts.iter().enumerate() {
            windows.extend(self.token_ids(text)?);
            of_text.resize(windows.len(), number);
        }
        let logits = self.logits(&windows)?;
        let mut sums = vec![(vec![0.0f32; self.outputs.len()], 0.0f32); texts.len()];
        for ((ids, text), logits) in windows.iter().zip(of_text).zip(logits) {
            let (sum, weight) = &mut sums[text];
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

    /// The token ids of a text as the network reads them, in windows of what it reads at
    /// once.
    ///
    /// # Errors
    /// What the tokenizer reports.
    pub fn token_ids(&self, text: &str) -> Result<Vec<Vec<u32>>, RustBertError> {
        self.tokens.windows(text)
    }

    /// The network's outputs for windows of token ids, as [`ClassifierEngine::token_ids`]
    /// makes them.
    ///
    /// # Errors
    /// What libtorch reports, such as ids that the network does not have.
    pub fn logits(&self, windows: &[Vec<u32>]) -> Result<Vec<Vec<f32>>, RustBertError> {
        let ids: Vec<&[u32]> = windows.iter().map(Vec::as_slice).collect();
        let mut logits = vec![Vec::new(); ids.len()];
        self.runner.run(&ids, |window, output| logits[window] = output)?;
        Ok(logits)
    }
}

impl Engine for ClassifierEngine {
    fn name(&self) -> &str {
        "rust-bert"
    }

    fn model(&self) -> &str {
        &self.name
    }

    fn judge(&self, batch: &[Request<'_>]) -> Result<Vec<Judgement>, EngineError> {
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
        let shares =
            self.shares(&texts).map_err(|error| EngineError::new(self.name(), error.into()))?;
        let answered = batch.iter().zip(ranges);
        Ok(answered.map(|(request, range)| self.judgement(request, &shares[range])).collect())
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
            let holds = |unit: &crate::text::OpinionUnit| {
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
            whole: None,
            heard: None,
            embeddings: None,
            names: None,
        }
    }
}
