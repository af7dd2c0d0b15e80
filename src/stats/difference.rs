//! Differences of two independent groups: of shares, of means and of the place
//! of ordered answers.
//!
//! Two intervals that overlap may still differ; what two groups differ by is
//! tested and bounded here. That of two Net Promoter Scores is
//! [`crate::metrics::nps::difference`].

use super::change_point::Moments;
use super::distribution::{Z_95, normal_two_sided, t_quantile_95, t_two_sided};
use super::interval::{Estimate, wilson, wilson_share};

/// A difference with its 95 % interval and its test against none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// First group minus second.
    pub difference: Estimate,
    /// The z or t statistic.
    pub statistic: f64,
    /// Degrees of freedom of t; `None` for z.
    pub df: Option<f64>,
    /// Two-sided p.
    pub p: f64,
}

/// Difference of the shares `hits / n` of two groups: the interval of
/// Newcombe's method 10 (Statistics in Medicine 17, 1998), which puts the two
/// Wilson intervals together and never leaves [−1, 1], and the z test with the
/// pooled share, whose z² is χ² without correction. Where nobody or everybody
/// is counted in both groups z is 0 and p is 1. `None` for an empty group or
/// more hits than answers.
pub fn proportions(hits: [u64; 2], n: [u64; 2]) -> Option<Difference> {
    let share = |i: usize| (hits[i] <= n[i]).then(|| hits[i] as f64 / n[i] as f64);
    shares([share(0)?, share(1)?], n.map(|n| n as f64))
}

/// The same for shares in [0, 1] among numbers of answers that need not be
/// whole: the effective numbers of two weighted samples. `None` unless both
/// numbers are above 0.
pub fn shares(shares: [f64; 2], n: [f64; 2]) -> Option<Difference> {
    let (first, second) = (wilson_share(shares[0], n[0])?, wilson_share(shares[1], n[1])?);
    let value = first.value - second.value;
    let low = value - (first.value - first.low).hypot(second.high - second.value);
    let high = value + (first.high - first.value).hypot(second.value - second.low);
    let pooled = (shares[0] * n[0] + shares[1] * n[1]) / (n[0] + n[1]);
    let error = (pooled * (1.0 - pooled) * (1.0 / n[0] + 1.0 / n[1])).sqrt();
    let z = if error > 0.0 { value / error } else { 0.0 };
    let difference = Estimate { value, low, high }.clipped(-1.0, 1.0);
    Some(Difference { difference, statistic: z, df: None, p: normal_two_sided(z) })
}

/// `after − before` of two independent estimates, with the interval that puts theirs together
/// by square and add (Newcombe 1998; Zou and Donner, Statistics in Medicine 27, 2008): it needs
/// neither to be symmetric.
pub fn of_estimates(after: &Estimate, before: &Estimate) -> Estimate {
    let value = after.value - before.value;
    let down = (after.value - after.low).hypot(before.high - before.value);
    let up = (after.high - after.value).hypot(before.value - before.low);
    Estimate { value, low: value - down, high: value + up }
}

/// p of a difference being none, from its interval: the side of it that is towards 0.
pub fn chance_of(difference: &Estimate) -> f64 {
    let towards = if difference.value > 0.0 { difference.low } else { difference.high };
    let error = (difference.value - towards).abs() / Z_95;
    if error > 0.0 { normal_two_sided(difference.value / error) } else { 1.0 }
}

/// The smallest difference that a test at 5 % tells in 80 % of cases: the normal quantiles of
/// both, times the standard error (Cohen, Statistical Power Analysis, 1988).
pub fn detectable(difference: &Estimate) -> f64 {
    const POWER_80: f64 = 0.841_621_233_572_914_3;
    (Z_95 + POWER_80) * (difference.high - difference.low) / (2.0 * Z_95)
}

/// Number, mean and sum of squared deviations from it of a group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// Number of values.
    pub n: u64,
    /// Their mean.
    pub mean: f64,
    /// Σ (value − mean)².
    pub squared_deviations: f64,
}

impl Spread {
    /// Of counted values; `None` without any, or where one is not finite.
    pub fn of(counted: &[(f64, u64)]) -> Option<Spread> {
        let n: u64 = counted.iter().map(|(_, count)| count).sum();
        let mean = counted.iter().map(|(v, count)| v * *count as f64).sum::<f64>() / n as f64;
        let squares = |(v, count): &(f64, u64)| (v - mean).powi(2) * *count as f64;
        let squared_deviations: f64 = counted.iter().map(squares).sum();
        (n > 0 && squared_deviations.is_finite()).then_some(Spread { n, mean, squared_deviations })
    }

