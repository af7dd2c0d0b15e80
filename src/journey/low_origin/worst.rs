//! Of a group that is less content than the rest: the touchpoint at which it is furthest behind
//! them, where its distance from the others is surely larger there than at its other touchpoints
//! together. (z of the difference of both distances, times the number of touchpoints that one was
//! chosen from.)

use serde::Serialize;

use super::{Low, LowCounter, Rated, Ratings, lows};
use crate::feedback::{PerScore, ScoreKind};
use crate::journey::findings::CHANCE;
use crate::journey::group_change::GroupChange;
use crate::journey::group_ids::Group;
use crate::journey::levels::OneScale;
use crate::journey::place::Place;
use crate::lang::Name;
use crate::metrics::Design;
use crate::stats::Estimate;
use crate::stats::distribution::normal_two_sided;
use crate::stats::interval::wilson_clustered;

/// Fewest answers of a group, and of the others, at a touchpoint that it is said to be worst at.
const LEAST: u64 = 20;

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
    /// Whether low is what is in the lower half of a long scale, and not what is outside of the
    /// best boxes.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub lower_half: bool,
    /// Share of the ratings of the group that are low, in [0, 1], Wilson.
    pub low: Estimate,
    /// The same of all others.
    pub rest_low: Estimate,
    /// Ratings of the group.
    pub n: u64,
    /// Since when it is worse there than it was, where it surely is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed: Option<Box<GroupChange>>,
}

impl Ratings {
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

impl LowCounter {
    /// The touchpoint at which a group is surely further behind all others than at its other ones:
    /// of several the one where it is furthest; the parameters are those of [`LowCounter::origin`].
    pub(in crate::journey) fn worst_at(
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
        // What is held against other touchpoints is low by the same bounds at all of them.
        let mut scale = OneScale::default();
        self.places.iter().for_each(|place| scale.merge(place[score].scale));
        let (lows, effect) = (lows(scale, score), design[score].effect());
        let found = lows.iter().filter_map(|what| {
            let all = self.ratings_at(id, (score, *what), at_least);
            let (p, at, own, rest) = furthest(&all, lows.len(), effect)?;
            let found = WorstAt {
                touchpoint: name(Place::Export(at)),
                score,
                lower_half: *what == Low::LowerHalf,
                low: wilson_clustered(own.low, own.n, effect)?,
                rest_low: wilson_clustered(rest.low, rest.n, effect)?,
                n: own.n,
                changed: None,
            };
            Some((p, found))
        });
        found.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, found)| found)
    }

    /// The touchpoints at which a group and all others rate enough, with the ratings of both.
    fn ratings_at(
        &self,
        group: usize,
        (score, what): (ScoreKind, Low),
        at_least: u64,
    ) -> Vec<(usize, Ratings, Ratings)> {
        let both = |(at, place): (usize, &PerScore<Rated>)| {
            let (own, all) = (place[score].of(group).by(what), place[score].all.by(what));
            (at, own, all.without(own))
        };
        let all = self.places.iter().enumerate().map(both);
        all.filter(|(_, own, rest)| own.n.min(rest.n) >= LEAST.max(at_least)).collect()
    }
}

/// The touchpoint at which a group is surely further behind than at its others, and by how much p:
/// of several the one where it is furthest. p counts times the touchpoints and times what they are
/// `asked` for (Bonferroni).
fn furthest(
    all: &[(usize, Ratings, Ratings)],
    asked: usize,
    effect: f64,
) -> Option<(f64, usize, Ratings, Ratings)> {
    let sure = all.iter().filter_map(|(at, own, rest)| {
        let others = all.iter().filter(|(other, ..)| other != at);
        let others = others.fold((Ratings::default(), Ratings::default()), |sum, other| {
            (sum.0.with(other.1), sum.1.with(other.2))
        });
        let (here, error) = distance(*own, *rest);
        let (there, other_error) = distance(others.0, others.1);
        let known = others.0.n > 0 && others.1.n > 0;
        let z = (here - there) / ((error + other_error) * effect).sqrt();
        let p = normal_two_sided(z) * (all.len() * asked) as f64;
        let worse = known && here > 0.0 && z > 0.0 && p <= CHANCE;
        worse.then_some((here, p, *at, *own, *rest))
    });
    let furthest = sure.max_by(|a, b| a.0.total_cmp(&b.0).then(b.2.cmp(&a.2)))?;
    let (_, p, at, own, rest) = furthest;
    Some((p, at, own, rest))
}
