#!/usr/bin/env python3
"""Step 6: calibrates the heads, quantises the layers and writes the model that ships.

    python export.py --source e5-small-q4.bin --work work --checkpoint work/encoder.pt \
        --dev dev.jsonl --name encoder-6 --output ../

Writes encoder.safetensors (word embeddings as the source's 4-bit blocks, layers as
8-bit integers with one scale per output, the rest as floats) and tokenizer.json.
The temperature of each head is the one with the lowest log loss on --dev.
"""
import argparse
import json
import pathlib
import shutil

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from tokenizers import Tokenizer

import checkpoint
import predict
import samples
import source_weights
from aspects import ASPECTS

CALIBRATION_ROWS = 4000


def temperature(logits, wanted):
    """The divisor of the logits with the lowest log loss (Guo et al., ICML 2017)."""
    grid = np.exp(np.linspace(np.log(0.3), np.log(4.0), 120))
    losses = [float(-(wanted * F.log_softmax(logits / t, -1)).sum(-1).mean()) for t in grid]
    return float(grid[int(np.argmin(losses))])


def calibrate(model, tokenizer, rows):
    """The temperature of each head; heads without rows keep 1."""
    rng = samples.rng_of(1, "calibration")
    rng.shuffle(rows)
    found = {name: 1.0 for name in model.outputs}
    wholes = [row for row in rows if any(t[0] is None for t in row["targets"])][:CALIBRATION_ROWS]
    states = predict.pooled_states(model, tokenizer, [row["text"] for row in wholes])
    for head in ("label", "lean", "strength", "polarity", "stars", "emotion", "effort"):
        # Polarity on sets with neutral rows: binary sets would tell nothing of it.
        chosen = [(i, t[2]) for i, row in enumerate(wholes) for t in row["targets"] if t[0] is None and t[1] == head]
        if chosen:
            logits = model.outputs[head](states[[i for i, _ in chosen]]).detach()
            found[head] = temperature(logits, torch.tensor([target for _, target in chosen]))
    spans = [(row["text"], *t[0], t[2]) for row in rows for t in row["targets"] if t[1] == "aspect"][:CALIBRATION_ROWS]
    if spans:
        states, kept = predict.span_states(model, tokenizer, [span[:3] for span in spans])
        logits = model.outputs["aspect"](states[kept]).detach()
        found["aspect"] = temperature(logits, torch.tensor([s[3] for s, k in zip(spans, kept) if k]))
    return found


def quantised(weight):
    """8-bit integers and the scale of each row."""
    scale = weight.abs().amax(1).clamp_min(1e-8) / 127
    return (weight / scale[:, None]).round().clamp(-127, 127).to(torch.int8), scale


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--source", required=True)
    arguments.add_argument("--work", required=True, type=pathlib.Path)
    arguments.add_argument("--checkpoint", required=True, nargs="+", help="several: the mean of their weights")
    arguments.add_argument("--threshold", type=float, default=0.4, help="probability from which an aspect is judged")
    arguments.add_argument("--dev", required=True, nargs="+")
    arguments.add_argument("--mixed", type=float, default=0.0, help="added to the log odds of mixed: training rows hold more of it than comments do")
    arguments.add_argument("--neutral", type=float, default=0.0, help="the same of neutral, of which they hold less")
    arguments.add_argument("--aspect-bias", type=pathlib.Path, help="added to the log odds of aspects: lines of aspect, tab, number")
    arguments.add_argument("--embedding", type=pathlib.Path, help="the map of fit_embedding.py")
    arguments.add_argument("--names", type=pathlib.Path, help="the head of fit_names.py")
    arguments.add_argument("--name", required=True)
    arguments.add_argument("--output", required=True, type=pathlib.Path)
    options = arguments.parse_args()

    torch.set_num_threads(2)
    source = source_weights.read(options.source)
    tokenizer_path, kept = checkpoint.work_folder(options.work)
    tokenizer = Tokenizer.from_file(tokenizer_path)
    model = checkpoint.mean([checkpoint.load(path, source, kept) for path in options.checkpoint]).eval()
    temperatures = calibrate(model, tokenizer, samples.read(options.dev))
    with torch.no_grad():
        # The logits are divided by their temperature before they are compared.
        for label, shift in ("mixed", options.mixed), ("neu", options.neutral):
            model.outputs["label"].bias[samples.LABEL[label]] += shift * temperatures["label"]
        if options.aspect_bias:
            for line in options.aspect_bias.read_text().splitlines():
                aspect, shift = line.split("\t")
                model.query.bias[ASPECTS.index(aspect)] += float(shift)

    row = source.hidden // source_weights.Q4_BLOCK * source_weights.Q4_BYTES
    blocks = source.blocks("emb.word").reshape(-1, row)[kept]
    tensors = {
        "words": torch.from_numpy(blocks.copy()),
        "positions": model.positions.weight.detach()[: predict.WINDOW].half().contiguous(),
    }
    for name, value in model.state_dict().items():
        if name in ("words.weight", "positions.weight"):
            continue
        name = name.replace("layers.", "layer.", 1).replace("outputs.", "head.", 1)
        if name.startswith("layer.") and name.split(".")[-2] in checkpoint.LINEAR and name.endswith(".weight"):
            tensors[name], tensors[name.removesuffix("weight") + "scale"] = quantised(value)
        else:
            tensors[name] = value.float().contiguous()
    if options.embedding:
        fitted = np.load(options.embedding)
        tensors |= {f"embedding.{part}": torch.from_numpy(fitted[part]).contiguous() for part in ("weight", "bias")}
    layer = {}
    if options.names:
        fitted = dict(np.load(options.names))
        layer = {"layer.names": str(fitted.pop("layer"))}
        tensors |= {name: torch.from_numpy(value).contiguous() for name, value in fitted.items()}
    metadata = layer | {
        "name": options.name,
        "heads": str(source.heads),
        "epsilon": str(source.epsilon),
        "window": str(predict.WINDOW),
        "layers": json.dumps(torch.load(options.checkpoint[0], map_location="cpu")["layers"]),
        "aspects": " ".join(ASPECTS),
        "threshold.aspects": str(options.threshold),
    } | {f"temperature.{head}": f"{value:.4f}" for head, value in temperatures.items()}
    options.output.mkdir(parents=True, exist_ok=True)
    save_file(tensors, options.output / "encoder.safetensors", metadata)
    shutil.copy(tokenizer_path, options.output / "tokenizer.json")
    print(metadata)


if __name__ == "__main__":
    main()
