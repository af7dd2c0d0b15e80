//! Control limits: between them a process stays that has not changed.
//!
//! Limits are set by periods that came before (the baseline), and the newest period is held
//! against them. A value beyond three standard errors is a signal that something has changed;
//! one within them is the usual up and down, whatever a target says.
//!
//! - [`p_chart`], of shares: p̄ ± 3 √(p̄ (1 − p̄) / n), p̄ being the share in all of the baseline
//!   and n the answers of the period that is judged (Shewhart 1931; Montgomery, Introduction to
//!   Statistical Quality Control, chapter 7).
//! - [`xmr`], of any series of single values: X̄ ± 2.66 × the mean moving range, 2.66 being
//!   3 / d₂ with d₂ = 2/√π = 1.128 (Wheeler, Understanding Variation, 1993).
//! - [`ewma`], for small changes that last: zᵢ = λ xᵢ + (1 − λ) zᵢ₋₁ from z₀ = X̄, within
//!   X̄ ± L σ √(λ / (2 − λ) × (1 − (1 − λ)²ⁱ)) (Roberts, Technometrics 1, 1959), with λ = 0.2 and
//!   L = 2.962 (Lucas and Saccucci, Technometrics 32, 1990) and σ the mean moving range / d₂.
//!
//! Of few periods limits are themselves uncertain and signal more often than the 0.27 % of known
//! ones; so none are set by fewer than [`FEWEST`]. How often they then signal by chance, a
//! simulation below tells.

/// Fewest periods that set limits.
pub const FEWEST: usize = 10;

/// Expected range of two values, in standard deviations: 2/√π.
const D2: f64 = std::f64::consts::FRAC_2_SQRT_PI;

/// Weight of the newest value of an EWMA.
pub const LAMBDA: f64 = 0.2;

/// Width of the limits of an EWMA, in its standard errors: a signal in 500 periods.
pub const WIDTH: f64 = 2.962;

/// Limits, and what is held against them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Where the process is.
    pub centre: f64,
    /// Lower limit.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
    /// What is held against them: the newest value, or its moving average.
    pub charted: f64,
}

impl Limits {
    /// Below the lower limit (−1), above the upper (1) or between them (0).
    pub fn side(&self) -> i8 {
        i8::from(self.charted > self.upper) - i8::from(self.charted < self.lower)
    }
}

/// Limits of a share by those (share in [0, 1], answers) before; the numbers need not be whole.
/// `None` for fewer than [`FEWEST`], without answers, and where nobody or everybody counts.
pub fn p_chart(baseline: &[(f64, f64)], newest: (f64, f64)) -> Option<Limits> {
    let (hits, n) =
        baseline.iter().fold((0.0, 0.0), |(h, n), (share, more)| (h + share * more, n + more));
    let centre = hits / n;
    let usable = baseline.len() >= FEWEST && newest.1 > 0.0;
    (usable && centre > 0.0 && centre < 1.0).then(|| {
        let reach = 3.0 * (centre * (1.0 - centre) / newest.1).sqrt();
        let (lower, upper) = ((centre - reach).max(0.0), (centre + reach).min(1.0));
        Limits { centre, lower, upper, charted: newest.0 }
    })
}

/// Limits of single values by those before. `None` for fewer than [`FEWEST`], and where all
/// are alike.
pub fn xmr(baseline: &[f64], newest: f64) -> Option<Limits> {
    let (centre, sigma) = level(baseline)?;
    let reach = 3.0 * sigma;
    Some(Limits { centre, lower: centre - reach, upper: centre + reach, charted: newest })
}

/// Limits of the moving average of all values, the newest with them, by the values before.
/// `None` for fewer than [`FEWEST`], and where all are alike.
pub fn ewma(baseline: &[f64], newest: f64) -> Option<Limits> {
    let (centre, sigma) = level(baseline)?;
    let all = baseline.iter().chain([&newest]);
    let charted = all.fold(centre, |average, x| LAMBDA * x + (1.0 - LAMBDA) * average);
    let steps = 2 * i32::try_from(baseline.len() + 1).ok()?;
    let grown = LAMBDA / (2.0 - LAMBDA) * (1.0 - (1.0 - LAMBDA).powi(steps));
    let reach = WIDTH * sigma * grown.sqrt();
    Some(Limits { centre, lower: centre - reach, upper: centre + reach, charted })
}

