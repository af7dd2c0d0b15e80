//! Which column tells when the answers were given: by what its name speaks of, and by whether its
//! dates differ at all.

use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::role_words::{
    ANSWERING, EXPERIENCED, OF_CUSTOMERS, OWN_WORDS, STAFF, SURVEYED, TIME_ENDED, TIME_GIVEN,
    TIME_HANDLED, TIME_NEVER, TIME_OTHER,
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
        () if of(TIME_HANDLED) || of(OWN_WORDS) || is_of_company(name) => 0,
        () if of(TIME_OTHER) => 1,
        () if of(TIME_GIVEN) => GIVEN,
        // 维修完成时间 is the end of a repair.
        () if of(TIME_ENDED) && of(EXPERIENCED) => 1,
        () if of(TIME_ENDED) => 4,
        () if named => 3,
        () => 2,
    }
}

/// Whether a name speaks of when the company answered: `Company answered at`.
fn is_of_company(name: &ColumnName) -> bool {
    const ANSWERED: &[&str] = &["response", "responses", "responded", "answered", "reviewed by"];
    let by = name.find(ANSWERING).or_else(|| name.find(STAFF)).is_some();
    let asked = name.find(SURVEYED).filter(|word| !ANSWERED.contains(word));
    by && name.find(ANSWERED).is_some() && asked.or(name.find(OF_CUSTOMERS)).is_none()
}

/// Whether a name speaks of a time that the answers are about, and not of when they were given.
pub(super) fn is_experienced(name: &ColumnName) -> bool {
    let given = name.find(TIME_GIVEN).is_some();
    name.find(EXPERIENCED).is_some() && !given && !name.is_question()
}

/// Keeps the strongest column of those whose dates differ, the first on a tie, which is told. Dates
/// that are surely not of the answers displace none that may be, even if these are all the same, as
/// in the export of one day; that is told as well. So do dates of which most answers have none.
pub(super) fn keep_time(
    headers: &[String],
    names: &[ColumnName],
    facts: &[ColumnProfile],
    drafts: &mut [Draft],
) {
    let times: Vec<usize> = (0..drafts.len()).filter(|at| drafts[*at].role == Role::Time).collect();
    let lacking = lacking(&times, names, facts, drafts);
    let lack = |at: usize| lacking.iter().find(|(lacking, _)| *lacking == at).map(|(_, why)| *why);
    let varied = |at: usize| facts[at].distinct > 1;
    let level = |at: usize| match (varied(at), drafts[at].strength) {
        (differ, _) if lack(at).is_some() => u32::from(differ),
        (true, 2..) if may_be_given(&names[at], &drafts[at]) => 3,
        (false, 3..) if may_be_given(&names[at], &drafts[at]) => 2,
        (differ, _) => u32::from(differ),
    };
    let rank = |at: usize| (level(at), drafts[at].strength);
    let Some(best) = times.iter().copied().max_by_key(|at| (rank(*at), usize::MAX - at)) else {
        return;
    };
    let answered = answered(facts, drafts);
    // By its name it tells better, or more rows have it than the one that is used, which not all
    // answers have.
    let stronger =
        |at: usize| lack(at) == Some(Lack::Cells) && drafts[at].strength > drafts[best].strength;
    let fuller = |at: usize| {
        10 * facts[best].filled < 9 * answered
            && 10 * facts[at].filled > 11 * facts[best].filled
            && level(at) == 3
    };
    let alike = |at: usize| rank(at) == rank(best) || !varied(best) || stronger(at) || fuller(at);
    let others = times.iter().copied().filter(|at| *at != best && alike(*at));
    // What the answers speak of is told as such, and what expires tells nothing of them.
    let told_apart = |at: usize| {
        is_experienced(&names[at]) && !is_experienced(&names[best])
            || names[at].find(TIME_NEVER).is_some()
            || lack(at) == Some(Lack::Replies)
    };
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

/// Why dates are of few of the answers.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Lack {
    /// Less than half of the cells of another column of dates, and of the answers, have one.
    Cells,
    /// They stand where the company's own words do: the dates of its replies.
    Replies,
}

/// Whether dates may be those of the answers by their name, or are as the tool of the file says.
fn may_be_given(name: &ColumnName, draft: &Draft) -> bool {
    draft.strength >= 2 && (draft.strength > GIVEN || !is_experienced(name))
}

