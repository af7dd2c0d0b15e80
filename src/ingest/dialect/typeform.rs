//! Typeform: a response token called `#`, questions that may hold HTML, and the
//! word `null` where there is no answer.

use super::{Dialect, Head, KnownColumn, ProfiledColumn};
use crate::ingest::role::Role;

pub(super) struct Typeform;

impl Dialect for Typeform {
    fn id(&self) -> &'static str {
        "typeform"
    }

    fn recognises(&self, head: &Head) -> bool {
        head.has(&["#", "submit date (utc)"])
    }

    fn column(&self, columns: &[ProfiledColumn<'_>], at: usize) -> Option<KnownColumn> {
        Some(KnownColumn::role(match columns[at].name.as_str() {
            "#" => Role::Respondent,
            "submit date (utc)" => Role::Time,
            "start date (utc)" | "stage date (utc)" | "network id" | "tags" | "response type" => {
                Role::Ignore
            }
            _ => return None,
        }))
    }
}
