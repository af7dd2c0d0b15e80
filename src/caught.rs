//! Calls into readers that may panic at a damaged file. One bad file must not
//! end a run over many, so the panic becomes an error of that file.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// What `work` makes, or `None` where it panics.
pub(crate) fn caught<T>(work: impl FnOnce() -> T) -> Option<T> {
    caught_or_said(work).ok()
}

/// What `work` makes, or what its panic says.
pub(crate) fn caught_or_said<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    let before = INSIDE.replace(true);
    let made = catch_unwind(AssertUnwindSafe(work));
    INSIDE.set(before);
    made.map_err(|panic| match panic.downcast::<String>() {
        Ok(said) => *said,
        Err(panic) => panic.downcast_ref::<&str>().copied().unwrap_or_default().to_owned(),
    })
}

/// Whether this thread is inside a reader whose panics become errors. A panic
/// hook asks it, so as not to print a backtrace beside the message.
pub fn panics_are_caught() -> bool {
    INSIDE.get()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_nothing_made() {
        assert_eq!(caught(|| 7), Some(7));
        let said = caught_or_said(|| panic!("{}: {:?}", "full", 28)).map_err(|said| said.len());
        assert_eq!(said, Err::<(), usize>(8));
        let inside = caught(|| caught(|| panic!("for the test")).is_none() && panics_are_caught());
        assert_eq!(inside, Some(true));
        assert!(!panics_are_caught());
    }
}
