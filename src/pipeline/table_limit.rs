//! What a format of scored tables cannot hold, in words of either language. It comes out of
//! writers as an error of the system.

use std::fmt;
use std::io;

use parquet::errors::ParquetError;
use rust_i18n::t;

/// Why a scored table cannot be written in its format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TableLimit {
    /// Comments are to be masked in a column of lists.
    List {
        /// The column.
        column: String,
    },
    /// More rows than a sheet has.
    Rows {
        /// Rows that it has.
        most: u64,
    },
}

impl TableLimit {
    fn words_in(&self, locale: &str) -> String {
        match self {
            TableLimit::List { column } => {
                t!("pipeline.list_column", locale = locale, column = column)
            }
            TableLimit::Rows { most } => t!("pipeline.sheet_rows", locale = locale, most = most),
        }
        .into_owned()
    }

    /// What an error of the system says: one of these in words of `locale`, any other as it
    /// is.
    pub(super) fn reason(error: &io::Error, locale: &str) -> String {
        let inner = error.get_ref();
        let limit = inner.and_then(|inner| match inner.downcast_ref::<ParquetError>() {
            Some(ParquetError::External(inner)) => inner.downcast_ref::<TableLimit>(),
            _ => inner.downcast_ref::<TableLimit>(),
        });
        limit.map_or_else(|| error.to_string(), |limit| limit.words_in(locale))
    }
}

impl fmt::Display for TableLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words_in("en"))
    }
}

impl std::error::Error for TableLimit {}

impl From<TableLimit> for io::Error {
    fn from(limit: TableLimit) -> io::Error {
        io::Error::other(limit)
    }
}

impl From<TableLimit> for ParquetError {
    fn from(limit: TableLimit) -> ParquetError {
        ParquetError::External(Box::new(limit))
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::pipeline::PipelineError;

    #[test]
    fn limits_are_told_in_both_languages_however_they_come() {
        let list = || TableLimit::List { column: "tags".to_owned() };
        let rows = TableLimit::Rows { most: 1_048_575 };
        let parquet = io::Error::from(ParquetError::from(list()));
        for (error, en, zh) in [
            (io::Error::from(list()), "“tags” is a list", "“tags”是列表"),
            (parquet, "“tags” is a list", "“tags”是列表"),
            (io::Error::from(rows), "1048575 rows", "1048575 行"),
        ] {
            let path = PathBuf::from("a.xlsx");
            let error = PipelineError::Write { path, source: error };
            assert!(error.message_in("en").contains(en), "{error}");
            assert!(error.message_in("zh").contains(zh), "{}", error.message_in("zh"));
        }
        assert_eq!(TableLimit::reason(&io::Error::other("full"), "zh"), "full");
    }
}
