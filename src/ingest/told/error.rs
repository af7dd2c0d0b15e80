//! Errors that stop a file from being read, each with what was found and what
//! to do about it. A problem of one row or cell is a [`Rejection`] instead.

use std::fmt;

use rust_i18n::t;

use crate::ingest::told::error_detail::ErrorDetail;
use crate::ingest::told::reject::{Reason, Rejection, Scope};
use crate::ingest::told::wording::worded;

/// What is wrong with a file or a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// There is no such file.
    Missing,
    /// The path is a folder.
    Directory,
    /// The operating system refused, or reading broke off.
    Unreadable,
    /// The folder for temporary files takes none, or is full.
    NoScratch,
    /// A device or a socket: no file, and perhaps without an end.
    Device,
    /// It was written to, or replaced, while it was read.
    Changed,
    /// Nothing in it, or blanks alone.
    Empty,
    /// A header but no row below it.
    NoRows,
    /// The same, told by a command that takes no mapping.
    NoData,
    /// A known or unknown format that holds no table.
    Binary,
    /// An HTML or XML page, often a "workbook" of an old web system.
    Markup,
    /// A workbook that cannot be opened.
    BrokenWorkbook,
    /// A Parquet file that cannot be opened.
    BrokenParquet,
    /// A Parquet file whose columns are packed in a way that is not read.
    ParquetCodec,
    /// A compressed file that is damaged or cut off.
    BrokenArchive,
    /// A compressed file or workbook that unpacks to more than can be an
    /// export.
    UnpacksTooFar,
    /// An archive in which no table was found.
    NoTable,
    /// An archive of several tables, where one is asked for.
    SeveralTables,
    /// A member of an archive is protected by a password.
    Encrypted,
    /// A file or a member of an archive is packed in a way that is not read.
    UnknownPacking,
    /// The workbook has no sheet of that name.
    NoSuchSheet,
    /// JSON that is neither one object a line nor an array of objects.
    JsonShape,
    /// Text whose cells are cut by something that is not read.
    Delimiter,
    /// No encoding has that name.
    UnknownEncoding,
    /// Bytes that are no character, where these end the reading.
    Undecodable,
    /// A pattern such as `exports/*.csv` that no file matches.
    NoMatch,
    /// A table wider than [`MAX_CELLS`](crate::ingest::MAX_CELLS).
    TooWide,
    /// More answers to be put together by response than memory holds.
    ManyAnswers,
    /// A column was named that the file does not have.
    NoSuchColumn,
    /// A column was named that the file has several times.
    AmbiguousColumn,
    /// No column holds open comments.
    NoComment,
    /// No column of any sheet of a workbook of several does.
    NoCommentInSheets,
    /// The same, told by a command that is given the column itself.
    NoText,
    /// The mapping is no TOML, or has an unknown key.
    MappingSyntax,
    /// The mapping says something that cannot be.
    MappingValue,
}

impl ErrorKind {
    /// All kinds.
    pub const ALL: [ErrorKind; 35] = [
        ErrorKind::Missing,
        ErrorKind::Directory,
        ErrorKind::Unreadable,
        ErrorKind::NoScratch,
        ErrorKind::Device,
        ErrorKind::Changed,
        ErrorKind::Empty,
        ErrorKind::NoRows,
        ErrorKind::NoData,
        ErrorKind::Binary,
        ErrorKind::Markup,
        ErrorKind::BrokenWorkbook,
        ErrorKind::BrokenParquet,
        ErrorKind::ParquetCodec,
        ErrorKind::BrokenArchive,
        ErrorKind::UnpacksTooFar,
        ErrorKind::NoTable,
        ErrorKind::SeveralTables,
        ErrorKind::Encrypted,
        ErrorKind::UnknownPacking,
        ErrorKind::NoSuchSheet,
        ErrorKind::JsonShape,
        ErrorKind::Delimiter,
        ErrorKind::UnknownEncoding,
        ErrorKind::Undecodable,
        ErrorKind::NoMatch,
        ErrorKind::TooWide,
        ErrorKind::ManyAnswers,
        ErrorKind::NoSuchColumn,
        ErrorKind::AmbiguousColumn,
        ErrorKind::NoComment,
        ErrorKind::NoCommentInSheets,
        ErrorKind::NoText,
        ErrorKind::MappingSyntax,
        ErrorKind::MappingValue,
    ];

