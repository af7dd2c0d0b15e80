//! What changed over the whole time: when a measure reached the level it has now, and
//! what it was before.
//!
//! The last period against the one before it tells little of two years. Every score and
//! the sentiment of the comments are searched for the border in time at which their level
//! changed most ([`change_point`]), and tested against there being none; the tests of a
//! report are one family (Holm). What came back is no change of level, and is left out
//! (`lasting.rs`). Which touchpoints the change is in, [`Mix`] tells.

use jiff::civil::Date;
use serde::Serialize;

use super::lasting::lasts;
use super::mix::{Mix, MixCounter};
use super::scores::{AskedForWhole, ScoreBook, designed};
use super::steps::SentimentSum;
use super::suppression::Suppression;
use super::trend::{Days, Grain, PeriodCounts};
use crate::feedback::{PerScore, ScoreKind};
use crate::metrics::summary::{headline, headline_moments};
use crate::metrics::{Answers, Design};
use crate::stats::Estimate;
use crate::stats::change_point::{ChangePoint, Moments, change_point};
use crate::stats::multiple::holm;

/// Fewest answers on either side of a border.
const LEAST: u64 = 30;

/// Smallest share of the answers on either side.
const LEAST_SHARE: f64 = 0.05;

/// Fewest periods that are searched.
const FEWEST: usize = 4;

/// Most weeks, and most months, that are searched.
const MOST_WEEKS: usize = 60;
const MOST_MONTHS: usize = 240;

/// Seed of the tests, so that the same answers have the same p.
const SEED: u64 = 19;

/// A change of level.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Shift {
    /// The score; `None` for the sentiment of comments.
    pub score: Option<ScoreKind>,
    /// The first period at the new level: a week, month or quarter.
    pub since: String,
    /// The periods that it may have begun in, at 95 %.
    pub range: (String, String),
    /// Headline measure, or mean sentiment, before.
    pub before: Estimate,
    /// The same since.
    pub after: Estimate,
    /// Answers, or comments, before.
    pub n_before: u64,
    /// Answers, or comments, since.
    pub n_after: u64,
    /// Since less before. The border was chosen where the change is largest, so it is
    /// rather too large than too small.
    pub change: f64,
    /// p of there being no change, adjusted by Holm over all measures.
    pub p: f64,
    /// How much of it is within the touchpoints; `None` where they are not named.
    pub mix: Option<Mix>,
}

/// The last two periods that are over, and what is known of the change between them.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Latest {
    /// The last period that is over.
    pub last: String,
    /// The one before it.
    pub before: String,
    /// How much of the change of a score is within the touchpoints.
    pub mixes: Vec<ScoreMix>,
}

/// The split of the change of one score.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ScoreMix {
    /// The score.
    pub score: ScoreKind,
    /// Its change, split.
    pub mix: Mix,
}

/// What the changes are told from.
pub(super) struct Changes<'a> {
    pub(super) days: &'a Days,
    pub(super) mixes: &'a MixCounter,
    pub(super) asked: AskedForWhole,
    pub(super) suppression: Suppression,
    pub(super) design: PerScore<Design>,
    /// How much sentiments of the same people are alike.
    pub(super) sentiment: Design,
}

