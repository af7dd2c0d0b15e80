//! The result of a run as one value, [`Summary`], and one exporter per format.
//!
//! Every exporter is a plain function from a [`Summary`] (and a [`Lang`] where
//! it speaks) to text or bytes; [`atomic`] is how they reach a folder.

pub mod aligned_table;
pub mod asked_scores;
pub mod atomic;
mod csv_columns;
pub mod evidence;
pub mod formula_guard;
pub mod html;
pub mod json;
pub mod number_format;
#[cfg(test)]
pub(crate) mod sample;
pub mod summary;
pub mod tables;
pub mod terminal;

pub use crate::lang::{self, Lang};
pub use summary::Summary;
