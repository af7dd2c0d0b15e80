//! Dates of birth: a date beside a word that says so.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::clues::Clues;
use super::scan::{after, any_of, group_spans, is_digit, joined, pattern};

const MONTH: &str = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?";

/// A month by its number, also of the old calendar: 5, 五, 正, 腊.
const MONTH_ZH: &str = "(?:<d>{1,2}|[一二三四五六七八九十正冬腊]{1,2})";

/// Words after which a date of birth follows.
pub(super) const BORN: [&str; 4] = ["出生", "生日", "生辰", "生于"];
pub(super) const BORN_EN: [&str; 12] = [
    "dob",
    "d.o.b",
    "d. o. b",
    "d o b",
    "date of birth",
    "birth date",
    "birthdate",
    "birth day",
    "birthday",
    "b-day",
    "bday",
    "born",
];

/// Words before which it stands.
pub(super) const BORN_THEN: [&str; 6] = ["出生", "生人", "生的", "生，", "生,", "生。"];
pub(super) const BORN_THEN_EN: [&str; 3] = ["my birthday", "my dob", "my date of birth"];

/// A date with a year.
fn dated() -> String {
    format!(
        r"(?:民国<d>{{1,3}}年<d>{{1,2}}月(?:<d>{{1,2}}[日号]?)?|<d>{{4}} ?[\-/.年－．] ?<d>{{1,2}} ?(?:[\-/.月－．](?: ?(?:<d>{{1,2}}|初[一二三四五六七八九十])[日号]?)?)?|(?:<d>{{4}}|<d>{{2}}|[一二][九零〇][一二三四五六七八九零〇]{{2}})年{MONTH_ZH}月(?:<d>{{1,2}}[日号]?|初[一二三四五六七八九十]|[一二三四五六七八九十廿]{{1,3}}[日号])?|<d>{{1,2}}[\-/.]<d>{{1,2}}[\-/.](?:<d>{{4}}|<d>{{2}})|(?:19|20)<d>{{6}}|[0-9]{{1,2}}(?:st|nd|rd|th)?(?: of)?[ \-/]{MONTH},?[ \-/](?:of )?[0-9]{{2,4}}|{MONTH} [0-9]{{1,2}}(?:st|nd|rd|th)?,? (?:of )?[0-9]{{4}}|{MONTH},? [0-9]{{4}})"
    )
}

static AFTER_CUE: LazyLock<Regex> = LazyLock::new(|| {
    let (zh, en, dated) = (any_of(&BORN), any_of(&BORN_EN), dated());
    pattern(&format!(
        r"(?i)(?:{zh}(?:日期|年月日|年月|时间|日)?|\b{en}\.?(?: on| in)?)(?:[ ]?(?:[:：=,，(（]|是在|是|为|写的是|写的|填的|在|于|\b(?:is|was|on|in|as)\b)){{0,3}}[ ]?({dated})"
    ))
});

/// A day of the year, where the text says that it is the birthday.
static DAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)(?:生日(?:[ ]?(?:[:：=]|是|为)){{0,2}}|\b(?:birthday|b-?day)(?:[ ]?(?:[:：=]|\b(?:is|was)\b)){{1,2}}(?: on)?)[ ]?((?:农历|阴历|公历|阳历)?{MONTH_ZH} ?月 ?(?:<d>{{1,2}}|[初一二三四五六七八九十廿]{{1,3}}) ?[日号]?|(?:the )?[0-9]{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH}|{MONTH} [0-9]{{1,2}}(?:st|nd|rd|th)?)"
    ))
});

static BEFORE_CUE: LazyLock<Regex> = LazyLock::new(|| {
    let (zh, en, dated) = (any_of(&BORN_THEN), any_of(&BORN_THEN_EN), dated());
    pattern(&format!(r"(?i)({dated}) ?(?:{zh}|\b(?:is|was) {en})"))
});

/// Dates of birth.
pub(super) fn births(text: &str, clues: &Clues) -> Vec<Range<usize>> {
    // 二〇〇五年十月 is the shortest with a year, 正月初十 the shortest without.
    let years = clues.digits > 1 || clues.numerals > 4;
    let days = clues.digits + clues.numerals > 0;
    if !((clues.birth && days) || (clues.born && years)) {
        return Vec::new();
    }
    let own = |captures: &regex::Captures<'_>| {
        let date = captures.get(1)?;
        let shown = date.as_str().trim_end_matches(['.', '-', '/', ' ', ',']);
        let end = date.start() + shown.len();
        let next = after(text, end);
        // 一月一次 is how often.
        let counts = matches!(next, Some('次' | '个' | '回' | '场' | '点'));
        (!is_digit(next) && !counts).then_some(date.start()..end)
    };
    let mut lists = Vec::new();
    if clues.birth && years {
        lists.push(group_spans(&AFTER_CUE, text, own));
    }
    if clues.birth && days {
        lists.push(group_spans(&DAY, text, own));
    }
    if clues.born && years {
        lists.push(group_spans(&BEFORE_CUE, text, own));
    }
    joined(lists)
}

#[cfg(test)]
mod tests {
    use crate::privacy::DetailKind;
    use crate::privacy::tests::assert_masked;

    #[test]
    fn days_and_dates_of_birth() {
        assert_masked(
            DetailKind::BirthDate,
            &[
                "生日{5月3日}",
                "生日5月",
                "生日{三月二十一}",
                "生日{五月三日}",
                "生日是{三月五日}",
                "生日{五月初三}",
                "生日{5月初三}",
                "生日是{正月初十}",
                "生日{腊月廿三}，快到了",
                "生日：{农历十月十日}",
                "生日{三月5号}",
                "过生日很开心",
                "生日一月一次",
                "birthday is {5 May}",
                "D. O. B. {1990-05-03}",
                "生日{1990年五月初三}",
                "生日{1990年5月初三}",
                "出生于{一九九〇年五月初三}",
                "我{二〇〇五年十月}生的",
                "born in {May 1990}",
                "born in May",
                "我{1990年5月3日}出生",
                "出生日期：{1990-05-03}",
                "出生日期：1990-05-031",
            ],
        );
    }
}
