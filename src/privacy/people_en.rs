//! Names in English comments without a word that says so: first names by a
//! list, told from brands, places and other words by what stands beside them;
//! what follows a title, a role or a relation.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::first_names::known_first_name;
use super::names_en::is_no_name;
use super::ordinary::{is_plain, only_words};
use super::scan::{after, before, is_letter, window, window_after};

const LIST: &str = include_str!("../../data/words/people_en.toml");

#[derive(Deserialize)]
struct File {
    roles: Vec<String>,
    relations: Vec<String>,
    before: Vec<String>,
    introducing: Vec<String>,
    after: Vec<String>,
    things: Vec<String>,
    brands: Vec<String>,
    words: Vec<String>,
    opening: HashSet<String>,
    places: PlaceWords,
    seasons: HashSet<String>,
    counters: Vec<String>,
    owned: HashSet<String>,
}

/// What tells a place from a person.
#[derive(Deserialize)]
struct PlaceWords {
    /// Before a place.
    among: HashSet<String>,
    /// Before a place or a person.
    towards: HashSet<String>,
    /// Before one of the first, where a person follows after all.
    personal: HashSet<String>,
    /// The same before one of the second.
    spoken: HashSet<String>,
}

struct Lists {
    roles: HashSet<String>,
    relations: HashSet<String>,
    before: HashSet<String>,
    introducing: HashSet<String>,
    after: Vec<String>,
    things: HashSet<String>,
    brands: AhoCorasick,
    words: HashSet<String>,
    opening: HashSet<String>,
    places: PlaceWords,
    seasons: HashSet<String>,
    counters: Vec<String>,
    owned: HashSet<String>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let file: File = match toml::from_str(LIST) {
        Ok(file) => file,
        Err(error) => unreachable!("people_en.toml is part of the program: {error}"),
    };
    let set = |words: Vec<String>| words.into_iter().collect();
    let brands = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .build(file.brands);
    Lists {
        roles: set(file.roles),
        relations: set(file.relations),
        before: set(file.before),
        introducing: set(file.introducing),
        after: file.after,
        things: set(file.things),
        brands: match brands {
            Ok(brands) => brands,
            Err(error) => unreachable!("a few words fit in an automaton: {error}"),
        },
        words: set(file.words),
        opening: file.opening,
        places: file.places,
        seasons: file.seasons,
        counters: file.counters,
        owned: file.owned,
    }
});

/// A capitalised word.
#[derive(Debug, Clone, Copy)]
struct Word<'t> {
    at: usize,
    /// Without "'s".
    own: &'t str,
    possessive: bool,
}

impl Word<'_> {
    fn end(&self) -> usize {
        self.at + self.own.len()
    }
}

/// Names without a word that says so. Where the text has been `read` by somebody who finds names
/// by what is said, only those that a word or what they do bears out.
pub(super) fn english_people(text: &str, read: bool) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut brands: Option<Vec<Range<usize>>> = None;
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let starts = first.is_uppercase() && !text[..at].ends_with(is_part);
        let word = if starts { word_at(text, at) } else { None };
        let Some(word) = word else {
            at += first.len_utf8();
            continue;
        };
        at = word.end();
        let joint = found.last().and_then(|last| text.get(last.end..word.at));
        let chained = matches!(joint, Some(" and " | " & " | ", " | ", and " | "/" | " / "));
        let Some(span) = person(text, word, chained, read) else { continue };
        // Few texts get here: brands are looked for once there is a name.
        let brands = brands.get_or_insert_with(|| {
            LISTS.brands.find_iter(text).map(|brand| brand.range()).collect()
        });
        if !brands.iter().any(|brand| brand.start < span.end && span.start < brand.end) {
            at = span.end;
            found.push(span);
        }
    }
    found
}

/// Letters of scripts with capitals, digits and what joins them to one word. Others, such as
/// Chinese, stand beside a word without a blank.
fn is_part(c: char) -> bool {
    c.is_lowercase() || c.is_uppercase() || c.is_ascii_digit() || "@_#/&".contains(c)
}

/// Whether a word is a first name, also with accents, which the list does without: René. What
/// would be a word as well without them may be another one with them (Rosé).
fn first_name(word: &str) -> Option<bool> {
    let known = known_first_name(word);
    if known.is_some() || word.is_ascii() {
        return known;
    }
    let plain: String = word.nfd().filter(|c| !is_combining_mark(*c)).collect();
    known_first_name(&plain).filter(|only| *only)
}

