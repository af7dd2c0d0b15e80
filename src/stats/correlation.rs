//! Correlation of two series: Kendall τ-b and Spearman ρ for ordinal scores,
//! Pearson r for reference, with their p values and intervals.
//!
//! The work is done on [`PairCount`]s, pairs with a count: scores have few distinct
//! values, so a million answers are some thousand cells, and a series is the
//! case where every count is 1. Degenerate input (fewer than three pairs, a
//! constant series, a value that is not finite) has no correlation: `None`.

use super::distribution::{Z_95, normal_two_sided, t_two_sided};
use super::interval::Estimate;

/// A pair of values and how often it occurs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairCount {
    /// Value of the first series.
    pub x: f64,
    /// Value of the second series.
    pub y: f64,
    /// Number of pairs with these values.
    pub count: u64,
}

/// A correlation coefficient and its test against "no association".
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Correlation {
    /// The coefficient in [−1, 1].
    pub value: f64,
    /// Two-sided p.
    pub p: f64,
    /// Number of pairs.
    pub n: u64,
}

/// Kendall τ-b of two series of the same length; see [`kendall_tau_b_counted`].
pub fn kendall_tau_b(x: &[f64], y: &[f64]) -> Option<Correlation> {
    kendall_tau_b_counted(&cells(x, y)?)
}

/// Spearman ρ of two series of the same length; see [`spearman_counted`].
pub fn spearman(x: &[f64], y: &[f64]) -> Option<Correlation> {
    spearman_counted(&cells(x, y)?)
}

/// Pearson r of two series of the same length with the t test on n − 2
/// degrees of freedom.
pub fn pearson(x: &[f64], y: &[f64]) -> Option<Correlation> {
    pearson_counted(&cells(x, y)?)
}

/// Pearson r; see [`pearson`].
pub fn pearson_counted(cells: &[PairCount]) -> Option<Correlation> {
    let cells = usable(cells)?;
    let n: u64 = cells.iter().map(|c| c.count).sum();
    let mean = |f: fn(&PairCount) -> f64| {
        cells.iter().map(|c| f(c) * c.count as f64).sum::<f64>() / n as f64
    };
    product_moment(&cells, n, mean(|c| c.x), mean(|c| c.y))
}

/// Kendall τ-b in O(n log n) by Knight's method (JASA 61, 1966): sort by x,
/// then count the exchanges a merge sort by y makes. The p is that of the
/// normal approximation with the variance corrected for ties, as
/// `scipy.stats.kendalltau(method='asymptotic')` has it; scores are always
/// tied, so the exact distribution does not apply to them.
pub fn kendall_tau_b_counted(cells: &[PairCount]) -> Option<Correlation> {
    let (tau, z, n) = kendall(cells)?;
    Some(Correlation { value: tau, p: valid_p(normal_two_sided(z))?, n })
}

/// What the p of [`kendall_tau_b_counted`] is of: a standard normal without association.
pub(super) fn kendall_tau_b_z(cells: &[PairCount]) -> Option<f64> {
    kendall(cells).map(|(_, z, _)| z)
}

/// τ-b, its standardised surplus of pairs in order, and the number of pairs.
fn kendall(cells: &[PairCount]) -> Option<(f64, f64, u64)> {
    let mut cells = usable(cells)?;
    let n: u64 = cells.iter().map(|c| c.count).sum();
    cells.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    let ties_x = Ties::of(&cells, |a, b| a.x == b.x);
    let ties_both = Ties::of(&cells, |a, b| a.x == b.x && a.y == b.y);
    let mut buffer = cells.clone();
    let discordant = exchanges(&mut cells, &mut buffer);
    let ties_y = Ties::of(&cells, |a, b| a.y == b.y);

    let size = n as f64;
    let total = pairs(n);
    if ties_x.pairs == total || ties_y.pairs == total {
        return None;
    }
    let surplus = total as i128 - ties_x.pairs as i128 - ties_y.pairs as i128
        + ties_both.pairs as i128
        - 2 * discordant as i128;
    // One root of the product, so that perfect order gives exactly 1.
    let untied = (total - ties_x.pairs) as f64 * (total - ties_y.pairs) as f64;
    let tau = surplus as f64 / untied.sqrt();

    let m = size * (size - 1.0);
    let variance = (m * (2.0 * size + 5.0) - ties_x.quintic - ties_y.quintic) / 18.0
        + 2.0 * ties_x.pairs as f64 * ties_y.pairs as f64 / m
        + ties_x.triples * ties_y.triples / (9.0 * m * (size - 2.0));
    Some((tau.clamp(-1.0, 1.0), surplus as f64 / variance.sqrt(), n))
}

