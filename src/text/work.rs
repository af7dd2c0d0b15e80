//! Steps of text analysis, counted where tests ask for them.
//!
//! A comment must take time in proportion to its length, and a test that looks
//! at a clock fails on a busy machine. So what loops over a text says how many
//! bytes it has looked at; outside tests that is nothing at all.

#[cfg(test)]
use std::cell::Cell;

#[cfg(test)]
thread_local! {
    static STEPS: Cell<usize> = const { Cell::new(0) };
}

/// Adds steps to those of this thread.
#[inline]
pub(crate) fn count(_steps: usize) {
    #[cfg(test)]
    STEPS.with(|steps| steps.set(steps.get() + _steps));
}

/// The steps that this thread takes in `task`.
#[cfg(test)]
pub(crate) fn counted(task: impl FnOnce()) -> usize {
    let before = STEPS.with(Cell::get);
    task();
    STEPS.with(Cell::get) - before
}
