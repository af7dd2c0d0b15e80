#!/usr/bin/env python3
"""Step 0: the rows that the encoder learns from, out of the labelled sets.

    python rows.py --data DATA --output work      # DATA: train, extra, gold_train, gold_dev .jsonl.xz
    xinsheng score PATH --engine fast --text text --redact off -o PATH.scored.jsonl
    python rows.py --terms PATH                   # PATH.terms.jsonl, from PATH.scored.jsonl

Texts are written as the program reads them: white space folded, traditional characters
simplified, runs of more than three equal characters cut to three. `read.jsonl` are the comments
of read.tsv with their texts; `public.jsonl` a mixture of the public sets, without what was read.
"""
import argparse
import collections
import csv
import json
import lzma
import pathlib
import random
import re

HERE = pathlib.Path(__file__).parent
POLARITY = {"+": "pos", "-": "neg", "~": "neu"}
LEAN = {"-": -1, "+": 1}
# What a comment was cut to before it was read, in characters.
READ = {"zh": 350, "en": 500}
# Sets without targets that help, or whose fragments would drown the rest.
OUT = {
    "sst5_phrases", "covid_weibo_emotion", "sentihood", "tosarcasm", "tweeteval_irony", "dimabsa_zho_finance",
    "eprstmt_unlabelled",
}  # fmt: skip
# Most rows of a public set.
MOST = {"goemotions": 9000, "smp2020_ewect": 9000} | dict.fromkeys(
    ["online_shopping_10_cats", "absa_zh", "absa_en", "yelp_aspect_test", "oats"], 14000
)
MOST_OF_OTHERS = 12_000
SEED = 16


def simplified():
    """Traditional characters and what they are in simplified ones, as a table of `str.translate`."""
    table = {}
    for line in (HERE / "../../data/words/traditional.txt").read_text("utf-8").splitlines():
        for pair in [] if line.startswith("#") else line.split():
            if len(pair) > 1 and len(pair[0].encode()) == len(pair[1].encode()):
                table[ord(pair[0])] = pair[1]
    return table


SIMPLIFIED = simplified()


def normal(text):
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(r"(.)\1{3,}", lambda run: run.group(1) * 3, text).translate(SIMPLIFIED)


def key(text):
    """By what a text is known again: its first letters, digits and Han characters."""
    return re.sub(r"[^0-9a-z\u4e00-\u9fff]", "", normal(text).lower())[:60]


def rows_of(path):
    opened = lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8")
    with opened as lines:
        rows = [json.loads(line) for line in lines]
    for row in rows:
        row["text"] = normal(row["text"])
    return rows


def opinions(cell):
    found = [word for word in cell.split() if word != "."]
    return [{"aspect": word[:-1], "polarity": POLARITY[word[-1]]} for word in found]


def read_by_guideline(texts):
    """The comments of read.tsv, with their texts."""
    with (HERE / "read.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            source = texts[row["set"], row["id"]]
            text, most = source["text"], READ[source["lang"]]
            yield {
                "set": "gold_" + row["set"], "id": row["id"], "lang": source["lang"],
                "text": text if len(text) <= most else text[:most] + "…",
                "label": row["label"], "lean": LEAN.get(row["lean"], 0), "strength": int(row["strength"]),
                "effort": None if row["effort"] == "." else row["effort"], "emotion": row["emotion"], "opinions": opinions(row["opinions"]),
            }  # fmt: skip


def mixture(train, extra, without_ids, without_keys):
    rng = random.Random(SEED)
    rng.shuffle(train)
    rng.shuffle(extra)
    counts = collections.Counter()
    for row in train + extra:
        name = row["set"]
        full = counts[name] >= MOST.get(name, MOST_OF_OTHERS)
        if name in OUT or full or (name, row["id"]) in without_ids or key(row["text"]) in without_keys:
            continue
        counts[name] += 1
        yield row


def write(folder, name, rows):
    with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(f"{name}: {len(rows)} rows")


def terms(path):
    """The aspects whose terms stand in each row, as the fast engine finds them."""
    count = 0
    with (
        open(path, encoding="utf-8") as rows,
        open(f"{path}.scored.jsonl", encoding="utf-8") as scored,
        open(f"{path}.terms.jsonl", "w", encoding="utf-8") as out,
    ):
        for row, line in zip(rows, scored, strict=True):
            found = json.loads(line)
            name = "xinsheng_opinions" if "opinions" in json.loads(row) else "opinions"
            out.write(json.dumps(sorted({opinion["aspect"] for opinion in found[name]})) + "\n")
            count += 1
    print(f"{path}: terms of {count} rows")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--data", type=pathlib.Path, help="folder of the labelled sets")
    arguments.add_argument("--output", type=pathlib.Path)
    arguments.add_argument("--terms", nargs="+", default=[], help="files of rows that have been scored")
    options = arguments.parse_args()
    for path in options.terms:
        terms(path)
    if not options.data:
        return
    train, extra, gold, dev = (
        rows_of(options.data / f"{name}.jsonl.xz") for name in ("train", "extra", "gold_train", "gold_dev")
    )
    held_back = {key(row["text"]) for row in dev}
    read = list(read_by_guideline({(row["set"], row["id"]): row for row in train + extra}))
    read_ids = {(row["set"].removeprefix("gold_"), row["id"]) for row in read}
    read = [row for row in read if key(row["text"]) not in held_back]
    known = held_back | {key(row["text"]) for row in gold + read}
    options.output.mkdir(parents=True, exist_ok=True)
    for name, rows in (("gold_train", gold), ("gold_dev", dev), ("read", read)):
        write(options.output, name, rows)
    for name in ("written_gold", "written", "negation"):
        write(options.output, name, rows_of(HERE / f"{name}.jsonl"))
    write(options.output, "public", list(mixture(train, extra, read_ids, known)))


if __name__ == "__main__":
    main()
