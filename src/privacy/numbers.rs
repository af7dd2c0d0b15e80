//! Numbers with a check digit: identity cards and bank cards.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::clues::Clues;
use super::documents::documents;
use super::orders::{is_date, labelled_otherwise};
use super::scan::{
    after, any_of, before, digit, digits, group_spans, groups, is_digit, is_letter, joined, linked,
    pattern, spans, window, window_after,
};

/// 18 characters, in any groups; the last may be X.
static ID_CARD: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[1-9１-９](?:<s>?<d>){16}<s>?[0-9０-９XxＸｘ]"));

/// What may stand between the name of a document and its number.
const LINK: &str = r"(?:正面|信息)?(?:卡?号码|卡?号|编号| ?(?:number|no\.?|num|nr|#|id)\b\.?)?(?:[ ]?(?:[:：#＃=,，(（]|填的?是?|写的?是?|登记的?是?|是|为|\b(?:is|was|ends? in|ending(?: in)?)\b)){0,3}[ ]?";

/// A number that the text calls one of a document. The old cards have 15
/// digits, and those who write one down make mistakes: no check digit here.
static ID_CUED: LazyLock<Regex> = LazyLock::new(|| {
    let documents = documents();
    pattern(&format!(
        r"(?i){documents}{LINK}((?:<h>字第<d>{{5,10}}号)|[A-Z]{{1,2}} ?[0-9]{{6,8}}[(（][0-9A][)）]|(?:[A-Z]{{1,4}}[ \-])?(?:[A-Z0-9]{{0,7}}<d>[A-Z0-9]{{0,7}}[ \-]){{1,5}}[A-Z0-9]{{1,8}}|(?:(?-i:[A-Z]{{1,3}})[ \-])?[A-Z]{{0,6}}<d>(?:[ \-－]?<d>){{5,18}}[A-ZＸ]{{0,2}}|[A-Z]{{0,8}}<d>[A-Z0-9]{{4,18}})"
    ))
});

/// The Hong Kong identity card by its form, with its check digit in brackets.
static HKID: LazyLock<Regex> = LazyLock::new(|| pattern(r"[A-Z]{1,2}[0-9]{6}[(（][0-9A][)）]"));

/// The form of an American social security number.
static SSN: LazyLock<Regex> = LazyLock::new(|| pattern(r"[0-8][0-9]{2}[\-–][0-9]{2}[\-–][0-9]{4}"));

/// The end of a number, after the name of the document.
static ID_END: LazyLock<Regex> = LazyLock::new(|| {
    let documents = documents();
    pattern(&format!(
        r"(?i)(?:{documents}(?:号码|号)?(?:的?(?:尾号|后四位|后六位|末四位|后4位|后6位|最后四位))|last (?:four|4)(?: digits)? of (?:my |the )?(?:social|ssn|passport)(?: security)?(?: number)?)(?:[ ]?(?:[:：,，]|是|为|\b(?:is|are|was)\b)){{0,2}}[ ]?(<d>{{3,5}}[0-9XxＸｘ])"
    ))
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
    if clues.digits < 3 {
        return Vec::new();
    }
    let checked = |span: Range<usize>| {
        let free = !is_digit(before(text, span.start)) && !is_digit(after(text, span.end));
        (free && !is_letter(after(text, span.end)) && is_id_card(&text[span.clone()]))
            .then_some(span)
    };
    let cued = |captures: &regex::Captures<'_>| {
        let number = captures.get(1)?;
        let end = document_end(text, number.start(), number.end())?;
        let more = text[end..].bytes().take(12).take_while(u8::is_ascii_alphanumeric).count();
        let end = end + more;
        let free = !is_digit(after(text, end)) && !is_letter(after(text, end));
        let started = captures.get_match().start();
        let word =
            is_letter(before(text, started)) && text[started..].starts_with(|c: char| c.is_ascii());
        let rest = text[end..].trim_start();
        let more = ["岁", "元", "年", "月", "个", "天", "次", "%"]
            .iter()
            .any(|unit| rest.starts_with(unit));
        let free = free && !linked(text, number.start());
        (free && !word && !more).then_some(number.start()..end)
    };
    let ending = |captures: &regex::Captures<'_>| {
        let number = captures.get(1)?;
        let next = after(text, number.end());
        (!is_digit(next) && !is_letter(next)).then_some(number.range())
    };
    let plain = |span: Range<usize>| {
        let (previous, next) = (before(text, span.start), after(text, span.end));
        let part =
            |c: Option<char>| is_digit(c) || is_letter(c) || matches!(c, Some('-' | '–' | '.'));
        let free = !part(previous) && !is_digit(next) && !is_letter(next) && next != Some('-');
        (free && !labelled_otherwise(text, span.start)).then_some(span)
    };
    let hong_kong = |span: Range<usize>| (!is_letter(before(text, span.start))).then_some(span);
    joined([
        if clues.digits > 16 { spans(&ID_CARD, text, checked) } else { Vec::new() },
        if clues.document && clues.digits > 4 {
            group_spans(&ID_CUED, text, cued)
        } else {
            Vec::new()
        },
        if clues.document && clues.number {
            group_spans(&ID_END, text, ending)
        } else {
            Vec::new()
        },
        if clues.digits > 8 { spans(&SSN, text, plain) } else { Vec::new() },
        if clues.digits > 5 { spans(&HKID, text, hong_kong) } else { Vec::new() },
    ])
}

