//! How often the 95 % intervals hold the true value, and how often the drivers
//! of nothing are found, by simulation. Most are too slow for every day:
//!
//! ```text
//! cargo test --release --test coverage -- --ignored --nocapture
//! ```
//!
//! Every simulation is seeded and prints its figures. Scores are discrete, so
//! that the coverage of one share jumps about 95 % as the share moves; where an
//! interval is known to hold its level on average (Wilson's, the adjusted
//! Wald's), it is the average over a stated grid that is held to it, as in
//! Brown, Cai and DasGupta (Statistical Science 16, 2001).

// The helpers are test code as well, but clippy only exempts the tests.
#![allow(clippy::unwrap_used)]

#[path = "coverage/clusters.rs"]
mod clusters;
#[path = "coverage/raking.rs"]
mod raking;

use fastrand::Rng;
use rayon::prelude::*;
use xinsheng::metrics::Nps;
use xinsheng::metrics::nps::difference;
use xinsheng::stats::correlation::{
    PairCount, bonett_wright, fieller_spearman, fieller_tau, kendall_tau_b_counted,
    spearman_counted,
};
use xinsheng::stats::difference::{mann_whitney, proportions};
use xinsheng::stats::driver_moments::DriverMoments;
use xinsheng::stats::drivers::{DriverAnalysis, DriverOptions, analyse};
use xinsheng::stats::interval::wilson;
use xinsheng::stats::multiple::benjamini_hochberg;
use xinsheng::stats::tau_interval::kendall_tau_b_interval;
use xinsheng::stats::{Estimate, permutation};

fn holds(interval: Estimate, truth: f64) -> bool {
    // A bound that equals the truth but for rounding holds it.
    (interval.low - 1e-9..=interval.high + 1e-9).contains(&truth)
}

/// Share of `runs` simulations, each with its own seed, that succeed.
fn share(runs: u64, seed: u64, simulate: impl Fn(&mut Rng) -> Option<bool> + Sync) -> f64 {
    let outcomes: Vec<bool> = (0..runs)
        .into_par_iter()
        .filter_map(|run| simulate(&mut Rng::with_seed(seed.wrapping_mul(1_000_003) + run)))
        .collect();
    outcomes.iter().filter(|held| **held).count() as f64 / outcomes.len() as f64
}

#[track_caller]
fn within(what: &str, coverage: f64) {
    println!("{what:<60} {:6.2} %", 100.0 * coverage);
    assert!((0.935..=0.965).contains(&coverage), "{what}: {coverage}");
}

fn normal(rng: &mut Rng) -> f64 {
    let radius = (-2.0 * (1.0 - rng.f64()).ln()).sqrt();
    radius * (std::f64::consts::TAU * rng.f64()).cos()
}

/// One of the groups whose shares are given.
fn drawn(rng: &mut Rng, shares: &[f64]) -> usize {
    let mut rest = rng.f64();
    for (at, share) in shares.iter().enumerate() {
        rest -= share;
        if rest < 0.0 {
            return at;
        }
    }
    shares.len() - 1
}

fn nps(rng: &mut Rng, n: u64, shares: &[f64; 3]) -> Nps {
    let mut counts = [0; 3];
    (0..n).for_each(|_| counts[drawn(rng, shares)] += 1);
    Nps::from_counts(counts[0], counts[1], counts[2])
}

/// Promoters, passives and detractors: from loved to loathed, and polarised.
const MIXES: [[f64; 3]; 7] = [
    [0.50, 0.30, 0.20],
    [0.35, 0.40, 0.25],
    [0.70, 0.20, 0.10],
    [0.80, 0.15, 0.05],
    [0.20, 0.30, 0.50],
    [0.10, 0.20, 0.70],
    [0.48, 0.04, 0.48],
];

