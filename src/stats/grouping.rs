//! Rows cut into groups by k-means: how many there are, whether there are any, and how sure the
//! cut is.
//!
//! The number of groups is that by which rows lie closer to their own middle than to the next
//! (the simplified silhouette: Vendramin, Campello and Hruschka, Statistical Analysis and Data
//! Mining 3, 2010) by most more than they would without groups, as the gap statistic has it
//! (Tibshirani, Walther and Hastie, Journal of the Royal Statistical Society B 63, 2001). What is
//! without groups is told twice: the same columns with nothing between them (each shuffled by
//! itself), and one normal cloud with the same covariance (Huang, Liu, Yuan and Marron, Journal
//! of Computational and Graphical Statistics 24, 2015). Rows have groups where they beat both:
//! the first alone would call any correlation groups, the second any column of two values.

use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_clustering::{KMeans, KMeansInit};
use nalgebra::DMatrix;
use ndarray::{Array2, ArrayView1, Axis};
use rayon::prelude::*;

use super::agreement::adjusted_rand;

/// Most groups that are looked for.
pub const MOST: usize = 6;

/// Fewest rows that groups are looked for in.
pub const FEWEST_ROWS: usize = 50;

/// Share of the rows that a group has at least.
const SMALLEST: f64 = 0.05;

/// Worlds without groups, of either kind: that none does as well has a chance of 1 in 20.
const WORLDS: u64 = 19;

/// Resamples that the agreement is told from.
const RESAMPLES: u64 = 20;

/// Starts of a cut, of which the closest wins, and rounds of a start.
const STARTS: usize = 4;
const ROUNDS: u64 = 60;

/// Rows that the worlds without groups are compared by, at most.
const COMPARED: usize = 1_000;

/// Groups of rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Grouping {
    /// The group of every row, from 0.
    pub of: Vec<usize>,
    /// Number of groups.
    pub groups: usize,
    /// Mean simplified silhouette in [−1, 1].
    pub silhouette: f64,
    /// The same without groups, the larger of both worlds.
    pub expected: f64,
    /// The largest p of the two tests; steps of 1/20.
    pub p: f64,
    /// How far the groups of resampled rows are the same: mean adjusted Rand index.
    pub agreement: f64,
}

