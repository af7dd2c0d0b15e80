//! Calibration: a curve from one number (the sentiment of a comment) to another
//! (the score its author gives), and how far it is off on answers it has not
//! seen.
//!
//! Two curves: a straight line, and the isotonic one, which assumes only that
//! more of the one never means less of the other.

/// A pair of values and what it counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeightedPair {
    /// What is known.
    pub x: f64,
    /// What is to be predicted.
    pub y: f64,
    /// Number or weight of such pairs, > 0.
    pub weight: f64,
}

/// A curve that predicts y from x.
pub trait Curve: Sized {
    /// The curve nearest to the points by weighted least squares; `None` where
    /// they do not determine one.
    fn fit(points: &[WeightedPair]) -> Option<Self>;
    /// The y predicted at `x`.
    fn predict(&self, x: f64) -> f64;
}

/// A non-decreasing curve: weighted least squares under that condition only.
#[derive(Debug, Clone, PartialEq)]
pub struct Isotonic {
    /// The distinct x, ascending, with the fitted y, never descending.
    pub knots: Vec<(f64, f64)>,
}

impl Curve for Isotonic {
    /// Pool-adjacent-violators (Ayer et al., Annals of Mathematical Statistics
    /// 26, 1955): points of the same x are averaged first. `None` without
    /// points or where a number is not finite.
    fn fit(points: &[WeightedPair]) -> Option<Isotonic> {
        let mut points = usable(points)?;
        points.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
        // Blocks of (weight, Σ weight · y, distinct x in it).
        let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
        let mut xs = Vec::new();
        for tied in points.chunk_by(|a, b| a.x == b.x) {
            let weight: f64 = tied.iter().map(|p| p.weight).sum();
            let sum: f64 = tied.iter().map(|p| p.weight * p.y).sum();
            xs.push(tied[0].x);
            let mut block = (weight, sum, 1);
            while let Some(last) = blocks.pop_if(|last| last.1 / last.0 >= block.1 / block.0) {
                block = (last.0 + block.0, last.1 + block.1, last.2 + block.2);
            }
            blocks.push(block);
        }
        let ys = blocks.iter().flat_map(|&(w, sum, width)| std::iter::repeat_n(sum / w, width));
        Some(Isotonic { knots: xs.into_iter().zip(ys).collect() })
    }

    /// Between the knots by a straight line, beyond them as at the last one,
    /// as scikit-learn's `IsotonicRegression(out_of_bounds='clip')` does.
    fn predict(&self, x: f64) -> f64 {
        let after = self.knots.partition_point(|knot| knot.0 < x);
        let right = self.knots[after.min(self.knots.len() - 1)];
        if after == 0 || after == self.knots.len() {
            return right.1;
        }
        let left = self.knots[after - 1];
        left.1 + (right.1 - left.1) * (x - left.0) / (right.0 - left.0)
    }
}

/// A straight line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// y at x = 0.
    pub intercept: f64,
    /// Gain in y per unit of x.
    pub slope: f64,
}

impl Curve for Line {
    /// Weighted least squares. `None` where x does not vary or a number is not
    /// finite.
    fn fit(points: &[WeightedPair]) -> Option<Line> {
        let points = usable(points)?;
        let weight: f64 = points.iter().map(|p| p.weight).sum();
        let x = points.iter().map(|p| p.weight * p.x).sum::<f64>() / weight;
        let y = points.iter().map(|p| p.weight * p.y).sum::<f64>() / weight;
        let xy: f64 = points.iter().map(|p| p.weight * (p.x - x) * (p.y - y)).sum();
        let xx: f64 = points.iter().map(|p| p.weight * (p.x - x).powi(2)).sum();
        let varied = points.iter().any(|p| p.x != points[0].x);
        let slope = xy / xx;
        (varied && slope.is_finite()).then_some(Line { intercept: y - slope * x, slope })
    }

    fn predict(&self, x: f64) -> f64 {
        self.intercept + self.slope * x
    }
}

fn usable(points: &[WeightedPair]) -> Option<Vec<WeightedPair>> {
    let points: Vec<WeightedPair> = points
        .iter()
        .filter(|p| p.weight > 0.0)
        .map(|p| WeightedPair { x: p.x + 0.0, y: p.y + 0.0, ..*p })
        .collect();
    let finite = |p: &WeightedPair| p.x.is_finite() && p.y.is_finite() && p.weight.is_finite();
    (!points.is_empty() && points.iter().all(finite)).then_some(points)
}

/// Counted pairs of one fold of a cross-validation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FoldCell {
    /// What is known.
    pub x: f64,
    /// What is to be predicted.
    pub y: f64,
    /// Which fold; see [`fold`].
    pub fold: u8,
    /// Number of pairs.
    pub count: u64,
}

/// How far predictions are off on pairs the curve has not seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PredictionError {
    /// Mean absolute error.
    pub mae: f64,
    /// Root of the mean squared error.
    pub rmse: f64,
    /// Pairs predicted.
    pub n: u64,
}

/// The fold of a row among `folds`: a hash of its key, so that neither batches
/// nor threads nor an order in time decide. 0 for no folds.
pub fn fold(key: u64, folds: u8) -> u8 {
    let hash = super::mix(key ^ FOLD_SEED);
    hash.checked_rem(u64::from(folds)).map_or(0, |fold| fold as u8)
}

/// Keeps folds apart from the groups of the drivers, which hash rows as well.
const FOLD_SEED: u64 = 0x666f_6c64;