fn is_name_letter(c: char) -> bool {
    c.is_alphabetic() && !super::scan::is_han(c)
}

/// The capitalised word that begins at `at`, in small letters but for the first
/// and those after an apostrophe.
fn word_at(text: &str, at: usize) -> Option<Word<'_>> {
    let rest = window_after(text, at, 40);
    let mut end = 0;
    let mut chars = rest.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let joins = matches!(c, '\'' | '’' | '-')
            && i > 0
            && chars.peek().is_some_and(|(_, next)| is_name_letter(*next));
        if !is_name_letter(c) && !joins {
            break;
        }
        end = i + c.len_utf8();
    }
    let whole = &rest[..end];
    let own = whole.strip_suffix("'s").or_else(|| whole.strip_suffix("’s")).unwrap_or(whole);
    let next = rest[end..].chars().next();
    let code = next.is_some_and(|c| c.is_ascii_digit() || matches!(c, '@' | '_' | '/'));
    (!own.is_empty() && !code).then_some(Word { at, own, possessive: own.len() < whole.len() })
}

/// The name that begins with this word.
fn person(text: &str, word: Word<'_>, chained: bool, read: bool) -> Option<Range<usize>> {
    let lists = &*LISTS;
    let known = first_name(word.own);
    let before = text[..word.at].trim_end_matches(' ');
    // Most words with a capital begin a sentence, where only names are looked for.
    let begins = before.ends_with(['!', '?', '\n', ';', '…']) || before.is_empty();
    let last = |end: usize| text[end..].chars().all(|c| !c.is_alphanumeric());
    if known.is_none() && begins && !last(full(text, word, 2)) {
        return None;
    }
    let lower = word.own.to_lowercase();
    let head = window(text, word.at, 40).to_lowercase();
    let trimmed = head.trim_end();
    let gap = &head[trimmed.len()..];
    let opening = trimmed.is_empty() || trimmed.ends_with(['.', '!', '?', '\n', ';', '…']);
    let previous = last_words(trimmed, 1);
    if (gap.len() < 2 || gap == "  ") && is_title(previous) {
        // MS Teams, MS Office: a firm, and no title.
        let firm = before.ends_with("MS") && known.is_none();
        if firm || no_name(&lower) || word.own.chars().count() < 2 {
            return None;
        }
        return Some(word.at..full(text, word, 3));
    }
    let initial = word.own.chars().count() == 1 && text[word.end()..].starts_with(". ");
    if known.is_none() && !could_be(word.own) && !initial {
        return None;
    }
    let small = word.own.chars().any(char::is_lowercase);
    let end = full(text, word, 2);
    let more = end > word.end();
    if !chained && opening_phrase(trimmed, previous) {
        return None;
    }
    let said = !opening && introduced(trimmed, &lists.introducing) || chained && known.is_some();
    if !said && is_somewhere(trimmed, previous, known) {
        return None;
    }
    let role = !opening
        && (gap.len() == 1 || gap == "  ")
        && (lists.roles.contains(previous.trim_end_matches(':'))
            || (lists.relations.contains(previous) && owned(trimmed)));
    // "My Husband Loved It": in a title every word has a capital.
    let plain =
        last_words(window(text, word.at, 40).trim_end(), 1).starts_with(|c: char| c.is_lowercase());
    let role = role && (plain || known == Some(true));
    let own_name = ["this is", "i'm", "i am", "im"].iter().any(|own| ends_with_words(trimmed, own));
    let last = last(end);
    if known.is_none() {
        // A word of no list: only where nothing but a name can stand.
        let signed = last && signature(text, word.at) && more;
        let thanked = trimmed.trim_end_matches(',').ends_with("thank you")
            || trimmed.trim_end_matches([',', 't', 'o', ' ']).ends_with("thanks")
            || trimmed.ends_with("thank you to");
        // Of "J. Zorbl" the initial says nothing.
        let own = &text[if initial { word.end() } else { word.at }..end];
        let fits = (!initial || (more && (said || signed)))
            && ((said && !thanked) || (role && small) || (own_name && more) || signed)
            && !no_name(&lower)
            && !lists.things.contains(next_word(text, end).as_str())
            && !(said && word.possessive)
            && !only_words(own);
        return fits.then_some(word.at..end);
    }
    let tail = window_after(text, end, 32).to_lowercase();
    let following = tail.trim_start();
    let next = next_word(text, end);
    if lists.things.contains(next.as_str()) || (word.possessive && followed_by_capital(text, end)) {
        return None;
    }
    let near = !opening && (introduced(trimmed, &lists.before) || role);
    // "April was great" is of the month, "April helped" is not.
    let season = lists.seasons.contains(&lower)
        && ["was", "is", "were", "did", "had", "got", "has"].iter().any(|verb| next == *verb);
    let acts = !season && tail.starts_with(' ') && begins_with_words(following, &lists.after);
    let stands = tail.starts_with(" at the ")
        && lists.counters.iter().any(|place| tail.contains(place.as_str()));
    let acts = acts || stands;
    let signed = last && signature(text, word.at) && !trimmed.is_empty();
    // "DON'T", "Don ' t", "EVA": in capitals only where one is named.
    let cut = text[end..].trim_start().starts_with(['\'', '’']) && !word.possessive;
    if cut || (!small && !said) {
        return None;
    }
    // Who reads the text may have missed a name in full: "James Webb clearly did not".
    let mut surnames = text[word.end()..end].split_whitespace().map(str::to_lowercase);
    let in_full = known == Some(true) && surnames.all(|surname| !is_plain(&surname));
    let fits = match known {
        Some(true) if !read => {
            // In front of a clause, or anywhere within: a first name.
            !(word.possessive && !acts && !near) || lists.owned.contains(&next)
        }
        _ => {
            said || role
                || (acts && !word.possessive)
                || (more && (near || own_name || in_full))
                || signed
        }
    };
    fits.then_some(word.at..end)
}