/// Cuts rows into groups: as many as `number` says, or as many as there are. Columns are brought
/// to mean 0 and variance 1; NaN counts as the mean. The same rows in the same order give the
/// same. `None` for fewer than [`FEWEST_ROWS`] rows or 2 columns that vary.
pub fn group(rows: &Array2<f64>, number: Option<usize>) -> Option<Grouping> {
    let points = standardized(rows)?;
    let n = points.nrows();
    if n < FEWEST_ROWS {
        return None;
    }
    let numbers: Vec<usize> = match number {
        Some(number) => vec![number.clamp(2, n / 2)],
        None => (2..=MOST).collect(),
    };
    let step = n.div_ceil(COMPARED);
    let drawn: Vec<usize> = (0..n).step_by(step).collect();
    let compared = points.select(Axis(0), &drawn);
    let told = |points: &Array2<f64>| -> Vec<f64> {
        numbers.iter().map(|k| cut(points, *k).map_or(-1.0, |(_, told)| told)).collect()
    };
    let own = told(&compared);
    let worlds = |made: &(dyn Fn(u64) -> Option<Array2<f64>> + Sync)| -> Vec<Vec<f64>> {
        let all = (0..WORLDS).into_par_iter();
        all.filter_map(|seed| Some(told(&made(seed)?))).collect()
    };
    let apart = worlds(&|seed| Some(shuffled(&compared, seed)));
    let factor = factor(&compared);
    let cloud = worlds(&|seed| Some(drawn_from(factor.as_ref()?, compared.nrows(), seed)));
    let mean = |worlds: &[Vec<f64>], at: usize| {
        worlds.iter().map(|told| told[at]).sum::<f64>() / (worlds.len() as f64).max(1.0)
    };
    let expected = |at: usize| mean(&apart, at).max(mean(&cloud, at));
    // Cuts on all rows; those with a crumb for a group are none.
    let cuts: Vec<Option<Vec<usize>>> = numbers
        .iter()
        .map(|k| {
            let (of, _) = cut(&points, *k)?;
            let least = (0..*k).map(|g| of.iter().filter(|own| **own == g).count()).min()?;
            (number.is_some() || least as f64 >= SMALLEST * n as f64).then_some(of)
        })
        .collect();
    let usable = (0..numbers.len()).filter(|at| cuts[*at].is_some());
    let best = usable.max_by(|a, b| {
        (own[*a] - expected(*a)).total_cmp(&(own[*b] - expected(*b))).then(b.cmp(a))
    })?;
    let p = [&apart, &cloud].map(|worlds| {
        let excess = |told: &[f64]| {
            let each = (0..numbers.len()).map(|at| told[at] - mean(worlds, at));
            each.fold(f64::NEG_INFINITY, f64::max)
        };
        let seen = excess(&own);
        let as_good = worlds.iter().filter(|told| excess(told) >= seen).count();
        (as_good as f64 + 1.0) / (worlds.len() as f64 + 1.0)
    });
    let (of, groups) = (cuts.into_iter().nth(best)??, numbers[best]);
    let agreement: Vec<f64> = (0..RESAMPLES)
        .into_par_iter()
        .filter_map(|seed| {
            let mut rng = fastrand::Rng::with_seed(seed);
            let drawn: Vec<usize> = (0..n).map(|_| rng.usize(0..n)).collect();
            let middles = middles(points.select(Axis(0), &drawn), groups)?;
            let again: Vec<usize> =
                points.rows().into_iter().map(|row| nearest(row, &middles).0).collect();
            adjusted_rand(&of, &again)
        })
        .collect();
    Some(Grouping {
        of,
        groups,
        silhouette: own[best],
        expected: expected(best),
        p: p[0].max(p[1]),
        agreement: agreement.iter().sum::<f64>() / (agreement.len() as f64).max(1.0),
    })
}

fn standardized(rows: &Array2<f64>) -> Option<Array2<f64>> {
    let mut kept: Vec<Vec<f64>> = Vec::new();
    for column in rows.columns() {
        let known: Vec<f64> = column.iter().copied().filter(|value| value.is_finite()).collect();
        let n = known.len() as f64;
        let mean = known.iter().sum::<f64>() / n;
        let variance = known.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / n;
        if known.len() > 1 && variance > 1e-12 {
            let place = |value: &f64| if value.is_finite() { value - mean } else { 0.0 };
            kept.push(column.iter().map(|value| place(value) / variance.sqrt()).collect());
        }
    }
    (kept.len() >= 2)
        .then(|| Array2::from_shape_fn((rows.nrows(), kept.len()), |(row, at)| kept[at][row]))
}

/// The middles of so many groups.
fn middles(points: Array2<f64>, groups: usize) -> Option<Array2<f64>> {
    let params = KMeans::params(groups)
        .n_runs(STARTS)
        .max_n_iterations(ROUNDS)
        .init_method(KMeansInit::KMeansPlusPlus);
    Some(params.fit(&DatasetBase::from(points)).ok()?.centroids().clone())
}

/// The nearest middle, and how far that and the next are.
fn nearest(row: ArrayView1<'_, f64>, middles: &Array2<f64>) -> (usize, f64, f64) {
    let far = |middle: ArrayView1<'_, f64>| {
        row.iter().zip(middle).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
    };
    let (mut own, mut near, mut next) = (0, f64::INFINITY, f64::INFINITY);
    for (at, middle) in middles.rows().into_iter().enumerate() {
        let far = far(middle);
        if far < near {
            (own, near, next) = (at, far, near);
        } else {
            next = next.min(far);
        }
    }
    (own, near, next)
}

