//! Johnson's relative weights: how much of what the predictors explain is due
//! to each of them, where they are correlated with one another.
//!
//! Regression coefficients divide what two correlated drivers share almost at
//! random. Relative weights (Johnson, Multivariate Behavioral Research 35,
//! 2000) divide it by way of the orthogonal variables nearest to the
//! predictors: with R = VΛVᵀ the correlations of the predictors and r those
//! with the outcome, L = VΛ^½Vᵀ, b = L⁻¹r, and the weights (L∘L)(b∘b), which
//! are never negative and sum to R². For two predictors they are the Shapley
//! values of [`super::lmg`].
//!
//! Correlations taken pair by pair over answers with gaps need not fit
//! together: a matrix may then explain more than everything. What is done about
//! it is said at [`Correlations::new`].

use nalgebra::{Cholesky, DMatrix, DVector, SymmetricEigen};

/// Smallest eigenvalue that a correlation matrix is left with.
const FLOOR: f64 = 1e-8;

/// How far beyond ±1, or from symmetry, rounding may bring a correlation.
const ROUNDING: f64 = 1e-9;

/// Correlations of some predictors with each other and with one outcome that
/// fit together.
#[derive(Debug, Clone)]
pub struct Correlations {
    /// Among the predictors; the diagonal is 1.
    pub(super) predictors: DMatrix<f64>,
    /// Of every predictor with the outcome.
    pub(super) outcome: DVector<f64>,
    repaired: bool,
}

/// The weights of all predictors, in the order given.
#[derive(Debug, Clone, PartialEq)]
pub struct RelativeWeights {
    /// Parts of R², each ≥ 0, which sum to it.
    pub weights: Vec<f64>,
    /// Share of the variance of the outcome that all predictors explain
    /// together, in [0, 1].
    pub r_squared: f64,
    /// Standardised coefficients of the least squares regression. Their signs
    /// are the directions that the weights do not have.
    pub betas: Vec<f64>,
    /// Variance inflation factor of every predictor, ≥ 1: from about 5 to 10
    /// on, its coefficient is hardly determined any more. 1 / VIF is the
    /// tolerance.
    pub vif: Vec<f64>,
    /// √(largest / smallest eigenvalue) of the correlations of the predictors,
    /// ≥ 1: above 30, they are collinear (Belsley, Kuh and Welsch 1980, here of
    /// the centred predictors, which the mean of a scale does not inflate).
    pub condition_index: f64,
    /// Whether the correlations had to be repaired; see
    /// [`Correlations::new`].
    pub repaired: bool,
}

impl Correlations {
    /// From the correlations among k predictors, row by row, and those of each
    /// with the outcome.
    ///
    /// Where the matrix of all of them has an eigenvalue below 1e-8 (predictors
    /// that repeat each other, or coefficients of different rows that
    /// contradict each other), its eigenvalues are raised to 1e-8 and it is
    /// scaled back to a diagonal of 1: the spectral method of Rebonato and
    /// Jäckel (Journal of Risk 2, 2000). `None` for no predictor, for lengths
    /// that do not match, and for what is no correlation.
    pub fn new(predictors: &[f64], outcome: &[f64]) -> Option<Correlations> {
        let k = outcome.len();
        if k == 0 || k.checked_mul(k)? != predictors.len() {
            return None;
        }
        let valid = |r: &f64| r.abs() <= 1.0 + ROUNDING;
        let symmetric = (0..k).all(|i| {
            (0..i).all(|j| (predictors[i * k + j] - predictors[j * k + i]).abs() <= ROUNDING)
        });
        let diagonal = (0..k).all(|i| (predictors[i * k + i] - 1.0).abs() <= ROUNDING);
        let all_valid = predictors.iter().chain(outcome).all(valid);
        if !(symmetric && diagonal && all_valid) {
            return None;
        }
        let mut all = DMatrix::from_fn(k + 1, k + 1, |i, j| match (i == k, j == k) {
            (true, true) => 1.0,
            (true, false) => outcome[j],
            (false, true) => outcome[i],
            (false, false) if i == j => 1.0,
            (false, false) => predictors[i.max(j) * k + i.min(j)],
        });
        let repaired = !clearly_definite(&all) && repair(&mut all);
        Some(Correlations {
            outcome: all.view((0, k), (k, 1)).column(0).into_owned(),
            predictors: all.resize(k, k, 0.0),
            repaired,
        })
    }

    /// Number of predictors.
    pub(super) fn len(&self) -> usize {
        self.outcome.len()
    }
}

/// Whether no eigenvalue can be below the floor. Every bootstrap sample asks,
/// and a Cholesky factor is much cheaper than the eigenvalues. Those sum to k,
/// so that the product of all but the smallest is at most (k / (k − 1))^(k−1)
/// < e, and the smallest more than det(R) / e.
fn clearly_definite(matrix: &DMatrix<f64>) -> bool {
    Cholesky::new(matrix.clone()).is_some_and(|factor| factor.determinant() > 3.0 * FLOOR)
}

