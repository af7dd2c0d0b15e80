//! Drivers, differences, partial correlations, calibration and weights against
//! statsmodels, pingouin, scipy and scikit-learn.

use serde_json::Value;
use xinsheng::feedback::{Scale, ScoreValue};
use xinsheng::metrics::{Answers, CesSummary, CsatSummary, Nps, Weight};
use xinsheng::stats::Estimate;
use xinsheng::stats::correlation::PairCount;
use xinsheng::stats::difference::{Spread, mann_whitney, means, proportions};
use xinsheng::stats::distribution::t_quantile_95;
use xinsheng::stats::driver_moments::DriverMoments;
use xinsheng::stats::drivers::{DriverOptions, analyse};
use xinsheng::stats::isotonic::{Curve, Isotonic, Line, WeightedPair};
use xinsheng::stats::lmg::lmg;
use xinsheng::stats::partial::{partial_pearson, partial_spearman};
use xinsheng::stats::relative_weights::{Correlations, relative_weights};
use xinsheng::stats::tau_interval::kendall_tau_b_interval;

use super::{close, close_p, list, numbers, reference};

#[track_caller]
fn close_all(actual: &[f64], expected: &Value, what: &str) {
    assert_eq!(actual.len(), list(expected).len(), "{what}");
    for (actual, expected) in actual.iter().zip(list(expected)) {
        close(*actual, expected, what);
    }
}

#[track_caller]
fn close_interval(actual: Estimate, expected: &Value, what: &str) {
    close_all(&[actual.value, actual.low, actual.high], expected, what);
}

#[test]
fn relative_weights_and_shapley_values() {
    for case in list(&reference()["drivers"]) {
        let what = case["name"].as_str().unwrap();
        let (r, outcome) = (numbers(&case["predictors"]), numbers(&case["outcome"]));
        let correlations = Correlations::new(&r, &outcome).unwrap();
        let found = relative_weights(&correlations);
        assert!(!found.repaired, "{what}");
        close_all(&found.weights, &case["weights"], what);
        close_all(&found.betas, &case["betas"], what);
        close_all(&lmg(&correlations).unwrap(), &case["lmg"], what);
        close(found.r_squared, &case["r_squared"], what);
        close(found.condition_index, &case["condition_index"], what);
        close_all(&found.vif, &case["vif"], what);
    }
}

/// The same from the rows, by way of the sums.
#[test]
fn drivers_from_rows() {
    for case in list(&reference()["drivers"]) {
        let what = case["name"].as_str().unwrap();
        // The sums of longley's years and millions lose digits that answers
        // never have; as deviations they keep them.
        let rows: Vec<Vec<f64>> = list(&case["x"]).iter().map(numbers).collect();
        let y = numbers(&case["y"]);
        let mean = |j: usize| rows.iter().map(|row| row[j]).sum::<f64>() / rows.len() as f64;
        let means: Vec<f64> = (0..rows[0].len()).map(mean).collect();
        let level = y.iter().sum::<f64>() / y.len() as f64;
        let mut moments = DriverMoments::answers(means.len());
        for (at, row) in rows.iter().enumerate() {
            let values: Vec<_> = row.iter().zip(&means).map(|(v, m)| Some(v - m)).collect();
            assert!(moments.add(at as u64, &values, y[at] - level, 1.0));
        }
        let options = DriverOptions { samples: 0, ..DriverOptions::default() };
        let found = analyse(&moments, &options).unwrap();
        let weights: Vec<f64> = found.drivers.iter().map(|d| d.weight.value).collect();
        close_all(&weights, &case["weights"], what);
        let parts: Vec<f64> = found.drivers.iter().map(|d| d.lmg.unwrap()).collect();
        close_all(&parts, &case["lmg"], what);
        close(found.r_squared.unwrap().value, &case["r_squared"], what);
        close(found.adjusted_r_squared.unwrap(), &case["adjusted"], what);
        for (driver, (slope, p)) in
            found.drivers.iter().zip(list(&case["slopes"]).iter().zip(list(&case["p"])))
        {
            // The sums are kept in whole steps, which nearly collinear columns enlarge.
            let (found, slope) = (driver.slope, slope.as_f64().unwrap());
            assert!((found - slope).abs() <= 1e-8 * slope.abs().max(1.0), "{what}: {found}");
            close_p(driver.p.unwrap(), p, what);
        }
    }
}

#[test]
fn differences_of_shares() {
    for case in list(&reference()["proportion_differences"]) {
        let get = |key: &str| [0, 1].map(|i| case[key][i].as_u64().unwrap());
        let found = proportions(get("hits"), get("n")).unwrap();
        let what = case.to_string();
        close(found.difference.value, &case["value"], &what);
        close(found.difference.low, &case["low"], &what);
        close(found.difference.high, &case["high"], &what);
        close(found.statistic, &case["z"], &what);
        close_p(found.p, &case["p"], &what);
    }
}

#[test]
fn differences_of_groups() {
    for case in list(&reference()["group_differences"]) {
        let counted = |key: &str| -> Vec<(f64, u64)> {
            numbers(&case[key]).into_iter().map(|v| (v, 1)).collect()
        };
        let (a, b) = (counted("a"), counted("b"));
        let expected = &case["welch"];
        let welch = means(Spread::of(&a).unwrap(), Spread::of(&b).unwrap()).unwrap();
        close(welch.difference.value, &expected["value"], "difference");
        close(welch.difference.low, &expected["low"], "low");
        close(welch.difference.high, &expected["high"], "high");
        close(welch.statistic, &expected["t"], "t");
        close(welch.df.unwrap(), &expected["df"], "df");
        close_p(welch.p, &expected["p"], "p");
        let expected = &case["mann_whitney"];
        let ranks = mann_whitney(&a, &b).unwrap();
        close(ranks.u, &expected["u"], "u");
        close_p(ranks.p, &expected["p"], "p");
        close(ranks.delta.value, &expected["delta"], "delta");
        close(ranks.delta.low, &expected["low"], "low");
        close(ranks.delta.high, &expected["high"], "high");
    }
}

