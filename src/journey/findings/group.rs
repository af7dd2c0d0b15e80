//! Who is the least content: the group of a segment field that scores surely worse than
//! the rest of it and takes most from the score.

use serde::Serialize;

use super::CHANCE;
use crate::feedback::ScoreKind;
use crate::journey::segments::{SegmentGroup, SegmentTable, TestedDifference};

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
}

/// The q of a field controls its own tests; a report with several fields looks several
/// times, and asks for as much less.
pub(super) fn of(segments: &[SegmentTable], main: Option<ScoreKind>) -> Option<WeakGroup> {
    let score = main?;
    let fields = segments.iter().filter(|table| !table.groups.is_empty()).count();
    let bound = CHANCE / fields.max(1) as f64;
    let groups = segments.iter().flat_map(|table| table.groups.iter().map(move |g| (table, g)));
    let weak = groups.filter_map(|(table, group)| {
        let SegmentGroup::Value(value) = &group.group else { return None };
        let tested = group.against_rest.scores[score].as_ref()?;
        let worse = tested.q <= bound && tested.difference.value < 0.0;
        let share = tested.n as f64 / (tested.n + tested.rest).max(1) as f64;
        worse.then_some((tested.difference.value * share, table, value, tested))
    });
    let (_, table, value, tested) = weak.min_by(|a, b| a.0.total_cmp(&b.0))?;
    Some(WeakGroup {
        field: table.field.clone(),
        group: value.clone(),
        score,
        tested: tested.clone(),
    })
}
