//! Interval estimates: a value is never shown without its uncertainty.

use serde::Serialize;

use super::distribution::{Z_95, t_quantile_95};

/// An estimate with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Estimate {
    /// Point estimate.
    pub value: f64,
    /// Lower end of the 95 % interval.
    pub low: f64,
    /// Upper end of the 95 % interval.
    pub high: f64,
}

impl Estimate {
    /// The estimate with both ends of its interval kept within the range of
    /// values that can occur.
    pub fn clipped(self, low: f64, high: f64) -> Estimate {
        Estimate { low: self.low.max(low), high: self.high.min(high), ..self }
    }
}

/// Share `hits / n` with its Wilson score interval (Wilson 1927); `None` for
/// `n` = 0 or more hits than `n`.
///
/// Unlike the Wald interval it stays within [0, 1] and does not collapse to a
/// point when nobody or everybody is counted.
pub fn wilson(hits: u64, n: u64) -> Option<Estimate> {
    if n == 0 || hits > n {
        return None;
    }
    let count = n as f64;
    wilson_share(hits as f64 / count, count)
}

/// A share with the Wilson interval of a share among `n` answers, which need
/// not be whole: the effective number of a weighted sample. `None` unless the
/// share is in [0, 1] and `n` > 0.
pub fn wilson_share(share: f64, n: f64) -> Option<Estimate> {
    if !((0.0..=1.0).contains(&share) && n > 0.0 && n.is_finite()) {
        return None;
    }
    let z2 = Z_95 * Z_95;
    let denominator = 1.0 + z2 / n;
    let centre = (share + z2 / (2.0 * n)) / denominator;
    let half = Z_95 * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt() / denominator;
    // At 0 and n the ends are exact; rounding must not make them 1e-17 off.
    let low = if share == 0.0 { 0.0 } else { centre - half };
    let high = if share == 1.0 { 1.0 } else { centre + half };
    Some(Estimate { value: share, low, high })
}

/// [`wilson`] of a share whose variance is `effect` times that of as many independent answers.
pub fn wilson_clustered(hits: u64, n: u64, effect: f64) -> Option<Estimate> {
    if n == 0 || hits > n {
        return None;
    }
    wilson_share(hits as f64 / n as f64, n as f64 / effect)
}

/// A share for less a share against, such as a Net Promoter Score before it is
/// multiplied by 100, on the adjusted scale of Rocks (The American Statistician
/// 70, 2016): three answers are added, ¾ of them for and ¾ against.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Net {
    /// The net share after the adjustment, which intervals are centred on.
    pub centre: f64,
    /// Its standard error.
    pub standard_error: f64,
}

impl Net {
    /// From the number (or weighted number) of answers for and against among
    /// `n` > 0.
    pub fn adjusted(favour: f64, against: f64, n: f64) -> Net {
        let n = n + 3.0;
        let (p, d) = ((favour + 0.75) / n, (against + 0.75) / n);
        let centre = p - d;
        Net { centre, standard_error: ((p + d - centre * centre) / n).sqrt() }
    }

    /// Lower and upper end of the 95 % interval, within [−1, 1].
    pub fn interval(self) -> (f64, f64) {
        let half = Z_95 * self.standard_error;
        ((self.centre - half).max(-1.0), (self.centre + half).min(1.0))
    }
}

/// Mean with its t interval, from the number of values, their mean and the
/// sum of squared deviations from it. `None` for fewer than two values or
/// anything that is not finite.
pub fn mean_interval(n: u64, mean: f64, squared_deviations: f64) -> Option<Estimate> {
    mean_interval_effective(n as f64, mean, squared_deviations)
}

/// The same for a number of values that need not be whole: the effective number
/// of a weighted sample, `squared_deviations` being as many times their weighted
/// mean. `None` unless `n` > 1.
pub fn mean_interval_effective(n: f64, mean: f64, squared_deviations: f64) -> Option<Estimate> {
    let valid = n > 1.0 && mean.is_finite() && squared_deviations.is_finite();
    if !valid || squared_deviations < 0.0 {
        return None;
    }
    let df = n - 1.0;
    let half = t_quantile_95(df)? * (squared_deviations / df / n).sqrt();
    Some(Estimate { value: mean, low: mean - half, high: mean + half })
}

/// The same of values whose mean has a variance `effect` times that of as many independent
/// ones. An effect above 1 comes from clusters and is widened for few of them already, so that
/// its quantile is the normal one. `None` unless `n` > 1.
pub fn mean_interval_clustered(
    n: f64,
    mean: f64,
    squared_deviations: f64,
    effect: f64,
) -> Option<Estimate> {
    let independent = mean_interval_effective(n, mean, squared_deviations)?;
    let quantile = if effect > 1.0 { Z_95 / t_quantile_95(n - 1.0)? } else { 1.0 };
    let half = (independent.high - mean) * quantile * effect.sqrt();
    half.is_finite().then_some(Estimate { value: mean, low: mean - half, high: mean + half })
}

