//! Who pulls the score down most: the group of a segment field that scores surely worse than
//! the rest of it and takes most from the score.

use serde::Serialize;

use super::CHANCE;
use crate::feedback::ScoreKind;
use crate::journey::group_change::GroupChange;
use crate::journey::group_ids::NOT_CHOSEN;
use crate::journey::low_origin::WorstAt;
use crate::journey::segments::{SegmentGroup, SegmentSummary, SegmentTable, TestedDifference};
use crate::journey::touchpoint::TouchpointSummary;

/// A group that is less content than the rest.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WeakGroup {
    /// The segment field.
    pub field: String,
    /// Its value.
    pub group: String,
    /// The score.
    pub score: ScoreKind,
    /// The group against the rest of the field.
    pub tested: TestedDifference,
    /// The touchpoint at which it is furthest behind the others, where it surely is so at one.
    pub worst_at: Option<WorstAt>,
    /// Since when it is worse than it was, where it surely is.
    pub changed: Option<Box<GroupChange>>,
}

/// A group that is compared with the rest of its field.
struct Tested<'a> {
    field: &'a str,
    group: &'a str,
    own: &'a SegmentSummary,
    tested: &'a TestedDifference,
}

/// The fields that tell who somebody is, each once.
fn fields(segments: &[SegmentTable]) -> impl Iterator<Item = &SegmentTable> {
    segments.iter().filter(|table| table.no_groups.is_none())
}

/// Their groups that are compared by a score. Those who did not choose something are none: what
/// was not chosen is as much below the rest as the few who chose it are above.
fn compared(segments: &[SegmentTable], score: ScoreKind) -> impl Iterator<Item = Tested<'_>> {
    let groups =
        fields(segments).flat_map(|table| table.groups.iter().map(move |group| (table, group)));
    groups.filter_map(move |(table, own)| {
        let SegmentGroup::Value(group) = &own.group else { return None };
        if group == NOT_CHOSEN {
            return None;
        }
        let tested = own.against_rest.scores[score].as_ref()?;
        Some(Tested { field: &table.field, group, own, tested })
    })
}

/// Whether any group is compared.
pub(super) fn any_compared(segments: &[SegmentTable], main: Option<ScoreKind>) -> bool {
    main.is_some_and(|score| compared(segments, score).next().is_some())
}

/// The q of a field controls its own tests; a report with several fields looks several
/// times, and asks for as much less.
pub(super) fn of(
    segments: &[SegmentTable],
    main: Option<ScoreKind>,
    overall: &TouchpointSummary,
) -> Option<WeakGroup> {
    let score = main?;
    let whole = overall.headline(score)?.value;
    let bound = CHANCE / fields(segments).filter(|table| !table.groups.is_empty()).count() as f64;
    let weak = compared(segments, score).filter_map(|group| {
        let difference = group.tested.difference.value;
        let worse = group.tested.q <= bound && difference < 0.0;
        // What it takes from the score of the whole is how far that is below the score of all
        // others: groups count by what their answers weigh.
        let rest = group.own.scores[score].as_ref()?.headline().value - difference;
        worse.then_some((whole - rest, group))
    });
    let (_, Tested { field, group, tested, .. }) = weak.min_by(|a, b| a.0.total_cmp(&b.0))?;
    let (field, group) = (field.to_owned(), group.to_owned());
    let tested = tested.clone();
    Some(WeakGroup { field, group, score, tested, worst_at: None, changed: None })
}
