//! Comment columns whose cells are no plain text, which is told: garbled ones, JSON, HTML.

use crate::ingest::columns::profile::Profile;
use crate::ingest::mapping::Mapping;
use crate::ingest::role::Role;
use crate::ingest::told::odd_text::OddText;
use crate::ingest::told::warning::Warning;

/// Such cells from which it is told, and of how many one at least: single ones are slips.
const FEWEST: u64 = 3;
const OF: u64 = 100;

/// Tells which comment columns have such cells, in place of what was told of it before.
pub(super) fn tell(headers: &[String], profile: &Profile, mapping: &mut Mapping) {
    mapping.warnings.retain(|warning| !matches!(warning, Warning::OddText(..)));
    let mut told = Vec::new();
    for column in mapping.of_role(Role::Comment) {
        let at = headers.iter().position(|header| *header == column.name);
        let Some(facts) = at.and_then(|at| profile.columns.get(at)) else { continue };
        for (odd, n) in [
            (OddText::Garbled, facts.garbled),
            (OddText::Json, facts.objects),
            (OddText::Markup, facts.marked_up),
        ] {
            if n >= FEWEST && n * OF >= facts.examined {
                told.push(Warning::OddText(odd, column.name.clone(), [n, facts.examined]));
            }
        }
    }
    mapping.warnings.extend(told);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made::column;
    use crate::ingest::mapping::ColumnMapping;

    #[test]
    fn comment_columns_with_cells_that_are_no_plain_text_are_told() {
        let headers = ["Note".to_owned()];
        for (cell, odd) in [
            ("?????", OddText::Garbled),
            (r#"{"rating": 1, "comment": "slow"}"#, OddText::Json),
            ("<p>slow</p>", OddText::Markup),
        ] {
            for (n, others, role, told) in [
                (3, 297, Role::Comment, true),
                (3, 298, Role::Comment, false),
                (2, 0, Role::Comment, false),
                (9, 0, Role::Ignore, false),
            ] {
                let columns = vec![column(&[(cell, n), ("很好", others)])];
                let profile = Profile { columns, ..Profile::default() };
                let columns = vec![ColumnMapping::new("Note", role)];
                let mut mapping = Mapping { columns, ..Mapping::default() };
                for _ in 0..2 {
                    tell(&headers, &profile, &mut mapping);
                }
                let warning = Warning::OddText(odd, "Note".to_owned(), [n, n + others]);
                let wanted = if told { vec![warning] } else { Vec::new() };
                assert_eq!(mapping.warnings, wanted, "{cell} {n} {others} {role:?}");
            }
        }
    }
}
