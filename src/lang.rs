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

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use toml::Value;

    /// The words of all files under `locales/`, each with the path of its key.
    fn all_words() -> Vec<(String, toml::Table)> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales");
        let (mut words, mut left) = (Vec::new(), Vec::new());
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            left.push((path.file_stem().unwrap().to_str().unwrap().to_owned(), {
                fs::read_to_string(&path).unwrap().parse::<toml::Table>().unwrap()
            }));
        }
        while let Some((key, table)) = left.pop() {
            if table.contains_key("en") || table.contains_key("zh") {
                words.push((key, table));
                continue;
            }
            for (name, value) in table {
                if let Value::Table(inner) = value {
                    left.push((format!("{key}.{name}"), inner));
                }
            }
        }
        words
    }

    /// The places `%{name}` of a sentence, sorted.
    fn places(sentence: &str) -> Vec<&str> {
        let mut places: Vec<&str> =
            sentence.split("%{").skip(1).filter_map(|rest| rest.split('}').next()).collect();
        places.sort_unstable();
        places
    }

    #[test]
    fn every_word_is_there_in_both_languages_and_says_the_same_things() {
        let words = all_words();
        assert!(words.len() > 500, "{}", words.len());
        for (key, table) in &words {
            let said = |lang: &str| table.get(lang).and_then(Value::as_str).unwrap_or_default();
            let (en, zh) = (said("en"), said("zh"));
            // Chinese sentences stand without a space between them.
            let empty = en.is_empty() || zh.is_empty() && !key.ends_with("between_sentences");
            assert!(!empty && table.len() == 2, "{key}");
            assert_eq!(places(en), places(zh), "{key}");
        }
    }
}
