//! Items beside others that look like scores and are not used, or are guessed to be some: where nobody
//! gave the lower points one alone does not look like a score, and is told all the same.

use crate::feedback::Scale;
use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::facts::numbers;
use crate::ingest::columns::group_codes::{are_marks, counts};
use crate::ingest::columns::role_words;
use crate::ingest::columns::words::ColumnName;
use crate::ingest::role::Role;
use crate::ingest::told::warning::Warning;

/// Numbers from which they look like marks.
const ENOUGH_POINTS: u64 = 20;

/// Tells of whole numbers that lie on the scale of the column before or behind them, up to its end,
/// where that column is told as one that looks like a score or is guessed to be one.
pub(super) fn items_beside(
    headers: &[String],
    names: &[ColumnName],
    facts: &[ColumnProfile],
    drafts: &mut [Draft],
) {
    let onwards = 0..drafts.len();
    for at in onwards.clone().chain(onwards.rev()) {
        let before = at.checked_sub(1).and_then(|before| told(&drafts[before]));
        let scale = before.or_else(|| drafts.get(at + 1).and_then(told));
        let Some(scale) = scale.filter(|scale| may_be_item(*scale, &names[at], &facts[at])) else {
            continue;
        };
        if is_idle(&drafts[at], &names[at], &facts[at]) {
            let ColumnProfile { min, max, .. } = facts[at];
            let columns = vec![headers[at].clone()];
            let warning = Warning::UnusedNumbers { columns, min, max, scale };
            drafts[at] = Draft::ignore(numbers(&facts[at])).warned(warning);
        }
    }
}

/// The scale that a column is on which is told as one that looks like a score, or is taken for one
/// by what stands beside it or by what it asks of.
fn told(draft: &Draft) -> Option<Scale> {
    draft.warnings.iter().find_map(|warning| match warning {
        Warning::UnusedNumbers { scale, .. }
        | Warning::AsksOf { scale, .. }
        | Warning::ItemsTaken(_, scale) => Some(*scale),
        _ => None,
    })
}

/// Whether nothing but its numbers speaks for what a column is used for. What has numbers for names,
/// a course or a desk, may be rated as well: where they look like marks, those beside it decide.
fn is_idle(draft: &Draft, name: &ColumnName, facts: &ColumnProfile) -> bool {
    let codes = |warning: &Warning| matches!(warning, Warning::CodesNotUsed { .. });
    let coded = draft.strength == 2 && name.find(role_words::SEGMENT).is_none();
    let weak = draft.strength < 2 || coded && are_marks(facts);
    let field = draft.role == Role::Segment && weak && draft.choices.is_empty();
    (draft.role == Role::Ignore || field) && draft.warnings.iter().all(codes)
}

fn may_be_item(scale: Scale, name: &ColumnName, facts: &ColumnProfile) -> bool {
    let whole = facts.numeric == facts.integers && facts.numeric == facts.answers();
    let several = facts.numeric >= ENOUGH_POINTS && facts.distinct > 1;
    let inside = scale.contains(facts.min) && facts.max == scale.high;
    let lasting = [role_words::LASTING, role_words::LENGTHS];
    let counted = counts(name) || lasting.iter().any(|list| name.ends_in(list).is_some());
    whole && several && inside && !counted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::columns::made_table::{Table, table};

    #[test]
    fn items_of_the_upper_points_are_told_with_their_neighbours() {
        let (marks, high) = (["1", "2", "4", "5"].repeat(5), ["3", "4", "5"].repeat(7));
        let (few, beyond) = (["3", "4", "5"].repeat(6), ["3", "4", "6"].repeat(7));
        let waves = ["1", "2"].repeat(12);
        for (header, cells, wanted) in [
            ("抽血", &high, true),
            ("抽血", &few, false),
            ("抽血", &beyond, false),
            ("批次", &waves, false),
            ("入住晚数", &high, false),
            ("Length of stay", &high, false),
        ] {
            let columns: [(&str, Role, &[&str]); 3] = [
                (header, Role::Ignore, cells),
                ("早餐", Role::Ignore, &marks),
                ("说明", Role::Comment, &[]),
            ];
            let Table { headers, names, facts, mut drafts } = table(&columns);
            drafts[1].warnings.push(Warning::UnusedNumbers {
                columns: vec!["早餐".to_owned()],
                min: 1.0,
                max: 5.0,
                scale: Scale::higher(1.0, 5.0),
            });
            items_beside(&headers, &names, &facts, &mut drafts);
            assert_eq!(told(&drafts[0]).is_some(), wanted, "{header}: {cells:?}");
            assert_eq!((told(&drafts[2]), drafts[2].role), (None, Role::Comment));
        }
    }

    #[test]
    fn what_has_numbers_for_names_is_told_where_they_are_marks_beside_marks() {
        let marks = ["1", "2", "4", "5"].repeat(5);
        let (three, more) = (["1", "2", "5"].repeat(7), ["1", "2", "4", "8"].repeat(5));
        for (header, cells, strength, wanted) in [
            ("Course", &marks, 2, true),
            ("营业厅", &marks, 2, true),
            ("Course", &three, 2, false),
            ("Course", &more, 2, false),
            ("Course", &marks, 3, false),
            ("Region", &marks, 2, false),
            ("Pool", &three, 1, true),
        ] {
            let columns: [(&str, Role, &[&str]); 2] =
                [(header, Role::Segment, cells), ("Venue", Role::Ignore, &marks)];
            let Table { headers, names, facts, mut drafts } = table(&columns);
            drafts[0].strength = strength;
            let (columns, scale) = (vec!["Venue".to_owned()], Scale::higher(1.0, 5.0));
            let told_of = Warning::UnusedNumbers { columns, min: 1.0, max: 5.0, scale };
            drafts[1].warnings.push(told_of);
            items_beside(&headers, &names, &facts, &mut drafts);
            assert_eq!(told(&drafts[0]).is_some(), wanted, "{header}: {cells:?}");
            let role = if wanted { Role::Ignore } else { Role::Segment };
            assert_eq!(drafts[0].role, role, "{header}: {cells:?}");
        }
    }
}