/// Spearman ρ: Pearson r of the mid-ranks, with the t test on n − 2 degrees of
/// freedom as `scipy.stats.spearmanr` has it.
pub fn spearman_counted(cells: &[PairCount]) -> Option<Correlation> {
    let mut cells = usable(cells)?;
    let n: u64 = cells.iter().map(|c| c.count).sum();
    replace_by_ranks(&mut cells, |c| c.x, |c, rank| c.x = rank);
    replace_by_ranks(&mut cells, |c| c.y, |c, rank| c.y = rank);
    let mean = (n as f64 + 1.0) / 2.0;
    product_moment(&cells, n, mean, mean)
}

/// 95 % interval of τ by Fisher's transformation with the variance
/// 0.437 / (n − 4) of Fieller, Hartley and Pearson (Biometrika 44, 1957).
/// `None` for n ≤ 4. At ±1 the interval is the point itself.
///
/// It is meant for values without ties. Of tied scores it held the true τ-b in
/// 85 to 92 % of simulations (`tests/coverage.rs`), where
/// [`super::tau_interval::kendall_tau_b_interval`] held it in 93 to 96 %.
pub fn fieller_tau(tau: f64, n: u64) -> Option<Estimate> {
    transformed(tau, n, 4, |_, rest| 0.437 / rest)
}

/// 95 % interval of Spearman's ρ with the variance 1.06 / (n − 3) of Fieller,
/// Hartley and Pearson (Biometrika 44, 1957). `None` for n ≤ 3. At ±1, here and below, the
/// interval of a share of all among n: no spread says how sure few pairs are.
pub fn fieller_spearman(rho: f64, n: u64) -> Option<Estimate> {
    transformed(rho, n, 3, |_, rest| 1.06 / rest)
}

/// 95 % interval of Spearman's ρ with the variance (1 + ρ²/2) / (n − 3) of
/// Bonett and Wright (Psychometrika 65, 2000), which holds its coverage for
/// strong correlations too. `None` for n ≤ 3.
pub fn bonett_wright(rho: f64, n: u64) -> Option<Estimate> {
    transformed(rho, n, 3, |rho, rest| (1.0 + rho * rho / 2.0) / rest)
}

/// 95 % interval of Pearson's r with Fisher's variance 1 / (n − 3). `None` for
/// n ≤ 3.
pub fn fisher(r: f64, n: u64) -> Option<Estimate> {
    transformed(r, n, 3, |_, rest| 1.0 / rest)
}

fn transformed(r: f64, n: u64, lost: u64, variance: fn(f64, f64) -> f64) -> Option<Estimate> {
    if n <= lost || !(-1.0..=1.0).contains(&r) {
        return None;
    }
    if r.abs() == 1.0 {
        return super::tau_interval::perfect(r, n);
    }
    let half = Z_95 * variance(r, (n - lost) as f64).sqrt();
    let z = r.atanh();
    Some(Estimate { value: r, low: (z - half).tanh(), high: (z + half).tanh() })
}

fn cells(x: &[f64], y: &[f64]) -> Option<Vec<PairCount>> {
    let pairs = x.iter().zip(y);
    (x.len() == y.len()).then(|| pairs.map(|(&x, &y)| PairCount { x, y, count: 1 }).collect())
}

/// The cells that count, where there is something to correlate. −0 becomes 0
/// so that equality and the total order agree.
fn usable(cells: &[PairCount]) -> Option<Vec<PairCount>> {
    let cells: Vec<PairCount> = cells
        .iter()
        .filter(|c| c.count > 0)
        .map(|c| PairCount { x: c.x + 0.0, y: c.y + 0.0, count: c.count })
        .collect();
    let first = cells.first()?;
    let finite = cells.iter().all(|c| c.x.is_finite() && c.y.is_finite());
    let varied = cells.iter().any(|c| c.x != first.x) && cells.iter().any(|c| c.y != first.y);
    let n: u64 = cells.iter().map(|c| c.count).sum();
    (finite && varied && n >= 3).then_some(cells)
}