#[test]
#[ignore = "simulation"]
fn net_promoter_scores() {
    for n in [30, 100, 1_000] {
        let mut sum = 0.0;
        for mix in &MIXES {
            let truth = 100.0 * (mix[0] - mix[2]);
            let run = |rng: &mut Rng| Some(holds(nps(rng, n, mix).estimate()?, truth));
            let coverage = share(20_000, n, run);
            println!("NPS n = {n}, {mix:?}: {:.2} %", 100.0 * coverage);
            assert!((0.925..=0.975).contains(&coverage));
            sum += coverage;
        }
        within(&format!("NPS, n = {n}, mean of {} mixes", MIXES.len()), sum / MIXES.len() as f64);
    }
}

#[test]
#[ignore = "simulation"]
fn differences_of_net_promoter_scores() {
    for (m, n) in [(30, 50), (100, 100), (1_000, 300)] {
        let mut sum = 0.0;
        for pair in MIXES.windows(2) {
            let truth = 100.0 * (pair[0][0] - pair[0][2] - pair[1][0] + pair[1][2]);
            sum += share(10_000, m, |rng| {
                let found = difference(nps(rng, m, &pair[0]), nps(rng, n, &pair[1]))?;
                let interval = Estimate { value: found.value, low: found.low, high: found.high };
                Some(holds(interval, truth))
            });
        }
        within(&format!("NPS difference, n = {m}, {n}"), sum / (MIXES.len() - 1) as f64);
    }
}

/// ln n! for 0..=n.
fn ln_factorials(n: u64) -> Vec<f64> {
    let mut sum = 0.0;
    (0..=n)
        .map(|i| {
            sum += if i > 0 { (i as f64).ln() } else { 0.0 };
            sum
        })
        .collect()
}

/// Not simulated: all possible counts with their probabilities.
#[test]
#[ignore = "simulation"]
fn shares_in_two_boxes() {
    for n in [30_u64, 100, 1_000] {
        let ln = ln_factorials(n);
        let intervals: Vec<Estimate> = (0..=n).map(|hits| wilson(hits, n).unwrap()).collect();
        let coverage = |p: f64| -> f64 {
            let probability = |k: usize| {
                let rest = n as usize - k;
                let ways = ln[n as usize] - ln[k] - ln[rest];
                (ways + k as f64 * p.ln() + rest as f64 * (1.0 - p).ln()).exp()
            };
            (0..=n as usize).filter(|k| holds(intervals[*k], p)).map(probability).sum()
        };
        let grid: Vec<f64> = (1..200).map(|i| coverage(f64::from(i) / 200.0)).collect();
        let least = grid.iter().copied().fold(1.0, f64::min);
        println!("Wilson, n = {n}: least coverage {:.2} %", 100.0 * least);
        within(
            &format!("Wilson, n = {n}, mean over p = 0.005 to 0.995"),
            grid.iter().sum::<f64>() / grid.len() as f64,
        );
    }
}

#[test]
#[ignore = "simulation"]
fn differences_of_shares_and_of_ordered_answers() {
    for (m, n) in [(30, 40), (100, 100), (1_000, 400)] {
        let mut sum = 0.0;
        let shares = [0.1, 0.3, 0.5, 0.7, 0.9];
        for p in shares {
            for q in shares {
                sum += share(4_000, m, |rng| {
                    let mut hits = |n: u64, p: f64| (0..n).filter(|_| rng.f64() < p).count() as u64;
                    let found = proportions([hits(m, p), hits(n, q)], [m, n])?;
                    Some(holds(found.difference, p - q))
                });
            }
        }
        within(&format!("Newcombe, n = {m}, {n}, mean of 25 pairs"), sum / 25.0);

        let (a, b) = ([0.05, 0.1, 0.2, 0.35, 0.3], [0.15, 0.2, 0.25, 0.25, 0.15]);
        let mut truth = 0.0;
        for (i, p) in a.iter().enumerate() {
            for (j, q) in b.iter().enumerate() {
                truth += p * q * f64::from(i.cmp(&j) as i8);
            }
        }
        let coverage = share(10_000, m, |rng| {
            let mut table = |n: u64, shares: &[f64]| {
                let mut table: Vec<(f64, u64)> = (1..=5).map(|v| (f64::from(v), 0)).collect();
                (0..n).for_each(|_| table[drawn(rng, shares)].1 += 1);
                table
            };
            Some(holds(mann_whitney(&table(m, &a), &table(n, &b))?.delta, truth))
        });
        within(&format!("Cliff's delta, n = {m}, {n}"), coverage);
    }
}

