//! The two languages the tool and its reports speak, and names given in both.

use serde::{Deserialize, Serialize};

/// Language of the tool's own words (not of the comments).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Simplified Chinese.
    Zh,
    /// English.
    #[default]
    En,
}

impl Lang {
    /// The locale code of the word lists under `locales/`.
    pub fn code(self) -> &'static str {
        match self {
            Lang::Zh => "zh",
            Lang::En => "en",
        }
    }
}

/// A name of the tool's own in both report languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StaticName {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

impl StaticName {
    /// The name in one language.
    pub fn in_lang(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

/// A name in both report languages. For names that come from the export both
/// are the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Name {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Name {
    /// A name that is the same in both languages.
    pub fn same(name: impl Into<String>) -> Name {
        let name = name.into();
        Name { zh: name.clone(), en: name }
    }

    /// A name or sentence as `said` gives it in each language.
    pub fn both(said: impl Fn(Lang) -> String) -> Name {
        Name { zh: said(Lang::Zh), en: said(Lang::En) }
    }

    /// The name in one language.
    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}
