//! Cells with several choices in one: `客服咨询┋物流配送`, `Price; Staff`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::number::is_missing;
use super::tags::{BLANK, Tags};
use super::yes_no::yes_or_no;

/// What stands between choices, the surest first.
const SEPARATORS: [&str; 8] = ["┋", ";", "；", "|", "\n", "、", ",", "，"];

/// Those that sentences have as well.
const IN_PROSE: [&str; 3] = ["、", ",", "，"];

/// Most different choices of a question.
const MOST: usize = 30;

/// Most different lists that are kept: enough to see that they share their choices.
const MOST_LISTS: usize = 60;

/// Longest choice, in characters.
const LONGEST: usize = 40;

/// What is written behind a choice that asks for words, as 问卷星 does.
const FILLED_IN: char = '〖';

/// The choices in a cell, in order of their names, each once.
pub(crate) fn choices<'a>(cell: &'a str, split: &'a str) -> BTreeSet<&'a str> {
    let plain = |choice: &'a str| choice.split(FILLED_IN).next().unwrap_or(choice).trim();
    cell.split(split).map(plain).filter(|choice| !choice.is_empty()).collect()
}

/// Whether the cell of a column for one choice says that it was made: `1`, `yes`, its name.
pub(crate) fn is_ticked(cell: &str) -> bool {
    !is_missing(cell) && yes_or_no(cell) != Some(false)
}

/// The choices that the cells of a column make under each separator.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Options {
    of: [Candidate; SEPARATORS.len()],
    tags: Tags,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Candidate {
    /// There are too many choices, or too long ones.
    out: bool,
    counts: BTreeMap<String, u64>,
    cells: u64,
    /// Cells with more than one.
    multi: u64,
    /// Choices in all cells.
    all: u64,
    /// The lists that were made, each once.
    lists: BTreeSet<Vec<String>>,
}

/// The choices of a column.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Choices {
    pub(crate) split: &'static str,
    /// In order of their names.
    pub(crate) names: Vec<String>,
    /// Cells with more than one.
    pub(crate) multi: u64,
}

impl Options {
    /// Takes in one cell.
    pub(crate) fn see(&mut self, cell: &str) {
        self.tags.see(cell);
        for (candidate, split) in self.of.iter_mut().zip(SEPARATORS) {
            if !candidate.out {
                candidate.see(cell, split);
            }
        }
    }

    /// The choices that this separator makes, if they are few.
    pub(crate) fn split_by(&self, split: Option<&str>) -> Option<Vec<String>> {
        if split == Some(BLANK) {
            return self.tags.all();
        }
        let at = SEPARATORS.iter().position(|known| Some(*known) == split)?;
        let Candidate { out, counts, .. } = &self.of[at];
        (!out).then(|| counts.keys().cloned().collect())
    }

    /// The choices that this separator makes and most cells hold, so many at most, in order of
    /// their names.
    pub(crate) fn largest(&self, split: Option<&str>, most: usize) -> Vec<String> {
        if split == Some(BLANK) {
            return self.tags.largest(most);
        }
        let at = SEPARATORS.iter().position(|known| Some(*known) == split);
        let counts = at.map(|at| &self.of[at].counts);
        let mut choices: Vec<(&String, &u64)> = counts.into_iter().flatten().collect();
        choices.sort_by_key(|(_, n)| Reverse(**n));
        let mut names: Vec<String> =
            choices.into_iter().take(most).map(|(choice, _)| choice.clone()).collect();
        names.sort_unstable();
        names
    }

    /// The choices, where cells hold several and choose again and again from the same few.
    pub(crate) fn choices(&self) -> Option<Choices> {
        let found = self.of.iter().zip(SEPARATORS).find(|(of, split)| of.is_list(split))?;
        let (Candidate { counts, multi, .. }, split) = found;
        Some(Choices { split, names: counts.keys().cloned().collect(), multi: *multi })
    }

    /// The tags, where cells hold several with a blank between them and most come again.
    pub(crate) fn tags(&self) -> Option<Choices> {
        self.tags.tags().map(|(names, multi)| Choices { split: BLANK, names, multi })
    }
}

