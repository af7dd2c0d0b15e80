//! Where low ratings come from: the group that has surely more than its part of those of a
//! touchpoint.
//!
//! That a third are not content with the staff is a matter for all branches, or for the one that
//! most of them are of. So the low ratings of the touchpoint that is told are held against all
//! ratings of it as complaints are against all comments ([`complaint_origin`]), by the same test
//! and the same bounds; p counts times the groups of all touchpoints that are told (Bonferroni).
//!
//! And the other way round: of a group that is less content than the rest it is told at which
//! touchpoint it is furthest behind them, where its distance from the others is surely larger there than at its
//! other touchpoints together. (z of the difference of both distances, times the number of
//! touchpoints that one was chosen from.)
//!
//! Low is an answer that is not in the best boxes, or not easy; of a net score a detractor.
//!
//! [`complaint_origin`]: super::complaint_origin

use serde::Serialize;

use super::complaint_origin::{Part, surest};
use super::findings::CHANCE;
use super::group_change::Subgroup;
use super::group_ids::Group;
use super::nested::is_nested;
use super::place::Place;
use super::row::RowView;
use super::touchpoint::TouchpointSource;
use crate::feedback::{Measure, PerScore, ScoreKind, ScoreValue};
use crate::lang::Name;
use crate::metrics::Design;
use crate::metrics::summary::headline_of;
use crate::stats::Estimate;
use crate::stats::distribution::normal_two_sided;
use crate::stats::interval::wilson_clustered;

/// Most touchpoints that are told apart; beyond, none is.
const MOST_PLACES: usize = 200;

/// Most numbers of answers of a group at a touchpoint; beyond, none is told.
const MOST_CELLS: usize = 500_000;

/// Fewest answers of a group, and of the others, at a touchpoint that it is said to be worst at.
const LEAST: u64 = 20;

/// The group that most low ratings of a touchpoint come from.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LowOrigin {
    /// The group.
    pub group: Subgroup,
    /// The score that rates the touchpoint.
    pub score: ScoreKind,
    /// Its low ratings.
    pub low: u64,
    /// All low ratings.
    pub all_low: u64,
    /// `low / all_low`, Wilson.
    pub share: Estimate,
    /// Ratings of the group.
    pub ratings: u64,
    /// All ratings.
    pub all_ratings: u64,
    /// Two-sided p of Fisher's test, times the number of groups and of touchpoints that are told
    /// (Bonferroni).
    pub p: f64,
}

/// The touchpoint at which a group is furthest behind all others, which need not be the one it is
/// least content with.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WorstAt {
    /// The touchpoint.
    pub touchpoint: Name,
    /// The score that rates it.
    pub score: ScoreKind,
    /// Share of the ratings of the group that are low, in [0, 1], Wilson.
    pub low: Estimate,
    /// The same of all others.
    pub rest_low: Estimate,
    /// Ratings of the group.
    pub n: u64,
}

/// Answers, and how many of them are low.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Ratings {
    n: u64,
    low: u64,
}

impl Ratings {
    fn add(&mut self, low: bool) {
        self.n += 1;
        self.low += u64::from(low);
    }

    fn with(self, other: Ratings) -> Ratings {
        Ratings { n: self.n + other.n, low: self.low + other.low }
    }

    /// These without some that are among them.
    fn without(self, part: Ratings) -> Ratings {
        Ratings { n: self.n.saturating_sub(part.n), low: self.low.saturating_sub(part.low) }
    }

    /// Share of low ones and its variance; of one more, of which half are.
    fn share(self) -> (f64, f64) {
        let n = self.n as f64 + 1.0;
        let share = (self.low as f64 + 0.5) / n;
        (share, share * (1.0 - share) / n)
    }
}

/// How much more of these are low than of others, and the variance of that.
fn distance(own: Ratings, rest: Ratings) -> (f64, f64) {
    let ((own, error), (rest, other)) = (own.share(), rest.share());
    (own - rest, error + other)
}

