//! Targets: what numbers are to be, and whether they are.
//!
//! A file of targets ([`Targets`]) says of metrics, of all feedback or of a touchpoint, a
//! segment value, an aspect, what is wanted of them: a goal, a change against the period before,
//! that nothing got worse beyond chance, that the newest period is within its control limits.
//! Each such rule on each such series is a [`Verdict`]:
//!
//! - [`Status::Met`]; of a goal, surely where the whole interval is on the good side;
//! - [`Status::Missed`]; of a goal, surely where the whole interval is on the bad side;
//! - [`Status::Unsure`] where the number is on the bad side, its interval is not, and only what
//!   is sure was to be judged ([`Judge::Sure`]);
//! - [`Status::Unjudged`] where there are too few answers, or periods.
//!
//! Tests of "nothing got worse" are one family over the file: at one-sided p, adjusted by Holm,
//! of at most 0.05, so that at most one check in twenty raises any false alarm by them. Control
//! limits are those of [`control_limits`](crate::stats::control_limits).

mod draft;
mod file;
mod judging;
mod level;
mod metric;
mod nearest;
mod problem;
mod verdict;

#[cfg(test)]
mod tests;

pub use draft::draft;
pub use metric::{Metric, MetricUnit};
pub use nearest::nearest;
pub use problem::{TargetsError, TargetsProblem};
pub use verdict::{
    BoundSide, Chart, Checked, ControlLimits, Required, Rule, Status, Unjudgeable, Verdict,
};

pub(super) use judging::{RunFacts, Timeline, judge};

use super::trend::Grain;

/// Fewest answers that a target is judged by, where nothing else is said.
pub const LEAST: u64 = 30;

/// What makes a target missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Judge {
    /// That the number is on the wrong side.
    #[default]
    Estimate,
    /// That its whole interval is.
    Sure,
}

/// What becomes of targets that cannot be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TooFew {
    /// They count as missed: what was not seen to be met is not met.
    #[default]
    Fail,
    /// They are told, and count for nothing.
    Pass,
}

/// Which answers a goal is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Span {
    /// All of the export.
    #[default]
    All,
    /// Those of the last period that is over.
    Latest,
}

/// Which parts a series is of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Chosen<T> {
    /// Not told apart.
    #[default]
    All,
    /// This one.
    One(T),
    /// Each by itself.
    Each,
}

impl<T> Chosen<T> {
    /// The same choice of something else.
    ///
    /// # Errors
    /// What `change` says of the one that is chosen.
    pub fn try_map<U, E>(self, change: impl FnOnce(T) -> Result<U, E>) -> Result<Chosen<U>, E> {
        Ok(match self {
            Chosen::All => Chosen::All,
            Chosen::One(one) => Chosen::One(change(one)?),
            Chosen::Each => Chosen::Each,
        })
    }
}

/// A number that something is to be at least, or at most.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Bound {
    /// On which side the good is.
    pub side: BoundSide,
    /// Points of NPS, a share in [0, 1], scale points or sentiment.
    pub value: f64,
}

/// What is wanted of one metric of one part of the feedback.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// How the user calls it.
    pub name: Option<String>,
    /// Line of the file, from 1.
    pub line: usize,
    /// The metric.
    pub metric: Metric,
    /// The touchpoint.
    pub touchpoint: Chosen<String>,
    /// Segment field, and the value in it.
    pub segment: Option<(String, Chosen<String>)>,
    /// The aspect, by identifier or name.
    pub aspect: Option<String>,
    /// What the number is to be.
    pub goal: Option<Bound>,
    /// What the change against the period before is to be.
    pub change: Option<Bound>,
    /// Whether it may not get worse beyond chance.
    pub no_fall: bool,
    /// The control limits that the newest period is to be within.
    pub control: Option<Chart>,
    /// Fewest answers that it is judged by.
    pub least: u64,
    /// What makes the goal or the change missed.
    pub judge: Judge,
    /// What becomes of it where it cannot be judged.
    pub too_few: TooFew,
    /// Which answers the goal is about.
    pub span: Span,
}

/// A file of targets.
#[derive(Debug, Clone, PartialEq)]
pub struct Targets {
    /// The file as it was named.
    pub path: String,
    /// Length of the periods, where it is stated.
    pub grain: Option<Grain>,
    /// The targets, in the order of the file.
    pub targets: Vec<Target>,
}
