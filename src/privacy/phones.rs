//! Telephone numbers of persons: mobiles, landlines, numbers abroad. Service
//! lines of companies (400, 800, 95xxx, toll-free) are nobody's own and stay.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::clues::Clues;
use super::orders::{amount_follows, is_date, labelled_otherwise};
use super::scan::{
    after, before, digit, digits, group_spans, groups, is_digit, is_letter, joined, linked,
    pattern, spans, window, window_after,
};

/// Eleven digits from 13 to 19 on, in any groups, with or without +86.
static MOBILE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:(?:[+＋]|[0０]{2}|[(（][+＋]?)?[8８][6６][)）]?<s>{0,2})?([1１](?:<s>{0,2}[3-9３-９])(?:<s>{0,2}<d>){9})",
    )
});

/// A mobile number read out in Chinese numerals, some of which may be digits, and one digit more
/// than it may have.
static SPELT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[一幺壹1１][ \-，,、]?[三四五六七八九叁肆伍陆柒捌玖3-9３-９](?:[ \-，,、]?[零〇一幺二两三四五六七八九壹贰叁肆伍陆柒捌玖拐洞勾<d>]){9,10}",
    )
});

/// Seven digits or more read out in English.
static SPELT_EN: LazyLock<Regex> = LazyLock::new(|| {
    const DIGIT: &str = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|<d>{1,4})";
    pattern(&format!(
        r"(?i)\b(?:double |triple )?{DIGIT}(?:(?:[ \-]|, ?)(?:(?:double|triple) )?{DIGIT}){{3,15}}\b"
    ))
});

/// The last digits of a number to call, by which parcels and rides are told.
static LAST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:(?:手机|电话|号码|手机号|电话号)?(?:尾号|后四位|末四位|后4位|尾数)|\b(?:phone|mobile|cell|number) ending(?: in| with)?|last (?:four|4)(?: digits)?(?: of (?:my|the))?(?: phone| mobile| cell)(?: number)?)(?:[ ]?(?:[:：]|是|为|报了|\b(?:is|are|was)\b)){0,2}[ ]?(?:[，,]?我?报(?:的是|了)?)?(<d>{4})",
    )
});

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
        r"(?:[(（]0[1-9]<d>{0,3}[)）][ \-]?|0[1-9]<d>{1,3}[ \-]|0[2-9]-)<d>{3,4}[ \-]?<d>{3,4}|0[1-9](?:[ .]<d>{2}){4}|07[3-9]<d>{8}",
    )
});

/// What the text says to be a number to call.
static CUED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:电话|手机|座机|固话|联系方式|致电|传真|(?:打|拨)(?:去|到|给|打|通)?|回拨|\b(?:phone|tel|telephone|mobile|cell|cellphone|fax|whatsapp|(?:call|text|ring|reach|phone|contact|message)(?: or (?:call|text))? (?:me|us|him|her)|my number|call back|callback))(?:(?:号码|号| numbers?| no\.?| num)?(?:[ ]?(?:[:：#=,，(（]|是|为|\bis\b|\bon\b|\bat\b|\bunder\b)){0,3}[ ]?)([0-9０-９(（](?:[ .\-－()（）]{0,2}<d>){6,12})",
    )
});

/// Words after which letters and a number are one number to call.
static LETTERS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)(?:tel|phone|mobile|mob|cell|call|ph|p|t|m|h/?p|wx|vx|wechat|whatsapp|qq|v)$")
});

