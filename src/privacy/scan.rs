//! What all detectors share: patterns, and what stands on either side of a match.

use std::ops::Range;

use regex::{Captures, Regex};

use super::PersonalDetail;
pub(super) use crate::characters::is_han;
use crate::lang::Lang;

/// A pattern of the program. `<d>` is a digit, `<s>` what separates groups of
/// digits, `<h>` a Chinese character, `<l>` a letter of another script, `<n>` a digit or Chinese
/// numeral.
///
/// Every repetition in a pattern has a bound: a search that goes on after a
/// refused match then reads each character a bounded number of times.
pub(super) fn pattern(source: &str) -> Regex {
    let source = source
        .replace("<d>", "[0-9０-９]")
        .replace("<s>", r"[ \u{A0}\u{3000}\-－‐‑–—.·]")
        .replace("<h>", r"\p{Han}")
        .replace("<l>", r"[\p{L}--\p{Han}]")
        // Borders of ASCII words: Chinese characters on either side do not join
        // them, and the automata for those of Unicode are far slower.
        .replace(r"\b", r"(?-u:\b)")
        .replace("<n>", "[0-9０-９一二三四五六七八九十百零〇两]");
    match Regex::new(&source) {
        Ok(regex) => regex,
        Err(error) => unreachable!("patterns are part of the program: {error}"),
    }
}

/// Words as the alternatives of a pattern, the longest first.
pub(super) fn any_of(words: &[&str]) -> String {
    let mut words: Vec<String> = words.iter().map(|word| regex::escape(word)).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    format!("(?:{})", words.join("|"))
}

/// Spans that `accept` makes of the matches. Where it refuses one, the search
/// goes on a character further.
pub(super) fn spans(
    regex: &Regex,
    text: &str,
    accept: impl Fn(Range<usize>) -> Option<Range<usize>>,
) -> Vec<Range<usize>> {
    search(text, |at| {
        let span = regex.find_at(text, at)?.range();
        Some((span.start, accept(span)))
    })
}

/// Like [`spans`], for those that must look at the groups, which cost far more
/// to find than the match.
pub(super) fn group_spans(
    regex: &Regex,
    text: &str,
    accept: impl Fn(&Captures<'_>) -> Option<Range<usize>>,
) -> Vec<Range<usize>> {
    search(text, |at| {
        let captures = regex.captures_at(text, at)?;
        Some((captures.get_match().start(), accept(&captures)))
    })
}

/// `next` gives where the next match from a place on begins, and what was made
/// of it.
fn search(
    text: &str,
    next: impl Fn(usize) -> Option<(usize, Option<Range<usize>>)>,
) -> Vec<Range<usize>> {
    let mut spans: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let Some((start, span)) = next(at) else { break };
        at = start + 1;
        // An accepted span may reach back before its match.
        if let Some(span) = span.filter(|span| !span.is_empty())
            && spans.last().is_none_or(|last| last.end <= span.start)
        {
            at = at.max(span.end);
            spans.push(span);
        }
        while !text.is_char_boundary(at) {
            at += 1;
        }
    }
    spans
}

/// Joins lists of spans; of those that overlap, the first found counts.
pub(super) fn joined(lists: impl IntoIterator<Item = Vec<Range<usize>>>) -> Vec<Range<usize>> {
    let mut all: Vec<(usize, Range<usize>)> = Vec::new();
    for (rank, list) in lists.into_iter().enumerate() {
        all.extend(list.into_iter().map(|span| (rank, span)));
    }
    all.sort_by_key(|(rank, span)| (span.start, *rank));
    let mut joined: Vec<(usize, Range<usize>)> = Vec::with_capacity(all.len());
    for (rank, span) in all {
        match joined.last_mut() {
            Some((_, last)) if last.end > span.start && last.end >= span.end => {}
            // What both cover is one detail.
            Some((_, last)) if last.end > span.start => last.end = span.end,
            _ => joined.push((rank, span)),
        }
    }
    joined.into_iter().map(|(_, span)| span).collect()
}

