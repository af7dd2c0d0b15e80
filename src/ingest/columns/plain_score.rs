//! A score of nothing in particular (`Rating`, whole numbers from 0 to 10) whose kind another
//! column says: the groups of NPS that were made of it, or the kind of survey. Apart from what else
//! columns tell of those beside them: here alone a wrong guess makes another score of it.

use unicode_normalization::UnicodeNormalization;

use crate::feedback::{Scale, ScoreKind};
use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::facts::numbers;
use crate::ingest::columns::role_words;
use crate::ingest::columns::score_role::is_nps_groups;
use crate::ingest::columns::subject;
use crate::ingest::columns::words::ColumnName;
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;

/// A plain score from 0 to 10 beside the groups of NPS is what they were made of.
pub(super) fn beside_groups(
    headers: &[String],
    names: &[ColumnName],
    facts: &[ColumnProfile],
    drafts: &mut [Draft],
) {
    let Some(groups) = facts.iter().position(is_nps_groups) else { return };
    let from_answers = |draft: &Draft| draft.role == Role::NPS && draft.labels.is_empty();
    if drafts.iter().any(from_answers) {
        return;
    }
    let Some(at) = (0..drafts.len()).find(|at| is_plain_score(*at, headers, names, facts, drafts))
    else {
        return;
    };
    take_for_nps(&mut drafts[at], Evidence::BesideGroups(headers[groups].clone()));
    drafts[groups] = Draft::ignore(Evidence::NpsGroups);
}

/// A plain score beside a column that says of every row that the survey was one of NPS, as
/// tools with surveys of several kinds write it.
pub(super) fn of_survey_kind(
    headers: &[String],
    names: &[ColumnName],
    facts: &[ColumnProfile],
    drafts: &mut [Draft],
) {
    let said = |facts: &ColumnProfile| -> Option<Vec<ScoreKind>> {
        let known = !facts.many_values && !facts.values.is_empty();
        let kinds = || facts.values.keys().map(|cell| survey_kind(cell)).collect();
        known.then(kinds).flatten()
    };
    let found = facts.iter().enumerate().find_map(|(at, facts)| Some((at, said(facts)?)));
    let Some((kind, said)) = found else { return };
    if said.iter().any(|other| *other != said[0]) {
        // A mean over several kinds would say nothing.
        let mixed = |at: &usize| is_plain_score(*at, headers, names, facts, drafts);
        if let Some(at) = (0..drafts.len()).find(mixed) {
            let column = headers[at].clone();
            drafts[at] = Draft::ignore(numbers(&facts[at])).warned(Warning::SurveyKinds { column });
        }
        return;
    }
    if said[0] != ScoreKind::Nps {
        return;
    }
    if drafts.iter().any(|draft| draft.role == Role::NPS) {
        return;
    }
    let Some(at) = (0..drafts.len()).find(|at| is_plain_score(*at, headers, names, facts, drafts))
    else {
        return;
    };
    take_for_nps(&mut drafts[at], Evidence::BesideKind(headers[kind].clone()));
}

/// The kind of survey that a cell names, in whichever case and however wide it is written.
fn survey_kind(cell: &str) -> Option<ScoreKind> {
    const NAMES: [(&str, ScoreKind); 12] = [
        ("nps", ScoreKind::Nps),
        ("net promoter score", ScoreKind::Nps),
        ("nps survey", ScoreKind::Nps),
        ("净推荐值", ScoreKind::Nps),
        ("csat", ScoreKind::Csat),
        ("customer satisfaction", ScoreKind::Csat),
        ("csat survey", ScoreKind::Csat),
        ("满意度", ScoreKind::Csat),
        ("ces", ScoreKind::Ces),
        ("customer effort", ScoreKind::Ces),
        ("customer effort score", ScoreKind::Ces),
        ("ces survey", ScoreKind::Ces),
    ];
    let folded = cell.nfkc().collect::<String>().to_lowercase();
    NAMES.iter().find(|(name, _)| *name == folded.trim()).map(|(_, kind)| *kind)
}

/// Takes a plain score for one of NPS; what is no answer stays so.
fn take_for_nps(draft: &mut Draft, evidence: Evidence) {
    let missing = std::mem::take(&mut draft.missing);
    *draft = Draft::new(Role::NPS, 2, evidence).because(Evidence::ScaleOfNps);
    (draft.scale, draft.missing) = (Some(Scale::NPS), missing);
}

