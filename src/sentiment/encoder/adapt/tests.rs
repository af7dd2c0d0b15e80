//! Heads fitted to made-up states, where what is right is known.

use super::*;
use crate::sentiment::Class;
use crate::sentiment::encoder::Linear;
use crate::sentiment::labelled::Labelled;

const HIDDEN: usize = 12;

fn row(text: String, polarity: Option<Class>, rating: Option<f32>) -> Labelled {
    Labelled { text, polarity, rating, mixed: false, emotion: None, set: "own".to_owned() }
}

/// Comments whose class shows in the first feature, against a head that reads the second.
fn made_up(rows: usize, signal: f32) -> (Vec<Labelled>, Vec<f32>, Linear) {
    let mut random = fastrand::Rng::with_seed(3);
    let (mut labelled, mut states) = (Vec::new(), Vec::new());
    for i in 0..rows {
        let positive = random.bool();
        let mut state: Vec<f32> = (0..HIDDEN).map(|_| random.f32() * 2.0 - 1.0).collect();
        state[0] += if positive { signal } else { -signal };
        states.extend(state);
        let class = if positive { Class::Positive } else { Class::Negative };
        labelled.push(row(format!("comment {i}"), Some(class), None));
    }
    let mut weight = vec![0.0; 4 * HIDDEN];
    (weight[1], weight[2 * HIDDEN + 1]) = (-1.0, 1.0);
    (labelled, states, Linear { weight, bias: vec![0.0, -2.0, 0.0, -2.0] })
}

fn tried(rows: usize, signal: f32) -> (f64, f64, usize) {
    let (labelled, values, start) = made_up(rows, signal);
    let states = States { values: &values, hidden: HIDDEN };
    let targets = Targets::new(AdaptedHead::Label, &labelled);
    assert!(targets.suffice());
    let folds = Folds::new(labelled.iter().map(|row| row.text.as_str()), 1);
    let trials: Vec<Trial> =
        (0..folds.count).map(|fold| folds.trial(states, &targets, &start, Some(fold))).collect();
    let (mut before, mut after) = (0.0, 0.0);
    for row in 0..rows {
        let state = states.of(row);
        before += targets.merit(row, &start, state).unwrap();
        after += targets.merit(row, &trials[folds.of(row)].head, state).unwrap();
    }
    let all = folds.trial(states, &targets, &start, None);
    (before / rows as f64, after / rows as f64, all.steps)
}

#[test]
fn what_can_be_learnt_is_learnt_and_measured_on_what_was_held_out() {
    let (before, after, steps) = tried(300, 1.0);
    assert!((0.4..0.6).contains(&before), "{before}");
    assert!(after > 0.95, "{after}");
    assert!(steps > 3, "{steps}");
}

#[test]
fn noise_is_not_learnt_by_heart() {
    // With labels of chance, what is held out stays at chance.
    let (_, after, _) = tried(120, 0.0);
    assert!((0.3..0.7).contains(&after), "{after}");
}

#[test]
fn copies_of_a_comment_are_held_out_together() {
    let texts = ["好评", "great", "好评", "ok", "great", "差"];
    let folds = Folds::new(texts, 5);
    assert_eq!((folds.of(0), folds.of(1)), (folds.of(2), folds.of(4)));
    let many: Vec<String> = (0..1000).map(|i| format!("comment {i}")).collect();
    let folds = Folds::new(many.iter().map(String::as_str), 5);
    for fold in 0..5 {
        assert_eq!((0..1000).filter(|&row| folds.of(row) == fold).count(), 200);
    }
}

#[test]
fn a_fitted_head_is_where_the_descent_ended() {
    // The change of coordinates is undone: the loss is that of the descent.
    let (labelled, values, start) = made_up(80, 0.7);
    let states = States { values: &values, hidden: HIDDEN };
    let targets = Targets::new(AdaptedHead::Label, &labelled);
    let data = fit::Data { states, targets: &targets, start: &start };
    let (learnt, held_out): (Vec<usize>, Vec<usize>) = (0..80).partition(|row| row % 4 != 0);
    let losses = fit::held_out_losses(data, &learnt, &held_out);
    for steps in [0, 1, 7, 60] {
        let head = fit::fit(data, &learnt, steps);
        let loss = |&row: &usize| targets.loss(row, &head, states.of(row)).unwrap();
        let mean = held_out.iter().map(loss).sum::<f64>() / held_out.len() as f64;
        assert!((mean - losses[steps]).abs() < 1e-4, "{steps}: {mean} {}", losses[steps]);
    }
    assert_eq!(fit::fit(data, &learnt, 0), start);
}

