//! Comments in other languages than Chinese and English: they are not judged, so that whoever wrote
//! them is in no number that is made of comments.

use std::collections::BTreeMap;

use serde::Serialize;

use super::row::RowView;
use super::scores::{AskedForWhole, ScoreBook, Split};
use crate::feedback::ScoreKind;
use crate::metrics::summary::headline;
use crate::stats::Estimate;

/// Fewest such comments that are told whatever their share, and fewest of which the share counts.
const MANY: u64 = 10;
const FEW: u64 = 3;

/// One in so many comments is told, and one in so many on the first page.
const TOLD: u64 = 33;
const MUCH: u64 = 10;

/// Comments that are in none of the languages that are judged.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct OtherLanguages {
    /// Comments in another language than Chinese and English.
    pub comments: u64,
    /// All comments.
    pub of: u64,
    /// Rows that hold such comments and none that is judged.
    pub rows: u64,
    /// Code (ISO 639-1) of the language that more than half of them are in, where it can be told.
    pub language: Option<String>,
    /// How those score who wrote them; `None` where nobody scored, or too few did.
    pub scores: Option<ScoresApart>,
}

/// How those score whose comments are not judged for their language, and those whose are.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ScoresApart {
    /// The main score.
    pub score: ScoreKind,
    /// Its headline measure where no comment of the row is judged.
    pub theirs: Estimate,
    /// Answers behind it.
    pub n: u64,
    /// The same where one is judged.
    pub judged: Estimate,
    /// Answers behind that.
    pub n_judged: u64,
}

impl OtherLanguages {
    /// Whether they are so large a part that the first page must say so.
    pub(crate) fn is_much(&self) -> bool {
        MUCH * self.comments >= self.of
    }

    fn is_told(&self) -> bool {
        self.comments >= MANY || self.comments >= FEW && TOLD * self.comments >= self.of
    }
}

/// Counts them, row by row.
#[derive(Debug, Clone, Default)]
pub(super) struct LanguageCounter {
    comments: u64,
    of: u64,
    rows: u64,
    languages: BTreeMap<&'static str, u64>,
    theirs: Split<ScoreBook>,
    judged: Split<ScoreBook>,
}

impl LanguageCounter {
    /// Takes one row.
    pub(super) fn add(&mut self, row: &RowView) {
        let (mut other, mut judged) = (false, false);
        for facts in row.comments.iter().flatten() {
            self.of += 1;
            judged |= !facts.undetected;
            if let Some(language) = facts.foreign {
                other = true;
                self.comments += 1;
                *self.languages.entry(language).or_default() += 1;
            }
        }
        let alone = other && !judged;
        self.rows += u64::from(alone);
        let Some(weight) = row.weight.filter(|_| alone || judged) else { return };
        let scores = if alone { &mut self.theirs } else { &mut self.judged };
        for entry in row.entries() {
            let side: &mut ScoreBook = scores.side(entry.scope);
            for (kind, score) in row.counting(&entry) {
                side[kind].add_weighted(score, weight);
            }
        }
    }

