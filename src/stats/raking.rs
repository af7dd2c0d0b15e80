//! Weights under which a sample has the margins of its population.
//!
//! Who answers is not who was meant: the young answer seldom, one region often. Where the
//! shares of such groups in the population are known one by one, each row is weighted so
//! that all of them hold at once (iterative proportional fitting: Deming and Stephan, Annals
//! of Mathematical Statistics 11, 1940; raking: Deville, Särndal and Sautory, Journal of the
//! American Statistical Association 88, 1993).
//!
//! Weights that are made to fit take out of an estimate what the margins explain of it: its
//! variance is that of the residuals of a regression on the margins, not that of the values
//! (Deville and Särndal, Journal of the American Statistical Association 87, 1992).

use nalgebra::{DMatrix, DVector};

/// Rounds after which fitting ends at the latest.
const MOST_ROUNDS: usize = 1_000;

/// Shares that differ by no more are the same.
const SAME: f64 = 1e-10;

/// Rows that are in the same group of every margin.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Group of each margin.
    pub groups: Vec<usize>,
    /// Sum of the weights that the rows come with.
    pub weight: f64,
}

/// What fitting found.
#[derive(Debug, Clone, PartialEq)]
pub struct Raked {
    /// By what the weights of each cell are multiplied; on average over the weights, 1.
    pub factors: Vec<f64>,
    /// Whether a factor was held at the bound.
    pub bounded: bool,
    /// How far a share of a margin is from what it should be at most, in [0, 1].
    pub off: f64,
}

/// Fits the weights of cells to margins, each a list of shares that sum to 1. No factor is
/// above `most`, for a few rows that stand for many make an estimate of their own chance.
/// `None` where a group with a share has no rows, a group with rows no share, or where a cell
/// names a group that its margin does not have.
pub fn rake(cells: &[Cell], margins: &[Vec<f64>], most: f64) -> Option<Raked> {
    let total: f64 = cells.iter().map(|cell| cell.weight).sum();
    let shares = |factors: &[f64], margin: usize| -> Option<Vec<f64>> {
        let mut shares = vec![0.0; margins.get(margin)?.len()];
        for (cell, factor) in cells.iter().zip(factors) {
            *shares.get_mut(*cell.groups.get(margin)?)? += cell.weight * factor / total;
        }
        Some(shares)
    };
    let mut factors = vec![1.0; cells.len()];
    for (margin, wanted) in margins.iter().enumerate() {
        let has = shares(&factors, margin)?;
        if has.iter().zip(wanted).any(|(has, wanted)| !(*has > 0.0 && *wanted > 0.0)) {
            return None;
        }
    }
    let mut bounded = false;
    let off = |factors: &[f64]| -> Option<f64> {
        let mut off: f64 = 0.0;
        for (margin, wanted) in margins.iter().enumerate() {
            let has = shares(factors, margin)?;
            off = has.iter().zip(wanted).map(|(a, b)| (a - b).abs()).fold(off, f64::max);
        }
        Some(off)
    };
    for _ in 0..MOST_ROUNDS {
        for (margin, wanted) in margins.iter().enumerate() {
            let has = shares(&factors, margin)?;
            for (cell, factor) in cells.iter().zip(&mut factors) {
                let group = cell.groups[margin];
                *factor *= wanted[group] / has[group];
            }
        }
        bounded = factors.iter().any(|factor| *factor > most);
        factors.iter_mut().for_each(|factor| *factor = factor.min(most));
        if off(&factors)? <= SAME {
            break;
        }
    }
    // At the bound as well as at one that is met by pushing others up.
    bounded |= factors.iter().any(|factor| *factor >= most);
    Some(Raked { off: off(&factors)?, factors, bounded })
}

/// Sums over the rows of one cell, each row with its weight w, the number k of its answers and
/// their sum s.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CellSums {
    /// Group of each margin.
    pub groups: Vec<usize>,
    /// Σ w and Σ w² of all rows, with answers or without.
    pub weights: [f64; 2],
    /// Σ w k and Σ w s.
    pub linear: [f64; 2],
    /// Σ w² k and Σ w² s.
    pub heavy: [f64; 2],
    /// Σ w² k², Σ w² k s and Σ w² s².
    pub squares: [f64; 3],
}

