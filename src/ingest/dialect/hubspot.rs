//! HubSpot feedback submissions: the rating is on the scale of the survey,
//! which for customer satisfaction is 0, 1, 2.

use super::{Dialect, Head, KnownColumn, ProfiledColumn};
use crate::feedback::Scale;
use crate::ingest::role::Role;
use crate::ingest::told::warning::Warning;

pub(super) struct HubSpot;

impl Dialect for HubSpot {
    fn id(&self) -> &'static str {
        "hubspot"
    }

    fn recognises(&self, head: &Head) -> bool {
        let internal = ["hs_content", "hs_value", "hs_survey_type", "hs_response_group"];
        head.count(&internal) >= 2
            || head.has(&["survey type", "rating"])
                && head.count(&["survey name", "sentiment", "response group"]) > 0
    }

    fn column(&self, columns: &[ProfiledColumn<'_>], at: usize) -> Option<KnownColumn> {
        Some(match columns[at].name.as_str() {
            "hs_value" | "rating" => rating(columns),
            "hs_content" | "response" => KnownColumn::role(Role::Comment),
            "hs_submission_timestamp" | "date" | "date submitted" => KnownColumn::role(Role::Time),
            "hs_survey_channel" | "hs_survey_name" | "hs_survey_type" | "survey name"
            | "survey type" | "survey channel" => KnownColumn::role(Role::Segment),
            "hs_contact_id" | "contact id" => KnownColumn::role(Role::Respondent),
            // Both follow from the rating.
            "hs_response_group" | "hs_sentiment" | "response group" | "sentiment" => {
                KnownColumn::role(Role::Ignore)
            }
            _ => return None,
        })
    }
}

/// The rating's meaning hangs on the kind of survey, which stands in a column
/// of its own.
fn rating(columns: &[ProfiledColumn<'_>]) -> KnownColumn {
    let column =
        columns.iter().find(|c| matches!(c.name.as_str(), "hs_survey_type" | "survey type"));
    let mut kinds: Vec<Role> = column
        .map(|column| column.facts.values.keys().filter_map(|value| kind(value)).collect())
        .unwrap_or_default();
    kinds.sort_unstable();
    kinds.dedup();
    match kinds.as_slice() {
        [Role::NPS] => KnownColumn { scale: Some(Scale::NPS), ..KnownColumn::role(Role::NPS) },
        [Role::CES] => {
            KnownColumn { scale: Some(Scale::higher(1.0, 7.0)), ..KnownColumn::role(Role::CES) }
        }
        [Role::CSAT] => {
            KnownColumn { scale: Some(Scale::higher(0.0, 2.0)), ..KnownColumn::role(Role::CSAT) }
        }
        _ => KnownColumn {
            warning: Some(|column| Warning::SurveyKinds { column }),
            ..KnownColumn::role(Role::Ignore)
        },
    }
}

/// The score that a kind of survey asks for.
fn kind(survey: &str) -> Option<Role> {
    let survey = survey.to_lowercase();
    let any = |words: &[&str]| words.iter().any(|word| survey.contains(word));
    match () {
        () if any(&["nps", "loyalty", "promoter"]) => Some(Role::NPS),
        () if any(&["ces", "support", "effort"]) => Some(Role::CES),
        () if any(&["csat", "satisfaction"]) => Some(Role::CSAT),
        () => None,
    }
}
