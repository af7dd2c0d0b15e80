//! `config.json` of a checkpoint, in the terms of rust-bert's models.

use std::collections::HashMap;

use rust_bert::albert::AlbertConfig;
use rust_bert::bert::BertConfig;
use rust_bert::distilbert::DistilBertConfig;
use rust_bert::electra::ElectraConfig;
use serde_json::{Map, Value};

use super::error::RustBertError;

/// Name of the file.
pub(super) const FILE: &str = "config.json";

/// How the classes of sequence classifiers end.
const CLASSIFIER: &str = "ForSequenceClassification";

/// The kinds of network that this engine has, each with its settings.
#[derive(Debug, Clone)]
pub(super) enum NetworkFamily {
    Bert(BertConfig),
    /// RoBERTa and XLM-RoBERTa, which is the same network.
    Roberta(BertConfig),
    DistilBert(DistilBertConfig),
    Albert(AlbertConfig),
    Electra(ElectraConfig),
}

/// What is needed of `config.json`.
#[derive(Debug, Clone)]
pub(super) struct Config {
    pub(super) family: NetworkFamily,
    /// `model_type`.
    pub(super) kind: String,
    /// The class of the tokenizer, where it is not the usual one of the network.
    pub(super) tokenizer_class: Option<String>,
    /// Labels in the order of the outputs.
    pub(super) labels: Vec<String>,
    /// Most tokens of one text.
    pub(super) window: usize,
    /// The token that fills a batch up.
    pub(super) padding: i64,
    /// Number of words.
    pub(super) words: i64,
}

impl Config {
    pub(super) fn new(json: &[u8]) -> Result<Config, RustBertError> {
        let damaged = |reason: String| RustBertError::Damaged { file: FILE.to_owned(), reason };
        let mut fields: Map<String, Value> =
            serde_json::from_slice(json).map_err(|e| damaged(e.to_string()))?;
        let kind = kind(&fields);
        if let Some(kind) = fields.get("position_embedding_type").and_then(Value::as_str)
            && kind != "absolute"
        {
            return Err(damaged(format!("position_embedding_type is {kind}, expected absolute")));
        }
        let labels = labels(&fields).map_err(damaged)?;
        let by_number: Map<String, Value> = labels
            .iter()
            .enumerate()
            .map(|(i, label)| (i.to_string(), Value::from(label.as_str())))
            .collect();
        fields.insert("id2label".to_owned(), Value::Object(by_number));
        fields.remove("label2id");
        for (name, value) in defaults(&kind) {
            fields.entry(name).or_insert(value);
        }
        let number = |name: &str, otherwise: i64| {
            fields.get(name).and_then(Value::as_i64).unwrap_or(otherwise)
        };
        // RoBERTa counts its positions from the padding token on.
        let before = if kind.contains("roberta") { 2 } else { 0 };
        let (positions, words) = (number("max_position_embeddings", 512), number("vocab_size", 0));
        let padding = number("pad_token_id", if before > 0 { 1 } else { 0 });
        if before > 0 && padding != 1 {
            return Err(damaged(format!("pad_token_id is {padding}, expected 1 in {kind}")));
        }
        let text = |name: &str| fields.get(name).and_then(Value::as_str).map(str::to_owned);
        let tokenizer_class = text("tokenizer_class");
        let fields = Value::Object(fields);
        let family = match kind.as_str() {
            "bert" => NetworkFamily::Bert(read(fields)?),
            "roberta" | "xlm-roberta" => NetworkFamily::Roberta(read(fields)?),
            "distilbert" => NetworkFamily::DistilBert(read(fields)?),
            "albert" => NetworkFamily::Albert(read(fields)?),
            "electra" => NetworkFamily::Electra(read(fields)?),
            _ => return Err(RustBertError::Family { found: kind }),
        };
        if !(0..words).contains(&padding) {
            return Err(damaged(format!("pad_token_id is {padding} and vocab_size {words}")));
        }
        let window = usize::try_from(positions.saturating_sub(before)).unwrap_or(0).min(512);
        if window < 8 {
            return Err(damaged(format!("max_position_embeddings is {positions}")));
        }
        Ok(Config { family, kind, tokenizer_class, labels, window, padding, words })
    }
}

