//! The numbers month by month.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use serde::Serialize;

use super::Suppression;
use super::scores::{AskedForWhole, ScoreBook, Split, Standing};
use super::steps::SentimentSum;
use crate::ingest::{ScoreKind, ScoreValue};
use crate::stats::Estimate;

/// One month of feedback.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrendPoint {
    /// Month as `YYYY-MM`.
    pub period: String,
    /// Rows.
    pub responses: u64,
    /// Comments with something to judge.
    pub comments: u64,
    /// Mean sentiment; `None` when suppressed.
    pub sentiment: Option<Estimate>,
    /// NPS; `None` when not asked or suppressed.
    pub nps: Option<Estimate>,
    /// Top-2-box share of CSAT; `None` when not asked or suppressed.
    pub csat_top2: Option<Estimate>,
}

/// Everything counted in one month.
#[derive(Debug, Clone, Default)]
pub(super) struct Month {
    pub(super) responses: u64,
    comments: u64,
    sentiment: SentimentSum,
    scores: Split<ScoreBook>,
}

impl Month {
    /// Counts a comment; one without sentiment has nothing to judge.
    pub(super) fn comment(&mut self, sentiment: Option<i16>) {
        if let Some(steps) = sentiment {
            self.comments += 1;
            self.sentiment.add(steps);
        }
    }

    pub(super) fn score(&mut self, standing: Standing, kind: ScoreKind, score: ScoreValue) {
        self.scores.side(standing).add(kind, score);
    }
}

/// All months, ascending. Rows without a date are in none.
#[derive(Debug, Clone, Default)]
pub(super) struct Months(BTreeMap<(i16, i8), Month>);

impl Months {
    pub(super) fn of(&mut self, time: DateTime) -> &mut Month {
        self.0.entry((time.year(), time.month())).or_default()
    }

    pub(super) fn summary(self, asked: AskedForWhole, suppression: Suppression) -> Vec<TrendPoint> {
        let least = suppression.metric;
        let point = |((year, month), numbers): ((i16, i8), Month)| {
            let scores = numbers.scores.resolve(asked);
            TrendPoint {
                period: format!("{year:04}-{month:02}"),
                responses: numbers.responses,
                comments: numbers.comments,
                sentiment: numbers.sentiment.mean(least),
                nps: scores.nps.estimate().filter(|_| scores.nps.n() >= least),
                csat_top2: scores.csat.top2().filter(|_| scores.csat.n() >= least),
            }
        };
        self.0.into_iter().map(point).collect()
    }
}