    /// Variance of the mean.
    fn error(self) -> Option<f64> {
        let n = self.n as f64;
        (self.n >= 2).then(|| self.squared_deviations / (n - 1.0) / n)
    }
}

/// Difference of two means by Welch's t test, which does not ask for equal
/// spread (Welch, Biometrika 34, 1947). `None` for fewer than two values in a
/// group or where neither varies.
pub fn means(first: Spread, second: Spread) -> Option<Difference> {
    let errors = [first.error()?, second.error()?];
    welch(first.mean - second.mean, errors, [first.n as f64 - 1.0, second.n as f64 - 1.0])
}

/// The same of numbers of values that need not be whole, such as weighted ones are worth.
pub fn moments(first: Moments, second: Moments) -> Option<Difference> {
    let error = |of: Moments| (of.n > 1.0).then(|| of.variance / (of.n - 1.0));
    let errors = [error(first)?, error(second)?];
    welch(first.mean - second.mean, errors, [first.n - 1.0, second.n - 1.0])
}

/// Of a difference, the variances of the two means and their degrees of freedom.
fn welch(value: f64, [a, b]: [f64; 2], [m, n]: [f64; 2]) -> Option<Difference> {
    let variance = a + b;
    let df = variance.powi(2) / (a.powi(2) / m + b.powi(2) / n);
    if !(variance > 0.0 && df.is_finite()) {
        return None;
    }
    let half = t_quantile_95(df)? * variance.sqrt();
    let t = value / variance.sqrt();
    let difference = Estimate { value, low: value - half, high: value + half };
    Some(Difference { difference, statistic: t, df: Some(df), p: t_two_sided(t, df) })
}

/// The Mann-Whitney test of two groups of ordered answers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MannWhitney {
    /// U of the first group: pairs (one answer of each group) in which the
    /// first group's is higher, ties counting half.
    pub u: f64,
    /// The normal statistic, corrected for ties and continuity: 0 where nothing
    /// is left of it, else of the sign of δ.
    pub z: f64,
    /// Two-sided p.
    pub p: f64,
    /// Cliff's δ = P(first higher) − P(second higher) in [−1, 1].
    pub delta: Estimate,
    /// Probability of superiority, (δ + 1) / 2: that an answer of the first
    /// group is higher than one of the second, ties counting half.
    pub superiority: Estimate,
}

/// Mann-Whitney U from two tables of answers (value, count), as
/// `scipy.stats.mannwhitneyu(method='asymptotic')` has it: variance corrected
/// for ties, continuity corrected by ½. The interval of δ is that of Cliff
/// (Dominance Statistics, Psychological Bulletin 114, 1993) in the asymmetric
/// form which Feng and Cliff (Journal of Modern Applied Statistical Methods 3,
/// 2004) found to hold its level. `None` for an empty group, for values that
/// are not finite and where all answers are the same.
pub fn mann_whitney(first: &[(f64, u64)], second: &[(f64, u64)]) -> Option<MannWhitney> {
    let (first, second) = (Ordinal::new(first)?, Ordinal::new(second)?);
    let (m, n) = (first.n as f64, second.n as f64);
    let mut values: Vec<f64> = first.values().chain(second.values()).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    if values.len() < 2 {
        return None;
    }
    let total = m + n;
    let ties: f64 = values.iter().map(|v| (first.at(*v) + second.at(*v)) as f64).map(cubed).sum();
    let spread = (m * n / 12.0 * (total + 1.0 - ties / (total * (total - 1.0)))).sqrt();

    let delta = first.dominance(&second).map(|(d, count)| d * count).sum::<f64>() / m;
    let u = m * n * (delta + 1.0) / 2.0;
    let beyond = (u - m * n / 2.0).abs() - 0.5;
    // The correction may leave less than nothing.
    let z = beyond.max(0.0) / spread * delta.signum();
    let p = normal_two_sided(z);
    let delta = cliff(delta, &first, &second);
    let half = |d: f64| (d + 1.0) / 2.0;
    let superiority =
        Estimate { value: half(delta.value), low: half(delta.low), high: half(delta.high) };
    Some(MannWhitney { u, z, p, delta, superiority })
}

fn cubed(t: f64) -> f64 {
    t * (t * t - 1.0)
}

