//! How right the engine is on this export, by the comments that somebody has read, and the
//! numbers that follow: shares of labels, sentiment, groups and correlation with the scores, each
//! set right by prediction-powered inference
//! ([`prediction_powered`](crate::stats::prediction_powered)).
//!
//! The comments to read are a random sample within [`Strata`] of what the engine takes them for;
//! [`LabelCheck`] counts all comments of a run beside them, and [`LabelCheck::finish`] makes the
//! [`LabelCheckSummary`].

mod groups;
mod part;
mod strata;
mod summary;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::DateTime;

use crate::feedback::Scores;
use crate::sentiment::labelled::Reading;

use groups::Groups;
use part::Part;
pub use strata::{Strata, allocation};
pub use summary::{
    CheckedCorrelation, CheckedGroup, CheckedGroups, CheckedMean, CheckedShare, GroupField,
    LabelCheckSummary,
};

/// What is known of a comment beside its label.
#[derive(Debug, Clone, Copy)]
pub struct Classified<'a> {
    /// Its place among all comments of the run, from 1.
    pub number: u64,
    /// What the engine takes it for.
    pub reading: Reading,
    /// How likely the engine finds each of [`Reading::ALL`].
    pub said: [f64; 4],
    /// Its sentiment in [−1, 1].
    pub sentiment: f64,
    /// Its touchpoint, as the export names it.
    pub touchpoint: Option<&'a Arc<str>>,
    /// Its segments, in the order of the run's fields.
    pub segments: &'a [Option<Arc<str>>],
    /// When it was written.
    pub time: Option<DateTime>,
    /// The scores given beside it.
    pub scores: &'a Scores,
}

/// A comment that somebody has read.
#[derive(Debug, Clone, Copy)]
struct Unit {
    stratum: usize,
    truth: Reading,
    reading: Reading,
    said: [f64; 4],
    sentiment: f64,
    scores: Scores,
}

/// All comments of a run beside those that somebody has read.
#[derive(Debug)]
pub struct LabelCheck {
    strata: Strata,
    /// Labels by the numbers of their comments.
    labels: HashMap<u64, Reading>,
    /// Comments that were drawn and have no label.
    empty: u64,
    all: Part,
    scored: crate::feedback::PerScore<Part>,
    groups: Groups,
    units: Vec<Unit>,
}

impl LabelCheck {
    /// Labels by the numbers of their comments, `empty` more that nobody filled in, drawn from
    /// these strata; `segments` are the run's fields.
    pub fn new(
        strata: Strata,
        labels: HashMap<u64, Reading>,
        empty: u64,
        segments: &[String],
    ) -> LabelCheck {
        LabelCheck {
            strata,
            labels,
            empty,
            all: Part::default(),
            scored: Default::default(),
            groups: Groups::new(segments),
            units: Vec::new(),
        }
    }

    /// Counts a comment. Where it was drawn and labelled, `corrected` is what somebody has said of
    /// it since, in place of its label.
    pub fn add(&mut self, comment: &Classified<'_>, corrected: Option<Reading>) {
        let stratum = self.strata.of(comment.reading, comment.touchpoint);
        self.all.add(stratum, comment, None);
        for (kind, score) in comment.scores.given() {
            if let Some(part) = self.scored.iter_mut().find(|(own, _)| *own == kind) {
                part.1.add(stratum, comment, Some(score.goodness()));
            }
        }
        let label = self.labels.get(&comment.number).copied();
        let label = label.map(|label| corrected.unwrap_or(label));
        if let Some(truth) = label {
            self.units.push(Unit {
                stratum,
                truth,
                reading: comment.reading,
                said: comment.said,
                sentiment: comment.sentiment,
                scores: *comment.scores,
            });
        }
        self.groups.add(stratum, comment, label.is_some());
    }

    /// Labels whose comments have not come.
    pub fn unmatched(&self) -> usize {
        self.labels.len().saturating_sub(self.units.len())
    }

    /// What follows from the labels; `None` where too few were filled in. `effect` is how many
    /// times the variance of a share of comments is that of independent ones.
    pub fn finish(self, effect: f64) -> Option<LabelCheckSummary> {
        summary::summary(&self, effect)
    }
}
