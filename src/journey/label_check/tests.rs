//! Exports of invented comments, of which some are read.

use std::collections::HashMap;
use std::sync::Arc;

use super::strata::allocation;
use super::*;
use crate::feedback::{Scale, ScoreKind, ScoreValue};
use crate::stats::Estimate;

/// A comment: what it is, what the engine takes it for, where and with which score.
struct Invented {
    truth: Reading,
    taken: Reading,
    touchpoint: Arc<str>,
    score: f64,
}

/// 4,000 comments at two touchpoints, of which an engine misses a third of the negative ones.
fn export(rng: &mut fastrand::Rng, negative: [f64; 2]) -> Vec<Invented> {
    let names: [Arc<str>; 2] = ["shop".into(), "web".into()];
    let mut comment = || {
        let place = rng.usize(..2);
        let truth = match rng.f64() < negative[place] {
            true => Reading::Negative,
            false if rng.f64() < 0.1 => Reading::Neutral,
            false => Reading::Positive,
        };
        let missed = truth == Reading::Negative && rng.f64() < 0.33;
        let taken = if missed { Reading::Positive } else { truth };
        let score = 3.0 + truth.sentiment() + rng.f64() - 0.5;
        Invented { truth, taken, touchpoint: names[place].clone(), score: score.round() }
    };
    (0..4_000).map(|_| comment()).collect()
}

fn classified<'a>(number: usize, comment: &'a Invented, scores: &'a Scores) -> Classified<'a> {
    let mut said = [0.02; 4];
    said[comment.taken as usize] = 0.94;
    Classified {
        number: number as u64,
        reading: comment.taken,
        said,
        sentiment: 0.9 * comment.taken.sentiment(),
        touchpoint: Some(&comment.touchpoint),
        segments: &[],
        time: None,
        scores,
    }
}

/// What follows from the labels of `n` comments.
fn checked(rng: &mut fastrand::Rng, export: &[Invented], n: u64) -> Option<LabelCheckSummary> {
    let mut strata = Strata::new(false);
    let mut by_stratum = vec![Vec::new(); 4];
    for (at, comment) in export.iter().enumerate() {
        by_stratum[strata.of(comment.taken, None)].push(at);
    }
    let sizes: Vec<u64> = by_stratum.iter().map(|all| all.len() as u64).collect();
    let mut labels = HashMap::new();
    for (all, n) in by_stratum.iter_mut().zip(allocation(&sizes, &[0.05; 4], n)) {
        rng.shuffle(all);
        labels.extend(all.iter().take(n as usize).map(|at| (*at as u64, export[*at].truth)));
    }
    let mut check = LabelCheck::new(strata, labels, 3, &[]);
    let scale = Scale::higher(1.0, 5.0);
    for (at, comment) in export.iter().enumerate() {
        let score = ScoreValue { value: comment.score, scale };
        let scores = Scores::of([(ScoreKind::Csat, score)]);
        check.add(&classified(at, comment, &scores), None);
    }
    check.finish(1.0)
}

#[test]
fn what_the_engine_misses_is_counted() {
    let mut rng = fastrand::Rng::with_seed(1);
    let (mut covered, mut apart) = (0, 0);
    for _ in 0..60 {
        let export = export(&mut rng, [0.15, 0.45]);
        let true_share = 0.3;
        let found = checked(&mut rng, &export, 240).unwrap();
        let negative = found.shares[0];
        assert_eq!(negative.label, Reading::Negative);
        // Two thirds of 30 %.
        assert!((negative.classified - 0.2).abs() < 0.03, "{negative:?}");
        let Estimate { low, high, .. } = negative.corrected;
        covered += u32::from(low <= true_share && true_share <= high);
        assert!(high - low < 0.13, "{negative:?}");
        let [touchpoints] = &found.groups[..] else { panic!("{:?}", found.groups) };
        let [worse, better] = &touchpoints.groups[..] else { panic!("{touchpoints:?}") };
        assert_eq!(touchpoints.field, GroupField::Touchpoint);
        apart += u32::from(worse.name == "web" && worse.q < Some(0.05) && better.q < Some(0.05));
    }
    assert!(covered >= 54 && apart == 60, "{covered}, {apart}");
}

#[test]
fn labels_say_how_far_to_trust_the_engine() {
    let mut rng = fastrand::Rng::with_seed(2);
    let export = export(&mut rng, [0.3, 0.3]);
    let found = checked(&mut rng, &export, 300).unwrap();
    assert_eq!((found.labels, found.empty, found.comments), (300, 3, 4_000));
    // A third of three tenths is misread.
    assert!((found.agreement.low..=found.agreement.high).contains(&0.9), "{:?}", found.agreement);
    assert_eq!(found.confusion.as_flattened().iter().sum::<u64>(), 300);
    assert_eq!(found.confusion[1], [0; 4]);
    assert!(found.confusion[0][3] > 0 && found.confusion[3][0] == 0);
    let [csat] = &found.correlations[..] else { panic!("{:?}", found.correlations) };
    assert!(csat.corrected.value > csat.classified + 0.05, "{csat:?}");
    let sentiment = found.sentiment;
    assert!(sentiment.corrected.value < sentiment.classified - 0.05, "{sentiment:?}");
    // Nothing is said of equal touchpoints.
    let groups = found.groups.iter().flat_map(|field| &field.groups);
    assert!(groups.clone().count() == 2 && groups.clone().all(|group| group.q > Some(0.05)));
}

#[test]
fn few_labels_say_nothing() {
    let mut rng = fastrand::Rng::with_seed(3);
    let export = export(&mut rng, [0.3, 0.3]);
    assert_eq!(checked(&mut rng, &export, 20), None);
}

#[test]
fn what_somebody_said_of_a_drawn_comment_since_holds_in_place_of_its_label() {
    let mut rng = fastrand::Rng::with_seed(4);
    let export = export(&mut rng, [0.3, 0.3]);
    let labels: HashMap<u64, Reading> = (0..200).map(|at| (at, Reading::Negative)).collect();
    let checked = |corrected: Option<Reading>| {
        let mut check = LabelCheck::new(Strata::new(false), labels.clone(), 0, &[]);
        for (at, comment) in export.iter().enumerate() {
            check.add(&classified(at, comment, &Scores::default()), corrected);
        }
        check.finish(1.0).unwrap().confusion
    };
    assert_eq!(checked(None)[0].iter().sum::<u64>(), 200);
    let since = checked(Some(Reading::Positive));
    assert_eq!((since[0], since[3].iter().sum::<u64>()), ([0; 4], 200));
}
