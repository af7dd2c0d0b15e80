#!/usr/bin/env python3
"""Step 2: fine-tunes the encoder on all tasks at once.

    python train.py --source e5-small-q4.bin --work work --text train.jsonl negation.jsonl \
        --samples 900000 --output work/encoder.pt

The rate rises over the first steps, stays, and falls to nothing over the last part
(--decay). A run without decay can be continued with --resume, also on other data.
Runs on a GPU where PyTorch sees one, else on the CPU; bf16 products, fp32 weights.
"""
import argparse
import math
import pathlib
import queue
import threading
import time

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer

import checkpoint
import encoder
import samples
import source_weights
from batches import batches

SMOOTHING = 0.03


def opinion_loss(model, states, lengths, judged):
    """Presence of the aspects that the rows tell of, and polarity of those that are judged; a mean over rows."""
    present, polarity, terms = judged.unbind(-1)
    logits, shares = model.aspects(states.float(), lengths, terms.float())
    wanted = present.clamp(min=0).float()
    loss = F.binary_cross_entropy_with_logits(logits, wanted, reduction="none")
    presence = (loss * (present >= 0)).sum()
    rows, names = (polarity >= 0).nonzero(as_tuple=True)
    if len(rows):
        at = (shares[rows, :, names].unsqueeze(-1) * states[rows].float()).sum(1)
        presence = presence + 0.7 * F.cross_entropy(model.outputs["opinion"](at), polarity[rows, names].long(), reduction="sum")
    return presence / len(judged)


def loss_of(model, states, found):
    """Weighted mean loss of the targets of a batch."""
    if not found:
        return states.new_zeros(())
    pooled = model.pooled(states, [target[:3] for target in found])
    total, weights = pooled.new_zeros(()), 0.0
    by_head = {}
    for i, target in enumerate(found):
        by_head.setdefault(target[3], []).append(i)
    for head, rows in by_head.items():
        binary = head == "polarity_binary"
        logits = model.outputs["polarity" if binary else head](pooled[rows])
        wanted = torch.tensor([found[i][4] for i in rows], device=logits.device)
        weight = torch.tensor([found[i][5] for i in rows], device=logits.device)
        if binary:
            # Positive against negative; a light pull away from neutral.
            neutral = F.log_softmax(logits, -1)[:, 1].exp().clamp(max=1 - 1e-4)
            logits, wanted = logits[:, [0, 2]], wanted[:, [0, 2]]
            extra = -0.1 * torch.log(1 - neutral)
        else:
            extra = 0.0
        smooth = wanted * (1 - SMOOTHING) + SMOOTHING / wanted.shape[1]
        loss = -(smooth * F.log_softmax(logits, -1)).sum(-1) + extra
        total = total + (loss * weight).sum()
        weights += float(weight.sum())
    return total / weights


def groups_of(model, rate):
    """Norms and biases without weight decay; heads at a higher rate."""
    plain, bare, heads = [], [], []
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            (heads if name.startswith(("outputs", "query", "topic", "term")) else bare if parameter.ndim < 2 else plain).append(parameter)
    return [
        {"params": plain, "weight_decay": 0.01, "scale": 1.0},
        {"params": bare, "weight_decay": 0.0, "scale": 1.0},
        {"params": heads, "weight_decay": 0.01, "scale": 5.0},
    ], rate


def factor(done, share, decay, warm_up):
    """Share of the full rate after `done` samples, with which `share` of the run is over."""
    left = max(0.0, min(1.0, (1 - share) / decay)) if decay > 0 else 1.0
    return left * min(1.0, done / warm_up)


def ahead(items, depth=16):
    """The items, made by a thread of their own while the last ones are in use."""
    made = queue.Queue(depth)

    def make():
        for item in items:
            made.put(item)

    threading.Thread(target=make, daemon=True).start()
    while True:
        yield made.get()


