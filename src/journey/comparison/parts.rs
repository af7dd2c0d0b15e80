//! The touchpoints of two waves, and what the change of the whole is made of.

use std::collections::BTreeMap;

use serde::Serialize;

use super::change::{Change, Measured, Subject, same_scale};
use super::wave::Wave;
use crate::feedback::ScoreKind;
use crate::journey::mix::{Mix, split_parts};
use crate::journey::pain_point::enough;
use crate::journey::steps::StepSum;
use crate::journey::touchpoint::{TouchpointSource, TouchpointSummary};
use crate::lang::Name;
use crate::metrics::ScoreSummary;
use crate::stats::Estimate;
use crate::stats::interval::wilson_share;

/// The change of a score of the whole, split (Kitagawa).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ScoreSplit {
    /// The score.
    pub score: ScoreKind,
    /// Change of the answers that name one touchpoint: within and mix together.
    pub change: f64,
    /// How much is within the touchpoints, and how much their shares.
    pub mix: Mix,
    /// The touchpoints, those that move the whole most first.
    pub parts: Vec<SplitPart>,
}

/// What one touchpoint adds to the change of the whole.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SplitPart {
    /// The touchpoint.
    pub touchpoint: Name,
    /// Its share of the answers before, in [0, 1].
    pub share_before: f64,
    /// Its share of the answers after, in [0, 1].
    pub share_after: f64,
    /// What its own change adds, in units of the measure.
    pub within: f64,
    /// What its larger or smaller share adds.
    pub mix: f64,
}

/// Touchpoints by name, in the order of the later wave, then those of the earlier alone.
fn matched<'a>(waves: [&Wave<'a>; 2]) -> Vec<[Option<&'a TouchpointSummary>; 2]> {
    let [before, after] = waves.map(|wave| {
        let named = wave.touchpoints.iter().map(|t| (&t.name, t));
        named.collect::<BTreeMap<&Name, &TouchpointSummary>>()
    });
    let both = waves[1].touchpoints.iter().map(|t| [before.get(&t.name).copied(), Some(t)]);
    let gone = waves[0].touchpoints.iter().filter(|t| !after.contains_key(&t.name));
    both.chain(gone.map(|t| [Some(t), None])).collect()
}

