//! The [`Engine`] over an [`Encoder`] and its [`Heads`].

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use xxhash_rust::xxh3::Xxh3;

use super::super::{Embeddings, Engine, EngineError, EngineFailure, Judgement, Request};
use super::adapt::AdaptedHead;
use super::float::FloatProducts;
use super::forward::{Buffers, Encoder, Precision, States};
use super::heads::{Heads, Linear, mean};
use super::listener::Listener;
use super::model::{EncoderError, ModelFile};
use super::names::{NameHead, Read};
use super::tokens::{SPECIAL, Tokenize, Tokens};
use crate::text::Prepared;

/// Tokens that go through the encoder together: enough to keep the matrix
/// products busy, few enough to stay in the cache.
const TOKENS_AT_ONCE: usize = 512;

/// Judgements that are remembered. Exports repeat short comments ("好评",
/// "Great!"), which need to be judged once only.
const REMEMBERED: usize = 1 << 16;

/// The model that ships: the model file and the tokenizer. A static, so that it is in the
/// binary once however often it is named.
#[cfg(feature = "builtin-encoder")]
static BUILTIN: (&[u8], &[u8]) = (
    include_bytes!("../../../models/encoder.safetensors"),
    include_bytes!("../../../models/tokenizer.json"),
);

/// The model that ships: the model file and the tokenizer.
///
/// # Errors
/// [`EncoderError::NotBuiltIn`] in a build without the feature `builtin-encoder`.
pub fn builtin_files() -> Result<(&'static [u8], &'static [u8]), EncoderError> {
    #[cfg(feature = "builtin-encoder")]
    return Ok(BUILTIN);
    #[cfg(not(feature = "builtin-encoder"))]
    Err(EncoderError::NotBuiltIn)
}

/// Token states from elsewhere than our own forward pass.
pub trait StateSource: Send + Sync {
    /// States of the tokens of several texts, row-major [tokens, hidden], the texts one
    /// after the other.
    ///
    /// # Errors
    /// What failed where they come from.
    fn states(&self, windows: &[&[u32]]) -> Result<Vec<f32>, EngineFailure>;
}

/// The encoder engine.
pub struct EncoderEngine {
    name: String,
    engine: &'static str,
    source: Option<Box<dyn StateSource>>,
    tokens_at_once: usize,
    tokenize: Tokenize,
    encoder: Encoder,
    heads: Heads,
    listener: Listener,
    names: Option<NameHead>,
    embeds: bool,
    remembered: Mutex<HashMap<u128, Judgement>>,
}

impl EncoderEngine {
    /// The engine with the model that ships with this crate.
    ///
    /// # Errors
    /// As [`builtin_files`]; also when the shipped model is damaged, which a test of this
    /// crate rules out.
    pub fn builtin() -> Result<EncoderEngine, EncoderError> {
        let (weights, tokenizer) = builtin_files()?;
        EncoderEngine::new(weights, tokenizer)
    }

    /// An engine over a model file (see `models/README.md`) and a tokenizer in
    /// the JSON format of the `tokenizers` library.
    ///
    /// # Errors
    /// When a file is damaged, lacks a tensor, or the two do not belong together.
    pub fn new(weights: &[u8], tokenizer: &[u8]) -> Result<EncoderEngine, EncoderError> {
        EncoderEngine::of_precision(weights, tokenizer, Precision::Eight)
    }

    /// The same with the matrix products in the numbers of `precision`.
    ///
    /// # Errors
    /// As [`EncoderEngine::new`].
    pub fn of_precision(
        weights: &[u8],
        tokenizer: &[u8],
        precision: Precision,
    ) -> Result<EncoderEngine, EncoderError> {
        let file = ModelFile::new(weights)?;
        let tokenize = Tokenize::new(tokenizer)?;
        let encoder = Encoder::new(&file, precision)?;
        if encoder.words() < SPECIAL {
            return Err(EncoderError::Mismatch {
                name: "words".to_owned(),
                found: format!("{} rows", encoder.words()),
                expected: format!("at least {SPECIAL}, those of the special tokens"),
            });
        }
        if tokenize.words() != encoder.words() {
            return Err(EncoderError::Mismatch {
                name: "words".to_owned(),
                found: format!("{} rows", encoder.words()),
                expected: format!("{}, as the tokenizer has", tokenize.words()),
            });
        }
        Ok(EncoderEngine {
            name: file.text("name")?.to_owned(),
            engine: "encoder",
            source: None,
            tokens_at_once: TOKENS_AT_ONCE,
            tokenize,
            heads: Heads::new(&file)?,
            listener: Listener::new(&file)?,
            names: NameHead::new(&file, &encoder)?,
            encoder,
            embeds: false,
            remembered: Mutex::default(),
        })
    }

    /// This engine under the name `engine`, with token states from `source`, which is asked
    /// for those of about `tokens_at_once` tokens at a time.
    pub fn with_states(
        mut self,
        engine: &'static str,
        source: Box<dyn StateSource>,
        tokens_at_once: usize,
    ) -> EncoderEngine {
        (self.engine, self.source, self.tokens_at_once) = (engine, Some(source), tokens_at_once);
        self
    }

