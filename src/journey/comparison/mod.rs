//! Two waves of feedback against each other: what changed, by how much, and how sure that is.
//!
//! A wave is what one run has counted ([`Wave`]); both must be judged by the same engine with
//! the same topics. Every number that both have becomes a [`Change`]: the value before and
//! after, their difference with an interval, its p, and the smallest difference that would
//! have been seen. The changes of a table are one family of tests, whose q is that of
//! Benjamini and Hochberg; the [first sentence](lead) asks for more.
//!
//! - [`overall`]: scores, means, sentiment, labels; of respondents who are in both waves
//!   [paired](pairing).
//! - [`parts`]: touchpoints, and how much of a change of the whole is within them.
//! - [`aspects`]: what is complained of, as a share of comments and among all complaints.
//! - [`themes`]: what people write about beyond the aspects, where that was looked for.
//! - [`groups`]: segments and drivers.
//! - [`fallen_group`]: the group in which the change of the whole happened.
//! - [`actions`]: whether touchpoints with an action changed otherwise than those without.

pub mod actions;
pub mod aspects;
mod caution;
pub mod change;
pub mod fallen_group;
pub mod groups;
pub mod lead;
pub mod overall;
pub mod pairing;
pub mod parts;
#[cfg(test)]
pub(crate) mod simulation;
#[cfg(test)]
mod tests;
pub mod themes;
mod wave;

use serde::Serialize;

use crate::feedback::PerScore;

pub use self::actions::{Acted, ActionEffect, ActionEffects};
pub use self::aspects::{Shift as WordingShift, Voice, Wording};
pub use self::caution::Caution;
pub use self::change::{Change, ChangeTable, Measured, Subject, TableKind, Verdict};
pub use self::fallen_group::FallenGroup;
pub use self::lead::Lead;
pub use self::parts::{ScoreSplit, SplitPart};
pub use self::themes::ThemeCount;
pub use self::wave::{AspectCount, Basis, Wave};

/// What changed from one wave to the next.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Comparison {
    /// What changed most.
    pub lead: Lead,
    /// What does not compare, or not as it seems to.
    pub cautions: Vec<Caution>,
    /// Every table of changes, a family of tests each.
    pub tables: Vec<ChangeTable>,
    /// The change of every score of the whole, split.
    pub splits: Vec<ScoreSplit>,
    /// What complaints and praise are about, against what they were about.
    pub wording: Vec<Wording>,
    /// Whether actions worked, where there were any.
    pub actions: Option<ActionEffects>,
}

impl Comparison {
    /// The table of a kind, if there is anything in it.
    pub fn table(&self, kind: TableKind) -> Option<&ChangeTable> {
        self.tables.iter().find(|table| table.kind == kind)
    }

    /// All changes of all tables.
    pub fn changes(&self) -> impl Iterator<Item = (TableKind, &Change)> {
        self.tables.iter().flat_map(|t| t.changes.iter().map(move |change| (t.kind, change)))
    }
}

/// Compares two waves. Numbers of fewer than `at_least` answers or comments are not shown;
/// `acted` are the touchpoints that had an action in between.
pub fn compare(
    before: &Wave<'_>,
    after: &Wave<'_>,
    at_least: u64,
    acted: Option<&Acted>,
) -> Comparison {
    compare_with(before, after, at_least, acted, &[])
}

/// The same with themes that were found in both waves together.
pub fn compare_with(
    before: &Wave<'_>,
    after: &Wave<'_>,
    at_least: u64,
    acted: Option<&Acted>,
    themes: &[ThemeCount],
) -> Comparison {
    let waves = [before, after];
    let mut touchpoints = parts::touchpoints(waves);
    touchpoints.extend(parts::shares(waves, at_least));
    let tables = [
        ChangeTable::in_order(TableKind::Scores, overall::scores(waves, at_least)),
        ChangeTable::in_order(TableKind::Labels, overall::labels(waves, at_least)),
        ChangeTable::by_size(TableKind::Touchpoints, touchpoints),
        ChangeTable::by_size(TableKind::Aspects, aspects::shares(waves, at_least)),
        ChangeTable::by_size(TableKind::Themes, themes::shares(waves, themes, at_least)),
        ChangeTable::by_size(TableKind::Segments, groups::segments(waves)),
        ChangeTable::by_size(TableKind::Drivers, groups::drivers(waves)),
    ];
    let tables: Vec<ChangeTable> =
        tables.into_iter().filter(|table| !table.changes.is_empty()).collect();
    let splits = parts::splits(waves, at_least);
    let touchpoints = tables.iter().find(|table| table.kind == TableKind::Touchpoints);
    let actions = acted.map(|acted| actions::effects(touchpoints, acted));
    let pooled = PerScore::from_fn(|kind| waves.iter().any(|wave| wave.basis.pooled[kind]));
    Comparison {
        lead: lead::lead(&tables, &splits, &pooled).in_group(waves, lead::level_beside(&tables)),
        cautions: caution::cautions(waves, actions.as_ref()),
        wording: aspects::wording(waves, at_least),
        tables,
        splits,
        actions,
    }
}