/// A score on a few points and a sentiment, both from correlated normals.
struct Tied {
    /// Correlation of the normals.
    strength: f64,
    /// Where the normal of the score is cut into points.
    cuts: &'static [f64],
    /// Steps of the sentiment per unit; coarse sentiments are tied too.
    steps: f64,
}

impl Tied {
    fn pair(&self, rng: &mut Rng) -> (f64, f64) {
        let (latent, noise) = (normal(rng), normal(rng));
        let score = self.cuts.iter().filter(|cut| latent > **cut).count() as f64;
        let other = self.strength * latent + (1.0 - self.strength.powi(2)).sqrt() * noise;
        (score, (self.steps * other.tanh()).round() / self.steps)
    }

    fn cells(&self, rng: &mut Rng, n: u64) -> Vec<PairCount> {
        let mut pairs: Vec<(f64, f64)> = (0..n).map(|_| self.pair(rng)).collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        pairs
            .chunk_by(|a, b| a == b)
            .map(|same| PairCount { x: same[0].0, y: same[0].1, count: same.len() as u64 })
            .collect()
    }
}

const TIED: [Tied; 7] = [
    Tied { strength: 0.0, cuts: &[-1.0, 0.0, 1.0], steps: 100.0 },
    Tied { strength: 0.3, cuts: &[-1.5, -0.5, 0.5, 1.5], steps: 100.0 },
    Tied { strength: 0.6, cuts: &[-1.5, -0.5, 0.5, 1.5], steps: 100.0 },
    Tied { strength: 0.6, cuts: &[-2.0, -1.5, -1.0, -0.8, -0.4, -0.1, 0.1, 0.5, 1.0], steps: 3.0 },
    Tied { strength: 0.5, cuts: &[-1.8, -1.3, -0.8, -0.2], steps: 1.0 },
    Tied { strength: 0.8, cuts: &[-1.0, 0.0], steps: 1.0 },
    Tied { strength: -0.4, cuts: &[0.3], steps: 5.0 },
];

#[test]
#[ignore = "simulation"]
fn rank_correlations_of_tied_scores() {
    for n in [30, 100, 1_000] {
        let runs = if n == 1_000 { 4_000 } else { 10_000 };
        let mut means = [0.0; 4];
        for (at, tied) in TIED.iter().enumerate() {
            let many = tied.cells(&mut Rng::with_seed(99), 3_000_000);
            let tau = kendall_tau_b_counted(&many).unwrap().value;
            let rho = spearman_counted(&many).unwrap().value;
            let own = share(runs, n, |rng| {
                Some(holds(kendall_tau_b_interval(&tied.cells(rng, n))?, tau))
            });
            let fieller = share(runs, n, |rng| {
                let found = kendall_tau_b_counted(&tied.cells(rng, n))?;
                Some(holds(fieller_tau(found.value, n)?, tau))
            });
            let ranks = |interval: fn(f64, u64) -> Option<Estimate>| {
                share(runs, n, |rng| {
                    Some(holds(interval(spearman_counted(&tied.cells(rng, n))?.value, n)?, rho))
                })
            };
            let all = [own, fieller, ranks(bonett_wright), ranks(fieller_spearman)];
            println!(
                "n = {n}, case {at}, tau {tau:.3}: own {:.2} %, Fieller {:.2} %; \
                 rho {rho:.3}: Bonett-Wright {:.2} %, Fieller {:.2} %",
                100.0 * all[0],
                100.0 * all[1],
                100.0 * all[2],
                100.0 * all[3]
            );
            assert!((0.93..=0.97).contains(&own) || n < 100, "case {at}: {own}");
            (0..4).for_each(|i| means[i] += all[i] / TIED.len() as f64);
        }
        println!("n = {n}: means {means:.4?}");
        within(&format!("tau-b of tied scores, n = {n}"), means[0]);
    }
}