/// Ratings of a touchpoint: all, and of each group by its number.
#[derive(Debug, Clone, Default)]
struct Rated {
    all: Ratings,
    groups: Vec<Ratings>,
}

impl Rated {
    fn of(&self, group: usize) -> Ratings {
        self.groups.get(group).copied().unwrap_or_default()
    }
}

/// Counts ratings, row by row.
#[derive(Debug, Clone)]
pub(super) struct LowCounter {
    source: TouchpointSource,
    /// At each touchpoint of the export.
    places: Vec<PerScore<Rated>>,
    cells: usize,
    too_many: bool,
}

impl LowCounter {
    /// For a run whose touchpoints come from `source`.
    pub(super) fn new(source: TouchpointSource) -> LowCounter {
        LowCounter { source, places: Vec::new(), cells: 0, too_many: false }
    }

    /// Takes a row that is in these groups.
    pub(super) fn add(&mut self, row: &RowView, groups: &[usize]) {
        if self.too_many || row.weight.is_none() || self.source != TouchpointSource::Export {
            return;
        }
        for entry in row.entries() {
            for place in entry.places() {
                let Place::Export(at) = place else { continue };
                if at >= MOST_PLACES {
                    self.too_many = true;
                    return;
                }
                if self.places.len() <= at {
                    self.places.resize_with(at + 1, PerScore::default);
                }
                for (kind, score) in entry.entry.scores.given() {
                    let Some(low) = is_low(kind, score) else { continue };
                    let rated = &mut self.places[at][kind];
                    rated.all.add(low);
                    for group in groups {
                        if rated.groups.len() <= *group {
                            self.cells += group + 1 - rated.groups.len();
                            rated.groups.resize(group + 1, Ratings::default());
                        }
                        rated.groups[*group].add(low);
                    }
                }
            }
        }
        self.too_many = self.cells > MOST_CELLS;
    }

    /// The touchpoint of this name.
    fn place(&self, touchpoint: &Name, name: impl Fn(Place) -> Name) -> Option<&PerScore<Rated>> {
        let at = (0..self.places.len()).find(|at| name(Place::Export(*at)) == *touchpoint)?;
        self.places.get(at).filter(|_| !self.too_many)
    }

    /// The group that the low ratings of a touchpoint surely come from, by this score, else the
    /// one that rates it; `among` touchpoints are told. `name` gives that of a place; groups with
    /// fewer than `at_least` ratings, or with all but so few, are not tested. `design` is that of
    /// answers at one touchpoint.
    pub(super) fn origin(
        &self,
        (touchpoint, score): (&Name, Option<ScoreKind>),
        groups: &[Group],
        name: impl Fn(Place) -> Name,
        (at_least, among): (u64, usize),
        design: &PerScore<Design>,
    ) -> Option<LowOrigin> {
        let place = self.place(touchpoint, name)?;
        let rates = |kind: &ScoreKind| place[*kind].all.n > 0;
        let score = score.or_else(|| ScoreKind::as_ratings().find(rates))?;
        let rated = &place[score];
        let mut fields: Vec<&str> = groups.iter().map(|group| group.field.as_str()).collect();
        fields.sort_unstable();
        fields.dedup();
        let rates = |at: usize, group: usize| self.places[at][score].of(group).n > 0;
        fields.retain(|field| !is_nested(field, groups, self.places.len(), rates));
        let parts: Vec<(Subgroup, Part)> = groups
            .iter()
            .filter(|group| fields.contains(&group.field.as_str()))
            .map(|group| {
                let own = rated.of(group.id);
                let part =
                    Part { complaints: [own.low, rated.all.low], comments: [own.n, rated.all.n] };
                let (field, value) = (group.field.clone(), group.value.clone());
                (Subgroup::Segment { field, value }, part)
            })
            .collect();
        let each = design[score].effect();
        let (group, part, p) = surest(parts, among, at_least, each)?;
        let Part { complaints: [low, all_low], comments: [ratings, all_ratings] } = part;
        let share = wilson_clustered(low, all_low, each)?;
        Some(LowOrigin { group, score, low, all_low, share, ratings, all_ratings, p })
    }

