//! Intervals of scores that are weighted to the margins of a population.

use std::collections::BTreeMap;

use fastrand::Rng;
use xinsheng::feedback::{Scale, ScoreValue};
use xinsheng::metrics::{Answers, Design, Weight};
use xinsheng::stats::Estimate;
use xinsheng::stats::raking::{Cell, CellSums, calibration_effect, rake};

use super::{holds, share};

/// Shares of the population, and how willing each group is to answer.
const REGION: [(f64, f64); 3] = [(0.3, 1.0), (0.45, 0.4), (0.25, 0.6)];
const AGE: [(f64, f64); 2] = [(0.4, 0.35), (0.6, 1.0)];

/// Chance of someone in these groups to be content.
fn content(region: usize, age: usize) -> f64 {
    0.25 + 0.25 * region as f64 + 0.15 * age as f64
}

fn truth() -> f64 {
    let of = |r: usize, a: usize| REGION[r].0 * AGE[a].0 * content(r, a);
    (0..3).map(|r| of(r, 0) + of(r, 1)).sum()
}

/// The share of the content among `n` answers: unweighted, weighted with the weights as given, and
/// with the margins held.
fn estimates(rng: &mut Rng, n: usize) -> Option<[Estimate; 3]> {
    let draw = |rng: &mut Rng, groups: &[(f64, f64)]| loop {
        let (mut at, mut rest) = (0, rng.f64());
        while rest > groups[at].0 && at + 1 < groups.len() {
            rest -= groups[at].0;
            at += 1;
        }
        if rng.f64() < groups[at].1 {
            return at;
        }
    };
    let mut cells: BTreeMap<(usize, usize), [f64; 2]> = BTreeMap::new();
    for _ in 0..n {
        let at = (draw(rng, &REGION), draw(rng, &AGE));
        let hit = usize::from(rng.f64() < content(at.0, at.1));
        cells.entry(at).or_default()[hit] += 1.0;
    }
    let of = |(region, age): &(usize, usize)| vec![*region, *age];
    let fitted: Vec<Cell> =
        cells.iter().map(|(at, n)| Cell { groups: of(at), weight: n[0] + n[1] }).collect();
    let margins = [REGION.map(|g| g.0).to_vec(), AGE.map(|g| g.0).to_vec()];
    let raked = rake(&fitted, &margins, 5.0)?;
    let (mut plain, mut weighted) = (Answers::default(), Answers::default());
    let mut sums = Vec::new();
    for ((at, n), w) in cells.iter().zip(&raked.factors) {
        for (hit, n) in n.iter().enumerate() {
            let score =
                ScoreValue { value: 1.0 + 4.0 * hit as f64, scale: Scale::higher(1.0, 5.0) };
            for _ in 0..*n as u64 {
                plain.add_weighted(score, Weight::ONE);
                weighted.add_weighted(score, Weight::new(*w)?);
            }
        }
        let (all, hits) = (n[0] + n[1], n[1]);
        sums.push(CellSums {
            groups: of(at),
            weights: [w * all, w * w * all],
            linear: [w * all, w * hits],
            heavy: [w * w * all, w * w * hits],
            squares: [w * w * all, w * w * hits, w * w * hits],
        });
    }
    let effect = calibration_effect(&sums, &[3, 2])?;
    let share = |answers: &Answers| answers.share_where(|answer| answer.value > 4.0);
    let held = weighted.clone().with_design(Design::default().times(effect));
    Some([share(&plain)?, share(&weighted)?, share(&held)?])
}

fn covered(n: usize, runs: u64) -> [f64; 3] {
    let truth = truth();
    let of =
        |at: usize| share(runs, 11, |rng| estimates(rng, n).map(|found| holds(found[at], truth)));
    [of(0), of(1), of(2)]
}

#[test]
fn scores_weighted_to_margins() {
    let [plain, given, held] = covered(400, 1_000);
    println!("n = 400: plain {plain:.3}, weights as given {given:.3}, margins held {held:.3}");
    assert!(plain < 0.93 && given > held, "{plain} {given} {held}");
    assert!((0.93..=0.975).contains(&held), "{held}");
}

#[test]
#[ignore = "simulation"]
fn scores_weighted_to_margins_at_length() {
    for n in [150, 400, 2_000] {
        let [plain, given, held] = covered(n, 10_000);
        println!("n = {n}: plain {plain:.4}, weights as given {given:.4}, held {held:.4}");
        assert!((0.935..=0.965).contains(&held), "{held}");
    }
}
