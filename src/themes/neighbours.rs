//! Places moved to the middle of their nearest neighbours.
//!
//! A comment has few words, and two that speak of the same may share none; those around them do.
//! The mean of the nearest neighbours is one step of a mean shift (Fukunaga and Hostetler 1975):
//! places of one topic move together, and what lies between topics leaves the middle. Measured on
//! comments whose topics are known, clusters of the moved places fit these better.

use std::cmp::Ordering;

use ndarray::{Array1, Array2, Axis, Slice};
use rayon::prelude::*;

/// Most neighbours that a place is moved to the middle of.
const NEIGHBOURS: usize = 30;

/// Neighbours are no more than one in so many of a cluster of the usual size, so that small
/// clusters are not drawn into others.
const SHARE_OF_A_CLUSTER: usize = 3;

/// Places that are compared with all at once, so that memory stays bounded.
const AT_ONCE: usize = 128;

/// The rows of `points`, each the mean direction of the places nearest to it by cosine, where about
/// `number` clusters are looked for; of equally near ones those that come first count.
pub(super) fn moved(points: &Array2<f64>, number: usize) -> Array2<f64> {
    let n = points.nrows();
    let neighbours = (n / (SHARE_OF_A_CLUSTER * number.max(1))).clamp(1, NEIGHBOURS);
    let units = unit(points.clone());
    if n <= neighbours {
        return units;
    }
    let starts: Vec<usize> = (0..n).step_by(AT_ONCE).collect();
    let parts: Vec<Array2<f64>> = starts
        .into_par_iter()
        .map(|start| {
            let end = (start + AT_ONCE).min(n);
            let like = units.slice_axis(Axis(0), Slice::from(start..end)).dot(&units.t());
            let mut middles = Array2::zeros((end - start, units.ncols()));
            for (row, like) in like.outer_iter().enumerate() {
                let nearest = nearest(&like.to_vec(), start + row, neighbours);
                let sum = nearest.iter().fold(Array1::zeros(units.ncols()), |sum, at| {
                    let sum: Array1<f64> = sum;
                    sum + units.row(*at)
                });
                middles.row_mut(row).assign(&sum);
            }
            middles
        })
        .collect();
    let views: Vec<_> = parts.iter().map(Array2::view).collect();
    match ndarray::concatenate(Axis(0), &views) {
        Ok(middles) => unit(middles),
        Err(error) => unreachable!("all parts are as wide as the points: {error}"),
    }
}

/// The `count` likest places but `own`, in their order.
fn nearest(like: &[f64], own: usize, count: usize) -> Vec<usize> {
    let mut others: Vec<usize> = (0..like.len()).filter(|at| *at != own).collect();
    let by_likeness =
        |a: &usize, b: &usize| -> Ordering { like[*b].total_cmp(&like[*a]).then(a.cmp(b)) };
    if count < others.len() {
        others.select_nth_unstable_by(count, by_likeness);
        others.truncate(count);
    }
    // Sums of floats depend on their order.
    others.sort_unstable();
    others
}

/// Rows of length 1.
fn unit(mut rows: Array2<f64>) -> Array2<f64> {
    for mut row in rows.rows_mut() {
        let length = row.dot(&row).sqrt();
        if length > 0.0 {
            row /= length;
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_moves_to_the_middle_of_its_nearest() {
        // Two bundles of directions, and one place between them, nearer to the first.
        let mut rows = Vec::new();
        for i in 0..6 {
            let small = f64::from(i) * 0.01;
            rows.extend([1.0, small, 0.0]);
        }
        for i in 0..6 {
            let small = f64::from(i) * 0.01;
            rows.extend([0.0, small, 1.0]);
        }
        rows.extend([0.8, 0.0, 0.6]);
        let points = Array2::from_shape_vec((13, 3), rows).unwrap();
        let found = moved(&points, 2); // 13 / 6: two neighbours
        let first = found.row(12);
        assert!(first[0] > 0.99 && first[2] < 0.1, "{first}");
        for row in found.outer_iter() {
            assert!((row.dot(&row) - 1.0).abs() < 1e-12);
        }
        assert!((0..6).all(|at| found.row(at)[0] > 0.99));
        assert!((6..12).all(|at| found.row(at)[2] > 0.99));
    }

    #[test]
    fn the_nearest_are_those_that_come_first_where_many_are_alike() {
        assert_eq!(nearest(&[1.0, 0.5, 0.5, 0.5, 0.9], 0, 3), [1, 2, 4]);
        assert_eq!(nearest(&[0.2, 1.0], 1, 5), [0]);
    }

    #[test]
    fn blocks_do_not_show() {
        let mut rng = fastrand::Rng::with_seed(5);
        let points = Array2::from_shape_fn((AT_ONCE * 2 + 7, 8), |_| rng.f64() - 0.5);
        let found = moved(&points, 4);
        let units = unit(points.clone());
        for at in [0, AT_ONCE - 1, AT_ONCE, AT_ONCE * 2 + 6] {
            let like: Vec<f64> =
                (0..points.nrows()).map(|o| units.row(at).dot(&units.row(o))).collect();
            let mut middle = Array1::<f64>::zeros(8);
            for near in nearest(&like, at, 21) {
                middle += &units.row(near);
            }
            middle /= middle.dot(&middle).sqrt();
            assert!((&found.row(at) - &middle).iter().all(|d| d.abs() < 1e-12));
        }
    }
}
