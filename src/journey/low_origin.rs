//! Where low ratings come from: the group that has surely more than its part of those of a
//! touchpoint.
//!
//! That a third are not content with the staff is a matter for all branches, or for the one that
//! most of them are of. So the low ratings of the touchpoint that is told are held against all
//! ratings of it as complaints are against all comments ([`complaint_origin`]), by the same test
//! and the same bounds; p counts times the groups of all touchpoints that are told (Bonferroni).
//!
//! Low is an answer that is not in the best boxes, or not easy; of a net score a detractor. On a
//! long scale half of the content give eight of ten, which is not in the best boxes: there it is
//! asked of the answers in the lower half of the scale too, each p times two.
//!
//! [`complaint_origin`]: super::complaint_origin

mod worst;

use serde::Serialize;

pub use self::worst::WorstAt;
use super::complaint_origin::{Part, surest};
use super::group_change::Subgroup;
use super::group_ids::Group;
use super::levels::{Level, OneScale};
use super::nested::is_nested;
use super::place::Place;
use super::row::RowView;
use super::touchpoint::TouchpointSource;
use crate::feedback::{Measure, PerScore, ScoreKind, ScoreValue};
use crate::lang::Name;
use crate::metrics::Design;
use crate::metrics::summary::headline_of;
use crate::stats::Estimate;
use crate::stats::interval::wilson_clustered;

/// Most touchpoints that are told apart; beyond, none is.
const MOST_PLACES: usize = 200;

/// Most numbers of answers of a group at a touchpoint; beyond, none is told.
const MOST_CELLS: usize = 500_000;

/// Goodness (0–100) below which an answer is in the lower half of its scale.
const MIDDLE: f64 = 50.0;

/// The group that most low ratings of a touchpoint come from.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LowOrigin {
    /// The group.
    pub group: Subgroup,
    /// The score that rates the touchpoint.
    pub score: ScoreKind,
    /// Whether low is what is in the lower half of a long scale, and not what is outside of the
    /// best boxes.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub lower_half: bool,
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

/// What is low.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Low {
    /// What is outside of the best boxes.
    NotBest,
    /// What is in the lower half of the scale.
    LowerHalf,
}

/// Answers, and how many of them are low.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Ratings {
    n: u64,
    low: u64,
}

/// Answers, and how many of them are low in either way.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    n: u64,
    not_best: u64,
    lower_half: u64,
}

impl Counts {
    fn add(&mut self, not_best: bool, lower_half: bool) {
        self.n += 1;
        self.not_best += u64::from(not_best);
        self.lower_half += u64::from(lower_half);
    }

    fn by(self, low: Low) -> Ratings {
        let count = match low {
            Low::NotBest => self.not_best,
            Low::LowerHalf => self.lower_half,
        };
        Ratings { n: self.n, low: count }
    }
}

/// Ratings of a touchpoint: all, and of each group by its number.
#[derive(Debug, Clone, Default)]
struct Rated {
    all: Counts,
    groups: Vec<Counts>,
    scale: OneScale,
}

impl Rated {
    fn of(&self, group: usize) -> Counts {
        self.groups.get(group).copied().unwrap_or_default()
    }
}

/// What is low of answers to a score on a scale.
fn lows(scale: OneScale, kind: ScoreKind) -> &'static [Low] {
    match scale.levels(kind).contains(&Level::Mean) {
        true => &[Low::NotBest, Low::LowerHalf],
        false => &[Low::NotBest],
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
                    let lower_half = score.goodness() < MIDDLE;
                    let rated = &mut self.places[at][kind];
                    rated.all.add(low, lower_half);
                    rated.scale.add(score.scale);
                    for group in groups {
                        if rated.groups.len() <= *group {
                            self.cells += group + 1 - rated.groups.len();
                            rated.groups.resize(group + 1, Counts::default());
                        }
                        rated.groups[*group].add(low, lower_half);
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
        let (each, lows) = (design[score].effect(), lows(rated.scale, score));
        let by = |what: Low| {
            let all = rated.all.by(what);
            let of_fields = groups.iter().filter(|group| fields.contains(&group.field.as_str()));
            let parts = of_fields.map(|group| {
                let own = rated.of(group.id).by(what);
                let part = Part { complaints: [own.low, all.low], comments: [own.n, all.n] };
                let (field, value) = (group.field.clone(), group.value.clone());
                (Subgroup::Segment { field, value }, part)
            });
            let (group, part, p) = surest(parts.collect(), among * lows.len(), at_least, each)?;
            let Part { complaints: [low, all_low], comments: [ratings, all_ratings] } = part;
            let share = wilson_clustered(low, all_low, each)?;
            let lower_half = what == Low::LowerHalf;
            let found = LowOrigin {
                group,
                score,
                lower_half,
                low,
                all_low,
                share,
                ratings,
                all_ratings,
                p,
            };
            Some(found)
        };
        let found = lows.iter().filter_map(|what| by(*what));
        // Of two that are equal the first: what is outside of the best boxes.
        found.min_by(|a, b| a.p.total_cmp(&b.p))
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
    use crate::feedback::{Feedback, Scale, Scores};
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

    /// On 1–10 half of the content give eight, and those who rate the staff of one branch three.
    #[test]
    fn on_a_long_scale_the_lower_half_is_low_too() {
        let fields = ["Branch"].map(str::to_owned);
        let (mut ids, mut lows) =
            (GroupIds::new(&fields), LowCounter::new(TouchpointSource::Export));
        let mut resolver = Resolver::default();
        let scale = Scale::higher(1.0, 10.0);
        for number in 0..400_u64 {
            let branch = number % 10;
            let given = |value| Scores::of([(ScoreKind::Csat, ScoreValue { value, scale })]);
            let good = if number / 10 % 2 == 0 { 8.0 } else { 9.0 };
            let staff = if branch == 4 { 3.0 } else { good };
            let rated = [("staff", staff), ("speed", good), ("rooms", good)];
            let rated = rated.map(|(place, value)| entry(Some(place), None, given(value)));
            let mut row: Feedback = row(number, rated.into());
            row.segments = vec![Some(format!("branch {branch}").into())];
            let view = resolver.view(&row, &[]);
            lows.add(&view, ids.of(&view));
        }
        let Groups { all: groups, .. } = ids.finish(&fields);
        let counted = Counted { lows, groups, names: PLACES.to_vec() };
        // Of 220 that are not nine or ten 40 are of the branch, which is no third.
        let found = counted.origin("staff").unwrap();
        assert!(found.lower_half, "{found:?}");
        assert_eq!((found.low, found.all_low, found.ratings), (40, 40, 40));
        assert_eq!(counted.origin("speed"), None);
        let found = counted.worst_at("branch 4").unwrap();
        assert!(found.lower_half && found.touchpoint.en == "staff", "{found:?}");
        assert!(found.low.value > 0.95 && found.rest_low.value < 0.05, "{found:?}");
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
