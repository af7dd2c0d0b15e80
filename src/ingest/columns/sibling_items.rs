//! Items rated on one scale, which each of them states: one among them that speaks of ease is an
//! item too, and no effort score of the whole. `Ease of doing business (1-10)` beside
//! `Price (1-10)` and `Reliability (1-10)`.

use crate::feedback::Scale;
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::role_words::{CES, EASE, EFFORT};
use crate::ingest::columns::stated_ends::without_number_and_marks;
use crate::ingest::columns::words::ColumnName;
use crate::ingest::role::Role;
use crate::ingest::told::warning::Warning;

/// Other items from which one of ease is one of them.
const ENOUGH: usize = 2;

/// Makes items of the effort scores that are some.
pub(super) fn of_one_scale(headers: &[String], names: &[ColumnName], drafts: &mut [Draft]) {
    let rated = drafts.iter().filter(|draft| draft.role == Role::CSAT);
    let items: Vec<Scale> =
        rated.filter_map(|draft| draft.warnings.iter().find_map(scale_taken)).collect();
    for ((header, name), draft) in headers.iter().zip(names).zip(drafts) {
        let Some(scale) = draft.scale.filter(|_| draft.role == Role::CES && draft.stated) else {
            continue;
        };
        let item = item(header);
        let siblings = items.iter().filter(|other| **other == scale).count();
        if siblings < ENOUGH || asks_for_effort(name) || item.is_empty() {
            continue;
        }
        draft.role = Role::CSAT;
        draft.touchpoint = Some(item.to_owned());
        let columns = vec![header.clone()];
        draft.warnings.push(Warning::TakenForScore { columns, scale });
    }
}

/// The scale by which alone a column is taken for a score.
fn scale_taken(warning: &Warning) -> Option<Scale> {
    match warning {
        Warning::TakenForScore { scale, .. } => Some(*scale),
        _ => None,
    }
}

/// Whether a name asks for effort and not for the ease of one thing among others.
pub(super) fn asks_for_effort(name: &ColumnName) -> bool {
    let effort = [CES, EFFORT].iter().any(|list| name.find(list).is_some());
    effort || name.is_question() || name.find(EASE).is_none()
}

/// An item without its scale.
fn item(header: &str) -> &str {
    let plain = header.split(['(', '（', '[', '【']).next().unwrap_or(header);
    without_number_and_marks(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::columns::made_table::{Table, table};

    fn found(headers: &[&str], high: f64) -> (Role, Option<String>) {
        let columns: Vec<(&str, Role, &[&str])> = headers
            .iter()
            .enumerate()
            .map(|(at, header)| (*header, if at == 0 { Role::CES } else { Role::CSAT }, &[][..]))
            .collect();
        let Table { headers, names, mut drafts, .. } = table(&columns);
        (drafts[0].scale, drafts[0].stated) = (Some(Scale::higher(1.0, 10.0)), true);
        for (header, draft) in headers.iter().zip(&mut drafts).skip(1) {
            let (columns, scale) = (vec![header.clone()], Scale::higher(1.0, high));
            draft.warnings.push(Warning::TakenForScore { columns, scale });
        }
        of_one_scale(&headers, &names, &mut drafts);
        (drafts[0].role, drafts[0].touchpoint.clone())
    }

    #[test]
    fn ease_among_items_on_its_scale_is_one_of_them() {
        let others = ["Price (1-10)", "Reliability (1-10)"];
        let with = |first| [first, others[0], others[1]];
        let item = (Role::CSAT, Some("Ease of doing business".to_owned()));
        let ease = "Q3. Ease of doing business (1-10)";
        assert_eq!(found(&with(ease), 10.0), item);
        let whole = (Role::CES, None);
        assert_eq!(found(&with(ease)[..2], 10.0), whole, "one other");
        assert_eq!(found(&with(ease), 5.0), whole, "others on another scale");
        for header in ["Effort (1-10)", "How easy was it? (1-10)", "CES: ease (1-10)"] {
            assert_eq!(found(&with(header), 10.0), whole, "{header}");
        }
    }
}
