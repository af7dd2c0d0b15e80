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
    /// Other sheets have the columns of the one that was read, and were not.
    SameColumns {
        /// The sheet that was read, then those that were not.
        sheets: Vec<String>,
        /// Rows of that sheet.
        rows: u64,
        /// Rows of all of them.
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
            SheetNote::SameColumns { sheets, rows, of } => {
                let (key, n) = ("ingest.warning.same_columns", sheets.len());
                let read = sheets.first().map_or("", String::as_str);
                let others = listing(sheets.get(1..).unwrap_or_default());
                t!(
                    key,
                    locale = locale,
                    sheet = read,
                    n = n,
                    rows = rows,
                    all = of,
                    others = others
                )
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
            | SheetNote::SameColumns { sheets: columns, .. }
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

    /// Whether it moves the numbers: one row in twenty or more is hidden from who knows the sheet,
    /// or there are more answers like those that were read.
    pub(super) fn moves_numbers(&self) -> bool {
        match self {
            SheetNote::HiddenRows { n, of } => n * 20 >= *of,
            SheetNote::SameColumns { .. } => true,
            _ => false,
        }
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
    fn sheets_of_the_same_columns_are_told_with_their_rows() {
        let sheets = ["3月", "4月", "5月"].map(str::to_owned).to_vec();
        let mut note = SheetNote::SameColumns { sheets, rows: 88, of: 480 };
        assert!(note.moves_numbers() && note.keep_used(|_| false));
        let said = note.words_in("en");
        assert!(said.starts_with("only 1 of 3 sheets was read, “3月” (88 of 480 rows)"), "{said}");
        assert!(said.contains(": 4月, 5月") && said.contains("--all-sheets"), "{said}");
        let said = note.words_in("zh");
        assert!(said.starts_with("只读了 3 张工作表中的 1 张“3月”（480 行中 88 行）"), "{said}");
        assert!(said.contains("全部读取请加 --all-sheets"), "{said}");
        note.columns().iter_mut().for_each(|name| *name = "x".to_owned());
        assert!(!note.words_in("zh").contains('月'));
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
