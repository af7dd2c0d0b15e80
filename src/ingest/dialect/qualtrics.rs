//! Qualtrics: field names, question texts and `{"ImportId":…}` in three header
//! rows; previews among the answers; `Q2_NPS_GROUP` beside `Q2`.

use super::{Dialect, Head, KnownColumn, ProfiledColumn};
use crate::ingest::role::Role;

pub(super) struct Qualtrics;

/// Values of `Status` that are no answers of customers: as labels and as codes.
const NO_ANSWERS: &[&str] = &["Survey Preview", "1", "Survey Test", "2", "Spam", "8"];

impl Dialect for Qualtrics {
    fn id(&self) -> &'static str {
        "qualtrics"
    }

    fn recognises(&self, head: &Head) -> bool {
        (1..3).any(|at| head.row(at).iter().any(|cell| cell.starts_with("{\"ImportId\"")))
    }

    fn column(&self, columns: &[ProfiledColumn<'_>], at: usize) -> Option<KnownColumn> {
        let column = &columns[at];
        Some(match column.upper() {
            "status" => KnownColumn::filter(NO_ANSWERS),
            "recordeddate" => KnownColumn::role(Role::Time),
            "responseid" => KnownColumn::role(Role::Respondent),
            "userlanguage" | "distributionchannel" => KnownColumn::role(Role::Segment),
            "ipaddress"
            | "progress"
            | "duration (in seconds)"
            | "finished"
            | "recipientlastname"
            | "recipientfirstname"
            | "recipientemail"
            | "locationlatitude"
            | "locationlongitude" => KnownColumn::role(Role::Ignore),
            name if name.ends_with("_nps_group") => KnownColumn::role(Role::Ignore),
            // Made by its text analysis.
            name if [" - topics", " - parent topics", " - sentiment", " - sentiment score"]
                .iter()
                .any(|end| name.ends_with(end)) =>
            {
                KnownColumn::role(Role::Ignore)
            }
            _ => return None,
        })
    }
}
