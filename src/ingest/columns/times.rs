//! Which column tells when the answers were given: by what its name speaks of, and by whether its
//! dates differ at all.

use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::role_words::{
    EXPERIENCED, OWN_WORDS, TIME_ENDED, TIME_GIVEN, TIME_HANDLED, TIME_OTHER,
};
use crate::ingest::columns::words::ColumnName;
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;

/// What speaks for a column whose name says that its dates are those of the answers: only what the
/// tool of a file says is more. When something began to be or ended, as a ticket does, is less.
const GIVEN: u32 = 5;

/// How much speaks for a column of dates; `named` is whether its name speaks of a time at all.
pub(super) fn strength(name: &ColumnName, named: bool) -> u32 {
    let of = |list: &'static [&'static str]| name.find(list).is_some();
    match () {
        // 评价回复时间 is not that of the answer, whatever else it speaks of.
        () if of(TIME_HANDLED) || of(OWN_WORDS) => 0,
        () if of(TIME_OTHER) => 1,
        () if of(TIME_GIVEN) => GIVEN,
        // 维修完成时间 is the end of a repair.
        () if of(TIME_ENDED) && of(EXPERIENCED) => 1,
        () if of(TIME_ENDED) => 4,
        () if named => 3,
        () => 2,
    }
}

/// Whether a name speaks of a time that the answers are about, and not of when they were given.
pub(super) fn is_experienced(name: &ColumnName) -> bool {
    let given = name.find(TIME_GIVEN).is_some();
    name.find(EXPERIENCED).is_some() && !given && !name.is_question()
}

/// Keeps the strongest column of those whose dates differ, the first on a tie, which is told. Dates
/// that are surely not of the answers displace none that may be, even if these are all the same, as
/// in the export of one day; that is told as well.
pub(super) fn keep_time(
    headers: &[String],
    names: &[ColumnName],
    facts: &[ColumnProfile],
    drafts: &mut [Draft],
) {
    let times: Vec<usize> = (0..drafts.len()).filter(|at| drafts[*at].role == Role::Time).collect();
    let varied = |at: usize| facts[at].distinct > 1;
    let of_answers = |at: usize| drafts[at].strength > GIVEN || !is_experienced(&names[at]);
    let level = |at: usize| match (varied(at), drafts[at].strength) {
        (true, 2..) if of_answers(at) => 3,
        (false, 3..) if of_answers(at) => 2,
        (differ, _) => u32::from(differ),
    };
    let rank = |at: usize| (level(at), drafts[at].strength);
    let Some(best) = times.iter().copied().max_by_key(|at| (rank(*at), usize::MAX - at)) else {
        return;
    };
    let alike = |at: usize| rank(at) == rank(best) || !varied(best);
    let others = times.iter().copied().filter(|at| *at != best && alike(*at));
    // What the answers speak of is told as such.
    let told_apart = |at: usize| is_experienced(&names[at]) && !is_experienced(&names[best]);
    let doubted = others.filter(|at| varied(*at) && !told_apart(*at));
    let doubted: Vec<String> = doubted.map(|at| headers[at].clone()).collect();
    for at in times.into_iter().filter(|at| *at != best) {
        drafts[at].drop_for(Evidence::OtherTime(headers[best].clone()));
    }
    if !doubted.is_empty() {
        let column = headers[best].clone();
        drafts[best].warnings.push(Warning::OtherTimes { column, others: doubted });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::columns::made_table::{Table, table};

    #[test]
    fn a_time_of_the_answer_is_before_all_others() {
        for (header, wanted) in [
            ("提交时间", 5),
            ("反馈时间", 5),
            ("评价时间", 5),
            ("responsedate", 5),
            ("responded", 5),
            ("Survey response date", 5),
            ("Created", 4),
            ("Created at", 4),
            ("创建时间", 4),
            ("createTime", 4),
            ("完成时间", 4),
            ("日期", 3),
            ("creation_date", 3),
            ("Check-out", 2),
            ("Check-in", 1),
            ("下单时间", 1),
            ("合同日期", 1),
            ("Contract start", 1),
            ("Contract expires", 0),
            ("维修完成时间", 1),
            ("Visit review date", 1),
            ("评价回复时间", 0),
            ("反馈处理完成时间", 0),
            ("工单完成时间", 0),
            ("reviewReply.updateTime", 0),
            ("survey sent", 0),
            ("Review updated at", 0),
        ] {
            let name = ColumnName::new(header);
            let named = ["日期", "creation_date"].contains(&header);
            assert_eq!(strength(&name, named), wanted, "{header}");
        }
    }

    #[test]
    fn dates_that_are_all_the_same_give_way_and_equals_are_told() {
        let (one, two): (&[&str], &[&str]) = (&["2026-01-01"], &["2026-03-01", "2026-03-02"]);
        let none: &[&str] = &[];
        for (columns, strengths, used, others) in [
            ([("Created", one), ("Date", two)], [4, 3], 1, none),
            ([("Created", two), ("Date", two)], [4, 3], 0, none),
            ([("Created", one), ("Date", one)], [4, 3], 0, none),
            ([("Date", two), ("Timestamp", two)], [3, 3], 0, &["Timestamp"]),
            ([("Date", one), ("Timestamp", one)], [3, 3], 0, none),
            ([("Date", two), ("Visit", two)], [3, 3], 0, none),
            // Who did it when displaces no time of the answers, whether that differs or not.
            ([("Closed", two), ("Date", one)], [0, 3], 1, &["Closed"]),
            ([("Ordered", two), ("Date", one)], [1, 3], 1, &["Ordered"]),
            ([("Ordered", two), ("Stamp", one)], [1, 2], 0, none),
            ([("Stamp", two), ("Date", one)], [2, 3], 0, none),
            ([("Visit", two), ("Date", one)], [3, 3], 1, none),
            ([("Visit", two), ("Date", one)], [9, 3], 0, none),
            ([("Visit", two), ("Stamp", one)], [3, 2], 0, none),
            ([("Stay", two), ("Visit", two)], [3, 3], 0, &["Visit"]),
        ] {
            let columns = columns.map(|(header, cells)| (header, Role::Time, cells));
            let Table { headers, names, facts, mut drafts } = table(&columns);
            for (draft, strength) in drafts.iter_mut().zip(strengths) {
                draft.strength = strength;
            }
            keep_time(&headers, &names, &facts, &mut drafts);
            let times = drafts.iter().map(|draft| draft.role == Role::Time);
            assert_eq!(times.collect::<Vec<_>>(), [used == 0, used == 1], "{headers:?}");
            let told = match &drafts[used].warnings[..] {
                [Warning::OtherTimes { others, .. }] => others.clone(),
                _ => Vec::new(),
            };
            assert_eq!(told, others, "{headers:?}");
        }
    }
}
