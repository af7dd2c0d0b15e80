//! Exports that are opened and understood, before any comment is judged.

use super::PipelineError;
use super::export::Export;
use super::input::Input;
use super::options::AnalyzeOptions;
use super::public_words::public_words;
use crate::gate::Gate;
use crate::ingest::{ErrorKind, IngestError};

/// Exports that are understood, and those that have nothing to analyse.
pub(super) struct Understood {
    pub(super) files: Vec<Export>,
    /// Why the others were left out.
    pub(super) left_out: Vec<IngestError>,
    pub(super) gate: Gate,
}

/// Opens exports.
///
/// # Errors
/// A file that cannot be read or understood.
pub(super) fn understand(
    inputs: &[Input],
    options: &AnalyzeOptions,
) -> Result<Understood, PipelineError> {
    let mut files = Vec::with_capacity(inputs.len());
    let mut left_out: Vec<IngestError> = Vec::new();
    let gate = Gate::new(options.redact, options.lang);
    gate.tells_apart(inputs.iter().map(Input::name));
    for input in inputs {
        let export = Export::open(input, options.mapping.as_ref(), &gate)
            .and_then(|mut export| export.require_answers().map(|()| export))
            .map_err(|error| gate.ingest_error(&error));
        match export {
            Ok(export) => files.push(export),
            Err(error) if input.is_optional() && holds_nothing(&error) => left_out.push(error),
            Err(error) => return Err(error.into()),
        }
    }
    if files.is_empty()
        && let Some(error) = left_out.pop()
    {
        return Err(error.into());
    }
    let gate = gate.knowing(public_words(&files));
    Ok(Understood { files, left_out, gate })
}

/// Whether a sheet has nothing to analyse, as cover sheets and legends.
fn holds_nothing(error: &IngestError) -> bool {
    use ErrorKind::{Empty, NoComment, NoCommentInSheets, NoRows};
    matches!(error.kind, Empty | NoRows | NoComment | NoCommentInSheets)
}
