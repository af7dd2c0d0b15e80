//! The "fast" engine: a linear classifier over hashed n-grams.
//!
//! One sparse pass gives three answers at once, because the weights of all
//! heads of a feature lie side by side: polarity (three classes), stars and
//! emotion. A comment costs a few microseconds, which makes this engine the
//! one for millions of rows and the floor every other engine is held against.

mod engine;
mod features;
mod model;
mod train;

#[cfg(test)]
mod tests;

pub use engine::LinearEngine;
pub use model::{Damage, LinearModel, ModelError};
pub use train::{TrainOptions, train};
