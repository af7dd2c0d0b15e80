//! Self-attention of one text's tokens, in 32-bit floats.

use rten_simd::ops::{BitOps, NumOps};
use rten_simd::{Isa, SimdOp};
use rten_vecmath::Softmax;

/// Tokens whose scores are summed side by side, each in a register of its own.
const ROWS: usize = 4;

/// Multi-head attention (Vaswani et al., 2017) over the tokens of one text.
pub(super) struct Attention<'a> {
    /// Query, key and value of every token: row-major [tokens, 3 × hidden].
    pub(super) qkv: &'a [f32],
    /// Width of a token state.
    pub(super) hidden: usize,
    /// Number of heads; the width of a head is a multiple of 16.
    pub(super) heads: usize,
    /// The attended values, [tokens, hidden].
    pub(super) output: &'a mut [f32],
    pub(super) scratch: &'a mut Scratch,
}

/// Buffers of the attention that live across texts.
#[derive(Default)]
pub(super) struct Scratch {
    /// Keys of one head, transposed: [width of a head, padded tokens].
    keys: Vec<f32>,
    /// Scores of [`ROWS`] tokens against all: [rows, padded tokens].
    scores: Vec<f32>,
}

impl SimdOp for Attention<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let Attention { qkv, hidden, heads, output, scratch: Scratch { keys, scores } } = self;
        let (width, stride) = (hidden / heads, 3 * hidden);
        let tokens = qkv.len() / stride;
        let padded = tokens.next_multiple_of(isa.f32().len());
        let scale = 1.0 / (width as f32).sqrt();
        keys.clear();
        keys.resize(width * padded, 0.0);
        scores.clear();
        scores.resize(ROWS * padded, 0.0);
        for head in (0..hidden).step_by(width) {
            for (token, row) in qkv.chunks_exact(stride).enumerate() {
                for (d, &key) in row[hidden + head..][..width].iter().enumerate() {
                    keys[d * padded + token] = key * scale;
                }
            }
            let values = &qkv[2 * hidden + head..];
            for first in (0..tokens).step_by(ROWS) {
                // The last rows are computed again where tokens run out.
                let rows: [usize; ROWS] = std::array::from_fn(|i| (first + i).min(tokens - 1));
                let queries = rows.map(|row| &qkv[row * stride + head..][..width]);
                products(isa, queries, keys, padded, padded, scores, padded);
                for scores in scores.chunks_exact_mut(padded) {
                    Softmax::new_mut(&mut scores[..tokens]).eval(isa);
                }
                let shares: [&[f32]; ROWS] =
                    std::array::from_fn(|i| &scores[i * padded..][..tokens]);
                let count = ROWS.min(tokens - first);
                let mut sums = [0.0; ROWS * MAX_WIDTH];
                products(isa, shares, values, stride, width, &mut sums, MAX_WIDTH);
                for (row, sums) in sums.chunks_exact(MAX_WIDTH).take(count).enumerate() {
                    output[(first + row) * hidden + head..][..width]
                        .copy_from_slice(&sums[..width]);
                }
            }
        }
    }
}

/// Largest width of a head.
pub(super) const MAX_WIDTH: usize = 128;

/// Four rows times a matrix: `matrix` has a row, `stride` apart, for every
/// element of a row of `left`, and `columns` columns, a multiple of the vector
/// length. The results stand `out_stride` apart in `out`.
#[inline(always)]
fn products<I: Isa>(
    isa: I,
    left: [&[f32]; ROWS],
    matrix: &[f32],
    stride: usize,
    columns: usize,
    out: &mut [f32],
    out_stride: usize,
) {
    let ops = isa.f32();
    let [a, b, c, d] = left;
    for column in (0..columns).step_by(ops.len()) {
        let mut sums = [ops.zero(); ROWS];
        for (k, (((&a, &b), &c), &d)) in a.iter().zip(b).zip(c).zip(d).enumerate() {
            let row = ops.load(&matrix[k * stride + column..]);
            sums[0] = ops.mul_add(ops.splat(a), row, sums[0]);
            sums[1] = ops.mul_add(ops.splat(b), row, sums[1]);
            sums[2] = ops.mul_add(ops.splat(c), row, sums[2]);
            sums[3] = ops.mul_add(ops.splat(d), row, sums[3]);
        }
        for (i, sum) in sums.into_iter().enumerate() {
            ops.store(sum, &mut out[i * out_stride + column..]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition, in 64-bit floats.
    fn reference(qkv: &[f32], hidden: usize, heads: usize) -> Vec<f32> {
        let (width, stride) = (hidden / heads, 3 * hidden);
        let tokens = qkv.len() / stride;
        let at = |token: usize, i: usize| f64::from(qkv[token * stride + i]);
        let mut output = vec![0.0; tokens * hidden];
        for head in 0..heads {
            for t in 0..tokens {
                let score = |u: usize| -> f64 {
                    let dot = |d: usize| at(t, head * width + d) * at(u, hidden + head * width + d);
                    ((0..width).map(dot).sum::<f64>() / (width as f64).sqrt()).exp()
                };
                let total: f64 = (0..tokens).map(score).sum();
                for d in 0..width {
                    let value = |u: usize| score(u) * at(u, 2 * hidden + head * width + d);
                    output[t * hidden + head * width + d] =
                        ((0..tokens).map(value).sum::<f64>() / total) as f32;
                }
            }
        }
        output
    }

    #[test]
    fn agrees_with_the_definition() {
        let (hidden, heads) = (64, 2);
        let mut scratch = Scratch::default();
        for tokens in [1, 3, 32, 45] {
            let mut random = fastrand::Rng::with_seed(tokens as u64);
            let qkv: Vec<f32> =
                (0..tokens * 3 * hidden).map(|_| random.f32() * 4.0 - 2.0).collect();
            let mut output = vec![0.0; tokens * hidden];
            let attention =
                Attention { qkv: &qkv, hidden, heads, output: &mut output, scratch: &mut scratch };
            attention.dispatch();
            for (found, wanted) in output.iter().zip(reference(&qkv, hidden, heads)) {
                assert!((found - wanted).abs() < 1e-5, "{found} {wanted}");
            }
        }
    }
}
