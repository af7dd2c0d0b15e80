//! How many details of each kind were masked.

use serde::{Serialize, Serializer};

use super::{DetailKind, PersonalDetail};

/// Details masked, by kind; serialised as a map from kind to number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MaskedCounts([u64; DetailKind::ALL.len()]);

impl MaskedCounts {
    /// Number of one kind.
    pub fn get(&self, kind: DetailKind) -> u64 {
        self.0[kind as usize]
    }

    /// Adds what was found in one text.
    pub fn add(&mut self, found: &[PersonalDetail]) {
        found.iter().for_each(|found| self.0[found.kind as usize] += 1);
    }

    /// Adds other counts.
    pub fn merge(&mut self, other: &MaskedCounts) {
        self.0.iter_mut().zip(other.0).for_each(|(sum, more)| *sum += more);
    }

    /// Number of all kinds together.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }
}

impl Serialize for MaskedCounts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(DetailKind::ALL.map(|kind| (kind.as_str(), self.get(kind))))
    }
}
