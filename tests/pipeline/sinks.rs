//! A run hands its rows to any sink, and all of them get the same.

use xinsheng::Lang;
use xinsheng::pipeline::{
    AnalyzeOptions, CommentsFormat, InMemory, Input, PipelineError, Sink, analyze, summarize,
};
use xinsheng::report::comment_columns::CommentColumns;
use xinsheng::report::comment_row::CommentRow;

use crate::runs::{analyze_files, judge, pool, project};
use crate::{data, table};

fn options() -> AnalyzeOptions {
    AnalyzeOptions { lang: Lang::En, ..AnalyzeOptions::default() }
}

/// A run without a folder.
fn kept(name: &str, threads: usize) -> (InMemory, xinsheng::report::Summary) {
    let mut kept = InMemory::default();
    let inputs = [Input::new(&data(name)).unwrap()];
    let run = summarize(&inputs, &mut [&mut kept], judge(), &pool(threads), &options(), &|_, _| {});
    let outcome = run.unwrap();
    assert!(outcome.written.is_empty());
    (kept, outcome.summary)
}

#[test]
fn a_summary_without_a_folder_is_that_of_the_folder() {
    for name in ["utf8.csv", "ragged.csv", "wide.csv", "formulas.csv", "small.jsonl"] {
        let run = analyze_files(&[&data(name)], 2, Lang::En).unwrap();
        let (kept, summary) = kept(name, 1);
        assert_eq!(
            serde_json::to_value(&summary).unwrap(),
            serde_json::to_value(&run.summary).unwrap(),
            "{name}"
        );
        let rows = table(&run.files["comments.csv"]);
        assert!(kept.columns.names().eq(rows[0].iter().map(|name| name.as_str())), "{name}");
        assert_eq!(kept.comments.len(), rows.len() - 1, "{name}");
        for (row, comment) in rows[1..].iter().zip(&kept.comments) {
            let at = rows[0].iter().position(|name| name == "comment").unwrap();
            let guarded = row[at].strip_prefix('\'').unwrap_or(&row[at]);
            assert_eq!((row[1].clone(), guarded), (comment.row.to_string(), &*comment.text));
        }
        let rejects = table(&run.files["rejects.csv"]).len() - 1;
        assert_eq!(kept.rejections.len(), rejects, "{name}");
    }
}

/// The comments file in a format.
fn file(format: CommentsFormat, name: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let inputs = [Input::new(&data(name)).unwrap()];
    let options = AnalyzeOptions { comments: format, ..options() };
    analyze(&inputs, folder.path(), judge(), &pool(2), &options, &|_, _| {}).unwrap();
    let others = CommentsFormat::ALL.into_iter().filter(|other| *other != format);
    for other in others {
        assert!(!folder.path().join(other.file_name()).exists());
    }
    std::fs::read(folder.path().join(format.file_name())).unwrap()
}

#[test]
fn json_lines_hold_what_the_table_holds_with_types() {
    for name in ["utf8.csv", "wide.csv", "formulas.csv"] {
        let rows = table(&file(CommentsFormat::Csv, name));
        let lines = String::from_utf8(file(CommentsFormat::Jsonl, name)).unwrap();
        let lines: Vec<serde_json::Value> =
            lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), rows.len() - 1, "{name}");
        for (row, object) in rows[1..].iter().zip(&lines) {
            let object = object.as_object().unwrap();
            assert!(object.keys().eq(&rows[0]), "{name}: the columns in their order");
            for (column, cell) in rows[0].iter().zip(row) {
                let value = &object[column];
                match column.as_str() {
                    "row" | "nps" | "csat" | "ces" => {
                        assert_eq!(value.as_f64(), cell.parse().ok(), "{name}: {column}");
                    }
                    "sentiment" | "p_negative" | "p_neutral" | "p_positive" | "p_mixed"
                    | "stars" => {
                        let given: Option<f64> = cell.parse().ok();
                        let near = |(a, b): (f64, f64)| (a - b).abs() < 0.006;
                        assert_eq!(value.is_number(), given.is_some());
                        assert!(value.as_f64().zip(given).is_none_or(near), "{name}: {column}");
                    }
                    "opinions" => {
                        let opinions = value.as_array().unwrap();
                        let cells = cell.split("; ").filter(|cell| !cell.is_empty());
                        assert_eq!(opinions.len(), cells.count());
                        let text = object["comment"].as_str().unwrap();
                        for opinion in opinions {
                            let at = |i: usize| opinion["span"][i].as_u64().unwrap() as usize;
                            assert_eq!(text.get(at(0)..at(1)), opinion["evidence"].as_str());
                        }
                    }
                    _ if cell.is_empty() => assert!(value.is_null(), "{name}: {column}"),
                    _ => {
                        let plain = cell.strip_prefix('\'').unwrap_or(cell);
                        assert_eq!(value.as_str(), Some(plain), "{name}: {column}");
                    }
                }
            }
        }
    }
}

/// Fails at the second comment.
#[derive(Default)]
struct Full(u64, Vec<String>);

impl Sink for Full {
    fn begin(&mut self, columns: &CommentColumns) -> Result<(), PipelineError> {
        self.1.extend(columns.segments().to_vec());
        Ok(())
    }

    fn comment(&mut self, _: &CommentRow) -> Result<(), PipelineError> {
        self.0 += 1;
        match self.0 {
            2 => Err(PipelineError::Other("no more room".to_owned())),
            _ => Ok(()),
        }
    }
}

#[test]
fn a_sink_that_fails_ends_the_run_with_its_words() {
    let mut full = Full::default();
    let inputs = [Input::new(&project().join("data/samples/hotel_survey_en.csv")).unwrap()];
    let run = summarize(&inputs, &mut [&mut full], judge(), &pool(2), &options(), &|_, _| {});
    assert_eq!(run.unwrap_err().to_string(), "no more room");
    assert_eq!(full.0, 2, "nothing after the error");
    assert!(!full.1.is_empty());
}
