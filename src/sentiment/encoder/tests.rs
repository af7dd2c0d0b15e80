//! The engine as a whole.

use safetensors::Dtype;

use super::rewrite::{Replacement, rewrite};
use super::*;
use crate::sentiment::{Engine, Request};
use crate::text::Analyzer;

const TEXTS: [&str; 8] = [
    "好评",
    "客服很nice，但是物流太slow了，等了一个星期。",
    "The seat was comfortable but the food was cold and nobody apologised.",
    "房間很乾淨，早餐普通，下次還會再來",
    "not bad at all 👍",
    "Terrible!!!",
    "没有不满意的地方",
    "一般般吧，价格 39.9 元",
];

#[test]
fn the_shipped_model_loads() {
    let engine = EncoderEngine::builtin().unwrap();
    assert_eq!(engine.name(), "encoder");
    assert!(engine.model().starts_with("encoder-"));
}

#[test]
fn a_text_is_judged_the_same_alone_and_in_any_batch() {
    let analyzer = Analyzer::new();
    let long = TEXTS.join("。").repeat(12);
    let mut texts: Vec<_> = TEXTS.iter().map(|text| analyzer.prepare(text)).collect();
    texts.push(analyzer.prepare(&long));
    let aspects = [0..3, 0..1];
    let requests: Vec<Request<'_>> =
        texts.iter().map(|text| Request { text, aspects: &aspects, named: &[] }).collect();
    let engine = EncoderEngine::builtin().unwrap();
    let alone: Vec<_> =
        requests.iter().flat_map(|request| engine.judge(&[*request]).unwrap()).collect();
    let mut random = fastrand::Rng::with_seed(7);
    for _ in 0..2 {
        // Every text twice, in a new order, by an engine that knows none of them.
        let mut order: Vec<usize> = (0..requests.len()).chain(0..requests.len()).collect();
        random.shuffle(&mut order);
        let batch: Vec<_> = order.iter().map(|&i| requests[i]).collect();
        let fresh = EncoderEngine::builtin().unwrap().judge(&batch).unwrap();
        let remembered = engine.judge(&batch).unwrap();
        for ((&i, fresh), remembered) in order.iter().zip(&fresh).zip(&remembered) {
            assert_eq!(fresh, &alone[i]);
            assert_eq!(remembered, &alone[i]);
        }
    }
}

#[test]
fn a_long_comment_is_read_to_its_end() {
    let analyzer = Analyzer::new();
    let engine = EncoderEngine::builtin().unwrap();
    let filler = "我们住在三楼，房间朝南。".repeat(40);
    let judge = |text: &str| {
        let text = analyzer.prepare(text);
        engine.judge(&[Request { text: &text, aspects: &[], named: &[] }]).unwrap().remove(0)
    };
    let plain = judge(&filler);
    let angry = judge(&format!("{filler}服务太差，再也不来了！"));
    assert_ne!(plain.polarity, angry.polarity);
    assert_eq!(angry.units.len(), plain.units.len() + 2);
    let prepared = analyzer.prepare(&filler);
    let spans = engine.token_spans(&prepared);
    assert!(spans.len() > 200, "{}", spans.len());
    assert_eq!(spans.last().unwrap().end, prepared.normalized.as_str().len());
}

#[test]
fn a_cell_of_megabytes_is_read_in_bounded_memory() {
    let analyzer = Analyzer::new();
    let engine = EncoderEngine::builtin().unwrap();
    let text = analyzer.prepare(&"物流太慢了，".repeat(60_000));
    assert!(text.normalized.as_str().len() > 900_000);
    assert!(engine.token_spans(&text).len() < 1 << 17);
    let judged =
        engine.judge(&[Request { text: &text, aspects: &[], named: &[] }]).unwrap().remove(0);
    assert_eq!(judged.units.len(), text.units.len());
    // The part that is read: 16 bytes a time, normalised, of 2¹⁷.
    let read = analyzer.prepare(&"物流太慢了，".repeat(8192));
    let wanted =
        engine.judge(&[Request { text: &read, aspects: &[], named: &[] }]).unwrap().remove(0);
    assert_eq!(judged.polarity, wanted.polarity);
}

