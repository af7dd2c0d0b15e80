use fastrand::Rng;
use proptest::prelude::*;

use super::*;

fn of(rows: &[(Vec<Option<f64>>, f64)], samples: u32) -> DriverAnalysis {
    let mut moments = DriverMoments::answers(rows[0].0.len());
    for (at, (values, outcome)) in rows.iter().enumerate() {
        moments.add(at as u64, values, *outcome, 1.0);
    }
    analyse(&moments, &DriverOptions { samples, ..DriverOptions::default() }).unwrap()
}

/// Answers that share a part, to an outcome that depends on the first more
/// than on the second and so on.
fn answers(n: usize, k: usize, seed: u64) -> Vec<(Vec<Option<f64>>, f64)> {
    let mut rng = Rng::with_seed(seed);
    (0..n)
        .map(|_| {
            let common = rng.f64();
            let values: Vec<f64> =
                (0..k).map(|_| (1.0 + 4.0 * (common + rng.f64()) / 2.0).round()).collect();
            let pull: f64 = values.iter().enumerate().map(|(i, v)| v / (i + 1) as f64).sum();
            let missing = |rng: &mut Rng| rng.u8(..10) == 0;
            let values = values.into_iter().map(|v| (!missing(&mut rng)).then_some(v)).collect();
            (values, pull + 3.0 * rng.f64())
        })
        .collect()
}

#[test]
fn what_cannot_be_a_driver_is_left_out_and_listed() {
    let rows: Vec<_> = (0..40)
        .map(|i| {
            let x = f64::from(i % 7);
            let seldom = (i < 5).then_some(x);
            (vec![Some(x), Some(3.0), seldom, None], x + f64::from(i % 3))
        })
        .collect();
    let found = of(&rows, 200);
    assert_eq!(found.drivers.len(), 1);
    let reasons: Vec<_> = found.left_out.iter().map(|l| (l.index, l.n, l.reason)).collect();
    let expected = [
        (1, 40, LeftOutReason::NoVariance),
        (2, 5, LeftOutReason::TooFew),
        (3, 0, LeftOutReason::TooFew),
    ];
    assert_eq!(reasons, expected);
    assert!(found.drivers[0].significant && !found.low_base && !found.collinear);
    assert_eq!(found.drivers[0].share.value, 1.0);

    let flat: Vec<_> = rows.iter().map(|row| (row.0.clone(), 1.0)).collect();
    let found = of(&flat, 10);
    assert_eq!((found.drivers.len(), found.left_out.len()), (0, 4));
    assert_eq!(found.r_squared, None);
    assert_eq!(analyse(&DriverMoments::answers(2), &DriverOptions::default()), None);
}

#[test]
fn the_result_is_the_same_to_the_last_bit() {
    let rows = answers(1_500, 4, 3);
    let first = of(&rows, 200);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(pool.install(|| of(&rows, 200)), first);
    let intervals = first.drivers.iter().map(|d| d.weight).chain(first.r_squared);
    for e in intervals {
        assert!(e.low < e.value && e.value < e.high, "{e:?}");
    }
    assert!(first.pairs.0 < first.pairs.1 && first.pairs.1 < 1_500);
}

#[test]
fn weights_of_rows_count_as_repeated_rows_with_less_certainty() {
    let rows = answers(300, 3, 8);
    let (mut weighted, mut repeated) = (DriverMoments::answers(3), DriverMoments::answers(3));
    let mut at = 0;
    for (i, (values, outcome)) in rows.iter().enumerate() {
        let times = 1 + i % 3;
        weighted.add(i as u64, values, *outcome, times as f64);
        for _ in 0..times {
            repeated.add(at, values, *outcome, 1.0);
            at += 1;
        }
    }
    let options = DriverOptions { samples: 100, ..DriverOptions::default() };
    let a = analyse(&weighted, &options).unwrap();
    let b = analyse(&repeated, &options).unwrap();
    for (a, b) in a.drivers.iter().zip(&b.drivers) {
        assert!((a.weight.value - b.weight.value).abs() < 1e-9);
        assert!(a.p > b.p);
    }
    assert!((a.effective_n.unwrap() - 300.0 * 6.0 / 7.0).abs() < 1.0);
    assert_eq!(b.effective_n, None);
}

