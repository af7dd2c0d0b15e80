//! Folders of older layouts against what transformers answers with them, and what is said of
//! those that are damaged.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use xinsheng::sentiment::rust_bert::{ClassifierEngine, Run, RustBertError};

use super::{folder, largest};

#[derive(serde::Deserialize)]
struct Expected {
    sentences: Vec<String>,
    layouts: HashMap<String, Layout>,
}

#[derive(serde::Deserialize)]
struct Layout {
    ids: Vec<Vec<u32>>,
    logits: Vec<Vec<f32>>,
    #[serde(default)]
    variants: Vec<Variant>,
}

#[derive(serde::Deserialize)]
struct Variant {
    tokenizer_config: Value,
    ids: Vec<Vec<u32>>,
}

fn expected() -> Expected {
    serde_json::from_slice(&fs::read(folder("layouts.json")).unwrap()).unwrap()
}

fn layout(name: &str) -> PathBuf {
    folder("layouts").join(name)
}

fn load(at: &Path) -> Result<ClassifierEngine, RustBertError> {
    ClassifierEngine::new(at, Run::default())
}

fn error(at: &Path) -> RustBertError {
    load(at).err().expect("an error")
}

/// A copy of a folder that can be changed.
struct Copy(tempfile::TempDir);

impl Copy {
    fn of(from: &Path) -> Copy {
        let copy = tempfile::tempdir().unwrap();
        for file in fs::read_dir(from).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
        }
        Copy(copy)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.file(name), content).unwrap();
    }

    fn remove(&self, name: &str) {
        fs::remove_file(self.file(name)).unwrap();
    }

    /// Changes a JSON file.
    fn change(&self, name: &str, change: impl FnOnce(&mut Value)) {
        let mut json = serde_json::from_slice(&fs::read(self.file(name)).unwrap()).unwrap();
        change(&mut json);
        self.write(name, json.to_string());
    }
}

fn ids(engine: &ClassifierEngine, sentence: &str) -> Vec<u32> {
    let mut windows = engine.token_ids(sentence).unwrap();
    assert_eq!(windows.len(), 1, "{sentence}");
    windows.remove(0)
}

#[test]
fn every_layout_is_read_as_transformers_reads_it() {
    let Expected { sentences, layouts } = expected();
    assert_eq!(layouts.len(), 4);
    for (name, wanted) in &layouts {
        let engine = load(&layout(name)).unwrap();
        for (sentence, wanted) in sentences.iter().zip(&wanted.ids) {
            assert_eq!(&ids(&engine, sentence), wanted, "{name}: {sentence:?}");
        }
        let logits = engine.logits(&wanted.ids).unwrap();
        let differences = logits.iter().zip(&wanted.logits).map(|(a, b)| largest(a, b));
        let off = differences.fold(0.0, f32::max);
        println!("{name}: largest difference of a logit {off:.1e}");
        assert!(off <= 1e-4, "{name}: {off}");
    }
}

#[test]
fn the_settings_of_a_tokenizer_are_followed() {
    let Expected { sentences, layouts } = expected();
    for (name, count) in [("bert-bin", 12), ("roberta-parts", 2)] {
        assert_eq!(layouts[name].variants.len(), count);
        for Variant { tokenizer_config, ids: wanted } in &layouts[name].variants {
            let copy = Copy::of(&layout(name));
            copy.write("tokenizer_config.json", tokenizer_config.to_string());
            let engine = load(copy.path()).unwrap();
            for (sentence, wanted) in sentences.iter().zip(wanted) {
                assert_eq!(&ids(&engine, sentence), wanted, "{tokenizer_config}: {sentence:?}");
            }
        }
    }
}

#[test]
fn lines_may_end_as_on_windows() {
    let copy = Copy::of(&layout("bert-bin"));
    let words = fs::read_to_string(copy.file("vocab.txt")).unwrap();
    copy.write("vocab.txt", words.replace('\n', "\r\n"));
    let (engine, wanted) = (load(copy.path()).unwrap(), load(&layout("bert-bin")).unwrap());
    for sentence in expected().sentences {
        assert_eq!(ids(&engine, &sentence), ids(&wanted, &sentence));
    }
}

