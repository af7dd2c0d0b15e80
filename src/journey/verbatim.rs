//! Comments that illustrate a finding.

use std::ops::Range;

use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

use super::row::scores_beside;
use crate::ingest::{Feedback, ScoreKind, Scores, SourceRow};

/// A comment that illustrates a finding.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Verbatim {
    /// File name without its folder.
    pub file: String,
    /// Row as a spreadsheet shows it.
    pub row: u64,
    /// The comment.
    pub text: String,
    /// The part that is the evidence, as start and end in bytes of `text`.
    pub evidence: (usize, usize),
    /// Sentiment of the evidence in [−1, 1].
    pub sentiment: f64,
    /// The main score given with it, if any.
    pub score: Option<f64>,
}

/// Verbatims shown per finding.
pub const SHOWN: usize = 3;

/// Candidates kept while rows stream by.
const KEPT: usize = 8;

/// Sentiment from which evidence is clearly negative.
const CLEAR: f32 = -0.5;

/// Length, in characters, of a comment that says something and is still read.
const READABLE: std::ops::RangeInclusive<usize> = 8..=120;

/// Length, in characters, that a comment to be quoted has ideally.
const IDEAL: usize = 40;

/// A comment that might be shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Offer<'a> {
    pub(super) row: &'a Feedback,
    /// Index of the comment's entry in the row.
    pub(super) entry: usize,
    pub(super) text: &'a str,
    /// Length of `text` in characters.
    pub(super) length: usize,
    pub(super) evidence: &'a Range<usize>,
    /// Sentiment of the evidence.
    pub(super) sentiment: f32,
}

/// How well a comment illustrates: the smaller, the better.
///
/// First, clearly negative comments of a readable length; then those near the
/// ideal length; then the more negative. The place in the export decides
/// between equals, so that the choice is the same for any cutting into
/// batches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    unclear: bool,
    unreadable: bool,
    off_length: usize,
    tenths: i8,
    place: (SourceRow, usize),
}

impl Rank {
    fn of(offer: &Offer<'_>) -> Rank {
        Rank {
            unclear: offer.sentiment > CLEAR,
            unreadable: !READABLE.contains(&offer.length),
            off_length: offer.length.abs_diff(IDEAL) / 20,
            tenths: (offer.sentiment.clamp(-1.0, 1.0) * 10.0).round() as i8,
            place: (offer.row.source, offer.entry),
        }
    }
}

#[derive(Debug, Clone)]
struct Candidate {
    rank: Rank,
    wording: u64,
    text: String,
    evidence: (usize, usize),
    sentiment: f32,
    scores: Scores,
}

/// The best candidates so far, best first, each wording once. Only these are
/// copied out of the stream.
#[derive(Debug, Clone, Default)]
pub(super) struct Candidates(Vec<Candidate>);

impl Candidates {
    /// Keeps the comment if it is among the best.
    pub(super) fn offer(&mut self, offer: &Offer<'_>) {
        let rank = Rank::of(offer);
        if self.0.len() == KEPT && self.0.last().is_some_and(|worst| worst.rank <= rank) {
            return;
        }
        let wording = wording(offer.text);
        if let Some(same) = self.0.iter().position(|c| c.wording == wording) {
            if self.0[same].rank <= rank {
                return;
            }
            self.0.remove(same);
        }
        let at = self.0.partition_point(|c| c.rank < rank);
        // A span that is not one of this text cannot be marked in it.
        let fits = offer.text.get(offer.evidence.clone()).is_some_and(|part| !part.is_empty());
        let whole = (0, offer.text.len());
        let candidate = Candidate {
            rank,
            wording,
            text: offer.text.to_owned(),
            evidence: if fits { (offer.evidence.start, offer.evidence.end) } else { whole },
            sentiment: offer.sentiment,
            scores: scores_beside(offer.row, offer.entry),
        };
        self.0.insert(at, candidate);
        self.0.truncate(KEPT);
    }

    /// The comments to show.
    pub(super) fn verbatims(self, files: &[String], main: Option<ScoreKind>) -> Vec<Verbatim> {
        let verbatim = |candidate: Candidate| {
            let (SourceRow { file, row }, _) = candidate.rank.place;
            Verbatim {
                file: files.get(file as usize).cloned().unwrap_or_default(),
                row,
                text: candidate.text,
                evidence: candidate.evidence,
                sentiment: f64::from(candidate.sentiment),
                score: main.and_then(|kind| candidate.scores.get(kind)).map(|s| s.value),
            }
        };
        self.0.into_iter().take(SHOWN).map(verbatim).collect()
    }
}

/// Fingerprint of a text's letters and digits, so that the same complaint with
/// another full stop is not quoted twice.
fn wording(text: &str) -> u64 {
    let letters: String =
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    xxh3_64(letters.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Entry, Scale, ScoreValue};

    fn kept(offers: &[(u64, &str, f32)]) -> Vec<Verbatim> {
        let mut candidates = Candidates::default();
        let nps = ScoreValue { value: 2.0, scale: Scale::NPS };
        let scores = Scores { nps: Some(nps), ..Scores::default() };
        for &(row, text, sentiment) in offers {
            let feedback = Feedback {
                source: SourceRow { file: 0, row },
                time: None,
                respondent: None,
                segments: Vec::new(),
                weight: 1.0,
                entries: vec![Entry { scores, ..Entry::default() }],
            };
            candidates.offer(&Offer {
                row: &feedback,
                entry: 0,
                text,
                length: text.chars().count(),
                evidence: &(0..3),
                sentiment,
            });
        }
        candidates.verbatims(&["a.csv".to_owned()], Some(ScoreKind::Nps))
    }

    #[test]
    fn clear_readable_and_distinct_comments_win_in_any_order() {
        let long = "等了很久".repeat(60);
        let mut offers = vec![
            (2, "太慢", -0.99),
            (3, "快递等了整整三个星期才收到，太慢了", -0.8),
            (4, "快递等了整整三个星期才收到，太慢了！", -0.8),
            (5, long.as_str(), -0.99),
            (6, "The courier never called me and left the parcel outside", -0.9),
            (7, "delivery could perhaps be a little faster than it is", -0.2),
            (8, "物流信息三天没有更新，客服也不理人", -0.95),
        ];
        let first = kept(&offers);
        let rows: Vec<u64> = first.iter().map(|v| v.row).collect();
        assert_eq!(rows, vec![6, 8, 3]);
        assert_eq!((first[1].evidence, first[1].score), ((0, 3), Some(2.0)));
        offers.reverse();
        assert_eq!(kept(&offers), first);
    }

    #[test]
    fn a_span_outside_the_text_marks_all_of_it() {
        let shown = kept(&[(2, "é!", -0.9)]);
        assert_eq!(shown[0].evidence, (0, 3));
        let broken = kept(&[(2, "差", -0.9), (3, "ab", -0.9)]);
        assert!(broken.iter().all(|v| v.text.get(v.evidence.0..v.evidence.1).is_some()));
    }
}
