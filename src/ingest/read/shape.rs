//! What the columns of a table hold, by its first rows: by this a row of another width is mended
//! or left out, and another table below is told from rows of this one.

use csv::StringRecord;

use crate::ingest::cells::number;
use crate::ingest::cells::text_kinds::is_object;
use crate::ingest::cells::totals::totals;
use crate::ingest::read::header::{Kind, kind_of};

/// Rows that it is learned from, at most.
const ROWS: usize = 200;

/// Filled cells by which a column is known to hold words alone.
const WORDS: usize = 5;

/// Cells by which a column is known to hold objects of JSON.
const OBJECTS: usize = 3;

/// Rows that are looked at for the header of another table.
const TRIES: usize = 5;

/// Longest cell of a header, in characters.
const LONGEST_NAME: usize = 40;

/// What the columns hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Shape {
    columns: Vec<Column>,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Column {
    /// What nine in ten filled cells hold.
    kind: Option<Kind>,
    /// Nineteen in twenty rows fill it.
    always: bool,
    /// It holds words, and no number or date.
    words: bool,
    /// Characters of its filled cells, on average.
    length: usize,
    /// Nine in ten filled cells hold an object of JSON.
    objects: bool,
}

impl Column {
    fn of<'c>(cells: impl Iterator<Item = &'c str>) -> Column {
        let (mut numbers, mut dates, mut filled, mut rows, mut length) = (0, 0, 0, 0, 0);
        let mut objects = 0;
        for cell in cells {
            rows += 1;
            let cell = cell.trim();
            if cell.is_empty() || number::is_missing(cell) {
                continue;
            }
            filled += 1;
            length += cell.chars().count();
            objects += usize::from(is_object(cell));
            match kind_of(cell) {
                Some(Kind::Number) => numbers += 1,
                Some(Kind::Date) => dates += 1,
                None => {}
            }
        }
        let kind = match () {
            () if filled == 0 => None,
            () if numbers * 10 >= filled * 9 => Some(Kind::Number),
            () if dates * 10 >= filled * 9 => Some(Kind::Date),
            () => None,
        };
        Column {
            kind,
            always: rows > 0 && filled * 20 >= rows * 19,
            words: filled >= WORDS && numbers + dates == 0,
            length: length / usize::max(filled, 1),
            objects: objects >= OBJECTS && objects * 10 >= filled * 9,
        }
    }
}

/// How a row stands to the columns of the table.
struct Against {
    /// Cells that hold what their column does, of those of numbers and dates.
    like: usize,
    /// Cells that hold something else.
    unlike: usize,
}

impl Shape {
    /// That of a table of `width` columns, by those of its first rows that have as many cells,
    /// or all where `fit` says that rows may be shorter.
    pub(crate) fn of(rows: &[(u64, StringRecord)], width: usize, fit: bool) -> Shape {
        let rows: Vec<&StringRecord> = rows
            .iter()
            .map(|(_, record)| record)
            .filter(|record| fit || record.len() == width)
            .take(ROWS)
            .collect();
        let column =
            |at: usize| Column::of(rows.iter().map(|record| record.get(at).unwrap_or_default()));
        Shape { columns: (0..width).map(column).collect() }
    }

    /// The same of the rows above another table, where one begins among them.
    pub(crate) fn above(rows: &[(u64, StringRecord)], width: usize, fit: bool) -> Shape {
        // Where words alone are usual in a row, one of them says nothing.
        let mut tried = 0;
        for (at, pair) in rows.windows(2).enumerate().skip(WORDS) {
            if tried == TRIES {
                break;
            }
            if !may_be_names(&pair[0].1) {
                continue;
            }
            tried += 1;
            let above = Shape::of(&rows[..at], width, fit);
            let apart = rows[at - 1].0 + 1 < pair[0].0;
            if above.is_other_header(&pair[0].1, apart) && above.is_of_other(&pair[1].1) {
                return above;
            }
        }
        Shape::of(rows, width, fit)
    }

    /// The columns whose cells hold objects of JSON.
    pub(crate) fn objects(&self) -> Vec<usize> {
        let columns = self.columns.iter().enumerate();
        columns.filter(|(_, column)| column.objects).map(|(at, _)| at).collect()
    }

    fn against(&self, cells: &StringRecord) -> Against {
        let mut against = Against { like: 0, unlike: 0 };
        for (cell, column) in cells.iter().zip(&self.columns) {
            let cell = cell.trim();
            if cell.is_empty() || number::is_missing(cell) {
                continue;
            }
            match column.kind {
                Some(kind) if kind_of(cell) == Some(kind) => against.like += 1,
                Some(_) => against.unlike += 1,
                None if column.words && kind_of(cell).is_some() => against.unlike += 1,
                None => {}
            }
        }
        against
    }

    /// Whether each cell fits its column, and one of a number or a date shows it.
    pub(crate) fn fits(&self, cells: &StringRecord) -> bool {
        let Against { like, unlike } = self.against(cells);
        like > 0 && unlike == 0
    }