impl Changes<'_> {
    pub(super) fn answers(&self, period: &PeriodCounts) -> ScoreBook {
        designed(period.answers(self.asked), &self.design)
    }

    /// The measures that changed beyond chance and for good: scores in their order, then sentiment.
    pub(super) fn shifts(&self) -> Vec<Shift> {
        let grain = searched(self.days);
        let periods = self.days.waves(grain);
        if periods.len() < FEWEST {
            return Vec::new();
        }
        // A level that one answer of twenty speaks of is an edge of the data.
        let fewest = LEAST.max(self.suppression.metric) as f64;
        let least = |series: &[Moments]| fewest.max(LEAST_SHARE * Moments::all(series).n);
        let tried = |score: Option<ScoreKind>, series: &[Moments]| {
            let change = change_point(series, least(series), SEED)?;
            Some((score, change, lasts(series, change.at, fewest)))
        };
        let mut found: Vec<(Option<ScoreKind>, ChangePoint, bool)> = Vec::new();
        for kind in ScoreKind::ALL {
            let of = |(_, period): &(Date, PeriodCounts)| {
                headline_moments(kind.measure(), &self.answers(period)[kind])
            };
            let series: Vec<_> = periods.iter().map(of).collect();
            found.extend(tried(Some(kind), &series));
        }
        let sentiments = periods.iter().map(|(_, period)| period.sentiment());
        let series: Vec<_> = sentiments.map(|sum| sum.as_moments(self.sentiment)).collect();
        found.extend(tried(None, &series));
        let p: Vec<f64> = found.iter().map(|(_, change, _)| change.p).collect();
        let adjusted = holm(&p).unwrap_or(p);
        let sure = found.into_iter().zip(adjusted).filter(|((.., lasts), p)| *lasts && *p <= 0.05);
        sure.filter_map(|((score, change, _), p)| self.shift(score, change, p, grain, &periods))
            .collect()
    }

    fn shift(
        &self,
        score: Option<ScoreKind>,
        change: ChangePoint,
        p: f64,
        grain: Grain,
        periods: &[(Date, PeriodCounts)],
    ) -> Option<Shift> {
        let (before, after) = (together(&periods[..change.at]), together(&periods[change.at..]));
        let (first, second, n_before, n_after) = match score {
            Some(kind) => {
                let of = |period: &PeriodCounts| -> Option<(Estimate, u64)> {
                    let answers: Answers = self.answers(period)[kind].clone();
                    Some((headline(kind.measure(), &answers)?, answers.n()))
                };
                let ((first, n_before), (second, n_after)) = (of(&before)?, of(&after)?);
                (first, second, n_before, n_after)
            }
            None => {
                let of = |period: &PeriodCounts| -> (SentimentSum, u64) {
                    (period.sentiment(), period.sentiment().n())
                };
                let ((first, n_before), (second, n_after)) = (of(&before), of(&after));
                let least = self.suppression.metric;
                let mean = |of: SentimentSum| of.mean(least, self.sentiment);
                (mean(first)?, mean(second)?, n_before, n_after)
            }
        };
        let border = periods[change.at].0;
        let name = |at: usize| grain.name(periods[at].0);
        let least = self.suppression.metric;
        let split = |kind| self.mixes.split(kind, |d| d < border, |d| d >= border, least);
        Some(Shift {
            score,
            since: name(change.at),
            range: (name(change.range.0), name(change.range.1)),
            before: first,
            after: second,
            n_before,
            n_after,
            change: second.value - first.value,
            p,
            mix: score.and_then(split),
        })
    }

    /// The last two periods of the trend that are over; `None` where there are none.
    pub(super) fn latest(&self, grain: Grain) -> Option<Latest> {
        let end = self.days.last()?;
        let starts: Vec<Date> = self.days.by(grain).into_iter().map(|(start, _)| start).collect();
        let over = |start: &&Date| is_over(grain, **start, end);
        let mut full = starts.iter().filter(over).rev();
        let (last, before) = (*full.next()?, *full.next()?);
        let next = grain.next(last);
        let mixes = ScoreKind::ALL.into_iter().filter_map(|score| {
            let in_last = |day: Date| day >= last && next.is_none_or(|next| day < next);
            let in_before = |day: Date| day >= before && day < last;
            let least = self.suppression.metric;
            let mix = self.mixes.split(score, in_before, in_last, least)?;
            Some(ScoreMix { score, mix })
        });
        let mixes = mixes.collect();
        Some(Latest { last: grain.name(last), before: grain.name(before), mixes })
    }
}

/// The periods that are searched for a change: weeks of a year, months of twenty.
fn searched(days: &Days) -> Grain {
    let few = |grain: Grain, most: usize| days.by(grain).len() <= most;
    match () {
        () if few(Grain::Week, MOST_WEEKS) => Grain::Week,
        () if few(Grain::Month, MOST_MONTHS) => Grain::Month,
        () => Grain::Quarter,
    }
}

fn together(periods: &[(Date, PeriodCounts)]) -> PeriodCounts {
    let mut all = PeriodCounts::default();
    periods.iter().for_each(|(_, period)| all.merge(period.clone()));
    all
}

