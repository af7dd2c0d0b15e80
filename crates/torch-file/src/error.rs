//! What can be wrong with a file.

use zip::result::ZipError;

/// Why a checkpoint cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TorchFileError {
    /// The file cannot be read.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// It begins like a zip file and is none.
    #[error(transparent)]
    Zip(#[from] ZipError),
    /// It is no file of `torch.save`, holds what this crate does not read, or contradicts
    /// itself: in words, of which the file is the subject.
    #[error("{0}")]
    Content(String),
}

impl From<String> for TorchFileError {
    fn from(reason: String) -> TorchFileError {
        TorchFileError::Content(reason)
    }
}
