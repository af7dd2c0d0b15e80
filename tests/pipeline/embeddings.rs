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

/// The embeddings of a Parquet table, by the type that its schema gives them.
fn of_parquet(bytes: Vec<u8>) -> Vec<Option<Vec<f32>>> {
    let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
    let of_row = |row: Row| {
        let (_, field) = row.get_column_iter().find(|(name, _)| *name == "embedding").unwrap();
        let Field::ListInternal(list) = field else { return None };
        let number = |field: &Field| match field {
            Field::Float(number) => Some(*number),
            _ => None,
        };
        list.elements().iter().map(number).collect()
    };
    reader.get_row_iter(None).unwrap().map(|row| of_row(row.unwrap())).collect()
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
    let table = of_parquet(first.clone());
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
    let cosine = |a: usize, b: usize| -> f32 {
        let (a, b) = (table[a].as_ref().unwrap(), table[b].as_ref().unwrap());
        a.iter().zip(b).map(|(x, y)| x * y).sum()
    };
    assert!(cosine(0, 2) > cosine(0, 4) + 0.1 && cosine(4, 5) > cosine(2, 5) + 0.1);
    // Scored once more, Parquet is copied, and the column of before stays what it was.
    let again = scored(&judge, ".parquet", &first, ScoreFormat::Parquet);
    assert_eq!(of_parquet(again), table);
}
