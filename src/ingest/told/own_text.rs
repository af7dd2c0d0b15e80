//! What is done with text that is the company's own by its name, with its words.

use rust_i18n::t;

/// What was done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnText {
    /// It stands beside what customers wrote, or is no text, and is not judged.
    Beside,
    /// It is the only text there is beside a score, and is not judged all the same.
    Alone,
    /// It is the only text there is beside a score, and is read as what customers said.
    Taken,
}

impl OwnText {
    /// All of it.
    #[cfg(test)]
    pub(crate) const ALL: [OwnText; 3] = [OwnText::Beside, OwnText::Alone, OwnText::Taken];

    /// What was done with this column, in words of `locale` (`en` or `zh`).
    pub(super) fn words_in(self, locale: &str, column: &str) -> String {
        let key = match self {
            OwnText::Beside => "ingest.own_text.beside",
            OwnText::Alone => "ingest.own_text.alone",
            OwnText::Taken => "ingest.own_text.taken",
        };
        t!(key, locale = locale, column = column).into_owned()
    }

    /// Whether it is told before the results: of the only text nobody may overlook what was done.
    pub(crate) fn is_first(self) -> bool {
        self != OwnText::Beside
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_it_has_words_in_both_languages_and_names_what_to_state() {
        for own in OwnText::ALL {
            let [zh, en] = ["zh", "en"].map(|locale| own.words_in(locale, "a"));
            assert_ne!(zh, en, "{own:?}");
            let role = if own == OwnText::Taken { "ignore" } else { "comment" };
            for said in [zh, en] {
                assert!(said.contains("“a”") && !said.contains("%{"), "{said}");
                assert!(said.contains(&format!("role = \"{role}\"")), "{said}");
            }
        }
        assert_eq!(OwnText::ALL.map(OwnText::is_first), [false, true, true]);
    }
}
