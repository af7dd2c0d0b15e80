//! Where a series changes its level.
//!
//! Every border between two periods cuts the answers into earlier and later ones.
//! The border at which both differ most, in standard errors, is the best guess of
//! where the level changed, and the largest of so many differences must not be
//! tested as if it were the only one. Under "no change" the differences over the
//! share of answers t behind the border behave like |B(t)| / √(t (1 − t)) of a
//! Brownian bridge B, whose maximum is drawn with these very periods and a fixed
//! seed (James, James and Siegmund, Biometrika 74, 1987).
//!
//! The periods that the change may have begun in are those whose likelihood is
//! within −2 ln(1 − √.95) = 7.35 of the best (Hansen, Econometrica 68, 2000).

use fastrand::Rng;
use serde::Serialize;

use super::normal;

/// Series drawn without a change: p comes in steps of 1/2,000.
const DRAWS: u32 = 1_999;

/// What a likelihood may fall behind the best: −2 ln(1 − √.95).
pub(crate) const BEHIND: f64 = 7.352_277_5;

/// Answers of one period.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Moments {
    /// Number of answers, or what weighted ones are worth.
    pub n: f64,
    /// Their mean; whatever where there are none.
    pub mean: f64,
    /// Their variance about it.
    pub variance: f64,
}

impl Moments {
    /// Both together.
    pub fn with(self, other: Moments) -> Moments {
        let n = self.n + other.n;
        if self.n <= 0.0 || n <= 0.0 {
            return if self.n <= 0.0 { other } else { self };
        }
        let share = other.n / n;
        let apart = other.mean - self.mean;
        let variance = self.variance * (1.0 - share) + other.variance * share;
        Moments {
            n,
            mean: self.mean + apart * share,
            variance: variance + apart * apart * share * (1.0 - share),
        }
    }

    /// All of them together.
    pub fn all(parts: &[Moments]) -> Moments {
        parts.iter().fold(Moments::default(), |all, part| all.with(*part))
    }
}

/// A change of level.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ChangePoint {
    /// Index of the first period at the new level.
    pub at: usize,
    /// First and last index of the periods that it may be, at 95 %.
    pub range: (usize, usize),
    /// p of there being no change at all.
    pub p: f64,
}

/// The best border in a series of periods, with its test. Only borders with at least
/// `least` answers on either side are tried. `None` where there is none, or nothing
/// varies.
pub fn change_point(periods: &[Moments], least: f64, seed: u64) -> Option<ChangePoint> {
    let all = Moments::all(periods);
    let mut borders: Vec<(usize, f64, f64)> = Vec::new();
    let mut before = Moments::default();
    for (at, period) in periods.iter().enumerate() {
        let after = all.n - before.n;
        if before.n >= least && after >= least && period.n > 0.0 {
            // mean(all) = share × before + (1 − share) × after
            let share = before.n / all.n;
            let later = (all.mean - before.mean * share) / (1.0 - share);
            let difference = later - before.mean;
            borders.push((at, share, difference.powi(2) * share * (1.0 - share) * all.n));
        }
        before = before.with(*period);
    }
    let &(at, _, best) = borders.iter().max_by(|a, b| a.2.total_cmp(&b.2))?;
    if all.variance.is_nan() || all.variance <= 0.0 {
        return None;
    }
    let seen = (best / all.variance).sqrt();
    let shares: Vec<f64> = borders.iter().map(|border| border.1).collect();
    let mut rng = Rng::with_seed(seed);
    let as_large = (0..DRAWS).filter(|_| largest(&shares, &mut rng) >= seen).count();
    // What is left within the levels on both sides of the best border.
    let within = (all.variance - best / all.n).max(f64::MIN_POSITIVE);
    let possible = borders.iter().filter(|border| (best - border.2) / within <= BEHIND);
    let range =
        possible.fold((at, at), |(low, high), border| (low.min(border.0), high.max(border.0)));
    Some(ChangePoint { at, range, p: (as_large + 1) as f64 / f64::from(DRAWS + 1) })
}

