//! What can go wrong with a checkpoint, and while it runs.

use std::io;
use std::path::PathBuf;

use rust_i18n::t;

use crate::sentiment::EngineFailure;

/// Why a checkpoint cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message_in("en"))]
#[non_exhaustive]
pub enum RustBertError {
    /// A file that cannot be read.
    Read {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A folder without a file that is needed.
    MissingFile {
        /// The file.
        file: &'static str,
    },
    /// A SentencePiece model without the tokenizer made from it.
    SentencePiece {
        /// The SentencePiece model.
        file: &'static str,
    },
    /// A kind of tokenizer that is read from `tokenizer.json` alone.
    Tokenizer {
        /// `tokenizer_class` of the folder.
        found: String,
    },
    /// A token that the network has no row for.
    TokenBeyond {
        /// The file of the tokenizer.
        file: &'static str,
        /// The token.
        token: String,
        /// Its id.
        id: u32,
        /// Rows of the network.
        rows: i64,
    },
    /// A file of weights that an index names and the folder lacks.
    MissingPart {
        /// The index.
        index: &'static str,
        /// The file.
        file: String,
    },
    /// What Git leaves in place of a large file that it has not fetched.
    Pointer {
        /// The file.
        file: String,
    },
    /// A file of torch.save that holds something else than weights by name.
    TorchFile {
        /// The file.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A file that is not what its name says.
    Damaged {
        /// The file.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A kind of network that this engine does not have.
    Family {
        /// `model_type` of `config.json`.
        found: String,
    },
    /// Labels that say nothing about sentiment.
    Labels {
        /// The labels of `config.json`.
        found: String,
    },
    /// Weights that the network needs and the file lacks, or of another shape.
    Weights {
        /// Name of a tensor.
        name: String,
        /// Its shape in the file; `–` where it is not there.
        found: String,
        /// The shape the network needs.
        expected: String,
    },
    /// The encoder's own model file.
    #[error(transparent)]
    Own(#[from] crate::sentiment::encoder::EncoderError),
    /// A GPU was asked for and libtorch has none.
    NoCuda,
    /// A GPU of a number that is not there.
    NoDevice {
        /// The number asked for.
        number: usize,
        /// GPUs there are.
        count: usize,
    },
    /// What libtorch said.
    Torch(String),
    /// Not even one comment fits into the memory.
    Memory {
        /// Tokens of the comment.
        tokens: usize,
    },
}

impl RustBertError {
    /// The message in words of `locale` (`en` or `zh`).
    pub fn message_in(&self, locale: &str) -> String {
        match self {
            RustBertError::Read { file, source } => t!(
                "sentiment.rust_bert.read",
                locale = locale,
                file = file.display(),
                reason = source
            ),
            RustBertError::MissingFile { file } => {
                t!("sentiment.rust_bert.missing_file", locale = locale, file = file)
            }
            RustBertError::SentencePiece { file } => {
                t!("sentiment.rust_bert.sentence_piece", locale = locale, file = file)
            }
            RustBertError::Tokenizer { found } => {
                t!("sentiment.rust_bert.tokenizer", locale = locale, found = found)
            }
            RustBertError::TokenBeyond { file, token, id, rows } => t!(
                "sentiment.rust_bert.token_beyond",
                locale = locale,
                file = file,
                token = token,
                id = id,
                rows = rows
            ),
            RustBertError::MissingPart { index, file } => {
                t!("sentiment.rust_bert.missing_part", locale = locale, index = index, file = file)
            }
            RustBertError::Pointer { file } => {
                t!("sentiment.rust_bert.pointer", locale = locale, file = file)
            }
            RustBertError::TorchFile { file, reason } => {
                t!("sentiment.rust_bert.torch_file", locale = locale, file = file, reason = reason)
            }
            RustBertError::Damaged { file, reason } => {
                t!("sentiment.rust_bert.damaged", locale = locale, file = file, reason = reason)
            }
            RustBertError::Family { found } => {
                t!("sentiment.rust_bert.family", locale = locale, found = found)
            }
            RustBertError::Labels { found } => {
                t!("sentiment.rust_bert.labels", locale = locale, found = found)
            }
            RustBertError::Weights { name, found, expected } => t!(
                "sentiment.rust_bert.weights",
                locale = locale,
                name = name,
                found = found,
                expected = expected
            ),
            RustBertError::NoCuda => t!("sentiment.rust_bert.no_cuda", locale = locale),
            RustBertError::NoDevice { number, count } => {
                t!("sentiment.rust_bert.no_device", locale = locale, number = number, count = count)
            }
            RustBertError::Torch(reason) => {
                t!("sentiment.rust_bert.torch", locale = locale, reason = reason)
            }
            RustBertError::Memory { tokens } => {
                t!("sentiment.rust_bert.memory", locale = locale, tokens = tokens)
            }
            RustBertError::Own(error) => return error.message_in(locale),
        }
        .into_owned()
    }
}

impl From<tch::TchError> for RustBertError {
    fn from(error: tch::TchError) -> RustBertError {
        RustBertError::Torch(first_line(&error.to_string()))
    }
}

impl RustBertError {
    /// What a panic of the bindings says: `called … on an Err value: Torch("…\n…")`.
    pub(super) fn of_panic(said: &str) -> RustBertError {
        let inner = said.split_once("Torch(\"").map_or(said, |(_, inner)| inner);
        RustBertError::Torch(first_line(inner.split("\\n").next().unwrap_or(inner)))
    }
}

/// libtorch adds a stack of its own functions, which helps nobody.
pub(super) fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().trim().to_owned()
}

/// What a checkpoint that could be used before fails of in the middle of a run.
impl From<RustBertError> for EngineFailure {
    fn from(error: RustBertError) -> EngineFailure {
        match error {
            RustBertError::Memory { tokens } => EngineFailure::Memory { tokens },
            RustBertError::Torch(said) => EngineFailure::Reported(format!("libtorch: {said}")),
            RustBertError::Damaged { file, reason } => {
                EngineFailure::Reported(format!("{file}: {reason}"))
            }
            other => EngineFailure::Reported(other.to_string()),
        }
    }
}
