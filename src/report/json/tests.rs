use serde_json::{Map, Value, json};

use super::*;
use crate::report::sample;

/// What is wrong with `value` by the part of JSON Schema that [`SCHEMA`] uses.
/// Panics on a keyword it does not know, so that nothing goes unchecked.
fn errors(value: &Value, schema: &Value, root: &Value, path: &str) -> Vec<String> {
    let empty = Map::new();
    let object = value.as_object().unwrap_or(&empty);
    let items = value.as_array().map_or(&[][..], Vec::as_slice);
    let mut found = Vec::new();
    for (keyword, rule) in schema.as_object().unwrap() {
        let broken = match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" => false,
            "$ref" => {
                let target = root.pointer(rule.as_str().unwrap().trim_start_matches('#')).unwrap();
                found.extend(errors(value, target, root, path));
                false
            }
            "anyOf" => {
                let choices = rule.as_array().unwrap();
                let fits = |schema| errors(value, schema, root, path).is_empty();
                !choices.iter().any(fits)
            }
            "type" => {
                let one = [rule.clone()];
                let types = rule.as_array().map_or(&one[..], Vec::as_slice);
                !types.iter().any(|name| is_type(value, name.as_str().unwrap()))
            }
            "const" => value != rule,
            "enum" => !rule.as_array().unwrap().contains(value),
            "minimum" => value.as_f64() < rule.as_f64(),
            "maximum" => value.as_f64() > rule.as_f64(),
            "minItems" => (items.len() as u64) < rule.as_u64().unwrap(),
            "maxItems" => items.len() as u64 > rule.as_u64().unwrap(),
            "pattern" => !has_shape(value.as_str().unwrap(), rule.as_str().unwrap()),
            "required" => {
                !rule.as_array().unwrap().iter().all(|k| object.contains_key(k.as_str().unwrap()))
            }
            "additionalProperties" => {
                assert_eq!(rule, &json!(false));
                object.keys().any(|key| schema["properties"].get(key).is_none())
            }
            "properties" => {
                for (key, value) in object {
                    if let Some(schema) = rule.get(key) {
                        found.extend(errors(value, schema, root, &format!("{path}/{key}")));
                    }
                }
                false
            }
            "items" => {
                for (i, item) in items.iter().enumerate() {
                    found.extend(errors(item, rule, root, &format!("{path}/{i}")));
                }
                false
            }
            "prefixItems" => {
                for (i, (item, schema)) in items.iter().zip(rule.as_array().unwrap()).enumerate() {
                    found.extend(errors(item, schema, root, &format!("{path}/{i}")));
                }
                false
            }
            other => panic!("unknown keyword {other}"),
        };
        if broken {
            found.push(format!("{path}: {keyword} {rule}"));
        }
    }
    found
}

fn is_type(value: &Value, name: &str) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("unknown type {other}"),
    }
}

/// The patterns of the schema are dates.
fn has_shape(text: &str, pattern: &str) -> bool {
    let shape = match pattern {
        r"^\d{4}-\d{2}-\d{2}$" => "0000-00-00",
        r"^\d{4}-\d{2}$" => "0000-00",
        other => panic!("unknown pattern {other}"),
    };
    text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).eq(shape.chars())
}

fn schema_errors(value: &Value) -> Vec<String> {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    errors(value, &schema, &schema, "")
}

fn written(summary: &Summary) -> Value {
    serde_json::from_slice(&summary_json(summary).unwrap()).unwrap()
}

#[test]
fn summaries_fit_the_schema() {
    for summary in [sample::summary(), sample::bare()] {
        assert_eq!(schema_errors(&written(&summary)), [""; 0]);
    }
}

#[test]
fn the_schema_notices_other_layouts() {
    let breaks: [(&str, Value); 7] = [
        ("/version", json!(2)),
        ("/account/rows_read", json!(-1)),
        ("/overall/nps", json!({ "n": 3 })),
        ("/touchpoints/0/correlations/0/p", json!(1.5)),
        ("/touchpoints/0/csat/distribution/0", json!([1.0])),
        ("/pain_points/0/impact/score", json!("likes")),
        ("/period/from", json!("2 Jan 2024")),
    ];
    for (path, value) in breaks {
        let mut summary = written(&sample::summary());
        *summary.pointer_mut(path).unwrap() = value;
        assert!(!schema_errors(&summary).is_empty(), "{path}");
    }
    let mut summary = written(&sample::summary());
    summary["extra"] = json!(1);
    assert_eq!(schema_errors(&summary), [": additionalProperties false"]);
}

#[test]
fn the_version_of_schema_and_summary_agree() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let version = crate::report::summary::SUMMARY_VERSION;
    assert_eq!(schema["properties"]["version"]["const"], json!(version));
    assert_eq!(sample::summary().version, version);
}

#[test]
fn chinese_stays_readable() {
    let json = String::from_utf8(summary_json(&sample::summary()).unwrap()).unwrap();
    assert!(json.contains("\"zh\": \"客服热线\"") && json.ends_with("}\n"));
}
