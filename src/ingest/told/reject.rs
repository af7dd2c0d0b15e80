//! The account of what was left out: rows and cells that could not be used,
//! with the place, what was found and what to do.

use std::io;
use std::sync::Arc;

use crate::gate::visible::shortened;
use crate::ingest::told::error::placed;
use crate::ingest::told::limits::unpacked_too_far;
use crate::ingest::told::wording::worded;

/// How much was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// One cell; the rest of the row is used.
    Cell,
    /// The whole row.
    Row,
    /// This row and everything after it: reading cannot go on. The file was
    /// not read in full and a caller should treat that as a failure.
    Rest,
}

impl Scope {
    /// Stable code for `rejects.csv`.
    pub fn code(self) -> &'static str {
        match self {
            Scope::Cell => "cell",
            Scope::Row => "row",
            Scope::Rest => "rest",
        }
    }
}

/// Why something was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The row has more or fewer cells than the table has columns.
    RaggedRow,
    /// Bytes that are no character in the file's encoding.
    Undecodable,
    /// Zeros where a row should be.
    Padding,
    /// A score cell that holds no number.
    NotAScore,
    /// A score outside the scale of its column.
    OutsideScale,
    /// A time cell that is no date.
    NotATime,
    /// A weight that is no number from 0 up.
    NotAWeight,
    /// A cell of a table of customers, orders or campaigns that holds no amount.
    NotAnAmount,
    /// A customer without a number.
    NoCustomer,
    /// A column marks the row as no answer of a customer (a preview, a test).
    Filtered,
    /// A line that is no JSON object.
    BadJson,
    /// A record over [`MAX_RECORD_BYTES`](crate::ingest::MAX_RECORD_BYTES).
    TooLarge,
    /// A quote that is not closed by the end of the file.
    UnclosedQuote,
    /// The header once more, as in files that were put together.
    RepeatedHeader,
    /// Below the rows another table begins.
    OtherTable,
    /// A row that sums up the others.
    Totals,
    /// The same answers came in before, and the caller wants them once.
    Duplicate,
    /// Without a date it is not known which of two waves it belongs to.
    NoWave,
    /// Reading the file broke off.
    ReadFailed,
    /// A compressed stream unpacks to more than can be an export.
    UnpacksTooFar,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Reason; 20] = [
        Reason::RaggedRow,
        Reason::Undecodable,
        Reason::Padding,
        Reason::NotAScore,
        Reason::OutsideScale,
        Reason::NotATime,
        Reason::NotAWeight,
        Reason::NotAnAmount,
        Reason::NoCustomer,
        Reason::Filtered,
        Reason::BadJson,
        Reason::TooLarge,
        Reason::UnclosedQuote,
        Reason::RepeatedHeader,
        Reason::OtherTable,
        Reason::Totals,
        Reason::Duplicate,
        Reason::NoWave,
        Reason::ReadFailed,
        Reason::UnpacksTooFar,
    ];

    /// Stable code for `rejects.csv`.
    pub fn code(self) -> &'static str {
        match self {
            Reason::RaggedRow => "ragged_row",
            Reason::Undecodable => "undecodable",
            Reason::Padding => "padding",
            Reason::NotAScore => "not_a_score",
            Reason::OutsideScale => "outside_scale",
            Reason::NotATime => "not_a_time",
            Reason::NotAWeight => "not_a_weight",
            Reason::NotAnAmount => "not_an_amount",
            Reason::NoCustomer => "no_customer",
            Reason::Filtered => "filtered",
            Reason::BadJson => "bad_json",
            Reason::TooLarge => "too_large",
            Reason::UnclosedQuote => "unclosed_quote",
            Reason::RepeatedHeader => "repeated_header",
            Reason::OtherTable => "other_table",
            Reason::Totals => "totals",
            Reason::Duplicate => "duplicate",
            Reason::NoWave => "no_wave",
            Reason::ReadFailed => "read_failed",
            Reason::UnpacksTooFar => "unpacks_too_far",
        }
    }
}

/// One row or cell that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// The file as the user named it.
    pub file: Arc<str>,
    /// Row as a spreadsheet shows it.
    pub row: u64,
    /// Column name, where one column is to blame.
    pub column: Option<Arc<str>>,
    /// How much was left out.
    pub scope: Scope,
    /// Why.
    pub reason: Reason,
    /// What was found, shortened to [`Rejection::FOUND_CHARS`] characters.
    pub found: String,
    /// What was expected: a scale, a number of cells; may be empty.
    pub expected: String,
}

