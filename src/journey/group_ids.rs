//! Numbers of the groups that rows are in: the values of their segment fields.
//!
//! How it went is no group of customers, and neither are those who did not choose something:
//! they have no number, or none in the end. A field of more values than have a table has no groups
//! in the end, and one that divides the rows as another does has none beside that
//! (`relabelled.rs`). Two fields of which one numbers what the other names are a third one together
//! (`numbered_field.rs`).

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde::Serialize;

use super::by_name::ByName;
use super::numbered_field::{is_number, pairs, together};
use super::outcome_field::tells_an_outcome;
use super::relabelled::{Partition, relabelled};
use super::row::RowView;
use super::segments::MOST_VALUES;
use super::verdict_field::is_verdict;
use crate::ingest::parse_any;

/// The value of those who did not choose one of several choices, as rows have it.
pub(super) const NOT_CHOSEN: &str = "✗";

/// Numbers of groups, given as they come.
#[derive(Debug, Clone, Default)]
pub(super) struct GroupIds {
    /// Those of rows, and behind them those that two of these are together.
    fields: Vec<FieldIds>,
    pairs: Vec<Pair>,
    /// The numbers of the values of the last row.
    numbers: Vec<Option<usize>>,
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

/// Two fields that are one together.
#[derive(Debug, Clone)]
struct Pair {
    parent: usize,
    child: usize,
    /// By the numbers of both values.
    known: HashMap<(usize, usize), usize>,
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
    /// It was filled in because of the score, or is made of it: those who gave a low one, or a high
    /// one, chose why, or a program read it from the answer; or it asks what should be mended.
    Reasons,
    /// Its values are periods, which the trend compares.
    Periods,
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
        let pair = |(parent, child)| Pair { parent, child, known: HashMap::new() };
        let pairs: Vec<Pair> = pairs(fields).into_iter().map(pair).collect();
        let fields = vec![FieldIds::default(); fields.len() + pairs.len()];
        GroupIds { fields, pairs, ..GroupIds::default() }
    }

    /// The numbers of the groups that a row is in.
    pub(super) fn of(&mut self, row: &RowView) -> &[usize] {
        self.here.clear();
        let own = self.fields.len() - self.pairs.len();
        self.numbers.clear();
        self.numbers.resize(own, None);
        let columns = self.fields.iter_mut().take(own);
        for (at, field) in columns.enumerate().filter(|(_, field)| !field.left_out) {
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
            self.numbers[at] = Some(number);
            self.here.push(field.groups[number]);
        }
        self.add_pairs(own);
        &self.here
    }

