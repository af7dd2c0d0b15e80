"""Samples as batches of tokens: sorted by length within a window, so that little is padding."""
import itertools

import torch

from aspects import ASPECTS, INDEX
from samples import POLARITY

HEAD, TAIL = 72, 40  # tokens kept of the start and the end of a long text


def encode(tokenizer, batch):
    """Tokenised samples: ids and targets over token spans; spans cut away are dropped."""
    encodings = tokenizer.encode_batch([sample["text"] for sample in batch])
    for sample, encoding in zip(batch, encodings):
        ids, offsets = encoding.ids, encoding.offsets
        n = len(ids)
        places = list(range(n)) if n <= HEAD + TAIL else [*range(HEAD), *range(n - TAIL, n)]
        found = []
        for span, head, classes, weight in sample["targets"]:
            if span is None:
                found.append((0, len(places), head, classes, weight))
                continue
            inside = [i for i, p in enumerate(places) if offsets[p][0] < span[1] and offsets[p][1] > span[0]]
            if inside and 0 < p_last(places, inside):
                found.append((inside[0], inside[-1] + 1, head, classes, weight))
        if found or sample["opinions"] or sample["known"] is None:
            yield [ids[p] for p in places], found, said(sample)


def said(sample):
    """Of each aspect: 1 where it is judged, 0 where not, -1 where the row does not tell; its
    polarity or -1; whether a term of it stands there."""
    every = sample["known"] is None
    row = [[0 if every or name in sample["known"] else -1, -1, int(name in sample["terms"])] for name in ASPECTS]
    for name, polarity in sample["opinions"].items():
        # Judged both ways, or only named: whether it counts as judged is left open in public sets.
        row[INDEX[name]][0] = 1 if sample["gold"] or polarity is not None else -1
        row[INDEX[name]][1] = POLARITY.get(polarity, -1)
    return row


def p_last(places, inside):
    """The place of the last token of a span that was not torn by the cut, else 0."""
    whole = places[inside[-1]] - places[inside[0]] == inside[-1] - inside[0]
    return places[inside[-1]] if whole else 0


def batches(tokenizer, samples, tokens, rng, window=4000):
    """Batches of at most `tokens` padded tokens: (ids, lengths, targets with their row, aspects)."""
    source = iter(samples)
    while chunk := list(itertools.islice(source, window)):
        encoded = sorted(encode(tokenizer, chunk), key=lambda item: len(item[0]))
        groups, group = [], []
        for item in encoded:
            if group and len(item[0]) * (len(group) + 1) > tokens:
                groups.append(group)
                group = []
            group.append(item)
        groups.append(group)
        rng.shuffle(groups)
        for group in groups:
            if not group:
                continue
            width = max(len(ids) for ids, *_ in group)
            table = torch.ones(len(group), width, dtype=torch.long)  # 1 is <pad>
            found = []
            for row, (ids, targets, _) in enumerate(group):
                table[row, : len(ids)] = torch.tensor(ids)
                found.extend((row, *target) for target in targets)
            judged = torch.tensor([judged for *_, judged in group], dtype=torch.int8)
            yield table, torch.tensor([len(ids) for ids, *_ in group]), found, judged
