//! What comments are about in two waves.
//!
//! How many of a hundred comments complain of an aspect, or mention it, tells what customers
//! meet more or less often. Among all complaints an aspect may take a larger place though
//! there are no more of them: that is the [log-odds ratio](crate::stats::log_odds), which also
//! finds what is new and what is gone.

use std::collections::BTreeSet;

use serde::Serialize;

use super::change::{Change, Measured, Subject};
use super::wave::{AspectCount, Wave};
use crate::journey::pain_point::enough;
use crate::lang::Name;
use crate::stats::interval::wilson_share;
use crate::stats::is_sure;
use crate::stats::log_odds::log_odds;
use crate::stats::multiple::benjamini_hochberg;

/// Whether what is said is bad or good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Voice {
    /// Judged negatively.
    Complaints,
    /// Judged positively.
    Praise,
}

impl Voice {
    /// The code used in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Voice::Complaints => "complaints",
            Voice::Praise => "praise",
        }
    }

    fn of(self, count: AspectCount) -> u64 {
        match self {
            Voice::Complaints => count.negative,
            Voice::Praise => count.positive,
        }
    }
}

/// What became of an aspect among all that is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Shift {
    /// Surely there, and not said before.
    New,
    /// Surely more.
    More,
    /// Surely less.
    Less,
    /// Surely gone: not said after.
    Gone,
    /// It may be chance.
    Unsure,
}

impl Shift {
    /// The code used in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Shift::New => "new",
            Shift::More => "more",
            Shift::Less => "less",
            Shift::Gone => "gone",
            Shift::Unsure => "unsure",
        }
    }
}

/// The place of an aspect among all complaints, or all praise.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Wording {
    /// Complaints or praise.
    pub voice: Voice,
    /// The touchpoint.
    pub touchpoint: Name,
    /// The aspect.
    pub aspect: Name,
    /// Comments that say so before.
    pub before: u64,
    /// Comments that say so after.
    pub after: u64,
    /// Log-odds ratio, above 0 where it is a larger part after.
    pub log_odds: f64,
    /// The ratio over its standard error.
    pub z: f64,
    /// Two-sided p.
    pub p: f64,
    /// Benjamini-Hochberg q over the aspects of the voice.
    pub q: f64,
    /// What became of it.
    pub shift: Shift,
}

/// Aspects of either wave, by touchpoint, with what was counted in each.
fn counted<'a>(waves: [&Wave<'a>; 2]) -> Vec<(&'a Name, &'a Name, [AspectCount; 2])> {
    if waves[0].source != waves[1].source {
        return Vec::new();
    }
    let keys: BTreeSet<&(Name, Name)> =
        waves.into_iter().flat_map(|wave| wave.basis.aspects.keys()).collect();
    let count = |wave: &Wave<'_>, key: &(Name, Name)| {
        wave.basis.aspects.get(key).copied().unwrap_or_default()
    };
    keys.into_iter().map(|key| (&key.0, &key.1, waves.map(|wave| count(wave, key)))).collect()
}

/// Shares of judged comments that complain of, and that mention, each aspect.
pub(super) fn shares(waves: [&Wave<'_>; 2], at_least: u64) -> Vec<Change> {
    let comments = waves.map(|wave| wave.overall.comments);
    let mut changes = Vec::new();
    for (touchpoint, aspect, counts) in counted(waves) {
        if !enough(counts[0].mentions + counts[1].mentions, at_least) {
            continue;
        }
        let share = |side: usize, of: fn(AspectCount) -> u64| {
            let n = comments[side];
            let worth = n as f64 / waves[side].basis.comment_effect.max(1.0);
            let share = of(counts[side]) as f64 / n as f64;
            (n >= at_least.max(1)).then(|| wilson_share(share.min(1.0), worth)).flatten()
        };
        type Counted = (Measured, fn(AspectCount) -> u64);
        let measures: [Counted; 2] = [
            (Measured::Complaints, |count| count.negative),
            (Measured::Mentions, |count| count.mentions),
        ];
        for (measure, of) in measures {
            if of(counts[0]) + of(counts[1]) == 0 {
                continue;
            }
            let subject =
                Subject::Aspect { touchpoint: touchpoint.clone(), aspect: Some(aspect.clone()) };
            let values = [share(0, of), share(1, of)];
            changes.push(Change::new(subject, measure, values, comments));
        }
    }
    changes
}

/// The place of each aspect among all complaints and among all praise: what is surely so
/// first, then by how sure it is.
pub(super) fn wording(waves: [&Wave<'_>; 2], at_least: u64) -> Vec<Wording> {
    let effect = waves.map(|wave| wave.basis.comment_effect).into_iter().fold(1.0, f64::max);
    let counted = counted(waves);
    let mut all = Vec::new();
    for voice in [Voice::Complaints, Voice::Praise] {
        let counts: Vec<[u64; 2]> =
            counted.iter().map(|(.., counts)| counts.map(|count| voice.of(count))).collect();
        let Some(odds) = log_odds(&counts, effect) else { continue };
        let rows = counted.iter().zip(&counts).zip(odds);
        let mut rows: Vec<Wording> = rows
            .filter(|((_, count), _)| enough(count[0] + count[1], at_least))
            .map(|(((touchpoint, aspect, _), count), odds)| Wording {
                voice,
                touchpoint: (*touchpoint).clone(),
                aspect: (*aspect).clone(),
                before: count[0],
                after: count[1],
                log_odds: odds.delta,
                z: odds.z,
                p: odds.p,
                q: odds.p,
                shift: Shift::Unsure,
            })
            .collect();
        let p: Vec<f64> = rows.iter().map(|row| row.p).collect();
        for (row, q) in rows.iter_mut().zip(benjamini_hochberg(&p).unwrap_or_default()) {
            row.q = q;
            row.shift = match (is_sure(q), row.z > 0.0) {
                (false, _) => Shift::Unsure,
                (true, true) if row.before == 0 => Shift::New,
                (true, false) if row.after == 0 => Shift::Gone,
                (true, true) => Shift::More,
                (true, false) => Shift::Less,
            };
        }
        rows.sort_by(|a, b| b.z.abs().total_cmp(&a.z.abs()));
        all.extend(rows);
    }
    all
}
