//! Cells too small to be shown.

use serde::Serialize;

/// Minimum cell sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Suppression {
    /// Metrics need at least this many answers.
    pub metric: u64,
    /// Verbatims need at least this many comments.
    pub verbatim: u64,
}
