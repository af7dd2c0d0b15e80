//! Opinion units: the stretches of a comment that carry one judgement each.
//!
//! A comment is first cut at every place that may end a unit; stretches that
//! are too small to judge anything ("老板，", "唉，", a name in a list) are then
//! joined to a neighbour. Being wrong on the side of too few cuts is the
//! lesser harm: the engine judges a long unit in context, a fragment without.

use std::ops::Range;

use super::characters::{emoji_length, emoticon_length, is_circled_digit, is_emoji, is_han};
use super::contrast;
use super::fragment;
use super::links::Links;
use super::work;

/// A unit longer than this is cut at its next comma, in characters.
const LONG_UNIT: usize = 120;

/// How firmly a cut separates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum CutStrength {
    /// A comma or what stands for one: a fragment may be joined over it.
    Soft,
    /// A contrast: what follows judges differently.
    Contrast,
    /// The end of a sentence.
    Sentence,
    /// The end of a line.
    Line,
}

/// A stretch between two cuts, trimmed, and the cut before it.
#[derive(Debug, Clone)]
struct Piece {
    span: Range<usize>,
    before: CutStrength,
}

/// Byte spans of the opinion units of normalised text, in order.
pub(crate) fn split(text: &str) -> Vec<Range<usize>> {
    join(text, &pieces(text))
}

/// Collects pieces while the text is scanned.
struct Scanner<'a> {
    text: &'a str,
    pieces: Vec<Piece>,
    /// Where the current piece starts.
    start: usize,
    /// Characters since the last cut.
    length: usize,
    /// The cut before the current piece.
    before: CutStrength,
    /// What has been passed, so that nothing looks back for it.
    passed: Passed,
}

/// What the places before the current one hold.
#[derive(Debug, Clone, Copy, Default)]
struct Passed {
    /// The last letter of any script.
    letter: Option<char>,
    /// Where the run of ASCII letters, digits and full stops begins that ends
    /// here, if one does.
    run: Option<usize>,
    /// Whether a full stop is in it.
    run_is_dotted: bool,
    /// Where 除了 or 除去 was last begun.
    exclusion: Option<usize>,
}

impl Passed {
    /// Takes in the character at `at`, before which `before` stands.
    fn take(&mut self, at: usize, c: char, before: char) {
        if c.is_ascii_alphanumeric() || c == '.' {
            if self.run.is_none() {
                (self.run, self.run_is_dotted) = (Some(at), false);
            }
            self.run_is_dotted |= c == '.';
        } else {
            self.run = None;
        }
        if c.is_alphabetic() {
            self.letter = Some(c);
        }
        if before == '除' && matches!(c, '了' | '去') {
            self.exclusion = Some(at - before.len_utf8());
        }
    }
}

