//! The result of a check of targets, in the formats it is wanted in: a table for the terminal,
//! Markdown for a chat or a mail, JSON for programs, JUnit for what runs jobs at night.

mod junit;
#[cfg(test)]
mod tests;

use serde::Serialize;

use super::document::Words;
use super::{Lang, markdown, sections, terminal};
use crate::gate::visible::json_escaped;
use crate::journey::Checked;

pub use junit::check_junit;

/// The result in at most `width` cells a line, as far as its columns allow.
pub fn check_table(checked: &Checked, lang: Lang, width: usize) -> String {
    terminal::render(&sections::targets::document(checked), lang, width)
}

/// The result as Markdown.
pub fn check_markdown(checked: &Checked, lang: Lang) -> String {
    markdown::render(&sections::targets::document(checked), lang)
}

/// The result as indented JSON with a final newline; every verdict says in words of `lang` what
/// it is about (`target`) and what became of it (`said`).
///
/// # Errors
/// None in practice: all keys are strings.
pub fn check_json(checked: &Checked, lang: Lang) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Told<'c> {
        #[serde(flatten)]
        checked: &'c Checked,
        words: Vec<Spoken>,
    }
    #[derive(Serialize)]
    struct Spoken {
        target: String,
        required: String,
        found: String,
        said: String,
    }
    let words = Words::new(lang);
    let spoken = checked.verdicts.iter().map(|verdict| Spoken {
        target: words.say(&sections::targets::subject(verdict)),
        required: words.say(&sections::targets::required(verdict)),
        found: words.say(&sections::targets::found(verdict)),
        said: words.say(&sections::targets::said(verdict)),
    });
    let told = Told { checked, words: spoken.collect() };
    let mut json = json_escaped(&serde_json::to_string_pretty(&told)?).into_owned();
    json.push('\n');
    Ok(json)
}
