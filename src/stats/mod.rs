//! Statistics as pure functions over slices: intervals, rank correlation and
//! multiple testing. Nothing here knows what a comment or a score is.
//!
//! Every function is checked against reference values of scipy and
//! statsmodels (`tests/statistics.rs`). Degenerate input gives `None`.

pub mod correlation;
pub mod distribution;
pub mod interval;
pub mod multiple;

pub use correlation::Correlation;
pub use interval::Estimate;
