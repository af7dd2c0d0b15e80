#!/usr/bin/env python3
"""How well what the program says agrees with comments read by the guideline.

    xinsheng score gold_dev.jsonl --text text --redact off -o scored.jsonl
    python agreement.py gold_dev.jsonl scored.jsonl [--sets]

Label over negative, neutral, positive and mixed, each with precision / recall; the share of
negative comments as the program gives it and as it is; aspects by their ids, and with their
polarity; emotion; high effort.
"""
import collections
import json
import sys

LABEL = {"very_negative": "neg", "negative": "neg", "neutral": "neu", "positive": "pos", "very_positive": "pos",
         "mixed": "mixed", "undetected": "none"}  # fmt: skip
POLARITY = {"negative": "neg", "neutral": "neu", "positive": "pos"}


def f1(right, found, wanted):
    precision, recall = right / max(found, 1), right / max(wanted, 1)
    return 2 * precision * recall / max(precision + recall, 1e-9), precision, recall


def said(row, name):
    """A column of the program, which gets a prefix where the input has one of the name."""
    return row.get("xinsheng_" + name, row.get(name))


def report(pairs, name):
    judged = [(gold, row) for gold, row in pairs if gold["label"] != "none"]
    labels = [(gold["label"], LABEL[said(row, "label")]) for gold, row in judged]
    classes = {
        label: f1(sum(a == b == label for a, b in labels), sum(b == label for _, b in labels), sum(a == label for a, _ in labels))
        for label in ("neg", "neu", "pos", "mixed")
    }
    counts = collections.Counter()
    for gold, row in pairs:
        wanted = {opinion["aspect"]: opinion["polarity"] for opinion in gold["opinions"]}
        found = collections.defaultdict(list)
        for opinion in said(row, "opinions"):
            found[opinion["aspect"]].append((opinion["sentiment"], POLARITY[opinion["polarity"]]))
        both = wanted.keys() & found.keys()
        # Where an aspect is judged more than once, the worst counts.
        counts.update(wanted=len(wanted), found=len(found), right=len(both), whole=sum(min(found[a])[1] == wanted[a] for a in both))
    aspect, whole = (f1(counts[kind], counts["found"], counts["wanted"]) for kind in ("right", "whole"))
    emotion = sum(said(row, "emotion") == gold["emotion"] for gold, row in judged) / max(len(judged), 1)
    high = [(gold["effort"] == "high", said(row, "effort") == "high") for gold, row in judged]
    effort = f1(sum(a and b for a, b in high), sum(b for _, b in high), sum(a for a, _ in high))
    n = max(len(judged), 1)
    print(
        f"{name:24} {len(judged):5} label {sum(a == b for a, b in labels) / n:.3f} macro-F1 {sum(c[0] for c in classes.values()) / 4:.3f} "
        + " ".join(f"{label} {c[1]:.2f}/{c[2]:.2f}" for label, c in classes.items())
        + f" negative {sum(b == 'neg' for _, b in labels) / n:.3f} of {sum(a == 'neg' for a, _ in labels) / n:.3f}"
        + f" aspects {aspect[0]:.3f} ({aspect[1]:.2f}/{aspect[2]:.2f}) with polarity {whole[0]:.3f}"
        + f" emotion {emotion:.3f} effort {effort[1]:.2f}/{effort[2]:.2f}"
    )


def main():
    gold, scored = ([json.loads(line) for line in open(path, encoding="utf-8")] for path in sys.argv[1:3])
    pairs = list(zip(gold, scored, strict=True))
    report(pairs, "all")
    for lang in ("zh", "en"):
        report([pair for pair in pairs if pair[0]["lang"] == lang], lang)
    for name in sorted({row["set"] for row in gold}) if "--sets" in sys.argv else []:
        report([pair for pair in pairs if pair[0]["set"] == name], name)


if __name__ == "__main__":
    main()
