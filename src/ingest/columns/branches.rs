//! Questions that a survey repeats in its branches: one text over several columns, of which
//! each answer fills one.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use csv::StringRecord;
use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::cells::number;

/// Fewest rows that fill one of the columns alone.
const FEWEST: u64 = 4;

/// Rows that would fill two columns by chance, of which it tells something that none does.
const BY_CHANCE: f64 = 3.0;

/// What tools write behind the second column of a name: `#2` (here), `.1` (pandas), `...5` and
/// ` (2)` (R, spreadsheets), `[B]`, `[SQ002]` (LimeSurvey).
static REPEATED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\s*(?:#\d{1,3}|\.{1,3}\d{1,3}|\(\d{1,3}\)|\[[a-z]{0,3}\d{0,4}\])$").ok()
});

/// The number or code of a question in front of its text: `Q2.`, `7、`, `G02Q05. `.
static NUMBERED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^(?:(?:q|问题|第)?\s*\d{1,3}[a-z]?(?:[._-]\d{1,3})*\s*(?:[.、:)_]|题)|[a-z]\w{0,9}\d\w{0,4}[.:]\s)\s*",
    )
    .ok()
});

/// Columns of one question, and what the rows fill in of them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Branch {
    /// In the order of the file.
    pub(crate) columns: Vec<usize>,
    /// What they hold together.
    pub(crate) facts: ColumnProfile,
    /// Rows in all, and those that fill each.
    rows: u64,
    filled: Vec<u64>,
    /// Rows that fill one alone.
    one: u64,
    /// Rows that fill several, and not alike.
    apart: u64,
}

impl Branch {
    /// The columns whose names ask one question.
    pub(crate) fn candidates(headers: &[String]) -> Vec<Branch> {
        let mut questions: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, header) in headers.iter().enumerate() {
            let question = question(header);
            if question.chars().count() > 1 {
                questions.entry(question).or_default().push(at);
            }
        }
        let several = questions.into_values().filter(|columns| columns.len() > 1);
        let mut branches: Vec<Branch> = several
            .map(|columns| Branch {
                rows: 0,
                filled: vec![0; columns.len()],
                columns,
                facts: ColumnProfile::default(),
                one: 0,
                apart: 0,
            })
            .collect();
        branches.sort_by_key(|branch| branch.columns[0]);
        branches
    }

    /// Takes in a row.
    pub(crate) fn see(&mut self, cells: &StringRecord) {
        self.rows += 1;
        let mut found: Option<&str> = None;
        let (mut n, mut alike) = (0, true);
        for (&at, filled) in self.columns.iter().zip(&mut self.filled) {
            let cell = cells.get(at).unwrap_or_default().trim();
            if number::is_missing(cell) {
                continue;
            }
            *filled += 1;
            n += 1;
            alike &= found.is_none_or(|first| first == cell);
            found = found.or(Some(cell));
        }
        match found {
            // One who skipped it is of no branch, and says what a code is.
            None => self.columns.iter().take(1).for_each(|&at| {
                self.facts.see(cells.get(at).unwrap_or_default());
            }),
            Some(cell) => self.facts.see(cell),
        }
        self.one += u64::from(n == 1);
        self.apart += u64::from(!alike);
    }

    /// Whether its columns are one question: no row fills two of them differently, though
    /// some would if the one had nothing to do with the other, or most rows fill one. “Other,
    /// please specify” of two questions is rarely filled at all, and hardly ever twice.
    pub(crate) fn is_one_question(&self) -> bool {
        let used = self.filled.iter().filter(|filled| **filled > 1).count();
        let all: u64 = self.filled.iter().sum();
        let squares: u64 = self.filled.iter().map(|n| n * n).sum();
        let by_chance = (all * all - squares) as f64 / 2.0 / self.rows.max(1) as f64;
        let telling = by_chance >= BY_CHANCE || self.one * 2 >= self.rows;
        self.apart == 0 && self.one >= FEWEST && used > 1 && telling
    }

    /// Has no more cells to take in.
    pub(crate) fn forget_seen(&mut self) {
        self.facts.forget_seen();
    }
}

/// What a header asks, without the marks that tell one column of it from the next.
pub(crate) fn question(header: &str) -> String {
    let folded: String = header.nfkc().collect();
    let folded = folded.trim().to_lowercase();
    let without = |pattern: &LazyLock<Option<Regex>>, text: String| match &**pattern {
        Some(pattern) => pattern.replace(&text, "").trim().to_owned(),
        None => text,
    };
    without(&NUMBERED, without(&REPEATED, folded))
}

/// Which columns of one question a row fills: the first of them, and those that say the same.
/// The first of all where it fills none.
pub(crate) fn filled(cells: &StringRecord, columns: &[usize]) -> Vec<usize> {
    let cell = |at: usize| cells.get(at).unwrap_or_default().trim();
    let mut given = columns.iter().copied().filter(|at| !number::is_missing(cell(*at)));
    let Some(first) = given.next() else { return columns.iter().take(1).copied().collect() };
    std::iter::once(first).chain(given.filter(|at| cell(*at) == cell(first))).collect()
}

/// Whether a cell is nothing but the question of its column, which `question` has made of the
/// header.
pub(crate) fn repeats(cell: &str, asked: &str) -> bool {
    let (long, short) = (cell.len(), asked.len());
    short > 3 && (short..=short + 12).contains(&long) && question(cell) == asked
}

