//! Telephone numbers of persons: mobiles, landlines, numbers abroad. Service
//! lines of companies (400, 800, 95xxx, toll-free) are nobody's own and stay.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::orders::{amount_follows, is_date, labelled_otherwise};
use super::scan::{
    Clues, after, before, digit, digits, group_spans, groups, is_digit, is_letter, joined, pattern,
    spans, window,
};

/// Eleven digits from 13 to 19 on, in any groups, with or without +86.
static MOBILE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:(?:[+＋]|[0０]{2}|[(（][+＋]?)?[8８][6６][)）]?<s>{0,2})?([1１](?:<s>{0,2}[3-9３-９])(?:<s>{0,2}<d>){9})",
    )
});

/// An eleven-digit mobile number read out in Chinese numerals.
static SPELT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[一幺][三四五六七八九][零〇一幺二两三四五六七八九]{9}"));

/// Area code and seven or eight digits, with an extension.
static LANDLINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:(?:[+＋]|[0０]{2})?[8８][6６]<s>{0,2})?([(（]?[0０]?(?:[1１][0０]|[2２]<d>|[3-9３-９]<d>{2})[)）]?<s>{0,2})([2-9２-９]<d>{2,3}<s>?<d>{4})(?:(?:转|[ ]?ext\.?[ ]?|<s>)(?:分机)?<d>{1,5})?",
    )
});

/// The North American form.
static AMERICAN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:[+＋]?1[ .\-]?)?([(（]?)(<d>{3})([)）]?[ .\-]{0,2})(<d>{3})([ .\-])<d>{4}(?i:[ ,]{0,2}(?:x|ext\.?|extension)[ ]?<d>{1,5})?",
    )
});

/// With the code of a country.
static INTERNATIONAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:[+＋] ?([1-9１-９])|[0０]{2}<s>?(?:852|853|886|44|33|49|61|65|66|60|81|82)|[(（][+＋][1-9]<d>{0,2}[)）])(?:[ \u{A0}.\-－()（）]{0,3}<d>){5,14}",
    )
});

/// With the zero that is dialled within a country: 07700 900123, 090-1234-5678.
static NATIONAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:[(（]0[1-9]<d>{1,3}[)）][ \-]?|0[1-9]<d>{1,3}[ \-])<d>{3,4}[ \-]?<d>{3,4}|0[1-9](?:[ .]<d>{2}){4}|07[3-9]<d>{8}",
    )
});

/// What the text says to be a number to call.
static CUED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:电话|手机|座机|固话|联系方式|致电|传真|\b(?:phone|tel|telephone|mobile|cell|cellphone|fax|whatsapp|(?:call|text|ring|reach|phone|contact|message)(?: or (?:call|text))? (?:me|us|him|her)|my number|call back|callback))(?:(?:号码|号| numbers?| no\.?| num)?(?:[ ]?(?:[:：#=,，(（]|是|为|\bis\b|\bon\b|\bat\b|\bunder\b)){0,3}[ ]?)([0-9０-９(（](?:[ .\-－()（）]{0,2}<d>){6,12})",
    )
});

/// Words after which letters and a number are one number to call.
static LETTERS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)(?:tel|phone|mobile|mob|cell|call|ph|p|t|m|h/?p|wx|vx|wechat|whatsapp|qq|v)$")
});

/// Telephone numbers.
pub(super) fn phones(text: &str, clues: &Clues) -> Vec<Range<usize>> {
    let spelt = if clues.numerals { spelt(text) } else { Vec::new() };
    if clues.digits < 7 {
        return spelt;
    }
    let international = |span: Range<usize>| {
        let number = &text[span.clone()];
        let (count, parts) = (digits(number).len(), groups(number).len());
        let long = if parts > 1 { 8 } else { 10 };
        ((long..=15).contains(&count) && alone(text, &span, number)).then_some(span)
    };
    let national = |span: Range<usize>| {
        let number = &text[span.clone()];
        ((9..=11).contains(&digits(number).len()) && alone(text, &span, number)).then_some(span)
    };
    joined([
        group_spans(&MOBILE, text, |captures| mobile(text, captures)),
        group_spans(&LANDLINE, text, |captures| landline(text, captures)),
        group_spans(&AMERICAN, text, |captures| american(text, captures)),
        spans(&INTERNATIONAL, text, international),
        spans(&NATIONAL, text, national),
        group_spans(&CUED, text, |captures| cued(text, captures)),
        spelt,
    ])
}