#[test]
fn ratings_teach_stars_and_where_there_is_no_label_polarity() {
    let rows: Vec<Labelled> = (0..100)
        .map(|i| row(format!("{i}"), None, Some([0.0, 0.25, 0.6, 0.75, 1.0][i % 5])))
        .collect();
    let polarity = Targets::new(AdaptedHead::Label, &rows);
    assert_eq!(polarity.classes, [40, 0, 40, 0], "the middle tells no side");
    let stars = Targets::new(AdaptedHead::Stars, &rows);
    assert!(stars.suffice() && polarity.suffice());
    // A rating of 60 % lies at 3.4 stars: nothing but bias gives that answer.
    let bias = [0.0f32, 0.0, 0.6, 0.4, 0.0].map(|share| share.max(1e-9).ln()).to_vec();
    let head = Linear { weight: vec![0.0; 5 * 2], bias };
    let far = stars.merit(2, &head, &[1.0, 1.0]).unwrap();
    assert!(far.abs() < 1e-5, "{far}");
    assert!((stars.merit(4, &head, &[1.0, 1.0]).unwrap() + 1.6).abs() < 1e-5);
    assert!(!Targets::new(AdaptedHead::Emotion, &rows).suffice());
}

#[test]
fn ratings_leave_mixed_as_likely_as_it_was() {
    let (labelled, values, mut start) = made_up(300, 1.0);
    start.weight[3 * HIDDEN + 2] = 3.0;
    start.bias[3] = 0.5;
    let rated: Vec<Labelled> = labelled
        .iter()
        .map(|label| {
            let best = label.polarity == Some(Class::Positive);
            row(label.text.clone(), None, Some(if best { 1.0 } else { 0.0 }))
        })
        .collect();
    let states = States { values: &values, hidden: HIDDEN };
    let targets = Targets::new(AdaptedHead::Label, &rated).holding(&start, states);
    let folds = Folds::new(rated.iter().map(|row| row.text.as_str()), 1);
    let Trial { head, steps } = folds.trial(states, &targets, &start, None);
    let mean = |of: &dyn Fn(usize) -> f64| (0..300).map(of).sum::<f64>() / 300.0;
    let mixed = |head: &Linear| mean(&|row| f64::from(head.shares(states.of(row))[3]));
    let right = |head: &Linear| mean(&|row| targets.merit(row, head, states.of(row)).unwrap());
    assert!(steps > 0 && right(&head) > right(&start) + 0.2, "{}", right(&head));
    assert!(mixed(&start) > 0.2, "{}", mixed(&start));
    let moved = mixed(&head) - mixed(&start);
    assert!(moved.abs() < 0.05, "{moved}");
}

#[test]
fn the_slope_of_what_is_held_is_that_of_its_loss() {
    let rows: Vec<Labelled> =
        (0..80).map(|i| row(format!("{i}"), None, Some([0.0, 1.0][i % 2]))).collect();
    let values = vec![0.5; 80 * 2];
    let states = States { values: &values, hidden: 2 };
    let start = Linear { weight: vec![0.0; 8], bias: vec![0.1, 0.4, -0.2, 0.8] };
    let targets = Targets::new(AdaptedHead::Label, &rows).holding(&start, states);
    let target = targets.of_row[0].unwrap();
    let logits = [0.3f32, -0.5, 0.9, 0.2];
    let loss = |logits: &[f32]| target.loss(logits, true, &mut [0.0; 4]);
    let mut slope = [0.0; 4];
    target.loss(&logits, true, &mut slope);
    for k in 0..4 {
        let (mut up, mut down) = (logits, logits);
        (up[k], down[k]) = (logits[k] + 0.01, logits[k] - 0.01);
        let measured = (loss(&up) - loss(&down)) / 0.02;
        assert!((measured - f64::from(slope[k])).abs() < 1e-3, "{k}: {measured} {}", slope[k]);
    }
}

#[test]
fn a_class_of_a_few_comments_is_passed_over() {
    let class = |i: usize| match i {
        0..3 => Class::Neutral,
        _ if i.is_multiple_of(2) => Class::Negative,
        _ => Class::Positive,
    };
    let rows: Vec<Labelled> = (0..80).map(|i| row(format!("{i}"), Some(class(i)), None)).collect();
    let targets = Targets::new(AdaptedHead::Label, &rows);
    assert_eq!(targets.classes[1], 0);
    assert_eq!(targets.rows().len(), 77);
}

#[test]
fn a_set_without_mixed_comments_says_little_of_them() {
    let mut rows: Vec<Labelled> = (0..80)
        .map(|i| row(format!("{i}"), Some([Class::Negative, Class::Positive][i % 2]), None))
        .collect();
    assert_eq!(
        Targets::new(AdaptedHead::Label, &rows).wanted(0).unwrap().1,
        [false, true, false, true]
    );
    for row in &mut rows[..30] {
        (row.polarity, row.mixed) = (None, true);
    }
    let targets = Targets::new(AdaptedHead::Label, &rows);
    assert_eq!(targets.classes, [25, 0, 25, 30]);
    assert_eq!(
        targets.wanted(0).unwrap(),
        (&[0.0, 0.0, 0.0, 1.0][..], &[false, true, false, false][..])
    );
}