    /// Stable code, as used in machine-readable output.
    pub fn code(self) -> &'static str {
        match self {
            ErrorKind::Missing => "missing",
            ErrorKind::Directory => "directory",
            ErrorKind::Unreadable => "unreadable",
            ErrorKind::NoScratch => "no_scratch",
            ErrorKind::Device => "device",
            ErrorKind::Changed => "changed",
            ErrorKind::Empty => "empty",
            ErrorKind::NoRows => "no_rows",
            ErrorKind::NoData => "no_data",
            ErrorKind::Binary => "binary",
            ErrorKind::Markup => "markup",
            ErrorKind::BrokenWorkbook => "broken_workbook",
            ErrorKind::BrokenParquet => "broken_parquet",
            ErrorKind::ParquetCodec => "parquet_codec",
            ErrorKind::BrokenArchive => "broken_archive",
            ErrorKind::UnpacksTooFar => "unpacks_too_far",
            ErrorKind::NoTable => "no_table",
            ErrorKind::SeveralTables => "several_tables",
            ErrorKind::Encrypted => "encrypted",
            ErrorKind::UnknownPacking => "unknown_packing",
            ErrorKind::NoSuchSheet => "no_such_sheet",
            ErrorKind::JsonShape => "json_shape",
            ErrorKind::Delimiter => "delimiter",
            ErrorKind::UnknownEncoding => "unknown_encoding",
            ErrorKind::Undecodable => "undecodable",
            ErrorKind::NoMatch => "no_match",
            ErrorKind::TooWide => "too_wide",
            ErrorKind::ManyAnswers => "many_answers",
            ErrorKind::NoSuchColumn => "no_such_column",
            ErrorKind::AmbiguousColumn => "ambiguous_column",
            ErrorKind::NoComment => "no_comment",
            ErrorKind::NoCommentInSheets => "no_comment_in_sheets",
            ErrorKind::NoText => "no_text",
            ErrorKind::MappingSyntax => "mapping_syntax",
            ErrorKind::MappingValue => "mapping_value",
        }
    }
}

/// Why a file cannot be used: where, what was found, what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IngestError {
    /// What is wrong.
    pub kind: ErrorKind,
    /// The file as the user named it.
    pub file: String,
    /// Row (or line of a mapping file), from 1.
    pub row: Option<u64>,
    /// Column name.
    pub column: Option<String>,
    /// What was found there.
    pub found: ErrorDetail,
}

impl IngestError {
    /// An error about `file`.
    pub fn new(kind: ErrorKind, file: impl Into<String>) -> IngestError {
        IngestError {
            kind,
            file: file.into(),
            row: None,
            column: None,
            found: ErrorDetail::from(""),
        }
    }

    /// The error of a rejection that ends the reading as
    /// [`EncodingErrors::Strict`](crate::ingest::EncodingErrors::Strict) asks;
    /// `None` for every other one.
    pub fn of_strict(rejection: &Rejection) -> Option<IngestError> {
        let strict = rejection.reason == Reason::Undecodable && rejection.scope == Scope::Rest;
        strict.then(|| IngestError {
            kind: ErrorKind::Undecodable,
            file: rejection.file.to_string(),
            row: Some(rejection.row),
            column: rejection.column.as_deref().map(str::to_owned),
            found: rejection.found.as_str().into(),
        })
    }

    /// Adds the row.
    pub fn at_row(mut self, row: u64) -> IngestError {
        self.row = Some(row);
        self
    }

    /// Adds the column.
    pub fn in_column(mut self, column: impl Into<String>) -> IngestError {
        self.column = Some(column.into());
        self
    }

    /// Adds what was found.
    pub fn found(mut self, found: impl Into<ErrorDetail>) -> IngestError {
        self.found = found.into();
        self
    }

    /// The same with what to do about it where no mapping can be given.
    #[must_use]
    pub fn without_mapping(mut self) -> IngestError {
        self.kind = match self.kind {
            ErrorKind::NoRows => ErrorKind::NoData,
            ErrorKind::NoComment => ErrorKind::NoText,
            other => other,
        };
        self
    }

    /// What is wrong, in words of `locale` (`en` or `zh`).
    pub fn what_in(&self, locale: &str) -> String {
        self.words("what", locale)
    }

    /// What to do about it, in words of `locale`.
    pub fn remedy_in(&self, locale: &str) -> String {
        self.words("remedy", locale)
    }

    /// The whole message, in words of `locale`.
    pub fn message_in(&self, locale: &str) -> String {
        let (what, remedy) = (self.what_in(locale), self.remedy_in(locale));
        // A sheet is no column.
        let column = self.column.as_deref().filter(|_| self.kind != ErrorKind::NoSuchSheet);
        placed(locale, &self.file, self.row, column, &what, &remedy)
    }

