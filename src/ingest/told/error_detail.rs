//! What an error of reading found: a quotation of the file, or something that has words of
//! its own in either language.

use rust_i18n::t;

use crate::ingest::role::Role;
use crate::ingest::told::reject::Rejection;

/// What was found where a file or a mapping cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErrorDetail {
    /// A value, a list of columns, a system message; may be empty.
    Quoted(String),
    /// The first row that could not be read.
    Row(Box<Rejection>),
    /// A device.
    Device,
    /// A socket.
    Socket,
    /// Another file has taken the place of the one that was opened.
    Replaced,
    /// The file was written to, and is as long as before.
    Rewritten,
    /// The file has another length.
    Length {
        /// Bytes when it was opened.
        before: u64,
        /// Bytes now.
        now: u64,
    },
    /// The file has another number of rows.
    Rows {
        /// Rows when it was looked through.
        before: u64,
        /// Rows when it was read.
        now: u64,
    },
    /// A mapping describes a touchpoint twice.
    TouchpointTwice(String),
    /// A mapping lists a column twice.
    ColumnTwice,
    /// A mapping has a second column of a role of which there can be one.
    OneOf(Role),
    /// What a mapping calls a time zone and is none.
    TimeZone(String),
    /// A filter without the values that it leaves out.
    NoDrop,
    /// A score whose values do not show its scale.
    NoScale(Role),
    /// A second score of one kind at one touchpoint.
    TwoScores(Role),
    /// Runs of blanks.
    Blanks,
    /// A document of text where a workbook is meant.
    TextDocument,
    /// Slides where a workbook is meant.
    Slides,
    /// A workbook that is protected by a password.
    Password,
    /// One JSON object with a list in a place where rows are not looked for.
    ListWithin {
        /// Its key, after those of the objects around it.
        key: String,
        /// Its items.
        n: u64,
    },
}

impl ErrorDetail {
    /// It, in words of `locale` (`en` or `zh`).
    pub fn words_in(&self, locale: &str) -> String {
        match self {
            ErrorDetail::Quoted(text) => return text.clone(),
            ErrorDetail::Row(rejection) => return rejection.what_in(locale),
            ErrorDetail::Device => t!("ingest.device.character", locale = locale),
            ErrorDetail::Socket => t!("ingest.device.socket", locale = locale),
            ErrorDetail::Replaced => t!("ingest.changed.replaced", locale = locale),
            ErrorDetail::Rewritten => t!("ingest.changed.rewritten", locale = locale),
            ErrorDetail::Length { before, now } => {
                t!("ingest.changed.length", locale = locale, before = before, now = now)
            }
            ErrorDetail::Rows { before, now } => {
                t!("ingest.changed.rows", locale = locale, before = before, now = now)
            }
            ErrorDetail::TouchpointTwice(name) => {
                t!("ingest.mapping.twice_touchpoint", locale = locale, name = name)
            }
            ErrorDetail::ColumnTwice => t!("ingest.mapping.twice", locale = locale),
            ErrorDetail::OneOf(role) => {
                t!("ingest.mapping.single", locale = locale, role = role.as_str())
            }
            ErrorDetail::TimeZone(found) => {
                t!("ingest.mapping.time_zone", locale = locale, found = found)
            }
            ErrorDetail::NoDrop => t!("ingest.mapping.no_drop", locale = locale),
            ErrorDetail::NoScale(role) => {
                t!("ingest.mapping.no_scale", locale = locale, role = role.as_str())
            }
            ErrorDetail::TwoScores(role) => {
                t!("ingest.mapping.two_scores", locale = locale, role = role.as_str())
            }
            ErrorDetail::Blanks => t!("ingest.delimiter.blanks", locale = locale),
            ErrorDetail::TextDocument => t!("ingest.office.text", locale = locale),
            ErrorDetail::Slides => t!("ingest.office.slides", locale = locale),
            ErrorDetail::Password => t!("ingest.office.password", locale = locale),
            ErrorDetail::ListWithin { key, n } => {
                t!("ingest.json.list_within", locale = locale, key = key, n = n)
            }
        }
        .into_owned()
    }

    /// The same with `shown` in place of everything that it quotes.
    pub fn quoting(&self, shown: impl Fn(&str) -> String) -> ErrorDetail {
        match self {
            ErrorDetail::Quoted(text) => ErrorDetail::Quoted(shown(text)),
            ErrorDetail::Row(rejection) => ErrorDetail::Row(Box::new(Rejection {
                found: shown(&rejection.found),
                expected: shown(&rejection.expected),
                ..Rejection::clone(rejection)
            })),
            ErrorDetail::TouchpointTwice(name) => ErrorDetail::TouchpointTwice(shown(name)),
            ErrorDetail::TimeZone(name) => ErrorDetail::TimeZone(shown(name)),
            ErrorDetail::ListWithin { key, n } => {
                ErrorDetail::ListWithin { key: shown(key), n: *n }
            }
            plain => plain.clone(),
        }
    }
}

impl From<String> for ErrorDetail {
    fn from(text: String) -> ErrorDetail {
        ErrorDetail::Quoted(text)
    }
}

impl From<&str> for ErrorDetail {
    fn from(text: &str) -> ErrorDetail {
        ErrorDetail::Quoted(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Reason;

    #[test]
    fn every_finding_has_words_in_both_languages() {
        let row = Rejection::row(&"a.csv".into(), 3, Reason::BadJson, "{");
        let findings = [
            ErrorDetail::Row(Box::new(row)),
            ErrorDetail::Device,
            ErrorDetail::Socket,
            ErrorDetail::Replaced,
            ErrorDetail::Rewritten,
            ErrorDetail::Length { before: 18, now: 11 },
            ErrorDetail::Rows { before: 6, now: 7 },
            ErrorDetail::TouchpointTwice("a".to_owned()),
            ErrorDetail::ColumnTwice,
            ErrorDetail::OneOf(Role::Time),
            ErrorDetail::TimeZone("Bejing".to_owned()),
            ErrorDetail::NoDrop,
            ErrorDetail::NoScale(Role::CSAT),
            ErrorDetail::TwoScores(Role::NPS),
            ErrorDetail::Blanks,
            ErrorDetail::TextDocument,
            ErrorDetail::Slides,
            ErrorDetail::Password,
            ErrorDetail::ListWithin { key: "a.b".to_owned(), n: 24 },
        ];
        for finding in findings {
            let [zh, en] = ["zh", "en"].map(|locale| finding.words_in(locale));
            assert_ne!(zh, en, "{finding:?}");
            for said in [zh, en] {
                assert!(!said.contains("%{") && !said.contains("ingest."), "{said}");
            }
        }
    }
}
