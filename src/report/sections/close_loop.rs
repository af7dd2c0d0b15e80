//! How many people to call back, by touchpoint and by reason.
//!
//! The page is shown in meetings, so it names none of them: that is what
//! `actions.csv` and the sheet of the workbook are for. Touchpoints with only a
//! few people stand together, since few can be guessed.

use std::collections::BTreeMap;

use crate::journey::actions::MOST_PEOPLE;
use crate::report::Summary;
use crate::report::document::{
    Block, Columns, Emphasis, Outputs, Section, Table, Text, count, phrase, word,
};
use crate::report::summary::{Action, ActionReason, Name};

/// Rows of the table; smaller touchpoints stand together.
const MOST_ROWS: usize = 15;

/// Reasons in the order of their columns.
const REASONS: [ActionReason; 7] = [
    ActionReason::Grave,
    ActionReason::LowScore,
    ActionReason::NegativeComment,
    ActionReason::Emotion,
    ActionReason::Effort,
    ActionReason::ValuedCustomer,
    ActionReason::LaterComment,
];

/// People of a touchpoint, and how many of them are there for each reason.
#[derive(Debug, Clone)]
struct Group {
    name: Text,
    owner: Option<String>,
    people: u64,
    reasons: [u64; REASONS.len()],
}

impl Group {
    fn new(name: Text, owner: Option<String>) -> Group {
        Group { name, owner, people: 0, reasons: [0; REASONS.len()] }
    }

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

/// How many people there are to call, on the page.
pub(crate) fn extend<'a>(section: &mut Section<'a>, summary: &'a Summary) {
    if summary.actions.is_empty() {
        return;
    }
    let least = summary.suppression.metric.max(1);
    let mut total = Group::new(word("report.loop.total"), None);
    summary.actions.iter().for_each(|action| total.add(action));
    let mut add = |block| section.push(Outputs::PAGE, block);
    add(Block::Paragraph(Emphasis::Plain, lead(total.people, least)));
    add(Block::Paragraph(Emphasis::Note, word("report.loop.note")));
    if summary.actions.iter().any(|action| !action.also.is_empty()) {
        add(Block::Paragraph(Emphasis::Note, word("report.loop.several")));
    }
    if total.people >= least {
        add(Block::Table(table(groups(summary, least), total)));
    }
}

fn lead(people: u64, least: u64) -> Text {
    let key = match people {
        n if n < least => "report.loop.few",
        n if n >= MOST_PEOPLE as u64 => "report.loop.most",
        _ => "report.loop.people",
    };
    phrase(key, [("n", count(people)), ("least", count(least))])
}

/// The touchpoints, and all at the foot.
fn table<'a>(groups: Vec<Group>, total: Group) -> Table<'a> {
    let owned = groups.iter().any(|group| group.owner.is_some());
    let (used, last) = (total.reasons, groups.len());
    let columns = Columns::of(groups.into_iter().chain([total]))
        .text(word("report.touchpoint"), |group| Some(group.name.clone()))
        .given(word("report.owner"), |group| group.owner.clone())
        .on_if(owned, Outputs::PAGE)
        .count(word("report.loop.to_call"), |group| Some(group.people));
    let reasons = REASONS.into_iter().enumerate().filter(|(at, _)| used.get(*at) > Some(&0));
    let columns = reasons.fold(columns, |columns, (at, reason)| {
        let heading = word(format!("report.loop.{}", reason.as_str()));
        columns.count(heading, move |group| group.reasons.get(at).copied())
    });
    Table { total: Some(last), ..columns.table(word("report.loop.title")).sortable() }
}

