//! From single judged comments to the journey: what each touchpoint is like,
//! how it changes, and where it hurts.

pub mod association;
pub mod pain_point;
pub mod suppression;
pub mod touchpoint;
pub mod trend;
pub mod verbatim;

pub use association::CorrelationSummary;
pub use pain_point::{Impact, PainPoint};
pub use suppression::Suppression;
pub use touchpoint::{LabelCounts, TouchpointSource, TouchpointSummary};
pub use trend::TrendPoint;
pub use verbatim::Verbatim;
