//! A change within the groups of a field that all answers together do not show.
//!
//! Both groups of members fall by 15 points while more and more of the answers are of the one that
//! is better, and the score is what it was. Or nine of ten answers fall by 20 points beside a group
//! that is, and always was, so bad that no border stands out. So where no change of the score of
//! the run is told, what answers are above or below the mean of their own group is searched for a
//! border, by the groups of each segment field, and by the touchpoints: by the test of a
//! [`Shift`](crate::journey::Shift). p counts times the number of fields (Bonferroni), with a part
//! of chance of its own. It is told where two groups moved that way and none surely the other way,
//! of the field that is surest; how much it is within the groups and how much by their parts of the
//! answers tells [`split_parts`].

use serde::Serialize;

use super::counter::{Answered, ChangeCounter};
use super::series::{LEAST_CHANGE, moments, together};
use super::{LEAST, Search, level};
use crate::feedback::ScoreKind;
use crate::journey::findings::CHANCE;
use crate::journey::group_ids::Group;
use crate::journey::lasting::lasts;
use crate::journey::mix::split_parts;
use crate::journey::scores::coded_p;
use crate::journey::steps::StepSum;
use crate::metrics::Design;
use crate::stats::change_point::{Moments, change_point};
use crate::stats::{Estimate, is_sure};

/// Smallest share of the answers on either side of a border.
const LEAST_SHARE: f64 = 0.05;

/// Fewest answers of a group on a side for it to have moved.
const THERE: u64 = 10;

/// Fewest answers for each group of a field.
const EACH: f64 = 10.0;

/// Seed of the tests, so that the same answers have the same p.
const SEED: u64 = 29;

/// A change within groups.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct HiddenChange {
    /// The score.
    pub score: ScoreKind,
    /// The segment field within whose groups it changed; `None` where these are touchpoints.
    pub field: Option<String>,
    /// The first period at the new level, named as in the trend.
    pub since: String,
    /// The periods that it may have begun in, at 95 %.
    pub range: (String, String),
    /// Change within the groups, in units of the measure.
    pub within: f64,
    /// Change by the groups having more or fewer of the answers.
    pub mix: f64,
    /// The headline measure of all answers before.
    pub before: Estimate,
    /// The same since.
    pub after: Estimate,
    /// Answers before.
    pub n_before: u64,
    /// Answers since.
    pub n_after: u64,
    /// p of there being no change within the groups, times the number of fields.
    pub p: f64,
}

impl HiddenChange {
    /// Whether it got worse.
    pub fn is_worse(&self) -> bool {
        self.within < 0.0
    }

    /// Whether the groups having more or fewer of the answers takes half of it away, and more.
    pub fn is_made_up_for(&self) -> bool {
        self.mix * self.within < 0.0 && self.mix.abs() >= self.within.abs() / 2.0
    }
}

/// The answers of the groups of a field, and of all who are in none, period by period.
struct Field<'a> {
    name: Option<&'a str>,
    parts: Vec<Vec<StepSum>>,
    /// What the answers are above or below the mean of their group.
    series: Vec<Moments>,
}

impl Search {
    /// The change within the groups of a field that is surest, where one surely is.
    pub(in crate::journey) fn hidden(
        &self,
        counted: &ChangeCounter,
        groups: &[Group],
    ) -> Option<HiddenChange> {
        let answered = counted.finish(self.grain, self.asked, &[self.main], self.at_touchpoints)?;
        let fields = self.fields(&answered, groups);
        let found = fields.iter().filter_map(|field| self.within(field, fields.len(), &answered));
        found.min_by(|a, b| a.p.total_cmp(&b.p).then_with(|| a.field.cmp(&b.field)))
    }