/// Answers on 1–5 that share a part (more with a larger loading), and an outcome
/// on 0–10 that some of them pull more than others.
fn answers(rng: &mut Rng, n: u64, pulls: &[f64], loading: f64) -> DriverMoments {
    let mut moments = DriverMoments::answers(pulls.len());
    let own = (1.0 - loading * loading).sqrt();
    for row in 0..n {
        let common = normal(rng);
        let values: Vec<f64> = pulls
            .iter()
            .map(|_| (3.5 + 1.1 * (loading * common + own * normal(rng))).round().clamp(1.0, 5.0))
            .collect();
        let pull: f64 = values.iter().zip(pulls).map(|(v, p)| v * p).sum();
        let outcome = (1.0 + pull + 1.5 * normal(rng)).round().clamp(0.0, 10.0);
        let values: Vec<Option<f64>> = values.into_iter().map(Some).collect();
        moments.add(row, &values, outcome, 1.0);
    }
    moments
}

#[test]
#[ignore = "simulation"]
fn relative_weights() {
    let pulls = [0.9, 0.5, 0.3, 0.15];
    for loading in [0.0_f64, 0.6] {
        // The weights of the population: from so many rows that chance is nothing.
        let exact = DriverOptions { samples: 0, ..DriverOptions::default() };
        let many = answers(&mut Rng::with_seed(7), 3_000_000, &pulls, loading);
        let truth = analyse(&many, &exact).unwrap();
        for n in [100, 300, 1_000, 5_000] {
            let runs: Vec<Vec<(bool, f64)>> = (0..1_000_u64)
                .into_par_iter()
                .map(|run| {
                    let mut rng = Rng::with_seed(n * 10_000 + run);
                    let options = DriverOptions { seed: run, ..DriverOptions::default() };
                    let found = analyse(&answers(&mut rng, n, &pulls, loading), &options).unwrap();
                    let bound = |of: &DriverAnalysis| {
                        let r2 = of.r_squared.unwrap();
                        let parts = of.drivers.iter().flat_map(|d| [d.weight, d.share]);
                        [r2].into_iter().chain(parts).collect::<Vec<_>>()
                    };
                    let pairs = bound(&found).into_iter().zip(bound(&truth));
                    pairs.map(|(e, t)| (holds(e, t.value), e.high - e.low)).collect()
                })
                .collect();
            let names = ["R2", "w1", "s1", "w2", "s2", "w3", "s3", "w4", "s4"];
            let coverage: Vec<f64> = (0..names.len())
                .map(|at| runs.iter().filter(|run| run[at].0).count() as f64 / runs.len() as f64)
                .collect();
            let line: Vec<String> =
                names.iter().zip(&coverage).map(|(n, c)| format!("{n} {:.1}", 100.0 * c)).collect();
            println!("loading {loading}, n = {n}: {}", line.join(", "));
            let mean = coverage.iter().sum::<f64>() / coverage.len() as f64;
            within(&format!("relative weights, loading {loading}, n = {n}"), mean);
        }
    }
}

