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

/// Token states as unsigned bytes around [`Products::zero`].
#[derive(Default)]
pub(super) struct QuantizedStates {
    bytes: Vec<u8>,
    /// One scale per token.
    scales: Vec<f32>,
    zeros: Vec<u8>,
}

/// Matrix products of unsigned states with signed weights.
pub(super) struct Products {
    gemm: GemmExecutor<u8, i8, i32>,
    /// Largest distance from zero of a state's byte.
    levels: f32,
    /// The byte that stands for 0.
    zero: u8,
}

impl Default for Products {
    fn default() -> Products {
        let gemm = GemmExecutor::default();
        // Processors without an 8-bit dot product add pairs in 16 bits, which
        // overflow unless one side keeps to 7 bits.
        let (levels, zero) = if gemm.may_saturate() { (63.0, 64) } else { (127.0, 128) };
        Products { gemm, levels, zero }
    }
}

impl Products {
    /// Quantises states of `width` floats a token.
    pub(super) fn quantize(&self, states: &[f32], width: usize, into: &mut QuantizedStates) {
        let QuantizedStates { bytes, scales, zeros } = into;
        bytes.clear();
        scales.clear();
        bytes.reserve(states.len());
        for state in states.chunks_exact(width) {
            let (low, high) = MinMax::new(state).dispatch();
            let largest = high.max(-low).max(f32::MIN_POSITIVE);
            let inverse = self.levels / largest;
            scales.push(largest / self.levels);
            bytes.extend_init(|end| {
                Quantize::new(state, &mut end[..width], inverse, self.zero).dispatch()
            });
        }
        zeros.clear();
        zeros.resize(scales.len(), self.zero);
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
