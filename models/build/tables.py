#!/usr/bin/env python3
"""Prints the accuracy tables of the model cards from results of `xinsheng evaluate --json`.

    for engine in fast encoder cascade; do
        xinsheng evaluate dev.jsonl --label label --rating rating --rating-scale rating_scale \
            --emotion emotion --set set --engine $engine --json > $engine.json
    done
    python tables.py fast.json encoder.json cascade.json   # one column per file
    python tables.py --full encoder.json                   # everything about one
"""
import json
import pathlib
import sys

FIRST = "chnsenticorp_htl waimai_10k online_shopping_10_cats custrev sst5 smp2020_ewect goemotions".split()


def digits(value):
    return f"{value:.3f}".removeprefix("0")


def ordered(names):
    return [name for name in FIRST if name in names] + sorted(set(names) - set(FIRST))


def read(path):
    return {scores["set"]: scores for scores in json.loads(pathlib.Path(path).read_text("utf-8"))}


def full(path):
    print("| Set | Rows | Accuracy | Macro-F1 | Binary | Recall | ECE | Stars τ-b (rows) | Emotion (rows) |")
    print("|---|--:|--:|--:|--:|---|--:|--:|--:|")
    results = read(path)
    for name in ordered(results):
        s = results[name]
        pair = lambda value, form: f"{form(value[0])} ({value[1]:,})" if value else ""
        two = lambda value: f"{value:.2f}".removeprefix("0")
        if s["n"]:
            recall = " / ".join(two(c["recall"]) for c in s["classes"])
            cells = [f"{s['n']:,}", *(digits(s[k]) for k in ("accuracy", "macro_f1", "binary_accuracy")), recall, digits(s["calibration_error"])]
        else:
            cells = ["–", "", "", "", "", ""]
        print("|", " | ".join([name, *cells, pair(s["stars"], two), pair(s["emotion"], two)]), "|")


def side_by_side(paths):
    results = [read(path) for path in paths]
    names = [pathlib.Path(path).stem for path in paths]
    print("| Set | Rows | Measure |", " | ".join(names), "|")
    print("|---|--:|---|" + "--:|" * len(names))
    for name in ordered(results[0]):
        first = results[0][name]
        measures = []
        if first["n"]:
            if first["three_class"]:
                measures = [("macro-F1", lambda s: digits(s["macro_f1"])), ("neg/pos", lambda s: digits(s["binary_accuracy"]))]
            else:
                measures = [("accuracy", lambda s: digits(s["accuracy"]))]
        if first["stars"]:
            measures.append(("stars τ-b", lambda s: digits(s["stars"][0])))
        for label, form in measures:
            rows = first["stars"][1] if label.startswith("stars") else first["n"]
            print(f"| {name} | {rows:,} | {label} |", " | ".join(form(result[name]) for result in results), "|")


if __name__ == "__main__":
    if sys.argv[1] == "--full":
        full(sys.argv[2])
    else:
        side_by_side(sys.argv[1:])
