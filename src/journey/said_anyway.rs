//! What an export says whatever its comments say: words of its headers, its files and its
//! touchpoints. That comments say them too, like the name of a product, is no news.

use crate::text::characters::is_han;
use crate::text::matching_form;

/// Headers, and the names of files and touchpoints.
#[derive(Debug, Clone, Default)]
pub(super) struct SaidAnyway(Vec<String>);

impl SaidAnyway {
    /// What these say.
    pub(super) fn by(names: Vec<&str>) -> SaidAnyway {
        SaidAnyway(names.into_iter().map(matching_form).collect())
    }

    /// Whether one of them says a word, which is in small letters: as a word of its own or, where
    /// none is written apart, anywhere.
    pub(super) fn holds(&self, word: &str) -> bool {
        let apart = !word.chars().any(is_han);
        let says = |name: &String| match apart {
            true => name.split(|c: char| !c.is_alphanumeric() || is_han(c)).any(|own| own == word),
            false => name.contains(word),
        };
        self.0.iter().any(says)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_headers_and_names_of_files() {
        let anyway = SaidAnyway::by(vec![
            "What do you like about Qase?",
            "体检报告满意度",
            "reviews_2024-crm.csv",
        ]);
        for (word, held) in [
            ("qase", true),
            ("qas", false),
            ("crm", true),
            ("报告", true),
            ("机器人", false),
            ("reviews", true),
            ("review", false),
        ] {
            assert_eq!(anyway.holds(word), held, "{word}");
        }
        assert!(!SaidAnyway::default().holds("qase"));
    }
}