/// Mean of the values, and their standard deviation by the mean moving range.
fn level(values: &[f64]) -> Option<(f64, f64)> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let ranges: f64 = values.windows(2).map(|pair| (pair[1] - pair[0]).abs()).sum();
    let sigma = ranges / (n - 1.0) / D2;
    (values.len() >= FEWEST && sigma > 0.0 && sigma.is_finite()).then_some((mean, sigma))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::normal;

    #[test]
    fn no_limits_without_a_baseline() {
        let nine = [1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0];
        assert_eq!((xmr(&nine, 1.0), ewma(&nine, 1.0)), (None, None));
        assert_eq!((xmr(&[3.0; 12], 3.0), ewma(&[3.0; 12], 9.0)), (None, None));
        assert_eq!(xmr(&[f64::NAN; 12], 3.0), None);
        assert_eq!(p_chart(&[(0.2, 50.0); 9], (0.2, 50.0)), None);
        assert_eq!(p_chart(&[(0.0, 50.0); 12], (0.2, 50.0)), None);
        assert_eq!(p_chart(&[(1.0, 50.0); 12], (0.2, 50.0)), None);
        assert_eq!(p_chart(&[(0.2, 50.0); 12], (0.2, 0.0)), None);
        assert_eq!(p_chart(&[], (0.2, 10.0)), None);
    }

    /// How many of a hundred newest periods of an unchanged process are signals, both sides.
    fn alarms(periods: usize, limits: impl Fn(&mut fastrand::Rng, usize) -> Option<Limits>) -> f64 {
        let (mut rng, runs) = (fastrand::Rng::with_seed(41), 20_000);
        let signal = |rng: &mut fastrand::Rng| limits(rng, periods).unwrap().side() != 0;
        100.0 * (0..runs).filter(|_| signal(&mut rng)).count() as f64 / f64::from(runs)
    }

    /// The figures of the guide: what nobody has changed is seldom a signal.
    #[test]
    fn an_unchanged_process_is_seldom_a_signal() {
        let values = |rng: &mut fastrand::Rng, n: usize| -> Vec<f64> {
            (0..n).map(|_| 30.0 + 5.0 * normal(rng)).collect()
        };
        let of_xmr = |rng: &mut fastrand::Rng, n| xmr(&values(rng, n), 30.0 + 5.0 * normal(rng));
        let of_ewma = |rng: &mut fastrand::Rng, n| ewma(&values(rng, n), 30.0 + 5.0 * normal(rng));
        let share = |rng: &mut fastrand::Rng| {
            ((0..200).filter(|_| rng.f64() < 0.25).count() as f64 / 200.0, 200.0)
        };
        let of_p = |rng: &mut fastrand::Rng, n: usize| {
            let before: Vec<(f64, f64)> = (0..n).map(|_| share(rng)).collect();
            let newest = share(rng);
            p_chart(&before, newest)
        };
        let found = [10, 25].map(|n| [alarms(n, of_xmr), alarms(n, of_ewma), alarms(n, of_p)]);
        let most = [[2.8, 1.0, 0.7], [1.4, 0.7, 0.6]];
        for (found, most) in found.iter().flatten().zip(most.iter().flatten()) {
            assert!(found <= most, "{found} of a hundred");
        }
        println!("signals of a hundred, xmr, ewma, p, by 10 and by 25 periods: {found:?}");
    }

    /// A fall of two standard deviations that lasts, which a single value seldom tells.
    #[test]
    fn a_small_change_that_lasts_shows_in_the_moving_average() {
        let mut rng = fastrand::Rng::with_seed(43);
        let mut seen = [0, 0];
        for _ in 0..500 {
            let level = |i: usize| if i < 18 { 0.0 } else { -2.0 };
            let values: Vec<f64> = (0..24).map(|i| level(i) + normal(&mut rng)).collect();
            let newest = -2.0 + normal(&mut rng);
            seen[0] += u32::from(ewma(&values, newest).unwrap().side() < 0);
            seen[1] += u32::from(xmr(&values, newest).unwrap().side() < 0);
        }
        assert!(seen[0] > 2 * seen[1] && seen[0] > 250, "{seen:?}");
    }

    #[test]
    fn only_what_is_beyond_a_limit_is_a_signal() {
        for (charted, side) in [(0.9, -1), (1.0, 0), (1.1, 0), (2.9, 0), (3.0, 0), (3.1, 1)] {
            let limits = Limits { centre: 2.0, lower: 1.0, upper: 3.0, charted };
            assert_eq!(limits.side(), side, "{charted}");
        }
    }
}
