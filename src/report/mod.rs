//! The result of a run as one value, [`Summary`], and one exporter per format.
//!
//! Every exporter is a plain function from a [`Summary`] (and a [`Lang`] where
//! it speaks) to text or bytes.

pub mod aligned_table;
pub mod comment_columns;
pub mod comment_row;
pub mod csv;
mod document;
pub mod evidence;
pub mod formula_guard;
pub mod html;
pub mod json;
pub mod markdown;
#[cfg(test)]
pub(crate) mod sample;
mod sections;
mod shortened;
pub mod summary;
pub mod terminal;
pub mod workbook;

pub use crate::lang::{self, Lang};
#[cfg(test)]
pub(crate) use summary::Name;
pub use summary::Summary;

#[cfg(test)]
mod tests {
    const WORDS: [&str; 2] =
        [include_str!("../../locales/report.toml"), include_str!("../../locales/workbook.toml")];

    /// Every table with `en` or `zh` and what it lacks.
    fn gaps(value: &toml::Value, path: &str, gaps: &mut Vec<String>) -> usize {
        let Some(table) = value.as_table() else { return 0 };
        let words: Vec<bool> =
            ["en", "zh"].map(|lang| table.get(lang).is_some_and(|word| word.is_str())).to_vec();
        if words.contains(&true) {
            let empty = table.values().any(|word| word.as_str().is_none_or(str::is_empty));
            if words.contains(&false) || empty || table.len() != 2 {
                gaps.push(path.to_owned());
            }
            return 1;
        }
        table.iter().map(|(key, value)| self::gaps(value, &format!("{path}.{key}"), gaps)).sum()
    }

    /// The places `%{name}` of a sentence, sorted.
    fn places(sentence: &str) -> Vec<&str> {
        let mut places: Vec<&str> =
            sentence.split("%{").skip(1).filter_map(|rest| rest.split('}').next()).collect();
        places.sort_unstable();
        places
    }

    #[test]
    fn every_word_is_there_in_both_languages() {
        for words in WORDS {
            let words: toml::Value = toml::from_str(words).unwrap();
            let mut missing = Vec::new();
            assert!(gaps(&words, "", &mut missing) > 10);
            assert_eq!(missing, [""; 0]);
        }
    }

    #[test]
    fn both_languages_say_the_same_things() {
        let mut tables: Vec<toml::Value> = WORDS.map(|w| toml::from_str(w).unwrap()).to_vec();
        while let Some(value) = tables.pop() {
            let toml::Value::Table(table) = value else { continue };
            if let (Some(en), Some(zh)) =
                (table.get("en").and_then(|w| w.as_str()), table.get("zh").and_then(|w| w.as_str()))
            {
                assert_eq!(places(en), places(zh), "{en}");
            }
            tables.extend(table.into_iter().map(|(_, value)| value));
        }
    }
}
