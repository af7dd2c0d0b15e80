//! An interval of Kendall τ-b that ties do not mislead.
//!
//! The variance of [`super::correlation::fieller_tau`] is that of two normal
//! variables without ties. Scores are tied, and sentiments of the same sign
//! too; what the variance of τ-b is then follows from the table of pairs.

use super::correlation::{PairCount, kendall_tau_b_counted, kendall_tau_b_z};
use super::distribution::{t_quantile_95, t_two_sided};
use super::interval::{Estimate, wilson};

/// τ-b with the 95 % interval from its large-sample variance under any
/// association and any ties: ASE₁ of Brown and Benedetti (Journal of the
/// American Statistical Association 72, 1977), on the scale of Fisher's
/// transformation, in which few pairs are less lopsided.
///
/// Takes O(cells · log cells). `None` where τ-b is not defined.
pub fn kendall_tau_b_interval(cells: &[PairCount]) -> Option<Estimate> {
    let tau = kendall_tau_b_counted(cells)?;
    let n = tau.n as f64;
    if tau.value.abs() == 1.0 {
        return perfect(tau.value, tau.n);
    }
    let error = Influences::of(cells, tau.value).standard_error();
    interval(tau.value, error * (n / (n - 2.0)).sqrt(), n - 2.0)
}

fn interval(value: f64, error: f64, freedom: f64) -> Option<Estimate> {
    let half = t_quantile_95(freedom)? * error / (1.0 - value * value);
    let z = value.atanh();
    Some(Estimate { value, low: (z - half).tanh(), high: (z + half).tanh() })
}

/// Mean size of clusters, over what is in them, from which they matter.
pub const WORTH_A_WORD: f64 = 1.05;

/// τ-b of pairs of which several are of the same people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClusteredTau {
    /// τ-b with its 95 % interval.
    pub tau_b: Estimate,
    /// Two-sided p against no association.
    pub p: f64,
    /// Design effect: how many times the variance is that of as many independent pairs; at
    /// least 1.
    pub effect: f64,
}

/// τ-b where pairs come in clusters, such as the answers of one person. What each pair adds to
/// τ-b is known from the table (the terms that ASE₁ of [`kendall_tau_b_interval`] squares); of
/// pairs that are not independent these are summed by cluster first (the linearised variance of
/// Binder, International Statistical Review 51, 1983). Their variance against that over single
/// pairs is the design effect, by which interval and test are widened; both have as many
/// degrees of freedom as there are clusters but one.
///
/// `pairs` are those of some or all clusters, each with the number of its cluster, in any
/// order; every one must be among the `cells`. `None` where τ-b is not defined, where there
/// are fewer than two clusters, and where there is hardly one with two pairs: the design effect
/// is at most the mean size of the clusters over pairs, which must be [`WORTH_A_WORD`].
pub fn clustered_tau_b(
    cells: &[PairCount],
    mut pairs: Vec<(u64, f64, f64)>,
) -> Option<ClusteredTau> {
    let tau = kendall_tau_b_counted(cells)?;
    let n = tau.n as f64;
    pairs.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.total_cmp(&b.2)));
    let of_sample = pairs.chunk_by(|a, b| a.0 == b.0).count();
    let sizes = pairs.chunk_by(|a, b| a.0 == b.0).map(|of| of.len() as f64);
    let squares: f64 = sizes.map(|size| size * size).sum();
    if of_sample < 2 || squares < WORTH_A_WORD * pairs.len() as f64 {
        return None;
    }
    // As many as in the sample, for each of its pairs.
    let each = pairs.len() as f64 / of_sample as f64;
    let clusters = (n / each).max(2.0);
    let freedom = (clusters - 1.0).floor();
    let (effect, tau_b) = if tau.value.abs() == 1.0 {
        (each, perfect(tau.value, clusters as u64)?)
    } else {
        let influences = Influences::of(cells, tau.value);
        let effect = influences.effect(&pairs, of_sample as f64)?;
        let error = influences.standard_error() * effect.sqrt();
        (effect, interval(tau.value, error, freedom)?)
    };
    let z = kendall_tau_b_z(cells)? / effect.sqrt();
    Some(ClusteredTau { tau_b, p: t_two_sided(z, freedom).clamp(0.0, 1.0), effect })
}