/// The touchpoints, most people first; those with fewer than `least`, and what
/// is too much for the table, in one row at the end. That row holds `least`
/// people at least, so that the total does not give them away.
fn groups(summary: &Summary, least: u64) -> Vec<Group> {
    let mut by_name: BTreeMap<Option<&Name>, Group> = BTreeMap::new();
    for action in &summary.actions {
        let name = action.touchpoint.as_ref();
        let called = || name.map_or_else(|| word("report.loop.unknown"), Text::from);
        let group = by_name.entry(name);
        group.or_insert_with(|| Group::new(called(), action.owner.clone())).add(action);
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
        let name = phrase("report.loop.others", [("n", count(small.len() as u64))]);
        let mut others = Group::new(name, None);
        small.iter().for_each(|group| others.merge(group));
        groups.push(others);
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::document::{Cell, Words};
    use crate::report::{Lang, sample};

    /// The part of the page.
    fn part(summary: &Summary) -> Section<'_> {
        let mut section = Section::untitled("loop");
        extend(&mut section, summary);
        section
    }

    fn lead_of(summary: &Summary, lang: Lang) -> String {
        match part(summary).blocks_of(Outputs::PAGE).first() {
            Some(Block::Paragraph(_, text)) => Words::new(lang).say(text),
            _ => String::new(),
        }
    }

    /// The table: headings, then rows; empty without one.
    fn table_of(summary: &Summary) -> Vec<Vec<String>> {
        let section = part(summary);
        let Some(Block::Table(table)) = section.blocks_of(Outputs::PAGE).pop() else {
            return Vec::new();
        };
        let words = Words::new(Lang::En);
        let columns = table.columns_of(Outputs::PAGE);
        let head = columns.iter().map(|column| words.say(&column.heading)).collect();
        let row = |row| {
            let cells = columns.iter().map(|column| match column.cell(row) {
                Cell::Text(text) => words.say(&text),
                Cell::Count(n) => n.to_string(),
                _ => String::new(),
            });
            cells.collect()
        };
        std::iter::once(head).chain((0..table.rows).map(row)).collect()
    }

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

    /// Names and people, without the total.
    fn rows(summary: &Summary) -> Vec<(String, String)> {
        let table = table_of(summary);
        let last = table.len().saturating_sub(1);
        table.into_iter().take(last).skip(1).map(|r| (r[0].clone(), r[2].clone())).collect()
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
        let table = table_of(&summary);
        let reasons = ["Poor score", "Negative comment", "Valued customer"];
        assert_eq!(
            (table[0][1].as_str(), &table[0][3..]),
            ("Owner", &reasons.map(str::to_owned)[..])
        );
        assert_eq!(table[4], ["All", "", "35", "34", "34", "1"]);
        assert_eq!(table[1][1], "客服部");
        assert!(lead_of(&summary, Lang::En).contains("35 people"));
    }

    #[test]
    fn few_people_stand_together() {
        // Four of one touchpoint would follow from the total, so two go together.
        let summary = list(&[(Some("shop"), 6), (Some("hotline"), 20), (Some("app"), 4)]);
        assert_eq!(rows(&summary), expected(&[("hotline", "20"), ("2 other touchpoints", "10")]));
        let summary = list(&[(Some("a"), 3), (Some("b"), 4)]);
        assert_eq!(rows(&summary), expected(&[("2 other touchpoints", "7")]));
        let few = list(&[(Some("a"), 4)]);
        assert!(table_of(&few).is_empty());
        assert!(lead_of(&few, Lang::En).starts_with("Fewer than 5 people"));
        assert!(part(&sample::bare()).blocks_of(Outputs::PAGE).is_empty());
    }

    #[test]
    fn many_touchpoints_fit_the_table() {
        let names: Vec<String> = (10..35).map(|n| format!("desk {n}")).collect();
        let people: Vec<(Option<&str>, usize)> =
            names.iter().map(|name| (Some(name.as_str()), 20)).collect();
        let summary = list(&people);
        let rows = rows(&summary);
        assert_eq!(rows.len(), MOST_ROWS);
        assert_eq!(rows.last().unwrap().0, "11 other touchpoints");
        assert!(lead_of(&summary, Lang::Zh).contains("500"));
    }
}