    /// This engine, which also gives the embeddings of every comment and its units.
    ///
    /// # Errors
    /// A model that was made without embeddings.
    pub fn with_embeddings(mut self) -> Result<EncoderEngine, EncoderError> {
        if !self.heads.has_embeddings() {
            return Err(EncoderError::Missing("embedding.weight".to_owned()));
        }
        self.embeds = true;
        Ok(self)
    }

    /// [`EncoderEngine::with_embeddings`] where the model has them, else this engine as it is.
    pub fn embedding_where_able(mut self) -> EncoderEngine {
        self.embeds = self.heads.has_embeddings();
        self
    }

    /// Byte spans, in the normalised text, of the tokens the encoder reads.
    pub fn token_spans(&self, text: &Prepared) -> Vec<std::ops::Range<usize>> {
        self.tokenize.tokens(text, self.encoder.window).spans().to_vec()
    }

    /// The mean token state of each comment, row-major [comments, hidden]: what its
    /// polarity, stars and emotion are read from.
    ///
    /// # Errors
    /// What failed where the states come from; the engine's own never fail.
    pub fn pooled(&self, texts: &[&Prepared]) -> Result<Vec<f32>, EngineError> {
        let requests: Vec<Request<'_>> =
            texts.iter().map(|text| Request { text, aspects: &[], named: &[] }).collect();
        let requests: Vec<&Request<'_>> = requests.iter().collect();
        let mut pooled = Vec::with_capacity(texts.len() * self.encoder.hidden);
        self.each_state(&requests, |_, tokens, states, _| {
            pooled.extend(whole(states, self.encoder.hidden, tokens));
        })?;
        Ok(pooled)
    }

    /// The state of every token of each comment, as the heads read them: row-major
    /// [tokens, hidden], the windows of a comment end to end.
    ///
    /// # Errors
    /// As [`EncoderEngine::pooled`].
    #[doc(hidden)]
    pub fn token_states(&self, texts: &[&Prepared]) -> Result<Vec<Vec<f32>>, EngineError> {
        let requests: Vec<Request<'_>> =
            texts.iter().map(|text| Request { text, aspects: &[], named: &[] }).collect();
        let requests: Vec<&Request<'_>> = requests.iter().collect();
        let mut all = Vec::with_capacity(texts.len());
        self.each_state(&requests, |_, _, states, _| all.push(states.to_vec()))?;
        Ok(all)
    }

    /// Width of a state of [`EncoderEngine::pooled`].
    pub fn hidden(&self) -> usize {
        self.encoder.hidden
    }

    /// One of the heads.
    pub fn head(&self, head: AdaptedHead) -> Linear {
        self.heads.linear(head)
    }

    /// The heads of units, aspect mentions and effort.
    pub fn other_heads(&self) -> [Linear; 3] {
        self.heads.others()
    }

    /// The token ids of a comment in the windows that the encoder reads.
    pub fn windows(&self, text: &Prepared) -> Vec<Vec<u32>> {
        self.tokenize.tokens(text, self.encoder.window).windows
    }

    /// What `heads`, in place of the engine's own, say of a comment with the state
    /// `pooled`; nothing of its units and aspects.
    pub fn judge_pooled(&self, pooled: &[f32], heads: &[(AdaptedHead, &Linear)]) -> Judgement {
        let mut own = self.heads.clone();
        heads.iter().for_each(|&(head, linear)| own.put(head, linear.clone()));
        own.judgement(pooled, Vec::new(), Vec::new(), None)
    }

    fn judgement(
        &self,
        products: &FloatProducts,
        request: &Request<'_>,
        tokens: &Tokens,
        states: &[f32],
        middle: Option<&[f32]>,
    ) -> Judgement {
        let hidden = self.encoder.hidden;
        let whole = whole(states, hidden, tokens);
        let within = |span| mean(states, hidden, tokens.within(span).iter().copied());
        let units: Vec<Option<Vec<f32>>> = match request.text.units.as_slice() {
            // A comment of one unit is that unit.
            [_] => vec![None],
            units => units.iter().map(|unit| within(&unit.span)).collect(),
        };
        let of_units = || units.iter().map(|unit| unit.as_deref().unwrap_or(&whole));
        let aspects = request.aspects.iter().map(|span| {
            let pooled = within(span);
            self.heads.aspect(pooled.as_ref().unwrap_or(&whole))
        });
        let heard =
            self.listener.heard(products, states, request.text, tokens, &whole, request.named);
        let polarities = of_units().map(|unit| self.heads.polarity(unit)).collect();
        let judgement = self.heads.judgement(&whole, polarities, aspects.collect(), Some(heard));
        let embedded = |state: &[f32]| self.heads.embedding(state);
        let embeddings = self.embeds.then(|| embedded(&whole)).flatten().map(|comment| {
            Embeddings { comment, units: of_units().filter_map(embedded).collect() }
        });
        let names = self.names.as_ref().zip(middle).map(|(head, states)| {
            let read = Read { text: request.text, tokens, states };
            head.names(&self.encoder, &self.tokenize, products, &read)
        });
        Judgement { embeddings, names, ..judgement }
    }