/// Where no pair contradicts the order the variance is nothing, which says more
/// about the number of pairs than about the order: the interval is that of a
/// share of all among n.
pub(super) fn perfect(value: f64, n: u64) -> Option<Estimate> {
    let least = 2.0 * wilson(n, n)?.low - 1.0;
    let (low, high) = if value > 0.0 { (least, 1.0) } else { (-1.0, -least) };
    Some(Estimate { value, low, high })
}

/// What a pair in each cell adds to τ-b, but for a factor.
struct Influences {
    /// Sorted by x, then y.
    cells: Vec<PairCount>,
    of: Vec<f64>,
    mean: f64,
    scale: f64,
}

impl Influences {
    /// Those of ASE₁, for |τ-b| < 1.
    fn of(cells: &[PairCount], tau: f64) -> Influences {
        let mut cells: Vec<PairCount> = cells.iter().filter(|c| c.count > 0).copied().collect();
        cells.iter_mut().for_each(|c| (c.x, c.y) = (c.x + 0.0, c.y + 0.0));
        cells.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
        let mut levels: Vec<f64> = cells.iter().map(|c| c.y).collect();
        levels.sort_by(f64::total_cmp);
        levels.dedup();
        let level: Vec<usize> =
            cells.iter().map(|c| levels.partition_point(|y| *y < c.y)).collect();
        let n: f64 = cells.iter().map(|c| c.count as f64).sum();

        let mut columns = vec![0.0; levels.len()];
        cells.iter().zip(&level).for_each(|(c, &at)| columns[at] += c.count as f64);
        let rows: Vec<f64> = cells
            .chunk_by(|a, b| a.x == b.x)
            .flat_map(|row| {
                let count: f64 = row.iter().map(|c| c.count as f64).sum();
                std::iter::repeat_n(count, row.len())
            })
            .collect();
        let squares: f64 = columns.iter().map(|c| c * c).sum();
        let free_columns = n * n - squares;
        let free_rows =
            n * n - rows.iter().zip(&cells).map(|(r, c)| r * c.count as f64).sum::<f64>();
        let w = (free_rows * free_columns).sqrt();
        let surpluses = surpluses(&cells, &level, levels.len()).into_iter().enumerate();
        let of = surpluses
            .map(|(i, surplus)| {
                let margins = rows[i] * free_columns + columns[level[i]] * free_rows;
                2.0 * w * surplus + tau * margins
            })
            .collect();
        Influences { cells, of, mean: n * tau * (free_rows + free_columns), scale: w * w }
    }

    fn standard_error(&self) -> f64 {
        let of_cells = self.cells.iter().zip(&self.of);
        let n: f64 = self.cells.iter().map(|c| c.count as f64).sum();
        let sum: f64 = of_cells.map(|(cell, of)| cell.count as f64 * of.powi(2)).sum();
        (sum - n * self.mean.powi(2)).max(0.0).sqrt() / self.scale
    }

    /// Variance over clusters against that over single pairs, which come sorted by cluster; at
    /// least 1. `None` where pairs do not vary.
    fn effect(&self, pairs: &[(u64, f64, f64)], clusters: f64) -> Option<f64> {
        let of_pair = |&(_, x, y): &(u64, f64, f64)| {
            let (x, y) = (x + 0.0, y + 0.0);
            let order = |c: &PairCount| c.x.total_cmp(&x).then(c.y.total_cmp(&y));
            let at = self.cells.binary_search_by(order).ok()?;
            Some(self.of[at] - self.mean)
        };
        let (mut single, mut together) = (0.0, 0.0);
        for of_cluster in pairs.chunk_by(|a, b| a.0 == b.0) {
            let of: Vec<f64> = of_cluster.iter().filter_map(of_pair).collect();
            together += of.iter().sum::<f64>().powi(2);
            single += of.iter().map(|of| of * of).sum::<f64>();
        }
        let effect = together * clusters / (clusters - 1.0) / single;
        effect.is_finite().then_some(effect.max(1.0))
    }
}

