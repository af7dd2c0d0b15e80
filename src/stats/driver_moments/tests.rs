use fastrand::Rng;

use super::*;

#[test]
fn rows_that_cannot_be_used_are_refused() {
    let mut answers = DriverMoments::answers(2);
    assert!(!answers.add(0, &[Some(1.0)], 1.0, 1.0));
    assert!(!answers.add(0, &[None, None], 1.0, 1.0));
    assert!(!answers.add(0, &[Some(f64::NAN), None], 1.0, 1.0));
    assert!(!answers.add(0, &[Some(1.0), None], f64::NAN, 1.0));
    assert!(!answers.add(0, &[Some(1.0), None], 1.0, 0.0));
    assert!(!answers.add_sparse_of((0, None), &[(0, 1.0)], 1.0, 1.0));
    assert!(answers.add(0, &[Some(1.0), None], 1.0, 1.0));
    assert_eq!((answers.rows(), answers.n(0), answers.n(1)), (1, 1, 0));
    let mut mentions = DriverMoments::mentions(2);
    assert!(!mentions.add_sparse_of((0, None), &[(2, 1.0)], 1.0, 1.0));
    assert!(!mentions.add(0, &[Some(1.0), None], 1.0, 1.0));
    assert!(mentions.add_sparse_of((0, None), &[(1, 1.0), (1, -1.0)], 1.0, 1.0));
    assert!(mentions.add_sparse_of((1, None), &[], 1.0, 1.0));
    assert_eq!((mentions.rows(), mentions.n(0), mentions.n(1)), (2, 0, 1));
    assert!(!mentions.merge(&answers));
}

#[test]
fn rows_in_any_order_give_the_same_numbers() {
    for n in [300, 5_000] {
        let mut rng = Rng::with_seed(7);
        let mut rows: Vec<(u64, Vec<Option<f64>>, f64, f64)> = (0..n)
            .map(|_| {
                let value = |rng: &mut Rng| (rng.f64() < 0.9).then(|| rng.f64() * 100.0 / 3.0);
                let values = vec![Some(rng.f64() / 3.0), value(&mut rng), value(&mut rng)];
                (rng.u64(..), values, rng.f64() * 100.0 / 7.0, 0.1 + rng.f64())
            })
            .collect();
        let all = |rows: &[(u64, Vec<Option<f64>>, f64, f64)], cut: usize| {
            let mut parts = [DriverMoments::answers(3), DriverMoments::answers(3)];
            for (i, (key, values, outcome, weight)) in rows.iter().enumerate() {
                parts[usize::from(i < cut)].add(*key, values, *outcome, *weight);
            }
            let [mut first, second] = parts;
            assert!(first.merge(&second));
            let sums = first.of(&[2, 0]);
            let mut samples = sums.samples(3, 16);
            samples.push(sums.total());
            let all = samples.iter().map(|sample| sample.correlation(0, 2));
            all.map(|r| r.unwrap().to_bits()).collect::<Vec<_>>()
        };
        let expected = all(&rows, 0);
        rng.shuffle(&mut rows);
        for cut in [0, 10, n / 2] {
            assert_eq!(all(&rows, cut), expected);
        }
    }
}

#[test]
fn correlations_are_those_of_the_rows_that_have_both() {
    let rows = [(Some(1.0), 2.0), (Some(2.0), 1.0), (None, 9.0), (Some(4.0), 6.0)];
    let mut all = DriverMoments::answers(1);
    let mut parts = DriverMoments::answers(1);
    for (row, (x, y)) in rows.into_iter().enumerate() {
        all.add(row as u64, &[x], y, 1.0);
        let mut part = DriverMoments::answers(1);
        part.add(row as u64, &[x], y, 1.0);
        parts.merge(&part);
    }
    let expected = crate::stats::correlation::pearson(&[1.0, 2.0, 4.0], &[2.0, 1.0, 6.0]);
    for moments in [all, parts] {
        let r = moments.of(&[0]).total().correlation(0, 1).unwrap();
        assert!((r - expected.unwrap().value).abs() < 1e-12);
        assert_eq!(moments.n(0), 3);
    }
}

#[test]
fn mentions_are_answers_with_zeros() {
    let (mut sparse, mut dense) = (DriverMoments::mentions(3), DriverMoments::answers(3));
    let mut rng = Rng::with_seed(5);
    for row in 0..3_000 {
        let values: Vec<f64> = (0..3).map(|_| f64::from(rng.i32(-1..=1))).collect();
        let outcome = f64::from(rng.i32(0..=4)) + values[0];
        let weight = 0.5 + rng.f64();
        let mentions: Vec<(usize, f64)> =
            values.iter().copied().enumerate().filter(|v| v.1 != 0.0).collect();
        sparse.add_sparse_of((row, None), &mentions, outcome, weight);
        let all: Vec<Option<f64>> = values.into_iter().map(Some).collect();
        dense.add(row, &all, outcome, weight);
    }
    assert_eq!(sparse.sizes.len(), MOST_GROUPS);
    let (a, b) = (sparse.of(&[2, 0]), dense.of(&[2, 0]));
    for (a, b) in [(a.total(), b.total())]
        .into_iter()
        .chain(a.samples(3, 16).into_iter().zip(b.samples(3, 16)))
    {
        for (i, j) in [(0, 1), (0, 2), (2, 1)] {
            let (a, b) = (a.correlation(i, j).unwrap(), b.correlation(i, j).unwrap());
            assert!((a - b).abs() < 1e-12, "{a} {b}");
        }
    }
    assert!((sparse.efficiency() - dense.efficiency()).abs() < 1e-15);
    assert!(sparse.efficiency() < 0.95);
}

#[test]
fn rows_with_a_gap_count_with_those_without() {
    let mut moments = DriverMoments::answers(2);
    let rows = [(1.0, None, 2.0), (2.0, Some(3.0), 1.0), (4.0, Some(1.0), 6.0), (7.0, None, 5.0)];
    for (key, (x, other, y)) in (0..).zip(rows) {
        assert!(moments.add(key, &[Some(x), other], y, 1.0));
    }
    // Deviations from two means of 3.5: products sum to 14, squares to 21 and 17.
    let r = moments.of(&[0]).total().correlation(0, 1).unwrap();
    assert!((r - 14.0 / (21.0_f64 * 17.0).sqrt()).abs() < 1e-12, "{r}");
}

#[test]
fn a_few_weighted_rows_and_many_others_are_all_of_them() {
    let mut few = DriverMoments::answers(1);
    let (mut many, mut all) = (few.clone(), few.clone());
    for key in 0..2_000 {
        let (x, y) = ((key % 7) as f64, (key % 7 + key % 5) as f64);
        let (part, weight) = if key < 10 { (&mut few, 2.0) } else { (&mut many, 1.0) };
        assert!(part.add(key, &[Some(x)], y, weight) && all.add(key, &[Some(x)], y, weight));
    }
    assert!(few.merge(&many) && few.weighted() && !many.weighted());
    let r = |moments: &DriverMoments| moments.of(&[0]).total().correlation(0, 1).unwrap();
    assert_eq!((few.rows(), r(&few).to_bits()), (2_000, r(&all).to_bits()));
}
