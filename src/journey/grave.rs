//! Comments that must be read one by one: of harm to people, theft, fraud and the law.
//!
//! They are few, so no table tells of them, and one of them may matter more than all that is
//! frequent. A comment counts where its phrases tell of such a matter and it is negative, or a score
//! given with it is low: who praises how a theft was dealt with does not count. They are told from
//! two comments on, and one alone where somebody was hurt or lost money.
//!
//! No test is asked: nothing is compared, and each of them is read.

use serde::Serialize;

use super::row::RowView;
use crate::feedback::SourceRow;
use crate::metrics::Band;
use crate::opinion::{Grave, GraveKind};
use crate::sentiment::Label;

/// Fewest comments that are told, where one is not enough.
const LEAST: u64 = 2;

/// Rows that are named.
const NAMED: usize = 3;

/// Comments of grave matters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct GraveMatters {
    /// How many comments.
    pub comments: u64,
    /// Of what kinds, most first. A comment may be of several.
    pub kinds: Vec<GraveCount>,
    /// Where the first of them stand, what harms people before all else.
    pub rows: Vec<GraveRow>,
}

/// Comments of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct GraveCount {
    /// The kind.
    pub kind: GraveKind,
    /// How many comments are of it.
    pub comments: u64,
}

/// A row of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct GraveRow {
    /// File name without its folder.
    pub file: String,
    /// Row as a spreadsheet shows it.
    pub row: u64,
}

/// The grave matters that the comment of one entry speaks of, where it counts.
pub(super) fn counting(view: &RowView, entry: usize) -> Grave {
    let Some(Some(facts)) = view.comments.get(entry) else { return Grave::default() };
    if facts.grave.is_empty() || facts.undetected {
        return Grave::default();
    }
    let negative = matches!(facts.label, Label::Negative | Label::VeryNegative);
    let scores = view.scores_beside(entry);
    let low = scores.given().any(|(kind, score)| Band::of(kind.measure(), score) == Band::Low);
    if negative || low { facts.grave } else { Grave::default() }
}

/// Counts them.
#[derive(Debug, Clone, Default)]
pub(super) struct GraveCounter {
    comments: u64,
    /// By the order of the kinds.
    kinds: [u64; GraveKind::ALL.len()],
    /// The first rows of the first kinds.
    rows: Vec<(GraveKind, SourceRow)>,
}

impl GraveCounter {
    pub(super) fn add(&mut self, view: &RowView) {
        for entry in 0..view.comments.len() {
            let grave = counting(view, entry);
            let Some(first) = grave.kinds().next() else { continue };
            self.comments += 1;
            for (n, kind) in self.kinds.iter_mut().zip(GraveKind::ALL) {
                *n += u64::from(grave.kinds().any(|own| own == kind));
            }
            let at = (first, view.row.source);
            if let Err(place) = self.rows.binary_search(&at) {
                self.rows.insert(place, at);
                self.rows.truncate(NAMED);
            }
        }
    }

    /// What a reader must know of them. `files` are the run's files without their folders.
    pub(super) fn told(&self, files: &[String]) -> Option<GraveMatters> {
        let counted = GraveKind::ALL.into_iter().zip(self.kinds).filter(|(_, n)| *n > 0);
        let mut kinds: Vec<GraveCount> =
            counted.map(|(kind, comments)| GraveCount { kind, comments }).collect();
        let alone = kinds.iter().any(|of| of.kind.counts_alone());
        if self.comments < LEAST && !alone {
            return None;
        }
        kinds.sort_by_key(|of| std::cmp::Reverse(of.comments));
        let row = |(_, at): &(GraveKind, SourceRow)| GraveRow {
            file: files.get(at.file as usize).cloned().unwrap_or_default(),
            row: at.row,
        };
        Some(GraveMatters {
            comments: self.comments,
            kinds,
            rows: self.rows.iter().map(row).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::TouchpointSource;
    use crate::journey::tests::{entry, facts, row, scores};

    /// A row with a comment of these kinds.
    fn said(number: u64, kinds: &[GraveKind], sentiment: f32, nps: Option<f64>) -> RowView {
        let mut comment = facts(sentiment, Vec::new());
        if let Some(facts) = &mut comment {
            facts.grave = kinds.iter().copied().collect();
        }
        let feedback = row(number, vec![entry(None, Some("…"), scores(nps, None))]);
        RowView::new(feedback, vec![comment], TouchpointSource::Export)
    }

    fn told(rows: &[RowView]) -> Option<GraveMatters> {
        let mut counter = GraveCounter::default();
        rows.iter().for_each(|row| counter.add(row));
        counter.told(&["a.csv".to_owned()])
    }

    #[test]
    fn what_is_negative_or_rated_low_is_counted_by_kind() {
        use GraveKind::{Fire, Law, Shock, Theft};
        let rows = [
            said(9, &[Theft, Law], -0.8, None),
            said(8, &[Theft], 0.8, Some(2.0)),
            said(7, &[Shock], -0.8, Some(9.0)),
            said(6, &[Fire], 0.8, Some(9.0)),
            said(5, &[Fire], 0.8, None),
            said(4, &[], -0.8, Some(0.0)),
            said(3, &[Law], -0.8, Some(0.0)),
        ];
        let found = told(&rows).unwrap();
        let kinds: Vec<_> = found.kinds.iter().map(|of| (of.kind, of.comments)).collect();
        assert_eq!((found.comments, kinds), (4, vec![(Theft, 2), (Law, 2), (Shock, 1)]));
        let places: Vec<_> = found.rows.iter().map(|at| (at.file.as_str(), at.row)).collect();
        assert_eq!(places, [("a.csv", 7), ("a.csv", 8), ("a.csv", 9)]);
        let mut backwards = rows.to_vec();
        backwards.reverse();
        assert_eq!(told(&backwards), Some(found));
    }

    #[test]
    fn one_is_told_where_somebody_was_hurt_or_lost_money() {
        let one = |kind: GraveKind| told(&[said(2, &[kind], -0.8, None)]).is_some();
        assert!(one(GraveKind::Injury) && one(GraveKind::Theft) && one(GraveKind::Fraud));
        assert!(!one(GraveKind::Law) && !one(GraveKind::Food) && told(&[]).is_none());
        let law = [said(2, &[GraveKind::Law], -0.8, None), said(3, &[GraveKind::Law], -0.8, None)];
        assert_eq!(told(&law).map(|found| found.comments), Some(2));
    }
}
