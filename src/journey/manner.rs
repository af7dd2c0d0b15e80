//! How a measure changed: at once, or little by little.
//!
//! The border at which a level changed most is there in a series that falls a little every month as
//! well, and a reader who is told that something happened in week 33 looks for what never was. So
//! the two levels are held against a straight line ([`StraightLine`]): where the line is no worse,
//! it is the slide that is told, from the first period to the last; where nobody can say, both are.
//!
//! When a level began is told only where that is known to a third of the whole time: a border that
//! may be anywhere in six years is no date.

use jiff::civil::Date;
use serde::Serialize;

use super::shift::Changes;
use super::trend::Grain;
use crate::feedback::ScoreKind;
use crate::stats::Estimate;
use crate::stats::change_point::{ChangePoint, Moments};
use crate::stats::straight_line::{Shape, StraightLine};

/// Days of a month.
const MONTH: f64 = 365.25 / 12.0;

/// Fewest answers of a period that a slide is told from, or to.
const LEAST: u64 = 20;

/// Fewest periods of so many between which it is told.
const FEWEST: usize = 3;

/// Months under which it is told from week to week.
const BY_WEEKS: f64 = 3.0;

/// Largest part of the whole time that a level may have begun in, for it to be told when.
const KNOWN: f64 = 1.0 / 3.0;

/// How a measure changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "basis", content = "detail", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Manner {
    /// From one level to another.
    AtOnce,
    /// Little by little, all the time: a straight line describes it as well.
    AllTheTime(Slide),
    /// From one level to another, or little by little: there are too few answers to tell.
    Either,
    /// The same, and when it began is not known to a third of the whole time.
    Sometime,
}

impl Manner {
    /// Whether it is known since when the level is what it is.
    pub fn has_border(&self) -> bool {
        matches!(self, Manner::AtOnce | Manner::Either)
    }
}

/// A measure that falls or rises all the time.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Slide {
    /// The first period with enough answers, named as in the trend.
    pub first: String,
    /// The last one.
    pub last: String,
    /// Headline measure, or mean sentiment, in the first.
    pub from: Estimate,
    /// The same in the last.
    pub to: Estimate,
    /// Change in a month, of a straight line through all answers.
    pub per_month: f64,
}

impl Changes<'_> {
    /// How a measure changed of which these are the answers period by period, and this the best
    /// border.
    pub(super) fn manner(
        &self,
        score: Option<ScoreKind>,
        change: &ChangePoint,
        series: &[Moments],
        starts: &[Date],
    ) -> Manner {
        let Some(first) = starts.first() else { return Manner::AtOnce };
        let times: Vec<f64> = starts.iter().map(|start| months(*first, *start)).collect();
        let Some(line) = StraightLine::through(series, &times) else { return Manner::AtOnce };
        let tried = series.iter().filter(|period| period.n > 0.0).count().saturating_sub(1);
        let shape = line.beside_levels(series, change.at, tried);
        let slide = || self.slide(score, line.slope).map(Manner::AllTheTime);
        let known = self.is_known(change, starts);
        match shape {
            Shape::Line => slide().unwrap_or(Manner::Sometime),
            Shape::Levels if known => Manner::AtOnce,
            Shape::Either if known => Manner::Either,
            Shape::Levels | Shape::Either => Manner::Sometime,
        }
    }

    /// Whether it is known to a third of the whole time when the level began.
    fn is_known(&self, change: &ChangePoint, starts: &[Date]) -> bool {
        let whole = self.days.first().zip(self.days.last());
        let whole = whole.map_or(0.0, |(first, last)| months(first, last));
        let (first, last) = change.range;
        let range = starts.get(first).zip(starts.get(last));
        range.is_some_and(|(first, last)| months(*first, *last) <= KNOWN * whole)
    }

    /// From the first period with enough answers to the last: by weeks of a short time, else by
    /// the shortest periods that have enough. `None` where there are none, or where these two are
    /// not as the line is, which has this slope.
    fn slide(&self, score: Option<ScoreKind>, slope: f64) -> Option<Slide> {
        let (first, last) = self.days.first().zip(self.days.last())?;
        let grains: &[Grain] = match months(first, last) < BY_WEEKS {
            true => &[Grain::Week, Grain::Month],
            false => &[Grain::Month, Grain::Quarter, Grain::Year],
        };
        let least = LEAST.max(self.suppression.metric);
        let unit = score.map_or(1.0, |kind| kind.measure().headline_unit());
        grains.iter().find_map(|grain| {
            let periods = self.days.waves(*grain).into_iter();
            let levels: Vec<(Date, Estimate)> = periods
                .filter_map(|(start, period)| {
                    let (level, n) = self.level(score, &period)?;
                    (n >= least).then_some((start, level))
                })
                .collect();
            let ((first, from), (last, to)) = levels.first().zip(levels.last())?;
            let as_the_line = (to.value - from.value) * slope > 0.0;
            let told = levels.len() >= FEWEST && as_the_line;
            told.then(|| Slide {
                first: grain.name(*first),
                last: grain.name(*last),
                from: *from,
                to: *to,
                per_month: slope * unit,
            })
        })
    }
}

