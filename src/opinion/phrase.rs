//! Set phrases with slots for numbers, times and gaps.
//!
//! A few hundred phrases over short texts: they are tried where their first
//! character occurs, so nearly every position costs one lookup.

use serde::Deserialize;

use crate::text::characters::is_han;
use crate::text::work;

/// Most bytes a gap (`*`) spans: twelve Chinese characters or about six
/// English words.
const WIDEST_GAP: usize = 36;

/// Most characters of a number: a longer row of digits is none.
const LONGEST_NUMBER: usize = 24;

/// Shortest wait that counts as long, in minutes.
const LONG_MINUTES: u32 = 15;

/// Longest time that counts as short, in minutes.
const SHORT_MINUTES: u32 = 10;

/// Words that fill the slots, see `data/words/effort.toml`.
#[derive(Debug, Deserialize)]
pub(crate) struct SlotWords {
    negations: Vec<String>,
    about: Vec<String>,
    many: Vec<String>,
    long_time: Vec<String>,
    short_time: Vec<String>,
}

/// Entries by the character they start with: a text is compared with the few
/// that may begin at a place.
#[derive(Debug)]
struct ByFirst<T>(Vec<(char, Vec<T>)>);

impl<T> ByFirst<T> {
    /// Groups entries, keeping their order.
    fn new(entries: impl IntoIterator<Item = (char, T)>) -> ByFirst<T> {
        let mut groups: Vec<(char, Vec<T>)> = Vec::new();
        for (first, entry) in entries {
            match groups.binary_search_by_key(&first, |group| group.0) {
                Ok(at) => groups[at].1.push(entry),
                Err(at) => groups.insert(at, (first, vec![entry])),
            }
        }
        ByFirst(groups)
    }

    fn get(&self, first: char) -> &[T] {
        let at = self.0.binary_search_by_key(&first, |group| group.0);
        at.map_or(&[], |at| self.0[at].1.as_slice())
    }
}

/// Words of which the longest that fits is taken.
#[derive(Debug)]
struct Words(ByFirst<String>);

impl Words {
    fn new(mut words: Vec<String>) -> Words {
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        Words(ByFirst::new(words.into_iter().filter_map(|w| Some((w.chars().next()?, w)))))
    }

    /// The length of the word that `text` starts with.
    fn prefix(&self, text: &str) -> Option<usize> {
        let words = self.0.get(text.chars().next()?);
        words
            .iter()
            .find(|word| text.starts_with(word.as_str()) && !cuts_word(text, word.len()))
            .map(String::len)
    }
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
pub(crate) struct PhraseMatch<M> {
    /// What the phrase means.
    pub(crate) meaning: M,
    /// Whether a negation stands right before it.
    pub(crate) negated: bool,
    /// First byte in the text.
    pub(crate) start: usize,
    /// Byte after the last in the text.
    pub(crate) end: usize,
}

/// Phrases that are looked for together.
#[derive(Debug)]
pub(crate) struct Phrases<M> {
    phrases: Vec<Phrase<M>>,
    /// Phrases that start with text, by index.
    by_text: ByFirst<usize>,
    /// Phrases that start with a slot, by index.
    by_slot: [(Part, Vec<usize>); 3],
    /// Characters that may start what fills a slot, sorted. Most places hold
    /// none of them and need no closer look.
    slot_starts: Vec<char>,
    negations: Vec<String>,
    about: Words,
    many: Words,
    long_time: Words,
    short_time: Words,
}

impl<M: Copy> Phrases<M> {
    /// Prepares phrases for each meaning.
    pub(crate) fn new(groups: &[(M, Vec<String>)], lexicon: SlotWords) -> Phrases<M> {
        let mut phrases = Vec::new();
        let mut by_text = Vec::new();
        let mut by_slot =
            [Part::Number, Part::LongTime, Part::ShortTime].map(|part| (part, Vec::new()));
        for (meaning, texts) in groups {
            for parts in texts.iter().map(|text| parse(text)) {
                match parts.first() {
                    Some(Part::Text(text)) => {
                        by_text.extend(text.chars().next().map(|first| (first, phrases.len())));
                    }
                    Some(slot) => {
                        let same = by_slot.iter_mut().filter(|(part, _)| part == slot);
                        same.for_each(|(_, indices)| indices.push(phrases.len()));
                    }
                    None => {}
                }
                phrases.push(Phrase { parts, meaning: *meaning });
            }
        }
        let fillers = [&lexicon.about, &lexicon.many, &lexicon.long_time, &lexicon.short_time];
        let numbers = ENGLISH_NUMBERS.iter().map(|(name, _)| *name).chain(SOME);
        let mut slot_starts: Vec<char> = fillers
            .into_iter()
            .flatten()
            .map(String::as_str)
            .chain(numbers)
            .filter_map(|word| word.chars().next())
            .chain("0123456789一二两三四五六七八九十百".chars())
            .collect();
        slot_starts.sort_unstable();
        slot_starts.dedup();
        Phrases {
            slot_starts,
            phrases,
            by_text: ByFirst::new(by_text),
            by_slot,
            negations: lexicon.negations,
            about: Words::new(lexicon.about),
            many: Words::new(lexicon.many),
            long_time: Words::new(lexicon.long_time),
            short_time: Words::new(lexicon.short_time),
        }
    }

