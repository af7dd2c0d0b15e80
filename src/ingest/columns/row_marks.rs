//! The whole numbers from 0 to 10 in the first rows of a file, column by column: what no column tells
//! by itself, whether two of them go together.

use crate::ingest::cells::number;

/// Rows that are looked at.
const ROWS: usize = 5_000;

/// That a cell holds none.
const NONE: u8 = u8::MAX;

/// Rows with both marks from which it tells something how they go together.
const ENOUGH: usize = 20;

/// Marks of the first rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct RowMarks {
    columns: Vec<Vec<u8>>,
}

/// How two columns of marks go together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Together {
    /// Their correlation, from −1 to 1.
    pub(super) r: f64,
    /// How many standard errors that is from none.
    pub(super) z: f64,
    /// Rows with both.
    pub(super) n: usize,
}

impl RowMarks {
    /// Takes in the cells of a row of a file of so many columns.
    pub(crate) fn see<'a>(&mut self, columns: usize, mut cells: impl Iterator<Item = &'a str>) {
        if self.columns.len() != columns {
            self.columns = vec![Vec::new(); columns];
        }
        if self.columns.first().is_none_or(|column| column.len() >= ROWS) {
            return;
        }
        for column in &mut self.columns {
            column.push(cells.next().and_then(mark).unwrap_or(NONE));
        }
    }

    /// How two columns go together; `None` where that cannot be said.
    pub(super) fn together(&self, one: usize, other: usize) -> Option<Together> {
        let (one, other) = (self.columns.get(one)?, self.columns.get(other)?);
        let both = one.iter().zip(other).filter(|(x, y)| **x != NONE && **y != NONE);
        let (mut n, mut sums) = (0_usize, [0_u32; 5]);
        for (x, y) in both {
            let (x, y) = (u32::from(*x), u32::from(*y));
            n += 1;
            for (sum, term) in sums.iter_mut().zip([x, y, x * x, y * y, x * y]) {
                *sum += term;
            }
        }
        let [x, y, xx, yy, xy] = sums.map(f64::from);
        let of = n as f64;
        let spread = (of * xx - x * x) * (of * yy - y * y);
        if n < ENOUGH || spread <= 0.0 {
            return None;
        }
        let r = (of * xy - x * y) / spread.sqrt();
        Some(Together { r, z: r.clamp(-0.999, 0.999).atanh() * (of - 3.0).sqrt(), n })
    }
}

/// The mark that a cell holds.
fn mark(cell: &str) -> Option<u8> {
    let number = number::number(cell)?;
    let whole = number.fract() == 0.0 && (0.0..=10.0).contains(&number);
    whole.then_some(number as u8)
}

/// The marks of columns with these cells each.
#[cfg(test)]
pub(super) fn marks_of(columns: &[&[&str]]) -> RowMarks {
    let mut marks = RowMarks::default();
    let rows = columns.iter().map(|cells| cells.len()).max().unwrap_or_default();
    for row in 0..rows {
        let cells = columns.iter().map(|cells| cells.get(row).copied().unwrap_or_default());
        marks.see(columns.len(), cells);
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_that_rise_together_are_told_from_twenty_rows_on() {
        let (up, down) = (["1", "2", "3", "4", "5"].repeat(4), ["5", "4", "3", "2", "1"].repeat(4));
        let apart = [["1"; 10], ["5"; 10]].concat();
        let turns = ["1", "5"].repeat(10);
        let same = ["5"; 20];
        let columns = [&up[..], &down[..], &apart[..], &turns[..], &up[..19], &same[..]];
        let marks = marks_of(&columns);
        let r = |one: usize, other: usize| marks.together(one, other).map(|found| found.r);
        assert_eq!((r(0, 0), r(0, 1), r(2, 3)), (Some(1.0), Some(-1.0), Some(0.0)));
        assert_eq!((r(0, 4), r(0, 5)), (None, None), "too few, or all the same");
        let sure = marks.together(0, 0).unwrap();
        assert!(sure.z > 15.0 && sure.n == 20);
    }

    #[test]
    fn what_is_no_whole_number_to_ten_is_no_mark() {
        for (cell, wanted) in
            [("4", Some(4)), ("10", Some(10)), ("4.5", None), ("11", None), ("", None), ("x", None)]
        {
            assert_eq!(mark(cell), wanted, "{cell}");
        }
    }
}
