//! Words, numbers, intervals and dates as a reader of either language expects
//! them: the one place where a [`Text`] becomes a string.

use std::borrow::Cow;

use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};

use super::table::Cell;
use super::text::{Text, Unit};
use crate::feedback::{Direction, Scale};
use crate::report::Lang;
use crate::report::summary::Estimate;
use crate::text::characters::is_han;

/// What stands for a value that was not asked for or is suppressed.
pub(crate) const ABSENT: &str = "–";

/// Writes texts and numbers for one language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words {
    /// The language.
    pub(crate) lang: Lang,
    minus: char,
}

impl Words {
    /// Numbers with a typographic minus sign (U+2212).
    pub(crate) fn new(lang: Lang) -> Words {
        Words { lang, minus: '−' }
    }

    /// Numbers with the ASCII minus sign, for terminals: U+2212 is two cells
    /// wide in many Chinese terminal fonts and breaks the columns.
    pub(crate) fn ascii(lang: Lang) -> Words {
        Words { lang, minus: '-' }
    }

    /// `text` in this language.
    pub(crate) fn say(&self, text: &Text) -> String {
        match text {
            Text::Plain(text) => text.clone().into_owned(),
            Text::Name(name) => name.in_lang(self.lang).to_owned(),
            Text::Word(key) => self.word(key),
            Text::Known(key, otherwise) => self.known(key, otherwise),
            Text::Phrase(key, places) => {
                let values: Vec<(&str, String)> =
                    places.iter().map(|(name, value)| (*name, self.say(value))).collect();
                filled(&self.word(key), &values)
            }
            Text::Number(value, unit) => self.write(*value, *unit),
            Text::Interval(estimate, unit) => self.interval(estimate, *unit),
            Text::Day(iso) => self.day(iso),
            Text::Period(period) => self.period(period),
            Text::ShortPeriod(period) => self.short_period(period),
            Text::SaidPeriod(period) => self.said_period(period),
            Text::SaidSpan(first, last) => self.said_span(first, last),
            Text::Parts(parts) => parts.iter().map(|part| self.say(part)).collect(),
            Text::Joined(parts, between) => {
                let parts: Vec<String> = parts.iter().map(|part| self.say(part)).collect();
                parts.join(&self.word(between))
            }
        }
    }