    /// The phrases in a unit of text in matching form, by position. A phrase
    /// inside a longer one does not count ("hassle" in "hassle free").
    pub(crate) fn find(&self, text: &str) -> Vec<PhraseMatch<M>> {
        let mut all: Vec<PhraseMatch<M>> = Vec::new();
        let mut previous = ' ';
        for (start, c) in text.char_indices() {
            work::count(1);
            let before = std::mem::replace(&mut previous, c);
            if is_word_character(before) && is_word_character(c) {
                continue;
            }
            let mut try_phrase = |index: usize, at: usize, skip: usize| {
                let phrase = &self.phrases[index];
                if let Some(end) = self.match_parts(text, at, &phrase.parts[skip..]) {
                    let negated = self.is_negated(&text[..start]);
                    all.push(PhraseMatch { meaning: phrase.meaning, negated, start, end });
                }
            };
            for &index in self.by_text.get(c) {
                try_phrase(index, start, 0);
            }
            if self.slot_starts.binary_search(&c).is_err() {
                continue;
            }
            for (slot, indices) in &self.by_slot {
                if let Some(length) = self.fill(slot, &text[start..]) {
                    indices.iter().for_each(|&index| try_phrase(index, start + length, 1));
                }
            }
        }
        // They were found by their starts: what lies within a longer one ends no
        // later than one that starts before it, or starts with it.
        let (mut furthest, mut at) = (0, 0);
        let mut kept = Vec::with_capacity(all.len());
        while let Some(first) = all.get(at) {
            let together = all[at..].iter().take_while(|f| f.start == first.start).count();
            let here = &all[at..at + together];
            work::count(together);
            let longest = here.iter().map(|f| f.end).max().unwrap_or_default();
            let alone = |f: &&PhraseMatch<M>| f.end == longest && f.end > furthest;
            kept.extend(here.iter().filter(alone));
            furthest = furthest.max(longest);
            at += together;
        }
        kept
    }

    /// The length of what fills a slot at the start of `text`.
    fn fill(&self, slot: &Part, text: &str) -> Option<usize> {
        match slot {
            Part::Number => self.number(text),
            Part::LongTime => self.time(text, true),
            Part::ShortTime => self.time(text, false),
            Part::Text(_) | Part::Gap => None,
        }
    }

    /// Where the phrase ends that starts at `at`.
    fn match_parts(&self, text: &str, at: usize, parts: &[Part]) -> Option<usize> {
        work::count(1);
        let Some((part, rest)) = parts.split_first() else {
            return (!cuts_word(text, at)).then_some(at);
        };
        let here = &text[at..];
        match part {
            Part::Text(literal) => {
                here.starts_with(literal.as_str()).then_some(())?;
                self.match_parts(text, at + literal.len(), rest)
            }
            slot @ (Part::Number | Part::LongTime | Part::ShortTime) => {
                self.match_parts(text, at + self.fill(slot, here)?, rest)
            }
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
        let (length, value) =
            count(text).or_else(|| self.many.prefix(text).map(|length| (length, u32::MAX)))?;
        (value >= 2).then(|| {
            let tail = &text[length..];
            length + ["多", "来", "+"].iter().find(|t| tail.starts_with(**t)).map_or(0, |t| t.len())
        })
    }

    /// The length of a time, long or short.
    fn time(&self, text: &str, long: bool) -> Option<usize> {
        let filler = self
            .about
            .prefix(text)
            .map_or(0, |length| length + usize::from(text[length..].starts_with(' ')));
        let list = if long { &self.long_time } else { &self.short_time };
        // A list word may start with a filler word ("a good while").
        [filler, 0].into_iter().find_map(|skip| {
            let rest = &text[skip..];
            list.prefix(rest)
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
        self.negations.iter().any(|negation| {
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

/// Numbers in words, a longer one before its own start.
const ENGLISH_NUMBERS: [(&str, u32); 17] = [
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

fn english_number(text: &str) -> Option<(usize, u32)> {
    ENGLISH_NUMBERS
        .iter()
        .find(|(name, _)| text.starts_with(name) && !cuts_word(text, name.len()))
        .map(|(name, value)| (name.len(), *value))
}

/// Vague numbers of time units; 半 is half of one and counts as one.
const SOME: [&str; 7] = ["好几", "十几", "几十", "几", "several", "a few", "半"];

/// A number at the start of `text`: its length and value.
fn count(text: &str) -> Option<(usize, u32)> {
    let digits = text.bytes().take(LONGEST_NUMBER + 1).take_while(u8::is_ascii_digit).count();
    work::count(digits);
    if digits > 0 {
        let value = text[..digits].parse().unwrap_or(u32::MAX);
        return (digits <= LONGEST_NUMBER).then_some((digits, value));
    }
    let (mut length, mut value) = (0, 0u32);
    for (i, c) in text.chars().enumerate() {
        let Some(digit) = chinese_digit(c) else { break };
        work::count(1);
        if i == LONGEST_NUMBER {
            return None;
        }
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
        SOME.iter()
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
