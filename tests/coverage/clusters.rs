//! Intervals and tests of answers that are not independent: several of one person.

use fastrand::Rng;
use xinsheng::stats::correlation::{PairCount, kendall_tau_b_counted};
use xinsheng::stats::driver_moments::DriverMoments;
use xinsheng::stats::drivers::{DriverOptions, analyse};
use xinsheng::stats::tau_interval::{clustered_tau_b, kendall_tau_b_interval};

use super::{holds, normal, share};

/// Answers of people who are like themselves: so many with so many each.
struct People {
    people: u64,
    each: u64,
    /// Share of the variance that is a person's own.
    own: f64,
    /// Correlation of what is a person's own in both, and of the rest.
    strength: [f64; 2],
}

impl People {
    /// Person, sentiment and score of each answer.
    fn pairs(&self, rng: &mut Rng, people: u64) -> Vec<(u64, f64, f64)> {
        let both = |rng: &mut Rng, strength: f64| {
            let (first, noise) = (normal(rng), normal(rng));
            (first, strength * first + (1.0 - strength * strength).sqrt() * noise)
        };
        let mut pairs = Vec::new();
        for person in 0..people {
            let mood = both(rng, self.strength[0]);
            for _ in 0..self.each {
                let now = both(rng, self.strength[1]);
                let mixed =
                    |mood: f64, now: f64| self.own.sqrt() * mood + (1.0 - self.own).sqrt() * now;
                let sentiment = (10.0 * mixed(mood.0, now.0).tanh()).round() / 10.0;
                let level = mixed(mood.1, now.1);
                let cuts = [-1.5, -0.7, 0.0, 0.8];
                pairs.push((person, sentiment, cuts.iter().filter(|c| level > **c).count() as f64));
            }
        }
        pairs
    }

    /// τ-b of answers of different people.
    fn truth(&self) -> f64 {
        let one = People { each: 1, ..*self };
        kendall_tau_b_counted(&cells(&one.pairs(&mut Rng::with_seed(5), 400_000))).unwrap().value
    }
}

fn cells(pairs: &[(u64, f64, f64)]) -> Vec<PairCount> {
    let mut pairs: Vec<(f64, f64)> = pairs.iter().map(|(_, x, y)| (*x, *y)).collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let cell =
        |same: &[(f64, f64)]| PairCount { x: same[0].0, y: same[0].1, count: same.len() as u64 };
    pairs.chunk_by(|a, b| a == b).map(cell).collect()
}

const CASES: [People; 4] = [
    People { people: 25, each: 4, own: 0.5, strength: [0.0, 0.0] },
    People { people: 20, each: 10, own: 0.3, strength: [0.0, 0.0] },
    People { people: 100, each: 5, own: 0.5, strength: [0.6, 0.3] },
    People { people: 300, each: 2, own: 0.7, strength: [0.4, 0.4] },
];

/// How often the interval of τ-b holds the truth, with people and without, and how often p is
/// below .05.
fn tau_b(case: &People, runs: u64) -> [f64; 3] {
    let truth = case.truth();
    let of = |seed, found: &(dyn Fn(Vec<(u64, f64, f64)>) -> Option<bool> + Sync)| {
        share(runs, seed, |rng| found(case.pairs(rng, case.people)))
    };
    [
        of(7, &|pairs| Some(holds(clustered_tau_b(&cells(&pairs), pairs)?.tau_b, truth))),
        of(7, &|pairs| Some(holds(kendall_tau_b_interval(&cells(&pairs))?, truth))),
        of(7, &|pairs| Some(clustered_tau_b(&cells(&pairs), pairs)?.p < 0.05)),
    ]
}

#[test]
fn correlations_of_people_who_answer_often() {
    for case in &CASES[..2] {
        let [clustered, naive, small] = tau_b(case, 400);
        println!("{} x {}: {clustered:.3}, naive {naive:.3}, p {small:.3}", case.people, case.each);
        assert!((0.92..=0.985).contains(&clustered) && naive < 0.93, "{clustered} {naive}");
        assert!(small < 0.08, "{small}");
    }
}

#[test]
#[ignore = "simulation"]
fn correlations_of_people_who_answer_often_at_length() {
    for case in &CASES {
        let [clustered, naive, small] = tau_b(case, 8_000);
        println!("{} x {}: {clustered:.4}, naive {naive:.4}, p {small:.4}", case.people, case.each);
        assert!((0.93..=0.97).contains(&clustered), "{clustered}");
        assert!(case.strength != [0.0, 0.0] || small <= 0.065, "{small}");
    }
}

/// Three ratings and a score, of which a part is a person's own; the third rating has nothing to
/// do with the score.
fn rated(rng: &mut Rng, people: u64, each: u64, own: f64) -> DriverMoments {
    let mut moments = DriverMoments::answers(3);
    for person in 0..people {
        let moods: [f64; 4] = std::array::from_fn(|_| normal(rng));
        for answer in 0..each {
            let mut level = |at: usize| own.sqrt() * moods[at] + (1.0 - own).sqrt() * normal(rng);
            let points = |level: f64| (3.0 + 1.1 * level).round().clamp(1.0, 5.0);
            let ratings = [points(level(0)), points(level(1)), points(level(2))];
            let pull = 0.5 * ratings[0] + 0.25 * ratings[1];
            let score = (3.0 + pull + 1.2 * level(3)).round().clamp(0.0, 10.0);
            let key = (person * each + answer, Some(person));
            moments.add_of(key, &ratings.map(Some), score, 1.0);
        }
    }
    moments
}

/// How often a rating that has nothing to do with the score is a driver of it, with people and
/// without, and how often the interval of the first weight holds it.
fn drivers(people: u64, each: u64, own: f64, runs: u64) -> [f64; 3] {
    let plain = DriverOptions { samples: 0, ..DriverOptions::default() };
    let options = DriverOptions { clustered: true, ..plain };
    let truth = analyse(&rated(&mut Rng::with_seed(9), 60_000, 1, own), &plain).unwrap();
    let truth = truth.drivers[0].weight.value;
    let null = |options: DriverOptions| {
        share(runs, 3, |rng| {
            let found = analyse(&rated(rng, people, each, own), &options)?;
            Some(found.drivers[2].p? < 0.05)
        })
    };
    let with_samples = DriverOptions { samples: 400, ..options };
    let held = share(runs / 4, 4, |rng| {
        let found = analyse(&rated(rng, people, each, own), &with_samples)?;
        Some(holds(found.drivers[0].weight, truth))
    });
    [null(options), null(plain), held]
}

#[test]
fn drivers_of_people_who_answer_often() {
    for (people, each, own) in [(40, 5, 0.7), (20, 10, 0.5)] {
        let [clustered, plain, held] = drivers(people, each, own, 400);
        println!("{people} x {each}: false {clustered:.3}, plain {plain:.3}, held {held:.3}");
        assert!(clustered < 0.085 && plain > 0.1, "{clustered} {plain}");
        assert!(held > 0.89, "{held}");
    }
}

#[test]
#[ignore = "simulation"]
fn drivers_of_people_who_answer_often_at_length() {
    for (people, each, own) in [(40, 5, 0.7), (20, 10, 0.5), (300, 4, 0.5), (1_500, 3, 0.7)] {
        let runs = if people > 1_000 { 800 } else { 4_000 };
        let [clustered, plain, held] = drivers(people, each, own, runs);
        println!("{people} x {each}: false {clustered:.4}, plain {plain:.4}, held {held:.4}");
        assert!(clustered < 0.065, "{clustered}");
        assert!((0.92..=0.985).contains(&held), "{held}");
    }
}
