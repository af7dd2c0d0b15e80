//! Hiding what is too small so that it cannot be worked out from the rest.
//!
//! A hidden mean can be had from the total and all other means when it is the
//! only one hidden. So where something is hidden, enough else is hidden with it
//! (complementary suppression). What is protected is the tables here and their
//! totals; a total of another breakdown that happens to cut the same people
//! (a region and its stores) is not known to them.

/// Which of some groups that make up a known total to hide, from the number of
/// answers of each: those with fewer than `least` (none at all is nothing to
/// hide), and then the smallest others until at least two are hidden that hold
/// `least` answers together. Between groups of the same size the later is
/// hidden first.
pub(super) fn hidden(sizes: &[u64], least: u64) -> Vec<bool> {
    let mut hidden: Vec<bool> = sizes.iter().map(|&n| n > 0 && n < least).collect();
    complement(sizes, &mut hidden, least);
    hidden
}

/// Hides more until what is hidden is not given away; whether there was need.
fn complement(sizes: &[u64], hidden: &mut [bool], least: u64) -> bool {
    let mut more = false;
    loop {
        let inside = || sizes.iter().zip(hidden.iter()).filter(|(_, hidden)| **hidden);
        let (groups, answers) = (inside().count(), inside().map(|(n, _)| n).sum::<u64>());
        if groups == 0 || (groups > 1 && answers >= least) {
            return more;
        }
        let shown = (0..sizes.len()).filter(|&i| !hidden[i] && sizes[i] > 0);
        let Some(next) = shown.min_by_key(|&i| (sizes[i], std::cmp::Reverse(i))) else {
            return more;
        };
        hidden[next] = true;
        more = true;
    }
}

/// Which cells of a table to hide whose rows and columns make up totals. All of
/// a row that is itself hidden (`rows`) is hidden; the totals of the other rows
/// and of columns of at least `least` answers are taken for known.
///
/// Every known line hides as [`hidden`] does. That is not enough in two
/// directions: sums of hidden cells that are known, one per line, may together
/// differ by a single cell. Seen as a graph, rows and columns are its points and
/// hidden cells its edges; a line of unknown total has an edge more, to one
/// point outside. Then a cell is determined where it is a bridge, an edge in no
/// circle, and where there is one, the smallest cells still shown of its row and
/// column are hidden as well.
///
/// A cell that is alone in a known line is that line's total. If it is shown
/// it stays so, since to hide it would protect nobody.
pub(super) fn hidden_in_table(sizes: &[Vec<u64>], rows: &[bool], least: u64) -> Vec<Vec<bool>> {
    let mut table = Table::new(sizes, rows, least);
    while table.protect_lines(least) || table.break_a_bridge() {}
    table.hidden
}

/// A table some of whose cells are hidden.
struct Table {
    /// By row.
    sizes: Vec<Vec<u64>>,
    hidden: Vec<Vec<bool>>,
    /// Whether the total of a row is known, and that of a column.
    known: [Vec<bool>; 2],
    /// Cells alone in a known line.
    alone: Vec<Vec<bool>>,
}

impl Table {
    fn new(sizes: &[Vec<u64>], rows: &[bool], least: u64) -> Table {
        let width = sizes.iter().map(Vec::len).max().unwrap_or(0);
        let mut sizes = sizes.to_vec();
        sizes.iter_mut().for_each(|row| row.resize(width, 0));
        let is_hidden = |row: usize| rows.get(row).copied().unwrap_or_default();
        let column = |c: usize| sizes.iter().map(move |row| row[c]);
        let known = [
            (0..sizes.len())
                .map(|r| !is_hidden(r) && sizes[r].iter().sum::<u64>() >= least)
                .collect(),
            (0..width).map(|c| column(c).sum::<u64>() >= least).collect::<Vec<bool>>(),
        ];
        let one = |line: &mut dyn Iterator<Item = u64>| line.filter(|&n| n > 0).count() == 1;
        let cell = |r: usize, c: usize| {
            let in_row = known[0][r] && one(&mut sizes[r].iter().copied());
            sizes[r][c] > 0 && (in_row || (known[1][c] && one(&mut column(c))))
        };
        let alone = (0..sizes.len()).map(|r| (0..width).map(|c| cell(r, c)).collect()).collect();
        let hide = |r: usize, n: u64| n > 0 && (n < least || is_hidden(r));
        let hidden = sizes
            .iter()
            .enumerate()
            .map(|(r, row)| row.iter().map(|&n| hide(r, n)).collect())
            .collect();
        Table { sizes, hidden, known, alone }
    }

