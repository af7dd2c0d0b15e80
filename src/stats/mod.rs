//! Statistics as pure functions over slices: intervals, rank correlation and
//! multiple testing. Nothing here knows what a comment or a score is.

pub mod interval;

pub use interval::Estimate;
