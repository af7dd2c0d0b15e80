//! Zendesk: satisfaction ratings, or tickets with the rating in them.
//!
//! A rating is `good` or `bad`; `offered` and its like mean that nobody has
//! answered. A survey with 5 points is folded before it is exported: 1–3 is
//! bad, 4 and 5 are good.

use super::{Dialect, Head, KnownColumn, ProfiledColumn};
use crate::feedback::Scale;
use crate::ingest::role::Role;

pub(super) struct Zendesk;

const RATINGS: &[(&str, f64)] = &[
    ("good", 1.0),
    ("Good", 1.0),
    ("good_with_comment", 1.0),
    ("good_without_comment", 1.0),
    ("bad", 0.0),
    ("Bad", 0.0),
    ("bad_with_comment", 0.0),
    ("bad_without_comment", 0.0),
];

const UNANSWERED: &[&str] = &[
    "offered",
    "unoffered",
    "not offered",
    "received",
    "received_with_comment",
    "received_without_comment",
];

impl Dialect for Zendesk {
    fn id(&self) -> &'static str {
        "zendesk"
    }

    fn recognises(&self, head: &Head) -> bool {
        head.has(&["satisfaction_rating.score"])
            || head.has(&["ticket_id", "score"])
                && head.count(&["requester_id", "assignee_id", "group_id", "reason", "reason_id"])
                    > 0
    }

    fn column(&self, columns: &[ProfiledColumn<'_>], at: usize) -> Option<KnownColumn> {
        let name = columns[at].name.as_str();
        Some(match name.strip_prefix("satisfaction_rating.").unwrap_or(name) {
            "score" => KnownColumn {
                scale: Some(Scale::higher(0.0, 1.0)),
                labels: RATINGS,
                missing: UNANSWERED,
                ..KnownColumn::role(Role::CSAT)
            },
            "comment" => KnownColumn::role(Role::Comment),
            "created_at" if name == "created_at" => KnownColumn::role(Role::Time),
            "requester_id" => KnownColumn::role(Role::Respondent),
            "reason" | "group_id" | "channel" | "via.channel" => KnownColumn::role(Role::Segment),
            "id" | "ticket_id" | "assignee_id" | "reason_id" | "reason_code" | "updated_at"
            | "url" => KnownColumn::role(Role::Ignore),
            _ => return None,
        })
    }
}
