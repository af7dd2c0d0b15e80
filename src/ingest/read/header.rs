//! Title rows above the header, and one to three rows of header merged into
//! one name per column.
//!
//! Vendors differ: question text in a second row (Qualtrics, Snap), `Score`
//! and `Answer` below a question that spans several columns (SurveyMonkey and
//! in-app tools), a title row that a workbook user put on top.

use csv::StringRecord;

use crate::ingest::cells::{number, time};
use crate::ingest::read::block_above::rows_above;
use crate::ingest::read::delimited::most_common;
use crate::ingest::read::lone_column::begins_with_a_comment;
use crate::ingest::read::squeezed;

/// Cells that are not blank.
pub(crate) fn filled(record: &StringRecord) -> usize {
    record.iter().filter(|c| !c.trim().is_empty()).count()
}

/// Rows above the header: one or two cells where the table has many.
pub(crate) fn title_rows(rows: &[(u64, StringRecord)], sheet: bool) -> usize {
    let widths: Vec<usize> =
        rows.iter().map(|(_, r)| if sheet { filled(r) } else { r.len() }).collect();
    let width = match sheet {
        // Cells of a sheet may be empty anywhere: the header has most.
        true => widths.iter().take(20).max().copied(),
        false => most_common(&widths).map(|(w, _)| w),
    }
    .unwrap_or(0);
    if width < 2 {
        return 0;
    }
    let title = |record: &StringRecord| {
        let filled = filled(record);
        filled <= 1 && width > 1 || filled == 2 && width > 4
    };
    let is_title = |(at, (_, record)): &(usize, &(u64, StringRecord))| {
        title(record) && !rows.get(at + 1).is_some_and(|(_, below)| spans(record, below))
    };
    let count = rows.iter().take(10).enumerate().take_while(is_title).count();
    // A sheet of one comment a row, say, has no row that looks different.
    let count = if count == rows.len().min(10) { 0 } else { count };
    count + rows_above(&rows[count..])
}

/// Whether a row names groups of columns: two cells or more, each over a name of the row below
/// that comes there more than once.
fn spans(record: &StringRecord, below: &StringRecord) -> bool {
    let twice = |at: usize| {
        let name = below.get(at).map(str::trim).filter(|name| !name.is_empty());
        name.is_some_and(|name| below.iter().filter(|cell| cell.trim() == name).count() > 1)
    };
    let names = || record.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty());
    names().count() > 1 && names().all(|(at, _)| twice(at))
}

/// The header of a table.
pub(crate) struct Header {
    /// Rows it takes.
    pub(crate) rows: usize,
    /// One name per column; empty where it has none.
    pub(crate) names: Vec<String>,
}

/// What a cell holds that is no word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Number,
    Date,
}

/// What four in five filled cells of a column hold, and whether nearly every
/// row fills it.
#[derive(Clone, Copy)]
struct Typed {
    kind: Kind,
    always: bool,
}

/// What a cell holds, where that is no word.
pub(crate) fn kind_of(cell: &str) -> Option<Kind> {
    if number::number(cell).is_some() {
        Some(Kind::Number)
    } else {
        time::parse(cell, None).map(|_| Kind::Date)
    }
}

/// Whether a cell that is read as a number is the name of a column with the number of its question
/// before it, 1、总体满意度: below it stand numbers alone, and it does not come again.
fn is_numbered_name(cell: &str, at: usize, later: &[(u64, StringRecord)]) -> bool {
    let named = |cell: &str| {
        number::plain_number(cell).is_none()
            && number::number(cell).is_some()
            && cell.contains(char::is_alphabetic)
    };
    if !cell.starts_with(|c: char| c.is_numeric()) || !named(cell) {
        return false;
    }
    let below = later.iter().take(200).filter_map(|(_, row)| row.get(at)).map(str::trim);
    let (mut all, mut alike) = (0, 0);
    for other in below.filter(|other| number::number(other).is_some()) {
        if other == cell {
            return false;
        }
        all += 1;
        alike += usize::from(named(other));
    }
    2 * alike < all
}

