//! Google Forms: a time stamp, then the questions.

use super::{Dialect, Head, KnownColumn, ProfiledColumn};
use crate::ingest::role::Role;

pub(super) struct GoogleForms;

/// Questions of a form are sentences; the columns of a log are words.
const SENTENCE: usize = 16;

impl Dialect for GoogleForms {
    fn id(&self) -> &'static str {
        "google_forms"
    }

    fn recognises(&self, head: &Head) -> bool {
        let Some((first, questions)) = head.row(0).split_first() else { return false };
        let asks = |cell: &String| cell.contains(['?', '？']) || cell.len() > SENTENCE;
        match first.as_str() {
            "时间戳记" | "时间戳" | "時間戳記" => true,
            "Timestamp" => questions.iter().any(asks),
            _ => false,
        }
    }

    fn column(&self, columns: &[ProfiledColumn<'_>], at: usize) -> Option<KnownColumn> {
        Some(KnownColumn::role(match (at, columns[at].name.as_str()) {
            (0, _) => Role::Time,
            (_, "email address" | "电子邮件地址" | "電子郵件地址") => Role::Respondent,
            _ => return None,
        }))
    }
}
