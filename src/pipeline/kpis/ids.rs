//! Numbers for customers, the same in every table. What the tables call them is not kept.

use std::collections::HashMap;

use crate::ingest::person;

/// Customers by hashes of who is meant.
#[derive(Debug, Default)]
pub(in crate::pipeline) struct Ids {
    known: HashMap<u64, u32>,
}

impl Ids {
    /// The number of a customer; `None` of none.
    pub(super) fn of(&mut self, cell: &str) -> Option<u32> {
        let next = u32::try_from(self.known.len()).ok()?;
        Some(*self.known.entry(person(cell)?).or_insert(next))
    }

    /// The number of somebody who stands in a table, by the hash of a
    /// [`Feedback`](crate::feedback::Feedback).
    pub(in crate::pipeline) fn known(&self, person: u64) -> Option<u32> {
        self.known.get(&person).copied()
    }
}
