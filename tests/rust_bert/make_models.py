#!/usr/bin/env python3
"""Makes the tiny classifiers in this folder, and what transformers answers with them.

    pip install torch==2.8.0 transformers==4.57.1
    python tests/rust_bert/make_models.py

Every network that the rust-bert engine knows, with random weights large enough for its
answers to differ, a tokenizer over the characters of the sentences below, and in
expected.json the token ids and logits of each window of each sentence, and the
probabilities of the sentence; where it makes a difference, also the logits with the epsilon
that rust-bert has in its layer norms. The sentences were written for this.
"""
import json
import pathlib

import torch
import transformers as t
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

HERE = pathlib.Path(__file__).parent
SENTENCES = [
    "好", "房间很干净，但是隔音太差了。", "客服态度很好，物流也快！", "一般般吧", "等了三天才发货，再也不买了",
    "Great!", "The courier was rude and late.", "not bad at all", "It works, but the app keeps crashing",
    "价格 39.9 元，质量 ok", "the food was cold and nobody cared " * 6,
]
SIZE = dict(num_hidden_layers=2, num_attention_heads=2, initializer_range=0.4)
WIDTH = dict(hidden_size=16, intermediate_size=32)


def tokenizer(first, separator, pad, unknown):
    """Characters as words, so that nothing is unknown."""
    special = [first, pad, separator, unknown] if pad == "<pad>" else [pad, unknown, first, separator]
    characters = sorted({c for s in SENTENCES for c in s.lower() if not c.isspace()})
    words = {word: i for i, word in enumerate([*special, *characters])}
    made = Tokenizer(models.WordLevel(words, unk_token=unknown))
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Split("", "isolated")])
    made.post_processor = processors.TemplateProcessing(
        single=f"{first} $A {separator}", special_tokens=[(first, words[first]), (separator, words[separator])])
    return made, words


def rounded(values):
    return [round(value, 6) for value in values.tolist()]


def main():
    bert = tokenizer("[CLS]", "[SEP]", "[PAD]", "[UNK]")
    roberta = tokenizer("<s>", "</s>", "<pad>", "<unk>")
    stars = {i: f"{i + 1} star{'s' if i else ''}" for i in range(5)}
    three = {0: "negative", 1: "neutral", 2: "positive"}
    plans = {
        "bert": (t.BertForSequenceClassification, t.BertConfig, bert, stars, {**SIZE, **WIDTH}),
        "roberta": (t.RobertaForSequenceClassification, t.RobertaConfig, roberta, None, {**SIZE, **WIDTH, "layer_norm_eps": 1e-5}),
        "xlm-roberta": (t.XLMRobertaForSequenceClassification, t.XLMRobertaConfig, roberta, three, {**SIZE, **WIDTH, "layer_norm_eps": 1e-5}),
        "distilbert": (t.DistilBertForSequenceClassification, t.DistilBertConfig, bert, {0: "NEGATIVE", 1: "POSITIVE"},
                       dict(dim=16, hidden_dim=32, n_layers=2, n_heads=2, initializer_range=0.4)),
        "albert": (t.AlbertForSequenceClassification, t.AlbertConfig, bert, {0: "positive", 1: "negative"},
                   {**SIZE, **WIDTH, "embedding_size": 8, "pad_token_id": 0, "bos_token_id": 2, "eos_token_id": 3}),
        "electra": (t.ElectraForSequenceClassification, t.ElectraConfig, bert, three, {**SIZE, **WIDTH, "embedding_size": 8}),
    }
    expected = {}
    for number, (name, (network, configuration, (words, vocabulary), labels, sizes)) in enumerate(plans.items()):
        torch.manual_seed(20 + number)
        options = dict(vocab_size=len(vocabulary), max_position_embeddings=40, **sizes)
        if labels:
            options |= dict(id2label=labels, label2id={label: i for i, label in labels.items()}, num_labels=len(labels))
        model = network(configuration(**options)).eval()
        with torch.no_grad():
            for parameter, value in model.named_parameters():
                if parameter.endswith("bias"):
                    value.normal_(0, 0.3)
        folder = HERE / name
        folder.mkdir(exist_ok=True)
        model.save_pretrained(folder)
        words.save(str(folder / "tokenizer.json"), pretty=False)
        window = 38 if "roberta" in name else 40
        # rust-bert's layer norms have another epsilon, except in ALBERT.
        other = network(configuration(**{**options, "layer_norm_eps": 1e-12})).eval()
        other.load_state_dict(model.state_dict())
        answers, all_ids, all_logits, other_logits = [], [], [], []
        for sentence in SENTENCES:
            ids = words.encode(sentence, add_special_tokens=False).ids
            pieces = [ids[i : i + window - 2] for i in range(0, len(ids), window - 2)]
            ends = words.encode("").ids
            total, weight = 0, 0
            all_ids.append([[ends[0], *piece, ends[1]] for piece in pieces])
            all_logits.append([])
            other_logits.append([])
            for row in all_ids[-1]:
                with torch.no_grad():
                    logits = model(input_ids=torch.tensor([row])).logits[0]
                    other_logits[-1].append(rounded(other(input_ids=torch.tensor([row])).logits[0]))
                total, weight = total + len(row) * logits.softmax(-1), weight + len(row)
                all_logits[-1].append(rounded(logits))
            answers.append(rounded(total / weight))
        expected[name] = {"ids": all_ids, "logits": all_logits, "shares": answers}
        if other_logits != all_logits:
            expected[name]["logits_of_epsilon"] = other_logits
    with open(HERE / "expected.json", "w", encoding="utf-8") as file:
        json.dump({"sentences": SENTENCES, "families": expected}, file, ensure_ascii=False, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