/// Telephone numbers.
pub(super) fn phones(text: &str, clues: &Clues) -> Vec<Range<usize>> {
    // A number that is read out may have digits in between.
    let read = clues.numerals > 0 && clues.numerals + clues.digits >= MOBILE_DIGITS;
    let mut spelt = if read { spelt(text) } else { Vec::new() };
    if clues.number && clues.digits > 3 {
        spelt.extend(group_spans(&LAST, text, |captures| last_digits(text, captures)));
    }
    if clues.number_words > 2 {
        spelt.extend(spans(&SPELT_EN, text, |span| read_out(text, span)));
    }
    if clues.digits < 7 {
        return joined([spelt]);
    }
    let international = |span: Range<usize>| {
        let number = &text[span.clone()];
        let (count, parts) = (digits(number).len(), groups(number).len());
        let long = if parts > 1 { 8 } else { 10 };
        ((long..=15).contains(&count) && alone(text, &span, number)).then_some(span)
    };
    let national = |span: Range<usize>| {
        let number = &text[span.clone()];
        let all = digits(number);
        ((9..=11).contains(&all.len()) && !is_service(&all) && alone(text, &span, number))
            .then_some(span)
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

/// Lines of companies: free or at a local rate (0800, 0345, 1300, 400).
fn is_service(number: &[u8]) -> bool {
    [
        "0800", "0808", "0300", "0303", "0330", "0333", "0344", "0345", "0370", "0371", "0843",
        "0844", "0845", "0870", "0871", "0906",
    ]
    .iter()
    .any(|line| number.starts_with(line.as_bytes()) && (9..=11).contains(&number.len()))
        && !(number.len() == 11 && number.starts_with(b"0371"))
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
    // 1800 102 8411 is a line that is free to call, elsewhere.
    let free = ["1800", "1888", "1300"].iter().any(|line| own.as_str().starts_with(line))
        && groups(own.as_str()).len() == 3
        && groups(own.as_str())[0] == 4;
    (grouped && !free && alone(text, &span, own.as_str())).then_some(span)
}

fn landline(text: &str, captures: &Captures<'_>) -> Option<Range<usize>> {
    let (area, local) = (captures.get(1)?, captures.get(2)?);
    let mut span = captures.get_match().range();
    let prefixed = area.start() > span.start;
    let code = digits(area.as_str());
    if !prefixed && code.first() != Some(&b'0') {
        return None;
    }
    if is_service(&digits(&text[area.start()..local.end()])) {
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
        || (all.len() == 8 && all.starts_with(b"95"))
        || is_service(&all);
    let unbalanced = number.as_str().contains(['(', '（']) != number.as_str().contains([')', '）']);
    let ends = !is_digit(after(text, number.end())) && !amount_follows(text, number.end());
    // A number with many short groups is a list or a date, and a lone first
    // digit counts the numbers: "电话1 …，电话2 …".
    let parts = groups(number.as_str());
    let listed = parts.len() > 5 || (parts.len() == 2 && parts[0] == 1);
    (!service && !unbalanced && !listed && ends && !is_date(number.as_str()))
        .then_some(number.range())
}

/// Digits of a mobile number.
const MOBILE_DIGITS: usize = 11;

/// Numerals that make a row of digits one that is read out: where something stands between the
/// digits, and where nothing does but perhaps a 一 for a dash (13800一14800).
const READ_APART: usize = 3;
const READ: usize = 2;

/// Digits of either kind in a number with one too many, as happens to those who hide it.
const MIXED: usize = 3;

fn spelt(text: &str) -> Vec<Range<usize>> {
    let numeral = |c: char| "零〇一幺二两三四五六七八九十百千万".contains(c);
    spans(&SPELT, text, |span| {
        let own = &text[span.clone()];
        let read = |c: char| !c.is_ascii() && c.is_alphabetic();
        let places = own.char_indices().filter(|&(_, c)| digit(c).is_some() || read(c));
        let ends: Vec<usize> = places.map(|(at, c)| at + c.len_utf8()).collect();
        let fits = |count: usize| {
            let end = span.start + ends.get(count - 1)?;
            let own = &text[span.start..end];
            // Digits alone are a number of another form.
            let words = own.chars().filter(|&c| read(c)).count();
            let apart = own.chars().count() > count;
            let mixed = words.min(count - words) >= MIXED || count == MOBILE_DIGITS;
            let part = |c: Option<char>| is_digit(c) || c.is_some_and(numeral);
            let free = !part(before(text, span.start)) && !part(after(text, end));
            let enough = words >= if apart { READ_APART } else { READ };
            (enough && mixed && free).then_some(span.start..end)
        };
        fits(MOBILE_DIGITS).or_else(|| fits(MOBILE_DIGITS + 1))
    })
}

/// A number read out in English words.
fn read_out(text: &str, span: Range<usize>) -> Option<Range<usize>> {
    let own = text[span.clone()].to_ascii_lowercase();
    let mut count = 0;
    let mut words = 0;
    let mut times = 1;
    for word in own.split([' ', ',', '-']).filter(|word| !word.is_empty()) {
        match word {
            "double" => times = 2,
            "triple" => times = 3,
            _ => {
                let number = word.bytes().filter(u8::is_ascii_digit).count();
                words += usize::from(number == 0);
                count += times * number.max(1);
                times = 1;
            }
        }
    }
    ((7..=15).contains(&count) && words >= 3).then_some(span)
}

/// The last four digits of a phone; those of a card or an order are none.
fn last_digits(text: &str, captures: &Captures<'_>) -> Option<Range<usize>> {
    let own = captures.get(1)?;
    let next = window_after(text, own.end(), 16);
    let head = window(text, captures.get_match().start(), 18);
    let other = [
        "卡",
        "订单",
        "工单",
        "运单",
        "快递单",
        "单号",
        "身份证",
        "证件",
        "社保",
        "车牌",
        "账",
        "order",
        "ticket",
        "room",
        "限行",
    ]
    .iter()
    .any(|word| head.contains(word))
        || ["储蓄卡", "信用卡", "银行卡", "的卡", "卡"]
            .iter()
            .any(|word| next.trim_start_matches('的').starts_with(word));
    (!other && !is_digit(after(text, own.end()))).then_some(own.range())
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
    let listed = previous == Some(',') && {
        let run = head.trim_end_matches(',').chars().rev();
        run.take_while(|&c| digit(c).is_some()).count() > 6
    };
    if joint && !listed && (is_digit(beyond) || is_letter(beyond)) {
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
    !linked(text, span.start)
        && !amount_follows(text, span.end)
        && !labelled_otherwise(text, span.start)
}

/// Whether the digits before a number are a place in a list: "2 138 0013 8000".
fn ends_list(head: &str) -> bool {
    let run = head.trim_end().chars().rev().take_while(|&c| digit(c).is_some()).count();
    run == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::DetailKind;
    use crate::privacy::tests::assert_masked;

    #[test]
    fn digits_beside_a_number_make_it_part_of_something_else() {
        for (text, own, wanted) in [
            // In a list, what stands before is a number of its own.
            ("1234567,13800138000", "13800138000", true),
            ("123456,13800138000", "13800138000", false),
            // Groups go on where three digits follow.
            ("138 0013 8000 12", "138 0013 8000", true),
            ("138 0013 8000 123", "138 0013 8000", false),
            ("13800138000 123", "13800138000", true),
            // A place in a list has one digit.
            ("2 138 0013 8000", "138 0013 8000", true),
            ("22 138 0013 8000", "138 0013 8000", false),
            ("1-13800138000", "13800138000", false),
            ("a-13800138000", "13800138000", false),
            ("-13800138000", "13800138000", true),
            ("¥13800138000", "13800138000", false),
            ("13800138000元", "13800138000", false),
            ("x13800138000", "13800138000", false),
            ("tel13800138000", "13800138000", true),
        ] {
            let at = text.find(own).unwrap();
            assert_eq!(alone(text, &(at..at + own.len()), own), wanted, "{text}");
        }
    }

    #[test]
    fn numbers_read_out_in_numerals() {
        assert_masked(
            DetailKind::Phone,
            &[
                "打{一三八零零一三八零零零}",
                "打{1三8零零一3八零零0}",
                "打{13800一三八零零零}",
                "打{1380零一三八零零零}",
                "打{1380零零13800}吧",
                "租金13800一14800元",
                "一、三、五、七、九、十一、十三、十五",
                "打{1，3，8，0，零一三8000}吧",
                "打{1，3，8，0，零零一三8000}吧",
                "打{一，三，八，零，零，一，三，八，零，零，零}，8点前",
                "打1，3，8，0，0，1，3，8，0，0，零",
                "打一三八零零一三八零零零零",
                "一1三零零一三八零零零零零",
                "尾号{1234}",
                "phone ending {1234}",
                "phone ending 123",
            ],
        );
    }
}
