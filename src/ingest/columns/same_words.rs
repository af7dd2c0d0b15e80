//! An item of a matrix question in which everybody gave one of the answers of its neighbours: alone
//! it is no scale of words, beside them it is.

use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::choices::stem_and_choice;
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::matrix::without_code;
use crate::ingest::told::evidence::Evidence;

/// Makes scores of columns without a use whose answers are all among the labels of another item of
/// their question.
pub(super) fn items_of_few_words(
    headers: &[String],
    facts: &[ColumnProfile],
    drafts: &mut [Draft],
) {
    let stem = |at: usize| stem_and_choice(without_code(&headers[at])).map(|(stem, _)| stem);
    for at in 0..drafts.len() {
        let idle = drafts[at].evidence.first() == Some(&Evidence::NoMeaning);
        let values = &facts[at].values;
        let (Some(own), true) = (stem(at), idle && !values.is_empty()) else { continue };
        let alike = |other: &usize| {
            let labels = &drafts[*other].labels;
            let worded = drafts[*other].role.score().is_some() && !labels.is_empty();
            worded
                && stem(*other) == Some(own)
                && values.keys().all(|cell| labels.contains_key(cell))
        };
        let Some(other) = (0..drafts.len()).find(alike) else { continue };
        let Some(scale) = drafts[other].scale else { continue };
        let labels = drafts[other].labels.clone();
        let evidence = Evidence::WordScale { n: labels.len(), scale };
        let mut draft = Draft::new(drafts[other].role, drafts[other].strength, evidence);
        (draft.scale, draft.labels) = (Some(scale), labels);
        drafts[at] = draft;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::Scale;
    use crate::ingest::columns::made_table::{Table, table, worded};
    use crate::ingest::role::Role;

    #[test]
    fn an_item_of_one_answer_is_on_the_scale_of_its_neighbours() {
        for (header, cells, role, wanted) in [
            ("How satisfied? / Support", &["Good"][..], Role::Ignore, Role::CSAT),
            ("How satisfied? / Support", &["Fine"], Role::Ignore, Role::Ignore),
            ("How satisfied? / Support", &[], Role::Ignore, Role::Ignore),
            ("How satisfied? / Support", &["Good"], Role::Comment, Role::Comment),
            ("How often? / Support", &["Good"], Role::Ignore, Role::Ignore),
            ("Support", &["Good"], Role::Ignore, Role::Ignore),
        ] {
            let first: (&str, Role, &[&str]) =
                ("How satisfied? / Delivery", Role::CSAT, &["Good", "Bad"]);
            let Table { headers, facts, mut drafts, .. } = table(&[first, (header, role, cells)]);
            worded(&mut drafts[0]);
            drafts[1].evidence = vec![Evidence::NoMeaning];
            if role == Role::Comment {
                drafts[1].evidence = vec![Evidence::Named("comment")];
            }
            drafts[0].scale = Some(Scale::higher(1.0, 5.0));
            items_of_few_words(&headers, &facts, &mut drafts);
            assert_eq!(drafts[1].role, wanted, "{header}: {cells:?}");
        }
    }
}
