//! Values as the report shows them: formatted for the reader, with what a
//! table sorts by.

use rust_i18n::t;
use serde::Serialize;

use crate::feedback::{Direction, Scale};
use crate::report::Lang;
use crate::report::number_format::{ABSENT, NumberFormat};
use crate::report::summary::{Estimate, LabelCounts, PainPoint};
use crate::sentiment;

/// A label of comments: how it is called, coloured and counted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Label {
    /// Key of its word.
    pub(super) word: &'static str,
    /// Its colour: `--KEY` in the style sheet.
    pub(super) key: &'static str,
    /// Its number of comments.
    pub(super) count: fn(&LabelCounts) -> u64,
}

/// The labels of judged comments, from worst to best with the undecided in
/// the middle.
pub(super) const LABELS: [Label; 6] = [
    Label { word: "label.very_negative", key: "very-negative", count: |l| l.very_negative },
    Label { word: "label.negative", key: "negative", count: |l| l.negative },
    Label { word: "label.neutral", key: "neutral", count: |l| l.neutral },
    Label { word: "label.mixed", key: "mixed", count: |l| l.mixed },
    Label { word: "label.positive", key: "positive", count: |l| l.positive },
    Label { word: "label.very_positive", key: "very-positive", count: |l| l.very_positive },
];

/// The colour of a label, `--KEY` in the style sheet.
pub(super) fn key_of(label: sentiment::Label) -> &'static str {
    use sentiment::Label::*;
    match label {
        VeryNegative => "very-negative",
        Negative => "negative",
        Neutral | Undetected => "neutral",
        Mixed => "mixed",
        Positive => "positive",
        VeryPositive => "very-positive",
    }
}

/// Comments that got one of [`LABELS`].
pub(super) fn judged(labels: &LabelCounts) -> u64 {
    LABELS.iter().map(|label| (label.count)(labels)).sum()
}

/// `part / whole`; 0 of nothing.
pub(super) fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// How the numbers of one measure are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Unit {
    /// In [−1, 1], two decimals, signed: sentiment and correlations.
    Coefficient,
    /// In [−100, 100], whole and signed: NPS.
    Points,
    /// A share in [0, 1].
    Percent,
    /// A mean in scale points, two decimals.
    Mean,
    /// On the common footing of 0–100, whole.
    Footing,
    /// Difference of two shares, in [−1, 1]: whole percent points, signed.
    ShareDifference,
}

/// One cell of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct TableCell {
    /// The value as text.
    pub(super) value: String,
    /// Its interval as text; empty without one.
    pub(super) interval: String,
    /// What the column sorts by; `None` goes last.
    pub(super) sort: Option<f64>,
}

/// Words and numbers of one language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Display {
    pub(super) lang: Lang,
    pub(super) format: NumberFormat,
}

impl Display {
    pub(super) fn new(lang: Lang) -> Display {
        Display { lang, format: NumberFormat::new(lang) }
    }

    pub(super) fn word(&self, key: &str) -> String {
        t!(key, locale = self.lang.code()).into_owned()
    }

    pub(super) fn write(&self, value: f64, unit: Unit) -> String {
        match unit {
            Unit::Coefficient => self.format.signed(value, 2),
            Unit::Points => self.format.signed(value, 0),
            Unit::Percent => self.format.percent(value),
            Unit::Mean => self.format.decimal(value, 2),
            Unit::Footing => self.format.decimal(value, 0),
            Unit::ShareDifference => self.format.signed(100.0 * value, 0),
        }
    }

    pub(super) fn interval(&self, estimate: &Estimate, unit: Unit) -> String {
        self.format.interval(estimate, |_, value| self.write(value, unit))
    }

    /// An estimate with its interval; a dash where there is none.
    pub(super) fn estimate(&self, estimate: Option<Estimate>, unit: Unit) -> TableCell {
        match estimate {
            Some(estimate) => TableCell {
                value: self.write(estimate.value, unit),
                interval: self.interval(&estimate, unit),
                sort: estimate.value.is_finite().then_some(estimate.value),
            },
            None => TableCell { value: ABSENT.to_owned(), interval: String::new(), sort: None },
        }
    }