impl Rejection {
    /// Longest quotation of what was found, in characters.
    pub const FOUND_CHARS: usize = 80;

    /// A rejection of a whole row.
    pub fn row(file: &Arc<str>, row: u64, reason: Reason, found: &str) -> Rejection {
        let quoted = shortened(found, Self::FOUND_CHARS).into_owned();
        Rejection {
            file: Arc::clone(file),
            row,
            column: None,
            scope: Scope::Row,
            reason,
            found: quoted,
            expected: String::new(),
        }
    }

    /// The rejection of a row at which reading broke off, and of the rest of the file.
    pub(crate) fn failed(file: &Arc<str>, row: u64, error: &io::Error) -> Rejection {
        match unpacked_too_far(error) {
            Some(limit) => Rejection::row(file, row, Reason::UnpacksTooFar, &limit).rest(),
            None => Rejection::row(file, row, Reason::ReadFailed, &error.to_string()).rest(),
        }
    }

    /// Narrows the rejection to one cell.
    pub fn cell(mut self, column: &Arc<str>) -> Rejection {
        self.column = Some(Arc::clone(column));
        self.scope = Scope::Cell;
        self
    }

    /// Names the column to blame; the whole row stays rejected.
    pub fn in_column(mut self, column: &Arc<str>) -> Rejection {
        self.column = Some(Arc::clone(column));
        self
    }

    /// Widens the rejection to the rest of the file.
    pub fn rest(mut self) -> Rejection {
        self.scope = Scope::Rest;
        self
    }

    /// Says what was expected.
    pub fn expected(mut self, expected: impl Into<String>) -> Rejection {
        self.expected = expected.into();
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

    /// The whole message, for a rejection that is told by itself: the place,
    /// what is wrong and what to do.
    pub fn message_in(&self, locale: &str) -> String {
        let (what, remedy) = (self.what_in(locale), self.remedy_in(locale));
        placed(locale, &self.file, Some(self.row), self.column.as_deref(), &what, &remedy)
    }

    fn words(&self, part: &str, locale: &str) -> String {
        // Where a record has no end, or the file ends within it, there is nothing after it to read.
        let ends = matches!(self.reason, Reason::TooLarge | Reason::BadJson | Reason::RaggedRow);
        let endless = ends && self.scope == Scope::Rest;
        let part = if endless && part == "remedy" { "remedy_rest" } else { part };
        let key = format!("ingest.reject.{}.{part}", self.reason.code());
        worded(&key, locale, &[("found", &self.found), ("expected", &self.expected)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::told::error::tests::GAPS;

    #[test]
    fn every_reason_has_words_in_both_languages() {
        for reason in Reason::ALL {
            let rejection = Rejection::row(&"a".into(), 1, reason, "x").expected("y");
            for locale in ["en", "zh"] {
                for words in [rejection.what_in(locale), rejection.remedy_in(locale)] {
                    assert!(!words.is_empty() && !words.contains("ingest."), "{words}");
                    assert!(!words.contains("%{"), "{words}");
                }
            }
            assert_ne!(rejection.what_in("en"), rejection.what_in("zh"), "{reason:?}");
        }
    }

    #[test]
    fn where_a_record_has_no_end_the_remedy_is_another() {
        for reason in Reason::ALL {
            let row = Rejection::row(&"a".into(), 1, reason, "x");
            for locale in ["en", "zh"] {
                let (one, rest) = (row.remedy_in(locale), row.clone().rest().remedy_in(locale));
                let another =
                    matches!(reason, Reason::TooLarge | Reason::BadJson | Reason::RaggedRow);
                assert_eq!(one != rest, another, "{reason:?}");
                assert!(!rest.contains("ingest."), "{rest}");
            }
        }
    }

    #[test]
    fn no_message_has_an_empty_field() {
        for reason in Reason::ALL {
            for locale in ["en", "zh"] {
                let message = Rejection::row(&"a".into(), 1, reason, " ").message_in(locale);
                let gap = GAPS.iter().find(|gap| message.contains(**gap));
                assert_eq!(gap, None, "{reason:?}: {message}");
            }
        }
    }

    #[test]
    fn long_findings_are_cut_on_a_character() {
        let found = "满".repeat(500);
        let rejection = Rejection::row(&"a".into(), 1, Reason::NotAScore, &found);
        assert_eq!(rejection.found.chars().count(), Rejection::FOUND_CHARS + 1);
    }

    #[test]
    fn scopes_have_codes() {
        let scopes = [Scope::Cell, Scope::Row, Scope::Rest];
        assert_eq!(scopes.map(Scope::code), ["cell", "row", "rest"]);
    }
}
