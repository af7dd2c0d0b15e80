//! How far two groupings of the same things are the same.

use std::collections::BTreeMap;

/// The adjusted Rand index of two groupings (Hubert and Arabie, Journal of Classification 2,
/// 1985): 1 where they are the same whatever the groups are called, 0 on average by chance,
/// below 0 where they agree less than that. `None` for groupings of different length or of
/// nothing.
///
/// ```
/// use xinsheng::stats::agreement::adjusted_rand;
/// assert_eq!(adjusted_rand(&[0, 0, 1, 1], &[5, 5, 3, 3]), Some(1.0));
/// ```
pub fn adjusted_rand(first: &[usize], second: &[usize]) -> Option<f64> {
    if first.len() != second.len() || first.is_empty() {
        return None;
    }
    let (mut cells, mut rows, mut columns) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for (a, b) in first.iter().zip(second) {
        *cells.entry((a, b)).or_insert(0_u64) += 1;
        *rows.entry(a).or_insert(0_u64) += 1;
        *columns.entry(b).or_insert(0_u64) += 1;
    }
    let pairs = |n: u64| n as f64 * (n as f64 - 1.0) / 2.0;
    let together: f64 = cells.values().map(|n| pairs(*n)).sum();
    let (a, b): (f64, f64) =
        (rows.values().map(|n| pairs(*n)).sum(), columns.values().map(|n| pairs(*n)).sum());
    let all = pairs(first.len() as u64);
    let (expected, most) = (if all > 0.0 { a * b / all } else { 0.0 }, (a + b) / 2.0);
    // Both are one group, or each thing alone: the same.
    Some(if most == expected { 1.0 } else { (together - expected) / (most - expected) })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of `sklearn.metrics.adjusted_rand_score`.
    #[test]
    fn the_index_is_that_of_the_reference() {
        let of = |a: &[usize], b: &[usize]| adjusted_rand(a, b).unwrap();
        assert!((of(&[0, 0, 1, 2], &[0, 0, 1, 1]) - 0.571_428_571_428_571_4).abs() < 1e-12);
        assert!(
            (of(&[0, 0, 0, 1, 1, 1], &[0, 0, 1, 1, 2, 2]) - 0.242_424_242_424_242_43).abs() < 1e-12
        );
        assert!((of(&[0, 0, 1, 1], &[0, 1, 0, 1]) + 0.5).abs() < 1e-12);
        assert_eq!(of(&[0, 0, 0], &[1, 1, 1]), 1.0);
        assert_eq!((adjusted_rand(&[], &[]), adjusted_rand(&[1], &[1, 2])), (None, None));
    }

    #[test]
    fn a_single_thing_is_grouped_alike() {
        assert_eq!(adjusted_rand(&[7], &[3]), Some(1.0));
        assert_eq!(adjusted_rand(&[0, 1], &[4, 2]), Some(1.0));
    }
}
