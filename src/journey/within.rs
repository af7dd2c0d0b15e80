//! Inside a group or a touchpoint that is told: the part of it, by another field or at a
//! touchpoint, that nearly all of its distance from the others comes from, or of the change of a
//! group.
//!
//! That those of one plan are 39 points below the rest may be because the new ones among them are
//! 100 points below, and all others as content as anybody. So a group that is told is looked into,
//! one level down: each group of the other fields, and each touchpoint that answers come from, is
//! held against what else is in it. Such a part is told where it is surely worse than the rest of
//! the group (p times the number of parts that are compared, Bonferroni: a part of chance of its
//! own), where without it the group is not surely below the others and a third as far at most, and
//! where it is not as bad outside of the group: else it is that, and not the two together, that is
//! worse. Of a change the same is asked of the difference between before and after.
//!
//! On a long scale all but changes are asked of means too (`levels.rs`), each p times two.
//!
//! Answers are kept as they come, with the groups of their rows, up to a number beyond which
//! nothing is told.

mod apart;
mod cells;
mod interaction;
mod part;

use jiff::civil::Date;
use serde::Serialize;

pub use self::interaction::Interaction;
pub use self::part::GroupPart;
use super::findings::CHANCE;
use super::group_change::{ChangeSpan, GroupChange, Subgroup, days, level};
use super::group_ids::Group;
use super::levels::{Level, OneScale};
use super::numbered_field::is_made_of;
use super::place::Place;
use super::row::RowView;
use super::scores::{AskedForWhole, ScoreScope, Split, coded_p};
use super::steps::StepSum;
use super::touchpoint::TouchpointSource;
use crate::feedback::{PerScore, ScoreKind};
use crate::lang::Name;
use crate::metrics::{Design, Weight};
use crate::stats::distribution::normal_two_sided;
use crate::stats::{Estimate, is_sure};

/// Most answers, and numbers of groups of their rows, that are kept; beyond, nothing is told.
const MOST_ANSWERS: usize = 200_000;
const MOST_NUMBERS: usize = 2_000_000;

/// Fewest answers of a part, and of the rest of its group, of each time.
const LEAST: u64 = 10;

/// Part of the distance of a group, or of its change, that it may have left without the part.
const LEFT: f64 = 1.0 / 3.0;

/// Part of the distance between a part and the rest of its group by which it must be worse than
/// outside of it; and of the distance of a second group by which it must be behind outside of the
/// first.
const OUTSIDE: f64 = 0.5;

/// The part of a group that nearly all of its change comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ChangedPart {
    /// Who, or where, in the group.
    pub group: Subgroup,
    /// Since when, where that is another period than the one told of the group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// The headline measure of the part before, or at all other times.
    pub before: Estimate,
    /// The same since, or in the period.
    pub after: Estimate,
    /// Answers of the part before.
    pub n_before: u64,
    /// Its answers since.
    pub n_after: u64,
    /// The measure of the rest of the group before.
    pub others_before: Estimate,
    /// The same since.
    pub others_after: Estimate,
}

/// An answer.
#[derive(Debug, Clone, Copy)]
struct Answer {
    score: ScoreKind,
    scope: ScoreScope,
    /// As the headline measure has it.
    code: i32,
    /// As its mean has it.
    goodness: i32,
    weight: Weight,
    day: Option<Date>,
    /// The touchpoint of the export that it comes from.
    place: Option<usize>,
    /// Where the groups of its row begin and end.
    groups: (usize, usize),
}

/// Keeps answers, row by row.
#[derive(Debug, Clone)]
pub(super) struct AnswerBook {
    source: TouchpointSource,
    answers: Vec<Answer>,
    /// Ratings of touchpoints by those who were asked for the whole too.
    ratings: Vec<Answer>,
    /// Numbers of the groups of rows, one row after the other.
    groups: Vec<usize>,
    scales: PerScore<Split<OneScale>>,
    too_many: bool,
    too_many_ratings: bool,
}

/// A group or a touchpoint, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Group(usize),
    Place(usize),
}

/// What is asked of answers.
pub(super) struct Asking<'a, N> {
    pub(super) score: ScoreKind,
    pub(super) asked: AskedForWhole,
    pub(super) groups: &'a [Group],
    /// Gives the name of a touchpoint.
    pub(super) name: N,
    /// Answers below which nothing is shown.
    pub(super) at_least: u64,
    pub(super) design: Design,
}