/// The columns of `times` that are of few of the answers, beside one that is of more of them.
fn lacking(
    times: &[usize],
    names: &[ColumnName],
    facts: &[ColumnProfile],
    drafts: &[Draft],
) -> Vec<(usize, Lack)> {
    let own = |draft: &Draft| {
        matches!(draft.evidence.first(), Some(Evidence::OwnWords(_) | Evidence::Signed))
    };
    let replies: Vec<u64> =
        drafts.iter().zip(facts).filter(|(draft, _)| own(draft)).map(|(_, f)| f.filled).collect();
    let given = times.iter().filter(|at| may_be_given(&names[**at], &drafts[**at]));
    let most = given.map(|at| facts[*at].filled).max().unwrap_or(0);
    let answered = answered(facts, drafts);
    let lack = |at: usize| {
        let own = facts[at].filled;
        match () {
            () if drafts[at].strength > GIVEN || own >= most => None,
            () if replies.contains(&own) && (answered == 0 || 10 * own < 9 * answered) => {
                Some(Lack::Replies)
            }
            () if 2 * own < most && (answered == 0 || 2 * own < answered) => Some(Lack::Cells),
            () => None,
        }
    };
    times.iter().filter_map(|at| Some((*at, lack(*at)?))).collect()
}

/// The answers of the score or the comments that most gave.
fn answered(facts: &[ColumnProfile], drafts: &[Draft]) -> u64 {
    let asked = |draft: &Draft| draft.role.score().is_some() || draft.role == Role::Comment;
    let answers = drafts.iter().zip(facts).filter(|(draft, _)| asked(draft));
    answers.map(|(_, facts)| facts.answers()).max().unwrap_or(0)
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
            ("Company answered at", 0),
            ("Reviewed by manager on", 0),
            ("Customer service responded at", 5),
            ("Store survey response date", 5),
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
    /// Of two columns of dates with so many cells, beside a score with so many answers and replies
    /// of the company, the one that is used, and whether the other is told.
    fn used_of(filled: [(&str, u32, usize); 2], answers: usize, replies: usize) -> (usize, bool) {
        let day = |n: usize| format!("2026-03-{:02}", 1 + n % 28);
        let dates = |n: usize| -> Vec<String> { (0..n).map(day).collect() };
        let [first, second] = filled.map(|(_, _, n)| dates(n));
        let first: Vec<&str> = first.iter().map(String::as_str).collect();
        let second: Vec<&str> = second.iter().map(String::as_str).collect();
        let (marks, said) = (vec!["4"; answers], vec!["We are sorry to hear it"; replies]);
        let columns: [(&str, Role, &[&str]); 4] = [
            (filled[0].0, Role::Time, &first),
            (filled[1].0, Role::Time, &second),
            ("Stars", Role::CSAT, &marks),
            ("Reply", Role::Ignore, &said),
        ];
        let Table { headers, names, facts, mut drafts } = table(&columns);
        (drafts[0].strength, drafts[1].strength) = (filled[0].1, filled[1].1);
        drafts[3].evidence = vec![Evidence::OwnWords("reply")];
        keep_time(&headers, &names, &facts, &mut drafts);
        let used = usize::from(drafts[1].role == Role::Time);
        (used, !drafts[used].warnings.is_empty())
    }

    #[test]
    fn dates_of_few_answers_displace_none_that_all_have() {
        for (other, answers, replies, wanted) in [
            // Of 49 in a hundred, where all have the other, and of the replies.
            (("Responded on", 5, 49), 100, 7, (0, true)),
            (("Responded on", 5, 50), 100, 7, (1, true)),
            (("Responded on", 5, 90), 100, 7, (1, false)),
            (("Responded on", 5, 49), 100, 49, (0, false)),
            (("Responded on", 5, 80), 100, 80, (0, false)),
            // Every answer has a date, and is answered.
            (("Responded on", 5, 90), 100, 90, (1, false)),
            (("Responded on", 5, 100), 100, 100, (1, false)),
            // Half of those who were asked answered, and all of these have a date.
            (("Responded on", 5, 40), 40, 7, (1, false)),
            (("Responded on", 5, 40), 80, 7, (1, true)),
            (("Responded on", 5, 40), 81, 7, (0, true)),
            // The tool of the file knows better.
            (("Responded on", 9, 20), 100, 20, (1, true)),
            (("Closed", 0, 20), 100, 7, (0, false)),
        ] {
            let found = used_of([("Date", 3, 100), other], answers, replies);
            assert_eq!(found, wanted, "{other:?} {answers} {replies}");
        }
        let alone = used_of([("Order date", 1, 100), ("Responded on", 5, 20)], 100, 7);
        assert_eq!(alone, (1, false), "no other is of the answers");
        let due = used_of([("Date", 3, 1), ("Contract expires", 0, 20)], 20, 7);
        assert_eq!(due, (0, false), "what expires is not told");
    }
}