#[test]
fn tokens_beyond_the_network_are_named() {
    let copy = Copy::of(&layout("bert-bin"));
    let words = fs::read_to_string(copy.file("vocab.txt")).unwrap();
    let rows = words.lines().count() as i64;
    copy.write("vocab.txt", format!("{words}beyond\n"));
    let found = error(copy.path());
    let RustBertError::TokenBeyond { file, token, id, rows: found_rows } = &found else {
        panic!("{found}");
    };
    let beyond = (*file, token.as_str(), i64::from(*id), *found_rows);
    assert_eq!(beyond, ("vocab.txt", "beyond", rows, rows));
    assert!(found.to_string().contains("vocab_size"), "{found}");

    // A vocabulary with gaps: as many words as rows, and one of them beyond.
    let copy = Copy::of(&folder("bert"));
    copy.change("tokenizer.json", |json| json["model"]["vocab"]["好"] = json!(1000));
    assert!(matches!(error(copy.path()), RustBertError::TokenBeyond { id: 1000, rows: 70, .. }));
    // The tokens at the ends have ids of their own.
    let copy = Copy::of(&folder("bert"));
    copy.change("tokenizer.json", |json| {
        json["post_processor"]["special_tokens"]["[SEP]"]["ids"] = json!([70]);
    });
    assert!(matches!(error(copy.path()), RustBertError::TokenBeyond { id: 70, rows: 70, .. }));
    let copy = Copy::of(&folder("bert"));
    copy.change("config.json", |json| json["pad_token_id"] = json!(70));
    assert!(error(copy.path()).to_string().contains("pad_token_id is 70"));
}

#[test]
fn tokenizers_that_are_not_there_or_not_known() {
    let without = |name: &str, file: &str| {
        let copy = Copy::of(&layout(name));
        copy.remove(file);
        error(copy.path())
    };
    let found = without("bert-bin", "vocab.txt");
    assert!(matches!(found, RustBertError::MissingFile { file: "tokenizer.json" }), "{found}");
    let found = without("roberta-parts", "merges.txt");
    assert!(matches!(found, RustBertError::MissingFile { file: "merges.txt" }), "{found}");

    let copy = Copy::of(&folder("xlm-roberta"));
    copy.remove("tokenizer.json");
    copy.write("sentencepiece.bpe.model", "");
    let found = error(copy.path());
    assert!(
        matches!(found, RustBertError::SentencePiece { file: "sentencepiece.bpe.model" }),
        "{found}"
    );
    assert!(found.to_string().contains("save_pretrained"), "{found}");

    let copy = Copy::of(&layout("bert-bin"));
    copy.change("tokenizer_config.json", |json| {
        json["tokenizer_class"] = json!("BertJapaneseTokenizer");
    });
    let found = error(copy.path());
    assert!(
        matches!(&found, RustBertError::Tokenizer { found } if found == "BertJapaneseTokenizer"),
        "{found}"
    );
    // The Chinese ALBERT models have the tokenizer of BERT.
    let copy = Copy::of(&folder("albert"));
    copy.remove("tokenizer.json");
    let words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "好"].join("\n");
    copy.write("vocab.txt", words);
    assert_eq!(ids(&load(copy.path()).unwrap(), "好的"), [2, 5, 1, 3]);
}

#[test]
fn damaged_vocabularies_are_named() {
    let changed = |name: &str, file: &str, from: &str, to: &str| {
        let copy = Copy::of(&layout(name));
        let text = fs::read_to_string(copy.file(file)).unwrap();
        assert!(text.contains(from), "{from}");
        copy.write(file, text.replacen(from, to, 1));
        error(copy.path()).to_string()
    };
    let found = changed("bert-bin", "vocab.txt", "[SEP]", "[END]");
    assert!(found.contains("vocab.txt") && found.contains("[SEP]"), "{found}");
    let found = changed("bert-bin", "tokenizer_config.json", "false", "\"no\"");
    assert!(found.contains("do_lower_case"), "{found}");
    let found = changed("electra-parts", "added_tokens.json", "[BRAND]", "好");
    assert!(found.contains("added_tokens.json") && found.contains('好'), "{found}");
    let found = changed("roberta-parts", "vocab.json", "{", "[");
    assert!(found.contains("vocab.json"), "{found}");
    let found = changed("roberta-parts", "merges.txt", "\n", "\nzz zz\n");
    assert!(found.contains("merges.txt") && found.contains("line 2"), "{found}");
    // Merges in tokenizer.json that the library panics at.
    let copy = Copy::of(&folder("bert"));
    copy.change("tokenizer.json", |json| {
        json["model"] = json!({"type": "BPE", "vocab": {"a": 0, "b": 1}, "merges": ["a b"]});
    });
    let found = error(copy.path());
    assert!(matches!(&found, RustBertError::Damaged { file, .. } if file == "tokenizer.json"));
}

