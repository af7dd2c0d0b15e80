//! Names in English texts: "my name is Anna Lee", "call me Tom".

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::scan::{joined, pattern, spans};

/// A name follows, however it is written.
static STRONG: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\bmy (?:(?:full|first|last|real|given|family) )?name(?: is|['’]s| was|:)[ ]{1,2}(?:(?:mr|mrs|ms|miss|dr)\.? )?",
    )
});

/// A name follows if it is written like one.
static WEAK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:(?i:\bi['’]?m called|\bi am called|\bcall me|\b(?:contact|recipient|passenger|guest|customer|full|first|last|cardholder) name ?(?:is|:|：)|\b(?:contact(?: person)?|recipient|addressee|attn|signed|signed by|sincerely|(?:best |kind |warm )?regards)[:,：]|\bcontact person is))\s{1,3}(?:(?:Mr|Mrs|Ms|Miss|Dr)\.? )?",
    )
});

/// A field of a form.
static FIELD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:^|[\n;|(（,，。.] ?)(?i:name) ?[:：] ?(?:(?:Mr|Mrs|Ms|Miss|Dr)\.? )?")
});

/// Up to four words, each with a capital.
static CAPITALS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:[\p{Lu}][<l>'’\-]{0,24}\.?)(?: (?:(?:van|von|de|der|da|la|bin|al|del|di|el) ){0,2}[\p{Lu}][<l>'’\-]{0,24}\.?){0,3}",
    )
});

static WORD: LazyLock<Regex> = LazyLock::new(|| pattern(r"^<l>[<l>'’\-]{1,24}"));

/// What follows "my name is" or "call me" and is no name.
const NOT_NAMES: &str = " a about again all already also always am an and anonymous any anymore anything apple as asap assistance associated at attached away back because being both but by calling called came clearly common confidential correct correctly crazy credit daily dear different directly disappointed documented down dumb during either entered even ever every exactly fine first five for four free friday from fussy gone great grab guest had happy hard has he her help here hers hi his i i'd i'll i'm i've if impossible impressed in incorrect incorrectly irrelevant is isn't it it's its january june july jealous just late later linked listed lucky lyft mad march maybe me mine miss mister mrs misprinted misspelled misspelt missing monday mud my never next no nobody not nothing nowhere now nuts of often old on once one only or our out over paranoid picky please printed private pronounced ready really refused registered right rude satisfied saturday showing shown silly since sir so someone something sometime soon sorry spelled spelt spoiled stayed staying still stupid such sunday surprised than thank thanks that the their them then there they thing this three thursday to today tomorrow tonight too traveling travelling tuesday twice two uber under unimpressed unusual up us very visited was we wednesday were what when where whether which while who why will with without wrong wrongly yes yet you your ";

pub(super) fn is_no_name(word: &str) -> bool {
    let word = word.trim_end_matches('.').to_lowercase().replace('’', "'");
    NOT_NAMES.split(' ').any(|no| no == word)
}

/// Names in the Latin alphabet.
pub(super) fn english_names(text: &str) -> Vec<Range<usize>> {
    let named = |lower: bool| {
        move |cue: Range<usize>| {
            let at = cue.end;
            latin_name(&text[at..], lower).map(|length| at..at + length)
        }
    };
    joined([
        spans(&STRONG, text, named(true)),
        spans(&WEAK, text, named(false)),
        spans(&FIELD, text, named(false)),
    ])
}

/// Length of the name that `text` begins with; `lower` takes one that is not
/// capitalised, too.
pub(super) fn latin_name(text: &str, lower: bool) -> Option<usize> {
    if let Some(found) = CAPITALS.find(text) {
        let mut length = 0;
        let words = found.as_str().split(' ');
        for (i, word) in words.enumerate() {
            if is_no_name(word) {
                break;
            }
            length += word.len() + usize::from(i > 0);
            // A full stop ends the name, but not after an initial.
            if word.ends_with('.') && word.chars().count() > 2 {
                length -= 1;
                break;
            }
        }
        let single = found.as_str()[..length].chars().count() < 2;
        return (length > 0 && !single)
            .then(|| found.as_str()[..length].trim_end_matches(['-', '\'', '’']).len());
    }
    if !lower {
        return None;
    }
    let first = WORD.find(text).filter(|word| !is_no_name(word.as_str()))?;
    let rest = &text[first.end()..];
    // A second word is part of it where the sentence does not go on with it.
    let second = rest.strip_prefix(' ').and_then(|rest| WORD.find(rest)).filter(|word| {
        let beyond = &rest[1 + word.end()..];
        let next = beyond.trim_start().split(|c: char| !c.is_alphabetic() && c != '\'').next();
        let ends = !beyond.starts_with(' ') || next.is_some_and(is_no_name);
        !is_no_name(word.as_str()) && ends
    });
    Some(first.end() + second.map_or(0, |word| 1 + word.end()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::DetailKind;
    use crate::privacy::tests::assert_masked;

    #[test]
    fn the_length_of_a_name_in_the_latin_alphabet() {
        for (text, lower, wanted) in [
            ("Anna", false, Some("Anna")),
            ("Anna Lee came", false, Some("Anna Lee")),
            ("Anna The", false, Some("Anna")),
            ("The Anna", false, None),
            ("Anna-", false, Some("Anna")),
            // A full stop ends the name, but not after an initial.
            ("Anna J. Lee", false, Some("Anna J. Lee")),
            ("Anna Li. Thanks", false, Some("Anna Li")),
            ("Al", false, Some("Al")),
            ("A", false, None),
            // In small letters, a second word counts where the sentence does not go on with it.
            ("anna", false, None),
            ("anna", true, Some("anna")),
            ("anna lee.", true, Some("anna lee")),
            ("anna lee and left", true, Some("anna lee")),
            ("anna lee and, well", true, Some("anna lee")),
            ("anna lee isn't it", true, Some("anna lee")),
            ("anna lee went off", true, Some("anna")),
            ("anna the, well", true, Some("anna")),
            ("the anna", true, None),
            ("Anna来过", false, Some("Anna")),
            ("anna lee来过", true, Some("anna lee")),
            ("The", true, None),
        ] {
            assert_eq!(latin_name(text, lower).map(|length| &text[..length]), wanted, "{text}");
        }
    }

    #[test]
    fn english_names_end_at_words_that_are_none() {
        assert_masked(
            DetailKind::Name,
            &[
                "My name is {zorbl krant}.",
                "my name is {zorbl} went off",
                "My name is {Zorbl}",
                "my name was {Zorbl Krant} and it was misspelt",
                "My name is not on it",
                "i'm called {Zorbl}",
                "I'm called stupid",
                "(Name: {Zorbl Krant})",
                "filename: Zorbl",
                "I am called {Zorbl}",
                "call me {Zorbl}",
                "guest name: {Zorbl}",
                "contact: {Zorbl}",
                "contact person is {Zorbl}",
                "recipient: {Zorbl}",
                "addressee: {Zorbl}",
                "attn: {Zorbl}",
                "signed by: {Zorbl}",
                "sincerely, {Zorbl}",
                "kind regards, {Zorbl}",
            ],
        );
    }
}
