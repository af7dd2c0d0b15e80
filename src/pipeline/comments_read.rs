//! The comments that a run has written, read back for the workbook.

use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind};
use std::path::Path;

use csv::StringRecord;

use super::PipelineError;
use crate::report::formula_guard::unguard;
use crate::report::workbook::CommentRows;

/// The rows of `comments.csv` in a folder, as they were before they were
/// guarded; `None` where there is no such file.
pub(super) fn rows(folder: &Path) -> Result<Option<CommentRows<'static>>, PipelineError> {
    let path = folder.join("comments.csv");
    let reading = |error| PipelineError::reading(&path)(error);
    let mut file = match File::open(&path) {
        Ok(file) => BufReader::with_capacity(1 << 16, file),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(reading(error)),
    };
    if file.fill_buf().map_err(reading)?.starts_with("\u{feff}".as_bytes()) {
        file.consume('\u{feff}'.len_utf8());
    }
    let mut reader = csv::Reader::from_reader(file);
    let header = reader.headers().map_err(|error| reading(error.into()))?;
    let header = header.iter().map(|name| unguard(name).to_owned()).collect();
    let plain = |record: StringRecord| record.iter().map(unguard).collect::<StringRecord>();
    let rows = reader.into_records().map(move |row| row.map(plain).map_err(|e| e.to_string()));
    Ok(Some(CommentRows { header, rows: Box::new(rows) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_those_before_the_guard() {
        let folder = tempfile::tempdir().unwrap();
        assert!(rows(folder.path()).unwrap().is_none());
        let path = folder.path().join("comments.csv");
        std::fs::write(&path, "\u{feff}file,comment,sentiment\na,'=1+1,-0.5\nb,'tis,0.1\n")
            .unwrap();
        let found = rows(folder.path()).unwrap().unwrap();
        assert_eq!(found.header, ["file", "comment", "sentiment"]);
        let rows: Vec<StringRecord> = found.rows.map(Result::unwrap).collect();
        assert_eq!(
            rows,
            [["a", "=1+1", "-0.5"].as_slice(), ["b", "'tis", "0.1"].as_slice()]
                .map(|row| StringRecord::from(row.to_vec()))
        );
    }
}
