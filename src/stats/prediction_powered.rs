//! Numbers of many things of which a classifier said something, mended by a few of them that
//! somebody has read: prediction-powered inference (Angelopoulos, Bates, Fannjiang, Jordan and
//! Zrnic, Science 382, 2023; with its tuning, Angelopoulos, Duchi and Zrnic, arXiv:2311.01453) for a
//! stratified random sample.
//!
//! The mean of what was said of all things, times a power λ, is set right by the mean of what
//! is left over in the sample: λ·s̄ + Σ W_h (t − λs)‾_h. Whatever the classifier does wrong, this
//! has no bias; the better it is, the narrower the interval. λ is the one that makes the variance
//! least, within [0, 1], so that labels alone (λ = 0) are never much better. In surveys the same is
//! the difference estimator (Särndal, Swensson and Wretman, Model Assisted Survey Sampling, 1992,
//! chapter 6).

use super::Estimate;
use super::distribution::{normal_two_sided, t_quantile_95};

/// Which things were read: a simple random sample within each stratum.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// Things in each stratum, and how many of them were read.
    strata: Vec<(f64, f64)>,
    /// The stratum of each thing that was read.
    of: Vec<usize>,
    /// How many times the variance of a mean of all things is that of independent ones.
    effect: f64,
}

/// What is known of a quantity.
#[derive(Debug, Clone, Copy)]
pub struct Quantity<'a> {
    /// Its true value for each thing that was read, in the order of the frame.
    pub truth: &'a [f64],
    /// What the classifier said of it there.
    pub said: &'a [f64],
    /// The mean of what the classifier said of all things.
    pub said_of_all: f64,
}

/// A mean that was set right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rectified {
    /// The mean.
    pub value: f64,
    /// Its variance: of the sample within the things, and of the things within whatever they
    /// stand for.
    pub variance: f64,
    /// Degrees of freedom.
    pub df: f64,
}

impl Frame {
    /// Fewest things read for anything to be said.
    pub const FEWEST: usize = 30;

    /// `sizes` holds the number of things in each stratum, `of` the stratum of each thing that
    /// was read. A stratum of which fewer than two were read goes with its neighbour. `None` where
    /// fewer than [`FEWEST`](Frame::FEWEST) were read, or more than there are.
    pub fn new(sizes: &[u64], of: &[usize]) -> Option<Frame> {
        let mut read = vec![0_u64; sizes.len()];
        for &stratum in of {
            *read.get_mut(stratum)? += 1;
        }
        if of.len() < Frame::FEWEST || read.iter().zip(sizes).any(|(read, size)| read > size) {
            return None;
        }
        // Which of the merged strata each one is in, from the first on.
        let (mut merged, mut strata) = (Vec::with_capacity(sizes.len()), Vec::new());
        for (&size, &read) in sizes.iter().zip(&read) {
            let open = strata.last().is_some_and(|&(_, before): &(u64, u64)| before < 2);
            if open || (read < 2 && !strata.is_empty()) {
                if let Some(last) = strata.last_mut() {
                    *last = (last.0 + size, last.1 + read);
                }
            } else {
                strata.push((size, read));
            }
            merged.push(strata.len() - 1);
        }
        let strata = strata.into_iter().map(|(size, read)| (size as f64, read as f64)).collect();
        let of = of.iter().map(|&stratum| merged[stratum]).collect();
        Some(Frame { strata, of, effect: 1.0 })
    }

    /// Of things that are not independent, such as comments of the same people: a mean of all of
    /// them has a variance `effect` ≥ 1 times that of independent ones. What was read is a random
    /// sample of the things whosever they are, so that this part of the variance stays.
    pub fn alike(self, effect: f64) -> Frame {
        Frame { effect: effect.max(1.0), ..self }
    }

    /// Things in all.
    fn size(&self) -> f64 {
        self.strata.iter().map(|(size, _)| size).sum()
    }

    /// Mean over all things by the values of those that were read.
    fn weighted(&self, values: impl Iterator<Item = f64>) -> f64 {
        let weighted = self.of.iter().zip(values).map(|(&stratum, value)| {
            let (size, read) = self.strata[stratum];
            value * size / read
        });
        weighted.sum::<f64>() / self.size()
    }

    /// Sums of squares and products of `a` and `b` about their means, a stratum each.
    fn products(&self, a: &[f64], b: &[f64]) -> Vec<f64> {
        let mut sums = vec![(0.0, 0.0, 0.0); self.strata.len()];
        for (&stratum, (a, b)) in self.of.iter().zip(a.iter().zip(b)) {
            let sum = &mut sums[stratum];
            *sum = (sum.0 + a, sum.1 + b, sum.2 + a * b);
        }
        let about = |((a, b, ab), (_, read)): (&(f64, f64, f64), &(f64, f64))| ab - a * b / read;
        sums.iter().zip(&self.strata).map(about).collect()
    }

