//! The result of a run as one value, [`Summary`], and one exporter per format.
//!
//! Every exporter is a plain function from a [`Summary`] (and a [`Lang`] where
//! it speaks) to text or bytes.

pub mod aligned_table;
mod cautions;
pub mod check;
pub mod comment_columns;
pub mod comment_row;
pub mod comparison;
pub mod corrections;
pub mod csv;
mod document;
pub mod evidence;
pub mod formula_guard;
pub mod html;
pub mod json;
pub mod kpis;
pub mod markdown;
mod method_blocks;
#[cfg(test)]
pub(crate) mod sample;
mod sections;
pub mod segmentation;
mod shortened;
pub mod summary;
pub mod tables;
pub mod terminal;
pub mod themes;
pub mod workbook;

pub use crate::lang::{self, Lang};
#[cfg(test)]
pub(crate) use summary::Name;
pub use summary::Summary;
