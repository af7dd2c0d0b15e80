//! What became of the corrections in a run.

use std::collections::BTreeSet;

use super::Corrections;
use super::correction::Change;
use crate::report::summary::CorrectionsSummary;

/// Rows that are named of those that no comment had.
const NAMED: usize = 20;

/// Corrections that were applied so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Applied {
    /// Those that some comment had.
    found: BTreeSet<usize>,
    comments: u64,
    labels: u64,
    opinions: u64,
    not_about_us: u64,
    already: u64,
}

impl Applied {
    /// Counts a comment of which a correction speaks.
    pub(in crate::pipeline) fn add(&mut self, (at, change): (usize, Change)) {
        self.found.insert(at);
        let Change { label, opinions, not_about_us } = change;
        self.labels += u64::from(label);
        self.opinions += u64::from(opinions);
        self.not_about_us += u64::from(not_about_us);
        match label || opinions || not_about_us {
            true => self.comments += 1,
            false => self.already += 1,
        }
    }

    /// Adds what was applied elsewhere.
    pub(in crate::pipeline) fn merge(&mut self, other: &Applied) {
        self.found.extend(&other.found);
        self.comments += other.comments;
        self.labels += other.labels;
        self.opinions += other.opinions;
        self.not_about_us += other.not_about_us;
        self.already += other.already;
    }
}

impl Corrections {
    /// What became of them.
    pub fn told(&self, applied: &Applied) -> CorrectionsSummary {
        let lost = || {
            let all = self.all.iter().enumerate();
            all.filter(|(at, _)| !applied.found.contains(at)).map(|(_, lost)| lost.row)
        };
        CorrectionsSummary {
            file: self.file.clone(),
            corrections: self.all.len() as u64,
            empty: self.empty,
            comments: applied.comments,
            labels: applied.labels,
            opinions: applied.opinions,
            not_about_us: applied.not_about_us,
            already: applied.already,
            not_found: lost().count() as u64,
            not_found_rows: lost().take(NAMED).collect(),
            conflicts: self.conflicts.clone(),
        }
    }
}