    /// The power of what was said: the λ in [0, 1] with the least variance.
    fn power(&self, quantity: &Quantity<'_>) -> f64 {
        let factor = |(size, read): &(f64, f64)| size * size / (read * (read - 1.0).max(1.0));
        let sum = |products: Vec<f64>| {
            products.iter().zip(&self.strata).map(|(p, stratum)| p * factor(stratum)).sum::<f64>()
        };
        let shared = sum(self.products(quantity.truth, quantity.said));
        let own = sum(self.products(quantity.said, quantity.said));
        if own > 0.0 { (shared / own).clamp(0.0, 1.0) } else { 0.0 }
    }

    /// A mean, set right. `None` where the quantity does not have a value for each thing read.
    pub fn mean(&self, quantity: &Quantity<'_>) -> Option<Rectified> {
        self.rectified(quantity, false)
    }

    /// A share, set right: its true values are 0 and 1. In a stratum where all that were read
    /// agree, half a thing of each kind is added to tell how sure that is (Jeffreys).
    pub fn share(&self, quantity: &Quantity<'_>) -> Option<Rectified> {
        self.rectified(quantity, true)
    }

    fn rectified(&self, quantity: &Quantity<'_>, share: bool) -> Option<Rectified> {
        let Quantity { truth, said, said_of_all } = *quantity;
        if truth.len() != self.of.len() || said.len() != self.of.len() {
            return None;
        }
        let power = self.power(quantity);
        let left: Vec<f64> = truth.iter().zip(said).map(|(t, s)| t - power * s).collect();
        let value = power * said_of_all + self.weighted(left.iter().copied());
        let (of_left, of_truth) = (self.products(&left, &left), self.products(truth, truth));
        let all = self.size();
        let mut variance = 0.0;
        for (at, &(size, read)) in self.strata.iter().enumerate() {
            let mut spread = of_left[at] / (read - 1.0).max(1.0);
            if share && of_truth[at] <= 0.0 {
                let p = 0.5 / (read + 1.0);
                spread = spread.max(p * (1.0 - p));
            }
            variance += (size / all).powi(2) * (1.0 - read / size) * spread / read;
        }
        // The things themselves are a sample of whatever else might have been said.
        let mean = self.weighted(truth.iter().copied());
        let spread = self.weighted(truth.iter().map(|t| (t - mean).powi(2)));
        variance += spread / all * self.effect;
        let df = (self.of.len() as f64 - self.strata.len() as f64).max(1.0);
        Some(Rectified { value, variance, df })
    }

    /// Pearson's correlation of a quantity with another number that is known of all things, set
    /// right: `number` of each thing that was read as a standard score among all, and
    /// `said_of_all` the means of what was said, of its square, and of its product with the
    /// standard score. Its interval by Fisher's z (Biometrika 10, 1915). `None` where one of
    /// them does not vary.
    pub fn correlation(
        &self,
        truth: &[f64],
        said: &[f64],
        number: &[f64],
        said_of_all: [f64; 3],
    ) -> Option<Estimate> {
        if [truth.len(), said.len(), number.len()] != [self.of.len(); 3] {
            return None;
        }
        // Rounding leaves a spread where all are alike.
        if truth.windows(2).all(|pair| pair[0] == pair[1]) {
            return None;
        }
        let mean = self.weighted(truth.iter().copied());
        let spread = self.weighted(truth.iter().map(|t| (t - mean).powi(2))).sqrt();
        let product = self.weighted(truth.iter().zip(number).map(|(t, n)| (t - mean) * n));
        if spread.is_nan() || spread <= 0.0 {
            return None;
        }
        // The correlation as a mean, to the first order (the delta method).
        let (first, second) = (1.0 / spread, product / (2.0 * spread.powi(3)));
        let linear = |value: f64, number: f64| {
            first * (value - mean) * number - second * (value * value - 2.0 * mean * value)
        };
        let of = |values: &[f64]| -> Vec<f64> {
            values.iter().zip(number).map(|(value, number)| linear(*value, *number)).collect()
        };
        let (of_truth, of_said) = (of(truth), of(said));
        // A standard score has mean 0.
        let [said_mean, said_square, said_product] = said_of_all;
        let quantity = Quantity {
            truth: &of_truth,
            said: &of_said,
            said_of_all: first * said_product - second * (said_square - 2.0 * mean * said_mean),
        };
        let rectified = self.mean(&quantity)?;
        let plain = (product / spread).clamp(-1.0, 1.0);
        let value = plain + rectified.value - self.weighted(of_truth.iter().copied());
        let value = value.clamp(-0.999, 0.999);
        let half = t_quantile_95(rectified.df)? * rectified.variance.sqrt() / (1.0 - value * value);
        let z = value.atanh();
        Some(Estimate { value, low: (z - half).tanh(), high: (z + half).tanh() })
    }
}

