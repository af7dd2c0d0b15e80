//! The numbers period by period.
//!
//! Rows are counted by day, which is what all periods are made of; which of them a
//! trend is shown by is known at the end: the finest that has enough answers in a
//! period to say something, and no more periods than an eye can follow. A period
//! in which nobody answered is a gap, and no neighbour of those beside it.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use serde::Serialize;

use super::scores::{AskedForWhole, ScoreBook, ScoreScope, Split, designed};
use super::steps::SentimentSum;
use super::suppression::Suppression;
use super::touchpoint::LabelCounts;
use crate::feedback::{PerScore, ScoreKind, ScoreValue, Scores};
use crate::metrics::summary::headline;
use crate::metrics::{Design, Headlines, Weight};
use crate::sentiment::Label;
use crate::stats::Estimate;
use crate::stats::interval::wilson;

/// Most weeks that a trend is shown by; most months, quarters.
pub(super) const MOST_WEEKS: usize = 26;
const MOST_MONTHS: usize = 36;
const MOST_QUARTERS: usize = 40;

/// Fewest periods that make a trend.
const FEWEST_PERIODS: usize = 3;

/// Periods beyond which gaps are not filled.
const MOST_PERIODS: usize = 2_000;

/// Rows of the median period from which it says something.
const ENOUGH_ROWS: u64 = 30;

/// Length of the periods of a trend, the shortest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Grain {
    /// ISO 8601 weeks, Monday to Sunday.
    Week,
    /// Calendar months.
    Month,
    /// Calendar quarters.
    Quarter,
    /// Calendar years.
    Year,
}

impl Grain {
    /// The first day of the period a day is in.
    pub(super) fn start(self, day: Date) -> Date {
        match self {
            Grain::Month => day.first_of_month(),
            Grain::Quarter => {
                let first = (day.month() - 1) / 3 * 3 + 1;
                Date::new(day.year(), first, 1).unwrap_or(day)
            }
            Grain::Year => day.first_of_year(),
            Grain::Week => {
                let monday = i64::from(day.weekday().to_monday_zero_offset());
                let back = jiff::Span::new().try_days(monday);
                back.and_then(|back| day.checked_sub(back)).unwrap_or(day)
            }
        }
    }

    /// The first day of the next period; `None` at the end of the calendar.
    pub(super) fn next(self, start: Date) -> Option<Date> {
        let span = jiff::Span::new();
        start
            .checked_add(match self {
                Grain::Week => span.try_days(7).ok()?,
                Grain::Month => span.try_months(1).ok()?,
                Grain::Quarter => span.try_months(3).ok()?,
                Grain::Year => span.try_years(1).ok()?,
            })
            .ok()
    }

    /// The length of the period of a name.
    pub(super) fn of_name(period: &str) -> Grain {
        match period.as_bytes().get(5) {
            None => Grain::Year,
            Some(b'W') => Grain::Week,
            Some(b'Q') => Grain::Quarter,
            Some(_) => Grain::Month,
        }
    }

    /// A period by its first day: `2026-09`, `2026-W36`, `2026-Q3`, `2026`.
    pub(super) fn name(self, start: Date) -> String {
        match self {
            Grain::Month => format!("{:04}-{:02}", start.year(), start.month()),
            Grain::Quarter => format!("{:04}-Q{}", start.year(), (start.month() + 2) / 3),
            Grain::Year => format!("{:04}", start.year()),
            Grain::Week => {
                let week = start.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
        }
    }
}

/// One period of feedback.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TrendPoint {
    /// ISO week as `YYYY-Www`, month as `YYYY-MM`, quarter as `YYYY-Qq` or year as `YYYY`.
    pub period: String,
    /// Rows.
    pub responses: u64,
    /// Comments with something to judge.
    pub comments: u64,
    /// Share of rows with a comment, Wilson; `None` when suppressed.
    pub comment_rate: Option<Estimate>,
    /// Comments per label; `None` when suppressed.
    pub labels: Option<LabelCounts>,
    /// Mean sentiment; `None` when suppressed.
    pub sentiment: Option<Estimate>,
    /// The headline measure of each score, by its name in data; `None` when not asked or
    /// suppressed.
    #[serde(flatten)]
    pub scores: Headlines,
}

/// Everything counted in one period.
#[derive(Debug, Clone, Default)]
pub(super) struct PeriodCounts {
    responses: u64,
    /// Rows with a comment.
    commented: u64,
    /// Comments with something to judge.
    comments: u64,
    labels: LabelCounts,
    /// Of those who gave each score: comments with something to judge, and those that are negative.
    beside: PerScore<[u64; 2]>,
    sentiment: SentimentSum,
    scores: Split<ScoreBook>,
}

