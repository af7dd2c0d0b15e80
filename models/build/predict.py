"""Predictions of the encoder in f32, as the shipped engine makes them: whole comments and spans."""
import torch

WINDOW = 112


def windows(ids, window=WINDOW):
    """Token ids (without <s> and </s>) in windows of at most `window` tokens."""
    room = window - 2
    return [[0, *ids[at : at + room], 2] for at in range(0, max(len(ids), 1), room)]


@torch.no_grad()
def pooled_states(model, tokenizer, texts, batch_tokens=4096):
    """Mean state of each whole text, [texts, hidden]."""
    model.eval()
    encodings = tokenizer.encode_batch(texts, add_special_tokens=False)
    pieces = [(text, piece) for text, e in enumerate(encodings) for piece in windows(e.ids)]
    pieces.sort(key=lambda item: len(item[1]))
    sums = torch.zeros(len(texts), model.config["hidden"])
    counts = torch.zeros(len(texts), 1)
    at = 0
    while at < len(pieces):
        end = at + 1
        while end < len(pieces) and len(pieces[end][1]) * (end + 1 - at) <= batch_tokens:
            end += 1
        group = pieces[at:end]
        width = max(len(piece) for _, piece in group)
        ids = torch.ones(len(group), width, dtype=torch.long)
        for row, (_, piece) in enumerate(group):
            ids[row, : len(piece)] = torch.tensor(piece)
        lengths = torch.tensor([len(piece) for _, piece in group])
        states = model(ids, lengths)
        mask = (torch.arange(width) < lengths[:, None]).unsqueeze(-1)
        for (text, piece), total in zip(group, (states * mask).sum(1)):
            sums[text] += total
            counts[text] += len(piece)
        at = end
    return sums / counts


@torch.no_grad()
def span_states(model, tokenizer, items, batch=64):
    """Mean state of a character span of each (text, start, end); texts are cut to one window."""
    model.eval()
    order = sorted(range(len(items)), key=lambda i: len(items[i][0]))
    out = torch.zeros(len(items), model.config["hidden"])
    kept = [False] * len(items)
    for at in range(0, len(order), batch):
        part = order[at : at + batch]
        encodings = tokenizer.encode_batch([items[i][0] for i in part], add_special_tokens=False)
        pieces = [windows(e.ids)[0] for e in encodings]
        width = max(map(len, pieces))
        ids = torch.ones(len(part), width, dtype=torch.long)
        for row, piece in enumerate(pieces):
            ids[row, : len(piece)] = torch.tensor(piece)
        states = model(ids, torch.tensor([len(piece) for piece in pieces]))
        for row, (i, encoding) in enumerate(zip(part, encodings)):
            _, start, end = items[i]
            places = [p + 1 for p, (a, b) in enumerate(encoding.offsets) if a < end and b > start]
            if places and places[-1] < len(pieces[row]) - 1:
                out[i] = states[row, places[0] : places[-1] + 1].mean(0)
                kept[i] = True
    return out, kept


def probabilities(model, head, states, temperature=1.0):
    return (model.outputs[head](states) / temperature).softmax(-1)
