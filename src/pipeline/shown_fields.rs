//! The fields beside the comments, as they may be shown: customers, shops and places are
//! often called by a telephone number or an address.

use std::collections::HashMap;
use std::sync::Arc;

use crate::feedback::Feedback;
use crate::gate::Gate;
use crate::privacy::{MaskedCounts, PersonalDetail};

/// Most names that are remembered, to look at each only once.
const MOST_NAMES: usize = 10_000;

/// Takes the fields of rows through the gate, in the order of the rows: by it, names that
/// look alike when masked are numbered.
pub(super) struct ShownFields<'g> {
    pub(super) gate: &'g Gate,
    /// What names are shown as, where it is something else.
    known: HashMap<Arc<str>, Option<Masked>>,
}

/// A name as it is shown, and what is masked in it.
type Masked = (Arc<str>, Vec<PersonalDetail>);

impl<'g> ShownFields<'g> {
    pub(super) fn new(gate: &'g Gate) -> ShownFields<'g> {
        ShownFields { gate, known: HashMap::new() }
    }

    /// The row with all fields but the comments as they may be shown.
    pub(super) fn shown(&mut self, mut row: Feedback, masked: &mut MaskedCounts) -> Feedback {
        if let Some(respondent) = &mut row.respondent {
            let (shown, found) = self.gate.field(respondent);
            masked.add(&found);
            if *shown != **respondent {
                *respondent = shown.into_owned();
            }
        }
        let touchpoints =
            row.entries.iter_mut().flat_map(|e| e.touchpoint.iter_mut().chain(&mut e.also));
        for name in touchpoints.chain(row.segments.iter_mut().flatten()) {
            self.name(name, masked);
        }
        row
    }

    fn name(&mut self, name: &mut Arc<str>, masked: &mut MaskedCounts) {
        let seen = match self.known.get(name) {
            Some(seen) => seen.clone(),
            None => {
                let (shown, found) = self.gate.counted_name(name);
                let seen = (*shown != **name).then(|| (Arc::from(shown.as_ref()), found));
                if self.known.len() < MOST_NAMES {
                    self.known.insert(Arc::clone(name), seen.clone());
                }
                seen
            }
        };
        if let Some((shown, found)) = seen {
            masked.add(&found);
            *name = shown;
        }
    }
}
