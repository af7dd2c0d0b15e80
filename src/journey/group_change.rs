//! Groups whose score changed otherwise than that of all others: since when, or in which
//! single period.
//!
//! A team that fell from 80 % to 34 % in May is lost in the means: all answers together hardly
//! moved, and the team over all months is a little below the rest. So every group of a segment
//! field, and every touchpoint of the export, is held against all others period by period. What
//! moves everybody alike moves both, and a group that was always worse is no news: what is tested
//! is whether their distance changed, at every border between two periods and in every single
//! one.
//!
//! The distance of a period is known as well as both sides have answers in it; of several it is
//! the mean with weights of 1 / variance. The difference of two such distances in standard
//! errors is z, and it is told only where the group itself changed too, by a permutation test of
//! its own answers before and after: of the others falling, or of a handful of answers where
//! nearly all are alike, z knows too little. The larger of both p counts, times the number of all
//! borders and periods that were tested of all groups (Bonferroni): it holds for the group and
//! the border that were chosen because they are the largest of all, and whatever groups have in
//! common.
//!
//! Neither of two months in which a group was bad is a level that it has: a change is lasting
//! where the first part of the time before still has the level of before, and the last part of
//! the time since the one of since.
//!
//! Where weeks tell a border better than the periods of the trend do, it is told by weeks
//! (`finer.rs`).

mod alike;
mod counter;
mod finer;
mod hidden;
mod met;
mod mixture;
#[cfg(test)]
mod planted;
mod series;
mod since;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use jiff::civil::{Date, ISOWeekDate, Weekday};
use serde::Serialize;

use self::counter::Answered;
use self::finer::Told;
use self::series::{Change, Pair, Span, together};
use super::findings::CHANCE;
use super::group_ids::Group;
use super::manner::Manner;
use super::odd_period::OddPeriod;
use super::place::Place;
use super::scores::{AskedForWhole, coded_p, net};
use super::shift::Shift;
use super::steps::StepSum;
use super::trend::Grain;
use super::within::ChangedPart;
use crate::feedback::{PerScore, ScoreKind, ScoreUnit};
use crate::lang::Name;
use crate::metrics::Design;
use crate::metrics::nps::NetShares;
use crate::stats::difference::of_estimates;
use crate::stats::distribution::normal_two_sided;
use crate::stats::interval::{Net, wilson_share};
use crate::stats::{Estimate, is_sure};

pub use self::alike::AlikeChange;
pub(super) use self::counter::ChangeCounter;
pub use self::hidden::HiddenChange;
pub use self::mixture::GroupMix;

/// Fewest answers of the group, and of all others, before and after.
const LEAST: u64 = 30;

/// Fewest answers of the group in a period that a slide is told from, or to.
const LEAST_TOLD: u64 = 15;

/// Changes of a larger p are not listed.
const LISTED: f64 = 0.05;

/// A group of a segment field, or a touchpoint of the export.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "basis", content = "detail", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Subgroup {
    /// Those who have a value in a segment field.
    Segment {
        /// The field.
        field: String,
        /// The value.
        value: String,
    },
    /// Those who answered at a touchpoint.
    Touchpoint(Name),
    /// Those who are of two groups of different fields, or of a group and at a touchpoint.
    Both(Box<[Subgroup; 2]>),
}

impl Subgroup {
    /// Whether it is this one, or those of it who are of another too.
    pub(super) fn is_of(&self, other: &Subgroup) -> bool {
        match self {
            Subgroup::Both(both) => both.contains(other),
            Subgroup::Segment { .. } | Subgroup::Touchpoint(_) => self == other,
        }
    }
}

/// When a group changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "basis", content = "detail", rename_all = "snake_case")]
#[non_exhaustive]
pub enum ChangeSpan {
    /// For good.
    Since {
        /// The first period at the new level, named as in the trend.
        since: String,
        /// The periods that it may have begun in, at 95 %.
        range: (String, String),
    },
    /// In one period.
    Only {
        /// The period, named as in the trend.
        period: String,
    },
}

impl ChangeSpan {
    /// Since when, where it is for good.
    pub(super) fn since(&self) -> Option<&str> {
        match self {
            ChangeSpan::Since { since, .. } => Some(since),
            ChangeSpan::Only { .. } => None,
        }
    }
}

