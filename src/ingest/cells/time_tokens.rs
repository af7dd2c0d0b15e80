//! What the cell of a date is made of: numbers, names of months, words for the parts of a
//! day, colons, and at its end how far the clock is from UTC.

use jiff::tz::Offset;

/// What a date is made of.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) enum Token {
    /// Value and number of digits.
    Number(u32, usize),
    /// Month name.
    Month(i8),
    /// `true` for PM.
    Noon(bool),
    #[default]
    Colon,
}

/// Tokens of a cell without an allocation: no date has more than sixteen.
#[derive(Default)]
pub(super) struct Tokens {
    list: [Token; 16],
    count: usize,
    /// A colon has been seen: what follows a sign is an offset from UTC.
    clock: bool,
    full: bool,
    /// Bytes at the end of the cell, from where it speaks of the time zone.
    pub(super) rest: usize,
}

impl Tokens {
    fn push(&mut self, token: Token) {
        match self.list.get_mut(self.count) {
            Some(slot) => {
                *slot = token;
                self.count += 1;
                self.clock |= token == Token::Colon;
            }
            None => self.full = true,
        }
    }

    pub(super) fn as_slice(&self) -> &[Token] {
        &self.list[..self.count]
    }
}

/// The tokens of a cell; `None` where it has something that no date has.
pub(super) fn tokens(cell: &str) -> Option<Tokens> {
    let mut tokens = Tokens::default();
    let mut rest = cell;
    while let Some(first) = rest.chars().next() {
        if tokens.clock && names_zone(rest) {
            tokens.rest = rest.len();
            break;
        } else if matches!(first, '(' | '（' | '星' | '礼' | '周' | '週') {
            rest = &rest[weekday_length(rest)?..];
        } else if first.is_ascii_digit() {
            let len = rest.bytes().take_while(u8::is_ascii_digit).count();
            if len > 9 {
                return None;
            }
            tokens.push(Token::Number(rest[..len].parse().ok()?, len));
            rest = &rest[len..];
        } else if first.is_ascii_alphabetic() {
            let len = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
            let word = rest[..len].to_ascii_lowercase();
            match word.as_str() {
                "t" => {}
                "am" => tokens.push(Token::Noon(false)),
                "pm" => tokens.push(Token::Noon(true)),
                // What follows is the name of a time zone.
                "z" | "utc" | "gmt" => {
                    tokens.rest = rest.len();
                    break;
                }
                _ => match month(&word) {
                    Some(month) => tokens.push(Token::Month(month)),
                    None if is_weekday(&word) => {}
                    // Several zones are called so: the clock is as it stands.
                    None if tokens.clock && ZONES.contains(&word.as_str()) => {}
                    None => return None,
                },
            }
            rest = &rest[len..];
        } else if (first == '+' || first == '-') && tokens.clock {
            tokens.rest = rest.len();
            break; // An offset from UTC.
        } else {
            let mut len = first.len_utf8();
            match first {
                ':' | '：' | '时' | '点' => tokens.push(Token::Colon),
                ' ' | '-' | '/' | '.' | ',' | '年' | '月' | '日' | '号' | '\u{a0}' | '\u{202f}' =>
                    {}
                '分' | '秒' => {}
                '上' | '下' => {
                    rest[len..].strip_prefix('午')?;
                    len += '午'.len_utf8();
                    tokens.push(Token::Noon(first == '下'));
                }
                // Other words for the parts of a day, of which the clock has twelve hours.
                '凌' | '早' | '清' | '傍' | '晚' | '夜' => {
                    let words = ["凌晨", "早上", "早晨", "清晨", "傍晚", "晚上", "夜里", "夜间"];
                    let word = words.into_iter().find(|word| rest.starts_with(word))?;
                    len = word.len();
                    tokens.push(Token::Noon(matches!(first, '傍' | '晚' | '夜')));
                }
                _ => return None,
            }
            // 分 between minutes and seconds stands for a colon.
            if first == '分' && rest[len..].starts_with(|c: char| c.is_ascii_digit()) {
                tokens.push(Token::Colon);
            }
            rest = &rest[len..];
        }
    }
    (!tokens.full).then_some(tokens)
}

/// Zones by letters behind a clock.
const ZONES: [&str; 15] = [
    "cst", "cdt", "est", "edt", "mst", "mdt", "pst", "pdt", "bst", "cet", "cest", "jst", "ist",
    "hkt", "sgt",
];

/// The name of the time in China.
const CHINA: &str = "北京时间";

/// Whether a text begins with a zone in brackets, or that of China: `(GMT+08:00)`, 北京时间.
fn names_zone(text: &str) -> bool {
    let inside = text.strip_prefix(['(', '（']).and_then(|inside| inside.get(..3));
    let named = inside.is_some_and(|name| matches!(&*name.to_ascii_lowercase(), "gmt" | "utc"));
    named || text.starts_with(CHINA)
}

/// Reads how far a clock is ahead of UTC: `Z`, `GMT+8`, `+08:00`, `-0530`, `(GMT+8)`, 北京时间.
pub(super) fn offset(text: &str) -> Option<Offset> {
    let text = text.trim().trim_matches(['(', ')', '（', '）']).to_ascii_lowercase();
    if text == CHINA {
        return Some(jiff::tz::offset(8));
    }
    let named = ["utc", "gmt", "z"].into_iter().find_map(|name| text.strip_prefix(name));
    let rest = named.unwrap_or(&text).trim();
    if rest.is_empty() {
        return named.map(|_| Offset::UTC);
    }
    let (sign, digits) = match rest.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, rest.strip_prefix('+')?),
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some(parts) => parts,
        None if digits.is_ascii() && digits.len() == 4 => digits.split_at(2),
        None => (digits, "0"),
    };
    let number = |text: &str, most: i32| text.parse().ok().filter(|n| (0..=most).contains(n));
    Offset::from_seconds(sign * (number(hours, 14)? * 3600 + number(minutes, 59)? * 60)).ok()
}

pub(super) fn month(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    if word.len() < 3 {
        return None;
    }
    let index = MONTHS.iter().position(|m| m.starts_with(word))?;
    i8::try_from(index + 1).ok()
}

/// The length of the weekday that a text begins with, with its brackets: 星期日, （周日）, `(Sun)`.
fn weekday_length(text: &str) -> Option<usize> {
    let inside = text.strip_prefix(['(', '（']);
    let day = inside.unwrap_or(text).trim_start();
    let of_week = ["星期", "礼拜", "周", "週"].iter().find_map(|word| day.strip_prefix(word));
    let latin = || {
        let length = day.bytes().take_while(u8::is_ascii_alphabetic).count();
        let named = inside.is_some() && is_weekday(&day[..length].to_ascii_lowercase());
        named.then(|| &day[length..])
    };
    let rest = match of_week {
        Some(rest) => rest.strip_prefix(['一', '二', '三', '四', '五', '六', '日', '天'])?,
        None => latin()?,
    };
    let rest = match inside {
        Some(_) => rest.trim_start().strip_prefix([')', '）'])?,
        None => rest,
    };
    Some(text.len() - rest.len())
}

fn is_weekday(word: &str) -> bool {
    const DAYS: [&str; 7] =
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    word.len() >= 3 && DAYS.iter().any(|d| d.starts_with(word))
}
