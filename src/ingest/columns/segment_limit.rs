//! How many columns and choices are segment fields: the first dozen, and what is left out is told.

use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::cells::options::is_ticked;
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::profile::Profile;
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;

/// Most segment fields; more cut the feedback into cells too small to show.
const MAX_SEGMENTS: usize = 12;

/// Keeps the named fields first, then those with fewest values, then choices, each of which is a
/// field: those that most gave. What is left out is told.
pub(super) fn limit_segments(
    headers: &[String],
    profile: &Profile,
    drafts: &mut [Draft],
) -> Option<Warning> {
    let mut columns: Vec<usize> =
        (0..drafts.len()).filter(|at| drafts[*at].role == Role::Segment).collect();
    columns.sort_by_key(|at| {
        let (draft, facts) = (&drafts[*at], &profile.columns[*at]);
        let ticks = draft.choices.len() == 1 && draft.split.is_none();
        let last = if ticks { u64::MAX - ticked(facts) } else { facts.distinct };
        (u32::MAX - draft.strength, !draft.choices.is_empty(), last, *at)
    });
    let (mut fields, mut left) = (0, Vec::new());
    for at in columns {
        let (room, n) = (MAX_SEGMENTS - fields, drafts[at].choices.len());
        fields += n.max(1).min(room);
        if n.max(1) <= room {
            continue;
        }
        if n > 1 && room > 0 {
            keep_largest(&headers[at], &profile.columns[at], &mut drafts[at], room);
            continue;
        }
        drafts[at].drop_for(Evidence::SegmentLimit(profile.columns[at].distinct));
        left.push(at);
    }
    left.sort_unstable();
    let columns: Vec<String> = left.into_iter().map(|at| headers[at].clone()).collect();
    (!columns.is_empty()).then_some(Warning::SegmentsLeft { columns, most: MAX_SEGMENTS })
}

/// Cells of a column for one choice in which it was made.
fn ticked(facts: &ColumnProfile) -> u64 {
    facts.values.iter().filter(|(value, _)| is_ticked(value)).map(|(_, n)| n).sum()
}

/// Keeps so many choices of a column, those that most of its cells hold.
fn keep_largest(header: &str, facts: &ColumnProfile, draft: &mut Draft, room: usize) {
    let of = draft.choices.len() as u64;
    match facts.options.largest(draft.split.as_deref(), room) {
        largest if largest.is_empty() => draft.choices.truncate(room),
        largest => draft.choices = largest,
    }
    let kept = draft.choices.len() as u64;
    for warning in &mut draft.warnings {
        if let Warning::Choices { n, .. } = warning {
            *n = kept;
        }
    }
    let (column, split) = (header.to_owned(), draft.split.clone().unwrap_or_default());
    draft.warnings.push(Warning::ChoicesLeft { column, n: kept, of, split });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_twelve_at_most_and_each_choice_is_one() {
        let kept = |choices: &[usize]| {
            let mut drafts: Vec<Draft> = choices
                .iter()
                .map(|n| {
                    let mut draft = Draft::new(Role::Segment, 1, Evidence::NoMeaning);
                    draft.choices = (0..*n).map(|choice| choice.to_string()).collect();
                    draft
                })
                .collect();
            let profile = Profile {
                columns: vec![ColumnProfile::default(); choices.len()],
                ..Profile::default()
            };
            let headers: Vec<String> = (0..choices.len()).map(|at| format!("c{at}")).collect();
            let left = limit_segments(&headers, &profile, &mut drafts).map(|left| match left {
                Warning::SegmentsLeft { columns, most: 12 } => columns.join(","),
                other => format!("{other:?}"),
            });
            let told = drafts.iter().flat_map(|draft| &draft.warnings).count();
            let segments = drafts.iter().filter(|draft| draft.role == Role::Segment);
            (segments.map(|draft| draft.choices.len().max(1)).collect::<Vec<_>>(), told, left)
        };
        let left = |columns: &str| Some(columns.to_owned());
        assert_eq!(kept(&[0; 12]), (vec![1; 12], 0, None));
        assert_eq!(kept(&[0; 14]), (vec![1; 12], 0, left("c12,c13")));
        assert_eq!(kept(&[4, 4, 4]), (vec![4, 4, 4], 0, None));
        assert_eq!(kept(&[4, 4, 5]), (vec![4, 4, 4], 1, None), "of five choices four are kept");
        assert_eq!(kept(&[4, 8, 2]), (vec![4, 8], 0, left("c2")), "no room for any");
        assert_eq!(kept(&[14, 0, 0]), (vec![10, 1, 1], 1, None), "whole fields come first");
    }

    #[test]
    fn the_choices_that_most_gave_are_kept() {
        let mut facts = ColumnProfile::default();
        let names: Vec<String> = (10..24).map(|n| format!("tag {n}")).collect();
        for (n, name) in names.iter().enumerate() {
            (0..=n).for_each(|_| facts.options.see(name));
        }
        let (column, split) = (|| "Tags".to_owned(), || ";".to_owned());
        let mut draft = Draft::new(Role::Segment, 1, Evidence::NoMeaning);
        (draft.split, draft.choices) = (Some(split()), names.clone());
        let told = Warning::Choices { column: column(), n: 14, split: split() };
        let mut drafts = [draft.warned(told)];
        let profile = Profile { columns: vec![facts], ..Profile::default() };
        assert_eq!(limit_segments(&[column()], &profile, &mut drafts), None);
        assert_eq!(drafts[0].choices, names[2..]);
        let told = [
            Warning::Choices { column: column(), n: 12, split: split() },
            Warning::ChoicesLeft { column: column(), n: 12, of: 14, split: split() },
        ];
        assert_eq!(drafts[0].warnings, told);
    }

    #[test]
    fn of_columns_for_one_choice_each_those_that_most_ticked_are_kept() {
        let ticks = |n: u64| {
            let mut facts = ColumnProfile::default();
            (0..20).for_each(|at| facts.see(if at < n { "1" } else { "0" }));
            facts
        };
        let columns = (0..13).map(|at| ticks(if at == 6 { 1 } else { 2 + at })).collect();
        let profile = Profile { columns, ..Profile::default() };
        let mut drafts: Vec<Draft> =
            (0..13).map(|_| Draft::new(Role::Segment, 1, Evidence::NoMeaning)).collect();
        drafts.iter_mut().for_each(|draft| draft.choices = vec!["Web".to_owned()]);
        let headers: Vec<String> = (0..13).map(|at| format!("c{at}")).collect();
        let left = Warning::SegmentsLeft { columns: vec!["c6".to_owned()], most: 12 };
        assert_eq!(limit_segments(&headers, &profile, &mut drafts), Some(left));
        assert_eq!(drafts[6].role, Role::Ignore);
        assert_eq!(drafts[6].evidence, [Evidence::SegmentLimit(2)]);
    }
}
