//! Set phrases with slots for numbers, times and gaps.
//!
//! A few hundred phrases over short texts: they are tried where their first
//! character occurs, so nearly every position costs one lookup.

use std::collections::HashMap;

use serde::Deserialize;

use crate::text::characters::is_han;

/// Most bytes a gap (`*`) spans: twelve Chinese characters or about six
/// English words.
const WIDEST_GAP: usize = 36;

/// Shortest wait that counts as long, in minutes.
const LONG_MINUTES: u32 = 15;

/// Longest time that counts as short, in minutes.
const SHORT_MINUTES: u32 = 10;

/// Words that fill the slots, see `data/words/effort.toml`.
#[derive(Debug, Deserialize)]
pub(crate) struct Lexicon {
    negations: Vec<String>,
    about: Vec<String>,
    many: Vec<String>,
    long_time: Vec<String>,
    short_time: Vec<String>,
}

/// A piece of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Number,
    LongTime,
    ShortTime,
    Gap,
}

#[derive(Debug)]
struct Phrase<M> {
    parts: Vec<Part>,
    meaning: M,
}

/// A phrase found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found<M> {
    /// What the phrase means.
    pub(crate) meaning: M,
    /// Whether a negation stands right before it.
    pub(crate) negated: bool,
    start: usize,
    end: usize,
}

/// Phrases that are looked for together.
#[derive(Debug)]
pub(crate) struct Phrases<M> {
    phrases: Vec<Phrase<M>>,
    /// Phrases that start with this character, by index.
    by_first: HashMap<char, Vec<usize>>,
    /// Phrases that start with a number or a time.
    by_slot: Vec<usize>,
    lexicon: Lexicon,
}

impl<M: Copy> Phrases<M> {
    /// Prepares phrases for each meaning.
    pub(crate) fn new(groups: &[(M, Vec<String>)], mut lexicon: Lexicon) -> Phrases<M> {
        // The longest filler must be tried first.
        let lists = [
            &mut lexicon.negations,
            &mut lexicon.about,
            &mut lexicon.many,
            &mut lexicon.long_time,
            &mut lexicon.short_time,
        ];
        for list in lists {
            list.sort_by_key(|word| std::cmp::Reverse(word.len()));
        }
        let mut prepared =
            Phrases { phrases: Vec::new(), by_first: HashMap::new(), by_slot: Vec::new(), lexicon };
        for (meaning, phrases) in groups {
            for phrase in phrases {
                let index = prepared.phrases.len();
                let parts = parse(phrase);
                match parts.first() {
                    Some(Part::Text(text)) => {
                        if let Some(first) = text.chars().next() {
                            prepared.by_first.entry(first).or_default().push(index);
                        }
                    }
                    _ => prepared.by_slot.push(index),
                }
                prepared.phrases.push(Phrase { parts, meaning: *meaning });
            }
        }
        prepared
    }

    /// The phrases in a unit of text in matching form, by position. A phrase
    /// inside a longer one does not count ("hassle" in "hassle free").
    pub(crate) fn find(&self, text: &str) -> Vec<Found<M>> {
        let mut all: Vec<Found<M>> = Vec::new();
        let mut previous = ' ';
        for (start, c) in text.char_indices() {
            let before = std::mem::replace(&mut previous, c);
            if is_word_character(before) && is_word_character(c) {
                continue;
            }
            let mut try_phrase = |index: usize| {
                let phrase = &self.phrases[index];
                if let Some(end) = self.match_parts(text, start, &phrase.parts) {
                    all.push(Found {
                        meaning: phrase.meaning,
                        negated: self.is_negated(&text[..start]),
                        start,
                        end,
                    });
                }
            };
            self.by_first.get(&c).into_iter().flatten().copied().for_each(&mut try_phrase);
            if self.may_fill_slot(&text[start..], c) {
                self.by_slot.iter().copied().for_each(&mut try_phrase);
            }
        }
        let spans: Vec<(usize, usize)> = all.iter().map(|f| (f.start, f.end)).collect();
        all.retain(|f| {
            !spans.iter().any(|&(start, end)| {
                start <= f.start && f.end <= end && end - start > f.end - f.start
            })
        });
        all
    }