impl Rectified {
    /// With its 95 % interval.
    pub fn estimate(&self) -> Option<Estimate> {
        let half = t_quantile_95(self.df)? * self.variance.sqrt();
        Some(Estimate { value: self.value, low: self.value - half, high: self.value + half })
    }

    /// A share among `n` things with its 95 % interval on the scale of log odds, so that it
    /// stays within [0, 1] also where hardly any or nearly all are counted.
    pub fn share_estimate(&self, n: u64) -> Option<Estimate> {
        let least = 0.5 / (n.max(1) as f64);
        let value = self.value.clamp(0.0, 1.0);
        let centre = value.clamp(least, 1.0 - least);
        let odds = (centre / (1.0 - centre)).ln();
        let half = t_quantile_95(self.df)? * self.variance.sqrt() / (centre * (1.0 - centre));
        let share = |odds: f64| 1.0 / (1.0 + (-odds).exp());
        let (low, high) = (share(odds - half), share(odds + half));
        Some(Estimate { value, low: low.min(value), high: high.max(value) })
    }

    /// This less another one of other things, and the two-sided p of no difference.
    pub fn less(&self, other: &Rectified) -> Option<(Estimate, f64)> {
        let variance = self.variance + other.variance;
        if variance.is_nan() || variance <= 0.0 {
            return None;
        }
        let both =
            Rectified { value: self.value - other.value, variance, df: self.df.min(other.df) };
        Some((both.estimate()?, normal_two_sided(both.value / variance.sqrt())))
    }
}

