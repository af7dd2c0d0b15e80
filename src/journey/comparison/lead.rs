//! What changed most, in one sentence.
//!
//! A table promises that few of what it calls sure is chance; several tables together promise less.
//! The first sentence is read alone, so it asks for more: a change of the whole must be sure
//! among the scores, any other in its table at the level divided by how many tables there are
//! (Bonferroni). What falls short of that is a hint.

use serde::Serialize;

use super::change::{Change, ChangeTable, Measured, Subject, TableKind};
use super::fallen_group::FallenGroup;
use super::parts::ScoreSplit;
use crate::feedback::{PerScore, ScoreKind};
use crate::journey::mix::Mix;
use crate::journey::scores::main_of;
use crate::lang::Name;
use crate::stats::SURE;

/// What changed most.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Lead {
    /// This surely changed.
    Changed {
        /// What, and by how much.
        change: Box<Change>,
        /// Of a score of the whole, how much of it is within the touchpoints.
        mix: Option<Mix>,
        /// The touchpoint that surely changed with it, and moves the whole most.
        most: Option<Box<Change>>,
        /// Whether at least half of it comes from what changed within that touchpoint.
        mostly_there: bool,
        /// The main score of the whole, where something else leads.
        whole: Option<Box<Change>>,
        /// Of a score of the whole, the group in which it happened.
        group: Option<Box<FallenGroup>>,
    },
    /// Nothing is sure in the report as a whole; this is sure within its table.
    Hint {
        /// What, and by how much.
        change: Box<Change>,
        /// The main score of the whole.
        whole: Option<Box<Change>>,
    },
    /// Nothing is sure to have changed.
    Nothing {
        /// The main score of the whole, or the sentiment, with what would have been seen.
        watched: Option<Box<Change>>,
        /// The strongest sign of all tables, which may be chance among so many; `None` where
        /// none would be a sign by itself (p ≤ .01).
        strongest: Option<Box<Change>>,
        /// Number of tests.
        tested: u64,
    },
    /// There is nothing that both waves have.
    NotComparable,
}

/// The tables in the order in which what is sure in them leads.
const ORDER: [TableKind; 7] = [
    TableKind::Scores,
    TableKind::Touchpoints,
    TableKind::Aspects,
    TableKind::Themes,
    TableKind::Segments,
    TableKind::Labels,
    TableKind::Drivers,
];

/// What changed most. A score that people were asked for as a whole speaks for it before those
/// that are `pooled` from ratings of touchpoints.
pub(super) fn lead(tables: &[ChangeTable], splits: &[ScoreSplit], pooled: &PerScore<bool>) -> Lead {
    let tested: u64 = tables.iter().map(|table| table.tested).sum();
    if tested == 0 {
        return Lead::NotComparable;
    }
    let watched = watched(tables, pooled);
    let level = |kind: TableKind| match kind {
        TableKind::Scores => SURE,
        _ => level_beside(tables),
    };
    let ordered =
        || ORDER.into_iter().filter_map(|kind| tables.iter().find(|table| table.kind == kind));
    if let Some(change) = ordered().find_map(|table| first(table, level(table.kind), pooled)) {
        let of_whole = change.subject == Subject::Overall;
        let score = score_of(&change.measure);
        let split = splits.iter().find(|split| of_whole && Some(split.score) == score);
        let touchpoints = tables.iter().find(|table| table.kind == TableKind::Touchpoints);
        let with = |other: &&Change| {
            let same = other.measure == change.measure;
            let way = |change: &Change| change.change.is_some_and(|c| c.value > 0.0);
            same && way(other) == way(change)
        };
        let most = touchpoints.and_then(|table| table.sure().find(with)).filter(|_| of_whole);
        let mostly_there = split.zip(most).is_some_and(|(split, most)| {
            let own = split.parts.iter().find(|part| is_at(&most.subject, &part.touchpoint));
            own.is_some_and(|part| part.within / split.change >= 0.5)
        });
        return Lead::Changed {
            change: Box::new(change.clone()),
            mix: split.map(|split| split.mix),
            mostly_there,
            most: most.cloned().map(Box::new),
            whole: watched.filter(|_| !of_whole).cloned().map(Box::new),
            group: None,
        };
    }
    if let Some(change) = ordered().find_map(|table| first(table, SURE, pooled)) {
        let whole = watched.cloned().map(Box::new);
        return Lead::Hint { change: Box::new(change.clone()), whole };
    }
    let strongest = strongest(tables).cloned().map(Box::new);
    Lead::Nothing { watched: watched.cloned().map(Box::new), strongest, tested }
}

/// The level of what is told first from tables beside that of the scores.
pub(super) fn level_beside(tables: &[ChangeTable]) -> f64 {
    let others = tables.iter().filter(|t| t.tested > 0 && t.kind != TableKind::Scores).count();
    SURE / others.max(1) as f64
}

/// The first change of a table that is sure at this level: of the scores the main one, before
/// what is neither good nor bad.
fn first<'t>(table: &'t ChangeTable, level: f64, pooled: &PerScore<bool>) -> Option<&'t Change> {
    let sure = || table.sure().filter(|change| change.q.is_some_and(|q| q <= level));
    let headlines = || sure().filter_map(|c| Some((pooled[score_of(&c.measure)?], c)));
    let headline = || headlines().min_by_key(|(pooled, _)| *pooled).map(|(_, change)| change);
    let valued = |change: &&Change| change.measure.higher_is_better().is_some();
    if table.kind == TableKind::Scores {
        return headline().or_else(|| sure().find(valued)).or_else(|| sure().next());
    }
    sure().find(valued).or_else(|| sure().next())
}

/// Probability of chance from which a change would be a sign, were it the only one tested.
const SIGN: f64 = 0.01;

/// The change that is least likely chance, of what is good or bad.
fn strongest(tables: &[ChangeTable]) -> Option<&Change> {
    let all = tables.iter().flat_map(|table| &table.changes);
    let valued = all.filter(|change| change.measure.higher_is_better().is_some());
    let signs = valued.filter_map(|change| Some((change.p.filter(|p| *p <= SIGN)?, change)));
    signs.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, change)| change)
}

/// The score, or the sentiment, that speaks for the whole.
fn watched<'t>(tables: &'t [ChangeTable], pooled: &PerScore<bool>) -> Option<&'t Change> {
    let scores = tables.iter().find(|table| table.kind == TableKind::Scores)?;
    let tested = || scores.changes.iter().filter(|change| change.change.is_some());
    let given = |kind| tested().any(|c| c.measure == Measured::Headline { score: kind });
    let main = main_of(given, pooled);
    let of = |wanted: Measured| tested().find(|change| change.measure == wanted);
    main.and_then(|score| of(Measured::Headline { score })).or_else(|| of(Measured::Sentiment))
}

fn is_at(subject: &Subject, name: &Name) -> bool {
    matches!(subject, Subject::Touchpoint { touchpoint } if touchpoint == name)
}

fn score_of(measure: &Measured) -> Option<ScoreKind> {
    match measure {
        Measured::Headline { score } => Some(*score),
        _ => None,
    }
}
