//! Tables made up for tests: columns with their cells and what each was taken for alone.

use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::cells::made::cells;
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::words::ColumnName;
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;

/// What detection knows of columns before it looks at them together.
pub(super) struct Table {
    pub(super) headers: Vec<String>,
    pub(super) names: Vec<ColumnName>,
    pub(super) facts: Vec<ColumnProfile>,
    pub(super) drafts: Vec<Draft>,
}

/// Columns of these names, roles and cells.
pub(super) fn table(columns: &[(&str, Role, &[&str])]) -> Table {
    let draft =
        |(_, role, _): &(&str, Role, &[&str])| Draft::new(*role, 7, Evidence::Named("as it was"));
    Table {
        headers: columns.iter().map(|(header, ..)| (*header).to_owned()).collect(),
        names: columns.iter().map(|(header, ..)| ColumnName::new(header)).collect(),
        facts: columns.iter().map(|(_, _, values)| cells(values, 1)).collect(),
        drafts: columns.iter().map(draft).collect(),
    }
}

impl Table {
    /// What its columns are taken for.
    pub(super) fn roles(&self) -> Vec<Role> {
        self.drafts.iter().map(|draft| draft.role).collect()
    }
}

/// Makes a score of numbers one of words.
pub(super) fn worded(draft: &mut Draft) {
    draft.labels.insert("Good".to_owned(), 5.0);
}
