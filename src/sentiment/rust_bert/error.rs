//! What can go wrong with a checkpoint, and while it runs.

use std::io;
use std::path::PathBuf;
use std::sync::OnceLock;

use rust_i18n::t;

/// Why a checkpoint cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RustBertError {
    /// A file that cannot be read.
    #[error("{}", t!("sentiment.rust_bert.read", file = file.display(), reason = source))]
    Read {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A folder without a file that is needed.
    #[error("{}", t!("sentiment.rust_bert.missing_file", file = file))]
    MissingFile {
        /// The file.
        file: &'static str,
    },
    /// A SentencePiece model without the tokenizer made from it.
    #[error("{}", t!("sentiment.rust_bert.sentence_piece", file = file))]
    SentencePiece {
        /// The SentencePiece model.
        file: &'static str,
    },
    /// A kind of tokenizer that is read from `tokenizer.json` alone.
    #[error("{}", t!("sentiment.rust_bert.tokenizer", found = found))]
    Tokenizer {
        /// `tokenizer_class` of the folder.
        found: String,
    },
    /// A token that the network has no row for.
    #[error("{}", t!("sentiment.rust_bert.token_beyond", file = file, token = token, id = id, rows = rows))]
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
    #[error("{}", t!("sentiment.rust_bert.missing_part", index = index, file = file))]
    MissingPart {
        /// The index.
        index: &'static str,
        /// The file.
        file: String,
    },
    /// What Git leaves in place of a large file that it has not fetched.
    #[error("{}", t!("sentiment.rust_bert.pointer", file = file))]
    Pointer {
        /// The file.
        file: String,
    },
    /// A file of torch.save that holds something else than weights by name.
    #[error("{}", t!("sentiment.rust_bert.torch_file", file = file, reason = reason))]
    TorchFile {
        /// The file.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A file that is not what its name says.
    #[error("{}", t!("sentiment.rust_bert.damaged", file = file, reason = reason))]
    Damaged {
        /// The file.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A kind of network that this engine does not have.
    #[error("{}", t!("sentiment.rust_bert.family", found = found))]
    Family {
        /// `model_type` of `config.json`.
        found: String,
    },
    /// Labels that say nothing about sentiment.
    #[error("{}", t!("sentiment.rust_bert.labels", found = found))]
    Labels {
        /// The labels of `config.json`.
        found: String,
    },
    /// Weights that the network needs and the file lacks, or of another shape.
    #[error("{}", t!("sentiment.rust_bert.weights", name = name, found = found, expected = expected))]
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
    #[error("{}", t!("sentiment.rust_bert.no_cuda"))]
    NoCuda,
    /// A GPU of a number that is not there.
    #[error("{}", t!("sentiment.rust_bert.no_device", number = number, count = count))]
    NoDevice {
        /// The number asked for.
        number: usize,
        /// GPUs there are.
        count: usize,
    },
    /// What libtorch said.
    #[error("{}", t!("sentiment.rust_bert.torch", reason = .0))]
    Torch(String),
    /// Not even one comment fits into the memory.
    #[error("{}", t!("sentiment.rust_bert.memory", tokens = tokens))]
    Memory {
        /// Tokens of the comment.
        tokens: usize,
    },
}

impl From<tch::TchError> for RustBertError {
    fn from(error: tch::TchError) -> RustBertError {
        RustBertError::Torch(first_line(&error.to_string()))
    }
}

/// libtorch adds a stack of its own functions, which helps nobody.
pub(super) fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().trim().to_owned()
}

static FAILURE: OnceLock<String> = OnceLock::new();

/// What a running engine failed of, if one did. An [`Engine`](crate::sentiment::Engine) has
/// no way to return an error, so the thread that judged was unwound.
pub fn failure() -> Option<&'static str> {
    FAILURE.get().map(String::as_str)
}

/// Ends the run that a batch failed in: the thread unwinds without a word, and who started
/// it finds the reason in [`failure`].
pub(super) fn fail(error: &RustBertError) -> ! {
    let reason = FAILURE.get_or_init(|| error.to_string());
    std::panic::resume_unwind(Box::new(reason.clone()))
}
