#!/usr/bin/env python3
"""How well a checkpoint agrees with comments read by the guideline, in f32.

    python evaluate_gold.py --source e5-small-q4.bin --work work --checkpoint work/encoder.pt --dev gold_dev.jsonl

Label (negative, neutral, positive, mixed), aspects (strict ids), aspects with their polarity,
effort and emotion. --mean takes the mean of several checkpoints' weights.
"""
import argparse
import collections
import json
import pathlib

import numpy as np
import torch
from tokenizers import Tokenizer

import batches
import checkpoint
import encoder
import samples
import source_weights
from aspects import ASPECTS

LABELS = ["neg", "neu", "pos", "mixed"]


@torch.no_grad()
def predictions(model, tokenizer, rows):
    """Of each sample: probabilities of the heads of the whole comment, of the aspects, and their polarity."""
    model.eval()
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]["text"]))
    out = [None] * len(rows)
    for at in range(0, len(order), 48):
        part = order[at : at + 48]
        encodings = tokenizer.encode_batch([rows[i]["text"] for i in part])
        lengths = torch.tensor([min(len(e.ids), 510) for e in encodings])
        ids = torch.ones(len(part), int(lengths.max()), dtype=torch.long)
        for row, e in enumerate(encodings):
            ids[row, : lengths[row]] = torch.tensor(e.ids[:510])
        with torch.autocast("cpu", torch.bfloat16):
            states = model(ids, lengths)
        states = states.float()
        terms = torch.tensor([batches.said(rows[i]) for i in part])[..., 2].float()
        logits, shares = model.aspects(states, lengths, terms)
        polarity = model.outputs["opinion"](torch.einsum("bta,bth->bah", shares, states)).softmax(-1)
        inside = torch.arange(ids.shape[1]) < lengths[:, None]
        mean = (states * inside[..., None]).sum(1) / lengths[:, None]
        for row, i in enumerate(part):
            heads = {name: model.outputs[name](mean[row]).softmax(-1).numpy() for name in ("label", "lean", "strength", "emotion", "effort", "polarity", "stars")}
            out[i] = heads | {"aspects": logits[row].sigmoid().numpy(), "opinion": polarity[row].numpy()}
    return out


def f1(right, found, wanted):
    p, r = right / max(found, 1), right / max(wanted, 1)
    return 2 * p * r / max(p + r, 1e-9), p, r


def report(rows, gold, found, threshold, name):
    judged = [i for i, g in enumerate(gold) if g["label"] != "none"]
    said = {i: LABELS[int(found[i]["label"].argmax())] for i in judged}
    accuracy = np.mean([said[i] == gold[i]["label"] for i in judged])
    table = {}
    for label in LABELS:
        right = sum(said[i] == label == gold[i]["label"] for i in judged)
        table[label] = f1(right, sum(said[i] == label for i in judged), sum(gold[i]["label"] == label for i in judged))
    share = [np.mean([x == "neg" for x in said.values()]), np.mean([gold[i]["label"] == "neg" for i in judged])]
    counts = collections.Counter()
    for i, g in enumerate(gold):
        wanted = {o["aspect"]: o["polarity"] for o in g["opinions"]}
        ours = {ASPECTS[a]: ["neg", "neu", "pos"][int(found[i]["opinion"][a].argmax())] for a in np.flatnonzero(found[i]["aspects"] >= threshold)}
        counts["wanted"] += len(wanted)
        counts["found"] += len(ours)
        counts["right"] += len(wanted.keys() & ours.keys())
        counts["whole"] += sum(wanted.get(a) == p for a, p in ours.items())
    aspect, whole = f1(counts["right"], counts["found"], counts["wanted"]), f1(counts["whole"], counts["found"], counts["wanted"])
    emotions = encoder.HEADS["emotion"]
    emotion = np.mean([emotions[int(found[i]["emotion"].argmax())] == gold[i]["emotion"] for i in judged])
    high = [found[i]["effort"].argmax() == 0 for i in judged]
    true = [gold[i]["effort"] == "high" for i in judged]
    effort = f1(sum(a and b for a, b in zip(high, true)), sum(high), sum(true))
    print(f"{name:24} n {len(judged):5} label {accuracy:.3f} macroF1 {np.mean([t[0] for t in table.values()]):.3f} "
          + " ".join(f"{l} {t[1]:.2f}/{t[2]:.2f}" for l, t in table.items())
          + f" | neg share {share[0]:.3f} true {share[1]:.3f} | aspect F1 {aspect[0]:.3f} ({aspect[1]:.2f}/{aspect[2]:.2f}) whole {whole[0]:.3f}"
          + f" | emotion {emotion:.3f} effort high {effort[1]:.2f}/{effort[2]:.2f}")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--source", required=True)
    arguments.add_argument("--work", required=True, type=pathlib.Path)
    arguments.add_argument("--checkpoint", required=True, nargs="+", help="several: the mean of their weights")
    arguments.add_argument("--dev", required=True)
    arguments.add_argument("--threshold", type=float)
    arguments.add_argument("--sets", action="store_true")
    options = arguments.parse_args()
    torch.set_num_threads(1)
    path, kept = checkpoint.work_folder(options.work)
    source = source_weights.read(options.source)
    model = checkpoint.mean([checkpoint.load(checkpoint_, source, kept) for checkpoint_ in options.checkpoint])
    gold = [json.loads(line) for line in open(options.dev, encoding="utf-8")]
    terms = [json.loads(line) for line in open(options.dev + ".terms.jsonl", encoding="utf-8")]
    rows = []
    for row, named in zip(gold, terms, strict=True):
        judged, known = samples.opinions(row)
        rows.append({"text": row["text"], "opinions": judged, "known": known, "terms": set(named), "gold": True})
    found = predictions(model, Tokenizer.from_file(path), rows)
    for threshold in [options.threshold] if options.threshold else [0.3, 0.4, 0.5]:
        report(rows, gold, found, threshold, f"all at {threshold}")
    threshold = options.threshold or 0.4
    names = sorted({g["set"] for g in gold}) if options.sets else []
    for name, chosen in [("zh", lambda g: g["lang"] == "zh"), ("en", lambda g: g["lang"] == "en")] + [(n, lambda g, n=n: g["set"] == n) for n in names]:
        part = [i for i, g in enumerate(gold) if chosen(g)]
        report([rows[i] for i in part], [gold[i] for i in part], [found[i] for i in part], threshold, name)


if __name__ == "__main__":
    main()