/// Largest leverage that is taken account of: beyond it a row is its group.
const MOST_LEVERAGE: f64 = 0.5;

/// The variance of a weighted mean, the weights of which are fitted to margins with so many
/// groups, against that with the same weights as if they were given. Residuals are as
/// if each row had been left out of the fit (HC3; MacKinnon and White, Journal of Econometrics 29,
/// 1985), which matters for small samples. `None` without answers and where these do not vary.
pub fn calibration_effect(cells: &[CellSums], groups: &[usize]) -> Option<f64> {
    let sum = |of: fn(&CellSums) -> f64| cells.iter().map(of).sum::<f64>();
    let mean = sum(|cell| cell.linear[1]) / sum(|cell| cell.linear[0]);
    let given = sum(|cell| cell.squares[2]) - 2.0 * mean * sum(|cell| cell.squares[1])
        + mean * mean * sum(|cell| cell.squares[0]);
    // A constant, and every group of a margin but the first.
    let starts: Vec<usize> =
        groups.iter().scan(1, |next, n| Some(std::mem::replace(next, *next + n - 1))).collect();
    let width = 1 + groups.iter().map(|n| n - 1).sum::<usize>();
    let columns = |cell: &CellSums| {
        let of = |(start, group): (&usize, &usize)| (*group > 0).then(|| start + group - 1);
        let columns = starts.iter().zip(&cell.groups).filter_map(of);
        std::iter::once(0).chain(columns).collect::<Vec<usize>>()
    };
    let mut normal = DMatrix::<f64>::zeros(width, width);
    let mut right = DVector::<f64>::zeros(width);
    for cell in cells {
        let columns = columns(cell);
        for &i in &columns {
            right[i] += cell.linear[1] - mean * cell.linear[0];
            columns.iter().for_each(|&j| normal[(i, j)] += cell.weights[0]);
        }
    }
    // Margins that say the same twice have many solutions with the same residuals.
    let inverse = normal.pseudo_inverse(1e-9 * sum(|cell| cell.weights[0])).ok()?;
    let solution = &inverse * right;
    let residual: f64 = cells
        .iter()
        .map(|cell| {
            let columns = columns(cell);
            let fitted: f64 = columns.iter().map(|&at| solution[at]).sum();
            let CellSums { weights, heavy, squares, .. } = cell;
            let left = squares[2] - 2.0 * mean * squares[1] + mean * mean * squares[0]
                - 2.0 * fitted * (heavy[1] - mean * heavy[0])
                + fitted * fitted * weights[1];
            // A row pulls the fit towards itself: without it, it would be further away.
            let pull: f64 =
                columns.iter().flat_map(|i| columns.iter().map(|j| inverse[(*i, *j)])).sum();
            let leverage = (pull * weights[1] / weights[0]).clamp(0.0, MOST_LEVERAGE);
            left / (1.0 - leverage).powi(2)
        })
        .sum();
    let effect = residual / given;
    (given > 0.0 && effect.is_finite()).then_some(effect.max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn margins_are_met_and_weights_stay_within_their_bound() {
        let cell = |a, b, weight| Cell { groups: vec![a, b], weight };
        let cells = [cell(0, 0, 40.0), cell(0, 1, 30.0), cell(1, 0, 20.0), cell(1, 1, 10.0)];
        let margins = [vec![0.5, 0.5], vec![0.4, 0.6]];
        let free = rake(&cells, &margins, 10.0).unwrap();
        assert!(free.off < 1e-9 && !free.bounded, "{free:?}");
        // Fitting ends as soon as shares are the same, which is not to the last digit.
        assert!(free.off > 1e-13, "{free:?}");
        // Raking keeps the association: the odds ratio of the cells is what it was.
        let fitted: Vec<f64> = cells.iter().zip(&free.factors).map(|(c, f)| c.weight * f).collect();
        let odds = |w: &[f64]| w[0] * w[3] / (w[1] * w[2]);
        assert!((odds(&fitted) - odds(&[40.0, 30.0, 20.0, 10.0])).abs() < 1e-9);
        let held = rake(&cells, &margins, 1.6).unwrap();
        assert!(held.bounded && held.factors.iter().all(|f| *f <= 1.6), "{held:?}");
        assert!(held.off > 0.001);
        assert_eq!(rake(&cells, &[vec![0.5, 0.5], vec![0.4, 0.4, 0.2]], 5.0), None);
        assert_eq!(rake(&cells, &[vec![1.0, 0.0], vec![0.4, 0.6]], 5.0), None);
    }

    #[test]
    fn what_margins_explain_is_sure() {
        // An answer that is the group it is of: nothing of it is left to chance.
        let of = |group: usize, n: f64, s: f64| CellSums {
            groups: vec![group],
            weights: [n, n],
            linear: [n, n * s],
            heavy: [n, n * s],
            squares: [n, n * s, n * s * s],
        };
        let effect = calibration_effect(&[of(0, 30.0, 1.0), of(1, 20.0, 5.0)], &[2]).unwrap();
        assert!(effect.abs() < 1e-9, "{effect}");
        assert_eq!(calibration_effect(&[of(0, 30.0, 2.0), of(1, 20.0, 2.0)], &[2]), None);
    }

    #[test]
    fn a_factor_at_the_bound_is_bounded() {
        let cells = [0, 1].map(|group| Cell { groups: vec![group], weight: 50.0 });
        for (most, bounded) in [(1.5, true), (1.6, false)] {
            let raked = rake(&cells, &[vec![0.75, 0.25]], most).unwrap();
            assert_eq!((raked.factors, raked.bounded), (vec![1.5, 0.5], bounded));
        }
    }

    #[test]
    fn margins_that_cannot_be_met_end_after_a_thousand_rounds() {
        // Only without the first cell would both margins be met: 1 / its share is 3, 6, 10, 14 …
        let cell = |a, b| Cell { groups: vec![a, b], weight: 1.0 };
        let cells = [cell(0, 0), cell(0, 1), cell(1, 0)];
        let raked = rake(&cells, &[vec![0.5, 0.5], vec![0.5, 0.5]], 10.0).unwrap();
        assert!((raked.off - 1.0 / 4_002.0).abs() < 1e-9, "{raked:?}");
        assert!((raked.factors[0] - 3.0 / 4_002.0).abs() < 1e-9 && !raked.bounded, "{raked:?}");
    }

    #[test]
    fn a_row_is_held_against_the_fit_without_it() {
        let cell = |group: usize, w: f64, values: &[f64]| {
            let n = values.len() as f64;
            let sum: f64 = values.iter().sum();
            let squares: f64 = values.iter().map(|v| v * v).sum();
            CellSums {
                groups: vec![group],
                weights: [n * w, n * w * w],
                linear: [n * w, w * sum],
                heavy: [n * w * w, w * w * sum],
                squares: [n * w * w, w * w * sum, w * w * squares],
            }
        };
        // 1, 2 and 3, each of which pulls by a third, and 4 and 6 of twice the weight, by a half:
        // 2 / (2/3)² and 4 × 2 / (1/2)² against 1570/49 about the mean of 26/7.
        for w in [1.0, 1e-9] {
            let cells = [cell(0, w, &[1.0, 2.0, 3.0]), cell(1, 2.0 * w, &[4.0, 6.0])];
            let effect = calibration_effect(&cells, &[2]).unwrap();
            assert!((effect - 36.5 * 49.0 / 1_570.0).abs() < 1e-9, "{effect}");
        }
        let mut endless = cell(0, 1.0, &[1.0, 2.0]);
        endless.squares[2] = f64::INFINITY;
        assert_eq!(calibration_effect(&[endless, cell(1, 1.0, &[4.0, 6.0])], &[2]), None);
    }
}