/// The expected half width of the 95 % interval of a share by so many read of each stratum: the
/// classifier's own doubt stands for what is left over.
pub fn expected_half_width(sizes: &[u64], read: &[u64], doubt: &[f64]) -> f64 {
    let all = sizes.iter().sum::<u64>().max(1) as f64;
    let parts = sizes.iter().zip(read).zip(doubt).filter(|((_, read), _)| **read > 0);
    let of = |((size, read), doubt): ((&u64, &u64), &f64)| {
        let (size, read) = (*size as f64, *read as f64);
        (size / all).powi(2) * (1.0 - read / size) * doubt / read
    };
    super::distribution::Z_95 * parts.map(of).sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_all_were_read_of_is_known() {
        let of: Vec<usize> = (0..40).map(|at| usize::from(at >= 15)).collect();
        let frame = Frame::new(&[15, 25], &of).unwrap();
        let truth: Vec<f64> = (0..40).map(|at| f64::from(at % 4 == 0)).collect();
        let said = vec![0.3; 40];
        let quantity = Quantity { truth: &truth, said: &said, said_of_all: 0.3 };
        let share = frame.share(&quantity).unwrap();
        assert!((share.value - 0.25).abs() < 1e-12);
        // What is left is the sampling of the things themselves.
        assert!((share.variance - 0.25 * 0.75 / 40.0).abs() < 1e-12, "{share:?}");
    }

    #[test]
    fn a_perfect_classifier_needs_no_labels_and_a_useless_one_does_no_harm() {
        let of = vec![0; 50];
        let frame = Frame::new(&[10_000], &of).unwrap();
        let truth: Vec<f64> = (0..50).map(|at| f64::from(at % 5 == 0)).collect();
        let perfect = Quantity { truth: &truth, said: &truth, said_of_all: 0.31 };
        let perfect = frame.mean(&perfect).unwrap();
        assert!((perfect.value - 0.31).abs() < 1e-12);
        assert!(perfect.variance < 0.2 / 10_000.0);
        let said: Vec<f64> = (0..50).map(|at| f64::from(at % 2)).collect();
        let useless = Quantity { truth: &truth, said: &said, said_of_all: 0.9 };
        let useless = frame.mean(&useless).unwrap();
        let alone = 0.2 * 0.8 / 49.0;
        assert!((useless.variance - alone).abs() < 0.1 * alone, "{useless:?}");
    }

    #[test]
    fn strata_that_hardly_anybody_read_go_with_their_neighbours() {
        let of: Vec<usize> = [vec![1; 20], vec![3; 20], vec![0; 1]].concat();
        let frame = Frame::new(&[5, 100, 7, 200, 9], &of).unwrap();
        assert_eq!(frame.strata, [(112.0, 21.0), (209.0, 20.0)]);
        assert_eq!(frame.of[0..1], [0]);
        let two = [vec![0; 28], vec![1; 2]].concat();
        assert_eq!(Frame::new(&[50, 50], &two).unwrap().strata, [(50.0, 28.0), (50.0, 2.0)]);
        assert_eq!(Frame::new(&[100], &[0; 29]), None);
        assert_eq!(Frame::new(&[35], &[0; 36]), None);
        assert_eq!(Frame::new(&[35], &[1; 35]), None);
    }

    #[test]
    fn a_share_that_nobody_was_found_of_keeps_its_interval() {
        let frame = Frame::new(&[1_000], &[0; 60]).unwrap();
        let none = [0.0; 60];
        let quantity = Quantity { truth: &none, said: &none, said_of_all: 0.0 };
        let found = frame.share(&quantity).unwrap();
        let share = found.share_estimate(1_000).unwrap();
        assert_eq!(share.value, 0.0);
        assert!(share.low == 0.0 && share.high > 0.01, "{share:?}");
        // Half a thing more among 61, of 1,000 of which 60 were read; of a mean there is nothing.
        let variance = 0.94 * (0.5 / 61.0) * (60.5 / 61.0) / 60.0;
        assert!((found.variance - variance).abs() < 1e-12, "{found:?}");
        assert_eq!(frame.mean(&quantity).unwrap().variance, 0.0);
        // A share of everybody is as sure.
        let every = Rectified { value: 1.0, ..found }.share_estimate(1_000).unwrap();
        assert!(every.high == 1.0 && (every.low + share.high - 1.0).abs() < 1e-9, "{every:?}");
    }

    /// A comment: what it is, what a classifier that misreads takes it for, and a score.
    fn comment(rng: &mut fastrand::Rng, negative: f64) -> (f64, f64, f64) {
        let truth = if rng.f64() < negative {
            -1.0
        } else if rng.f64() < 0.2 {
            0.0
        } else {
            1.0
        };
        let misread = rng.f64() < 0.25;
        let seen = if misread { [-1.0, 0.0, 1.0][rng.usize(..3)] } else { truth };
        let said = (0.7 * seen + 0.3 * (2.0 * rng.f64() - 1.0) + 0.2_f64).clamp(-1.0, 1.0);
        (truth, said, 3.0 + truth + 0.8 * super::super::normal(rng))
    }

    #[test]
    fn the_interval_covers_the_truth() {
        // 400 exports of 3,000 comments, of which 150 are read; the classifier is off by more
        // than ten points.
        let (runs, n, read) = (400, 3_000, 150_usize);
        for negative in [0.08, 0.4] {
            let mut rng = fastrand::Rng::with_seed(5);
            let (mut shares, mut means, mut correlations) = (0, 0, 0);
            // The correlation of what is true with the score, from its definition.
            let (p, q) = (negative, 0.8 * (1.0 - negative));
            let spread = p + q - (q - p) * (q - p);
            let correlation = f64::sqrt(spread / (spread + 0.64));
            for _ in 0..runs {
                let all: Vec<_> = (0..n).map(|_| comment(&mut rng, negative)).collect();
                let stratum = |said: f64| if said < -0.2 { 0 } else { usize::from(said > 0.3) + 1 };
                let mut sizes = [0; 3];
                all.iter().for_each(|(_, said, _)| sizes[stratum(*said)] += 1);
                let mut order: Vec<usize> = (0..n).collect();
                rng.shuffle(&mut order);
                let mut left = [read / 3; 3];
                let taken: Vec<_> = order
                    .into_iter()
                    .filter_map(|at| {
                        let left = &mut left[stratum(all[at].1)];
                        *left = left.checked_sub(1)?;
                        Some(all[at])
                    })
                    .collect();
                let of: Vec<usize> = taken.iter().map(|taken| stratum(taken.1)).collect();
                let frame = Frame::new(&sizes, &of).unwrap();
                let mean = |of: &dyn Fn(&(f64, f64, f64)) -> f64| {
                    all.iter().map(of).sum::<f64>() / n as f64
                };
                let column = |of: &dyn Fn(&(f64, f64, f64)) -> f64| -> Vec<f64> {
                    taken.iter().map(of).collect()
                };
                let truth = column(&|c| f64::from(c.0 < 0.0));
                let said = column(&|c| f64::from(c.1 < 0.0));
                let said_of_all = mean(&|c| f64::from(c.1 < 0.0));
                let quantity = Quantity { truth: &truth, said: &said, said_of_all };
                let share = frame.share(&quantity).unwrap().share_estimate(n as u64).unwrap();
                shares += u32::from(share.low <= negative && negative <= share.high);
                let (truth, said) = (column(&|c| c.0), column(&|c| c.1));
                let said_of_all = mean(&|c| c.1);
                let quantity = Quantity { truth: &truth, said: &said, said_of_all };
                let found = frame.mean(&quantity).unwrap().estimate().unwrap();
                means += u32::from(found.low <= q - p && q - p <= found.high);
                let score = mean(&|c| c.2);
                let deviation = mean(&|c| (c.2 - score).powi(2)).sqrt();
                let standard = |c: &(f64, f64, f64)| (c.2 - score) / deviation;
                let number = column(&standard);
                let of_all = [mean(&|c| c.1), mean(&|c| c.1 * c.1), mean(&|c| c.1 * standard(c))];
                let found = frame.correlation(&truth, &said, &number, of_all).unwrap();
                correlations += u32::from(found.low <= correlation && correlation <= found.high);
            }
            for (what, covered) in [("share", shares), ("mean", means), ("r", correlations)] {
                let covered = f64::from(covered) / f64::from(runs);
                assert!((0.925..=0.985).contains(&covered), "{what} at {negative}: {covered}");
            }
        }
    }

    #[test]
    fn what_was_said_counts_by_how_well_it_fits() {
        let of: Vec<usize> = (0..32).map(|at| usize::from(at >= 20)).collect();
        let frame = Frame::new(&[60, 300], &of).unwrap().alike(1.5);
        let truth: Vec<f64> = (0..32).map(|at| f64::from(at % 3 == 0)).collect();
        let said: Vec<f64> =
            truth.iter().enumerate().map(|(at, t)| 0.5 * t + (at % 5) as f64 / 4.0).collect();
        let quantity = Quantity { truth: &truth, said: &said, said_of_all: 0.7 };
        let found = frame.mean(&quantity).unwrap();
        // By numpy: λ is 0.6107, where a parabola through three variances is lowest.
        assert!((found.value - 0.387_426_873_864_297_6).abs() < 1e-9, "{found:?}");
        assert!((found.variance - 0.010_446_203_040_188_56).abs() < 1e-9, "{found:?}");
        assert_eq!(found.df, 30.0);
    }

    #[test]
    fn what_does_not_vary_or_fit_has_no_correlation() {
        let frame = Frame::new(&[1_000], &[0; 60]).unwrap();
        let said: Vec<f64> = (0..60).map(|at| f64::from(at % 3)).collect();
        let number: Vec<f64> = (0..61).map(|at| 2.0 * f64::from(at % 2) - 1.0).collect();
        let is_none = |truth: &[f64], number: &[f64]| {
            frame.correlation(truth, &said, number, [1.0, 1.7, 0.1]).is_none()
        };
        assert!(!is_none(&said, &number[..60]));
        assert!(is_none(&said, &number));
        // The mean of these is rounded; no number; and squares that are too small for one.
        assert!(is_none(&[0.1; 60], &number[..60]));
        let with = |value: f64| [vec![0.0; 59], vec![value]].concat();
        assert!(is_none(&with(f64::NAN), &number[..60]));
        assert!(is_none(&with(1e-200), &number[..60]));
    }

    #[test]
    fn without_a_variance_there_is_no_difference() {
        let of = |variance: f64| Rectified { value: 0.2, variance, df: 30.0 };
        assert_eq!(of(0.0).less(&of(0.0)), None);
        assert_eq!(of(f64::NAN).less(&of(0.1)), None);
        assert!(of(0.0).less(&of(0.1)).is_some());
    }

    #[test]
    fn the_expected_width_is_that_of_the_doubt_that_is_left() {
        // (100/400)² × 0.8 × 0.25 / 20 and (300/400)² × 0.9 × 0.1 / 30; of the third nothing was read.
        let expected = crate::stats::distribution::Z_95 * 0.002_312_5_f64.sqrt();
        let found = expected_half_width(&[100, 300], &[20, 30], &[0.25, 0.1]);
        assert!((found - expected).abs() < 1e-12, "{found}");
        let parts = [(0.2_f64 * 0.2) * 0.8 * 0.25 / 20.0, (0.6_f64 * 0.6) * 0.9 * 0.1 / 30.0];
        let with_third = expected_half_width(&[100, 300, 100], &[20, 30, 0], &[0.25, 0.1, 0.5]);
        let expected = crate::stats::distribution::Z_95 * parts.iter().sum::<f64>().sqrt();
        assert!((with_third - expected).abs() < 1e-12, "{with_third}");
    }
}
