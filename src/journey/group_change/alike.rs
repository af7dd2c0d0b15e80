//! Groups of one field that changed alike.
//!
//! Where two branches fell, each is among the others of the other, and “elsewhere it did not
//! change” is said of a rest in which one of them is. So once a group is found to have changed, all
//! other groups of its field are held at the same border against the rest without it, the surest
//! of them is told beside it, and so on: each step is of as many tests as there are other groups
//! (Bonferroni), and has a part of chance of its own. What is left is what nothing was found in.

use serde::Serialize;

use super::counter::Answered;
use super::series::{Change, Pair, Span, together};
use super::{GroupChange, Search, Subgroup, Who, level};
use crate::journey::findings::CHANCE;
use crate::journey::group_ids::Group;
use crate::journey::scores::coded_p;
use crate::journey::steps::StepSum;
use crate::stats::difference::of_estimates;
use crate::stats::{Estimate, is_sure};

/// Periods from the border of the first to that of another that is the same event.
const NEAR: usize = 2;

/// Most groups that are told beside the first.
const MOST: usize = 3;

/// A further group of the same field that changed the same way at the same time.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct AlikeChange {
    /// The value of the field.
    pub value: String,
    /// The headline measure of the group before, or in all other periods.
    pub before: Estimate,
    /// The same since, or in the period.
    pub after: Estimate,
    /// Answers of the group before.
    pub n_before: u64,
    /// Its answers since.
    pub n_after: u64,
    /// Since when, where its own border surely is another one near that which is told of the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
}

impl Search {
    /// The same change with the groups that changed alike, and all others without these.
    pub(super) fn with_alike(
        &self,
        mut change: GroupChange,
        span: Span,
        answered: &Answered,
        groups: &[Group],
    ) -> GroupChange {
        let Subgroup::Segment { field, value } = change.group.clone() else { return change };
        let of_score = answered.scores.iter().find(|of| of.score == change.score);
        let told = groups.iter().find(|group| group.field == field && group.value == value);
        let Some((of_score, told)) = of_score.zip(told) else { return change };
        let Some(mut rest) = less(&of_score.all, of_score.groups.get(told.id)) else {
            return change;
        };
        let others = groups.iter().filter(|group| group.field == field && group.id != told.id);
        let mut open: Vec<&Group> = others.collect();
        let tests = open.len() as f64;
        let design = self.design[change.score];
        let way = change.difference.value.signum();
        let mut both_ways = false;
        while change.also.len() < MOST {
            let sure = |(at, group): (usize, &&Group)| {
                let subgroup =
                    Subgroup::Segment { field: field.clone(), value: group.value.clone() };
                let who = Who { group: subgroup, score: change.score, design };
                let own = of_score.groups.get(group.id)?;
                let pair = self.pair(&who, own, &rest)?;
                let found = pair.at(span)?;
                let sure = self.sure(&who, &found, tests, answered)?;
                if sure.p > CHANCE {
                    return None;
                }
                let own = own_border(&pair, &found);
                let own = own.and_then(|own| self.sure(&who, &own, tests, answered));
                Some((found.z * way, at, own.unwrap_or(sure)))
            };
            let sure: Vec<(f64, usize, GroupChange)> =
                open.iter().enumerate().filter_map(sure).collect();
            both_ways = sure.iter().any(|(z, ..)| *z < 0.0);
            let best = sure.into_iter().filter(|(z, ..)| *z > 0.0);
            let Some((_, at, found)) = best.max_by(|a, b| a.0.total_cmp(&b.0)) else { break };
            let group = open.remove(at);
            let Some(left) = less(&rest, of_score.groups.get(group.id)) else { break };
            rest = left;
            let GroupChange { before, after, n_before, n_after, span, .. } = found;
            let (value, same) = (group.value.clone(), change.span.since() == span.since());
            let since = span.since().filter(|_| !same).map(str::to_owned);
            change.also.push(AlikeChange { value, before, after, n_before, n_after, since });
        }
        change.rest_changed |= both_ways;
        if change.also.is_empty() {
            return change;
        }
        let inside = |at: usize| match span {
            Span::Since(border) => at >= border,
            Span::In(period) => at == period,
        };
        let side = |wanted: bool| {
            let sums = rest.iter().enumerate().filter(|(at, _)| inside(*at) == wanted);
            together(sums.map(|(_, sum)| *sum))
        };
        let (before, after) = (side(false), side(true));
        let levels = level(change.score, before, design).zip(level(change.score, after, design));
        if let Some((rest_before, rest_after)) = levels {
            let own = of_estimates(&change.after, &change.before);
            change.difference = of_estimates(&own, &of_estimates(&rest_after, &rest_before));
            change.rest_changed = both_ways || coded_p(before, after, design).is_some_and(is_sure);
            (change.rest_before, change.rest_after) = (rest_before, rest_after);
        }
        change
    }
}

/// The border of a change near the one that it was tested at, where it is surely the better one.
fn own_border(pair: &Pair, change: &Change) -> Option<Change> {
    let Span::Since(at) = change.span else { return None };
    let near = at.saturating_sub(NEAR)..at + NEAR + 1;
    let (own, tried) = pair.border_within(near, change.z)?;
    let surely = own.z.powi(2) - change.z.powi(2) > 2.0 * (tried as f64).ln();
    surely.then_some(own)
}

/// Answers by period without those of a group that is among them.
fn less(all: &[StepSum], own: Option<&Vec<StepSum>>) -> Option<Vec<StepSum>> {
    Some(all.iter().zip(own?).map(|(all, own)| all.without(*own)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::group_change::planted::Planted;

    /// The surest change of 1,200 answers of five classes in eight months; the chance that somebody
    /// is content depends on the class and the month.
    fn surest(content: impl Fn(u64, i8) -> f64, seed: u64) -> Option<GroupChange> {
        let planted = Planted::new((1_200, 5), content, seed);
        let found = planted.search.changes(&planted.counted, &planted.groups, |_| unreachable!());
        found.into_iter().find(|change| change.p <= CHANCE)
    }

    fn classes(change: &GroupChange) -> Vec<String> {
        let Subgroup::Segment { value, .. } = &change.group else { return Vec::new() };
        let also = change.also.iter().map(|also| also.value.clone());
        let mut all: Vec<String> = std::iter::once(value.clone()).chain(also).collect();
        all.sort();
        all
    }

    #[test]
    fn two_that_fell_are_told_together_and_the_rest_is_without_both() {
        let fell = |class, month| match (class, month >= 5) {
            (0 | 1, true) => 0.2,
            _ => 0.75,
        };
        let held = (0..20).filter(|seed| {
            surest(fell, *seed).is_some_and(|change| {
                let rest = change.rest_after.value;
                classes(&change) == ["0", "1"] && (rest - 0.75).abs() < 0.12
            })
        });
        let held = held.count();
        assert!(held >= 17, "{held} of 20");
    }

    /// One fell: another is told beside it in few of many runs.
    #[test]
    fn one_that_fell_is_told_alone() {
        let fell = |class, month| if class == 0 && month >= 5 { 0.2 } else { 0.75 };
        let runs: Vec<GroupChange> = (0..200).filter_map(|seed| surest(fell, 500 + seed)).collect();
        let beside = runs.iter().filter(|change| !change.also.is_empty()).count();
        assert!(runs.len() >= 180 && beside <= 6, "{beside} of {}", runs.len());
    }
}