/// The largest |B(t)| / √(t (1 − t)) of a bridge at these ascending t.
fn largest(shares: &[f64], rng: &mut Rng) -> f64 {
    let (mut walk, mut last) = (0.0, 0.0);
    let mut walks = Vec::with_capacity(shares.len());
    for &share in shares {
        walk += normal(rng) * (share - last).max(0.0).sqrt();
        walks.push(walk);
        last = share;
    }
    let end = walk + normal(rng) * (1.0 - last).max(0.0).sqrt();
    let bridges = shares
        .iter()
        .zip(walks)
        .map(|(&share, walk)| (walk - share * end).abs() / (share * (1.0 - share)).sqrt());
    bridges.fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Periods of answers −1, 0, 1 around these levels.
    fn periods(levels: &[f64], n: u64, rng: &mut Rng) -> Vec<Moments> {
        let period = |level: &f64| {
            let answer = |rng: &mut Rng| {
                let chance = rng.f64();
                let promoters = 0.4 + level / 2.0;
                let detractors = 0.4 - level / 2.0;
                if chance < promoters {
                    1.0
                } else {
                    -f64::from(u8::from(chance > 1.0 - detractors))
                }
            };
            let values: Vec<f64> = (0..n).map(|_| answer(rng)).collect();
            let mean = values.iter().sum::<f64>() / n as f64;
            let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n as f64;
            Moments { n: n as f64, mean, variance }
        };
        levels.iter().map(period).collect()
    }

    #[test]
    fn a_fall_is_found_where_it_is() {
        let mut rng = Rng::with_seed(3);
        let mut levels = vec![0.5; 14];
        levels.extend([0.18; 10]);
        let found = change_point(&periods(&levels, 80, &mut rng), 30.0, 1).unwrap();
        assert!(found.p <= 0.001, "{found:?}");
        assert!(found.range.0 <= 14 && 14 <= found.range.1, "{found:?}");
        assert!(found.range.1 - found.range.0 <= 6, "{found:?}");
    }

    #[test]
    fn a_level_series_has_no_change() {
        let runs = 400;
        let found = (0..runs)
            .filter(|seed| {
                let mut rng = Rng::with_seed(*seed);
                let series = periods(&[0.2; 18], 40, &mut rng);
                change_point(&series, 30.0, 1).is_some_and(|found| found.p <= 0.05)
            })
            .count();
        assert!(found <= 32, "{found} of {runs}");
    }

    #[test]
    fn the_range_holds_the_border() {
        let runs = 200_u64;
        let held = (0..runs)
            .filter(|seed| {
                let mut rng = Rng::with_seed(1_000 + *seed);
                let mut levels = vec![0.3; 9];
                levels.extend([0.1; 9]);
                let series = periods(&levels, 60, &mut rng);
                change_point(&series, 30.0, 1)
                    .is_some_and(|found| found.range.0 <= 9 && 9 <= found.range.1)
            })
            .count();
        assert!(held >= 180, "{held} of {runs}");
    }

    #[test]
    fn nothing_to_compare_is_no_change() {
        assert_eq!(change_point(&[], 1.0, 1), None);
        let flat = Moments { n: 50.0, mean: 1.0, variance: 0.0 };
        assert_eq!(change_point(&[flat, flat, flat], 30.0, 1), None);
        let few = Moments { n: 5.0, mean: 0.2, variance: 0.5 };
        assert_eq!(change_point(&[few, few], 30.0, 1), None);
    }

    #[test]
    fn moments_are_put_together() {
        let (a, b) = (
            Moments { n: 2.0, mean: 1.0, variance: 1.0 },
            Moments { n: 2.0, mean: 3.0, variance: 0.0 },
        );
        // 0, 2, 3, 3
        let all = a.with(b);
        assert_eq!((all.n, all.mean, all.variance), (4.0, 2.0, 1.5));
        assert_eq!(a.with(Moments::default()), a);
        assert_eq!(Moments::default().with(b), b);
    }

    /// So many answers a period, of these means and one variance.
    fn series(answers: &[f64], means: &[f64]) -> Vec<Moments> {
        let period = |(n, mean): (&f64, &f64)| Moments { n: *n, mean: *mean, variance: 0.25 };
        answers.iter().zip(means).map(period).collect()
    }

    #[test]
    fn a_border_needs_enough_answers_on_either_side_and_some_of_its_own() {
        // Answers a period, means, fewest answers, the border and where it may be.
        for (answers, means, least, at, range) in [
            (&[100.0; 6][..], &[0.5, 0.45, 0.5, 0.3, 0.1, 0.15][..], 30.0, 3, (3, 4)),
            // By likelihood the next border is 8.5 behind.
            (&[40.0; 6], &[0.5, 0.5, 0.45, 0.2, 0.1, 0.1], 30.0, 3, (3, 3)),
            // Just as many as are asked for, on the one side and on the other.
            (&[40.0; 6], &[0.9, 0.9, 0.1, 0.1, 0.1, 0.1], 80.0, 2, (2, 2)),
            (&[40.0; 6], &[0.1, 0.1, 0.1, 0.1, 0.9, 0.9], 80.0, 4, (4, 4)),
            // Nobody answered in the period at which it seems to begin.
            (
                &[100.0, 100.0, 100.0, 0.0, 100.0, 100.0],
                &[0.6, 0.6, 0.6, 0.0, 0.1, 0.1],
                30.0,
                4,
                (4, 4),
            ),
        ] {
            let found = change_point(&series(answers, means), least, 1).unwrap();
            assert_eq!((found.at, found.range), (at, range), "{means:?}");
            assert!(found.p <= 0.001, "{found:?}");
        }
        // None of 1,999 series without a change has one of nearly nine standard errors.
        let large = change_point(&series(&[100.0; 4], &[0.6, 0.6, 0.1, 0.1]), 30.0, 1).unwrap();
        assert_eq!(large.p, 1.0 / 2_000.0);
        // A change in the last period alone has too few answers behind it.
        let late = series(&[40.0; 6], &[0.3, 0.3, 0.3, 0.3, 0.3, 0.9]);
        assert_eq!(change_point(&late, 80.0, 1).unwrap().at, 4);
        assert_eq!(Moments::all(&[Moments::default(); 2]), Moments::default());
    }
}
