//! Who pulls the score down most: the group of a segment field that scores surely worse than
//! the rest of it and takes most from the score.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::CHANCE;
use crate::feedback::ScoreKind;
use crate::journey::segments::{SegmentGroup, SegmentTable, TestedDifference};

/// A group that is less content than the rest.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WeakGroup {
    /// The segment field.
    pub field: String,
    /// Its value.
    pub group: String,
    /// The score.
    pub score: ScoreKind,
    /// The group against the rest of the field.
    pub tested: TestedDifference,
}

/// How a field tells how it went, and not who somebody is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Outcomes {
    /// Within its name.
    words: Vec<String>,
    /// First words of questions.
    asking: Vec<String>,
}

static OUTCOMES: LazyLock<Outcomes> =
    LazyLock::new(|| match toml::from_str(include_str!("../../../data/words/outcomes.toml")) {
        Ok(outcomes) => outcomes,
        Err(error) => unreachable!("outcomes.toml is part of the program: {error}"),
    });

/// Whether a field holds answers about the experience, such as “Did we resolve it?”: that those
/// whose trouble was not solved are the least content goes without saying, and they are no group
/// that somebody looks after.
fn tells_an_outcome(field: &str) -> bool {
    let field = field.to_lowercase();
    // `is_member` is a flag, “is it done” a question.
    let first = field.split_once(' ').map_or("", |(first, _)| first);
    OUTCOMES.asking.iter().any(|word| word == first)
        || OUTCOMES.words.iter().any(|word| field.contains(word.as_str()))
}

/// The q of a field controls its own tests; a report with several fields looks several
/// times, and asks for as much less.
pub(super) fn of(segments: &[SegmentTable], main: Option<ScoreKind>) -> Option<WeakGroup> {
    let score = main?;
    let segments = || segments.iter().filter(|table| !tells_an_outcome(&table.field));
    let fields = segments().filter(|table| !table.groups.is_empty()).count();
    let bound = CHANCE / fields.max(1) as f64;
    let groups = segments().flat_map(|table| table.groups.iter().map(move |g| (table, g)));
    let weak = groups.filter_map(|(table, group)| {
        let SegmentGroup::Value(value) = &group.group else { return None };
        let tested = group.against_rest.scores[score].as_ref()?;
        let worse = tested.q <= bound && tested.difference.value < 0.0;
        let share = tested.n as f64 / (tested.n + tested.rest).max(1) as f64;
        worse.then_some((tested.difference.value * share, table, value, tested))
    });
    let (_, table, value, tested) = weak.min_by(|a, b| a.0.total_cmp(&b.0))?;
    Some(WeakGroup {
        field: table.field.clone(),
        group: value.clone(),
        score,
        tested: tested.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_it_went_is_no_group_of_customers() {
        for field in [
            "Did we resolve all charges?",
            "Issue resolved",
            "Was it delivered",
            "处理是否及时",
            "问题解决情况",
            "Would recommend",
        ] {
            assert!(tells_an_outcome(field), "{field}");
        }
        for field in
            ["Property", "country", "Plan", "Isle of Man", "is_member", "小区", "门店", "会员等级"]
        {
            assert!(!tells_an_outcome(field), "{field}");
        }
    }
}
