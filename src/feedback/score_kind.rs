//! What there is to know of each score, all of it in one place.
//!
//! Everything else works on "a score": a new one is a variant of [`ScoreKind`] and a row of
//! the table below.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::scale::Scale;
use crate::lang::StaticName;

/// A score of customer experience.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "lowercase"))]
pub enum ScoreKind {
    /// Net Promoter: likelihood to recommend, 0–10.
    Nps,
    /// Customer satisfaction, on any declared scale.
    Csat,
    /// Customer effort, on any declared scale and direction.
    Ces,
    /// A rating of a review: not a score of the product, but the proof that one more takes no
    /// more than this file.
    #[cfg(feature = "toy-score")]
    Rating,
}

/// How the answers to a score become its headline measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Share of promoters less share of detractors, in points of −100 to 100.
    Net,
    /// Share of answers in the two best boxes of the scale.
    TopTwo,
    /// Share of answers on the easy, that is the good side of the middle.
    Ease,
}

/// What a headline measure is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScoreUnit {
    /// Points of −100 to 100.
    Points,
    /// A share in [0, 1].
    Share,
}

impl Measure {
    /// What it is counted in.
    pub fn unit(self) -> ScoreUnit {
        match self {
            Measure::Net => ScoreUnit::Points,
            Measure::TopTwo | Measure::Ease => ScoreUnit::Share,
        }
    }

    /// Where a colour scale of it is bad, neutral and good.
    pub fn tint(self) -> [f64; 3] {
        match self {
            Measure::Net => [-60.0, 0.0, 60.0],
            Measure::TopTwo | Measure::Ease => [0.0, 0.5, 1.0],
        }
    }

    /// Points between the worst and the best run, where an impact or an allocation is counted
    /// in points: of the net measure, or of mean goodness (0–100) for the others.
    pub fn range(self) -> f64 {
        match self {
            Measure::Net => 200.0,
            Measure::TopTwo | Measure::Ease => 100.0,
        }
    }

    /// What the mean of answers coded 1, 0 and −1 is multiplied by.
    pub fn headline_unit(self) -> f64 {
        match self.unit() {
            ScoreUnit::Points => 100.0,
            ScoreUnit::Share => 1.0,
        }
    }
}

/// A score, described.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScoreDefinition {
    /// The score described.
    pub kind: ScoreKind,
    /// Its name in data: role of a column, field of `summary.json`, prefix of CSV columns.
    pub id: &'static str,
    /// The usual abbreviation.
    pub abbreviation: &'static str,
    /// Its name as a title.
    pub title: StaticName,
    /// What the question asks for, in a word or two.
    pub about: &'static str,
    /// How answers become the headline measure.
    pub measure: Measure,
    /// Name of the headline measure in data.
    pub headline_id: &'static str,
    /// Name of the headline measure on charts.
    pub headline: StaticName,
    /// Its name on top of a column.
    pub column: StaticName,
    /// The scale, where the question comes with one; else that of the column.
    pub scale: Option<Scale>,
    /// Whether it asks about the whole relationship, wherever it is asked: as a rating of a
    /// touchpoint any other score tells more.
    pub relational: bool,
}

/// All scores, in the order of [`ScoreKind`], in which reports show them.
const DEFINITIONS: &[ScoreDefinition] = &[
    ScoreDefinition {
        kind: ScoreKind::Nps,
        id: "nps",
        abbreviation: "NPS",
        title: StaticName { en: "NPS", zh: "NPS 净推荐值" },
        about: "Net Promoter Score",
        measure: Measure::Net,
        headline_id: "nps",
        headline: StaticName { en: "NPS", zh: "NPS" },
        column: StaticName { en: "NPS", zh: "NPS" },
        scale: Some(Scale::NPS),
        relational: true,
    },
    ScoreDefinition {
        kind: ScoreKind::Csat,
        id: "csat",
        abbreviation: "CSAT",
        title: StaticName { en: "CSAT", zh: "CSAT 满意度" },
        about: "Satisfaction",
        measure: Measure::TopTwo,
        headline_id: "csat_top2",
        headline: StaticName { en: "CSAT top-2-box", zh: "CSAT 满意率" },
        column: StaticName { en: "CSAT top-2-box", zh: "CSAT 满意率" },
        scale: None,
        relational: false,
    },
    ScoreDefinition {
        kind: ScoreKind::Ces,
        id: "ces",
        abbreviation: "CES",
        title: StaticName { en: "CES", zh: "CES 费力度" },
        about: "Effort",
        measure: Measure::Ease,
        headline_id: "ces_easy",
        headline: StaticName { en: "CES easy share", zh: "CES 轻松占比" },
        column: StaticName { en: "CES easy", zh: "CES 轻松占比" },
        scale: None,
        relational: false,
    },
    #[cfg(feature = "toy-score")]
    ScoreDefinition {
        kind: ScoreKind::Rating,
        id: "rating",
        abbreviation: "Rating",
        title: StaticName { en: "Rating", zh: "评级" },
        about: "Rating of a review",
        measure: Measure::TopTwo,
        headline_id: "rating_top2",
        headline: StaticName { en: "Rating top-2-box", zh: "评级前两档占比" },
        column: StaticName { en: "Rating top-2-box", zh: "评级前两档占比" },
        scale: None,
        relational: false,
    },
];

