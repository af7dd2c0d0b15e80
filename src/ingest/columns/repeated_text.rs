//! Text beside comments that hardly differs: notes of whoever followed them up, and no running
//! text of customers.

use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::facts::categories;
use crate::ingest::columns::words::ColumnName;
use crate::ingest::role::Role;
use crate::ingest::told::warning::Warning;

/// Share of different comments from which others beside them are not expected to be all alike.
const VARIED: f64 = 0.2;

/// Drops text of a few wordings that come again and again beside comments that differ: whoever
/// follows those up writes it. A question is answered alike by many.
pub(super) fn drop_repeated(
    headers: &[String],
    names: &[ColumnName],
    facts: &[ColumnProfile],
    drafts: &mut [Draft],
) {
    let columns: Vec<usize> =
        (0..drafts.len()).filter(|at| drafts[*at].role == Role::Comment).collect();
    let share = |at: usize| facts[at].distinct_share();
    if !columns.iter().any(|at| share(*at) >= VARIED) {
        return;
    }
    for at in columns {
        let facts = &facts[at];
        let alike = facts.answers() >= 50 && facts.distinct <= 12 && facts.distinct_share() < 0.05;
        if alike && !names[at].is_question() {
            drafts[at].drop_for(categories(facts));
            let columns = vec![headers[at].clone()];
            drafts[at].warnings.push(Warning::TextNotUsed { columns });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made::facts;
    use crate::ingest::columns::made_table::{Table, table};

    #[test]
    fn text_of_a_few_wordings_gives_way_to_comments_that_differ() {
        for (header, answers, wordings, other, wanted) in [
            ("Remark", 241, 12, 20, true),
            ("Remark", 240, 12, 20, false),
            ("Remark", 300, 13, 20, false),
            ("Remark", 50, 2, 20, true),
            ("Remark", 49, 2, 20, false),
            ("Remark", 241, 12, 19, false),
            ("Why this remark?", 241, 12, 20, false),
        ] {
            let columns: [(&str, Role, &[&str]); 2] =
                [("Comment", Role::Comment, &[]), (header, Role::Comment, &[])];
            let Table { headers, names, mut drafts, .. } = table(&columns);
            let facts = [facts(100, other, 20), facts(answers, wordings, 20)];
            drop_repeated(&headers, &names, &facts, &mut drafts);
            assert_eq!(drafts[0].role, Role::Comment);
            let told = !drafts[1].warnings.is_empty();
            let found = (drafts[1].role == Role::Ignore, told);
            assert_eq!(found, (wanted, wanted), "{header}: {answers} {wordings} {other}");
        }
    }
}
