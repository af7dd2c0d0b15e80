//! Numbers of names that come again and again.

use std::collections::HashMap;
use std::sync::Arc;

/// Names that are found by their address.
const MOST_RECENT: usize = 64;

/// The number of a name. Rows share their names, and those of a wide export
/// come in the same order in every row: then a name is told by its address,
/// without a look at its letters.
#[derive(Debug, Clone, Default)]
pub(super) struct ByName {
    known: HashMap<Arc<str>, usize>,
    recent: Vec<(Arc<str>, usize)>,
    /// Where in `recent` the next name is expected.
    next: usize,
}

impl ByName {
    /// The number of a name, if it has one.
    pub(super) fn get(&mut self, name: &Arc<str>) -> Option<usize> {
        let (before, after) = self.recent.split_at(self.next.min(self.recent.len()));
        let ahead = after.iter().chain(before).position(|(known, _)| Arc::ptr_eq(known, name));
        if let Some(ahead) = ahead {
            let at = (self.next + ahead) % self.recent.len();
            self.next = (at + 1) % self.recent.len();
            return Some(self.recent[at].1);
        }
        let number = *self.known.get(name)?;
        if self.recent.len() < MOST_RECENT {
            self.recent.push((Arc::clone(name), number));
        }
        Some(number)
    }

    /// Gives a number to a name.
    pub(super) fn insert(&mut self, name: &Arc<str>, number: usize) {
        self.known.insert(Arc::clone(name), number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_by_letters_and_by_address() {
        let mut names = ByName::default();
        let shared: Vec<Arc<str>> = (0..100).map(|i| format!("{i}").into()).collect();
        for (i, name) in shared.iter().enumerate() {
            assert_eq!(names.get(name), None);
            names.insert(name, i);
        }
        for _ in 0..3 {
            for at in [3, 4, 7, 99, 98, 3] {
                assert_eq!(names.get(&shared[at]), Some(at));
                assert_eq!(names.get(&format!("{at}").as_str().into()), Some(at));
            }
        }
        assert_eq!(names.get(&"none".into()), None);
    }
}