/// Months from one day to another.
pub(super) fn months(from: Date, to: Date) -> f64 {
    to.duration_since(from).as_secs_f64() / 86_400.0 / MONTH
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::mix::MixCounter;
    use crate::journey::shift::tests::{changes, days, days_of};

    /// How the NPS of so many days changed, of six answers a day whose chance to be a promoter is
    /// this on the day; `None` where nothing surely changed.
    fn manner(level: impl Fn(i64) -> f64, n: i64, seed: u64) -> Option<Manner> {
        let days = days(level, n, seed);
        let mixes = MixCounter::default();
        let found = changes(&days, &mixes).shifts();
        found.into_iter().next().map(|shift| shift.manner)
    }

    fn of(seeds: u64, level: impl Fn(i64) -> f64, wanted: impl Fn(&Manner) -> bool) -> usize {
        let found = (0..seeds).filter_map(|seed| manner(&level, 240, 300 + seed));
        found.filter(wanted).count()
    }

    /// Of straight lines at most one of twenty is told as a step, and of steps most are.
    #[test]
    fn a_slide_is_no_step_and_a_step_no_slide() {
        let runs = 40;
        let slide = |day: i64| 0.83 - 0.6 * day as f64 / 240.0;
        let steps = of(runs, slide, |manner| *manner == Manner::AtOnce);
        assert!(steps <= 2, "{steps} of {runs}");
        let slides = of(runs, slide, |manner| matches!(manner, Manner::AllTheTime(_)));
        assert!(slides >= 30, "{slides} of {runs}");
        let gentle = |day: i64| 0.7 - 0.25 * day as f64 / 240.0;
        let steps = of(runs, gentle, |manner| *manner == Manner::AtOnce);
        assert!(steps <= 4, "{steps} of {runs}");
        let early: fn(i64) -> f64 = |day| if day < 120 { 0.75 } else { 0.5 };
        let late: fn(i64) -> f64 = |day| if day < 180 { 0.75 } else { 0.5 };
        for step in [early, late] {
            let steps = of(runs, step, |manner| *manner == Manner::AtOnce);
            assert!(steps >= 32, "{steps} of {runs}");
            let slides = of(runs, step, |manner| matches!(manner, Manner::AllTheTime(_)));
            assert!(slides <= 2, "{slides} of {runs}");
        }
    }

    #[test]
    fn a_slide_is_told_from_the_first_month_to_the_last() {
        let slide = |day: i64| 0.83 - 0.6 * day as f64 / 240.0;
        let Some(Manner::AllTheTime(slide)) = manner(slide, 240, 7) else { panic!() };
        assert_eq!((slide.first.as_str(), slide.last.as_str()), ("2024-01", "2024-08"));
        // From about 62 points to about −50, in 7.9 months.
        assert!(slide.from.value > 40.0 && slide.to.value < -30.0, "{slide:?}");
        assert!((slide.per_month + 15.2).abs() < 2.5, "{slide:?}");
    }

    /// Two years, of which the answers of all but the ends are too few to tell when it began.
    #[test]
    fn a_border_that_may_be_anywhere_is_no_date() {
        let asked = (0..30).chain([200, 260, 330, 400, 460, 520]).chain(700..730);
        let days = days_of(|day| if day < 365 { 0.9 } else { 0.3 }, asked, 5);
        let mixes = MixCounter::default();
        let changes = changes(&days, &mixes);
        let starts: Vec<Date> =
            days.waves(Grain::Month).into_iter().map(|(start, _)| start).collect();
        let at = |range| ChangePoint { at: 3, range, p: 0.001 };
        assert!(starts.len() >= 8, "{starts:?}");
        assert!(changes.is_known(&at((3, 3)), &starts));
        assert!(!changes.is_known(&at((1, starts.len() - 1)), &starts));
        assert!(Manner::Either.has_border() && !Manner::Sometime.has_border());
    }
}
