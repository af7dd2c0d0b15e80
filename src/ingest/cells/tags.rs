//! Tags that stand in a cell with nothing but a blank between them, as help desks write them:
//! `web_form cancel_subscription`.

use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Most different tags that are counted.
const MOST: usize = 500;

/// What stands between them.
pub(crate) const BLANK: &str = " ";

/// The tags that the cells of a column hold, as long as they hold nothing else.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Tags {
    /// A cell holds other words.
    out: bool,
    /// Cells that hold each.
    counts: BTreeMap<String, u64>,
    cells: u64,
    /// Cells with more than one.
    multi: u64,
    /// Tags in all cells.
    all: u64,
}

impl Tags {
    /// Takes in one cell.
    pub(crate) fn see(&mut self, cell: &str) {
        if self.out {
            return;
        }
        let mut tags: Vec<&str> = cell.split_whitespace().collect();
        if !tags.iter().all(|tag| is_tag(tag)) {
            *self = Tags { out: true, ..Tags::default() };
            return;
        }
        tags.sort_unstable();
        tags.dedup();
        self.cells += 1;
        self.multi += u64::from(tags.len() > 1);
        self.all += tags.len() as u64;
        for tag in tags {
            if let Some(count) = self.counts.get_mut(tag) {
                *count += 1;
            } else if self.counts.len() < MOST {
                self.counts.insert(tag.to_owned(), 1);
            }
        }
    }

    /// Those that come again, in order of their names, where most of what is tagged is tagged with
    /// them and cells hold several; and how many cells do.
    pub(crate) fn tags(&self) -> Option<(Vec<String>, u64)> {
        let again = self.counts.iter().filter(|(_, n)| **n > 1);
        let (names, times): (Vec<String>, Vec<u64>) =
            again.map(|(tag, n)| (tag.clone(), *n)).unzip();
        let known = 10 * times.iter().sum::<u64>() >= 7 * self.all;
        let several = self.multi >= 3 && 20 * self.multi >= self.cells;
        (names.len() > 1 && known && several).then_some((names, self.multi))
    }

    /// All tags in order of their names, if the cells hold nothing else.
    pub(crate) fn all(&self) -> Option<Vec<String>> {
        (!self.out).then(|| self.counts.keys().cloned().collect())
    }

    /// The tags that most cells hold, so many at most, in order of their names.
    pub(crate) fn largest(&self, most: usize) -> Vec<String> {
        let mut tags: Vec<(&String, &u64)> = self.counts.iter().collect();
        tags.sort_by_key(|(_, n)| Reverse(**n));
        let mut names: Vec<String> =
            tags.into_iter().take(most).map(|(tag, _)| tag.clone()).collect();
        names.sort_unstable();
        names
    }
}

/// Whether a word is written as tags are.
fn is_tag(word: &str) -> bool {
    let sign = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_:-".contains(&b);
    word.len() <= 40 && word.bytes().all(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(cells: &[&str]) -> Tags {
        let mut tags = Tags::default();
        cells.iter().for_each(|cell| tags.see(cell));
        tags
    }

    #[test]
    fn a_tag_counts_in_every_cell_that_holds_it() {
        let cells = ["vip refund", "refund", "web_form  refund", "vip refund vip", "delivery"];
        let found = tags(&cells);
        assert_eq!(found.tags(), Some((vec!["refund".to_owned(), "vip".to_owned()], 3)));
        assert_eq!(found.largest(1), ["refund"]);
        assert_eq!(found.largest(2), ["refund", "vip"]);
        assert_eq!(found.all().map(|all| all.len()), Some(4));
    }

    #[test]
    fn other_words_are_no_tags() {
        for cells in [
            // Two cells with several are not enough.
            &["vip refund", "refund", "web_form refund", "vip"][..],
            &["vip refund", "refund vip", "vip refund", "Refund"],
            &["vip refund", "refund vip", "vip refund", "refund!"],
            &["vip", "refund", "refund"],
            &["a b", "c d", "e f", "g h"],
        ] {
            assert_eq!(tags(cells).tags(), None, "{cells:?}");
        }
        assert_eq!(tags(&["vip", "Refund"]).all(), None);
        assert!(is_tag(&"x".repeat(40)) && !is_tag(&"x".repeat(41)));
        assert!(is_tag("type:refund-2_b") && !is_tag("a.b") && !is_tag("退款"));
    }

    #[test]
    fn seven_in_ten_of_what_is_tagged_come_again() {
        // Two tags in seven cells each, and so many that come once.
        let of = |once: u64| {
            let counts = (0..once).map(|n| (format!("t{n}"), 1));
            let counts = [("a".to_owned(), 7), ("b".to_owned(), 7)].into_iter().chain(counts);
            let counts = counts.collect();
            Tags { counts, cells: 20, multi: 3, all: 14 + once, ..Tags::default() }.tags().is_some()
        };
        assert!(of(6) && !of(7));
        let few = |cells: u64| {
            let counts = [("a".to_owned(), 9), ("b".to_owned(), 9)].into();
            Tags { counts, cells, multi: 3, all: 18, ..Tags::default() }.tags().is_some()
        };
        assert!(few(60) && !few(61), "one cell in twenty holds several");
    }

    #[test]
    fn five_hundred_tags_are_counted() {
        let many: Vec<String> = (0..501).map(|n| format!("t{n:03}")).collect();
        let mut found = Tags::default();
        (0..2).for_each(|_| many.iter().for_each(|tag| found.see(&format!("vip {tag}"))));
        let (names, multi) = found.tags().unwrap();
        assert_eq!((names.len(), multi), (500, 1002), "and vip is one of them");
    }
}
