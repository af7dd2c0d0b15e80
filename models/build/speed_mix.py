#!/usr/bin/env python3
"""Draws the comments of the 30-token benchmark from labelled rows.

    python speed_mix.py dev.jsonl work/tokenizer.json > mix30.jsonl
    xinsheng analyze mix30.jsonl -o report --engine encoder

14,000 comments: 60 % of 8-24 tokens, 30 % of 25-64, 10 % of 65-128; mean 30.
"""
import json
import random
import sys

from tokenizers import Tokenizer

ROWS = 14_000
MIX = [(8, 24, 0.6), (25, 64, 0.3), (65, 128, 0.1)]


def main():
    rng = random.Random(3)
    with open(sys.argv[1], encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    rng.shuffle(texts)
    lengths = [len(encoding.ids) for encoding in Tokenizer.from_file(sys.argv[2]).encode_batch(texts)]
    drawn = []
    for low, high, share in MIX:
        drawn += [text for text, n in zip(texts, lengths) if low <= n <= high][: int(ROWS * share)]
    rng.shuffle(drawn)
    for text in drawn:
        print(json.dumps({"comment": text.replace("\0", " ")}, ensure_ascii=False))


if __name__ == "__main__":
    main()
