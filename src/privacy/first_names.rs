//! First names in the Latin alphabet.

use std::collections::HashMap;
use std::sync::LazyLock;

const LIST: &str = include_str!("../../data/words/first_names.txt");

/// First names in lower case; `true` where the word is nothing else.
static NAMES: LazyLock<HashMap<&str, bool>> = LazyLock::new(|| {
    let words = LIST.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace);
    words.map(|word| word.strip_suffix('?').map_or((word, true), |name| (name, false))).collect()
});

/// Whether a word is a first name: `Some(true)` for one that is nothing else.
pub(crate) fn known_first_name(word: &str) -> Option<bool> {
    if word.len() > 16 {
        return None;
    }
    NAMES.get(word.to_lowercase().as_str()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_words_are_marked() {
        assert_eq!(known_first_name("Sarah"), Some(true));
        assert_eq!(known_first_name("June"), Some(false));
        assert_eq!(known_first_name("Delivery"), None);
    }
}