impl PeriodCounts {
    /// Counts a row.
    pub(super) fn row(&mut self, commented: bool) {
        self.responses += 1;
        self.commented += u64::from(commented);
    }

    /// Counts a comment; one without sentiment has nothing to judge.
    pub(super) fn comment(&mut self, label: Label, sentiment: Option<i16>, weight: Option<Weight>) {
        let Some(steps) = sentiment else {
            self.labels.add(Label::Undetected);
            return;
        };
        self.labels.add(label);
        self.comments += 1;
        if let Some(weight) = weight {
            self.sentiment.add(steps, weight);
        }
    }

    /// Counts a comment, with something to judge, of those who gave these scores.
    pub(super) fn beside(&mut self, label: Label, scores: &Scores) {
        let negative = matches!(label, Label::Negative | Label::VeryNegative);
        for (kind, _) in scores.given() {
            let [comments, bad] = &mut self.beside[kind];
            *comments += 1;
            *bad += u64::from(negative);
        }
    }

    /// The answers to each score.
    pub(super) fn answers(&self, asked: AskedForWhole) -> ScoreBook {
        self.scores.clone().resolve(asked)
    }

    pub(super) fn sentiment(&self) -> SentimentSum {
        self.sentiment
    }

    /// Comments per label.
    pub(super) fn labels(&self) -> LabelCounts {
        self.labels
    }

    pub(super) fn score(
        &mut self,
        scope: ScoreScope,
        kind: ScoreKind,
        score: ScoreValue,
        weight: Weight,
    ) {
        self.scores.side(scope)[kind].add_weighted(score, weight);
    }

    pub(super) fn merge(&mut self, other: PeriodCounts) {
        self.responses += other.responses;
        self.commented += other.commented;
        self.comments += other.comments;
        self.labels.merge(&other.labels);
        for (kind, [comments, negative]) in other.beside {
            self.beside[kind][0] += comments;
            self.beside[kind][1] += negative;
        }
        self.sentiment.merge(other.sentiment);
        self.scores.merge(other.scores);
    }
}

/// All days, ascending. Rows without a date are in none.
#[derive(Debug, Clone, Default)]
pub(super) struct Days(BTreeMap<Date, PeriodCounts>);

impl Days {
    pub(super) fn of(&mut self, time: DateTime) -> &mut PeriodCounts {
        self.0.entry(time.date()).or_default()
    }

    /// The length of period a trend is shown by.
    pub(super) fn grain(&self) -> Grain {
        let fits = |(grain, most): &(Grain, usize), enough: u64| {
            let mut rows: Vec<u64> =
                self.by(*grain).into_iter().map(|(_, period)| period.responses).collect();
            rows.sort_unstable();
            let median = rows.get(rows.len() / 2).copied().unwrap_or(0);
            (FEWEST_PERIODS..=*most).contains(&rows.len()) && median >= enough
        };
        let grains = [
            (Grain::Week, MOST_WEEKS),
            (Grain::Month, MOST_MONTHS),
            (Grain::Quarter, MOST_QUARTERS),
            (Grain::Year, usize::MAX),
        ];
        let found = grains.iter().find(|grain| fits(grain, ENOUGH_ROWS));
        // Where no period has enough, the longest that still makes a trend.
        let longest = || grains.iter().rev().find(|grain| fits(grain, 0));
        found.or_else(longest).map_or(Grain::Month, |(grain, _)| *grain)
    }

    /// The periods from the first to the last day, those without rows as well.
    pub(super) fn by(&self, grain: Grain) -> Vec<(Date, PeriodCounts)> {
        let mut periods: BTreeMap<Date, PeriodCounts> = BTreeMap::new();
        for (day, numbers) in &self.0 {
            periods.entry(grain.start(*day)).or_default().merge(numbers.clone());
        }
        let mut all = Vec::new();
        let last = periods.keys().next_back().copied();
        let mut next = periods.keys().next().copied();
        while let Some(start) = next.filter(|start| last.is_some_and(|last| *start <= last)) {
            // A stray date must not make a million empty periods.
            if all.len() >= MOST_PERIODS {
                return periods.into_iter().collect();
            }
            all.push((start, periods.get(&start).cloned().unwrap_or_default()));
            next = grain.next(start);
        }
        all
    }