/// The mean of `n` values that are all alike, on a range: no spread says how sure it is.
/// Of n that agree, at most 1 − w of all differ, w being the lower end of Wilson's interval
/// of n among n; were they at either end of the range, the mean would be at that of the
/// interval. `None` without values, or for a value outside of the range.
pub fn alike_interval(n: f64, value: f64, low: f64, high: f64) -> Option<Estimate> {
    let others = 1.0 - wilson_share(1.0, n)?.low;
    (low..=high).contains(&value).then_some(Estimate {
        value,
        low: value - (value - low) * others,
        high: value + (high - value) * others,
    })
}

/// Mean of a series with its t interval; see [`mean_interval`].
pub fn mean(values: &[f64]) -> Option<Estimate> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares = values.iter().map(|v| (v - mean).powi(2)).sum();
    mean_interval(values.len() as u64, mean, squares)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Eight people of five answers each who always say the same are worth eight answers: the
    /// interval is that of their eight means, whatever widens the effect of few people.
    #[test]
    fn values_of_the_same_people_are_as_sure_as_the_means_of_these() {
        let people = [0.2, -0.4, 0.9, 0.1, -0.7, 0.5, 0.3, -0.1];
        let expected = mean(&people).unwrap();
        let all: Vec<f64> = people.iter().flat_map(|v| [*v; 5]).collect();
        let (n, value) = (all.len() as f64, expected.value);
        let squares: f64 = all.iter().map(|v| (v - value).powi(2)).sum();
        // As journey's clusters tell it: between people against single answers, widened.
        let between = 25.0 * people.iter().map(|v| (v - value).powi(2)).sum::<f64>();
        let t = t_quantile_95(7.0).unwrap() / Z_95;
        let effect = between * (8.0 / 7.0) / squares * t * t;
        let found = mean_interval_clustered(n, value, squares, effect).unwrap();
        // Of n answers the variance is over n − 1.
        let slack = (n / (n - 1.0)).sqrt();
        let half = |e: &Estimate| e.high - e.value;
        assert!((half(&found) / half(&expected) - slack).abs() < 1e-9);
        // None alike is the interval of independent values.
        let independent = mean_interval_clustered(n, value, squares, 1.0);
        assert_eq!(independent, mean_interval_effective(n, value, squares));
    }

    #[test]
    fn degenerate_counts_have_no_share() {
        assert_eq!(wilson(0, 0), None);
        assert_eq!(wilson(3, 2), None);
        assert_eq!(wilson_share(0.5, 0.0), None);
        assert_eq!(wilson_share(1.5, 9.0), None);
        assert_eq!(wilson_share(f64::NAN, 9.0), None);
    }

    #[test]
    fn wilson_ends_are_exact_at_the_borders() {
        let none = wilson(0, 20).unwrap();
        assert_eq!((none.value, none.low), (0.0, 0.0));
        let every = wilson(10, 10).unwrap();
        assert_eq!((every.value, every.high), (1.0, 1.0));
    }

    #[test]
    fn values_that_agree_are_not_certain() {
        // 2 of 2: Wilson's lower end is .342.
        let two = alike_interval(2.0, 5.0, 1.0, 5.0).unwrap();
        assert!((two.low - (1.0 + 4.0 * wilson(2, 2).unwrap().low)).abs() < 1e-12);
        assert_eq!((two.value, two.high), (5.0, 5.0));
        let many = alike_interval(1_000.0, 3.0, 1.0, 5.0).unwrap();
        assert!(2.99 < many.low && many.low < 3.0 && 3.0 < many.high && many.high < 3.01);
        assert_eq!(alike_interval(0.0, 3.0, 1.0, 5.0), None);
        assert_eq!(alike_interval(3.0, 9.0, 1.0, 5.0), None);
    }

    #[test]
    fn a_mean_needs_two_finite_values() {
        assert_eq!(mean(&[]), None);
        assert_eq!(mean(&[1.0]), None);
        assert_eq!(mean(&[1.0, f64::NAN]), None);
        let flat = mean(&[2.0, 2.0, 2.0]).unwrap();
        assert_eq!((flat.value, flat.low, flat.high), (2.0, 2.0, 2.0));
    }

    #[test]
    fn a_share_of_the_same_people_is_that_of_fewer() {
        assert_eq!(wilson_clustered(5, 10, 2.0), wilson_share(0.5, 5.0));
        assert_eq!(wilson_clustered(5, 10, 1.0), wilson(5, 10));
        assert_eq!((wilson_clustered(0, 0, 2.0), wilson_clustered(3, 2, 2.0)), (None, None));
    }
}