/// The group of every row, and their mean simplified silhouette.
fn cut(points: &Array2<f64>, groups: usize) -> Option<(Vec<usize>, f64)> {
    let middles = middles(points.clone(), groups)?;
    let (mut of, mut sum) = (Vec::with_capacity(points.nrows()), 0.0);
    for row in points.rows() {
        let (own, near, next) = nearest(row, &middles);
        of.push(own);
        sum += if next > 0.0 { (next - near) / next } else { 0.0 };
    }
    Some((of, sum / points.nrows() as f64))
}

/// The same columns with nothing between them.
fn shuffled(points: &Array2<f64>, seed: u64) -> Array2<f64> {
    let mut rng = fastrand::Rng::with_seed(super::mix(seed));
    let mut other = points.clone();
    for mut column in other.columns_mut() {
        let mut values = column.to_vec();
        rng.shuffle(&mut values);
        column.assign(&ndarray::Array1::from(values));
    }
    other
}

/// What turns independent normal numbers into a cloud with the covariance of the rows.
fn factor(points: &Array2<f64>) -> Option<DMatrix<f64>> {
    let (n, wide) = points.dim();
    let covariance = DMatrix::from_fn(wide, wide, |a, b| {
        let product = points.column(a).dot(&points.column(b)) / n as f64;
        // Columns that say the same would have no factor.
        product + if a == b { 1e-9 } else { 0.0 }
    });
    Some(covariance.cholesky()?.l())
}

