//! What is said of targets.

use serde::{Serialize, Serializer};

use super::{Bound, Metric, TooFew};
use crate::journey::trend::Grain;
use crate::lang::Name;
use crate::stats::Estimate;

/// On which side of a bound the good is, and whether the bound itself is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoundSide {
    /// `>=`
    AtLeast,
    /// `>`
    Above,
    /// `<=`
    AtMost,
    /// `<`
    Below,
}

impl BoundSide {
    /// Its sign, as files have it.
    pub fn sign(self) -> &'static str {
        match self {
            BoundSide::AtLeast => ">=",
            BoundSide::Above => ">",
            BoundSide::AtMost => "<=",
            BoundSide::Below => "<",
        }
    }

    /// Its sign, as people read it.
    pub fn shown(self) -> &'static str {
        match self {
            BoundSide::AtLeast => "≥",
            BoundSide::AtMost => "≤",
            other => other.sign(),
        }
    }

    /// Whether more is better.
    pub fn is_upward(self) -> bool {
        matches!(self, BoundSide::AtLeast | BoundSide::Above)
    }
}

impl Serialize for BoundSide {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.sign())
    }
}

impl Bound {
    /// Whether a number is on the good side. What differs by rounding alone is at the bound.
    pub fn holds(&self, value: f64) -> bool {
        let apart = value - self.value;
        let at = apart.abs() <= 1e-9 * self.value.abs().max(1.0);
        match self.side {
            BoundSide::AtLeast => at || apart > 0.0,
            BoundSide::AtMost => at || apart < 0.0,
            BoundSide::Above => !at && apart > 0.0,
            BoundSide::Below => !at && apart < 0.0,
        }
    }

    /// Of an interval: whether all of it is on the good side (`Some(true)`), all on the bad one
    /// (`Some(false)`), or the bound within it.
    pub fn surely(&self, estimate: &Estimate) -> Option<bool> {
        let ends = [estimate.low, estimate.high].map(|end| self.holds(end));
        (ends[0] == ends[1]).then_some(ends[0])
    }
}

/// A kind of chart with control limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Chart {
    /// Of shares.
    P,
    /// Of single values and their moving ranges.
    Xmr,
    /// Of their exponentially weighted moving average.
    Ewma,
}

impl Chart {
    /// The chart of a name in files, whatever its case.
    pub fn from_id(id: &str) -> Option<Chart> {
        match id.trim().to_lowercase().as_str() {
            "p" => Some(Chart::P),
            "xmr" => Some(Chart::Xmr),
            "ewma" => Some(Chart::Ewma),
            _ => None,
        }
    }

    /// Its name, as people write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Chart::P => "p",
            Chart::Xmr => "XmR",
            Chart::Ewma => "EWMA",
        }
    }
}

/// Which rule of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// What the number is to be.
    Goal,
    /// What its change is to be.
    Change,
    /// That it did not get worse beyond chance.
    NoSignificantFall,
    /// The same of what is better low.
    NoSignificantRise,
    /// That the newest period is not beyond its control limits on the bad side.
    Control,
}

/// What was required.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Required {
    /// The rule.
    pub rule: Rule,
    /// Of a goal or a change, the bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bound: Option<Bound>,
    /// Of control limits, the chart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chart: Option<Chart>,
}

/// What became of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Not met.
    Missed,
    /// Too few answers, or periods.
    Unjudged,
    /// The number is on the wrong side, which may be chance, and only what is sure counts.
    Unsure,
    /// Met.
    Met,
}

/// Why a target cannot be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum Unjudgeable {
    /// Too few answers, or comments.
    TooFew {
        /// How many are needed.
        least: u64,
    },
    /// Too few in the period before.
    TooFewBefore {
        /// How many are needed.
        least: u64,
    },
    /// Nothing has a date.
    NoDates,
    /// Fewer than two periods are over.
    NoPeriodBefore,
    /// Too few periods with answers to set limits by.
    TooFewPeriods {
        /// How many there are before the last.
        periods: usize,
        /// How many are needed.
        least: usize,
    },
    /// Answers that do not vary.
    NothingVaries,
    /// Answers on another scale than those before.
    OtherScale,
    /// A field of so many values that they are not told apart.
    TooManyValues,
}

/// Control limits, as they are told.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ControlLimits {
    /// The kind of chart.
    pub chart: Chart,
    /// Level of the periods before.
    pub centre: f64,
    /// Lower limit.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
    /// What is held against them: the number of the period, or its moving average.
    pub charted: f64,
    /// Periods that set them.
    pub periods: usize,
}

/// What is said of one rule for one series.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Verdict {
    /// How the user calls the target.
    pub name: Option<String>,
    /// Its line in the file, from 1.
    pub line: usize,
    /// The metric.
    pub metric: Metric,
    /// The touchpoint; `None` for all feedback.
    pub touchpoint: Option<Name>,
    /// The segment field and its value.
    pub segment: Option<(String, String)>,
    /// The aspect.
    pub aspect: Option<Name>,
    /// What was required.
    #[serde(flatten)]
    pub required: Required,
    /// What became of it.
    pub status: Status,
    /// Whether that is sure, for a goal and a change: the whole interval is on that side.
    pub sure: bool,
    /// Whether it makes the check fail.
    pub fails: bool,
    /// Why it cannot be judged.
    pub why: Option<Unjudgeable>,
    /// The period that is judged; `None` for all answers.
    pub period: Option<String>,
    /// Answers, or comments, that it is judged by.
    pub n: u64,
    /// The number, with its 95 % interval; `None` where there are too few answers to show it.
    pub value: Option<Estimate>,
    /// The period before.
    pub before: Option<String>,
    /// Answers, or comments, of the period before.
    pub n_before: Option<u64>,
    /// The number then.
    pub value_before: Option<Estimate>,
    /// The change between them.
    pub change: Option<Estimate>,
    /// One-sided p of it having got worse by chance, adjusted by Holm over the file.
    pub p: Option<f64>,
    /// The control limits.
    pub limits: Option<ControlLimits>,
}

/// What is said of all targets.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Checked {
    /// The file of targets.
    pub targets: String,
    /// Whether nothing makes the check fail.
    pub ok: bool,
    /// How many verdicts are of each kind.
    #[serde(flatten)]
    pub counts: Counts,
    /// Length of the periods.
    pub grain: Grain,
    /// The verdicts, in the order of the file.
    pub verdicts: Vec<Verdict>,
}

/// Numbers of verdicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Those of [`Status::Met`].
    pub met: usize,
    /// Those of [`Status::Missed`].
    pub missed: usize,
    /// Those of [`Status::Unsure`].
    pub unsure: usize,
    /// Those of [`Status::Unjudged`].
    pub unjudged: usize,
}

impl Checked {
    /// Of these verdicts.
    pub fn new(targets: String, grain: Grain, verdicts: Vec<Verdict>) -> Checked {
        let of = |status: Status| verdicts.iter().filter(|v| v.status == status).count();
        let counts = Counts {
            met: of(Status::Met),
            missed: of(Status::Missed),
            unsure: of(Status::Unsure),
            unjudged: of(Status::Unjudged),
        };
        let ok = verdicts.iter().all(|verdict| !verdict.fails);
        Checked { targets, ok, counts, grain, verdicts }
    }
}

impl Status {
    /// Whether a target of this status makes the check fail.
    pub(super) fn fails(self, too_few: TooFew) -> bool {
        match self {
            Status::Missed => true,
            Status::Unjudged => too_few == TooFew::Fail,
            Status::Unsure | Status::Met => false,
        }
    }
}
