//! The account of what a run leaves out.

use super::PipelineError;
use super::batches::is_row;
use crate::ingest::{IngestError, Reason, Rejection, Scope};

/// What was left out so far.
#[derive(Debug, Default)]
pub(super) struct LeftOut {
    /// Whether the first of it ends the run.
    pub(super) strict: bool,
    /// Whole rows.
    pub(super) rows: u64,
    /// Single cells of rows that are used.
    pub(super) cells: u64,
    /// Where and why reading broke off before the end of a file.
    pub(super) cut_short: Vec<Rejection>,
}

impl LeftOut {
    pub(super) fn new(strict: bool) -> LeftOut {
        LeftOut { strict, ..LeftOut::default() }
    }

    /// Takes a rejection, as it may be shown, into account.
    ///
    /// # Errors
    /// Bytes that are no character where reading is to end with them, and in a strict run
    /// anything but an answer that came in before.
    pub(super) fn add(&mut self, rejection: &Rejection) -> Result<(), PipelineError> {
        if let Some(error) = IngestError::of_strict(rejection) {
            return Err(error.into());
        }
        if self.strict && rejection.reason != Reason::Duplicate {
            return Err(PipelineError::Rejected(Box::new(rejection.clone())));
        }
        match is_row(rejection) {
            true => self.rows += 1,
            false => self.cells += 1,
        }
        if rejection.scope == Scope::Rest {
            self.cut_short.push(rejection.clone());
        }
        Ok(())
    }
}
