//! From single judged comments to the journey: what each touchpoint is like,
//! how it changes, and where it hurts.
//!
//! [`Collector`] takes the rows of a run one at a time and keeps counts only;
//! [`Collector::finish`] turns them into the numbers of a report.

pub mod actions;
pub mod allocation;
pub mod association;
mod by_name;
mod clusters;
mod coded;
pub mod collector;
pub mod comparison;
pub mod contrast;
mod counts;
pub mod course;
mod disclosure;
mod driver_sums;
pub mod driver_table;
pub mod facts;
pub mod findings;
pub mod gaps;
pub mod implied;
pub mod kpi;
pub mod label_check;
mod mentioned_by;
mod mentions;
pub mod mismatch;
mod mix;
pub mod odd_period;
mod own;
pub mod pain_point;
mod pain_rank;
mod place;
pub mod raking;
mod row;
mod row_key;
mod scores;
pub mod segmentation;
pub mod segments;
pub mod shift;
mod steps;
pub mod suppression;
pub mod targets;
pub mod touchpoint;
pub mod trend;
mod typical;
pub mod verbatim;
pub mod voices;
pub mod watch;

#[cfg(test)]
mod tests;

pub use actions::{Action, ActionReason};
pub use allocation::Allocation;
pub use association::{Basis, CorrelationSummary, PartialSummary};
pub use collector::{Collector, Journey, Part, Plan, RunNames};
pub use contrast::Contrast;
pub use course::{Concentration, Course, Drop, Stage};
pub use driver_sums::{MIN_BASE, MIN_RATED, MOST_RATINGS, MOST_TOPICS};
pub use driver_table::{DriverRow, DriverTable, LeftOutRow, Predictors, Quadrant};
pub use facts::{CommentFacts, OpinionFact, TouchpointId};
pub use findings::Finding;
pub use label_check::{Classified, LabelCheck, LabelCheckSummary, Strata};
pub use mix::Mix;
pub use odd_period::OddPeriod;
pub use own::AspectsOf;
pub use pain_point::{Impact, PainPoint};
pub use raking::{Margin, PopulationField, PopulationSummary, PopulationValue, Raking};
pub use row::RowView;
pub use shift::{Latest, ScoreMix, Shift};
pub use suppression::Suppression;
pub use targets::{Checked, Targets};
pub use touchpoint::{LabelCounts, TouchpointSource, TouchpointSummary};
pub use trend::{Grain, MentionPoint, TrendPoint};
pub use verbatim::Verbatim;
pub use voices::{Voices, VoicesOfBand};
pub use watch::{Spot, Watched};
