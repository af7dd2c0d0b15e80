//! From an export file to [`Feedback`]: encoding, table layout, column roles,
//! scores on their scales, and an account of every row that did not make it.

pub mod feedback;

pub use feedback::{Direction, Entry, Feedback, Scale, ScoreKind, ScoreValue, Scores, SourceRow};
