//! Delighted: one score a response, of NPS where it goes from 0 to 10; its surveys of
//! satisfaction, effort, stars and thumbs end at 5 or 7.

use super::{Dialect, Head, KnownColumn, ProfiledColumn};
use crate::feedback::Scale;
use crate::ingest::role::Role;

pub(super) struct Delighted;

/// What an export of all responses has beside the number of the person.
const OF_RESPONSES: &[&str] =
    &["person name", "person email", "person created at", "survey type", "permalink", "trend"];

impl Dialect for Delighted {
    fn id(&self) -> &'static str {
        "delighted"
    }

    fn recognises(&self, head: &Head) -> bool {
        head.has(&["score", "comment"])
            && (head.has(&["delighted source"])
                || head.count(&["person id", "comment sentiment", "response time"]) > 1
                || head.has(&["person id"]) && head.count(OF_RESPONSES) > 2)
    }

    fn column(&self, columns: &[ProfiledColumn<'_>], at: usize) -> Option<KnownColumn> {
        let column = &columns[at];
        // Which kind of survey a score is of, its column says.
        let kinds = columns.iter().any(|of| of.name == "survey type" && of.facts.distinct > 1);
        Some(match column.name.as_str() {
            "score" if column.facts.max > 7.0 && !kinds => {
                KnownColumn { scale: Some(Scale::NPS), ..KnownColumn::role(Role::NPS) }
            }
            "comment" => KnownColumn::role(Role::Comment),
            "response time" => KnownColumn::role(Role::Time),
            "person id" => KnownColumn::role(Role::Respondent),
            // Made from the comment or from two scores of a person; how the survey was sent; who
            // answered.
            "comment sentiment" | "delighted source" | "survey request id" | "person ip"
            | "person name" | "name" | "trend" | "permalink" => KnownColumn::role(Role::Ignore),
            _ => return None,
        })
    }
}
