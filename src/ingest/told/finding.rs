//! What an error of reading found: a quotation of the file, or something that has words of
//! its own in either language.

use rust_i18n::t;

use crate::ingest::role::Role;
use crate::ingest::told::reject::Rejection;

/// What was found where a file or a mapping cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
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
}

impl Finding {
    /// It, in words of `locale` (`en` or `zh`).
    pub fn words_in(&self, locale: &str) -> String {
        match self {
            Finding::Quoted(text) => return text.clone(),
            Finding::Row(rejection) => return rejection.what_in(locale),
            Finding::Device => t!("ingest.device.character", locale = locale),
            Finding::Socket => t!("ingest.device.socket", locale = locale),
            Finding::Replaced => t!("ingest.changed.replaced", locale = locale),
            Finding::Rewritten => t!("ingest.changed.rewritten", locale = locale),
            Finding::Length { before, now } => {
                t!("ingest.changed.length", locale = locale, before = before, now = now)
            }
            Finding::Rows { before, now } => {
                t!("ingest.changed.rows", locale = locale, before = before, now = now)
            }
            Finding::TouchpointTwice(name) => {
                t!("ingest.mapping.twice_touchpoint", locale = locale, name = name)
            }
            Finding::ColumnTwice => t!("ingest.mapping.twice", locale = locale),
            Finding::OneOf(role) => {
                t!("ingest.mapping.single", locale = locale, role = role.as_str())
            }
            Finding::TimeZone(found) => {
                t!("ingest.mapping.time_zone", locale = locale, found = found)
            }
            Finding::NoDrop => t!("ingest.mapping.no_drop", locale = locale),
            Finding::NoScale(role) => {
                t!("ingest.mapping.no_scale", locale = locale, role = role.as_str())
            }
            Finding::TwoScores(role) => {
                t!("ingest.mapping.two_scores", locale = locale, role = role.as_str())
            }
        }
        .into_owned()
    }

    /// The same with `shown` in place of everything that it quotes.
    pub fn quoting(&self, shown: impl Fn(&str) -> String) -> Finding {
        match self {
            Finding::Quoted(text) => Finding::Quoted(shown(text)),
            Finding::Row(rejection) => Finding::Row(Box::new(Rejection {
                found: shown(&rejection.found),
                expected: shown(&rejection.expected),
                ..Rejection::clone(rejection)
            })),
            Finding::TouchpointTwice(name) => Finding::TouchpointTwice(shown(name)),
            Finding::TimeZone(name) => Finding::TimeZone(shown(name)),
            plain => plain.clone(),
        }
    }
}

impl From<String> for Finding {
    fn from(text: String) -> Finding {
        Finding::Quoted(text)
    }
}

impl From<&str> for Finding {
    fn from(text: &str) -> Finding {
        Finding::Quoted(text.to_owned())
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
            Finding::Row(Box::new(row)),
            Finding::Device,
            Finding::Socket,
            Finding::Replaced,
            Finding::Rewritten,
            Finding::Length { before: 18, now: 11 },
            Finding::Rows { before: 6, now: 7 },
            Finding::TouchpointTwice("a".to_owned()),
            Finding::ColumnTwice,
            Finding::OneOf(Role::Time),
            Finding::TimeZone("Bejing".to_owned()),
            Finding::NoDrop,
            Finding::NoScale(Role::CSAT),
            Finding::TwoScores(Role::NPS),
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