fn typed_columns(rows: &[(u64, StringRecord)], width: usize) -> Vec<Option<Typed>> {
    let rows = &rows[..rows.len().min(200)];
    (0..width)
        .map(|column| {
            let cells = rows.iter().filter_map(|(_, r)| r.get(column));
            let cells = cells.map(str::trim).filter(|c| !c.is_empty() && !number::is_missing(c));
            let (mut numbers, mut dates, mut all) = (0, 0, 0);
            for cell in cells {
                all += 1;
                match kind_of(cell) {
                    Some(Kind::Number) => numbers += 1,
                    Some(Kind::Date) => dates += 1,
                    None => {}
                }
            }
            let always = all * 20 >= rows.len() * 19;
            match () {
                () if all == 0 => None,
                () if numbers * 5 >= all * 4 => Some(Typed { kind: Kind::Number, always }),
                () if dates * 5 >= all * 4 => Some(Typed { kind: Kind::Date, always }),
                () => None,
            }
        })
        .collect()
}

/// Whether a cell is that of the row above once more, as where a name spans both: 5、总体满意度,
/// which is read as a number. A number alone is an answer.
fn is_name_of_both(cell: &str, above: Option<&str>) -> bool {
    number::plain_number(cell).is_none() && above.is_some_and(|above| above.trim() == cell)
}

fn import_ids(record: &StringRecord) -> bool {
    record.iter().any(|c| c.trim_start().starts_with("{\"ImportId\""))
}

/// Whether `record`, which stands before the `later` rows, is part of the
/// header: it has words where the later rows have numbers or dates, or
/// nothing where they always have something.
///
/// `above` is the first header row, if there is one. A single word among
/// numbers may also be an odd answer, so it needs a blank cell above to span.
pub(crate) fn is_header(
    record: &StringRecord,
    above: Option<&StringRecord>,
    later: &[(u64, StringRecord)],
) -> bool {
    let typed = typed_columns(later, record.len());
    let (mut unlike, mut alike, mut blank, mut always) = (0, 0, 0, 0);
    for (at, (cell, typed)) in record.iter().zip(typed).enumerate() {
        let Some(typed) = typed else { continue };
        let cell = cell.trim();
        always += usize::from(typed.always);
        if cell.is_empty() {
            blank += usize::from(typed.always);
        } else if above.map_or_else(
            || is_numbered_name(cell, at, later),
            |above| is_name_of_both(cell, above.get(at)),
        ) {
            unlike += 1;
        } else if kind_of(cell) == Some(typed.kind) {
            alike += 1;
        } else if !number::is_missing(cell) {
            unlike += 1;
        }
    }
    let Some(above) = above else {
        // Without a typed column nothing speaks against a header.
        return alike == 0 || unlike > 0;
    };
    let spanned = above
        .iter()
        .zip(record)
        .any(|(above, cell)| above.trim().is_empty() && !cell.trim().is_empty());
    alike == 0 && (unlike > 1 || unlike > 0 && spanned || always > 1 && blank == always)
}

impl Header {
    /// Finds the header at the top of `rows`, `wanted` rows of it if the user
    /// says so.
    pub(crate) fn find(rows: &[(u64, StringRecord)], wanted: Option<usize>) -> Header {
        let (_, first) = &rows[0];
        let later = |n: usize| &rows[n.min(rows.len())..];
        let count = match wanted {
            Some(count) => count.min(rows.len()),
            None if !is_header(first, None, later(1)) => 0,
            None if begins_with_a_comment(first, later(1)) => 0,
            None => {
                let mut count = 1;
                if let Some(at) = rows.iter().take(3).position(|(_, r)| import_ids(r)) {
                    count = at + 1;
                }
                while count < 3
                    && rows.len() > count + 1
                    && is_header(&rows[count].1, Some(first), later(count + 1))
                {
                    count += 1;
                }
                count
            }
        };
        let rows: Vec<&StringRecord> =
            rows[..count].iter().map(|(_, r)| r).filter(|r| !import_ids(r)).collect();
        Header { rows: count, names: merged(&rows) }
    }
}

