//! Permutation test of Kendall τ-b for small groups.
//!
//! With few pairs and many ties the normal approximation of
//! [`super::correlation::kendall_tau_b_counted`] is off by more than its p is
//! worth. Shuffling one series against the other gives the distribution of τ
//! under "no association" for exactly these ties.

use fastrand::Rng;

use super::correlation::PairCount;

/// Largest number of pairs: from here on the normal approximation serves.
pub const MOST_PAIRS: u64 = 50;

/// Shuffles: p comes in steps of 1/10,000.
pub const PERMUTATIONS: u32 = 9_999;

/// Two-sided p of Kendall τ-b: (b + 1) / (m + 1), where b of m = 9,999 shuffles
/// bring a |τ| at least as large as the one seen (Phipson and Smyth,
/// Statistical Applications in Genetics and Molecular Biology 9, 2010: the
/// arrangement seen is one of those possible, so p is never 0). The same cells
/// and `seed` always give the same p, in whatever order the cells come. `None`
/// for more than [`MOST_PAIRS`] pairs and where τ-b is not defined.
pub fn permutation_p(cells: &[PairCount], seed: u64) -> Option<f64> {
    let mut pairs: Vec<(f64, f64)> = Vec::new();
    let n: u64 = cells.iter().map(|c| c.count).fold(0, u64::saturating_add);
    if !(3..=MOST_PAIRS).contains(&n) {
        return None;
    }
    for cell in cells.iter().filter(|c| c.count > 0) {
        if !(cell.x.is_finite() && cell.y.is_finite()) {
            return None;
        }
        pairs.extend((0..cell.count).map(|_| (cell.x + 0.0, cell.y + 0.0)));
    }
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    if pairs.iter().all(|p| p.0 == pairs[0].0) || pairs.iter().all(|p| p.1 == pairs[0].1) {
        return None;
    }
    let surplus = Surplus::new(&pairs);
    let mut order: Vec<usize> = (0..pairs.len()).collect();
    let seen = surplus.of(&order).abs();
    let mut rng = Rng::with_seed(seed);
    let mut as_large = 0_u32;
    for _ in 0..PERMUTATIONS {
        rng.shuffle(&mut order);
        as_large += u32::from(surplus.of(&order).abs() >= seen);
    }
    Some(f64::from(as_large + 1) / f64::from(PERMUTATIONS + 1))
}

/// Concordant minus discordant pairs of a series against shuffles of another.
/// The ties stay the same, so τ-b is in proportion to it.
struct Surplus {
    /// Number of pairs in each group of equal x, ascending.
    groups: Vec<usize>,
    /// For each y, the pairs with a smaller and with a larger one, as bits.
    others: Vec<(u64, u64)>,
}

impl Surplus {
    /// Of pairs sorted by x, at most 64.
    fn new(pairs: &[(f64, f64)]) -> Surplus {
        let bits = |test: &dyn Fn(f64) -> bool| {
            pairs.iter().enumerate().fold(0, |set, (i, p)| set | u64::from(test(p.1)) << i)
        };
        Surplus {
            groups: pairs.chunk_by(|a, b| a.0 == b.0).map(<[_]>::len).collect(),
            others: pairs.iter().map(|p| (bits(&|y| y < p.1), bits(&|y| y > p.1))).collect(),
        }
    }

