//! A head moved away from where it stands: softmax regression by accelerated gradient
//! descent (Nesterov, 1983) on all comments at once, so that nothing is left to chance.

use super::super::heads::Linear;
use super::States;
use super::target::{OUTPUTS, Targets};

/// Most steps. Few hundred comments stop after a few, tens of thousands go on.
pub(super) const MOST_STEPS: usize = 400;

/// Rounds of the power iteration that finds the length of a step.
const ROUNDS: usize = 30;

/// Comments and what a head should answer for them.
#[derive(Clone, Copy)]
pub(super) struct Data<'a> {
    pub(super) states: States<'a>,
    pub(super) targets: &'a Targets,
    /// The head that is started from.
    pub(super) start: &'a Linear,
}

/// Comments in the coordinates of the descent: every feature with mean 0 and variance 1
/// over the comments that are learnt from, and a last one that is 1.
struct Rows {
    values: Vec<f32>,
    width: usize,
    /// Logits of the head that is started from, [rows, outputs].
    logits: Vec<f32>,
    places: Vec<usize>,
}

struct Scaling {
    means: Vec<f32>,
    inverse: Vec<f32>,
}

impl Scaling {
    fn new(states: States<'_>, rows: &[usize]) -> Scaling {
        let (mut sums, mut squares) = (vec![0.0f64; states.hidden], vec![0.0f64; states.hidden]);
        for &row in rows {
            for ((sum, square), &x) in sums.iter_mut().zip(&mut squares).zip(states.of(row)) {
                *sum += f64::from(x);
                *square += f64::from(x) * f64::from(x);
            }
        }
        let n = rows.len().max(1) as f64;
        let inverse = sums.iter().zip(&squares).map(|(sum, square)| {
            let variance = (square / n - (sum / n).powi(2)).max(0.0);
            // A feature that hardly varies teaches nothing.
            if variance > 1e-12 { (1.0 / variance.sqrt()) as f32 } else { 0.0 }
        });
        Scaling { inverse: inverse.collect(), means: sums.iter().map(|s| (s / n) as f32).collect() }
    }
}

impl Rows {
    fn new(data: Data<'_>, scaling: &Scaling, places: &[usize]) -> Rows {
        let (hidden, outputs) = (data.states.hidden, data.start.bias.len());
        let mut values = Vec::with_capacity(places.len() * (hidden + 1));
        let mut logits = Vec::with_capacity(places.len() * outputs);
        for &place in places {
            let state = data.states.of(place);
            let scaled = state.iter().zip(&scaling.means).zip(&scaling.inverse);
            values.extend(scaled.map(|((x, mean), inverse)| (x - mean) * inverse));
            values.push(1.0);
            logits.extend((0..outputs).map(|k| data.start.logit(k, state)));
        }
        Rows { values, width: hidden + 1, logits, places: places.to_vec() }
    }

    fn of(&self, row: usize) -> &[f32] {
        &self.values[row * self.width..][..self.width]
    }

    /// Mean log loss with `moved` added to the head; with `gradient`, also its derivative.
    fn loss(&self, data: Data<'_>, moved: &[f32], mut gradient: Option<&mut [f32]>) -> f64 {
        let outputs = data.start.bias.len();
        let mut total = 0.0;
        let (mut logits, mut slope) = ([0.0f32; OUTPUTS], [0.0f32; OUTPUTS]);
        if let Some(gradient) = gradient.as_deref_mut() {
            gradient.fill(0.0);
        }
        for (row, &place) in self.places.iter().enumerate() {
            let Some(target) = &data.targets.of_row[place] else { continue };
            let x = self.of(row);
            for k in 0..outputs {
                let weights = &moved[k * self.width..][..self.width];
                logits[k] = self.logits[row * outputs + k] + dot(weights, x);
            }
            let training = gradient.is_some();
            total += target.loss(&logits[..outputs], training, &mut slope[..outputs]);
            if let Some(gradient) = gradient.as_deref_mut() {
                let share = 1.0 / self.places.len() as f32;
                for k in 0..outputs {
                    let sums = &mut gradient[k * self.width..][..self.width];
                    let factor = slope[k] * share;
                    sums.iter_mut().zip(x).for_each(|(sum, x)| *sum += factor * x);
                }
            }
        }
        total / self.places.len().max(1) as f64
    }