#[test]
fn partial_correlations() {
    for case in list(&reference()["partial_correlations"]) {
        let get = |key: &str| case[key].as_f64().unwrap();
        let partial = match case["method"].as_str().unwrap() {
            "pearson" => partial_pearson,
            _ => partial_spearman,
        };
        let found = partial(get("xy"), get("xz"), get("yz"), case["n"].as_u64().unwrap()).unwrap();
        close(found.correlation.value, &case["value"], "value");
        close(found.correlation.low, &case["low"], "low");
        close(found.correlation.high, &case["high"], "high");
        close(found.t, &case["t"], "t");
        close_p(found.p, &case["p"], "p");
    }
}

#[test]
fn calibration_curves() {
    for case in list(&reference()["isotonic"]) {
        let columns = ["x", "y", "weight"].map(|key| numbers(&case[key]));
        let points: Vec<WeightedPair> = (0..columns[0].len())
            .map(|i| WeightedPair { x: columns[0][i], y: columns[1][i], weight: columns[2][i] })
            .collect();
        let isotonic = Isotonic::fit(&points).unwrap();
        let predicted: Vec<f64> =
            numbers(&case["at"]).iter().map(|x| isotonic.predict(*x)).collect();
        close_all(&predicted, &case["predicted"], "isotonic");
        let line = Line::fit(&points).unwrap();
        close_all(&[line.intercept, line.slope], &case["line"], "line");
    }
}

#[test]
fn kendall_intervals() {
    for case in list(&reference()["tau_intervals"]) {
        let (x, y) = (numbers(&case["x"]), numbers(&case["y"]));
        let cells: Vec<PairCount> =
            x.iter().zip(&y).map(|(&x, &y)| PairCount { x, y, count: 1 }).collect();
        let found = kendall_tau_b_interval(&cells).unwrap();
        close(found.value, &case["tau"], "tau");
        // The standard error is in the width on Fisher's scale.
        let n = x.len() as f64;
        let half = (found.high.atanh() - found.low.atanh()) / 2.0;
        let error = half / t_quantile_95(n - 2.0).unwrap() / (n / (n - 2.0)).sqrt()
            * (1.0 - found.value * found.value);
        close(error, &case["error"], "error");
    }
}

#[test]
fn weighted_metrics() {
    for case in list(&reference()["weighted"]) {
        let mut answers = Answers::default();
        for (value, weight) in numbers(&case["answers"]).into_iter().zip(numbers(&case["weights"]))
        {
            let (answer, weight) =
                (ScoreValue { value, scale: Scale::NPS }, Weight::new(weight).unwrap());
            answers.add_weighted(answer, weight);
        }
        let nps = Nps::of(&answers);
        close_interval(nps.estimate().unwrap(), &case["nps"], "nps");
        let csat = CsatSummary::of(&answers).unwrap();
        let ces = CesSummary::of(&answers).unwrap();
        close_interval(csat.top2, &case["top2"], "top2");
        close_interval(csat.mean, &case["mean"], "mean");
        assert_eq!(csat.mean, ces.mean);
        for n in [nps.effective_n(), csat.effective_n, ces.effective_n] {
            close(n.unwrap(), &case["effective_n"], "effective n");
        }
    }
}

/// Weights as printed for data sets that ship with R and statsmodels.
#[test]
fn published_weights() {
    /// Correlations, those with the outcome, relative weights, Shapley values.
    struct Case([&'static [f64]; 4]);
    let cases = [
        Case([
            &[1.0, 0.5, 0.5, 1.0],
            &[0.6, 0.5],
            &[0.26166667, 0.15166667],
            &[0.26166667, 0.15166667],
        ]),
        Case([
            &[1.0, 0.3, 0.5, 0.3, 1.0, 0.4, 0.5, 0.4, 1.0],
            &[0.6, 0.4, 0.5],
            &[0.23809831, 0.08126577, 0.12241010],
            &[0.23747174, 0.07961460, 0.12468786],
        ]),
    ];
    let near = |a: f64, b: f64| assert!((a - b).abs() < 6e-9, "{a} {b}");
    for Case([r, outcome, weights, parts]) in cases {
        let correlations = Correlations::new(r, outcome).unwrap();
        let found = relative_weights(&correlations).weights;
        found.iter().zip(weights).for_each(|(a, b)| near(*a, *b));
        lmg(&correlations).unwrap().iter().zip(parts).for_each(|(a, b)| near(*a, *b));
    }
    let printed = [
        ("stackloss", vec![0.46127951, 0.39642441, 0.05587299]),
        ("longley", vec![0.21930327, 0.22667672, 0.06355210, 0.04786010, 0.21707658, 0.22101024]),
    ];
    for (name, weights) in printed {
        let reference = reference();
        let case = list(&reference["drivers"]).iter().find(|case| case["name"] == name).unwrap();
        let (r, outcome) = (numbers(&case["predictors"]), numbers(&case["outcome"]));
        let found = relative_weights(&Correlations::new(&r, &outcome).unwrap()).weights;
        assert_eq!(found.len(), weights.len());
        found.iter().zip(weights).for_each(|(a, b)| near(*a, b));
    }
}
