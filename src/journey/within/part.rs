//! The part of a group, or the group at a touchpoint, that nearly all of its distance from the
//! others comes from.

use jiff::civil::Date;
use serde::Serialize;

use super::{
    Answer, AnswerBook, Asking, CHANCE, Cross, Crossed, LEAST, LEFT, Level, OUTSIDE, Side, mean,
};
use crate::journey::group_change::{Subgroup, level};
use crate::journey::levels::on_footing;
use crate::journey::place::Place;
use crate::journey::scores::ScoreScope;
use crate::journey::steps::StepSum;
use crate::lang::Name;
use crate::metrics::Design;
use crate::stats::{Estimate, is_sure};

/// The part of a group, or of the answers at a touchpoint, that nearly all of its distance from the
/// others comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct GroupPart {
    /// Who, or where, in the group.
    pub group: Subgroup,
    /// The headline measure of the part.
    pub value: Estimate,
    /// Its answers.
    pub n: u64,
    /// The measure of the rest of the group.
    pub others: Estimate,
    /// Answers of that.
    pub n_others: u64,
    /// Mean goodness (0–100) of the part and of the rest of the group, where on a long scale these
    /// tell more than the headline measure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub means: Option<[f64; 2]>,
}

/// A part that is sure, by a level.
struct Sure {
    p: f64,
    level: Level,
    /// Its place among those that are compared.
    at: usize,
}

/// The answers that are compared, by a level: those of all, and of each part.
struct Compared {
    level: Level,
    all: Cross,
    parts: Vec<(Subgroup, Cross)>,
}

impl AnswerBook {
    /// The part that nearly all of the distance of a group comes from, where there surely is one.
    pub(in crate::journey) fn part<N: Fn(Place) -> Name>(
        &self,
        (field, value): (&str, &str),
        asking: &Asking<'_, N>,
    ) -> Option<GroupPart> {
        let told = Side::Group(asking.group(field, value)?);
        let levels = self.levels(asking.score, asking.scopes());
        self.surest_part((told, field), (levels, 1), asking, |answer| asking.counts(answer))
    }

    /// The group that nearly all of the distance of a touchpoint from the others comes from, where
    /// there surely is one; `among` touchpoints are told. Of one of which the time `since` a day is
    /// told it is of that time.
    pub(in crate::journey) fn part_at<N: Fn(Place) -> Name>(
        &self,
        touchpoint: &Name,
        since: Option<Date>,
        among: usize,
        asking: &Asking<'_, N>,
    ) -> Option<GroupPart> {
        let of_score = self.all(asking.score);
        let mut places: Vec<usize> = of_score.filter_map(|answer| answer.place).collect();
        places.sort_unstable();
        places.dedup();
        let is_it = |at: &usize| (asking.name)(Place::Export(*at)) == *touchpoint;
        let told = places.into_iter().find(is_it)?;
        // What columns rate is compared with that, and where rows come from with that.
        let is_part = |answer: &Answer| answer.scope == ScoreScope::Part;
        let there = |answer: &&Answer| answer.place == Some(told);
        let scopes: &[ScoreScope] = match self.all(asking.score).filter(there).any(is_part) {
            true if asking.asked[asking.score] => &[ScoreScope::Part],
            _ => asking.scopes(),
        };
        let keep = |answer: &Answer| {
            let then = since.is_none_or(|since| answer.day.is_some_and(|day| since <= day));
            answer.place.is_some() && then && scopes.contains(&answer.scope)
        };
        let levels = self.levels(asking.score, scopes);
        self.surest_part((Side::Place(told), ""), (levels, among), asking, keep)
    }

    /// The part of one of so many that are told, which may be of a field, by these levels and the
    /// answers that are kept.
    fn surest_part<N: Fn(Place) -> Name>(
        &self,
        (told, field): (Side, &str),
        (levels, among): (&[Level], usize),
        asking: &Asking<'_, N>,
        keep: impl Fn(&Answer) -> bool,
    ) -> Option<GroupPart> {
        let least = LEAST.max(asking.at_least);
        let by_level = |level: &Level| {
            let Crossed { all, groups, places } = self.crossed(told, *level, asking, &keep);
            let mut parts = asking.named(field, &groups, &places);
            parts.retain(|(_, part)| {
                part.inside.n().min(all.inside.without(part.inside).n()) >= least
            });
            Compared { level: *level, all, parts }
        };
        let compared: Vec<Compared> = levels.iter().map(by_level).collect();
        let tests = (compared.first()?.parts.len() * levels.len() * among.max(1)) as f64;
        let sure = compared.iter().flat_map(|of| of.sure(tests, least, asking.design));
        let by_name = |sure: &Sure| &compared[0].parts[sure.at].0;
        let surest =
            sure.min_by(|a, b| a.p.total_cmp(&b.p).then_with(|| by_name(a).cmp(by_name(b))))?;
        let sums = |of: &Compared| {
            let part = of.parts[surest.at].1.inside;
            [part, of.all.inside.without(part)]
        };
        let [part, left] = sums(&compared[0]);
        let means = compared.iter().find(|of| of.level == Level::Mean);
        let means = means.filter(|_| surest.level == Level::Mean);
        Some(GroupPart {
            group: by_name(&surest).clone(),
            value: level(asking.score, part, asking.design)?,
            n: part.n(),
            others: level(asking.score, left, asking.design)?,
            n_others: left.n(),
            means: means.map(|of| sums(of).map(|sum| on_footing(mean(sum)))),
        })
    }
}

impl Compared {
    /// The parts that surely are nearly all of the distance; p counts times `tests`.
    fn sure(&self, tests: f64, least: u64, design: Design) -> Vec<Sure> {
        let Compared { level, all, parts } = self;
        let of = |(at, (_, part)): (usize, &(Subgroup, Cross))| {
            let left = all.inside.without(part.inside);
            let p = level.p(part.inside, left, design)? * tests;
            let own = [part.inside, left, all.inside, all.outside].map(mean);
            let outside = part.outside.n() < least
                || mean(part.outside) - own[0] >= OUTSIDE * (own[1] - own[0]);
            let sure =
                p <= CHANCE && outside && is_all_of_it(own, (left, all.outside), *level, design);
            sure.then_some(Sure { p, level: *level, at })
        };
        parts.iter().enumerate().filter_map(of).collect()
    }
}

/// Whether a part of a group is what it is worse by: means of the part, of the rest of the group,
/// of the group and of all others; the answers of the rest and of the others.
fn is_all_of_it(
    [part, rest, own, others]: [f64; 4],
    (left, outside): (StepSum, StepSum),
    level: Level,
    design: Design,
) -> bool {
    let (all, still) = (others - own, others - rest);
    let surely = still > 0.0 && level.p(left, outside, design).is_some_and(is_sure);
    all > 0.0 && part < rest && still <= LEFT * all && !surely
}