    fn width(&self) -> usize {
        self.known[1].len()
    }

    /// Whether a cell is shown and could be hidden.
    fn may_hide(&self, row: usize, column: usize) -> bool {
        !self.hidden[row][column] && self.sizes[row][column] > 0 && !self.alone[row][column]
    }

    /// Hides what every line for itself needs; whether it needed any.
    fn protect_lines(&mut self, least: u64) -> bool {
        let (height, width) = (self.sizes.len(), self.width());
        let rows = (0..height).filter(|&r| self.known[0][r]);
        let rows = rows.map(|r| (0..width).map(|c| (r, c)).collect::<Vec<_>>());
        let columns = (0..width).filter(|&c| self.known[1][c]);
        let columns = columns.map(|c| (0..height).map(|r| (r, c)).collect::<Vec<_>>());
        let lines: Vec<Vec<(usize, usize)>> = rows.chain(columns).collect();
        let mut more = false;
        for line in lines {
            let mut hidden: Vec<bool> = line.iter().map(|&(r, c)| self.hidden[r][c]).collect();
            let size = |&(r, c): &(usize, usize)| {
                if self.hidden[r][c] || self.may_hide(r, c) { self.sizes[r][c] } else { 0 }
            };
            let sizes: Vec<u64> = line.iter().map(size).collect();
            more |= complement(&sizes, &mut hidden, least);
            line.iter().zip(hidden).for_each(|(&(r, c), hidden)| self.hidden[r][c] = hidden);
        }
        more
    }

    /// Hides a cell beside one that the totals determine, and if there is none
    /// beside it, anywhere; whether there was one to hide.
    fn break_a_bridge(&mut self) -> bool {
        let (height, width) = (self.sizes.len(), self.width());
        let cells = || (0..height).flat_map(|r| (0..width).map(move |c| (r, c)));
        let size = |&(r, c): &(usize, usize)| (self.sizes[r][c], std::cmp::Reverse((r, c)));
        let shown = |&(r, c): &(usize, usize)| self.may_hide(r, c);
        let next = self.bridges().into_iter().find_map(|(row, column)| {
            let beside = |&(r, c): &(usize, usize)| r == row || c == column;
            let near = cells().filter(shown).filter(beside).min_by_key(size);
            near.or_else(|| cells().filter(shown).min_by_key(size))
        });
        if let Some((r, c)) = next {
            self.hidden[r][c] = true;
        }
        next.is_some()
    }