/// Whether a period had ended on the last day with feedback, give or take a few days at its
/// end on which nobody may have written.
pub(super) fn is_over(grain: Grain, start: Date, end: Date) -> bool {
    let quiet = match grain {
        Grain::Week => 1,
        Grain::Month => 3,
        Grain::Quarter => 7,
        Grain::Year => 14,
    };
    let reached = end.saturating_add(jiff::Span::new().days(quiet + 1));
    grain.next(start).is_none_or(|next| reached >= next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::{Scale, ScoreValue};
    use crate::journey::scores::ScoreScope;
    use crate::metrics::Weight;
    use jiff::ToSpan;

    fn days(level: impl Fn(i64) -> f64, n: i64, seed: u64) -> Days {
        days_of(level, 0..n, seed)
    }

    fn days_of(
        level: impl Fn(i64) -> f64,
        asked: impl IntoIterator<Item = i64>,
        seed: u64,
    ) -> Days {
        let mut rng = fastrand::Rng::with_seed(seed);
        let mut days = Days::default();
        for day in asked {
            let date = Date::constant(2024, 1, 1).saturating_add(day.days());
            let period = days.of(date.at(9, 0, 0, 0));
            for _ in 0..6 {
                period.row(false);
                let value = if rng.f64() < level(day) { 10.0 } else { 3.0 };
                let score = ScoreValue { value, scale: Scale::NPS };
                period.score(ScoreScope::Whole, ScoreKind::Nps, score, Weight::ONE);
            }
        }
        days
    }

    fn changes<'a>(days: &'a Days, mixes: &'a MixCounter) -> Changes<'a> {
        let (asked, suppression) = (AskedForWhole::default(), Suppression::default());
        let (design, sentiment) = (PerScore::default(), Design::NONE);
        Changes { days, mixes, asked, suppression, design, sentiment }
    }

    #[test]
    fn a_fall_over_two_years_is_told_with_its_beginning() {
        let days = days(|day| if day < 430 { 0.75 } else { 0.59 }, 730, 1);
        let mixes = MixCounter::default();
        let found = changes(&days, &mixes).shifts();
        let [shift] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((shift.score, shift.since.as_str()), (Some(ScoreKind::Nps), "2025-03"));
        assert!((shift.before.value - 50.0).abs() < 8.0 && (shift.after.value - 18.0).abs() < 8.0);
        assert_eq!(shift.n_before + shift.n_after, 730 * 6);
        assert!(shift.p <= 0.01 && shift.mix.is_none());
    }

    /// Two months of a year are bad, and over: no level changed, wherever the border is drawn.
    #[test]
    fn a_level_that_came_back_is_not_told() {
        fn told(level: fn(i64) -> f64) -> usize {
            let mixes = MixCounter::default();
            let found = |seed: &u64| {
                let days = days(level, 360, 40 + seed);
                !changes(&days, &mixes).shifts().is_empty()
            };
            (0..20).filter(found).count()
        }
        assert_eq!(told(|day| if (200..260).contains(&day) { 0.4 } else { 0.75 }), 0);
        assert_eq!(told(|day| if day < 200 { 0.75 } else { 0.4 }), 20);
    }

    /// Ten weeks, and eight that begin in the middle of July.
    #[test]
    fn a_border_is_between_waves_and_in_no_week_without_answers() {
        let asked = (0..70).chain(196..252);
        let days = days_of(|day| if day < 100 { 0.95 } else { 0.05 }, asked, 3);
        let mixes = MixCounter::default();
        let found = changes(&days, &mixes).shifts();
        let [shift] = found.as_slice() else { panic!("{found:?}") };
        let week = "2024-W29".to_owned();
        assert_eq!((&shift.since, &shift.range), (&week, &(week.clone(), week.clone())));
        assert_eq!((shift.n_before, shift.n_after), (420, 336));
    }

    #[test]
    fn nothing_is_told_where_nothing_changed() {
        let mixes = MixCounter::default();
        let alarms = (0..60)
            .filter(|seed| !changes(&days(|_| 0.6, 200, 100 + seed), &mixes).shifts().is_empty())
            .count();
        assert!(alarms <= 7, "{alarms} of 60");
    }

    #[test]
    fn a_period_may_not_be_over() {
        let over = |grain, start: &str, end: &str| {
            is_over(grain, start.parse().unwrap(), end.parse().unwrap())
        };
        assert!(over(Grain::Month, "2024-06-01", "2024-06-30"));
        assert!(over(Grain::Month, "2024-06-01", "2024-06-27"));
        assert!(!over(Grain::Month, "2024-02-01", "2024-02-25"), "a leap year");
        // Week 1 of 2026 ends on 4 January.
        assert!(over(Grain::Week, "2025-12-29", "2026-01-03"));
        assert!(!over(Grain::Week, "2025-12-29", "2026-01-02"));
        assert!(over(Grain::Quarter, "2026-07-01", "2026-09-23"));
        assert!(!over(Grain::Year, "2026-01-01", "2026-12-16"));
        let days = days(|_| 0.5, 70, 3);
        let mixes = MixCounter::default();
        let latest = changes(&days, &mixes).latest(Grain::Month).unwrap();
        assert_eq!((latest.before.as_str(), latest.last.as_str()), ("2024-01", "2024-02"));
    }
}