#[test]
fn weights_and_tokenizer_must_belong_together() {
    let weights = include_bytes!("../../../models/encoder.safetensors");
    let tokenizer = r#"{"version":"1.0","added_tokens":[],"normalizer":null,"pre_tokenizer":null,
        "post_processor":null,"decoder":null,"truncation":null,"padding":null,
        "model":{"type":"Unigram","unk_id":3,"vocab":[["<s>",0.0],["<pad>",0.0],["</s>",0.0],["<unk>",0.0]]}}"#;
    let error = EncoderEngine::new(weights, tokenizer.as_bytes()).err().unwrap();
    assert!(error.to_string().contains("as the tokenizer has"), "{error}");
    // As many tokens as rows, one of them beyond the last row.
    let text = std::str::from_utf8(builtin_files().unwrap().1).unwrap();
    let mut json: serde_json::Value = serde_json::from_str(text).unwrap();
    let tokens = json["model"]["vocab"].as_array().unwrap().iter().enumerate();
    let ids: serde_json::Map<String, serde_json::Value> =
        tokens.map(|(id, token)| (token[0].as_str().unwrap().to_owned(), id.into())).collect();
    let (rows, last) = (ids.len(), ids.keys().next_back().unwrap().clone());
    let mut model = serde_json::json!({"type": "WordLevel", "unk_token": "<unk>", "vocab": ids});
    model["vocab"][last] = (rows + 7).into();
    json["model"] = model;
    let error = EncoderEngine::new(weights, json.to_string().as_bytes()).err().unwrap();
    assert!(error.to_string().contains(&format!("{}, as the tokenizer has", rows + 8)), "{error}");
    // Merges that the library would panic at.
    json["model"] =
        serde_json::json!({"type": "BPE", "vocab": {"a": 0, "b": 1}, "merges": ["a b"]});
    let error = EncoderEngine::new(weights, json.to_string().as_bytes()).err().unwrap();
    assert!(matches!(error, EncoderError::Tokenizer(_)), "{error}");
    let error = EncoderEngine::new(&weights[..1000], b"{}").err().unwrap();
    assert!(matches!(error, EncoderError::Format(_)), "{error}");
}

#[test]
fn names_are_read_from_a_layer_that_there_is() {
    let (weights, tokenizer) = builtin_files().unwrap();
    let of_layer = |layer: &str| {
        let entries = vec![("layer.names".to_owned(), layer.to_owned())];
        EncoderEngine::new(&rewrite(weights, entries, &[]).unwrap(), tokenizer)
    };
    assert!(of_layer("12").is_ok());
    let error = of_layer("13").err().unwrap().to_string();
    assert!(error.contains("layer.names") && error.contains("one of the 12 layers"), "{error}");
    assert!(of_layer("0").is_err());
    // A vocabulary without the special tokens, that of its tokenizer as small.
    let words = Replacement {
        name: "words".to_owned(),
        kind: Dtype::U8,
        shape: vec![3, 384 / 32 * 18],
        bytes: vec![0; 3 * 384 / 32 * 18],
    };
    let few = rewrite(weights, Vec::new(), &[words]).unwrap();
    let json = r#"{"version":"1.0","added_tokens":[],"normalizer":null,"pre_tokenizer":null,
        "post_processor":null,"decoder":null,"truncation":null,"padding":null,
        "model":{"type":"Unigram","unk_id":2,"vocab":[["<s>",0.0],["<pad>",0.0],["</s>",0.0]]}}"#;
    let error = EncoderEngine::new(&few, json.as_bytes()).err().unwrap().to_string();
    assert!(error.contains("those of the special tokens"), "{error}");
}

#[test]
fn eight_bits_stay_near_the_floats() {
    let analyzer = Analyzer::new();
    let texts: Vec<_> = TEXTS.iter().map(|text| analyzer.prepare(text)).collect();
    let texts: Vec<_> = texts.iter().collect();
    let (weights, tokenizer) = builtin_files().unwrap();
    let (eight, float) = (
        EncoderEngine::builtin().unwrap(),
        EncoderEngine::of_precision(weights, tokenizer, Precision::Float).unwrap(),
    );
    let (eight, float) = (eight.token_states(&texts).unwrap(), float.token_states(&texts).unwrap());
    for (eight, float) in eight.iter().zip(&float) {
        let square = |values: &mut dyn Iterator<Item = f32>| values.map(|x| x * x).sum::<f32>();
        let off = square(&mut eight.iter().zip(float).map(|(a, b)| a - b));
        let size = square(&mut float.iter().copied());
        // Processors without an 8-bit dot product give the states 7 bits.
        assert!(off > 0.0 && off < 0.03 * size, "{off} of {size}");
    }
}
