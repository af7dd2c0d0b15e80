"""Reads a checkpoint of train.py, or a model file of export.py, into an encoder."""
import json
import pathlib

import numpy as np
import torch
from safetensors import safe_open

import encoder
import source_weights

LINEAR = ["qkv", "attention_output", "feed_in", "feed_out"]


def load(path, source, kept):
    """The encoder of a checkpoint (.pt) or of a shipped model (.safetensors), in f32."""
    path = pathlib.Path(path)
    if path.suffix == ".safetensors":
        return load_shipped(path, source, kept)
    saved = torch.load(path, map_location="cpu")
    model = encoder.from_source(source, kept, saved["layers"], dropout=0.1)
    model.load_state_dict(saved["model"], strict=False)
    return model


def load_shipped(path, source, kept):
    with safe_open(path, "pt") as file:
        numbers = [int(number) for number in json.loads(file.metadata()["layers"])]
        model = encoder.from_source(source, kept, numbers, dropout=0.1)
        state = {}
        positions = file.get_tensor("positions").float()
        state["positions.weight"] = model.positions.weight.detach().clone()
        state["positions.weight"][: len(positions)] = positions
        for name in file.keys():
            if name.startswith("layer.") or name.startswith("embedding_norm"):
                ours = name.replace("layer.", "layers.", 1)
                if name.endswith(".scale"):
                    continue
                value = file.get_tensor(name).float()
                if name.endswith(".weight") and name.split(".")[-2] in LINEAR:
                    value = value * file.get_tensor(name.removesuffix("weight") + "scale")[:, None]
                state[ours] = value
            elif name.startswith("head."):
                state[name.replace("head.", "outputs.", 1)] = file.get_tensor(name)
    own = model.state_dict()
    fitting = {name: value for name, value in state.items() if own[name].shape == value.shape}
    missing = model.load_state_dict(fitting, strict=False).missing_keys
    # Heads that a model of before does not have, or has in another form, begin anew.
    body = [name for name in missing if name.startswith(("layers", "positions", "embedding_norm"))]
    if body:
        raise SystemExit(f"{path}: lacks {body}")
    return model


def mean(models):
    """The first of the models, with the mean of all their weights (Izmailov et al., UAI 2018)."""
    states = [model.state_dict() for model in models]
    models[0].load_state_dict({name: sum(state[name] for state in states) / len(states) for name in states[0]})
    return models[0]


def work_folder(folder):
    """Tokenizer path and kept source rows of a folder of prune_vocabulary.py."""
    return str(folder / "tokenizer.json"), np.load(folder / "kept.npy")


def temperature(path, head):
    """The temperature of a head in a shipped model; 1 for a checkpoint."""
    if pathlib.Path(path).suffix != ".safetensors":
        return 1.0
    with safe_open(path, "pt") as file:
        return float(file.metadata()[f"temperature.{head}"])
