//! What fails, as the exceptions that Python has for it: what was found, and the remedy.

use std::io::ErrorKind as Io;

use pyo3::PyErr;
use pyo3::exceptions::{
    PyFileNotFoundError, PyOSError, PyPermissionError, PyRuntimeError, PyValueError,
};
use xinsheng::Lang;
use xinsheng::gate::Gate;
use xinsheng::ingest::ErrorKind;
use xinsheng::pipeline::PipelineError;
use xinsheng::sentiment::EngineError;

/// The exception for an error, its message by way of the gate.
pub(crate) fn raised(error: &PipelineError, gate: &Gate, lang: Lang) -> PyErr {
    let message = gate.message(&error.message_in(lang.code()));
    match error {
        PipelineError::Ingest(error) => match error.kind {
            ErrorKind::Missing => PyFileNotFoundError::new_err(message),
            ErrorKind::Unreadable | ErrorKind::NoScratch => PyOSError::new_err(message),
            _ => PyValueError::new_err(message),
        },
        PipelineError::Read { source, .. }
        | PipelineError::Write { source, .. }
        | PipelineError::Output { source } => match source.kind() {
            Io::NotFound => PyFileNotFoundError::new_err(message),
            Io::PermissionDenied => PyPermissionError::new_err(message),
            _ => PyOSError::new_err(message),
        },
        PipelineError::Engine(_) => PyRuntimeError::new_err(message),
        _ => PyValueError::new_err(message),
    }
}

/// The exception for an engine that failed.
pub(crate) fn failed(error: &EngineError, gate: &Gate, lang: Lang) -> PyErr {
    PyRuntimeError::new_err(gate.message(&error.message_in(lang.code())))
}

/// A word that is none of those that an argument takes.
pub(crate) fn none_of(argument: &str, found: &str, known: &[&str]) -> PyErr {
    let known: Vec<String> = known.iter().map(|word| format!("'{word}'")).collect();
    PyValueError::new_err(format!("{argument} is '{found}'; it is one of {}", known.join(", ")))
}