    /// The length of period by which changes of groups are looked for: that of the trend, or of a
    /// trend of so few periods that hardly any border has enough answers on both sides, the next
    /// shorter one, and whether it is that.
    pub(super) fn grain_of_groups(&self, grain: Grain) -> (Grain, bool) {
        let shorter = match grain {
            Grain::Week => None,
            Grain::Month => Some(Grain::Week),
            Grain::Quarter => Some(Grain::Month),
            Grain::Year => Some(Grain::Quarter),
        };
        let few = self.by(grain).len() <= FEWEST_PERIODS;
        shorter.filter(|_| few).map_or((grain, false), |shorter| (shorter, true))
    }

    /// The periods in which somebody answered, from the first to the last day: the waves, where
    /// people are asked now and then. Between two of them nothing can have been seen to change.
    pub(super) fn waves(&self, grain: Grain) -> Vec<(Date, PeriodCounts)> {
        let mut periods = self.by(grain);
        periods.retain(|(_, period)| period.responses > 0);
        periods
    }

    /// Comments with something to judge, by day; of all, or of those who gave one score.
    pub(super) fn comments(&self, of: Option<ScoreKind>) -> BTreeMap<Date, u64> {
        let n = |counts: &PeriodCounts| of.map_or(counts.comments, |kind| counts.beside[kind][0]);
        self.0.iter().map(|(day, counts)| (*day, n(counts))).collect()
    }

    /// The same of comments that are negative as a whole.
    pub(super) fn negative(&self, of: Option<ScoreKind>) -> BTreeMap<Date, u64> {
        let negative = |labels: &LabelCounts| labels.negative + labels.very_negative;
        let n = |counts: &PeriodCounts| {
            of.map_or(negative(&counts.labels), |kind| counts.beside[kind][1])
        };
        self.0.iter().map(|(day, counts)| (*day, n(counts))).collect()
    }

    /// What was counted on the days that are wanted, together.
    pub(super) fn on(&self, wanted: impl Fn(Date) -> bool) -> PeriodCounts {
        let mut all = PeriodCounts::default();
        let days = self.0.iter().filter(|(day, _)| wanted(**day));
        days.for_each(|(_, counts)| all.merge(counts.clone()));
        all
    }

    /// The first day with feedback.
    pub(super) fn first(&self) -> Option<Date> {
        self.0.keys().next().copied()
    }

    /// The last day with feedback.
    pub(super) fn last(&self) -> Option<Date> {
        self.0.keys().next_back().copied()
    }

    pub(super) fn summary(
        self,
        grain: Grain,
        asked: AskedForWhole,
        suppression: Suppression,
        (design, of_comments): (&PerScore<Design>, Design),
    ) -> Vec<TrendPoint> {
        let least = suppression.metric;
        let point = |(start, numbers): (Date, PeriodCounts)| {
            let scores = designed(numbers.scores.resolve(asked), design);
            TrendPoint {
                period: grain.name(start),
                responses: numbers.responses,
                comments: numbers.comments,
                comment_rate: wilson(numbers.commented, numbers.responses)
                    .filter(|_| numbers.responses >= least),
                labels: (numbers.comments >= least.max(1)).then_some(numbers.labels),
                sentiment: numbers.sentiment.mean(least, of_comments),
                scores: Headlines(PerScore::from_fn(|kind| {
                    let answers = Some(&scores[kind]).filter(|answers| answers.n() >= least);
                    headline(kind.measure(), answers?)
                })),
            }
        };
        self.by(grain).into_iter().map(point).collect()
    }
}