#[test]
fn parts_of_weights_that_do_not_fit_the_index() {
    for (name, index, first) in [
        ("electra-parts", "model.safetensors.index.json", "model-00001-of-00002.safetensors"),
        ("roberta-parts", "pytorch_model.bin.index.json", "pytorch_model-00001-of-00002.bin"),
    ] {
        let copy = Copy::of(&layout(name));
        copy.remove(first);
        let found = error(copy.path());
        assert!(
            matches!(&found, RustBertError::MissingPart { index: i, file } if *i == index && file == first),
            "{found}"
        );
        let map = |change: &dyn Fn(&mut serde_json::Map<String, Value>)| {
            let copy = Copy::of(&layout(name));
            copy.change(index, |json| change(json["weight_map"].as_object_mut().unwrap()));
            error(copy.path()).to_string()
        };
        let outside = format!("../{first}");
        let found = map(&|map| map.values_mut().for_each(|file| *file = json!(outside)));
        assert!(found.contains(index) && found.contains(".."), "{found}");
        let found = map(&|map| drop(map.insert("rain".to_owned(), json!(first))));
        assert!(found.contains(first) && found.contains("rain"), "{found}");
        let found = map(&|map| map.retain(|name, _| !name.ends_with("out_proj.bias")));
        assert!(found.contains("classifier.out_proj.bias"), "{found}");
        let copy = Copy::of(&layout(name));
        copy.write(index, "{}");
        assert!(error(copy.path()).to_string().contains("weight_map"));
    }
}

#[test]
fn damaged_files_of_torch_are_errors() {
    const FILE: &str = "pytorch_model.bin";
    for name in ["bert-bin", "distilbert-legacy"] {
        let copy = Copy::of(&layout(name));
        let whole = fs::read(copy.file(FILE)).unwrap();
        for length in (0..whole.len()).step_by(whole.len() / 60) {
            copy.write(FILE, &whole[..length]);
            let found = error(copy.path());
            assert!(matches!(&found, RustBertError::TorchFile { file, .. } if file == FILE));
            assert!(found.to_string().contains("save_pretrained"), "{found}");
        }
        // Whatever a byte says, it ends no run.
        let mut random = fastrand::Rng::with_seed(11);
        let at = whole.windows(11).position(|bytes| bytes == b"OrderedDict").unwrap();
        for _ in 0..400 {
            let mut bytes = whole.clone();
            for _ in 0..random.usize(1..4) {
                bytes[at - 30 + random.usize(..3000)] = random.u8(..);
            }
            copy.write(FILE, bytes);
            let found = load(copy.path()).map(drop);
            assert!(
                matches!(
                    found,
                    Ok(()) | Err(RustBertError::TorchFile { .. } | RustBertError::Weights { .. })
                ),
                "{found:?}"
            );
        }
        copy.write(FILE, "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
        assert!(matches!(error(copy.path()), RustBertError::Pointer { file } if file == FILE));
    }
}

#[test]
fn sizes_that_no_network_has_are_errors() {
    for (name, value) in [
        ("num_attention_heads", json!(3)),
        ("num_attention_heads", json!(0)),
        ("hidden_size", json!(-1)),
        ("vocab_size", json!(1_i64 << 60)),
        ("max_position_embeddings", json!(1_i64 << 60)),
    ] {
        let copy = Copy::of(&layout("bert-bin"));
        copy.change("config.json", |json| json[name] = value.clone());
        let found = error(copy.path());
        assert!(
            matches!(&found, RustBertError::Damaged { file, .. } if file == "config.json"),
            "{name} {value}: {found}"
        );
    }
}
