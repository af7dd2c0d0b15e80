//! The words of a workbook in its language.

use rust_i18n::t;

use crate::report::Lang;
use crate::report::number_format::NumberFormat;

/// Looks words up in one language.
pub(super) struct Words {
    pub(super) lang: Lang,
    /// Numbers and dates within sentences.
    pub(super) format: NumberFormat,
}

impl Words {
    pub(super) fn new(lang: Lang) -> Words {
        Words { lang, format: NumberFormat::new(lang) }
    }

    /// The word for a key.
    pub(super) fn word(&self, key: &str) -> String {
        t!(key, locale = self.lang.code()).into_owned()
    }

    /// The word for a key, or what `otherwise` says where there is none.
    pub(super) fn known(&self, key: &str, otherwise: &str) -> String {
        crate::_rust_i18n_try_translate(self.lang.code(), key)
            .map_or_else(|| otherwise.to_owned(), |word| word.into_owned())
    }

    /// The heading of the lower end of an interval.
    pub(super) fn low(&self, name: &str) -> String {
        t!("workbook.low", locale = self.lang.code(), name = name).into_owned()
    }

    /// The heading of the upper end of an interval.
    pub(super) fn high(&self, name: &str) -> String {
        t!("workbook.high", locale = self.lang.code(), name = name).into_owned()
    }

    /// The heading of a label's share.
    pub(super) fn share_of(&self, label: &str) -> String {
        t!("workbook.share_of", locale = self.lang.code(), label = label).into_owned()
    }

    /// A heading that names a score: `NPS`, and the measure after it.
    pub(super) fn of_score(&self, key: &str, score: &str) -> String {
        t!(key, locale = self.lang.code(), score = score).into_owned()
    }

    /// Yes or no.
    pub(super) fn truth(&self, truth: bool) -> String {
        self.word(if truth { "workbook.yes" } else { "workbook.no" })
    }
}
