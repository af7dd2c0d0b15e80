//! How long something lasts where not all of it has ended: Kaplan and Meier's curve and the
//! log-rank test of several groups.

use nalgebra::{DMatrix, DVector};
use statrs::function::gamma::checked_gamma_ur;

use super::distribution::Z_95;
use super::interval::{Estimate, wilson};

/// How long one was followed, and whether it ended then or was still there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Followed {
    /// Time from its beginning, above 0.
    pub time: f64,
    /// Whether it ended at that time.
    pub ended: bool,
}

/// A time at which some ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The time.
    pub time: f64,
    /// Those who were there until then.
    pub at_risk: u64,
    /// Those who ended.
    pub ended: u64,
    /// The share that is there after it, with the interval of Greenwood's variance on the scale
    /// of log(−log) (Kalbfleisch and Prentice 1980), which stays within [0, 1]. Where nobody is
    /// left there is no variance, and the interval goes from 0 to where that of the step before ended.
    pub survival: Estimate,
}

/// A curve of survival.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// All who were followed.
    pub n: u64,
    /// Those who ended.
    pub ended: u64,
    /// The longest time that anybody was followed.
    pub longest: f64,
    /// The times at which some ended, ascending.
    pub steps: Vec<Step>,
}

impl Curve {
    /// The share that is there after `time`; `None` beyond the time that anybody was followed.
    /// Until the first has ended there is no variance, and the interval is Wilson's of all.
    pub fn at(&self, time: f64) -> Option<Estimate> {
        if time > self.longest {
            return None;
        }
        let before = self.steps.iter().take_while(|step| step.time <= time);
        before.last().map_or_else(|| wilson(self.n, self.n), |step| Some(step.survival))
    }

    /// The first time after which no more than half are there.
    pub fn median(&self) -> Option<f64> {
        // Products of shares may lie a hair beside a half.
        self.steps.iter().find(|step| step.survival.value <= 0.5 + 1e-12).map(|step| step.time)
    }
}

/// The curve of Kaplan and Meier (Journal of the American Statistical Association 53, 1958);
/// `None` of nobody, or of a time that is no number above 0.
pub fn kaplan_meier(followed: &[Followed]) -> Option<Curve> {
    let mut all = followed.to_vec();
    if all.is_empty() || all.iter().any(|one| one.time <= 0.0 || !one.time.is_finite()) {
        return None;
    }
    all.sort_by(|a, b| a.time.total_cmp(&b.time));
    let (mut survival, mut greenwood, mut high_before) = (1.0, 0.0, 1.0);
    let (mut steps, mut left) = (Vec::new(), all.len());
    for at_once in all.chunk_by(|a, b| a.time == b.time) {
        let ended = at_once.iter().filter(|one| one.ended).count();
        if ended > 0 {
            let (n, d) = (left as f64, ended as f64);
            survival *= 1.0 - d / n;
            greenwood += d / (n * (n - d));
            let value = survival;
            let (low, high) = match value > 0.0 {
                true => {
                    let log = f64::ln(value);
                    let half = Z_95 * f64::sqrt(greenwood) / log;
                    (f64::powf(value, (-half).exp()), f64::powf(value, half.exp()))
                }
                false => (0.0, high_before),
            };
            high_before = high;
            let survival = Estimate { value, low, high };
            let (at_risk, ended, time) = (left as u64, ended as u64, at_once[0].time);
            steps.push(Step { time, at_risk, ended, survival });
        }
        left -= at_once.len();
    }
    let ended = all.iter().filter(|one| one.ended).count() as u64;
    let longest = all.last().map_or(0.0, |one| one.time);
    Some(Curve { n: all.len() as u64, ended, longest, steps })
}

/// Whether groups last alike.
#[derive(Debug, Clone, PartialEq)]
pub struct LogRank {
    /// χ².
    pub statistic: f64,
    /// Its degrees of freedom: groups less one.
    pub df: u64,
    /// The probability of so much or more where they do.
    pub p: f64,
    /// How many of each group would have ended if all lasted alike.
    pub expected: Vec<f64>,
}

