//! What this process has begun to write and not put in its place yet, so that
//! it can be cleared away when the process is ended from outside.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::staging;

static UNFINISHED: Mutex<Vec<Unfinished>> = Mutex::new(Vec::new());

/// Something that is not to stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unfinished {
    /// A temporary file.
    File(PathBuf),
    /// The staging folder within this folder, which was made for it if `made`.
    Staging {
        /// The folder of the outputs.
        folder: PathBuf,
        /// Whether the run has made it.
        made: bool,
    },
}

/// Keeps something listed while it lives.
#[derive(Debug)]
pub(super) struct Listed(Unfinished);

impl Listed {
    /// Makes something and lists it: no signal comes between.
    pub(super) fn made<T, E>(
        make: impl FnOnce() -> Result<(T, Unfinished), E>,
    ) -> Result<(T, Listed), E> {
        let mut list = list();
        let (made, what) = make()?;
        list.push(what.clone());
        Ok((made, Listed(what)))
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        let mut list = list();
        if let Some(at) = list.iter().position(|listed| *listed == self.0) {
            list.swap_remove(at);
        }
    }
}

/// Puts something in its place: a signal that comes meanwhile waits.
pub(super) fn put_in_place<T>(work: impl FnOnce() -> T) -> T {
    let _held = list();
    work()
}

/// Removes all that is listed. Nothing is put in its place after that: the
/// process is about to end.
#[cfg(unix)]
pub(super) fn clear_away() {
    let list = list();
    // A folder goes after what is in it.
    for unfinished in list.iter().rev() {
        match unfinished {
            Unfinished::File(path) => {
                // There is nobody left to tell.
                let _ = std::fs::remove_file(path);
            }
            Unfinished::Staging { folder, made } => staging::clear(folder, *made),
        }
    }
    std::mem::forget(list);
}

fn list() -> MutexGuard<'static, Vec<Unfinished>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}