    /// The hidden cells that totals determine, but for those alone in a line, row
    /// by row.
    ///
    /// A bridge is an edge below which nothing leads back above it, in the order
    /// of a walk that goes deep first (Tarjan, 1974): one walk finds all of them.
    fn bridges(&self) -> Vec<(usize, usize)> {
        let (height, width) = (self.sizes.len(), self.width());
        // Points: rows, columns, and the one outside.
        let outside = height + width;
        let mut edges: Vec<Vec<usize>> = vec![Vec::new(); outside + 1];
        let mut connect = |a: usize, b: usize| {
            edges[a].push(b);
            edges[b].push(a);
        };
        for r in 0..height {
            (0..width).filter(|&c| self.hidden[r][c]).for_each(|c| connect(r, height + c));
        }
        let known = self.known[0].iter().chain(&self.known[1]);
        known.enumerate().filter(|(_, known)| !**known).for_each(|(i, _)| connect(i, outside));

        const UNSEEN: usize = usize::MAX;
        // When a point was met, and the earliest that can be reached from below it.
        let (mut met, mut low) = (vec![UNSEEN; outside + 1], vec![UNSEEN; outside + 1]);
        let mut next = vec![0; outside + 1];
        let mut time = 0;
        let mut bridges = Vec::new();
        for root in 0..=outside {
            if met[root] != UNSEEN {
                continue;
            }
            let mut path = vec![(root, UNSEEN)];
            while let Some(&(at, from)) = path.last() {
                if met[at] == UNSEEN {
                    (met[at], low[at]) = (time, time);
                    time += 1;
                }
                if let Some(&to) = edges[at].get(next[at]) {
                    next[at] += 1;
                    if met[to] == UNSEEN {
                        path.push((to, at));
                    } else if to != from {
                        low[at] = low[at].min(met[to]);
                    }
                    continue;
                }
                path.pop();
                if from != UNSEEN {
                    low[from] = low[from].min(low[at]);
                    if low[at] > met[from] {
                        bridges.push((at.min(from), at.max(from)));
                    }
                }
            }
        }
        let mut cells: Vec<(usize, usize)> = bridges
            .into_iter()
            .filter(|(row, column)| *row < height && (height..outside).contains(column))
            .map(|(row, column)| (row, column - height))
            .filter(|(row, column)| !self.alone[*row][*column])
            .collect();
        cells.sort_unstable();
        cells
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_alone_is_never_hidden() {
        assert_eq!(hidden(&[50, 20, 3], 5), vec![false, true, true]);
        assert_eq!(hidden(&[50, 20, 3, 4], 5), vec![false, false, true, true]);
        assert_eq!(hidden(&[50, 20, 2, 1], 5), vec![false, true, true, true]);
        assert_eq!(hidden(&[50, 0, 5], 5), vec![false, false, false]);
        assert_eq!(hidden(&[3], 5), vec![true]);
        assert_eq!(hidden(&[9, 9, 9, 1], 5), vec![false, false, true, true]);
        assert_eq!(hidden(&[], 5), Vec::<bool>::new());
        assert_eq!(hidden(&[1, 2], 0), vec![false, false]);
    }

    #[test]
    fn a_bridge_between_two_circles_is_not_left() {
        // Two circles (rows 0–1, columns 0–1 and rows 2–3, columns 2–3) and one
        // cell that connects them: every line hides two or three, and yet the
        // difference of the lines of a circle gives that cell away.
        let (big, small) = (100, 4);
        let sizes = vec![
            vec![small, small, big, big],
            vec![small, small, small, big],
            vec![big, big, small, small],
            vec![big, big, small, small],
        ];
        let mut table = Table::new(&sizes, &[], 5);
        assert!(!table.protect_lines(5));
        assert_eq!(table.bridges(), vec![(1, 2)]);
        table.hidden = hidden_in_table(&sizes, &[], 5);
        assert_eq!(table.bridges(), vec![]);
        assert!(table.hidden[1][2]);
    }

    #[test]
    fn a_large_table_is_done_soon() {
        let size = |r: usize, c: usize| [3, 8, 0, 40, 0, 6, 0, 1][(r * 31 + c * 17 + r * c) % 8];
        let sizes: Vec<Vec<u64>> = (0..32).map(|r| (0..80).map(|c| size(r, c)).collect()).collect();
        let mut table = Table::new(&sizes, &[], 5);
        table.hidden = hidden_in_table(&sizes, &[], 5);
        assert!(table.bridges().is_empty());
    }

    #[test]
    fn a_hidden_row_is_hidden_whole_and_a_lone_cell_protects_nobody() {
        let sizes = vec![vec![20, 8, 0], vec![30, 40, 50], vec![60, 70, 0]];
        let table = hidden_in_table(&sizes, &[true, false, false], 5);
        assert_eq!(table[0], vec![true, true, false]);
        assert!(!table[1][2], "the total of its column says it");
        // One more in each column, or its total would tell the hidden one.
        assert!(table[1][0] || table[2][0]);
        assert!(table[1][1] || table[2][1]);
    }

    /// Hidden cells that the known totals determine, by elimination.
    fn determined(table: &Table) -> Vec<(usize, usize)> {
        let (height, width) = (table.sizes.len(), table.width());
        let cells: Vec<(usize, usize)> = (0..height)
            .flat_map(|r| (0..width).map(move |c| (r, c)))
            .filter(|&(r, c)| table.hidden[r][c])
            .collect();
        let touches = |line: usize, (r, c): (usize, usize)| {
            let known = table.known.iter().flatten().nth(line) == Some(&true);
            f64::from(u8::from(known && (line == r || line == height + c)))
        };
        let lines = height + width;
        let mut equations: Vec<Vec<f64>> =
            (0..lines).map(|l| cells.iter().map(|&cell| touches(l, cell)).collect()).collect();
        let mut next = 0;
        for column in 0..cells.len() {
            let Some(pivot) = (next..lines).find(|&l| equations[l][column].abs() > 1e-9) else {
                continue;
            };
            equations.swap(next, pivot);
            let lead = equations[next].clone();
            for (l, equation) in equations.iter_mut().enumerate() {
                let factor = equation[column] / lead[column];
                if l != next && factor != 0.0 {
                    equation.iter_mut().zip(&lead).for_each(|(a, b)| *a -= factor * b);
                }
            }
            next += 1;
        }
        let unknowns = |e: &[f64]| (0..e.len()).filter(|&i| e[i].abs() > 1e-9).collect::<Vec<_>>();
        let alone = |e: &Vec<f64>| match unknowns(e).as_slice() {
            [one] => Some(cells[*one]),
            _ => None,
        };
        equations.iter().filter_map(alone).collect()
    }

    proptest! {
        #[test]
        fn no_hidden_group_is_the_rest_of_the_total(
            sizes in prop::collection::vec(0_u64..12, 0..12), least in 0_u64..8
        ) {
            let hidden = hidden(&sizes, least);
            for (&n, &hidden) in sizes.iter().zip(&hidden) {
                prop_assert!(hidden || n == 0 || n >= least);
                prop_assert!(!hidden || n > 0);
            }
            let inside: Vec<u64> =
                sizes.iter().zip(&hidden).filter(|(_, h)| **h).map(|(n, _)| *n).collect();
            let all = sizes.iter().filter(|n| **n > 0).count() == inside.len();
            let safe = inside.len() > 1 && inside.iter().sum::<u64>() >= least;
            prop_assert!(inside.is_empty() || safe || all);
        }

        #[test]
        fn no_hidden_cell_follows_from_rows_and_columns(
            sizes in (1..6_usize).prop_flat_map(|width| {
                let cell = prop::sample::select(vec![0_u64, 2, 4, 6, 9, 50, 80]);
                prop::collection::vec(prop::collection::vec(cell, width), 1..6)
            }),
            rows in prop::collection::vec(prop::bool::weighted(0.2), 6),
        ) {
            let mut table = Table::new(&sizes, &rows, 5);
            table.hidden = hidden_in_table(&sizes, &rows, 5);
            for (r, row) in sizes.iter().enumerate() {
                for (c, &n) in row.iter().enumerate() {
                    prop_assert!(table.hidden[r][c] || n == 0 || (n >= 5 && !rows[r]));
                    prop_assert!(!table.hidden[r][c] || n > 0);
                }
            }
            let cells = || (0..sizes.len()).flat_map(|r| (0..sizes[0].len()).map(move |c| (r, c)));
            let more_to_hide = cells().any(|(r, c)| table.may_hide(r, c));
            for (r, c) in determined(&table) {
                prop_assert!(table.alone[r][c] || !more_to_hide, "{r} {c} {:?}", table.hidden);
            }
        }
    }
}