/// The error of a curve fitted to all other folds, over all folds. Only the
/// cells are needed, so that a million rows take as much memory as they have
/// distinct values. `None` for fewer than two folds with pairs or where a fold's
/// rest determines no curve.
pub fn cross_validate<C: Curve>(cells: &[FoldCell]) -> Option<PredictionError> {
    let mut folds: Vec<u8> = cells.iter().filter(|c| c.count > 0).map(|c| c.fold).collect();
    folds.sort_unstable();
    folds.dedup();
    if folds.len() < 2 {
        return None;
    }
    let (mut absolute, mut squared, mut n) = (0.0, 0.0, 0);
    for fold in folds {
        let others = cells.iter().filter(|c| c.fold != fold);
        let point = |c: &FoldCell| WeightedPair { x: c.x, y: c.y, weight: c.count as f64 };
        let curve = C::fit(&others.map(point).collect::<Vec<_>>())?;
        for cell in cells.iter().filter(|c| c.fold == fold) {
            let error = cell.y - curve.predict(cell.x);
            absolute += error.abs() * cell.count as f64;
            squared += error * error * cell.count as f64;
            n += cell.count;
        }
    }
    let error = PredictionError { mae: absolute / n as f64, rmse: (squared / n as f64).sqrt(), n };
    error.rmse.is_finite().then_some(error)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn points(values: &[(f64, f64, f64)]) -> Vec<WeightedPair> {
        values.iter().map(|&(x, y, weight)| WeightedPair { x, y, weight }).collect()
    }

    #[test]
    fn violators_are_pooled_by_weight() {
        let fit = Isotonic::fit(&points(&[
            (1.0, 1.0, 1.0),
            (2.0, 4.0, 1.0),
            (3.0, 1.0, 2.0),
            (3.0, 4.0, 0.0),
            (4.0, 5.0, 1.0),
        ]));
        let fit = fit.unwrap();
        assert_eq!(fit.knots, vec![(1.0, 1.0), (2.0, 2.0), (3.0, 2.0), (4.0, 5.0)]);
        let predicted = [0.0, 1.5, 2.0, 3.5, 9.0].map(|x| fit.predict(x));
        assert_eq!(predicted, [1.0, 1.5, 2.0, 3.5, 5.0]);
    }

    #[test]
    fn what_determines_no_curve_has_none() {
        assert_eq!(Isotonic::fit(&[]), None);
        assert_eq!(Isotonic::fit(&points(&[(f64::NAN, 1.0, 1.0)])), None);
        assert_eq!(Line::fit(&points(&[(2.0, 1.0, 1.0), (2.0, 3.0, 1.0)])), None);
        let cell = FoldCell { x: 1.0, y: 1.0, fold: 0, count: 3 };
        assert_eq!(cross_validate::<Line>(&[cell]), None);
        assert_eq!(
            cross_validate::<Isotonic>(&[cell, FoldCell { fold: 1, count: 0, ..cell }]),
            None
        );
    }

    #[test]
    fn folds_are_of_about_the_same_size() {
        let mut sizes = [0_u32; 5];
        (0..10_000).for_each(|row| sizes[usize::from(fold(row, 5))] += 1);
        assert!(sizes.iter().all(|size| (1_850..2_150).contains(size)), "{sizes:?}");
        assert_eq!(fold(7, 0), 0);
    }

    #[test]
    fn a_true_line_is_predicted_without_error() {
        let cells: Vec<FoldCell> = (0..20)
            .map(|i| FoldCell {
                x: f64::from(i),
                y: 3.0 - f64::from(i) / 2.0,
                fold: i as u8 % 4,
                count: 2,
            })
            .collect();
        let error = cross_validate::<Line>(&cells).unwrap();
        assert!(error.mae < 1e-12 && error.rmse < 1e-12);
        assert_eq!(error.n, 40);
        // It falls, so that the isotonic curve is the mean.
        assert!(cross_validate::<Isotonic>(&cells).unwrap().mae > 2.0);
    }

    proptest! {
        #[test]
        fn the_curve_never_falls_and_keeps_the_mean(
            values in prop::collection::vec((0_u8..12, -9_i8..10, 1_u8..5), 1..60)
        ) {
            let points: Vec<WeightedPair> = values
                .iter()
                .map(|v| WeightedPair { x: v.0.into(), y: v.1.into(), weight: v.2.into() })
                .collect();
            let fit = Isotonic::fit(&points).unwrap();
            prop_assert!(fit.knots.windows(2).all(|w| w[0].0 < w[1].0 && w[0].1 <= w[1].1));
            let total = |y: &dyn Fn(&WeightedPair) -> f64| points.iter().map(|p| p.weight * y(p)).sum::<f64>();
            prop_assert!((total(&|p| p.y) - total(&|p| fit.predict(p.x))).abs() < 1e-9);
        }
    }

    #[test]
    fn two_folds_are_enough_and_one_place_is_no_line() {
        let cell = |x: f64, fold: u8| FoldCell { x, y: 2.0 * x, fold, count: 1 };
        let cells = [cell(1.0, 0), cell(2.0, 0), cell(3.0, 1), cell(5.0, 1)];
        let error = cross_validate::<Line>(&cells).unwrap();
        assert!(error.mae < 1e-12 && error.n == 4, "{error:?}");
        // The mean of the same number three times is a hair beside it.
        assert_eq!(Line::fit(&points(&[(0.1, 1.0, 1.0), (0.1, 2.0, 1.0), (0.1, 4.0, 1.0)])), None);
    }
}
