//! A small decision tree that tells who is of a class, and whether it tells better than chance.
//!
//! A tree is grown a split at a time (CART: Breiman, Friedman, Olshen and Stone 1984; the split
//! is linfa's), with both classes weighing the same at each, so that a rare class is looked for
//! as much as a frequent one. It ends where the best split may be chance: where its χ² is not
//! beyond 5 % after Bonferroni's correction for the splits there were to choose from, as in the
//! trees of Hothorn, Hornik and Zeileis (Journal of Computational and Graphical Statistics 15,
//! 2006). What it is worth is told by rows that it has not seen: five folds,
//! the area under the ROC curve of their predictions, and a permutation test of the whole
//! procedure (Ojala and Garriga, Journal of Machine Learning Research 11, 2010), which ends early
//! where chance does as well (Besag and Clifford, Biometrika 78, 1991).

use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_trees::DecisionTree;
use ndarray::{Array1, Array2, Axis};
use rayon::prelude::*;

use super::Estimate;
use super::difference::{mann_whitney, proportions};

/// Folds of the held-out predictions.
const FOLDS: usize = 5;

/// Arrangements that the observed one is compared with, at most.
const PERMUTATIONS: usize = 99;

/// Arrangements as good as the observed one after which chance is not in doubt.
const ENOUGH: usize = 10;

/// Arrangements that are looked at together.
const TOGETHER: usize = 20;

/// Chance of a split where nothing parts the rows.
const LEVEL: f64 = 0.05;

/// Splits that a column of numbers is worth: its borders are many, but much the same.
const BORDERS: f64 = 10.0;

/// How a tree is grown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Growth {
    /// Splits on the way to a leaf, at most.
    pub depth: usize,
    /// Rows of a leaf, at least.
    pub leaf: usize,
}

/// A node: where rows part, or where they end.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Rows that are not parted further.
    Leaf {
        /// Rows.
        n: usize,
        /// Those of the class.
        hits: usize,
    },
    /// Rows with at most this value of a column, and the others.
    Split {
        /// The column.
        column: usize,
        /// The value, between two that occur.
        at: f64,
        /// Rows with at most that.
        below: Box<Node>,
        /// The others.
        above: Box<Node>,
    },
}

/// One condition on the way to a leaf.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The column.
    pub column: usize,
    /// The border.
    pub at: f64,
    /// Whether rows lie above it.
    pub above: bool,
}

impl Node {
    /// The share of the class in the leaf of a row, in [0, 1].
    pub fn share(&self, row: &[f64]) -> f64 {
        match self {
            Node::Leaf { n, hits } => *hits as f64 / (*n as f64).max(1.0),
            Node::Split { column, at, below, above } => {
                let high = row.get(*column).is_some_and(|value| value > at);
                if high { above } else { below }.share(row)
            }
        }
    }

    /// The leaves from left to right, each with the way to it.
    pub fn leaves(&self) -> Vec<Vec<Step>> {
        match self {
            Node::Leaf { .. } => vec![Vec::new()],
            Node::Split { column, at, below, above } => {
                let with = |node: &Node, is_above: bool| {
                    let step = Step { column: *column, at: *at, above: is_above };
                    let ways = node.leaves().into_iter();
                    ways.map(|way| [vec![step], way].concat()).collect::<Vec<_>>()
                };
                [with(below, false), with(above, true)].concat()
            }
        }
    }

    /// The number of the leaf of a row, in the order of [`leaves`](Self::leaves).
    pub fn leaf_of(&self, row: &[f64]) -> usize {
        match self {
            Node::Leaf { .. } => 0,
            Node::Split { column, at, below, above } => {
                match row.get(*column).is_some_and(|value| value > at) {
                    false => below.leaf_of(row),
                    true => below.leaves().len() + above.leaf_of(row),
                }
            }
        }
    }
}

/// What a tree is worth for rows that it has not seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HeldOut {
    /// Probability that a row of the class is given a higher share than another, ties counting
    /// half: ½ is chance.
    pub auc: Estimate,
    /// One-sided p of chance doing as well.
    pub p: f64,
}

/// Grows a tree that parts the rows of the class from the others; a single leaf where nothing
/// parts them. `x` has a row each and is free of NaN.
pub fn grow(x: &Array2<f64>, class: &[bool], growth: Growth) -> Node {
    let rows: Vec<usize> = (0..x.nrows().min(class.len())).collect();
    grown((x, splits(x)), class, &rows, growth)
}

