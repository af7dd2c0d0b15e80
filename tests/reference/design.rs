//! Answers of the same people, and answers weighted to margins, against statsmodels and the
//! definitions written out in `design.py`.

use std::collections::BTreeMap;

use serde_json::Value;
use xinsheng::stats::correlation::PairCount;
use xinsheng::stats::driver_moments::DriverMoments;
use xinsheng::stats::drivers::{DriverOptions, analyse};
use xinsheng::stats::raking::{Cell, CellSums, calibration_effect, rake};
use xinsheng::stats::tau_interval::clustered_tau_b;

use super::{close, close_p, list, numbers};

fn reference() -> Value {
    serde_json::from_str(include_str!("design.json")).unwrap()
}

#[test]
fn rank_correlations_of_the_same_people() {
    for case in list(&reference()["clustered_tau"]) {
        let (x, y) = (numbers(&case["x"]), numbers(&case["y"]));
        let cells: Vec<PairCount> =
            x.iter().zip(&y).map(|(&x, &y)| PairCount { x, y, count: 1 }).collect();
        let who = numbers(&case["who"]).into_iter().map(|who| who as u64);
        let pairs = who.zip(x.iter().zip(&y)).map(|(who, (x, y))| (who, *x, *y)).collect();
        let found = clustered_tau_b(&merged(cells), pairs).unwrap();
        close(found.effect, &case["effect"], "effect");
        let tau = [found.tau_b.value, found.tau_b.low, found.tau_b.high];
        tau.iter().zip(list(&case["tau_b"])).for_each(|(a, b)| close(*a, b, "tau_b"));
        close_p(found.p, &case["p"], "p");
    }
}

/// Pairs that are the same, as one.
fn merged(mut cells: Vec<PairCount>) -> Vec<PairCount> {
    cells.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    let same = cells.chunk_by(|a, b| (a.x, a.y) == (b.x, b.y));
    same.map(|same| PairCount { count: same.len() as u64, ..same[0] }).collect()
}

#[test]
fn drivers_of_the_same_people() {
    for case in list(&reference()["clustered_drivers"]) {
        let who = numbers(&case["who"]);
        let mut moments = DriverMoments::answers(3);
        let rows = who.iter().zip(list(&case["x"])).zip(numbers(&case["y"]));
        for (at, ((who, x), y)) in rows.enumerate() {
            let x: Vec<Option<f64>> = numbers(x).into_iter().map(Some).collect();
            moments.add_of((at as u64, Some(*who as u64)), &x, y, 1.0);
        }
        let options = DriverOptions { samples: 0, clustered: true, ..Default::default() };
        let found = analyse(&moments, &options).unwrap();
        close(found.design.unwrap(), &case["effect"], "effect");
        for (at, driver) in found.drivers.iter().enumerate() {
            close(driver.beta, &case["betas"][at], "beta");
            close_p(driver.p.unwrap(), &case["p"][at], "p");
        }
    }
}

#[test]
fn weights_fitted_to_margins() {
    for case in list(&reference()["raked"]) {
        let (given, y, weights) =
            (numbers(&case["given"]), numbers(&case["y"]), numbers(&case["weights"]));
        let of: Vec<Vec<usize>> = list(&case["of"])
            .iter()
            .map(|row| numbers(row).into_iter().map(|group| group as usize).collect())
            .collect();
        let margins: Vec<Vec<f64>> = list(&case["margins"]).iter().map(numbers).collect();
        let mut cells: BTreeMap<&[usize], f64> = BTreeMap::new();
        for (groups, weight) in of.iter().zip(&given) {
            *cells.entry(groups).or_default() += weight;
        }
        let fitted: Vec<Cell> = cells
            .iter()
            .map(|(groups, weight)| Cell { groups: groups.to_vec(), weight: *weight })
            .collect();
        let raked = rake(&fitted, &margins, 100.0).unwrap();
        assert!(raked.off < 1e-9 && !raked.bounded);
        let factors: BTreeMap<&[usize], f64> =
            cells.keys().copied().zip(raked.factors.iter().copied()).collect();
        let mut sums: BTreeMap<&[usize], CellSums> = BTreeMap::new();
        for (at, groups) in of.iter().enumerate() {
            let w = given[at] * factors[groups.as_slice()];
            assert!((w - weights[at]).abs() < 1e-7, "{w} {}", weights[at]);
            let cell = sums.entry(groups).or_default();
            cell.groups = groups.clone();
            cell.weights[0] += w;
            cell.weights[1] += w * w;
            if case["answered"][at].as_bool().unwrap() {
                let y = y[at];
                [(0, 1.0), (1, y)].iter().for_each(|(i, of)| cell.linear[*i] += w * of);
                [(0, 1.0), (1, y)].iter().for_each(|(i, of)| cell.heavy[*i] += w * w * of);
                let squares = [(0, 1.0), (1, y), (2, y * y)];
                squares.iter().for_each(|(i, of)| cell.squares[*i] += w * w * of);
            }
        }
        let groups: Vec<usize> = margins.iter().map(Vec::len).collect();
        let cells: Vec<CellSums> = sums.into_values().collect();
        let effect = calibration_effect(&cells, &groups).unwrap();
        // Fitting stops at shares that agree to 1e-10.
        let expected = case["effect"].as_f64().unwrap();
        assert!((effect - expected).abs() < 1e-7, "{effect} {expected}");
    }
}
