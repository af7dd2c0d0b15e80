//! Linear maps in 32-bit floats: the reference for the 8-bit ones.

use rten_gemm::{
    BiasVector, GemmExecutor, GemmInputA, GemmInputB, GemmUninitOptions, PackedBMatrix,
};
use rten_tensor::NdTensorView;
use rten_vecmath::ExtendInit;

use super::model::QuantizedWeights;

/// Matrix products of 32-bit floats.
#[derive(Default)]
pub(super) struct FloatProducts {
    gemm: GemmExecutor<f32, f32, f32>,
}

/// A linear map with packed weights.
pub(super) struct FloatLinear {
    packed: PackedBMatrix<f32>,
    bias: Vec<f32>,
    inputs: usize,
}

impl FloatLinear {
    /// The map whose 8-bit weights these are, without what else 8 bits would cost.
    pub(super) fn new(products: &FloatProducts, weights: QuantizedWeights) -> FloatLinear {
        let values = weights.floats();
        FloatLinear::of(products, &values, weights.bias)
    }

    /// The map of row-major [outputs, inputs] weights.
    pub(super) fn of(products: &FloatProducts, values: &[f32], bias: Vec<f32>) -> FloatLinear {
        let outputs = bias.len();
        let inputs = values.len() / outputs.max(1);
        let matrix = NdTensorView::from_data([outputs, inputs], values);
        let packed = products.gemm.prepack_b(matrix.transposed());
        FloatLinear { packed, bias, inputs }
    }

    /// The map of every token, row-major [tokens, outputs], into `output`.
    pub(super) fn apply(&self, products: &FloatProducts, input: &[f32], output: &mut Vec<f32>) {
        let tokens = input.len() / self.inputs;
        let size = tokens * self.bias.len();
        let matrix = NdTensorView::from_data([tokens, self.inputs], input);
        output.clear();
        output.reserve(size);
        output.extend_init(|space| {
            let (a, b) = (GemmInputA::Unpacked(matrix), GemmInputB::Packed(&self.packed));
            let bias = Some(BiasVector::Row(&self.bias));
            let options = GemmUninitOptions { bias, ..Default::default() };
            match products.gemm.gemm_uninit(&mut space[..size], a, b, options) {
                Ok(values) => values,
                Err(error) => unreachable!("sizes were checked when the model was read: {error}"),
            }
        });
    }
}
