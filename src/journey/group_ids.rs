//! Numbers of the groups that rows are in: the values of their segment fields.
//!
//! How it went is no group of customers, and neither are those who did not choose something:
//! they have no number. A field of more values than have a table has no groups in the end.

use std::sync::Arc;

use super::by_name::ByName;
use super::findings::group::tells_an_outcome;
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
    ids: ByName,
    values: usize,
    left_out: bool,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) id: usize,
    pub(super) field: String,
    pub(super) value: String,
}

impl GroupIds {
    /// For rows of these segment fields.
    pub(super) fn new(fields: &[String]) -> GroupIds {
        let field =
            |name: &String| FieldIds { left_out: tells_an_outcome(name), ..FieldIds::default() };
        GroupIds { fields: fields.iter().map(field).collect(), ..GroupIds::default() }
    }

    /// The numbers of the groups that a row is in.
    pub(super) fn of(&mut self, row: &RowView) -> &[usize] {
        self.here.clear();
        for (at, field) in self.fields.iter_mut().enumerate().filter(|(_, field)| !field.left_out) {
            let Some(value) = row.row.segments.get(at).and_then(Option::as_ref) else { continue };
            if &**value == NOT_CHOSEN {
                continue;
            } else if let Some(id) = field.ids.get(value) {
                self.here.push(id);
            } else if field.values < MOST_VALUES {
                let id = self.all.len();
                self.all.push((at, Arc::clone(value)));
                field.ids.insert(value, id);
                field.values += 1;
                self.here.push(id);
            } else {
                field.left_out = true;
            }
        }
        &self.here
    }

    /// All groups of the fields that have few enough; `names` are those of the fields.
    pub(super) fn finish(self, names: &[String]) -> Vec<Group> {
        let fields = self.fields;
        let groups = self.all.into_iter().enumerate();
        let kept = groups.filter(|(_, (field, _))| !fields[*field].left_out);
        kept.filter_map(|(id, (field, value))| {
            let field = names.get(field)?.clone();
            Some(Group { id, field, value: value.as_ref().to_owned() })
        })
        .collect()
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
        assert_eq!(of(Some("North"), "basic", 0), [0, 1, 2]);
        assert_eq!(of(Some("South"), NOT_CHOSEN, 0), [3, 2]);
        assert_eq!(of(None, "basic", 1), [1, 4]);
        for ticket in 2..=MOST_VALUES {
            of(None, NOT_CHOSEN, ticket);
        }
        assert_eq!(of(Some("North"), "basic", 0), [0, 1], "too many tickets");
        let groups = ids.finish(&fields);
        let told: Vec<(usize, &str, &str)> =
            groups.iter().map(|g| (g.id, g.field.as_str(), g.value.as_str())).collect();
        assert_eq!(told, [(0, "Team", "North"), (1, "Plan", "basic"), (3, "Team", "South")]);
    }
}
