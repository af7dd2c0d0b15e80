#!/usr/bin/env python3
"""Step 7: accuracy of a checkpoint in f32, per data set, and of a shipped model against it.

    python evaluate.py --source e5-small-q4.bin --work work --checkpoint work/encoder.pt --dev dev.jsonl
    xinsheng score dev.jsonl --engine encoder --text text --format jsonl -o scored.jsonl
    python evaluate.py … --scored scored.jsonl

Two-class sets compare negative with positive. --sets looks at some sets only, --limit
at the first rows of each. With --scored, also the share of rows on which the scored
file has the same class, and the largest difference of a probability.
"""
import argparse
import json
import pathlib

import numpy as np
import torch
from tokenizers import Tokenizer

import checkpoint
import predict
import samples
import source_weights

CLASSES = ["neg", "neu", "pos"]


def macro_f1(truth, found, classes):
    scores = []
    for c in classes:
        hit = ((found == c) & (truth == c)).sum()
        scores.append(2 * hit / max(1, (found == c).sum() + (truth == c).sum()))
    return float(np.mean(scores))


def tau_b(x, y):
    """Kendall's tau-b, pair by pair."""
    dx, dy = np.sign(x[:, None] - x[None]), np.sign(y[:, None] - y[None])
    return float((dx * dy).sum() / np.sqrt((dx != 0).sum() * (dy != 0).sum()))


def report(rows, p, stars):
    """One line per data set."""
    for name in sorted({row["set"] for row in rows}):
        index = np.array([i for i, row in enumerate(rows) if row["set"] == name])
        line = f"{name:26}"
        labelled = [i for i in index if rows[i].get("label") in CLASSES]
        if labelled:
            truth = np.array([CLASSES.index(rows[i]["label"]) for i in labelled])
            two = truth != 1
            binary = np.where(p[labelled][:, 0] > p[labelled][:, 2], 0, 2)
            line += f" n {len(labelled):5}  binary {(binary[two] == truth[two]).mean():.3f}"
            if not two.all():
                found = p[labelled].argmax(1)
                recall = "/".join(f"{(found[truth == c] == c).mean():.2f}" for c in range(3))
                line += f"  accuracy {(found == truth).mean():.3f}  F1 {macro_f1(truth, found, range(3)):.3f}  recall {recall}"
        rated = [i for i in index if rows[i].get("rating") is not None]
        if rated:
            line += f"  stars tau-b {tau_b(np.array([rows[i]['rating'] for i in rated], float), stars[rated]):.3f} ({len(rated)})"
        print(line, flush=True)


def aspects(model, tokenizer, rows):
    """Accuracy at aspect mentions that stand in the text, per data set and domain."""
    spans, truth, names = [], [], []
    for row in rows:
        for span, head, target, _ in samples.targets(row):
            if head == "aspect":
                spans.append((row["text"], *span))
                truth.append(int(np.argmax(target)))
                names.append(f"{row['set']}/{row.get('domain', '')}")
    if not spans:
        return
    states, kept = predict.span_states(model, tokenizer, spans)
    found = model.outputs["aspect"](states).argmax(-1).numpy()
    truth, names, kept = np.array(truth), np.array(names), np.array(kept)
    for name in sorted(set(names)):
        at = kept & (names == name)
        if at.sum() >= 50:
            print(f"aspects {name:30} n {at.sum():5}  accuracy {(found[at] == truth[at]).mean():.3f}  F1 {macro_f1(truth[at], found[at], range(3)):.3f}")


def agreement(rows, p, path):
    names = ["p_negative", "p_neutral", "p_positive"]
    with open(path, encoding="utf-8") as lines:
        scored = [json.loads(line) for line in lines]
    judged = [i for i, row in enumerate(scored) if row.get(names[0]) not in (None, "")]
    theirs = np.array([[float(scored[i][name]) for name in names] for i in judged])
    ours = p[judged]
    same = (theirs.argmax(1) == ours.argmax(1)).mean()
    spread = np.abs(theirs - ours).max(1)
    print(f"same class in {same:.4f} of {len(judged)} rows; difference of a probability: "
          f"median {np.median(spread):.4f}, 99th percentile {np.percentile(spread, 99):.4f}, largest {spread.max():.4f}")  # fmt: skip


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--source", required=True)
    arguments.add_argument("--work", required=True, type=pathlib.Path)
    arguments.add_argument("--checkpoint", required=True)
    arguments.add_argument("--dev", required=True)
    arguments.add_argument("--sets", nargs="*")
    arguments.add_argument("--limit", type=int)
    arguments.add_argument("--scored", help="the same rows scored by xinsheng (jsonl)")
    arguments.add_argument("--threads", type=int, default=2)
    options = arguments.parse_args()

    torch.set_num_threads(options.threads)
    tokenizer_path, kept = checkpoint.work_folder(options.work)
    tokenizer = Tokenizer.from_file(tokenizer_path)
    model = checkpoint.load(options.checkpoint, source_weights.read(options.source), kept).eval()
    with open(options.dev, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    if options.sets:
        rows = [row for row in rows if row["set"] in options.sets]
    if options.limit:
        seen = {}
        rows = [row for row in rows if seen.setdefault(row["set"], []).append(1) or len(seen[row["set"]]) <= options.limit]
    states = predict.pooled_states(model, tokenizer, [row["text"] for row in rows])
    with torch.no_grad():
        temperature = checkpoint.temperature(options.checkpoint, "polarity")
        p = predict.probabilities(model, "polarity", states, temperature).numpy()
        stars = (predict.probabilities(model, "stars", states) @ torch.arange(1.0, 6.0)).numpy()
    report(rows, p, stars)
    aspects(model, tokenizer, rows)
    if options.scored:
        agreement(rows, p, options.scored)


if __name__ == "__main__":
    main()
