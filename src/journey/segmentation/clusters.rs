//! Clusters of customers, and whether there are any.

use serde::Serialize;

use super::columns::{Trait, measured};
use super::profile::SegmentProfile;
use super::{Customer, MOST_CUSTOMERS};
use crate::stats::grouping::{Grouping, group};
use crate::stats::is_sure;

/// Agreement of resampled clusters below which they are not shown.
pub const STABLE: f64 = 0.6;

/// Standard deviations from which a cluster stands out by a column, and columns that are told.
const OUT: f64 = 0.5;
const TOLD: usize = 4;

/// Why there are clusters, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClusterVerdict {
    /// There are.
    Found,
    /// There are too few customers, or too little is known of them.
    TooLittle,
    /// Customers lie no closer together than those of one population.
    Chance,
    /// Resampled customers have other clusters.
    Unstable,
}

/// Clusters of customers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Clusters {
    /// Why there are some, or none.
    pub verdict: ClusterVerdict,
    /// Whether their number was stated; they are shown then, whatever the verdict.
    pub stated: bool,
    /// Customers that were looked at.
    pub customers: u64,
    /// What they were compared by.
    pub columns: Vec<Trait>,
    /// Mean simplified silhouette, in [−1, 1].
    pub silhouette: Option<f64>,
    /// The same of one population.
    pub expected: Option<f64>,
    /// The larger p of the two tests against one population; steps of 1/20.
    pub p: Option<f64>,
    /// Mean adjusted Rand index of the clusters of resampled customers with these.
    pub agreement: Option<f64>,
    /// The clusters, the largest first.
    pub segments: Vec<Cluster>,
}

/// A cluster.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Cluster {
    /// By what it stands out, most first.
    pub traits: Vec<ClusterTrait>,
    /// What it is like.
    #[serde(flatten)]
    pub profile: SegmentProfile,
}

/// By what a cluster stands out.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ClusterTrait {
    /// The column.
    pub what: Trait,
    /// Mean of the cluster: its own units, orders and amounts as geometric means.
    pub mean: f64,
    /// Mean of all.
    pub all: f64,
    /// How many standard deviations of all it lies above that.
    pub deviations: f64,
}

/// Clusters before they are described: members by their number among all customers.
pub(super) struct Cut {
    pub(super) clusters: Clusters,
    pub(super) members: Vec<Vec<usize>>,
    pub(super) traits: Vec<Vec<ClusterTrait>>,
}

/// Cuts those who gave feedback into clusters.
pub(super) fn clusters(all: &[Customer<'_>], number: Option<usize>) -> Cut {
    let own: Vec<usize> = (0..all.len()).filter(|at| all[*at].person.is_some()).collect();
    let step = own.len().div_ceil(MOST_CUSTOMERS).max(1);
    let own: Vec<usize> = own.into_iter().step_by(step).collect();
    let people: Vec<&Customer<'_>> = own.iter().map(|at| &all[*at]).collect();
    let mut table = measured(&people);
    // Who is known by nothing would lie in the middle of everything.
    let known = |row: usize| table.columns.iter().any(|(_, values)| values[row].is_finite());
    let rows: Vec<usize> = (0..own.len()).filter(|row| known(*row)).collect();
    for (_, values) in &mut table.columns {
        *values = rows.iter().map(|row| values[*row]).collect();
    }
    let own: Vec<usize> = rows.into_iter().map(|row| own[row]).collect();
    let found = group(&table.matrix(own.len()), number);
    let verdict = match &found {
        None => ClusterVerdict::TooLittle,
        Some(found) if !is_sure(found.p) => ClusterVerdict::Chance,
        Some(found) if found.agreement < STABLE => ClusterVerdict::Unstable,
        Some(_) => ClusterVerdict::Found,
    };
    let clusters = Clusters {
        verdict,
        stated: number.is_some(),
        customers: own.len() as u64,
        columns: table.columns.iter().map(|(what, _)| what.clone()).collect(),
        silhouette: found.as_ref().map(|found| found.silhouette),
        expected: found.as_ref().map(|found| found.expected),
        p: found.as_ref().map(|found| found.p),
        agreement: found.as_ref().map(|found| found.agreement),
        segments: Vec::new(),
    };
    let shown = found.filter(|_| verdict == ClusterVerdict::Found || number.is_some());
    let (mut members, mut traits) = (Vec::new(), Vec::new());
    if let Some(Grouping { of, groups, .. }) = shown {
        let mut cut: Vec<Vec<usize>> =
            (0..groups).map(|g| (0..of.len()).filter(|row| of[*row] == g).collect()).collect();
        cut.retain(|rows: &Vec<usize>| !rows.is_empty());
        cut.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        traits = cut.iter().map(|rows| standing_out(&table.columns, rows)).collect();
        members =
            cut.into_iter().map(|rows| rows.into_iter().map(|row| own[row]).collect()).collect();
    }
    Cut { clusters, members, traits }
}

fn standing_out(columns: &[(Trait, Vec<f64>)], rows: &[usize]) -> Vec<ClusterTrait> {
    let mut told: Vec<ClusterTrait> = columns
        .iter()
        .filter_map(|(what, values)| {
            let all: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
            let own = rows.iter().map(|row| values[*row]).filter(|value| value.is_finite());
            let own: Vec<f64> = own.collect();
            let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
            if own.is_empty() {
                return None;
            }
            let (own, usual) = (mean(&own), mean(&all));
            let squares = all.iter().map(|value| (value - usual).powi(2)).sum::<f64>();
            let deviation = (squares / all.len() as f64).sqrt();
            let deviations = (own - usual) / deviation;
            // Orders and amounts are compared by logarithms.
            let logs = matches!(what, Trait::Recency | Trait::Frequency | Trait::Monetary);
            let [mean, all] = [own, usual].map(|value| if logs { value.exp_m1() } else { value });
            let out = deviations.is_finite() && deviations.abs() >= OUT;
            out.then(|| ClusterTrait { what: what.clone(), mean, all, deviations })
        })
        .collect();
    told.sort_by(|a, b| b.deviations.abs().total_cmp(&a.deviations.abs()));
    told.truncate(TOLD);
    told
}
