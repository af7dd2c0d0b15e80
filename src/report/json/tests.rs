use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use serde_json::{Value, json};

use super::*;
use crate::report::sample;

/// A schema as it follows from the types. Fields are all that there may be.
fn generated_of<T: schemars::JsonSchema>(version: u32) -> Value {
    let closed = RecursiveTransform(|schema: &mut schemars::Schema| {
        if schema.get("properties").is_some() {
            schema.insert("additionalProperties".to_owned(), json!(false));
        }
    });
    let settings = SchemaSettings::draft2020_12().for_serialize().with_transform(closed.clone());
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    let mut closed = closed;
    closed.transform(&mut schema);
    let mut schema = schema.to_value();
    schema["properties"]["version"] = json!({ "const": version });
    schema
}

fn generated() -> Value {
    generated_of::<Summary>(crate::report::summary::SUMMARY_VERSION)
}

/// Every schema: its file, what the file says, and what it is to say.
fn schemas() -> [(&'static str, &'static str, Value); 4] {
    use crate::report::{kpis, segmentation, themes};
    [
        ("summary", SCHEMA, generated()),
        ("themes", THEMES_SCHEMA, generated_of::<themes::ThemesReport>(themes::THEMES_VERSION)),
        ("kpis", KPIS_SCHEMA, generated_of::<kpis::KpiReport>(kpis::KPI_VERSION)),
        (
            "segments",
            SEGMENTS_SCHEMA,
            generated_of::<segmentation::SegmentsReport>(segmentation::SEGMENTS_VERSION),
        ),
    ]
}

/// `XINSHENG_WRITE_SCHEMA=1 cargo test --lib report::json` writes the files anew.
#[test]
fn the_schemas_follow_from_the_types() {
    let mut stale = Vec::new();
    for (name, written, schema) in schemas() {
        let mut text = serde_json::to_string_pretty(&schema).unwrap();
        text.push('\n');
        if std::env::var_os("XINSHENG_WRITE_SCHEMA").is_some() {
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/report");
            std::fs::write(format!("{folder}/{name}.schema.json"), &text).unwrap();
        }
        stale.extend((text != written).then_some(name));
    }
    assert_eq!(stale, [""; 0], "schemas that are not those of the types; write them anew");
}

/// What of `value` does not fit the schema of this name.
pub(in crate::report) fn misfits(name: &str, value: &Value) -> Vec<String> {
    let found = schemas().into_iter().find(|(own, ..)| *own == name).unwrap();
    let validator = jsonschema::validator_for(&found.2).unwrap();
    validator.iter_errors(value).map(|error| error.to_string()).collect()
}

fn errors(value: &Value) -> Vec<String> {
    misfits("summary", value)
}

fn written(summary: &Summary) -> Value {
    serde_json::from_slice(&summary_json(summary).unwrap()).unwrap()
}

#[test]
fn summaries_fit_the_schema() {
    for summary in [sample::summary(), sample::bare()] {
        assert_eq!(errors(&written(&summary)), [""; 0]);
    }
}

#[test]
fn the_schema_notices_other_layouts() {
    let breaks: [(&str, Value); 7] = [
        ("/version", json!(99)),
        ("/account/rows_read", json!(-1)),
        ("/overall/nps", json!({ "n": 3 })),
        ("/touchpoints/0/correlations/0/p", json!("small")),
        ("/touchpoints/0/csat/distribution/0", json!([1.0])),
        ("/pain_points/0/impact/score", json!("likes")),
        ("/period/from", json!(2024)),
    ];
    for (path, value) in breaks {
        let mut summary = written(&sample::summary());
        *summary.pointer_mut(path).unwrap() = value;
        assert!(!errors(&summary).is_empty(), "{path}");
    }
    let mut summary = written(&sample::summary());
    summary["extra"] = json!(1);
    assert_eq!(errors(&summary).len(), 1);
    let mut summary = written(&sample::summary());
    summary["overall"].as_object_mut().unwrap().remove("nps");
    assert_eq!(errors(&summary).len(), 1);
}

#[test]
fn chinese_stays_readable() {
    let json = String::from_utf8(summary_json(&sample::summary()).unwrap()).unwrap();
    assert!(json.contains("\"zh\": \"客服热线\"") && json.ends_with("}\n"));
}
