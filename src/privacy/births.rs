//! Dates of birth: a date beside a word that says so.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::clues::Clues;
use super::scan::{after, group_spans, is_digit, joined, pattern};

const MONTH: &str = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?";

/// A date with a year.
fn dated() -> String {
    format!(
        r"(?:民国<d>{{1,3}}年<d>{{1,2}}月(?:<d>{{1,2}}[日号]?)?|<d>{{4}} ?[\-/.年－．] ?<d>{{1,2}} ?(?:[\-/.月－．](?: ?<d>{{1,2}}[日号]?)?)?|<d>{{2}}年<d>{{1,2}}月(?:<d>{{1,2}}[日号]?)?|<d>{{1,2}}[\-/.]<d>{{1,2}}[\-/.](?:<d>{{4}}|<d>{{2}})|(?:19|20)<d>{{6}}|[一二][九零〇][一二三四五六七八九零〇]{{2}}年[一二三四五六七八九十]{{1,2}}月(?:[一二三四五六七八九十]{{1,3}}[日号])?|[0-9]{{1,2}}(?:st|nd|rd|th)?(?: of)?[ \-/]{MONTH},?[ \-/](?:of )?[0-9]{{2,4}}|{MONTH} [0-9]{{1,2}}(?:st|nd|rd|th)?,? (?:of )?[0-9]{{4}}|{MONTH},? [0-9]{{4}})"
    )
}

static AFTER_CUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)(?:出生(?:日期|年月日|年月|时间|日)?|生日|生辰|(?:出)?生于|\b(?:d\.? ?o\.? ?b\.?|date of birth|birth ?date|birth ?day|b-?day|born(?: on| in)?))(?:[ ]?(?:[:：=,，(（]|是在|是|为|写的是|写的|填的|在|于|\b(?:is|was|on|in|as)\b)){{0,3}}[ ]?({})",
        dated()
    ))
});

/// A day of the year, where the text says that it is the birthday.
static DAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)(?:生日(?:[ ]?(?:[:：=]|是|为)){{0,2}}|\b(?:birthday|b-?day)(?:[ ]?(?:[:：=]|\b(?:is|was)\b)){{1,2}}(?: on)?)[ ]?(<d>{{1,2}} ?月 ?<d>{{1,2}} ?[日号]?|(?:农历|阴历)?[一二三四五六七八九十正腊]{{1,2}}月[初一二三四五六七八九十]{{1,3}}[日号]?|(?:the )?[0-9]{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH}|{MONTH} [0-9]{{1,2}}(?:st|nd|rd|th)?)"
    ))
});

static BEFORE_CUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)({}) ?(?:出生|生人|生的|生，|生,|生。|\b(?:is|was) my (?:birthday|dob|date of birth))",
        dated()
    ))
});

/// Dates of birth.
pub(super) fn births(text: &str, clues: &Clues) -> Vec<Range<usize>> {
    if !clues.birth || (clues.digits < 2 && clues.numerals < 3) {
        return Vec::new();
    }
    let own = |captures: &regex::Captures<'_>| {
        let date = captures.get(1)?;
        let shown = date.as_str().trim_end_matches(['.', '-', '/', ' ', ',']);
        let end = date.start() + shown.len();
        (!is_digit(after(text, end))).then_some(date.start()..end)
    };
    joined([
        group_spans(&AFTER_CUE, text, own),
        group_spans(&DAY, text, own),
        group_spans(&BEFORE_CUE, text, own),
    ])
}