    fn fields<'a>(&self, answered: &Answered, groups: &'a [Group]) -> Vec<Field<'a>> {
        let Some(of_score) = answered.scores.first() else { return Vec::new() };
        let mut names: Vec<&str> = groups.iter().map(|group| group.field.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let design = self.design[self.main];
        let field = |name: Option<&'a str>, mut parts: Vec<Vec<StepSum>>| {
            let all = of_score.all.iter().enumerate();
            let named = all.map(|(at, all)| {
                let sum = together(parts.iter().filter_map(|part| part.get(at)).copied());
                (sum.n() <= all.n()).then(|| all.without(sum))
            });
            // Who is of two groups at once is no part of a whole.
            let rest: Vec<StepSum> = named.collect::<Option<_>>()?;
            parts.push(rest);
            let series = about_own_means(&parts, design)?;
            Some(Field { name, parts, series })
        };
        let of_groups = names.into_iter().filter_map(|name| {
            let mut own: Vec<&Group> = groups.iter().filter(|group| group.field == name).collect();
            // Groups are numbered as they come, on which nothing may depend.
            own.sort_by(|a, b| a.value.cmp(&b.value));
            let parts = own.into_iter().filter_map(|group| of_score.groups.get(group.id).cloned());
            field(Some(name), parts.collect())
        });
        let mut fields: Vec<Field<'a>> = of_groups.collect();
        if self.at_touchpoints == Some(self.main) && !self.asked[self.main] {
            fields.extend(field(None, answered.places.clone()));
        }
        fields
    }

    /// The change within the groups of one of so many fields.
    fn within(
        &self,
        field: &Field<'_>,
        fields: usize,
        answered: &Answered,
    ) -> Option<HiddenChange> {
        let (score, design) = (self.main, self.design[self.main]);
        let fewest = LEAST.max(self.least) as f64;
        let least = fewest.max(LEAST_SHARE * Moments::all(&field.series).n);
        let change = change_point(&field.series, least, SEED)?;
        let p = change.p * fields as f64;
        if p > CHANCE || !lasts(&field.series, change.at, fewest) {
            return None;
        }
        let sides: Vec<[StepSum; 2]> = field
            .parts
            .iter()
            .map(|sums| {
                let (before, after) = sums.split_at(change.at);
                [before, after].map(|side| together(side.iter().copied()))
            })
            .collect();
        let (split, _) = split_parts(score, &sides, THERE)?;
        let measure = score.measure();
        let news = LEAST_CHANGE * measure.headline_unit() * measure.range() / 100.0;
        let way = split.within.signum();
        let moved = sides.iter().filter(|side| side[0].n().min(side[1].n()) >= THERE);
        let moved = moved.filter_map(|[before, after]| {
            let step = after.moments()?.0 - before.moments()?.0;
            let surely = coded_p(*before, *after, design).is_some_and(is_sure);
            Some((step * way, surely))
        });
        let moved: Vec<(f64, bool)> = moved.collect();
        let along = moved.iter().filter(|(step, _)| *step > 0.0).count();
        let against = moved.iter().any(|(step, surely)| *step < 0.0 && *surely);
        if split.within.abs() < news || along < 2 || against {
            return None;
        }
        let all = [0, 1].map(|at| together(sides.iter().map(|side| side[at])));
        let name = |at: usize| answered.starts.get(at).map(|start| answered.grain.name(*start));
        Some(HiddenChange {
            score,
            field: field.name.map(str::to_owned),
            since: name(change.at)?,
            range: (name(change.range.0)?, name(change.range.1)?),
            within: split.within,
            mix: split.mix,
            before: level(score, all[0], design)?,
            after: level(score, all[1], design)?,
            n_before: all[0].n(),
            n_after: all[1].n(),
            p,
        })
    }
}

