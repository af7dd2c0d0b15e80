//! Columns that speak of a time where none is read: each is told, with what would change it.
//! Without a time there is no trend, and who looks for one must learn why.

use crate::ingest::cells::column_profile::{ColumnProfile, share};
use crate::ingest::columns::profile::Profile;
use crate::ingest::columns::role_words;
use crate::ingest::columns::words::ColumnName;
use crate::ingest::mapping::Mapping;
use crate::ingest::role::Role;
use crate::ingest::told::warning::Warning;

/// What is to be told where no column of `mapping` is a time.
pub(super) fn untimed(
    headers: &[String],
    names: &[ColumnName],
    profile: &Profile,
    mapping: &Mapping,
) -> Option<Warning> {
    if mapping.columns.iter().any(|column| column.role == Role::Time) {
        return None;
    }
    let idle = |at: usize| {
        let role = mapping.columns.get(at).map(|column| column.role);
        matches!(role, Some(Role::Ignore | Role::Segment))
    };
    let columns: Vec<(usize, &ColumnName, &ColumnProfile)> = names
        .iter()
        .zip(&profile.columns)
        .enumerate()
        .map(|(at, (name, facts))| (at, name, facts))
        .filter(|(at, name, facts)| idle(*at) && facts.answers() > 0 && !name.is_question())
        .collect();
    let column = |at: usize| headers[at].clone();
    let of = |lists: &[&'static [&'static str]], name: &ColumnName| {
        lists.iter().any(|l| name.find(l).is_some())
    };
    let times = &[role_words::TIME, role_words::PERIOD];
    let other = &[role_words::TIME_OTHER];
    let mut named = columns.iter().filter(|(_, name, _)| of(times, name) && !of(other, name));
    let yearless = |facts: &ColumnProfile| share(facts.without_year, facts.examined) >= 0.8;
    if let Some((at, ..)) = named.clone().find(|(_, _, facts)| yearless(facts)) {
        return Some(Warning::DatesWithoutYear { column: column(*at) });
    }
    let years = |facts: &ColumnProfile| whole(facts) && facts.min >= 1990.0 && facts.max < 2100.0;
    let year = columns
        .iter()
        .find(|(_, name, facts)| name.find(role_words::YEAR).is_some() && years(facts));
    let part = columns.iter().find(|(_, name, facts)| {
        name.find(role_words::PERIOD).is_some()
            && whole(facts)
            && facts.min >= 1.0
            && facts.max <= 53.0
    });
    if let (Some((year, ..)), Some((part, ..))) = (year, part) {
        return Some(Warning::TimeInParts { columns: vec![column(*year), column(*part)] });
    }
    // Numbers of days until something, hours of waiting: durations have no separators.
    let written = |facts: &ColumnProfile| facts.numeric_share() < 0.5 && facts.distinct > 1;
    named
        .find(|(_, _, facts)| written(facts) && digits(facts))
        .map(|(at, ..)| Warning::TimeNotUsed { column: column(*at) })
}

fn whole(facts: &ColumnProfile) -> bool {
    facts.numeric == facts.answers() && facts.numeric == facts.integers
}

/// Whether most of the values that are kept as samples hold a digit, as dates do.
fn digits(facts: &ColumnProfile) -> bool {
    let with = facts.samples.iter().filter(|s| s.bytes().any(|b| b.is_ascii_digit())).count();
    2 * with > facts.samples.len()
}
