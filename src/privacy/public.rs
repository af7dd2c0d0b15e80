//! What an export says itself, and what is therefore no private name in its comments: the firm in
//! its headers, the sites and products in its columns.

use std::collections::HashSet;
use std::ops::Range;

use super::first_names::known_first_name;
use super::lexicon::LEXICON;
use super::ordinary::{is_listed, is_plain};
use super::people_en::is_title;
use super::scan::{is_han, is_letter, window, window_after};
use super::surnames::family_name;

/// Words and phrases that are no private names: [`Redactor::with_public_words`].
///
/// [`Redactor::with_public_words`]: super::Redactor::with_public_words
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublicWords {
    /// Words in small letters that are hardly anything but a name.
    words: HashSet<String>,
    /// Names of several words, in small letters.
    phrases: Vec<String>,
}

/// Words and phrases that are kept: an export with more has columns that are none of segments.
const MOST_WORDS: usize = 5_000;
const MOST_PHRASES: usize = 500;

/// Words of a phrase at most; what has more is a question.
const LONGEST: usize = 6;

impl PublicWords {
    /// Takes in what a header, the name of a file or a value says. Where somebody is named with a
    /// first name or a title, none of the words is public by itself.
    pub fn add(&mut self, said: &str) {
        let said = said.trim().to_ascii_lowercase();
        let parts: Vec<&str> = words(&said).collect();
        let personal =
            parts.iter().any(|word| known_first_name(word) == Some(true) || is_title(word));
        if !personal && self.words.len() < MOST_WORDS {
            let named = |word: &str| {
                let letters = word.chars().all(|c| is_letter(Some(c)));
                word.len() > 2 && letters && !is_listed(word) && known_first_name(word).is_none()
            };
            let names = parts.iter().filter(|word| named(word));
            self.words.extend(names.map(|word| (*word).to_owned()));
        }
        let phrase = match said.chars().filter(|&c| is_han(c)).count() {
            0 => {
                let thing = parts.iter().any(|word| is_plain(word) || *word == "st");
                (2..=LONGEST).contains(&parts.len()) && (thing || !personal)
            }
            // 欧阳小明 and 王小明老师 are somebody.
            han => {
                let double = han == 4 && family_name(&said).is_some_and(|family| family > 3);
                han > 3 && !double && LEXICON.titles.ending(&said).is_none()
            }
        };
        if phrase && self.phrases.len() < MOST_PHRASES && !self.phrases.contains(&said) {
            self.phrases.push(said);
        }
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.phrases.is_empty()
    }

    /// Whether a name that stands in a text is public.
    pub(super) fn has(&self, text: &str, name: &Range<usize>) -> bool {
        let Some(own) = text.get(name.clone()) else { return false };
        let lower = own.to_ascii_lowercase();
        let mut own = words(&lower).peekable();
        if own.peek().is_some() && own.all(|word| self.words.contains(word)) {
            return true;
        }
        let from = name.start - window(text, name.start, 64).len();
        let to = name.end + window_after(text, name.end, 64).len();
        let near = text[from..to].to_ascii_lowercase();
        let within = |at: usize, length: usize| at <= name.start && name.end <= at + length;
        self.phrases.iter().any(|phrase| {
            near.match_indices(phrase.as_str()).any(|(at, _)| within(from + at, phrase.len()))
        })
    }
}

/// The words of a text, without the s of what somebody has.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’'));
    parts.map(without_s).filter(|word| !word.is_empty())
}

fn without_s(word: &str) -> &str {
    word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use crate::privacy::tests::assert_found;
    use crate::privacy::{DetailKind, PublicWords, RedactOptions, Redactor};

    #[test]
    fn names_that_an_export_says_itself() {
        let mut public = PublicWords::default();
        for said in [
            "How likely are you to recommend Skylark Airways to a friend?",
            "brightwatt_survey-2026",
            "St Mary's",
            "Chaudhry Clinic",
            "Dr Solberg",
            "Sarah Jones",
            "Sarah Court",
            "王小明老师",
            "锦绣江南高科店",
            "欧阳建华",
        ] {
            public.add(said);
        }
        assert!(!public.is_empty() && PublicWords::default().is_empty());
        let redactor = Redactor::new(RedactOptions::default()).with_public_words(public);
        // All words with a capital but the first one are said to be names, and 江南 and 建华.
        let names = |text: &str| {
            let mut names = Vec::new();
            for word in ["江南", "建华"] {
                names.extend(text.find(word).map(|at| at..at + word.len()));
            }
            let mut at = 0;
            for word in text.split(' ') {
                let own = word.trim_end_matches("'s");
                if at > 0 && own.starts_with(|c: char| c.is_ascii_uppercase()) {
                    names.push(at..at + own.len());
                }
                at += word.len() + 1;
            }
            names
        };
        assert_found(
            &|text| redactor.find_naming(text, Some(names(text).as_slice())),
            DetailKind::Name,
            &[
                "spoke to Skylark about it",
                "ask for Brightwatt today",
                "ask for {Zorbl} today",
                "so rude at {Mary}'s today",
                "we love Sarah Court today",
                "we love {Sarah} today",
                "back to St Mary's today",
                "we love Chaudhry Clinic today",
                "we met {Solberg} today",
                "we met {Sarah} and {Jones} today",
                "锦绣江南高科店很好",
                "去了{江南}很好",
                "找{建华}办的",
                "找{王小明}老师办的",
            ],
        );
    }
}