impl Scanner<'_> {
    /// Ends the current piece at `end`; the next one starts at `next`.
    fn cut(&mut self, end: usize, next: usize, strength: CutStrength) {
        let span = trim(self.text, self.start..end);
        if span.is_empty() {
            self.before = self.before.max(strength);
        } else {
            self.pieces.push(Piece { span, before: self.before });
            self.before = strength;
        }
        self.start = next;
        self.length = 0;
    }
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut scanner = Scanner {
        text,
        pieces: Vec::new(),
        start: 0,
        length: 0,
        before: CutStrength::Line,
        passed: Passed::default(),
    };
    let ascii = text.is_ascii();
    let mut links = Links::default();
    let mut skip_to = 0;
    let mut previous = '\n';
    for (at, c) in text.char_indices() {
        work::count(1);
        let before = std::mem::replace(&mut previous, c);
        let passed = scanner.passed;
        scanner.passed.take(at, c, before);
        scanner.length += 1;
        if at < skip_to {
            continue;
        }
        let after = at + c.len_utf8();
        match c {
            '\n' => scanner.cut(at, after, CutStrength::Line),
            '。' | '!' | '?' => scanner.cut(at, after, CutStrength::Sentence),
            ';' | ':' | '=' | '^' | '-' | '<' | '>' => {
                let length = emoticon_length(text, at);
                if length > 0 {
                    skip_to = at + length;
                } else if c == ';' {
                    scanner.cut(at, after, CutStrength::Sentence);
                }
            }
            '.' if is_full_stop(text, at, before, scanner.start, &passed) => {
                scanner.cut(at, after, CutStrength::Sentence)
            }
            ',' => {
                if is_clause_comma(text, at, before, scanner.start, ascii, passed.letter) {
                    scanner.cut(at, after, CutStrength::Soft);
                } else if scanner.length > LONG_UNIT && !is_between_digits(text, at, before) {
                    scanner.cut(at, after, CutStrength::Sentence);
                }
            }
            // A space or a wave stands for a comma after a judgement only.
            '~' | ' '
                if is_han(before)
                    && text[after..].chars().next().is_some_and(is_han)
                    && fragment::ends_clause(&text[scanner.start..at]) =>
            {
                scanner.cut(at, after, CutStrength::Soft);
            }
            '0'..='9' if is_list_number(text, at, before) => {
                scanner.cut(at, at, CutStrength::Sentence);
            }
            _ if is_circled_digit(c) => scanner.cut(at, at, CutStrength::Sentence),
            'a'..='z' | 'A'..='Z' if !before.is_alphanumeric() && before != '\'' => {
                let length = links.length(text, at);
                if length > 0 {
                    skip_to = at + length;
                } else if contrast::starts_english(text, at, scanner.start) {
                    scanner.cut(at, at, CutStrength::Contrast);
                }
            }
            _ if is_han(c) => {
                let excludes = passed.exclusion.is_some_and(|from| from >= scanner.start);
                if contrast::starts_chinese(text, at, before, excludes) {
                    scanner.cut(at, at, CutStrength::Contrast);
                }
            }
            _ => {}
        }
    }
    scanner.cut(text.len(), text.len(), CutStrength::Line);
    scanner.pieces
}

fn is_between_digits(text: &str, at: usize, before: char) -> bool {
    before.is_ascii_digit() && text.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit)
}

/// Abbreviations whose full stop does not end a sentence.
const ABBREVIATIONS: [&str; 24] = [
    "mr", "mrs", "ms", "dr", "prof", "st", "vs", "e.g", "i.e", "eg", "ie", "approx", "dept", "inc",
    "ltd", "co", "corp", "jr", "sr", "a.m", "p.m", "u.s", "u.k", "etc",
];

/// Whether the full stop at `at`, after the character `before`, ends a
/// sentence.
fn is_full_stop(text: &str, at: usize, before: char, unit_start: usize, passed: &Passed) -> bool {
    let rest = &text[at + 1..];
    let Some(next) = rest.chars().next() else { return true };
    if next == '.' {
        return false;
    }
    let following = rest.trim_start().chars().next();
    if before == '.' {
        // The last dot of an ellipsis: English goes on after it as often as not.
        return following.is_none_or(|c| is_han(c) || c.is_uppercase());
    }
    if is_han(before) {
        return true;
    }
    let digits = before.is_ascii_digit();
    if is_han(next) {
        return !digits;
    }
    let word_start = passed.run.unwrap_or(at);
    let word = &text[word_start..at];
    if next.is_whitespace() || matches!(next, '"' | '\'' | ')' | '”') {
        if digits {
            // "1. Good" numbers a list; "in 2020. Then" ends a sentence.
            return word.len() > 2
                || text.get(unit_start..word_start).is_some_and(|left| !left.trim().is_empty());
        }
        if word.len() == 1 && word != "I" {
            return !word.as_bytes()[0].is_ascii_uppercase();
        }
        if word.eq_ignore_ascii_case("no") {
            return !following.is_some_and(|c| c.is_ascii_digit());
        }
        let short = ABBREVIATIONS.iter().any(|a| word.eq_ignore_ascii_case(a));
        let may_end = ["etc", "a.m", "p.m"].iter().any(|a| word.eq_ignore_ascii_case(a));
        return !short || (may_end && following.is_some_and(char::is_uppercase));
    }
    // A missing space: "It was great.The staff…".
    (next.is_ascii_uppercase()
        && word.len() >= 2
        && !passed.run_is_dotted
        && before.is_ascii_lowercase())
        || emoji_length(rest) > 0
        || (emoticon_length(text, at + 1) > 0 && !digits)
}

