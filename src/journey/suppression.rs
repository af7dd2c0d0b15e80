//! Cells too small to be shown: a mean of two answers says nothing about the
//! touchpoint and too much about two people.

use serde::Serialize;

/// Minimum cell sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Suppression {
    /// Metrics need at least this many answers.
    pub metric: u64,
    /// Verbatims need at least this many comments.
    pub verbatim: u64,
}

impl Default for Suppression {
    /// Five answers for a metric, eight comments for verbatims.
    fn default() -> Suppression {
        Suppression { metric: 5, verbatim: 8 }
    }
}