    /// Adds the groups of two fields together to those of the first `own` fields.
    fn add_pairs(&mut self, own: usize) {
        let (columns, made) = self.fields.split_at_mut(own);
        let pairs = self.pairs.iter_mut().zip(made).enumerate();
        for (at, (pair, field)) in pairs.filter(|(_, (_, field))| !field.left_out) {
            let Pair { parent, child, known } = pair;
            let Some(both) = self.numbers[*parent].zip(self.numbers[*child]) else {
                field.partition.without();
                continue;
            };
            let number = match known.get(&both) {
                Some(number) => *number,
                None if field.groups.len() < MOST_VALUES => {
                    let number = field.groups.len();
                    let value = |column: usize, number: usize| {
                        Arc::clone(&self.all[columns[column].groups[number]].1)
                    };
                    let (first, second) = (value(*parent, both.0), value(*child, both.1));
                    field.groups.push(self.all.len());
                    known.insert(both, number);
                    self.all.push((own + at, format!("{first} {second}").into()));
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
    }

    /// All groups of the fields that have few enough; `names` are those of the fields.
    pub(super) fn finish(self, names: &[String]) -> Groups {
        let GroupIds { mut fields, pairs, all, .. } = self;
        let columns = fields.len() - pairs.len();
        let name = |at: usize| names.get(at).map_or("", String::as_str);
        let made = pairs.iter().map(|pair| together(name(pair.parent), name(pair.child)));
        let names: Vec<String> = names.iter().take(columns).cloned().chain(made).collect();
        for (at, pair) in pairs.iter().enumerate() {
            let alone = fields[pair.parent].left_out || fields[pair.child].left_out;
            let telling = !alone && pair.is_telling(&fields, &all);
            fields[columns + at].left_out |= !telling;
        }
        let mut values: Vec<Vec<&str>> = vec![Vec::new(); fields.len()];
        all.iter().for_each(|(field, value)| values[*field].push(value));
        let mut left_out: Vec<Option<NoGroups>> = (0..fields.len())
            .map(|at| {
                let (name, values) = (names.get(at)?, &values[at]);
                let outcome = tells_an_outcome(name, values.iter().copied());
                let verdict = || is_verdict(name, values).then_some(NoGroups::Reasons);
                let periods = || are_periods(values).then_some(NoGroups::Periods);
                outcome.then_some(NoGroups::Outcome).or_else(verdict).or_else(periods)
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
        for (at, pair) in pairs.iter().enumerate() {
            let alone = left_out[pair.parent].is_some() || left_out[pair.child].is_some();
            fields[columns + at].left_out |= alone;
        }
        let kept = |field: usize| !fields[field].left_out && left_out[field].is_none();
        let groups = all.iter().enumerate().filter(|(_, (field, _))| kept(*field));
        let groups = groups.filter_map(|(id, (field, value))| {
            let field = names.get(*field)?.clone();
            Some(Group { id, field, value: value.as_ref().to_owned() })
        });
        let all = groups.collect();
        left_out.truncate(columns);
        Groups { all, left_out }
    }
}

impl Pair {
    /// Whether the values of the one are numbers, and one of them is within several of the other.
    fn is_telling(&self, fields: &[FieldIds], all: &[(usize, Arc<str>)]) -> bool {
        let mut numbers = fields[self.child].groups.iter().map(|group| &all[*group].1);
        let children: HashSet<usize> = self.known.keys().map(|(_, child)| *child).collect();
        children.len() < self.known.len() && numbers.all(|value| is_number(value))
    }
}

/// Whether values, of which there are several, are all periods, such as `2026-H1`.
fn are_periods(values: &[&str]) -> bool {
    let lettered = |value: &&str| !value.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let several = values.len() > 1 && values.iter().all(lettered);
    several && values.iter().all(|value| parse_any(value, None).is_some())
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

    #[test]
    fn periods_are_no_groups() {
        for (values, wanted) in [
            (&["2025-H2", "2026-H1"][..], true),
            (&["2026-Q1", "2026-Q2"], true),
            (&["2026-H1"], false),
            (&["2026-H1", "later"], false),
            (&["2025", "2026"], false),
            (&["1-3", "4-6"], false),
            (&["1767432180000000000", "1767432180000000001"], false),
            (&["第一期", "第二期"], false),
        ] {
            assert_eq!(are_periods(values), wanted, "{values:?}");
        }
    }

    /// Two estates have a building 3 each.
    #[test]
    fn a_building_and_its_estate_are_a_group_together() {
        let of = |rows: &[(&str, &str)]| {
            let fields = ["小区", "楼栋"].map(str::to_owned);
            let mut ids = GroupIds::new(&fields);
            for (estate, building) in rows {
                let mut row = row(1, vec![entry(None, None, scores(Some(3.0), None))]);
                row.segments = [estate, building].map(|value| Some(Arc::from(*value))).into();
                ids.of(&Resolver::default().view(&row, &[None]));
            }
            let Groups { all, left_out } = ids.finish(&fields);
            assert_eq!(left_out.len(), 2);
            let made = all.into_iter().filter(|group| group.field == "小区 + 楼栋");
            made.map(|group| group.value).collect::<Vec<_>>()
        };
        let rows = [("甲区", "3号楼"), ("甲区", "1号楼"), ("乙区", "3号楼"), ("甲区", "3号楼")];
        assert_eq!(of(&rows), ["甲区 3号楼", "甲区 1号楼", "乙区 3号楼"]);
        assert!(of(&rows[..2]).is_empty(), "each building is of one estate");
        let named = [("甲区", "东楼"), ("甲区", "西楼"), ("乙区", "东楼")];
        assert!(of(&named).is_empty(), "no numbers");
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
