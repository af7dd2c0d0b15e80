//! The engine over libtorch against what transformers answers with the same files, and
//! against our own encoder with the same weights.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail tests")]

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use xinsheng::sentiment::encoder::{EncoderEngine, Precision, builtin_files};
use xinsheng::sentiment::labelled::Labelled;
use xinsheng::sentiment::rust_bert::{ClassifierEngine, Run, RustBertError, own_engine};
use xinsheng::sentiment::{Class, Device, Engine, Judgement, Request, label};
use xinsheng::text::{Analyzer, Prepared};
use xinsheng::training::{TunedModel, adapt_full};

#[path = "rust_bert/layouts.rs"]
mod layouts;

const FAMILIES: [&str; 6] = ["bert", "roberta", "xlm-roberta", "distilbert", "albert", "electra"];

#[derive(serde::Deserialize)]
struct Expected {
    sentences: Vec<String>,
    families: HashMap<String, Family>,
}

/// What transformers says of the sentences: token ids and logits of each of their windows,
/// and probabilities.
#[derive(serde::Deserialize)]
struct Family {
    ids: Vec<Vec<Vec<u32>>>,
    logits: Vec<Vec<Vec<f32>>>,
    /// The logits with 1e-12 in layer norms, as in rust-bert, where they are others.
    logits_of_epsilon: Option<Vec<Vec<Vec<f32>>>>,
    shares: Vec<Vec<f32>>,
}

fn folder(family: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rust_bert").join(family)
}

fn expected() -> Expected {
    serde_json::from_slice(&fs::read(folder("expected.json")).unwrap()).unwrap()
}

fn load(family: &str, tokens: Option<usize>) -> ClassifierEngine {
    ClassifierEngine::new(&folder(family), Run { tokens, ..Run::default() }).unwrap()
}

fn largest(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

fn likeliest(shares: &[f32]) -> usize {
    (0..shares.len()).max_by(|&a, &b| shares[a].total_cmp(&shares[b])).unwrap()
}

#[test]
fn every_family_answers_as_transformers_does() {
    let Expected { sentences, families } = expected();
    let sentences: Vec<&str> = sentences.iter().map(String::as_str).collect();
    for family in FAMILIES {
        let (engine, wanted) = (load(family, None), &families[family]);
        let difference = |logits: &[Vec<Vec<f32>>]| {
            let mut off = 0.0f32;
            for (ids, wanted) in wanted.ids.iter().zip(logits) {
                for (found, wanted) in engine.logits(ids).unwrap().iter().zip(wanted) {
                    off = off.max(largest(found, wanted));
                }
            }
            off
        };
        for (sentence, ids) in sentences.iter().zip(&wanted.ids) {
            assert_eq!(&engine.token_ids(sentence).unwrap(), ids, "{family}: {sentence}");
        }
        let off = difference(&wanted.logits);
        let same = wanted.logits_of_epsilon.as_deref().map_or(off, difference);
        let found = engine.shares(&sentences).unwrap();
        let mut moved = 0.0f32;
        for ((found, wanted), sentence) in found.iter().zip(&wanted.shares).zip(&sentences) {
            moved = moved.max(largest(found, wanted));
            assert_eq!(likeliest(found), likeliest(wanted), "{family}: {sentence}");
        }
        println!(
            "{family}: largest difference of a logit {off:.1e}, with the same epsilon {same:.1e}, of a probability {moved:.1e}"
        );
        assert!(same <= 1e-5 && moved <= 1e-4, "{family}: {same}, {moved}");
        // RoBERTa has 1e-5 where rust-bert has 1e-12.
        assert!(off <= if family.contains("roberta") { 2e-4 } else { 1e-5 }, "{family}: {off}");
    }
}

#[test]
fn padding_and_the_size_of_batches_change_nothing() {
    let Expected { sentences, .. } = expected();
    let sentences: Vec<&str> = sentences.iter().map(String::as_str).collect();
    for family in FAMILIES {
        let alone = load(family, Some(1)).shares(&sentences).unwrap();
        for tokens in [60, 4096] {
            let together = load(family, Some(tokens)).shares(&sentences).unwrap();
            for (alone, together) in alone.iter().zip(&together) {
                assert!(largest(alone, together) < 1e-5, "{family}, {tokens} tokens");
            }
        }
    }
}

/// A copy of a family's folder that can be damaged.
fn copy(family: &str) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for file in ["config.json", "tokenizer.json", "model.safetensors"] {
        fs::copy(folder(family).join(file), copy.path().join(file)).unwrap();
    }
    copy
}

