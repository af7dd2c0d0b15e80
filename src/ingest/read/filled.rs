//! Cells of a sheet that were blank below a merged one and hold its value.

use std::collections::BTreeMap;

/// By column, the rows that were filled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filled {
    /// First and last row of each run, ascending.
    runs: BTreeMap<usize, Vec<(u64, u64)>>,
}

impl Filled {
    /// Takes in the cell of a row and a column; rows come in their order.
    pub(crate) fn add(&mut self, row: u64, column: usize) {
        let runs = self.runs.entry(column).or_default();
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == row => *last = row,
            _ => runs.push((row, row)),
        }
    }

    /// Whether the cell was filled.
    pub(crate) fn holds(&self, row: u64, column: usize) -> bool {
        self.runs.get(&column).is_some_and(|runs| {
            let next = runs.partition_point(|(first, _)| *first <= row);
            next > 0 && row <= runs[next - 1].1
        })
    }

    /// The columns with cells from row `first` on, and how many such cells there are.
    pub(crate) fn below(&self, first: u64) -> (Vec<usize>, u64) {
        let (mut columns, mut cells) = (Vec::new(), 0);
        for (column, runs) in &self.runs {
            let of = |(top, last): &(u64, u64)| (last + 1).saturating_sub(first.max(*top));
            let n: u64 = runs.iter().map(of).sum();
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
}
