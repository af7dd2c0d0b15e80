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
    // What the groups may take is many times what they do take: where it fits nothing has to be
    // counted, and it is no reason to refuse a file.
    let mut rest: u128 = metadata.row_groups().iter().map(|group| u128::from(at_most(group))).sum();
    let mut total = 0u64;
    for (at, group) in metadata.row_groups().iter().enumerate() {
        let most = at_most(group);
        let fits = u128::from(total) + rest <= u128::from(limit);
        rest -= u128::from(most);
        if fits && most <= MOST_OF_A_ROW {
            total += most;
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

#[cfg(test)]
mod tests {
    use ::parquet::data_type::{ByteArrayType, Int64Type};

    use super::*;
    use crate::ingest::read::content::Content;
    use crate::ingest::read::made_parquet::{column, groups, parquet};

    const LIMIT: u64 = 1 << 30;

    fn over(content: &Content, limit: u64) -> bool {
        let reader = SerializedFileReader::new(content.open().unwrap()).unwrap();
        exceeds(&content.open().unwrap(), &reader, limit).unwrap()
    }

    fn text(length: usize) -> ByteArray {
        ByteArray::from(vec![b'x'; length])
    }

    /// One row whose only cell is a list of one text, again and again.
    fn list(times: usize, length: usize) -> Content {
        let field =
            "required group tags (LIST) { repeated group list { required binary element; } }";
        parquet(field, |group| {
            let levels: Vec<i16> = (0..times).map(|n| i16::from(n > 0)).collect();
            let here: Vec<i16> = vec![1; times];
            column::<ByteArrayType>(
                group,
                &vec![text(length); times],
                Some((&here[..], &levels[..])),
            );
        })
    }

    #[test]
    fn a_text_counts_as_often_as_it_stands_in_the_rows() {
        let content = parquet("required int64 n; required binary text (UTF8);", |group| {
            column::<Int64Type>(group, &[1; 100], None);
            column::<ByteArrayType>(group, &vec![text(1000); 100], None);
        });
        for (limit, wanted) in [(LIMIT, false), (100_000, false), (99_999, true), (500, true)] {
            assert_eq!(over(&content, limit), wanted, "{limit}");
        }
    }

    #[test]
    fn many_row_groups_are_counted_before_they_are_refused() {
        // Each may take a thousand times its pages, which is more than it does.
        let content = groups("required binary text (UTF8);", 20, |group| {
            column::<ByteArrayType>(group, &vec![text(100); 1000], None);
        });
        let reader = SerializedFileReader::new(content.open().unwrap()).unwrap();
        let most: u64 = reader.metadata().row_groups().iter().map(at_most).sum();
        assert!(most > 2_000_000, "{most}");
        for (limit, wanted) in
            [(most, false), (most - 1, false), (2_000_000, false), (1_999_999, true)]
        {
            assert_eq!(over(&content, limit), wanted, "{limit}");
        }
    }

    #[test]
    fn the_cells_of_a_row_have_a_limit_of_their_own() {
        let length = MOST_OF_A_ROW as usize / RECORDS;
        assert!(!over(&list(RECORDS, length), LIMIT));
        assert!(over(&list(RECORDS + 1, length), LIMIT));
        // As many bytes in rows of their own are no long row.
        let rows = parquet("required binary text;", |group| {
            column::<ByteArrayType>(group, &vec![text(length + 1); RECORDS], None);
        });
        assert!(!over(&rows, LIMIT));
    }

    #[test]
    fn text_is_what_has_a_length_of_its_own() {
        let kinds = [Type::BYTE_ARRAY, Type::FIXED_LEN_BYTE_ARRAY, Type::INT64, Type::DOUBLE];
        assert_eq!(kinds.map(is_text), [true, true, false, false]);
        assert_eq!([-1, 0, 7].map(non_negative), [u64::MAX, 0, 7]);
    }
}
