//! The records of a file one by one, with those taken apart again that a stray quote has made of
//! several rows.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::ingest::read::layout::Layout;
use crate::ingest::read::rows::{Record, Records};
use crate::ingest::read::shape::Shape;
use crate::ingest::told::reject::Rejection;

/// Such records.
pub(crate) struct Untorn {
    pub(crate) records: Records,
    shape: Arc<Shape>,
    width: usize,
    first: u64,
    /// Records that have been read and not handed out.
    waiting: VecDeque<Result<Record, Rejection>>,
    /// Rows that have come up within records so far.
    pub(crate) gained: u64,
    /// Rows by which those after them stand further down, blank ones among them as well.
    below: u64,
}

impl Untorn {
    pub(crate) fn new(records: Records, layout: &Layout) -> Untorn {
        Untorn {
            records,
            shape: Arc::clone(&layout.shape),
            width: layout.headers.len(),
            first: layout.first_data_row,
            waiting: VecDeque::new(),
            gained: 0,
            below: 0,
        }
    }

    /// The next record, without taking it.
    pub(crate) fn peek(&mut self) -> Option<&Result<Record, Rejection>> {
        if self.waiting.is_empty() {
            let next = self.read()?;
            self.waiting.push_front(next);
        }
        self.waiting.front()
    }

    /// Whether the text ended within the line of the record that was handed out last.
    pub(crate) fn is_unended(&self) -> bool {
        self.waiting.is_empty() && self.records.is_unended()
    }

    /// The next record from the file. Called where none is waiting.
    fn read(&mut self) -> Option<Result<Record, Rejection>> {
        let mut record = match self.records.next()? {
            Ok(record) => record,
            Err(rejection) => {
                let row = rejection.row + self.below;
                return Some(Err(Rejection { row, ..rejection }));
            }
        };
        let lines = self.rows_in(&record);
        let (before, first) = (self.below, record.row);
        record.row += before;
        let Some(last) = lines.last() else { return Some(Ok(record)) };
        self.below += last.row - first;
        self.gained += lines.len() as u64 - 1;
        let lines = lines.into_iter().map(|line| Record { row: line.row + before, ..line });
        self.waiting.extend(lines.map(Ok));
        self.waiting.pop_front()
    }

    /// The rows that a record holds, where it is several: of one that is too wide or too narrow
    /// nine in ten lines are rows by themselves, of another one all, and numbers and dates show it.
    fn rows_in(&self, record: &Record) -> Vec<Record> {
        let cells = &record.cells;
        let delimited = matches!(self.records, Records::Delimited(_));
        // For speed by bytes: each row is looked at.
        let broken = || cells.as_slice().bytes().any(|byte| matches!(byte, b'\n' | b'\r'));
        if !delimited || record.row < self.first || !broken() {
            return Vec::new();
        }
        let odd = cells.len() != self.width;
        let lines = self.records.lines_apart(self.width, odd);
        let row = |line: &&Record| {
            line.cells.len() == self.width
                && (odd && self.width > 2 || self.shape.fits(&line.cells))
        };
        let rows = lines.iter().filter(row).count();
        let several =
            lines.len() > 1 && if odd { rows * 10 >= lines.len() * 9 } else { rows == lines.len() };
        if several { lines } else { Vec::new() }
    }
}