    /// With the y of pair `order[i]` in the place of that of pair `i`.
    fn of(&self, order: &[usize]) -> i32 {
        let (mut smaller_x, mut surplus, mut start) = (0_u64, 0, 0);
        for &size in &self.groups {
            let group = &order[start..start + size];
            start += size;
            for &y in group {
                let (below, above) = self.others[y];
                surplus += (smaller_x & below).count_ones() as i32;
                surplus -= (smaller_x & above).count_ones() as i32;
            }
            group.iter().for_each(|y| smaller_x |= 1 << y);
        }
        surplus
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::correlation::kendall_tau_b_counted;

    fn cells(pairs: &[(i8, i8)]) -> Vec<PairCount> {
        let cell = |&(x, y): &(i8, i8)| PairCount { x: f64::from(x), y: f64::from(y), count: 1 };
        pairs.iter().map(cell).collect()
    }

    /// The exact p over all orders of y (Heap's algorithm).
    fn exact(pairs: &[(i8, i8)]) -> f64 {
        fn each(y: &mut Vec<i8>, k: usize, visit: &mut dyn FnMut(&[i8])) {
            if k <= 1 {
                return visit(y);
            }
            for i in 0..k {
                each(y, k - 1, visit);
                let j = if k.is_multiple_of(2) { i } else { 0 };
                y.swap(j, k - 1);
            }
        }
        let tau = |pairs: &[(i8, i8)]| kendall_tau_b_counted(&cells(pairs)).unwrap().value.abs();
        let seen = tau(pairs) - 1e-12;
        let (mut all, mut as_large) = (0.0, 0.0);
        let mut y: Vec<i8> = pairs.iter().map(|p| p.1).collect();
        let k = y.len();
        each(&mut y, k, &mut |y| {
            let shuffled: Vec<_> = pairs.iter().zip(y).map(|(p, y)| (p.0, *y)).collect();
            all += 1.0;
            as_large += f64::from(u8::from(tau(&shuffled) >= seen));
        });
        as_large / all
    }

    #[test]
    fn agrees_with_all_permutations() {
        for pairs in [
            vec![(1, 2), (2, 1), (3, 3), (4, 4), (5, 6), (6, 5)],
            vec![(1, 1), (1, 1), (2, 1), (2, 2), (3, 2), (3, 2), (3, 1)],
            vec![(0, 5), (0, 3), (1, 3), (1, 1), (1, 2), (2, 0)],
        ] {
            let (p, exact) = (permutation_p(&cells(&pairs), 7).unwrap(), exact(&pairs));
            let error = (exact * (1.0 - exact) / f64::from(PERMUTATIONS)).sqrt();
            assert!((p - exact).abs() < 4.0 * error + 1e-4, "{p} {exact}");
        }
    }

    #[test]
    fn the_order_of_cells_does_not_matter() {
        let mut some = cells(&[(1, 2), (2, 2), (3, 3), (4, 1), (5, 9), (5, 4), (5, 4)]);
        let p = permutation_p(&some, 1);
        some.reverse();
        assert_eq!(permutation_p(&some, 1), p);
        let mut counted = some[2..].to_vec();
        counted[0].count = 3;
        assert!(permutation_p(&counted, 1).is_some());
    }

    #[test]
    fn degenerate_or_large_input_has_no_p() {
        assert_eq!(permutation_p(&[], 1), None);
        assert_eq!(permutation_p(&cells(&[(1, 1), (1, 2), (1, 3)]), 1), None);
        assert_eq!(permutation_p(&[PairCount { x: 1.0, y: 1.0, count: 51 }], 1), None);
        let nan = PairCount { x: f64::NAN, y: 1.0, count: 4 };
        assert_eq!(permutation_p(&[nan], 1), None);
    }

    #[test]
    fn order_is_never_impossible() {
        let pairs: Vec<(i8, i8)> = (0..50).map(|i| (i, i)).collect();
        assert_eq!(permutation_p(&cells(&pairs), 3), Some(1e-4));
    }

    #[test]
    fn shuffles_are_for_three_to_fifty_pairs() {
        let of = |n: i8| cells(&(0..n).map(|i| (i, i % 7)).collect::<Vec<_>>());
        for (n, wanted) in [(2, false), (3, true), (50, true), (51, false)] {
            assert_eq!(permutation_p(&of(n), 1).is_some(), wanted, "{n} pairs");
        }
    }

    #[test]
    fn what_no_shuffle_falls_behind_is_chance_itself() {
        assert_eq!(permutation_p(&cells(&[(1, 1), (1, 2), (2, 1), (2, 2)]), 1), Some(1.0));
        let mut broken = cells(&[(1, 1), (2, 2), (3, 3), (4, 5)]);
        broken[2].y = f64::NAN;
        assert_eq!(permutation_p(&broken, 1), None);
    }
}
