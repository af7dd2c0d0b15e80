//! The comments that are looked at: all, or as many as are drawn by lot.
//!
//! The lot of a comment comes of what it says and which copy of that it is, so that each is as
//! likely to be drawn as any other, however often it was written, and the order of the rows is no
//! matter.

use std::collections::{BTreeMap, BinaryHeap, HashMap};

use jiff::civil::DateTime;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use crate::feedback::Scores;
use crate::journey::RowView;
use crate::pipeline::PipelineError;
use crate::pipeline::sink::Sink;
use crate::report::comment_row::CommentRow;
use crate::sentiment::Label;

/// Most comments that are looked at: more would show the same themes.
const MOST_COMMENTS: usize = 5_000;

/// Most unlike comments of which the copies are numbered; those that come later are told from each
/// other by where they stand.
const MOST_KNOWN: usize = 1_000_000;

/// A comment that is looked at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lot {
    lot: u64,
    pub(super) text: String,
    pub(super) file: String,
    pub(super) row: u64,
    number: usize,
}

/// How many copies of a comment came before.
#[derive(Debug, Default)]
struct Copies(HashMap<u64, u64>);

impl Copies {
    /// `None` beyond so many unlike ones.
    fn number(&mut self, of: u64, most: usize) -> Option<u64> {
        let known = self.0.contains_key(&of) || self.0.len() < most;
        known.then(|| {
            let next = self.0.entry(of).or_default();
            *next += 1;
            *next - 1
        })
    }
}

/// The comments with the smallest lots.
#[derive(Debug, Default)]
pub(in crate::pipeline) struct Lots {
    pub(super) seen: u64,
    /// Whether the answers have weights.
    pub(super) weighted: bool,
    copies: Copies,
    heap: BinaryHeap<Lot>,
    /// Time and scores of those that are kept, by their number.
    beside: BTreeMap<usize, (Option<DateTime>, Scores, Label)>,
    numbers: usize,
}

impl Sink for Lots {
    fn row(&mut self, row: &RowView) -> Result<(), PipelineError> {
        self.weighted |= (row.row().weight - 1.0).abs() > 1e-9;
        Ok(())
    }

    fn comment(&mut self, comment: &CommentRow) -> Result<(), PipelineError> {
        if comment.findings.label == Label::Undetected {
            return Ok(());
        }
        self.seen += 1;
        let lot = self.lot(comment);
        let full = self.heap.len() >= MOST_COMMENTS;
        if full && self.heap.peek().is_some_and(|last| lot > last.lot) {
            return Ok(());
        }
        let number = self.numbers;
        self.numbers += 1;
        self.beside.insert(number, (comment.time, comment.scores, comment.findings.label));
        let (text, file) = (comment.text.clone(), comment.file.to_string());
        self.heap.push(Lot { lot, text, file, row: comment.row, number });
        if full && let Some(last) = self.heap.pop() {
            self.beside.remove(&last.number);
        }
        Ok(())
    }
}

/// A comment that was drawn.
pub(in crate::pipeline) struct Drawn {
    pub(super) lot: Lot,
    pub(super) time: Option<DateTime>,
    pub(super) scores: Scores,
    pub(super) label: Label,
}

impl Lots {
    fn lot(&mut self, comment: &CommentRow) -> u64 {
        let said = said(comment);
        let place = || xxh3_64_with_seed(comment.file.as_bytes(), comment.row);
        let copy = self.copies.number(said, MOST_KNOWN).unwrap_or_else(place);
        xxh3_64_with_seed(&said.to_le_bytes(), copy)
    }

    /// Those that were drawn, by their words.
    pub(in crate::pipeline) fn drawn(mut self) -> Vec<Drawn> {
        let with = |lot: Lot| {
            let (time, scores, label) = self.beside.remove(&lot.number)?;
            Some(Drawn { lot, time, scores, label })
        };
        let lots = std::mem::take(&mut self.heap).into_sorted_vec();
        let mut drawn: Vec<Drawn> = lots.into_iter().filter_map(with).collect();
        drawn.sort_by_cached_key(|Drawn { lot, .. }| {
            (xxh3_64(lot.text.as_bytes()), lot.file.clone(), lot.row, lot.number)
        });
        drawn
    }
}

/// What a comment says, and all that is kept beside it: copies are alike in each of that.
fn said(comment: &CommentRow) -> u64 {
    let mut beside: Vec<u8> = vec![comment.findings.label as u8];
    for (kind, score) in comment.scores.given() {
        beside.push(kind as u8);
        beside.extend(score.value.to_bits().to_le_bytes());
    }
    beside.extend(comment.time.map(|time| time.to_string()).unwrap_or_default().bytes());
    xxh3_64_with_seed(comment.text.as_bytes(), xxh3_64(&beside))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::comment_row::sample;

    /// Of so many comments in this order: of every hundred each of ten texts three, all others
    /// unlike.
    fn drawn(rows: impl Iterator<Item = u64>) -> Vec<String> {
        let mut lots = Lots::default();
        let mut comment = sample::comment(0, "");
        for row in rows {
            comment.row = row;
            comment.text = match row % 100 {
                of @ 0..30 => format!("text {}", of / 3),
                _ => format!("comment {row}"),
            };
            lots.comment(&comment).unwrap();
        }
        let mut texts: Vec<String> = lots.drawn().into_iter().map(|drawn| drawn.lot.text).collect();
        texts.sort_unstable();
        texts
    }

    #[test]
    fn what_is_often_written_is_drawn_as_often() {
        let (few, many) = (drawn(0..7_000), drawn(0..30_000));
        assert_eq!((few.len(), many.len()), (MOST_COMMENTS, MOST_COMMENTS));
        for text in (0..10).map(|text| format!("text {text}")) {
            for drawn in [&few, &many] {
                let share = drawn.iter().filter(|own| **own == text).count() as f64 / 5_000.0;
                // Four standard errors.
                assert!((share - 0.03).abs() < 0.01, "{text}: {share}");
            }
        }
    }

    #[test]
    fn the_same_are_drawn_in_any_order() {
        assert_eq!(drawn(0..12_000), drawn((0..12_000).rev()));
    }

    #[test]
    fn copies_are_numbered_of_so_many_comments() {
        let mut copies = Copies::default();
        let numbers = [7, 8, 7, 9, 8, 9].map(|of| copies.number(of, 2));
        assert_eq!(numbers, [Some(0), Some(0), Some(1), None, Some(1), None]);
    }
}
