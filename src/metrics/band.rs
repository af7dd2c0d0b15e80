//! Where a single answer stands: promoters, passives and detractors, or the boxes at either
//! end of a scale.

use serde::Serialize;

use super::nps_group::Group;
use crate::feedback::{Direction, Measure, Scale, ScoreValue};

/// Where a score is on its scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Band {
    /// Detractors (NPS 0–6); one of the two worst boxes of CSAT and CES.
    Low,
    /// Passives (NPS 7–8); between the boxes.
    Middle,
    /// Promoters (NPS 9–10); one of the two best boxes of CSAT and CES.
    High,
}

impl Band {
    /// All bands, worst first.
    pub const ALL: [Band; 3] = [Band::Low, Band::Middle, Band::High];

    /// The band of an answer, in the direction of its scale: detractors, passives and
    /// promoters for the net measure, else the boxes of [`box2`] (1–2 and 4–5 on 1–5, one
    /// box a side on fewer than four points, a fifth of the range on long scales).
    pub fn of(measure: Measure, answer: ScoreValue) -> Band {
        match measure {
            Measure::Net => Group::of(answer).map_or(Band::Low, Group::band),
            Measure::TopTwo | Measure::Ease => box2(answer),
        }
    }

    /// How far the best boxes of a scale reach from its end, in its own units.
    pub(crate) fn reach(scale: Scale) -> f64 {
        let Scale { low, high, .. } = scale;
        let points = high - low + 1.0;
        let boxes = low.fract() == 0.0 && high.fract() == 0.0 && points <= MOST_POINTS;
        match boxes {
            true if points >= 4.0 => 1.0,
            true if points > 2.0 => 0.0,
            // Of 0 and 1 themselves a fifth of the range is no other point.
            true => 0.2 * (high - low),
            false => step(scale).unwrap_or(0.2 * (high - low)),
        }
    }
}

