//! What changed over the whole time: when a measure reached the level it has now, and
//! what it was before.
//!
//! The last period against the one before it tells little of two years. Every score and
//! the sentiment of the comments are searched for the border in time at which their level
//! changed most ([`change_point`]), and tested against there being none; the tests of a
//! report are one family (Holm). What came back is no change of level, and is left out
//! (`lasting.rs`); what fell little by little is told as that (`manner.rs`). In what comes after a
//! border a second one is looked for, with half the part of chance of the first: a reader must not
//! be told a level that is gone. Which touchpoints the change is in, [`Mix`] tells, and
//! [`GroupMix`] whether it is one of who answered. Where several files are read, that one of them
//! has more of the answers is no change: each is held against its own mean (`by_file.rs`), and what
//! the levels of all answers hardly show is not told.

use jiff::civil::Date;
use serde::Serialize;

use super::by_file::FileCounter;
use super::findings::OF_CHANGES;
use super::group_change::{GroupMix, days};
use super::lasting::lasts;
use super::manner::Manner;
use super::mix::{Mix, MixCounter};
use super::scores::{AskedForWhole, ScoreBook, designed};
use super::suppression::Suppression;
use super::trend::{Days, Grain, PeriodCounts};
use crate::feedback::{PerScore, ScoreKind};
use crate::metrics::Design;
use crate::metrics::summary::{headline, headline_moments};
use crate::stats::change_point::{ChangePoint, Moments, change_point};
use crate::stats::multiple::holm;
use crate::stats::{Estimate, is_sure};

/// Fewest answers on either side of a border.
const LEAST: u64 = 30;

/// Smallest share of the answers on either side.
const LEAST_SHARE: f64 = 0.05;

/// Fewest periods that are searched.
const FEWEST: usize = 4;

/// Most weeks, and most months, that are searched.
pub(super) const MOST_WEEKS: usize = 60;
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
    /// Whether at once or little by little.
    pub manner: Manner,
    /// The second change, in what comes after the first.
    pub again: Option<Box<Again>>,
    /// Where more than half of it is that more of the answers are of other groups: which.
    pub by_groups: Option<GroupMix>,
}

/// A second change of level, after the first.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Again {
    /// The first period at the newest level.
    pub since: String,
    /// The periods that it may have begun in, at 95 %.
    pub range: (String, String),
    /// Headline measure, or mean sentiment, between both borders.
    pub between: Estimate,
    /// The same since the second.
    pub after: Estimate,
    /// Answers, or comments, between both borders.
    pub n_between: u64,
    /// Answers, or comments, since the second.
    pub n_after: u64,
    /// Since the second border less between both.
    pub change: f64,
    /// p of there being no change in this part, times the number of measures.
    pub p: f64,
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
    /// Answers by file, where several are read.
    pub(super) files: Option<&'a FileCounter>,
    pub(super) asked: AskedForWhole,
    pub(super) suppression: Suppression,
    pub(super) design: PerScore<Design>,
    /// How much sentiments of the same people are alike.
    pub(super) sentiment: Design,
}

/// The best border of a measure.
struct Found {
    score: Option<ScoreKind>,
    series: Vec<Moments>,
    change: ChangePoint,
}

impl Found {
    /// Whether the levels that are told moved the way the series did, and half as far at least. A
    /// file with more of the answers may hold up what fell in each of them, and then no level tells.
    fn is_shown_by(&self, change: f64) -> bool {
        let (was, is) = self.series.split_at(self.change.at.min(self.series.len()));
        let unit = self.score.map_or(1.0, |kind| kind.measure().headline_unit());
        let moved = unit * (Moments::all(is).mean - Moments::all(was).mean);
        change * moved.signum() >= moved.abs() / 2.0
    }
}

/// The periods that are searched.
struct Searched {
    grain: Grain,
    starts: Vec<Date>,
    /// Fewest answers on either side, whatever their share.
    fewest: f64,
    /// Measures that have a border.
    measures: f64,
}

impl Searched {
    fn name(&self, at: usize) -> String {
        self.starts.get(at).map_or_else(String::new, |start| self.grain.name(*start))
    }

