//! The [`Engine`] over an [`Encoder`] and its [`Heads`].

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use xxhash_rust::xxh3::Xxh3;

use super::super::emotion::emotion;
use super::super::{Engine, Judgement, Request};
use super::forward::{Buffers, Encoder};
use super::heads::{EMOTIONS, Heads, mean};
use super::model::{EncoderError, ModelFile};
use super::tokens::{Tokenize, Tokens};
use crate::text::Prepared;

/// Tokens that go through the encoder together: enough to keep the matrix
/// products busy, few enough to stay in the cache.
const TOKENS_AT_ONCE: usize = 512;

/// Judgements that are remembered. Exports repeat short comments ("好评",
/// "Great!"), which need to be judged once only.
const REMEMBERED: usize = 1 << 16;

/// The encoder engine.
pub struct EncoderEngine {
    name: String,
    tokenize: Tokenize,
    encoder: Encoder,
    heads: Heads,
    remembered: Mutex<HashMap<u128, Judgement>>,
}

impl EncoderEngine {
    /// The engine with the model that ships with this crate.
    ///
    /// # Errors
    /// When the shipped model is damaged, which a test of this crate rules out.
    pub fn builtin() -> Result<EncoderEngine, EncoderError> {
        EncoderEngine::new(
            include_bytes!("../../../models/encoder.safetensors"),
            include_bytes!("../../../models/tokenizer.json"),
        )
    }

    /// An engine over a model file (see `models/README.md`) and a tokenizer in
    /// the JSON format of the `tokenizers` library.
    ///
    /// # Errors
    /// When a file is damaged, lacks a tensor, or the two do not belong together.
    pub fn new(weights: &[u8], tokenizer: &[u8]) -> Result<EncoderEngine, EncoderError> {
        let file = ModelFile::new(weights)?;
        let tokenize = Tokenize::new(tokenizer)?;
        let encoder = Encoder::new(&file)?;
        if tokenize.words() != encoder.words() {
            return Err(EncoderError::Mismatch {
                name: "words".to_owned(),
                found: format!("{} rows", encoder.words()),
                expected: format!("{}, as the tokenizer has", tokenize.words()),
            });
        }
        Ok(EncoderEngine {
            name: file.text("name")?.to_owned(),
            tokenize,
            heads: Heads::new(&file)?,
            encoder,
            remembered: Mutex::default(),
        })
    }

    /// Byte spans, in the normalised text, of the tokens the encoder reads.
    pub fn token_spans(&self, text: &Prepared) -> Vec<std::ops::Range<usize>> {
        self.tokenize.tokens(text, self.encoder.window).spans().to_vec()
    }

    fn judgement(&self, request: &Request<'_>, tokens: &Tokens, states: &[f32]) -> Judgement {
        let hidden = self.encoder.hidden;
        let whole = mean(states, hidden, 0..tokens.len()).unwrap_or_else(|| vec![0.0; hidden]);
        let within = |span| mean(states, hidden, tokens.within(span).iter().copied());
        let polarity = self.heads.polarity(&whole);
        let units = match request.text.units.as_slice() {
            // A comment of one unit is that unit.
            [_] => vec![polarity],
            units => {
                let pooled = units.iter().map(|unit| within(&unit.span));
                pooled.map(|p| self.heads.polarity(p.as_ref().unwrap_or(&whole))).collect()
            }
        };
        let aspects = request.aspects.iter().map(|span| {
            let pooled = within(span);
            self.heads.aspect(pooled.as_ref().unwrap_or(&whole))
        });
        let shares = self.heads.emotions(&whole);
        Judgement {
            polarity,
            aspects: aspects.collect(),
            units,
            stars: Some(self.heads.stars(&whole)),
            emotion: Some(emotion(EMOTIONS.into_iter().zip(shares), polarity.class())),
            effort: Some(self.heads.effort(&whole)),
        }
    }

    /// States of the tokens of comments, one comment after the other. Long
    /// comments go through the encoder a few windows at a time.
    fn states(&self, comments: &[Tokens], buffers: &mut Buffers) -> Vec<f32> {
        let windows: Vec<&[u32]> =
            comments.iter().flat_map(|tokens| &tokens.windows).map(Vec::as_slice).collect();
        let at_once = windows.len().min((TOKENS_AT_ONCE / self.encoder.window).max(1));
        if windows.iter().map(|window| window.len()).sum::<usize>() <= TOKENS_AT_ONCE {
            return self.encoder.states(&windows, buffers);
        }
        windows.chunks(at_once).flat_map(|some| self.encoder.states(some, buffers)).collect()
    }

    /// Judges comments that were not met before.
    fn judge_new(&self, requests: &[&Request<'_>]) -> Vec<Judgement> {
        let tokens: Vec<Tokens> = requests
            .iter()
            .map(|request| self.tokenize.tokens(request.text, self.encoder.window))
            .collect();
        let mut buffers = Buffers::default();
        let mut judgements = Vec::with_capacity(requests.len());
        let mut from = 0;
        while from < requests.len() {
            let mut total = tokens[from].len();
            let mut to = from + 1;
            while to < requests.len() && total + tokens[to].len() <= TOKENS_AT_ONCE {
                total += tokens[to].len();
                to += 1;
            }
            let states = self.states(&tokens[from..to], &mut buffers);
            let mut rest = states.as_slice();
            for (request, tokens) in requests[from..to].iter().zip(&tokens[from..to]) {
                let own;
                (own, rest) = rest.split_at(tokens.len() * self.encoder.hidden);
                judgements.push(self.judgement(request, tokens, own));
            }
            from = to;
        }
        judgements
    }
}

impl Engine for EncoderEngine {
    fn name(&self) -> &str {
        "encoder"
    }

    fn model(&self) -> &str {
        &self.name
    }

    fn judge(&self, batch: &[Request<'_>]) -> Vec<Judgement> {
        let keys: Vec<u128> = batch.iter().map(key).collect();
        let mut known: HashMap<u128, Judgement> = HashMap::with_capacity(batch.len());
        let mut new: Vec<(u128, &Request<'_>)> = Vec::new();
        {
            let remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
            let mut seen = std::collections::HashSet::with_capacity(batch.len());
            for (&key, request) in keys.iter().zip(batch) {
                if seen.insert(key) {
                    match remembered.get(&key) {
                        Some(judgement) => drop(known.insert(key, judgement.clone())),
                        None => new.push((key, request)),
                    }
                }
            }
        }
        let requests: Vec<&Request<'_>> = new.iter().map(|&(_, request)| request).collect();
        let judged = self.judge_new(&requests);
        let mut remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        for ((key, _), judgement) in new.into_iter().zip(judged) {
            if remembered.len() < REMEMBERED {
                remembered.insert(key, judgement.clone());
            }
            known.insert(key, judgement);
        }
        drop(remembered);
        // Every key was judged or remembered above.
        keys.iter().filter_map(|key| known.get(key).cloned()).collect()
    }
}

/// Names a request by what its answer depends on.
fn key(request: &Request<'_>) -> u128 {
    let mut hash = Xxh3::new();
    hash.update(request.text.normalized.as_str().as_bytes());
    let units = request.text.units.iter().map(|unit| &unit.span);
    for spans in [units.collect::<Vec<_>>(), request.aspects.iter().collect()] {
        hash.update(&[0xff]);
        for span in spans {
            hash.update(&(span.start as u64).to_le_bytes());
            hash.update(&(span.end as u64).to_le_bytes());
        }
    }
    hash.digest128()
}