/// What the answers of each period are above or below the mean of their own part at all times;
/// `None` where there are hardly more answers than parts.
fn about_own_means(parts: &[Vec<StepSum>], design: Design) -> Option<Vec<Moments>> {
    let own = parts.iter().filter_map(|sums| {
        let all = moments(together(sums.iter().copied()), design)?;
        Some((sums, all))
    });
    let own: Vec<(&Vec<StepSum>, Moments)> = own.collect();
    let (number, n) = (own.len() as f64, own.iter().map(|(_, all)| all.n).sum::<f64>());
    if number < 2.0 || n < EACH * number {
        return None;
    }
    // Each mean is of its answers, and takes from their variance.
    let taken = n / (n - number);
    let period = |at: usize| {
        let here = own.iter().filter_map(|(sums, all)| {
            let here = moments(*sums.get(at)?, design)?;
            Some(Moments { mean: here.mean - all.mean, ..here })
        });
        let here = Moments::all(&here.collect::<Vec<_>>());
        Moments { variance: here.variance * taken, ..here }
    };
    let periods = own.iter().map(|(sums, _)| sums.len()).max().unwrap_or(0);
    Some((0..periods).map(period).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::group_change::planted::{FIELD, Planted};

    /// What is told of four groups of 240 answers in eight months.
    fn told(content: impl Fn(u64, i8) -> f64, seed: u64) -> Option<HiddenChange> {
        let planted = Planted::new((960, 4), content, seed);
        planted.search.hidden(&planted.counted, &planted.groups)
    }

    #[test]
    fn a_fall_beside_a_group_that_is_always_bad_is_found() {
        let fell = |group, month| match (group, month) {
            (0, _) => 0.1,
            (_, 5..) => 0.65,
            _ => 0.85,
        };
        let runs = 30;
        let found: Vec<HiddenChange> = (0..runs).filter_map(|seed| told(fell, seed)).collect();
        let right = found.iter().filter(|found| {
            let (first, last) = &found.range;
            let then = first.as_str() <= "2026-05" && "2026-05" <= last.as_str();
            found.field.as_deref() == Some(FIELD) && found.is_worse() && then
        });
        let right = right.count();
        assert!(right >= 24, "{right} of {runs}");
        for found in &found {
            assert!((found.within + 0.15).abs() < 0.1 && !found.is_made_up_for(), "{found:?}");
            assert!(found.mix.abs() < 0.05 && found.n_before + found.n_after == 960, "{found:?}");
        }
    }

    #[test]
    fn levels_that_stay_and_groups_that_part_are_none() {
        let alarms = |content: fn(u64, i8) -> f64| {
            (0..60).filter(|seed| told(content, 700 + seed).is_some()).count()
        };
        let levels = alarms(|group, _| 0.2 + 0.2 * group as f64);
        let alike = alarms(|_, _| 0.6);
        assert!(levels <= 3 && alike <= 3, "{levels}, {alike} of 60");
        let parted = |group: u64, month: i8| match (group, month) {
            (0, 5..) => 0.9,
            (_, 5..) => 0.4,
            _ => 0.6,
        };
        assert!((0..10).all(|seed| told(parted, seed).is_none()), "one rose");
    }

    /// Both fall by 20 points, and twice as many are of the better one since.
    #[test]
    fn what_the_parts_of_groups_make_up_for_is_told() {
        let sum = crate::journey::group_change::planted::sum;
        let better = [sum(72, 80), sum(71, 80), sum(73, 80), sum(112, 160), sum(111, 160)];
        let worse = [sum(80, 160), sum(81, 160), sum(79, 160), sum(24, 80), sum(23, 80)];
        let parts = [better.to_vec(), worse.to_vec()];
        let series = about_own_means(&parts, Design::NONE).unwrap();
        let found = change_point(&series, 30.0, SEED).unwrap();
        assert_eq!((found.at, found.range), (3, (3, 3)));
        assert!(found.p <= 0.001, "{found:?}");
        let change = HiddenChange {
            score: ScoreKind::Csat,
            field: None,
            since: "2026-04".to_owned(),
            range: ("2026-04".to_owned(), "2026-04".to_owned()),
            within: -0.2,
            mix: 0.13,
            before: Estimate { value: 0.63, low: 0.6, high: 0.66 },
            after: Estimate { value: 0.56, low: 0.5, high: 0.6 },
            n_before: 720,
            n_after: 480,
            p: 0.001,
        };
        assert!(change.is_made_up_for() && change.is_worse());
        assert!(!HiddenChange { mix: 0.09, ..change.clone() }.is_made_up_for());
        assert!(!HiddenChange { mix: -0.13, ..change }.is_made_up_for());
        // Hardly more answers than groups.
        let few: Vec<Vec<StepSum>> = (0..10).map(|_| vec![sum(2, 4), sum(2, 4)]).collect();
        assert_eq!(about_own_means(&few, Design::NONE), None);
    }
}