/// Scores and sentiment of every touchpoint.
pub(super) fn touchpoints(waves: [&Wave<'_>; 2]) -> Vec<Change> {
    if waves[0].source != waves[1].source {
        return Vec::new();
    }
    let rows = matched(waves);
    let answers =
        |kind: ScoreKind| move |t: &TouchpointSummary| t.score(kind).map_or(0, ScoreSummary::n);
    let comments = |t: &TouchpointSummary| t.comments.max(t.own_comments);
    // Of every score, then of the comments: how many there are at all touchpoints.
    let all = |of: &dyn Fn(&TouchpointSummary) -> u64| {
        [0, 1].map(|side| rows.iter().filter_map(|row| row[side]).map(of).sum::<u64>())
    };
    let of_scores = ScoreKind::ALL.map(|kind| (kind, all(&answers(kind))));
    let of_comments = all(&comments);
    let mut changes = Vec::new();
    for row in &rows {
        let Some(known) = row[1].or(row[0]) else { continue };
        let mut add = |measure, values: [Option<Estimate>; 2], n: [u64; 2], all: [u64; 2]| {
            if values == [None, None] {
                return;
            }
            let share = |side: usize| n[side] as f64 / all[side].max(1) as f64;
            let reach = (share(0) + share(1)) / 2.0;
            // One that is there, but with too few answers, is not gone.
            let n = [0, 1].map(|side: usize| match (values[side], all[side]) {
                (None, 1..) => n[side].max(row[side].map_or(0, |t| t.responses)),
                _ => n[side],
            });
            let subject = Subject::Touchpoint { touchpoint: known.name.clone() };
            let scores = row.map(|touchpoint| match measure {
                Measured::Headline { score } => touchpoint?.score(score),
                _ => None,
            });
            let change = Change::new(subject, measure, values, n).reaching(reach);
            changes.push(change.apart_unless(same_scale(scores[0], scores[1])));
        };
        for (kind, all) in of_scores {
            let n = row.map(|t| t.map_or(0, answers(kind)));
            let values = row.map(|t| t?.headline(kind));
            add(Measured::Headline { score: kind }, values, n, all);
        }
        let n = row.map(|t| t.map_or(0, comments));
        add(Measured::Sentiment, row.map(|t| t?.heard()), n, of_comments);
    }
    changes
}

/// The share of each touchpoint of the export in all feedback, where nobody gave a score: a
/// register of complaints knows nothing else that is better or worse.
pub(super) fn shares(waves: [&Wave<'_>; 2], at_least: u64) -> Vec<Change> {
    let scored =
        |wave: &Wave<'_>| ScoreKind::ALL.into_iter().any(|kind| wave.overall.score(kind).is_some());
    let of_export = |wave: &Wave<'_>| wave.source == TouchpointSource::Export;
    if !waves.into_iter().all(of_export) || waves.into_iter().any(scored) {
        return Vec::new();
    }
    let all = waves.map(|wave| wave.overall.responses);
    let mut changes = Vec::new();
    for row in matched(waves) {
        let Some(known) = row[1].or(row[0]) else { continue };
        let own = row.map(|touchpoint| touchpoint.map_or(0, |t| t.responses));
        if !enough(own[0] + own[1], at_least) {
            continue;
        }
        let share = |side: usize| {
            let worth = all[side] as f64 / waves[side].basis.comment_effect.max(1.0);
            let share = own[side] as f64 / all[side] as f64;
            (all[side] >= at_least.max(1)).then(|| wilson_share(share.min(1.0), worth)).flatten()
        };
        let subject = Subject::Touchpoint { touchpoint: known.name.clone() };
        changes.push(Change::new(subject, Measured::Part, [share(0), share(1)], all));
    }
    // The share of the only one says nothing.
    if changes.len() < 2 { Vec::new() } else { changes }
}

/// The change of every score, split by touchpoints.
pub(super) fn splits(waves: [&Wave<'_>; 2], at_least: u64) -> Vec<ScoreSplit> {
    let split = |score: ScoreKind| {
        if !same_scale(waves[0].overall.score(score), waves[1].overall.score(score)) {
            return None;
        }
        let mut cells: BTreeMap<&Name, [StepSum; 2]> = BTreeMap::new();
        for (side, wave) in waves.into_iter().enumerate() {
            for (name, cell) in &wave.basis.cells {
                cells.entry(name).or_default()[side] = cell[score];
            }
        }
        // A change of few answers would tell what is suppressed.
        let shown = |wave: &Wave<'_>| wave.overall.headline(score).is_some();
        if !waves.into_iter().all(shown) {
            return None;
        }
        let names: Vec<&Name> = cells.keys().copied().collect();
        let sums: Vec<[StepSum; 2]> = cells.into_values().collect();
        let (mix, terms) = split_parts(score, &sums, at_least)?;
        let total = |side: usize| sums.iter().map(|part| part[side].total_weight()).sum::<f64>();
        let totals = [total(0), total(1)];
        let enough = |part: &[StepSum; 2]| part.iter().all(|s| s.n() == 0 || s.n() >= at_least);
        let parts = names.into_iter().zip(&sums).zip(terms);
        let mut parts: Vec<SplitPart> = parts
            .filter(|((_, part), _)| part[0].n() + part[1].n() > 0 && enough(part))
            .map(|((name, part), [within, mix])| SplitPart {
                touchpoint: name.clone(),
                share_before: part[0].total_weight() / totals[0],
                share_after: part[1].total_weight() / totals[1],
                within,
                mix,
            })
            .collect();
        let size = |part: &SplitPart| (part.within + part.mix).abs();
        parts.sort_by(|a, b| size(b).total_cmp(&size(a)));
        Some(ScoreSplit { score, change: mix.within + mix.mix, mix, parts })
    };
    ScoreKind::ALL.into_iter().filter_map(split).collect()
}