impl ScoreKind {
    /// Number of scores.
    pub const COUNT: usize = DEFINITIONS.len();

    /// All kinds, in the order reports show them.
    pub const ALL: [ScoreKind; ScoreKind::COUNT] = {
        let mut all = [ScoreKind::Nps; ScoreKind::COUNT];
        let mut at = 0;
        while at < ScoreKind::COUNT {
            all[at] = DEFINITIONS[at].kind;
            assert!(all[at] as usize == at, "definitions are in the order of the kinds");
            at += 1;
        }
        all
    };

    /// What there is to know of it.
    pub const fn definition(self) -> &'static ScoreDefinition {
        &DEFINITIONS[self as usize]
    }

    /// The usual abbreviation.
    pub fn as_str(self) -> &'static str {
        self.definition().abbreviation
    }

    /// Its name in data.
    pub fn id(self) -> &'static str {
        self.definition().id
    }

    /// How its answers become the headline measure.
    pub fn measure(self) -> Measure {
        self.definition().measure
    }

    /// The score of a name in data.
    pub fn from_id(id: &str) -> Option<ScoreKind> {
        ScoreKind::ALL.into_iter().find(|kind| kind.id() == id)
    }

    /// The score that speaks for a run: the first, in the order of [`ScoreKind::ALL`], of
    /// those with the most of what `weight` counts. A condition counts 1 where it holds, so
    /// that the first score for which it does is meant. `None` where nothing counts.
    pub fn main(weight: impl Fn(ScoreKind) -> u64) -> Option<ScoreKind> {
        let weighed = ScoreKind::ALL.into_iter().map(|kind| (kind, weight(kind)));
        let heaviest = weighed.filter(|(_, weight)| *weight > 0).rev().max_by_key(|(_, w)| *w);
        heaviest.map(|(kind, _)| kind)
    }

    /// The scores in the order in which they rate a touchpoint: those that ask about it
    /// before those that ask about the whole relationship.
    pub fn as_ratings() -> impl Iterator<Item = ScoreKind> {
        let relational = |wanted: bool| {
            ScoreKind::ALL.into_iter().filter(move |kind| kind.definition().relational == wanted)
        };
        relational(false).chain(relational(true))
    }
}

impl Serialize for ScoreKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

impl<'de> Deserialize<'de> for ScoreKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ScoreKind, D::Error> {
        const IDS: [&str; ScoreKind::COUNT] = {
            let mut ids = [""; ScoreKind::COUNT];
            let mut at = 0;
            while at < ScoreKind::COUNT {
                ids[at] = DEFINITIONS[at].id;
                at += 1;
            }
            ids
        };
        let id = String::deserialize(deserializer)?;
        ScoreKind::from_id(&id).ok_or_else(|| serde::de::Error::unknown_variant(&id, &IDS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_main_score_is_the_first_of_those_with_most() {
        let of = |counts: [u64; 3]| {
            ScoreKind::main(|kind| counts.get(kind as usize).copied().unwrap_or(0))
        };
        assert_eq!(of([0, 0, 0]), None);
        assert_eq!(of([0, 1, 1]), Some(ScoreKind::Csat));
        assert_eq!(of([1, 1, 1]), Some(ScoreKind::Nps));
        assert_eq!(of([1, 2, 5]), Some(ScoreKind::Ces));
    }

    #[test]
    fn names_in_data_are_told_apart_and_read_back() {
        for kind in ScoreKind::ALL {
            assert_eq!(ScoreKind::from_id(kind.id()), Some(kind));
            assert!(kind.definition().headline_id.starts_with(kind.id()));
            let json = serde_json::to_string(&kind).unwrap();
            assert_eq!(serde_json::from_str::<ScoreKind>(&json).unwrap(), kind);
        }
        assert!(serde_json::from_str::<ScoreKind>("\"NPS\"").is_err());
    }

    #[test]
    fn likelihood_to_recommend_rates_a_touchpoint_last() {
        let order: Vec<_> = ScoreKind::as_ratings().collect();
        assert_eq!(order.last(), Some(&ScoreKind::Nps));
        assert_eq!(order.first(), Some(&ScoreKind::Csat));
    }
}
