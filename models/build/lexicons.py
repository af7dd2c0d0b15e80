#!/usr/bin/env python3
"""What SnowNLP (Chinese) and VADER (English) make of the rows of two-class sets.

    pip install snownlp==0.12.3 vaderSentiment==3.3.2
    python lexicons.py dev.jsonl

Both are asked for positive or negative only: SnowNLP above .5 and VADER's compound
score from 0 on are positive. Rows that are neither are left out. A part of these sets
is in SnowNLP's own training data.
"""
import json
import sys

from snownlp import SnowNLP
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

SETS = "chnsenticorp_htl waimai_10k online_shopping_10_cats semeval16_zh custrev sst5 amazon_alexa goemotions".split()


def main():
    vader = SentimentIntensityAnalyzer()
    counts = {}
    with open(sys.argv[1], encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["set"] not in SETS or row.get("label") not in ("neg", "pos") or not row["text"].strip():
                continue
            if row["lang"] == "zh":
                positive = SnowNLP(row["text"]).sentiments > 0.5
            else:
                positive = vader.polarity_scores(row["text"])["compound"] >= 0
            hit, n = counts.get(row["set"], (0, 0))
            counts[row["set"]] = hit + (positive == (row["label"] == "pos")), n + 1
    for name in SETS:
        hit, n = counts[name]
        print(f"{name}: accuracy {hit / n:.3f}, {n} rows")


if __name__ == "__main__":
    main()
