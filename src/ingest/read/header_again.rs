//! The header of a table among its rows, as where files were put together: as it was, in other
//! letters, with its columns in another order, or behind the last row of a file without a line
//! break at its end.

use csv::StringRecord;

use crate::ingest::read::layout::Layout;

/// What a header is known by.
pub(crate) struct HeaderAgain {
    /// The names of a header of one row, as they are compared; none where a row may be like it by
    /// chance.
    names: Box<[String]>,
    /// The rows of a header of several, as they are compared.
    lines: Box<[Vec<String>]>,
    /// How many of these the last rows were.
    seen: usize,
}

/// A row that is the header.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Again {
    /// The column that each of its cells names, where these stand in another order.
    pub(crate) order: Option<Vec<usize>>,
}

/// A name without what programs that write tables add or change.
fn folded(cell: &str) -> String {
    let bare = cell.replace('\u{feff}', "").to_lowercase();
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A row of a header, as it is compared.
fn line(record: &StringRecord) -> Vec<String> {
    let mut cells: Vec<String> = record.iter().map(folded).collect();
    while cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    cells
}

/// The first letter of a name, as it is compared.
fn begin(name: &str) -> Option<char> {
    let name = name.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    name.chars().next()?.to_lowercase().next()
}

impl HeaderAgain {
    pub(crate) fn new(layout: &Layout) -> HeaderAgain {
        let plain = layout.header_rows == 1 && layout.headers.len() > 1;
        let names = layout.headers.iter().filter(|_| plain);
        let several = layout.header_lines.len() > 1;
        let lines = layout.header_lines.iter().filter(|_| several).map(line);
        HeaderAgain::by(names.map(|name| folded(name)).collect(), lines.collect())
    }

    fn by(names: Box<[String]>, lines: Box<[Vec<String>]>) -> HeaderAgain {
        // One cell alone may be an answer.
        let first = lines.first().map(|line| line.iter().filter(|cell| !cell.is_empty()).count());
        let lines = if first > Some(1) { lines } else { Box::default() };
        HeaderAgain { names, lines, seen: 0 }
    }

    /// Whether a row is the first one of a header of several, or the one after those that were
    /// just seen.
    fn is_line(&mut self, cells: &StringRecord) -> bool {
        let is = |line: &Vec<String>| {
            let same =
                |(cell, name): (&str, &String)| begin(cell) == begin(name) && folded(cell) == *name;
            cells.len() >= line.len()
                && cells.iter().zip(line).all(same)
                && cells.iter().skip(line.len()).all(|cell| cell.trim().is_empty())
        };
        let next = [self.seen, 0].into_iter().find(|at| self.lines.get(*at).is_some_and(is));
        self.seen = next.map_or(0, |at| (at + 1) % self.lines.len().max(1));
        next.is_some()
    }

    /// Whether a row is the header, or one of its rows.
    pub(crate) fn of(&mut self, cells: &StringRecord) -> Option<Again> {
        if self.is_line(cells) {
            return Some(Again { order: None });
        }
        if self.names.is_empty() || cells.len() != self.names.len() {
            return None;
        }
        // For speed: most rows of answers begin like no name.
        let begin = begin(cells.get(0).unwrap_or_default());
        if begin.is_some() && !self.names.iter().any(|name| self::begin(name) == begin) {
            return None;
        }
        let known = |cell: &str| {
            let cell = folded(cell);
            self.names.iter().position(|name| *name == cell)
        };
        let same = |(cell, name): (&str, &String)| {
            let cell = folded(cell);
            // Names that columns share or lack are numbered.
            let rest = name.strip_prefix(cell.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('#'))
                || cell.is_empty() && name.starts_with("column_")
        };
        if cells.iter().zip(&self.names).all(same) {
            let filled = cells.iter().filter(|cell| !cell.trim().is_empty()).count();
            return (filled > 1).then_some(Again { order: None });
        }
        let order: Vec<usize> = cells.iter().map_while(known).collect();
        let mut sorted = order.clone();
        sorted.sort_unstable();
        sorted.dedup();
        (sorted.len() == self.names.len()).then_some(Again { order: Some(order) })
    }

    /// The row behind whose last cell the header stands on the same line.
    pub(crate) fn before(&self, cells: &StringRecord) -> Option<StringRecord> {
        let last = self.names.len().checked_sub(1)?;
        let more = cells.iter().skip(last + 1);
        if cells.len() != 2 * last + 1
            || !more.zip(&self.names[1..]).all(|(cell, name)| folded(cell) == *name)
        {
            return None;
        }
        let cell = cells.get(last)?;
        let name = &self.names[0];
        let at = cell.len().checked_sub(name.len())?;
        let (own, end) = (cell.get(..at)?, cell.get(at..)?);
        if name.is_empty() || folded(end) != *name {
            return None;
        }
        let own = own.trim_end_matches('\u{feff}');
        Some(cells.iter().take(last).chain([own]).collect())
    }
}

/// The cells of a row with each in the column that `order` names.
pub(crate) fn in_order(cells: &StringRecord, order: &[usize]) -> StringRecord {
    let mut placed = vec![""; order.len()];
    for (cell, at) in cells.iter().zip(order) {
        placed[*at] = cell;
    }
    StringRecord::from(placed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::read::made_file::opened;
    use crate::ingest::read::options::ReadOptions;
    use crate::ingest::told::reject::Reason;

    fn record(row: &str) -> StringRecord {
        row.split('|').collect::<Vec<_>>().into()
    }

    fn header(names: &[&str]) -> HeaderAgain {
        HeaderAgain::by(names.iter().map(|name| folded(name)).collect(), Box::default())
    }

    #[test]
    fn a_header_of_several_rows_comes_again_row_by_row() {
        let of = |rows: &[&str]| {
            let lines = ["id|Staff||Food|", "|Score|Answer|Score|Answer"].map(record);
            let mut header = HeaderAgain::by(Box::default(), lines.iter().map(line).collect());
            rows.iter().map(|row| header.of(&record(row)).is_some()).collect::<Vec<_>>()
        };
        let (first, second, row) = ("ID|Staff||food|", "|Score|Answer|Score|Answer", "7|4|ok|3|no");
        assert_eq!(of(&[row, first, second, row]), [false, true, true, false]);
        assert_eq!(of(&[first, second, first, second]), [true; 4]);
        assert_eq!(of(&[first, first, second]), [true; 3]);
        // The second row alone, and cells beyond it.
        assert_eq!(of(&[second, row, second]), [false; 3]);
        assert_eq!(of(&["id|Staff||Food||x", "id|Staff||Food||", "id|Staff"])[..2], [false, true]);
        let mut one = HeaderAgain::by(Box::default(), Box::new([vec!["staff".into()], vec![]]));
        assert_eq!(one.of(&record("Staff|")), None);
    }

    #[test]
    fn rows_of_a_header_among_the_rows_are_left_out() {
        let text = "id,Staff,,Food\n,Score,Answer,Score\n1,4,quick and kind,3\nid,Staff,,Food\n\
            ,Score,Answer,Score\n2,5,a bit slow today,2\n";
        let options = ReadOptions { header_rows: Some(2), ..ReadOptions::default() };
        let file = opened(text.as_bytes(), "a.csv", &options).unwrap();
        let rows = file.rows().unwrap().map(|row| match row {
            Ok(row) => (row.row, None),
            Err(rejection) => (rejection.row, Some(rejection.reason)),
        });
        let again = Some(Reason::RepeatedHeader);
        assert_eq!(rows.collect::<Vec<_>>(), [(3, None), (4, again), (5, again), (6, None)]);
    }

    #[test]
    fn letters_marks_and_blanks_make_no_other_header() {
        let mut header = header(&["id", "How was it?", "score#1", "score#2", "column_5"]);
        let same = Some(Again { order: None });
        for (row, wanted) in [
            ("id|How was it?|score|score|", &same),
            ("\u{feff}ID| how  was it? |Score|SCORE|", &same),
            ("id|How was it?|score|score|x", &None),
            ("id|How was it?|score|score", &None),
            ("7|How was it?|score|score|", &None),
        ] {
            assert_eq!(header.of(&record(row)), *wanted, "{row}");
        }
        // One cell alone may be an answer.
        assert_eq!(self::header(&["comment", "column_2"]).of(&record("comment|")), None);
    }

    #[test]
    fn columns_may_stand_in_another_order_from_there_on() {
        let mut header = header(&["id", "day", "comment"]);
        let order = header.of(&record("Comment|id|Day")).unwrap().order.unwrap();
        assert_eq!(order, [2, 0, 1]);
        assert_eq!(in_order(&record("late|7|2026-03-01"), &order), record("7|2026-03-01|late"));
        for row in ["comment|id|id", "comment|id|7", "comment|id"] {
            assert_eq!(header.of(&record(row)), None, "{row}");
        }
    }

    #[test]
    fn a_header_may_stand_behind_the_last_row() {
        let header = header(&["id", "day", "comment"]);
        for (row, wanted) in [
            ("7|2026-03-01|lateid|day|comment", Some("7|2026-03-01|late")),
            ("7|2026-03-01|late\u{feff}ID|day|Comment", Some("7|2026-03-01|late")),
            ("7|2026-03-01|late|day|comment", None),
            ("7|2026-03-01|lateid|day", None),
            ("7|2026-03-01|lateid|day|again", None),
        ] {
            assert_eq!(header.before(&record(row)), wanted.map(record), "{row}");
        }
        assert_eq!(self::header(&[]).before(&record("7")), None);
    }
}
