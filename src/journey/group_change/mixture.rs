//! Whether a change of all answers is one of who answered.
//!
//! Where five times as many of those write who were never content, the score falls, and nobody is
//! less content than before. So a change that is told is split by the groups of every segment field
//! ([`split_parts`]), and where the larger half of it is that groups have more or fewer of the
//! answers, that is what a reader must know: of the field in which this part is largest, where the
//! part of the answers that its group has surely changed (p times the number of groups, and of
//! fields): of few answers in many fields one always seems to be a mix. Only fields
//! whose groups were there on both sides are asked: a version that came out in May has all of its
//! answers since, and what changed with it is no mix.

use super::series::together;
use super::{ChangeCounter, Search, days};
use crate::feedback::ScoreKind;
use crate::journey::findings::CHANCE;
use crate::journey::group_ids::Group;
use crate::journey::mix::split_parts;
use crate::journey::steps::StepSum;
use crate::journey::trend::Grain;
use crate::metrics::Design;
use crate::stats::difference;

use serde::Serialize;

/// Fewest answers of a group on a side for it to have been there.
const LEAST: u64 = 10;

/// Part of the answers of each side that must be of groups that were there on both.
const KNOWN: f64 = 0.8;

/// Part of the change from which it is one of who answered.
const MOST: f64 = 0.5;

/// A change that is mostly one of who answered.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct GroupMix {
    /// The segment field.
    pub field: String,
    /// The group whose part of the answers moved the score most.
    pub group: String,
    /// Its part of the answers before, or at all other times.
    pub share_before: f64,
    /// The same since, or in the period.
    pub share_after: f64,
    /// Change within the groups, in units of the measure.
    pub within: f64,
    /// Change by the groups having more or fewer of the answers.
    pub mix: f64,
}

/// A group's answers before and since; what is in no group of the field has no name.
type Part<'g> = (Option<&'g str>, [StepSum; 2]);

impl Search {
    /// By the groups of which field a change of all answers to a score is mostly one of who
    /// answered: that since a period, or that in it alone. `None` where it is by none.
    pub(in crate::journey) fn mix(
        &self,
        counted: &ChangeCounter,
        groups: &[Group],
        score: ScoreKind,
        (period, since): (&str, bool),
    ) -> Option<GroupMix> {
        let (first, next) = days(period)?;
        let answered = counted.finish(Grain::of_name(period), self.asked, &[score], None)?;
        let of_score = answered.scores.first()?;
        let sides = |sums: &[StepSum]| {
            let side = |wanted: bool| {
                let all = answered.starts.iter().zip(sums);
                let there = |start: jiff::civil::Date| first <= start && (since || start < next);
                together(all.filter(|(start, _)| there(**start) == wanted).map(|(_, sum)| *sum))
            };
            [side(false), side(true)]
        };
        let all = sides(&of_score.all);
        let mut fields: Vec<&str> = groups.iter().map(|group| group.field.as_str()).collect();
        fields.sort_unstable();
        fields.dedup();
        let tested = (fields.len(), self.design[score]);
        let found = fields.into_iter().filter_map(|field| {
            let own = groups.iter().filter(|group| group.field == field);
            let mut parts: Vec<Part<'_>> = own
                .filter_map(|group| {
                    let sums = of_score.groups.get(group.id)?;
                    Some((Some(group.value.as_str()), sides(sums)))
                })
                .collect();
            // Groups are numbered as they come, on which nothing may depend.
            parts.sort_by(|a, b| a.0.cmp(&b.0));
            mix_of(score, field, (parts, all), tested)
        });
        // Of equal ones the first by name.
        found.reduce(|best, other| if other.mix.abs() > best.mix.abs() { other } else { best })
    }
}

