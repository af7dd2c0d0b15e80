//! What the comments of a row are held against.
//!
//! A wide row often has one comment and a rating for each of many touchpoints. Held against
//! every one of them, a complaint about the fourth contradicts the praise of the other three,
//! which it does not, and counts four times. So of each score a comment is held against
//! one answer only:
//!
//! 1. the score of its own entry. Several comments at one touchpoint are entries of which only
//!    the first has the scores; these are the others' own as well;
//! 2. else the score for the whole, unless that has a comment of its own, which then speaks for
//!    it, or the entry has a score of another kind: who marked the breakfast and praises it has
//!    said nothing of whether to recommend the hotel;
//! 3. else, without a score for the whole, the ratings of the row's touchpoints, if all are in
//!    one band and not each has a comment of its own: whichever is meant, it is that band. As in
//!    the overall metrics, ratings stand in only where no wide row was asked about the whole.
//!
//! Where ratings differ, nothing tells which of them the comment is about, and it is left out.
//! Comments that are held against the same answer are taken together, as that answer is one.

use super::{Said, together};
use crate::feedback::{Entry, ScoreKind};
use crate::journey::row::RowView;
use crate::journey::scores::ScoreScope;
use crate::journey::steps::goodness_steps;
use crate::metrics::Band;

/// An answer that comments are held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Against {
    /// The band of the answer.
    pub(super) band: Band,
    /// The entry with the answer; of ratings that agree, one.
    pub(super) entry: usize,
    /// A part where ratings of touchpoints stand in for the whole.
    pub(super) scope: ScoreScope,
}

/// Each answer to a score that comments of a row are held against, with what these say together;
/// `said` tells of each entry what its comment says.
pub(super) fn held(
    row: &RowView,
    said: &[Option<Option<Said>>],
    kind: ScoreKind,
) -> impl Iterator<Item = (Against, Said)> {
    let answers = Answers { entries: &row.row.entries, said, kind };
    let judged = |(at, said): (usize, &Option<Option<Said>>)| {
        said.flatten().and_then(|_| answers.to_comment(at))
    };
    let against: Vec<Option<Against>> = said.iter().enumerate().map(judged).collect();
    (0..against.len()).filter_map(move |at| {
        let answer = against[at].filter(|_| !against[..at].contains(&against[at]))?;
        let with_it = said.iter().zip(&against).filter(|(_, other)| **other == Some(answer));
        Some((answer, together(with_it.filter_map(|(said, _)| said.flatten()))?))
    })
}

/// The answers to one score in a row.
#[derive(Debug, Clone, Copy)]
struct Answers<'a> {
    entries: &'a [Entry],
    said: &'a [Option<Option<Said>>],
    kind: ScoreKind,
}

impl<'a> Answers<'a> {
    /// What the comment of an entry is held against; `None` where nothing tells.
    fn to_comment(self, at: usize) -> Option<Against> {
        self.own(at).or_else(|| match self.whole() {
            Some(whole) => Some(whole).filter(|_| !self.whole_has_comment() && !self.is_scored(at)),
            None => self.agreed(),
        })
    }

    /// Whether an entry was scored otherwise: itself, or the first at its touchpoint.
    fn is_scored(self, at: usize) -> bool {
        let beside = |entry: &Entry| {
            let own = self.entries.get(at).is_some_and(|own| own.touchpoint == entry.touchpoint);
            own && !entry.scores.is_empty()
        };
        self.entries.iter().any(beside)
    }

    /// The answer that an entry's comment was written with: its own, else the first at its
    /// touchpoint.
    fn own(self, at: usize) -> Option<Against> {
        let touchpoint = &self.entries.get(at)?.touchpoint;
        let beside = |(entry, answer): (&Entry, Against)| {
            (entry.touchpoint == *touchpoint).then_some(answer)
        };
        self.of(at).or_else(|| self.given().find_map(beside))
    }

    /// The answer for the whole.
    fn whole(self) -> Option<Against> {
        let whole =
            |(entry, answer): (&Entry, Against)| entry.touchpoint.is_none().then_some(answer);
        self.given().find_map(whole)
    }

    /// Whether somebody wrote about the whole, be it nothing that can be judged.
    fn whole_has_comment(self) -> bool {
        let mut entries = self.entries.iter().zip(self.said);
        entries.any(|(entry, said)| entry.touchpoint.is_none() && said.is_some())
    }

    /// The band that all answers are in, in a row without one for the whole; told by the first
    /// that has no comment of its own, since the others are spoken for.
    fn agreed(self) -> Option<Against> {
        let ratings = || self.given().map(|(_, answer)| answer);
        let silent = ratings().find(|answer| self.said[answer.entry].is_none())?;
        let agree = ratings().all(|answer| answer.band == silent.band);
        agree.then_some(Against { scope: ScoreScope::Part, ..silent })
    }

    /// All answers that are numbers, with their entries.
    fn given(self) -> impl Iterator<Item = (&'a Entry, Against)> {
        let entries = self.entries.iter().enumerate();
        entries.filter_map(move |(at, entry)| Some((entry, self.of(at)?)))
    }

    /// The answer of an entry; `None` where it has none or no number.
    fn of(self, entry: usize) -> Option<Against> {
        let score = self.entries.get(entry)?.scores.get(self.kind)?;
        goodness_steps(score.goodness())?;
        let band = Band::of(self.kind.measure(), score);
        Some(Against { band, entry, scope: ScoreScope::Whole })
    }
}