    /// States of the tokens of comments, one comment after the other. Long
    /// comments go through the encoder a few windows at a time.
    fn states(&self, comments: &[Tokens], buffers: &mut Buffers) -> Result<States, EngineFailure> {
        let windows: Vec<&[u32]> =
            comments.iter().flat_map(|tokens| &tokens.windows).map(Vec::as_slice).collect();
        let layer = self.names.as_ref().map(|names| names.layer);
        let mut states = |windows: &[&[u32]]| match &self.source {
            Some(source) => Ok(States { last: source.states(windows)?, middle: None }),
            None => Ok(self.encoder.states(windows, layer, buffers)),
        };
        let at_once = windows.len().min((self.tokens_at_once / self.encoder.window).max(1));
        if windows.iter().map(|window| window.len()).sum::<usize>() <= self.tokens_at_once {
            return states(&windows);
        }
        let mut all = States::default();
        for windows in windows.chunks(at_once) {
            let States { last, middle } = states(windows)?;
            all.last.extend(last);
            if let Some(middle) = middle {
                all.middle.get_or_insert_default().extend(middle);
            }
        }
        Ok(all)
    }

    /// Judges comments that were not met before.
    fn judge_new(&self, requests: &[&Request<'_>]) -> Result<Vec<Judgement>, EngineError> {
        let mut judgements = Vec::with_capacity(requests.len());
        let products = FloatProducts::default();
        self.each_state(requests, |request, tokens, states, middle| {
            judgements.push(self.judgement(&products, request, tokens, states, middle));
        })?;
        Ok(judgements)
    }

    /// Calls `take` with the tokens of each comment, their states and those of the layer from
    /// which names are read, in order.
    fn each_state(
        &self,
        requests: &[&Request<'_>],
        mut take: impl FnMut(&Request<'_>, &Tokens, &[f32], Option<&[f32]>),
    ) -> Result<(), EngineError> {
        let tokens: Vec<Tokens> = requests
            .iter()
            .map(|request| self.tokenize.tokens(request.text, self.encoder.window))
            .collect();
        let mut buffers = Buffers::default();
        let mut from = 0;
        while from < requests.len() {
            let mut total = tokens[from].len();
            let mut to = from + 1;
            while to < requests.len() && total + tokens[to].len() <= self.tokens_at_once {
                total += tokens[to].len();
                to += 1;
            }
            let states = self.states(&tokens[from..to], &mut buffers);
            let states = states.map_err(|failure| EngineError::new(self.engine, failure))?;
            let mut start = 0;
            for (request, tokens) in requests[from..to].iter().zip(&tokens[from..to]) {
                let own = start..start + tokens.len() * self.encoder.hidden;
                start = own.end;
                let middle = states.middle.as_ref().map(|middle| &middle[own.clone()]);
                take(request, tokens, &states.last[own], middle);
            }
            from = to;
        }
        Ok(())
    }
}

impl Engine for EncoderEngine {
    fn name(&self) -> &str {
        self.engine
    }

    fn model(&self) -> &str {
        &self.name
    }

    fn aspects(&self) -> &[String] {
        self.listener.aspects()
    }

    fn judge(&self, batch: &[Request<'_>]) -> Result<Vec<Judgement>, EngineError> {
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
        let judged = self.judge_new(&requests)?;
        let mut remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        for ((key, _), judgement) in new.into_iter().zip(judged) {
            if remembered.len() < REMEMBERED {
                remembered.insert(key, judgement.clone());
            }
            known.insert(key, judgement);
        }
        drop(remembered);
        // Every key was judged or remembered above.
        Ok(keys.iter().filter_map(|key| known.get(key).cloned()).collect())
    }
}

/// The mean state of a comment's tokens.
pub(super) fn whole(states: &[f32], hidden: usize, tokens: &Tokens) -> Vec<f32> {
    mean(states, hidden, 0..tokens.len()).unwrap_or_else(|| vec![0.0; hidden])
}

/// Names a request by what its answer depends on.
fn key(request: &Request<'_>) -> u128 {
    let mut hash = Xxh3::new();
    hash.update(request.text.normalized.as_str().as_bytes());
    let units = request.text.units.iter().map(|unit| &unit.span);
    for aspect in request.named {
        hash.update(&(*aspect as u64).to_le_bytes());
    }
    for spans in [units.collect::<Vec<_>>(), request.aspects.iter().collect()] {
        hash.update(&[0xff]);
        for span in spans {
            hash.update(&(span.start as u64).to_le_bytes());
            hash.update(&(span.end as u64).to_le_bytes());
        }
    }
    hash.digest128()
}
