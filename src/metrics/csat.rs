//! Customer satisfaction.

use serde::Serialize;

use super::answers::Answers;
use super::band::{Band, box2};
use crate::feedback::{Scale, ScoreValue};
use crate::stats::Estimate;

/// Satisfaction: top-2-box, mean and the whole distribution.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CsatSummary {
    /// Answers.
    pub n: u64,
    /// The scale of the answers; `None` where several scales meet and
    /// everything is on the common 0–100 footing.
    pub scale: Option<Scale>,
    /// Share of answers in the two best boxes, in [0, 1], Wilson interval.
    pub top2: Estimate,
    /// Share of answers in the two worst boxes, in [0, 1], Wilson interval.
    pub bottom2: Estimate,
    /// Mean in scale points (or 0–100) with its t interval.
    pub mean: Estimate,
    /// Answers per value, ascending.
    pub distribution: Vec<(f64, u64)>,
    /// Weighted share of every value, in [0, 1]; only where answers are
    /// weighted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weighted_shares: Option<Vec<(f64, f64)>>,
    /// Answers that the weighted ones are worth; only where they are weighted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_n: Option<f64>,
}

impl CsatSummary {
    /// Everything a report shows of these answers; `None` without any.
    ///
    /// An answer is boxed on its own scale even where several scales meet, so
    /// the shares do not change by being merged.
    pub fn of(answers: &Answers) -> Option<CsatSummary> {
        let footing = answers.footing();
        Some(CsatSummary {
            n: answers.n(),
            scale: footing.scale,
            top2: top2(answers)?,
            bottom2: answers.share_where(|answer| box2(answer) == Band::Low)?,
            mean: footing.mean()?,
            distribution: footing.distribution,
            weighted_shares: footing.weighted.map(|weighted| weighted.shares),
            effective_n: answers.effective_n(),
        })
    }
}

/// Share in the two best boxes with its Wilson interval; `None` without answers.
pub fn top2(answers: &Answers) -> Option<Estimate> {
    answers.share_where(is_best)
}

/// Whether an answer is in one of the two best boxes.
pub(super) fn is_best(answer: ScoreValue) -> bool {
    box2(answer) == Band::High
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Weight;

    fn csat(values: &[f64], scale: Scale) -> Answers {
        let mut csat = Answers::default();
        values.iter().for_each(|&value| {
            csat.add(ScoreValue { value, scale });
        });
        csat
    }

    #[test]
    fn a_summary_counts_every_answer_once() {
        let values = [1.0, 5.0, 5.0, 4.0, 3.0, 3.0, 2.0, 5.0];
        let summary = CsatSummary::of(&csat(&values, Scale::higher(1.0, 5.0))).unwrap();
        assert_eq!((summary.top2.value, summary.bottom2.value), (0.5, 0.25));
        assert_eq!(summary.mean.value, 3.5);
        let expected = vec![(1.0, 1), (2.0, 1), (3.0, 2), (4.0, 1), (5.0, 3)];
        assert_eq!(summary.distribution, expected);
        assert_eq!(CsatSummary::of(&Answers::default()), None);
    }

    #[test]
    fn weights_move_shares_and_mean() {
        let scale = Scale::higher(1.0, 5.0);
        let mut weighted = Answers::default();
        for (value, weight) in [(5.0, 3.0), (1.0, 1.0), (3.0, 1.0), (4.0, 1.0)] {
            weighted.add_weighted(ScoreValue { value, scale }, Weight::new(weight).unwrap());
        }
        let summary = CsatSummary::of(&weighted).unwrap();
        assert!((summary.top2.value - 4.0 / 6.0).abs() < 1e-12);
        assert!((summary.mean.value - 23.0 / 6.0).abs() < 1e-12);
        assert_eq!(summary.effective_n, Some(3.0));
        assert_eq!(summary.distribution.last(), Some(&(5.0, 1)));
        assert_eq!(summary.weighted_shares.unwrap().last(), Some(&(5.0, 0.5)));

        let values = [5.0, 1.0, 3.0, 4.0];
        let mut ones = Answers::default();
        for value in values {
            ones.add_weighted(ScoreValue { value, scale }, Weight::ONE);
        }
        assert_eq!(CsatSummary::of(&ones), CsatSummary::of(&csat(&values, scale)));
    }

    #[test]
    fn shares_survive_the_meeting_of_scales() {
        let mut mixed = csat(&[4.0, 1.0], Scale::higher(1.0, 5.0));
        mixed.merge(&csat(&[6.0, 4.0], Scale::higher(1.0, 7.0)));
        let summary = CsatSummary::of(&mixed).unwrap();
        assert_eq!(summary.scale, None);
        assert_eq!((summary.top2.value, summary.bottom2.value), (0.5, 0.25));
        assert_eq!(summary.distribution.iter().map(|d| d.1).sum::<u64>(), 4);
        assert!((0.0..=100.0).contains(&summary.mean.value));
    }
}
