#!/usr/bin/env python3
"""Step 5: the name head, on the states of a middle layer of the finished encoder.

    python fit_names.py --source e5-small-q4.bin --work work --checkpoint work/encoder.pt \
        --read work/*.jsonl --test ../../tests/privacy/names.tsv --output work/names.npz

With `--into ../encoder.safetensors` the head takes the place of the one in a shipped model, whose
other weights stay as they are; `--checkpoint` may then be that file.

Learns from the lines of `name_lines.tsv`, each filled with several names (fill_names.py), and from
the public comments of `names_read.tsv`, in which every candidate of an earlier head was read:
p a private person's name, u one of public life, n no name. Of comments without a candidate
nothing is known, so they are learnt as what most are, without a name.

An atom is a Chinese character or a piece of another word. It is read with the state of its token
after `--layer` layers, the embeddings of itself and its neighbours, and its place in the token.
The gate, which is asked first, is a linear map of the token's state; its bias lets all but
`--missed` of the tokens of names through.
"""
import argparse
import csv
import json
import pathlib
import random
import re

import numpy as np
import torch
import torch.nn.functional as F
from safetensors import safe_open
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import nn

import checkpoint
import predict
import rows
import source_weights
from fill_names import SLOT, Names

HERE = pathlib.Path(__file__).parent
HAN = re.compile(r"[\u3400-\u9fff]")
START, END, UNKNOWN = 0, 2, 3
MARKED = re.compile(r"\{name(\??):([^}]*)\}")


class Text:
    """A text, its names and its atoms; `known` is False where an atom says nothing."""

    def __init__(self, text, spans, tokenizer, unsure=(), weight=1.0):
        self.text, self.spans, self.weight = text, spans, weight
        encoding = tokenizer.encode(text, add_special_tokens=False)
        room = predict.WINDOW - 2
        self.ids, self.offsets = encoding.ids[:room], encoding.offsets[:room]
        self.atoms = list(self.cut(tokenizer))
        self.tags, last = [], None
        for _, start, end, _, _ in self.atoms:
            name = next((span for span in spans if 2 * (min(end, span[1]) - max(start, span[0])) >= end - start), None)
            self.tags.append(0 if name is None else 1 if name != last else 2)
            last = name
        self.known = [not any(a < end and start < b for a, b in unsure) for _, start, end, _, _ in self.atoms]

    def cut(self, tokenizer):
        """(token, start, end, word, place) of each atom; place is 0 alone, 1 first, 2 within, 3 last."""
        for token, (start, end) in enumerate(self.offsets):
            while start < end and self.text[start] == " ":
                start += 1
            if start < end and not HAN.search(self.text[start:end]):
                yield token, start, end, self.ids[token], 0
                continue
            for at in range(start, end):
                place = 0 if end - start == 1 else 1 if at == start else 3 if at == end - 1 else 2
                character = self.text[at]
                word = tokenizer.token_to_id(character)
                word = tokenizer.token_to_id("\u2581" + character) if word is None else word
                yield token, at, at + 1, UNKNOWN if word is None else word, place


class Head(nn.Module):
    def __init__(self, words, hidden, inner=256):
        super().__init__()
        self.words = words
        self.state = nn.Linear(hidden, inner)
        self.left = nn.Linear(hidden, inner, bias=False)
        self.own = nn.Linear(hidden, inner, bias=False)
        self.right = nn.Linear(hidden, inner, bias=False)
        self.place = nn.Embedding(4, inner)
        self.tag = nn.Linear(inner, 3)
        self.noise = nn.Dropout(0.1)
        self.dropout = nn.Dropout(0.3)

    def forward(self, states, left, own, right, place):
        word = lambda words: self.noise(self.words[words])
        inner = self.state(self.noise(states)) + self.left(word(left)) + self.own(word(own))
        inner = inner + self.right(word(right)) + self.place(place)
        return self.tag(self.dropout(F.gelu(inner)))


@torch.no_grad()
def middle_states(model, texts, layer):
    """The states of each text's tokens after `layer` layers."""
    found = [None] * len(texts)
    order = sorted(range(len(texts)), key=lambda i: len(texts[i].ids))
    for at in range(0, len(order), 64):
        part = order[at : at + 64]
        ids = [[START, *texts[i].ids, END] for i in part]
        width = max(map(len, ids))
        batch = torch.tensor([one + [END] * (width - len(one)) for one in ids])
        lengths = torch.tensor([len(one) for one in ids])
        place = torch.arange(width)
        states = model.embedding_norm(model.words(batch) + model.positions(place))
        mask = torch.where(place < lengths[:, None], 0.0, -1e4)[:, None, None, :]
        for one in model.layers[:layer]:
            states = one(states, mask)
        for row, i in enumerate(part):
            found[i] = states[row, 1 : len(ids[row]) - 1].half().clone()
    return found


def inputs(texts, states):
    """What the head reads of all atoms, one after the other."""
    columns = [[], [], [], [], []]
    for text, state in zip(texts, states):
        if not text.atoms:
            continue
        words = torch.tensor([START] + [atom[3] for atom in text.atoms] + [END])
        parts = (state[[atom[0] for atom in text.atoms]], words[:-2], words[1:-1], words[2:])
        for column, part in zip(columns, (*parts, torch.tensor([atom[4] for atom in text.atoms]))):
            column.append(part)
    return [torch.cat(column) for column in columns]


