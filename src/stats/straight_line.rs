//! The straight line through a series of periods, and what it explains beside two levels.
//!
//! The border at which a series changes its level most is found in a series that falls a little in
//! every period as well, and somewhere in its middle. So the best border is held against the line:
//! both explain a part of the variance between periods, in units of the variance within them, and
//! these are likelihoods (−2 ln L, but for what both have in common). Both have two numbers for
//! their levels; the border is one more, chosen out of as many as were tried, which costs 2 ln of
//! their number (a prior that has each of them alike).

use super::change_point::Moments;

/// A straight line through periods.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StraightLine {
    /// Change in one unit of time.
    pub slope: f64,
    /// Sum of squares of the line about the mean.
    explained: f64,
}

/// What −2 ln L must be smaller by, for one of the two to be surely the better: e times as likely.
const SURELY: f64 = 2.0;

/// Which of two levels and a line a series looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Two levels, and surely no line.
    Levels,
    /// The line is at least as likely as the best two levels.
    Line,
    /// Two levels are more likely, but a line may be.
    Either,
}

impl StraightLine {
    /// Through periods at these times, by least squares with the numbers of their answers as
    /// weights; `None` where all answers are of one time.
    pub fn through(periods: &[Moments], times: &[f64]) -> Option<StraightLine> {
        let all = Moments::all(periods);
        let used = || periods.iter().zip(times).filter(|(period, _)| period.n > 0.0);
        let mean_time = used().map(|(period, time)| period.n * time).sum::<f64>() / all.n;
        let (mut squares, mut products) = (0.0, 0.0);
        for (period, time) in used() {
            let late = time - mean_time;
            squares += period.n * late * late;
            products += period.n * late * (period.mean - all.mean);
        }
        let slope = products / squares;
        slope.is_finite().then_some(StraightLine { slope, explained: slope * products })
    }

    /// What the series looks like beside the levels before and after the border at `at`, the best
    /// of so many that were `tried`.
    pub fn beside_levels(&self, periods: &[Moments], at: usize, tried: usize) -> Shape {
        match self.behind_levels(periods, at) {
            more if more <= 0.0 => Shape::Line,
            more if more > 2.0 * (tried.max(1) as f64).ln() => Shape::Levels,
            _ => Shape::Either,
        }
    }

    /// The same where a step is what is told unless there is reason to doubt it: a line is one only
    /// where it is surely the better of the two, and a step where it is.
    pub fn instead_of_levels(&self, periods: &[Moments], at: usize) -> Shape {
        match self.behind_levels(periods, at) {
            more if more <= -SURELY => Shape::Line,
            more if more < SURELY => Shape::Either,
            _ => Shape::Levels,
        }
    }

    /// What two levels explain more than the line, in units of the variance within.
    fn behind_levels(&self, periods: &[Moments], at: usize) -> f64 {
        let (before, after) = periods.split_at(at.min(periods.len()));
        let (all, was, is) = (Moments::all(periods), Moments::all(before), Moments::all(after));
        let apart = is.mean - was.mean;
        let levels = was.n * is.n / all.n * apart * apart;
        let within = (all.variance - levels.max(self.explained) / all.n).max(f64::MIN_POSITIVE);
        (levels - self.explained) / within
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many answers a period, at whole times.
    fn series(n: f64, means: &[f64]) -> (Vec<Moments>, Vec<f64>) {
        let period = |mean: &f64| Moments { n, mean: *mean, variance: 0.25 };
        (means.iter().map(period).collect(), (0..means.len()).map(|at| at as f64).collect())
    }

    #[test]
    fn the_line_is_that_of_least_squares() {
        let (periods, times) = series(40.0, &[0.9, 0.7, 0.6, 0.4]);
        let line = StraightLine::through(&periods, &times).unwrap();
        // Σ (t − 1.5) (x − 0.65) / Σ (t − 1.5)² = −0.8 / 5
        assert!((line.slope + 0.16).abs() < 1e-12, "{line:?}");
        assert!((line.explained - 40.0 * 0.128).abs() < 1e-9, "{line:?}");
        // Periods that nobody answered in are none.
        let mut gap = periods.clone();
        gap.push(Moments::default());
        let times: Vec<f64> = (0..5).map(f64::from).collect();
        assert_eq!(StraightLine::through(&gap, &times), Some(line));
        assert_eq!(StraightLine::through(&periods[..1], &times[..1]), None);
        assert_eq!(StraightLine::through(&[], &[]), None);
    }

    #[test]
    fn steps_and_slides_are_told_apart_where_they_can_be() {
        let shape = |n: f64, means: &[f64], at: usize| {
            let (periods, times) = series(n, means);
            let line = StraightLine::through(&periods, &times).unwrap();
            line.beside_levels(&periods, at, means.len() - 1)
        };
        let step = [0.7, 0.7, 0.7, 0.7, 0.3, 0.3, 0.3, 0.3];
        let slide = [0.8, 0.7, 0.65, 0.55, 0.45, 0.35, 0.3, 0.2];
        assert_eq!(shape(40.0, &step, 4), Shape::Levels);
        assert_eq!(shape(4.0, &step, 4), Shape::Either, "so few answers do not tell");
        assert_eq!(shape(40.0, &slide, 4), Shape::Line);
        assert_eq!(shape(4.0, &slide, 4), Shape::Line);
        let late = [0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.3, 0.3];
        assert_eq!(shape(40.0, &late, 6), Shape::Levels);
    }

    #[test]
    fn a_line_instead_of_a_step_must_surely_be_better() {
        let shape = |n: f64, means: &[f64], at: usize| {
            let (periods, times) = series(n, means);
            let line = StraightLine::through(&periods, &times).unwrap();
            line.instead_of_levels(&periods, at)
        };
        let slide = [0.8, 0.7, 0.65, 0.55, 0.45, 0.35, 0.3, 0.2];
        assert_eq!(shape(40.0, &slide, 4), Shape::Line);
        assert_eq!(shape(4.0, &slide, 4), Shape::Either, "so few answers do not tell");
        // A step in the middle of the fifth period.
        let inside = [0.7, 0.7, 0.7, 0.7, 0.5, 0.3, 0.3, 0.3];
        assert_eq!(shape(40.0, &inside, 4), Shape::Levels);
        assert_eq!(shape(8.0, &inside, 4), Shape::Either);
    }
}
