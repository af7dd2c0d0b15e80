//! Whether two groups of answers coded −1, 0 and 1 differ by more than chance.
//!
//! A z test that takes each group's own spread calls five detractors against an
//! NPS of −6 certain (five alike do not vary at all), and finds a difference in
//! most reports that hold dozens of small groups. Under "no difference" the
//! answers of both groups are one heap out of which the smaller group was drawn,
//! so all that could have been drawn can be counted: the conditional permutation
//! test, for −1, 0 and 1 a sum over the multivariate hypergeometric distribution
//! (Fisher's exact test where there are only two values).

use statrs::function::factorial::ln_factorial;

use super::distribution::normal_two_sided;

/// Answers of the smaller group up to which all draws are counted. Among more, the
/// normal distribution with the pooled spread tells the same.
pub const MOST_COUNTED: u64 = 300;

/// Two-sided p of the difference between the means of two groups of which `first`
/// and `second` hold the numbers of answers 1, 0 and −1: the probability, under the
/// permutation of all answers, of a difference at least as large as the one seen.
///
/// Counted where the smaller group has at most [`MOST_COUNTED`] answers; else
/// z = difference / √(s² (1/m + 1/n)), s² being the variance of all answers
/// together. `None` where a group is empty or all answers are alike.
pub fn net_p(first: [u64; 3], second: [u64; 3]) -> Option<f64> {
    let (m, n) = (first.iter().sum::<u64>(), second.iter().sum::<u64>());
    let (small, other) = if m <= n { (first, second) } else { (second, first) };
    let all = [0, 1, 2].map(|i| small[i] + other[i]);
    let total = m + n;
    if m == 0 || n == 0 || all.contains(&total) {
        return None;
    }
    if m.min(n) <= MOST_COUNTED {
        return Some(counted(small, all).clamp(0.0, 1.0));
    }
    pooled_p(first.map(|n| n as f64), second.map(|n| n as f64))
}

/// The same by the normal distribution, for numbers that need not be whole: those of
/// weighted answers, brought to the number that they are worth. `None` where a group
/// is empty or all answers are alike.
pub fn pooled_p(first: [f64; 3], second: [f64; 3]) -> Option<f64> {
    let size = |group: [f64; 3]| group.iter().sum::<f64>();
    let (m, n) = (size(first), size(second));
    let mean = |group: [f64; 3]| (group[0] - group[2]) / size(group);
    let all = [0, 1, 2].map(|i| first[i] + second[i]);
    let variance = (all[0] + all[2]) / (m + n) - mean(all).powi(2);
    let error = (variance * (1.0 / m + 1.0 / n)).sqrt();
    let varies = m > 0.0 && n > 0.0 && variance > 1e-12;
    varies.then(|| normal_two_sided((mean(first) - mean(second)) / error))
}

/// Sum of the probabilities of all draws as far from what is expected as `drawn`.
fn counted(drawn: [u64; 3], all: [u64; 3]) -> f64 {
    let m: u64 = drawn.iter().sum();
    let total: u64 = all.iter().sum();
    // Distances in whole numbers: N times the sum of the draw less m times that of all.
    let surplus = i128::from(all[0]) - i128::from(all[2]);
    let distance = |high: u64, low: u64| {
        let sum = i128::from(high) - i128::from(low);
        (sum * i128::from(total) - i128::from(m) * surplus).abs()
    };
    let seen = distance(drawn[0], drawn[2]);
    let choose = |n: u64, k: u64| ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k);
    let ways = choose(total, m);
    let mut p = 0.0;
    for high in 0..=all[0].min(m) {
        let left = m - high;
        let fewest = left.saturating_sub(all[1]);
        let first = choose(all[0], high) - ways;
        for low in fewest..=all[2].min(left) {
            if distance(high, low) >= seen {
                p += (first + choose(all[2], low) + choose(all[1], left - low)).exp();
            }
        }
    }
    p
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_detractors_are_not_certain() {
        // Against 200 answers with an NPS of −6.
        let p = net_p([0, 0, 5], [60, 68, 72]).unwrap();
        assert!(p > 0.005 && p < 0.05, "{p}");
        // All promoters against all detractors: C(20, 10) draws, two of them so far apart.
        let apart = net_p([10, 0, 0], [0, 0, 10]).unwrap();
        assert!((apart - 2.0 / 184_756.0).abs() < 1e-12, "{apart}");
    }

    #[test]
    fn two_values_are_fishers_exact_test() {
        // By hand: the draws of 5 from 6 ones among 10: P(5) = 6/252, P(1) = 6/252.
        let p = net_p([5, 0, 0], [1, 4, 0]).unwrap();
        assert!((p - 12.0 / 252.0).abs() < 1e-12, "{p}");
        assert_eq!(net_p([5, 0, 0], [1, 4, 0]), net_p([1, 4, 0], [5, 0, 0]));
    }

    #[test]
    fn counting_and_the_normal_distribution_meet() {
        let (first, second) = ([120, 100, 80], [1_000, 1_100, 900]);
        let exact = net_p(first, second).unwrap();
        let normal = pooled_p(first.map(|n| n as f64), second.map(|n| n as f64)).unwrap();
        assert!((exact - normal).abs() < 0.01, "{exact} {normal}");
    }

    #[test]
    fn what_does_not_vary_is_not_tested() {
        assert_eq!(net_p([0, 0, 0], [1, 2, 3]), None);
        assert_eq!(net_p([4, 0, 0], [9, 0, 0]), None);
        assert_eq!(pooled_p([4.0, 0.0, 0.0], [9.0, 0.0, 0.0]), None);
        assert!(net_p([1, 1, 1], [1, 1, 1]).is_some_and(|p| p > 1.0 - 1e-12));
    }

    /// Equal groups of few answers must not be told apart more often than p says.
    #[test]
    fn small_groups_hold_their_level() {
        let mut rng = fastrand::Rng::with_seed(5);
        for m in [6, 10, 20, 40] {
            let runs = 2_000;
            let found = (0..runs)
                .filter(|_| {
                    let mut draw = |n: u64| {
                        let mut group = [0; 3];
                        (0..n).for_each(|_| group[[0, 0, 0, 1, 1, 2][rng.usize(..6)]] += 1);
                        group
                    };
                    let (first, second) = (draw(m), draw(24 * m));
                    net_p(first, second).is_some_and(|p| p <= 0.05)
                })
                .count();
            assert!(found as f64 <= 0.062 * f64::from(runs), "{m}: {found} of {runs}");
        }
    }

    #[test]
    fn draws_are_counted_up_to_three_hundred_answers() {
        let pooled = |first: [u64; 3], second: [u64; 3]| {
            pooled_p(first.map(|n| n as f64), second.map(|n| n as f64))
        };
        let many = [1_000, 1_100, 900];
        // The sum of the hypergeometric probabilities.
        let counted = net_p([120, 100, 80], many).unwrap();
        assert!((counted - 0.040_095_004_79).abs() < 1e-8, "{counted}");
        assert_eq!(net_p([121, 100, 80], many), pooled([121, 100, 80], many));
        // Of nobody there is nothing to tell.
        for (first, second) in [([0.0; 3], [1.0, 2.0, 3.0]), ([1.0, 2.0, 3.0], [0.0; 3])] {
            assert_eq!(pooled_p(first, second), None);
        }
    }
}
