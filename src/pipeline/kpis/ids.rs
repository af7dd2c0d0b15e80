//! Numbers for customers, the same in every table. What the tables call them is not kept.

use std::collections::HashMap;

use xxhash_rust::xxh3::xxh3_128;

use crate::ingest::is_missing;

/// Customers by fingerprints of what they are called.
#[derive(Debug, Default)]
pub(super) struct Ids {
    known: HashMap<u128, u32>,
}

impl Ids {
    /// The number of a customer; `None` of none. `C-7`, ` c-7 ` and `Ｃ-7` are one, as are 1001
    /// and 1001.0, which spreadsheets make of each other.
    pub(super) fn of(&mut self, cell: &str) -> Option<u32> {
        let cell = cell.trim();
        let cell = cell.strip_prefix('\'').unwrap_or(cell);
        if is_missing(cell) {
            return None;
        }
        let narrow = |c: char| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            c => c,
        };
        let plain: String = cell.chars().map(narrow).flat_map(char::to_lowercase).collect();
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let whole = plain.strip_suffix(".0").filter(|whole| digits(whole)).unwrap_or(&plain);
        let next = u32::try_from(self.known.len()).ok()?;
        Some(*self.known.entry(xxh3_128(whole.as_bytes())).or_insert(next))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_customer_is_one_number_however_it_is_written() {
        let mut ids = Ids::default();
        let first = ids.of("C-7").unwrap();
        for same in [" c-7 ", "Ｃ-7", "'C-7"] {
            assert_eq!(ids.of(same), Some(first), "{same}");
        }
        let number = ids.of("1001").unwrap();
        assert_eq!(ids.of("1001.0"), Some(number));
        assert_ne!(ids.of("1001.5"), Some(number));
        assert_ne!(ids.of("0"), Some(number));
        assert_eq!([ids.of(""), ids.of("N/A"), ids.of(" ")], [None; 3]);
    }
}