    fn translated(&self, key: &str) -> Option<Cow<'static, str>> {
        crate::_rust_i18n_try_translate(self.lang.code(), key)
    }

    /// The word under a key; the key itself where there is none, which the tests
    /// of every renderer look for.
    pub(crate) fn word(&self, key: &str) -> String {
        self.translated(key).map_or_else(|| key.to_owned(), Cow::into_owned)
    }

    /// The word under a key or, where there is none, `otherwise`.
    pub(crate) fn known(&self, key: &str, otherwise: &str) -> String {
        self.translated(key).map_or_else(|| otherwise.to_owned(), Cow::into_owned)
    }

    /// A number of a unit.
    pub(crate) fn write(&self, value: f64, unit: Unit) -> String {
        match unit {
            Unit::Count if value.is_finite() => self.count(value.max(0.0) as u64),
            Unit::Count => ABSENT.to_owned(),
            Unit::Given => value.to_string(),
            Unit::Coefficient => self.signed(value, 2),
            Unit::Points => self.signed(value, 0),
            Unit::Effect => self.signed(value, 1),
            Unit::Percent => self.percent(value),
            Unit::Mean => self.decimal(value, 2),
            Unit::Tenths => self.decimal(value, 1),
            Unit::Footing => self.decimal(value, 0),
            Unit::ShareDifference => self.signed(100.0 * value, 0),
            Unit::Probability if value < 0.001 => "<0.001".to_owned(),
            Unit::Probability => self.decimal(value, 3),
        }
    }

    /// The 95 % interval in brackets.
    pub(crate) fn interval(&self, estimate: &Estimate, unit: Unit) -> String {
        format!("[{}, {}]", self.write(estimate.low, unit), self.write(estimate.high, unit))
    }

    /// What a cell says on one line, without its interval.
    pub(crate) fn cell(&self, cell: &Cell) -> String {
        match cell {
            Cell::Absent => ABSENT.to_owned(),
            Cell::Text(text) | Cell::Code(_, text) => self.say(text),
            Cell::Count(n) => self.write(*n as f64, Unit::Count),
            Cell::Number(value, unit) => self.write(*value, *unit),
            Cell::Estimate(estimate, unit) => self.write(estimate.value, *unit),
            Cell::Marked(cell, mark) => {
                format!("{} {}", self.cell(cell), mark.sign).trim_end().to_owned()
            }
            Cell::Share(share) => {
                let part = share.share.map_or(ABSENT.to_owned(), |s| self.write(s, Unit::Percent));
                format!("{part} ({})", share.count)
            }
            Cell::Time(time) => time.clone(),
            Cell::Period(period) => self.period(period),
            Cell::Lines(lines) => {
                lines.iter().map(|line| self.say(line)).collect::<Vec<_>>().join("; ")
            }
            Cell::Quote(quote) => quote.text(),
            Cell::Bar(..) => String::new(),
        }
    }

    /// What a cell says on one line, a number with its interval.
    pub(crate) fn cell_with_interval(&self, cell: &Cell) -> String {
        match cell {
            Cell::Estimate(e, unit) => {
                format!("{} {}", self.write(e.value, *unit), self.interval(e, *unit))
            }
            Cell::Marked(cell, mark) => {
                format!("{} {}", self.cell_with_interval(cell), mark.sign).trim_end().to_owned()
            }
            cell => self.cell(cell),
        }
    }

    /// A count with thousands separators.
    fn count(&self, n: u64) -> String {
        let digits = n.to_string();
        let mut text = String::with_capacity(digits.len() + digits.len() / 3);
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        text
    }

    /// A share as whole percent; shares that only round to 0 % or 100 % say so.
    fn percent(&self, share: f64) -> String {
        if share > 0.0 && share < 0.005 {
            "<1%".to_owned()
        } else if (0.995..1.0).contains(&share) {
            ">99%".to_owned()
        } else {
            format!("{}%", self.decimal(100.0 * share, 0))
        }
    }

    /// A number with a fixed number of decimals and no sign for positive ones.
    fn decimal(&self, value: f64, digits: usize) -> String {
        if !value.is_finite() {
            return ABSENT.to_owned();
        }
        let text = format!("{:.digits$}", value.abs());
        let rounds_to_zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
        if value < 0.0 && !rounds_to_zero { format!("{}{text}", self.minus) } else { text }
    }

    /// The same with a plus sign: for values whose sign is the message.
    fn signed(&self, value: f64, digits: usize) -> String {
        let text = self.decimal(value, digits);
        let positive = value > 0.0 && text.bytes().any(|byte| matches!(byte, b'1'..=b'9'));
        if positive { format!("+{text}") } else { text }
    }

    /// An ISO 8601 date in words; anything else as it is.
    fn day(&self, iso: &str) -> String {
        iso.parse().map_or_else(|_| iso.to_owned(), |date| self.date("report.date.day", date))
    }

    fn period(&self, period: &str) -> String {
        if let Some((year, week)) = numbers(period, "-W") {
            return self.filled("report.date.week", &["year", "week"], [year, week]);
        }
        if let Some((year, quarter)) = numbers(period, "-Q") {
            return self.filled("report.date.quarter", &["year", "quarter"], [year, quarter]);
        }
        match period.parse() {
            Ok(year) => self.filled("report.date.year", &["year"], [year]),
            Err(_) => self.month(period, "report.date.month"),
        }
    }

    fn said_period(&self, period: &str) -> String {
        monday(period)
            .map_or_else(|| self.period(period), |day| self.date("report.date.week_of", day))
    }

    fn said_span(&self, first: &str, last: &str) -> String {
        let [from, to] = [(first, 0), (last, 6)].map(|(period, days)| {
            let day = monday(period).map(|monday| monday.saturating_add(days.days()));
            match day {
                Some(day) => {
                    let [long, short] = ["report.date.day", "report.date.day_of_year"];
                    [day.year().to_string(), self.date(long, day), self.date(short, day)]
                }
                None => {
                    let year = period.get(..4).unwrap_or_default().to_owned();
                    [year, self.period(period), self.short_period(period)]
                }
            }
        });
        let [[year, from, from_short], [to_year, to, to_short]] = [from, to];
        // A year that both are in is said once: with the last of them, in Chinese with the first.
        let said = match (year == to_year, self.lang) {
            (true, Lang::En) => [from_short, to],
            (true, Lang::Zh) => [from, to_short],
            (false, _) => [from, to],
        };
        rust_i18n::replace_patterns(&self.word("report.date.span"), &["from", "to"], &said)
    }

    fn short_period(&self, period: &str) -> String {
        if let Some((_, week)) = numbers(period, "-W") {
            return self.filled("report.date.week_of_year", &["week"], [week]);
        }
        if let Some((_, quarter)) = numbers(period, "-Q") {
            return self.filled("report.date.quarter_of_year", &["quarter"], [quarter]);
        }
        match period.parse::<i16>() {
            Ok(_) => self.period(period),
            Err(_) => self.month(period, "report.date.month_of_year"),
        }
    }

    fn month(&self, iso: &str, key: &str) -> String {
        let date = format!("{iso}-01").parse();
        date.map_or_else(|_| iso.to_owned(), |date| self.date(key, date))
    }

    fn date(&self, key: &str, date: Date) -> String {
        let month = self.word(&format!("report.date.month_name.m{}", date.month()));
        let values = [date.year().to_string(), month, date.day().to_string()];
        rust_i18n::replace_patterns(&self.word(key), &["year", "month", "day"], &values)
    }

    fn filled<const N: usize>(&self, key: &str, names: &[&str], values: [i16; N]) -> String {
        let values = values.map(|value| value.to_string());
        rust_i18n::replace_patterns(&self.word(key), names, &values)
    }
}