    /// A p or q value.
    pub(super) fn probability(&self, p: f64) -> TableCell {
        let sort = p.is_finite().then_some(p);
        TableCell { value: self.format.probability(p), interval: String::new(), sort }
    }

    /// `q = 0.02` or `q < 0.001`, in running text.
    pub(super) fn q_text(&self, q: f64) -> String {
        let text = self.format.probability(q);
        match text.strip_prefix('<') {
            Some(bound) => format!("q < {bound}"),
            None => format!("q = {text}"),
        }
    }

    /// A value without interval; a dash where there is none.
    pub(super) fn value(&self, value: Option<f64>, unit: Unit) -> TableCell {
        let estimate = value.map(|value| Estimate { value, low: value, high: value });
        TableCell { interval: String::new(), ..self.estimate(estimate, unit) }
    }

    /// A period of the trend, `YYYY-MM` or `YYYY-Www`, in words; anything else
    /// as it is.
    pub(super) fn period(&self, period: &str) -> String {
        match period.split_once("-W").map(|(year, week)| (year.parse(), week.parse())) {
            Some((Ok(year), Ok(week))) => {
                let (year, week): (i16, i8) = (year, week);
                t!("report.date.week", locale = self.lang.code(), year = year, week = week)
                    .into_owned()
            }
            _ => self.format.month(period),
        }
    }

    /// What stands under an axis of periods: without the year, where there is
    /// only one.
    pub(super) fn ticks<'a>(&self, periods: impl Iterator<Item = &'a str> + Clone) -> Vec<String> {
        let mut years = periods.clone().map(|period| period.split('-').next());
        let first = years.next();
        if years.any(|year| Some(year) != first) {
            return periods.map(|period| self.period(period)).collect();
        }
        let short = |period: &str| match period.split_once("-W").map(|(_, week)| week.parse::<i8>())
        {
            Some(Ok(week)) => {
                t!("report.date.week_of_year", locale = self.lang.code(), week = week).into_owned()
            }
            _ => self.format.month_of_year(period),
        };
        periods.map(short).collect()
    }

    /// What a pain point is about beside its touchpoint: where both have one
    /// name, all of it.
    pub(super) fn aspect_of(&self, pain: &PainPoint) -> String {
        let aspect = pain.aspect.in_lang(self.lang);
        if pain.touchpoint.in_lang(self.lang) == aspect {
            return self.word("report.pain.overall");
        }
        aspect.to_owned()
    }

    pub(super) fn count(&self, n: u64) -> TableCell {
        TableCell { value: self.format.count(n), interval: String::new(), sort: Some(n as f64) }
    }

    /// A scale with its end points and which end is good.
    pub(super) fn scale(&self, scale: Option<Scale>) -> String {
        match scale {
            Some(scale) => {
                let key = match scale.direction {
                    Direction::Higher => "report.scale.higher",
                    Direction::Lower => "report.scale.lower",
                };
                t!(key, locale = self.lang.code(), low = scale.low, high = scale.high).into_owned()
            }
            None => self.word("report.scale.common"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn axes_name_the_year_only_where_there_are_several() {
        let ticks = |lang, periods: &[&str]| Display::new(lang).ticks(periods.iter().copied());
        assert_eq!(ticks(Lang::En, &["2026-W09", "2026-W10"]), ["W9", "W10"]);
        assert_eq!(ticks(Lang::Zh, &["2026-W09", "2026-W10"]), ["第9周", "第10周"]);
        assert_eq!(ticks(Lang::Zh, &["2026-07", "2026-08"]), ["7月", "8月"]);
        assert_eq!(ticks(Lang::En, &["2025-12", "2026-01"]), ["Dec 2025", "Jan 2026"]);
        assert_eq!(ticks(Lang::En, &["?"]), ["?"]);
        assert!(ticks(Lang::En, &[]).is_empty());
    }

    #[test]
    fn an_aspect_called_like_its_touchpoint_is_all_of_it() {
        let mut pain = sample::summary().pain_points.remove(0);
        assert_eq!(Display::new(Lang::Zh).aspect_of(&pain), "等待时长");
        pain.touchpoint.zh = "等待时长".into();
        assert_eq!(Display::new(Lang::Zh).aspect_of(&pain), "整体");
        assert_eq!(Display::new(Lang::En).aspect_of(&pain), "Waiting time");
    }
}