#[test]
fn mentioned_topics_have_their_drivers() {
    let mut rng = Rng::with_seed(2);
    let mut moments = DriverMoments::mentions(40);
    for row in 0..5_000 {
        let topic = rng.usize(..39);
        let sentiment = f64::from(rng.i32(-1..=1));
        let pull = if topic < 3 { 2.0 * sentiment } else { 0.0 };
        let outcome = (6.0 + pull + 3.0 * rng.f64()).round();
        moments.add_sparse_of((row, None), &[(topic, sentiment)], outcome, 1.0);
    }
    let found = analyse(&moments, &DriverOptions { samples: 100, ..Default::default() });
    let found = found.unwrap();
    assert_eq!(found.left_out.len(), 1);
    assert!(found.drivers[..3].iter().all(|d| d.significant && d.beta > 0.0));
    assert_eq!(found.drivers[0].lmg, None);
    assert!(found.drivers[3..].iter().filter(|d| d.significant).count() < 8);
}

#[test]
fn coefficients_of_repaired_correlations_have_the_errors_of_their_clusters() {
    let (mut moments, mut key) = (DriverMoments::answers(2), 0);
    for person in 0..210_u64 {
        let level = (person * 7 % 11) as f64;
        for row in 0..=person % 3 {
            let wobble = ((person * 5 + row) % 4) as f64;
            let (values, outcome) = match (person % 9, person % 2) {
                (0, _) => ([Some(level), Some(level + wobble / 4.0)], 5.0),
                (_, 0) => ([Some(level), None], level + wobble),
                _ => ([None, Some(level)], 10.0 - level + wobble),
            };
            assert!(moments.add_of((key, Some(person)), &values, outcome, 1.0));
            key += 1;
        }
    }
    let options = DriverOptions { samples: 0, clustered: true, ..Default::default() };
    let found = analyse(&moments, &options).unwrap();
    assert!(found.repaired && found.pairs == (24, 222));
    // By numpy from the rows: coefficients, and these over their errors.
    let expected = [
        (1.052_254_258_131_821, 1.843_632_137_553_159),
        (-1.053_763_001_650_076_7, -1.845_441_885_827_282_7),
    ];
    for (driver, (beta, t)) in found.drivers.iter().zip(expected) {
        assert!((driver.beta - beta).abs() < 1e-9, "{driver:?}");
        assert!((driver.p.unwrap() - t_two_sided(t, 21.0)).abs() < 1e-9, "{driver:?}");
    }
}

/// Rows without gaps: what `predictors` make of the number of each, to an outcome.
fn rows(n: u32, predictors: &[fn(u32) -> f64], outcome: fn(u32) -> f64) -> Vec<Row> {
    let row = |at: u32| (predictors.iter().map(|of| Some(of(at))).collect(), outcome(at));
    (0..n).map(row).collect()
}

type Row = (Vec<Option<f64>>, f64);

#[test]
fn a_base_is_low_below_thirty_rows_and_ten_a_driver() {
    let four: [fn(u32) -> f64; 4] = [
        |at| f64::from(at % 7),
        |at| f64::from(at % 5),
        |at| f64::from(at % 3),
        |at| f64::from(at % 4),
    ];
    for (n, k, low) in [(29, 1, true), (30, 1, false), (39, 4, true), (40, 4, false)] {
        let found = of(&rows(n, &four[..k], |at| f64::from(at % 11)), 0);
        assert_eq!((found.drivers.len(), found.low_base), (k, low), "{n} rows of {k}");
    }
}

#[test]
fn drivers_that_nearly_repeat_each_other_are_collinear_by_their_inflation_too() {
    let two: [fn(u32) -> f64; 2] =
        [|at| f64::from(at % 10), |at| f64::from(at % 10) + f64::from(at % 3) / 2.0];
    let found = of(&rows(60, &two, |at| f64::from(at % 7)), 0);
    // Their correlation is 0.99: a VIF of 50.5 and a condition index of 14.
    assert!((found.drivers[0].vif - 50.5).abs() < 0.1 && found.collinear, "{found:?}");
    assert!(found.condition_index.unwrap() < MOST_CONDITION);
}

#[test]
fn as_many_rows_as_coefficients_tell_nothing_of_either() {
    let mut moments = DriverMoments::answers(2);
    for (at, (x, z, y)) in
        [(1.0, 2.0, 1.0), (2.0, 1.0, 2.0), (4.0, 3.0, 6.0)].into_iter().enumerate()
    {
        assert!(moments.add(at as u64, &[Some(x), Some(z)], y, 1.0));
    }
    let options = DriverOptions { samples: 0, least_n: 3, ..DriverOptions::default() };
    let found = analyse(&moments, &options).unwrap();
    assert_eq!((found.drivers.len(), found.adjusted_r_squared), (2, None));
    assert!(found.drivers.iter().all(|driver| driver.p.is_none() && !driver.significant));
}