/// Where the number of a document ends that begins at `start`, by its groups:
/// the last of those that hold a digit. `None` for what is no number.
fn document_end(text: &str, start: usize, end: usize) -> Option<usize> {
    let shown = &text[start..end];
    if shown.contains("字第") || shown.contains(['(', '（']) {
        return Some(end);
    }
    let (mut last, mut count, mut letters) = (start, 0, 0);
    let mut at = start;
    let groups: Vec<&str> = shown.split_inclusive([' ', '-', '－']).collect();
    for (i, group) in groups.iter().enumerate() {
        let own = group.trim_end_matches([' ', '-', '－']);
        let numbers = digits(own).len();
        let alphabetic = own.chars().filter(|c| c.is_alphabetic()).count();
        let lone = own.len() <= 3 && own.chars().all(|c| c.is_ascii_uppercase());
        // A word is no part of it; a letter or two at either end are.
        if numbers == 0 && !(lone && (i == 0 || count > 3)) {
            break;
        }
        if numbers > 0 || count > 3 {
            last = at + own.len();
        }
        count += numbers;
        letters += alphabetic;
        at += group.len();
    }
    let lettered = letters > 0;
    let many = if lettered { 5 } else { 6 };
    // A month, a price: four digits alone are no number of a document.
    (count >= many && count <= 19 && letters <= 9 && last > start && !is_date(&text[start..last]))
        .then_some(last)
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

/// Words for accounts and cards.
pub(super) const ACCOUNTS_ZH: [&str; 19] = [
    "银行账号",
    "银行账户",
    "银行帐号",
    "银行帐户",
    "开户账号",
    "收款账号",
    "收款账户",
    "对公账号",
    "对公账户",
    "借记卡",
    "借记卡号",
    "储蓄卡",
    "储蓄卡号",
    "银行卡",
    "银行卡号",
    "卡号",
    "账号",
    "帐号",
    "账户",
];
pub(super) const ACCOUNTS_EN: [&str; 11] = [
    "bank account",
    "account",
    "acct",
    "a/c",
    "sort code",
    "routing",
    "aba",
    "bsb",
    "debit card",
    "credit card",
    "card",
];

/// Words for a card of which the end is given.
pub(super) const CARDS_EN: [&str; 8] =
    ["card", "visa", "mastercard", "amex", "debit", "credit", "account", "acct"];

/// The number of an account, after its name.
static ACCOUNT: LazyLock<Regex> = LazyLock::new(|| {
    let (zh, en) = (any_of(&ACCOUNTS_ZH), any_of(&ACCOUNTS_EN));
    pattern(&format!(
        r"(?i)(?:{zh}|\b{en}(?: number| no\.?| #|#)?)(?:[ ]?(?:[:：#=,，]|是|为|\b(?:is|was)\b)){{0,2}}[ ]?(<d>(?:[ \-]?<d>){{5,22}})"
    ))
});

/// IBAN: country, check digits and the number.
static IBAN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")
});

