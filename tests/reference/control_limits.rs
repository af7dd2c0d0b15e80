//! Control limits against the formulas written out in `control_limits.py`, of which two cases
//! are those of textbooks.

use serde_json::Value;
use xinsheng::stats::control_limits::{Limits, ewma, p_chart, xmr};

use super::{close, list, numbers};

#[test]
fn limits_of_every_chart() {
    let cases: Value = serde_json::from_str(include_str!("control_limits.json")).unwrap();
    for case in list(&cases) {
        let what = format!("{} {}", case["chart"], case["name"]);
        let newest = || case["newest"].as_f64().unwrap();
        let found = match case["chart"].as_str().unwrap() {
            "p" => {
                let newest = numbers(&case["newest"]);
                let before = numbers(&case["shares"]).into_iter().zip(numbers(&case["sizes"]));
                p_chart(&before.collect::<Vec<_>>(), (newest[0], newest[1]))
            }
            "xmr" => xmr(&numbers(&case["values"]), newest()),
            _ => ewma(&numbers(&case["values"]), newest()),
        };
        let Limits { centre, lower, upper, charted } = found.unwrap();
        for (found, expected) in [centre, lower, upper, charted].iter().zip(list(&case["limits"])) {
            close(*found, expected, &what);
        }
    }
}