    fn may_fill_slot(&self, rest: &str, c: char) -> bool {
        c.is_ascii_digit()
            || chinese_digit(c).is_some()
            || english_number(rest).is_some()
            || [&self.lexicon.many, &self.lexicon.long_time, &self.lexicon.short_time]
                .iter()
                .any(|list| starts_with_any(rest, list).is_some())
    }

    /// Where the phrase ends that starts at `at`.
    fn match_parts(&self, text: &str, at: usize, parts: &[Part]) -> Option<usize> {
        let Some((part, rest)) = parts.split_first() else {
            return (!cuts_word(text, at)).then_some(at);
        };
        let here = &text[at..];
        match part {
            Part::Text(literal) => {
                here.starts_with(literal.as_str()).then_some(())?;
                self.match_parts(text, at + literal.len(), rest)
            }
            Part::Number => self.match_parts(text, at + self.number(here)?, rest),
            Part::LongTime => self.match_parts(text, at + self.time(here, true)?, rest),
            Part::ShortTime => self.match_parts(text, at + self.time(here, false)?, rest),
            Part::Gap => here
                .char_indices()
                .take_while(|&(skip, _)| skip <= WIDEST_GAP)
                .take_while(|&(_, c)| {
                    is_han(c) || c.is_alphanumeric() || matches!(c, ' ' | '\'' | '-')
                })
                .find_map(|(skip, _)| self.match_parts(text, at + skip, rest)),
        }
    }

    /// The length of a number of two or more.
    fn number(&self, text: &str) -> Option<usize> {
        let (length, value) = count(text).or_else(|| {
            starts_with_any(text, &self.lexicon.many).map(|length| (length, u32::MAX))
        })?;
        (value >= 2).then(|| {
            let tail = &text[length..];
            length + ["多", "来", "+"].iter().find(|t| tail.starts_with(**t)).map_or(0, |t| t.len())
        })
    }

    /// The length of a time, long or short.
    fn time(&self, text: &str, long: bool) -> Option<usize> {
        let filler = starts_with_any(text, &self.lexicon.about)
            .map_or(0, |length| length + usize::from(text[length..].starts_with(' ')));
        let list = if long { &self.lexicon.long_time } else { &self.lexicon.short_time };
        // A list word may start with a filler word ("a good while").
        [filler, 0].into_iter().find_map(|skip| {
            let rest = &text[skip..];
            starts_with_any(rest, list)
                .or_else(|| {
                    let (length, minutes) = duration(rest)?;
                    let fits =
                        if long { minutes >= LONG_MINUTES } else { minutes <= SHORT_MINUTES };
                    fits.then_some(length)
                })
                .map(|length| skip + length)
        })
    }

    fn is_negated(&self, before: &str) -> bool {
        let trimmed = before.trim_end_matches(' ');
        self.lexicon.negations.iter().any(|negation| {
            trimmed.strip_suffix(negation.as_str()).is_some_and(|left| {
                let latin = negation.is_ascii();
                // "没有" belongs to the phrase before it without a space only.
                (latin || trimmed.len() == before.len())
                    && !(latin && left.chars().next_back().is_some_and(is_word_character))
            })
        })
    }
}

/// Splits a phrase at its slots.
fn parse(phrase: &str) -> Vec<Part> {
    const SLOTS: [(&str, Part); 4] = [
        ("{n}", Part::Number),
        ("{long}", Part::LongTime),
        ("{short}", Part::ShortTime),
        ("*", Part::Gap),
    ];
    let mut parts = Vec::new();
    let mut rest = phrase;
    while !rest.is_empty() {
        if let Some((slot, part)) = SLOTS.iter().find(|(slot, _)| rest.starts_with(slot)) {
            parts.push(part.clone());
            rest = &rest[slot.len()..];
        } else {
            let end = rest.find(['{', '*']).filter(|end| *end > 0).unwrap_or(rest.len());
            parts.push(Part::Text(rest[..end].to_owned()));
            rest = &rest[end..];
        }
    }
    parts
}

