//! Who pulls the score down: the groups of segment fields that score surely worse than the rest of
//! it, the one first that takes most from the score. A second is told where it is of another
//! field, takes at least half as much, and is as surely worse whether or not somebody is of the
//! first. Where another score is given by other people, or the ratings of
//! touchpoints stand beside a score of the whole of another kind, its worst group is told too.

use serde::Serialize;

use super::CHANCE;
use crate::feedback::{PerScore, ScoreKind};
use crate::journey::contrast::Contrast;
use crate::journey::group_change::{GroupChange, Subgroup};
use crate::journey::group_ids::NOT_CHOSEN;
use crate::journey::low_origin::WorstAt;
use crate::journey::segments::{SegmentGroup, SegmentSummary, SegmentTable, TestedDifference};
use crate::journey::touchpoint::TouchpointSummary;
use crate::journey::within::GroupPart;

/// Part of what the first group takes from the score that a second one must take.
const BESIDE_THE_FIRST: f64 = 0.5;

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
    /// Rows of the group, each of which may hold several of the ratings that are tested.
    pub responses: u64,
    /// By how much the headline measure of the whole would be better, in its unit, were the group
    /// level with the rest.
    pub gain: f64,
    /// The touchpoint at which it is furthest behind the others, where it surely is so at one.
    pub worst_at: Option<WorstAt>,
    /// The part of it, by another field, that nearly all of its distance comes from, where one is.
    pub part: Option<GroupPart>,
    /// Since when it is worse than it was, where it surely is.
    pub changed: Option<Box<GroupChange>>,
}

impl WeakGroup {
    /// Whether it is of ratings, of which one answer has several.
    pub fn is_of_ratings(&self) -> bool {
        self.tested.n > self.responses
    }

    /// Whether a touchpoint tells the same: nearly all of its distance comes from this group, and
    /// nearly all of that of the group from there.
    pub(super) fn is_told_at(&self, contrast: &Contrast) -> bool {
        let there = |part: &GroupPart| match &part.group {
            Subgroup::Touchpoint(touchpoint) => *touchpoint == contrast.touchpoint,
            Subgroup::Segment { .. } | Subgroup::Both(_) => false,
        };
        let own = |part: &GroupPart| match &part.group {
            Subgroup::Segment { field, value } => (field, value) == (&self.field, &self.group),
            Subgroup::Touchpoint(_) | Subgroup::Both(_) => false,
        };
        let same = self.part.as_ref().is_some_and(there) && self.changed.is_none();
        same && contrast.part.as_deref().is_some_and(own)
    }
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

/// The scores by which groups are compared beside the one of the run: those that other people gave,
/// and, where that is one of the whole, those that are put together from ratings of touchpoints.
pub(in crate::journey) fn beside(
    main: Option<ScoreKind>,
    of_others: &[ScoreKind],
    pooled: &PerScore<bool>,
) -> Vec<ScoreKind> {
    let rated = |kind: ScoreKind| main.is_some_and(|main| !pooled[main]) && pooled[kind];
    let beside =
        |kind: &ScoreKind| Some(*kind) != main && (of_others.contains(kind) || rated(*kind));
    ScoreKind::ALL.into_iter().filter(beside).collect()
}

/// The groups that are told: by the main score, and by each of the `others`. `apart` tells whether
/// the second of two is as surely worse whether or not somebody is of the first.
pub(super) fn told(
    segments: &[SegmentTable],
    (main, others): (ScoreKind, &[ScoreKind]),
    overall: &TouchpointSummary,
    apart: impl Fn(&WeakGroup, &WeakGroup) -> bool,
) -> Vec<WeakGroup> {
    let among = 1 + others.len();
    let mut of_main = sure(segments, main, among, overall).into_iter();
    let mut told: Vec<WeakGroup> = Vec::new();
    if let Some(first) = of_main.next() {
        let second = of_main.find(|second| {
            let much = second.gain >= BESIDE_THE_FIRST * first.gain;
            second.field != first.field && much && apart(&first, second)
        });
        told.push(first);
        told.extend(second);
    }
    for score in others {
        let known = |group: &WeakGroup| {
            told.iter().any(|told| told.field == group.field && told.group == group.group)
        };
        let worst = sure(segments, *score, among, overall).into_iter().next();
        let worst = worst.filter(|group| !known(group));
        told.extend(worst);
    }
    told
}

/// The groups that are surely worse by a score, one of so many that are asked, the one first that
/// takes most from the whole. The q of a field controls its own tests; a report with several
/// fields looks several times, and asks for as much less.
fn sure(
    segments: &[SegmentTable],
    score: ScoreKind,
    among: usize,
    overall: &TouchpointSummary,
) -> Vec<WeakGroup> {
    let Some(whole) = overall.headline(score).map(|whole| whole.value) else { return Vec::new() };
    let families = fields(segments).filter(|table| !table.groups.is_empty()).count() * among;
    let bound = CHANCE / families as f64;
    let weak = compared(segments, score).filter_map(|Tested { field, group, own, tested }| {
        let difference = tested.difference.value;
        let worse = tested.q <= bound && difference < 0.0;
        // What it takes from the score of the whole is how far that is below the score of all
        // others: groups count by what their answers weigh.
        let rest = own.scores[score].as_ref()?.headline().value - difference;
        worse.then(|| WeakGroup {
            field: field.to_owned(),
            group: group.to_owned(),
            score,
            tested: tested.clone(),
            responses: own.responses,
            gain: rest - whole,
            worst_at: None,
            part: None,
            changed: None,
        })
    });
    let mut weak: Vec<WeakGroup> = weak.collect();
    weak.sort_by(|a, b| b.gain.total_cmp(&a.gain));
    weak
}
