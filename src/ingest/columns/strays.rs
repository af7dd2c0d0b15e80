//! Numbers beyond the end of a scale: so few that they are slips of the keyboard, or enough to
//! bear a longer scale out.

use crate::feedback::Scale;
use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::cells::number::hundredths;

/// What lies beyond an end of a scale, against what lies on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Beyond {
    /// Numbers beyond it.
    n: u64,
    /// How many of them differ.
    points: usize,
    /// Numbers of the last point before it.
    last: u64,
    /// Numbers in all.
    of: u64,
}

impl Beyond {
    /// Whether so many are beyond that the scale goes on there. One in ten is no slip. Three bear
    /// it out if they are one in twenty, or a third of those at the last point before them (where
    /// a scale goes on, counts fall by and by); at a single point they have to be both.
    fn bears_out(self) -> bool {
        let (many, falling) = (self.n * 20 >= self.of, self.n * 3 >= self.last);
        let spread = self.points >= 2 && (many || falling);
        self.n > 0 && (self.n * 10 >= self.of || self.n >= 3 && (spread || many && falling))
    }
}

fn beyond(facts: &ColumnProfile, high: f64) -> Beyond {
    let numbers = &facts.numbers;
    let after = || numbers.range(hundredths(high) + 1..);
    let before = hundredths(high - 1.0) + 1..=hundredths(high);
    Beyond {
        n: after().map(|(_, n)| n).sum(),
        points: after().count(),
        last: numbers.range(before).map(|(_, n)| n).sum(),
        of: numbers.values().sum(),
    }
}

/// Whether what a column holds beyond `high` bears out that its scale goes on there.
pub(super) fn goes_on(facts: &ColumnProfile, high: f64) -> bool {
    beyond(facts, high).bears_out() || goes_on_to_ten(facts, high)
}

/// Answers below which two at two points of a scale to ten are no slips.
const FEW: u64 = 100;

/// Whether so few answers end at 5, but for some at two points from 6 to 10, one beyond `high` among
/// them: hardly two slips are on the same longer scale, and where few are content few give more.
fn goes_on_to_ten(facts: &ColumnProfile, high: f64) -> bool {
    let five = beyond(facts, 5.0);
    let points = facts.numbers.range(hundredths(6.0)..=hundredths(10.0));
    let greatest = points.clone().next_back().map(|(point, _)| *point);
    let beyond_high = high >= 5.0 && greatest.is_some_and(|point| point > hundredths(high));
    beyond_high && points.count() >= 2 && five.of < FEW && !five.bears_out()
}

/// Answers from which one below zero may be a slip.
const ENOUGH_FOR_ONE: u64 = 20;

/// Whether numbers below zero are too many for slips: more than one in two hundred, and than one
/// in twenty or more.
pub(super) fn goes_below_zero(facts: &ColumnProfile) -> bool {
    let below: u64 = facts.numbers.range(..0).map(|(_, n)| n).sum();
    let of: u64 = facts.numbers.values().sum();
    let allowed = (of / 200).max(u64::from(of >= ENOUGH_FOR_ONE));
    below > allowed
}

/// Whether all numbers of a column but slips lie on a scale.
pub(super) fn fits(facts: &ColumnProfile, scale: Scale) -> bool {
    let range = hundredths(scale.low)..=hundredths(scale.high);
    let within: u64 = facts.numbers.range(range).map(|(_, n)| n).sum();
    let below: u64 = facts.numbers.range(..hundredths(scale.low)).map(|(_, n)| n).sum();
    within > 0 && below == 0 && !goes_on(facts, scale.high)
}

/// The greatest number of a column that is on a scale.
pub(super) fn greatest_on(facts: &ColumnProfile, scale: Scale) -> f64 {
    let upto = facts.numbers.range(..=hundredths(scale.high)).next_back();
    upto.map_or(facts.max, |(key, _)| *key as f64 / 100.0)
}