    /// The best border of a series.
    fn border(&self, series: &[Moments]) -> Option<ChangePoint> {
        // A level that one answer of twenty speaks of is an edge of the data.
        let least = self.fewest.max(LEAST_SHARE * Moments::all(series).n);
        change_point(series, least, SEED)
    }
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
        let starts: Vec<Date> = periods.iter().map(|(start, _)| *start).collect();
        let fewest = LEAST.max(self.suppression.metric) as f64;
        let mut searched = Searched { grain, starts, fewest, measures: 0.0 };
        let mut found: Vec<Found> = Vec::new();
        let of_scores = ScoreKind::ALL.into_iter().map(|kind| {
            let of = |(_, period): &(Date, PeriodCounts)| {
                headline_moments(kind.measure(), &self.answers(period)[kind])
            };
            let series: Vec<Moments> = periods.iter().map(of).collect();
            (Some(kind), self.within_files(kind, series, (grain, searched.starts.as_slice())))
        });
        let sentiments = periods.iter().map(|(_, period)| period.sentiment());
        let of_comments = sentiments.map(|sum| sum.as_moments(self.sentiment)).collect();
        for (score, series) in of_scores.chain([(None, of_comments)]) {
            let best = searched.border(&series);
            found.extend(best.map(|change| Found { score, series, change }));
        }
        searched.measures = found.len() as f64;
        let p: Vec<f64> = found.iter().map(|found| found.change.p).collect();
        let adjusted = holm(&p).unwrap_or(p);
        let lasting = |found: &Found| lasts(&found.series, found.change.at, fewest);
        let sure = found.into_iter().zip(adjusted).filter(|(of, p)| is_sure(*p) && lasting(of));
        sure.filter_map(|(found, p)| self.shift(&found, p, &searched)).collect()
    }

    fn shift(&self, found: &Found, p: f64, searched: &Searched) -> Option<Shift> {
        let Found { score, series, change } = found;
        let border = *searched.starts.get(change.at)?;
        let [(before, n_before), (after, n_after)] = self.sides(*score, None, border)?;
        if !found.is_shown_by(after.value - before.value) {
            return None;
        }
        let manner = self.manner(*score, change, series, &searched.starts);
        let again = match manner {
            Manner::AtOnce => self.again(found, border, searched).map(Box::new),
            Manner::AllTheTime(_) | Manner::Either | Manner::Sometime => None,
        };
        Some(Shift {
            score: *score,
            since: searched.name(change.at),
            range: (searched.name(change.range.0), searched.name(change.range.1)),
            before,
            after,
            n_before,
            n_after,
            change: after.value - before.value,
            p,
            mix: self.mix_at(*score, border),
            manner,
            again,
            by_groups: None,
        })
    }

    /// The second change, in what comes after the first border: with half of the part of chance of
    /// that, divided among all measures.
    fn again(&self, found: &Found, border: Date, searched: &Searched) -> Option<Again> {
        let at = found.change.at;
        let after = found.series.get(at..)?;
        if after.len() < FEWEST {
            return None;
        }
        let second = searched.border(after)?;
        let p = (second.p * searched.measures).min(1.0);
        // The period in which the first change happened may be of both levels.
        let apart = second.at > 1;
        if !apart || p > OF_CHANGES / 2.0 || !lasts(after, second.at, searched.fewest) {
            return None;
        }
        let name = |place: usize| searched.name(at + place);
        let since = *searched.starts.get(at + second.at)?;
        let [(between, n_between), (after, n_after)] =
            self.sides(found.score, Some(border), since)?;
        Some(Again {
            since: name(second.at),
            range: (name(second.range.0), name(second.range.1)),
            between,
            after,
            n_between,
            n_after,
            change: after.value - between.value,
            p,
        })
    }

    /// The same change told since the beginning of another period, with the numbers of that.
    pub(super) fn told_since(&self, shift: &Shift, since: &str, range: (String, String)) -> Shift {
        let told = days(since).and_then(|(border, _)| {
            let [(before, n_before), (after, n_after)] = self.sides(shift.score, None, border)?;
            let again = shift.again.as_ref().and_then(|again| {
                let second = days(&again.since)?.0;
                let later = second > border;
                let [(between, n_between), _] = self.sides(shift.score, Some(border), second)?;
                let change = again.after.value - between.value;
                let again = Again { between, n_between, change, ..Again::clone(again) };
                later.then(|| Box::new(again))
            });
            Some(Shift {
                since: since.to_owned(),
                range,
                before,
                after,
                n_before,
                n_after,
                change: after.value - before.value,
                mix: self.mix_at(shift.score, border),
                again,
                ..shift.clone()
            })
        });
        told.unwrap_or_else(|| shift.clone())
    }

    /// A series of periods without what comes of files having more or fewer of their answers.
    pub(super) fn within_files(
        &self,
        kind: ScoreKind,
        series: Vec<Moments>,
        periods: (Grain, &[Date]),
    ) -> Vec<Moments> {
        match self.files {
            Some(files) => files.within(kind, series, periods),
            None => series,
        }
    }

    /// A measure of what was counted, and how many answers or comments it has.
    pub(super) fn level(
        &self,
        score: Option<ScoreKind>,
        counted: &PeriodCounts,
    ) -> Option<(Estimate, u64)> {
        match score {
            Some(kind) => {
                let answers = self.answers(counted);
                Some((headline(kind.measure(), &answers[kind])?, answers[kind].n()))
            }
            None => {
                let sum = counted.sentiment();
                Some((sum.mean(self.suppression.metric, self.sentiment)?, sum.n()))
            }
        }
    }

    /// A measure before a border, of the days from `from` on, and since it.
    fn sides(
        &self,
        score: Option<ScoreKind>,
        from: Option<Date>,
        border: Date,
    ) -> Option<[(Estimate, u64); 2]> {
        let before = self.days.on(|day| day < border && from.is_none_or(|from| day >= from));
        let after = self.days.on(|day| day >= border);
        Some([self.level(score, &before)?, self.level(score, &after)?])
    }

    /// How much of the change of a score at a border is within the touchpoints.
    fn mix_at(&self, score: Option<ScoreKind>, border: Date) -> Option<Mix> {
        let least = self.suppression.metric;
        self.mixes.split(score?, |day| day < border, |day| day >= border, least)
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
pub(super) mod tests;
