//! What comments may hold in place of plain text, with its words.

use rust_i18n::t;

/// One kind of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OddText {
    /// Other characters than were written, by which nothing can be judged.
    Garbled,
    /// Objects of JSON, whose members are no columns.
    Json,
    /// Tags and entities of HTML, which are taken off.
    Markup,
}

impl OddText {
    /// That so many of the cells of a column that were looked at hold it, in words of `locale`
    /// (`en` or `zh`).
    pub(super) fn words_in(self, locale: &str, column: &str, [n, of]: [u64; 2]) -> String {
        let key = match self {
            OddText::Garbled => "ingest.odd_text.garbled",
            OddText::Json => "ingest.odd_text.json",
            OddText::Markup => "ingest.odd_text.markup",
        };
        t!(key, locale = locale, column = column, n = n, of = of).into_owned()
    }

    /// Whether it moves the numbers where one cell in twenty or more holds it.
    pub(super) fn moves_numbers(self) -> bool {
        match self {
            OddText::Garbled | OddText::Json => true,
            OddText::Markup => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_it_has_words_in_both_languages() {
        for odd in [OddText::Garbled, OddText::Json, OddText::Markup] {
            let [zh, en] = ["zh", "en"].map(|locale| odd.words_in(locale, "a", [8, 40]));
            assert_ne!(zh, en, "{odd:?}");
            for said in [zh, en] {
                assert!(
                    said.contains("“a”") && said.contains('8') && said.contains("40"),
                    "{said}"
                );
                assert!(!said.contains("%{") && !said.contains("ingest."), "{said}");
            }
        }
    }
}
