//! Shapley values of R²: the gain in R² that a predictor brings, averaged over
//! all orders in which the predictors can enter the regression.
//!
//! The measure of Lindeman, Merenda and Gold (1980), which `relaimpo` calls
//! `lmg` and recommends. Its cost doubles with every predictor, so it serves as
//! the check on [`super::relative_weights`] where there are few.

use nalgebra::Cholesky;

use super::relative_weights::Correlations;

/// The largest number of predictors: 2¹² regressions take some milliseconds.
pub const MOST_PREDICTORS: usize = 12;

/// The average gain in R² of every predictor, in the order given; they sum to
/// R². `None` for more than [`MOST_PREDICTORS`] predictors.
pub fn lmg(correlations: &Correlations) -> Option<Vec<f64>> {
    let k = correlations.len();
    if k > MOST_PREDICTORS {
        return None;
    }
    let explained: Vec<f64> =
        (0..1_usize << k).map(|subset| r_squared(correlations, subset)).collect::<Option<_>>()?;
    // Orders in which exactly `before` others come first, as a share of all.
    let shares: Vec<f64> =
        (0..k).map(|before| 1.0 / (k as f64 * binomial(k - 1, before))).collect();
    let gain = |j: usize| {
        let without = (0..1_usize << k).filter(|subset| subset & 1 << j == 0);
        without
            .map(|subset| {
                let gain = explained[subset | 1 << j] - explained[subset];
                gain * shares[subset.count_ones() as usize]
            })
            .sum()
    };
    Some((0..k).map(gain).collect())
}

/// R² of the predictors whose bits are set.
fn r_squared(correlations: &Correlations, subset: usize) -> Option<f64> {
    let chosen: Vec<usize> = (0..correlations.len()).filter(|j| subset & 1 << j != 0).collect();
    if chosen.is_empty() {
        return Some(0.0);
    }
    let outcome = correlations.outcome.select_rows(&chosen);
    let predictors = correlations.predictors.select_rows(&chosen).select_columns(&chosen);
    let betas = Cholesky::new(predictors)?.solve(&outcome);
    Some(outcome.dot(&betas))
}

fn binomial(n: usize, k: usize) -> f64 {
    (0..k).fold(1.0, |product, i| product * (n - i) as f64 / (i + 1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_predictors_than_can_be_tried_have_none() {
        let k = MOST_PREDICTORS + 1;
        let mut identity = vec![0.0; k * k];
        (0..k).for_each(|i| identity[i * k + i] = 1.0);
        assert_eq!(lmg(&Correlations::new(&identity, &vec![0.1; k]).unwrap()), None);
    }

    #[test]
    fn a_single_predictor_brings_everything() {
        let values = lmg(&Correlations::new(&[1.0], &[0.5]).unwrap()).unwrap();
        assert!((values[0] - 0.25).abs() < 1e-15);
    }

    #[test]
    fn twelve_predictors_can_be_tried() {
        let k = MOST_PREDICTORS;
        let identity: Vec<f64> = (0..k * k).map(|at| f64::from(at % (k + 1) == 0)).collect();
        let values = lmg(&Correlations::new(&identity, &vec![0.1; k]).unwrap()).unwrap();
        assert!(values.iter().all(|value| (value - 0.01).abs() < 1e-12), "{values:?}");
    }
}