def resume(options, model, optimizer, kept, device):
    """Goes on from a checkpoint, or from a shipped model with a fresh optimizer."""
    if options.resume.suffix == ".safetensors":
        shipped = checkpoint.load(options.resume, source_weights.read(options.source), kept)
        model.load_state_dict(shipped.state_dict(), strict=False)
        return
    saved = torch.load(options.resume, map_location=device)
    model.load_state_dict(saved["model"], strict=False)
    if not options.fresh:
        optimizer.load_state_dict(saved["optimizer"])


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--source", required=True)
    arguments.add_argument("--work", required=True, type=pathlib.Path, help="folder of step 1")
    arguments.add_argument("--text", required=True, nargs="+")
    arguments.add_argument("--output", required=True, type=pathlib.Path)
    arguments.add_argument("--samples", type=int, default=900_000, help="samples to train on, repeats counted")
    arguments.add_argument("--minutes", type=float, help="train for so long, however many samples that are")
    arguments.add_argument("--begun", type=float, default=0.0, help="with --minutes: share of the run that was over before")
    arguments.add_argument("--until", type=float, default=1.0, help="with --minutes: share of the run after which to stop")
    arguments.add_argument("--warm-up", type=int, default=12_000, help="samples over which the rate rises")
    arguments.add_argument("--without", nargs="*", default=[], help="sets to leave out")
    arguments.add_argument("--layers", default="1,3,5,7,9,11", help="layers taken from the source")
    arguments.add_argument("--resume", type=pathlib.Path, help="checkpoint, or shipped model, to continue")
    arguments.add_argument("--fresh", action="store_true", help="continue with the weights alone, a new optimizer")
    arguments.add_argument("--gold", type=float, default=1.0, help="times a gold row is seen an epoch")
    arguments.add_argument("--public", type=float, default=1.0, help="times a row of a public set is seen an epoch")
    arguments.add_argument("--keep", type=int, help="also keep the weights every so many samples")
    arguments.add_argument("--rate", type=float, default=1.5e-4)
    arguments.add_argument("--decay", type=float, default=0.4, help="share of the run over which the rate falls")
    arguments.add_argument("--tokens", type=int, default=2048, help="padded tokens a batch")
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()

    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    tokenizer = Tokenizer.from_file(str(options.work / "tokenizer.json"))
    kept = np.load(options.work / "kept.npy")
    layers = [int(number) for number in options.layers.split(",")]
    model = encoder.from_source(source_weights.read(options.source), kept, layers).to(device)
    groups, rate = groups_of(model, options.rate)
    optimizer = torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.98), fused=True)
    if options.resume:
        resume(options, model, optimizer, kept, device)
    rows = samples.read(options.text, without=options.without)
    print(f"{len(rows)} rows with a target, on {device}", flush=True)

    rng = samples.rng_of(options.seed, "train")

    def endless():
        while True:
            yield from samples.augmented(samples.epoch(rows, rng, options.gold, options.public), rng)

    def save(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        weights = {name: value for name, value in model.state_dict().items() if name != "words.weight"}
        state = {"model": weights, "optimizer": optimizer.state_dict(), "config": model.config, "layers": layers}
        torch.save(state, path.with_suffix(".part"))
        path.with_suffix(".part").replace(path)

    model.train()
    done, step, shown, began = 0, 0, 0.0, time.time()
    kept_at = options.keep or 0
    for ids, lengths, found, judged in ahead(batches(tokenizer, endless(), options.tokens, rng)):
        share = (done + len(ids)) / options.samples
        if options.minutes:
            part = (time.time() - began) / 60 / options.minutes
            share = options.begun + (options.until - options.begun) * part
        scale = factor(done + len(ids), share, options.decay, options.warm_up)
        for group in optimizer.param_groups:
            group["lr"] = rate * group["scale"] * scale
        with torch.autocast(device, dtype=torch.bfloat16):
            states = model(ids.to(device), lengths.to(device))
        loss = loss_of(model, states, found) + 0.5 * opinion_loss(model, states, lengths.to(device), judged.to(device))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        done, step = done + len(ids), step + 1
        shown += float(loss.detach())
        if math.isnan(shown):
            raise SystemExit(f"the loss is not a number after {done} samples")
        if step % 50 == 0:
            speed = done / (time.time() - began)
            print(f"{done} samples, loss {shown / 50:.4f}, {speed:.1f} samples/s, rate x {scale:.2f}", flush=True)
            shown = 0.0
        if step % 1500 == 0:
            save(options.output)
        if options.keep and done >= kept_at:
            save(options.output.with_stem(f"{options.output.stem}-{done}"))
            kept_at += options.keep
        if share >= options.until:
            break
    save(options.output)


if __name__ == "__main__":
    main()