/// One name per column from the header rows.
fn merged(rows: &[&StringRecord]) -> Vec<String> {
    let Some((first, below)) = rows.split_first() else { return Vec::new() };
    let mut names: Vec<String> = first.iter().map(clean).collect();
    for row in below {
        if row.len() > names.len() {
            names.resize(row.len(), String::new());
        }
        let mut stem = String::new();
        for (at, name) in names.iter_mut().enumerate() {
            if !name.is_empty() {
                stem.clone_from(name);
            }
            let lower = clean(row.get(at).unwrap_or_default());
            if lower.is_empty() {
                continue;
            }
            // A blank cell continues the question to its left.
            let upper = if name.is_empty() { stem.clone() } else { name.clone() };
            *name = match () {
                () if upper.is_empty() => lower,
                () if is_filler(&lower) || squeezed(&lower) == squeezed(&upper) => upper,
                () => format!("{upper} / {lower}"),
            };
        }
    }
    while names.last().is_some_and(String::is_empty) && names.len() > 1 && rows.len() > 1 {
        names.pop();
    }
    names
}

fn is_filler(cell: &str) -> bool {
    cell.eq_ignore_ascii_case("response") || cell.eq_ignore_ascii_case("open-ended response")
}

fn clean(cell: &str) -> String {
    cell.replace('\u{feff}', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(cells: &[&[&str]]) -> Vec<(u64, StringRecord)> {
        let record = |(at, row): (usize, &&[&str])| (at as u64 + 1, StringRecord::from(*row));
        cells.iter().enumerate().map(record).collect()
    }

    #[test]
    fn a_title_is_one_cell_or_two_above_a_wide_table() {
        const TABLE: [&str; 6] = ["a", "b", "c", "d", "e", "f"];
        // Filled cells above a table of so many columns, and whether they are a title.
        for (filled, width, wanted) in
            [(1, 1, 0), (1, 2, 1), (2, 3, 0), (2, 4, 0), (2, 5, 1), (3, 6, 0)]
        {
            let mut title = TABLE[..filled.min(width)].to_vec();
            title.resize(width, "");
            let table = &TABLE[..width];
            let all = rows(&[&title, table, table, table]);
            for sheet in [false, true] {
                assert_eq!(title_rows(&all, sheet), wanted, "{filled} of {width}, {sheet}");
            }
        }
        // Nine at most; where all that is looked at is like a title, nothing is.
        for (titles, wanted) in [(9, 9), (10, 0)] {
            let mut cells: Vec<&[&str]> = vec![&["title", "", ""]; titles];
            cells.extend([&TABLE[..3]; 9]);
            assert_eq!(title_rows(&rows(&cells), true), wanted, "{titles} rows");
        }
    }

    #[test]
    fn a_row_of_groups_over_names_that_repeat_is_no_title() {
        let row = ["R1", "2026-03-01", "5", "good", "4", "bad"];
        let names = ["id", "date", "rating", "comment", "rating", "comment"];
        for (groups, wanted) in [
            (["", "", "Store", "", "Phone", ""], 0),
            (["Report", "", "Store", "", "", ""], 1),
            (["Report", "March", "", "", "", ""], 1),
            (["", "", "Store", "", "", ""], 1),
        ] {
            let all = rows(&[&groups, &names, &row, &row, &row]);
            for sheet in [false, true] {
                assert_eq!(title_rows(&all, sheet), wanted, "{groups:?}, {sheet}");
            }
        }
    }

    #[test]
    fn four_in_five_cells_type_a_column_and_nineteen_in_twenty_fill_it() {
        // Rows with a number, with a word and without anything.
        for (numbers, words, blank, wanted) in [
            (4, 1, 0, Some(true)),
            (3, 1, 0, None),
            (19, 0, 1, Some(true)),
            (18, 0, 2, Some(false)),
            (0, 0, 3, None),
        ] {
            let mut cells = vec!["7"; numbers];
            cells.extend(vec!["word"; words]);
            cells.extend(vec![""; blank]);
            let cells: Vec<[&str; 1]> = cells.into_iter().map(|cell| [cell]).collect();
            let cells: Vec<&[&str]> = cells.iter().map(|row| row.as_slice()).collect();
            let typed = typed_columns(&rows(&cells), 1)[0];
            let number = typed.filter(|typed| typed.kind == Kind::Number);
            assert_eq!(number.map(|t| t.always), wanted, "{numbers}, {words}, {blank}");
        }
    }

    fn record(row: &str) -> StringRecord {
        row.split('|').collect::<Vec<_>>().into()
    }

    fn table(rows: &str) -> Vec<(u64, StringRecord)> {
        (1..).zip(rows.split(';').map(record)).collect()
    }

    #[test]
    fn four_in_five_dates_type_a_column() {
        for (dates, wanted) in [(4, true), (3, false)] {
            let cells = "2026-01-02;".repeat(dates) + "word";
            let typed = typed_columns(&table(&cells), 1)[0];
            assert_eq!(typed.is_some_and(|typed| typed.kind == Kind::Date), wanted, "{dates}");
        }
    }

    #[test]
    fn a_header_has_words_or_nothing_where_numbers_follow() {
        let (scores, texts) = ("1|5;2|4;3|3", "1|good;2|bad;3|so so");
        let sparse = "1||good;|2|bad;3|4|fine";
        for (above, row, later, wanted) in [
            (None, "id|score", scores, true),
            (None, "4|2", scores, false),
            // Names with the number of their question, and marks that are labelled now and then.
            (None, "1、总体满意度|2、服务态度", scores, true),
            (None, "1. Overall|2. Staff", scores, true),
            (None, "1 - Overall|2 - Staff", scores, true),
            (None, "5 - Excellent|5 - Excellent", "1 - Bad|5;2 - Fair|4 - Good;3|2 - Fair", false),
            (None, "5 - Excellent|4", "1|5;2|4;5 - Excellent|3", false),
            (None, "5分|4分", "1分|5分;2分|4分;3分|3分", false),
            // What stands for no answer is no word.
            (None, "N/A|2", scores, false),
            (Some("a|b"), "x|y", scores, true),
            // One word has to continue what stands to its left above it.
            (Some("How satisfied?|"), "|Support", scores, true),
            (Some("a|b"), "|Support", scores, false),
            (Some("a|b"), "4|", scores, false),
            // Nothing, where two columns or more have a number in every row.
            (Some("a|b"), "|", scores, true),
            (Some("id|comment"), "|fine", texts, false),
            (Some("a|b|"), "||free text", sparse, false),
            // A name with its number spans both rows; a number alone is an answer.
            (Some("1、No.|2、Rate"), "1、No.|Support", scores, true),
            (Some("1、No.|2、Rate"), "7、No.|Support", scores, false),
            (Some("1|a"), "1|Support", scores, false),
        ] {
            let above = above.map(record);
            let found = is_header(&record(row), above.as_ref(), &table(later));
            assert_eq!(found, wanted, "{row} before {later}");
        }
    }

    #[test]
    fn a_header_takes_no_row_to_three() {
        let numbers = ";1|5".repeat(30);
        let import = "{\"ImportId\":\"q1\"}|{\"ImportId\":\"q2\"}";
        for (rows, wanted, names) in [
            ("1|5;2|4;3|3".to_owned(), 0, Vec::<&str>::new()),
            (format!("a|b{numbers}"), 1, vec!["a", "b"]),
            (format!("a|b;c|d;e|f;g|h{numbers}"), 3, vec!["a / c / e", "b / d / f"]),
            (format!("Q1|Q2;{import};good|bad;fine|x"), 2, vec!["Q1", "Q2"]),
        ] {
            let header = Header::find(&table(&rows), None);
            assert_eq!(header.rows, wanted, "{rows}");
            assert_eq!(header.names, names, "{rows}");
        }
    }

    #[test]
    fn rows_of_a_header_of_any_width_are_merged() {
        for (rows, names) in [
            (["a|b|c", "x"], &["a / x", "b", "c"][..]),
            // A nameless column belongs to the question on its left.
            (["a|b", "x|y|z"], &["a / x", "b / y", "b / z"]),
            (["|Q", "Delivery|x"], &["Delivery", "Q / x"]),
            (["a|b|", "x|y|"], &["a / x", "b / y"]),
            (["|", "|"], &[""]),
        ] {
            let [first, second] = rows.map(record);
            assert_eq!(merged(&[&first, &second]), names, "{rows:?}");
        }
    }
}
