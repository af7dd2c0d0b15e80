//! The standard scores of customer experience, counted from single answers
//! and stated with their intervals.

pub mod ces;
pub mod csat;
pub mod nps;

pub use ces::CesSummary;
pub use csat::CsatSummary;
pub use nps::NpsSummary;
