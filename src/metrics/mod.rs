//! The scores of customer experience, counted from single answers and stated with their
//! intervals.
//!
//! Answers to any score are counted as [`Answers`]: add one at a time, merge parts, then ask
//! for the [`ScoreSummary`] by the score's [measure](crate::feedback::Measure). They keep
//! counts only, so the result does not depend on the order of answers or on how a run is cut
//! into parts.

pub mod answers;
pub mod band;
pub mod ces;
pub mod csat;
pub mod design;
pub mod nps;
mod nps_group;
pub mod summary;
pub mod weight;

pub use answers::Answers;
pub use band::Band;
pub use ces::CesSummary;
pub use csat::CsatSummary;
pub use design::Design;
pub use nps::{Nps, NpsSummary};
pub use summary::{Headlines, ScoreDifference, ScoreSummary};
pub use weight::{Weight, WeightSums};
