//! Where pieces lie: by the words they share, and by what they speak of.
//!
//! A piece is the sum of its words, each weighted by how seldom it is (tf-idf; Salton and
//! Buckley 1988) and brought down to the [`LATENT`] directions that matter most (latent
//! semantic analysis: Deerwester et al. 1990; by the randomised range finder of Halko,
//! Martinsson and Tropp 2011). Beside it stands its embedding, where an engine has one, without the
//! direction that most pieces have in common (Mu and Viswanath 2018): in feedback that is praise
//! against complaint, and no topic.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use nalgebra::{DMatrix, DVector, SymmetricEigen};
use ndarray::Array2;

use super::{Piece, texts};
use crate::stats::normal;

/// Directions of the words that are kept.
const LATENT: usize = 50;

/// Share of the pieces from which a word is everywhere and tells nothing.
const EVERYWHERE: f64 = 0.3;

/// More directions than are kept make these exact enough.
const SPARE: usize = 10;

/// Seed of the range finder.
const SEED: u64 = 1990;

/// The words that tell pieces apart.
#[derive(Debug)]
pub(super) struct Vocabulary {
    numbers: HashMap<String, usize>,
    /// How much each says of a topic, times how seldom it is.
    weights: Vec<f64>,
    /// Pieces that have each.
    pub(super) pieces: Vec<usize>,
    pub(super) words: Vec<String>,
}

impl Vocabulary {
    pub(super) fn of(pieces: &[Piece]) -> Vocabulary {
        let mut counts: BTreeMap<&str, (usize, f64)> = BTreeMap::new();
        for piece in pieces {
            let weights = piece.words.iter().filter(|word| word.weight > 0.0);
            let own: BTreeMap<&str, f64> =
                weights.map(|word| (word.text.as_str(), word.weight)).collect();
            for (word, weight) in own {
                let entry = counts.entry(word).or_insert((0, weight));
                entry.0 += 1;
            }
        }
        let n = pieces.len() as f64;
        let least = if pieces.len() < 300 { 2 } else { 3 };
        let kept: Vec<(&str, usize, f64)> = counts
            .into_iter()
            .filter(|(_, (count, _))| *count >= least && (*count as f64) <= EVERYWHERE * n)
            .map(|(word, (count, weight))| (word, count, weight))
            .collect();
        let seldom = |count: usize| ((1.0 + n) / (1.0 + count as f64)).ln() + 1.0;
        Vocabulary {
            numbers: kept
                .iter()
                .enumerate()
                .map(|(i, (word, ..))| ((*word).to_owned(), i))
                .collect(),
            weights: kept.iter().map(|(_, count, weight)| weight * seldom(*count)).collect(),
            pieces: kept.iter().map(|(_, count, _)| *count).collect(),
            words: kept.into_iter().map(|(word, ..)| word.to_owned()).collect(),
        }
    }

    pub(super) fn number(&self, word: &str) -> Option<usize> {
        self.numbers.get(word).copied()
    }

    pub(super) fn knows(&self, piece: &Piece) -> bool {
        texts(piece).any(|word| self.number(word).is_some())
    }

    /// The words of a piece that are known, each once.
    pub(super) fn known(&self, piece: &Piece) -> BTreeSet<usize> {
        texts(piece).filter_map(|word| self.number(word)).collect()
    }

    /// The weights of a piece's words, of length 1.
    fn row(&self, piece: &Piece) -> Vec<(usize, f64)> {
        let mut counts: BTreeMap<usize, f64> = BTreeMap::new();
        for word in texts(piece).filter_map(|word| self.number(word)) {
            *counts.entry(word).or_default() += 1.0;
        }
        let mut row: Vec<(usize, f64)> = counts
            .into_iter()
            .map(|(word, count)| (word, (1.0 + count.ln()) * self.weights[word]))
            .collect();
        let length = row.iter().map(|(_, value)| value * value).sum::<f64>().sqrt();
        row.iter_mut().for_each(|(_, value)| *value /= length.max(f64::MIN_POSITIVE));
        row
    }
}

/// A place for every piece: a row each, its words and its embedding of the same weight.
pub(super) fn points(pieces: &[&Piece], vocabulary: &Vocabulary) -> Array2<f64> {
    let rows: Vec<Vec<(usize, f64)>> = pieces.iter().map(|piece| vocabulary.row(piece)).collect();
    let latent = latent(&rows, vocabulary.words.len());
    let spoken = embedded(pieces);
    let (n, wide) = (latent.ncols(), spoken.as_ref().map_or(0, DMatrix::ncols));
    Array2::from_shape_fn((rows.len(), n + wide), |(row, column)| match &spoken {
        Some(spoken) if column >= n => spoken[(row, column - n)],
        _ => latent[(row, column)],
    })
}

/// The embeddings around their middle, without the direction that most have in common, of length
/// 1; a piece without one stands in the middle. `None` where no piece has any.
fn embedded(pieces: &[&Piece]) -> Option<DMatrix<f64>> {
    let own: Vec<Option<&[f32]>> = pieces.iter().map(|piece| piece.embedding.as_deref()).collect();
    let wide = own.iter().flatten().map(|vector| vector.len()).next()?;
    let at = |row: usize, column: usize| {
        let vector = own[row]?;
        vector.get(column).map(|value| f64::from(*value))
    };
    let count = own.iter().flatten().count() as f64;
    let mean =
        |column: usize| (0..own.len()).filter_map(|row| at(row, column)).sum::<f64>() / count;
    let middle: Vec<f64> = (0..wide).map(mean).collect();
    let mut all = DMatrix::from_fn(own.len(), wide, |row, column| {
        at(row, column).map_or(0.0, |value| value - middle[column])
    });
    let eigen = SymmetricEigen::new(all.transpose() * &all);
    let common = eigen.eigenvalues.imax();
    let direction = eigen.eigenvectors.column(common);
    let along = &all * direction;
    all -= along * direction.transpose();
    Some(unit(all))
}

