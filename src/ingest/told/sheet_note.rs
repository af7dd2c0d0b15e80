//! What a reader of the results should know of the sheet of a workbook that was read, with its words.

use rust_i18n::t;

use crate::ingest::told::listing::listing;

/// Something odd about its cells, rows or columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SheetNote {
    /// Blank cells below merged ones took their value.
    FilledDown {
        /// The columns.
        columns: Vec<String>,
        /// Cells.
        cells: u64,
    },
    /// Formulas whose results are not in the file.
    NoResults {
        /// The columns.
        columns: Vec<String>,
        /// Cells.
        cells: u64,
    },
    /// Cells that hold an error in place of a value, such as `#N/A`.
    Errors {
        /// The columns.
        columns: Vec<String>,
        /// Cells.
        cells: u64,
    },
    /// Cells beyond the last header are left out.
    BeyondHeader {
        /// Columns of the header.
        width: usize,
        /// The first of the rows with most cells.
        row: u64,
    },
    /// Rows are hidden, by hand or by a filter, and read all the same.
    HiddenRows {
        /// How many.
        n: u64,
        /// Of so many below the header.
        of: u64,
    },
    /// Columns are hidden, and read all the same.
    HiddenColumns {
        /// Their names.
        columns: Vec<String>,
    },
}

impl SheetNote {
    /// It, in words of `locale` (`en` or `zh`).
    pub fn words_in(&self, locale: &str) -> String {
        match self {
            SheetNote::FilledDown { columns, cells } => {
                let (key, columns) = ("ingest.warning.filled_down", listing(columns));
                t!(key, locale = locale, columns = columns, cells = cells)
            }
            SheetNote::NoResults { columns, cells } => {
                let (key, columns) = ("ingest.warning.no_results", listing(columns));
                t!(key, locale = locale, columns = columns, cells = cells)
            }
            SheetNote::Errors { columns, cells } => {
                let (key, columns) = ("ingest.warning.error_cells", listing(columns));
                t!(key, locale = locale, columns = columns, cells = cells)
            }
            SheetNote::BeyondHeader { width, row } => {
                t!("ingest.warning.beyond_header", locale = locale, width = width, row = row)
            }
            SheetNote::HiddenRows { n, of } => {
                t!("ingest.warning.hidden_rows", locale = locale, n = n, of = of)
            }
            SheetNote::HiddenColumns { columns } => {
                let (key, columns) = ("ingest.warning.hidden_columns", listing(columns));
                t!(key, locale = locale, columns = columns)
            }
        }
        .into_owned()
    }

    /// The columns that it names.
    pub(super) fn columns(&mut self) -> &mut [String] {
        match self {
            SheetNote::FilledDown { columns, .. }
            | SheetNote::NoResults { columns, .. }
            | SheetNote::Errors { columns, .. }
            | SheetNote::HiddenColumns { columns } => columns,
            SheetNote::BeyondHeader { .. } | SheetNote::HiddenRows { .. } => &mut [],
        }
    }

    /// Keeps of hidden columns those that are used; whether something is left to tell.
    pub(super) fn keep_used(&mut self, used: impl Fn(&str) -> bool) -> bool {
        let SheetNote::HiddenColumns { columns } = self else { return true };
        columns.retain(|column| used(column));
        !columns.is_empty()
    }

    /// Whether it moves the numbers: one row in twenty or more is hidden from who knows the sheet.
    pub(super) fn moves_numbers(&self) -> bool {
        matches!(self, SheetNote::HiddenRows { n, of } if n * 20 >= *of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_it_has_words_in_both_languages() {
        let columns = || vec!["a".to_owned()];
        for mut note in [
            SheetNote::FilledDown { columns: columns(), cells: 9 },
            SheetNote::NoResults { columns: columns(), cells: 9 },
            SheetNote::Errors { columns: columns(), cells: 9 },
            SheetNote::BeyondHeader { width: 4, row: 9 },
            SheetNote::HiddenRows { n: 3, of: 40 },
            SheetNote::HiddenColumns { columns: columns() },
        ] {
            let [zh, en] = ["zh", "en"].map(|locale| note.words_in(locale));
            assert_ne!(zh, en, "{note:?}");
            for said in [&zh, &en] {
                assert!(!said.contains("%{") && !said.contains("ingest."), "{said}");
            }
            note.columns().iter_mut().for_each(|name| *name = format!("[{name}]"));
            assert_eq!(note.words_in("en"), en.replace(": a", ": [a]"));
        }
    }

    #[test]
    fn hidden_rows_move_the_numbers_from_one_in_twenty_on_and_hidden_columns_count_where_used() {
        assert!(SheetNote::HiddenRows { n: 2, of: 40 }.moves_numbers());
        assert!(!SheetNote::HiddenRows { n: 2, of: 41 }.moves_numbers());
        let mut hidden = SheetNote::HiddenColumns { columns: vec!["a".into(), "b".into()] };
        assert!(hidden.keep_used(|name| name == "b"));
        assert_eq!(hidden, SheetNote::HiddenColumns { columns: vec!["b".into()] });
        assert!(!hidden.keep_used(|name| name == "a"));
        assert!(SheetNote::HiddenRows { n: 2, of: 4 }.keep_used(|_| false));
    }
}
