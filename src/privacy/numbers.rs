//! Numbers with a check digit: identity cards and bank cards.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::orders::labelled_otherwise;
use super::scan::{
    Clues, after, before, digit, digits, group_spans, groups, is_digit, is_letter, joined, pattern,
    spans, window,
};

/// 18 characters, in any groups; the last may be X.
static ID_CARD: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[1-9１-９](?:<s>?<d>){16}<s>?[0-9０-９XxＸｘ]"));

/// A number that the text calls one of a document. The old cards have 15
/// digits, and those who write one down make mistakes: no check digit here.
static ID_CUED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:身份证(?:号码|号)?|证件号码?|护照(?:号码|号)?|通行证(?:号码|号)?|\b(?:id card|identity card|id|passport|ssn|social security)(?: number| no\.?| num)?)[ :：#是为,，]{0,3}(?:(?:is|was|number) ?[:：]? ?)?([A-Z]{0,2}<d>(?:[ \-]?<d>){6,17}[XxＸ]?)",
    )
});

/// Groups of digits that may begin with a card.
static CARD_RUN: LazyLock<Regex> = LazyLock::new(|| pattern(r"[1-9１-９](?:<s>{0,2}<d>){12,29}"));

static CARD_CUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:银行卡|信用卡|储蓄卡|借记卡|卡号|账号|帐号|账户|card|account|visa|mastercard|iban)(?:号码|号|number|no)?[ :：#.是为,，]{0,3}(?:(?:is|was|number|ending|with) ?){0,2}$",
    )
});

/// Numbers of identity documents.
pub(super) fn id_numbers(text: &str, clues: &Clues) -> Vec<Range<usize>> {
    if clues.digits < 7 {
        return Vec::new();
    }
    let checked = |span: Range<usize>| {
        let free = !is_digit(before(text, span.start)) && !is_digit(after(text, span.end));
        (free && !is_letter(after(text, span.end)) && is_id_card(&text[span.clone()]))
            .then_some(span)
    };
    let cued = |captures: &regex::Captures<'_>| {
        let number = captures.get(1)?;
        let long = digits(number.as_str()).len();
        let lettered = number.as_str().starts_with(|c: char| c.is_ascii_alphabetic());
        let fits = matches!(long, 15 | 17 | 18) || (lettered && (7..=9).contains(&long)) || {
            // A social security number is written in three groups.
            long == 9 && groups(number.as_str()) == [3, 2, 4]
        };
        let end = number.end();
        let free = !is_digit(after(text, end)) && !is_letter(after(text, end));
        (fits && free).then_some(number.range())
    };
    joined([spans(&ID_CARD, text, checked), group_spans(&ID_CUED, text, cued)])
}

/// GB 11643: division, date of birth, and the check digit of ISO 7064 MOD 11-2.
fn is_id_card(text: &str) -> bool {
    let mut number = digits(text);
    if text.ends_with(['X', 'x', 'Ｘ', 'ｘ']) {
        number.push(b'X');
    }
    if number.len() != 18 {
        return false;
    }
    let value = |span: Range<usize>| {
        number[span].iter().fold(0u32, |value, digit| value * 10 + u32::from(digit - b'0'))
    };
    let (province, year) = (value(0..2), value(6..10));
    let (month, day) = (value(10..12), value(12..14));
    // 91 is for foreign residents.
    let dated = matches!(province, 11..=82 | 91)
        && (1880..=2099).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day);
    // The weight of a place is 2 to the power of its distance from the end.
    let sum = number[..17].iter().fold(0u32, |sum, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
    dated && b"10X98765432"[sum as usize] == number[17].to_ascii_uppercase()
}

/// Digits of the shortest group in which a card is written, but for the last.
const LEAST_GROUP: usize = 4;

/// Numbers of bank cards.
pub(super) fn bank_cards(text: &str, clues: &Clues) -> Vec<Range<usize>> {
    if clues.digits < 13 {
        return Vec::new();
    }
    spans(&CARD_RUN, text, |run| {
        let start = run.start;
        let first = text[run.clone()].chars().take_while(|&c| digit(c).is_some()).count();
        if first < LEAST_GROUP {
            return None;
        }
        let (previous, more) = (before(text, start), window(text, start, 48));
        if is_digit(previous) || labelled_otherwise(text, start) {
            return None;
        }
        let cued = CARD_CUE.is_match(more);
        if is_letter(previous) && !cued {
            return None;
        }
        // The card may be followed by more digits after a space.
        let ends = group_ends(&text[run.clone()]).into_iter().rev().map(|end| start + end);
        ends.filter(|&end| !is_digit(after(text, end)) && !is_letter(after(text, end)))
            .find(|&end| is_card(&text[start..end], cued))
            .map(|end| start..end)
    })
}

/// Where the groups of digits end.
fn group_ends(run: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut last = None;
    for (at, c) in run.char_indices() {
        match digit(c) {
            Some(_) => last = Some(at + c.len_utf8()),
            None => ends.extend(last.take()),
        }
    }
    ends.extend(last);
    ends
}

fn is_card(text: &str, cued: bool) -> bool {
    let (number, groups) = (digits(text), groups(text));
    // Cards are written in one piece or in groups from four digits on.
    let even = groups.len() == 1 || groups[..groups.len() - 1].iter().all(|&g| g >= LEAST_GROUP);
    if !even || !(13..=19).contains(&number.len()) || number.windows(2).all(|w| w[0] == w[1]) {
        return false;
    }
    if !luhn(&number) {
        // A misprint of a card that the text calls one.
        return cued && matches!(number.len(), 16 | 19);
    }
    cued || issued(&number)
}

/// Whether a network issues numbers of this beginning and length.
fn issued(number: &[u8]) -> bool {
    let leading =
        |n: usize| number[..n].iter().fold(0u32, |value, d| value * 10 + u32::from(d - b'0'));
    let (two, four) = (leading(2), leading(4));
    match number.len() {
        15 => matches!(two, 34 | 37),
        16 => {
            matches!(two, 40..=49 | 51..=55 | 62 | 65)
                || matches!(four, 2221..=2720 | 3528..=3589 | 6011)
        }
        17 | 18 => two == 62,
        19 => two == 62 || four == 9558,
        _ => false,
    }
}

/// The check digit of ISO/IEC 7812.
fn luhn(number: &[u8]) -> bool {
    let sum: u32 = number
        .iter()
        .rev()
        .enumerate()
        .map(|(i, digit)| {
            let value = u32::from(digit - b'0');
            match i % 2 {
                0 => value,
                _ if value > 4 => 2 * value - 9,
                _ => 2 * value,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}
