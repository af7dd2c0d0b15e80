//! Embeddings beside what is found: lists of numbers in JSON and Parquet.

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};
use serde_json::Value;
use xinsheng::Lang;
use xinsheng::ingest::{ReadOptions, SourceFile};
use xinsheng::opinion::Taxonomy;
use xinsheng::pipeline::{
    Checkpoint, Input, Judge, RejectsFile, ScoreFormat, ScoreOptions, ScoredTable, TableOptions,
    score,
};
use xinsheng::sentiment::encoder::EncoderEngine;
use xinsheng::text::Analyzer;

use crate::runs::{pool, temporary_file};

const COMMENTS: [&str; 6] = [
    "The room was dirty and the bathroom smelled",
    "",
    "Bathroom filthy, nobody had cleaned the room",
    "N/A",
    "快递很快，第二天就到了",
    "物流速度快，隔天就送到",
];

fn judge() -> Judge {
    let engine = EncoderEngine::builtin().unwrap().with_embeddings().unwrap();
    Judge::new(Analyzer::new(), Taxonomy::builtin(), Box::new(engine)).unwrap()
}

/// The table with embeddings, of a file of this suffix.
fn scored(judge: &Judge, suffix: &str, bytes: &[u8], format: ScoreFormat) -> Vec<u8> {
    let file = temporary_file(suffix, bytes);
    let file: SourceFile = Input::new(file.path()).unwrap().open(&ReadOptions::default()).unwrap();
    let options = TableOptions { format, embeddings: true, ..TableOptions::default() };
    let mut table = ScoredTable::new(Vec::new(), &[&file], options).unwrap();
    let (pool, none) = (pool(2), &mut Checkpoint::default());
    let mut rejects = RejectsFile::new(Vec::new(), Lang::En);
    let options = ScoreOptions { text: "comment".to_owned(), ..ScoreOptions::default() };
    score(&file, &mut table, &mut rejects, none, (judge, &pool), &options, &|_, _| {}).unwrap();
    table.finish().unwrap()
}

/// The values of a column of a Parquet table, by the type that its schema gives them.
fn column<T>(bytes: &[u8], name: &str, of: impl Fn(&Field) -> T) -> Vec<T> {
    let reader = SerializedFileReader::new(bytes::Bytes::from(bytes.to_vec())).unwrap();
    let of_row = |row: Row| {
        let (_, field) = row.get_column_iter().find(|(own, _)| *own == name).unwrap();
        of(field)
    };
    reader.get_row_iter(None).unwrap().map(|row| of_row(row.unwrap())).collect()
}

fn list<T>(field: &Field, element: impl Fn(&Field) -> Option<T>) -> Option<Vec<T>> {
    let Field::ListInternal(list) = field else { return None };
    list.elements().iter().map(element).collect()
}

fn vector(field: &Field) -> Option<Vec<f32>> {
    list(field, |number| if let Field::Float(number) = number { Some(*number) } else { None })
}

/// The embeddings of a Parquet table.
fn of_parquet(bytes: &[u8]) -> Vec<Option<Vec<f32>>> {
    column(bytes, "embedding", vector)
}

/// Opinion units, each with its embedding.
type Units = Vec<(String, Vec<f32>)>;