/// What an answer is worth, 0–100, where gains and losses are divided: a promoter all, a
/// passive half and a detractor nothing; of another score its goodness. `None` where it is
/// no number.
pub fn worth(measure: Measure, answer: ScoreValue) -> Option<f64> {
    let worth = match measure {
        Measure::Net => match Group::of(answer)? {
            Group::Promoter => 100.0,
            Group::Passive => 50.0,
            Group::Detractor => 0.0,
        },
        Measure::TopTwo | Measure::Ease => answer.goodness(),
    };
    (!worth.is_nan()).then_some(worth)
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
/// - A scale that begins at its step (10–50, 20–100) has that many points: the
///   same holds for them.
/// - On a longer or fractional scale (0–100, a slider) or on shares of one, top
///   is at least 80 % of the range and bottom at most 20 %.
pub fn box2(answer: ScoreValue) -> Band {
    let Scale { low, high, direction } = answer.scale;
    let reach = Band::reach(answer.scale);
    // A sum such as 0.2 × 0.7 + 0.1 must not miss its own border by rounding.
    let tolerance = 1e-9 * (high - low).abs();
    let (upper, lower) = match direction {
        Direction::Higher => (Band::High, Band::Low),
        Direction::Lower => (Band::Low, Band::High),
    };
    if answer.value >= high - reach - tolerance {
        upper
    } else if answer.value <= low + reach + tolerance {
        lower
    } else {
        Band::Middle
    }
}

/// The step of a scale of 4 to 11 points that begins at it: 10 on 10–50.
fn step(scale: Scale) -> Option<f64> {
    let Scale { low, high, .. } = scale;
    let whole = low > 0.0 && low.fract() == 0.0 && (high / low).fract() == 0.0;
    (whole && (4.0..=MOST_POINTS).contains(&(high / low))).then_some(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxes(values: &[f64], scale: Scale) -> String {
        let letter = |&value: &f64| match box2(ScoreValue { value, scale }) {
            Band::High => 'T',
            Band::Middle => '-',
            Band::Low => 'B',
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
        assert_eq!(boxes(&[1.05, 2.95], Scale::higher(1.0, 3.0)), "--");
        assert_eq!(boxes(&points[0..=1], Scale::higher(0.0, 1.0)), "BT");
        assert_eq!(boxes(&[4.5, 3.9, 2.0], Scale::higher(1.0, 5.0)), "T-B");
        assert_eq!(boxes(&[20.0, 21.0, 79.9, 80.0], Scale::higher(0.0, 100.0)), "B--T");
        assert_eq!(boxes(&[0.24, 0.66, 0.5], Scale::higher(0.1, 0.8)), "BT-");
    }

    #[test]
    fn a_scale_with_one_end_between_points_is_a_range() {
        // A fifth of 3.5 is 0.7, of 4.5 it is 0.9.
        assert_eq!(boxes(&[1.2, 1.3, 3.2, 3.3], Scale::higher(0.5, 4.0)), "B--T");
        assert_eq!(boxes(&[0.9, 0.95, 3.55, 3.6], Scale::higher(0.0, 4.5)), "B--T");
        assert_eq!(boxes(&[1.4, 1.5, 4.0, 4.1], Scale::higher(0.5, 5.0)), "B--T");
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

    #[test]
    fn steps_from_the_first_on_and_shares_have_their_boxes_too() {
        let tens = [10.0, 20.0, 30.0, 40.0, 50.0];
        assert_eq!(boxes(&tens, Scale::higher(10.0, 50.0)), "BB-TT");
        assert_eq!(boxes(&[39.0, 40.0], Scale::higher(10.0, 50.0)), "-T");
        assert_eq!(boxes(&[40.0, 60.0, 80.0], Scale::higher(20.0, 100.0)), "B-T");
        // Three steps, twelve, and no whole number of them: a fifth of the range.
        assert_eq!(boxes(&[14.0, 15.0, 26.0], Scale::higher(10.0, 30.0)), "B-T");
        assert_eq!(boxes(&[32.0, 33.0, 97.0, 98.0], Scale::higher(10.0, 120.0)), "B--T");
        assert_eq!(boxes(&[17.0, 18.0, 37.0], Scale::higher(10.0, 45.0)), "B--");
        assert_eq!(boxes(&[0.2, 0.21, 0.79, 0.8], Scale::higher(0.0, 1.0)), "B--T");
    }

    #[test]
    fn promoters_are_worth_all_and_detractors_nothing() {
        let of = |value, scale| {
            let answer = ScoreValue { value, scale };
            (Band::of(Measure::Net, answer), worth(Measure::Net, answer))
        };
        assert_eq!(of(9.0, Scale::NPS), (Band::High, Some(100.0)));
        assert_eq!(of(8.5, Scale::NPS), (Band::Middle, Some(50.0)));
        assert_eq!(of(6.0, Scale::NPS), (Band::Low, Some(0.0)));
        assert_eq!(of(f64::NAN, Scale::NPS), (Band::Low, None));
        let reversed = Scale { direction: Direction::Lower, ..Scale::NPS };
        assert_eq!(of(0.0, reversed), (Band::High, Some(100.0)));
        let five = ScoreValue { value: 4.0, scale: Scale::higher(1.0, 5.0) };
        for measure in [Measure::TopTwo, Measure::Ease] {
            assert_eq!((Band::of(measure, five), worth(measure, five)), (Band::High, Some(75.0)));
        }
    }

    #[test]
    fn the_borders_of_a_slider_are_held_on_either_side_of_zero() {
        // In floating point 2.35 − 0.2 × 4.7 is a little more than 1.41.
        let slider = |high: f64| Scale::higher(-high, high);
        assert_eq!(boxes(&[-1.42, -1.41, -1.4, 1.4, 1.41, 1.42], slider(2.35)), "BB--TT");
        assert_eq!(boxes(&[-2.08, -2.07, -2.06, 2.06, 2.07, 2.08], slider(3.45)), "BB--TT");
    }
}