    /// The touchpoint at which a group is surely further behind all others than at its other ones:
    /// of several the one where it is furthest; the parameters are those of [`LowCounter::origin`].
    pub(super) fn worst_at(
        &self,
        (field, value): (&str, &str),
        score: ScoreKind,
        groups: &[Group],
        name: impl Fn(Place) -> Name,
        at_least: u64,
        design: &PerScore<Design>,
    ) -> Option<WorstAt> {
        if self.too_many {
            return None;
        }
        let id = groups.iter().find(|group| group.field == field && group.value == value)?.id;
        let all: Vec<(usize, Ratings, Ratings)> = (0..self.places.len())
            .map(|at| {
                let rated = &self.places[at][score];
                (at, rated.of(id), rated.all.without(rated.of(id)))
            })
            .filter(|(_, own, rest)| own.n.min(rest.n) >= LEAST.max(at_least))
            .collect();
        let effect = design[score].effect();
        let sure = all.iter().filter_map(|(at, own, rest)| {
            let others = all.iter().filter(|(other, ..)| other != at);
            let others = others.fold((Ratings::default(), Ratings::default()), |sum, other| {
                (sum.0.with(other.1), sum.1.with(other.2))
            });
            let (here, error) = distance(*own, *rest);
            let (there, other_error) = distance(others.0, others.1);
            let known = others.0.n > 0 && others.1.n > 0;
            let z = (here - there) / ((error + other_error) * effect).sqrt();
            let p = normal_two_sided(z) * all.len() as f64;
            let worse = known && here > 0.0 && z > 0.0 && p <= CHANCE;
            worse.then_some((here, *at, *own, *rest))
        });
        let (_, at, own, rest) = sure.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))?;
        Some(WorstAt {
            touchpoint: name(Place::Export(at)),
            score,
            low: wilson_clustered(own.low, own.n, effect)?,
            rest_low: wilson_clustered(rest.low, rest.n, effect)?,
            n: own.n,
        })
    }
}

