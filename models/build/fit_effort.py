#!/usr/bin/env python3
"""Step 3: fits the effort head on the states of a trained encoder.

    python fit_effort.py --source e5-small-q4.bin --work work --checkpoint work/encoder.pt \
        --text effort.jsonl --weak weak.jsonl --dev dev.jsonl --labels effort_labels.csv

Labelled rows of feedback are rare, so the head learns from effort.jsonl and from
--weak: training comments with the effort that the rules of xinsheng
find (`xinsheng score train.jsonl --engine fast --text text --format jsonl -o weak.jsonl`).
--labels holds the efforts of 240 development comments, read and labelled by hand; only
their ids are kept. Prints how the rules and the head do on them, and adds the head to
the checkpoint.
"""
import argparse
import csv
import json
import pathlib
import random

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer

import checkpoint
import predict
import source_weights

CLASSES = ["high", "low", "none"]
# Sets whose comments are about service, and how many rows of each rule's answer to take.
WEAK_SETS = {
    "waimai_10k", "jd_products", "chnsenticorp_htl", "skytrax", "online_shopping_10_cats", "amazon_alexa",
    "custrev", "semeval_en", "absa_zh", "shopping_posneg_xls",
}  # fmt: skip
WEAK_ROWS = {"high": 2500, "low": 900, "none": 6000}
PENALTY = 1e-2  # L2


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def weak_rows(path):
    """Comments of middling length with the effort that the rules found."""
    rows = [row for row in read(path) if row["set"] in WEAK_SETS and row.get("category") != "书籍" and 6 <= len(row["text"]) <= 300]
    random.Random(1).shuffle(rows)
    return [row for effort, n in WEAK_ROWS.items() for row in [r for r in rows if r["effort"] == effort][:n]]


def scores(name, truth, found):
    print(f"{name}: accuracy {np.mean(truth == found):.3f} of {len(truth)}", end="")
    for c, label in enumerate(CLASSES):
        hit = ((truth == c) & (found == c)).sum()
        print(f"; {label} precision {hit / max(1, (found == c).sum()):.2f} recall {hit / max(1, (truth == c).sum()):.2f}", end="")
    print()


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--source", required=True)
    arguments.add_argument("--work", required=True, type=pathlib.Path)
    arguments.add_argument("--checkpoint", required=True)
    arguments.add_argument("--text", required=True)
    arguments.add_argument("--weak", required=True)
    arguments.add_argument("--dev", required=True, help="development rows scored by the rules, with `id` and `effort`")
    arguments.add_argument("--labels", required=True)
    options = arguments.parse_args()

    torch.manual_seed(1)
    torch.set_num_threads(2)
    tokenizer_path, kept = checkpoint.work_folder(options.work)
    tokenizer = Tokenizer.from_file(tokenizer_path)
    model = checkpoint.load(options.checkpoint, source_weights.read(options.source), kept).eval()

    strong, weak = read(options.text), weak_rows(options.weak)
    states = predict.pooled_states(model, tokenizer, [row["text"] for row in strong + weak])
    wanted = torch.tensor([CLASSES.index(row["effort"]) for row in strong + weak])
    mean, spread = states.mean(0), states.std(0) + 1e-6
    inputs = (states - mean) / spread
    head = torch.nn.Linear(inputs.shape[1], 3)
    optimizer = torch.optim.LBFGS(head.parameters(), max_iter=300, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        loss = F.cross_entropy(head(inputs), wanted) + PENALTY * head.weight.pow(2).sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    with torch.no_grad():
        model.outputs["effort"].weight.copy_(head.weight / spread)
        model.outputs["effort"].bias.copy_(head.bias - head.weight @ (mean / spread))

    with open(options.labels, newline="", encoding="utf-8") as lines:
        labels = {row["id"]: CLASSES.index(row["effort"]) for row in csv.DictReader(lines)}
    rows = [row for row in read(options.dev) if row["id"] in labels]
    truth = np.array([labels[row["id"]] for row in rows])
    rules = np.array([CLASSES.index(row["effort"] or "none") for row in rows])
    p = predict.probabilities(model, "effort", predict.pooled_states(model, tokenizer, [row["text"] for row in rows])).detach().numpy()
    scores("rules", truth, rules)
    scores("head", truth, p.argmax(1))
    # What xinsheng does: see src/opinion/effort.rs.
    high = (rules == 0) & (p[:, 0] >= 0.1) | (p[:, 0] >= 0.6)
    low = (rules == 1) & (p[:, 1] >= 0.3) | (p[:, 1] >= 0.7)
    both = np.where(high, 0, np.where(low, 1, 2))
    scores("rules and head", truth, both)

    saved = torch.load(options.checkpoint, map_location="cpu")
    for name in ("weight", "bias"):
        saved["model"][f"outputs.effort.{name}"] = getattr(model.outputs["effort"], name).detach()
    torch.save(saved, options.checkpoint)


if __name__ == "__main__":
    main()