/// Raises the eigenvalues to the floor; `false` where none was below it.
fn repair(matrix: &mut DMatrix<f64>) -> bool {
    let SymmetricEigen { mut eigenvalues, eigenvectors } = SymmetricEigen::new(matrix.clone());
    if eigenvalues.min() >= FLOOR {
        return false;
    }
    eigenvalues.apply(|value| *value = value.max(FLOOR));
    let raised = &eigenvectors * DMatrix::from_diagonal(&eigenvalues) * eigenvectors.transpose();
    *matrix = DMatrix::from_fn(matrix.nrows(), matrix.ncols(), |i, j| {
        if i == j { 1.0 } else { raised[(i, j)] / (raised[(i, i)] * raised[(j, j)]).sqrt() }
    });
    true
}

/// Johnson's relative weights; see [the module](self).
pub fn relative_weights(correlations: &Correlations) -> RelativeWeights {
    let r = &correlations.outcome;
    let SymmetricEigen { eigenvalues, eigenvectors: v } =
        SymmetricEigen::new(correlations.predictors.clone());
    // Scaling back to a diagonal of 1 can bring an eigenvalue below the floor
    // again, never far.
    let eigenvalues = eigenvalues.map(|value| value.max(FLOOR / 10.0));
    let roots = eigenvalues.map(f64::sqrt);
    let rotated = v.tr_mul(r);
    let b = &v * rotated.component_div(&roots);
    let betas = &v * rotated.component_div(&eigenvalues);
    let loadings = &v * DMatrix::from_diagonal(&roots) * v.transpose();
    let weights = loadings.component_mul(&loadings) * b.component_mul(&b);
    let vif = v.component_mul(&v) * eigenvalues.map(f64::recip);
    RelativeWeights {
        r_squared: b.norm_squared().clamp(0.0, 1.0),
        weights: weights.as_slice().to_vec(),
        betas: betas.as_slice().to_vec(),
        vif: vif.iter().map(|vif| vif.max(1.0)).collect(),
        condition_index: (eigenvalues.max() / eigenvalues.min()).sqrt(),
        repaired: correlations.repaired,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(predictors: &[f64], outcome: &[f64]) -> RelativeWeights {
        relative_weights(&Correlations::new(predictors, outcome).unwrap())
    }

    #[test]
    fn what_is_no_correlation_matrix_has_no_weights() {
        let new = |a: &[f64], b: &[f64]| Correlations::new(a, b).is_none();
        assert!(new(&[], &[]));
        assert!(new(&[1.0], &[0.5, 0.5]));
        assert!(new(&[1.0], &[1.1]));
        assert!(new(&[1.0], &[f64::NAN]));
        assert!(new(&[0.9], &[0.5]));
        assert!(new(&[1.0, 0.5, 0.4, 1.0], &[0.5, 0.5]));
    }

    #[test]
    fn a_repeated_predictor_halves_its_weight() {
        let twice = of(&[1.0, 1.0, 1.0, 1.0], &[0.6, 0.6]);
        assert!(twice.repaired && twice.condition_index > 1e3);
        assert!((twice.r_squared - 0.36).abs() < 1e-6, "{twice:?}");
        for weight in &twice.weights {
            assert!((weight - 0.18).abs() < 1e-6, "{twice:?}");
        }
    }

    #[test]
    fn correlations_that_contradict_each_other_are_repaired() {
        // 0.9 with each other, 0.9 and −0.9 with the outcome: impossible.
        let impossible = of(&[1.0, 0.9, 0.9, 1.0], &[0.9, -0.9]);
        assert!(impossible.repaired);
        assert!((0.0..=1.0).contains(&impossible.r_squared));
        let sum: f64 = impossible.weights.iter().sum();
        assert!((sum - impossible.r_squared).abs() < 1e-6, "{impossible:?}");
        assert!(impossible.weights.iter().all(|w| *w >= 0.0));
        assert!(impossible.betas[0] > 0.0 && impossible.betas[1] < 0.0);
    }

    #[test]
    fn a_perfect_fit_explains_everything() {
        let perfect = of(&[1.0], &[1.0]);
        assert!((perfect.r_squared - 1.0).abs() < 1e-6);
        assert_eq!(perfect.condition_index, 1.0);
        assert!(!of(&[1.0, 0.2, 0.2, 1.0], &[0.5, 0.3]).repaired);
        // A small determinant, 0.05⁷ × 7.65, but no eigenvalue below 0.05.
        let alike: Vec<f64> = (0..49).map(|at| if at % 8 == 0 { 1.0 } else { 0.95 }).collect();
        assert!(!of(&alike, &[0.95; 7]).repaired);
    }

    #[test]
    fn what_is_repeated_is_told_apart_by_a_hundred_millionth() {
        // √(2 / 1e-8), the eigenvalues of two that are all but the same.
        let twice = of(&[1.0, 1.0, 1.0, 1.0], &[0.6, 0.6]);
        assert!((twice.condition_index - 14_142.1).abs() < 20.0, "{}", twice.condition_index);
    }
}
