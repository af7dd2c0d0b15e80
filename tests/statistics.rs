//! Every statistic against reference values of scipy and its kin
//! (`tests/reference/make_reference.py`) and against published ones.

// The helpers are test code as well, but clippy only exempts the tests.
#![allow(clippy::unwrap_used)]

#[path = "reference/control_limits.rs"]
mod control_limits;
#[path = "reference/design.rs"]
mod design;
#[path = "reference/differences.rs"]
mod differences;
#[path = "reference/prediction_powered.rs"]
mod prediction_powered;
#[path = "reference/survival.rs"]
mod survival;

use serde_json::Value;
use xinsheng::metrics::Nps;
use xinsheng::metrics::nps::difference;
use xinsheng::stats::correlation::{
    Correlation, bonett_wright, fieller_spearman, fieller_tau, fisher, kendall_tau_b, pearson,
    spearman,
};
use xinsheng::stats::distribution::{Z_95, normal_two_sided, t_quantile_95, t_two_sided};
use xinsheng::stats::interval::{mean, wilson};
use xinsheng::stats::multiple::benjamini_hochberg;

const TOLERANCE: f64 = 1e-9;

fn reference() -> Value {
    serde_json::from_str(include_str!("reference/stats.json")).unwrap()
}

fn list(value: &Value) -> &[Value] {
    let list = value.as_array().unwrap();
    assert!(!list.is_empty());
    list
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect()
}

#[track_caller]
fn close(actual: f64, expected: &Value, what: &str) {
    let expected = expected.as_f64().unwrap();
    let error = (actual - expected).abs() / expected.abs().max(1.0);
    assert!(error <= TOLERANCE, "{what}: {actual} instead of {expected}");
}

/// A p must also be right where it is tiny, so here the error is relative. At
/// |r| = 1 scipy's own rounding decides between 0 and 1e-47.
#[track_caller]
fn close_p(actual: f64, expected: &Value, what: &str) {
    close(actual, expected, what);
    let expected = expected.as_f64().unwrap();
    let same = actual == expected || actual.max(expected) < 1e-20 && actual.min(expected) < 1e-40;
    let error = (actual - expected).abs() / expected;
    assert!(same || error < 1e-6, "{what}: p {actual:e} instead of {expected:e}");
}

#[test]
fn correlations() {
    for case in list(&reference()["correlations"]) {
        let (x, y) = (numbers(&case["x"]), numbers(&case["y"]));
        let check = |actual: Option<Correlation>, key: &str| {
            let what = format!("{key} of {}", case["name"]);
            let expected = &case[key];
            assert_eq!(actual.is_none(), expected.is_null(), "{what}");
            if let Some(actual) = actual {
                assert_eq!(actual.n, x.len() as u64);
                close(actual.value, &expected["value"], &what);
                close_p(actual.p, &expected["p"], &what);
            }
        };
        check(kendall_tau_b(&x, &y), "tau_b");
        check(spearman(&x, &y), "spearman");
        check(pearson(&x, &y), "pearson");
    }
}

#[test]
fn correlation_intervals() {
    for case in list(&reference()["correlation_intervals"]) {
        let name = case["name"].as_str().unwrap();
        let interval = match name {
            "fieller_tau" => fieller_tau,
            "fieller_spearman" => fieller_spearman,
            "bonett_wright" => bonett_wright,
            "fisher" => fisher,
            _ => unreachable!("{name}"),
        };
        let estimate = interval(case["r"].as_f64().unwrap(), case["n"].as_u64().unwrap()).unwrap();
        close(estimate.value, &case["r"], name);
        close(estimate.low, &case["low"], name);
        close(estimate.high, &case["high"], name);
    }
}

#[test]
fn wilson_intervals() {
    for case in list(&reference()["wilson"]) {
        let (hits, n) = (case["hits"].as_u64().unwrap(), case["n"].as_u64().unwrap());
        let estimate = wilson(hits, n).unwrap();
        assert_eq!(estimate.value, hits as f64 / n as f64);
        close(estimate.low, &case["low"], "low");
        close(estimate.high, &case["high"], "high");
    }
}

#[test]
fn means_with_t_intervals() {
    for case in list(&reference()["means"]) {
        let estimate = mean(&numbers(&case["values"])).unwrap();
        close(estimate.value, &case["mean"], "mean");
        close(estimate.low, &case["low"], "low");
        close(estimate.high, &case["high"], "high");
    }
}

