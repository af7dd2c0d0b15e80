//! Scores of a cell, and which of a run's scores speak for the whole.
//!
//! A row of a wide export holds a score for the whole experience beside scores
//! of single touchpoints. The overall metrics take the scores for the whole
//! (and those of rows with one answer only, that is of narrow exports). Scores
//! of single touchpoints stand in only where no wide row was asked for a score
//! of that kind about the whole. Whether that is so is known at the end of the
//! run, so the two are counted apart until then.

use super::steps::{GOODNESS_STEPS, goodness_steps};
use crate::ingest::{ScoreKind, ScoreValue};
use crate::metrics::{Ces, Csat, Nps};

/// Whom a score speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// The whole row.
    Whole,
    /// One of several touchpoints of a row.
    Part,
}

/// Two of something: for the whole and for parts.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Split<T> {
    pub(super) whole: T,
    pub(super) part: T,
}

impl<T> Split<T> {
    pub(super) fn side(&mut self, standing: Standing) -> &mut T {
        match standing {
            Standing::Whole => &mut self.whole,
            Standing::Part => &mut self.part,
        }
    }
}

/// One flag per [`ScoreKind`]: whether wide rows were asked for the whole.
pub(super) type AskedForWhole = [bool; 3];

/// Every score given in a cell.
#[derive(Debug, Clone, Default)]
pub(super) struct ScoreBook {
    pub(super) nps: Nps,
    pub(super) csat: Csat,
    pub(super) ces: Ces,
}

impl ScoreBook {
    pub(super) fn add(&mut self, kind: ScoreKind, score: ScoreValue) {
        match kind {
            ScoreKind::Nps => self.nps.add(score),
            ScoreKind::Csat => self.csat.add(score),
            ScoreKind::Ces => self.ces.add(score),
        };
    }
}

impl Split<ScoreBook> {
    pub(super) fn merge(&mut self, other: &Split<ScoreBook>) {
        let sides = [(&mut self.whole, &other.whole), (&mut self.part, &other.part)];
        for (mine, theirs) in sides {
            mine.nps.merge(theirs.nps);
            mine.csat.merge(&theirs.csat);
            mine.ces.merge(&theirs.ces);
        }
    }

    /// The scores that count.
    pub(super) fn resolve(self, asked: AskedForWhole) -> ScoreBook {
        let Split { whole: mut book, part } = self;
        if !asked[ScoreKind::Nps as usize] {
            book.nps.merge(part.nps);
        }
        if !asked[ScoreKind::Csat as usize] {
            book.csat.merge(&part.csat);
        }
        if !asked[ScoreKind::Ces as usize] {
            book.ces.merge(&part.ces);
        }
        book
    }
}

/// Scores reduced to what a leave-one-out impact needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct ScoreSums {
    nps: Nps,
    csat: GoodnessSum,
    ces: GoodnessSum,
}

/// Number and sum, in steps, of goodness values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct GoodnessSum {
    n: u64,
    sum: u64,
}

impl GoodnessSum {
    fn add(&mut self, goodness: f64) {
        if let Some(steps) = goodness_steps(goodness) {
            self.n += 1;
            self.sum += u64::from(steps);
        }
    }

    fn merge(&mut self, other: GoodnessSum) {
        self.n += other.n;
        self.sum += other.sum;
    }

    fn without(self, part: GoodnessSum) -> GoodnessSum {
        GoodnessSum { n: self.n.saturating_sub(part.n), sum: self.sum.saturating_sub(part.sum) }
    }

    fn mean(self) -> Option<f64> {
        let points = self.sum as f64 / f64::from(GOODNESS_STEPS);
        (self.n > 0).then(|| points / self.n as f64)
    }
}

impl ScoreSums {
    pub(super) fn add(&mut self, kind: ScoreKind, score: ScoreValue) {
        match kind {
            ScoreKind::Nps => {
                self.nps.add(score);
            }
            ScoreKind::Csat => self.csat.add(score.goodness()),
            ScoreKind::Ces => self.ces.add(score.goodness()),
        }
    }

    pub(super) fn merge(&mut self, other: &ScoreSums) {
        self.nps.merge(other.nps);
        self.csat.merge(other.csat);
        self.ces.merge(other.ces);
    }

    /// These scores without those of `part`, which must be among them.
    pub(super) fn without(&self, part: &ScoreSums) -> ScoreSums {
        ScoreSums {
            nps: self.nps.without(part.nps),
            csat: self.csat.without(part.csat),
            ces: self.ces.without(part.ces),
        }
    }

    /// Answers of one kind.
    pub(super) fn n(&self, kind: ScoreKind) -> u64 {
        match kind {
            ScoreKind::Nps => self.nps.n(),
            ScoreKind::Csat => self.csat.n,
            ScoreKind::Ces => self.ces.n,
        }
    }

    /// NPS in points, CSAT and CES as mean goodness; `None` without answers.
    pub(super) fn value(&self, kind: ScoreKind) -> Option<f64> {
        match kind {
            ScoreKind::Nps => self.nps.score(),
            ScoreKind::Csat => self.csat.mean(),
            ScoreKind::Ces => self.ces.mean(),
        }
    }

    /// The run's main score: NPS if anybody gave one, else CSAT, else CES.
    pub(super) fn main_kind(&self) -> Option<ScoreKind> {
        ScoreKind::ALL.into_iter().find(|&kind| self.n(kind) > 0)
    }
}

impl Split<ScoreSums> {
    pub(super) fn merge(&mut self, other: &Split<ScoreSums>) {
        self.whole.merge(&other.whole);
        self.part.merge(&other.part);
    }

    /// The scores that count.
    pub(super) fn resolve(self, asked: AskedForWhole) -> ScoreSums {
        let Split { whole: mut sums, part } = self;
        if !asked[ScoreKind::Nps as usize] {
            sums.nps.merge(part.nps);
        }
        if !asked[ScoreKind::Csat as usize] {
            sums.csat.merge(part.csat);
        }
        if !asked[ScoreKind::Ces as usize] {
            sums.ces.merge(part.ces);
        }
        sums
    }
}
