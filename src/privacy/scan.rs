//! What all detectors share: the look that passes most texts over, patterns,
//! and what stands on either side of a match.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex::{Captures, Regex};

use super::Found;
use crate::lang::Lang;

/// What a text holds that a detail could show by.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Clues {
    /// Arabic digits, also full-width.
    pub(super) digits: usize,
    /// Chinese numerals in which numbers are read out.
    pub(super) numerals: bool,
    /// An at sign, or one spelt out.
    pub(super) at: bool,
    /// A word that comes before a name.
    pub(super) name: bool,
    /// A word that comes before a handle.
    pub(super) handle: bool,
    /// A word that Chinese addresses have.
    pub(super) place: bool,
}

const NAME_CUES: &[&str] = &[
    "叫",
    "姓",
    "名字",
    "本人",
    "联系人",
    "收件人",
    "收货人",
    "寄件人",
    "签收人",
    "我是",
    "这里是",
    "请找",
    "联系",
    "name",
    "called",
    "call me",
    "contact",
    "recipient",
    "regards",
    "sincerely",
    "signed",
    "attn",
    "addressee",
];
const HANDLE_CUES: &[&str] = &[
    "微信", "微 信", "威信", "薇信", "v信", "vx", "v x", "wx", "wechat", "we chat", "weixin", "qq",
    "ｑｑ", "扣扣", "加v",
];
const PLACE_CUES: &[&str] = &[
    "路", "街", "巷", "弄", "道", "胡同", "号", "栋", "幢", "单元", "室", "村", "庄", "屯", "组",
    "地址", "住址", "家住", "小区",
];
const AT_CUES: &[&str] = &["@", "＠", " at ", "(at)", "[at]", "#at#"];
const NUMERAL_CUES: &[&str] = &["一", "幺"];

const FAMILIES: [&[&str]; 5] = [NAME_CUES, HANDLE_CUES, PLACE_CUES, AT_CUES, NUMERAL_CUES];

/// The family of each cue word.
static FAMILY: LazyLock<Vec<usize>> = LazyLock::new(|| {
    let family = |(i, words): (usize, &&[&str])| std::iter::repeat_n(i, words.len());
    FAMILIES.iter().enumerate().flat_map(family).collect()
});

static CUES: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let words = FAMILIES.concat();
    let kind = Some(AhoCorasickKind::DFA);
    match AhoCorasick::builder().ascii_case_insensitive(true).kind(kind).build(words) {
        Ok(cues) => cues,
        Err(error) => unreachable!("a few words fit in an automaton: {error}"),
    }
});

impl Clues {
    pub(super) fn of(text: &str) -> Clues {
        let bytes = text.as_bytes();
        let ascii = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
        // ０ to ９ are EF BC 90 to EF BC 99.
        let wide = |window: &&[u8]| matches!(window, [0xEF, 0xBC, 0x90..=0x99]);
        let wide = if bytes.contains(&0xEF) { bytes.windows(3).filter(wide).count() } else { 0 };
        let mut clues = Clues { digits: ascii + wide, ..Clues::default() };
        let family_of: &[usize] = &FAMILY;
        for cue in CUES.find_overlapping_iter(text) {
            match family_of.get(cue.pattern().as_usize()) {
                Some(0) => clues.name = true,
                Some(1) => clues.handle = true,
                Some(2) => clues.place = true,
                Some(3) => clues.at = true,
                _ => clues.numerals = true,
            }
        }
        clues
    }

    pub(super) fn any(&self) -> bool {
        self.digits > 0 || self.at || self.name || self.handle || self.place || self.numerals
    }
}

/// A pattern of the program. `<d>` is a digit, `<s>` what separates groups of
/// digits, `<h>` a Chinese character, `<n>` a digit or Chinese numeral.
///
/// Every repetition in a pattern has a bound: a search that goes on after a
/// refused match then reads each character a bounded number of times.
pub(super) fn pattern(source: &str) -> Regex {
    let source = source
        .replace("<d>", "[0-9０-９]")
        .replace("<s>", r"[ \u{A0}\u{3000}\-－‐‑–—.·]")
        .replace("<h>", r"\p{Han}")
        // Borders of ASCII words: Chinese characters on either side do not join
        // them, and the automata for those of Unicode are far slower.
        .replace(r"\b", r"(?-u:\b)")
        .replace("<n>", "[0-9０-９一二三四五六七八九十百零〇两]");
    match Regex::new(&source) {
        Ok(regex) => regex,
        Err(error) => unreachable!("patterns are part of the program: {error}"),
    }
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
    for span in spans {
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

/// A letter of the Latin script, also full-width.
pub(super) fn is_letter(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_alphabetic() && !is_han(c))
}

pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{20000}'..='\u{3134F}')
}

/// The last bytes before `at`, at most `most`, on whole characters.
pub(super) fn window(text: &str, at: usize, most: usize) -> &str {
    let mut start = at.saturating_sub(most);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..at]
}

/// The first bytes from `at` on, at most `most`, on whole characters.
pub(super) fn window_after(text: &str, at: usize, most: usize) -> &str {
    let mut end = text.len().min(at + most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[at..end]
}

/// The language of what is not masked: Chinese where it has as many Chinese
/// characters as Latin words. `None` without either.
pub(super) fn language(text: &str, found: &[Found]) -> Option<Lang> {
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
    for Found { span, .. } in found {
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
