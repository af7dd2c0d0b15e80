//! Who the unhappy are: a small tree over what is known of customers, and whether it tells them
//! better than chance.

use serde::Serialize;

use super::columns::{Trait, asked};
use super::{Customer, MOST_CUSTOMERS};
use crate::feedback::ScoreKind;
use crate::journey::suppression::Suppression;
use crate::lang::Name;
use crate::metrics::Band;
use crate::stats::Estimate;
use crate::stats::interval::wilson;
use crate::stats::is_sure;
use crate::stats::tree::{Growth, Step, grow, held_out};

/// Splits on the way to a group.
const DEPTH: usize = 3;

/// Customers of a group: so many, and such a share of all.
const LEAST: usize = 15;
const LEAST_SHARE: f64 = 0.04;

/// Fewest of the unhappy, and of the others.
pub const FEWEST: usize = 15;

/// Sentiment below which somebody without a score is unhappy.
const NEGATIVE: f64 = -0.2;

const SEED: u64 = 1984;

/// Why there are groups, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TreeVerdict {
    /// The tree tells them better than chance.
    Found,
    /// There are too few of them, or of the others.
    TooFew,
    /// Nothing is known by which customers could differ.
    NothingKnown,
    /// It does not tell them better than chance.
    Chance,
}

/// Who the unhappy are.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Unhappy {
    /// The score that says who is unhappy; `None` where their comments do.
    pub score: Option<ScoreKind>,
    /// Why there are groups, or none.
    pub verdict: TreeVerdict,
    /// Customers of whom it is known.
    pub customers: u64,
    /// Of these, the unhappy.
    pub unhappy: u64,
    /// What was looked at.
    pub columns: Vec<Trait>,
    /// Area under the ROC curve of held-out customers: ½ is chance.
    pub auc: Option<Estimate>,
    /// p of chance doing as well.
    pub p: Option<f64>,
    /// The groups, that with the largest share first.
    pub groups: Vec<UnhappyGroup>,
}

/// A group of customers by which the unhappy are told.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct UnhappyGroup {
    /// Who belongs to it.
    pub who: Vec<Condition>,
    /// Customers.
    pub customers: u64,
    /// Of these, the unhappy.
    pub unhappy: u64,
    /// Their share, Wilson.
    pub share: Estimate,
}

/// One condition of a group.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Condition {
    /// What is asked.
    pub what: Trait,
    /// Of a question of yes and no, the answer.
    pub is: Option<bool>,
    /// Of a number, that it lies above this.
    pub above: Option<f64>,
    /// Of a number, that it lies at most here.
    pub at_most: Option<f64>,
}

/// Who is unhappy by the score that most have, or by their comments; `None` where that is not
/// known.
fn is_unhappy(one: &Customer<'_>, score: Option<ScoreKind>) -> Option<bool> {
    let person = one.person?;
    match score {
        Some(kind) => Some(Band::of(kind.measure(), person.scores.get(kind)?) == Band::Low),
        None => Some(person.sentiment()? <= NEGATIVE),
    }
}