/// Of forty touchpoints thirty have nothing to do with the score.
#[test]
#[ignore = "simulation"]
fn false_discoveries() {
    let runs: Vec<(f64, f64)> = (0..2_000_u64)
        .into_par_iter()
        .map(|run| {
            let mut rng = Rng::with_seed(run);
            let p: Vec<f64> = (0..40)
                .map(|at| {
                    let strength = if at < 10 { 0.4 } else { 0.0 };
                    let tied = Tied { strength, ..TIED[1] };
                    kendall_tau_b_counted(&tied.cells(&mut rng, 80)).unwrap().p
                })
                .collect();
            let q = benjamini_hochberg(&p).unwrap();
            let found = q.iter().filter(|q| **q <= 0.05).count() as f64;
            let wrong = q[10..].iter().filter(|q| **q <= 0.05).count() as f64;
            (if found > 0.0 { wrong / found } else { 0.0 }, (found - wrong) / 10.0)
        })
        .collect();
    let mean = |get: fn(&(f64, f64)) -> f64| runs.iter().map(get).sum::<f64>() / runs.len() as f64;
    let (rate, power) = (mean(|r| r.0), mean(|r| r.1));
    println!("false discovery rate {:.2} %, power {:.1} %", 100.0 * rate, 100.0 * power);
    // Simulation error: about 0.15 %.
    assert!(rate <= 0.055, "{rate}");
}

/// The p of a test under "no association" is at most as often small as it says.
#[test]
#[ignore = "simulation"]
fn permutation_p_of_small_groups() {
    for n in [8, 15, 30, 50] {
        let small = |normal: bool| {
            share(4_000, n, |rng| {
                let cells = Tied { strength: 0.0, ..TIED[4] }.cells(rng, n);
                let p = match normal {
                    true => kendall_tau_b_counted(&cells)?.p,
                    false => permutation::permutation_p(&cells, rng.u64(..))?,
                };
                Some(p <= 0.05)
            })
        };
        let (own, approximate) = (small(false), small(true));
        println!(
            "p <= 5 %, n = {n}: permutation {:.2} %, normal {:.2} %",
            100.0 * own,
            100.0 * approximate
        );
        assert!(own <= 0.0605, "{own}");
    }
}

/// How long the drivers of a large run take on one core.
#[test]
#[ignore = "timing"]
fn time_of_drivers() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let timed = |what: &str, work: &mut dyn FnMut()| {
        let start = std::time::Instant::now();
        work();
        println!("{what}: {:.2} s", start.elapsed().as_secs_f64());
    };
    let mut rng = Rng::with_seed(1);
    let rows: Vec<(Vec<Option<f64>>, f64)> = (0..100_000)
        .map(|_| {
            let score = |rng: &mut Rng| (rng.u8(..8) > 0).then(|| f64::from(rng.u8(1..6)));
            ((0..12).map(|_| score(&mut rng)).collect(), f64::from(rng.u8(..11)))
        })
        .collect();
    let mut moments = DriverMoments::answers(12);
    timed("1,000,000 rows of 12 answers", &mut || {
        for row in 0..1_000_000_u64 {
            let (values, outcome) = &rows[row as usize % rows.len()];
            moments.add(row, values, *outcome, 1.0);
        }
    });
    timed("their 1,000 bootstrap samples", &mut || {
        pool.install(|| analyse(&moments, &DriverOptions::default()).unwrap());
    });
    for topics in [30, 60, 100] {
        let mut moments = DriverMoments::mentions(topics);
        timed(&format!("1,000,000 rows of {topics} topics"), &mut || {
            for row in 0..1_000_000 {
                let mention = |rng: &mut Rng| (rng.usize(..topics), f64::from(rng.i8(-1..=1)));
                let mentions = [mention(&mut rng), mention(&mut rng)];
                moments.add_sparse_of((row, None), &mentions, f64::from(rng.u8(..11)), 1.0);
            }
        });
        timed("their 1,000 bootstrap samples", &mut || {
            pool.install(|| analyse(&moments, &DriverOptions::default()).unwrap());
        });
    }
    let cells = TIED[1].cells(&mut rng, 50);
    timed("100 permutation tests of 50 pairs", &mut || {
        (0..100).for_each(|seed| assert!(permutation::permutation_p(&cells, seed).is_some()));
    });
    let cells = Tied { steps: 1e6, ..TIED[3] }.cells(&mut rng, 100_000);
    timed("an interval of tau-b from 100,000 cells", &mut || {
        assert!(kendall_tau_b_interval(&cells).is_some());
    });
}