/// A header without the mark of its repetition, as it is written.
pub(crate) fn plain(header: &str) -> &str {
    match header.rsplit_once('#') {
        Some((name, n)) if !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => header,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn branches(headers: &[&str], rows: &[&[&str]]) -> Vec<Branch> {
        let headers: Vec<String> = headers.iter().map(|header| (*header).to_owned()).collect();
        let mut branches = Branch::candidates(&headers);
        for row in rows {
            let row = StringRecord::from(row.to_vec());
            branches.iter_mut().for_each(|branch| branch.see(&row));
        }
        branches.retain(Branch::is_one_question);
        branches
    }

    #[test]
    fn names_of_one_question() {
        for (one, other) in [
            ("How satisfied are you?#1", "How satisfied are you?#2"),
            ("Why?", "Why?.1"),
            ("Why?", "Why? (2)"),
            ("Why?...3", "Why?...5"),
            ("Q2.您满意吗？", "Q4.您满意吗?"),
            ("5、您满意吗", "12、您满意吗"),
            ("G02Q05. Why?", "G03Q11. Why?"),
            ("satis[A]", "satis[B]"),
        ] {
            assert_eq!(question(one), question(other), "{one}");
        }
        for (one, other) in [
            ("Q1", "Q2"),
            ("满意度[门店]", "满意度[官网]"),
            ("rating_1", "rating_2"),
            ("Delivery / Why?", "Store / Why?"),
        ] {
            assert_ne!(question(one), question(other), "{one}");
        }
        assert_eq!(plain("Why?#2"), "Why?");
        assert_eq!(plain("C#"), "C#");
    }

    #[test]
    fn a_row_says_which_column_counts() {
        let of = |cells: &[&str]| filled(&StringRecord::from(cells.to_vec()), &[1, 2, 3]);
        assert_eq!(of(&["1", "", "late", "n/a"]), [2]);
        assert_eq!(of(&["1", "(跳过)", "", " rude "]), [3]);
        assert_eq!(of(&["1", "good", "", "good"]), [1, 3]);
        assert_eq!(of(&["1", "good", "", "bad"]), [1]);
        assert_eq!(of(&["1", "", "", ""]), [1]);
    }

    #[test]
    fn each_row_fills_one_of_them() {
        let headers = ["id", "Why?#1", "Why?#2"];
        let rows: [&[&str]; 6] = [
            &["1", "late", ""],
            &["2", "", "rude"],
            &["3", "(跳过)", "slow"],
            &["4", "torn", "(跳过)"],
            &["5", "", ""],
            &["6", "good", "good"],
        ];
        let found = branches(&headers, &rows);
        assert_eq!(found.len(), 1);
        assert_eq!((&found[0].columns[..], found[0].facts.answers()), (&[1, 2][..], 5));
        let both: Vec<&[&str]> = rows.into_iter().chain([&["7", "late", "rude"][..]]).collect();
        assert!(branches(&headers, &both).is_empty(), "two answers are two questions");
        assert!(branches(&headers, &rows[..3]).is_empty(), "too few to tell");
        let blank: [&[&str]; 10] = [&["", "", ""]; 10];
        let rare: Vec<&[&str]> = rows.into_iter().chain(blank).collect();
        assert!(branches(&headers, &rare).is_empty(), "rarely filled");
    }

    #[test]
    fn names_of_one_character_or_none_ask_nothing() {
        let rows: [&[&str]; 4] = [&["late", ""], &["", "rude"], &["", "slow"], &["torn", ""]];
        for (headers, found) in [
            (["a#1", "a#2"], 0),
            (["Q1.", "Q2."], 0),
            (["评#1", "评#2"], 0),
            (["评语#1", "评语#2"], 1),
        ] {
            assert_eq!(branches(&headers, &rows).len(), found, "{headers:?}");
        }
    }

    #[test]
    fn it_tells_something_that_none_fills_two_where_chance_would_or_most_fill_one() {
        let (one, other): (&[&str], &[&str]) = (&["late", ""], &["", "rude"]);
        let blank: &[&str] = &["", ""];
        // Rows that fill the first alone, the second alone, and none.
        for (first, second, neither, wanted) in [
            // By chance 3 rows in 75 would fill both, of which none does.
            (15, 15, 45, true),
            (15, 15, 46, false),
            // Half of the rows fill one.
            (2, 2, 4, true),
            (2, 2, 5, false),
            // Neither of both: one row in 25.
            (5, 5, 15, false),
            // Each of them twice at least, and four rows in all.
            (4, 1, 0, false),
            (3, 2, 0, true),
            (2, 1, 0, false),
        ] {
            let mut rows = vec![one; first];
            rows.extend(vec![other; second]);
            rows.extend(vec![blank; neither]);
            let found = branches(&["Why?#1", "Why?#2"], &rows).len();
            assert_eq!(found, usize::from(wanted), "{first}, {second}, {neither}");
        }
    }

    #[test]
    fn a_cell_that_is_nothing_but_its_question_answers_nothing() {
        let padded = |blanks: usize| format!("Q1.{}Why?", " ".repeat(blanks));
        for (cell, asked, wanted) in [
            ("Why?", "why?", true),
            ("Q2. Why?", "why?", true),
            ("Why not?", "why?", false),
            // Twelve more bytes can be a number and blanks.
            (padded(9).as_str(), "why?", true),
            (padded(10).as_str(), "why?", false),
            // What is so short may be an answer.
            ("Why", "why", false),
            ("Bad", "bad", false),
        ] {
            assert_eq!(repeats(cell, asked), wanted, "{cell}");
        }
    }
}