/// Splits there are to choose from.
fn splits(x: &Array2<f64>) -> f64 {
    let column = |column: ndarray::ArrayView1<'_, f64>| {
        let mut values = column.to_vec();
        values.sort_by(f64::total_cmp);
        values.dedup();
        (values.len() as f64 - 1.0).min(BORDERS)
    };
    x.columns().into_iter().map(column).sum()
}

fn grown((x, splits): (&Array2<f64>, f64), class: &[bool], rows: &[usize], growth: Growth) -> Node {
    let hits = rows.iter().filter(|row| class[**row]).count();
    let leaf = Node::Leaf { n: rows.len(), hits };
    let pure = hits == 0 || hits == rows.len();
    if growth.depth == 0 || pure || rows.len() < 2 * growth.leaf {
        return leaf;
    }
    let Some((column, at)) = split(x, class, rows, hits, growth.leaf) else { return leaf };
    let (below, above): (Vec<usize>, Vec<usize>) =
        rows.iter().partition(|row| x[(**row, column)] <= at);
    let hits = [&below, &above].map(|rows| rows.iter().filter(|row| class[**row]).count() as u64);
    let tested = proportions(hits, [below.len() as u64, above.len() as u64]);
    if tested.is_none_or(|tested| tested.p * splits > LEVEL) {
        return leaf;
    }
    let deeper = Growth { depth: growth.depth - 1, ..growth };
    let [below, above] =
        [below, above].map(|rows| Box::new(grown((x, splits), class, &rows, deeper)));
    Node::Split { column, at, below, above }
}

/// The best split of these rows. The tree of the library is asked for one split of just these
/// rows: below its first level it passes over splits at values that rows elsewhere have too.
fn split(
    x: &Array2<f64>,
    class: &[bool],
    rows: &[usize],
    hits: usize,
    least: usize,
) -> Option<(usize, f64)> {
    let own = x.select(Axis(0), rows);
    let targets: Array1<bool> = rows.iter().map(|row| class[*row]).collect();
    // Both classes weigh the same.
    let half = rows.len() as f32 / 2.0;
    let (hit, miss) = (half / hits as f32, half / (rows.len() - hits) as f32);
    let weights: Array1<f32> = targets.mapv(|class| if class { hit } else { miss });
    let mut columns: Vec<usize> = (0..x.ncols()).collect();
    while !columns.is_empty() {
        let data = DatasetBase::new(own.select(Axis(1), &columns), targets.view())
            .with_weights(weights.clone());
        let params = DecisionTree::<f64, bool>::params().max_depth(Some(1));
        let tree = params.min_weight_leaf(hit.min(miss) * least as f32).fit(&data).ok()?;
        let root = tree.root_node();
        if root.is_leaf() {
            return None;
        }
        let (place, at, _) = root.split();
        let column = columns[place];
        let below = rows.iter().filter(|row| x[(**row, column)] <= at).count();
        if below >= least && rows.len() - below >= least {
            return Some((column, at));
        }
        columns.remove(place);
    }
    None
}

/// What a tree of these rows is worth. The same rows in the same order and the same `seed` give
/// the same, whatever the number of threads. `None` where a class has fewer rows than there are
/// folds.
pub fn held_out(x: &Array2<f64>, class: &[bool], growth: Growth, seed: u64) -> Option<HeldOut> {
    let auc = auc(x, class, growth, seed)?;
    let (mut tried, mut as_good) = (0_usize, 0_usize);
    while tried < PERMUTATIONS && as_good < ENOUGH {
        let to = (tried + TOGETHER).min(PERMUTATIONS);
        let found: Vec<f64> = (tried..to)
            .into_par_iter()
            .map(|at| {
                let mut rng = fastrand::Rng::with_seed(super::mix(seed ^ (at as u64 + 1)));
                let mut other = class.to_vec();
                rng.shuffle(&mut other);
                self::auc(x, &other, growth, seed).map_or(0.0, |auc| auc.value)
            })
            .collect();
        for other in found {
            if as_good < ENOUGH {
                tried += 1;
                as_good += usize::from(other >= auc.value - 1e-12);
            }
        }
    }
    let p = match as_good >= ENOUGH {
        true => as_good as f64 / tried as f64,
        false => (as_good as f64 + 1.0) / (tried as f64 + 1.0),
    };
    Some(HeldOut { auc, p })
}