/// Whether an answer is low; `None` where it is none.
fn is_low(kind: ScoreKind, score: ScoreValue) -> Option<bool> {
    let usable = score.value.is_finite() && score.goodness().is_finite();
    usable.then(|| match kind.measure() {
        Measure::Net => headline_of(Measure::Net, score) < 0,
        measure @ (Measure::TopTwo | Measure::Ease) => headline_of(measure, score) == 0,
    })
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;

    use super::*;
    use crate::feedback::Feedback;
    use crate::journey::group_ids::{GroupIds, Groups};
    use crate::journey::row::Resolver;
    use crate::journey::tests::{entry, row, scores};

    const PLACES: [&str; 3] = ["staff", "speed", "rooms"];

    struct Counted {
        lows: LowCounter,
        groups: Vec<Group>,
        names: Vec<&'static str>,
    }

    /// Everybody rates three touchpoints, of one of ten branches; the chance that somebody is
    /// content depends on the branch and the touchpoint.
    fn counted(n: u64, content: impl Fn(usize, usize) -> f64, seed: u64) -> Counted {
        let fields = ["Branch", "Area"].map(str::to_owned);
        let (mut ids, mut lows) =
            (GroupIds::new(&fields), LowCounter::new(TouchpointSource::Export));
        let mut rng = Rng::with_seed(seed);
        let mut resolver = Resolver::default();
        for number in 0..n {
            let branch = (number % 10) as usize;
            let mut entries = vec![entry(None, None, scores(Some(8.0), None))];
            for (at, place) in PLACES.into_iter().enumerate() {
                let good = rng.f64() < content(branch, at);
                let given = scores(None, Some(if good { 5.0 } else { 2.0 }));
                entries.push(entry(Some(place), None, given));
            }
            let mut row: Feedback = row(number, entries);
            let area = Some(format!("area {}", branch / 5).into());
            row.segments = vec![Some(format!("branch {branch}").into()), area];
            let view = resolver.view(&row, &[]);
            lows.add(&view, ids.of(&view));
        }
        let Groups { all, .. } = ids.finish(&fields);
        Counted { lows, groups: all, names: PLACES.to_vec() }
    }

    impl Counted {
        fn name(&self) -> impl Fn(Place) -> Name {
            move |place| match place {
                Place::Export(at) => Name::same(self.names[at]),
                Place::Taxonomy(_) | Place::Others => Name::same("?"),
            }
        }

        fn origin(&self, touchpoint: &str) -> Option<LowOrigin> {
            let of = (&Name::same(touchpoint), Some(ScoreKind::Csat));
            let design = PerScore::default();
            self.lows.origin(of, &self.groups, self.name(), (5, 1), &design)
        }

        fn worst_at(&self, branch: &str) -> Option<WorstAt> {
            let (of, csat, design) = (("Branch", branch), ScoreKind::Csat, PerScore::default());
            self.lows.worst_at(of, csat, &self.groups, self.name(), 5, &design)
        }
    }

    #[test]
    fn the_branch_that_low_ratings_come_from_is_named() {
        let bad = |branch, at| match (branch, at) {
            (4, 0) => 0.0,
            (_, 0) => 1.0,
            _ => 0.5,
        };
        let counted = counted(600, bad, 3);
        let found = counted.origin("staff").unwrap();
        let branch = Subgroup::Segment { field: "Branch".into(), value: "branch 4".into() };
        assert_eq!(found.group, branch, "and not its area");
        assert_eq!((found.low, found.all_low), (60, 60));
        assert_eq!((found.ratings, found.all_ratings), (60, 600));
        assert!(found.p < 1e-12 && found.share.low > 0.9, "{found:?}");
        assert_eq!(counted.origin("speed"), None);
        assert_eq!(counted.origin("nowhere"), None);
        // By whatever rates it.
        let of = (&Name::same("staff"), None);
        let design = PerScore::default();
        let by_any = counted.lows.origin(of, &counted.groups, counted.name(), (5, 1), &design);
        assert_eq!(by_any, Some(found));
    }

    #[test]
    fn a_group_is_worst_where_its_distance_is_largest() {
        let bad = |branch, at| match (branch, at) {
            (4, 0) => 0.1,
            (4, _) => 0.6,
            _ => 0.8,
        };
        let found = counted(600, bad, 5).worst_at("branch 4").unwrap();
        assert_eq!((found.touchpoint.en.as_str(), found.n), ("staff", 60));
        assert!(found.low.value > 0.75 && found.rest_low.value < 0.3, "{found:?}");
        // As bad everywhere, it is worst nowhere.
        let alike = |branch: usize, _: usize| if branch == 4 { 0.3 } else { 0.8 };
        assert_eq!(counted(600, alike, 5).worst_at("branch 4"), None);
        assert_eq!(counted(600, bad, 5).worst_at("branch 12"), None);
    }

    /// A hundredth is what is asked for.
    #[test]
    fn where_all_are_alike_nothing_is_told() {
        let alarms = (0..200).filter(|seed| {
            let counted = counted(400, |_, at| 0.8 - 0.2 * at as f64, 100 + seed);
            counted.origin("rooms").is_some() || counted.worst_at("branch 1").is_some()
        });
        let alarms = alarms.count();
        assert!(alarms <= 6, "{alarms} of 200");
    }

    #[test]
    fn detractors_are_low_of_a_net_score() {
        let nps = |value: f64| scores(Some(value), None).get(ScoreKind::Nps).unwrap();
        let csat = |value: f64| scores(None, Some(value)).get(ScoreKind::Csat).unwrap();
        let low = [6.0, 7.0].map(|value| is_low(ScoreKind::Nps, nps(value)));
        assert_eq!(low, [Some(true), Some(false)]);
        let low = [3.0, 4.0].map(|value| is_low(ScoreKind::Csat, csat(value)));
        assert_eq!(low, [Some(true), Some(false)]);
    }
}
