//! Items that are asked twice, what was expected of them and what they were like, 有形性-期望 and
//! 有形性-感知: the report holds both against each other, so that no side of one of them is a score by
//! itself, whatever it asks of.

use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::asked_twice::{PERCEIVED, holds};
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::foreign_scores::item;
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;

/// Items from which they are a battery.
const ENOUGH: usize = 2;

/// Leaves out both sides of such items, but for those that their names call scores.
pub(super) fn asked_twice(headers: &[String], facts: &[ColumnProfile], drafts: &mut [Draft]) {
    let items: Vec<(Option<&'static str>, String)> =
        headers.iter().map(|header| item(header)).collect();
    let numbers = |at: usize| 2 * facts[at].numeric > facts[at].filled;
    let pair = |at: usize| {
        let (word, own) = (items[at].0?, &items[at].1);
        let is_other = |other: &usize| items[*other].0.is_none() && items[*other].1 == *own;
        let mut others = (0..items.len()).filter(is_other).filter(|_| !own.is_empty());
        let (other, perceived) = others.find_map(|at| Some((at, perceived(&headers[at])?)))?;
        (numbers(at) && numbers(other)).then_some([(at, word), (other, perceived)])
    };
    let pairs: Vec<[(usize, &'static str); 2]> = (0..items.len()).filter_map(pair).collect();
    if pairs.len() < ENOUGH {
        return;
    }
    for (at, word) in pairs.into_iter().flatten() {
        let draft = &mut drafts[at];
        let by_name = |told: &Warning| matches!(told, Warning::AsksOf { .. });
        let idle = matches!(draft.role, Role::Ignore | Role::Segment) && draft.choices.is_empty();
        if idle || draft.warnings.iter().any(by_name) {
            *draft = Draft::ignore(Evidence::Technical(word));
        }
    }
}

/// The word by which a name says that it asks what something was like.
fn perceived(header: &str) -> Option<&'static str> {
    let lower = header.to_lowercase();
    PERCEIVED.into_iter().find(|word| holds(&lower, word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::Scale;
    use crate::ingest::columns::made_table::{Table, table};

    /// The roles of these columns, each of which is told: the last is taken by what it asks of.
    fn found(headers: &[&str]) -> Vec<(Role, usize)> {
        let marks = ["2", "3", "4", "5"].repeat(5);
        let columns: Vec<(&str, Role, &[&str])> =
            headers.iter().map(|header| (*header, Role::Ignore, &marks[..])).collect();
        let Table { headers, facts, mut drafts, .. } = table(&columns);
        let scale = Scale::higher(1.0, 5.0);
        for (header, draft) in headers.iter().zip(&mut drafts) {
            let (columns, min, max) = (vec![header.clone()], 2.0, 5.0);
            draft.warnings.push(Warning::UnusedNumbers { columns, min, max, scale });
        }
        if let (Some(draft), Some(column)) = (drafts.last_mut(), headers.last().cloned()) {
            *draft = Draft::new(Role::CSAT, 2, Evidence::NoMeaning).warned(Warning::AsksOf {
                column,
                word: "响应",
                scale,
            });
        }
        asked_twice(&headers, &facts, &mut drafts);
        drafts.iter().map(|draft| (draft.role, draft.warnings.len())).collect()
    }

    #[test]
    fn no_side_of_items_that_are_asked_twice_is_a_score_or_told_as_one() {
        let two = ["有形性-期望", "响应性-期望", "有形性-感知", "响应性-感知"];
        assert_eq!(found(&two), [(Role::Ignore, 0); 4]);
        let (none, score) = ((Role::Ignore, 1), (Role::CSAT, 1));
        assert_eq!(found(&["响应性-期望", "响应性-感知"]), [none, score], "one alone");
        let other = ["有形性-期望", "响应性-期望", "环境-感知", "响应性-感知"];
        assert_eq!(found(&other), [none, none, none, score], "one of them is asked twice");
    }
}