/// Looks for who the unhappy are; the group of every customer that belongs to one.
pub(super) fn unhappy(
    all: &[Customer<'_>],
    score: Option<ScoreKind>,
    (fields, topics): (&[String], Option<&[Name]>),
    suppression: Suppression,
) -> (Unhappy, Vec<Option<usize>>) {
    let known: Vec<(usize, bool)> =
        (0..all.len()).filter_map(|at| Some((at, is_unhappy(&all[at], score)?))).collect();
    let count = |known: &[(usize, bool)]| known.iter().filter(|(_, unhappy)| *unhappy).count();
    let hits = count(&known);
    let mut found = Unhappy {
        score,
        verdict: TreeVerdict::TooFew,
        customers: known.len() as u64,
        unhappy: hits as u64,
        columns: Vec::new(),
        auc: None,
        p: None,
        groups: Vec::new(),
    };
    let none = vec![None; all.len()];
    if hits < FEWEST || known.len() - hits < FEWEST {
        return (found, none);
    }
    let least = LEAST.max((known.len() as f64 * LEAST_SHARE).ceil() as usize);
    let least = least.max(suppression.metric as usize);
    let people: Vec<&Customer<'_>> = known.iter().map(|(at, _)| &all[*at]).collect();
    let table = asked(&people, fields, topics, least);
    found.columns = table.columns.iter().map(|(what, _)| what.clone()).collect();
    if table.columns.is_empty() {
        found.verdict = TreeVerdict::NothingKnown;
        return (found, none);
    }
    let x = table.matrix(known.len());
    let step = known.len().div_ceil(MOST_CUSTOMERS);
    let drawn: Vec<usize> = (0..known.len()).step_by(step).collect();
    let (own, class) = (
        x.select(ndarray::Axis(0), &drawn),
        drawn.iter().map(|row| known[*row].1).collect::<Vec<bool>>(),
    );
    let growth = Growth { depth: DEPTH, leaf: least.div_ceil(step).max(LEAST) };
    let Some(held) = held_out(&own, &class, growth, SEED) else { return (found, none) };
    (found.auc, found.p) = (Some(held.auc), Some(held.p));
    let tree = grow(&own, &class, growth);
    let ways = tree.leaves();
    if !is_sure(held.p) || held.auc.value <= 0.5 || ways.len() < 2 {
        found.verdict = TreeVerdict::Chance;
        return (found, none);
    }
    found.verdict = TreeVerdict::Found;
    let leaf_of: Vec<usize> =
        (0..known.len()).map(|row| tree.leaf_of(&x.row(row).to_vec())).collect();
    let one_place =
        people.iter().all(|one| one.person.is_none_or(|person| person.touchpoints.len() < 2));
    let mut groups: Vec<(usize, UnhappyGroup)> = Vec::new();
    for (leaf, way) in ways.iter().enumerate() {
        let own = known.iter().zip(&leaf_of).filter(|(_, of)| **of == leaf);
        let own: Vec<(usize, bool)> = own.map(|(known, _)| *known).collect();
        let (n, hits) = (own.len() as u64, count(&own) as u64);
        if let Some(share) = wilson(hits, n) {
            let who = conditions(way, &table.columns, one_place);
            groups.push((leaf, UnhappyGroup { who, customers: n, unhappy: hits, share }));
        }
    }
    groups.sort_by(|(a, one), (b, other)| {
        other.share.value.total_cmp(&one.share.value).then(a.cmp(b))
    });
    let mut of = none;
    for ((at, _), leaf) in known.iter().zip(&leaf_of) {
        of[*at] = groups.iter().position(|(own, _)| own == leaf);
    }
    found.groups = groups.into_iter().map(|(_, group)| group).collect();
    (found, of)
}

/// The conditions of a way, one a column; `one_place` where nobody has several touchpoints.
fn conditions(way: &[Step], columns: &[(Trait, Vec<f64>)], one_place: bool) -> Vec<Condition> {
    let mut told: Vec<(usize, Condition)> = Vec::new();
    for step in way {
        let Some((what, _)) = columns.get(step.column) else { continue };
        let at = match told.iter().position(|(column, _)| *column == step.column) {
            Some(at) => at,
            None => {
                let what = what.clone();
                told.push((step.column, Condition { what, is: None, above: None, at_most: None }));
                told.len() - 1
            }
        };
        let own = &mut told[at].1;
        match (own.what.is_question(), step.above) {
            (true, above) => own.is = Some(above),
            (false, true) => own.above = Some(own.above.map_or(step.at, |at| at.max(step.at))),
            (false, false) => {
                own.at_most = Some(own.at_most.map_or(step.at, |at| at.min(step.at)));
            }
        }
    }
    let mut told: Vec<Condition> = told.into_iter().map(|(_, condition)| condition).collect();
    // Somebody who has one value of a field has none of the others.
    let of = |condition: &Condition| match &condition.what {
        Trait::Field { field, .. } => Some(Some(field.clone())),
        Trait::Touchpoint { .. } if one_place => Some(None),
        _ => None,
    };
    let has: Vec<Option<String>> =
        told.iter().filter(|condition| condition.is == Some(true)).filter_map(of).collect();
    told.retain(|condition| {
        condition.is != Some(false) || of(condition).is_none_or(|field| !has.contains(&field))
    });
    told
}
