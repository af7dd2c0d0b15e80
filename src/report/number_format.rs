//! Numbers, intervals and dates as a reader of either language expects them.

use rust_i18n::t;

use super::Lang;
use crate::report::summary::Estimate;

/// What stands for a value that was not asked for or is suppressed.
pub const ABSENT: &str = "–";

/// Writes numbers for one language.
#[derive(Debug, Clone, Copy)]
pub struct NumberFormat {
    lang: Lang,
    minus: char,
}

impl NumberFormat {
    /// Numbers with a typographic minus sign (U+2212).
    pub fn new(lang: Lang) -> NumberFormat {
        NumberFormat { lang, minus: '−' }
    }

    /// Numbers with the ASCII minus sign, for terminals: U+2212 is two cells
    /// wide in many Chinese terminal fonts and breaks the columns.
    pub fn ascii(lang: Lang) -> NumberFormat {
        NumberFormat { lang, minus: '-' }
    }

    /// A count with thousands separators.
    pub fn count(&self, n: u64) -> String {
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

    /// A share in [0, 1] as whole percent; shares that only round to 0 % or
    /// 100 % say so.
    pub fn percent(&self, share: f64) -> String {
        if share > 0.0 && share < 0.005 {
            "<1%".to_owned()
        } else if (0.995..1.0).contains(&share) {
            ">99%".to_owned()
        } else {
            format!("{}%", self.decimal(100.0 * share, 0))
        }
    }

    /// A number with a fixed number of decimals and no sign for positive ones.
    pub fn decimal(&self, value: f64, digits: usize) -> String {
        if !value.is_finite() {
            return ABSENT.to_owned();
        }
        let text = format!("{:.digits$}", value.abs());
        let rounds_to_zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
        if value < 0.0 && !rounds_to_zero { format!("{}{text}", self.minus) } else { text }
    }

    /// Like [`decimal`](Self::decimal), with a plus sign for positive numbers:
    /// for values whose sign is the message.
    pub fn signed(&self, value: f64, digits: usize) -> String {
        let text = self.decimal(value, digits);
        let positive = value > 0.0 && text.bytes().any(|byte| matches!(byte, b'1'..=b'9'));
        if positive { format!("+{text}") } else { text }
    }

    /// The 95 % interval in brackets, its ends written by `write`.
    pub fn interval(&self, estimate: &Estimate, write: impl Fn(&Self, f64) -> String) -> String {
        format!("[{}, {}]", write(self, estimate.low), write(self, estimate.high))
    }

    /// A p or q value: three decimals, or that it is smaller.
    pub fn probability(&self, p: f64) -> String {
        if p < 0.001 { "<0.001".to_owned() } else { self.decimal(p, 3) }
    }

    /// An ISO 8601 date in words; anything else as it is.
    pub fn day(&self, iso: &str) -> String {
        match iso.parse::<jiff::civil::Date>() {
            Ok(date) => t!(
                "report.date.day",
                locale = self.lang.code(),
                year = date.year(),
                month = self.month_name(date.month()),
                day = date.day()
            )
            .into_owned(),
            Err(_) => iso.to_owned(),
        }
    }

    /// A `YYYY-MM` month in words; anything else as it is.
    pub fn month(&self, iso: &str) -> String {
        match format!("{iso}-01").parse::<jiff::civil::Date>() {
            Ok(date) => t!(
                "report.date.month",
                locale = self.lang.code(),
                year = date.year(),
                month = self.month_name(date.month())
            )
            .into_owned(),
            Err(_) => iso.to_owned(),
        }
    }

    /// A `YYYY-MM` month without its year; anything else as it is.
    pub fn month_of_year(&self, iso: &str) -> String {
        match format!("{iso}-01").parse::<jiff::civil::Date>() {
            Ok(date) => t!(
                "report.date.month_of_year",
                locale = self.lang.code(),
                month = self.month_name(date.month())
            )
            .into_owned(),
            Err(_) => iso.to_owned(),
        }
    }

    fn month_name(&self, month: i8) -> String {
        let key = format!("report.date.month_name.m{month}");
        t!(&key, locale = self.lang.code()).into_owned()
    }
}

/// How strongly a q value speaks: `***` below 0.001, `**` below 0.01, `*`
/// below 0.05.
pub fn stars(q: f64) -> &'static str {
    match q {
        q if q < 0.001 => "***",
        q if q < 0.01 => "**",
        q if q < 0.05 => "*",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped() {
        let f = NumberFormat::new(Lang::En);
        assert_eq!([0, 999, 1000, 1234567].map(|n| f.count(n)), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn signs_and_rounding() {
        let f = NumberFormat::new(Lang::En);
        assert_eq!(f.signed(0.256, 2), "+0.26");
        assert_eq!(f.signed(-0.256, 2), "−0.26");
        assert_eq!(f.signed(-0.001, 2), "0.00", "no negative zero");
        assert_eq!(f.signed(0.001, 2), "0.00");
        assert_eq!(NumberFormat::ascii(Lang::Zh).signed(-12.4, 0), "-12");
        assert_eq!(f.decimal(f64::NAN, 2), ABSENT);
        assert_eq!(f.percent(0.624), "62%");
        assert_eq!(f.percent(0.004), "<1%");
        assert_eq!(f.percent(0.9999), ">99%");
        assert_eq!((f.percent(0.0), f.percent(1.0)), ("0%".into(), "100%".into()));
        assert_eq!(
            (f.probability(0.0004), f.probability(0.0312)),
            ("<0.001".into(), "0.031".into())
        );
    }

    #[test]
    fn dates_by_language() {
        let (en, zh) = (NumberFormat::new(Lang::En), NumberFormat::new(Lang::Zh));
        assert_eq!(en.day("2024-03-01"), "1 Mar 2024");
        assert_eq!(zh.day("2024-03-01"), "2024年3月1日");
        assert_eq!(en.month("2024-12"), "Dec 2024");
        assert_eq!(zh.month("2024-12"), "2024年12月");
        assert_eq!(en.day("soon"), "soon");
        assert_eq!(en.month("2024-13"), "2024-13");
    }

    #[test]
    fn stars_follow_q() {
        assert_eq!([0.0005, 0.005, 0.03, 0.05].map(stars), ["***", "**", "*", ""]);
    }
}
