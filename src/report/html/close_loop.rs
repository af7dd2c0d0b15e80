//! How many people to call back, by touchpoint and by reason.
//!
//! The page is shown in meetings, so it names none of them: that is what
//! `actions.csv` and the sheet of the workbook are for. Touchpoints with only a
//! few people stand together, since few can be guessed.

use std::collections::BTreeMap;

use rust_i18n::t;
use serde::Serialize;

use super::display::{Display, TableCell};
use crate::journey::actions::MOST_PEOPLE;
use crate::report::Summary;
use crate::report::number_format::ABSENT;
use crate::report::summary::{Action, ActionReason};

/// Rows of the table; smaller touchpoints stand together.
const MOST_ROWS: usize = 15;

/// Reasons in the order of their columns.
const REASONS: [ActionReason; 5] = [
    ActionReason::LowScore,
    ActionReason::NegativeComment,
    ActionReason::Emotion,
    ActionReason::Effort,
    ActionReason::ValuedCustomer,
];

#[derive(Debug, Serialize)]
pub(super) struct CloseLoop {
    lead: String,
    has_owners: bool,
    /// Headings of the reasons that occur.
    reasons: Vec<String>,
    rows: Vec<LoopRow>,
    total: LoopRow,
}

/// People of a touchpoint, or of all.
#[derive(Debug, Serialize)]
struct LoopRow {
    name: String,
    owner: String,
    people: TableCell,
    reasons: Vec<TableCell>,
}

/// People of a touchpoint, and how many of them are there for each reason.
#[derive(Debug, Clone, Default)]
struct Group {
    name: String,
    owner: Option<String>,
    people: u64,
    reasons: [u64; REASONS.len()],
}

impl Group {
    fn add(&mut self, action: &Action) {
        self.people += 1;
        for (n, reason) in self.reasons.iter_mut().zip(REASONS) {
            *n += u64::from(action.reasons.contains(&reason));
        }
    }

    fn merge(&mut self, other: &Group) {
        self.people += other.people;
        for (n, more) in self.reasons.iter_mut().zip(other.reasons) {
            *n += more;
        }
    }
}

/// `None` where nobody is to be called.
pub(super) fn close_loop(summary: &Summary, display: &Display) -> Option<CloseLoop> {
    if summary.actions.is_empty() {
        return None;
    }
    let least = summary.suppression.metric.max(1);
    let mut total = Group {
        name: display.word("report.loop.total"),
        owner: Some(String::new()),
        ..Group::default()
    };
    summary.actions.iter().for_each(|action| total.add(action));
    let groups = if total.people < least { Vec::new() } else { groups(summary, least, display) };
    let used = total.reasons.map(|n| n > 0);
    let row = |group: &Group| LoopRow {
        name: group.name.clone(),
        owner: group.owner.clone().unwrap_or_else(|| ABSENT.to_owned()),
        people: display.count(group.people),
        reasons: group
            .reasons
            .iter()
            .zip(used)
            .filter(|(_, used)| *used)
            .map(|(n, _)| display.count(*n))
            .collect(),
    };
    Some(CloseLoop {
        lead: lead(total.people, least, display),
        has_owners: groups.iter().any(|group| group.owner.is_some()),
        reasons: REASONS
            .iter()
            .zip(used)
            .filter(|(_, used)| *used)
            .map(|(reason, _)| display.word(&format!("report.loop.{}", reason.as_str())))
            .collect(),
        rows: groups.iter().map(row).collect(),
        total: row(&total),
    })
}

fn lead(people: u64, least: u64, display: &Display) -> String {
    let key = match people {
        n if n < least => "report.loop.few",
        n if n >= MOST_PEOPLE as u64 => "report.loop.most",
        _ => "report.loop.people",
    };
    let (n, least) = (display.format.count(people), display.format.count(least));
    t!(key, locale = display.lang.code(), n = n, least = least).into_owned()
}