/// Answers of those who are of the group that is told, and of all others.
#[derive(Debug, Clone, Copy, Default)]
struct Cross {
    inside: StepSum,
    outside: StepSum,
}

/// All answers, and those of each group and at each touchpoint.
#[derive(Debug, Clone, Default)]
struct Crossed {
    all: Cross,
    groups: Vec<Cross>,
    places: Vec<Cross>,
}

impl Cross {
    fn add(&mut self, inside: bool, answer: &Answer, level: Level) {
        let side = if inside { &mut self.inside } else { &mut self.outside };
        side.add(answer.steps(level), answer.weight);
    }
}

impl Answer {
    fn steps(&self, level: Level) -> i32 {
        match level {
            Level::Headline => self.code,
            Level::Mean => self.goodness,
        }
    }
}

impl AnswerBook {
    /// For a run whose touchpoints come from `source`.
    pub(super) fn new(source: TouchpointSource) -> AnswerBook {
        AnswerBook {
            source,
            answers: Vec::new(),
            ratings: Vec::new(),
            groups: Vec::new(),
            scales: PerScore::default(),
            too_many: false,
            too_many_ratings: false,
        }
    }

    /// Takes a row that is in these groups.
    pub(super) fn add(&mut self, row: &RowView, groups: &[usize]) {
        let Some(weight) = row.weight.filter(|_| !self.too_many) else { return };
        let (known, start) = (self.answers.len() + self.ratings.len(), self.groups.len());
        let numbers = (start, start + groups.len());
        let day = row.row.time.map(|time| time.date());
        for entry in row.entries() {
            let place = match entry.place.filter(|_| self.source == TouchpointSource::Export) {
                Some(Place::Export(at)) => Some(at),
                _ => None,
            };
            for (score, value) in entry.entry.scores.given() {
                if !value.value.is_finite() || !value.goodness().is_finite() {
                    continue;
                }
                let (scope, groups) = (entry.scope, numbers);
                let [code, goodness] =
                    [Level::Headline, Level::Mean].map(|level| level.steps(score, value));
                let answer = Answer { score, scope, code, goodness, weight, day, place, groups };
                if row.may_count(scope, score) {
                    self.answers.push(answer);
                } else if place.is_some() && !self.too_many_ratings {
                    self.ratings.push(answer);
                }
                self.scales[score].side(scope).add(value.scale);
            }
        }
        if self.answers.len() + self.ratings.len() > known {
            self.groups.extend_from_slice(groups);
        }
        self.too_many_ratings |= self.ratings.len() > MOST_ANSWERS;
        self.too_many = self.answers.len() > MOST_ANSWERS || self.groups.len() > MOST_NUMBERS;
        if self.too_many {
            self.answers = Vec::new();
            self.groups = Vec::new();
        }
        if self.too_many || self.too_many_ratings {
            self.ratings = Vec::new();
        }
    }

    /// The answers and ratings by a score.
    fn all(&self, score: ScoreKind) -> impl Iterator<Item = &Answer> {
        self.answers.iter().chain(&self.ratings).filter(move |answer| answer.score == score)
    }