def fit(head, given, tags, weights, epochs, rate=3e-3, batch=1024):
    optimizer = torch.optim.AdamW([p for p in head.parameters() if p.requires_grad], rate, weight_decay=0.02)
    steps, step = epochs * -(-len(tags) // batch), 0
    for _ in range(epochs):
        for part in torch.randperm(len(tags)).split(batch):
            logits = head(given[0][part].float(), *(column[part] for column in given[1:]))
            loss = (F.cross_entropy(logits, tags[part], reduction="none") * weights[part]).mean()
            optimizer.param_groups[0]["lr"] = rate * (1 - step / steps)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            step += 1
    return head.eval()


def fit_gate(texts, states, missed):
    """Weight and bias of the gate: its logit is positive at all but `missed` of the tokens of names."""
    of_name = [torch.tensor([any(a < end and start < b for a, b in text.spans) for start, end in text.offsets]) for text in texts if text.ids]
    given, wanted = torch.cat([state for state in states if len(state)]), torch.cat(of_name).float()
    gate = nn.Linear(given.shape[1], 1)
    optimizer = torch.optim.AdamW(gate.parameters(), 3e-3)
    for epoch in range(3):
        for part in torch.randperm(len(wanted)).split(2048):
            loss = F.binary_cross_entropy_with_logits(gate(given[part].float())[:, 0], wanted[part])
            optimizer.param_groups[0]["lr"] = 3e-3 / (1 + 2 * epoch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        logits = torch.cat([gate(part.float())[:, 0] for part in given.split(1 << 16)])
        gate.bias -= logits[wanted > 0].quantile(missed)
        print(f"gate: lets {(logits > logits[wanted > 0].quantile(missed)).float().mean():.3f} of the tokens through")
    return gate


def likeliest(logits):
    """The likeliest tags of which none goes on where nothing began."""
    best, before = logits[0].copy(), []
    best[2] = -np.inf
    for own in logits[1:]:
        steps = np.stack([best, best, best])
        steps[2, 0] = -np.inf
        before.append(steps.argmax(1))
        best = steps.max(1) + own
    tags = [int(best.argmax())]
    for step in before[::-1]:
        tags.append(int(step[tags[-1]]))
    return tags[::-1]


def spans_of(text, tags):
    """The spans that tags mark, those that touch as one, each of whole words."""
    spans = []
    for (_, start, end, _, _), tag in zip(text.atoms, tags):
        if tag and spans and (tag == 2 or spans[-1][1] == start) and spans[-1][2]:
            spans[-1][1] = end
        elif tag:
            spans.append([start, end, True])
        elif spans:
            spans[-1][2] = False
    found = []
    for start, end, _ in spans:
        while start and text.text[start - 1 : start + 1].isascii() and text.text[start - 1 : start + 1].isalpha():
            start -= 1
        while text.text[end - 1 : end + 1].isascii() and text.text[end - 1 : end + 1].isalpha() and end < len(text.text):
            end += 1
        while end > start and not text.text[end - 1].isalnum() and not re.search(r"\b\w\.$", text.text[start:end]):
            end -= 1
        if text.text[start:end].endswith(("'s", "’s")):
            end -= 2
        if start < end:
            found.append((start, end))
    return found


@torch.no_grad()
def found_in(head, texts, states, outside):
    """The names that the head finds, `outside` added to the logit of no name."""
    given, at, found = inputs(texts, states), 0, []
    logits = torch.cat([head(given[0][part].float(), *(c[part] for c in given[1:])) for part in torch.arange(len(given[4])).split(8192)])
    logits[:, 0] += outside
    logits = logits.numpy()
    for text in texts:
        own = logits[at : at + len(text.atoms)]
        found.append(spans_of(text, likeliest(own)) if len(own) else [])
        at += len(text.atoms)
    return found


def written(tokenizer, copies, seed):
    """The lines, each with several names."""
    names = Names(random.Random(seed))
    for line in (HERE / "name_lines.tsv").read_text("utf-8").splitlines():
        lang, line = line.split("\t")
        many = copies if SLOT.search(line) else 1
        for _ in range(many):
            text, spans = names.filled(line, lang)
            yield Text(text.translate(rows.SIMPLIFIED), spans, tokenizer)


def windows(text, tokenizer):
    """Where the parts of a comment begin and end that the encoder reads at once, each to the end of a sentence where it can be."""
    offsets = tokenizer.encode(text, add_special_tokens=False).offsets
    room, at = predict.WINDOW - 2, 0
    while at < len(offsets):
        end = min(at + room, len(offsets))
        if end < len(offsets):
            ends = [i for i in range(at + room // 2, end) if re.search(r"[.!?。！？\n]\s*$", text[offsets[i][0] : offsets[i][1]])]
            end = ends[-1] + 1 if ends else end
        yield offsets[at][0], len(text) if end == len(offsets) else offsets[end - 1][1]
        at = end


def public(tokenizer, paths):
    """The comments of names_read.tsv, in the parts that are read at once."""
    read = {}
    with (HERE / "names_read.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            found = read.setdefault((row["set"], row["id"]), [])
            found += [tuple(part.split(":")) for part in row["candidates"].split()]
    for path in paths:
        for line in open(path, encoding="utf-8"):
            row = json.loads(line)
            candidates = read.pop((row["set"], row.get("id")), None)
            if candidates is not None:
                for start, end in windows(row["text"], tokenizer):
                    inside = [(int(a) - start, int(b) - start, k) for a, b, k in candidates if start <= int(a) and int(b) <= end]
                    spans = {kind: [(a, b) for a, b, k in inside if k == kind] for kind in "pq"}
                    yield Text(row["text"][start:end], spans["p"], tokenizer, unsure=spans["q"])
    print(f"{len(read)} comments of names_read.tsv are not in the files")


def tested(tokenizer, path):
    """(language, text, which names no word introduces) of marked lines."""
    for line in pathlib.Path(path).read_text("utf-8").splitlines()[1:]:
        _, lang, marked = line.split("\t")
        text, spans, bare, at = "", [], [], 0
        for mark in MARKED.finditer(marked):
            text += marked[at : mark.start()]
            spans.append((len(text), len(text) + len(mark[2])))
            bare.append(mark[1] == "?")
            text, at = text + mark[2], mark.end()
        yield lang, Text((text + marked[at:]).translate(rows.SIMPLIFIED), spans, tokenizer), bare


def report(head, test, states, outside):
    for language in ("zh", "en"):
        right = wrong = missed = bare_right = bare = 0
        some = [i for i, (lang, _, _) in enumerate(test) if lang == language]
        found = found_in(head, [test[i][1] for i in some], [states[i] for i in some], outside)
        for i, names in zip(some, found):
            _, text, is_bare = test[i]
            right += sum(name in text.spans for name in names)
            wrong += sum(name not in text.spans for name in names)
            missed += sum(span not in names for span in text.spans)
            bare += sum(is_bare)
            bare_right += sum(b for span, b in zip(text.spans, is_bare) if span in names)
        print(f"{language}, no name {outside:+.1f}: precision {right / max(right + wrong, 1):.3f}, recall {right / (right + missed):.3f}, without a cue {bare_right / bare:.3f}")


def put_into(path, values, layer):
    """Writes the head into a shipped model."""
    with safe_open(path, "pt") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys() if not name.startswith("names.")}
        metadata = file.metadata() | {"layer.names": str(layer)}
    tensors |= {name: torch.from_numpy(value).contiguous() for name, value in values.items()}
    save_file(tensors, path, metadata)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--source", required=True)
    arguments.add_argument("--work", required=True, type=pathlib.Path)
    arguments.add_argument("--checkpoint", required=True, nargs="+", help="several: the mean of their weights")
    arguments.add_argument("--read", required=True, nargs="+", help="rows with the texts of names_read.tsv")
    arguments.add_argument("--test", help="lines with marked names, never learnt from")
    arguments.add_argument("--layer", type=int, default=8)
    arguments.add_argument("--copies", type=int, default=5, help="how often a line is filled")
    arguments.add_argument("--epochs", type=int, default=5)
    arguments.add_argument("--outside", type=float, default=0.6, help="added to the logit of no name")
    arguments.add_argument("--missed", type=float, default=0.03)
    arguments.add_argument("--output", required=True, type=pathlib.Path)
    arguments.add_argument("--into", type=pathlib.Path, help="a shipped model that is to have the head")
    options = arguments.parse_args()

    torch.manual_seed(3)
    torch.set_num_threads(2)
    source = source_weights.read(options.source)
    tokenizer_path, kept = checkpoint.work_folder(options.work)
    tokenizer = Tokenizer.from_file(tokenizer_path)
    model = checkpoint.mean([checkpoint.load(path, source, kept) for path in options.checkpoint]).eval()
    texts = [*written(tokenizer, options.copies, 5), *public(tokenizer, options.read)]
    states = middle_states(model, texts, options.layer)
    given = inputs(texts, states)
    tags = torch.tensor([tag for text in texts for tag in text.tags])
    weights = torch.tensor([float(known) for text in texts for known in text.known])
    head = fit(Head(model.words.weight.detach(), model.config["hidden"]), given, tags, weights, options.epochs)
    gate = fit_gate(texts, states, options.missed)
    if options.test:
        test = list(tested(tokenizer, options.test))
        of_test = middle_states(model, [text for _, text, _ in test], options.layer)
        for outside in (0.0, 0.5, 1.0, 1.5, 2.0):
            report(head, test, of_test, outside)
    with torch.no_grad():
        head.tag.bias[0] += options.outside
    values = {f"names.{name}": value.numpy() for name, value in head.state_dict().items() if name != "words"}
    values |= {f"names.gate.{name}": value.numpy() for name, value in gate.state_dict().items()}
    np.savez(options.output, layer=options.layer, **values)
    if options.into:
        put_into(options.into, values, options.layer)


if __name__ == "__main__":
    main()