/// The interval of δ. With a single answer in a group the variance is not
/// known and the largest possible takes its place. Where one group lies wholly
/// above the other it would be nothing, and the interval is that of a share of
/// all among as many answers as the smaller group has.
fn cliff(delta: f64, first: &Ordinal, second: &Ordinal) -> Estimate {
    let (m, n) = (first.n as f64, second.n as f64);
    let least_n = first.n.min(second.n);
    if delta.abs() == 1.0 {
        let least = wilson(least_n, least_n).map_or(-1.0, |all| 2.0 * all.low - 1.0);
        let (low, high) = if delta > 0.0 { (least, 1.0) } else { (-1.0, -least) };
        return Estimate { value: delta, low, high };
    }
    let deviation = |(d, count): (f64, f64)| (d - delta).powi(2) * count;
    let rows: f64 = first.dominance(second).map(deviation).sum();
    let columns: f64 = second.dominance(first).map(|(d, count)| deviation((-d, count))).sum();
    // Σ (dᵢⱼ − δ)²: d is −1, 0 or 1, so Σ d² counts the pairs without ties.
    let tied: f64 = first.counts.iter().map(|&(v, count)| count as f64 * second.at(v) as f64).sum();
    let pairs = m * n - tied - m * n * delta * delta;
    let unbiased = (n * n * rows + m * m * columns - pairs) / (m * n * (m - 1.0) * (n - 1.0));
    let least = (1.0 - delta * delta) / (m * n - 1.0).max(1.0);
    let variance = if unbiased.is_finite() { unbiased.max(least) } else { 1.0 - delta * delta };
    let z2 = Z_95 * Z_95 * variance;
    let rest = 1.0 - delta * delta;
    let half = Z_95 * variance.sqrt() * (rest * rest + z2).sqrt();
    let centre = delta - delta.powi(3);
    let (low, high) = ((centre - half) / (rest + z2), (centre + half) / (rest + z2));
    Estimate { value: delta, low, high }.clipped(-1.0, 1.0)
}

/// Ordered answers with the number at or below each.
struct Ordinal {
    counts: Vec<(f64, u64)>,
    n: u64,
}