/// The name with its surnames and initials.
fn full(text: &str, word: Word<'_>, most: usize) -> usize {
    let mut end = word.end();
    if word.possessive {
        return end;
    }
    for _ in 0..most {
        let rest = &text[end..];
        let gap = if rest.starts_with(". ") && end - word.at <= 2 { 2 } else { 1 };
        if !(gap == 2 || rest.starts_with(' ')) || rest.len() <= gap {
            break;
        }
        let at = end + gap;
        if !text.is_char_boundary(at) || !text[at..].starts_with(|c: char| c.is_uppercase()) {
            break;
        }
        let Some(next) = word_at(text, at) else { break };
        let single = next.own.chars().count() == 1;
        let lower = next.own.to_lowercase();
        if no_name(&lower)
            || LISTS.things.contains(&lower)
            || (single && next.own == "I")
            || (!single && !could_be(next.own) && first_name(next.own).is_none())
        {
            break;
        }
        end = next.end();
        if single && text[end..].starts_with('.') {
            end += 1;
        }
        if next.possessive {
            break;
        }
    }
    end
}

/// Whether a word in small letters is none that people are called.
pub(super) fn no_name(lower: &str) -> bool {
    is_no_name(lower) || LISTS.words.contains(lower)
}

/// Whether a span is of a brand, a work or a character of more than one word.
pub(super) fn is_brand(text: &str, span: &Range<usize>) -> bool {
    let from = span.start - window(text, span.start, 32).len();
    let near = &text[from..span.end + window_after(text, span.end, 32).len()];
    LISTS.brands.find_iter(near).any(|brand| {
        let (start, end) = (from + brand.start(), from + brand.end());
        let whole = !is_letter(before(text, start)) && !is_letter(after(text, end));
        whole && start < span.end && span.start < end && text[start..end].contains(' ')
    })
}

/// Whether a capitalised word is written like a name: small letters after the
/// first, and no ending that words have and names seldom do.
fn could_be(word: &str) -> bool {
    let count = word.chars().count();
    let small = word.chars().skip(1).any(char::is_lowercase);
    let ending = ["ing", "tion", "ment", "ness", "able", "ible", "less", "ful", "ous", "ly", "ity"]
        .iter()
        .any(|ending| word.ends_with(ending) && count > 5);
    let past = word.ends_with("ed") && count > 5;
    (2..=20).contains(&count) && (small || count > 3) && !ending && !past
}

pub(super) fn is_title(word: &str) -> bool {
    matches!(
        word.trim_end_matches('.'),
        "mr" | "mrs" | "ms" | "miss" | "dr" | "prof" | "professor" | "sir" | "mx" | "madam"
    )
}