/// A sentence with its places filled. Between a Chinese word of one and a Latin word of the other
/// stands a blank, whichever of them the place holds: NPS 由 … 降至, but 评论情感由 … 降至.
fn filled(sentence: &str, values: &[(&str, String)]) -> String {
    let mut text = String::with_capacity(2 * sentence.len());
    let mut rest = sentence;
    while let Some((before, behind)) = rest.split_once("%{") {
        push_apart(&mut text, before);
        let place = behind.split_once('}').and_then(|(name, after)| {
            let value = values.iter().find(|(known, _)| *known == name);
            value.map(|(_, value)| (value, after))
        });
        rest = match place {
            Some((value, after)) => {
                push_apart(&mut text, value);
                after
            }
            None => {
                text.push_str("%{");
                behind
            }
        };
    }
    push_apart(&mut text, rest);
    text
}

/// Puts `more` behind `text`, with a blank where a Chinese and a Latin letter would meet.
fn push_apart(text: &mut String, more: &str) {
    let (last, first) = (text.chars().next_back(), more.chars().next());
    let latin = |c: char| c.is_ascii_alphabetic();
    let meet = |last, first| is_han(last) && latin(first) || latin(last) && is_han(first);
    if last.zip(first).is_some_and(|(last, first)| meet(last, first)) {
        text.push(' ');
    }
    text.push_str(more);
}

/// The first day of a week by its name.
fn monday(period: &str) -> Option<Date> {
    let (year, week) = numbers(period, "-W")?;
    Some(ISOWeekDate::new(year, i8::try_from(week).ok()?, Weekday::Monday).ok()?.date())
}

