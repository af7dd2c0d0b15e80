//! Periods that name groups beside the time of the answers: `Wave` with `2025-H2` and `2026-H1`.

use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::facts::categories;
use crate::ingest::columns::role_words::{
    PERIOD, TIME, TIME_ENDED, TIME_GIVEN, TIME_HANDLED, TIME_OTHER, YEAR,
};
use crate::ingest::columns::words::ColumnName;
use crate::ingest::role::Role;

/// Most periods that are compared as groups.
const MOST: u64 = 12;

/// Makes fields of those of `times` that another time has displaced and that name groups.
pub(super) fn waves(
    times: &[usize],
    names: &[ColumnName],
    facts: &[ColumnProfile],
    drafts: &mut [Draft],
) {
    for &at in times {
        if drafts[at].role == Role::Ignore && name_groups(&names[at], &facts[at]) {
            let why = std::mem::take(&mut drafts[at].evidence);
            let mut draft = Draft::new(Role::Segment, 1, categories(&facts[at]));
            draft.evidence.extend(why);
            drafts[at] = draft;
        }
    }
}

/// Whether a few periods, each with a letter as days seldom have, come again and again under a
/// name that speaks of no time.
fn name_groups(name: &ColumnName, facts: &ColumnProfile) -> bool {
    let of_time = [TIME, PERIOD, YEAR, TIME_GIVEN, TIME_ENDED, TIME_HANDLED, TIME_OTHER];
    let timed = of_time.iter().any(|list| name.find(list).is_some());
    let few = (2..=MOST).contains(&facts.distinct) && facts.answers() >= 5 * facts.distinct;
    let lettered = |value: &String| value.contains(char::is_alphabetic) && value.len() <= 16;
    let periods = !facts.many_values && facts.values.keys().all(lettered);
    !timed && few && periods
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::columns::made_table::{Table, table};

    #[test]
    fn a_few_periods_beside_a_time_are_groups() {
        let halves = ["2025-H2", "2026-H1"];
        let (often, seldom) = (halves.repeat(5), halves.repeat(4));
        let days = ["2026-01-05", "2026-02-05"].repeat(5);
        for (header, cells, role) in [
            ("Wave", &often, Role::Segment),
            ("Wave", &seldom, Role::Ignore),
            ("Wave", &days, Role::Ignore),
            ("Period", &often, Role::Ignore),
            ("Month", &often, Role::Ignore),
        ] {
            let columns: [(&str, Role, &[&str]); 2] =
                [("Date", Role::Time, &[]), (header, Role::Ignore, cells)];
            let Table { names, facts, mut drafts, .. } = table(&columns);
            waves(&[0, 1], &names, &facts, &mut drafts);
            assert_eq!((drafts[0].role, drafts[1].role), (Role::Time, role), "{header}");
        }
    }
}
