//! What each row of a register is about: 投诉类别, `Contact reason`, `Type`. Where customers gave
//! scores such a column is a field as any other, and who was asked for a reason had one; where there
//! is none it is what the rows are counted by.

use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::group_codes::is_category;
use crate::ingest::columns::role_words::{
    FINER, MATTER_KINDS, MATTER_REASONS, MATTERS, MATTERS_ALONE, REASONS,
};
use crate::ingest::columns::touchpoint::{MOST_AREAS, holds_areas};
use crate::ingest::columns::words::ColumnName;
use crate::ingest::role::Role;

/// Fewest matters that rows are counted by.
const FEWEST: u64 = 3;

/// How surely a name says what its rows are about: by a kind of matter, by a word for a kind alone,
/// by a reason.
const KIND: u32 = 3;
const ALONE: u32 = 2;
const REASON: u32 = 1;

fn matter(name: &ColumnName) -> Option<u32> {
    if name.is_question() {
        return None;
    }
    let of_matter = name.find(MATTERS).is_some();
    match () {
        () if of_matter && name.closes(MATTER_KINDS).is_some() => Some(KIND),
        () if name.is_one(MATTERS_ALONE).is_some() => Some(ALONE),
        () if of_matter && name.closes(REASONS).is_some() => Some(REASON),
        () => name.find(MATTER_REASONS).map(|_| REASON),
    }
}

/// Whether a column may name what its rows are about, by its name and what it holds.
pub(super) fn may_be_matter(name: &ColumnName, facts: &ColumnProfile) -> bool {
    matter(name) == Some(KIND) && holds_areas(name, facts)
}

/// The column that says what each row is about, where nobody gave a score; of two levels the
/// coarser, else the first.
pub(super) fn subject(
    names: &[ColumnName],
    facts: &[ColumnProfile],
    drafts: &[Draft],
) -> Option<usize> {
    let scored = drafts.iter().any(|draft| draft.role.score().is_some());
    if scored { None } else { best(names, facts, drafts).map(|(_, at)| at) }
}

/// The column of kinds of complaints, requests or tickets, scored or not: it tells more of a case
/// than the way on which it came in.
pub(super) fn before_channels(
    names: &[ColumnName],
    facts: &[ColumnProfile],
    drafts: &[Draft],
) -> Option<usize> {
    best(names, facts, drafts).filter(|(surely, _)| *surely == KIND).map(|(_, at)| at)
}

/// The column whose name says the most surely what each row is about, with how surely it does.
fn best(names: &[ColumnName], facts: &[ColumnProfile], drafts: &[Draft]) -> Option<(u32, usize)> {
    let of_columns =
        drafts.iter().any(|draft| draft.role == Role::Touchpoint && draft.touchpoint.is_some());
    if of_columns {
        return None;
    }
    let open = |at: &usize| {
        let (draft, facts) = (&drafts[*at], &facts[*at]);
        let few = (FEWEST..=MOST_AREAS).contains(&facts.distinct) && is_category(facts);
        draft.role == Role::Segment
            && draft.choices.is_empty()
            && few
            && holds_areas(&names[*at], facts)
    };
    let known = (0..drafts.len()).filter(open).filter_map(|at| {
        let coarse = names[at].find(FINER).is_none();
        Some((matter(&names[at])?, coarse, usize::MAX - at))
    });
    known.max().map(|(surely, _, last)| (surely, usize::MAX - last))
}