    /// What answers to a score of these scopes are compared by.
    fn levels(&self, score: ScoreKind, scopes: &[ScoreScope]) -> &'static [Level] {
        let mut scale = OneScale::default();
        for scope in scopes {
            scale.merge(match scope {
                ScoreScope::Whole => self.scales[score].whole,
                ScoreScope::Part => self.scales[score].part,
            });
        }
        scale.levels(score)
    }

    /// The groups that the row of an answer is in.
    fn groups_of(&self, answer: &Answer) -> &[usize] {
        &self.groups[answer.groups.0..answer.groups.1]
    }

    /// The answers that count, those of which `keep` says so, by a level.
    fn crossed<N>(
        &self,
        told: Side,
        level: Level,
        asking: &Asking<'_, N>,
        keep: impl Fn(&Answer) -> bool,
    ) -> Crossed {
        let mut crossed = Crossed::default();
        for answer in self.all(asking.score).filter(|answer| keep(answer)) {
            let groups = self.groups_of(answer);
            let inside = match told {
                Side::Group(told) => groups.contains(&told),
                Side::Place(told) => answer.place == Some(told),
            };
            crossed.all.add(inside, answer, level);
            for group in groups {
                grown(&mut crossed.groups, *group).add(inside, answer, level);
            }
            if let Some(at) = answer.place {
                grown(&mut crossed.places, at).add(inside, answer, level);
            }
        }
        crossed
    }

    /// The answers of days that are such, and of all other days.
    pub(super) fn by_day<N>(
        &self,
        asking: &Asking<'_, N>,
        is_such: impl Fn(Date) -> bool,
    ) -> [StepSum; 2] {
        let mut sums = [StepSum::default(); 2];
        for answer in self.answers.iter().filter(|answer| asking.counts(answer)) {
            if let Some(day) = answer.day {
                sums[usize::from(!is_such(day))].add(answer.code, answer.weight);
            }
        }
        sums
    }

    /// The part that nearly all of the change of a group of a segment field comes from, where there
    /// surely is one.
    pub(super) fn changed_part<N: Fn(Place) -> Name>(
        &self,
        change: &GroupChange,
        asking: &Asking<'_, N>,
    ) -> Option<ChangedPart> {
        let Subgroup::Segment { field, value } = &change.group else { return None };
        let told = asking.group(field, value)?;
        // It may have begun at either end of the time in which the group surely changed.
        let spans: Vec<(Option<&String>, Date, Date)> = match &change.span {
            ChangeSpan::Since { since, range: (first, last) } => {
                let mut starts = vec![since];
                starts.extend([first, last].into_iter().filter(|start| *start != since));
                starts.dedup();
                let starts = starts.into_iter();
                starts.filter_map(|start| Some((Some(start), days(start)?.0, Date::MAX))).collect()
            }
            ChangeSpan::Only { period } => {
                days(period).map(|(start, end)| (None, start, end)).into_iter().collect()
            }
        };
        let borders = spans.len() as f64;
        let found = spans.into_iter().flat_map(|(since, start, end)| {
            let found = self.moved(told, field, (start, end), asking);
            found.into_iter().map(move |(p, moved)| (p * borders, since, moved))
        });
        let sure = found.filter(|(p, ..)| *p <= CHANCE);
        let (_, since, moved) = sure.min_by(|a, b| {
            a.0.total_cmp(&b.0).then_with(|| (&a.2.group, a.1).cmp(&(&b.2.group, b.1)))
        })?;
        let own = match &change.span {
            ChangeSpan::Since { since: told, .. } => since.filter(|since| *since != told).cloned(),
            ChangeSpan::Only { .. } => None,
        };
        let level = |sum: StepSum| level(asking.score, sum, asking.design);
        let [before, after] = moved.part;
        let [others_before, others_after] = moved.left;
        Some(ChangedPart {
            group: moved.group,
            since: own,
            before: level(before)?,
            after: level(after)?,
            n_before: before.n(),
            n_after: after.n(),
            others_before: level(others_before)?,
            others_after: level(others_after)?,
        })
    }

    /// The parts of a group that nearly all of its change in a time comes from, each with p.
    fn moved<N: Fn(Place) -> Name>(
        &self,
        told: usize,
        field: &str,
        (start, end): (Date, Date),
        asking: &Asking<'_, N>,
    ) -> Vec<(f64, Moved)> {
        let then = |day: Option<Date>| day.map(|day| start <= day && day < end);
        let of = |wanted: bool| {
            let keep = |answer: &Answer| asking.counts(answer) && then(answer.day) == Some(wanted);
            self.crossed(Side::Group(told), Level::Headline, asking, keep)
        };
        let (before, after) = (of(false), of(true));
        let all = [before.all, after.all];
        let named = asking.named(field, &before.groups, &before.places);
        let mut later = asking.named(field, &after.groups, &after.places);
        let least = LEAST.max(asking.at_least);
        let moved: Vec<Moved> = named
            .into_iter()
            .filter_map(|(group, part)| {
                let at = later.iter().position(|(other, _)| *other == group)?;
                Some(Moved::new(group, [part, later.swap_remove(at).1], all))
            })
            .filter(|moved| moved.part.iter().chain(&moved.left).all(|sum| sum.n() >= least))
            .collect();
        let tests = moved.len() as f64;
        let of_all = mean(all[1].inside) - mean(all[0].inside);
        let tested = moved.into_iter().filter_map(|moved| {
            let p = moved.chance(of_all, least, asking.design)?;
            Some((p * tests, moved))
        });
        tested.collect()
    }
}