/// Rows of length 1.
fn unit(mut rows: DMatrix<f64>) -> DMatrix<f64> {
    for mut row in rows.row_iter_mut() {
        let length = row.norm();
        if length > 0.0 {
            row /= length;
        }
    }
    rows
}

/// Rows times a matrix with a row for every word.
fn times(rows: &[Vec<(usize, f64)>], by: &DMatrix<f64>) -> DMatrix<f64> {
    let mut product = DMatrix::zeros(rows.len(), by.ncols());
    for column in 0..by.ncols() {
        let words = by.column(column);
        for (at, row) in rows.iter().enumerate() {
            product[(at, column)] = row.iter().map(|(word, value)| value * words[*word]).sum();
        }
    }
    product
}

/// The same, turned: a row for every word.
fn turned_times(rows: &[Vec<(usize, f64)>], words: usize, by: &DMatrix<f64>) -> DMatrix<f64> {
    let mut product = DMatrix::zeros(words, by.ncols());
    for column in 0..by.ncols() {
        let values = by.column(column);
        for (at, row) in rows.iter().enumerate() {
            for (word, value) in row {
                product[(*word, column)] += value * values[at];
            }
        }
    }
    product
}

/// The rows in the directions that matter most, of length 1.
fn latent(rows: &[Vec<(usize, f64)>], words: usize) -> DMatrix<f64> {
    let kept = LATENT.min(words).min(rows.len());
    let mut rng = fastrand::Rng::with_seed(SEED);
    let wide = (kept + SPARE).min(words).min(rows.len());
    let start = DMatrix::from_fn(words, wide, |_, _| normal(&mut rng));
    let mut range = times(rows, &start).qr().q();
    for _ in 0..3 {
        let back = turned_times(rows, words, &range).qr().q();
        range = times(rows, &back).qr().q();
    }
    // The rows are about range × small; its left singular vectors turn the range.
    let small = turned_times(rows, words, &range).transpose();
    let eigen = SymmetricEigen::new(&small * small.transpose());
    let mut order: Vec<usize> = (0..eigen.eigenvalues.len()).collect();
    order.sort_by(|a, b| eigen.eigenvalues[*b].total_cmp(&eigen.eigenvalues[*a]));
    let directions: Vec<DVector<f64>> = order
        .into_iter()
        .take(kept)
        .map(|at| eigen.eigenvectors.column(at) * eigen.eigenvalues[at].max(0.0).sqrt())
        .collect();
    unit(range * DMatrix::from_columns(&directions))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::themes::tests::piece;

    #[test]
    fn pieces_of_the_same_words_lie_together_and_others_apart() {
        let mut lines = vec!["parking lot full", "parking lot far"];
        lines.extend(["coffee cold bitter", "coffee bitter old"]);
        lines.extend(["one", "two", "three", "four"]);
        let pieces: Vec<Piece> = lines.iter().map(|line| piece(line)).collect();
        let vocabulary = Vocabulary::of(&pieces);
        // What only one has tells nothing of a theme.
        assert_eq!(vocabulary.words, ["bitter", "coffee", "lot", "parking"]);
        let places = points(&pieces[..4].iter().collect::<Vec<_>>(), &vocabulary);
        let like = |a: usize, b: usize| places.row(a).dot(&places.row(b));
        assert!((like(0, 0) - 1.0).abs() < 1e-9 && like(0, 1) > 0.99 && like(2, 3) > 0.99);
        assert!(like(0, 2).abs() < 1e-6, "{}", like(0, 2));
    }

    #[test]
    fn what_all_embeddings_have_in_common_tells_nothing() {
        let vector = |first: f32, second: f32, third: f32| Piece {
            embedding: Some(vec![5.0 + first, second, third]),
            ..piece("a")
        };
        // The first direction is the widest one, and is left out; the middle is (5, 0, 0).
        let mut pieces = vec![vector(9.0, 1.0, 0.0), vector(-9.0, 1.0, 0.0)];
        pieces.extend([vector(9.0, -1.0, 0.0), vector(-9.0, -1.0, 0.0)]);
        pieces.push(piece("without"));
        let found = embedded(&pieces.iter().collect::<Vec<_>>()).unwrap();
        let expected =
            [[0.0, 1.0, 0.0], [0.0, 1.0, 0.0], [0.0, -1.0, 0.0], [0.0, -1.0, 0.0], [0.0; 3]];
        for (row, expected) in expected.iter().enumerate() {
            for (column, expected) in expected.iter().enumerate() {
                assert!((found[(row, column)] - expected).abs() < 1e-9, "{found}");
            }
        }
        assert!(embedded(&[&piece("without")]).is_none());
    }

    #[test]
    fn the_latent_rows_keep_the_products_of_the_rows() {
        // Fewer words than directions: nothing is lost.
        let rows = vec![
            vec![(0, 0.6), (1, 0.8)],
            vec![(1, 1.0)],
            vec![(0, 1.0)],
            vec![(0, 0.8), (2, 0.6)],
            vec![(2, 1.0)],
        ];
        let found = latent(&rows, 3);
        let product = |a: usize, b: usize| found.row(a).dot(&found.row(b));
        for (a, b, expected) in [(0, 1, 0.8), (0, 2, 0.6), (0, 3, 0.48), (1, 4, 0.0), (3, 4, 0.6)] {
            assert!((product(a, b) - expected).abs() < 1e-9, "{a} {b} {}", product(a, b));
        }
    }
}
