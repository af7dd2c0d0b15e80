//! The result of a run as one value, [`Summary`], and one exporter per format.

pub mod lang;
pub mod summary;

pub use lang::Lang;
pub use summary::Summary;
