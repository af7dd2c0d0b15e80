//! Who is meant by the number of a customer or respondent, in whatever table it stands.

use xxhash_rust::xxh3::xxh3_64;

use super::number::is_missing;

/// A hash of who is meant; `None` of nobody. `C-7`, ` c-7 ` and `Ｃ-7` are one, as are 1001 and
/// 1001.0, which spreadsheets make of each other.
pub(crate) fn person(cell: &str) -> Option<u64> {
    let cell = cell.trim();
    let cell = cell.strip_prefix('\'').unwrap_or(cell);
    if is_missing(cell) {
        return None;
    }
    let narrow = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        c => c,
    };
    let plain: String = cell.chars().map(narrow).flat_map(char::to_uppercase).collect();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let whole = plain.strip_suffix(".0").filter(|whole| digits(whole)).unwrap_or(&plain);
    Some(xxh3_64(whole.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_customer_is_one_however_it_is_written() {
        let first = person("C-7").unwrap();
        for same in [" c-7 ", "Ｃ-7", "'C-7"] {
            assert_eq!(person(same), Some(first), "{same}");
        }
        let number = person("1001").unwrap();
        assert_eq!(person("1001.0"), Some(number));
        assert_ne!(person("1001.5"), Some(number));
        assert_ne!(person("0"), Some(number));
        assert_eq!([person(""), person("N/A"), person(" ")], [None; 3]);
    }
}
