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
    missing = model.load_state_dict(state, strict=False).missing_keys
    if missing != ["words.weight"]:
        raise SystemExit(f"{path}: lacks {missing}")
    return model


def work_folder(folder):
    """Tokenizer path and kept source rows of a folder of prune_vocabulary.py."""
    return str(folder / "tokenizer.json"), np.load(folder / "kept.npy")


def temperature(path, head):
    """The temperature of a head in a shipped model; 1 for a checkpoint."""
    if pathlib.Path(path).suffix != ".safetensors":
        return 1.0
    with safe_open(path, "pt") as file:
        return float(file.metadata()[f"temperature.{head}"])
