#!/usr/bin/env python3
"""Step 1: cuts the source vocabulary to Chinese and English.

    python prune_vocabulary.py --source e5-small-q4.bin --text train.jsonl --output work
    python prune_vocabulary.py --source e5-small-q4.bin --shipped ../tokenizer.json --output work

Keeps what is made of Han characters, what the training text uses, common English
words, short ASCII pieces, symbols and emoji. Writes work/tokenizer.json (for the
`tokenizers` library) and work/kept.npy, the source row of every kept piece. With --shipped
the pieces are those of a vocabulary that was cut before, so that a shipped model can be
trained further.
"""
import argparse
import json
import pathlib
import shutil
import unicodedata

import numpy as np
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from wordfreq import top_n_list

import source_weights

SPECIAL = 4  # <s> <pad> </s> <unk>
ENGLISH_WORDS = 25_000


def tokenizer(pieces):
    """A Unigram tokenizer over (piece, score) pairs whose first four are special."""
    made = Tokenizer(models.Unigram(pieces, unk_id=3, byte_fallback=False))
    made.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()])
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    made.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    made.add_special_tokens([piece for piece, _ in pieces[:SPECIAL]])
    made.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    return made


def is_han(character):
    return "CJK UNIFIED" in unicodedata.name(character, "")


def is_symbol(character):
    return unicodedata.category(character)[0] in "PSN" or "EMOJI" in unicodedata.name(character, "")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--source", required=True)
    arguments.add_argument("--text", nargs="+", help="JSONL files with a field `text`")
    arguments.add_argument("--shipped", type=pathlib.Path, help="tokenizer.json whose pieces are taken")
    arguments.add_argument("--output", required=True, type=pathlib.Path)
    options = arguments.parse_args()

    pieces = source_weights.read(options.source).pieces
    options.output.mkdir(parents=True, exist_ok=True)
    if options.shipped:
        rows = {}
        for i, (piece, _) in enumerate(pieces):
            rows.setdefault(piece, i)
        vocabulary = json.loads(options.shipped.read_text("utf-8"))["model"]["vocab"]
        np.save(options.output / "kept.npy", np.array([rows[piece] for piece, _ in vocabulary], np.int32))
        shutil.copy(options.shipped, options.output / "tokenizer.json")
        print(f"took {len(vocabulary)} of {len(pieces)} pieces")
        return
    if not options.text:
        arguments.error("--text or --shipped is needed")
    full = tokenizer(pieces)
    used = set()
    for path in options.text:
        lines = pathlib.Path(path).read_text("utf-8").splitlines()
        texts = [json.loads(line)["text"] for line in lines]
        for encoding in full.encode_batch(texts):
            used.update(encoding.ids)
    words = set(top_n_list("en", ENGLISH_WORDS))

    def keep(index, piece):
        word = piece.removeprefix("▁")
        if index < SPECIAL or index in used or not word:
            return True
        if word.isascii():
            return len(word) <= 3 or not word.isalpha() or (piece[0] == "▁" and word.lower() in words)
        return all(is_han(c) or is_symbol(c) for c in word)

    kept = [i for i, (piece, _) in enumerate(pieces) if keep(i, piece) and piece != "<mask>"]
    np.save(options.output / "kept.npy", np.array(kept, np.int32))
    tokenizer([pieces[i] for i in kept]).save(str(options.output / "tokenizer.json"), pretty=False)
    print(f"kept {len(kept)} of {len(pieces)} pieces, {len(used)} of them used by the text")


if __name__ == "__main__":
    main()
