//! Linear maps in 8-bit integers, one scale per token and one per output.
//!
//! The scale of a token depends on its own state alone and sums of integers
//! are exact, so a token's result is the same in whatever batch it stands.

use rten_gemm::{
    GemmExecutor, GemmInputA, GemmInputB, GemmUninitOptions, PackedBMatrix, QuantParams,
};
use rten_simd::{Isa, SimdOp};
use rten_tensor::NdTensorView;
use rten_vecmath::{ExtendInit, MinMax, Quantize};

use super::model::QuantizedWeights;

/// Token states as unsigned bytes.
#[derive(Default)]
pub(super) struct QuantizedStates {
    bytes: Vec<u8>,
    /// One scale per token.
    scales: Vec<f32>,
    /// The byte that stands for 0, one per token.
    zeros: Vec<u8>,
}

/// Matrix products of unsigned states with signed weights.
pub(super) struct Products {
    gemm: GemmExecutor<u8, i8, i32>,
    /// Whether processors add pairs in 16 bits, as those without an 8-bit dot product do, which
    /// overflow unless one side keeps to 7 bits.
    seven: bool,
}

impl Default for Products {
    fn default() -> Products {
        let gemm = GemmExecutor::default();
        let seven = gemm.may_saturate();
        Products { gemm, seven }
    }
}

/// Least value that counts, so that its inverse is a number.
const LEAST: f32 = 1e-30;

/// On which sides of zero the values of a token are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sides {
    /// On both alike.
    Both,
    /// Nearly all above: what comes out of a GELU is never below −0.17.
    Above,
}

/// The bytes that values become: one stands for zero, and so many below and above it for others.
/// The zero is the same for all tokens of a product, as it is for all panels of [`GemmExecutor`].
#[derive(Debug, Clone, Copy)]
struct Levels {
    below: f32,
    zero: u8,
    above: f32,
}

impl Levels {
    /// In 7 bits half of the few levels would be lost where nothing is below zero.
    fn of(sides: Sides, seven: bool) -> Levels {
        match (seven, sides) {
            (false, _) => Levels { below: 127.0, zero: 128, above: 127.0 },
            (true, Sides::Both) => Levels { below: 63.0, zero: 64, above: 63.0 },
            (true, Sides::Above) => Levels { below: 24.0, zero: 24, above: 103.0 },
        }
    }

    /// What a level is worth in a token with such a lowest and highest value, and its inverse.
    fn scale(self, low: f32, high: f32) -> (f32, f32) {
        let Levels { below, above, .. } = self;
        if below == above {
            let largest = high.max(-low).max(LEAST);
            return (largest / above, above / largest);
        }
        let scale = (high / above).max(-low / below).max(LEAST);
        (scale, scale.recip())
    }
}

impl Products {
    /// Quantises states of `width` floats a token.
    pub(super) fn quantize(
        &self,
        states: &[f32],
        width: usize,
        sides: Sides,
        into: &mut QuantizedStates,
    ) {
        let QuantizedStates { bytes, scales, zeros } = into;
        let levels = Levels::of(sides, self.seven);
        bytes.clear();
        scales.clear();
        bytes.reserve(states.len());
        for state in states.chunks_exact(width) {
            let (low, high) = MinMax::new(state).dispatch();
            let (scale, inverse) = levels.scale(low, high);
            scales.push(scale);
            bytes.extend_init(|end| {
                Quantize::new(state, &mut end[..width], inverse, levels.zero).dispatch()
            });
        }
        zeros.clear();
        zeros.resize(scales.len(), levels.zero);
    }
}

/// A linear map with packed 8-bit weights.
pub(super) struct QuantizedLinear {
    packed: PackedBMatrix<i8>,
    scales: Vec<f32>,
    bias: Vec<f32>,
    inputs: usize,
}

impl QuantizedLinear {
    pub(super) fn new(products: &Products, weights: QuantizedWeights) -> QuantizedLinear {
        let outputs = weights.scales.len();
        let inputs = weights.weights.len() / outputs.max(1);
        let matrix = NdTensorView::from_data([outputs, inputs], weights.weights.as_slice());
        QuantizedLinear {
            packed: products.gemm.prepack_b(matrix.transposed()),
            scales: weights.scales,
            bias: weights.bias,
            inputs,
        }
    }

    /// The map of every token, row-major [tokens, outputs], into `output`.
    /// `sums` is scratch space.
    pub(super) fn apply(
        &self,
        products: &Products,
        states: &QuantizedStates,
        sums: &mut Vec<i32>,
        output: &mut Vec<f32>,
    ) {
        let (tokens, outputs) = (states.scales.len(), self.scales.len());
        let matrix = NdTensorView::from_data([tokens, self.inputs], states.bytes.as_slice());
        sums.clear();
        sums.reserve(tokens * outputs);
        sums.extend_init(|space| {
            let (a, b) = (GemmInputA::Unpacked(matrix), GemmInputB::Packed(&self.packed));
            let options = GemmUninitOptions {
                a_quant: Some(QuantParams { zero_point: &states.zeros }),
                ..Default::default()
            };
            match products.gemm.gemm_uninit(&mut space[..tokens * outputs], a, b, options) {
                Ok(sums) => sums,
                Err(error) => unreachable!("sizes were checked when the model was read: {error}"),
            }
        });
        output.resize(tokens * outputs, 0.0);
        Dequantize { linear: self, states, sums, output }.dispatch();
    }
}

struct Dequantize<'a> {
    linear: &'a QuantizedLinear,
    states: &'a QuantizedStates,
    sums: &'a [i32],
    output: &'a mut [f32],
}

impl SimdOp for Dequantize<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) {
        let QuantizedLinear { scales, bias, .. } = self.linear;
        let width = scales.len();
        let rows = self.sums.chunks_exact(width).zip(self.output.chunks_exact_mut(width));
        for ((sums, output), &token) in rows.zip(&self.states.scales) {
            for (((out, &sum), &scale), &bias) in output.iter_mut().zip(sums).zip(scales).zip(bias)
            {
                *out = sum as f32 * (token * scale) + bias;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_spread_over_the_levels() {
        let all = [(false, 255.0), (true, 127.0)];
        for (seven, most) in all {
            for sides in [Sides::Both, Sides::Above] {
                for (low, high) in [(-1.0, 1.0), (-0.17, 3.0), (-5.0, 0.5), (0.0, 2.0), (0.0, 0.0)]
                {
                    let levels = Levels::of(sides, seven);
                    let (scale, inverse) = levels.scale(low, high);
                    let byte = |value: f32| (value * inverse).round() + f32::from(levels.zero);
                    for value in [low, 0.0, high] {
                        assert!((0.0..=most).contains(&byte(value)), "{low} {high}");
                        let back = (byte(value) - f32::from(levels.zero)) * scale;
                        assert!((back - value).abs() <= 0.51 * scale, "{value} {back}");
                    }
                }
            }
        }
        // What is hardly ever below zero has more levels there.
        let scale = |sides| Levels::of(sides, true).scale(-0.17, 3.0).0;
        assert!(scale(Sides::Above) < 0.62 * scale(Sides::Both));
        // Two products of 7 bits and 8 fit into 16.
        assert!(2 * 127 * 127 <= i32::from(i16::MAX));
    }
}