/// The log-rank test of several groups (Mantel 1966; Peto and Peto 1972), of equal weights.
/// `None` of fewer than two groups, where nobody ended, or where the groups were never there
/// at the same time.
pub fn log_rank(groups: &[Vec<Followed>]) -> Option<LogRank> {
    let k = groups.len();
    if k < 2 || groups.iter().any(Vec::is_empty) {
        return None;
    }
    let mut all: Vec<(f64, bool, usize)> = Vec::new();
    for (group, followed) in groups.iter().enumerate() {
        all.extend(followed.iter().map(|one| (one.time, one.ended, group)));
    }
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut left: Vec<f64> = groups.iter().map(|group| group.len() as f64).collect();
    let mut observed = vec![0.0; k];
    let (mut expected, mut variance) = (vec![0.0; k], DMatrix::<f64>::zeros(k - 1, k - 1));
    for at_once in all.chunk_by(|a, b| a.0 == b.0) {
        let n: f64 = left.iter().sum();
        let d = at_once.iter().filter(|one| one.1).count() as f64;
        if d > 0.0 {
            at_once.iter().filter(|one| one.1).for_each(|one| observed[one.2] += 1.0);
            for (expected, at_risk) in expected.iter_mut().zip(&left) {
                *expected += d * at_risk / n;
            }
            let spread = if n > 1.0 { d * (n - d) / (n - 1.0) } else { 0.0 };
            for i in 0..k - 1 {
                for j in 0..k - 1 {
                    let same = if i == j { left[i] / n } else { 0.0 };
                    variance[(i, j)] += spread * (same - left[i] * left[j] / (n * n));
                }
            }
        }
        at_once.iter().for_each(|one| left[one.2] -= 1.0);
    }
    let off = |at: usize| observed[at] - expected[at];
    let apart = DVector::from_iterator(k - 1, (0..k - 1).map(off));
    let statistic = apart.dot(&variance.cholesky()?.solve(&apart)).max(0.0);
    let df = (k - 1) as u64;
    let p = match statistic > 0.0 {
        true => checked_gamma_ur(df as f64 / 2.0, statistic / 2.0).ok()?,
        false => 1.0,
    };
    Some(LogRank { statistic, df, p, expected })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn followed(times: &[(f64, bool)]) -> Vec<Followed> {
        times.iter().map(|&(time, ended)| Followed { time, ended }).collect()
    }

    #[test]
    fn those_who_are_still_there_count_until_then() {
        // By hand: 5 at risk, one ends at 2 (4/5); one leaves the view at 3; 3 at risk at 4, one
        // ends (4/5 × 2/3); at 6 one of one.
        let curve = kaplan_meier(&followed(&[
            (4.0, true),
            (2.0, true),
            (3.0, false),
            (5.0, false),
            (6.0, true),
        ]))
        .unwrap();
        let values: Vec<f64> = curve.steps.iter().map(|step| step.survival.value).collect();
        assert_eq!(values[..2], [0.8, 0.8 * (1.0 - 1.0 / 3.0)]);
        assert_eq!((values[2], curve.ended, curve.median()), (0.0, 3, Some(6.0)));
        // Greenwood's sums are 1/20 and 1/20 + 1/6; where nobody is left there is none.
        let second = (0.068_332_087_847_202_82, 0.863_071_182_738_792_5);
        let ends = [(0.203_809_263_267_639_04, 0.969_179_788_866_742_7), second, (0.0, second.1)];
        for (step, (low, high)) in curve.steps.iter().zip(ends) {
            let Estimate { low: found, high: up, .. } = step.survival;
            assert!((found - low).abs() < 1e-9 && (up - high).abs() < 1e-9, "{step:?}");
        }
        assert_eq!(curve.at(1.0).unwrap().value, 1.0);
        assert_eq!(curve.at(3.5).unwrap().value, 0.8);
        assert_eq!(curve.at(6.5), None);
        let nobody = kaplan_meier(&followed(&[(4.0, false)])).unwrap();
        assert_eq!((nobody.steps.len(), nobody.median()), (0, None));
        assert_eq!(nobody.at(4.0).unwrap().value, 1.0);
    }

    #[test]
    fn what_cannot_be_is_nothing() {
        assert_eq!(kaplan_meier(&[]), None);
        assert_eq!(kaplan_meier(&followed(&[(0.0, true)])), None);
        assert_eq!(kaplan_meier(&followed(&[(f64::NAN, true)])), None);
        let one = followed(&[(1.0, true)]);
        assert_eq!(log_rank(std::slice::from_ref(&one)), None);
        assert_eq!(log_rank(&[one.clone(), Vec::new()]), None);
        let nobody = followed(&[(1.0, false), (2.0, false)]);
        assert_eq!(log_rank(&[nobody.clone(), nobody]), None);
        assert_eq!(log_rank(&[one, followed(&[(0.5, false)])]), None);
    }

    #[test]
    fn groups_are_held_against_what_all_together_lose() {
        let groups = [
            followed(&[(1.0, true), (4.0, true), (6.0, false)]),
            followed(&[(2.0, true), (4.0, true), (7.0, true), (9.0, true)]),
            followed(&[(3.0, false), (5.0, true), (9.0, false), (10.0, true)]),
        ];
        // In fractions, time by time; of two degrees of freedom p is exp(−χ²/2).
        let found = log_rank(&groups).unwrap();
        let expected = [188.0 / 165.0, 1_769.0 / 660.0, 2_759.0 / 660.0];
        for (found, expected) in found.expected.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-9, "{found} {expected}");
        }
        assert!((found.statistic - 3.092_378_248_303_606).abs() < 1e-9, "{found:?}");
        assert!((found.p - 0.213_058_367_678_442_9).abs() < 1e-9 && found.df == 2, "{found:?}");
        let alike = log_rank(&[groups[0].clone(), groups[0].clone()]).unwrap();
        assert_eq!((alike.statistic, alike.df, alike.p), (0.0, 1, 1.0));
    }
}
