//! Whether an export is still the file that was opened. It is read more than
//! once, and one that is written to meanwhile would be a mixture of two.

use std::fs::{self, Metadata};
use std::path::PathBuf;
use std::time::SystemTime;

use crate::ingest::read::content::Content;
use crate::ingest::told::error::{ErrorKind, IngestError};
use crate::ingest::told::error_detail::ErrorDetail;

/// What tells one state of a file from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct State {
    length: u64,
    modified: Option<SystemTime>,
    node: (u64, u64),
}

impl State {
    fn of(file: &Metadata) -> State {
        State { length: file.len(), modified: file.modified().ok(), node: node(file) }
    }
}

/// Device and inode: another file may have taken the place of the first.
#[cfg(unix)]
fn node(file: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (file.dev(), file.ino())
}

#[cfg(not(unix))]
fn node(_: &Metadata) -> (u64, u64) {
    (0, 0)
}

/// The state of a file when it was opened.
#[derive(Debug, Clone)]
pub(crate) struct Watch {
    path: PathBuf,
    opened: State,
}

impl Watch {
    /// Takes note of a file, before any of it is read; `None` for what nobody
    /// else can write to, and for what is no regular file, such as a pipe.
    pub(crate) fn of(content: &Content) -> Option<Watch> {
        let Content::Path(path) = content else { return None };
        let file = fs::metadata(path).ok().filter(Metadata::is_file)?;
        Some(Watch { path: path.to_owned(), opened: State::of(&file) })
    }

    /// Fails where the file is not as it was.
    pub(crate) fn check(&self, name: &str) -> Result<(), IngestError> {
        let found = match fs::metadata(&self.path) {
            Err(error) => ErrorDetail::from(error.to_string()),
            Ok(file) => {
                let (before, now) = (self.opened, State::of(&file));
                if now == before {
                    return Ok(());
                }
                if now.node != before.node {
                    ErrorDetail::Replaced
                } else if now.length != before.length {
                    ErrorDetail::Length { before: before.length, now: now.length }
                } else {
                    ErrorDetail::Rewritten
                }
            }
        };
        Err(IngestError::new(ErrorKind::Changed, name).found(found))
    }
}

/// The error of a file that held one number of rows when it was looked
/// through and another when it was read.
pub(crate) fn other_rows(name: &str, before: u64, now: u64) -> IngestError {
    IngestError::new(ErrorKind::Changed, name).found(ErrorDetail::Rows { before, now })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn kind(watch: &Watch) -> Option<ErrorKind> {
        watch.check("a.csv").err().map(|error| error.kind)
    }

    #[test]
    fn shorter_longer_rewritten_replaced_and_gone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let fresh = || {
            fs::write(&path, "id,comment\n1,good\n").unwrap();
            Watch::of(&Content::Path(path.clone())).unwrap()
        };
        let watch = fresh();
        assert_eq!(kind(&watch), None);
        fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(b"2,bad\n").unwrap();
        assert_eq!(kind(&watch), Some(ErrorKind::Changed));
        let longer = ErrorDetail::Length { before: 18, now: 24 };
        assert_eq!(watch.check("a.csv").unwrap_err().found, longer);
        let watch = fresh();
        fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(11).unwrap();
        assert_eq!(kind(&watch), Some(ErrorKind::Changed));
        let watch = fresh();
        let later = SystemTime::now() + std::time::Duration::from_secs(5);
        fs::File::options().write(true).open(&path).unwrap().set_modified(later).unwrap();
        assert_eq!(kind(&watch), Some(ErrorKind::Changed), "rewritten in place");
        assert_eq!(watch.check("a.csv").unwrap_err().found, ErrorDetail::Rewritten);
        let watch = fresh();
        fs::write(folder.path().join("b.csv"), "id,comment\n1,good\n").unwrap();
        fs::rename(folder.path().join("b.csv"), &path).unwrap();
        assert_eq!(kind(&watch), Some(ErrorKind::Changed));
        #[cfg(unix)]
        assert_eq!(watch.check("a.csv").unwrap_err().found, ErrorDetail::Replaced);
        let watch = fresh();
        fs::remove_file(&path).unwrap();
        assert_eq!(kind(&watch), Some(ErrorKind::Changed));
        assert!(Watch::of(&Content::Path(folder.path().to_owned())).is_none());
    }
}
