//! Customer satisfaction.

use serde::Serialize;

use super::answers::Answers;
use super::weight::Weight;
use crate::feedback::{Direction, Scale, ScoreValue};
use crate::stats::Estimate;

/// Satisfaction: top-2-box, mean and the whole distribution.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CsatSummary {
    /// Answers.
    pub n: u64,
    /// The scale of the answers; `None` where several scales meet and
    /// everything is on the common 0–100 footing.
    pub scale: Option<Scale>,
    /// Share of answers in the two best boxes, in [0, 1], Wilson interval.
    pub top2: Estimate,
    /// Share of answers in the two worst boxes, in [0, 1], Wilson interval.
    pub bottom2: Estimate,
    /// Mean in scale points (or 0–100) with its t interval.
    pub mean: Estimate,
    /// Answers per value, ascending.
    pub distribution: Vec<(f64, u64)>,
    /// Weighted share of every value, in [0, 1]; only where answers are
    /// weighted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weighted_shares: Option<Vec<(f64, f64)>>,
    /// Answers that the weighted ones are worth; only where they are weighted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_n: Option<f64>,
}

/// Which end of a scale an answer is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Box2 {
    /// One of the two best boxes.
    Top,
    /// Between the two.
    Middle,
    /// One of the two worst boxes.
    Bottom,
}

/// Longest scale whose points count as boxes: 0–10 has eleven.
const MOST_POINTS: f64 = 11.0;

/// The box of an answer, in the direction of its scale.
///
/// - On a scale of 4 to 11 integer points (1–5, 1–7, 0–10) the two best points
///   are the top boxes and the two worst the bottom boxes. A fraction counts
///   with the box it has reached: 4.5 on 1–5 is top, 3.9 is not.
/// - With fewer points (thumbs, three faces) two boxes a side would overlap:
///   it is one a side.
/// - On a longer or fractional scale (0–100, a slider) top is at least 80 % of
///   the range and bottom at most 20 %.
pub fn box2(answer: ScoreValue) -> Box2 {
    let Scale { low, high, direction } = answer.scale;
    let points = high - low + 1.0;
    let boxes = low.fract() == 0.0 && high.fract() == 0.0 && points <= MOST_POINTS;
    let reach = match boxes {
        true if points >= 4.0 => 1.0,
        true => 0.0,
        false => 0.2 * (high - low),
    };
    // A sum such as 0.2 × 0.7 + 0.1 must not miss its own border by rounding.
    let tolerance = 1e-9 * (high - low).abs();
    let (upper, lower) = match direction {
        Direction::Higher => (Box2::Top, Box2::Bottom),
        Direction::Lower => (Box2::Bottom, Box2::Top),
    };
    if answer.value >= high - reach - tolerance {
        upper
    } else if answer.value <= low + reach + tolerance {
        lower
    } else {
        Box2::Middle
    }
}

/// Answers about satisfaction, counted one at a time.
#[derive(Debug, Clone, Default)]
pub struct Csat {
    answers: Answers,
}

impl Csat {
    /// Counts one answer; see [`Answers::add`].
    pub fn add(&mut self, answer: ScoreValue) -> bool {
        self.answers.add(answer)
    }

    /// Counts one answer with its weight.
    pub fn add_weighted(&mut self, answer: ScoreValue, weight: Weight) -> bool {
        self.answers.add_weighted(answer, weight)
    }

    /// Adds the answers of `other`.
    pub fn merge(&mut self, other: &Csat) {
        self.answers.merge(&other.answers);
    }

    /// Number of answers.
    pub fn n(&self) -> u64 {
        self.answers.n()
    }

    /// Share in the two best boxes with its Wilson interval; `None` without
    /// answers.
    pub fn top2(&self) -> Option<Estimate> {
        self.share(Box2::Top)
    }

    /// Share in the two worst boxes with its Wilson interval; `None` without
    /// answers.
    pub fn bottom2(&self) -> Option<Estimate> {
        self.share(Box2::Bottom)
    }

    /// An answer is boxed on its own scale even where several scales meet, so
    /// the shares do not change by being merged.
    fn share(&self, wanted: Box2) -> Option<Estimate> {
        self.answers.share_where(|answer| box2(answer) == wanted)
    }

