//! Rows that come through a pipe, in batches that are handed on as soon as no
//! more rows are waiting.

use std::io::{self, IsTerminal};
use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::PipelineError;
use super::ordered::BatchSize;
use super::raw_batches::RawBatch;
use crate::ingest::{ErrorKind, Incoming, IngestError, SourceFile, refuse_devices};

/// What `path` names, where that is read from its beginning to its end and no
/// further time: `-` for standard input, or a named pipe. `None` for a file.
///
/// # Errors
/// A device on standard input, or a pipe that cannot be opened.
pub fn incoming(path: &Path) -> Result<Option<Incoming>, PipelineError> {
    let reading = PipelineError::reading(path);
    if path.as_os_str() == "-" {
        refuse_devices_on_stdin()?;
        return Incoming::new(io::stdin()).map(Some).map_err(reading);
    }
    if !is_pipe(path) {
        return Ok(None);
    }
    let pipe = std::fs::File::open(path).and_then(Incoming::new);
    pipe.map(Some).map_err(reading)
}

/// Refuses an endless device on standard input; a terminal is none.
///
/// # Errors
/// An [`ErrorKind::Device`](crate::ingest::ErrorKind::Device).
pub(super) fn refuse_devices_on_stdin() -> Result<(), IngestError> {
    if io::stdin().is_terminal() {
        return Ok(());
    }
    refuse_devices(Path::new("/dev/stdin"), "stdin").or_else(|error| match error.kind {
        // A socket is a pipe like another where it was put there.
        ErrorKind::Device if is_socket(Path::new("/dev/stdin")) => Ok(()),
        _ => Err(error),
    })
}

#[cfg(unix)]
fn is_pipe(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt;
    std::fs::metadata(path).is_ok_and(|file| file.file_type().is_fifo())
}

#[cfg(unix)]
fn is_socket(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt;
    std::fs::metadata(path).is_ok_and(|file| file.file_type().is_socket())
}

#[cfg(not(unix))]
fn is_pipe(_: &Path) -> bool {
    false
}

#[cfg(not(unix))]
fn is_socket(_: &Path) -> bool {
    false
}

/// The rows of a stream, read by a thread of their own. A batch is handed on
/// when it is full, and before that thread waits for more.
pub(super) fn streamed_batches(
    file: &SourceFile,
    size: BatchSize,
    keeps_json: bool,
) -> Result<impl FnMut() -> Option<RawBatch> + Send + use<>, PipelineError> {
    fn locked(batch: &Mutex<RawBatch>) -> MutexGuard<'_, RawBatch> {
        batch.lock().unwrap_or_else(PoisonError::into_inner)
    }
    let (sender, batches) = sync_channel(1);
    let pending = Arc::new(Mutex::new(RawBatch::default()));
    let (held, hand_on) = (Arc::clone(&pending), sender.clone());
    let on_wait = move || {
        let mut batch = std::mem::take(&mut *locked(&held));
        batch.waits = true;
        // Where nobody takes it any more, the run is over.
        let _ = hand_on.send(batch);
    };
    let rows = file.all_rows(Some(Box::new(on_wait)))?;
    let mut rows = if keeps_json { rows.keeping_json() } else { rows };
    let read = move || {
        let mut replaced = 0;
        while let Some(row) = rows.next() {
            let mut batch = locked(&pending);
            batch.add(row);
            batch.replaced += rows.replaced() - replaced;
            replaced = rows.replaced();
            if batch.has_room(size) {
                continue;
            }
            let full = std::mem::take(&mut *batch);
            drop(batch);
            if sender.send(full).is_err() {
                return;
            }
        }
        let last = std::mem::take(&mut *locked(&pending));
        let _ = sender.send(last);
    };
    let thread = std::thread::Builder::new().name("rows".to_owned()).spawn(read);
    thread.map_err(|e| PipelineError::Other(e.to_string()))?;
    Ok(move || batches.recv().ok())
}