    /// The largest eigenvalue of the features' second moments.
    fn steepness(&self) -> f32 {
        let mut direction = vec![1.0 / (self.width as f32).sqrt(); self.width];
        let mut largest = 1.0;
        for _ in 0..ROUNDS {
            let mut next = vec![0.0f32; self.width];
            for row in 0..self.places.len() {
                let x = self.of(row);
                let along = dot(&direction, x) / self.places.len() as f32;
                next.iter_mut().zip(x).for_each(|(next, x)| *next += along * x);
            }
            largest = dot(&next, &next).sqrt().max(f32::MIN_POSITIVE);
            direction = next.into_iter().map(|x| x / largest).collect();
        }
        largest
    }
}

/// Loss of comments that are held out before the first step and after each, to
/// [`MOST_STEPS`] or to where it has long ceased to fall.
pub(super) fn held_out_losses(data: Data<'_>, learnt: &[usize], held_out: &[usize]) -> Vec<f64> {
    let scaling = Scaling::new(data.states, learnt);
    let held_out = Rows::new(data, &scaling, held_out);
    let mut losses = Vec::with_capacity(MOST_STEPS + 1);
    descend(data, &scaling, learnt, MOST_STEPS, |moved| {
        losses.push(held_out.loss(data, moved, None));
    });
    losses
}

/// The head after `steps` steps on the comments `learnt`.
pub(super) fn fit(data: Data<'_>, learnt: &[usize], steps: usize) -> Linear {
    let scaling = Scaling::new(data.states, learnt);
    let moved = descend(data, &scaling, learnt, steps, |_| {});
    let width = data.states.hidden + 1;
    let mut head = data.start.clone();
    for (k, moved) in moved.chunks_exact(width).enumerate() {
        let (weights, constant) = moved.split_at(width - 1);
        let row = &mut head.weight[k * (width - 1)..][..width - 1];
        let mut shift = constant[0];
        for (j, weight) in row.iter_mut().enumerate() {
            let change = weights[j] * scaling.inverse[j];
            *weight += change;
            shift -= change * scaling.means[j];
        }
        head.bias[k] += shift;
    }
    head
}

/// What is added to the head after `steps` steps; `seen` gets it before the first and
/// after each.
fn descend(
    data: Data<'_>,
    scaling: &Scaling,
    learnt: &[usize],
    steps: usize,
    mut seen: impl FnMut(&[f32]),
) -> Vec<f32> {
    let rows = Rows::new(data, scaling, learnt);
    let size = data.start.bias.len() * rows.width;
    // The curvature of a softmax is at most 1/2.
    let rate = 2.0 / rows.steepness();
    let mut at = vec![0.0f32; size];
    let (mut ahead, mut before) = (at.clone(), at.clone());
    let mut gradient = vec![0.0f32; size];
    seen(&at);
    for step in 0..steps {
        rows.loss(data, &ahead, Some(&mut gradient));
        before.copy_from_slice(&at);
        let momentum = step as f32 / (step as f32 + 3.0);
        for i in 0..size {
            at[i] = ahead[i] - rate * gradient[i];
            ahead[i] = at[i] + momentum * (at[i] - before[i]);
        }
        seen(&at);
    }
    at
}

/// Inner product, in sixteen sums that a processor can take side by side.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    const LANES: usize = 16;
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    let mut sums = [0.0f32; LANES];
    for (a, b) in a.iter().zip(b) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f32>() + rest
}