/// For every cell, the number of pairs in the same order with it less the
/// number in the opposite order. `cells` are sorted by x.
fn surpluses(cells: &[PairCount], level: &[usize], levels: usize) -> Vec<f64> {
    let mut surplus = vec![0.0; cells.len()];
    let mut sweep = |rows: &mut dyn Iterator<Item = (usize, usize)>, sign: f64| {
        let mut seen = Counts::new(levels);
        for (start, end) in rows {
            for i in start..end {
                let (below, above) = seen.around(level[i]);
                surplus[i] += sign * (below - above);
            }
            (start..end).for_each(|i| seen.add(level[i], cells[i].count as f64));
        }
    };
    let mut ends = Vec::new();
    for row in cells.chunk_by(|a, b| a.x == b.x) {
        let start = ends.last().map_or(0, |&(_, end)| end);
        ends.push((start, start + row.len()));
    }
    sweep(&mut ends.iter().copied(), 1.0);
    sweep(&mut ends.iter().rev().copied(), -1.0);
    surplus
}

/// Counts by level with running sums, both in logarithmic time (Fenwick 1994).
struct Counts {
    tree: Vec<f64>,
    total: f64,
}

impl Counts {
    fn new(levels: usize) -> Counts {
        Counts { tree: vec![0.0; levels + 1], total: 0.0 }
    }

    fn add(&mut self, level: usize, count: f64) {
        let mut at = level + 1;
        while at < self.tree.len() {
            self.tree[at] += count;
            at += at & at.wrapping_neg();
        }
        self.total += count;
    }

    /// Counts of the first `levels` levels.
    fn first(&self, levels: usize) -> f64 {
        let (mut at, mut sum) = (levels, 0.0);
        while at > 0 {
            sum += self.tree[at];
            at &= at - 1;
        }
        sum
    }

    /// Counts below and above a level.
    fn around(&self, level: usize) -> (f64, f64) {
        (self.first(level), self.total - self.first(level + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&[u64]]) -> Vec<PairCount> {
        let cell = |x: usize, y: usize, count| PairCount { x: x as f64, y: y as f64, count };
        let row = |(x, row): (usize, &&[u64])| {
            row.iter().enumerate().map(|(y, &count)| cell(x, y, count)).collect::<Vec<_>>()
        };
        rows.iter().enumerate().flat_map(row).collect()
    }

    #[test]
    fn a_surplus_counts_pairs_in_order_less_those_against_it() {
        let cells = table(&[&[2, 1], &[1, 3]]);
        assert_eq!(surpluses(&cells, &[0, 1, 0, 1], 2), vec![3.0, -1.0, -1.0, 2.0]);
    }

    #[test]
    fn perfect_order_among_few_is_not_certain() {
        let few = kendall_tau_b_interval(&table(&[&[3, 0], &[0, 3]])).unwrap();
        assert_eq!((few.value, few.high), (1.0, 1.0));
        assert!(few.low < 0.5);
        let falling = kendall_tau_b_interval(&table(&[&[0, 300], &[300, 0]])).unwrap();
        assert_eq!((falling.value, falling.low), (-1.0, -1.0));
        assert!(falling.high < -0.98);
    }

    #[test]
    fn no_association_no_interval() {
        assert_eq!(kendall_tau_b_interval(&table(&[&[3, 4]])), None);
        assert_eq!(kendall_tau_b_interval(&table(&[&[1], &[4]])), None);
    }

    #[test]
    fn clusters_matter_from_two_on_where_one_in_twenty_pairs_is_a_second() {
        let cells = table(&[&[6, 3, 1], &[3, 5, 3], &[1, 3, 6]]);
        // Pairs of which the first `together` are of one, the others each of somebody else.
        let found = |together: u64, alone: u64| {
            let pair = |at: u64| {
                let whose = if at < together { 0 } else { 1 + at };
                (whose, (at % 3) as f64, (at / 3 % 3) as f64)
            };
            clustered_tau_b(&cells, (0..together + alone).map(pair).collect()).is_some()
        };
        for (together, alone, wanted) in
            [(2, 0, false), (2, 1, true), (0, 2, false), (2, 38, true), (2, 39, false)]
        {
            assert_eq!(found(together, alone), wanted, "{together} of one and {alone} of others");
        }
    }
}
