#!/usr/bin/env python3
"""Other tools and xinsheng on the same comments, in one run: CPU time on one thread.

    pip install -r benches/beside/requirements.txt
    python benches/beside/run.py comments.txt --binary target/release/xinsheng

comments.txt has a comment a line; repeated ones are taken once. A tool for one language gets the
comments of that language, and so does xinsheng where it is compared with it. Each tool runs in a
process of its own over a fifth of them and over all: the difference is what a comment costs once
everything is loaded. The best of --times runs counts. Ratios are CPU time of the tool by that of
xinsheng; over 1, xinsheng is the faster one. Others do less: a polarity alone, where xinsheng also
finds aspects, emotion and effort.

`rust-bert` is compared too with --rust-bert, where the binary was built with that feature: the same
encoder in 32-bit floats on libtorch, or the classifier of Hugging Face's in the folder it names.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
MODELS = HERE.parents[1] / "models"
WINDOW = 112
TOKENS_AT_ONCE = 2048
LABELS = {"snownlp": "zh", "cnsenti": "zh", "vader": "en", "onnxruntime-int8": "all"}
OURS = {"encoder": ["--engine", "encoder"], "fast": ["--engine", "fast"]}


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= c <= "\u9fff" for c in text)


# ---- The others, each in a process of its own.


def snownlp(comments: list[str]) -> None:
    from snownlp import SnowNLP

    for comment in comments:
        SnowNLP(comment).sentiments


def cnsenti(comments: list[str]) -> None:
    from cnsenti import Sentiment

    senti = Sentiment()
    for comment in comments:
        senti.sentiment_count(comment)


def vader(comments: list[str]) -> None:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()
    for comment in comments:
        analyzer.polarity_scores(comment)


def onnxruntime_int8(comments: list[str], model: str) -> None:
    """States of the same encoder, their means and one head; texts of like length together."""
    import numpy as np
    import onnxruntime as ort
    from tokenizers import Tokenizer

    import encoder_onnx

    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    tensors, _ = encoder_onnx.read(MODELS / "encoder.safetensors")
    head, bias = tensors["head.label.weight"].T, tensors["head.label.bias"]
    tokenizer = Tokenizer.from_file(str(MODELS / "tokenizer.json"))
    encoded = [
        [0, *tokenizer.encode(unicodedata.normalize("NFKC", c), add_special_tokens=False).ids[: WINDOW - 2], 2]
        for c in comments
    ]
    order = sorted(range(len(encoded)), key=lambda at: len(encoded[at]))
    logits, first = np.zeros((len(comments), head.shape[1]), np.float32), 0
    while first < len(order):
        last = first + 1
        while last < len(order) and (last - first + 1) * len(encoded[order[last]]) <= TOKENS_AT_ONCE:
            last += 1
        batch = [encoded[at] for at in order[first:last]]
        longest = max(map(len, batch))
        ids = np.array([row + [1] * (longest - len(row)) for row in batch], np.int64)
        mask = np.array([[1.0] * len(row) + [0.0] * (longest - len(row)) for row in batch], np.float32)
        (states,) = session.run(None, {"ids": ids, "mask": mask})
        pooled = (states * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
        logits[order[first:last]] = pooled @ head + bias
        first = last
    print(json.dumps([int(row.argmax()) for row in logits]))


# ---- The run.


def cpu_seconds(command: list[str]) -> tuple[float, str]:
    """User and system time of a process, and what it printed."""
    one = {name: "1" for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS",
                                  "RAYON_NUM_THREADS", "TOKENIZERS_PARALLELISM"]}  # fmt: skip
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.PIPE, env=os.environ | one)
        said = process.stderr.read().decode(errors="replace")
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"{' '.join(command[:4])} failed: {said[-2000:]}")
        out.seek(0)
        return usage.ru_utime + usage.ru_stime, out.read().decode()


def seconds_a_comment(command, sizes: list[tuple[str, int]], times: int) -> float:
    """What a comment costs beyond the start of the program."""
    (few, n_few), (all_, n_all) = sizes
    best = [min(cpu_seconds(command(path))[0] for _ in range(times)) for path in (few, all_)]
    return max(best[1] - best[0], 1e-9) / (n_all - n_few)


def agreement(ours: str, theirs: str) -> float:
    """How often two runs of one network find the same class the most probable."""
    classes = ["p_negative", "p_neutral", "p_positive", "p_mixed"]
    same = judged = 0
    for line, other in zip(ours.splitlines(), json.loads(theirs), strict=True):
        row = json.loads(line)
        if row["p_negative"] is not None:
            judged += 1
            same += max(range(4), key=lambda at: row[classes[at]]) == other
    return same / judged


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("comments", type=pathlib.Path)
    parser.add_argument("--binary", type=pathlib.Path, help="the command line, built to be fast")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--rust-bert", nargs="?", const="", metavar="FOLDER", help="compare with it too")
    parser.add_argument("--only", help=argparse.SUPPRESS)
    parser.add_argument("--model", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.binary:
        given.binary = given.binary.resolve()
    if given.only:
        comments = json.loads(given.comments.read_text(encoding="utf-8"))
        function = globals()[given.only.replace("-", "_")]
        function(comments, given.model) if given.model else function(comments)
        return
    import encoder_onnx

    lines = given.comments.read_text(encoding="utf-8").splitlines()
    comments = list(dict.fromkeys(line.strip() for line in lines if line.strip()))
    sets = {
        "all": comments,
        "zh": [c for c in comments if is_chinese(c)],
        "en": [c for c in comments if not is_chinese(c)],
    }
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        model = folder / "encoder.onnx"
        encoder_onnx.build(MODELS / "encoder.safetensors", model)
        files: dict[tuple[str, str], list[tuple[str, int]]] = {}
        for kind, texts in sets.items():
            for part, some in [("few", texts[: len(texts) // 5]), ("all", texts)]:
                array, table = folder / f"{kind}-{part}.json", folder / f"{kind}-{part}.jsonl"
                array.write_text(json.dumps(some), encoding="utf-8")
                table.write_text("".join(json.dumps({"text": c}) + "\n" for c in some), encoding="utf-8")
                files.setdefault((kind, "json"), []).append((str(array), len(some)))
                files.setdefault((kind, "jsonl"), []).append((str(table), len(some)))

        def ours(options: list[str]):
            return lambda path: [str(given.binary), "score", path, "--text", "text", "--threads", "1",
                                 "--quiet", "--format", "jsonl", *options]  # fmt: skip

        def theirs(tool: str):
            more = ["--model", str(model)] if tool.startswith("onnx") else []
            return lambda path: [sys.executable, __file__, path, "--only", tool, *more]

        print(f"{len(comments)} comments: {len(sets['zh'])} Chinese, {len(sets['en'])} English; "
              f"CPU time on one thread, best of {given.times}")  # fmt: skip
        cost: dict[tuple[str, str], float] = {}
        for kind in sets:
            for engine, options in OURS.items():
                cost[engine, kind] = seconds_a_comment(ours(options), files[kind, "jsonl"], given.times)
        tools = dict(LABELS)
        if given.rust_bert is not None:
            tools["rust-bert"] = "all"
        print(f"{'tool':<20}{'comments':>9}{'ms each':>10}{'by encoder':>12}{'by fast':>10}")
        for kind in sets:
            for engine in OURS:
                each = cost[engine, kind]
                print(f"{'xinsheng ' + engine:<20}{kind:>9}{1e3 * each:>10.3f}"
                      f"{each / cost['encoder', kind]:>12.2f}{each / cost['fast', kind]:>10.1f}")  # fmt: skip
        for tool, kind in tools.items():
            if tool == "rust-bert":
                bert = ["--engine", "rust-bert", *(["--model", given.rust_bert] if given.rust_bert else [])]
                each = seconds_a_comment(ours(bert), files[kind, "jsonl"], given.times)
            else:
                each = seconds_a_comment(theirs(tool), files[kind, "json"], given.times)
            print(f"{tool:<20}{kind:>9}{1e3 * each:>10.3f}"
                  f"{each / cost['encoder', kind]:>12.2f}{each / cost['fast', kind]:>10.1f}")  # fmt: skip
        told = [cpu_seconds(ours(OURS["encoder"])(files["all", "jsonl"][1][0]))[1],
                cpu_seconds(theirs("onnxruntime-int8")(files["all", "json"][1][0]))[1]]  # fmt: skip
        print(f"the most probable class is the same in {agreement(*told):.3f} of comments by "
              "xinsheng encoder and by onnxruntime-int8")  # fmt: skip


if __name__ == "__main__":
    main()
