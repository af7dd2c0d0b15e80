//! What the columns of a file hold, from one pass over all its rows: the
//! facts that column roles and scales are decided on.

use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::cells::totals::totals;
use crate::ingest::columns::branches::Branch;
use crate::ingest::columns::row_marks::RowMarks;
use crate::ingest::read::rows::Mended;
use crate::ingest::read::source::SourceFile;
use crate::ingest::told::error::{ErrorKind, IngestError};
use crate::ingest::told::error_detail::ErrorDetail;
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
    /// What was put right in them.
    pub(crate) mended: Mended,
    /// One per column.
    pub(crate) columns: Vec<ColumnProfile>,
    /// Whole numbers of the first rows.
    pub(crate) marks: RowMarks,
    /// Questions that stand in several columns, of which each row fills one.
    pub(crate) branches: Vec<Branch>,
}

impl Profile {
    /// The question that the column at `at` is the first of several of.
    pub(crate) fn branch(&self, at: usize) -> Option<&Branch> {
        self.branches.iter().find(|branch| branch.columns.first() == Some(&at))
    }

    /// The same with each such question as one column, its first.
    pub(crate) fn merged(&self) -> Profile {
        let mut merged = self.clone();
        for branch in &self.branches {
            branch.columns.iter().for_each(|&at| merged.columns[at] = ColumnProfile::default());
            merged.columns[branch.columns[0]] = branch.facts.clone();
        }
        merged
    }
}

/// Reads the whole file once and gathers the facts about its columns.
///
/// # Errors
/// When the file cannot be opened again, has changed since it was opened, no row of it
/// can be read, or its encoding is read strictly and a byte is no character.
pub fn profile(file: &SourceFile) -> Result<Profile, IngestError> {
    let mut profile = Profile {
        columns: vec![ColumnProfile::default(); file.layout().headers.len()],
        branches: match file.layout().branches {
            true => Branch::candidates(&file.layout().headers),
            false => Vec::new(),
        },
        ..Profile::default()
    };
    let mut first = None;
    let mut rows = file.rows()?;
    for row in rows.by_ref() {
        match row {
            Ok(row) => {
                profile.rows += 1;
                if totals(row.cells.iter()).is_some() {
                    continue;
                }
                for (column, cell) in profile.columns.iter_mut().zip(row.cells.iter()) {
                    column.see(cell);
                }
                profile.marks.see(profile.columns.len(), row.cells.iter());
                profile.branches.iter_mut().for_each(|branch| branch.see(&row.cells));
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
    profile.mended = rows.mended();
    profile.columns.iter_mut().for_each(ColumnProfile::forget_seen);
    profile.branches.retain(Branch::is_one_question);
    profile.branches.iter_mut().for_each(Branch::forget_seen);
    file.unchanged(None)?;
    if profile.rows == 0 {
        let error = IngestError::new(ErrorKind::NoRows, &*file.layout().file);
        return Err(match first {
            Some(first) => error.at_row(first.row).found(ErrorDetail::Row(Box::new(first))),
            None => error,
        });
    }
    Ok(profile)
}