fn is_word_character(c: char) -> bool {
    c.is_alphanumeric() && !is_han(c) || c == '\''
}

/// Whether `at` lies inside a Latin word.
fn cuts_word(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_some_and(is_word_character)
        && text[at..].chars().next().is_some_and(is_word_character)
}

/// The length of the first of `words` that `text` starts with, as whole word.
fn starts_with_any(text: &str, words: &[String]) -> Option<usize> {
    words
        .iter()
        .find(|word| text.starts_with(word.as_str()) && !cuts_word(text, word.len()))
        .map(String::len)
}

fn chinese_digit(c: char) -> Option<u32> {
    Some(match c {
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => 10,
        '百' => 100,
        _ => return None,
    })
}

fn english_number(text: &str) -> Option<(usize, u32)> {
    const NAMES: [(&str, u32); 17] = [
        ("two", 2),
        ("three", 3),
        ("four", 4),
        ("five", 5),
        ("six", 6),
        ("seven", 7),
        ("eight", 8),
        ("nine", 9),
        ("ten", 10),
        ("one", 1),
        ("fifteen", 15),
        ("twenty", 20),
        ("thirty", 30),
        ("forty-five", 45),
        ("forty", 40),
        ("an", 1),
        ("a", 1),
    ];
    NAMES
        .iter()
        .find(|(name, _)| text.starts_with(name) && !cuts_word(text, name.len()))
        .map(|(name, value)| (name.len(), *value))
}

/// A number at the start of `text`: its length and value.
fn count(text: &str) -> Option<(usize, u32)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        return Some((digits, text[..digits].parse().unwrap_or(u32::MAX)));
    }
    let (mut length, mut value) = (0, 0u32);
    for c in text.chars() {
        let Some(digit) = chinese_digit(c) else { break };
        length += c.len_utf8();
        value = match digit {
            10 | 100 => value.max(1).saturating_mul(digit),
            _ => value.saturating_add(digit),
        };
    }
    if length > 0 { Some((length, value)) } else { english_number(text) }
}

/// A time at the start of `text`: its length and minutes.
fn duration(text: &str) -> Option<(usize, u32)> {
    const UNITS: [(&str, u32); 30] = [
        ("个多小时", 60),
        ("个小时", 60),
        ("多个小时", 60),
        ("多小时", 60),
        ("小时", 60),
        ("个钟头", 60),
        ("个钟", 60),
        ("天", 1440),
        ("多天", 1440),
        ("个星期", 10_080),
        ("个多星期", 10_080),
        ("星期", 10_080),
        ("周", 10_080),
        ("个礼拜", 10_080),
        ("个月", 43_200),
        ("个多月", 43_200),
        ("年", 525_600),
        ("多分钟", 1),
        ("分钟", 1),
        ("分", 1),
        ("秒", 0),
        ("minutes", 1),
        ("minute", 1),
        ("mins", 1),
        ("min", 1),
        ("hour", 60),
        ("day", 1440),
        ("week", 10_080),
        ("month", 43_200),
        ("second", 0),
    ];
    let (number, value) = count(text).or_else(|| {
        ["好几", "十几", "几十", "几", "several", "a few", "半"]
            .iter()
            .find(|w| text.starts_with(**w))
            .map(|w| (w.len(), if *w == "半" { 1 } else { 3 }))
    })?;
    let space = usize::from(text[number..].starts_with([' ', '-']));
    let rest = &text[number + space..];
    UNITS.iter().find_map(|(unit, minutes)| {
        rest.strip_prefix(unit)?;
        let mut length = unit.len();
        if unit.is_ascii() && rest[length..].starts_with('s') {
            length += 1;
        }
        (!cuts_word(rest, length))
            .then(|| (number + space + length, value.saturating_mul(*minutes)))
    })
}