    /// Whether a row that ends early lacks nothing but cells that may be blank: its own fit, and
    /// no column of numbers or dates that is always filled is missing.
    pub(crate) fn may_end(&self, cells: &StringRecord) -> bool {
        let missing = self.columns.iter().skip(cells.len());
        cells.len() > 1
            && self.fits(cells)
            && missing.clone().all(|column| column.kind.is_none() || !column.always)
    }

    /// Whether the cells of a last line may be those that a row begins with, of which the last was
    /// cut, and no line that tells of the table. A single one is as short as the first cells are.
    pub(crate) fn may_begin(&self, cells: &StringRecord) -> bool {
        let missing = (cells.len()..self.columns.len()).map(|_| "");
        if totals(cells.iter().chain(missing)).is_some() {
            return false;
        }
        let (Some(first), Some(column)) = (cells.get(0), self.columns.first()) else {
            return false;
        };
        if cells.len() == 1 {
            let said = first.contains(' ') && first.contains(|c: char| c.is_ascii_alphabetic());
            return first.is_ascii() && first.len() <= column.length && !said;
        }
        let whole: StringRecord = cells.iter().take(cells.len() - 1).collect();
        self.against(&whole).unlike == 0
    }

    /// A row of too many cells with those joined that delimiters within a text have cut, where one
    /// column alone can be it: a long text, with all cells before and after it in their columns.
    /// Where several can, that one is it whose pieces alone begin with a blank.
    pub(crate) fn joined(&self, cells: &StringRecord, delimiter: char) -> Option<StringRecord> {
        let width = self.columns.len();
        let surplus = cells.len().checked_sub(width).filter(|n| *n > 0 && *n <= 100)?;
        let longest = self.columns.iter().filter(|c| c.words).map(|c| c.length).max()?;
        let mut buffer = [0; 4];
        let delimiter: &str = delimiter.encode_utf8(&mut buffer);
        let fitting: Vec<(usize, StringRecord)> = (0..width)
            .filter(|at| {
                let column = &self.columns[*at];
                column.words && column.length * 2 >= longest
            })
            .filter_map(|at| {
                let pieces: Vec<&str> = cells.iter().skip(at).take(surplus + 1).collect();
                let text = pieces.join(delimiter);
                let before = cells.iter().take(at);
                let after = cells.iter().skip(at + surplus + 1);
                let row: StringRecord = before.chain([text.as_str()]).chain(after).collect();
                self.fits(&row).then_some((at, row))
            })
            .collect();
        let begins = |at: usize| cells.get(at).is_some_and(|cell| cell.starts_with(' '));
        let blanks = (1..cells.len()).filter(|at| begins(*at)).count();
        let told = |(at, _): &&(usize, StringRecord)| {
            blanks == surplus && (at + 1..=at + surplus).all(begins)
        };
        match &fitting[..] {
            [(_, row)] => Some(row.clone()),
            several => {
                let mut several = several.iter().filter(told);
                let (_, row) = several.next()?;
                several.next().is_none().then(|| row.clone())
            }
        }
    }

    /// Whether `cells` may be the header of another table: names alone, at least one of which
    /// stands where this table always has a number or a date, and two where it does not stand
    /// `apart` from the row before.
    pub(crate) fn is_other_header(&self, cells: &StringRecord, apart: bool) -> bool {
        // For speed: nearly every row of answers ends it here.
        if cells.iter().any(|cell| cell.trim_start().starts_with(|c: char| c.is_ascii_digit())) {
            return false;
        }
        let typed = self.columns.iter().zip(cells).filter(|(c, _)| c.always && c.kind.is_some());
        let names = typed.filter(|(_, cell)| !cell.trim().is_empty()).count();
        names > usize::from(!apart) && may_be_names(cells)
    }

    /// Whether `cells` may be the first row below such a header: a number or a date stands in it,
    /// and two cells do not fit this table, or none does.
    pub(crate) fn is_of_other(&self, cells: &StringRecord) -> bool {
        let mut filled = cells.iter().map(str::trim).filter(|cell| !cell.is_empty());
        let Against { like, unlike } = self.against(cells);
        (like == 0 || unlike > 1) && filled.any(|cell| kind_of(cell).is_some())
    }
}

