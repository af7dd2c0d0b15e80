//! From single judged comments to the journey: what each touchpoint is like,
//! how it changes, and where it hurts.
//!
//! [`Collector`] takes the rows of a run one at a time and keeps counts only;
//! [`Collector::finish`] turns them into the numbers of a report.

pub mod association;
pub mod collector;
mod disclosure;
pub mod facts;
pub mod implied;
pub mod mismatch;
pub mod pain_point;
mod places;
mod row;
mod scores;
pub mod segments;
mod steps;
pub mod suppression;
pub mod touchpoint;
pub mod trend;
mod typical;
pub mod verbatim;

#[cfg(test)]
mod tests;

pub use association::CorrelationSummary;
pub use collector::{Collector, Journey, Names};
pub use facts::{CommentFacts, OpinionFact, TouchpointId};
pub use pain_point::{Impact, PainPoint};
pub use suppression::Suppression;
pub use touchpoint::{LabelCounts, TouchpointSource, TouchpointSummary};
pub use trend::TrendPoint;
pub use verbatim::Verbatim;
