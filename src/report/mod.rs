//! The result of a run as one value, [`Summary`], and one exporter per format.

pub mod summary;

pub use crate::lang::{self, Lang};
pub use summary::Summary;