    /// What a reader must know of them, and how they score by the `main` score where at least so
    /// many of them answered; `None` where they are few.
    pub(super) fn finish(
        self,
        main: Option<ScoreKind>,
        asked: AskedForWhole,
        at_least: u64,
    ) -> Option<OtherLanguages> {
        let most = self.languages.iter().max_by_key(|(_, n)| **n);
        let language = most
            .filter(|(code, n)| 2 * **n > self.comments && **code != crate::text::UNTOLD)
            .map(|(code, _)| (*code).to_owned());
        let (theirs, judged) = (self.theirs.resolve(asked), self.judged.resolve(asked));
        let apart = |score: ScoreKind| {
            let (n, n_judged) = (theirs[score].n(), judged[score].n());
            let enough = n.min(n_judged) >= at_least.max(1);
            Some(ScoresApart {
                score,
                theirs: headline(score.measure(), &theirs[score]).filter(|_| enough)?,
                n,
                judged: headline(score.measure(), &judged[score])?,
                n_judged,
            })
        };
        let (comments, of, rows) = (self.comments, self.of, self.rows);
        let scores = main.and_then(apart);
        Some(OtherLanguages { comments, of, rows, language, scores })
            .filter(OtherLanguages::is_told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::TouchpointSource;
    use crate::journey::facts::CommentFacts;
    use crate::journey::tests::{entry, facts, row, scores, undetected};

    /// So many rows of a score, judged or of a language.
    fn counted(rows: &[(u64, f64, Option<&'static str>)]) -> LanguageCounter {
        let mut counter = LanguageCounter::default();
        for (n, score, foreign) in rows {
            let said = match foreign {
                Some(_) => undetected(),
                None => facts(0.5, Vec::new()),
            };
            let said = said.map(|said| CommentFacts { foreign: *foreign, ..said });
            let row = row(*n, vec![entry(None, Some("…"), scores(Some(*score), None))]);
            let view = RowView::new(row, vec![said], TouchpointSource::Aspects);
            (0..*n).for_each(|_| counter.add(&view));
        }
        counter
    }

    fn found(rows: &[(u64, f64, Option<&'static str>)]) -> Option<OtherLanguages> {
        counted(rows).finish(Some(ScoreKind::Nps), AskedForWhole::default(), 5)
    }

    #[test]
    fn ten_or_three_in_a_hundred_are_told() {
        let of = |other, judged| found(&[(other, 2.0, Some("es")), (judged, 9.0, None)]);
        assert!(of(9, 300).is_none(), "nine of 309");
        assert!(of(9, 288).is_some(), "nine of 297");
        assert!(of(10, 5_000).is_some());
        assert!(of(2, 10).is_none());
        assert!(of(3, 10).is_some());
        assert!(!of(10, 91).unwrap().is_much(), "ten of 101");
        assert!(of(10, 90).unwrap().is_much(), "ten of 100");
    }

    #[test]
    fn those_who_wrote_them_are_set_beside_those_who_are_judged() {
        let rows = [(8, 2.0, Some("es")), (4, 10.0, Some("fr")), (40, 10.0, None)];
        let other = found(&rows).unwrap();
        assert_eq!((other.comments, other.of, other.rows), (12, 52, 12));
        assert_eq!(other.language.as_deref(), Some("es"));
        let apart = other.scores.unwrap();
        assert_eq!((apart.n, apart.n_judged), (12, 40));
        assert!((apart.theirs.value + 400.0 / 12.0).abs() < 1e-9, "{}", apart.theirs.value);
        assert!((apart.judged.value - 100.0).abs() < 1e-9);
        // Half are not most, and what cannot be told has no name.
        let half = found(&[(6, 2.0, Some("es")), (6, 2.0, Some("fr"))]).unwrap();
        assert_eq!(half.language, None);
        let untold = found(&[(12, 2.0, Some(crate::text::UNTOLD))]).unwrap();
        assert_eq!(untold.language, None);
        let few = found(&[(4, 2.0, Some("es")), (40, 10.0, None)]).unwrap();
        assert_eq!(few.scores, None, "too few answers to tell");
    }

    #[test]
    fn a_row_with_a_judged_comment_is_judged() {
        let mut counter = LanguageCounter::default();
        let foreign = undetected().map(|said| CommentFacts { foreign: Some("de"), ..said });
        let said = [foreign, facts(0.5, Vec::new())];
        let entries = vec![
            entry(None, Some("…"), scores(Some(9.0), None)),
            entry(None, Some("…"), scores(None, None)),
        ];
        let view = RowView::new(row(1, entries), said.to_vec(), TouchpointSource::Aspects);
        counter.add(&view);
        assert_eq!((counter.comments, counter.of, counter.rows), (1, 2, 0));
        let scores = counter.judged.resolve(AskedForWhole::default());
        assert_eq!(scores[ScoreKind::Nps].n(), 1);
    }
}
