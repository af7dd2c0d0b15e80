//! The standard scores of customer experience, counted from single answers
//! and stated with their intervals.
//!
//! [`Nps`], [`Csat`] and [`Ces`] are accumulators: add one answer at a time,
//! merge parts, then ask for the summary. They keep counts only, so the result
//! does not depend on the order of answers or on how a run is cut into parts.

pub mod answers;
pub mod ces;
pub mod csat;
pub mod nps;
pub mod weight;

pub use ces::{Ces, CesSummary};
pub use csat::{Csat, CsatSummary};
pub use nps::{Nps, NpsSummary};
pub use weight::Weight;