/// Whether the comma at `at` stands between two clauses; `letter` is the last
/// one before it, in a text that is not `ascii`.
fn is_clause_comma(
    text: &str,
    at: usize,
    before: char,
    unit_start: usize,
    ascii: bool,
    letter: Option<char>,
) -> bool {
    if is_between_digits(text, at, before) {
        return false;
    }
    let next = text[at + 1..].trim_start().chars().next();
    let near = |c: Option<char>| c.is_some_and(|c| is_han(c) || is_emoji(c));
    let previous = text[..at].trim_end().chars().next_back();
    if near(previous) || near(next) {
        return true;
    }
    if !ascii && !next.is_some_and(|c| c.is_ascii_alphabetic()) {
        // "评分9.5,3楼安静": look at the nearest letter.
        return letter.is_some_and(is_han);
    }
    contrast::comma_starts_clause(text, at + 1, unit_start)
}

/// Whether the digit at `at` numbers an item of a list: "1.房间大2.服务好".
fn is_list_number(text: &str, at: usize, before: char) -> bool {
    if before.is_alphanumeric() && !is_han(before) || matches!(before, '.' | '/' | '-' | ':') {
        return false;
    }
    let mut rest = text[at + 1..].chars();
    let Some(mark) = rest.next() else { return false };
    let item = rest.next();
    match mark {
        '.' | ')' => item.is_some_and(is_han),
        // "2、三天" counts, it does not number.
        '、' => item.is_some_and(|c| is_han(c) && !"一二三四五六七八九十两几".contains(c)),
        _ => false,
    }
}

/// Joins fragments to their neighbours.
fn join(text: &str, pieces: &[Piece]) -> Vec<Range<usize>> {
    let mut units: Vec<Range<usize>> = Vec::with_capacity(pieces.len());
    // Whether the last unit holds fragments only and waits for a clause.
    let mut waits = false;
    for (i, piece) in pieces.iter().enumerate() {
        let span = piece.span.clone();
        let soft = piece.before == CutStrength::Soft;
        let ends = pieces.get(i + 1).is_none_or(|next| next.before != CutStrength::Soft);
        // Looked at only where a comma on one side makes it matter.
        let fragment = (soft || !ends) && fragment::is_fragment(&text[span.clone()]);
        if let Some(last) = units.last_mut() {
            // A face after a sentence comments on that sentence.
            let face = piece.before != CutStrength::Line && fragment::is_face(&text[span.clone()]);
            if face || (soft && (waits || (ends && fragment))) {
                last.end = span.end;
                waits &= fragment;
                continue;
            }
        }
        units.push(span);
        waits = fragment;
    }
    units
}

/// `span` without the space and punctuation at its ends; empty where nothing
/// else is in it.
fn trim(text: &str, span: Range<usize>) -> Range<usize> {
    let (mut start, mut end) = (span.start, span.end);
    while let Some(c) = text[start..end].chars().next() {
        if !is_trimmed(c) || emoticon_length(text, start) > 0 {
            break;
        }
        start += c.len_utf8();
    }
    while let Some(c) = text[start..end].chars().next_back() {
        if !is_trimmed(c) || ends_with_emoticon(text, start, end) {
            break;
        }
        end -= c.len_utf8();
    }
    if text[start..end].chars().any(|c| c.is_alphanumeric() || is_emoji(c))
        || (start..end).any(|at| text.is_char_boundary(at) && emoticon_length(text, at) > 0)
    {
        start..end
    } else {
        start..start
    }
}

fn ends_with_emoticon(text: &str, start: usize, end: usize) -> bool {
    (2..=3).any(|length| {
        end >= start + length
            && text.is_char_boundary(end - length)
            && emoticon_length(text, end - length) == length
    })
}

fn is_trimmed(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '!' | '"' | '\'' | '(' | ')' | '*' | ',' | '-' | '.' | '/' | ':' | ';' | '<')
        || matches!(c, '=' | '>' | '?' | '[' | '\\' | ']' | '^' | '_' | '`' | '{' | '|' | '}' | '~')
        || matches!(c, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205E}' | '\u{3001}'..='\u{3003}')
        || matches!(c, '\u{3008}'..='\u{301F}' | '·' | '•' | '«' | '»')
}
