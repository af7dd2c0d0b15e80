//! In-app NPS tools with two header rows: the question on top, `Score` and
//! `Label`, `Answer` and `Insight` below.

use super::{Dialect, Head, KnownColumn, ProfiledColumn};
use crate::ingest::role::Role;

pub(super) struct InAppNps;

impl Dialect for InAppNps {
    fn id(&self) -> &'static str {
        "in_app_nps"
    }

    fn recognises(&self, head: &Head) -> bool {
        let below = |name: &str| head.row(1).iter().any(|cell| cell.eq_ignore_ascii_case(name));
        below("score") && below("label") && head.row(1).iter().any(String::is_empty)
    }

    fn header_rows(&self) -> Option<usize> {
        Some(2)
    }

    fn column(&self, columns: &[ProfiledColumn<'_>], at: usize) -> Option<KnownColumn> {
        let column = &columns[at];
        Some(KnownColumn::role(match (column.upper(), column.lower()) {
            ("respondent uuid", _) => Role::Respondent,
            // Groups and tags that the tool derives from the answers.
            (_, "label" | "insight" | "action") => Role::Ignore,
            ("response uuid" | "page" | "conversation_id", _) => Role::Ignore,
            _ => return None,
        }))
    }
}
