//! Customer effort.

use serde::Serialize;

use super::answers::Answers;
use super::band::{Band, box2};
use crate::feedback::{Scale, ScoreValue};
use crate::stats::Estimate;
use crate::stats::interval::Net;

/// Customer effort on its declared scale and direction.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
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
    /// Share in the two easiest boxes less share on the hard side of the
    /// middle, in points [−100, 100], with the adjusted Wald interval of a Net
    /// Promoter Score: 6–7 less 1–3 on the ease scale 1–7.
    pub net: Estimate,
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

impl CesSummary {
    /// Everything a report shows of these answers; `None` without any.
    ///
    /// "Easy" is the good side of the middle of the scale, whichever way it runs:
    /// 5–7 on the ease scale 1–7 of CES 2.0, 1–2 on the effort scale 1–5 of
    /// CES 1.0. The middle itself is not easy.
    pub fn of(answers: &Answers) -> Option<CesSummary> {
        let footing = answers.footing();
        Some(CesSummary {
            n: answers.n(),
            scale: footing.scale,
            mean: footing.mean()?,
            easy: easy(answers)?,
            net: net(answers)?,
            distribution: footing.distribution,
            weighted_shares: footing.weighted.map(|weighted| weighted.shares),
            effective_n: answers.effective_n(),
        })
    }

    /// The mean as it can stand beside others: on the common 0–100 footing,
    /// on which high is good, where `common` says that their scales differ.
    pub fn mean_beside(&self, common: bool) -> Estimate {
        let Some(scale) = self.scale.filter(|_| common) else { return self.mean };
        let goodness = |value| ScoreValue { value, scale }.goodness();
        let (a, b) = (goodness(self.mean.low), goodness(self.mean.high));
        Estimate { value: goodness(self.mean.value), low: a.min(b), high: a.max(b) }
    }
}

/// Share of answers on the easy side with its Wilson interval; `None` without answers.
pub fn easy(answers: &Answers) -> Option<Estimate> {
    answers.share_where(is_easy)
}

/// Whether an answer is on the easy side.
pub(super) fn is_easy(answer: ScoreValue) -> bool {
    answer.goodness() > 50.0
}

/// Easiest boxes less hard side, in points; `None` without answers.
fn net(answers: &Answers) -> Option<Estimate> {
    let easiest = answers.share_where(|answer| box2(answer) == Band::High)?.value;
    let hard = answers.share_where(|answer| answer.goodness() < 50.0)?.value;
    let n = answers.effective_n().unwrap_or(answers.n() as f64);
    let (low, high) = Net::adjusted(easiest * n, hard * n, n).interval();
    Some(Estimate { value: 100.0 * (easiest - hard), low: 100.0 * low, high: 100.0 * high })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::Direction;
    use crate::metrics::Weight;

    fn summary(answers: &[(f64, Scale)]) -> CesSummary {
        let mut ces = Answers::default();
        answers.iter().for_each(|&(value, scale)| {
            ces.add(ScoreValue { value, scale });
        });
        CesSummary::of(&ces).unwrap()
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
        assert_eq!(CesSummary::of(&Answers::default()), None);
    }

    #[test]
    fn net_is_the_easiest_less_the_hard_side() {
        let ease = Scale::higher(1.0, 7.0);
        let points: Vec<_> = (1..=7).map(|v| (f64::from(v), ease)).collect();
        let summary = summary(&points);
        assert!((summary.net.value - 100.0 * (2.0 - 3.0) / 7.0).abs() < 1e-12);
        let nps = crate::metrics::Nps::from_counts(2, 2, 3).estimate().unwrap();
        assert!((summary.net.low - nps.low).abs() < 1e-9);
        assert!((summary.net.high - nps.high).abs() < 1e-9);
    }

    #[test]
    fn weights_move_every_figure() {
        let mut ces = Answers::default();
        for (value, weight) in [(7.0, 2.0), (2.0, 1.0), (4.0, 1.0)] {
            let answer = ScoreValue { value, scale: Scale::higher(1.0, 7.0) };
            ces.add_weighted(answer, Weight::new(weight).unwrap());
        }
        let summary = CesSummary::of(&ces).unwrap();
        assert_eq!((summary.easy.value, summary.mean.value, summary.net.value), (0.5, 5.0, 25.0));
        assert_eq!(summary.effective_n, Some(16.0 / 6.0));
    }

    #[test]
    fn the_middle_is_neither_easy_nor_hard() {
        let ease = Scale::higher(1.0, 7.0);
        // Answer, share that is easy, easiest boxes less the hard side.
        for (value, easy, net) in [
            (3.9, 0.0, -100.0),
            (4.0, 0.0, 0.0),
            (4.1, 1.0, 0.0),
            (5.9, 1.0, 0.0),
            (6.0, 1.0, 100.0),
        ] {
            let one = summary(&[(value, ease), (value, ease)]);
            assert_eq!((one.easy.value, one.net.value), (easy, net), "{value}");
        }
    }
}
