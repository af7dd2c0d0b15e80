//! Words by which a name asks for an item twice: what was expected of it, and what it was like.

/// What stands in the name of a column of what was expected, the longest first.
pub(crate) const EXPECTED: [&str; 8] =
    ["expectations", "expectation", "expected", "expect", "期望值", "期望", "期待", "预期"];

/// The same of what it was like.
pub(crate) const PERCEIVED: [&str; 9] = [
    "perceptions",
    "perception",
    "perceived",
    "实际感受",
    "实际感知",
    "感知值",
    "感知",
    "感受",
    "实际",
];

/// Whether a name in small letters holds a word: of Latin letters as a word of its own.
pub(crate) fn holds(name: &str, word: &str) -> bool {
    match word.is_ascii() {
        true => name.split(|c: char| !c.is_ascii_alphabetic()).any(|own| own == word),
        false => name.contains(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin_words_stand_by_themselves() {
        for (name, word, held) in [
            ("expected reliability", "expected", true),
            ("unexpectedly good", "expected", false),
            ("reliability_expectation", "expectation", true),
            ("有形性期望", "期望", true),
            ("有形性", "期望", false),
        ] {
            assert_eq!(holds(name, word), held, "{name}");
        }
    }
}
