//! Scores of a cell, and which of a run's scores speak for the whole.
//!
//! A row of a wide export holds a score for the whole experience beside scores
//! of single touchpoints. The overall metrics take the scores for the whole
//! (and those of rows with one answer only, that is of narrow exports). Scores
//! of single touchpoints stand in only where no wide row was asked for a score
//! of that kind about the whole. Whether that is so is known at the end of the
//! run, so the two are counted apart until then.

use super::allocation::AllGains;
use super::row::given;
use super::steps::{GOODNESS_STEPS, StepSum, goodness_steps};
use crate::feedback::{Feedback, ScoreKind, ScoreValue};
use crate::metrics::{Ces, Csat, Nps, Weight};

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

/// Whether a score of a part can still count: not where the whole was asked,
/// for then parts are left out at the end.
pub(super) fn may_count(standing: Standing, kind: ScoreKind, asked: AskedForWhole) -> bool {
    standing == Standing::Whole || !asked[kind as usize]
}

/// Sets which scores a wide row asks for about the whole.
pub(super) fn note_asked(row: &Feedback, asked: &mut AskedForWhole) {
    let several = row.entries.len() > 1;
    for entry in row.entries.iter().filter(|entry| several && entry.touchpoint.is_none()) {
        given(&entry.scores).for_each(|(kind, _)| asked[kind as usize] = true);
    }
}

/// Every score given in a cell.
#[derive(Debug, Clone, Default)]
pub(super) struct ScoreBook {
    pub(super) nps: Nps,
    pub(super) csat: Csat,
    pub(super) ces: Ces,
}

impl ScoreBook {
    pub(super) fn add(&mut self, kind: ScoreKind, score: ScoreValue, weight: Weight) {
        match kind {
            ScoreKind::Nps => self.nps.add_weighted(score, weight),
            ScoreKind::Csat => self.csat.add_weighted(score, weight),
            ScoreKind::Ces => self.ces.add_weighted(score, weight),
        };
    }
}

impl Split<ScoreBook> {
    pub(super) fn merge(&mut self, other: &Split<ScoreBook>) {
        for (book, more) in [(&mut self.whole, &other.whole), (&mut self.part, &other.part)] {
            book.nps.merge(more.nps);
            book.csat.merge(&more.csat);
            book.ces.merge(&more.ces);
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
    csat: StepSum,
    ces: StepSum,
}

impl ScoreSums {
    pub(super) fn add(&mut self, kind: ScoreKind, score: ScoreValue, weight: Weight) {
        let goodness = |sum: &mut StepSum| {
            if let Some(steps) = goodness_steps(score.goodness()) {
                sum.add(steps as i32, weight);
            }
        };
        match kind {
            ScoreKind::Nps => {
                self.nps.add_weighted(score, weight);
            }
            ScoreKind::Csat => goodness(&mut self.csat),
            ScoreKind::Ces => goodness(&mut self.ces),
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
            ScoreKind::Csat => self.csat.n(),
            ScoreKind::Ces => self.ces.n(),
        }
    }

    /// NPS in points, CSAT and CES as mean goodness; `None` without answers.
    pub(super) fn value(&self, kind: ScoreKind) -> Option<f64> {
        let mean = |sum: StepSum| Some(sum.moments()?.0 / f64::from(GOODNESS_STEPS));
        match kind {
            ScoreKind::Nps => self.nps.score(),
            ScoreKind::Csat => mean(self.csat),
            ScoreKind::Ces => mean(self.ces),
        }
    }

    /// Sum of the weights of the answers of a kind.
    pub(super) fn total_weight(&self, kind: ScoreKind) -> f64 {
        match kind {
            ScoreKind::Nps => self.nps.total_weight(),
            ScoreKind::Csat => self.csat.total_weight(),
            ScoreKind::Ces => self.ces.total_weight(),
        }
    }

    /// Standard error of [`ScoreSums::value`]; `None` without answers.
    pub(super) fn standard_error(&self, kind: ScoreKind) -> Option<f64> {
        let of_mean = |sum: StepSum| {
            let (_, variance) = sum.moments()?;
            Some((variance / sum.effective_n()).sqrt() / f64::from(GOODNESS_STEPS))
        };
        match kind {
            ScoreKind::Nps => self.nps.standard_error(),
            ScoreKind::Csat => of_mean(self.csat),
            ScoreKind::Ces => of_mean(self.ces),
        }
    }

    /// The run's main score: NPS if anybody gave one, else CSAT, else CES.
    pub(super) fn main_kind(&self) -> Option<ScoreKind> {
        ScoreKind::ALL.into_iter().find(|&kind| self.n(kind) > 0)
    }
}

impl Split<AllGains> {
    /// The gains that count.
    pub(super) fn resolve(self, asked: AskedForWhole) -> AllGains {
        let Split { whole: mut gains, part } = self;
        gains.merge(&part.only(asked.map(|asked| !asked)));
        gains
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
