//! Cells of a sheet that were blank below a merged one and hold its value.

use std::collections::BTreeMap;

/// Rows or columns of a sheet as runs, first and last of each, ascending.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Runs(Vec<(u64, u64)>);

impl Runs {
    /// Takes in all from `first` to `last`; they come in their order.
    pub(crate) fn add(&mut self, first: u64, last: u64) {
        match self.0.last_mut() {
            Some((_, end)) if *end + 1 == first => *end = last,
            _ => self.0.push((first, last)),
        }
    }

    /// Whether it is one of them.
    pub(crate) fn holds(&self, at: u64) -> bool {
        let next = self.0.partition_point(|(first, _)| *first <= at);
        next > 0 && at <= self.0[next - 1].1
    }

    /// How many there are from `first` on.
    pub(crate) fn below(&self, first: u64) -> u64 {
        let of = |(top, last): &(u64, u64)| (last + 1).saturating_sub(first.max(*top));
        self.0.iter().map(of).sum()
    }
}

/// By column, the rows that were filled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filled {
    runs: BTreeMap<usize, Runs>,
}

impl Filled {
    /// Takes in the cell of a row and a column; rows come in their order.
    pub(crate) fn add(&mut self, row: u64, column: usize) {
        self.runs.entry(column).or_default().add(row, row);
    }

    /// Whether the cell was filled.
    pub(crate) fn holds(&self, row: u64, column: usize) -> bool {
        self.runs.get(&column).is_some_and(|runs| runs.holds(row))
    }

    /// The columns with cells from row `first` on, and how many such cells there are.
    pub(crate) fn below(&self, first: u64) -> (Vec<usize>, u64) {
        let (mut columns, mut cells) = (Vec::new(), 0);
        for (column, runs) in &self.runs {
            let n = runs.below(first);
            if n > 0 {
                columns.push(*column);
            }
            cells += n;
        }
        (columns, cells)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_again() {
        let mut filled = Filled::default();
        for row in [3, 4, 7, 8] {
            filled.add(row, 2);
        }
        let rows: Vec<u64> = (1..10).filter(|row| filled.holds(*row, 2)).collect();
        assert_eq!(rows, [3, 4, 7, 8]);
        assert!(!filled.holds(3, 1));
        assert_eq!(filled.below(4), (vec![2], 3));
        assert_eq!(filled.below(9), (vec![], 0));
    }

    #[test]
    fn runs_are_counted_from_a_row_on() {
        let mut runs = Runs::default();
        for (first, last) in [(2, 4), (5, 5), (9, 9)] {
            runs.add(first, last);
        }
        assert_eq!(runs, Runs(vec![(2, 5), (9, 9)]));
        assert_eq!([1, 2, 3, 5, 6, 9, 10].map(|first| runs.below(first)), [5, 5, 4, 2, 1, 1, 0]);
        let held: Vec<u64> = (0..12).filter(|at| runs.holds(*at)).collect();
        assert_eq!(held, [2, 3, 4, 5, 9]);
    }
}