/// The text with each span filled up to look like a mark of the same length.
pub(super) fn blank(text: &str, spans: &[Range<usize>]) -> String {
    let mut blanked = String::with_capacity(text.len());
    let mut at = 0;
    for span in spans.iter().filter(|span| !span.is_empty()) {
        blanked.push_str(&text[at..span.start]);
        blanked.extend(std::iter::repeat_n('[', span.len() - 1));
        blanked.push(']');
        at = span.end;
    }
    blanked.push_str(&text[at..]);
    blanked
}

/// The digits of a text as ASCII, without what stands between them.
pub(super) fn digits(text: &str) -> Vec<u8> {
    text.chars().filter_map(digit).collect()
}

/// Lengths of the groups of digits.
pub(super) fn groups(text: &str) -> Vec<usize> {
    let mut groups = Vec::new();
    let mut inside = false;
    for c in text.chars() {
        match (digit(c), groups.last_mut()) {
            (Some(_), Some(last)) if inside => *last += 1,
            (Some(_), _) => groups.push(1),
            _ => {}
        }
        inside = digit(c).is_some();
    }
    groups
}

pub(super) fn digit(c: char) -> Option<u8> {
    match c {
        '0'..='9' => Some(c as u8),
        '０'..='９' => Some(b'0' + (c as u32 - '０' as u32) as u8),
        _ => None,
    }
}

pub(super) fn before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

pub(super) fn after(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next()
}

pub(super) fn is_digit(c: Option<char>) -> bool {
    c.is_some_and(|c| digit(c).is_some())
}

/// A letter of the Latin script, also full-width. Neither 〇 nor 々 is one: a number before them is
/// part of no code.
pub(super) fn is_letter(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_alphabetic() && !is_han(c) && c != '々')
}

/// The last bytes before `at`, at most `most`, on whole characters. It ends at
/// what is masked already: a mark may be of any length.
pub(super) fn window(text: &str, at: usize, most: usize) -> &str {
    let mut start = at.saturating_sub(most);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let window = &text[start..at];
    window.rfind("[]").map_or(window, |i| &window[i + 1..])
}

/// The first bytes from `at` on, at most `most`, on whole characters, up to what
/// is masked already.
pub(super) fn window_after(text: &str, at: usize, most: usize) -> &str {
    let mut end = text.len().min(at + most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let window = &text[at..end];
    let mask = window.find("[[").into_iter().chain(window.find("[]")).min();
    mask.map_or(window, |i| &window[..i + 1])
}

/// Whether a place is within a link, where numbers are items.
pub(super) fn linked(text: &str, at: usize) -> bool {
    let head = window(text, at, 120);
    let token = head.rsplit(char::is_whitespace).next().unwrap_or_default();
    token.contains("://") || token.contains("www.") || token.contains(".com/")
}

/// The language of what is not masked: Chinese where it has as many Chinese
/// characters as Latin words. `None` without either.
pub(super) fn language(text: &str, found: &[PersonalDetail]) -> Option<Lang> {
    let (mut han, mut words, mut at) = (0usize, 0usize, 0usize);
    let mut count = |part: &str| {
        let mut inside = false;
        for c in part.chars() {
            han += usize::from(is_han(c));
            let letter = c.is_alphabetic() && !is_han(c);
            words += usize::from(letter && !inside);
            inside = letter;
        }
    };
    for PersonalDetail { span, .. } in found {
        count(&text[at..span.start]);
        at = span.end;
    }
    count(&text[at..]);
    match (han, words) {
        (0, 0) => None,
        (han, words) if han >= words => Some(Lang::Zh),
        _ => Some(Lang::En),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_chinese_writes_is_no_letter() {
        for c in ['〇', '々', '\u{F901}', '好', '\u{20001}'] {
            assert!(!is_letter(Some(c)), "{c}");
        }
        for c in ['a', 'Z', 'é', 'Ａ', 'я'] {
            assert!(is_letter(Some(c)), "{c}");
        }
        assert!(!is_letter(None));
    }
}
