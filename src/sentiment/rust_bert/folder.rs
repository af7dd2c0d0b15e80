//! The files of a checkpoint's folder.

use std::io::ErrorKind;
use std::path::Path;

use super::error::RustBertError;

/// The bytes of a file that must be there.
pub(super) fn needed(folder: &Path, file: &'static str) -> Result<Vec<u8>, RustBertError> {
    optional(folder, file)?.ok_or(RustBertError::MissingFile { file })
}

/// The bytes of a file that may be there.
pub(super) fn optional(folder: &Path, file: &str) -> Result<Option<Vec<u8>>, RustBertError> {
    let path = folder.join(file);
    match std::fs::read(&path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(RustBertError::Read { file: path, source }),
    }
}
