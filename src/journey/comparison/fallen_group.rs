//! The group in which the change of the whole happened.
//!
//! One carrier of five loses every parcel, and the whole falls by 30 points: that "After-sales" fell
//! is true as well, since that is what its customers write of. So where a score of the whole leads,
//! every group of a segment field is asked whether its distance from the rest of the field changed
//! between the waves; p is taken times the number of groups (Bonferroni), at the level that the
//! first sentence asks of every table. Of those that went the way of the whole the surest is told,
//! beside what the rest did.

use serde::Serialize;

use super::change::{Change, Measured, Subject};
use super::lead::Lead;
use super::wave::Wave;
use crate::feedback::ScoreKind;
use crate::journey::group_ids::NOT_CHOSEN;
use crate::journey::segments::{SegmentGroup, SegmentSummary, SegmentTable};
use crate::stats::Estimate;
use crate::stats::difference::{chance_of, of_estimates};

/// A group that changed otherwise than the rest of its field.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FallenGroup {
    /// The field.
    pub field: String,
    /// Its value.
    pub group: String,
    /// The headline measure of the group before.
    pub before: Estimate,
    /// The same after.
    pub after: Estimate,
    /// Its answers in both waves.
    pub n: [u64; 2],
    /// The measure of the rest of the field before.
    pub rest_before: f64,
    /// The same after.
    pub rest_after: f64,
    /// Change of the group less that of the rest.
    pub difference: Estimate,
    /// p of there being no such difference, times the number of groups.
    pub p: f64,
}

impl Lead {
    /// The same with the group in which it happened, where one is sure at this level.
    pub(super) fn in_group(mut self, waves: [&Wave<'_>; 2], level: f64) -> Lead {
        if let Lead::Changed { change, group, .. } = &mut self {
            *group = fallen(change, waves, level).map(Box::new);
        }
        self
    }
}

/// The group in which this change of the whole happened.
fn fallen(change: &Change, waves: [&Wave<'_>; 2], level: f64) -> Option<FallenGroup> {
    let Measured::Headline { score } = change.measure else { return None };
    let whole = change.change.filter(|_| change.subject == Subject::Overall)?;
    let mut found: Vec<FallenGroup> = Vec::new();
    for after in compared(waves[1]) {
        let Some(before) = compared(waves[0]).find(|table| table.field == after.field) else {
            continue;
        };
        for own in &after.groups {
            let Some(earlier) = before.groups.iter().find(|other| other.group == own.group) else {
                continue;
            };
            found.extend(changed([earlier, own], score, &after.field));
        }
    }
    let way = |of: f64| of * whole.value > 0.0;
    let tests = found.len() as f64;
    let sure = found.into_iter().filter_map(|group| {
        let p = (group.p * tests).min(1.0);
        let there = way(group.after.value - group.before.value) && way(group.difference.value);
        (there && p <= level).then_some(FallenGroup { p, ..group })
    });
    // Of p that are too small for a number the larger difference.
    sure.min_by(|a, b| {
        let size = |group: &FallenGroup| group.difference.value.abs();
        a.p.total_cmp(&b.p).then_with(|| size(b).total_cmp(&size(a)))
    })
}

/// The fields of a wave that tell who somebody is.
fn compared<'a>(wave: &Wave<'a>) -> impl Iterator<Item = &'a SegmentTable> {
    wave.segments.iter().filter(|table| !table.too_many && table.no_groups.is_none())
}

/// How a group's distance from the rest changed; `None` where it is not known in both waves.
fn changed(pair: [&SegmentSummary; 2], score: ScoreKind, field: &str) -> Option<FallenGroup> {
    let SegmentGroup::Value(group) = &pair[1].group else { return None };
    if group == NOT_CHOSEN {
        return None;
    }
    let level = |side: usize| Some(pair[side].scores[score].as_ref()?.headline());
    let apart = |side: usize| pair[side].against_rest.scores[score].as_ref();
    let (before, after) = (level(0)?, level(1)?);
    let (first, second) = (apart(0)?, apart(1)?);
    let difference = of_estimates(&second.difference, &first.difference);
    Some(FallenGroup {
        field: field.to_owned(),
        group: group.clone(),
        before,
        after,
        n: [first.n, second.n],
        rest_before: before.value - first.difference.value,
        rest_after: after.value - second.difference.value,
        difference,
        p: chance_of(&difference),
    })
}

#[cfg(test)]
mod tests {
    use super::super::simulation::{Drawn, compared};
    use super::*;

    fn group(comparison: &super::super::Comparison) -> Option<&FallenGroup> {
        match &comparison.lead {
            Lead::Changed { group, .. } => group.as_deref(),
            _ => None,
        }
    }

    #[test]
    fn the_group_that_fell_is_told_beside_the_rest() {
        let drawn = |seed, fallen| Drawn { rows: 2_000, fallen, seed, ..Drawn::default() };
        let found = compared(drawn(1, 0.0), drawn(2, 0.5));
        let told = group(&found).unwrap();
        assert_eq!((told.field.as_str(), told.group.as_str()), ("region", "north"));
        assert!(told.after.value < told.before.value - 40.0, "{told:?}");
        assert!((told.rest_after - told.rest_before).abs() < 12.0, "{told:?}");
        assert!(told.p < 1e-6 && told.difference.value < -30.0, "{told:?}");
    }

    /// Everybody fell, or nobody.
    #[test]
    fn where_all_fell_no_group_is_told() {
        let runs = 40;
        let told = (0..runs).filter(|run| {
            let drawn = |side: u64, fall| Drawn {
                rows: 800,
                fallen_everywhere: fall,
                seed: 900 + 2 * run + side,
                ..Drawn::default()
            };
            group(&compared(drawn(0, 0.0), drawn(1, 0.3))).is_some()
        });
        let told = told.count();
        // Five of a hundred at most, among tables that share it.
        assert!(told <= 3, "{told} of {runs}");
    }
}