/// The last words of a text that is in lower case.
fn last_words(text: &str, count: usize) -> &str {
    let mut start = text.len();
    for _ in 0..count {
        let rest = text[..start].trim_end_matches(' ');
        start = rest
            .rfind(|c: char| c.is_whitespace() || "([\"“,".contains(c))
            .map_or(0, |i| i + rest[i..].chars().next().map_or(1, char::len_utf8));
    }
    text[start..].trim_start()
}

/// Whether the text before ends with one of these phrases of up to four words.
fn introduced(trimmed: &str, phrases: &HashSet<String>) -> bool {
    (1..=4).any(|count| phrases.contains(last_words(trimmed, count).trim_start_matches(['(', '"'])))
        || last_clause(trimmed).is_some_and(|clause| phrases.contains(clause))
}

/// What stands before, where it is a clause of its own with its comma
/// ("best," "thank you,").
fn last_clause(trimmed: &str) -> Option<&str> {
    let start =
        trimmed.trim_end_matches(',').rfind(['.', '!', '?', '\n', ',']).map_or(0, |i| i + 1);
    trimmed.get(start..).map(str::trim_start)
}

fn ends_with_words(trimmed: &str, words: &str) -> bool {
    trimmed.strip_suffix(words).is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric()))
}

/// "my wife", "our son".
fn owned(trimmed: &str) -> bool {
    let two = last_words(trimmed, 2);
    ["my ", "our ", "his ", "her ", "their "].iter().any(|own| two.starts_with(own))
}

/// "a Karen", "the Amy", "San Diego": no person is named.
fn opening_phrase(trimmed: &str, previous: &str) -> bool {
    !trimmed.is_empty() && LISTS.opening.contains(previous)
}

/// Whether what follows is where somebody was rather than who it was: "into Sanford", "flew from
/// Shannon". Only for names that towns have as well do "to" and "from" say so.
fn is_somewhere(trimmed: &str, previous: &str, known: Option<bool>) -> bool {
    let two = last_words(trimmed, 2);
    let first = two.split(' ').next().unwrap_or_default();
    let PlaceWords { among, towards, personal, spoken } = &LISTS.places;
    if among.contains(previous) {
        return !personal.contains(first);
    }
    known == Some(false) && towards.contains(previous) && !spoken.contains(first)
}

fn begins_with_words(text: &str, phrases: &[String]) -> bool {
    phrases.iter().any(|phrase| {
        text.strip_prefix(phrase.as_str())
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
    })
}

fn next_word(text: &str, end: usize) -> String {
    let tail = window_after(text, end, 24);
    let tail = tail.strip_prefix("'s").or_else(|| tail.strip_prefix("’s")).unwrap_or(tail);
    let tail = tail.strip_prefix(' ').unwrap_or("");
    tail.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_lowercase()
}

fn followed_by_capital(text: &str, end: usize) -> bool {
    let tail = window_after(text, end, 8);
    let tail = tail.strip_prefix("'s ").or_else(|| tail.strip_prefix("’s ")).unwrap_or("");
    tail.starts_with(|c: char| c.is_uppercase())
}

/// Whether a name that ends the text stands by itself: on a line of its own,
/// after a dash or after a sentence.
fn signature(text: &str, at: usize) -> bool {
    let head = text[..at].trim_end_matches([' ', '\t', '\r']);
    head.is_empty() || head.ends_with(['\n', '-', '–', '—', '~', '.', '!', '?', ']'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        english_people(text, false).into_iter().map(|span| &text[span]).collect()
    }

    #[test]
    fn names_begin_with_any_capital() {
        for (text, name) in [
            ("Thanks to Élodie at the desk", "Élodie"),
            ("I spoke to Élodie about it", "Élodie"),
            ("Served by Åsa", "Åsa"),
            ("manager Özlem Kaya helped", "Özlem Kaya"),
            ("多亏了Élodie帮忙", "Élodie"),
            // The list has them without accents.
            ("Siân told us", "Siân"),
            ("It went well thanks to René", "René"),
        ] {
            assert_eq!(found(text), [name], "{text}");
        }
        for text in [
            "caféTom told us",
            "loveÉlodie told us",
            "Éclair was great",
            "Our Über driver told us",
            "Rosé was great",
        ] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
    }
}
