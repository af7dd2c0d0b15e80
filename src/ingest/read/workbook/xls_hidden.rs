//! Rows and columns that are hidden in a sheet of an old workbook (`.xls`), by hand or by a filter,
//! of which its reader says nothing (MS-XLS).

use std::io::{Read, Seek};

use super::cells::Hidden;
use super::guard::{Records, stream_of};

/// `BoundSheet8`: a sheet of the workbook, with where it begins.
const SHEET: u16 = 0x0085;
/// `BOF` and `EOF`, around the workbook, its sheets and the charts in these.
const BEGIN: u16 = 0x0809;
const END: u16 = 0x000A;
/// `Row`, and the bit by which it is hidden.
const ROW: u16 = 0x0208;
const ROW_HIDDEN: u64 = 0x20;
/// `ColInfo`, and the bit by which its columns are hidden.
const COLUMNS: u16 = 0x007D;
const COLUMNS_HIDDEN: u64 = 0x01;

/// What is hidden in the sheet that is listed at `at`; nothing where that cannot be read.
pub(super) fn in_sheet(file: impl Read + Seek, at: usize) -> Hidden {
    match stream_of(file) {
        Ok(Some(stream)) => in_stream(&stream, at),
        Ok(None) | Err(_) => Hidden::default(),
    }
}

fn in_stream(stream: &[u8], at: usize) -> Hidden {
    let mut hidden = Hidden::default();
    let listed = Records(stream).take_while(|(kind, _)| *kind != END);
    let mut starts = listed.filter(|(kind, _)| *kind == SHEET).map(|(_, body)| body);
    let start = starts.nth(at).and_then(|body| body.first_chunk::<4>());
    let Some(start) = start.map(|bytes| u32::from_le_bytes(*bytes) as usize) else {
        return hidden;
    };
    let mut depth = 0;
    for (kind, body) in Records(stream.get(start..).unwrap_or_default()) {
        let number = |at: usize| match body.get(at..at + 2) {
            Some([low, high]) => u64::from(u16::from_le_bytes([*low, *high])),
            _ => 0,
        };
        match kind {
            BEGIN => depth += 1,
            END if depth <= 1 => break,
            END => depth -= 1,
            ROW if depth == 1 && number(12) & ROW_HIDDEN > 0 => {
                hidden.rows.add(number(0) + 1, number(0) + 1);
            }
            COLUMNS if depth == 1 && number(8) & COLUMNS_HIDDEN > 0 && number(0) <= number(2) => {
                hidden.columns.add(number(0), number(2));
            }
            _ => {}
        }
    }
    hidden
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::read::filled::Runs;

    fn record(kind: u16, numbers: &[u16]) -> Vec<u8> {
        let length = 2 * numbers.len() as u16;
        [kind, length].iter().chain(numbers).flat_map(|number| number.to_le_bytes()).collect()
    }

    #[test]
    fn rows_and_columns_that_are_hidden_are_found_in_their_sheet() {
        let row = |row: u16, flags: u16| record(ROW, &[row, 0, 0, 0, 0, 0, flags, 0]);
        let columns = |first: u16, last: u16, flags| record(COLUMNS, &[first, last, 0, 0, flags]);
        let (begin, end) = (record(BEGIN, &[0; 8]), record(END, &[]));
        let sheet = |rows: Vec<u8>| [&begin[..], &rows, &end].concat();
        let first = sheet([row(0, 0), row(7, 0x20)].concat());
        let chart = sheet(row(2, 0x20));
        let second = sheet(
            [
                columns(1, 2, 1),
                columns(3, 3, 0),
                columns(5, 4, 1),
                row(0, 0x100),
                chart,
                row(3, 0x20),
                row(4, 0x120),
            ]
            .concat(),
        );
        let listed = |at: usize| record(SHEET, &[at as u16, 0, 0]);
        // The list before the sheets is as long wherever they begin.
        let head = sheet([listed(0), listed(0)].concat()).len();
        let list = sheet([listed(head), listed(head + first.len())].concat());
        let stream = [list, first, second].concat();
        let runs = |of: &[(u64, u64)]| {
            let mut runs = Runs::default();
            of.iter().for_each(|(first, last)| runs.add(*first, *last));
            runs
        };
        let wanted = |rows: &[(u64, u64)], columns: &[(u64, u64)]| Hidden {
            rows: runs(rows),
            columns: runs(columns),
        };
        assert_eq!(in_stream(&stream, 0), wanted(&[(8, 8)], &[]));
        assert_eq!(in_stream(&stream, 1), wanted(&[(4, 5)], &[(1, 2)]));
        assert_eq!(in_stream(&stream, 2), Hidden::default());
        assert_eq!(in_stream(&stream[..7], 0), Hidden::default());
        assert_eq!(in_sheet(std::io::Cursor::new(b"text"), 0), Hidden::default());
    }
}
