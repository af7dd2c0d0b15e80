//! What changed from one full period to the next, at the end of the trend.
//!
//! A week that has just begun says little, and little of many numbers leaves
//! chance out by chance: the last period counts only where it is over.

use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};

use crate::report::Summary;
use crate::report::document::{Change, Move, Text, Unit, interval, phrase, value};
use crate::report::summary::{Estimate, TrendPoint};

/// The change of one measure; `None` without two periods that show it.
pub(crate) fn last_change(
    summary: &Summary,
    measure: impl Fn(&TrendPoint) -> Option<Estimate>,
    unit: Unit,
) -> Option<Change> {
    let until = summary.period.as_ref().and_then(|period| period.to.parse().ok());
    let full = match summary.trend.split_last() {
        Some((last, earlier)) if !is_over(&last.period, until) => earlier,
        _ => summary.trend.as_slice(),
    };
    let [.., before, last] = full else { return None };
    let change = difference(&measure(last)?, &measure(before)?);
    let period = |point: &TrendPoint| Text::Period(point.period.clone());
    Some(Change {
        direction: match (change.low > 0.0, change.high < 0.0) {
            (true, _) => Move::Up,
            (_, true) => Move::Down,
            _ => Move::Same,
        },
        what: None,
        value: match unit {
            Unit::ShareDifference => {
                phrase("report.change.share_points", [("value", value(&change, unit))])
            }
            _ => value(&change, unit),
        },
        interval: interval(&change, unit),
        periods: phrase(
            "report.change.periods",
            [("last", period(last)), ("before", period(before))],
        ),
    })
}

/// `last − before` with the interval that puts theirs together by square and
/// add (Newcombe 1998; Zou and Donner 2008): it needs neither to be symmetric.
fn difference(last: &Estimate, before: &Estimate) -> Estimate {
    let value = last.value - before.value;
    let down = (last.value - last.low).hypot(before.high - before.value);
    let up = (last.high - last.value).hypot(before.value - before.low);
    Estimate { value, low: value - down, high: value + up }
}

/// Whether a period had ended on the last day with feedback, give or take a day
/// of a week and three of a month on which nobody may have written. What is no
/// period counts as over: nothing is known of it.
fn is_over(period: &str, until: Option<Date>) -> bool {
    let (last_day, quiet) = match period.split_once("-W") {
        Some((year, week)) => (sunday(year, week), 1.day()),
        None => (format!("{period}-01").parse().ok().map(Date::last_of_month), 3.days()),
    };
    last_day.zip(until).is_none_or(|(last_day, until)| until >= last_day.saturating_sub(quiet))
}

fn sunday(year: &str, week: &str) -> Option<Date> {
    let (year, week) = (year.parse().ok()?, week.parse().ok()?);
    ISOWeekDate::new(year, week, Weekday::Sunday).ok().map(ISOWeekDate::date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::ScoreKind;
    use crate::report::document::Words;
    use crate::report::{Lang, sample};

    fn said(text: &Text) -> String {
        Words::new(Lang::En).say(text)
    }

    #[test]
    fn intervals_are_put_together_by_square_and_add() {
        // Newcombe (1998), table II, case (a): 56/70 against 48/80, method 10
        // gives 0.0524 to 0.3339.
        let wilson = |hits, n| crate::stats::interval::wilson(hits, n).unwrap();
        let change = difference(&wilson(56, 70), &wilson(48, 80));
        assert!((change.low - 0.0524).abs() < 5e-5, "{change:?}");
        assert!((change.high - 0.3339).abs() < 5e-5, "{change:?}");
        assert!((change.value - 0.2).abs() < 1e-12);
    }

    #[test]
    fn the_comment_rate_changes_like_a_share() {
        let mut summary = sample::summary();
        let rate = |s: &Summary| last_change(s, |p| p.comment_rate, Unit::ShareDifference);
        assert_eq!(rate(&summary).map(|change| change.direction), Some(Move::Same));
        let of = |hits, n| crate::stats::interval::wilson(hits, n);
        summary.trend[4].comment_rate = of(280, 400);
        summary.trend[5].comment_rate = of(220, 400);
        let change = rate(&summary).unwrap();
        assert_eq!((change.direction, said(&change.value).as_str()), (Move::Down, "−15 pp"));
        let newcombe = crate::stats::difference::proportions([220, 280], [400, 400]).unwrap();
        let expected = interval(&newcombe.difference, Unit::ShareDifference);
        assert_eq!(said(&change.interval), said(&expected));
        summary.trend[5].comment_rate = None;
        assert!(rate(&summary).is_none(), "too few answers");
    }

    #[test]
    fn a_period_may_not_be_over() {
        let day = |day: &str| Some(day.parse().unwrap());
        assert!(is_over("2024-06", day("2024-06-30")) && is_over("2024-06", day("2024-06-27")));
        assert!(!is_over("2024-02", day("2024-02-25")), "a leap year");
        // Week 1 of 2026 ends on 4 January.
        assert!(is_over("2026-W01", day("2026-01-03")));
        assert!(!is_over("2026-W01", day("2026-01-02")));
        assert!(is_over("2026-W99", day("2026-01-01")) && is_over("?", None));
    }

    #[test]
    fn a_change_says_whether_it_may_be_chance() {
        let mut summary = sample::summary();
        let nps = |summary: &Summary| {
            last_change(summary, |p| p.scores.get(ScoreKind::Nps), Unit::Points)
        };
        let change = nps(&summary).unwrap();
        assert_eq!((change.direction, said(&change.value).as_str()), (Move::Same, "+4"));
        assert_eq!(said(&change.periods), "Jun 2024 against May 2024");
        summary.period.as_mut().unwrap().to = "2024-06-12".into();
        assert_eq!(said(&nps(&summary).unwrap().periods), "May 2024 against Apr 2024");
        summary.period = None;
        summary.trend[5].scores.0[ScoreKind::Nps] =
            Some(Estimate { value: -30.0, low: -40.0, high: -20.0 });
        assert_eq!(nps(&summary).unwrap().direction, Move::Down);
        summary.trend[4].scores.0[ScoreKind::Nps] = None;
        assert!(nps(&summary).is_none());
        summary.trend.truncate(1);
        assert!(nps(&summary).is_none());
    }
}
