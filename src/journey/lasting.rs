//! Whether a change of level lasts.
//!
//! One bad month cuts the answers in two at its beginning or at its end, and the mean of all that
//! is on its side of the border is a level that nobody has. A change is told as one only where the
//! level is still there at the end of the time, and was not there at its beginning already: the
//! last third of what comes after the border and the first third of what comes before it, each
//! with enough answers, are nearer to the level of their own side and surely unlike the other's.
//! (Simulated with 12 to 26 periods: of lasting changes by .2 to .6 standard deviations that the
//! search finds, 87 to 100 % are told; of a sixth of the time that is .8 or 1.5 apart from all the
//! rest, and that the search takes for a change, at most 25 and 3 %.)

use crate::stats::change_point::Moments;
use crate::stats::difference::moments;

/// The part of a side of the border, at its far end, in which its level must be found.
const PART: f64 = 1.0 / 3.0;

/// p of such a part being like the other side, two-sided. Where the change goes is known, so that
/// it is a test at 5 %.
const LIKE: f64 = 0.1;

/// Whether the level of a series of periods changed at this border and stayed so. The parts that
/// tell have at least `least` answers, or are all of their side.
pub(super) fn lasts(series: &[Moments], at: usize, least: f64) -> bool {
    let (before, after) = series.split_at(at.min(series.len()));
    let (was, is) = (Moments::all(before), Moments::all(after));
    let enough = |side: Moments| (side.n * PART).max(least);
    let first = stretch(before.iter(), enough(was));
    let last = stretch(after.iter().rev(), enough(is));
    let known = was.n > 0.0 && is.n > 0.0;
    known && is_at(first, was, is) && is_at(last, is, was)
}

/// The first periods that hold so many answers.
fn stretch<'a>(periods: impl Iterator<Item = &'a Moments>, wanted: f64) -> Moments {
    let mut all = Moments::default();
    for period in periods {
        all = all.with(*period);
        if all.n >= wanted {
            break;
        }
    }
    all
}

/// Whether a part is at the level of its own side and surely not at the other's.
pub(super) fn is_at(part: Moments, own: Moments, other: Moments) -> bool {
    let nearer = (part.mean - other.mean) / (own.mean - other.mean) > 0.5;
    // What does not vary on either side is surely apart.
    nearer && moments(part, other).is_none_or(|tested| tested.p <= LIKE)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Periods of forty answers of ±1 around these levels.
    fn series(levels: &[f64]) -> Vec<Moments> {
        let period = |mean: &f64| Moments { n: 40.0, mean: *mean, variance: 1.0 - mean * mean };
        levels.iter().map(period).collect()
    }

    #[test]
    fn a_level_that_is_still_there_lasts() {
        assert!(lasts(&series(&[0.5, 0.5, 0.5, 0.5, 0.0, 0.0, 0.0, 0.0]), 4, 30.0));
        assert!(lasts(&series(&[0.0, 0.0, 0.5]), 2, 30.0), "one period is all there is");
        // That nothing began at a border, manner.rs tells.
        let step_by_step = [0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0, -0.1];
        assert!(lasts(&series(&step_by_step), 4, 30.0));
    }

    #[test]
    fn a_period_that_is_over_does_not() {
        // Two bad periods, taken for a change at their beginning and at their end.
        let late = [0.5, 0.5, 0.5, 0.5, -0.5, -0.5, 0.5, 0.5, 0.5, 0.5];
        assert!(!lasts(&series(&late), 4, 30.0), "the level came back");
        assert!(!lasts(&series(&late), 6, 30.0), "it had been there");
        let early = [0.5, 0.5, -0.5, 0.5, 0.5, 0.5, 0.5, 0.5];
        assert!(!lasts(&series(&early), 2, 30.0) && !lasts(&series(&early), 3, 30.0));
        // Most of the way back is no longer that level.
        let most = [0.5, 0.5, 0.5, 0.5, -0.5, -0.5, 0.3, 0.3];
        assert!(!lasts(&series(&most), 4, 30.0));
    }

    #[test]
    fn a_bad_period_at_the_end_or_the_beginning_is_a_change_so_far() {
        assert!(lasts(&series(&[0.5, 0.5, 0.5, 0.5, 0.5, -0.5]), 5, 30.0));
        assert!(lasts(&series(&[-0.5, 0.5, 0.5, 0.5, 0.5, 0.5]), 1, 30.0));
    }

    #[test]
    fn what_does_not_vary_and_what_is_missing_is_taken_calmly() {
        let flat = |mean| Moments { n: 50.0, mean, variance: 0.0 };
        assert!(lasts(&[flat(1.0), flat(1.0), flat(-1.0)], 2, 30.0));
        assert!(!lasts(&[flat(1.0), flat(1.0)], 1, 30.0), "nothing changed");
        assert!(!lasts(&[], 0, 30.0) && !lasts(&[flat(1.0)], 7, 30.0));
    }
}