#[test]
fn a_predictor_needs_as_many_rows_as_are_asked_for() {
    let two: [fn(u32) -> f64; 2] = [|at| f64::from(at % 7), |at| f64::from(at % 4)];
    let seldom = |most: usize| {
        let mut rows = rows(40, &two, |at| f64::from(at % 9));
        rows.iter_mut().skip(most).for_each(|(values, _)| values[1] = None);
        of(&rows, 0).drivers.len()
    };
    assert_eq!((seldom(9), seldom(10)), (1, 2));
}

#[test]
fn intervals_need_forty_samples() {
    let rows = answers(200, 2, 3);
    let few = of(&rows, FEWEST_SAMPLES - 1);
    let whole = |e: Estimate| (e.low, e.high) == (0.0, 1.0);
    assert!(whole(few.r_squared.unwrap()) && whole(few.drivers[0].weight), "{few:?}");
    let enough = of(&rows, FEWEST_SAMPLES).r_squared.unwrap();
    assert!(0.0 < enough.low && enough.high < 1.0, "{enough:?}");
}

#[test]
fn drivers_of_nothing_share_it_and_an_interval_through_zero_is_squared_from_there() {
    let none = Correlations::new(&[1.0, 0.0, 0.0, 1.0], &[0.0, 0.0]).unwrap();
    let found: Vec<f64> = figures(&relative_weights(&none)).into_iter().map(f64::abs).collect();
    assert_eq!(found, [0.0, 0.0, 0.0, 0.5_f64.sqrt(), 0.5_f64.sqrt()]);
    for ((value, low, high), wanted) in [
        ((0.5, -0.25, 0.75), (0.25, 0.0, 0.5625)),
        ((-0.5, -0.75, -0.25), (0.25, 0.0625, 0.5625)),
        ((0.5, 0.25, 0.75), (0.25, 0.0625, 0.5625)),
        ((0.5, -0.25, 1.5), (0.25, 0.0, 1.0)),
    ] {
        let Estimate { value, low, high } = squared(Estimate { value, low, high });
        assert_eq!((value, low, high), wanted);
    }
}

fn near(a: f64, b: f64) -> Result<(), TestCaseError> {
    // Sums are kept in whole steps, so that order does not matter: scaled answers round anew.
    prop_assert!((a - b).abs() < 1e-8 * (1.0 + a.abs()), "{} {}", a, b);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn weights_sum_to_r_squared(seed in 0_u64..10_000, n in 40_usize..200, k in 1_usize..6) {
        let found = of(&answers(n, k, seed), 0);
        let r_squared = found.r_squared.unwrap().value;
        near(found.drivers.iter().map(|d| d.weight.value).sum(), r_squared)?;
        near(found.drivers.iter().map(|d| d.share.value).sum(), 1.0)?;
        near(found.drivers.iter().map(|d| d.lmg.unwrap()).sum(), r_squared)?;
        prop_assert!(found.adjusted_r_squared.unwrap() <= r_squared);
        for driver in found.drivers.iter().filter(|_| k == 2) {
            near(driver.weight.value, driver.lmg.unwrap())?;
        }
        for driver in found.drivers.iter().filter(|_| k == 1) {
            near(driver.weight.value, driver.correlation.powi(2))?;
        }
    }

    #[test]
    fn uncorrelated_drivers_weigh_their_squared_correlation(
        r in prop::collection::vec(-0.49_f64..0.49, 1..5)
    ) {
        let k = r.len();
        let identity: Vec<f64> =
            (0..k * k).map(|at| f64::from(u8::from(at / k == at % k))).collect();
        let correlations = Correlations::new(&identity, &r).unwrap();
        let shapley = lmg(&correlations).unwrap();
        for (at, weight) in relative_weights(&correlations).weights.iter().enumerate() {
            near(*weight, r[at] * r[at])?;
            near(shapley[at], r[at] * r[at])?;
        }
    }

    #[test]
    fn neither_order_nor_scale_matters(seed in 0_u64..10_000, factor in 0.1_f64..50.0) {
        let rows = answers(120, 4, seed);
        let found = of(&rows, 0);
        let mut other = rows;
        Rng::with_seed(seed).shuffle(&mut other);
        for (values, outcome) in &mut other {
            values.reverse();
            values[1] = values[1].map(|v| factor * v);
            *outcome *= factor;
        }
        let other = of(&other, 0);
        for (a, b) in found.drivers.iter().zip(other.drivers.iter().rev()) {
            near(a.weight.value, b.weight.value)?;
            near(a.beta, b.beta)?;
            near(a.vif, b.vif)?;
        }
    }
}