/// The end of a number, after the name of a card.
static CARD_END: LazyLock<Regex> = LazyLock::new(|| {
    let cards = any_of(&CARDS_EN);
    pattern(&format!(
        r"(?i)(?:卡号?(?:的?(?:尾号|后四位|末四位|后4位|最后四位))|\b{cards}(?: number| no\.?)? (?:that )?(?:ending|ends|finishing)(?: in| with)?|last (?:four|4)(?: digits)?(?: (?:of|on) (?:my |the )?(?:debit |credit |bank )?(?:card|visa|account)))(?:[ ]?(?:[:：]|是|为|\b(?:is|are|was)\b)){{0,2}}[ ]?(<d>{{4}})|(?:卡号?|\b{cards})(?: number| no\.?)?[ :：]{{0,2}}(?:[*＊xX•]{{2,4}}[ \-]?){{1,4}}(<d>{{4}})|尾号(?:为|是)?[ ]?(<d>{{4}})的?(?:[^，。,.0-9]{{0,4}})(?:卡|账户)"
    ))
});

/// Numbers of bank cards and accounts.
pub(super) fn bank_cards(text: &str, clues: &Clues) -> Vec<Range<usize>> {
    if clues.digits < 4 {
        return Vec::new();
    }
    let mut lists = Vec::new();
    if clues.account {
        if clues.number || text.contains(['*', '＊', '•', 'x', 'X']) {
            lists.push(group_spans(&CARD_END, text, |captures| {
                let own = captures.iter().skip(1).flatten().next()?;
                (!is_digit(after(text, own.end()))).then_some(own.range())
            }));
        }
        lists.push(group_spans(&ACCOUNT, text, |captures| account(text, captures)));
    }
    if clues.digits >= 10 {
        lists.push(spans(&IBAN, text, |span| iban(text, span)));
    }
    if clues.digits >= 13 {
        lists.insert(0, long_cards(text));
    }
    joined(lists)
}

fn account(text: &str, captures: &regex::Captures<'_>) -> Option<Range<usize>> {
    let own = captures.get(1)?;
    let cue = text[captures.get_match().start()..own.start()].to_lowercase();
    let count = digits(own.as_str()).len();
    // "account" is often one of a shop: its numbers are short.
    let banks =
        ["bank", "sort", "routing", "aba", "bsb", "银行", "开户", "收款", "对公", "储蓄", "借记"]
            .iter()
            .any(|word| cue.contains(word));
    let named = ["acc", "a/c", "card", "卡", "账", "帐"].iter().any(|word| cue.contains(word));
    let near = window(text, captures.get_match().start(), 60).to_lowercase();
    let banking = banks
        || ["bank", "银行", "开户", "退款", "refund", "打款", "转账", "transfer"]
            .iter()
            .any(|word| near.contains(word))
        || window_after(text, own.end(), 40).to_lowercase().contains("sort code")
        || window_after(text, own.end(), 40).to_lowercase().contains("routing")
        || window_after(text, own.end(), 30).contains("开户行");
    let fits = if banks {
        (6..=22).contains(&count)
    } else {
        named && ((14..=22).contains(&count) || (banking && count >= 8))
    };
    let next = after(text, own.end());
    let free = !is_digit(next)
        && !is_letter(next)
        && !labelled_otherwise(text, own.start())
        && !linked(text, own.start());
    (fits && free).then_some(own.range())
}

fn iban(text: &str, span: Range<usize>) -> Option<Range<usize>> {
    let mut end = span.end;
    // A word after it is written in one as a group: the shortest that checks.
    loop {
        let own: String = text[span.start..end].chars().filter(|c| *c != ' ').collect();
        if own.len() < 15 {
            return None;
        }
        let free = !is_letter(before(text, span.start)) && !is_digit(before(text, span.start));
        if own.len() <= 34 && free && checks(&own.to_ascii_uppercase()) {
            return Some(span.start..end);
        }
        end = span.start + text[span.start..end].trim_end().rfind(' ')?;
    }
}

/// ISO 13616: the number with its first four characters last is 1 modulo 97.
fn checks(iban: &str) -> bool {
    let value = |sum: u32, c: u8| match c {
        b'0'..=b'9' => (sum * 10 + u32::from(c - b'0')) % 97,
        _ => (sum * 100 + u32::from(c - b'A') + 10) % 97,
    };
    let (head, tail) = iban.as_bytes().split_at(4);
    tail.iter().chain(head).fold(0, |sum, &c| value(sum, c)) == 1
}

fn long_cards(text: &str) -> Vec<Range<usize>> {
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
    // A decimal fraction.
    if groups.len() == 2 && text.contains('.') {
        return false;
    }
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

#[cfg(test)]
mod tests;