/// The end of the usual scale that the numbers of a column reach, but for slips.
pub(super) fn usual_end(facts: &ColumnProfile) -> Option<f64> {
    let reached = |high: f64| {
        let scale = Scale::higher(0.0, high);
        fits(facts, scale) && greatest_on(facts, scale) == high
    };
    [5.0, 6.0, 7.0, 10.0].into_iter().find(|high| reached(*high))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made::column;

    #[test]
    fn a_scale_goes_on_where_several_answers_at_several_points_say_so() {
        for (values, wanted) in [
            // One in ten, at whichever point.
            (&[("1", 5), ("5", 4), ("9", 1)][..], true),
            (&[("1", 5), ("5", 5), ("9", 1)], false),
            (&[("1", 9), ("5", 9), ("9", 2)], true),
            (&[("1", 9), ("5", 10), ("9", 2)], false),
            // One in twenty at two points.
            (&[("1", 28), ("5", 29), ("6", 2), ("7", 1)], true),
            (&[("1", 54), ("5", 60), ("6", 5), ("7", 1)], true),
            (&[("1", 55), ("5", 60), ("6", 5), ("7", 1)], false),
            (&[("1", 28), ("5", 29), ("7", 3)], false),
            // A third of those at the last point.
            (&[("1", 91), ("5", 9), ("6", 2), ("7", 1)], true),
            (&[("1", 91), ("5", 10), ("6", 2), ("7", 1)], false),
            (&[("1", 91), ("4.5", 9), ("6", 1), ("7", 1)], false),
            // Both, at one point.
            (&[("1", 48), ("5", 9), ("6", 3)], true),
            (&[("1", 47), ("5", 10), ("6", 3)], false),
            (&[("1", 49), ("5", 9), ("6", 3)], false),
            (&[("1", 10), ("5", 10)], false),
            (&[], false),
        ] {
            assert_eq!(goes_on(&column(values), 5.0), wanted, "{values:?}");
        }
    }

    #[test]
    fn two_answers_at_two_points_to_ten_are_no_slips_of_fewer_than_a_hundred() {
        for (values, ends) in [
            // Whether it goes on beyond 5 and beyond 7.
            (&[("1", 50), ("5", 47), ("7", 1), ("9", 1)][..], [true, true]),
            (&[("1", 50), ("5", 48), ("7", 1), ("9", 1)], [false, false]),
            (&[("1", 50), ("5", 47), ("6", 1), ("10", 1)], [true, true]),
            (&[("1", 50), ("5", 47), ("6", 1), ("7", 1)], [true, false]),
            (&[("1", 50), ("5", 47), ("6", 1), ("11", 1)], [false, false]),
            (&[("1", 50), ("5", 47), ("8", 2)], [false, false]),
            (&[("1", 50), ("5", 47), ("8", 1)], [false, false]),
            // A slip on a scale of seven points.
            (&[("1", 30), ("5", 30), ("6", 20), ("7", 15), ("8", 1)], [true, false]),
        ] {
            let facts = column(values);
            assert_eq!([5.0, 7.0].map(|high| goes_on(&facts, high)), ends, "{values:?}");
        }
    }

    #[test]
    fn one_below_zero_in_twenty_is_a_slip() {
        for (values, wanted) in [
            (&[("1", 19), ("-7", 1)][..], false),
            (&[("1", 18), ("-7", 1)], true),
            (&[("1", 98), ("-7", 2)], true),
            (&[("1", 398), ("-7", 2)], false),
            (&[("1", 397), ("-7", 2)], true),
            (&[("0", 5)], false),
        ] {
            assert_eq!(goes_below_zero(&column(values)), wanted, "{values:?}");
        }
    }

    #[test]
    fn the_usual_end_is_the_one_that_is_reached() {
        for (values, wanted) in [
            (&[("1", 9), ("5", 9)][..], Some(5.0)),
            (&[("1", 9), ("5", 9), ("6", 9)], Some(6.0)),
            (&[("1", 9), ("10", 9)], Some(10.0)),
            (&[("1", 19), ("5", 19), ("45", 1)], Some(5.0)),
            (&[("1", 9), ("4", 9)], None),
            (&[("1", 9), ("11", 9)], None),
            (&[("-1", 1), ("5", 9)], None),
        ] {
            assert_eq!(usual_end(&column(values)), wanted, "{values:?}");
        }
    }

    #[test]
    fn a_column_fits_a_scale_but_for_slips() {
        let five = Scale::higher(1.0, 5.0);
        for (values, wanted, most) in [
            (&[("1", 20), ("4", 20)][..], true, 4.0),
            (&[("1", 20), ("4", 20), ("45", 1)], true, 4.0),
            (&[("1", 20), ("4", 20), ("8", 9)], false, 4.0),
            (&[("0.5", 1), ("4", 20)], false, 4.0),
            (&[("45", 9)], false, 45.0),
        ] {
            let facts = column(values);
            assert_eq!(
                (fits(&facts, five), greatest_on(&facts, five)),
                (wanted, most),
                "{values:?}"
            );
        }
    }
}
