//! Customer effort.

use serde::Serialize;

use super::answers::Answers;
use crate::ingest::{Scale, ScoreValue};
use crate::stats::Estimate;
use crate::stats::interval::wilson;

/// Customer effort on its declared scale and direction.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CesSummary {
    /// Answers.
    pub n: u64,
    /// The scale of the answers; `None` where several scales meet and
    /// everything is on the common 0–100 footing.
    pub scale: Option<Scale>,
    /// Mean in scale points (or 0–100) with its t interval.
    pub mean: Estimate,
    /// Share of answers on the easy side of the middle, in [0, 1], Wilson.
    pub easy: Estimate,
    /// Answers per value, ascending.
    pub distribution: Vec<(f64, u64)>,
}

impl CesSummary {
    /// The mean as it can stand beside others: on the common 0–100 footing,
    /// on which high is good, where `common` says that their scales differ.
    pub fn mean_beside(&self, common: bool) -> Estimate {
        let Some(scale) = self.scale.filter(|_| common) else { return self.mean };
        let goodness = |value| ScoreValue { value, scale }.goodness();
        let (a, b) = (goodness(self.mean.low), goodness(self.mean.high));
        Estimate { value: goodness(self.mean.value), low: a.min(b), high: a.max(b) }
    }
}

/// Answers about effort or ease, counted one at a time.
///
/// "Easy" is the good side of the middle of the scale, whichever way it runs:
/// 5–7 on the ease scale 1–7 of CES 2.0, 1–2 on the effort scale 1–5 of
/// CES 1.0. The middle itself is not easy.
#[derive(Debug, Clone, Default)]
pub struct Ces {
    answers: Answers,
}

impl Ces {
    /// Counts one answer; see [`Answers::add`].
    pub fn add(&mut self, answer: ScoreValue) -> bool {
        self.answers.add(answer)
    }

    /// Adds the answers of `other`.
    pub fn merge(&mut self, other: &Ces) {
        self.answers.merge(&other.answers);
    }

    /// Number of answers.
    pub fn n(&self) -> u64 {
        self.answers.n()
    }

    /// Everything a report shows; `None` without answers.
    pub fn summary(&self) -> Option<CesSummary> {
        let footing = self.answers.footing();
        let easy = self.answers.count_where(|answer| answer.goodness() > 50.0);
        Some(CesSummary {
            n: self.n(),
            scale: footing.scale,
            mean: footing.mean()?,
            easy: wilson(easy, self.n())?,
            distribution: footing.distribution,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Direction;

    fn summary(answers: &[(f64, Scale)]) -> CesSummary {
        let mut ces = Ces::default();
        answers.iter().for_each(|&(value, scale)| {
            ces.add(ScoreValue { value, scale });
        });
        ces.summary().unwrap()
    }

    #[test]
    fn easy_is_on_the_good_side_whichever_way_the_scale_runs() {
        let ease = Scale::higher(1.0, 7.0);
        let effort = Scale { low: 1.0, high: 5.0, direction: Direction::Lower };
        let two = summary(&[(5.0, ease), (7.0, ease), (4.0, ease), (1.0, ease)]);
        assert_eq!((two.easy.value, two.mean.value), (0.5, 4.25));
        let one = summary(&[(1.0, effort), (2.0, effort), (3.0, effort), (5.0, effort)]);
        assert_eq!((one.easy.value, one.mean.value), (0.5, 2.75));
        let beside = one.mean_beside(true);
        assert_eq!((beside.value, one.mean_beside(false)), (56.25, one.mean));
        assert!(beside.low < beside.value && beside.value < beside.high);
        let both = summary(&[(1.0, effort), (1.0, ease)]);
        assert_eq!((both.scale, both.mean.value), (None, 50.0));
        assert_eq!(both.easy.value, 0.5);
        assert_eq!(Ces::default().summary(), None);
    }
}
