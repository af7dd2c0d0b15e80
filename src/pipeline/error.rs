//! Why a run could not be finished.

use std::io;
use std::path::{Path, PathBuf};

use rust_i18n::t;

use crate::ingest::{IngestError, Rejection};
use crate::opinion::TaxonomyError;
use crate::sentiment::UnusableModel;
use crate::sentiment::encoder::adapt::{FEWEST, FEWEST_OF_A_CLASS};

/// An error that ends a run.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// A file of the export or the mapping.
    #[error(transparent)]
    Ingest(#[from] IngestError),
    /// A row or cell that was rejected in a strict run.
    #[error("{}", t!("pipeline.strict", message = .0.message_in(&rust_i18n::locale())))]
    Rejected(Box<Rejection>),
    /// The taxonomy file.
    #[error(transparent)]
    Taxonomy(#[from] TaxonomyError),
    /// A model file.
    #[error("{}: {source}", path.display())]
    Model {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: UnusableModel,
    },
    /// A file that cannot be read.
    #[error("{}", t!("pipeline.read", path = path.display(), reason = source))]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file or folder that cannot be written.
    #[error("{}", t!("pipeline.write", path = path.display(), reason = source))]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The scored table cannot be written, wherever it goes.
    #[error("{}", t!("pipeline.output", reason = source))]
    Output {
        /// What the system said.
        source: io::Error,
    },
    /// An output that is one of the files that are read.
    #[error("{}", t!("pipeline.over_input", output = output.display(), input = input.display()))]
    OverInput {
        /// The output.
        output: PathBuf,
        /// The input that it is.
        input: PathBuf,
    },
    /// A folder that another run is writing.
    #[error("{}", t!("pipeline.busy", folder = folder.display(), process = process, since = since))]
    Busy {
        /// The folder.
        folder: PathBuf,
        /// Number of the process of that run.
        process: String,
        /// When that run began, in local time.
        since: String,
    },
    /// Two outputs that are one file.
    #[error("{}", t!("pipeline.one_output", first = first.display(), second = second.display()))]
    OneOutput {
        /// The one.
        first: PathBuf,
        /// The other.
        second: PathBuf,
    },
    /// Too few labelled comments to adapt a model to.
    #[error("{}", t!("pipeline.too_few_labels", rows = rows, fewest = FEWEST, class = FEWEST_OF_A_CLASS))]
    TooFewLabels {
        /// Labelled comments there were.
        rows: usize,
    },
    /// A memory limit below what a run needs at least.
    #[error("{}", t!("pipeline.little_memory", limit = megabytes(limit), least = megabytes(least)))]
    LittleMemory {
        /// Bytes allowed.
        limit: u64,
        /// Bytes needed at least.
        least: u64,
    },
    /// The memory limit was reached.
    #[error("{}", t!("pipeline.out_of_memory", limit = megabytes(limit)))]
    OutOfMemory {
        /// Bytes allowed.
        limit: u64,
    },
    /// A pack of topics that the taxonomy does not have.
    #[error("{}", t!("pipeline.unknown_pack", pack = pack, known = known))]
    UnknownPack {
        /// What was asked for.
        pack: String,
        /// The packs that there are.
        known: String,
    },
    /// Anything that should not happen with valid input.
    #[error("{0}")]
    Other(String),
}

/// Mebibytes, rounded up.
fn megabytes(bytes: &u64) -> u64 {
    bytes.div_ceil(1 << 20)
}

impl PipelineError {
    /// The error with the name of the output that it is about, where it has none.
    pub fn at(self, output: &Path) -> PipelineError {
        match self {
            PipelineError::Output { source } => PipelineError::writing(output)(source),
            other => other,
        }
    }

    /// A closure that turns a system error on writing `path` into this.
    pub(crate) fn writing(path: &Path) -> impl Fn(io::Error) -> PipelineError + '_ {
        |source| PipelineError::Write { path: path.to_owned(), source }
    }

    /// A closure that turns a system error on reading `path` into this.
    pub(crate) fn reading(path: &Path) -> impl Fn(io::Error) -> PipelineError + '_ {
        |source| PipelineError::Read { path: path.to_owned(), source }
    }
}