/// The kind of network; files before transformers 2.8 name only its class.
fn kind(fields: &Map<String, Value>) -> String {
    if let Some(kind) = fields.get("model_type").and_then(Value::as_str) {
        return kind.to_owned();
    }
    let class = fields.get("architectures").and_then(|classes| classes.get(0));
    match class.and_then(Value::as_str).and_then(|class| class.strip_suffix(CLASSIFIER)) {
        Some("Bert") => "bert",
        Some("Roberta") => "roberta",
        Some("XLMRoberta") => "xlm-roberta",
        Some("DistilBert") => "distilbert",
        Some("Albert") => "albert",
        Some("Electra") => "electra",
        _ => "none",
    }
    .to_owned()
}

fn read<T: serde::de::DeserializeOwned>(fields: Value) -> Result<T, RustBertError> {
    serde_json::from_value(fields)
        .map_err(|e| RustBertError::Damaged { file: FILE.to_owned(), reason: e.to_string() })
}

/// `id2label`, or the two labels without a name that it stands for where it is left out.
fn labels(fields: &Map<String, Value>) -> Result<Vec<String>, String> {
    let Some(named) = fields.get("id2label").filter(|value| !value.is_null()) else {
        let count = fields.get("num_labels").and_then(Value::as_u64).unwrap_or(2);
        return Ok((0..count.min(16)).map(|i| format!("LABEL_{i}")).collect());
    };
    let named: HashMap<usize, String> =
        serde_json::from_value(named.clone()).map_err(|e| format!("id2label: {e}"))?;
    let label = |i| named.get(&i).cloned().ok_or_else(|| format!("id2label lacks {i}"));
    (0..named.len()).map(label).collect()
}

/// What transformers leaves out of a file where it is the default, and rust-bert asks for.
fn defaults(kind: &str) -> Vec<(String, Value)> {
    let mut all = vec![
        ("hidden_act", Value::from("gelu")),
        ("attention_probs_dropout_prob", Value::from(0.1)),
        ("hidden_dropout_prob", Value::from(0.1)),
        ("initializer_range", Value::from(0.02)),
        ("type_vocab_size", Value::from(2)),
    ];
    match kind {
        "distilbert" => all.extend([
            ("activation", Value::from("gelu")),
            ("attention_dropout", Value::from(0.1)),
            ("dropout", Value::from(0.1)),
            ("qa_dropout", Value::from(0.1)),
            ("seq_classif_dropout", Value::from(0.2)),
            ("sinusoidal_pos_embds", Value::from(false)),
            ("tie_weights_", Value::from(true)),
        ]),
        "albert" => all.extend([
            ("inner_group_num", Value::from(1)),
            ("num_hidden_groups", Value::from(1)),
            ("bos_token_id", Value::from(2)),
            ("eos_token_id", Value::from(3)),
            ("pad_token_id", Value::from(0)),
        ]),
        "electra" => all.push(("pad_token_id", Value::from(0))),
        _ => {}
    }
    all.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BERT: &str = r#"{"model_type":"bert","hidden_size":16,"intermediate_size":32,
        "max_position_embeddings":64,"num_attention_heads":2,"num_hidden_layers":1,
        "type_vocab_size":2,"vocab_size":99"#;

    #[test]
    fn two_labels_are_the_default() {
        let config = Config::new(format!("{BERT}}}").as_bytes()).unwrap();
        assert_eq!(config.labels, ["LABEL_0", "LABEL_1"]);
        assert_eq!((config.window, config.padding, config.words), (64, 0, 99));
        let named = format!(r#"{BERT},"id2label":{{"1":"positive","0":"negative"}}}}"#);
        assert_eq!(Config::new(named.as_bytes()).unwrap().labels, ["negative", "positive"]);
    }

    #[test]
    fn other_networks_are_refused_by_name() {
        let error = |json: &str| Config::new(json.as_bytes()).unwrap_err().to_string();
        assert!(error(r#"{"model_type":"llama"}"#).contains("llama"));
        assert!(error("{}").contains("none"));
        let old = BERT.replacen(
            r#""model_type":"bert""#,
            r#""architectures":["BertForSequenceClassification"]"#,
            1,
        );
        assert_eq!(Config::new(format!("{old}}}").as_bytes()).unwrap().kind, "bert");
        let padding = format!(r#"{BERT},"pad_token_id":99}}"#);
        assert!(error(&padding).contains("pad_token_id is 99"));
        assert!(error("not json").contains(FILE));
        assert!(
            error(r#"{"model_type":"bert"}"#).contains("hidden_size")
                || error(r#"{"model_type":"bert"}"#).contains("missing")
        );
        let relative = format!(r#"{BERT},"position_embedding_type":"relative_key"}}"#);
        assert!(error(&relative).contains("relative_key"));
    }
}
