//! Tables with objects of JSON in their cells, whose members become columns: `payload.rating`.

use std::sync::Arc;

use csv::StringRecord;
use serde_json::Value;

use crate::ingest::read::content::{Content, Spool, no_scratch};
use crate::ingest::read::jsonl::{Keys, parsed};
use crate::ingest::read::pivot::undecodable;
use crate::ingest::read::source::SourceFile;
use crate::ingest::told::error::IngestError;
use crate::ingest::told::reject::Rejection;

/// Members that a column may have; more are keys of something else.
const MOST_MEMBERS: usize = 200;

/// The table with its members as columns.
pub(crate) struct Unfolded {
    /// Delimited text whose last cell is the number of the row.
    pub(crate) content: Content,
    /// Rows that could not be used.
    pub(crate) rejections: Arc<[Rejection]>,
    /// Members of all columns.
    pub(crate) members: u64,
}

/// A column of objects.
struct Column {
    at: usize,
    keys: Keys,
    /// Filled cells that hold an object, and those that hold something else.
    objects: u64,
    others: u64,
}

fn object(cell: &str) -> Option<Value> {
    parsed(cell.trim()).filter(Value::is_object)
}

/// Makes columns of the members of those columns; `None` where of one of them more than one cell in
/// ten holds something else, or they have too many members.
///
/// # Errors
/// A file that cannot be read again, or a temporary one that cannot be written.
pub(crate) fn unfolded(
    file: &SourceFile,
    columns: &[usize],
) -> Result<Option<Unfolded>, IngestError> {
    let layout = file.layout();
    let column = |at: &usize| Column { at: *at, keys: Keys::new(false), objects: 0, others: 0 };
    let mut columns: Vec<Column> = columns.iter().map(column).collect();
    for row in file.rows()?.flatten().filter(|row| !row.damaged) {
        for column in &mut columns {
            let cell = row.cells.get(column.at).unwrap_or_default();
            match object(cell) {
                Some(object) => {
                    column.keys.learn(&object);
                    column.objects += 1;
                }
                None => column.others += u64::from(!cell.trim().is_empty()),
            }
            if column.keys.names.len() > MOST_MEMBERS {
                return Ok(None);
            }
        }
    }
    if columns.iter().any(|c| c.others * 9 > c.objects || c.keys.names.is_empty()) {
        return Ok(None);
    }
    let failed = |e: String| no_scratch(&layout.file, e);
    let mut out = csv::Writer::from_writer(Spool::new(&layout.file)?);
    let of = |at: usize| columns.iter().find(|column| column.at == at);
    let mut record: Vec<String> = Vec::new();
    for (at, header) in layout.headers.iter().enumerate() {
        let members = of(at);
        if members.is_none_or(|column| column.others > 0) {
            record.push(header.clone());
        }
        let names = members.into_iter().flat_map(|column| &column.keys.names);
        record.extend(names.map(|name| format!("{header}.{name}")));
    }
    record.push((layout.first_data_row - 1).max(1).to_string());
    out.write_record(&record).map_err(|e| failed(e.to_string()))?;
    let mut rejections = Vec::new();
    let mut cells = Vec::new();
    for row in file.rows()? {
        let raw = match row {
            Ok(raw) if raw.damaged => {
                rejections.push(undecodable(&layout.file, raw.row, &raw.cells));
                continue;
            }
            Ok(raw) => raw,
            Err(rejection) => {
                rejections.push(rejection);
                continue;
            }
        };
        let mut record = StringRecord::new();
        for (at, cell) in raw.cells.iter().enumerate() {
            let Some(column) = of(at) else {
                record.push_field(cell);
                continue;
            };
            let object = object(cell);
            if column.others > 0 {
                record.push_field(if object.is_some() { "" } else { cell });
            }
            let members = column.keys.record(&object.unwrap_or_default(), &mut cells).0;
            members.iter().for_each(|member| record.push_field(member));
        }
        record.push_field(&raw.row.to_string());
        out.write_record(&record).map_err(|e| failed(e.to_string()))?;
    }
    let spool = out.into_inner().map_err(|e| failed(e.to_string()))?;
    let content = spool.finish().map_err(|e| failed(e.to_string()))?;
    let members = columns.iter().map(|column| column.keys.names.len() as u64).sum();
    Ok(Some(Unfolded { content, rejections: rejections.into(), members }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::read::made_file;
    use crate::ingest::read::options::ReadOptions;
    use crate::ingest::told::mend::Mend;
    use crate::ingest::told::warning::Warning;

    fn opened(table: &str, pivot: Option<bool>) -> SourceFile {
        let options = ReadOptions { pivot, ..ReadOptions::default() };
        made_file::opened(table.as_bytes(), "a.csv", &options).unwrap()
    }

    fn rows(file: &SourceFile) -> Vec<(u64, String)> {
        let rows = file.rows().unwrap().map(|row| row.unwrap());
        rows.map(|row| (row.row, row.cells.iter().collect::<Vec<_>>().join("|"))).collect()
    }

    /// A table with so many objects and so many other texts.
    fn table(objects: usize, others: usize) -> String {
        let object = "1,\"{\"\"rating\"\": 5, \"\"said\"\": {\"\"text\"\": \"\"so, so\"\"}}\",x\n";
        format!("id,payload,end\n{}{}", object.repeat(objects), "1,text,x\n".repeat(others))
    }

    #[test]
    fn members_of_objects_in_cells_are_columns() {
        let file = opened(&table(3, 0), None);
        let layout = file.layout();
        assert_eq!(layout.headers, ["id", "payload.rating", "payload.said.text", "end"]);
        assert_eq!((layout.header_rows, layout.skip_rows, layout.first_data_row), (1, 0, 2));
        assert_eq!(layout.warnings, [Warning::Mended(Mend::Members { n: 2 })]);
        let wanted: Vec<(u64, String)> = (2..5).map(|row| (row, "1|5|so, so|x".into())).collect();
        assert_eq!(rows(&file), wanted);
    }

    #[test]
    fn what_is_no_object_among_them_stays_up_to_one_in_ten() {
        let file = opened(&table(9, 1), None);
        let wanted = ["id", "payload", "payload.rating", "payload.said.text", "end"];
        assert_eq!(file.layout().headers, wanted);
        let rows = rows(&file);
        assert_eq!(rows[0], (2, "1||5|so, so|x".to_owned()));
        assert_eq!(rows[9], (11, "1|text|||x".to_owned()));
        for file in [opened(&table(8, 1), None), opened(&table(3, 0), Some(false))] {
            assert_eq!(file.layout().headers, ["id", "payload", "end"]);
            assert_eq!(file.layout().warnings, []);
        }
    }
}