/// The year, and the number of the week or quarter behind `mark`.
fn numbers(period: &str, mark: &str) -> Option<(i16, i16)> {
    let (year, number) = period.split_once(mark)?;
    Some((year.parse().ok()?, i16::from(number.parse::<i8>().ok()?)))
}

/// What stands under an axis of periods: without the year, where there is only
/// one.
pub(crate) fn ticks(periods: &[&str]) -> Vec<Text> {
    let mut years = periods.iter().map(|period| period.split('-').next());
    let first = years.next();
    let several = years.any(|year| Some(year) != first);
    let tick = |period: &&str| match several {
        true => Text::Period((*period).to_owned()),
        false => Text::ShortPeriod((*period).to_owned()),
    };
    periods.iter().map(tick).collect()
}

/// A scale with its end points and which end is good; several scales are brought
/// to one footing.
pub(crate) fn scale(scale: Option<Scale>) -> Text {
    let Some(scale) = scale else { return super::word("report.scale.common") };
    let key = match scale.direction {
        Direction::Higher => "report.scale.higher",
        Direction::Lower => "report.scale.lower",
    };
    let end = |value| Text::Number(value, Unit::Given);
    super::phrase(key, [("low", end(scale.low)), ("high", end(scale.high))])
}

#[cfg(test)]
mod tests {
    use super::super::{phrase, plain, stars};
    use super::*;
    use crate::report::{Name, sample};