/// A group that changed otherwise than all others.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct GroupChange {
    /// The group.
    pub group: Subgroup,
    /// The main score, one whose level changed, or that of most touchpoints.
    pub score: ScoreKind,
    /// When.
    pub span: ChangeSpan,
    /// The headline measure of the group before, or in all other periods.
    pub before: Estimate,
    /// The same since, or in the period.
    pub after: Estimate,
    /// Answers of the group before.
    pub n_before: u64,
    /// Its answers since.
    pub n_after: u64,
    /// The measure of all others before.
    pub rest_before: Estimate,
    /// The same since.
    pub rest_after: Estimate,
    /// Whether all others changed beyond chance as well (p ≤ .05).
    pub rest_changed: bool,
    /// The change of the group less that of all others, with its 95 % interval. Group and border
    /// were chosen where it is largest, so it is rather too large than too small.
    pub difference: Estimate,
    /// Two-sided p, times the number of borders and periods that were tested of all groups
    /// (Bonferroni).
    pub p: f64,
    /// Whether at once, or surely little by little: then nothing began in the first period at the
    /// new level.
    pub manner: Manner,
    /// Whether this is where the change of all answers, of which a finding before tells,
    /// happened.
    pub of_all: bool,
    /// Groups of the same field that changed alike; all others are those without these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<AlikeChange>,
    /// The part of the group that nearly all of its change comes from, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<Box<ChangedPart>>,
    /// The measure of the group and all others since, together.
    #[serde(skip)]
    pub whole_after: f64,
    /// Two-sided p of the group against all others since.
    #[serde(skip)]
    pub p_after: f64,
}

impl GroupChange {
    /// Whether the group got worse beside the others.
    pub fn is_worse(&self) -> bool {
        self.difference.value < 0.0
    }

    /// Whether all others surely changed the same way as well.
    fn is_elsewhere_too(&self) -> bool {
        let own = self.after.value - self.before.value;
        let rest = self.rest_after.value - self.rest_before.value;
        self.rest_changed && own * rest > 0.0
    }

    /// Whether it got worse for good, and is this group of a segment field.
    pub(super) fn fell_for_good(&self, of: &str, group: &str) -> bool {
        let same = match &self.group {
            Subgroup::Segment { field, value } => {
                let also = self.also.iter().any(|also| also.value == group);
                field == of && (value == group || also)
            }
            Subgroup::Touchpoint(_) | Subgroup::Both(_) => false,
        };
        same && self.is_worse() && matches!(self.span, ChangeSpan::Since { .. })
    }
}

/// What changes of groups are looked for by.
pub(super) struct Search {
    pub(super) grain: Grain,
    pub(super) asked: AskedForWhole,
    /// The score of the run.
    pub(super) main: ScoreKind,
    /// Another one, of whose level a change is told.
    pub(super) changed: Option<ScoreKind>,
    /// That of most touchpoints.
    pub(super) at_touchpoints: Option<ScoreKind>,
    /// The touchpoints that columns rate: where rows answer the same score for the whole, these are
    /// compared among each other, and so are those that rows come from.
    pub(super) columns: BTreeSet<Name>,
    /// Answers below which nothing is shown.
    pub(super) least: u64,
    /// Of all answers, and of those at one touchpoint.
    pub(super) design: PerScore<Design>,
    pub(super) at_one: PerScore<Design>,
}

/// Who is held against all others, and by which score.
#[derive(Debug, Clone, PartialEq)]
struct Who {
    group: Subgroup,
    score: ScoreKind,
    design: Design,
}