    fn words(&self, part: &str, locale: &str) -> String {
        let key = format!("ingest.error.{}.{part}", self.kind.code());
        let column = self.column.as_deref().unwrap_or_default();
        worded(&key, locale, &[("found", &self.found.words_in(locale)), ("column", column)])
    }
}

/// A message about a place in a file.
pub(crate) fn placed(
    locale: &str,
    file: &str,
    row: Option<u64>,
    column: Option<&str>,
    what: &str,
    remedy: &str,
) -> String {
    let blank = t!("ingest.place.blank", locale = locale);
    let mut place = if file.trim().is_empty() { blank.into_owned() } else { file.to_owned() };
    if let Some(row) = row {
        place += &t!("ingest.place.row", locale = locale, row = row);
    }
    if let Some(column) = column.filter(|column| !column.trim().is_empty()) {
        place += &t!("ingest.place.column", locale = locale, column = column);
    }
    let message = "ingest.place.message";
    t!(message, locale = locale, place = place, what = what, remedy = remedy).into_owned()
}

impl fmt::Display for IngestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message_in("en"))
    }
}

impl std::error::Error for IngestError {}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    #[test]
    fn every_kind_has_words_in_both_languages() {
        for kind in ErrorKind::ALL {
            let error = IngestError::new(kind, "a.csv").found("xyz").in_column("c").at_row(3);
            for locale in ["en", "zh"] {
                for words in [error.what_in(locale), error.remedy_in(locale)] {
                    assert!(!words.is_empty() && !words.contains("ingest."), "{kind:?}: {words}");
                    assert!(!words.contains("%{"), "{kind:?}: {words}");
                }
            }
            assert_ne!(error.what_in("en"), error.what_in("zh"), "{kind:?}");
        }
    }

    #[test]
    fn a_sheet_is_no_column_and_a_remedy_is_one_that_there_is() {
        let sheet = IngestError::new(ErrorKind::NoSuchSheet, "a.xlsx").in_column("Dta");
        let said = sheet.message_in("en");
        assert!(said.contains("no sheet “Dta”") && !said.contains("column"), "{said}");
        for (kind, locale) in [(ErrorKind::NoRows, "en"), (ErrorKind::NoComment, "zh")] {
            let error = IngestError::new(kind, "a.csv");
            let (with, without) = (error.clone(), error.without_mapping());
            assert_eq!(with.what_in(locale), without.what_in(locale));
            let said = without.remedy_in(locale);
            assert!(!said.contains("mapping") && !said.contains("映射"), "{said}");
        }
    }

    /// What a message must not show where it had something to say.
    pub(in crate::ingest) const GAPS: [&str; 14] = [
        "()", "（）", "“”", "\"\"", ": .", ":  ", "：。", ": ;", "  ", " ,", " .", "%{", "[[", "]]",
    ];

    #[test]
    fn no_message_has_an_empty_field() {
        for kind in ErrorKind::ALL {
            for blank in ["", " ", "\u{3000}"] {
                let bare = IngestError::new(kind, "a.csv").found(blank);
                let named = bare.clone().in_column(blank).at_row(3);
                let nowhere = IngestError { file: blank.to_owned(), ..named.clone() };
                for (error, locale) in
                    [bare, named, nowhere].iter().zip(["en", "zh"].iter().cycle())
                {
                    for locale in [*locale, "en"] {
                        let message = error.message_in(locale);
                        let gap = GAPS.iter().find(|gap| message.contains(**gap));
                        assert_eq!(gap, None, "{kind:?}: {message}");
                        assert!(!message.starts_with([':', '：', ',', '，']), "{message}");
                    }
                }
            }
        }
    }

    #[test]
    fn bytes_that_are_no_character_are_an_error_where_they_end_the_reading() {
        let file = std::sync::Arc::<str>::from("a.csv");
        for reason in Reason::ALL {
            let row = Rejection::row(&file, 3, reason, "x").in_column(&"c".into());
            let wanted = (reason == Reason::Undecodable).then(|| {
                let error = IngestError::new(ErrorKind::Undecodable, "a.csv").found("x");
                error.in_column("c").at_row(3)
            });
            assert_eq!(IngestError::of_strict(&row), None, "{reason:?}");
            assert_eq!(IngestError::of_strict(&row.rest()), wanted, "{reason:?}");
        }
    }

    #[test]
    fn a_message_begins_with_its_place() {
        let error = IngestError::new(ErrorKind::Missing, "a.csv").at_row(3).in_column("c");
        let said = error.message_in("en");
        assert!(said.starts_with("a.csv, row 3, column “c”: "), "{said}");
        let nowhere = IngestError::new(ErrorKind::Missing, " ").message_in("en");
        assert!(nowhere.starts_with("(blank): "), "{nowhere}");
    }
}