impl<N> Asking<'_, N> {
    /// Whether an answer is one to the score, and counts.
    fn counts(&self, answer: &Answer) -> bool {
        let whole = answer.scope == ScoreScope::Whole || !self.asked[answer.score];
        answer.score == self.score && whole
    }

    /// What counts for the whole.
    fn scopes(&self) -> &'static [ScoreScope] {
        match self.asked[self.score] {
            true => &[ScoreScope::Whole],
            false => &[ScoreScope::Whole, ScoreScope::Part],
        }
    }

    /// The number of a group.
    fn group(&self, field: &str, value: &str) -> Option<usize> {
        let same = |group: &&Group| group.field == field && group.value == value;
        self.groups.iter().find(same).map(|group| group.id)
    }
}

impl<N: Fn(Place) -> Name> Asking<'_, N> {
    /// The groups of all other fields than this, and the touchpoints, with their answers.
    fn named(&self, but: &str, groups: &[Cross], places: &[Cross]) -> Vec<(Subgroup, Cross)> {
        let of_group = |group: &Group| {
            let (field, value) = (group.field.clone(), group.value.clone());
            Some((Subgroup::Segment { field, value }, *groups.get(group.id)?))
        };
        let other = |field: &str| field != but && !is_made_of(field, but);
        let others = self.groups.iter().filter(|group| other(&group.field));
        let mut named: Vec<(Subgroup, Cross)> = others.filter_map(of_group).collect();
        let places = places.iter().enumerate();
        named.extend(
            places
                .map(|(at, cross)| (Subgroup::Touchpoint((self.name)(Place::Export(at))), *cross)),
        );
        named
    }
}

/// A part of a group, the rest of it, and the same outside of it: before and after.
struct Moved {
    group: Subgroup,
    part: [StepSum; 2],
    left: [StepSum; 2],
    outside: [StepSum; 2],
}

impl Moved {
    fn new(group: Subgroup, part: [Cross; 2], all: [Cross; 2]) -> Moved {
        Moved {
            group,
            part: part.map(|cross| cross.inside),
            left: [0, 1].map(|at| all[at].inside.without(part[at].inside)),
            outside: part.map(|cross| cross.outside),
        }
    }

    /// p of the part having changed as the rest of its group did; `None` where it is not nearly
    /// all of the change of the group.
    fn chance(&self, of_all: f64, least: u64, design: Design) -> Option<f64> {
        let change = |sums: [StepSum; 2]| mean(sums[1]) - mean(sums[0]);
        let [own, left] = [change(self.part), change(self.left)];
        let (way, sure_left) = (of_all.signum(), coded_p(self.left[0], self.left[1], design));
        let nearly_all = left * way <= LEFT * of_all.abs();
        let moved_left = left * way > 0.0 && sure_left.is_some_and(is_sure);
        let elsewhere = self.outside.iter().all(|sum| sum.n() >= least)
            && (own - change(self.outside)) * way < OUTSIDE * (own - left) * way;
        if own * way <= 0.0 || !nearly_all || moved_left || elsewhere {
            return None;
        }
        let mut all = self.part[0];
        [self.part[1], self.left[0], self.left[1]].into_iter().for_each(|sum| all.merge(sum));
        let (_, variance) = all.moments()?;
        let sums = [self.part[0], self.part[1], self.left[0], self.left[1]];
        let errors: f64 = sums.iter().map(|sum| 1.0 / sum.effective_n()).sum();
        let z = (own - left) / (variance * errors * design.effect()).sqrt();
        let itself = coded_p(self.part[0], self.part[1], design)?;
        z.is_finite().then(|| normal_two_sided(z).max(itself))
    }
}

fn mean(sum: StepSum) -> f64 {
    sum.moments().map_or(0.0, |(mean, _)| mean)
}

/// The one of this index, which may not be there yet.
fn grown(list: &mut Vec<Cross>, at: usize) -> &mut Cross {
    if list.len() <= at {
        list.resize(at + 1, Cross::default());
    }
    &mut list[at]
}

#[cfg(test)]
mod tests;
