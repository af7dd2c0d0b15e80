//! Delighted: one score a response, of NPS where it goes from 0 to 10; its surveys of
//! satisfaction, effort, stars and thumbs end at 5 or 7.

use super::{Dialect, Head, KnownColumn, ProfiledColumn};
use crate::feedback::Scale;
use crate::ingest::role::Role;

pub(super) struct Delighted;

impl Dialect for Delighted {
    fn id(&self) -> &'static str {
        "delighted"
    }

    fn recognises(&self, head: &Head) -> bool {
        head.has(&["score", "comment"])
            && (head.has(&["delighted source"])
                || head.count(&["person id", "comment sentiment", "response time"]) > 1)
    }

    fn column(&self, columns: &[ProfiledColumn<'_>], at: usize) -> Option<KnownColumn> {
        let column = &columns[at];
        Some(match column.name.as_str() {
            "score" if column.facts.max > 7.0 => {
                KnownColumn { scale: Some(Scale::NPS), ..KnownColumn::role(Role::NPS) }
            }
            "comment" => KnownColumn::role(Role::Comment),
            "response time" => KnownColumn::role(Role::Time),
            "person id" => KnownColumn::role(Role::Respondent),
            // Made from the comment; how the survey was sent.
            "comment sentiment" | "delighted source" | "survey request id" | "person ip" => {
                KnownColumn::role(Role::Ignore)
            }
            _ => return None,
        })
    }
}
