//! How many comments a run puts into its workbook.

use std::io::Cursor;
use std::path::Path;

use calamine::{Reader, Xlsx};
use xinsheng::Lang;
use xinsheng::pipeline::{AnalyzeOptions, Input, analyze};

use crate::runs::{judge, pool};

/// Rows under the header of a workbook's sheet, if it has that sheet.
fn rows(most: Option<u64>) -> (Option<usize>, usize) {
    let folder = tempfile::tempdir().unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/samples/hotel_survey_en.csv");
    let inputs = [Input::new(&sample).unwrap()];
    let options =
        AnalyzeOptions { workbook_comments: most, lang: Lang::En, ..AnalyzeOptions::default() };
    analyze(&inputs, folder.path(), judge(), &pool(1), &options, &|_, _| {}).unwrap();
    let bytes = std::fs::read(folder.path().join("report.xlsx")).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range("Comments").ok();
    let holds = |row: &&[calamine::Data]| row.get(1).is_some_and(|n| !n.to_string().is_empty());
    let found = sheet.map(|sheet| sheet.rows().skip(1).filter(holds).count());
    let mut all = csv::Reader::from_path(folder.path().join("comments.csv")).unwrap();
    (found, all.records().map(Result::unwrap).count())
}

#[test]
fn the_comments_of_the_workbook_are_limited_and_those_of_the_file_are_not() {
    let (whole, all) = rows(None);
    assert!(all > 100 && whole == Some(all));
    assert_eq!(rows(Some(7)), (Some(7), all));
    assert_eq!(rows(Some(0)), (None, all));
}
