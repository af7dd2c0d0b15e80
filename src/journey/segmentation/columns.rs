//! What is known of customers as columns of numbers, for clusters and for the tree.

use std::collections::BTreeMap;
use std::sync::Arc;

use ndarray::Array2;
use serde::Serialize;

use super::{Customer, Purchases};
use crate::feedback::ScoreKind;
use crate::journey::facts::TouchpointId;
use crate::lang::Name;

/// What a column says of a customer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Trait {
    /// The last score, as goodness of 0–100.
    Score {
        /// Which.
        score: ScoreKind,
    },
    /// Mean sentiment of the comments, −1 to 1.
    Sentiment,
    /// Mean rating of a touchpoint, as goodness of 0–100.
    Rating {
        /// The touchpoint.
        touchpoint: String,
    },
    /// Days since the last order.
    Recency,
    /// Orders.
    Frequency,
    /// What was paid.
    Monetary,
    /// Whether a segment field holds a value.
    Field {
        /// The field.
        field: String,
        /// The value.
        value: String,
    },
    /// Whether an answer is of a touchpoint.
    Touchpoint {
        /// The touchpoint.
        touchpoint: String,
    },
    /// Whether a comment speaks of a touchpoint of the taxonomy.
    SpeaksOf {
        /// The touchpoint.
        touchpoint: Name,
    },
    /// Whether there is a comment.
    Comments,
}

impl Trait {
    /// Whether it is one of yes and no.
    pub fn is_question(&self) -> bool {
        use Trait::*;
        matches!(self, Field { .. } | Touchpoint { .. } | SpeaksOf { .. } | Comments)
    }
}

/// Columns of numbers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    pub(super) columns: Vec<(Trait, Vec<f64>)>,
}

impl Table {
    pub(super) fn matrix(&self, rows: usize) -> Array2<f64> {
        Array2::from_shape_fn((rows, self.columns.len()), |(row, at)| self.columns[at].1[row])
    }
}

/// Share of the customers that a column tells something of.
const KNOWN: f64 = 0.6;

/// Points of 100 within which a score and a rating are one answer.
const SAME: f64 = 0.5;

/// Values of a field and columns of all that are asked about.
const MOST_VALUES: usize = 8;
const MOST_COLUMNS: usize = 40;

fn bought<'a>(
    all: &'a [&'a Customer<'a>],
    number: fn(&Purchases) -> f64,
) -> impl Iterator<Item = f64> + 'a {
    all.iter().map(move |one| one.bought.as_ref().map_or(f64::NAN, number))
}