/// Whether a row holds two words or more and nothing else, short and different ones.
pub(crate) fn may_be_names(cells: &StringRecord) -> bool {
    let mut names: Vec<String> = Vec::new();
    for cell in cells.iter().map(str::trim).filter(|cell| !cell.is_empty()) {
        let name = cell.to_lowercase();
        let sentence = cell.ends_with(['.', '!', '。', '！', '；', ';']);
        let value = || kind_of(cell).is_some() || number::is_missing(cell);
        let long = cell.chars().count() > LONGEST_NAME;
        if sentence || long || names.contains(&name) || value() {
            return false;
        }
        names.push(name);
    }
    names.len() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(row: &str) -> StringRecord {
        row.split('|').collect::<Vec<_>>().into()
    }

    /// Of a table of id, day, mark, touchpoint, comment and owner.
    fn shape(owner: &str) -> Shape {
        let row = |n: u64| {
            let text = format!("R{n}|2026-03-0{n}|{n}|Store|It took them far too long|{owner}");
            (n, record(&text))
        };
        let rows: Vec<(u64, StringRecord)> = (1..=5).map(row).collect();
        Shape::of(&rows, 6, false)
    }

    #[test]
    fn a_last_line_may_begin_a_row_or_tell_of_the_table() {
        for (row, wanted) in [
            ("R", true),
            ("R7", true),
            ("R77", false),
            ("R7|2026-0", true),
            ("R7|2026-03-09|", true),
            ("R7|soon|4", false),
            ("Total|5", false),
            ("合计|5|", false),
            ("注：以上", false),
        ] {
            assert_eq!(shape("Ann").may_begin(&record(row)), wanted, "{row}");
        }
    }

    #[test]
    fn a_row_may_end_where_nothing_of_numbers_is_missing() {
        for (row, wanted) in [
            ("R7|2026-03-09|4|Store|All is well", true),
            ("R7|2026-03-09|4", true),
            // The mark is always there.
            ("R7|2026-03-09", false),
            // A cell in the middle is missing.
            ("R7|4|Store|All is well|Ann", false),
            ("R7|2026-03-09|4|5|All is well", false),
            // Nothing shows that they are the first cells.
            ("R7", false),
            ("and so on", false),
            ("R7||", false),
        ] {
            assert_eq!(shape("Ann").may_end(&record(row)), wanted, "{row}");
        }
    }

    #[test]
    fn a_text_that_delimiters_cut_is_joined_where_one_column_can_be_it() {
        let joined = |owner, row: &str| {
            let row = shape(owner).joined(&record(row), ',');
            row.map(|row| row.iter().collect::<Vec<_>>().join("|"))
        };
        for (row, wanted) in [
            (
                "R7|2026-03-09|4|Store|It was fine| nothing more|Ann",
                Some("R7|2026-03-09|4|Store|It was fine, nothing more|Ann"),
            ),
            (
                "R7|2026-03-09|4|Store|It was fine|nothing|more|Ann",
                Some("R7|2026-03-09|4|Store|It was fine,nothing,more|Ann"),
            ),
            // The mark does not stand in its column.
            ("R7|2026-03-09|x|4|Store|It was fine|Ann", None),
            ("R7|2026-03-09|4|Store|It was fine|Ann", None),
        ] {
            assert_eq!(joined("Ann", row).as_deref(), wanted, "{row}");
        }
        // Where another column has texts as long, blanks have to tell.
        let long = "Somebody wrote this as well";
        for (row, wanted) in [
            (
                "R7|2026-03-09|4|Store|It was fine| nothing more|no",
                Some("R7|2026-03-09|4|Store|It was fine, nothing more|no"),
            ),
            ("R7|2026-03-09|4|Store|It was fine|nothing more|no", None),
            ("R7|2026-03-09|4|Store|It was fine| nothing more| no", None),
        ] {
            assert_eq!(joined(long, row).as_deref(), wanted, "{row}");
        }
    }

    #[test]
    fn another_table_begins_with_words_where_numbers_stand() {
        for (row, wanted) in [
            ("id|visit day|rating|remarks", true),
            ("Touchpoint|Average", true),
            ("Touchpoint", false),
            ("||||Total|Ann", false),
            ("a|b|b", false),
            ("a|2026-03-01|b", false),
            ("a|It was late.|b", false),
            ("a|n/a|b", false),
        ] {
            assert_eq!(shape("Ann").is_other_header(&record(row), true), wanted, "{row}");
        }
        // Right below a row two have to.
        for (row, wanted) in [("a|b", false), ("a|b|c", true)] {
            assert_eq!(shape("Ann").is_other_header(&record(row), false), wanted, "{row}");
        }
        for (row, wanted) in [
            ("R7|2026-03-09|slow|4", true),
            ("Store|3.2", true),
            ("R7|2026-03-09|4|Store|Fine|Ann", false),
            ("R7|unknown|4|Store|Fine|Ann", false),
            ("also|only|words", false),
        ] {
            assert_eq!(shape("Ann").is_of_other(&record(row)), wanted, "{row}");
        }
    }

    #[test]
    fn nine_in_ten_make_a_kind_and_five_words_a_column_of_words() {
        let of = |numbers: usize, words: usize| {
            let numbers = std::iter::repeat_n("7", numbers);
            Column::of(numbers.chain(std::iter::repeat_n("word", words)))
        };
        assert_eq!(of(9, 1).kind, Some(Kind::Number));
        assert_eq!(of(8, 1).kind, None);
        assert_eq!((of(0, 5).words, of(0, 4).words, of(1, 9).words), (true, false, false));
        let with_blanks = |blank: usize| {
            let filled = std::iter::repeat_n("7", 19);
            Column::of(filled.chain(std::iter::repeat_n("", blank))).always
        };
        assert_eq!((with_blanks(1), with_blanks(2)), (true, false));
    }
}
