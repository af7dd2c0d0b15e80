//! Correlations of drivers with an outcome, of all rows and of bootstrap samples
//! of them, from the sums of groups of rows.

use fastrand::Rng;

use super::driver_moments::{Form, triangle};
use super::mix;

/// Sums of the groups that have rows.
pub(super) struct GroupSums {
    pub(super) form: Form,
    pub(super) width: usize,
    pub(super) groups: usize,
    pub(super) stride: usize,
    pub(super) values: Vec<f64>,
}

/// Bootstrap samples that are summed together, so that a group is read once for
/// all of them.
pub(super) const TOGETHER: usize = 8;

impl GroupSums {
    /// Number of groups.
    pub(super) fn groups(&self) -> usize {
        self.groups
    }

    /// The sums over all rows.
    pub(super) fn total(&self) -> SampleMoments {
        let mut values = vec![0.0; self.stride];
        for group in self.values.chunks_exact(self.stride) {
            values.iter_mut().zip(group).for_each(|(to, from)| *to += from);
        }
        self.moments(values)
    }

    /// [`TOGETHER`] bootstrap samples of groups, each as many as there are. The
    /// sample is that of `seed` and its number, whichever others it is drawn
    /// together with.
    pub(super) fn samples(&self, seed: u64, first: u32) -> Vec<SampleMoments> {
        let mut drawn = vec![[0.0; TOGETHER]; self.groups];
        for (at, number) in (u64::from(first)..).take(TOGETHER).enumerate() {
            let mut rng = Rng::with_seed(mix(seed ^ mix(number)));
            for _ in 0..self.groups {
                drawn[rng.usize(..self.groups)][at] += 1.0;
            }
        }
        let mut samples = vec![vec![0.0; self.stride]; TOGETHER];
        for (group, times) in self.values.chunks_exact(self.stride).zip(&drawn) {
            for (sample, times) in samples.iter_mut().zip(times).filter(|(_, times)| **times > 0.0)
            {
                sample.iter_mut().zip(group).for_each(|(to, from)| *to += times * from);
            }
        }
        samples.into_iter().map(|values| self.moments(values)).collect()
    }

    /// The sums over the rows of each group in turn.
    pub(super) fn each(&self) -> impl Iterator<Item = SampleMoments> + '_ {
        self.values.chunks_exact(self.stride).map(|group| self.moments(group.to_vec()))
    }

    fn moments(&self, values: Vec<f64>) -> SampleMoments {
        SampleMoments { form: self.form, width: self.width, values }
    }
}

/// Sums over some rows.
pub(super) struct SampleMoments {
    form: Form,
    width: usize,
    values: Vec<f64>,
}

impl SampleMoments {
    /// Correlation of two variables; `None` where one does not vary over the
    /// rows that have both.
    pub(super) fn correlation(&self, i: usize, j: usize) -> Option<f64> {
        let [w, x, y, xx, yy, xy] = self.pair(i, j);
        let product = varied(w, x, xx)? * varied(w, y, yy)?;
        Some(((xy - x * y / w) / product.sqrt()).clamp(-1.0, 1.0))
    }

    /// Standard deviation of the second variable over that of the first, over
    /// the rows that have both.
    pub(super) fn spread_ratio(&self, i: usize, j: usize) -> Option<f64> {
        let [w, x, y, xx, yy, _] = self.pair(i, j);
        Some((varied(w, y, yy)? / varied(w, x, xx)?).sqrt())
    }

    /// These rows without those of `part`, which must be among them.
    pub(super) fn without(&self, part: &SampleMoments) -> SampleMoments {
        let values = self.values.iter().zip(&part.values).map(|(all, part)| all - part);
        SampleMoments { values: values.collect(), ..*self }
    }

    /// Weight of the rows that have both of two variables, and over these mean and standard
    /// deviation of either; `None` where one does not vary.
    pub(super) fn standard(&self, i: usize, j: usize) -> Option<[f64; 5]> {
        let [w, x, y, xx, yy, _] = self.pair(i, j);
        let spread = [(varied(w, x, xx)? / w).sqrt(), (varied(w, y, yy)? / w).sqrt()];
        Some([w, x / w, y / w, spread[0], spread[1]])
    }

    /// What these rows add to the correlation of two variables, by what
    /// [`SampleMoments::standard`] says of all.
    pub(super) fn standardised(&self, i: usize, j: usize, of_all: [f64; 5]) -> f64 {
        let [w, x, y, _, _, xy] = self.pair(i, j);
        let [all, mean_x, mean_y, spread_x, spread_y] = of_all;
        (xy - mean_x * y - mean_y * x + mean_x * mean_y * w) / (all * spread_x * spread_y)
    }

    /// Σw, Σwx, Σwy, Σwx², Σwy² and Σwxy.
    fn pair(&self, i: usize, j: usize) -> [f64; 6] {
        let (width, v) = (self.width, &self.values);
        match self.form {
            Form::Answers => {
                let square = width * width;
                let (ij, ji) = (i * width + j, j * width + i);
                let (sums, squares) = (square, 2 * square);
                [
                    v[ij],
                    v[sums + ij],
                    v[sums + ji],
                    v[squares + ij],
                    v[squares + ji],
                    v[3 * square + ij],
                ]
            }
            Form::Mentions => {
                let product = |i, j| v[1 + width + triangle(i, j)];
                [v[0], v[1 + i], v[1 + j], product(i, i), product(j, j), product(i, j)]
            }
        }
    }
}

/// Sum of squared deviations; `None` where rounding is all there is of it.
fn varied(w: f64, sum: f64, squares: f64) -> Option<f64> {
    let deviations = squares - sum * sum / w;
    (w > 0.0 && deviations > 1e-12 * squares).then_some(deviations)
}