/// Those of a Parquet table.
fn units_of_parquet(bytes: &[u8]) -> Vec<Option<Units>> {
    let text = |field: &Field| if let Field::Str(text) = field { Some(text.clone()) } else { None };
    let texts = column(bytes, "opinion_units", |field| list(field, text));
    let vectors = column(bytes, "unit_embeddings", |field| list(field, vector));
    let both = texts.into_iter().zip(vectors);
    both.map(|(texts, vectors)| {
        let (texts, vectors) = (texts?, vectors?);
        assert_eq!(texts.len(), vectors.len());
        Some(texts.into_iter().zip(vectors).collect())
    })
    .collect()
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

#[test]
fn embeddings_are_lists_by_which_like_comments_are_close() {
    let judge = judge();
    let csv = format!("n,comment\n{}", COMMENTS.map(|c| format!("1,\"{c}\"\n")).concat());
    let json = scored(&judge, ".csv", csv.as_bytes(), ScoreFormat::Jsonl);
    let json: Vec<Value> = String::from_utf8(json)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let first = scored(&judge, ".csv", csv.as_bytes(), ScoreFormat::Parquet);
    let table = of_parquet(&first);
    assert_eq!(table.len(), COMMENTS.len());
    // Nothing to judge, nothing to compare.
    assert!(table[1].is_none() && json[1]["embedding"].is_null());
    assert!(table[3].is_none() && json[3]["embedding"].is_null());
    for (vector, json) in table.iter().zip(&json) {
        let Some(vector) = vector else { continue };
        let norm: f32 = vector.iter().map(|x| x * x).sum();
        assert!((norm - 1.0).abs() < 1e-4, "{norm}");
        let said = json["embedding"].as_array().unwrap();
        assert_eq!(said.len(), vector.len());
        for (said, number) in said.iter().zip(vector) {
            assert!((said.as_f64().unwrap() - f64::from(*number)).abs() < 1e-4);
        }
    }
    let near = |a: usize, b: usize| cosine(table[a].as_ref().unwrap(), table[b].as_ref().unwrap());
    assert!(near(0, 2) > near(0, 4) + 0.1 && near(4, 5) > near(2, 5) + 0.1);
    // Scored once more, Parquet is copied, and the column of before stays what it was.
    let again = scored(&judge, ".parquet", &first, ScoreFormat::Parquet);
    assert_eq!(of_parquet(&again), table);
}

#[test]
fn units_have_embeddings_of_their_own() {
    let judge = judge();
    let comments = [
        "The room was dirty, but the waiter Tom Reid was lovely and the food was great",
        "房间很脏，但是服务员态度特别好",
        "",
        "Filthy room",
    ];
    let csv = format!("n,comment\n{}", comments.map(|c| format!("1,\"{c}\"\n")).concat());
    let table = scored(&judge, ".csv", csv.as_bytes(), ScoreFormat::Parquet);
    let (whole, units) = (of_parquet(&table), units_of_parquet(&table));
    assert_eq!(units.iter().map(Option::is_some).collect::<Vec<_>>(), [true, true, false, true]);
    let all: Vec<&[(String, Vec<f32>)]> = units.iter().flatten().map(Vec::as_slice).collect();
    for unit in all.iter().copied().flatten() {
        assert!((cosine(&unit.1, &unit.1) - 1.0).abs() < 1e-4, "{}", unit.0);
    }
    // Each is found again in its comment, masked as there.
    assert!(all[0].len() >= 2 && all[1].len() == 2, "{all:?}");
    assert!(all[0][0].0.contains("room") && !all[0][0].0.contains("waiter"), "{:?}", all[0][0].0);
    assert!(!all[0].iter().any(|unit| unit.0.contains("Reid")), "{:?}", all[0]);
    assert_eq!(all[1].iter().map(|unit| unit.0.as_str()).next(), Some("房间很脏"));
    // A comment of one unit is that unit, and like things of two comments are close.
    assert_eq!(Some(&all[2][0].1), whole[3].as_ref());
    let (dirty, waiter) = (&all[0][0].1, &all[0][1].1);
    assert!(cosine(dirty, &all[1][0].1) > cosine(waiter, &all[1][0].1) + 0.1);
    assert!(cosine(waiter, &all[1][1].1) > cosine(dirty, &all[1][1].1) + 0.1);
    let json = scored(&judge, ".csv", csv.as_bytes(), ScoreFormat::Jsonl);
    let first: Value =
        serde_json::from_slice(json.split(|byte| *byte == b'\n').next().unwrap()).unwrap();
    let lengths = |name: &str| first[name].as_array().unwrap().len();
    assert_eq!(
        (lengths("opinion_units"), lengths("unit_embeddings")),
        (all[0].len(), all[0].len())
    );
    // Copied from Parquet, lists stay what they were.
    let again = scored(&judge, ".parquet", &table, ScoreFormat::Parquet);
    assert_eq!(units_of_parquet(&again), units);
}
