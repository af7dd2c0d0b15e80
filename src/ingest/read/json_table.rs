//! A file that is one object and holds a table in another form than a list of objects: it is put
//! together to such a list once.

use std::io::{self, Read};

use serde_json::Value;

use crate::ingest::read::body::TextBytes;
use crate::ingest::read::content::{Content, Spool, no_scratch};
use crate::ingest::read::encoding::TextEncoding;
use crate::ingest::read::json_columns::rows_of;
use crate::ingest::read::json_lists::{any_list, are_lines};
use crate::ingest::read::jsonl;
use crate::ingest::told::error::{ErrorKind, IngestError};
use crate::ingest::told::error_detail::ErrorDetail;
use crate::ingest::told::limits::MAX_RECORD_BYTES;

/// The rows of such a table as a list of objects.
pub(super) struct Rows {
    pub(super) content: Content,
    pub(super) n: u64,
}

/// The rows of the table that a text of one object holds; `None` where it may be one row.
///
/// # Errors
/// Where it holds a list that is read from no such place, and when it cannot be read.
pub(super) fn put_together(
    place: &TextBytes,
    name: &str,
    text: TextEncoding,
) -> Result<Option<Rows>, IngestError> {
    let unreadable =
        |e: io::Error| IngestError::new(ErrorKind::Unreadable, name).found(e.to_string());
    let mut whole = Vec::new();
    let input = place.open(text).map_err(unreadable)?;
    input.take(MAX_RECORD_BYTES).read_to_end(&mut whole).map_err(unreadable)?;
    let Some(object) = object_of(&whole) else { return Ok(None) };
    let Some(rows) = object.as_object().and_then(rows_of) else {
        return match any_list(&whole) {
            Some(list) => {
                let found = ErrorDetail::ListWithin { key: list.key, n: list.n as u64 };
                Err(IngestError::new(ErrorKind::JsonShape, name).found(found))
            }
            None => Ok(None),
        };
    };
    let n = rows.len() as u64;
    let failed = |e: io::Error| no_scratch(name, e);
    let mut spool = Spool::new(name)?;
    serde_json::to_writer(&mut spool, &Value::Array(rows)).map_err(|e| failed(e.into()))?;
    Ok(Some(Rows { content: spool.finish().map_err(failed)?, n }))
}

/// Whether a whole text is such a table.
pub(super) fn is_table(whole: &[u8]) -> bool {
    whole.len() as u64 <= MAX_RECORD_BYTES
        && !are_lines(whole)
        && object_of(whole).is_some_and(|object| object.as_object().and_then(rows_of).is_some())
}

fn object_of(whole: &[u8]) -> Option<Value> {
    if !whole.trim_ascii_start().starts_with(b"{") {
        return None;
    }
    jsonl::parsed(std::str::from_utf8(whole).ok()?).filter(Value::is_object)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::read::made_file::opened;
    use crate::ingest::read::options::ReadOptions;
    use crate::ingest::read::rows::RawRow;
    use crate::ingest::told::mend::Mend;
    use crate::ingest::told::reject::Rejection;
    use crate::ingest::told::warning::Warning;

    fn joined(row: Result<RawRow, Rejection>) -> String {
        row.unwrap().cells.iter().collect::<Vec<_>>().join("|")
    }

    #[test]
    fn a_data_frame_is_read_by_row() {
        for text in [
            r#"{"id":{"0":"a","1":"b","2":"c"},"csat":{"0":1,"1":2,"2":null}}"#,
            "\n{\"id\": [\"a\", \"b\", \"c\"],\n \"csat\": [1, 2, null]}\n",
        ] {
            let file = opened(text.as_bytes(), "a.json", &ReadOptions::default()).unwrap();
            assert_eq!(file.layout().headers, ["id", "csat"]);
            assert_eq!(file.layout().warnings, [Warning::Mended(Mend::Turned { n: 3 })]);
            let rows: Vec<_> = file.rows().unwrap().map(joined).collect();
            assert_eq!(rows, ["a|1", "b|2", "c|"]);
            assert!(is_table(text.as_bytes()));
        }
        assert!(!is_table(br#"{"id":1,"csat":2}"#));
    }

    #[test]
    fn a_list_in_a_place_where_none_is_read_is_named() {
        let text = r#"{"a":{"b":{"c":{"rows":[{"x":1},{"x":2},{"x":3}]}}}}"#;
        let error = opened(text.as_bytes(), "a.json", &ReadOptions::default()).unwrap_err();
        let found = ErrorDetail::ListWithin { key: "a.b.c.rows".to_owned(), n: 3 };
        assert_eq!((error.kind, error.found), (ErrorKind::JsonShape, found));
        let one = opened(br#"{"id":1,"tags":["a","b"]}"#, "a.json", &ReadOptions::default());
        assert_eq!(one.unwrap().rows().unwrap().count(), 1);
    }

    #[test]
    fn a_list_within_is_read_from_its_place() {
        let object = r#"{"tags":[1,2],"data":{"list":[{"x":1},{"x":2}],"n":2}}"#;
        let text = format!("\u{feff} {object}");
        let file = opened(text.as_bytes(), "a.json", &ReadOptions::default()).unwrap();
        assert_eq!(file.layout().headers, ["x"]);
        let key = "data.list".to_owned();
        assert_eq!(file.layout().warnings, [Warning::WithinObject { key }]);
        let rows: Vec<_> = file.rows().unwrap().map(joined).collect();
        assert_eq!(rows, ["1", "2"]);
    }
}
