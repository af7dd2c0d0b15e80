#!/usr/bin/env python3
"""Makes the tiny folders of tests/rust_bert/layouts, and what transformers answers with them.

    pip install torch==2.8.0 transformers==4.57.1
    python tests/rust_bert/make_layouts.py

The older layouts that published classifiers still have: no tokenizer.json, weights in
pytorch_model.bin (as a zip file, and as before torch 1.6) or in several files, and layer
norms with gamma and beta. Token ids and logits in layouts.json are those of AutoTokenizer
and AutoModelForSequenceClassification for the very folders, as the engine reads them. The
sentences were written for this. Run again, all bytes are the same but the keys of the old
pytorch_model.bin, which are addresses.
"""
import collections
import json
import pathlib
import shutil
import tempfile

import torch
import transformers as t
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

HERE = pathlib.Path(__file__).parent / "layouts"
SENTENCES = [
    "好", "房间很干净，但是隔音太差了。", "客服态度很好，物流也快！\u3000下次还来", "一般般吧", "等了三天才发货，再也不买了……",
    "Great!", "The courier was rude and late.", "I'm not unhappy; it's re-usable & cheap, isn't it?",
    "Café très bon — naïve façade, Ångström ＡＢＣ", "价格 39.9 元，质量 ok👍🏽", "服务[MASK]好<mask> 的 [UNK]<s>",
    "tab\tnew\nline\r\nnul\u0000bel\u0007zero\u200bwidth\ufffd", "x" * 101 + " " + "y" * 100, "", "   ", "が有カﾞ 한국어 𠮷野家 ½ İstanbul",
    "  two  spaces ", "Weiß STRASSE ǅ",
]
SPECIAL = ["[PAD]", "[unused1]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
SIZE = dict(num_hidden_layers=1, num_attention_heads=2, hidden_size=16, intermediate_size=24, initializer_range=0.4)


def word_pieces():
    """Characters, pieces and words of the sentences, with gaps, so that some are unknown."""
    characters = sorted({c for s in SENTENCES for c in s + s.lower() if c.isprintable() and not c.isspace()})
    latin = [c for c in characters if c.isalpha() and c < "\u0250"] + list("aeiou")
    known = [c for c in characters if c not in "態差&½"]
    words = ["great", "Great", "the", "The", "courier", "rude", "late", "not", "happy", "##happy", "un", "##us", "##able",
             "cafe", "Café", "tres", "bon", "naive", "##ing", "服务", "##很", "##好", "y" * 4, "##yy", "三", "39", "##9"]
    pieces = [*SPECIAL, *known, *(f"##{c}" for c in latin), *words]
    return list(dict.fromkeys(pieces))


def byte_pairs():
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.train_from_iterator(
        SENTENCES * 3,
        trainers.BpeTrainer(vocab_size=330, special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
                            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    return made


def write(folder, name, content):
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    (folder / name).write_text(text, encoding="utf-8")


def network(number, kind, configuration, **options):
    torch.manual_seed(40 + number)
    model = kind(configuration(max_position_embeddings=160, **options)).eval()
    with torch.no_grad():
        for parameter, value in model.named_parameters():
            if parameter.endswith("bias"):
                value.normal_(0, 0.3)
    return model


def old_names(state):
    """The state with the names of the first BERT checkpoints, and a buffer they have too."""
    renamed = collections.OrderedDict()
    for name, value in state.items():
        name = name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta")
        renamed[name] = value
    renamed["bert.embeddings.position_ids"] = torch.arange(160).expand((1, -1))
    renamed._metadata = state._metadata
    return renamed


def in_parts(state, folder, suffix):
    """Two files and the index that names them."""
    names, stem = list(state), {"bin": "pytorch_model", "safetensors": "model"}[suffix]
    index = {"metadata": {"total_size": sum(v.nbytes for v in state.values())}, "weight_map": {}}
    for part, chosen in enumerate([names[: len(names) // 2], names[len(names) // 2 :]], 1):
        file = f"{stem}-{part:05}-of-00002.{suffix}"
        tensors = {name: state[name].contiguous() for name in chosen}
        if suffix == "bin":
            torch.save(tensors, folder / file)
        else:
            from safetensors.torch import save_file
            save_file(tensors, folder / file, metadata={"format": "pt"})
        index["weight_map"].update(dict.fromkeys(chosen, file))
    write(folder, f"{stem}.{suffix}.index.json", index)


def ids_of(folder):
    tokenizer = t.AutoTokenizer.from_pretrained(folder)
    assert tokenizer.is_fast
    return [tokenizer(sentence)["input_ids"] for sentence in SENTENCES]


def variants(folder, settings):
    """Token ids under other settings of the tokenizer."""
    found = []
    for setting in settings:
        with tempfile.TemporaryDirectory() as copy:
            shutil.copytree(folder, copy, dirs_exist_ok=True)
            write(pathlib.Path(copy), "tokenizer_config.json", setting)
            found.append({"tokenizer_config": setting, "ids": ids_of(copy)})
    return found


def main():
    shutil.rmtree(HERE, ignore_errors=True)
    pieces, pairs = word_pieces(), byte_pairs()
    two = dict(id2label={0: "negative (stars 1, 2 and 3)", 1: "positive (stars 4 and 5)"})
    three = dict(id2label={0: "negative", 1: "neutral", 2: "positive"})
    folders = {name: HERE / name for name in ["bert-bin", "distilbert-legacy", "electra-parts", "roberta-parts"]}
    for folder in folders.values():
        folder.mkdir(parents=True)

    folder = folders["bert-bin"]
    bert = network(0, t.BertForSequenceClassification, t.BertConfig, vocab_size=len(pieces), **SIZE, **two)
    bert.config.save_pretrained(folder)
    torch.save(old_names(bert.state_dict()), folder / "pytorch_model.bin")
    write(folder, "tokenizer_config.json", {"do_lower_case": False, "model_max_length": 512})
    write(folder, "special_tokens_map.json", {"unk_token": "[UNK]", "cls_token": "[CLS]"})

    folder = folders["distilbert-legacy"]
    distilbert = network(1, t.DistilBertForSequenceClassification, t.DistilBertConfig, vocab_size=len(pieces),
                         dim=16, hidden_dim=24, n_layers=1, n_heads=2, initializer_range=0.4)
    distilbert.config.save_pretrained(folder)
    state = distilbert.state_dict()
    # Parameters and halves, as some were saved.
    state = collections.OrderedDict((name, torch.nn.Parameter(v) if "lin" in name else v) for name, v in state.items())
    torch.save(state, folder / "pytorch_model.bin", _use_new_zipfile_serialization=False)

    folder = folders["electra-parts"]
    # Two words of its own behind those of vocab.txt.
    electra = network(2, t.ElectraForSequenceClassification, t.ElectraConfig, vocab_size=len(pieces) + 2, embedding_size=8, **SIZE, **three)
    electra.config.save_pretrained(folder)
    in_parts(electra.state_dict(), folder, "safetensors")
    write(folder, "tokenizer_config.json", {
        "tokenizer_class": "ElectraTokenizer", "do_lower_case": True, "strip_accents": False, "tokenize_chinese_chars": False,
        "mask_token": {"content": "[MASK]", "lstrip": True, "normalized": False, "rstrip": False, "single_word": False, "__type": "AddedToken"}})
    write(folder, "added_tokens.json", {"隔音": len(pieces), "[BRAND]": len(pieces) + 1})
    write(folder, "special_tokens_map.json", {"additional_special_tokens": ["[BRAND]"]})

    for name in ["bert-bin", "distilbert-legacy", "electra-parts"]:
        write(folders[name], "vocab.txt", "".join(f"{piece}\n" for piece in pieces))

    folder = folders["roberta-parts"]
    roberta = network(3, t.RobertaForSequenceClassification, t.RobertaConfig, vocab_size=pairs.get_vocab_size(),
                      layer_norm_eps=1e-5, type_vocab_size=1, **SIZE, **three)
    roberta.config.save_pretrained(folder)
    in_parts(roberta.state_dict(), folder, "bin")
    pairs.model.save(str(folder))

    expected = {}
    switches = [True, False]
    settings = [{"do_lower_case": lower, "tokenize_chinese_chars": chinese, **({} if accents is None else {"strip_accents": accents})}
                for lower in switches for chinese in switches for accents in [None, *switches]]
    for name, folder in folders.items():
        model = t.AutoModelForSequenceClassification.from_pretrained(folder).eval()
        ids = ids_of(folder)
        with torch.no_grad():
            logits = [model(input_ids=torch.tensor([row])).logits[0].tolist() for row in ids]
        expected[name] = {"ids": ids, "logits": [[round(x, 6) for x in row] for row in logits]}
    expected["bert-bin"]["variants"] = variants(folders["bert-bin"], settings)
    expected["roberta-parts"]["variants"] = variants(folders["roberta-parts"], [{"add_prefix_space": True}, {"add_prefix_space": False}])
    with open(HERE.parent / "layouts.json", "w", encoding="utf-8") as file:
        json.dump({"sentences": SENTENCES, "layouts": expected}, file, ensure_ascii=False, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
