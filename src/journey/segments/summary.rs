//! What is said of the groups of a segment field.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

#[cfg(test)]
use crate::feedback::Measure;
use crate::feedback::{PerScore, ScoreKind};
use crate::journey::group_ids::NoGroups;
use crate::lang::Name;
use crate::metrics::ScoreSummary;
use crate::stats::Estimate;

/// Whom a group holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum SegmentGroup {
    /// Rows with this value.
    Value(String),
    /// Rows with one of the values too small to be shown, and their number.
    Other(u64),
    /// Rows in which the field is empty.
    Missing,
}

/// A group against all other rows of its field.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TestedDifference {
    /// Group minus rest, with its 95 % interval.
    pub difference: Estimate,
    /// Two-sided p.
    pub p: f64,
    /// Benjamini-Hochberg q over all tests of the field.
    pub q: f64,
    /// Answers of the group.
    pub n: u64,
    /// Answers of the rest.
    pub rest: u64,
    /// Whether either is fewer than 30: read with caution.
    pub low_base: bool,
    /// Mean goodness (0–100) of the group and of the rest, where on a long scale these tell more
    /// than the headline measure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub means: Option<[f64; 2]>,
}

/// What a group is compared on. `None` where it, or the rest, is suppressed or
/// nothing varies.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct AgainstRest {
    /// The headline measure of each score, in its unit.
    pub scores: PerScore<Option<TestedDifference>>,
    /// Cliff's δ of sentiment in [−1, 1]: the probability that a comment of the
    /// group is better than one of the rest, less that it is worse.
    pub sentiment: Option<TestedDifference>,
}

impl Serialize for AgainstRest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (kind, tested) in self.scores.iter() {
            map.serialize_entry(kind.definition().headline_id, tested)?;
        }
        map.serialize_entry("sentiment", &self.sentiment)?;
        map.end()
    }
}

/// The mean of a score at a touchpoint.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SegmentScore {
    /// The score.
    pub score: ScoreKind,
    /// Answers.
    pub n: u64,
    /// NPS in points; CSAT and CES as the mean on the 0–100 footing.
    pub value: f64,
}

/// A group at one touchpoint.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SegmentTouchpoint {
    /// The touchpoint.
    pub name: Name,
    /// Rows that say something at it, as in `TouchpointSummary`.
    pub responses: u64,
    /// Comments with something to judge; `None` when suppressed.
    pub comments: Option<u64>,
    /// Mean sentiment in [−1, 1]; `None` when suppressed.
    pub sentiment: Option<Estimate>,
    /// The main score of the touchpoints (NPS if anybody gave one at any, else
    /// CSAT, else CES); `None` when suppressed.
    pub score: Option<SegmentScore>,
}

/// The numbers of one group.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SegmentSummary {
    /// Whom it holds.
    pub group: SegmentGroup,
    /// Rows.
    pub responses: u64,
    /// Comments with something to judge; `None` when suppressed.
    pub comments: Option<u64>,
    /// Share of rows with such a comment, in [0, 1], Wilson; `None` when
    /// suppressed.
    pub comment_rate: Option<Estimate>,
    /// Mean sentiment in [−1, 1]; `None` when suppressed.
    pub sentiment: Option<Estimate>,
    /// Each score; `None` when not asked or suppressed.
    #[serde(flatten)]
    pub scores: PerScore<Option<ScoreSummary>>,
    /// Compared with all other rows of the field.
    pub against_rest: AgainstRest,
    /// By touchpoint, by descending number of responses, then by name.
    pub touchpoints: Vec<SegmentTouchpoint>,
    /// Whether it has fewer than 30 rows.
    pub low_base: bool,
}

/// The table of one segment field.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SegmentTable {
    /// The field, as the mapping names it.
    pub field: String,
    /// Its distinct values. From 1,000 on there may be more.
    pub values: u64,
    /// Whether there are more than 200, so that it has no table.
    pub too_many: bool,
    /// Why it is left out where groups of customers are compared, where it is.
    pub no_groups: Option<NoGroups>,
    /// By descending number of responses, then by name; the values that are not
    /// shown, and the rows without one, come last.
    pub groups: Vec<SegmentSummary>,
}

#[cfg(test)]
impl schemars::JsonSchema for AgainstRest {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "AgainstRest".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let scores = ScoreKind::ALL.into_iter().map(|kind| {
            let definition = kind.definition();
            let about = definition.about.to_lowercase();
            let description = match kind.measure() {
                Measure::Net => format!("{}, in points.", definition.abbreviation),
                Measure::TopTwo => format!("Share of {about} in the two best boxes, in [−1, 1]."),
                Measure::Ease => {
                    format!("Share of easy answers to the question of {about}, in [−1, 1].")
                }
            };
            (definition.headline_id.to_owned(), description)
        });
        let sentiment = "Cliff's δ of sentiment in [−1, 1]: the probability that a comment of \
            the\ngroup is better than one of the rest, less that it is worse.";
        let all = scores.chain([("sentiment".to_owned(), sentiment.to_owned())]);
        let mut schema = crate::metrics::summary::schema::object(all.map(|(name, description)| {
            (name, generator.subschema_for::<Option<TestedDifference>>(), description)
        }));
        let description = "What a group is compared on. `None` where it, or the rest, is \
            suppressed or\nnothing varies.";
        schema.insert("description".to_owned(), description.into());
        schema
    }
}