impl Ordinal {
    fn new(table: &[(f64, u64)]) -> Option<Ordinal> {
        let mut counts: Vec<(f64, u64)> =
            table.iter().filter(|c| c.1 > 0).map(|c| (c.0 + 0.0, c.1)).collect();
        counts.sort_by(|a, b| a.0.total_cmp(&b.0));
        counts.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            kept.1 += if same { next.1 } else { 0 };
            same
        });
        let n = counts.iter().map(|c| c.1).sum();
        (n > 0 && counts.iter().all(|c| c.0.is_finite())).then_some(Ordinal { counts, n })
    }

    fn values(&self) -> impl Iterator<Item = f64> + '_ {
        self.counts.iter().map(|c| c.0)
    }

    /// Answers of this value.
    fn at(&self, value: f64) -> u64 {
        let found = self.counts.binary_search_by(|c| c.0.total_cmp(&value));
        found.map_or(0, |i| self.counts[i].1)
    }

    /// For every value: the share of `other` below it less the share above it,
    /// and the number of answers.
    fn dominance<'a>(&'a self, other: &'a Ordinal) -> impl Iterator<Item = (f64, f64)> + 'a {
        let (mut below, mut next) = (0_u64, 0);
        self.counts.iter().map(move |&(value, count)| {
            while next < other.counts.len() && other.counts[next].0 < value {
                below += other.counts[next].1;
                next += 1;
            }
            let above = other.n - below - other.at(value);
            ((below as f64 - above as f64) / other.n as f64, count as f64)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degenerate_groups_have_no_difference() {
        assert_eq!(proportions([0, 1], [0, 5]), None);
        let spread = |values: &[(f64, u64)]| Spread::of(values);
        assert_eq!(spread(&[]), None);
        assert_eq!(spread(&[(f64::NAN, 2)]), None);
        let flat = spread(&[(3.0, 4)]).unwrap();
        assert_eq!(means(flat, flat), None);
        assert_eq!(means(spread(&[(3.0, 1)]).unwrap(), flat), None);
        assert_eq!(mann_whitney(&[], &[(1.0, 2)]), None);
        assert_eq!(mann_whitney(&[(1.0, 3)], &[(1.0, 2)]), None);
        assert_eq!(mann_whitney(&[(f64::INFINITY, 3)], &[(1.0, 2)]), None);
    }

    #[test]
    fn moments_tell_what_counts_tell() {
        let (first, second) = ([(1.0, 3), (4.0, 5)], [(2.0, 7), (5.0, 1)]);
        let as_moments = |counted: &[(f64, u64)]| {
            let spread = Spread::of(counted).unwrap();
            let (n, mean) = (spread.n as f64, spread.mean);
            Moments { n, mean, variance: spread.squared_deviations / n }
        };
        let counted = means(Spread::of(&first).unwrap(), Spread::of(&second).unwrap()).unwrap();
        let found = moments(as_moments(&first), as_moments(&second)).unwrap();
        assert!((found.p - counted.p).abs() < 1e-12);
        assert!((found.difference.low - counted.difference.low).abs() < 1e-12);
        assert_eq!(moments(Moments::default(), as_moments(&first)), None);
    }

    #[test]
    fn all_or_nobody_is_no_difference() {
        let same = proportions([5, 9], [5, 9]).unwrap();
        assert_eq!((same.difference.value, same.statistic, same.p), (0.0, 0.0, 1.0));
        assert!(same.difference.low < 0.0 && same.difference.high > 0.0);
    }

    #[test]
    fn the_groups_can_change_places() {
        let (a, b) = ([(1.0, 3), (3.0, 2), (4.0, 9)], [(4.0, 1), (2.0, 7), (1.0, 1), (1.0, 2)]);
        let (one, other) = (mann_whitney(&a, &b).unwrap(), mann_whitney(&b, &a).unwrap());
        assert!((one.p - other.p).abs() < 1e-12 && (one.z + other.z).abs() < 1e-12);
        assert!((one.u + other.u - 154.0).abs() < 1e-9);
        assert!((one.delta.low + other.delta.high).abs() < 1e-12);
        assert!((one.superiority.value + other.superiority.value - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_group_wholly_above_is_1() {
        let above = mann_whitney(&[(5.0, 4)], &[(1.0, 3)]).unwrap();
        assert_eq!((above.delta.value, above.u), (1.0, 12.0));
        assert!(above.delta.low < 0.5 && above.delta.high == 1.0);
        let below = mann_whitney(&[(1.0, 3)], &[(5.0, 4)]).unwrap();
        assert_eq!(below.delta.high, -above.delta.low);
        let alone = mann_whitney(&[(2.0, 1)], &[(1.0, 2), (3.0, 4)]).unwrap().delta;
        // δ is −1/3, and its variance the largest possible, 1 − 1/9.
        assert!((alone.low + 0.949_327_512_706_997_7).abs() < 1e-9, "{alone:?}");
        assert!((alone.high - 0.811_627_969_788_839_6).abs() < 1e-9, "{alone:?}");
    }

    /// Values of `scipy.stats.norm`.
    #[test]
    fn chance_is_told_by_the_side_of_an_interval_that_is_towards_none() {
        for (value, low, high, p) in [
            (0.3, 0.1, 0.6, 0.003_282_694_764_541_9),
            (-0.3, -0.6, -0.1, 0.003_282_694_764_541_9),
            (-0.3, -0.9, 0.1, 0.141_569_069_844_273_8),
            (0.0, -0.1, 0.4, 1.0),
            // Nothing is known of how sure it is.
            (0.3, 0.3, 0.6, 1.0),
        ] {
            let found = chance_of(&Estimate { value, low, high });
            assert!((found - p).abs() < 1e-9, "{value}: {found}");
        }
    }

    #[test]
    fn what_is_detected_is_2_8_standard_errors_away() {
        // Half a width is 1.96 of them: 0.25 × (1.96 + 0.84) / 1.96, wherever the interval lies.
        for low in [-0.25, 0.1] {
            let found = detectable(&Estimate { value: 0.0, low, high: low + 0.5 });
            assert!((found - 0.357_351_619_750_607_1).abs() < 1e-9, "{found}");
        }
    }

    #[test]
    fn two_values_are_enough_for_a_spread() {
        let (two, three) = (Spread::of(&[(1.0, 1), (3.0, 1)]), Spread::of(&[(2.0, 1), (5.0, 2)]));
        assert!(means(two.unwrap(), three.unwrap()).is_some());
        let below = mann_whitney(&[(1.0, 3)], &[(5.0, 4)]).unwrap().delta;
        assert_eq!((below.value, below.low), (-1.0, -1.0));
    }
}