/// The touchpoints, most people first; those with fewer than `least`, and what
/// is too much for the table, in one row at the end. That row holds `least`
/// people at least, so that the total does not give them away.
fn groups(summary: &Summary, least: u64, display: &Display) -> Vec<Group> {
    let mut by_name: BTreeMap<Option<&str>, Group> = BTreeMap::new();
    for action in &summary.actions {
        let name = action.touchpoint.as_ref().map(|name| name.in_lang(display.lang));
        let group = by_name.entry(name).or_insert_with(|| Group {
            name: name.map_or_else(|| display.word("report.loop.unknown"), str::to_owned),
            owner: action.owner.clone(),
            ..Group::default()
        });
        group.add(action);
    }
    let mut groups: Vec<Group> = by_name.into_values().collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.people));
    let mut shown = groups.iter().take_while(|group| group.people >= least).count();
    if groups.len() > MOST_ROWS {
        shown = shown.min(MOST_ROWS - 1);
    }
    let people = |groups: &[Group]| groups.iter().map(|group| group.people).sum::<u64>();
    let mut small = groups.split_off(shown);
    if !small.is_empty() && people(&small) < least {
        small.extend(groups.pop());
    }
    if !small.is_empty() {
        let name = t!("report.loop.others", locale = display.lang.code(), n = small.len());
        let mut others = Group { name: name.into_owned(), ..Group::default() };
        small.iter().for_each(|group| others.merge(group));
        groups.push(others);
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::summary::Name;
    use crate::report::{Lang, sample};

    /// A list with so many people at each touchpoint.
    fn list(people: &[(Option<&str>, usize)]) -> Summary {
        let mut summary = sample::summary();
        let action = summary.actions[1].clone();
        summary.actions = people
            .iter()
            .flat_map(|(name, n)| std::iter::repeat_n(*name, *n))
            .map(|name| Action { touchpoint: name.map(Name::same), ..action.clone() })
            .collect();
        summary
    }

    fn rows(summary: &Summary) -> Vec<(String, String)> {
        let found = close_loop(summary, &Display::new(Lang::En)).unwrap();
        found.rows.into_iter().map(|row| (row.name, row.people.value)).collect()
    }

    fn expected(rows: &[(&str, &str)]) -> Vec<(String, String)> {
        rows.iter().map(|(name, n)| ((*name).to_owned(), (*n).to_owned())).collect()
    }

    #[test]
    fn people_are_counted_by_touchpoint_and_reason() {
        let mut summary = list(&[(Some("shop"), 6), (Some("hotline"), 20), (None, 9)]);
        summary.actions[0].reasons = vec![ActionReason::ValuedCustomer];
        assert_eq!(
            rows(&summary),
            expected(&[("hotline", "20"), ("no touchpoint", "9"), ("shop", "6")])
        );
        let found = close_loop(&summary, &Display::new(Lang::En)).unwrap();
        assert_eq!(found.reasons, ["Low score", "Negative comment", "Valued customer"]);
        let cells: Vec<&str> = found.total.reasons.iter().map(|c| c.value.as_str()).collect();
        assert_eq!((found.total.people.value.as_str(), cells), ("35", vec!["34", "34", "1"]));
        assert!(found.has_owners && found.rows[0].owner == "客服部");
        assert!(found.lead.contains("35 people"));
    }

    #[test]
    fn few_people_stand_together() {
        // Four of one touchpoint would follow from the total, so two go together.
        let summary = list(&[(Some("shop"), 6), (Some("hotline"), 20), (Some("app"), 4)]);
        assert_eq!(rows(&summary), expected(&[("hotline", "20"), ("2 other touchpoints", "10")]));
        let summary = list(&[(Some("a"), 3), (Some("b"), 4)]);
        assert_eq!(rows(&summary), expected(&[("2 other touchpoints", "7")]));
        let few = close_loop(&list(&[(Some("a"), 4)]), &Display::new(Lang::En)).unwrap();
        assert!(few.rows.is_empty() && few.lead.starts_with("Fewer than 5 people"));
        assert!(close_loop(&sample::bare(), &Display::new(Lang::En)).is_none());
    }

    #[test]
    fn many_touchpoints_fit_the_table() {
        let names: Vec<String> = (10..35).map(|n| format!("desk {n}")).collect();
        let people: Vec<(Option<&str>, usize)> =
            names.iter().map(|name| (Some(name.as_str()), 20)).collect();
        let rows = rows(&list(&people));
        assert_eq!(rows.len(), MOST_ROWS);
        assert_eq!(rows.last().unwrap().0, "11 other touchpoints");
        let found = close_loop(&list(&people), &Display::new(Lang::Zh)).unwrap();
        assert!(found.lead.contains("500"), "{}", found.lead);
    }
}
