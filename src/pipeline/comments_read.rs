//! The comments that a run has written, read back for the workbook.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use csv::StringRecord;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::record::reader::RowIter;

use super::PipelineError;
use super::comments_file::CommentsFormat;
use crate::report::formula_guard::unguard;
use crate::report::workbook::CommentRows;

/// The rows of the comments file at `path`, as they were before they were
/// guarded.
pub(super) fn rows(
    path: &Path,
    format: CommentsFormat,
) -> Result<CommentRows<'static>, PipelineError> {
    let reading = |error| PipelineError::reading(path)(error);
    let file = File::open(path).map_err(reading)?;
    let rows = match format {
        CommentsFormat::Csv => csv_rows(file),
        CommentsFormat::Parquet => parquet_rows(file).map_err(std::io::Error::other),
    };
    rows.map_err(reading)
}

fn csv_rows(file: File) -> std::io::Result<CommentRows<'static>> {
    let mut file = BufReader::with_capacity(1 << 16, file);
    if file.fill_buf()?.starts_with("\u{feff}".as_bytes()) {
        file.consume('\u{feff}'.len_utf8());
    }
    let mut reader = csv::Reader::from_reader(file);
    let header = reader.headers()?.iter().map(|name| unguard(name).to_owned()).collect();
    let plain = |record: StringRecord| record.iter().map(unguard).collect::<StringRecord>();
    let rows = reader.into_records().map(move |row| row.map(plain).map_err(|e| e.to_string()));
    Ok(CommentRows { header, rows: Box::new(rows) })
}

fn parquet_rows(file: File) -> parquet::errors::Result<CommentRows<'static>> {
    let reader = SerializedFileReader::new(file)?;
    let schema = reader.metadata().file_metadata().schema();
    let header = schema.get_fields().iter().map(|field| field.name().to_owned()).collect();
    let rows = RowIter::from_file_into(Box::new(reader)).map(|row| {
        let row = row.map_err(|error| error.to_string())?;
        Ok(row.get_column_iter().map(|(_, field)| text(field)).collect())
    });
    Ok(CommentRows { header, rows: Box::new(rows) })
}

/// A value as `comments.csv` writes it.
fn text(field: &Field) -> String {
    match field {
        Field::Str(text) => text.clone(),
        Field::Long(number) => number.to_string(),
        Field::Double(number) => number.to_string(),
        Field::TimestampMicros(micros) => jiff::Timestamp::from_microsecond(*micros)
            .map(|time| time.to_zoned(jiff::tz::TimeZone::UTC).datetime().to_string())
            .unwrap_or_default(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_those_before_the_guard() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("comments.csv");
        std::fs::write(&path, "\u{feff}file,comment,sentiment\na,'=1+1,-0.5\nb,'tis,0.1\n")
            .unwrap();
        let found = rows(&path, CommentsFormat::Csv).unwrap();
        assert_eq!(found.header, ["file", "comment", "sentiment"]);
        let rows: Vec<StringRecord> = found.rows.map(Result::unwrap).collect();
        assert_eq!(
            rows,
            [["a", "=1+1", "-0.5"].as_slice(), ["b", "'tis", "0.1"].as_slice()]
                .map(|row| StringRecord::from(row.to_vec()))
        );
    }
}
