//! What a judge is made of, as the arguments state it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};

use pyo3::PyResult;
use xinsheng::Lang;
use xinsheng::gate::Gate;
use xinsheng::opinion::Taxonomy;
use xinsheng::opinion::packs::packs;
use xinsheng::opinion::servqual::SERVQUAL;
use xinsheng::pipeline::{Judge, PipelineError};
use xinsheng::privacy::Redact;
use xinsheng::sentiment::Engine;
use xinsheng::sentiment::encoder::{EncoderEngine, EncoderError, builtin_files};
use xinsheng::sentiment::linear::{LinearEngine, LinearModel};
use xinsheng::text::Analyzer;

use crate::errors::{none_of, raised};

/// The engines there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum EngineKind {
    Encoder,
    Fast,
}

impl EngineKind {
    pub(crate) fn named(name: &str) -> PyResult<EngineKind> {
        match name {
            "encoder" => Ok(EngineKind::Encoder),
            "fast" => Ok(EngineKind::Fast),
            other => Err(none_of("engine", other, &["encoder", "fast"])),
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            EngineKind::Encoder => "encoder",
            EngineKind::Fast => "fast",
        }
    }
}

/// The words for what is masked.
pub(crate) fn redact(word: &str) -> PyResult<Redact> {
    match word {
        "on" => Ok(Redact::On),
        "orders" => Ok(Redact::Orders),
        "off" => Ok(Redact::Off),
        other => Err(none_of("redact", other, &["on", "orders", "off"])),
    }
}

/// The codes of languages.
pub(crate) fn lang(code: &str) -> PyResult<Lang> {
    match code {
        "en" => Ok(Lang::En),
        "zh" => Ok(Lang::Zh),
        other => Err(none_of("lang", other, &["en", "zh"])),
    }
}

/// A taxonomy of one's own. Its text goes along where a scorer is pickled: a worker may not have
/// the file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct OwnTaxonomy {
    /// What messages call it.
    pub(crate) name: String,
    /// The file's text, or the name of one that ships.
    pub(crate) text: String,
}

impl OwnTaxonomy {
    pub(crate) fn read(path: &Path, gate: &Gate, lang: Lang) -> PyResult<OwnTaxonomy> {
        let name = path.display().to_string();
        if path.as_os_str() == SERVQUAL {
            return Ok(OwnTaxonomy { text: String::new(), name });
        }
        let text = fs::read_to_string(path).map_err(|source| {
            raised(&PipelineError::Read { path: path.to_owned(), source }, gate, lang)
        })?;
        Ok(OwnTaxonomy { name, text })
    }

    fn taxonomy(&self) -> Result<Taxonomy, PipelineError> {
        match self.text.as_str() {
            "" if self.name == SERVQUAL => Ok(Taxonomy::servqual()),
            text => Ok(Taxonomy::from_toml(text, &self.name)?),
        }
    }
}

/// What a judge is made of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Parts {
    pub(crate) engine: EngineKind,
    pub(crate) model: Option<PathBuf>,
    pub(crate) taxonomy: Option<OwnTaxonomy>,
    pub(crate) domain: Vec<String>,
}

/// Judges that were made in this process with models that ship. They take a second and a hundred
/// megabytes to make, and workers unpickle a scorer for every task.
static MADE: LazyLock<Mutex<HashMap<Parts, Judge>>> = LazyLock::new(Mutex::default);

impl Parts {
    /// The judge of these parts.
    pub(crate) fn judge(&self) -> Result<Judge, PipelineError> {
        if self.model.is_some() {
            return self.made();
        }
        let mut known = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(judge) = known.get(self) {
            return Ok(judge.clone());
        }
        let judge = self.made()?;
        known.insert(self.clone(), judge.clone());
        Ok(judge)
    }

    fn made(&self) -> Result<Judge, PipelineError> {
        let servqual = self.taxonomy.is_none() && self.domain == [SERVQUAL];
        let taxonomy = match &self.taxonomy {
            _ if servqual => Taxonomy::servqual(),
            Some(own) => own.taxonomy()?,
            None => Taxonomy::builtin(),
        };
        let judge = Judge::new(Analyzer::new(), taxonomy, self.engine()?)?;
        let by_dimension = servqual || self.taxonomy.as_ref().is_some_and(|t| t.text.is_empty());
        match self.domain.as_slice() {
            [] if !by_dimension => Ok(judge),
            [all] if all == "all" => judge.with_packs(&packs(judge.taxonomy())),
            _ if by_dimension => judge.with_packs(&packs(judge.taxonomy())),
            given => judge.with_packs(given),
        }
    }

    fn engine(&self) -> Result<Box<dyn Engine>, PipelineError> {
        let model = self.model.as_deref();
        let at = || model.map(Path::to_owned).unwrap_or_default();
        Ok(match self.engine {
            EngineKind::Fast => {
                let made = match model {
                    None => LinearEngine::builtin(),
                    Some(path) => LinearModel::from_bytes(&bytes(path)?).map(LinearEngine::new),
                };
                let damaged = |error: xinsheng::sentiment::linear::ModelError| {
                    PipelineError::Model { path: at(), source: error.into() }
                };
                Box::new(made.map_err(damaged)?)
            }
            EngineKind::Encoder => {
                let damaged =
                    |error: EncoderError| PipelineError::Model { path: at(), source: error.into() };
                let (weights, tokenizer) = match model {
                    None => {
                        let (weights, tokenizer) = builtin_files().map_err(damaged)?;
                        (Cow::Borrowed(weights), Cow::Borrowed(tokenizer))
                    }
                    Some(folder) => (
                        bytes(&folder.join("encoder.safetensors"))?.into(),
                        bytes(&folder.join("tokenizer.json"))?.into(),
                    ),
                };
                Box::new(EncoderEngine::new(&weights, &tokenizer).map_err(damaged)?)
            }
        })
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>, PipelineError> {
    fs::read(path).map_err(|source| PipelineError::Read { path: path.to_owned(), source })
}
