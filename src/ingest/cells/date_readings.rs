//! Dates that may be day first or month first, read both ways: the file itself may say which.

use jiff::civil::Date;

use super::time::{self, DateOrder, Parsed};

/// Fewest dates that read differently, and fewest steps in one direction, that tell anything.
const FEWEST: u64 = 8;

/// So many times as long has the span of the wrong reading to be.
const LONGER: i32 = 3;

/// The dates of a column with two readings, by either of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct DateReadings {
    n: u64,
    /// Those of which the readings differ.
    differing: u64,
    day_first: Reading,
    month_first: Reading,
}

/// The dates by one reading, in the order of the file.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Reading {
    last: Option<Date>,
    earliest: Option<Date>,
    latest: Option<Date>,
    later: u64,
    earlier: u64,
    /// Some day is not the first of its month.
    within_month: bool,
}

impl DateReadings {
    /// Takes in a date that has two readings, which may be the same day.
    pub(crate) fn see(&mut self, cell: &str) {
        let date = |order| match time::parse(cell, Some(order)) {
            Some(Parsed::Time(moment)) => Some(moment.written.date()),
            _ => None,
        };
        let both = date(DateOrder::Dmy).zip(date(DateOrder::Mdy));
        let Some((day_first, month_first)) = both else { return };
        self.n += 1;
        self.differing += u64::from(day_first != month_first);
        self.day_first.see(day_first);
        self.month_first.see(month_first);
    }

    /// Whether some date is another day by the other reading.
    pub(crate) fn is_in_doubt(&self) -> bool {
        self.differing > 0
    }

    /// The order that the file decides on: by one the dates stand in the order of the rows, or
    /// their span is within a third of the other's.
    pub(crate) fn decided(&self) -> Option<DateOrder> {
        if self.n > 0 && self.differing == 0 {
            return Some(DateOrder::Dmy);
        }
        if self.differing < FEWEST {
            return None;
        }
        let (day, month) = (&self.day_first, &self.month_first);
        match (day.in_order(), month.in_order()) {
            (true, false) if day.steps() >= FEWEST => return Some(DateOrder::Dmy),
            (false, true) if month.steps() >= FEWEST => return Some(DateOrder::Mdy),
            _ => {}
        }
        // Firsts of months are written as often as days of January.
        let shorter = |one: &Reading, other: &Reading| {
            other.within_month && one.days() * LONGER <= other.days() && other.days() > 0
        };
        match (shorter(day, month), shorter(month, day)) {
            (true, _) => Some(DateOrder::Dmy),
            (_, true) => Some(DateOrder::Mdy),
            _ => None,
        }
    }
}

impl Reading {
    fn see(&mut self, date: Date) {
        if let Some(last) = self.last {
            self.later += u64::from(date > last);
            self.earlier += u64::from(date < last);
        }
        self.last = Some(date);
        self.earliest = Some(self.earliest.map_or(date, |earliest| earliest.min(date)));
        self.latest = Some(self.latest.map_or(date, |latest| latest.max(date)));
        self.within_month |= date.day() != 1;
    }

    fn in_order(&self) -> bool {
        self.later == 0 || self.earlier == 0
    }

    fn steps(&self) -> u64 {
        self.later + self.earlier
    }

    /// From the earliest to the latest.
    fn days(&self) -> i32 {
        let ends = self.earliest.zip(self.latest);
        ends.map_or(0, |(earliest, latest)| (latest - earliest).get_days())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decided(cells: impl IntoIterator<Item = String>) -> Option<DateOrder> {
        let mut readings = DateReadings::default();
        cells.into_iter().for_each(|cell| readings.see(&cell));
        readings.decided()
    }

    #[test]
    fn a_span_within_a_third_of_the_other_decides() {
        let days = |order: &[u32], month_first: bool| {
            let one = |n: &u32| match month_first {
                true => format!("03/{n:02}/2026"),
                false => format!("{n:02}/03/2026"),
            };
            order.iter().map(one).collect::<Vec<String>>()
        };
        let shuffled = [5, 1, 9, 12, 2, 7, 11, 4, 8];
        assert_eq!(decided(days(&shuffled, false)), Some(DateOrder::Dmy));
        assert_eq!(decided(days(&shuffled, true)), Some(DateOrder::Mdy));
        // Seven are too few.
        assert_eq!(decided(days(&shuffled[..7], false)), None);
        // First days of months, or the first days of January.
        assert_eq!(decided((2..=12).map(|n| format!("01/{n:02}/2026"))), None);
        assert_eq!(decided((2..=12).map(|n| format!("{n:02}/01/2026"))), None);
        assert_eq!(decided(vec!["03/04/2026".to_owned(); 400]), None);
    }

    #[test]
    fn the_order_of_the_rows_decides() {
        let half_year = || (1..=6).flat_map(|month| (1..=12).map(move |day| (day, month)));
        let day_first = half_year().map(|(day, month)| format!("{day:02}/{month:02}/2026"));
        assert_eq!(decided(day_first), Some(DateOrder::Dmy));
        let month_first = half_year().rev().map(|(day, month)| format!("{month:02}/{day:02}/2026"));
        assert_eq!(decided(month_first), Some(DateOrder::Mdy));
        let odd_first = half_year().chain(half_year());
        let mixed = odd_first.map(|(day, month)| format!("{day:02}/{month:02}/2026"));
        assert_eq!(decided(mixed), None);
    }

    #[test]
    fn what_reads_the_same_both_ways_is_in_no_doubt() {
        assert_eq!(decided(["04/04/2026".to_owned()]), Some(DateOrder::Dmy));
        assert_eq!(decided([]), None);
    }
}