impl Iterator for Untorn {
    type Item = Result<Record, Rejection>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.waiting.pop_front() {
            Some(next) => Some(next),
            None => self.read(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::ingest::read::made_file::opened;
    use crate::ingest::read::options::ReadOptions;
    use crate::ingest::read::rows::Mended;
    use crate::ingest::told::reject::Reason;

    type Told = (u64, Result<String, Reason>);

    /// The rows of a table, their cells between bars, and what was put right.
    fn read(text: &str) -> (Vec<Told>, Mended) {
        let file = opened(text.as_bytes(), "a.csv", &ReadOptions::default()).unwrap();
        let mut rows = file.rows().unwrap();
        let told = rows.by_ref().map(|row| match row {
            Ok(row) => (row.row, Ok(row.cells.iter().collect::<Vec<_>>().join("|"))),
            Err(rejection) => (rejection.row, Err(rejection.reason)),
        });
        (told.collect(), rows.mended())
    }

    const HEADER: &str = "id,day,csat,comment\n";

    /// Rows of a table in good order.
    fn good(from: u64, to: u64) -> String {
        (from..=to).map(|n| format!("{n},2026-03-{n:02},4,all is well\n")).collect()
    }

    fn ok(row: u64, cells: &str) -> Told {
        (row, Ok(cells.to_owned()))
    }

    #[test]
    fn rows_that_a_quote_has_swallowed_come_up_again() {
        // The second quote makes a record of five cells, or one of four.
        for closing in ["\"late, and wet\"", "\"late\" they said"] {
            let torn = format!("7,2026-03-07,2,\"so slow\n{}", good(8, 9));
            let end = format!("10,2026-03-10,1,{closing}\n");
            // Here quotes are needed.
            let last = "13,2026-03-13,4,\"fine, thanks\"\n";
            let text = [HEADER, &good(1, 6), &torn, &end, &good(11, 12), last].concat();
            let (rows, mended) = read(&text);
            assert_eq!(rows.len(), 13, "{closing}");
            assert_eq!(rows[6], ok(8, "7|2026-03-07|2|so slow"));
            assert_eq!(rows[7], ok(9, "8|2026-03-08|4|all is well"));
            assert_eq!(rows[11], ok(13, "12|2026-03-12|4|all is well"));
            assert_eq!(mended, Mended { apart: 3, ..Mended::default() });
        }
        let whole = "7,2026-03-07,2,\"so slow,\nand wet, too\"\n";
        let (rows, mended) = read(&[HEADER, &good(1, 6), whole, &good(8, 9)].concat());
        assert_eq!(rows[6], ok(8, "7|2026-03-07|2|so slow,\nand wet, too"));
        assert_eq!((rows.len(), mended), (9, Mended::default()));
    }

    #[test]
    fn a_cell_of_several_lines_in_good_order_stays_whole() {
        let list = "5,\"1,warm food\n2,kind staff\n1,cheap\"\n";
        let plain = "4,queued for an hour\n2,cold on arrival\n";
        let text = ["csat,comment\n", list, plain, list, plain].concat();
        let (rows, mended) = read(&text);
        assert_eq!(rows[0], ok(2, "5|1,warm food\n2,kind staff\n1,cheap"));
        assert_eq!((rows.len(), mended), (6, Mended::default()));
    }

    #[test]
    fn blank_lines_among_the_rows_of_a_record_are_counted() {
        let torn = "7,2026-03-07,2,\"so slow\n\n8,2026-03-08,1,\"late\" they said\n";
        // Here quotes are needed.
        let last = "10,2026-03-10,4,\"fine, thanks\"\n";
        let (rows, mended) = read(&[HEADER, &good(1, 6), torn, &good(9, 9), last].concat());
        let rows: Vec<u64> = rows.into_iter().skip(6).map(|(row, _)| row).collect();
        assert_eq!((rows, mended), (vec![8, 10, 11, 12], Mended { apart: 1, ..Mended::default() }));
    }

    #[test]
    fn quotes_that_close_nowhere_are_signs() {
        let text = "id\tday\tcomment\n1\t2026-03-01\t\"late\n2\t2026-03-02\tfine\n\
            3\t2026-03-03\t\"wet\n4\t2026-03-04\tso so\n";
        let (rows, mended) = read(text);
        let rows: Vec<String> = rows.into_iter().map(|(_, row)| row.unwrap()).collect();
        let wanted = [
            "1|2026-03-01|\"late",
            "2|2026-03-02|fine",
            "3|2026-03-03|\"wet",
            "4|2026-03-04|so so",
        ];
        assert_eq!((rows, mended), (wanted.map(str::to_owned).to_vec(), Mended::default()));
    }

    #[test]
    fn short_rows_are_filled_up_and_cut_texts_joined() {
        let header = "id,day,csat,comment,owner\n";
        let full: String =
            (1..=6).map(|n| format!("{n},2026-03-0{n},4,all is well,Ann\n")).collect();
        let odd = "7,2026-03-07,2,so slow\n8,2026-03-08,1,late, and wet,Bob\n9,2026-03-09\n";
        let (rows, mended) = read(&[header, &full, odd].concat());
        let wanted = [
            ok(8, "7|2026-03-07|2|so slow|"),
            ok(9, "8|2026-03-08|1|late, and wet|Bob"),
            (10, Err(Reason::RaggedRow)),
        ];
        assert_eq!(rows[6..], wanted);
        assert_eq!(mended, Mended { short: 1, joined: 1, ..Mended::default() });
        // What a line break has cut is no short row.
        let cut = "7,2026-03-07,2,so slow\nand wet,Ann\n";
        let (rows, mended) = read(&[header, &full, cut].concat());
        let ragged = |row| (row, Err(Reason::RaggedRow));
        assert_eq!((&rows[6..], mended), (&[ragged(8), ragged(9)][..], Mended::default()));
    }

    #[test]
    fn files_that_were_put_together_are_read_on() {
        let other = "comment,csat,id,day\ntoo late,1,7,2026-03-07\n";
        let (rows, mended) = read(&[HEADER, &good(1, 6), other].concat());
        let wanted = [(8, Err(Reason::RepeatedHeader)), ok(9, "7|2026-03-07|1|too late")];
        assert_eq!(rows[6..], wanted);
        assert_eq!(mended, Mended { reordered: Some(8), ..Mended::default() });
        let glued = format!("7,2026-03-07,1,too late{HEADER}{}", good(8, 8));
        let (rows, mended) = read(&[HEADER, &good(1, 6), &glued].concat());
        let wanted = [
            ok(8, "7|2026-03-07|1|too late"),
            (8, Err(Reason::RepeatedHeader)),
            ok(9, "8|2026-03-08|4|all is well"),
        ];
        assert_eq!((&rows[6..], mended), (&wanted[..], Mended::default()));
    }

    #[test]
    fn another_table_below_is_left_out_until_the_header_comes_again() {
        let other = "desk,rating,visit day,remarks\nA,5,2026-03-07,fine\nB,4,2026-03-08,bad\n";
        let (rows, _) = read(&[HEADER, &good(1, 6), "\n", other, HEADER, &good(9, 9)].concat());
        let beyond = |row| (row, Err(Reason::OtherTable));
        let wanted = [
            beyond(9),
            beyond(10),
            beyond(11),
            (12, Err(Reason::RepeatedHeader)),
            ok(13, "9|2026-03-09|4|all is well"),
        ];
        assert_eq!(rows[6..], wanted);
    }
}