/// Whether whole numbers up to 10 are a score of nothing in particular.
fn is_plain_score(
    at: usize,
    headers: &[String],
    names: &[ColumnName],
    facts: &[ColumnProfile],
    drafts: &[Draft],
) -> bool {
    let (draft, facts) = (&drafts[at], &facts[at]);
    draft.role == Role::CSAT
        && draft.labels.is_empty()
        && names[at].find(role_words::CSAT_SURE).is_none()
        && subject::subject(&headers[at]).is_empty()
        && facts.numeric == facts.integers
        && facts.min >= 0.0
        && (6.0..=10.0).contains(&facts.max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::columns::made_table::{Table, table, worded};

    #[test]
    fn a_plain_score_is_of_whole_numbers_to_ten_and_of_nothing() {
        for (header, role, with_labels, cells, wanted) in [
            ("Rating", Role::CSAT, false, &["0", "6"][..], true),
            ("Rating", Role::CSAT, false, &["0", "10"], true),
            ("Rating", Role::CSAT, false, &["0", "11"], false),
            ("Rating", Role::CSAT, false, &["0", "5"], false),
            ("Rating", Role::CSAT, false, &["0", "6.5"], false),
            ("Rating", Role::CSAT, false, &["-1", "6"], false),
            ("Rating", Role::CES, false, &["0", "6"], false),
            ("Rating", Role::CSAT, true, &["0", "6"], false),
            ("Satisfaction", Role::CSAT, false, &["0", "6"], false),
            ("Delivery rating", Role::CSAT, false, &["0", "6"], false),
        ] {
            let Table { headers, names, facts, mut drafts } = table(&[(header, role, cells)]);
            if with_labels {
                worded(&mut drafts[0]);
            }
            let so = is_plain_score(0, &headers, &names, &facts, &drafts);
            assert_eq!(so, wanted, "{header} {role:?} {cells:?} {with_labels}");
        }
    }

    #[test]
    fn a_plain_score_beside_groups_of_nps_is_what_they_were_made_of() {
        let found = |other: Role, labels: bool| {
            let columns: [(&str, Role, &[&str]); 3] = [
                ("Rating", Role::CSAT, &["0", "7", "10"]),
                ("Group", Role::Ignore, &["Promoter", "Passive", "Detractor"]),
                ("Other", other, &["a"]),
            ];
            let mut table = table(&columns);
            table.drafts[0].missing = vec!["99".to_owned()];
            if labels {
                worded(&mut table.drafts[2]);
            }
            beside_groups(&table.headers, &table.names, &table.facts, &mut table.drafts);
            assert_eq!(table.drafts[0].missing, ["99"], "what is no answer stays so");
            (table.roles()[0], table.drafts[1].evidence.clone())
        };
        let made = (Role::NPS, vec![Evidence::NpsGroups]);
        let kept = (Role::CSAT, vec![Evidence::Named("as it was")]);
        assert_eq!(found(Role::Segment, false), made);
        assert_eq!(found(Role::NPS, true), made, "the groups themselves");
        assert_eq!(found(Role::NPS, false), kept, "the answers are there");
    }

    #[test]
    fn a_plain_score_is_of_the_kind_of_survey_that_every_row_names() {
        let told = |warnings: &[Warning]| {
            warnings.iter().any(|w| matches!(w, Warning::SurveyKinds { .. }))
        };
        for (kinds, other, wanted) in [
            (&["NPS"][..], Role::Segment, (Role::NPS, false)),
            (&["NPS", "CSAT"], Role::Segment, (Role::Ignore, true)),
            (&["CSAT"], Role::Segment, (Role::CSAT, false)),
            (&["NPS", "web"], Role::Segment, (Role::CSAT, false)),
            (&["NPS"], Role::NPS, (Role::CSAT, false)),
            // One kind, however it is written.
            (&["NPS", "nps", "Nps"], Role::Segment, (Role::NPS, false)),
            (&["ＮＰＳ", "NPS", "Net Promoter Score"], Role::Segment, (Role::NPS, false)),
            (&["CSAT", "csat", "ｃｓａｔ"], Role::Segment, (Role::CSAT, false)),
            (&["nps", "Csat"], Role::Segment, (Role::Ignore, true)),
            (&["CSAT", "CES"], Role::Segment, (Role::Ignore, true)),
        ] {
            let columns: [(&str, Role, &[&str]); 4] = [
                ("Rating", Role::CSAT, &["0", "7", "10"]),
                ("Empty", Role::Ignore, &[]),
                ("Survey type", Role::Segment, kinds),
                ("Other", other, &["a"]),
            ];
            let mut table = table(&columns);
            of_survey_kind(&table.headers, &table.names, &table.facts, &mut table.drafts);
            let found = (table.roles()[0], told(&table.drafts[0].warnings));
            assert_eq!(found, wanted, "{kinds:?} {other:?}");
        }
    }
}
