//! A number for each row by what it holds, so that whatever deals rows out (to
//! the groups of a bootstrap, to folds) does not ask in which order they came.

use std::collections::HashMap;

use xxhash_rust::xxh3::Xxh3;

use crate::feedback::{Feedback, ScoreKind};

/// Different rows that are remembered: equal ones among them are told apart.
const MOST_KNOWN: usize = 1 << 19;

/// A hash of all that a row holds, but for its place in the export.
pub(super) fn content(row: &Feedback) -> u64 {
    let mut hash = Xxh3::new();
    // Lengths keep "ab" + "c" and "a" + "bc" apart.
    let mut text = |text: Option<&str>| {
        hash.update(&text.map_or(u64::MAX, |text| text.len() as u64).to_le_bytes());
        hash.update(text.unwrap_or_default().as_bytes());
    };
    text(row.respondent.as_deref());
    row.segments.iter().for_each(|segment| text(segment.as_deref()));
    for entry in &row.entries {
        text(entry.touchpoint.as_deref());
        entry.also.iter().for_each(|name| text(Some(name)));
        text(entry.comment.as_deref());
    }
    let scores = row.entries.iter().flat_map(|e| ScoreKind::ALL.map(|kind| e.scores.get(kind)));
    for score in scores {
        let bits = score.map_or(u64::MAX, |score| score.value.to_bits());
        hash.update(&bits.to_le_bytes());
    }
    hash.update(&row.weight.to_bits().to_le_bytes());
    if let Some(time) = row.time {
        for part in [time.year(), i16::from(time.month()), i16::from(time.day())] {
            hash.update(&part.to_le_bytes());
        }
        let clock = [time.hour(), time.minute(), time.second()].map(|part| part as u8);
        hash.update(&clock);
        hash.update(&time.subsec_nanosecond().to_le_bytes());
    }
    hash.digest()
}

/// Numbers rows by what they hold; of equal rows the first, the second and so
/// on have numbers of their own, whichever of them comes first.
///
/// Takes memory for [`MOST_KNOWN`] rows. In a longer run those met once are
/// forgotten; of equal rows far apart two may then have the same number.
#[derive(Debug, Clone, Default)]
pub(super) struct RowKeys {
    times: HashMap<u64, u32>,
}

impl RowKeys {
    /// The number of a row that holds what this hash is of.
    pub(super) fn of(&mut self, content: u64) -> u64 {
        if self.times.len() >= MOST_KNOWN {
            self.forget();
        }
        let times = self.times.entry(content).or_default();
        *times += 1;
        // An odd multiplier makes a permutation of it (Fibonacci hashing).
        content ^ u64::from(*times - 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    /// Leaves at most half of the rows, those met most often.
    fn forget(&mut self) {
        let mut least = 2;
        while self.times.len() > MOST_KNOWN / 2 {
            self.times.retain(|_, times| *times >= least);
            least *= 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::tests::{entry, row, scores};

    #[test]
    fn equal_rows_have_numbers_of_their_own_in_any_order() {
        let of = |at, comment, nps| row(at, vec![entry(None, Some(comment), scores(nps, None))]);
        let rows = [of(2, "a", Some(9.0)), of(3, "a", Some(9.0)), of(4, "a", None)];
        let numbers = |order: &[usize]| {
            let mut keys = RowKeys::default();
            let mut numbers: Vec<u64> = order.iter().map(|i| keys.of(content(&rows[*i]))).collect();
            numbers.sort_unstable();
            numbers
        };
        let first = numbers(&[0, 1, 2]);
        assert_eq!(first, numbers(&[2, 1, 0]));
        assert!(first.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let times = (0..MOST_KNOWN as u64).map(|i| (i, 1 + u32::from(i % 8 == 0))).collect();
        let mut keys = RowKeys { times };
        keys.of(content(&row(1, vec![entry(None, Some("x"), scores(None, None))])));
        assert_eq!(keys.times.len(), MOST_KNOWN / 8 + 1);
    }
}