fn mobile(text: &str, captures: &Captures<'_>) -> Option<Range<usize>> {
    let (span, own) = (captures.get_match().range(), captures.get(1)?);
    let grouped = matches!(
        groups(own.as_str())[..],
        [11] | [3, 4, 4]
            | [3, 8]
            | [7, 4]
            | [5, 6]
            | [4, 3, 4]
            | [4, 4, 3]
            | [3, 3, 5]
            | [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    );
    (grouped && alone(text, &span, own.as_str())).then_some(span)
}

fn landline(text: &str, captures: &Captures<'_>) -> Option<Range<usize>> {
    let (area, local) = (captures.get(1)?, captures.get(2)?);
    let mut span = captures.get_match().range();
    let prefixed = area.start() > span.start;
    let code = digits(area.as_str());
    if !prefixed && code.first() != Some(&b'0') {
        return None;
    }
    let code = code.strip_prefix(b"0").unwrap_or(&code);
    let long = digits(local.as_str()).len();
    // Large cities have short codes and long numbers.
    if long != 8 && (long != 7 || code.len() == 2) {
        return None;
    }
    // An extension is part of the number, what merely follows is not.
    let tail = &text[local.end()..span.end];
    let called = tail.contains(['转', '-', '－', '—']) || tail.contains("ext");
    if !called {
        span.end = local.end();
    }
    if area.as_str().starts_with(['(', '（']) && !area.as_str().contains([')', '）']) {
        span.start = area.start() + area.as_str().chars().next()?.len_utf8();
    }
    alone(text, &span, &text[area.start()..local.end()]).then_some(span)
}

fn american(text: &str, captures: &Captures<'_>) -> Option<Range<usize>> {
    let mut span = captures.get_match().range();
    let (open, area, gap) = (captures.get(1)?, captures.get(2)?, captures.get(3)?);
    let (exchange, last) = (captures.get(4)?, captures.get(5)?);
    let toll_free =
        matches!(area.as_str(), "400" | "800" | "833" | "844" | "855" | "866" | "877" | "888");
    let closed = gap.as_str().starts_with([')', '）']);
    if toll_free || closed == open.is_empty() {
        return None;
    }
    // Three bare numbers side by side are a number to call only where the
    // text says so, or with a country code, as 1-800 is not.
    let bare = open.is_empty() && gap.as_str() == " " && last.as_str() == " ";
    let coded = open.start() > span.start;
    if coded && is_digit(before(text, span.start)) {
        span.start = open.start();
    }
    let said = || {
        let words = window(text, span.start, 32).to_ascii_lowercase();
        ["phone", "call", "tel", "mobile", "cell", "text", "number", "contact", "reach", "电话"]
            .iter()
            .any(|word| words.contains(word))
    };
    let assigned = |part: regex::Match<'_>| part.as_str().as_bytes()[0] > b'1';
    if (bare && !(assigned(area) && assigned(exchange) && (coded || said())))
        || gap.as_str().is_empty()
    {
        return None;
    }
    alone(text, &span, &text[span.clone()]).then_some(span)
}

fn cued(text: &str, captures: &Captures<'_>) -> Option<Range<usize>> {
    let number = captures.get(1)?;
    let all = digits(number.as_str());
    let service = ["400", "800", "1800", "1888", "1877", "1866", "1855"]
        .iter()
        .any(|line| all.len() > 8 && all.starts_with(line.as_bytes()))
        || (all.len() == 8 && all.starts_with(b"95"));
    let unbalanced = number.as_str().contains(['(', '（']) != number.as_str().contains([')', '）']);
    let ends = !is_digit(after(text, number.end())) && !amount_follows(text, number.end());
    // A number with many short groups is a list or a date, and a lone first
    // digit counts the numbers: "电话1 …，电话2 …".
    let parts = groups(number.as_str());
    let listed = parts.len() > 5 || (parts.len() == 2 && parts[0] == 1);
    (!service && !unbalanced && !listed && ends && !is_date(number.as_str()))
        .then_some(number.range())
}

fn spelt(text: &str) -> Vec<Range<usize>> {
    let numeral =
        |c: Option<char>| c.is_some_and(|c| "零〇一幺二两三四五六七八九十百千万".contains(c));
    spans(&SPELT, text, |span| {
        (!numeral(before(text, span.start)) && !numeral(after(text, span.end))).then_some(span)
    })
}

/// Whether nothing on either side makes the number part of something else.
fn alone(text: &str, span: &Range<usize>, own: &str) -> bool {
    let (previous, next) = (before(text, span.start), after(text, span.end));
    if is_digit(previous) || is_digit(next) || is_date(own) {
        return false;
    }
    let head = window(text, span.start, 40);
    if is_letter(previous) && !LETTERS.is_match(head) {
        return false;
    }
    if matches!(previous, Some('$' | '¥' | '￥' | '€' | '£' | '#' | '＃' | '_')) {
        return false;
    }
    let beyond = previous.and_then(|c| before(text, span.start - c.len_utf8()));
    let joint = matches!(previous, Some('-' | '.' | ',' | '－' | '–'));
    // A part of a longer chain of digits, or of a code with letters.
    if joint && (is_digit(beyond) || is_letter(beyond)) {
        return false;
    }
    let split = groups(own).len() > 1;
    if split && previous == Some(' ') && is_digit(beyond) && !ends_list(head) {
        return false;
    }
    let mut rest = text[span.end..].chars();
    if split && matches!(rest.next(), Some(' ' | '-' | '.')) {
        let run = rest.take_while(|&c| digit(c).is_some()).count();
        if run >= 3 {
            return false;
        }
    }
    // Within an address of the web a number is an item.
    let token = head.rsplit(char::is_whitespace).next().unwrap_or_default();
    let linked = token.contains("://") || token.contains("www.") || token.contains(".com/");
    !linked && !amount_follows(text, span.end) && !labelled_otherwise(text, span.start)
}

/// Whether the digits before a number are a place in a list: "2 138 0013 8000".
fn ends_list(head: &str) -> bool {
    let run = head.trim_end().chars().rev().take_while(|&c| digit(c).is_some()).count();
    run == 1
}