impl Candidate {
    fn see(&mut self, cell: &str, split: &str) {
        // For speed: no list of the longest choices in the widest characters is longer.
        if cell.len() > MOST * LONGEST * 4 {
            self.drop();
            return;
        }
        let pieces = cell.split(split).filter(|piece| !piece.trim().is_empty()).count();
        let found = choices(cell, split);
        // A list names no choice twice.
        let twice = found.len() < pieces;
        let long = found.iter().any(|choice| choice.chars().nth(LONGEST).is_some());
        if long || twice && split != "┋" {
            self.drop();
            return;
        }
        self.cells += 1;
        self.multi += u64::from(found.len() > 1);
        if self.lists.len() < MOST_LISTS {
            self.lists.insert(found.iter().map(|choice| (*choice).to_owned()).collect());
        }
        for choice in found {
            self.all += 1;
            if let Some(count) = self.counts.get_mut(choice) {
                *count += 1;
            } else if self.counts.len() < MOST {
                self.counts.insert(choice.to_owned(), 1);
            } else {
                self.drop();
                return;
            }
        }
    }

    fn drop(&mut self) {
        *self = Candidate { out: true, ..Candidate::default() };
    }

    fn is_list(&self, split: &str) -> bool {
        let (n, sure) = (self.counts.len() as u64, split == "┋");
        if self.out || n < 2 || self.multi == 0 {
            return false;
        }
        // Numbers with a comma, dates and times, marks out of ten.
        let numbers = self.counts.keys().filter(|c| c.starts_with(|c: char| c.is_ascii_digit()));
        let again = self.counts.values().filter(|count| **count > 1).count() as u64;
        // An answer with a comma that many give, word for word, is no list: lists share choices.
        let shared = self.counts.keys().filter(|choice| self.lists_with(choice) > 1).count() as u64;
        let often = if sure { 2 } else { 3 };
        self.all >= often * n.min(self.cells)
            && self.all >= 2 * n
            && 2 * again >= n
            && 2 * (numbers.count() as u64) < n
            && (sure || self.multi >= 3 && 20 * self.multi >= self.cells)
            && (!IN_PROSE.contains(&split) || 2 * shared >= n)
    }

