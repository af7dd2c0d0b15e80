//! What the columns of a file hold, from one pass over all its rows: the
//! facts that column roles and scales are decided on.

use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::cells::totals::totals;
use crate::ingest::read::source::SourceFile;
use crate::ingest::told::error::{ErrorKind, IngestError};
use crate::ingest::told::finding::Finding;
use crate::ingest::told::reject::{Rejection, Scope};

/// The facts about a file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Profile {
    /// Rows read.
    pub rows: u64,
    /// Rows that could not be read.
    pub rejected: u64,
    /// Where reading broke off before the end, if it did.
    pub(crate) cut_short: Option<Rejection>,
    /// One per column.
    pub(crate) columns: Vec<ColumnProfile>,
}

/// Reads the whole file once and gathers the facts about its columns.
///
/// # Errors
/// When the file cannot be opened again, has changed since it was opened, no row of it
/// can be read, or its encoding is read strictly and a byte is no character.
pub fn profile(file: &SourceFile) -> Result<Profile, IngestError> {
    let mut profile = Profile {
        columns: vec![ColumnProfile::default(); file.layout().headers.len()],
        ..Profile::default()
    };
    let mut first = None;
    for row in file.rows()? {
        match row {
            Ok(row) => {
                profile.rows += 1;
                if totals(row.cells.iter()).is_some() {
                    continue;
                }
                for (column, cell) in profile.columns.iter_mut().zip(row.cells.iter()) {
                    column.see(cell);
                }
            }
            Err(rejection) => {
                if let Some(error) = IngestError::of_strict(&rejection) {
                    return Err(error);
                }
                profile.rejected += 1;
                if rejection.scope == Scope::Rest {
                    profile.cut_short = Some(rejection.clone());
                }
                first = first.or(Some(rejection));
            }
        }
    }
    profile.columns.iter_mut().for_each(ColumnProfile::forget_seen);
    file.unchanged(None)?;
    if profile.rows == 0 {
        let error = IngestError::new(ErrorKind::NoRows, &*file.layout().file);
        return Err(match first {
            Some(first) => error.at_row(first.row).found(Finding::Row(Box::new(first))),
            None => error,
        });
    }
    Ok(profile)
}