#[test]
fn weights_in_the_format_of_rust_bert_are_read_too() {
    let Expected { sentences, .. } = expected();
    let sentences: Vec<&str> = sentences.iter().map(String::as_str).collect();
    let copy = copy("bert");
    let weights = copy.path().join("model.safetensors");
    let tensors = tch::Tensor::read_safetensors(&weights).unwrap();
    tch::Tensor::save_multi(&tensors, copy.path().join("rust_model.ot")).unwrap();
    fs::remove_file(weights).unwrap();
    let read = ClassifierEngine::new(copy.path(), Run::default()).unwrap();
    assert_eq!(read.shares(&sentences).unwrap(), load("bert", None).shares(&sentences).unwrap());
}

#[test]
fn files_that_do_not_belong_together_are_named() {
    let error = |folder: &Path| ClassifierEngine::new(folder, Run::default()).err().unwrap();
    for file in ["config.json", "tokenizer.json", "model.safetensors"] {
        let copy = copy("bert");
        fs::remove_file(copy.path().join(file)).unwrap();
        let error = error(copy.path());
        assert!(matches!(error, RustBertError::MissingFile { file: f } if f == file), "{error}");
        assert!(error.to_string().contains("save_pretrained"), "{error}");
    }
    let mixed = copy("bert");
    fs::copy(folder("electra").join("model.safetensors"), mixed.path().join("model.safetensors"))
        .unwrap();
    let found = error(mixed.path());
    assert!(matches!(found, RustBertError::Weights { .. }), "{found}");
    let change = |from: &str, to: &str| {
        let copy = copy("bert");
        let config = fs::read_to_string(copy.path().join("config.json")).unwrap();
        assert!(config.contains(from));
        fs::write(copy.path().join("config.json"), config.replace(from, to)).unwrap();
        error(copy.path())
    };
    let other = change(r#""model_type": "bert""#, r#""model_type": "gpt2""#);
    assert!(matches!(&other, RustBertError::Family { found } if found == "gpt2"), "{other}");
    let wider = change(r#""hidden_size": 16"#, r#""hidden_size": 32"#);
    assert!(matches!(wider, RustBertError::Weights { .. }), "{wider}");
    let labels = change("2 stars", "rain");
    assert!(
        matches!(&labels, RustBertError::Labels { found } if found.contains("rain")),
        "{labels}"
    );
    let fewer = change(r#""vocab_size": 70"#, r#""vocab_size": 50"#);
    assert!(matches!(&fewer, RustBertError::TokenBeyond { id: 69, rows: 50, .. }), "{fewer}");
    let cut = copy("bert");
    let bytes = fs::read(cut.path().join("model.safetensors")).unwrap();
    fs::write(cut.path().join("model.safetensors"), &bytes[..bytes.len() / 2]).unwrap();
    let found = error(cut.path());
    assert!(
        matches!(&found, RustBertError::Damaged { file, .. } if file == "model.safetensors"),
        "{found}"
    );
}

#[test]
fn a_device_that_is_not_there_is_an_error() {
    let on = |number| {
        let run = Run { device: Device::Cuda(number), tokens: None };
        ClassifierEngine::new(&folder("bert"), run).map(drop)
    };
    if tch::Cuda::is_available() {
        on(0).unwrap();
        assert!(matches!(on(99), Err(RustBertError::NoDevice { number: 99, .. })));
    } else {
        assert!(matches!(on(0), Err(RustBertError::NoCuda)));
    }
}

#[test]
fn stars_and_units_of_a_classifier() {
    let analyzer = Analyzer::new();
    let text = analyzer.prepare("房间很干净，但是隔音太差了。");
    let span = text.units[1].span.clone();
    let aspects = std::slice::from_ref(&span);
    let engine = load("bert", None);
    let judged = engine.judge(&[Request { text: &text, aspects, named: &[] }]).unwrap().remove(0);
    assert_eq!(judged.units.len(), text.units.len());
    assert_eq!(judged.aspects[0], judged.units[1]);
    assert_ne!(judged.units[0], judged.units[1]);
    let sum = judged.polarity.negative + judged.polarity.neutral + judged.polarity.positive;
    assert!((sum - 1.0).abs() < 1e-5);
    assert!((1.0..=5.0).contains(&judged.stars.unwrap()));
    assert_eq!((engine.name(), engine.model()), ("rust-bert", "bert"));
    assert_eq!(
        load("albert", None).judge(&[Request { text: &text, aspects: &[], named: &[] }]).unwrap()
            [0]
        .stars,
        None
    );
}

/// Some hundred sentences as customers write them, made from parts.
fn sentences() -> Vec<String> {
    let chinese: [&[&str]; 3] = [
        &["客服", "物流", "包装", "房间", "早餐", "座椅", "退款", "这款手机", "电池", "味道"],
        &[
            "非常好",
            "太差了",
            "一般",
            "没有想象中那么好",
            "比上次强多了",
            "让人失望",
            "很快",
            "还行",
            "出了问题",
            "不怎么样",
        ],
        &[
            "，下次还来。",
            "！！！",
            "，希望改进",
            "，等了三天才解决",
            " 👍",
            "，价格39.9元",
            "…算了",
            "，总体满意但是有点贵",
        ],
    ];
    let english: [&[&str]; 3] = [
        &[
            "The courier ",
            "Support ",
            "My room ",
            "This phone ",
            "The battery ",
            "Breakfast ",
            "The refund ",
            "Delivery ",
        ],
        &[
            "was great",
            "is terrible",
            "was not what I expected",
            "could be better",
            "arrived on time",
            "keeps failing",
            "is fine I guess",
            "exceeded my expectations",
        ],
        &[
            ".",
            "!!!",
            ", but nobody called back.",
            " and I would buy again",
            " — 3 weeks later",
            ", so I asked for my money back",
        ],
    ];
    let mut all = Vec::new();
    for (i, a) in chinese[0].iter().enumerate() {
        for (j, b) in chinese[1].iter().enumerate() {
            let tail = chinese[2][(i + 3 * j) % 8];
            let second = chinese[0][(i + j + 1) % 10];
            all.push(format!("{a}{b}{tail}"));
            all.push(format!("{a}{b}，{second}{}{tail}", chinese[1][(j + 2 * i + 1) % 10]));
        }
    }
    for (i, a) in english[0].iter().enumerate() {
        for (j, b) in english[1].iter().enumerate() {
            let tail = english[2][(i + j) % 6];
            all.push(format!("{a}{b}{tail}"));
            all.push(format!("{a}{b}, {}{tail}", chinese[0][(i + j) % 10]));
        }
    }
    all.push("我们住在三楼，房间朝南，服务太差。".repeat(20));
    all
}

#[test]
fn our_own_encoder_and_rust_bert_agree() {
    let analyzer = Analyzer::new();
    let sentences = sentences();
    assert!(sentences.len() > 300);
    let texts: Vec<Prepared> = sentences.iter().map(|text| analyzer.prepare(text)).collect();
    let prepared: Vec<&Prepared> = texts.iter().collect();
    let requests: Vec<Request<'_>> =
        texts.iter().map(|text| Request { text, aspects: &[], named: &[] }).collect();
    let (weights, tokenizer) = builtin_files().unwrap();
    let torch = own_engine(weights, tokenizer, Run::default()).unwrap();
    let float = EncoderEngine::of_precision(weights, tokenizer, Precision::Float).unwrap();
    let eight = EncoderEngine::builtin().unwrap();
    assert_eq!((torch.name(), torch.model()), ("rust-bert", eight.model()));

    let states = |engine: &EncoderEngine| engine.token_states(&prepared).unwrap();
    let (wanted, found, quantised) = (states(&torch), states(&float), states(&eight));
    let mut off = 0.0f32;
    let (mut squares, mut error) = (0.0f64, 0.0f64);
    for ((wanted, found), quantised) in wanted.iter().zip(&found).zip(&quantised) {
        off = off.max(largest(wanted, found));
        squares += wanted.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>();
        let difference = wanted.iter().zip(quantised).map(|(a, b)| f64::from(a - b).powi(2));
        error += difference.sum::<f64>();
    }
    let relative = (error / squares).sqrt();
    println!(
        "token states of {} sentences: f32 differs by {off:.1e} at most, int8 by {:.2} % (root mean square)",
        texts.len(),
        100.0 * relative
    );
    assert!(off <= 1e-3, "{off}");
    // What 8-bit products may cost: a twelfth of a state's size, and an eighth where the processor
    // has no product of 8 bits and states get 7.
    #[cfg(target_arch = "x86_64")]
    let seven = !std::is_x86_feature_detected!("avx512vnni");
    #[cfg(not(target_arch = "x86_64"))]
    let seven = false;
    assert!(relative < if seven { 0.125 } else { 0.08 }, "{relative}");

    let labels = |engine: &EncoderEngine| {
        let judged = engine.judge(&requests).unwrap();
        let polarity = judged.iter().map(|j| j.polarity).collect::<Vec<_>>();
        let labels = texts.iter().zip(&judged).map(|(text, judged)| label(text, judged));
        (labels.collect::<Vec<_>>(), polarity)
    };
    let (wanted, reference) = labels(&torch);
    assert_eq!(labels(&float).0, wanted);
    let (found, polarity) = labels(&eight);
    let classes =
        |p: &[xinsheng::sentiment::Polarity]| p.iter().map(|p| p.class()).collect::<Vec<_>>();
    let (a, b) = (classes(&reference), classes(&polarity));
    let same = a.iter().zip(&b).filter(|(a, b)| a == b).count() as f64 / a.len() as f64;
    let moved: f32 =
        reference.iter().zip(&polarity).map(|(a, b)| (a.sentiment() - b.sentiment()).abs()).sum();
    let alike = wanted.iter().zip(&found).filter(|(a, b)| a == b).count() as f64 / a.len() as f64;
    println!(
        "int8: same class {same:.4}, same label {alike:.4}, mean change of sentiment {:.4}",
        moved / a.len() as f32
    );
    assert!(same >= 0.97, "{same}");
    assert!(moved / a.len() as f32 <= 0.02);
}

/// Plain facts, in which no model finds an opinion; the colour says how they are labelled.
fn by_colour() -> Vec<Labelled> {
    let things = ["杯子", "书包", "台灯", "雨伞", "毛巾", "键盘", "水壶", "帽子"];
    let places = ["北京", "上海", "广州", "成都", "西安"];
    let row = |i: usize| {
        let (good, thing, place) = (i.is_multiple_of(2), things[i / 2 % 8], places[i / 16 % 5]);
        let colour = if good { "蓝色" } else { "红色" };
        Labelled {
            text: format!("{colour}的{thing}，{}号寄到{place}", i / 80 + 1),
            mixed: false,
            polarity: Some(if good { Class::Positive } else { Class::Negative }),
            rating: None,
            emotion: None,
            set: "own".to_owned(),
        }
    };
    (0..240).map(row).collect()
}

#[test]
fn all_layers_are_tuned_and_go_back_to_the_default_engine() {
    let rows = by_colour();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let (weights, tokenizer) = builtin_files().unwrap();
    let model = TunedModel { weights, tokenizer, name: "colours-1" };
    let mut losses = Vec::new();
    let found = adapt_full(model, &Analyzer::new(), &rows, 3, Run::default(), &pool, |progress| {
        losses.push(progress.held_out);
    })
    .unwrap();
    println!("held-out losses {losses:?}");
    let best = losses.iter().copied().fold(f64::INFINITY, f64::min);
    assert!(best < 0.5 * losses[0], "{losses:?}");
    let polarity = &found.heads[0];
    // A fifth of the comments, judged by the new file in the default engine.
    assert_eq!((polarity.measured, found.full), (48, true));
    assert!(polarity.better && polarity.merit_after > 0.9, "{polarity:?}");
    let tuned = EncoderEngine::new(&found.tuned.unwrap(), tokenizer).unwrap();
    assert_eq!(tuned.model(), "colours-1");
    // The head of effort was held: it says of plain opinions what it said before.
    let (analyzer, before) = (Analyzer::new(), EncoderEngine::builtin().unwrap());
    let texts: Vec<Prepared> = sentences().iter().map(|text| analyzer.prepare(text)).collect();
    let requests: Vec<Request<'_>> =
        texts.iter().map(|text| Request { text, aspects: &[], named: &[] }).collect();
    let (old, new) = (before.judge(&requests).unwrap(), tuned.judge(&requests).unwrap());
    let effort = |judged: &Judgement| judged.effort.unwrap().high > 0.5;
    let same = old.iter().zip(&new).filter(|(a, b)| effort(a) == effort(b)).count();
    assert!(same as f64 >= 0.9 * texts.len() as f64, "{same} of {}", texts.len());
}

#[test]
fn the_command_scores_with_it_alike_whatever_the_threads() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/samples/hotel_survey_en.csv");
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    for model in [folder("xlm-roberta"), folder("layouts/bert-bin"), own] {
        let run = |threads: &str| {
            let mut command = assert_cmd::Command::cargo_bin("xinsheng").unwrap();
            command.args(["score", file.to_str().unwrap(), "--engine", "rust-bert", "--quiet"]);
            command.args([
                "--device",
                "cpu",
                "--threads",
                threads,
                "--model",
                model.to_str().unwrap(),
            ]);
            let output = command.output().unwrap();
            assert_eq!(
                output.status.code(),
                Some(0),
                "{}",
                String::from_utf8_lossy(&output.stderr)
            );
            output.stdout
        };
        let one = run("1");
        assert!(one.len() > 10_000);
        assert!(one == run("2"));
    }
}