    fn lists_with(&self, choice: &str) -> usize {
        self.lists.iter().filter(|list| list.iter().any(|own| own == choice)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(cells: &[&str], times: usize) -> Option<(&'static str, usize)> {
        let mut options = Options::default();
        (0..times).for_each(|_| cells.iter().for_each(|cell| options.see(cell)));
        options.choices().map(|choices| (choices.split, choices.names.len()))
    }

    #[test]
    fn lists_of_choices() {
        for (cells, wanted) in [
            (&["客服┋物流", "物流", "物流┋客服┋包装", "包装"][..], ("┋", 3)),
            (&["Price; Staff", "Staff", "Staff; Price; Food", "Food"], (";", 3)),
            (&["Price|Staff", "Staff", "Staff|Price", "Price"], ("|", 2)),
            (&["Price, Staff", "Staff", "Staff,Price", "Price"], (",", 2)),
            (&["价格、服务", "服务", "服务、环境", "环境"], ("、", 3)),
            (&["老客;会员"], (";", 2)),
            (&["其他〖停车〗┋服务", "其他〖太远〗", "服务"], ("┋", 2)),
        ] {
            assert_eq!(found(cells, 3), Some(wanted), "{cells:?}");
        }
    }

    #[test]
    fn the_largest_choices_are_those_that_most_cells_hold() {
        let mut options = Options::default();
        ["b;d", "d;a", "d;c;b", "c"].iter().for_each(|cell| options.see(cell));
        // d in 3 cells, b and c in 2, a in 1.
        for (most, wanted) in
            [(1, &["d"][..]), (2, &["b", "d"]), (3, &["b", "c", "d"]), (9, &["a", "b", "c", "d"])]
        {
            assert_eq!(options.largest(Some(";"), most), wanted, "{most}");
        }
        assert!(options.largest(Some("x"), 2).is_empty() && options.largest(None, 2).is_empty());
    }

    #[test]
    fn other_cells_are_none() {
        for cells in [
            &["Price", "Staff"][..],
            &["4,5", "3,5", "4,0"],
            &["2026-01-02, 10:00", "2026-01-03, 10:00"],
            &["好，好，好", "快，好"],
            &["well, well", "fine"],
            &["Yes, no, maybe", "Amazing", "Wow!"],
            &["快，好", "还行"],
        ] {
            assert_eq!(found(cells, 5), None, "{cells:?}");
        }
        let comments: Vec<String> = (0..60).map(|n| format!("good {n}, but slow")).collect();
        let comments: Vec<&str> = comments.iter().map(String::as_str).collect();
        assert_eq!(found(&comments, 1), None);
        let long = format!("{}, a", "x".repeat(41));
        assert_eq!(found(&[&long, "a, b", "b, a"], 9), None);
    }

    #[test]
    fn lists_choose_again_and_again_from_the_same_few() {
        let of = |split: &str, counts: [(&str, u64); 4], cells: u64, multi: u64| {
            let all = counts.iter().map(|(_, n)| n).sum();
            let counts = counts.map(|(choice, n)| (choice.to_owned(), n)).into();
            Candidate { counts, cells, multi, all, ..Candidate::default() }.is_list(split)
        };
        let counts = |a, b, c, d| [("a", a), ("b", b), ("c", c), ("d", d)];
        for (split, counts, cells, multi, wanted) in [
            // Three times as often as there are choices or cells, twice where the sign is sure.
            (";", counts(3, 3, 3, 3), 6, 6, true),
            (";", counts(3, 3, 3, 2), 6, 6, false),
            ("┋", counts(3, 3, 3, 2), 6, 6, true),
            ("┋", counts(2, 2, 2, 2), 2, 2, true),
            ("┋", counts(2, 2, 2, 1), 2, 2, false),
            // Half of them come again.
            (";", counts(5, 5, 1, 1), 6, 6, true),
            (";", counts(10, 1, 1, 1), 6, 6, false),
            // Fewer than half of them are numbers.
            (";", [("1", 3), ("b", 3), ("c", 3), ("d", 3)], 6, 6, true),
            (";", [("1", 3), ("2", 3), ("c", 3), ("d", 3)], 6, 6, false),
            // Three cells, and one in twenty, hold several.
            (";", counts(3, 3, 3, 3), 60, 3, true),
            (";", counts(3, 3, 3, 3), 61, 3, false),
            (";", counts(3, 3, 3, 3), 6, 2, false),
            ("┋", counts(3, 3, 3, 3), 61, 1, true),
            ("┋", counts(3, 3, 3, 3), 61, 0, false),
        ] {
            assert_eq!(
                of(split, counts, cells, multi),
                wanted,
                "{split} {counts:?} {cells} {multi}"
            );
        }
    }

    #[test]
    fn a_comma_stands_between_choices_that_several_lists_share() {
        let of = |lists: &[&[&str]]| {
            let owned = |list: &&[&str]| list.iter().map(|choice| (*choice).to_owned()).collect();
            let counts = ["a", "b", "c", "d"].map(|choice| (choice.to_owned(), 3)).into();
            let lists = lists.iter().map(owned).collect();
            let found =
                Candidate { counts, cells: 6, multi: 6, all: 12, lists, ..Candidate::default() };
            [found.is_list(","), found.is_list(";")]
        };
        assert_eq!(of(&[&["a", "b"], &["a", "c"], &["b", "d"]]), [true, true]);
        assert_eq!(of(&[&["a", "b"], &["a", "c"], &["d"]]), [false, true]);
    }

    #[test]
    fn thirty_choices_of_forty_characters_are_told_apart() {
        let known = |cells: &[String]| {
            let mut options = Options::default();
            cells.iter().for_each(|cell| options.see(cell));
            options.split_by(Some(";")).map(|choices| choices.len())
        };
        let choices: Vec<String> = (0..31).map(|n| format!("choice {n}")).collect();
        assert_eq!([known(&choices[..30]), known(&choices)], [Some(30), None]);
        let long = |length: usize| known(&["x".repeat(length)]);
        assert_eq!([long(40), long(41)], [Some(1), None]);
        assert_eq!(known(&["a;b".to_owned(), "b;c".to_owned()]), Some(3));
        let longest: Vec<String> = (0..10).map(|n| format!("{n}{}", "x".repeat(39))).collect();
        assert_eq!(known(&[longest.join(";")]), Some(10));
        let alone = Candidate {
            counts: [("a".to_owned(), 6)].into(),
            cells: 3,
            multi: 3,
            all: 6,
            ..Candidate::default()
        };
        assert!(!alone.is_list(";"), "one choice is no list");
    }
}
