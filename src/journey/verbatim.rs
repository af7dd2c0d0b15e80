//! Comments that illustrate a finding.

use serde::Serialize;

/// A comment that illustrates a finding.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verbatim {
    /// File name without its folder.
    pub file: String,
    /// Row as a spreadsheet shows it.
    pub row: u64,
    /// The comment.
    pub text: String,
    /// The part that is the evidence, as start and end in bytes of `text`.
    pub evidence: (usize, usize),
    /// Sentiment of the evidence in [−1, 1].
    pub sentiment: f64,
    /// The main score given with it, if any.
    pub score: Option<f64>,
}