fn product_moment(cells: &[PairCount], n: u64, mean_x: f64, mean_y: f64) -> Option<Correlation> {
    let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
    for cell in cells {
        let (dx, dy, weight) = (cell.x - mean_x, cell.y - mean_y, cell.count as f64);
        xy += weight * dx * dy;
        xx += weight * dx * dx;
        yy += weight * dy * dy;
    }
    let r = xy / (xx * yy).sqrt();
    if !r.is_finite() {
        return None;
    }
    let r = r.clamp(-1.0, 1.0);
    let df = (n - 2) as f64;
    let t = r * (df / ((1.0 + r) * (1.0 - r))).sqrt();
    Some(Correlation { value: r, p: valid_p(t_two_sided(t, df))?, n })
}

fn valid_p(p: f64) -> Option<f64> {
    p.is_finite().then(|| p.clamp(0.0, 1.0))
}

/// Replaces one value of every cell by its mid-rank among all.
fn replace_by_ranks(
    cells: &mut [PairCount],
    get: fn(&PairCount) -> f64,
    set: fn(&mut PairCount, f64),
) {
    cells.sort_by(|a, b| get(a).total_cmp(&get(b)));
    let mut below = 0_u64;
    for tied in cells.chunk_by_mut(|a, b| get(a) == get(b)) {
        let count: u64 = tied.iter().map(|c| c.count).sum();
        let rank = below as f64 + (count as f64 + 1.0) / 2.0;
        tied.iter_mut().for_each(|cell| set(cell, rank));
        below += count;
    }
}

/// Groups of equal values and what they take from the variance of τ.
struct Ties {
    /// Σ t(t − 1)/2: pairs within the groups.
    pairs: u128,
    /// Σ t(t − 1)(t − 2).
    triples: f64,
    /// Σ t(t − 1)(2t + 5).
    quintic: f64,
}

impl Ties {
    /// Ties among cells sorted so that equal ones are neighbours.
    fn of(cells: &[PairCount], same: fn(&PairCount, &PairCount) -> bool) -> Ties {
        let mut ties = Ties { pairs: 0, triples: 0.0, quintic: 0.0 };
        for group in cells.chunk_by(same) {
            let count: u64 = group.iter().map(|c| c.count).sum();
            let t = count as f64;
            ties.pairs += pairs(count);
            ties.triples += t * (t - 1.0) * (t - 2.0);
            ties.quintic += t * (t - 1.0) * (2.0 * t + 5.0);
        }
        ties
    }
}

fn pairs(n: u64) -> u128 {
    u128::from(n) * u128::from(n.saturating_sub(1)) / 2
}

