//! Each respondent's gain and loss of the main score, divided among the aspects
//! they praise and complain about. The reasons are in [`super::pain_point`].

use serde::Serialize;

use super::scores::Merge;
use super::steps::{GOODNESS_STEPS, goodness_steps};
use crate::feedback::{PerScore, ScoreKind, ScoreValue};
use crate::metrics::Weight;
use crate::metrics::band::worth;

/// Millionths of a step, in which parts are counted so that sums do not depend
/// on their order.
const PARTS: u128 = 1_000_000;

/// What an aspect takes from a score and gives to it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Allocation {
    /// The score: NPS in points, CSAT and CES in points of 0–100.
    pub score: ScoreKind,
    /// Points it takes: its part of what the score lacks to its highest.
    pub loss: f64,
    /// Points it gives: its part of what the score has over its lowest.
    pub gain: f64,
}

/// Gains and losses of one score, in steps, times weights and [`PARTS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Gains {
    gain: u128,
    loss: u128,
}

impl Merge for Gains {
    fn merge(&mut self, other: Gains) {
        self.gain += other.gain;
        self.loss += other.loss;
    }
}

/// Of each score.
pub(super) type AllGains = PerScore<Gains>;

impl AllGains {
    /// Adds the part of one of `among` aspects in the answer of a respondent:
    /// of its gain where the aspect is praised, else of its loss.
    pub(super) fn add(
        &mut self,
        kind: ScoreKind,
        score: ScoreValue,
        weight: Weight,
        praised: bool,
        among: usize,
    ) {
        let Some((gain, loss)) = steps_of(kind, score) else { return };
        let part = |steps: u32| u128::from(steps) * PARTS / among.max(1) as u128 * weight.micro();
        let gains = &mut self[kind];
        if praised {
            gains.gain += part(gain);
        } else {
            gains.loss += part(loss);
        }
    }

    /// The aspect's part of a score to which answers of a total weight of
    /// `weight` were given; `None` where there is no weight.
    pub(super) fn share(&self, kind: ScoreKind, weight: f64) -> Option<Allocation> {
        let Gains { gain, loss } = self[kind];
        // A net score has a range of 200 points for a worth of 0–100.
        let range = kind.measure().range() / 100.0;
        let unit = range / f64::from(GOODNESS_STEPS) / PARTS as f64 / 1e6;
        let points = |sum: u128| sum as f64 * unit / weight;
        (weight > 0.0).then(|| Allocation { score: kind, loss: points(loss), gain: points(gain) })
    }
}

/// How far an answer lies over the lowest and under the highest worth, in steps of goodness.
fn steps_of(kind: ScoreKind, score: ScoreValue) -> Option<(u32, u32)> {
    let gain = goodness_steps(worth(kind.measure(), score)?)?;
    Some((gain, 100 * GOODNESS_STEPS - gain))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::{Direction, Scale};

    #[test]
    fn gains_and_losses_of_nps_add_up_to_two_hundred() {
        // 50 promoters, 30 passives and 20 detractors: NPS 30, so 130 gained
        // and 70 lost. Everybody praises one aspect and complains about two.
        let mut praised = AllGains::default();
        let mut blamed = [AllGains::default(); 2];
        for (count, value) in [(50, 10.0), (30, 7.0), (20, 3.0)] {
            let score = ScoreValue { value, scale: Scale::NPS };
            for _ in 0..count {
                praised.add(ScoreKind::Nps, score, Weight::ONE, true, 1);
                for aspect in &mut blamed {
                    aspect.add(ScoreKind::Nps, score, Weight::ONE, false, 2);
                }
            }
        }
        let of = |gains: &AllGains| gains.share(ScoreKind::Nps, 100.0).unwrap();
        assert!((of(&praised).gain - 130.0).abs() < 1e-9);
        assert!(blamed.iter().all(|aspect| (of(aspect).loss - 35.0).abs() < 1e-9));
        let mut all = praised;
        blamed.into_iter().for_each(|aspect| Merge::merge(&mut all, aspect));
        assert!((of(&all).gain + of(&all).loss - 200.0).abs() < 1e-9);
        assert_eq!(all.share(ScoreKind::Nps, 0.0), None);
    }

    #[test]
    fn satisfaction_is_allocated_in_points_of_goodness() {
        let mut gains = AllGains::default();
        let scale = Scale { low: 1.0, high: 5.0, direction: Direction::Lower };
        let score = ScoreValue { value: 4.0, scale };
        gains.add(ScoreKind::Csat, score, Weight::new(2.0).unwrap(), false, 3);
        let share = gains.share(ScoreKind::Csat, 2.0).unwrap();
        assert!((share.loss - 25.0).abs() < 1e-4 && share.gain == 0.0, "{share:?}");
    }
}
