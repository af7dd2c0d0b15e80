//! Whether weekends are unlike other days.
//!
//! A shop that is badly staffed on Saturdays and Sundays is so in every month and every branch, and
//! no field of an export says it: the day does. So the answers to the score of the run of these two
//! days are held against those of the others. The question is asked with a tenth of the part of
//! chance that others have, and a difference is told from a tenth of the range on: that weekends
//! are a little otherwise everybody knows.

use jiff::civil::{Date, Weekday};
use serde::Serialize;

use super::findings::CHANCE;
use super::group_change::level;
use super::place::Place;
use super::scores::coded_p;
use super::within::{AnswerBook, Asking};
use crate::feedback::ScoreKind;
use crate::lang::Name;
use crate::stats::Estimate;

/// Fewest answers of either.
const LEAST: u64 = 30;

/// Part of a part of chance that is asked for.
const OF_CHANCE: f64 = 0.1;

/// Smallest difference that is told, as a share of the range of the measure.
const LEAST_DIFFERENCE: f64 = 0.1;

/// Weekends that are unlike other days.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Weekend {
    /// The score.
    pub score: ScoreKind,
    /// Its headline measure on Saturdays and Sundays.
    pub weekend: Estimate,
    /// The same from Monday to Friday.
    pub weekdays: Estimate,
    /// Answers of Saturdays and Sundays.
    pub n_weekend: u64,
    /// Answers from Monday to Friday.
    pub n_weekdays: u64,
    /// Two-sided p.
    pub p: f64,
}

impl Weekend {
    /// Whether weekends are worse.
    pub fn is_worse(&self) -> bool {
        self.weekend.value < self.weekdays.value
    }
}

/// Weekends, where they surely are unlike other days.
pub(super) fn of<N: Fn(Place) -> Name>(
    answers: &AnswerBook,
    asking: &Asking<'_, N>,
) -> Option<Weekend> {
    let is_weekend = |day: Date| matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    let [weekend, weekdays] = answers.by_day(asking, is_weekend);
    if weekend.n().min(weekdays.n()) < LEAST.max(asking.at_least) {
        return None;
    }
    let p = coded_p(weekend, weekdays, asking.design)?;
    let (n_weekend, n_weekdays) = (weekend.n(), weekdays.n());
    let level = |sum| level(asking.score, sum, asking.design);
    let (weekend, weekdays) = (level(weekend)?, level(weekdays)?);
    let measure = asking.score.measure();
    let apart = 100.0 * (weekend.value - weekdays.value) / measure.headline_unit();
    let much = apart.abs() >= LEAST_DIFFERENCE * measure.range();
    (much && p <= OF_CHANCE * CHANCE).then_some(Weekend {
        score: asking.score,
        weekend,
        weekdays,
        n_weekend,
        n_weekdays,
        p,
    })
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;
    use jiff::ToSpan;

    use super::*;
    use crate::journey::row::Resolver;
    use crate::journey::scores::AskedForWhole;
    use crate::journey::tests::{entry, row, scores};
    use crate::journey::touchpoint::TouchpointSource;
    use crate::metrics::Design;

    /// Answers of so many days of which these parts are content, at weekends and else.
    fn told(n: u64, [weekend, weekdays]: [f64; 2], seed: u64) -> Option<Weekend> {
        let mut book = AnswerBook::new(TouchpointSource::Export);
        let mut rng = Rng::with_seed(seed);
        let mut resolver = Resolver::default();
        for number in 0..n {
            // A Thursday.
            let day = Date::constant(2026, 1, 1).saturating_add((number as i64 % 140).days());
            let content = match day.weekday() {
                Weekday::Saturday | Weekday::Sunday => weekend,
                _ => weekdays,
            };
            let score = if rng.f64() < content { 5.0 } else { 2.0 };
            let mut row = row(number, vec![entry(None, None, scores(None, Some(score)))]);
            row.time = Some(day.at(9, 0, 0, 0));
            book.add(&resolver.view(&row, &[]), &[]);
        }
        let asking = Asking {
            score: ScoreKind::Csat,
            asked: AskedForWhole::default(),
            groups: &[],
            name: |_: Place| Name::same("?"),
            at_least: 5,
            design: Design::NONE,
        };
        of(&book, &asking)
    }

    #[test]
    fn bad_weekends_are_told() {
        let found = told(700, [0.24, 0.88], 1).unwrap();
        assert_eq!((found.n_weekend, found.n_weekdays), (200, 500));
        assert!(found.is_worse() && found.weekend.value < 0.4, "{found:?}");
        assert!(!told(700, [0.9, 0.4], 1).unwrap().is_worse());
        assert_eq!(told(98, [0.0, 1.0], 1), None, "28 answers of weekends");
    }

    #[test]
    fn weekends_as_other_days_are_not() {
        let alarms = (0..300).filter(|seed| told(700, [0.7, 0.7], *seed).is_some()).count();
        assert!(alarms <= 3, "{alarms}");
        assert_eq!(told(7_000, [0.7, 0.77], 1), None, "hardly otherwise");
    }
}
