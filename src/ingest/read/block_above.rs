//! A small table above the one that is meant: figures of the month, the filters of an export.

use csv::StringRecord;

use crate::ingest::cells::{number, time};
use crate::ingest::read::header::{filled, is_header};
use crate::ingest::read::shape::{Shape, may_be_names};

/// Rows that are looked at for the header of the table below.
const ROWS: usize = 20;

/// Fewest rows that it has, and how many times those above.
const FEWEST: usize = 5;
const TIMES: usize = 3;

/// A number or a date and nothing else: `2.意见` is the name of a question.
fn is_value(cell: &str) -> bool {
    let cell = cell.trim();
    number::plain_number(cell.trim_end_matches(['%', '％'])).is_some()
        || time::parse(cell, None).is_some()
}

/// Rows of such a block. Numbers or dates stand in it, and no row of it is one of the table whose
/// header, of names alone, comes after it.
pub(crate) fn rows_above(rows: &[(u64, StringRecord)]) -> usize {
    let value = |(_, record): &(u64, StringRecord)| record.iter().any(is_value);
    let is_below = |at: usize| {
        let (above, table) = rows.split_at(at);
        let Some(((_, header), table)) = table.split_first() else { return false };
        let (width, first) = (header.len(), &above[0].1);
        if table.len() < usize::max(FEWEST, TIMES * at)
            || filled(header) < 3
            || !may_be_names(header)
            || !above.iter().any(value)
            || first == header
            || !is_header(header, None, table)
        {
            return false;
        }
        let shape = Shape::of(table, width, true);
        shape.is_other_header(header, true) && !above.iter().any(|(_, record)| shape.fits(record))
    };
    (1..rows.len().min(ROWS)).find(|at| is_below(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn above(block: &[&str], header: &str, rows: usize) -> usize {
        let row = |n: usize| format!("R{n}|2026-03-{:02}|Store|4|all is well", n % 28 + 1);
        let lines = block.iter().map(|line| (*line).to_owned()).chain([header.to_owned()]);
        let lines = lines.chain((0..rows).map(row));
        let record = |line: String| StringRecord::from(line.split('|').collect::<Vec<_>>());
        let all: Vec<(u64, StringRecord)> = (1..).zip(lines.map(record)).collect();
        rows_above(&all)
    }

    #[test]
    fn a_block_of_other_columns_stands_above_the_table() {
        let header = "id|day|touchpoint|csat|comment";
        let figures = ["Figure|Store|Phone", "Answers|120|80"];
        for (block, rows, wanted) in [
            (&figures[..], 6, 2),
            (&figures, 5, 0),
            (&["Filter:", "From:|2026-03-01|To:|2026-03-31|"], 6, 2),
            // Words alone may be the rows of one header.
            (&["a|b|c|d|e", "f|g|h|i|j"], 30, 0),
            // Rows of the table itself, and files that were put together.
            (&["id|day|touchpoint|csat|note", "R1|2026-03-01|Store|4|fine"], 30, 0),
            (&[header, "Figures|120|80"], 30, 0),
            (&[], 30, 0),
            // The upper row of a header, with the numbers of questions, and a rate of the month.
            (&["no|1.About you|2.Your visit||3.Remarks"], 30, 0),
            (&["编号|1.请评分|||2.您的意见"], 30, 0),
            (&["Rate|42%"], 30, 1),
        ] {
            assert_eq!(above(block, header, rows), wanted, "{block:?}, {rows}");
        }
        assert_eq!(above(&figures, "id|day", 30), 0, "too few names");
        assert_eq!(above(&figures, "R0|2026-03-01|Store|4|good", 30), 0, "no header");
    }
}
