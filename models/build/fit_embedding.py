#!/usr/bin/env python3
"""Step 4: the embedding head, on the states of the finished encoder.

    python fit_embedding.py --source e5-small-q4.bin --work work --checkpoint work/encoder.pt \
        --text gold_train.jsonl read.jsonl --count 9000 --output work/embedding.npz

What the encoder has learnt moved its states to what customers feel. A linear map of the mean
state brings back what a comment speaks of: to the sentence space of the source (mean of its
token states after "query: ", Wang et al., 2024), centred, in its first principal directions.
Fitted by ridge regression; how well is told on texts that were left out.
"""
import argparse
import json
import pathlib
import random

import numpy as np
import torch
from tokenizers import Tokenizer

import checkpoint
import encoder
import predict
import source_weights

HELD_OUT = 2000


def states(model, tokenizer, texts, prefix=""):
    """The mean token state of each text."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    found = np.zeros((len(texts), model.config["hidden"]), np.float32)
    for start in range(0, len(order), 64):
        rows = order[start : start + 64]
        ids = [tokenizer.encode(prefix + texts[i]).ids[: predict.WINDOW] for i in rows]
        width = max(map(len, ids))
        batch = torch.zeros(len(ids), width, dtype=torch.long)
        lengths = torch.tensor([len(one) for one in ids])
        for k, one in enumerate(ids):
            batch[k, : len(one)] = torch.tensor(one)
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            out = model(batch, lengths).float()
        mask = (torch.arange(width)[None] < lengths[:, None]).unsqueeze(-1)
        found[rows] = ((out * mask).sum(1) / lengths[:, None]).numpy()
    return found


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True).clip(1e-9)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--source", required=True)
    arguments.add_argument("--work", required=True, type=pathlib.Path)
    arguments.add_argument("--checkpoint", required=True, nargs="+", help="several: the mean of their weights")
    arguments.add_argument("--text", required=True, nargs="+")
    arguments.add_argument("--count", type=int, default=40_000)
    arguments.add_argument("--dimensions", type=int, default=128)
    arguments.add_argument("--ridge", type=float, default=1.0)
    arguments.add_argument("--output", required=True, type=pathlib.Path)
    options = arguments.parse_args()

    torch.set_num_threads(2)
    source = source_weights.read(options.source)
    tokenizer_path, kept = checkpoint.work_folder(options.work)
    tokenizer = Tokenizer.from_file(tokenizer_path)
    texts = sorted({json.loads(line)["text"] for path in options.text for line in open(path, encoding="utf-8")})
    random.Random(4).shuffle(texts)
    texts = texts[: options.count]
    teacher = encoder.from_source(source, kept, list(range(source.layers))).eval()
    wanted = unit(states(teacher, tokenizer, texts, "query: "))
    model = checkpoint.mean([checkpoint.load(path, source, kept) for path in options.checkpoint]).eval()
    given = states(model, tokenizer, texts)

    learn, test = slice(HELD_OUT, None), slice(0, HELD_OUT)
    centre = wanted[learn].mean(0)
    _, spread, directions = np.linalg.svd(wanted[learn] - centre, full_matrices=False)
    directions = directions[: options.dimensions]
    share = float((spread[: options.dimensions] ** 2).sum() / (spread**2).sum())
    target = (wanted - centre) @ directions.T
    mean = given[learn].mean(0)
    x, y = given[learn] - mean, target[learn]
    weight = np.linalg.solve(x.T @ x + options.ridge * np.eye(x.shape[1]), x.T @ y).T
    bias = y.mean(0) - weight @ mean
    made = unit(given[test] @ weight.T + bias)
    true = unit(wanted[test] - centre)
    between = np.triu_indices(HELD_OUT, 1)
    ours, theirs = (made @ made.T), (true @ true.T)
    ranks = lambda v: np.argsort(np.argsort(v))
    pick = np.random.default_rng(4).choice(len(between[0]), 200_000, replace=False)
    a, b = ours[between][pick], theirs[between][pick]
    spearman = np.corrcoef(ranks(a), ranks(b))[0, 1]
    np.fill_diagonal(ours, -2), np.fill_diagonal(theirs, -2)
    near = np.mean([len(set(o) & set(t)) / 10 for o, t in zip(np.argsort(-ours, 1)[:, :10], np.argsort(-theirs, 1)[:, :10])])
    np.savez(options.output, weight=weight.astype(np.float32), bias=bias.astype(np.float32))
    print(f"{len(texts)} texts, {options.dimensions} directions hold {share:.3f} of the source's spread; "
          f"{HELD_OUT} left out: Spearman of cosines {spearman:.3f}, same among the ten nearest {near:.3f}")  # fmt: skip


if __name__ == "__main__":
    main()