fn drawn_from(factor: &DMatrix<f64>, n: usize, seed: u64) -> Array2<f64> {
    let mut rng = fastrand::Rng::with_seed(super::mix(seed ^ 0xc10d));
    let wide = factor.nrows();
    let numbers = DMatrix::from_fn(wide, n, |_, _| super::normal(&mut rng));
    let cloud = factor * numbers;
    Array2::from_shape_fn((n, wide), |(row, column)| cloud[(column, row)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(
        n: usize,
        seed: u64,
        of: impl Fn(usize, &mut fastrand::Rng) -> Vec<f64>,
    ) -> Array2<f64> {
        let mut rng = fastrand::Rng::with_seed(seed);
        let cells: Vec<Vec<f64>> = (0..n).map(|at| of(at, &mut rng)).collect();
        Array2::from_shape_fn((n, cells[0].len()), |(row, column)| cells[row][column])
    }

    fn has_groups(rows: &Array2<f64>) -> bool {
        group(rows, None).is_some_and(|found| found.p <= 0.05)
    }

    #[test]
    fn planted_groups_are_counted_and_found() {
        let middles = [[0.0, 0.0, 0.0], [4.0, 4.0, 0.0], [0.0, 4.0, 4.0]];
        let planted = rows(240, 1, |at, rng| {
            middles[at % 3].iter().map(|middle| middle + crate::stats::normal(rng)).collect()
        });
        let found = group(&planted, None).unwrap();
        assert_eq!(found.groups, 3);
        assert!(found.p <= 0.05 && found.agreement > 0.9, "{found:?}");
        let truth: Vec<usize> = (0..240).map(|at| at % 3).collect();
        assert!(adjusted_rand(&found.of, &truth).unwrap() > 0.9);
        assert_eq!(group(&planted, Some(2)).unwrap().groups, 2);
    }

    #[test]
    fn two_groups_of_answers_are_told_from_columns_of_two_values() {
        let answer = |together: bool| {
            rows(200, 3, move |at, rng| {
                let happy = at % 3 > 0;
                let of = |happy: bool, rng: &mut fastrand::Rng| match happy {
                    true => f64::from(rng.u8(4..=5)),
                    false => f64::from(rng.u8(1..=2)),
                };
                (0..4)
                    .map(|_| {
                        let happy = if together { happy } else { rng.u8(0..3) > 0 };
                        of(happy, rng)
                    })
                    .collect()
            })
        };
        let found = group(&answer(true), None).unwrap();
        assert!(found.groups == 2 && found.p <= 0.05, "{found:?}");
        assert!(group(&answer(false), None).unwrap().p > 0.05);
    }

    /// The short version of a simulation: one population, whatever its columns are like, has no
    /// groups in 95 % of the cases.
    #[test]
    fn one_population_has_no_groups() {
        let simulations: u64 =
            if std::env::var_os("XINSHENG_SLOW_TESTS").is_some() { 100 } else { 5 };
        type Of<'o> = &'o dyn Fn(usize, &mut fastrand::Rng) -> Vec<f64>;
        let kinds: [Of<'_>; 3] = [
            &|_, rng| (0..4).map(|_| crate::stats::normal(rng)).collect(),
            &|_, rng| {
                let common = crate::stats::normal(rng);
                (0..4).map(|_| common + 0.7 * crate::stats::normal(rng)).collect()
            },
            &|_, rng| (0..4).map(|_| f64::from(rng.u8(1..=5))).collect(),
        ];
        let wrong: Vec<usize> = kinds
            .iter()
            .map(|of| {
                let own = |seed| rows(100, 1_000 + seed, |at, rng| of(at, rng));
                (0..simulations).filter(|seed| has_groups(&own(*seed))).count()
            })
            .collect();
        let expected = 0.05 * simulations as f64 * kinds.len() as f64;
        let most = expected + 2.5 * expected.sqrt();
        assert!(wrong.iter().sum::<usize>() as f64 <= most, "{wrong:?}");
    }

    #[test]
    fn little_has_no_groups() {
        let few = rows(FEWEST_ROWS - 1, 1, |_, rng| vec![rng.f64(), rng.f64()]);
        assert_eq!(group(&few, None), None);
        let one = rows(100, 1, |_, rng| vec![rng.f64(), 1.0]);
        assert_eq!(group(&one, None), None);
        let gaps =
            rows(100, 1, |at, rng| vec![if at % 7 == 0 { f64::NAN } else { rng.f64() }, rng.f64()]);
        assert!(group(&gaps, None).is_some());
    }

    #[test]
    fn columns_are_brought_to_one_footing() {
        let gap = f64::NAN;
        let rows = ndarray::array![[1.0, 5.0, 2.0], [3.0, 5.0, gap], [5.0, 5.0, 4.0]];
        let found = standardized(&rows).unwrap();
        // The second column does not vary; means of 3, variances of 8/3 and 1.
        let step = 2.0 / (8.0_f64 / 3.0).sqrt();
        let wanted = ndarray::array![[-step, -1.0], [0.0, 0.0], [step, 1.0]];
        assert_eq!(found.dim(), (3, 2));
        assert!((&found - &wanted).iter().all(|apart| apart.abs() < 1e-12), "{found:?}");
        let once = ndarray::array![[1.0, gap], [2.0, 7.0]];
        assert_eq!(standardized(&once), None);
    }

    #[test]
    fn the_nearest_middle_and_the_next_are_told_with_their_distances() {
        let middles = ndarray::array![[3.0, 4.0], [0.0, -1.0], [6.0, 8.0]];
        let row = ndarray::array![0.0, 0.0];
        assert_eq!(nearest(row.view(), &middles), (1, 1.0, 5.0));
        let twice = ndarray::array![[3.0, 4.0], [4.0, 3.0]];
        assert_eq!(nearest(row.view(), &twice), (0, 5.0, 5.0));
    }

    #[test]
    fn a_cloud_has_the_covariance_of_the_rows() {
        let root = |variance: f64| (variance + 1e-9).sqrt();
        let apart = ndarray::array![[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]];
        let found = factor(&apart).unwrap();
        for (place, wanted) in
            [((0, 0), root(0.5)), ((1, 1), root(0.5)), ((1, 0), 0.0), ((0, 1), 0.0)]
        {
            assert!((found[place] - wanted).abs() < 1e-12, "{place:?}");
        }
        // Also where two columns say the same.
        let same = factor(&ndarray::array![[1.0, 1.0], [-1.0, -1.0]]).unwrap();
        assert!((same[(0, 0)] - root(1.0)).abs() < 1e-12 && (same[(1, 0)] - 1.0).abs() < 1e-6);
    }
}
