//! How sure the coefficients of drivers are where rows come in clusters, such as
//! the answers of one person.
//!
//! What each cluster adds to the normal equations is summed before it is squared
//! (the sandwich of Liang and Zeger, Biometrika 73, 1986, with the factor of
//! Cameron and Miller, Journal of Human Resources 50, 2015, for few clusters).
//! Clusters are dealt whole to the groups of [`super::driver_moments`], so that
//! the sums of groups are all that is needed; with more than a thousand clusters
//! a group is a random few of them, which makes the variance less precise and no
//! smaller. Of few clusters the sandwich is too sure: there the variance is that of the
//! coefficients without each cluster in turn (the jackknife, CR3; MacKinnon, Nielsen and
//! Webb, Journal of Applied Econometrics 38, 2023).

use nalgebra::{DMatrix, DVector};

use super::driver_samples::{GroupSums, SampleMoments};
use super::drivers::correlations;
use super::relative_weights::{Correlations, RelativeWeights};

/// Most groups that are left out one by one.
const MOST_LEFT_OUT: usize = 200;

/// Variances of standardised coefficients, and their degrees of freedom.
pub(super) struct Clustered {
    pub(super) variances: Vec<f64>,
    pub(super) freedom: f64,
}

/// Cluster-robust variances of the coefficients; `None` where there are no more groups than
/// coefficients, or where predictors repeat each other.
pub(super) fn cluster_robust(
    sums: &GroupSums,
    correlations: &Correlations,
    weights: &RelativeWeights,
    rows: f64,
) -> Option<Clustered> {
    let k = weights.betas.len();
    let (groups, fitted) = (sums.groups() as f64, k as f64 + 1.0);
    if groups <= fitted || rows <= fitted {
        return None;
    }
    let total = sums.total();
    if sums.groups() <= MOST_LEFT_OUT {
        return Some(Clustered { variances: jackknife(sums, &total, k)?, freedom: groups - 1.0 });
    }
    // Of every pair of variables: mean and spread of both over the rows that have both, and the
    // weight of these.
    let of_pair: Vec<Option<[f64; 5]>> = (0..k)
        .flat_map(|i| (0..=k).map(move |j| (i, j)))
        .map(|(i, j)| total.standard(i, j))
        .collect();
    let betas = DVector::from_column_slice(&weights.betas);
    let scores: Vec<DVector<f64>> = sums
        .each()
        .map(|group| {
            let part = |i: usize, j: usize| {
                of_pair[i * (k + 1) + j].map_or(0.0, |of| group.standardised(i, j, of))
            };
            DVector::from_fn(k, |i, _| {
                part(i, k) - (0..k).map(|j| part(i, j) * betas[j]).sum::<f64>()
            })
        })
        .collect();
    // Zero but where a matrix of correlations had to be repaired.
    let mean = scores.iter().fold(DVector::zeros(k), |sum, score| sum + score) / groups;
    let mut middle = DMatrix::zeros(k, k);
    for score in &scores {
        let own = score - &mean;
        middle.ger(1.0, &own, &own, 1.0);
    }
    let factor = groups / (groups - 1.0) * (rows - 1.0) / (rows - fitted);
    let bread = correlations.predictors.clone().cholesky()?.inverse();
    let sandwich = &bread * middle * &bread * factor;
    Some(Clustered { variances: sandwich.diagonal().as_slice().to_vec(), freedom: groups - fitted })
}

fn jackknife(sums: &GroupSums, total: &SampleMoments, k: usize) -> Option<Vec<f64>> {
    let betas = sums.each().map(|group| {
        let Correlations { predictors, outcome, .. } = correlations(&total.without(&group), k)?;
        Some(predictors.cholesky()?.solve(&outcome))
    });
    let betas: Vec<DVector<f64>> = betas.collect::<Option<_>>()?;
    let groups = betas.len() as f64;
    let mean = betas.iter().fold(DVector::zeros(k), |sum, beta| sum + beta) / groups;
    let squares = betas.iter().map(|beta| (beta - &mean).map(|apart| apart * apart));
    let sum = squares.fold(DVector::zeros(k), |sum, squares| sum + squares);
    Some((sum * ((groups - 1.0) / groups)).as_slice().to_vec())
}
