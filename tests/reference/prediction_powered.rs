//! Numbers that labels set right, against numpy (`prediction_powered.py`).

use serde_json::Value;
use xinsheng::stats::prediction_powered::{Frame, Quantity, expected_half_width};

use super::{close, list, numbers};

#[test]
fn what_labels_set_right() {
    let cases: Value = serde_json::from_str(include_str!("prediction_powered.json")).unwrap();
    for case in list(&cases) {
        let name = case["name"].as_str().unwrap();
        let whole = |key: &str| numbers(&case[key]).into_iter().map(|x| x as u64);
        let (sizes, of): (Vec<u64>, Vec<usize>) =
            (whole("sizes").collect(), whole("of").map(|stratum| stratum as usize).collect());
        let effect = case["effect"].as_f64().unwrap();
        let frame = Frame::new(&sizes, &of).unwrap().alike(effect);
        let (truth, said) = (numbers(&case["truth"]), numbers(&case["said"]));
        let said_of_all = case["said_of_all"].as_f64().unwrap();
        let quantity = Quantity { truth: &truth, said: &said, said_of_all };
        let is_share = case["binary"].as_bool().unwrap();
        let found = if is_share { frame.share(&quantity) } else { frame.mean(&quantity) }.unwrap();
        close(found.value, &case["value"], name);
        close(found.variance, &case["variance"], name);
        close(found.df, &case["df"], name);
        let estimate = found.estimate().unwrap();
        close(estimate.low, &case["low"], name);
        close(estimate.high, &case["high"], name);
        if is_share {
            let share = found.share_estimate(sizes.iter().sum()).unwrap();
            close(share.low, &case["share_low"], name);
            close(share.high, &case["share_high"], name);
        }
        let of_all: [f64; 3] = numbers(&case["of_all"]).try_into().unwrap();
        let number = numbers(&case["number"]);
        let correlation = frame.correlation(&truth, &said, &number, of_all).unwrap();
        for (at, found) in
            [correlation.value, correlation.low, correlation.high].into_iter().enumerate()
        {
            close(found, &case["correlation"][at], name);
        }
        // What does not fit the frame, or does not vary, is told from what does.
        assert_eq!(frame.mean(&Quantity { truth: &truth[1..], ..quantity }), None);
        assert_eq!(frame.mean(&Quantity { said: &said[1..], ..quantity }), None);
        assert_eq!(frame.correlation(&truth, &said, &number[1..], of_all), None);
        let alike = vec![1.0; truth.len()];
        assert_eq!(frame.correlation(&alike, &said, &number, of_all), None);
        let read: Vec<u64> =
            (0..sizes.len()).map(|h| of.iter().filter(|&&of| of == h).count() as u64).collect();
        let doubt = vec![0.2; sizes.len()];
        close(expected_half_width(&sizes, &read, &doubt), &case["expected"], name);
        let twice = found.less(&found).unwrap();
        assert_eq!((twice.0.value, twice.1), (0.0, 1.0), "{name}");
    }
}
