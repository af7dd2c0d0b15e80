//! SurveyMonkey: questions in the first header row, options or `Response` in
//! the second; a blank above continues the question to its left.

use super::{Dialect, Head, KnownColumn, ProfiledColumn};
use crate::ingest::role::Role;

pub(super) struct SurveyMonkey;

impl Dialect for SurveyMonkey {
    fn id(&self) -> &'static str {
        "surveymonkey"
    }

    fn recognises(&self, head: &Head) -> bool {
        head.has(&["respondent id", "collector id"])
    }

    fn header_rows(&self) -> Option<usize> {
        Some(2)
    }

    fn column(&self, columns: &[ProfiledColumn<'_>], at: usize) -> Option<KnownColumn> {
        Some(KnownColumn::role(match columns[at].upper() {
            "respondent id" => Role::Respondent,
            "end date" => Role::Time,
            "collector id" | "start date" | "ip address" | "email address" | "first name"
            | "last name" => Role::Ignore,
            _ => return None,
        }))
    }
}
