"""The encoder that ships as a model of ONNX Runtime: the same weights, in 8-bit integers."""

from __future__ import annotations

import json
import pathlib
import struct

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

BLOCK = 32
KINDS = {"F32": np.float32, "F16": np.float16, "I8": np.int8, "U8": np.uint8}


def read(path: pathlib.Path) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__")
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        raw = data[8 + length + start : 8 + length + end]
        tensors[name] = np.frombuffer(raw, KINDS[entry["dtype"]]).reshape(entry["shape"])
    return tensors, metadata


def words(blocks: np.ndarray, hidden: int) -> np.ndarray:
    """Word embeddings from blocks of 32 4-bit weights with a scale each."""
    blocks = blocks.reshape(len(blocks), hidden // BLOCK, 2 + BLOCK // 2)
    scales = blocks[..., :2].copy().view(np.float16).astype(np.float32)
    low, high = blocks[..., 2:] & 15, blocks[..., 2:] >> 4
    values = np.concatenate([low, high], -1).astype(np.float32) - 8
    return (values * scales).reshape(len(blocks), hidden)


class Graph:
    """A graph of ONNX under way."""

    def __init__(self, tensors: dict[str, np.ndarray]) -> None:
        self.tensors, self.nodes, self.constants = tensors, [], {}

    def constant(self, name: str, value: np.ndarray) -> str:
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def node(self, kind: str, inputs: list[str], name: str, **attributes) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [name], name, **attributes))
        return name

    def linear(self, x: str, part: str) -> str:
        """A map whose 8-bit weights are given as floats; quantising finds them again."""
        weight = self.tensors[f"{part}.weight"].astype(np.float32)
        weight = weight * self.tensors[f"{part}.scale"][:, None]
        product = self.node("MatMul", [x, self.constant(f"{part}.w", weight.T)], f"{part}.mul")
        bias = self.constant(f"{part}.b", self.tensors[f"{part}.bias"])
        return self.node("Add", [product, bias], f"{part}.add")

    def norm(self, x: str, part: str, epsilon: float) -> str:
        scale = self.constant(f"{part}.s", self.tensors[f"{part}.weight"])
        shift = self.constant(f"{part}.t", self.tensors[f"{part}.bias"])
        return self.node(
            "LayerNormalization", [x, scale, shift], f"{part}.norm", axis=-1, epsilon=epsilon
        )


def build(source: pathlib.Path, target: pathlib.Path) -> None:
    """Writes states of the last layer by `ids` and `mask`, both [texts, tokens]."""
    tensors, metadata = read(source)
    heads, epsilon = int(metadata["heads"]), float(metadata["epsilon"])
    hidden = tensors["embedding_norm.weight"].size
    width = hidden // heads
    g = Graph(tensors)
    one, rows = g.constant("one", np.array([1])), g.constant("zero", np.array([0]))
    table = g.constant("words", words(tensors["words"], hidden))
    positions = g.constant("positions", tensors["positions"].astype(np.float32))
    shape = g.node("Shape", ["ids"], "shape")
    length = g.node("Slice", [shape, one, g.constant("two", np.array([2]))], "length")
    placed = g.node("Slice", [positions, rows, length, rows], "placed")
    embedded = g.node("Add", [g.node("Gather", [table, "ids"], "looked_up"), placed], "embedded")
    x = g.norm(embedded, "embedding_norm", epsilon)
    # Tokens that pad are out of every sum.
    wide = g.node("Unsqueeze", ["mask", g.constant("axes", np.array([1, 2]))], "wide")
    away = g.node("Sub", [g.constant("full", np.array(1, np.float32)), wide], "away")
    bias = g.node("Mul", [away, g.constant("lowest", np.array(-1e4, np.float32))], "bias")
    split = g.constant("split", np.array([0, 0, heads, width]))
    join = g.constant("join", np.array([0, 0, hidden]))
    scale = g.constant("scale", np.array(width**-0.5, np.float32))
    layer = 0
    while f"layer.{layer}.qkv.weight" in tensors:
        at = f"layer.{layer}"
        mapped = g.linear(x, f"{at}.qkv")
        sizes = g.constant(f"{at}.sizes", np.array([hidden] * 3))
        parts = [f"{at}.{part}" for part in "qkv"]
        g.nodes.append(helper.make_node("Split", [mapped, sizes], parts, axis=-1))
        q, k, v = (
            g.node(
                "Transpose",
                [g.node("Reshape", [part, split], f"{part}.split")],
                f"{part}.heads",
                perm=perm,
            )
            for part, perm in zip(parts, [[0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3]])
        )
        scores = g.node("Mul", [g.node("MatMul", [q, k], f"{at}.qk"), scale], f"{at}.scaled")
        scores = g.node("Add", [scores, bias], f"{at}.masked")
        shares = g.node("Softmax", [scores], f"{at}.shares", axis=-1)
        mixed = g.node("MatMul", [shares, v], f"{at}.mixed")
        turned = g.node("Transpose", [mixed], f"{at}.turned", perm=[0, 2, 1, 3])
        joined = g.node("Reshape", [turned, join], f"{at}.joined")
        added = g.node("Add", [x, g.linear(joined, f"{at}.attention_output")], f"{at}.sum1")
        x = g.norm(added, f"{at}.attention_norm", epsilon)
        inner = g.node("Gelu", [g.linear(x, f"{at}.feed_in")], f"{at}.gelu")
        added = g.node("Add", [x, g.linear(inner, f"{at}.feed_out")], f"{at}.sum2")
        x = g.norm(added, f"{at}.output_norm", epsilon)
        layer += 1
    graph = helper.make_graph(
        g.nodes,
        "encoder",
        [
            helper.make_tensor_value_info("ids", TensorProto.INT64, ["texts", "tokens"]),
            helper.make_tensor_value_info("mask", TensorProto.FLOAT, ["texts", "tokens"]),
        ],
        [helper.make_tensor_value_info(x, TensorProto.FLOAT, ["texts", "tokens", hidden])],
        list(g.constants.values()),
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    onnx.checker.check_model(model)
    plain = target.with_suffix(".float.onnx")
    onnx.save(model, plain)
    quantize_dynamic(
        plain, target, weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul"]
    )