/// Mentions of a pain point in one period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct MentionPoint {
    /// Named as in the trend.
    pub period: String,
    /// Comments that mention it.
    pub mentions: u64,
    /// Of these, comments that judge it negatively.
    pub negative: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(rows: impl IntoIterator<Item = (Date, u64)>) -> Days {
        let mut days = Days::default();
        for (day, n) in rows {
            days.of(day.at(9, 30, 0, 0)).responses += n;
        }
        days
    }

    #[test]
    fn weeks_begin_on_monday_and_years_with_the_first_thursday() {
        let start = |y, m, d| Grain::Week.start(Date::constant(y, m, d));
        assert_eq!(start(2026, 11, 22), Date::constant(2026, 11, 16));
        assert_eq!(start(2026, 11, 16), Date::constant(2026, 11, 16));
        assert_eq!(Grain::Week.name(start(2027, 1, 2)), "2026-W53");
        assert_eq!(Grain::Month.name(Grain::Month.start(Date::constant(2027, 1, 2))), "2027-01");
    }

    #[test]
    fn a_short_busy_span_is_shown_by_week() {
        let start = Date::constant(2026, 3, 2);
        let on = |days: i64| start.checked_add(jiff::Span::new().days(days)).unwrap();
        let of = |weeks: i64, n| days((0..weeks).map(|week| (on(7 * week), n)));
        assert_eq!(of(6, 40).grain(), Grain::Week);
        assert_eq!(of(16, 8).grain(), Grain::Month, "too few rows a week");
        assert_eq!(of(300, 8).grain(), Grain::Quarter, "too many months");
        assert_eq!(of(300, 1).grain(), Grain::Year, "too few rows a quarter");
        assert_eq!(of(6, 4).grain(), Grain::Week, "nothing has enough: what makes a trend");
        assert_eq!(of(2, 400).grain(), Grain::Month, "too few weeks");
        // March to May, and March to June.
        assert_eq!(of(13, 8).grain_of_groups(Grain::Month), (Grain::Week, true));
        assert_eq!(of(16, 8).grain_of_groups(Grain::Month), (Grain::Month, false));
        assert_eq!(of(2, 8).grain_of_groups(Grain::Week), (Grain::Week, false));
        assert_eq!(of(60, 400).grain(), Grain::Month, "too many weeks");
        let shown = of(6, 40).summary(
            Grain::Week,
            AskedForWhole::default(),
            Suppression::default(),
            (&PerScore::default(), Design::default()),
        );
        assert_eq!((shown.len(), shown[5].responses), (6, 40));
        assert_eq!(shown[0].period, "2026-W10");
        let months = of(6, 40).summary(
            Grain::Month,
            AskedForWhole::default(),
            Suppression::default(),
            (&PerScore::default(), Design::default()),
        );
        assert_eq!(months.iter().map(|m| m.responses).collect::<Vec<_>>(), [200, 40]);
        assert!(
            days([])
                .summary(
                    Grain::Week,
                    AskedForWhole::default(),
                    Suppression::default(),
                    (&PerScore::default(), Design::default())
                )
                .is_empty()
        );
    }

    #[test]
    fn comments_of_those_who_gave_a_score_are_counted_apart() {
        use crate::journey::tests::scores;
        let mut days = Days::default();
        let (nps, csat) = (scores(Some(2.0), None), scores(None, Some(5.0)));
        for (label, given) in [(Label::Negative, nps), (Label::Positive, csat)] {
            let counts = days.of(Date::constant(2026, 3, 2).at(9, 30, 0, 0));
            counts.comment(label, Some(0), None);
            counts.beside(label, &given);
        }
        let n = |counts: BTreeMap<Date, u64>| counts.into_values().sum::<u64>();
        let (nps, csat) = (Some(ScoreKind::Nps), Some(ScoreKind::Csat));
        assert_eq!([days.comments(None), days.comments(nps)].map(n), [2, 1]);
        assert_eq!([None, nps, csat].map(|of| n(days.negative(of))), [1, 1, 0]);
    }

    #[test]
    fn a_period_without_answers_is_a_gap() {
        let months = days([(Date::constant(2025, 11, 3), 40), (Date::constant(2026, 2, 1), 50)]);
        let shown = months.by(Grain::Month);
        let rows: Vec<u64> = shown.iter().map(|(_, period)| period.responses).collect();
        assert_eq!(rows, [40, 0, 0, 50]);
        let waves = months.waves(Grain::Month).into_iter().map(|(start, wave)| {
            let name = Grain::Month.name(start);
            assert_eq!(Grain::of_name(&name), Grain::Month);
            (name, wave.responses)
        });
        assert!(waves.eq([("2025-11".to_owned(), 40), ("2026-02".to_owned(), 50)]));
        let border = Date::constant(2026, 2, 1);
        let sides = [months.on(|day| day < border), months.on(|day| day >= border)];
        assert_eq!(sides.map(|side| side.responses), [40, 50]);
        assert_eq!([months.first(), months.last()].map(|day| day.is_some()), [true; 2]);
        for grain in [Grain::Week, Grain::Quarter, Grain::Year] {
            let name = grain.name(grain.start(Date::constant(2026, 2, 1)));
            assert_eq!(Grain::of_name(&name), grain);
        }
        let name = |grain: Grain, day| grain.name(grain.start(day));
        let day = Date::constant(2026, 2, 1);
        assert_eq!([name(Grain::Quarter, day), name(Grain::Year, day)], ["2026-Q1", "2026"]);
        assert_eq!(name(Grain::Quarter, Date::constant(2025, 12, 31)), "2025-Q4");
        // From the year 1 on: no gaps are filled.
        let stray = days([(Date::constant(1, 1, 1), 4), (day, 50)]);
        assert_eq!(stray.by(Grain::Week).len(), 2);
    }
}
