//! Curves of survival and log-rank tests against lifelines (`survival.py`).

use serde_json::Value;
use xinsheng::stats::survival::{Followed, kaplan_meier, log_rank};

use super::{close, close_p, list, numbers};

#[test]
fn curves_and_tests_of_survival() {
    let cases: Value = serde_json::from_str(include_str!("survival.json")).unwrap();
    for case in list(&cases) {
        let name = case["name"].as_str().unwrap();
        let curves = list(&case["curves"]);
        let mut groups: Vec<Vec<Followed>> = vec![Vec::new(); curves.len()];
        let group = numbers(&case["group"]);
        let least = group.iter().copied().fold(f64::INFINITY, f64::min);
        for ((time, ended), group) in
            numbers(&case["times"]).into_iter().zip(list(&case["ended"])).zip(group)
        {
            let ended = ended.as_bool().unwrap();
            groups[(group - least) as usize].push(Followed { time, ended });
        }
        for (expected, followed) in curves.iter().zip(&groups) {
            let curve = kaplan_meier(followed).unwrap();
            assert_eq!(curve.steps.len(), list(&expected["times"]).len(), "{name}");
            assert_eq!(curve.median(), expected["median"].as_f64(), "{name}");
            for (at, step) in curve.steps.iter().enumerate() {
                let what = format!("{name}, step {at}");
                close(step.time, &expected["times"][at], &what);
                close(step.at_risk as f64, &expected["at_risk"][at], &what);
                close(step.survival.value, &expected["survival"][at], &what);
                // Where nobody is left lifelines carries no interval.
                if step.survival.value > 0.0 {
                    close(step.survival.low, &expected["low"][at], &what);
                    close(step.survival.high, &expected["high"][at], &what);
                }
            }
        }
        let test = log_rank(&groups).unwrap();
        close(test.statistic, &case["statistic"], name);
        close_p(test.p, &case["p"], name);
    }
}
