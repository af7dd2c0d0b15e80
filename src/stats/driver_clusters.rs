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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::driver_moments::DriverMoments;
    use crate::stats::relative_weights::relative_weights;

    fn of_persons(rows: &[(u64, &[f64], f64)]) -> (GroupSums, Correlations, RelativeWeights) {
        let k = rows[0].1.len();
        let mut moments = DriverMoments::answers(k);
        for (at, (person, values, outcome)) in rows.iter().enumerate() {
            let values: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
            assert!(moments.add_of((at as u64, Some(*person)), &values, *outcome, 1.0));
        }
        let sums = moments.of(&(0..k).collect::<Vec<_>>());
        let correlations = correlations(&sums.total(), k).unwrap();
        let weights = relative_weights(&correlations);
        (sums, correlations, weights)
    }

    /// Four people of two rows each: the correlations without each of them are 0.7754, 0.8882, 0.8795
    /// and 0.7242 by numpy, and their variance is 3/4 of the squares about the mean.
    #[test]
    fn few_clusters_are_left_out_one_by_one() {
        let x = [[1.0], [2.0], [3.0], [5.0], [2.0], [4.0], [6.0], [7.0]];
        let y = [2.0, 1.0, 4.0, 4.0, 3.0, 6.0, 5.0, 9.0];
        let rows: Vec<(u64, &[f64], f64)> =
            x.iter().zip(y).enumerate().map(|(at, (x, y))| (at as u64 / 2, &x[..], y)).collect();
        let (sums, correlations, weights) = of_persons(&rows);
        let found = cluster_robust(&sums, &correlations, &weights, 8.0).unwrap();
        assert!((found.variances[0] - 0.014_489_422_389).abs() < 1e-9, "{:?}", found.variances);
        assert_eq!(found.freedom, 3.0);
        // One more group and one more row than coefficients are needed, the constant with them.
        let of = |persons: usize, rows_in_all: f64| {
            let (sums, correlations, weights) = of_persons(&rows[..2 * persons]);
            cluster_robust(&sums, &correlations, &weights, rows_in_all).is_some()
        };
        assert_eq!([of(2, 8.0), of(3, 8.0), of(4, 2.0), of(4, 3.0)], [false, true, false, true]);
    }

    #[test]
    fn of_many_clusters_a_degree_of_freedom_goes_with_each_coefficient() {
        for (persons, freedom) in [(200, 199.0), (201, 198.0)] {
            let values: Vec<[f64; 2]> =
                (0..persons).map(|at| [f64::from(at * 7 % 11), f64::from(at * 5 % 13)]).collect();
            let rows: Vec<(u64, &[f64], f64)> = values
                .iter()
                .enumerate()
                .map(|(at, values)| (at as u64, &values[..], (at % 17) as f64))
                .collect();
            let (sums, correlations, weights) = of_persons(&rows);
            let found = cluster_robust(&sums, &correlations, &weights, f64::from(persons)).unwrap();
            assert_eq!((found.variances.len(), found.freedom), (2, freedom), "{persons}");
        }
    }
}