    /// Everything a report shows; `None` without answers.
    pub fn summary(&self) -> Option<CsatSummary> {
        let footing = self.answers.footing();
        Some(CsatSummary {
            n: self.n(),
            scale: footing.scale,
            top2: self.top2()?,
            bottom2: self.bottom2()?,
            mean: footing.mean()?,
            distribution: footing.distribution,
            weighted_shares: footing.weighted.map(|weighted| weighted.shares),
            effective_n: self.answers.effective_n(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csat(values: &[f64], scale: Scale) -> Csat {
        let mut csat = Csat::default();
        values.iter().for_each(|&value| {
            csat.add(ScoreValue { value, scale });
        });
        csat
    }

    fn boxes(values: &[f64], scale: Scale) -> String {
        let letter = |&value: &f64| match box2(ScoreValue { value, scale }) {
            Box2::Top => 'T',
            Box2::Middle => '-',
            Box2::Bottom => 'B',
        };
        values.iter().map(letter).collect()
    }

    #[test]
    fn boxes_follow_the_scale_and_its_direction() {
        let points = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0];
        let lower = |low, high| Scale { low, high, direction: Direction::Lower };
        assert_eq!(boxes(&points[1..=5], Scale::higher(1.0, 5.0)), "BB-TT");
        assert_eq!(boxes(&points[1..=5], lower(1.0, 5.0)), "TT-BB");
        assert_eq!(boxes(&points, Scale::higher(0.0, 10.0)), "BB-------TT");
        assert_eq!(boxes(&points[1..=3], Scale::higher(1.0, 3.0)), "B-T");
        assert_eq!(boxes(&points[0..=1], Scale::higher(0.0, 1.0)), "BT");
        assert_eq!(boxes(&[4.5, 3.9, 2.0], Scale::higher(1.0, 5.0)), "T-B");
        assert_eq!(boxes(&[20.0, 21.0, 79.9, 80.0], Scale::higher(0.0, 100.0)), "B--T");
        assert_eq!(boxes(&[0.24, 0.66, 0.5], Scale::higher(0.1, 0.8)), "BT-");
    }

    #[test]
    fn a_summary_counts_every_answer_once() {
        let summary = csat(&[1.0, 5.0, 5.0, 4.0, 3.0, 3.0, 2.0, 5.0], Scale::higher(1.0, 5.0))
            .summary()
            .unwrap();
        assert_eq!((summary.top2.value, summary.bottom2.value), (0.5, 0.25));
        assert_eq!(summary.mean.value, 3.5);
        let expected = vec![(1.0, 1), (2.0, 1), (3.0, 2), (4.0, 1), (5.0, 3)];
        assert_eq!(summary.distribution, expected);
        assert_eq!(Csat::default().summary(), None);
    }

    #[test]
    fn weights_move_shares_and_mean() {
        let scale = Scale::higher(1.0, 5.0);
        let mut weighted = Csat::default();
        for (value, weight) in [(5.0, 3.0), (1.0, 1.0), (3.0, 1.0), (4.0, 1.0)] {
            weighted.add_weighted(ScoreValue { value, scale }, Weight::new(weight).unwrap());
        }
        let summary = weighted.summary().unwrap();
        assert!((summary.top2.value - 4.0 / 6.0).abs() < 1e-12);
        assert!((summary.mean.value - 23.0 / 6.0).abs() < 1e-12);
        assert_eq!(summary.effective_n, Some(3.0));
        assert_eq!(summary.distribution.last(), Some(&(5.0, 1)));
        assert_eq!(summary.weighted_shares.unwrap().last(), Some(&(5.0, 0.5)));

        let values = [5.0, 1.0, 3.0, 4.0];
        let mut ones = Csat::default();
        for value in values {
            ones.add_weighted(ScoreValue { value, scale }, Weight::ONE);
        }
        assert_eq!(ones.summary(), csat(&values, scale).summary());
    }

    #[test]
    fn shares_survive_the_meeting_of_scales() {
        let mut mixed = csat(&[4.0, 1.0], Scale::higher(1.0, 5.0));
        mixed.merge(&csat(&[6.0, 4.0], Scale::higher(1.0, 7.0)));
        let summary = mixed.summary().unwrap();
        assert_eq!(summary.scale, None);
        assert_eq!((summary.top2.value, summary.bottom2.value), (0.5, 0.25));
        assert_eq!(summary.distribution.iter().map(|d| d.1).sum::<u64>(), 4);
        assert!((0.0..=100.0).contains(&summary.mean.value));
    }

    #[test]
    fn every_length_of_scale_has_its_boxes() {
        // Low end, high end, boxes of its points from low to high.
        for (low, high, wanted) in [
            (0.0, 1.0, "BT"),
            (1.0, 2.0, "BT"),
            (1.0, 3.0, "B-T"),
            (0.0, 3.0, "BBTT"),
            (1.0, 4.0, "BBTT"),
            (1.0, 5.0, "BB-TT"),
            (1.0, 6.0, "BB--TT"),
            (1.0, 7.0, "BB---TT"),
            (1.0, 10.0, "BB------TT"),
            (0.0, 10.0, "BB-------TT"),
            // Twelve points are a range: a fifth of it on either side.
            (0.0, 11.0, "BBB------TTT"),
        ] {
            let count = (high - low) as i32;
            let points: Vec<f64> = (0..=count).map(|point| low + f64::from(point)).collect();
            assert_eq!(boxes(&points, Scale::higher(low, high)), wanted, "{low}–{high}");
            let reversed = boxes(&points, Scale { low, high, direction: Direction::Lower });
            assert_eq!(
                reversed.chars().rev().collect::<String>(),
                wanted,
                "{low}–{high}, reversed"
            );
        }
    }
}
