//! Places cut into clusters by k-means, and how sure the cut is.

use linfa::DatasetBase;
use linfa::traits::{Fit, Predict};
use linfa_clustering::{KMeans, KMeansInit};
use ndarray::{Array1, Array2, Axis};

use super::Piece;
use super::neighbours;
use super::space::Vocabulary;

/// Starts of a cut, of which the closest wins.
const STARTS: usize = 20;
const STARTS_AGAIN: usize = 2;

/// Rounds of a start.
const ROUNDS: u64 = 100;

/// Likeness of their words from which two clusters are one.
const SAME: f64 = 0.5;

/// The cluster of every place.
#[derive(Debug)]
pub(super) struct Cut {
    pub(super) of: Vec<usize>,
    pub(super) clusters: usize,
}

/// Cuts places into `number` clusters; `None` where they cannot be.
pub(super) fn cut(points: &Array2<f64>, number: usize) -> Option<Cut> {
    let of = assigned(points, points.clone(), number, STARTS)?;
    Some(Cut { of, clusters: number })
}

/// The cluster of every place, `moved` to its neighbours, by clusters of a resample of `points`,
/// whose neighbours are those of the resample.
pub(super) fn cut_again(
    points: &Array2<f64>,
    moved: &Array2<f64>,
    number: usize,
    seed: u64,
) -> Option<Vec<usize>> {
    let mut rng = fastrand::Rng::with_seed(seed);
    let drawn: Vec<usize> = (0..points.nrows()).map(|_| rng.usize(0..points.nrows())).collect();
    let drawn = neighbours::moved(&points.select(Axis(0), &drawn), number);
    assigned(moved, drawn, number, STARTS_AGAIN)
}

/// The cluster of every place, of clusters that are made of `by`.
fn assigned(
    points: &Array2<f64>,
    by: Array2<f64>,
    number: usize,
    starts: usize,
) -> Option<Vec<usize>> {
    if by.nrows() < number {
        return None;
    }
    let params = KMeans::params(number)
        .n_runs(starts)
        .max_n_iterations(ROUNDS)
        .init_method(KMeansInit::KMeansPlusPlus);
    let model = params.fit(&DatasetBase::from(by)).ok()?;
    Some(model.predict(points).to_vec())
}

/// The members of each cluster, those together whose words are the same.
pub(super) fn merged(cut: &Cut, pieces: &[&Piece], vocabulary: &Vocabulary) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); cut.clusters];
    cut.of.iter().enumerate().for_each(|(piece, cluster)| groups[*cluster].push(piece));
    groups.retain(|members| !members.is_empty());
    let known: Vec<Vec<usize>> =
        pieces.iter().map(|piece| vocabulary.known(piece).into_iter().collect()).collect();
    loop {
        let profiles: Vec<Array1<f64>> = groups
            .iter()
            .map(|members| profile(members, &known, pieces.len(), vocabulary))
            .collect();
        let pairs = (0..groups.len()).flat_map(|a| (a + 1..groups.len()).map(move |b| (a, b)));
        let likest = pairs
            .map(|(a, b)| (profiles[a].dot(&profiles[b]), a, b))
            .max_by(|x, y| x.0.total_cmp(&y.0).then((y.1, y.2).cmp(&(x.1, x.2))));
        let Some((_, a, b)) = likest.filter(|(like, ..)| *like >= SAME) else { return groups };
        let joined = groups.remove(b);
        groups[a].extend(joined);
        groups[a].sort_unstable();
    }
}

/// How much more often each word is said in a cluster than elsewhere, of length 1.
fn profile(
    members: &[usize],
    known: &[Vec<usize>],
    all: usize,
    vocabulary: &Vocabulary,
) -> Array1<f64> {
    let mut counts = Array1::<f64>::zeros(vocabulary.words.len());
    members.iter().flat_map(|at| &known[*at]).for_each(|word| counts[*word] += 1.0);
    for (word, count) in counts.iter_mut().enumerate() {
        *count = super::naming::telling(*count, members.len(), vocabulary.pieces[word], all);
    }
    let length = counts.dot(&counts).sqrt();
    if length > 0.0 { counts / length } else { counts }
}

/// Members by how close they are to the middle of their cluster.
pub(super) fn by_closeness(points: &Array2<f64>, members: &[usize]) -> Vec<usize> {
    let own = points.select(Axis(0), members);
    let Some(middle) = own.mean_axis(Axis(0)) else { return members.to_vec() };
    let mut close: Vec<(f64, usize)> = own
        .outer_iter()
        .zip(members)
        .map(|(point, at)| ((&point - &middle).mapv(|d| d * d).sum(), *at))
        .collect();
    close.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    close.into_iter().map(|(_, at)| at).collect()
}