/// The split by the groups of one field, of so many that are looked at, where it is mostly one of
/// who answered.
fn mix_of(
    score: ScoreKind,
    field: &str,
    (mut parts, all): (Vec<Part<'_>>, [StepSum; 2]),
    (fields, design): (usize, Design),
) -> Option<GroupMix> {
    let named = [0, 1].map(|side| together(parts.iter().map(|(_, sums)| sums[side])));
    if named[0].n() > all[0].n() || named[1].n() > all[1].n() {
        return None;
    }
    parts.push((None, [0, 1].map(|side| all[side].without(named[side]))));
    let weights = all.map(|sum| sum.total_weight());
    let there = |sums: &[StepSum; 2]| sums[0].n().min(sums[1].n()) >= LEAST;
    for side in [0, 1] {
        let known = parts.iter().filter(|(_, sums)| there(sums));
        let known: f64 = known.map(|(_, sums)| sums[side].total_weight()).sum();
        if known < KNOWN * weights[side] || weights[side] <= 0.0 {
            return None;
        }
    }
    let sums: Vec<[StepSum; 2]> = parts.iter().map(|(_, sums)| *sums).collect();
    let (split, _) = split_parts(score, &sums, LEAST)?;
    let change = split.within + split.mix;
    if split.mix * change <= 0.0 || split.mix.abs() <= MOST * change.abs() {
        return None;
    }
    let mean = |sum: &StepSum| Some(sum.moments()?.0);
    let whole = (mean(&all[0])? + mean(&all[1])?) / 2.0;
    // By how much a group's larger or smaller part moves the score the way it went, and whether
    // there is more of it: that more of the ones answered is said rather than that fewer of others.
    let moved = |(_, sums): &Part<'_>| {
        let shares = [0, 1].map(|side| sums[side].total_weight() / weights[side]);
        let level = (mean(&sums[0])? + mean(&sums[1])?) / 2.0;
        let moved = (shares[1] - shares[0]) * (level - whole) * change.signum();
        Some((moved, shares))
    };
    let told = parts.iter().filter_map(|part| Some((part.0?, moved(part)?)));
    let told: Vec<(&str, (f64, [f64; 2]))> = told.filter(|(_, (moved, _))| *moved > 0.0).collect();
    let largest = |grown: bool| {
        let of = told.iter().filter(|(_, (_, shares))| (shares[1] > shares[0]) == grown);
        of.max_by(|a, b| a.1.0.total_cmp(&b.1.0).then_with(|| b.0.cmp(a.0)))
    };
    let (more, fewer) = (largest(true), largest(false));
    let (group, (_, shares)) = match (more, fewer) {
        (Some(more), Some(fewer)) if fewer.1.0 > 2.0 * more.1.0 => fewer,
        (more, fewer) => more.or(fewer)?,
    };
    let n = all.map(|sum| sum.effective_n() / design.effect());
    let p = difference::shares(*shares, n)?.p * (parts.len() * fields) as f64;
    (p <= CHANCE).then(|| GroupMix {
        field: field.to_owned(),
        group: (*group).to_owned(),
        share_before: shares[0],
        share_after: shares[1],
        within: split.within,
        mix: split.mix,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::group_change::planted::sum;

    fn found(parts: &[(&'static str, [(u64, u64); 2])]) -> Option<GroupMix> {
        let parts: Vec<Part<'_>> = parts
            .iter()
            .map(|(name, sides)| (Some(*name), sides.map(|(content, n)| sum(content, n))))
            .collect();
        let all = [0, 1].map(|side| together(parts.iter().map(|(_, sums)| sums[side])));
        mix_of(ScoreKind::Csat, "Store", (parts, all), (1, Design::NONE))
    }

    #[test]
    fn more_answers_of_the_discontented_are_no_fall() {
        // 70 % and 25 % content at any time; half and half, then one of six and five of six.
        let found = found(&[("Phone", [(70, 100), (35, 50)]), ("Claims", [(25, 100), (62, 248)])]);
        let found = found.unwrap();
        assert_eq!((found.field.as_str(), found.group.as_str()), ("Store", "Claims"));
        assert!((found.share_before - 0.5).abs() < 1e-12, "{found:?}");
        assert!((found.share_after - 248.0 / 298.0).abs() < 1e-12, "{found:?}");
        assert!(found.within.abs() < 1e-9 && (found.mix + 0.149_496_6).abs() < 1e-6, "{found:?}");
    }

    #[test]
    fn what_changed_within_groups_or_with_a_new_one_is_no_mix() {
        // Both are less content, and a few more are of one.
        let within = [("Phone", [(70, 100), (40, 90)]), ("Claims", [(50, 100), (30, 110)])];
        assert_eq!(found(&within), None);
        let new = [("4.1", [(80, 100), (8, 10)]), ("4.2", [(0, 0), (30, 90)])];
        assert_eq!(found(&new), None, "what came out then");
        assert_eq!(found(&[("Phone", [(70, 100), (20, 100)])]), None);
    }

    #[test]
    fn who_is_in_no_group_is_a_part_without_a_name() {
        let all = [sum(95, 200), sum(97, 298)];
        let phone = (Some("Phone"), [sum(70, 100), sum(35, 50)]);
        let of = |field, part| mix_of(ScoreKind::Csat, field, (vec![part], all), (1, Design::NONE));
        let found = of("Store", phone).unwrap();
        assert_eq!(found.group, "Phone");
        assert!(found.share_after < found.share_before, "{found:?}");
        let too_many = (Some("Tag"), [sum(70, 201), sum(35, 50)]);
        assert_eq!(of("Tags", too_many), None);
    }

    #[test]
    fn a_mix_that_may_be_chance_is_none() {
        let phone = |before: u64| (Some("Phone"), [sum(before * 9 / 10, before), sum(18, 20)]);
        let of = |before: u64, fields: usize| {
            // 90 % and 40 % content at any time; 100 and 50 answers.
            let others = (Some("Claims"), [sum((100 - before) * 2 / 5, 100 - before), sum(12, 30)]);
            let parts = vec![phone(before), others];
            let all = [0, 1].map(|side| together(parts.iter().map(|(_, sums)| sums[side])));
            mix_of(ScoreKind::Csat, "Store", (parts, all), (fields, Design::NONE)).is_some()
        };
        assert!(of(70, 1), "z = 3.5, p = .0004, times three parts");
        assert!(!of(70, 30));
        assert!(!of(50, 1), "z = 1.2");
    }
}