#[test]
fn distributions() {
    let reference = &reference()["distributions"];
    close(Z_95, &reference["z"], "z");
    for case in list(&reference["t"]) {
        let df = case["df"].as_f64().unwrap();
        close(t_quantile_95(df).unwrap(), &case["quantile"], &format!("quantile {df}"));
        for pair in list(&case["p"]) {
            let t = pair[0].as_f64().unwrap();
            close_p(t_two_sided(t, df), &pair[1], &format!("t {t}, df {df}"));
        }
    }
    for pair in list(&reference["normal"]) {
        close_p(normal_two_sided(pair[0].as_f64().unwrap()), &pair[1], "normal");
    }
    assert_eq!(t_quantile_95(0.0), None);
    assert_eq!(t_quantile_95(f64::NAN), None);
}

#[test]
fn benjamini_hochberg_q() {
    for case in list(&reference()["benjamini_hochberg"]) {
        let q = benjamini_hochberg(&numbers(&case["p"])).unwrap();
        assert_eq!(q.len(), list(&case["q"]).len());
        for (actual, expected) in q.iter().zip(list(&case["q"])) {
            close(*actual, expected, "q");
        }
    }
}

#[test]
fn net_promoter_scores() {
    for case in list(&reference()["nps"]) {
        let get = |key: &str| case[key].as_u64().unwrap();
        let (p, d) = (get("promoters"), get("detractors"));
        let nps = Nps::from_counts(p, get("n") - p - d, d);
        let what = case.to_string();
        let estimate = nps.estimate().unwrap();
        close(estimate.value, &case["nps"], &what);
        close(estimate.low, &case["low"], &what);
        close(estimate.high, &case["high"], &what);
        close(nps.variance().unwrap(), &case["variance"], &what);
        close(nps.standard_error().unwrap(), &case["se"], &what);
    }
    for case in list(&reference()["nps_differences"]) {
        let nps = |key: &str| {
            let [p, d, n] = [0, 1, 2].map(|i| case[key][i].as_u64().unwrap());
            Nps::from_counts(p, n - p - d, d)
        };
        let test = difference(nps("a"), nps("b")).unwrap();
        close(test.value, &case["value"], "difference");
        close_p(test.p, &case["p"], "p");
    }
}

/// Values as printed in the literature or by tools, to the digits printed.
#[test]
fn published_values() {
    #[track_caller]
    fn printed(actual: f64, expected: f64, digits: i32) {
        assert!((actual - expected).abs() <= 0.5001 * 10_f64.powi(-digits), "{actual} {expected}");
    }
    // Adjusted Wald after Rocks 2016.
    for (p, d, n, low, high) in [
        (50, 20, 100, 14.051, 44.201),
        (19, 9, 36, -0.441, 51.724),
        (400, 250, 1000, 10.054, 19.856),
        (10, 0, 10, 47.504, 100.0),
    ] {
        let estimate = Nps::from_counts(p, n - p - d, d).estimate().unwrap();
        printed(estimate.low, low, 3);
        printed(estimate.high, high, 3);
    }
    // Wilson; the middle four are the test cases of Newcombe 1998.
    for (hits, n, low, high) in [
        (8, 10, 0.490162, 0.943318),
        (81, 263, 0.255289, 0.366210),
        (15, 148, 0.062386, 0.160487),
        (0, 20, 0.0, 0.161125),
        (1, 29, 0.006113, 0.171755),
        (10, 10, 0.722467, 1.0),
        (30, 50, 0.461814, 0.723916),
    ] {
        let estimate = wilson(hits, n).unwrap();
        printed(estimate.low, low, 6);
        printed(estimate.high, high, 6);
    }
    // r = 0.5, n = 100.
    for (interval, low, high) in [
        (fisher(0.5, 100), 0.336643, 0.634140),
        (fieller_spearman(0.5, 100), 0.331417, 0.637644),
        (bonett_wright(0.5, 100), 0.325897, 0.641302),
    ] {
        printed(interval.unwrap().low, low, 6);
        printed(interval.unwrap().high, high, 6);
    }
    // The fifteen p of Benjamini and Hochberg 1995: four rejections at 5 %.
    let p = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
        0.5719, 0.6528, 0.7590, 1.0,
    ];
    let q = benjamini_hochberg(&p).unwrap();
    assert_eq!(q.iter().filter(|q| **q <= 0.05).count(), 4);
    printed(q[4], 0.0603, 6);
    printed(q[11], 0.714875, 6);
}