impl Search {
    /// The changes that may not be chance (p ≤ .05), the surest first. `name` gives that of a
    /// touchpoint.
    pub(super) fn changes(
        &self,
        counted: &ChangeCounter,
        groups: &[Group],
        name: impl Fn(Place) -> Name,
    ) -> Vec<GroupChange> {
        let of_all: Vec<ScoreKind> = [self.main].into_iter().chain(self.changed).collect();
        let followed = |grain| self.followed((counted, grain), (&of_all, groups), &name);
        let Some(coarse) = followed(self.grain) else { return Vec::new() };
        let mut tests = 0;
        let mut found: Vec<(&Who, &Pair, Change)> = Vec::new();
        for (who, pair) in &coarse.compared {
            let (number, changes) = pair.changes();
            tests += number;
            found.extend(changes.into_iter().map(|change| (who, pair, change)));
        }
        let fine = self.finer().and_then(followed);
        let by = (&coarse, fine.as_ref());
        let sure = |(who, pair, change): (&Who, &Pair, Change)| {
            Some((change.z.abs(), self.told_by((who, pair), &change, tests as f64, by)?))
        };
        let mut sure: Vec<(f64, Told<'_>)> = found.into_iter().filter_map(sure).collect();
        // Groups are numbered as they come, on which nothing may depend.
        sure.sort_by(|(size, a), (other, b)| {
            let by_name =
                || (&a.change.group, a.change.score).cmp(&(&b.change.group, b.change.score));
            other.total_cmp(size).then_with(by_name)
        });
        let alike = |(_, told): (f64, Told<'_>)| match told.change.p <= CHANCE {
            true => self.with_alike(told.change, told.span, told.answered, groups),
            false => told.change,
        };
        sure.into_iter().map(alike).collect()
    }

    /// Everybody who is held against all others.
    fn compared(
        &self,
        answered: &Answered,
        groups: &[Group],
        name: impl Fn(Place) -> Name,
    ) -> Vec<(Who, Pair)> {
        let mut compared: Vec<(Who, Pair)> = Vec::new();
        for of_score in &answered.scores {
            let score = of_score.score;
            for group in groups {
                let Some(own) = of_score.groups.get(group.id) else { continue };
                let (field, value) = (group.field.clone(), group.value.clone());
                let group = Subgroup::Segment { field, value };
                let who = Who { group, score, design: self.design[score] };
                compared.extend(self.pair(&who, own, &of_score.all).map(|pair| (who, pair)));
            }
        }
        if let Some(score) = self.at_touchpoints {
            let places = answered.places.iter().enumerate();
            // What rows rate is not held against where they come from.
            let (rated, from): (Vec<_>, Vec<_>) = places
                .map(|(at, own)| (name(Place::Export(at)), own))
                .partition(|(name, _)| self.asked[score] && self.columns.contains(name));
            for places in [rated, from] {
                let at_all = |period: usize| together(places.iter().map(|(_, at)| at[period]));
                let all: Vec<StepSum> = (0..answered.starts.len()).map(at_all).collect();
                for (name, own) in &places {
                    let group = Subgroup::Touchpoint(name.clone());
                    let who = Who { group, score, design: self.at_one[score] };
                    compared.extend(self.pair(&who, own, &all).map(|pair| (who, pair)));
                }
            }
        }
        compared
    }

    fn pair(&self, who: &Who, own: &[StepSum], all: &[StepSum]) -> Option<Pair> {
        let rest: Vec<StepSum> = all.iter().zip(own).map(|(all, own)| all.without(*own)).collect();
        // Answers are coded −1, 0 and 1, or 0 and 1.
        let range = who.score.measure().range() / 100.0;
        let [least, told] = [LEAST, LEAST_TOLD].map(|least| least.max(self.least));
        Pair::new(own, &rest, who.design, range, ([least; 2], told))
    }

    /// A change with its numbers; `None` where it may be chance.
    fn sure(
        &self,
        who: &Who,
        change: &Change,
        tests: f64,
        answered: &Answered,
    ) -> Option<GroupChange> {
        let Who { group, score, design } = who.clone();
        let among_all = |p: f64| Some((p * tests).min(1.0)).filter(|p| *p <= LISTED);
        let beside = normal_two_sided(change.z);
        among_all(beside)?;
        let [before, after] = change.own;
        let p = among_all(beside.max(coded_p(before, after, design)?))?;
        let [rest_before, rest_after] = change.rest;
        let whole_after = level(score, together([after, rest_after].into_iter()), design)?.value;
        let p_after = coded_p(after, rest_after, design).unwrap_or(1.0);
        let (n_before, n_after) = (before.n(), after.n());
        let rest_changed = coded_p(rest_before, rest_after, design).is_some_and(is_sure);
        let level = |sum: StepSum| level(score, sum, design);
        let (before, after) = (level(before)?, level(after)?);
        let (rest_before, rest_after) = (level(rest_before)?, level(rest_after)?);
        let own = of_estimates(&after, &before);
        let difference = of_estimates(&own, &of_estimates(&rest_after, &rest_before));
        let name = |at: usize| answered.grain.name(answered.starts[at]);
        let span = match change.span {
            Span::Since(at) => ChangeSpan::Since {
                since: name(at),
                range: (name(change.range.0), name(change.range.1)),
            },
            Span::In(at) => ChangeSpan::Only { period: name(at) },
        };
        Some(GroupChange {
            group,
            score,
            span,
            before,
            after,
            n_before,
            n_after,
            rest_before,
            rest_after,
            rest_changed,
            difference,
            p,
            manner: Manner::AtOnce,
            of_all: false,
            also: Vec::new(),
            part: None,
            whole_after,
            p_after,
        })
    }
}

/// The headline measure of coded answers, with the interval that it has everywhere; of weighted
/// ones that of Kish's number.
pub(super) fn level(score: ScoreKind, sum: StepSum, design: Design) -> Option<Estimate> {
    let shares = net(sum);
    let NetShares { promoters, detractors, n } = shares;
    match score.measure().unit() {
        ScoreUnit::Share => wilson_share((promoters / n).min(1.0), n / design.effect()),
        ScoreUnit::Points => {
            let value = shares.score()?;
            let [promoters, detractors, n] =
                [promoters, detractors, n].map(|n| n / design.effect());
            let (low, high) = Net::adjusted(promoters, detractors, n).interval();
            Some(Estimate { value, low: (100.0 * low).min(value), high: (100.0 * high).max(value) })
        }
    }
}

/// The change of a group that a reader is told of: where that of all answers happened, of which
/// these tell (by the score whose level changed, or at a touchpoint, which may be rated by
/// another), else the surest of another time or score. One that changed with all others says
/// nothing of where it happened, however much more it changed: of two that fell to the same floor,
/// that is the one which was higher before.
pub(super) fn told(
    found: &[GroupChange],
    shift: Option<&Shift>,
    odd: Option<&OddPeriod>,
) -> Option<GroupChange> {
    let sure = || found.iter().filter(|change| change.p <= CHANCE);
    let then = |change: &GroupChange| {
        odd.is_some_and(|odd| is_in(change, odd)) || shift.is_some_and(|shift| is_of(change, shift))
    };
    let there = sure().filter(|change| then(change) && !change.is_elsewhere_too());
    let there: Vec<&GroupChange> = there.collect();
    let score = shift.and_then(|shift| shift.score);
    match there.iter().find(|change| Some(change.score) == score).or(there.first()) {
        Some(change) => Some(GroupChange { of_all: true, ..GroupChange::clone(change) }),
        None => sure().find(|change| !then(change)).cloned(),
    }
}

/// Whether a change of all answers to this score may have happened there: to another score all
/// answers did not change.
fn may_be_of(change: &GroupChange, score: Option<ScoreKind>) -> bool {
    Some(change.score) == score || matches!(change.group, Subgroup::Touchpoint(_))
}

/// Whether a group was unlike itself in the period in which all answers were, and the same way.
fn is_in(change: &GroupChange, odd: &OddPeriod) -> bool {
    let one_way = change.difference.value * odd.difference.value > 0.0;
    let one_way = one_way && may_be_of(change, Some(odd.score));
    one_way && matches!(&change.span, ChangeSpan::Only { period } if *period == odd.period)
}

/// Whether a group changed when the level of a score did, as far as that is known, and the same
/// way.
fn is_of(change: &GroupChange, shift: &Shift) -> bool {
    let one_way = shift.score.is_some() && change.difference.value * shift.change > 0.0;
    let one_way = one_way && may_be_of(change, shift.score);
    let ChangeSpan::Since { range, .. } = &change.span else { return false };
    let days = |range: &(String, String)| Some((days(&range.0)?.0, days(&range.1)?.1));
    let both = days(range).zip(days(&shift.range));
    one_way && both.is_some_and(|(own, all)| own.0 < all.1 && all.0 < own.1)
}

/// The first day of a period by its name, and the first after it.
pub(super) fn days(period: &str) -> Option<(Date, Date)> {
    let year: i16 = period.get(..4)?.parse().ok()?;
    let part = period.get(5..).unwrap_or_default();
    let number = |from: usize| part.get(from..)?.parse::<i8>().ok();
    let (grain, start) = match part.as_bytes().first() {
        None => (Grain::Year, Date::new(year, 1, 1).ok()?),
        Some(b'W') => {
            (Grain::Week, ISOWeekDate::new(year, number(1)?, Weekday::Monday).ok()?.date())
        }
        Some(b'Q') => (Grain::Quarter, Date::new(year, 3 * number(1)?.clamp(1, 4) - 2, 1).ok()?),
        Some(_) => (Grain::Month, Date::new(year, number(0)?, 1).ok()?),
    };
    Some((start, grain.next(start).unwrap_or(Date::MAX)))
}
