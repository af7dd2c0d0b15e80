//! Numbers of the groups that rows are in: the values of their segment fields.
//!
//! How it went is no group of customers, and neither are those who did not choose something:
//! they have no number, or none in the end. A field of more values than have a table has no groups
//! in the end, and one that divides the rows as another does has none beside that
//! (`relabelled.rs`).

use std::sync::Arc;

use serde::Serialize;

use super::by_name::ByName;
use super::outcome_field::tells_an_outcome;
use super::relabelled::{Partition, relabelled};
use super::row::RowView;
use super::segments::MOST_VALUES;

/// The value of those who did not choose one of several choices, as rows have it.
pub(super) const NOT_CHOSEN: &str = "✗";

/// Numbers of groups, given as they come.
#[derive(Debug, Clone, Default)]
pub(super) struct GroupIds {
    fields: Vec<FieldIds>,
    /// The number of the field and the value of each group.
    all: Vec<(usize, Arc<str>)>,
    /// The groups of the last row.
    here: Vec<usize>,
}

/// The groups of one field.
#[derive(Debug, Clone, Default)]
struct FieldIds {
    /// Numbers of its values, as they come.
    values: ByName,
    /// The groups of these.
    groups: Vec<usize>,
    left_out: bool,
    partition: Partition,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) id: usize,
    pub(super) field: String,
    pub(super) value: String,
}

/// Why a segment field is left out where groups of customers are compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "basis", content = "detail", rename_all = "snake_case")]
#[non_exhaustive]
pub enum NoGroups {
    /// It tells how it went, and not who somebody is.
    Outcome,
    /// It divides the rows as this other field does.
    SameAs(String),
}

/// The groups of a run.
#[derive(Debug, Clone, Default)]
pub(super) struct Groups {
    pub(super) all: Vec<Group>,
    /// Of each field: why it has none, but for too many values.
    pub(super) left_out: Vec<Option<NoGroups>>,
}

impl GroupIds {
    /// For rows of these segment fields.
    pub(super) fn new(fields: &[String]) -> GroupIds {
        let fields = fields.iter().map(|_| FieldIds::default()).collect();
        GroupIds { fields, ..GroupIds::default() }
    }

    /// The numbers of the groups that a row is in.
    pub(super) fn of(&mut self, row: &RowView) -> &[usize] {
        self.here.clear();
        for (at, field) in self.fields.iter_mut().enumerate().filter(|(_, field)| !field.left_out) {
            let Some(value) = row.row.segments.get(at).and_then(Option::as_ref) else {
                field.partition.without();
                continue;
            };
            if &**value == NOT_CHOSEN {
                field.partition.not_chosen();
                continue;
            }
            let number = match field.values.get(value) {
                Some(number) => number,
                None if field.groups.len() < MOST_VALUES => {
                    let number = field.groups.len();
                    field.groups.push(self.all.len());
                    field.values.insert(value, number);
                    self.all.push((at, Arc::clone(value)));
                    number
                }
                None => {
                    field.left_out = true;
                    continue;
                }
            };
            field.partition.add(number);
            self.here.push(field.groups[number]);
        }
        &self.here
    }

    /// All groups of the fields that have few enough; `names` are those of the fields.
    pub(super) fn finish(self, names: &[String]) -> Groups {
        let GroupIds { fields, all, .. } = self;
        let mut values: Vec<Vec<&str>> = vec![Vec::new(); fields.len()];
        all.iter().for_each(|(field, value)| values[*field].push(value));
        let mut left_out: Vec<Option<NoGroups>> = (0..fields.len())
            .map(|at| {
                let name = names.get(at)?;
                tells_an_outcome(name, values[at].iter().copied()).then_some(NoGroups::Outcome)
            })
            .collect();
        let known = |at: &usize| !fields[*at].left_out && left_out[*at].is_none();
        let known: Vec<usize> = (0..fields.len().min(names.len())).filter(known).collect();
        let told = known.iter().map(|at| {
            let name = names[*at].as_str();
            (*at, name, values[*at].as_slice(), &fields[*at].partition)
        });
        for (field, other) in relabelled(&told.collect::<Vec<_>>()) {
            left_out[field] = Some(NoGroups::SameAs(names[other].clone()));
        }
        let kept = |field: usize| !fields[field].left_out && left_out[field].is_none();
        let groups = all.iter().enumerate().filter(|(_, (field, _))| kept(*field));
        let groups = groups.filter_map(|(id, (field, value))| {
            let field = names.get(*field)?.clone();
            Some(Group { id, field, value: value.as_ref().to_owned() })
        });
        let all = groups.collect();
        Groups { all, left_out }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::row::Resolver;
    use crate::journey::tests::{entry, row, scores};

    #[test]
    fn groups_are_told_by_field_and_value() {
        let fields = ["Team", "Issue resolved", "Plan", "Ticket"].map(str::to_owned);
        let mut ids = GroupIds::new(&fields);
        let mut of = |team: Option<&str>, plan: &str, ticket: usize| {
            let mut row = row(1, vec![entry(None, None, scores(Some(3.0), None))]);
            let ticket = format!("{ticket}");
            let values = [team, Some("no"), Some(plan), Some(ticket.as_str())];
            row.segments = values.map(|value| value.map(Arc::from)).into();
            ids.of(&Resolver::default().view(&row, &[None])).to_vec()
        };
        assert_eq!(of(Some("North"), "basic", 0), [0, 1, 2, 3]);
        assert_eq!(of(Some("South"), NOT_CHOSEN, 0), [4, 1, 3]);
        assert_eq!(of(None, "basic", 1), [1, 2, 5]);
        for ticket in 2..=MOST_VALUES {
            of(None, NOT_CHOSEN, ticket);
        }
        assert_eq!(of(Some("North"), "basic", 0), [0, 1, 2], "too many tickets");
        let Groups { all, left_out } = ids.finish(&fields);
        let told: Vec<(usize, &str, &str)> =
            all.iter().map(|g| (g.id, g.field.as_str(), g.value.as_str())).collect();
        assert_eq!(told, [(0, "Team", "North"), (2, "Plan", "basic"), (4, "Team", "South")]);
        assert_eq!(left_out, [None, Some(NoGroups::Outcome), None, None]);
    }

    /// Each shop has a code of its own; a region has two of them.
    #[test]
    fn other_names_of_the_same_groups_are_none() {
        let left_out = |codes: &[&str], shops: &[&str]| {
            let fields = ["shop_id", "Shop", "Region"].map(str::to_owned);
            let mut ids = GroupIds::new(&fields);
            for (code, shop) in codes.iter().zip(shops) {
                let mut row = row(1, vec![entry(None, None, scores(Some(3.0), None))]);
                let region = if *shop == "Leeds" { "south" } else { "north" };
                let shop = (!shop.is_empty()).then_some(*shop);
                let values = [Some(*code), shop, Some(region)];
                row.segments = values.map(|value| value.map(Arc::from)).into();
                ids.of(&Resolver::default().view(&row, &[None]));
            }
            ids.finish(&fields).left_out
        };
        let same = Some(NoGroups::SameAs("Shop".to_owned()));
        let shops = ["York", "Leeds", "Bath", "York", "Leeds"];
        assert_eq!(left_out(&["17", "3", "9", "17", "3"], &shops), [same, None, None]);
        assert_eq!(left_out(&["17", "3", "9", "17", "9"], &shops), [None, None, None]);
        let one_without = ["York", "Leeds", "Bath", "York", ""];
        assert_eq!(left_out(&["17", "3", "9", "17", "3"], &one_without), [None, None, None]);
    }
}
