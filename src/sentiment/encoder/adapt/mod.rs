//! Heads fitted to a user's own comments, on states of the encoder that stay as they are.
//!
//! A head starts from the one that the model has and moves away from it by gradient
//! descent, for as many steps as comments that are held out gain by (`fit`): early stopping
//! is what keeps a few hundred comments from being learnt by heart. Whether it helped is
//! measured by nested cross-validation (`folds`): every comment is judged by a head that
//! saw neither it nor a copy of it, and whose number of steps was chosen without it.

mod fit;
mod folds;
mod target;

#[cfg(test)]
mod tests;

pub use folds::{Folds, Trial};
pub use target::{AdaptedHead, NOT_OTHERS, Targets};

/// Fewest comments with an answer that a head is fitted to.
pub const FEWEST: usize = 60;

/// Fewest comments of a class; a class with fewer is as good as absent.
pub const FEWEST_OF_A_CLASS: usize = 10;

/// States of whole comments, row-major [comments, hidden].
#[derive(Debug, Clone, Copy)]
pub struct States<'a> {
    /// The values.
    pub values: &'a [f32],
    /// Width of a state.
    pub hidden: usize,
}

impl States<'_> {
    /// The state of a comment.
    pub fn of(&self, row: usize) -> &[f32] {
        &self.values[row * self.hidden..][..self.hidden]
    }
}