/// The area under the ROC curve of predictions that every row gets from a tree of the other
/// folds.
fn auc(x: &Array2<f64>, class: &[bool], growth: Growth, seed: u64) -> Option<Estimate> {
    let mut fold = vec![0_usize; class.len()];
    let mut rng = fastrand::Rng::with_seed(seed);
    for wanted in [true, false] {
        let mut rows: Vec<usize> = (0..class.len()).filter(|row| class[*row] == wanted).collect();
        if rows.len() < FOLDS {
            return None;
        }
        rng.shuffle(&mut rows);
        rows.iter().enumerate().for_each(|(at, row)| fold[*row] = at % FOLDS);
    }
    let (splits, mut counts) = (splits(x), [Vec::new(), Vec::new()]);
    for held in 0..FOLDS {
        let rows: Vec<usize> = (0..class.len()).filter(|row| fold[*row] != held).collect();
        let all = rows.len() as f64;
        let usual = rows.iter().filter(|row| class[**row]).count() as f64 / all;
        let tree = grown((x, splits), class, &rows, growth);
        for row in (0..class.len()).filter(|row| fold[*row] == held) {
            let values = x.row(row).to_vec();
            // What is usual differs a little between folds, against the held-out rows.
            let told = ((tree.share(&values) - usual) * 1e9).round() / 1e9;
            counts[usize::from(class[row])].push((told, 1_u64));
        }
    }
    let [others, own] = counts;
    let flat = Estimate { value: 0.5, low: 0.5, high: 0.5 };
    // All the same: nothing parts them.
    Some(mann_whitney(&own, &others).map_or(flat, |test| test.superiority))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROWTH: Growth = Growth { depth: 3, leaf: 15 };

    /// Rows of three columns of noise; of those with a 1 in the first and more than 5 in the
    /// second a share `there` is of the class, of the others a share `else_`.
    fn planted(n: usize, there: f64, else_: f64, seed: u64) -> (Array2<f64>, Vec<bool>) {
        let mut rng = fastrand::Rng::with_seed(seed);
        let mut class = Vec::new();
        let x = Array2::from_shape_fn((n, 3), |(_, column)| match column {
            0 => f64::from(u8::from(rng.bool())),
            1 => f64::from(rng.u8(0..10)),
            _ => rng.f64(),
        });
        for row in x.rows() {
            let share = if row[0] > 0.5 && row[1] > 5.0 { there } else { else_ };
            class.push(rng.f64() < share);
        }
        (x, class)
    }

    #[test]
    fn a_planted_group_is_found_with_its_border() {
        let (x, class) = planted(600, 0.8, 0.1, 1);
        let tree = grow(&x, &class, Growth { depth: 2, leaf: 15 });
        let ways = tree.leaves();
        let worst = (0..x.nrows())
            .map(|row| x.row(row).to_vec())
            .max_by(|a, b| tree.share(a).total_cmp(&tree.share(b)))
            .unwrap();
        let mut way = ways[tree.leaf_of(&worst)].clone();
        way.sort_by_key(|step| step.column);
        let [first, second] = way[..] else { panic!("{ways:?}") };
        assert_eq!((first.column, first.at, first.above), (0, 0.5, true));
        assert_eq!((second.column, second.at, second.above), (1, 5.5, true));
        assert!((tree.share(&worst) - 0.8).abs() < 0.1);
        let held = held_out(&x, &class, GROWTH, 1).unwrap();
        assert!(held.auc.low > 0.6 && held.p <= 0.01, "{held:?}");
    }

    /// A split that is only below another, at values that the other rows have too: the rows are
    /// parted as a table of all columns says.
    #[test]
    fn splits_below_a_split_are_not_passed_over() {
        let mut cells = Vec::new();
        let mut class = Vec::new();
        for at in 0..400_u32 {
            let (a, b) = (at % 2 == 0, (at / 2) % 2 == 0);
            cells.extend([f64::from(u8::from(a)), f64::from(u8::from(b))]);
            class.push(a && (b || at % 20 == 4));
        }
        let x = Array2::from_shape_vec((400, 2), cells).unwrap();
        let tree = grow(&x, &class, Growth { depth: 2, leaf: 20 });
        assert_eq!(tree.share(&[1.0, 1.0]), 1.0);
        assert!(tree.share(&[1.0, 0.0]) < 0.2 && tree.share(&[0.0, 1.0]) == 0.0);
    }

    #[test]
    fn leaves_are_no_smaller_than_asked_and_pure_rows_stay_whole() {
        let (x, class) = planted(200, 0.9, 0.1, 2);
        fn least(node: &Node) -> usize {
            match node {
                Node::Leaf { n, .. } => *n,
                Node::Split { below, above, .. } => least(below).min(least(above)),
            }
        }
        assert!(least(&grow(&x, &class, Growth { depth: 4, leaf: 30 })) >= 30);
        let all = vec![true; 200];
        assert_eq!(grow(&x, &all, GROWTH), Node::Leaf { n: 200, hits: 200 });
        assert_eq!(held_out(&x, &all, GROWTH, 1), None);
    }

    /// The short version of a simulation: where the class has nothing to do with the columns,
    /// that is said in 95 % of the cases.
    #[test]
    fn chance_is_called_chance() {
        let simulations: u64 =
            if std::env::var_os("XINSHENG_SLOW_TESTS").is_some() { 500 } else { 60 };
        let wrong = (0..simulations)
            .filter(|seed| {
                let (x, class) = planted(150, 0.3, 0.3, 100 + seed);
                held_out(&x, &class, GROWTH, 1).is_some_and(|held| held.p <= 0.05)
            })
            .count();
        let expected = 0.05 * simulations as f64;
        assert!(wrong as f64 <= expected + 2.5 * expected.sqrt(), "{wrong} of {simulations}");
    }

    #[test]
    fn threads_do_not_matter() {
        let (x, class) = planted(150, 0.5, 0.3, 5);
        let of = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| held_out(&x, &class, GROWTH, 3))
        };
        assert_eq!(of(1), of(3));
    }

    #[test]
    fn splits_are_the_borders_between_different_values_up_to_ten_a_column() {
        let x = Array2::from_shape_fn((20, 3), |(row, column)| match column {
            0 => (row % 2) as f64,
            1 => row as f64,
            _ => 1.0,
        });
        assert_eq!(splits(&x), 11.0);
    }

    #[test]
    fn rows_are_parted_where_both_sides_are_large_enough_for_a_leaf() {
        let x = Array2::from_shape_fn((30, 1), |(row, _)| f64::from(u8::from(row >= 15)));
        let class: Vec<bool> = (0..30).map(|row| row >= 15).collect();
        let whole = Node::Leaf { n: 30, hits: 15 };
        let parted = Node::Split {
            column: 0,
            at: 0.5,
            below: Box::new(Node::Leaf { n: 15, hits: 0 }),
            above: Box::new(Node::Leaf { n: 15, hits: 15 }),
        };
        for (depth, leaf, wanted) in
            [(1, 15, &parted), (3, 15, &parted), (1, 16, &whole), (0, 1, &whole)]
        {
            assert_eq!(grow(&x, &class, Growth { depth, leaf }), *wanted, "{depth}, {leaf}");
        }
    }

    #[test]
    fn a_split_that_may_be_chance_is_none_by_the_number_there_are_to_choose_from() {
        // 16 of 20 against 6 of 20, p = 0.0015; and 13 of 20 against 6 of 20, p = 0.027.
        let class = |above: usize| -> Vec<bool> {
            (0..40).map(|row| if row < 20 { row < 6 } else { row < 20 + above }).collect()
        };
        // A second column of four values, five times on either side.
        let wide = Array2::from_shape_fn((40, 2), |(row, column)| match column {
            0 => f64::from(u8::from(row >= 20)),
            _ => (row % 4) as f64,
        });
        let narrow = wide.select(Axis(1), &[0]);
        for (x, above, parted) in [(&narrow, 13, true), (&wide, 13, false), (&wide, 16, true)] {
            let tree = grow(x, &class(above), Growth { depth: 1, leaf: 5 });
            assert_eq!(matches!(tree, Node::Split { column: 0, .. }), parted, "{above}");
        }
    }
}