    #[test]
    fn counts_are_grouped() {
        let words = Words::new(Lang::En);
        let written = [0.0, 999.0, 1000.0, 1234567.0].map(|n| words.write(n, Unit::Count));
        assert_eq!(written, ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn signs_and_rounding() {
        let words = Words::new(Lang::En);
        let written = |value, unit| words.write(value, unit);
        assert_eq!(written(0.256, Unit::Coefficient), "+0.26");
        assert_eq!(written(-0.256, Unit::Coefficient), "−0.26");
        assert_eq!(written(-0.001, Unit::Coefficient), "0.00", "no negative zero");
        assert_eq!(written(0.001, Unit::Coefficient), "0.00");
        assert_eq!(Words::ascii(Lang::Zh).write(-12.4, Unit::Points), "-12");
        assert_eq!(written(f64::NAN, Unit::Mean), ABSENT);
        assert_eq!(written(-0.15, Unit::ShareDifference), "−15");
        assert_eq!(written(-3.84, Unit::Effect), "−3.8");
        assert_eq!(written(0.624, Unit::Percent), "62%");
        assert_eq!(written(0.004, Unit::Percent), "<1%");
        assert_eq!(written(0.9999, Unit::Percent), ">99%");
        assert_eq!([0.0, 1.0].map(|share| written(share, Unit::Percent)), ["0%", "100%"]);
        assert_eq!([0.0004, 0.0312].map(|p| written(p, Unit::Probability)), ["<0.001", "0.031"]);
    }

    #[test]
    fn dates_by_language() {
        let say = |lang, text: Text| Words::new(lang).say(&text);
        let (day, month) = (Text::Day("2024-03-01".into()), Text::Period("2024-12".into()));
        assert_eq!(say(Lang::En, day.clone()), "1 Mar 2024");
        assert_eq!(say(Lang::Zh, day), "2024年3月1日");
        assert_eq!(say(Lang::En, month.clone()), "Dec 2024");
        assert_eq!(say(Lang::Zh, month), "2024年12月");
        assert_eq!(say(Lang::En, Text::Day("soon".into())), "soon");
        assert_eq!(say(Lang::En, Text::Period("2024-13".into())), "2024-13");
        let week = |week: &str| Text::SaidPeriod(week.into());
        assert_eq!(say(Lang::En, week("2026-W01")), "the week of 29 Dec 2025");
        assert_eq!(say(Lang::Zh, week("2026-W26")), "2026年6月22日那一周");
        assert_eq!(say(Lang::En, week("2026-07")), "Jul 2026");
        assert_eq!(say(Lang::En, week("2026-W54")), "W54 2026", "no such week");
        let span = |first: &str, last: &str| {
            let span = Text::SaidSpan(first.into(), last.into());
            [Lang::En, Lang::Zh].map(|lang| say(lang, span.clone()))
        };
        let weeks = ["29 Jun and 12 Jul 2026", "2026年6月29日至7月12日"];
        assert_eq!(span("2026-W27", "2026-W28"), weeks);
        let of_two_years = ["22 Dec 2025 and 4 Jan 2026", "2025年12月22日至2026年1月4日"];
        assert_eq!(span("2025-W52", "2026-W01"), of_two_years);
        assert_eq!(span("2026-05", "2026-07"), ["May and Jul 2026", "2026年5月至7月"]);
        assert_eq!(span("2024", "2026"), ["2024 and 2026", "2024年至2026年"]);
    }

    #[test]
    fn axes_name_the_year_only_where_there_are_several() {
        let ticks = |lang, periods: &[&str]| -> Vec<String> {
            ticks(periods).iter().map(|tick| Words::new(lang).say(tick)).collect()
        };
        assert_eq!(ticks(Lang::En, &["2026-W09", "2026-W10"]), ["W9", "W10"]);
        assert_eq!(ticks(Lang::Zh, &["2026-W09", "2026-W10"]), ["第9周", "第10周"]);
        assert_eq!(ticks(Lang::Zh, &["2026-07", "2026-08"]), ["7月", "8月"]);
        assert_eq!(ticks(Lang::En, &["2025-12", "2026-01"]), ["Dec 2025", "Jan 2026"]);
        assert_eq!(ticks(Lang::En, &["?"]), ["?"]);
        assert!(ticks(Lang::En, &[]).is_empty());
    }

    #[test]
    fn names_are_no_patterns_and_stars_follow_q() {
        let key = "report.pain.place";
        let text = phrase(key, [("file", plain("%{row}.csv")), ("row", plain("7"))]);
        assert_eq!(Words::new(Lang::En).say(&text), "%{row}.csv, row 7");
        assert_eq!([0.001, 0.005, 0.03, 0.05, 0.0501].map(stars), ["***", "**", "*", "*", ""]);
    }

    #[test]
    fn chinese_and_latin_words_stand_apart() {
        let said = |sentence: &str, measure: &str| {
            filled(sentence, &[("measure", measure.to_owned()), ("n", "7".to_owned())])
        };
        assert_eq!(said("此处%{measure}为 %{n} 份", "NPS"), "此处 NPS 为 7 份");
        assert_eq!(said("此处%{measure}为 %{n} 份", "CSAT 满意率"), "此处 CSAT 满意率为 7 份");
        assert_eq!(said("此处%{measure}为 %{n} 份", "情感"), "此处情感为 7 份");
        assert_eq!(said("“%{measure}”%{measure}比", "NPS"), "“NPS”NPS 比");
        assert_eq!(said("自%{n}月%{other}%{", "NPS"), "自7月%{other}%{");
        assert_eq!(said("the %{measure}.", "NPS"), "the NPS.");
    }

    #[test]
    fn an_aspect_called_like_its_touchpoint_is_all_of_it() {
        let mut pain = sample::summary().pain_points.remove(0);
        let aspect = |pain: &_, lang| Words::new(lang).say(&super::super::aspect_of(pain));
        assert_eq!(aspect(&pain, Lang::Zh), "等待时长");
        pain.touchpoint = Name { zh: "等待时长".into(), ..pain.touchpoint };
        assert_eq!([aspect(&pain, Lang::Zh), aspect(&pain, Lang::En)], ["整体", "Waiting time"]);
    }
}
