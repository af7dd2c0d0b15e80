//! Text that is the company's by its name and the only text beside a score. What a 回访记录 holds may
//! as well be what customers said; where its cells do not speak for the company, it is read so, and
//! that is told. Where it is left out, a reader must know that there was nothing else to read.

use crate::ingest::cells::column_profile::{ColumnProfile, share};
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::facts::{is_code, is_text};
use crate::ingest::columns::role_words::{HEARD, WRITTEN_BY};
use crate::ingest::columns::words::ColumnName;
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::own_text::OwnText;
use crate::ingest::told::warning::Warning;

/// Share of the cells that speak for the company from which all are the company's.
const OF_COMPANY: f64 = 0.1;

/// Different cells from which they are text, and how wide they are on average: 已解决 and 未解决 are
/// states.
const WRITTEN: (u64, f64) = (8, 8.0);

/// Takes the only text for comments, or tells that it is not read.
pub(super) fn take(
    headers: &[String],
    names: &[ColumnName],
    facts: &[ColumnProfile],
    drafts: &mut [Draft],
) {
    let scored = drafts.iter().any(|draft| draft.role.score().is_some());
    if !scored || drafts.iter().any(|draft| draft.role == Role::Comment) {
        return;
    }
    let all = drafts.iter().zip(facts).enumerate();
    let own: Vec<usize> =
        all.filter(|(_, (draft, facts))| is_own(draft, facts)).map(|(at, _)| at).collect();
    let Some(&at) = own.first() else { return };
    let told = |own: OwnText| Warning::OwnWords(own, headers[at].clone());
    let by_name = matches!(drafts[at].evidence.first(), Some(Evidence::OwnWords(_)));
    if own.len() > 1 || !by_name || !may_be_of_customers(&names[at], &facts[at]) {
        drafts[at].warnings = vec![told(OwnText::Alone)];
        return;
    }
    let text =
        Evidence::Text { distinct: facts[at].distinct_share(), width: facts[at].mean_width() };
    drafts[at] = Draft::new(Role::Comment, 1, text).warned(told(OwnText::Taken));
}

/// Whether a column was left out as the company's own words, and is text.
fn is_own(draft: &Draft, facts: &ColumnProfile) -> bool {
    let left_out = draft.warnings.iter().any(|told| matches!(told, Warning::OwnWords(..)));
    let (fewest, width) = WRITTEN;
    let long = facts.distinct >= fewest && facts.mean_width() >= width;
    left_out && draft.role == Role::Ignore && is_text(facts) && !is_code(facts) && long
}

/// Whether neither the name nor the cells say that it is the company who speaks.
fn may_be_of_customers(name: &ColumnName, facts: &ColumnProfile) -> bool {
    name.find(HEARD).is_some() && name.find(WRITTEN_BY).is_none() && !is_of_company(facts)
}

/// Whether cells speak for the company.
pub(super) fn is_of_company(facts: &ColumnProfile) -> bool {
    share(facts.of_company, facts.examined) >= OF_COMPANY
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made::facts;

    fn own(header: &str) -> Draft {
        let told = Warning::OwnWords(OwnText::Beside, header.to_owned());
        Draft::ignore(Evidence::OwnWords("回访")).warned(told)
    }

    /// The role of the first of these columns beside such another, and what is told of it.
    fn taken(header: &str, cells: &ColumnProfile, beside: Draft) -> (Role, Vec<Warning>) {
        let headers = [header, "other"].map(str::to_owned);
        let names = [header, "other"].map(ColumnName::new);
        let mut drafts = [own(header), beside];
        take(&headers, &names, &[cells.clone(), facts(10, 10, 20)], &mut drafts);
        let [first, _] = drafts;
        (first.role, first.warnings)
    }

    fn score() -> Draft {
        Draft::new(Role::CSAT, 3, Evidence::NoMeaning)
    }

    #[test]
    fn the_only_text_beside_a_score_is_read_unless_it_speaks_for_the_company() {
        let plain = facts(100, 50, 20);
        for (header, role, told) in [
            ("回访记录", Role::Comment, OwnText::Taken),
            ("回访内容", Role::Comment, OwnText::Taken),
            ("沟通记录", Role::Comment, OwnText::Taken),
            ("商家回复", Role::Ignore, OwnText::Alone),
            ("处理结果", Role::Ignore, OwnText::Alone),
            ("Internal note", Role::Ignore, OwnText::Alone),
        ] {
            let found = taken(header, &plain, score());
            assert_eq!(found, (role, vec![Warning::OwnWords(told, header.to_owned())]), "{header}");
        }
        for (of_company, role) in [(9, Role::Comment), (10, Role::Ignore)] {
            let mut spoken = facts(100, 50, 20);
            spoken.of_company = of_company;
            assert_eq!(taken("回访记录", &spoken, score()).0, role, "{of_company} of 100");
        }
    }

    #[test]
    fn beside_comments_without_a_score_or_of_few_states_it_is_told_as_ever() {
        let beside = vec![Warning::OwnWords(OwnText::Beside, "回访记录".to_owned())];
        let comment = Draft::new(Role::Comment, 3, Evidence::NoMeaning);
        let plain = facts(100, 50, 20);
        for other in [comment, Draft::ignore(Evidence::NoMeaning)] {
            assert_eq!(taken("回访记录", &plain, other), (Role::Ignore, beside.clone()));
        }
        for (distinct, width, role) in
            [(8, 8, Role::Comment), (7, 8, Role::Ignore), (8, 7, Role::Ignore)]
        {
            let found = taken("回访记录", &facts(100, distinct, width), score());
            assert_eq!(found.0, role, "{distinct} different, {width} wide");
            assert_eq!(found.1 == beside, role == Role::Ignore);
        }
    }

    #[test]
    fn of_two_such_texts_none_is_read() {
        let headers = ["评分", "回访记录", "处理结果"].map(str::to_owned);
        let names = ["评分", "回访记录", "处理结果"].map(ColumnName::new);
        let mut drafts = [score(), own("回访记录"), own("处理结果")];
        let all = [facts(100, 5, 1), facts(100, 50, 20), facts(100, 50, 20)];
        take(&headers, &names, &all, &mut drafts);
        assert!(drafts[1..].iter().all(|draft| draft.role == Role::Ignore));
        let alone = vec![Warning::OwnWords(OwnText::Alone, "回访记录".to_owned())];
        assert_eq!(drafts[1].warnings, alone);
    }
}