/// Sorts by y and returns the number of pairs that changed places, each cell
/// standing for `count` values. `buffer` must be as long as `cells`.
fn exchanges(cells: &mut [PairCount], buffer: &mut [PairCount]) -> u128 {
    if cells.len() < 2 {
        return 0;
    }
    let middle = cells.len() / 2;
    let (left, right) = cells.split_at_mut(middle);
    let (left_buffer, right_buffer) = buffer.split_at_mut(middle);
    let mut swapped = exchanges(left, left_buffer) + exchanges(right, right_buffer);
    let mut left_rest: u128 = left.iter().map(|c| u128::from(c.count)).sum();
    let (mut l, mut r) = (0, 0);
    for slot in buffer.iter_mut() {
        if r == right.len() || (l < left.len() && left[l].y <= right[r].y) {
            *slot = left[l];
            left_rest -= u128::from(left[l].count);
            l += 1;
        } else {
            *slot = right[r];
            swapped += u128::from(right[r].count) * left_rest;
            r += 1;
        }
    }
    cells.copy_from_slice(buffer);
    swapped
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// τ-b by its definition, pair by pair.
    fn naive_tau_b(x: &[f64], y: &[f64]) -> f64 {
        let (mut surplus, mut in_x, mut in_y) = (0.0, 0.0, 0.0);
        for i in 0..x.len() {
            for j in 0..i {
                let (dx, dy) = (x[i] - x[j], y[i] - y[j]);
                let sign = |d: f64| if d == 0.0 { 0.0 } else { d.signum() };
                surplus += sign(dx) * sign(dy);
                in_x += f64::from(u8::from(dx != 0.0));
                in_y += f64::from(u8::from(dy != 0.0));
            }
        }
        surplus / f64::sqrt(in_x * in_y)
    }

    proptest! {
        #[test]
        fn knight_agrees_with_the_definition(
            pairs in prop::collection::vec((0_u8..6, -5_i8..6), 3..60)
        ) {
            let x: Vec<f64> = pairs.iter().map(|p| f64::from(p.0)).collect();
            let y: Vec<f64> = pairs.iter().map(|p| f64::from(p.1)).collect();
            let naive = naive_tau_b(&x, &y);
            match kendall_tau_b(&x, &y) {
                Some(tau) => prop_assert!((tau.value - naive).abs() < 1e-12),
                None => prop_assert!(naive.is_nan()),
            }
        }

        #[test]
        fn counted_cells_equal_repeated_pairs(
            cells in prop::collection::vec((0_u8..5, 0_u8..5, 0_u64..4), 1..25)
        ) {
            let cells: Vec<PairCount> = cells
                .iter()
                .map(|&(x, y, count)| PairCount { x: f64::from(x), y: f64::from(y), count })
                .collect();
            let repeat = |value: fn(&PairCount) -> f64| -> Vec<f64> {
                let one = |c: &PairCount| vec![value(c); c.count as usize];
                cells.iter().flat_map(one).collect()
            };
            let (x, y) = (repeat(|c| c.x), repeat(|c| c.y));
            let close = |a: Option<Correlation>, b: Option<Correlation>| match (a, b) {
                (Some(a), Some(b)) => (a.value - b.value).abs() < 1e-12 && a.n == b.n,
                (a, b) => a == b,
            };
            prop_assert!(close(kendall_tau_b_counted(&cells), kendall_tau_b(&x, &y)));
            prop_assert!(close(spearman_counted(&cells), spearman(&x, &y)));
        }
    }

    #[test]
    fn degenerate_input_has_no_correlation() {
        let cases: [(&[f64], &[f64]); 6] = [
            (&[], &[]),
            (&[1.0, 2.0], &[1.0, 2.0]),
            (&[1.0, 1.0, 1.0], &[1.0, 2.0, 3.0]),
            (&[1.0, 2.0, 3.0], &[0.0, -0.0, 0.0]),
            (&[1.0, 2.0, f64::NAN], &[1.0, 2.0, 3.0]),
            (&[1.0, 2.0, 3.0], &[1.0, 2.0]),
        ];
        for (x, y) in cases {
            assert_eq!(kendall_tau_b(x, y), None, "{x:?} {y:?}");
            assert_eq!(spearman(x, y), None, "{x:?} {y:?}");
            assert_eq!(pearson(x, y), None, "{x:?} {y:?}");
        }
    }

    #[test]
    fn intervals_need_enough_pairs() {
        assert_eq!(fieller_tau(0.5, 4), None);
        assert_eq!(bonett_wright(0.5, 3), None);
        assert_eq!(fisher(f64::NAN, 50), None);
        let sure = fieller_tau(1.0, 20).unwrap();
        assert!(0.6 < sure.low && sure.low < 0.7 && sure.high == 1.0, "few pairs are not certain");
    }

    #[test]
    fn three_pairs_are_enough_to_correlate_and_four_for_an_interval() {
        for (n, wanted) in [(2, false), (3, true)] {
            let (x, y) = ([1.0, 2.0, 4.0], [3.0, 1.0, 2.0]);
            let found = [kendall_tau_b, spearman, pearson].map(|of| of(&x[..n], &y[..n]).is_some());
            assert_eq!(found, [wanted; 3], "{n} pairs");
        }
        assert!(bonett_wright(0.5, 4).is_some() && fisher(0.5, 4).is_some());
        assert!(bonett_wright(0.5, 3).is_none() && fisher(0.5, 3).is_none());
    }

    #[test]
    fn zero_is_one_value_whatever_its_sign() {
        let y = [3.0, 1.0, 2.0, 4.0];
        let (x, plain) = ([-0.0, 0.0, 0.0, 1.0], [0.0, 0.0, 0.0, 1.0]);
        assert_eq!(kendall_tau_b(&x, &y), kendall_tau_b(&plain, &y));
        assert_eq!(kendall_tau_b(&y, &x), kendall_tau_b(&y, &plain));
        assert_eq!(spearman(&x, &y), spearman(&plain, &y));
    }
}
