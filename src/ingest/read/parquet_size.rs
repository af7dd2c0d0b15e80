//! How much text a Parquet file holds once it is read. A value in a dictionary
//! is stored once and may stand in every row, so that a file of kilobytes can
//! hold gigabytes: the values are counted where they are, before any row is
//! put together.

use ::parquet::basic::Type;
use ::parquet::column::reader::ColumnReader;
use ::parquet::data_type::{ByteArray, FixedLenByteArray};
use ::parquet::file::metadata::RowGroupMetaData;
use ::parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};

use crate::ingest::read::content::ContentReader;
use crate::ingest::read::parquet_pages;
use crate::ingest::told::limits::MAX_RECORD_BYTES;

/// Records of a column that are counted together.
const RECORDS: usize = 1024;

/// Bytes of a row that may be put together before it is refused as a record.
const MOST_OF_A_ROW: u64 = 8 * MAX_RECORD_BYTES;

/// Whether the cells of all rows take more than `limit` bytes, or those of one
/// row more than can be put together.
pub(crate) fn exceeds(
    input: &ContentReader,
    reader: &SerializedFileReader<ContentReader>,
    limit: u64,
) -> Result<bool, String> {
    let metadata = reader.metadata();
    let mut unpacked = 0u64;
    for column in metadata.row_groups().iter().flat_map(RowGroupMetaData::columns) {
        match parquet_pages::unpacked(input, column, limit.saturating_sub(unpacked)) {
            Some(bytes) => unpacked = unpacked.saturating_add(bytes),
            None => return Ok(true),
        }
    }
    let mut total = 0u64;
    for (at, group) in metadata.row_groups().iter().enumerate() {
        if at_most(group) <= limit.saturating_sub(total).min(MOST_OF_A_ROW) {
            total += at_most(group);
            continue;
        }
        let rows = reader.get_row_group(at).map_err(|e| e.to_string())?;
        let mut row = 0u64;
        for column in 0..group.num_columns() {
            let left = limit.saturating_sub(total);
            let Some(size) = column_size(rows.as_ref(), group, column, left)? else {
                return Ok(true);
            };
            total += size.all;
            row += size.longest;
            if total > limit || row > MOST_OF_A_ROW {
                return Ok(true);
            }
        }
    }
    Ok(total > limit)
}

fn non_negative(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

fn is_text(kind: Type) -> bool {
    matches!(kind, Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY)
}

/// More than the text of a group can take: no value is longer than its column.
fn at_most(group: &RowGroupMetaData) -> u64 {
    let columns = group.columns().iter().filter(|column| is_text(column.column_type()));
    let most = columns.map(|column| {
        non_negative(column.num_values()).saturating_mul(non_negative(column.uncompressed_size()))
    });
    most.fold(0, u64::saturating_add)
}

struct Size {
    all: u64,
    /// Of the longest record, or more where it is one of few.
    longest: u64,
}

/// The text of one column; `None` where it is more than `limit`.
fn column_size(
    rows: &dyn RowGroupReader,
    group: &RowGroupMetaData,
    column: usize,
    limit: u64,
) -> Result<Option<Size>, String> {
    let about = group.column(column);
    if !is_text(about.column_type()) {
        return Ok(Some(Size { all: 0, longest: 0 }));
    }
    let lists = about.column_descr().max_rep_level() > 0;
    let reader = rows.get_column_reader(column).map_err(|e| e.to_string())?;
    let mut size = Size { all: 0, longest: 0 };
    macro_rules! count {
        ($reader:expr, $value:ty) => {{
            let mut reader = $reader;
            let (mut definitions, mut repetitions) = (Vec::new(), Vec::new());
            let mut values: Vec<$value> = Vec::new();
            loop {
                (definitions.clear(), repetitions.clear(), values.clear());
                let read = reader.read_records(
                    RECORDS,
                    Some(&mut definitions),
                    Some(&mut repetitions),
                    &mut values,
                );
                let (records, _, levels) = read.map_err(|e| e.to_string())?;
                let lengths = || values.iter().map(|value| value.len() as u64);
                let sum: u64 = lengths().sum();
                size.all += sum;
                // A record of lists is not told apart from its neighbours.
                let longest = if lists { sum } else { lengths().max().unwrap_or(0) };
                size.longest = size.longest.max(longest);
                if size.all > limit {
                    return Ok(None);
                }
                if records == 0 && levels == 0 {
                    break;
                }
            }
        }};
    }
    match reader {
        ColumnReader::ByteArrayColumnReader(reader) => count!(reader, ByteArray),
        ColumnReader::FixedLenByteArrayColumnReader(reader) => count!(reader, FixedLenByteArray),
        _ => {}
    }
    Ok(Some(size))
}