/// Orders as columns; amounts and counts as logarithms where `even`.
fn purchases(all: &[&Customer<'_>], even: bool) -> Vec<(Trait, Vec<f64>)> {
    // What is not known stays so: `max` would make 0 of it.
    let log = |value: f64| if value < 0.0 { 0.0 } else { value.ln_1p() };
    let scale = move |value: f64| if even { log(value) } else { value };
    let of = |number: fn(&Purchases) -> f64| bought(all, number).map(scale).collect::<Vec<f64>>();
    vec![
        (Trait::Recency, of(|one| one.recency as f64)),
        (Trait::Frequency, of(|one| one.frequency as f64)),
        (Trait::Monetary, of(|one| one.monetary)),
    ]
}

/// What customers are clustered by: scores, sentiment, ratings of touchpoints, orders; NaN where
/// something is not known.
pub(super) fn measured(all: &[&Customer<'_>]) -> Table {
    let mut columns = Vec::new();
    for score in ScoreKind::ALL {
        let value = |one: &&Customer<'_>| one.person?.scores.get(score).map(|s| s.goodness());
        let values = all.iter().map(|one| value(one).unwrap_or(f64::NAN));
        columns.push((Trait::Score { score }, values.collect()));
    }
    let sentiment = |one: &&Customer<'_>| one.person?.sentiment();
    let values = all.iter().map(|one| sentiment(one).unwrap_or(f64::NAN)).collect();
    columns.push((Trait::Sentiment, values));
    let mut rated: BTreeMap<&Arc<str>, usize> = BTreeMap::new();
    let people = all.iter().filter_map(|one| one.person);
    people.flat_map(|one| one.rated()).for_each(|name| *rated.entry(name).or_default() += 1);
    for name in rated.into_keys() {
        let rating = |one: &&Customer<'_>| one.person?.rating(name);
        let values: Vec<f64> = all.iter().map(|one| rating(one).unwrap_or(f64::NAN)).collect();
        columns.push((Trait::Rating { touchpoint: name.to_string() }, values));
    }
    drop_items(&mut columns);
    columns.extend(purchases(all, true));
    let enough = |values: &[f64]| {
        let known = values.iter().filter(|value| value.is_finite()).count();
        known as f64 >= KNOWN * values.len() as f64 && known > 0
    };
    columns.retain(|(_, values)| enough(values));
    columns.truncate(MOST_COLUMNS);
    Table { columns }
}

/// Leaves out scores that are only a rating of a touchpoint under another name: where several items
/// were asked and nothing of the whole, the score of a customer is that of the first.
fn drop_items(columns: &mut Vec<(Trait, Vec<f64>)>) {
    let is_rating = |what: &Trait| matches!(what, Trait::Rating { .. });
    let ratings: Vec<Vec<f64>> =
        columns.iter().filter(|(what, _)| is_rating(what)).map(|(_, own)| own.clone()).collect();
    if ratings.len() < 2 {
        return;
    }
    let is_item = |score: &[f64]| {
        let given = score.iter().filter(|value| value.is_finite()).count();
        ratings.iter().any(|rating| {
            let both = score.iter().zip(rating).filter(|(a, b)| a.is_finite() && b.is_finite());
            let (mut n, mut same) = (0_usize, true);
            for (a, b) in both {
                n += 1;
                same &= (a - b).abs() < SAME;
            }
            same && n > 0 && n as f64 >= KNOWN * given as f64
        })
    };
    columns.retain(|(what, values)| !(matches!(what, Trait::Score { .. }) && is_item(values)));
}

/// What says who customers are: segment fields, touchpoints, what they speak of, orders. Each
/// answer of yes or no is one of at least `least` customers.
pub(super) fn asked(
    all: &[&Customer<'_>],
    fields: &[String],
    topics: Option<&[Name]>,
    least: usize,
) -> Table {
    let mut columns: Vec<(Trait, Vec<f64>)> = Vec::new();
    let people = || all.iter().map(|one| one.person);
    let yes = |is: &dyn Fn(&super::Person) -> bool| -> Vec<f64> {
        people().map(|one| f64::from(u8::from(one.is_some_and(is)))).collect()
    };
    let most = |counts: BTreeMap<Arc<str>, usize>| {
        let mut values: Vec<(Arc<str>, usize)> = counts.into_iter().collect();
        values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        values.truncate(MOST_VALUES);
        values.into_iter().map(|(value, _)| value)
    };
    for (at, field) in fields.iter().enumerate() {
        let mut counts: BTreeMap<Arc<str>, usize> = BTreeMap::new();
        let held = |one: &super::Person| one.segments.get(at).cloned().flatten();
        people()
            .flatten()
            .filter_map(held)
            .for_each(|value| *counts.entry(value).or_default() += 1);
        for value in most(counts) {
            let values = yes(&|one| held(one).as_ref() == Some(&value));
            let (field, value) = (field.clone(), value.to_string());
            columns.push((Trait::Field { field, value }, values));
        }
    }
    let mut counts: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    let places = people().flatten().flat_map(|one| &one.touchpoints);
    places.for_each(|name| *counts.entry(Arc::clone(name)).or_default() += 1);
    for name in most(counts) {
        let values = yes(&|one| one.touchpoints.contains(&name));
        columns.push((Trait::Touchpoint { touchpoint: name.to_string() }, values));
    }
    columns.push((Trait::Comments, yes(&|one| one.comments > 0)));
    let mut spoken: BTreeMap<TouchpointId, usize> = BTreeMap::new();
    let said = people().flatten().flat_map(|one| {
        one.said
            .keys()
            .map(|(touchpoint, _)| *touchpoint)
            .collect::<std::collections::BTreeSet<_>>()
    });
    said.for_each(|touchpoint| *spoken.entry(touchpoint).or_default() += 1);
    let mut spoken: Vec<(TouchpointId, usize)> = spoken.into_iter().collect();
    spoken.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    for (id, _) in spoken.into_iter().take(MOST_VALUES) {
        let Some(name) = topics.and_then(|names| names.get(id)) else { continue };
        let values = yes(&|one| one.said.keys().any(|(touchpoint, _)| *touchpoint == id));
        columns.push((Trait::SpeaksOf { touchpoint: name.clone() }, values));
    }
    columns.retain(|(_, values)| {
        let yes = values.iter().filter(|value| **value > 0.5).count();
        yes >= least && values.len() - yes >= least
    });
    columns.truncate(MOST_COLUMNS);
    let known = all.iter().filter(|one| one.bought.is_some()).count();
    if known as f64 >= KNOWN * all.len() as f64 && known > 0 {
        let usual = |values: &[f64]| {
            super::profile::median(values.iter().copied().filter(|value| value.is_finite()))
        };
        columns.extend(purchases(all, false).into_iter().map(|(kind, mut values)| {
            let usual = usual(&values).unwrap_or_default();
            values.iter_mut().filter(|value| !value.is_finite()).for_each(|value| *value = usual);
            (kind, values)
        }));
    }
    Table { columns }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_that_is_the_first_item_is_none() {
        let score = || Trait::Score { score: ScoreKind::Csat };
        let rating = |name: &str| Trait::Rating { touchpoint: name.to_owned() };
        let kept = |columns: Vec<(Trait, Vec<f64>)>| -> Vec<Trait> {
            let mut columns = columns;
            drop_items(&mut columns);
            columns.into_iter().map(|(what, _)| what).collect()
        };
        let (food, room) = (rating("food"), rating("room"));
        let of = |what: &Trait, values: [f64; 3]| (what.clone(), values.to_vec());
        let items = || [of(&food, [75.0, 50.0, 100.0]), of(&room, [0.0, 50.0, f64::NAN])];
        let with = |own: [f64; 3]| [of(&score(), own)].into_iter().chain(items()).collect();
        assert_eq!(kept(with([75.0, 50.0, 100.0])), [food.clone(), room.clone()]);
        // A score of the whole, and one that is beside one rating alone.
        assert_eq!(kept(with([75.0, 50.0, 75.0])), [score(), food.clone(), room.clone()]);
        let one = vec![of(&score(), [75.0; 3]), of(&food, [75.0; 3])];
        assert_eq!(kept(one), [score(), food.clone()]);
    }
}
